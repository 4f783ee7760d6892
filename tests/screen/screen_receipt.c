/*
 * screen_receipt - goods receipt as a storekeeper meets it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "support/fake_db.h"
#include "support/screen_goods.h"
#include "support/screen_harness.h"
#include "support/screen_person.h"
#include "ui/screens.h"

static struct player *play_as(const char *permissions, int rows, int cols)
{
	struct player *p;

	fake_db_reset();
	person_answers(permissions);
	goods_answers();
	p = player_new(&(struct player_setup){ .rows = rows, .cols = cols, .session = person_session });
	app_open(player_app(p), "receipt", NULL);
	player_step(p);
	return p;
}

static struct player *play(void)
{
	return play_as(PERSON_STOREKEEPER, 24, 80);
}

static void scan_order(struct player *p)
{
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	player_scan(p, "PO-4500012");
}

static void scan_washers(struct player *p)
{
	goods_resolve("material", "M-1077", "Washer M8", "M-1077");
	player_scan(p, "M-1077");
}

/* The cursor stands in the field of that label. */
static void assert_in(struct player *p, const char *label)
{
	int row, col, at_row, at_col;

	player_cursor(p, &row, &col);
	assert_true(player_find(p, label, &at_row, &at_col));
	assert_int_equal(row, at_row);
}

static void fill_washers(struct player *p)
{
	scan_order(p);
	scan_washers(p);
	player_type(p, "2500");
	player_keys(p, "Enter");
	player_type(p, "L2611-9");
	goods_resolve_nothing();
	player_keys(p, "Enter");
	player_type(p, "2027-01-31");
}

static void test_starts_with_the_open_orders(void **state)
{
	struct player *p = play();

	(void)state;
	assert_shows(p, "Scan the purchase order or its material");
	assert_shows(p, "PO-4500013");
	assert_in(p, "Scan  ");
	assert_not_shows(p, "F2 Post");
	player_keys(p, "Down Enter");
	assert_string_equal(fake_db_value(Q_PO_SHOW, 0, "purchase_order"), "PO-4500013");
	player_free(p);
}

static void test_whole_receipt(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	assert_shows(p, "3 of 4 lines open");
	assert_in(p, "Scan  ");
	scan_washers(p);
	assert_in(p, "Quantity");
	assert_shows(p, "how many? Type the quantity, then F2");
	assert_shows(p, "needed");
	assert_shows(p, "YYYY-MM-DD");
	assert_shows(p, "pcs, open 10 000");
	fill_washers(p);
	player_keys(p, "Enter");
	assert_shows(p, "ready: F2 posts +2 500 pcs M-1077 from PO-4500012/20");
	assert_int_equal(goods_received(), 0);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	player_keys(p, "F2");
	assert_shows(p, "✓ received 2 500 pcs M-1077, on hand 12 480 (reorder at 4 000)");
	assert_string_equal(goods_received_value(0, "ref"), "PO-4500012/20");
	assert_string_equal(goods_received_value(0, "quantity"), "2500");
	assert_string_equal(goods_received_value(0, "lot"), "L2611-9");
	assert_string_equal(goods_received_value(0, "expiry"), "2027-01-31");
	assert_string_equal(goods_received_value(0, "unit_cost"), "");
	assert_in(p, "Scan  ");
	assert_not_shows(p, "2027-01-31");
	assert_shows(p, "F8 Undo last");
	player_free(p);
}

static void test_missing_is_asked_not_refused(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_washers(p);
	player_keys(p, "F2");
	assert_shows(p, "how many? Type the quantity, then F2");
	player_type(p, "5");
	player_keys(p, "F2");
	assert_shows(p, "lot needed: scan or type it, then F2");
	assert_in(p, "Lot");
	assert_int_equal(goods_received(), 0);
	player_free(p);
}

static void test_wrong_kind_is_said_and_locks(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve("work_order", "WO-124", "Bracket left", "F-1");
	player_scan(p, "WO-124");
	assert_shows(p, "VALIDATION: WO-124 is a work order - a purchase order");
	player_scan(p, "M-1077");
	assert_int_equal(fake_db_count(Q_RESOLVE), 2);
	player_keys(p, "Esc");
	assert_not_shows(p, "WO-124 is");
	scan_washers(p);
	assert_in(p, "Quantity");
	player_free(p);
}

static void test_several_lines(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve("material", "M-1042", "Bolt M8x40 zinc", "M-1042");
	player_scan(p, "M-1042");
	assert_shows(p, "2 lines of M-1042 are open");
	player_keys(p, "F4");
	assert_true(app_has_overlay(player_app(p)));
	player_keys(p, "Down Enter");
	assert_in(p, "Quantity");
	assert_shows(p, "pcs, open 500");
	player_free(p);
}

static void test_material_before_its_order(void **state)
{
	struct player *p = play();

	(void)state;
	scan_washers(p);
	assert_shows(p, "M-1077 Washer M8: of which order?");
	scan_order(p);
	assert_in(p, "Quantity");
	assert_shows(p, "pcs, open 10 000");
	player_free(p);
}

