/*
 * screen_receipt_label - goods receipt with labels: what posts by itself,
 * what is asked, what is refused.
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

static struct player *play_with(void (*configure)(struct config *config))
{
	struct player *p;

	fake_db_reset();
	person_answers(PERSON_STOREKEEPER);
	goods_answers();
	p = player_new(&(struct player_setup){ .session = person_session, .configure = configure });
	app_open(player_app(p), "receipt", NULL);
	player_step(p);
	return p;
}

static struct player *play(void)
{
	return play_with(NULL);
}

static void scan_order(struct player *p)
{
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	player_scan(p, "PO-4500012");
}

/* The cursor stands in the field of that label. */
static void assert_in(struct player *p, const char *label)
{
	int row, col, at_row, at_col;

	player_cursor(p, &row, &col);
	assert_true(player_find(p, label, &at_row, &at_col));
	assert_int_equal(row, at_row);
}

#define GTIN	"(01)04012345678901"
#define WASHERS GTIN "(17)270131(30)2500(10)L2611-7"

static void washers_resolve(void)
{
	goods_resolve_barcode("M-1077", "Washer M8", "pcs", "1");
}

static void scan_label(struct player *p, const char *text)
{
	washers_resolve();
	player_scan(p, text);
}

/* The whole receipt: the order, the box, no key. */
static void test_a_label_that_tells_all_posts(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	scan_label(p, WASHERS);
	assert_shows(p, "✓ received 2 500 pcs M-1077, on hand 12 480 (reorder at 4 000)");
	assert_int_equal(goods_received(), 1);
	assert_string_equal(goods_received_value(0, "ref"), "PO-4500012/20");
	assert_string_equal(goods_received_value(0, "material"), "M-1077");
	assert_string_equal(goods_received_value(0, "quantity"), "2500");
	assert_string_equal(goods_received_value(0, "lot"), "L2611-7");
	assert_string_equal(goods_received_value(0, "expiry"), "2027-01-31");
	assert_string_equal(fake_db_value(Q_RESOLVE, 1, "text"), "04012345678901");
	assert_shows(p, "posted M-1077  (01)0401");
	assert_in(p, "Scan  ");
	assert_shows(p, "F8 Undo last");
	player_free(p);
}

/* Boxes as fast as the scanner reads them. */
static void test_boxes_in_a_row(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "100", "2.1", "10080");
	washers_resolve();
	player_type(p,
		    GTIN "(17)270131(30)100(10)L1\r" GTIN "(17)270131(30)101(10)L2\r" GTIN "(17)270131(30)102(10)L3\r");
	player_step(p);
	assert_int_equal(goods_received(), 3);
	assert_string_equal(goods_received_value(0, "lot"), "L1");
	assert_string_equal(goods_received_value(1, "lot"), "L2");
	assert_string_equal(goods_received_value(2, "lot"), "L3");
	assert_string_equal(goods_received_value(2, "quantity"), "102");
	player_free(p);
}

/* A label that waited for its order is not that of the goods scanned after it. */
static void test_the_last_box_before_its_order(void **state)
{
	struct player *p = play();

	(void)state;
	scan_label(p, WASHERS);
	goods_resolve("material", "M-1042", "Bolt M8x40 zinc", "M-1042");
	player_scan(p, "M-1042");
	assert_shows(p, "M-1042 Bolt M8x40 zinc: of which order?");
	scan_order(p);
	assert_shows(p, "2 lines of M-1042 are open");
	assert_not_shows(p, "L2611-7 ");
	player_free(p);
}

static void never_by_itself(struct config *config)
{
	config->receipt_autopost = false;
}

static void test_autopost_can_be_off(void **state)
{
	struct player *p = play_with(never_by_itself);

	(void)state;
	scan_order(p);
	scan_label(p, WASHERS);
	assert_shows(p, "ready: F2 posts +2 500 pcs M-1077 from PO-4500012/20");
	assert_int_equal(goods_received(), 0);
	player_free(p);
}

/* A lost separator: a person says what is printed. */
static void test_two_readings_ask(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_label(p, "]C1010401234567890110L117270131");
	assert_true(app_has_overlay(player_app(p)));
	assert_shows(p, "which one is printed on it?");
	assert_shows(p, "lot L117270131, no expiry");
	assert_shows(p, "lot L1, expiry 2027-01-31");
	assert_int_equal(fake_db_count(Q_RESOLVE), 1);
	player_keys(p, "Esc");
	assert_shows(p, "dropped: nothing of that label was taken");
	assert_int_equal(fake_db_count(Q_RESOLVE), 1);
	player_advance_ms(p, 3000);
	scan_label(p, "]C1010401234567890110L117270131");
	player_keys(p, "Down Enter");
	assert_in(p, "Quantity");
	assert_shows(p, "Lot        L1");
	assert_shows(p, "2027-01-31");
	assert_int_equal(goods_received(), 0);
	player_free(p);
}

