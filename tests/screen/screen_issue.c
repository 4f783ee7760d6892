/*
 * screen_issue - goods issue as a storekeeper meets it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
	app_open(player_app(p), "issue", NULL);
	player_step(p);
	return p;
}

static struct player *play(void)
{
	return play_as(PERSON_STOREKEEPER, 24, 80);
}

static void scan_order(struct player *p)
{
	goods_resolve("work_order", "WO-124", "Bracket left", "F-1");
	player_scan(p, "WO-124");
}

static void scan_bolts(struct player *p)
{
	goods_resolve("material", "M-1042", "Bolt M8x40 zinc", "M-1042");
	player_scan(p, "M-1042");
}

static void assert_in(struct player *p, const char *label)
{
	int row, col, at_row, at_col;

	player_cursor(p, &row, &col);
	assert_true(player_find(p, label, &at_row, &at_col));
	assert_int_equal(row, at_row);
}

static void test_starts_with_released_orders(void **state)
{
	struct player *p = play();

	(void)state;
	assert_shows(p, "WO-124");
	assert_shows(p, "WO-125");
	assert_not_shows(p, "WO-126");
	player_keys(p, "Enter");
	assert_string_equal(fake_db_value(Q_ORDER_MATERIALS, 0, "work_order"), "WO-124");
	player_free(p);
}

static void test_a_finished_order_is_said_at_once(void **state)
{
	struct player *p = play();

	(void)state;
	fake_db_forget_answers(Q_ORDER_SHOW);
	fake_db_answer_cells(Q_ORDER_SHOW, 1,
			     (const char *const[]){ "WO-101", "COMPLETED", "F-1", "Bracket left", "10", "10", "0", "0",
						    "3.5", "2026-11-26 12:00:00+00", "2026-11-20 12:00:00+00", NULL,
						    NULL, NULL });
	goods_resolve("work_order", "WO-101", "Bracket left", "F-1");
	player_scan(p, "WO-101");
	assert_shows(p, "WO-101 is completed");
	assert_shows(p, "nothing can be issued to it");
	player_free(p);
}

static void test_whole_issue(void **state)
{
	struct player *p = play();
	const char *const after[] = { "WO-124", "IN_PROGRESS", "F-1",  "Bracket left",		 "400", "0",
				      "0",	"0",	       "1287", "2026-11-26 12:00:00+00", NULL,	NULL,
				      NULL,	NULL };

	(void)state;
	scan_order(p);
	assert_shows(p, "material 1 234.50 EUR");
	assert_shows(p, "short 300");
	scan_bolts(p);
	assert_in(p, "Quantity");
	assert_shows(p, "pcs, open 1 200");
	assert_shows(p, "9 980 pcs for this order");
	player_type(p, "1000");
	player_keys(p, "Enter");
	assert_shows(p, "ready: F2 issues 1 000 pcs M-1042 to WO-124");
	goods_movement(Q_STOCK_ISSUE, "90", "M-1042", "1000", "52.5", "8980");
	fake_db_forget_answers(Q_ORDER_SHOW);
	fake_db_answer_cells(Q_ORDER_SHOW, 1, after);
	player_keys(p, "F2");
	assert_shows(p, "✓ issued 1 000 pcs M-1042 for 52.50 EUR, on hand 8 980");
	assert_shows(p, "material 1 287.00 EUR");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "ref"), "WO-124");
	assert_null(fake_db_value(Q_STOCK_ISSUE, 0, "force"));
	assert_in(p, "Scan  ");
	player_free(p);
}

static void test_costs_are_hidden(void **state)
{
	struct player *p = play_as(PERSON_NO_COSTS, 24, 80);

	(void)state;
	scan_order(p);
	scan_bolts(p);
	player_type(p, "1");
	goods_movement(Q_STOCK_ISSUE, "90", "M-1042", "1", NULL, "9979");
	player_keys(p, "F2");
	assert_shows(p, "✓ issued 1 pcs M-1042, on hand 9 979");
	player_free(p);
}

/* What the material says arrives after the row was chosen. */
static void test_lot_is_asked_when_the_material_needs_it(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve("material", "M-1077", "Washer M8", "M-1077");
	player_scan(p, "M-1077");
	assert_shows(p, "300 short");
	player_type(p, "5");
	player_keys(p, "F2");
	assert_shows(p, "lot needed: scan or type it, then F2");
	assert_in(p, "Lot");
	player_keys(p, "F4");
	assert_shows(p, "Lots on the shelves");
	assert_shows(p, "2027-01-31");
	player_keys(p, "Enter");
	assert_shows(p, "L2611-7");
	assert_shows(p, "D2-04");
	player_free(p);
}