static void test_typed_goods_are_not_lost_by_a_scan(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_washers(p);
	player_type(p, "7");
	goods_resolve("material", "M-1042", "Bolt M8x40 zinc", "M-1042");
	player_keys(p, "Shift-Tab");
	player_scan(p, "M-1042");
	assert_shows(p, "M-1042 was scanned, but M-1077 is not posted yet");
	player_keys(p, "Esc");
	player_keys(p, "Up");
	assert_shows(p, "M-1077 is filled in and not posted");
	assert_shows(p, "M-1077  Washer M8");
	player_keys(p, "Esc");
	assert_shows(p, "7 pcs M-1077 not posted");
	player_keys(p, "Enter Esc Down Enter");
	assert_shows(p, "thrown away, nothing was posted");
	assert_in(p, "Scan  ");
	player_free(p);
}

/* A label read while the cursor waits for the quantity goes where it belongs. */
static void test_scan_into_the_quantity(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_washers(p);
	goods_resolve("location", "A1-01", "Plant Rho", NULL);
	player_scan(p, "A1-01");
	assert_shows(p, "Location   A1-01");
	assert_in(p, "Quantity");
	player_free(p);
}

/* Two labels read faster than the server answers. */
static void test_scans_wait_for_the_order(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	goods_resolve_next("material", "M-1077", "Washer M8", "M-1077", NULL, NULL);
	player_type(p, "PO-4500012\rM-1077\r");
	player_step(p);
	assert_in(p, "Quantity");
	assert_shows(p, "pcs, open 10 000");
	player_free(p);
}

static void test_live_update_keeps_the_draft(void **state)
{
	struct player *p = play();
	size_t before;

	(void)state;
	fill_washers(p);
	before = fake_db_count(Q_PO_LINES);
	player_advance_ms(p, 11000);
	assert_true(fake_db_count(Q_PO_LINES) > before);
	assert_shows(p, "2500");
	assert_shows(p, "L2611-9");
	assert_in(p, "Expiry");
	player_advance_ms(p, 1000);
	player_resize(p, 40, 120);
	assert_shows(p, "L2611-9");
	/* What there is room for now is asked at once. */
	player_advance_ms(p, 300);
	assert_shows(p, "where it lies");
	player_resize(p, 12, 40);
	assert_in(p, "Expiry");
	player_free(p);
}

static void test_refusal_marks_the_field(void **state)
{
	struct player *p = play();
	struct err err = { .kind = ERR_VALIDATION,
			   .code = "OVER_RECEIPT",
			   .field = "quantity",
			   .message = "Line 20 takes at most 11000",
			   .hint = "close the line or ask the buyer" };

	(void)state;
	fill_washers(p);
	goods_refuse_receipt(&err);
	player_keys(p, "F2");
	assert_shows(p, "VALIDATION: Line 20 takes at most 11000");
	assert_in(p, "Quantity");
	assert_int_equal(player_role_of(p, "2500"), 'E');
	assert_shows(p, "L2611-9");
	player_free(p);
}

static void test_undo(void **state)
{
	struct player *p = play();

	(void)state;
	fill_washers(p);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	player_keys(p, "F2 F8");
	assert_shows(p, "+2 500 pcs M-1077 from PO-4500012/20");
	goods_movement(Q_STOCK_REVERSE, "78", "M-1077", "2500", "52.5", "9980");
	player_keys(p, "Enter");
	assert_shows(p, "✓ undone: +2 500 pcs M-1077 from PO-4500012/20, on hand 9 980");
	assert_string_equal(fake_db_value(Q_STOCK_REVERSE, 0, "transaction"), "77");
	assert_string_equal(fake_db_value(Q_STOCK_REVERSE, 0, "reason"), "undone at the terminal");
	assert_not_shows(p, "F8 Undo");
	player_free(p);
}

static void test_without_an_order(void **state)
{
	struct player *p = play();

	(void)state;
	player_keys(p, "F9 2 Enter");
	assert_shows(p, "Receipt by transfer");
	scan_washers(p);
	assert_shows(p, "on hand 9 980 pcs");
	player_type(p, "5");
	player_keys(p, "F7");
	player_type(p, "L1");
	player_keys(p, "Tab");
	player_type(p, "2027-01-31");
	player_keys(p, "F2");
	assert_shows(p, "no order: type the unit cost, then F2");
	player_type(p, "0,5");
	goods_movement(Q_STOCK_RECEIVE, "79", "M-1077", "5", "2.5", "9985");
	player_keys(p, "F2");
	assert_shows(p, "✓ received 5 pcs M-1077");
	assert_string_equal(goods_received_value(0, "ref_type"), "TRANSFER");
	assert_string_equal(goods_received_value(0, "unit_cost"), "0.5");
	player_free(p);
}

static void test_costs_are_hidden(void **state)
{
	struct player *p = play_as(PERSON_NO_COSTS, 24, 80);

	(void)state;
	scan_order(p);
	assert_not_shows(p, "Unit cost");
	player_free(p);
}

/* ---- without a server ---- */

#define GTIN "(01)04012345678901"

