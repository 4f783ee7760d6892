/*
 * The list screens (stock, work orders, purchase orders, alerts, status,
 * help), played without a terminal on a fake database.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

#include "support/fake_db.h"
#include "support/screen_harness.h"

static void answer_sign_on(const char *permissions)
{
	const char *cells[] = {
		NULL,	       NULL,	      NULL,	     NULL,	  NULL,	  "t0ken",	   "1",
		"storekeeper", "M. Rossi",    "storekeeper", permissions, "DEMO", "Rho Fasteners", "RHO",
		"Plant Rho",   "Europe/Rome", "EUR",	     "1800"
	};
	const char *hello[] = { NULL,	  NULL,	  NULL,	 NULL,	      NULL,	     "5",
				"kiosk1", "DEMO", "RHO", "Plant Rho", "Europe/Rome", NULL };

	fake_db_answer_cells(Q_HELLO, 1, hello);
	fake_db_answer_cells(Q_SIGN_ON, 1, cells);
	fake_db_answer_cells(Q_LISTEN, 1, (const char *const[]){ "stock", "stock_00000000000000000000000000000000" });
}

static struct session *signed_on(const struct clock *clock)
{
	struct session *s = session_new("fake", clock, NULL);
	struct err err = { 0 };

	if (!session_run_sign_on(s, "STOREKEEPER", "1234", &err))
		fail_msg("sign-on: %s", err.message);
	return s;
}

static struct player *play(const char *screen, const char *arg, int rows, int cols)
{
	struct player_setup setup = { .rows = rows, .cols = cols, .session = signed_on, .start = screen, .arg = arg };

	return player_new(&setup);
}

static int setup(void **state)
{
	(void)state;
	fake_db_reset();
	answer_sign_on(
		"{materials.view,materials.receive,materials.issue,cost.view,scheduling.update,production.report}");
	return 0;
}

static void stock_answers(void)
{
	static const char *const materials[] = {
		"M-1042",      "Bolt M8x40 zinc", "pcs",	 "12480.000000", "0.000000", "12480.000000",
		"4000.000000", "262.0800",	  "M-1077",	 "Washer M8",	 "pcs",	     "1500.000000",
		"200.000000",  "1300.000000",	  "4000.000000", "31.5000",
	};
	static const char *const layers[] = {
		"2026-11-20 08:00:00+01", "480.000000",	  "10.0800",  "0.02100000",
		"2026-11-23 09:30:00+01", "12000.000000", "252.0000", "0.02100000",
	};
	static const char *const places[] = { "RHO", "D2-04", "L2611-7", "2027-01-31", "12480.000000" };
	static const char *const moves[] = {
		"17",
		"ISSUE",
		"M-1042",
		"WORK_ORDER",
		"4",
		"WO-118",
		"20.000000",
		"-20.000000",
		"0.02100000",
		"0.4200",
		"-0.4200",
		NULL,
		"D2-04",
		"2026-11-23 10:00:00+01",
		"2026-11-23 10:00:00+01",
		"storekeeper",
		"kiosk1",
		NULL,
		"f",
	};

	fake_db_answer_cells(Q_STOCK_SEARCH, 2, materials);
	fake_db_answer_cells(Q_STOCK_LAYERS, 2, layers);
	fake_db_answer_cells(Q_STOCK_BALANCES, 1, places);
	fake_db_answer_cells(Q_STOCK_MOVES, 1, moves);
}

static void stock_shows_a_material_and_its_layers(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	assert_shows(p, "M-1042");
	assert_shows(p, "12 480");
	assert_shows(p, "LOW");
	assert_shows(p, "Cost layers, in the order of drawing of M-1042");
	assert_shows(p, "0.021");
	player_keys(p, "F9");
	assert_shows(p, "D2-04");
	assert_shows(p, "L2611-7");
	player_keys(p, "F9");
	assert_shows(p, "WO-118");
	player_free(p);
}

static void stock_pages_follow_the_selection(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	player_keys(p, "Down");
	assert_shows(p, "of M-1077");
	assert_string_equal(fake_db_value(Q_STOCK_LAYERS, fake_db_count(Q_STOCK_LAYERS) - 1, "material"), "M-1077");
	player_free(p);
}

static void stock_searches_what_is_scanned_and_finds_a_lot(void **state)
{
	static const char *const lot[] = { "lot", "L2611-7", "L2611-7", "M-1042", NULL, NULL, NULL };
	static const char *const found[] = {
		"M-1042", "Bolt M8x40 zinc", "pcs", "12480", "0", "12480", "4000", "262.08"
	};
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	fake_db_forget_answers(Q_STOCK_SEARCH);
	fake_db_answer_cells(Q_STOCK_SEARCH, 0, NULL);
	fake_db_answer_cells(Q_STOCK_SEARCH, 1, found);
	fake_db_answer_cells(Q_RESOLVE, 1, lot);
	player_scan(p, "L2611-7");
	assert_string_equal(fake_db_value(Q_RESOLVE, 0, "text"), "L2611-7");
	assert_string_equal(fake_db_value(Q_STOCK_SEARCH, fake_db_count(Q_STOCK_SEARCH) - 1, "query"), "M-1042");
	assert_shows(p, "M-1042");
	player_free(p);
}

static void stock_says_what_it_does_not_know(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	fake_db_forget_answers(Q_STOCK_SEARCH);
	fake_db_answer_cells(Q_STOCK_SEARCH, 0, NULL);
	fake_db_answer_cells(Q_RESOLVE, 0, NULL);
	player_scan(p, "NOPE");
	assert_shows(p, "Nothing is called NOPE");
	assert_shows(p, "Nothing matches");
	player_free(p);
}

static void stock_never_paints_what_could_move_the_cursor(void **state)
{
	static const char *const evil[] = { "M-\x1b[2J",
					    "\x1b]0;owned\x07 name \xc2\x9b"
					    "31m",
					    "pcs",
					    "1",
					    "0",
					    "1",
					    "0",
					    NULL };
	struct player *p;

	(void)state;
	stock_answers();
	fake_db_forget_answers(Q_STOCK_SEARCH);
	fake_db_answer_cells(Q_STOCK_SEARCH, 1, evil);
	p = play("stock", NULL, 24, 80);
	assert_shows(p, "owned");
	for (const char *at = player_text(p); *at; at++)
		assert_true(*at == '\n' || (unsigned char)*at >= 0x20);
	assert_null(strstr(player_text(p), "\xc2\x9b"));
	player_free(p);
}

static void stock_wide_shows_all_pages_at_once(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 40, 120);
	assert_shows(p, "Cost layers");
	assert_shows(p, "Where it lies");
	assert_shows(p, "Movements");
	player_free(p);
}

static void order_answers(void)
{
	static const char *const list[] = {
		"WO-118", "IN_PROGRESS", "P-1", "Bracket left", "400", "100", "3", "182.4", "2026-11-26 12:00:00+01",
		"WO-119", "PLANNED",	 NULL,	NULL,		"10",  "0",   "0", "0",	    "2026-11-27 12:00:00+01",
	};
	static const char *const needs[] = { "M-1042", "Bolt M8x40 zinc", "pcs", "800", "200", "600", "600", "500",
					     "4.2" };

	fake_db_answer_cells(Q_ORDER_LIST, 2, list);
	fake_db_answer_cells(Q_ORDER_MATERIALS, 1, needs);
}

static void orders_show_state_in_words_and_their_needs(void **state)
{
	struct player *p;

	(void)state;
	order_answers();
	p = play("orders", NULL, 24, 80);
	assert_shows(p, "in progress");
	assert_shows(p, "planned");
	assert_shows(p, "Material of WO-118");
	assert_shows(p, "M-1042");
	player_free(p);
}

static void orders_offer_what_the_state_allows(void **state)
{
	static const char *const done[] = { "WO-119", "f", "{}" };
	struct player *p;

	(void)state;
	order_answers();
	fake_db_answer_cells(Q_ORDER_RELEASE, 1, done);
	p = play("orders", NULL, 24, 80);
	player_keys(p, "F2");
	assert_shows(p, "Report pieces");
	assert_not_shows(p, "Release:");
	player_keys(p, "Esc");
	player_keys(p, "Down F2");
	assert_shows(p, "Release:");
	assert_not_shows(p, "Report pieces");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_ORDER_RELEASE), 1);
	assert_string_equal(fake_db_value(Q_ORDER_RELEASE, 0, "work_order"), "WO-119");
	assert_shows(p, "WO-119: released");
	player_free(p);
}

/* What is only shown has no line a person could stand on, and counts what did not fit. */
static void panels_mark_no_line(void **state)
{
	const char *layers[80];
	struct player *p;
	int row, col;

	(void)state;
	stock_answers();
	fake_db_forget_answers(Q_STOCK_LAYERS);
	for (size_t i = 0; i < 20; i++) {
		layers[4 * i] = "2026-11-20 08:00:00+01";
		layers[4 * i + 1] = i % 2 ? "480.000000" : "12480.5";
		layers[4 * i + 2] = "10.0850";
		layers[4 * i + 3] = "0.02100000";
	}
	fake_db_answer_cells(Q_STOCK_LAYERS, 20, layers);
	p = play("stock", NULL, 24, 80);
	assert_true(player_find(p, "12 480.5", &row, &col));
	assert_null(strstr(player_line(p, row), "▶"));
	assert_int_equal(player_surface_of(p, "12 480.5"), ' ');
	assert_shows(p, "and 14 more");
	/* Money under money. */
	assert_shows(p, "10.09");
	player_free(p);
}

