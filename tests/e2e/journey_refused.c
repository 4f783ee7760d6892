/*
 * journey_refused - what a terminal refuses: wrong numbers, unknown and closed
 * things, keys while the line is locked; and what never reaches the terminal
 * as it came: control characters, wherever they are from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "support/e2e_hands.h"

#define KEEPER "storekeeper"

static const struct hands usual = { 0 };

/* How many movements the material has. */
static int moves(struct home *h)
{
	assert_int_equal(home_verb(h, KEEPER, "moves", "M-1042", NULL), 0);
	return home_count("transactions", NULL, NULL);
}

static void go_on(struct term_box *t)
{
	term_box_key(t, "Esc");
	see_gone(t, "Esc goes on");
}

/* ---- numbers and codes ---- */

static void refuse_quantity(struct term_box *t, const char *typed, const char *words)
{
	char kept[64];

	term_box_key(t, "Ctrl-U");
	term_box_type(t, typed);
	term_box_key(t, "F2");
	see(t, words);
	see(t, "Esc goes on");
	str_format(kept, sizeof(kept), "Quantity   %s", typed);
	see(t, kept);
	go_on(t);
	see(t, kept);
}

static void a_wrong_quantity_is_refused_and_kept(void **state)
{
	static const char *const wrong[][2] = {
		{ "0", "must be above zero" },		{ "0.0", "must be above zero" },
		{ "-5", "must be above zero" },		{ "1e30", "not a number: 1e30" },
		{ "NaN", "not a number: NaN" },		{ "Infinity", "not a number: Infinity" },
		{ "0x10", "not a number: 0x10" },	{ "1.1234567", "at most 6 decimals are kept" },
		{ "2001", "can still take 2000, not" },
	};
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	int before = moves(h);

	hands_receipt(t, "PO-4500012");
	hands_bolts(t, "");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refuse_quantity(t, wrong[i][0], wrong[i][1]);
	assert_int_equal(moves(h), before);
	term_box_key(t, "Ctrl-U");
	term_box_type(t, "1");
	term_box_key(t, "F2");
	see(t, "received 1 pcs M-1042");
	assert_int_equal(moves(h), before + 1);
	hands_leave(t);
}

static void more_than_there_is_is_refused(void **state)
{
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	int before = moves(h);

	hands_scan(t, "WO-124");
	see(t, "RELEASED");
	hands_scan(t, "M-1042");
	see(t, "for this order");
	term_box_type(t, "99999");
	term_box_key(t, "F2");
	see(t, "VALIDATION: ");
	see(t, "99999");
	go_on(t);
	see(t, "99999");
	assert_int_equal(moves(h), before);
	hands_free(t);
}

static void a_closed_order_takes_nothing(void **state)
{
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	int before = moves(h);

	hands_scan(t, "WO-118");
	see(t, "COMPLETED");
	hands_scan(t, "M-1042");
	see(t, "M-1042  Bolt M8x40 zinc");
	term_box_type(t, "1");
	term_box_key(t, "F2");
	see(t, "VALIDATION: ");
	see(t, "Esc goes on");
	go_on(t);
	assert_int_equal(moves(h), before);
	hands_free(t);
}

static void an_error_locks_the_line(void **state)
{
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	int before = moves(h);

	hands_receipt(t, "PO-4500012");
	hands_scan(t, "M-9999");
	see(t, "NOT_FOUND: nothing here is called M-9999");
	see(t, "Esc goes on");
	/* A scanner goes on: refused with the bad sound, not lost in silence. */
	term_box_raw_forget(t);
	hands_scan(t, "M-1042");
	assert_true(term_box_wait_raw(t, "\a\a", SEE_S));
	term_box_raw_forget(t);
	term_box_key(t, "Enter");
	assert_true(term_box_wait_raw(t, "\a\a", SEE_S));
	see(t, "Esc goes on");
	go_on(t);
	see(t, "Scan   ");
	assert_false(term_box_shows(t, "M-1042  Bolt M8x40 zinc"));
	/* F-keys are pressed by people too; the first one only acknowledges. */
	hands_scan(t, "M-9998");
	see(t, "nothing here is called M-9998");
	term_box_key(t, "F10");
	see_gone(t, "Esc goes on");
	hands_bolts(t, "");
	assert_int_equal(moves(h), before);
	hands_leave(t);
}

/* ---- control characters ---- */