static void refuse_reserved(void)
{
	struct err err = { .kind = ERR_VALIDATION,
			   .code = "RESERVED",
			   .field = "quantity",
			   .message = "2000 of M-1042 are wanted, 1200 are free" };

	fake_db_answer_err(Q_STOCK_ISSUE, &err);
}

static void test_reserved_is_refused(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_bolts(p);
	player_type(p, "2000");
	assert_shows(p, "800 too many");
	refuse_reserved();
	player_keys(p, "F2");
	assert_shows(p, "VALIDATION: 2000 of M-1042 are wanted, 1200 are free");
	assert_in(p, "Quantity");
	player_free(p);
}

static void test_supervisor_may_go_beyond(void **state)
{
	struct player *p = play_as(PERSON_SUPERVISOR, 24, 80);

	(void)state;
	scan_order(p);
	scan_bolts(p);
	player_type(p, "2000");
	refuse_reserved();
	player_keys(p, "F2");
	assert_shows(p, "Take what others reserved?");
	player_keys(p, "Esc");
	assert_shows(p, "not issued: 2000 of M-1042 are wanted");
	player_keys(p, "F2");
	player_type(p, "line stands still");
	fake_db_forget_answers(Q_STOCK_ISSUE);
	goods_movement(Q_STOCK_ISSUE, "91", "M-1042", "2000", "100", "7980");
	player_keys(p, "Enter");
	assert_shows(p, "✓ issued 2 000 pcs M-1042");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 2, "force"), "true");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 2, "reason"), "line stands still");
	player_free(p);
}

static void test_without_an_order(void **state)
{
	struct player *p = play();

	(void)state;
	player_keys(p, "F9 Down Down Enter");
	assert_shows(p, "Issue by adjustment");
	scan_bolts(p);
	assert_in(p, "Number");
	player_type(p, "17");
	player_keys(p, "Enter");
	player_type(p, "3");
	goods_movement(Q_STOCK_ISSUE, "92", "M-1042", "3", "0.15", "9977");
	player_keys(p, "F2");
	assert_shows(p, "✓ issued 3 M-1042 for 0.15 EUR");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "ref_type"), "ADJUSTMENT");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "ref"), "17");
	assert_shows(p, "17");
	player_free(p);
}

static void test_undo(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_bolts(p);
	player_type(p, "1000");
	goods_movement(Q_STOCK_ISSUE, "90", "M-1042", "1000", "52.5", "8980");
	goods_movement(Q_STOCK_REVERSE, "91", "M-1042", "1000", "52.5", "9980");
	player_keys(p, "F2 F8 Enter");
	assert_shows(p, "✓ undone: -1 000 pcs M-1042 to WO-124, on hand 9 980");
	assert_string_equal(fake_db_value(Q_STOCK_REVERSE, 0, "transaction"), "90");
	player_free(p);
}

static void test_unplanned_material(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve("material", "M-7", "Tape", "M-7");
	player_scan(p, "M-7");
	assert_in(p, "Quantity");
	player_free(p);
}

static void test_sizes(void **state)
{
	struct player *p = play_as(PERSON_STOREKEEPER, 12, 40);

	(void)state;
	scan_order(p);
	assert_shows(p, "short 300");
	scan_bolts(p);
	assert_in(p, "Quantity");
	player_resize(p, 40, 120);
	player_advance_ms(p, 6000);
	assert_shows(p, "cost layers");
	assert_in(p, "Quantity");
	player_free(p);
}