static void stock_counts_what_it_lists(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	assert_shows(p, "2 materials");
	assert_shows(p, "1 low");
	assert_shows(p, "worth 293.58 EUR");
	player_scan(p, "M-10");
	assert_shows(p, "with \"M-10\"; empty and Enter: all");
	player_free(p);
}

static void alerts_show_what_moved(void **state)
{
	static const char *const list[] = { "7",    "LOW_STOCK", "M-1042", "Bolt M8x40", "pcs",
					    "3900", "4000",	 "1500",   "t",		 "2026-11-24 08:00:00+01",
					    NULL,   NULL };
	struct player *p;

	(void)state;
	stock_answers();
	fake_db_answer_cells(Q_ALERTS, 1, list);
	p = play("alerts", NULL, 24, 80);
	assert_shows(p, "Movements of M-1042, newest first");
	assert_shows(p, "WO-118");
	assert_string_equal(fake_db_value(Q_STOCK_MOVES, 0, "material"), "M-1042");
	player_free(p);
}

static void tall_orders_show_their_movements(void **state)
{
	struct player *p;

	(void)state;
	order_answers();
	p = play("orders", NULL, 40, 120);
	assert_shows(p, "Movements of WO-118, newest first");
	assert_string_equal(fake_db_value(Q_STOCK_MOVES, 0, "ref_type"), "WORK_ORDER");
	assert_string_equal(fake_db_value(Q_STOCK_MOVES, 0, "ref"), "WO-118");
	player_resize(p, 24, 80);
	assert_not_shows(p, "Movements of");
	player_free(p);
}