static void nothing_foreign(struct term_box *t)
{
	const char *foreign = term_box_foreign(t);

	if (foreign)
		fail_msg("sent to the terminal: %s", foreign);
	assert_false(term_box_titled(t));
}

/* Whoever says that nothing came through must be able to see it come. */
static void the_driver_sees_raw_bytes(void **state)
{
	static const char *const raw[] = { "\033]0;owned\a",
					   "\033[2J",
					   "\xc2\x9b"
					   "2J",
					   "\033c",
					   "\001",
					   "\xe2\x80\xae" };

	(void)state;
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		const char *argv[] = { "/usr/bin/printf", "%s", raw[i], NULL };
		struct term_box *t = term_box_new(24, 80, "xterm-256color", argv, NULL);
		int status = -1;

		assert_true(term_box_wait_end(t, SEE_S, &status));
		assert_int_equal(status, 0);
		assert_non_null(term_box_foreign(t));
		assert_int_equal(term_box_titled(t), i == 0);
		hands_free(t);
	}
}

static void hostile_input_stays_text(void **state)
{
	static const char *const hostile[] = {
		"\033[200~M\033]0;owned\a\033[2J\r\nPO-4500012\033[201~",
		"\xc2\x9b"
		"2JM-\xe2\x80\xae"
		"24",
		"]C1M\034\035\036\037\004",
	};
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	int before = moves(h);

	hands_receipt(t, "PO-4500012");
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		term_box_raw_forget(t);
		hands_scan(t, hostile[i]);
		see(t, "Esc goes on");
		nothing_foreign(t);
		go_on(t);
		term_box_key(t, "Ctrl-U");
	}
	/* Bytes that are no characters are left out, and nothing else. */
	hands_scan(t, "X\xff\xfe\xc0\x80\xe9"
		      "9\xc3");
	see(t, "nothing here is called X9 ");
	nothing_foreign(t);
	go_on(t);
	/* A character may come in two pieces. */
	term_box_type(t, "Y\xc3");
	see(t, "Scan       Y ");
	hands_scan(t, "\xa9");
	see(t, "nothing here is called Y\xc3\xa9 ");
	go_on(t);
	hands_bolts(t, "1");
	nothing_foreign(t);
	assert_int_equal(moves(h), before);
	hands_free(t);
}

static void hostile_names_stay_text(void **state)
{
	static const char *const screens[] = { "3", "4", "5", "6", "7" };
	struct home *h = *state;
	char cell[HOME_CELL];
	struct term_box *t;

	home_sql(h, "hostile.sql", "", cell);
	assert_string_equal(cell, "1");
	t = hands_sign_on(h, &(struct hands){ .rows = 40, .cols = 120 });
	term_box_raw_forget(t);
	hands_scan(t, "M-1078");
	see(t, "owned");
	nothing_foreign(t);
	hands_home(t);
	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		hands_scan(t, screens[i]);
		see_gone(t, "Scan or number");
		term_box_settle(t, 100);
		nothing_foreign(t);
		hands_home(t);
	}
	hands_receipt(t, "PO-4500012");
	see(t, "owned");
	home_sql(h, "hostile_news.sql", "", cell);
	see(t, "reorder at");
	nothing_foreign(t);
	hands_free(t);
}

static void hostile_names_on_verbs_stay_text(void **state)
{
	struct home *h = *state;
	const char *argv[] = { h->program, "--user", KEEPER, "stock", "M-1078", NULL };
	struct term_box *t = term_box_new(24, 80, "xterm-256color", argv, NULL);
	int status = -1;

	assert_true(term_box_wait_end(t, SEE_S, &status));
	assert_int_equal(status, 0);
	assert_true(term_box_shows(t, "owned"));
	nothing_foreign(t);
	hands_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_wrong_quantity_is_refused_and_kept, hands_drop_all),
		cmocka_unit_test_teardown(more_than_there_is_is_refused, hands_drop_all),
		cmocka_unit_test_teardown(a_closed_order_takes_nothing, hands_drop_all),
		cmocka_unit_test_teardown(an_error_locks_the_line, hands_drop_all),
		cmocka_unit_test_teardown(the_driver_sees_raw_bytes, hands_drop_all),
		cmocka_unit_test_teardown(hostile_input_stays_text, hands_drop_all),
		cmocka_unit_test_teardown(hostile_names_stay_text, hands_drop_all),
		cmocka_unit_test_teardown(hostile_names_on_verbs_stay_text, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey_refused", tests, home_open, home_close);
}