/* ---- labels ---- */

#define GTIN "(01)04012345678901"

static void test_a_label_fills_and_never_posts(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("work_order", "WO-124", "Bracket left", "F-1");
	player_scan(p, ".W.WO-124");
	assert_string_equal(fake_db_value(Q_RESOLVE, 0, "text"), "WO-124");
	goods_resolve_barcode("M-1042", "Bolt M8x40 zinc", "CS", "50");
	player_scan(p, GTIN "(30)2(10)L5");
	assert_shows(p, "Quantity  100");
	assert_shows(p, "Lot       L5");
	assert_shows(p, "ready: F2 issues 100 pcs M-1042 to WO-124");
	assert_shows(p, "material M-1042  (01)0401");
	assert_int_equal(fake_db_count(Q_STOCK_ISSUE), 0);
	goods_movement(Q_STOCK_ISSUE, "90", "M-1042", "100", "5", "9880");
	player_keys(p, "F2");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "quantity"), "100");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "lot"), "L5");
	player_free(p);
}

static void test_cases_are_counted(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve_barcode("M-1042", "Bolt M8x40 zinc", "CS", "50");
	player_scan(p, "]E04012345678901");
	assert_in(p, "Quantity");
	player_type(p, "3");
	assert_shows(p, "CS of 50 pcs = 150");
	/* A second symbol on the box. */
	player_scan(p, "(10)L5");
	assert_shows(p, "ready: F2 issues 150 pcs M-1042 to WO-124");
	goods_movement(Q_STOCK_ISSUE, "90", "M-1042", "150", "5", "9830");
	player_keys(p, "F2");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "quantity"), "150");
	assert_string_equal(fake_db_value(Q_STOCK_ISSUE, 0, "lot"), "L5");
	player_free(p);
}

static void test_another_unit_is_left_to_the_person(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve_barcode("M-1042", "Bolt M8x40 zinc", "pcs", "1");
	player_scan(p, GTIN "(3103)012500");
	assert_shows(p, "label says 12.5 KG, M-1042 is kept in pcs: type the quantity");
	assert_in(p, "Quantity");
	player_free(p);
}

static void test_what_does_not_belong_here(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	player_scan(p, ".O.PO-4500012");
	assert_shows(p, "PO-4500012 is a purchase order");
	player_keys(p, "Esc");
	player_scan(p, "(17)270131");
	assert_shows(p, "this label does not say which goods these are");
	player_keys(p, "Esc");
	goods_resolve("user", "M. Rossi", "M. Rossi", NULL);
	player_scan(p, ".U.ROSSI");
	assert_shows(p, "that is the badge of M. Rossi");
	assert_not_shows(p, "ROSSI");
	player_keys(p, "Esc");
	player_scan(p, ".C.back");
	assert_string_equal(app_screen(player_app(p))->name, "home");
	player_free(p);
}

static void test_offline_nothing_is_issued(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_bolts(p);
	player_type(p, "100");
	fake_db_set_online(false);
	player_step(p);
	player_keys(p, "F2");
	assert_shows(p, "Issues need the server: nothing was posted, all stays");
	player_keys(p, "Esc");
	assert_shows(p, "Quantity  100");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starts_with_released_orders),
		cmocka_unit_test(test_a_finished_order_is_said_at_once),
		cmocka_unit_test(test_whole_issue),
		cmocka_unit_test(test_costs_are_hidden),
		cmocka_unit_test(test_lot_is_asked_when_the_material_needs_it),
		cmocka_unit_test(test_reserved_is_refused),
		cmocka_unit_test(test_supervisor_may_go_beyond),
		cmocka_unit_test(test_without_an_order),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_unplanned_material),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_a_label_fills_and_never_posts),
		cmocka_unit_test(test_cases_are_counted),
		cmocka_unit_test(test_another_unit_is_left_to_the_person),
		cmocka_unit_test(test_what_does_not_belong_here),
		cmocka_unit_test(test_offline_nothing_is_issued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
