/*
 * journey - a storekeeper's day at a real terminal: goods in, goods out, what
 * the others see of it, every size and kind of terminal, the undo and the
 * locks. The verbs say whether what is shown is true.
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

/* ---- the flow of material ---- */

static void take_in(struct term_box *t, struct home *h)
{
	hands_receipt(t, "PO-4500012");
	hands_bolts(t, "500");
	term_box_key(t, "F2");
	see(t, "received 500 pcs M-1042, on hand 9 900 (reorder at 4 000)");
	assert_int_equal(home_verb(h, KEEPER, "po", "show", "PO-4500012", NULL), 0);
	assert_string_equal(home_value("lines.0.received"), "3500");
	see_line(t, "M-1042", home_shown("lines.0.open"));
	see_line(t, "M-1042", "+500  posted");
}

static void give_out(struct term_box *t, struct home *h)
{
	char words[HOME_CELL + 32];

	assert_int_equal(home_verb(h, KEEPER, "order", "show", "WO-124", NULL), 0);
	assert_string_equal(home_value("actual_material_cost"), "0");
	hands_scan(t, "WO-124");
	see(t, "material 0.00 EUR");
	hands_scan(t, "M-1042");
	see(t, "for this order");
	term_box_type(t, "600");
	term_box_key(t, "F2");
	see(t, "issued 600 pcs M-1042 for 24.60 EUR, on hand 9 300");
	assert_int_equal(home_verb(h, KEEPER, "order", "show", "WO-124", NULL), 0);
	/* 600 of the oldest layer, at 0.041. */
	assert_string_equal(home_value("actual_material_cost"), "24.6");
	str_format(words, sizeof(words), "material %s EUR", home_money("actual_material_cost"));
	see(t, words);
	assert_string_equal(home_value("materials.1.open"), "200");
	see_line(t, "M-1042", "200");
}

static void look_at_stock(struct term_box *t, struct home *h)
{
	char path[64];

	assert_int_equal(home_verb(h, KEEPER, "layers", "M-1042", NULL), 0);
	hands_scan(t, "M-1042");
	see(t, "Cost layers, in the order of drawing of M-1042");
	see_line(t, "M-1042", home_shown("quantity_on_hand"));
	assert_string_equal(home_value("quantity_on_hand"), "9300");
	for (int i = 0; i < 4; i++) {
		char left[HOME_CELL];

		str_format(path, sizeof(path), "layers.%d.quantity_left", i);
		str_copy(left, sizeof(left), home_shown(path));
		assert_string_not_equal(left, "");
		str_format(path, sizeof(path), "layers.%d.unit_cost", i);
		see_line(t, left, home_shown(path));
		str_format(path, sizeof(path), "layers.%d.value_left", i);
		see_line(t, left, home_money(path));
	}
	assert_string_equal(home_value("layers.4.quantity_left"), "");
}

static void the_flow_of_material_by_keys(void **state)
{
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);

	take_in(t, h);
	hands_home(t);
	give_out(t, h);
	hands_home(t);
	look_at_stock(t, h);
	assert_int_equal(home_verb(h, KEEPER, "check", "stock", NULL), 0);
	hands_leave(t);
}

/* ---- somebody else looks on ---- */

static struct term_box *onlooker(struct home *h)
{
	/* No polling: what is seen came by notification. */
	const char *config = home_config(h, "live_poll_s = 86400;\n");

	return hands_sign_on(
		h,
		&(struct hands){ .rows = 40, .cols = 120, .kiosk = "kiosk3", .user = "SUPERVISOR", .config = config });
}

static void issue_at_the_first(struct term_box *t, const char *quantity)
{
	char words[64];

	hands_scan(t, "WO-125");
	see(t, "RELEASED");
	hands_scan(t, "M-1042");
	see(t, "for this order");
	term_box_type(t, quantity);
	term_box_key(t, "F2");
	str_format(words, sizeof(words), "issued %s pcs M-1042 for", quantity);
	see(t, words);
	hands_home(t);
}

static void others_see_an_issue_without_a_key(void **state)
{
	struct home *h = *state;
	struct term_box *other = onlooker(h), *t = hands_sign_on(h, &usual);

	hands_scan(other, "4");
	see_line(other, "WO-125", "0.00");
	see(other, "▶ WO-122");
	issue_at_the_first(t, "100");
	assert_int_equal(home_verb(h, KEEPER, "order", "show", "WO-125", NULL), 0);
	assert_string_equal(home_value("actual_material_cost"), "4.1");
	see_line(other, "WO-125", home_money("actual_material_cost"));
	see(other, "▶ WO-122");

	hands_home(other);
	hands_scan(other, "M-1042");
	see_line(other, "M-1042", "9 200");
	issue_at_the_first(t, "7");
	see_line(other, "M-1042", "9 193");
	assert_int_equal(home_verb(h, KEEPER, "layers", "M-1042", NULL), 0);
	see_line(other, home_shown("layers.0.quantity_left"), "0.041");
	hands_leave(other);
	hands_leave(t);
}

/* ---- every terminal ---- */

static void receive_at(struct home *h, const struct hands *at, bool coloured, const char *save, const char *said)
{
	struct term_box *t = hands_sign_on(h, at);

	hands_scan(t, "PO-4500012");
	see(t, "Quantity");
	hands_scan(t, "M-1042");
	see(t, "M-1042  Bolt M8x40 zinc");
	term_box_type(t, "1");
	see(t, "Quantity   1 ");
	if (term_box_coloured(t) != coloured)
		fail_msg("%s: colours are %s", at->term, coloured ? "missing" : "there");
	term_box_key(t, save);
	see(t, said);
	hands_leave(t);
}

