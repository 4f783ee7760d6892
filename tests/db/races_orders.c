/*
 * Two people at once on one purchase order or work order. Each case runs with
 * either of them first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/str.h"
#include "support/db_pair.h"

/* ---- purchase orders ---- */

/* lines of one material: 10 at 4 each for every line. */
static void purchase_order_make(struct desk *d, const char *number, const char *material, int lines)
{
	char text[256] = "[", line[96];

	for (int i = 0; i < lines; i++) {
		str_format(line, sizeof(line), "%s{\"material\":\"%s\",\"quantity\":\"10\",\"unit_price\":\"4\"}",
			   i ? "," : "", material);
		str_append(text, sizeof(text), line);
	}
	str_append(text, sizeof(text), "]");
	desk_do(d, Q_SUPPLIER_ADD, NULL, NULL, "supplier", number, "name", number, NULL);
	desk_do(d, Q_PO_ADD, NULL, NULL, "purchase_order", number, "supplier", number, "lines", text, NULL);
}

static void the_last_five_come_once(void **state)
{
	struct pair r;
	char m[32];

	pair_open(&r, *state);
	for (int i = 0; i < 4; i++) {
		const char *const five[] = { "material", pair_name(m, "P", i), "quantity", "5",
					     "ref_type", "PURCHASE_ORDER",     "ref",	   m,
					     NULL };

		stock_make(&r.a, m, "FIFO", NULL);
		purchase_order_make(&r.a, m, m, 1);
		desk_do(&r.a, Q_STOCK_RECEIVE, NULL, NULL, "material", m, "quantity", "5", "ref_type", "PURCHASE_ORDER",
			"ref", m, NULL);
		pair_meet(&r, i < 2 ? "hold_purchase_order" : "hold_material", m, i % 2, Q_STOCK_RECEIVE, five,
			  Q_STOCK_RECEIVE, five);
		reply_expect(i % 2 ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i % 2 ? &r.of_a : &r.of_b, ERR_VALIDATION, "OVER_RECEIPT");
		plant_expect(r.plant, "order_received", m, "10");
		plant_expect(r.plant, "on_hand", m, "10");
		plant_expect(r.plant, "order_line_status", m, "RECEIVED RECEIVED");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Two deliveries finish the last two lines: the order is received, and nobody had to be turned away. */
static void the_last_two_lines_close_the_order(void **state)
{
	struct pair r;
	char m[32], ref[40];

	pair_open(&r, *state);
	for (int i = 0; i < 4; i++) {
		const char *const first[] = { "purchase_order", pair_name(m, "Q", i), "lines",
					      "[{\"line\":10,\"quantity\":\"10\"}]", NULL };
		const char *const second[] = { "material",	 m,	"quantity", "10", "ref_type",
					       "PURCHASE_ORDER", "ref", ref,	    NULL };

		stock_make(&r.a, m, "FIFO", NULL);
		purchase_order_make(&r.a, m, m, 2);
		str_format(ref, sizeof(ref), "%s/20", m);
		pair_meet(&r, "hold_material", m, i % 2, Q_STOCK_RECEIVE_LINES, first, Q_STOCK_RECEIVE, second);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		plant_expect(r.plant, "order_line_status", m, "RECEIVED RECEIVED RECEIVED");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* One line's receipt is taken back while the other line is finished. */
static void a_line_opens_while_another_closes(void **state)
{
	struct pair r;
	char m[32], ref[40], id[PLANT_CELL];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const undo[] = { "transaction", id, "reason", "mistake", NULL };
		const char *const second[] = { "material", pair_name(m, "S", i), "quantity", "10",
					       "ref_type", "PURCHASE_ORDER",	 "ref",	     ref,
					       NULL };

		stock_make(&r.a, m, "FIFO", NULL);
		purchase_order_make(&r.a, m, m, 2);
		str_format(ref, sizeof(ref), "%s/10", m);
		desk_do(&r.a, Q_STOCK_RECEIVE, "transaction_id", id, "material", m, "quantity", "10", "ref_type",
			"PURCHASE_ORDER", "ref", ref, NULL);
		str_format(ref, sizeof(ref), "%s/20", m);
		pair_meet(&r, "hold_material", m, i, Q_STOCK_REVERSE, undo, Q_STOCK_RECEIVE, second);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		plant_expect(r.plant, "order_line_status", m, "OPEN RECEIVED OPEN");
		plant_expect(r.plant, "on_hand", m, "10");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

static void a_delivery_meets_the_end_of_its_order(void **state)
{
	struct pair r;
	char m[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const all[] = { "material", pair_name(m, "T", i), "quantity", "10",
					    "ref_type", "PURCHASE_ORDER",     "ref",	  m,
					    NULL };
		const char *const close[] = { "purchase_order", m, NULL };

		stock_make(&r.a, m, "FIFO", NULL);
		purchase_order_make(&r.a, m, m, 1);
		pair_meet(&r, "hold_purchase_order", m, i, Q_STOCK_RECEIVE, all, Q_PO_CLOSE, close);
		reply_expect(&r.of_a, i ? ERR_VALIDATION : ERR_NONE, i ? "ORDER_CLOSED" : NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		plant_expect(r.plant, "order_line_status", m, "CLOSED CLOSED");
		plant_expect(r.plant, "order_received", m, i ? "0" : "10");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* ---- work orders ---- */

static void pick_lists_in_opposite_order_do_not_lock_up(void **state)
{
	struct pair r;
	char there[160], back[160], one[32], two[32], wo_a[32], wo_b[32];

	pair_open(&r, *state);
	for (int i = 0; i < 4; i++) {
		const char *const forth[] = { "work_order", pair_name(wo_a, "WO-DA", i), "lines", there, NULL };
		const char *const opposite[] = { "work_order", pair_name(wo_b, "WO-DB", i), "lines", back, NULL };

		stock_make(&r.a, pair_name(one, "D1-", i), "FIFO", "100");
		stock_make(&r.a, pair_name(two, "D2-", i), "LIFO", "100");
		order_make(&r.a, wo_a, NULL);
		order_make(&r.a, wo_b, NULL);
		str_format(there, sizeof(there),
			   "[{\"material\":\"%s\",\"quantity\":\"3\"},{\"material\":\"%s\",\"quantity\":\"5\"}]", one,
			   two);
		str_format(back, sizeof(back),
			   "[{\"material\":\"%s\",\"quantity\":\"7\"},{\"material\":\"%s\",\"quantity\":\"11\"}]", two,
			   one);
		pair_meet(&r, "hold_material", one, i % 2, Q_STOCK_ISSUE_LINES, forth, Q_STOCK_ISSUE_LINES, opposite);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		plant_expect(r.plant, "on_hand", one, "86");
		plant_expect(r.plant, "on_hand", two, "88");
		plant_expect(r.plant, "order_cost", wo_a, "16");
		plant_expect(r.plant, "order_cost", wo_b, "36");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Whoever comes second sees what the first one left. */
static void a_release_reserves_what_an_issue_leaves(void **state)
{
	struct pair r;
	char m[32], wo[32], needs[96];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const release[] = { "work_order", pair_name(wo, "WO-F", i), NULL };
		const char *const eight[] = { "material", pair_name(m, "F", i), "quantity", "8",
					      "ref_type", "ADJUSTMENT",		"ref",	    "1",
					      NULL };

		stock_make(&r.a, m, "FIFO", "10");
		str_format(needs, sizeof(needs), "[{\"material\":\"%s\",\"quantity\":\"5\"}]", m);
		desk_do(&r.a, Q_ORDER_ADD, NULL, NULL, "work_order", wo, "quantity", "1", "due", "2031-01-01T12:00:00Z",
			"needs", needs, NULL);
		pair_meet(&r, "hold_material", m, i, Q_ORDER_RELEASE, release, Q_STOCK_ISSUE, eight);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, i ? ERR_NONE : ERR_VALIDATION, i ? NULL : "RESERVED");
		plant_expect(r.plant, "on_hand", m, i ? "2" : "10");
		plant_expect(r.plant, "reserved", m, i ? "2" : "5");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

static void two_releases_share_what_there_is(void **state)
{
	struct pair r;
	static const char needs[] = "[{\"material\":\"N\",\"quantity\":\"7\"}]";
	const char *const one[] = { "work_order", "WO-N1", NULL }, *const two[] = { "work_order", "WO-N2", NULL };

	pair_open(&r, *state);
	stock_make(&r.a, "N", "LIFO", "10");
	desk_do(&r.a, Q_ORDER_ADD, NULL, NULL, "work_order", "WO-N1", "quantity", "1", "due", "2031-01-01T12:00:00Z",
		"needs", needs, NULL);
	desk_do(&r.a, Q_ORDER_ADD, NULL, NULL, "work_order", "WO-N2", "quantity", "1", "due", "2031-01-01T12:00:00Z",
		"needs", needs, NULL);
	pair_meet(&r, "hold_material", "N", 0, Q_ORDER_RELEASE, one, Q_ORDER_RELEASE, two);
	reply_expect(&r.of_a, ERR_NONE, NULL);
	reply_expect(&r.of_b, ERR_NONE, NULL);
	pair_replies_done(&r);
	plant_expect(r.plant, "reserved", "N", "10");
	plant_expect(r.plant, "order_reserved", "WO-N1", "7");
	plant_expect(r.plant, "order_reserved", "WO-N2", "3");
	/* Started and cancelled: what it held is free again. */
	pair_meet(&r, "hold_order", "WO-N1", 0, Q_ORDER_START, one, Q_ORDER_CANCEL, one);
	reply_expect(&r.of_a, ERR_NONE, NULL);
	reply_expect(&r.of_b, ERR_NONE, NULL);
	pair_replies_done(&r);
	plant_expect(r.plant, "reserved", "N", "3");
	pair_close(&r);
}

/* A started order of 4 pieces with a product and 3 of m issued to it, at 2 each. */
static void started_order_make(struct desk *d, const char *wo, const char *product, const char *m)
{
	stock_make(d, m, "FIFO", "10");
	stock_make(d, product, "FIFO", NULL);
	desk_do(d, Q_ORDER_ADD, NULL, NULL, "work_order", wo, "product", product, "quantity", "4", "due",
		"2031-01-01T12:00:00Z", NULL);
	desk_do(d, Q_ORDER_RELEASE, NULL, NULL, "work_order", wo, NULL);
	desk_do(d, Q_ORDER_START, NULL, NULL, "work_order", wo, NULL);
	desk_do(d, Q_STOCK_ISSUE, NULL, NULL, "material", m, "quantity", "3", "ref_type", "WORK_ORDER", "ref", wo,
		NULL);
	desk_do(d, Q_ORDER_LOG, NULL, NULL, "work_order", wo, "good", "4", NULL);
}

/* Completed twice, or completed and cancelled, or completed while pieces are logged: the first one counts. */
static void an_order_is_finished_once(void **state)
{
	static const enum query_id others[] = { Q_ORDER_COMPLETE, Q_ORDER_CANCEL, Q_ORDER_LOG };
	struct pair r;
	char m[32], wo[32], product[32];

	pair_open(&r, *state);
	for (int i = 0; i < 6; i++) {
		bool logged = others[i / 2] == Q_ORDER_LOG, late = i % 2;
		const char *const complete[] = { "work_order", pair_name(wo, "WO-V", i), NULL };
		const char *const other[] = { "work_order", wo, logged ? "good" : NULL, "1", NULL };

		started_order_make(&r.a, wo, pair_name(product, "VP", i), pair_name(m, "V", i));
		pair_meet(&r, "hold_order", wo, late, Q_ORDER_COMPLETE, complete, others[i / 2], other);
		reply_expect(&r.of_a, late && !logged ? ERR_VALIDATION : ERR_NONE,
			     late && !logged ? "ILLEGAL_STATUS" : NULL);
		reply_expect(&r.of_b, late ? ERR_NONE : ERR_VALIDATION,
			     late     ? NULL
			     : logged ? "ORDER_NOT_STARTED"
				      : "ILLEGAL_STATUS");
		plant_expect(r.plant, "order_made", wo, late && others[i / 2] == Q_ORDER_CANCEL ? "nothing" : "6");
		plant_expect(r.plant, "on_hand", product,
			     late && others[i / 2] == Q_ORDER_CANCEL ? "0"
			     : late && logged			     ? "5"
								     : "4");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* An order is finished while goods are still issued to it: the product carries exactly the cost of what came before. */
static void a_finished_order_takes_nothing_more(void **state)
{
	struct pair r;
	char m[32], wo[32], product[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const complete[] = { "work_order", pair_name(wo, "WO-G", i), NULL };
		const char *const two[] = { "material", pair_name(m, "G", i), "quantity", "2",
					    "ref_type", "WORK_ORDER",	      "ref",	  wo,
					    NULL };

		started_order_make(&r.a, wo, pair_name(product, "GP", i), m);
		pair_meet(&r, "hold_order", wo, i, Q_ORDER_COMPLETE, complete, Q_STOCK_ISSUE, two);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, i ? ERR_NONE : ERR_VALIDATION, i ? NULL : "ORDER_NOT_OPEN");
		plant_expect(r.plant, "order_cost", wo, i ? "10" : "6");
		plant_expect(r.plant, "order_made", wo, i ? "10" : "6");
		plant_expect(r.plant, "value_on_hand", product, i ? "10" : "6");
		plant_expect(r.plant, "on_hand", m, i ? "5" : "7");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(the_last_five_come_once),
		PLANT_TEST(the_last_two_lines_close_the_order),
		PLANT_TEST(a_line_opens_while_another_closes),
		PLANT_TEST(a_delivery_meets_the_end_of_its_order),
		PLANT_TEST(pick_lists_in_opposite_order_do_not_lock_up),
		PLANT_TEST(a_release_reserves_what_an_issue_leaves),
		PLANT_TEST(two_releases_share_what_there_is),
		PLANT_TEST(an_order_is_finished_once),
		PLANT_TEST(a_finished_order_takes_nothing_more),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