static void scan_label(struct player *p, const char *text)
{
	goods_resolve_barcode("M-1077", "Washer M8", "pcs", "1");
	player_scan(p, text);
}

static void go_offline(struct player *p)
{
	fake_db_set_online(false);
	player_step(p);
}

static void fill_before_the_server_goes(struct player *p)
{
	scan_order(p);
	scan_label(p, GTIN "(17)270131(30)2500");
	player_type(p, "L2611-7");
	player_keys(p, "Tab");
	go_offline(p);
}

static void test_queued_without_a_server(void **state)
{
	struct player *p = play();

	(void)state;
	fill_before_the_server_goes(p);
	player_keys(p, "F2");
	assert_shows(p, "QUEUED: +2 500 pcs M-1077 from PO-4500012/20 - no server; sent by itself");
	assert_in(p, "Scan  ");
	assert_shows(p, "+2 500  QUEUED");
	assert_int_equal(player_role_of(p, "QUEUED │"), 'W');
	/* The person may take it back as long as it waits. */
	player_keys(p, "F8");
	assert_shows(p, "Take it out of the queue");
	assert_shows(p, "is not posted");
	player_keys(p, "Enter");
	assert_shows(p, "taken back: +2 500 pcs M-1077 from PO-4500012/20 was never posted");
	assert_not_shows(p, "+2 500  QUEUED");
	assert_not_shows(p, "F8 Undo");
	/* The queue is empty, but not because it was posted. */
	player_advance_ms(p, 7000);
	assert_not_shows(p, "is posted now");
	player_free(p);
}

static void test_queued_is_sent_and_then_reversed(void **state)
{
	struct player *p = play();

	(void)state;
	fill_before_the_server_goes(p);
	player_keys(p, "F2");
	assert_shows(p, "QUEUED: +2 500");
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	fake_db_set_online(true);
	player_advance_ms(p, 61000);
	assert_int_equal(goods_received(), 1);
	assert_not_shows(p, "+2 500  QUEUED");
	goods_movement(Q_STOCK_REVERSE, "78", "M-1077", "2500", "52.5", "9980");
	player_keys(p, "F8");
	assert_shows(p, "A reversal is posted");
	player_keys(p, "Enter");
	assert_string_equal(fake_db_value(Q_STOCK_REVERSE, 0, "transaction"), "77");
	player_free(p);
}

/* From memory it goes as with a server: two scans, no key. What is queued counts as received. */
static void test_a_whole_receipt_without_a_server(void **state)
{
	struct player *p;

	(void)state;
	fake_db_reset();
	person_answers(PERSON_STOREKEEPER);
	goods_answers();
	goods_memory();
	p = player_new(&(struct player_setup){ .session = person_session, .remembers = true });
	go_offline(p);
	app_open(player_app(p), "receipt", NULL);
	player_step(p);
	player_scan(p, "PO-4500012");
	assert_shows(p, "1 of 1 lines open");
	player_scan(p, GTIN "(17)270131(30)6000(10)L1");
	assert_shows(p, "QUEUED: +6 000 pcs M-1077 from PO-4500012/20");
	assert_shows(p, "+6 000  QUEUED");
	player_scan(p, GTIN "(17)270131(30)6000(10)L2");
	assert_shows(p, "the label says 6 000, line 20 takes at most 5 000");
	player_keys(p, "F2");
	assert_shows(p, "2 queued");
	player_scan(p, "WHAT");
	assert_shows(p, "nothing here is called WHAT");
	player_free(p);
}

static void test_narrow_counts_the_queue(void **state)
{
	struct player *p = play_as(PERSON_STOREKEEPER, 12, 40);

	(void)state;
	fill_before_the_server_goes(p);
	player_keys(p, "F2");
	assert_shows(p, "QUEUED: +2 500");
	assert_shows(p, "1 QUEUED");
	player_free(p);
}

static void test_narrow(void **state)
{
	struct player *p = play_as(PERSON_STOREKEEPER, 12, 40);

	(void)state;
	scan_order(p);
	assert_shows(p, "3/4 open");
	scan_washers(p);
	assert_shows(p, "of 10 000 pcs");
	assert_in(p, "Quantity");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starts_with_the_open_orders),
		cmocka_unit_test(test_whole_receipt),
		cmocka_unit_test(test_missing_is_asked_not_refused),
		cmocka_unit_test(test_wrong_kind_is_said_and_locks),
		cmocka_unit_test(test_several_lines),
		cmocka_unit_test(test_material_before_its_order),
		cmocka_unit_test(test_typed_goods_are_not_lost_by_a_scan),
		cmocka_unit_test(test_scan_into_the_quantity),
		cmocka_unit_test(test_scans_wait_for_the_order),
		cmocka_unit_test(test_live_update_keeps_the_draft),
		cmocka_unit_test(test_refusal_marks_the_field),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_without_an_order),
		cmocka_unit_test(test_costs_are_hidden),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_queued_without_a_server),
		cmocka_unit_test(test_queued_is_sent_and_then_reversed),
		cmocka_unit_test(test_a_whole_receipt_without_a_server),
		cmocka_unit_test(test_narrow_counts_the_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
