/*
 * ui_scan - what the app does with a scan before a screen hears of it: the
 * same label twice, a mistake in front of it, the log, a disk that is full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/spool/spool.h"
#include "support/fake_db.h"
#include "support/screen_goods.h"
#include "support/screen_harness.h"
#include "support/screen_person.h"
#include "ui/screens.h"

#define BOX "(01)04012345678901(17)270131(30)100(10)L1"

static struct player *play_without(const struct err *no_spool)
{
	struct player *p;

	fake_db_reset();
	person_answers(PERSON_STOREKEEPER);
	goods_answers();
	p = player_new(&(struct player_setup){ .session = person_session, .no_spool = no_spool });
	app_open(player_app(p), "receipt", NULL);
	player_step(p);
	return p;
}

static struct player *play(void)
{
	struct player *p = play_without(NULL);

	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	player_scan(p, "PO-4500012");
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "100", "2.1", "10080");
	goods_resolve_barcode("M-1077", "Washer M8", "pcs", "1");
	return p;
}

/* ---- the same label ---- */

static void the_same_label_asks_and_is_counted(void **state)
{
	struct player *p = play();

	(void)state;
	player_scan(p, BOX);
	assert_int_equal(goods_received(), 1);
	player_scan(p, BOX);
	assert_shows(p, "The same label again");
	assert_int_equal(goods_received(), 1);
	player_keys(p, "Enter");
	assert_not_shows(p, "The same label again");
	assert_int_equal(goods_received(), 2);
	player_free(p);
}

static void the_same_label_asks_and_is_dropped(void **state)
{
	struct player *p = play();

	(void)state;
	player_scan(p, BOX);
	player_scan(p, BOX);
	player_keys(p, "Esc");
	assert_int_equal(goods_received(), 1);
	/* The clock starts anew with each pull. */
	player_advance_ms(p, 1500);
	player_scan(p, BOX);
	assert_shows(p, "The same label again");
	player_keys(p, "Esc");
	player_free(p);
}

static void two_seconds_later_it_is_another_box(void **state)
{
	struct player *p = play();

	(void)state;
	player_scan(p, BOX);
	player_advance_ms(p, 2100);
	player_scan(p, BOX);
	assert_not_shows(p, "The same label again");
	assert_int_equal(goods_received(), 2);
	player_free(p);
}

/* What is behind it in a burst waits for the answer and is not lost. */
static void others_wait_behind_the_question(void **state)
{
	struct player *p = play();

	(void)state;
	player_type(p, BOX "\r" BOX "\r(01)04012345678901(17)270131(30)100(10)L2\r");
	assert_shows(p, "The same label again");
	assert_int_equal(goods_received(), 1);
	player_keys(p, "Esc");
	assert_int_equal(goods_received(), 2);
	assert_string_equal(goods_received_value(1, "lot"), "L2");
	player_free(p);
}

/* ---- the log ---- */

/* The scans that no operation took along, as they go to the server. */
static const char *logged(struct player *p, struct spool_op *op)
{
	const struct spool_actor actor = { 1, "m.rossi", "M. Rossi" };
	struct err err = { 0 };
	bool any = false;
	int64_t seq = 0;

	player_pass_ms(p, 1000);
	assert_true(spool_scans_flush(player_spool(p), 0, &actor, &any, &err));
	assert_true(any);
	while (spool_get(player_spool(p), seq + 1, op, &err) && strcmp(op->kind, "scans") != 0) {
		spool_op_done(op);
		*op = (struct spool_op){ 0 };
		seq++;
	}
	assert_string_equal(op->kind, "scans");
	return op->payload;
}

static void a_mistake_refuses_what_is_behind_it(void **state)
{
	struct player *p = play_without(NULL);
	struct spool_op op = { 0 };

	(void)state;
	goods_resolve_nothing();
	player_type(p, "NOTHING\r" BOX "\r");
	assert_shows(p, "Esc goes on");
	assert_int_equal(goods_received(), 0);
	assert_non_null(strstr(logged(p, &op), "refused: it came behind a mistake"));
	spool_op_done(&op);
	player_free(p);
}

/* "U1RPUkVLRUVQRVI" is STOREKEEPER in base64 at whatever place it stands behind three characters. */
static void a_badge_leaves_no_bytes(void **state)
{
	struct player *p = play_without(NULL);
	struct spool_op op = { 0 };
	const char *payload;

	(void)state;
	goods_resolve("user", "M. Rossi", "M. Rossi", NULL);
	player_scan(p, ".U.STOREKEEPER");
	payload = logged(p, &op);
	assert_non_null(strstr(payload, "\"verdict\":\"badge\""));
	assert_non_null(strstr(payload, "\"raw\":\"\""));
	assert_null(strstr(payload, "U1RPUkVLRUVQRVI"));
	spool_op_done(&op);
	player_free(p);
}

/* ---- the disk ---- */

static void a_full_disk_takes_no_scans(void **state)
{
	const struct err full = { .kind = ERR_RETRY,
				  .code = "SPOOL_BROKEN",
				  .message = "Scans and receipts cannot be stored here any more.",
				  .hint = "Use paper." };
	struct player *p = play_without(&full);

	(void)state;
	assert_shows(p, "USE PAPER");
	player_scan(p, BOX);
	assert_shows(p, "CANNOT STORE: Scans and receipts");
	assert_int_equal(fake_db_count(Q_RESOLVE), 0);
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_label_asks_and_is_counted),
		cmocka_unit_test(the_same_label_asks_and_is_dropped),
		cmocka_unit_test(two_seconds_later_it_is_another_box),
		cmocka_unit_test(others_wait_behind_the_question),
		cmocka_unit_test(a_mistake_refuses_what_is_behind_it),
		cmocka_unit_test(a_badge_leaves_no_bytes),
		cmocka_unit_test(a_full_disk_takes_no_scans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