static void help_says_what_a_key_does_on_this_screen(void **state)
{
	struct player *p;

	(void)state;
	order_answers();
	p = play("orders", NULL, 40, 120);
	player_keys(p, "F1");
	assert_shows(p, "List what can be done with the selected order now");
	assert_not_shows(p, "Save or post");
	player_free(p);
}

/* Found by typing, done with the next key: it is the found order, never the one before. */
static void orders_act_on_what_was_found(void **state)
{
	static const char *const done[] = { "WO-119", "f", "{}" };
	struct player *p;

	(void)state;
	order_answers();
	fake_db_answer_cells(Q_ORDER_RELEASE, 1, done);
	p = play("orders", NULL, 24, 80);
	player_keys(p, "/");
	player_type(p, "119");
	assert_shows(p, "Material of WO-119");
	player_keys(p, "Enter F2 Enter");
	assert_string_equal(fake_db_value(Q_ORDER_RELEASE, 0, "work_order"), "WO-119");
	player_keys(p, "/");
	player_type(p, "xyz");
	assert_shows(p, "No line holds");
	assert_not_shows(p, "Material of");
	assert_not_shows(p, "reading");
	player_free(p);
}

static void orders_report_pieces(void **state)
{
	static const char *const done[] = { "WO-118", "f", "{}" };
	struct player *p;

	(void)state;
	order_answers();
	fake_db_answer_cells(Q_ORDER_LOG, 1, done);
	p = play("orders", NULL, 24, 80);
	player_keys(p, "F2 Down Enter");
	assert_shows(p, "Good pieces");
	player_type(p, "12");
	player_keys(p, "Tab");
	player_type(p, "abc");
	player_keys(p, "F2");
	assert_int_equal(fake_db_count(Q_ORDER_LOG), 0);
	player_keys(p, "Ctrl-U F2");
	assert_int_equal(fake_db_count(Q_ORDER_LOG), 1);
	assert_string_equal(fake_db_value(Q_ORDER_LOG, 0, "good"), "12");
	player_free(p);
}

static void purchase_orders_show_lines(void **state)
{
	static const char *const list[] = { "PO-4500012", "ACME", "ACME Fasteners",	   "OPEN",
					    "4",	  "2",	  "2026-11-20 08:00:00+01" };
	static const char *const lines[] = {
		"10", "M-1042", "Bolt M8x40 zinc", "pcs", "5000", "3000", "2000", "2000", "0.021", "OPEN", "f", "f",
	};
	struct player *p;

	(void)state;
	fake_db_answer_cells(Q_PO_LIST, 1, list);
	fake_db_answer_cells(Q_PO_LINES, 1, lines);
	p = play("purchase", NULL, 24, 80);
	assert_shows(p, "PO-4500012");
	assert_shows(p, "ACME Fasteners");
	assert_shows(p, "Lines of PO-4500012");
	assert_shows(p, "5 000");
	assert_string_equal(fake_db_value(Q_PO_LIST, 0, "open"), "true");
	player_keys(p, "F9");
	assert_null(fake_db_value(Q_PO_LIST, fake_db_count(Q_PO_LIST) - 1, "open"));
	player_free(p);
}