static void test_cases_are_counted(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve_barcode("M-1077", "Washer M8", "CS", "24");
	player_scan(p, "]E04012345678901");
	assert_in(p, "Quantity");
	assert_shows(p, "CS of 24 pcs");
	player_type(p, "3");
	assert_shows(p, "CS of 24 pcs = 72");
	player_keys(p, "Enter");
	player_type(p, "L1");
	goods_resolve_nothing();
	player_keys(p, "Enter");
	player_type(p, "2027-01-31");
	player_keys(p, "Enter");
	assert_shows(p, "ready: F2 posts +72 pcs M-1077 from PO-4500012/20");
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "72", "1.5", "10052");
	player_keys(p, "F2");
	assert_shows(p, "✓ received 72 pcs M-1077");
	assert_string_equal(goods_received_value(0, "quantity"), "72");
	player_free(p);
}

static void test_a_label_counts_in_its_barcode(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "48", "1", "10028");
	goods_resolve_barcode("M-1077", "Washer M8", "CS", "24");
	player_scan(p, GTIN "(17)270131(30)2(10)L1");
	assert_int_equal(goods_received(), 1);
	assert_string_equal(goods_received_value(0, "quantity"), "48");
	player_free(p);
}

static void test_what_a_label_lacks_is_asked(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_label(p, GTIN "(17)270100(30)2500");
	assert_int_equal(goods_received(), 0);
	assert_shows(p, "lot needed: scan or type it, then F2");
	assert_in(p, "Lot");
	assert_shows(p, "2027-01-31");
	assert_shows(p, "(day not given)");
	/* A second symbol on the box. */
	player_scan(p, "(10)L2611-7");
	assert_int_equal(fake_db_count(Q_RESOLVE), 2);
	assert_shows(p, "ready: F2 posts +2 500 pcs M-1077");
	assert_int_equal(goods_received(), 0);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	player_keys(p, "F2");
	assert_string_equal(goods_received_value(0, "lot"), "L2611-7");
	assert_string_equal(goods_received_value(0, "expiry"), "2027-01-31");
	player_free(p);
}

static void test_another_unit_is_left_to_the_person(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_label(p, GTIN "(3103)012500(17)270131(10)L1");
	assert_shows(p, "label says 12.5 KG, M-1077 is kept in pcs: type the quantity");
	assert_in(p, "Quantity");
	assert_int_equal(goods_received(), 0);
	player_free(p);
}

static void test_more_than_the_line_takes_waits(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_label(p, GTIN "(17)270131(30)11001(10)L1");
	assert_shows(p, "the label says 11 001, line 20 takes at most 11 000");
	assert_int_equal(goods_received(), 0);
	assert_shows(p, "1 001 too many");
	player_free(p);
}

static void test_a_label_names_its_order(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	goods_resolve_next("material", "M-1077", "Washer M8", "M-1077", "pcs", "1");
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	player_scan(p, WASHERS "(400)PO-4500012");
	assert_int_equal(goods_received(), 1);
	assert_string_equal(goods_received_value(0, "ref"), "PO-4500012/20");
	/* The same order again is not asked for again. */
	player_advance_ms(p, 3000);
	washers_resolve();
	player_scan(p, GTIN "(17)270131(30)100(10)L3(400)PO-4500012");
	assert_int_equal(fake_db_count(Q_RESOLVE), 3);
	assert_int_equal(goods_received(), 2);
	player_free(p);
}

static void test_an_unknown_order_is_looked_at(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve_nothing();
	goods_resolve_next("material", "M-1077", "Washer M8", "M-1077", "pcs", "1");
	player_scan(p, WASHERS "(400)THEIRS-1");
	assert_int_equal(goods_received(), 0);
	assert_shows(p, "the label names order THEIRS-1, which is not known here");
	assert_shows(p, "L2611-7");
	player_free(p);
}

static void test_the_box_before_its_order(void **state)
{
	struct player *p = play();

	(void)state;
	scan_label(p, WASHERS);
	assert_shows(p, "M-1077 Washer M8: of which order?");
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	goods_resolve_next("material", "M-1077", "Washer M8", "M-1077", "pcs", "1");
	player_scan(p, "PO-4500012");
	assert_shows(p, "ready: F2 posts +2 500 pcs M-1077 from PO-4500012/20");
	assert_shows(p, "L2611-7");
	assert_int_equal(goods_received(), 0);
	player_free(p);
}