static void every_terminal_can_receive(void **state)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	static const struct {
		struct hands at;
		bool coloured;
		const char *save;
	} terminals[] = {
		{ { .rows = 24, .cols = 80, .term = "xterm-256color" }, true, "F2" },
		{ { .rows = 40, .cols = 120, .term = "xterm-256color" }, true, "F2" },
		{ { .rows = 24, .cols = 80, .term = "xterm-256color", .env = no_colour }, false, "F2" },
		{ { .rows = 40, .cols = 120, .term = "xterm-mono" }, false, "F2" },
		{ { .rows = 24, .cols = 80, .term = "xterm-mono" }, false, "F2" },
		{ { .rows = 24, .cols = 80, .term = "vt220" }, false, "Ctrl-S" },
		{ { .rows = 24, .cols = 80, .term = "linux" }, true, "F2" },
	};

	for (size_t i = 0; i < sizeof(terminals) / sizeof(terminals[0]); i++)
		receive_at(*state, &terminals[i].at, terminals[i].coloured, terminals[i].save,
			   "received 1 pcs M-1042, on hand");
}

static void a_small_terminal_can_receive(void **state)
{
	receive_at(*state, &(struct hands){ .rows = 12, .cols = 40, .term = "xterm-256color" }, true, "F2",
		   "+1 pcs M-1042, on hand");
}

static void a_change_of_size_keeps_the_draft(void **state)
{
	static const int sizes[][2] = { { 40, 120 }, { 12, 40 }, { 5, 30 }, { 24, 80 } };
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);

	hands_receipt(t, "PO-4500012");
	hands_bolts(t, "1");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		term_box_resize(t, sizes[i][0], sizes[i][1]);
		if (sizes[i][0] < 12)
			see(t, "too small");
		else
			see(t, i == 0 ? "Quantity   1 " : i == 1 ? "Quantity   12 " : "Quantity   123 ");
		if (sizes[i][0] >= 12)
			term_box_type(t, i == 0 ? "2" : i == 1 ? "3" : "");
	}
	see(t, "pcs, open");
	term_box_key(t, "F2");
	see(t, "received 123 pcs M-1042");
	hands_leave(t);
}

/* ---- undo and locks ---- */

static void undo_posts_a_reversal(void **state)
{
	struct home *h = *state;
	struct term_box *t = hands_sign_on(h, &usual);
	char before[HOME_CELL], words[HOME_CELL + 64];

	home_verb(h, KEEPER, "layers", "M-1042", NULL);
	str_copy(before, sizeof(before), home_shown("quantity_on_hand"));
	hands_receipt(t, "PO-4500012");
	hands_bolts(t, "11");
	term_box_key(t, "F2");
	see(t, "received 11 pcs M-1042");
	term_box_key(t, "F8");
	see(t, "Undo the last post");
	see(t, "+11 pcs M-1042 from PO-4500012/10");
	term_box_key(t, "Enter");
	str_format(words, sizeof(words), "undone: +11 pcs M-1042 from PO-4500012/10, on hand %s", before);
	see(t, words);
	home_verb(h, KEEPER, "layers", "M-1042", NULL);
	assert_string_equal(home_shown("quantity_on_hand"), before);
	home_verb(h, KEEPER, "moves", "M-1042", NULL);
	assert_int_equal(home_count("transactions", "quantity_change", "11"), 1);
	assert_int_equal(home_count("transactions", "quantity_change", "-11"), 1);
	see_gone(t, "F8 Undo last");
	hands_leave(t);
}

/* A PIN that is refused: the bell says so. */
static void try_pin(struct term_box *t, const char *pin)
{
	term_box_raw_forget(t);
	hands_scan(t, pin);
	assert_true(term_box_wait_raw(t, "\a", SEE_S));
	see(t, "again");
}

static void five_wrong_pins_lock(void **state)
{
	struct term_box *t = hands_open(*state, &usual);

	see(t, "live");
	hands_scan(t, "OPERATOR");
	for (int i = 0; i < 5; i++)
		try_pin(t, "0000");
	try_pin(t, "1234");
	see(t, "Locked after too many wrong PINs");
	see(t, "Badge or name");
	hands_free(t);
	assert_int_equal(home_verb(*state, "operator", "stock", NULL), 4);
	assert_string_equal(home_value("error.kind"), "UNAUTHORIZED");
}

static void the_idle_lock_keeps_the_draft(void **state)
{
	struct home *h = *state;
	const char *config = home_config(h, "idle_lock_s = 4;\n");
	struct term_box *t = hands_sign_on(h, &(struct hands){ .config = config });

	hands_receipt(t, "PO-4500012");
	hands_bolts(t, "21");
	see(t, "M. Rossi is signed on");
	hands_scan(t, "9999");
	see(t, "UNAUTHORIZED");
	see(t, "M. Rossi is signed on");
	hands_scan(t, "1234");
	see_gone(t, "M. Rossi is signed on");
	see(t, "Quantity   21 ");
	term_box_key(t, "F2");
	see(t, "received 21 pcs M-1042");
	hands_leave(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_flow_of_material_by_keys, hands_drop_all),
		cmocka_unit_test_teardown(others_see_an_issue_without_a_key, hands_drop_all),
		cmocka_unit_test_teardown(every_terminal_can_receive, hands_drop_all),
		cmocka_unit_test_teardown(a_small_terminal_can_receive, hands_drop_all),
		cmocka_unit_test_teardown(a_change_of_size_keeps_the_draft, hands_drop_all),
		cmocka_unit_test_teardown(undo_posts_a_reversal, hands_drop_all),
		cmocka_unit_test_teardown(five_wrong_pins_lock, hands_drop_all),
		cmocka_unit_test_teardown(the_idle_lock_keeps_the_draft, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey", tests, home_open, home_close);
}