static void alerts_are_marked_as_seen(void **state)
{
	static const char *const list[] = { "7",    "LOW_STOCK", "M-1077", "Washer M8", "pcs",
					    "3900", "4000",	 "1500",   "t",		"2026-11-24 08:00:00+01",
					    NULL,   NULL };
	static const char *const seen[] = { "7", "f" };
	struct player *p;

	(void)state;
	fake_db_answer_cells(Q_ALERTS, 1, list);
	fake_db_answer_cells(Q_ALERT_ACKNOWLEDGE, 1, seen);
	p = play("alerts", NULL, 24, 80);
	assert_shows(p, "LOW");
	assert_shows(p, "1 500");
	player_keys(p, "F2");
	assert_string_equal(fake_db_value(Q_ALERT_ACKNOWLEDGE, 0, "alert"), "7");
	assert_shows(p, "Marked as seen");
	player_free(p);
}

static void alerts_tell_what_came_above_its_order(void **state)
{
	static const char *const list[] = {
		"8", "OVER_RECEIPT",	       "M-1042", "Bolt M8x40", "pcs", "500", "4000", "11900",
		"t", "2026-11-24 08:00:00+01", NULL,	 NULL
	};
	struct player *p;

	(void)state;
	stock_answers();
	fake_db_answer_cells(Q_ALERTS, 1, list);
	p = play("alerts", NULL, 24, 80);
	assert_shows(p, "OVER RECEIPT");
	assert_shows(p, "500 pcs more came than was ordered");
	assert_not_shows(p, "LOW");
	player_free(p);
}

static void status_says_why_an_extension_is_not_used(void **state)
{
	static const char *const list[] = {
		"extension", "pg_cron",	      "ok",  "runs the jobs", "extension", "timescaledb",
		"warning",   "not installed", "job", "expire_cache",  "wrong",	   "failed",
	};
	struct player *p;

	(void)state;
	fake_db_answer_cells(Q_STATUS, 3, list);
	p = play("status", NULL, 24, 80);
	assert_shows(p, "Connected");
	assert_shows(p, "not installed");
	assert_shows(p, "WRONG");
	player_free(p);
}

static void help_explains_the_screen_below(void **state)
{
	struct player *p;

	(void)state;
	stock_answers();
	p = play("stock", NULL, 24, 80);
	player_keys(p, "F1");
	assert_shows(p, "Everything about a material");
	assert_shows(p, "Keys of this screen");
	assert_shows(p, "more below");
	player_keys(p, "End");
	assert_shows(p, "Good to know");
	player_keys(p, "Esc");
	assert_shows(p, "Find");
	player_free(p);
}

static void an_error_of_the_server_is_said_in_words(void **state)
{
	struct err err = { 0 };
	struct player *p;

	(void)state;
	err_set(&err, ERR_NOT_FOUND, "UNKNOWN_MATERIAL", "material", "There is no material X.");
	fake_db_answer_err(Q_STOCK_SEARCH, &err);
	p = play("stock", NULL, 24, 80);
	assert_shows(p, "There is no material X.");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(stock_shows_a_material_and_its_layers, setup),
		cmocka_unit_test_setup(stock_pages_follow_the_selection, setup),
		cmocka_unit_test_setup(stock_searches_what_is_scanned_and_finds_a_lot, setup),
		cmocka_unit_test_setup(stock_says_what_it_does_not_know, setup),
		cmocka_unit_test_setup(stock_never_paints_what_could_move_the_cursor, setup),
		cmocka_unit_test_setup(stock_wide_shows_all_pages_at_once, setup),
		cmocka_unit_test_setup(orders_show_state_in_words_and_their_needs, setup),
		cmocka_unit_test_setup(orders_offer_what_the_state_allows, setup),
		cmocka_unit_test_setup(orders_report_pieces, setup),
		cmocka_unit_test_setup(panels_mark_no_line, setup),
		cmocka_unit_test_setup(orders_act_on_what_was_found, setup),
		cmocka_unit_test_setup(stock_counts_what_it_lists, setup),
		cmocka_unit_test_setup(alerts_show_what_moved, setup),
		cmocka_unit_test_setup(tall_orders_show_their_movements, setup),
		cmocka_unit_test_setup(help_says_what_a_key_does_on_this_screen, setup),
		cmocka_unit_test_setup(purchase_orders_show_lines, setup),
		cmocka_unit_test_setup(alerts_are_marked_as_seen, setup),
		cmocka_unit_test_setup(alerts_tell_what_came_above_its_order, setup),
		cmocka_unit_test_setup(status_says_why_an_extension_is_not_used, setup),
		cmocka_unit_test_setup(help_explains_the_screen_below, setup),
		cmocka_unit_test_setup(an_error_of_the_server_is_said_in_words, setup),
	};

	return cmocka_run_group_tests_name("screen_lists", tests, NULL, NULL);
}