static void test_a_label_never_overwrites(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	scan_label(p, GTIN "(17)270131(30)2500");
	scan_label(p, GTIN "(17)270131(30)400(10)L9");
	assert_shows(p, "quantity 2500 is filled in and not posted");
	assert_not_shows(p, "L9 ");
	player_free(p);
}

static void test_a_wrong_label_says_where(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	player_scan(p, "(01)04012345678902(10)L1");
	assert_shows(p, "AI 01 at");
	assert_shows(p, "check digit");
	assert_shows(p, "refused: BAD_CHECK_DIGIT");
	assert_int_equal(fake_db_count(Q_RESOLVE), 1);
	/* Locked until a person says so. */
	player_scan(p, WASHERS);
	assert_int_equal(fake_db_count(Q_RESOLVE), 1);
	player_keys(p, "Esc");
	assert_not_shows(p, "check digit");
	player_free(p);
}

static void test_a_code_of_nobody(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_resolve_nothing();
	player_scan(p, GTIN "(30)5(241)X-1");
	/* One key after the other. */
	assert_int_equal(fake_db_count(Q_RESOLVE), 3);
	assert_string_equal(fake_db_value(Q_RESOLVE, 2, "text"), "X-1");
	assert_shows(p, "no material has the code 04012345678901");
	player_free(p);
}

static void test_a_badge_is_a_person(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("user", "M. Rossi", "M. Rossi", NULL);
	player_scan(p, ".U.ROSSI");
	assert_shows(p, "that is the badge of M. Rossi");
	assert_shows(p, "wanted here");
	assert_not_shows(p, "ROSSI");
	player_keys(p, "Esc");
	goods_resolve_nothing();
	player_scan(p, ".U.SOMEBODY");
	assert_shows(p, "that is a badge of nobody here");
	assert_not_shows(p, "SOMEBODY");
	player_free(p);
}

static void test_command_cards(void **state)
{
	struct player *p = play();

	(void)state;
	player_scan(p, ".C.save");
	assert_shows(p, "Save does nothing now");
	scan_order(p);
	scan_label(p, GTIN "(17)270131(30)11001(10)L1");
	player_scan(p, ".C.quantity");
	assert_in(p, "Quantity");
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "11001", "52.5", "12480");
	player_scan(p, ".C.save");
	assert_int_equal(goods_received(), 1);
	player_scan(p, ".C.undo");
	assert_shows(p, "Undo the last post");
	player_keys(p, "Esc");
	player_scan(p, ".C.dance");
	assert_shows(p, "no key is called dance");
	player_keys(p, "Esc");
	player_scan(p, ".C.back");
	assert_string_equal(app_screen(player_app(p))->name, "home");
	player_free(p);
}

/* A place that was scanned is no typed remains; a note is. */
static void test_typed_remains_wait(void **state)
{
	struct player *p = play();

	(void)state;
	scan_order(p);
	goods_movement(Q_STOCK_RECEIVE, "77", "M-1077", "2500", "52.5", "12480");
	goods_resolve("location", "A1-01", "Plant Rho", NULL);
	player_scan(p, ".B.A1-01");
	assert_shows(p, "Location   A1-01");
	scan_label(p, WASHERS);
	assert_int_equal(goods_received(), 1);
	assert_string_equal(goods_received_value(0, "location"), "A1-01");
	player_keys(p, "Shift-Tab");
	assert_in(p, "Note");
	player_type(p, "wet");
	scan_label(p, GTIN "(17)270131(30)100(10)L3");
	assert_int_equal(goods_received(), 1);
	assert_shows(p, "ready: F2 posts +100 pcs");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_label_that_tells_all_posts),
		cmocka_unit_test(test_autopost_can_be_off),
		cmocka_unit_test(test_boxes_in_a_row),
		cmocka_unit_test(test_the_last_box_before_its_order),
		cmocka_unit_test(test_two_readings_ask),
		cmocka_unit_test(test_cases_are_counted),
		cmocka_unit_test(test_a_label_counts_in_its_barcode),
		cmocka_unit_test(test_what_a_label_lacks_is_asked),
		cmocka_unit_test(test_another_unit_is_left_to_the_person),
		cmocka_unit_test(test_more_than_the_line_takes_waits),
		cmocka_unit_test(test_a_label_names_its_order),
		cmocka_unit_test(test_an_unknown_order_is_looked_at),
		cmocka_unit_test(test_the_box_before_its_order),
		cmocka_unit_test(test_a_label_never_overwrites),
		cmocka_unit_test(test_a_wrong_label_says_where),
		cmocka_unit_test(test_a_code_of_nobody),
		cmocka_unit_test(test_a_badge_is_a_person),
		cmocka_unit_test(test_command_cards),
		cmocka_unit_test(test_typed_remains_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
