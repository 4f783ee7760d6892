/*
 * What is refused or broken off leaves nothing, and what must leave a trace does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/str.h"
#include "support/db_plant.h"

#define OP "11111111-1111-4111-8111-11111111111"

/* Three materials and a purchase order with a line of 10 at 2.5 for each; what is named by the test's letter is its own. */
struct delivery {
	char material[3][16];
	char order[16];
};

static void delivery_make(struct desk *d, const char *letter, struct delivery *ret)
{
	char lines[512] = "[", line[128];

	for (int i = 0; i < 3; i++) {
		str_format(ret->material[i], sizeof(ret->material[i]), "%s%d", letter, i + 1);
		stock_make(d, ret->material[i], "FIFO", "4");
		str_format(line, sizeof(line), "%s{\"material\":\"%s\",\"quantity\":\"10\",\"unit_price\":\"2.5\"}",
			   i ? "," : "", ret->material[i]);
		str_append(lines, sizeof(lines), line);
	}
	str_append(lines, sizeof(lines), "]");
	str_format(ret->order, sizeof(ret->order), "PO-%s", letter);
	desk_do(d, Q_SUPPLIER_ADD, NULL, NULL, "supplier", ret->order, "name", "Supplier", NULL);
	desk_do(d, Q_PO_ADD, NULL, NULL, "purchase_order", ret->order, "supplier", ret->order, "lines", lines, NULL);
}

static const char good_lines[] = "[{\"line\":10,\"quantity\":\"5\"},{\"line\":20,\"quantity\":\"6\"},"
				 "{\"line\":30,\"quantity\":\"10\"}]";

static struct reply receive(struct desk *d, const struct delivery *what, const char *lines, const char *op_id)
{
	return desk_ask(d, Q_STOCK_RECEIVE_LINES, "purchase_order", what->order, "lines", lines, "op_id", op_id, NULL);
}

static void a_wrong_third_line_leaves_nothing(void **state)
{
	static const struct {
		const char *line;
		enum err_kind kind;
		const char *code;
	} wrong[] = {
		{ "{\"line\":30,\"quantity\":\"10.000001\"}", ERR_VALIDATION, "OVER_RECEIPT" },
		{ "{\"line\":31,\"quantity\":\"1\"}", ERR_NOT_FOUND, "UNKNOWN_LINE" },
		{ "{\"line\":30,\"quantity\":\"0\"}", ERR_VALIDATION, "NOT_POSITIVE" },
		{ "{\"line\":30,\"quantity\":\"NaN\"}", ERR_VALIDATION, "NOT_A_NUMBER" },
		{ "{\"line\":30,\"quantity\":\"1\",\"unit_cost\":\"-1\"}", ERR_VALIDATION, NULL },
		{ "{\"line\":30,\"quantity\":\"1\",\"expiry\":\"2027-02-30\"}", ERR_VALIDATION, "NOT_A_DATE" },
		{ "{\"line\":30,\"quantity\":\"1\",\"expiry\":\"2027-02-28\"}", ERR_VALIDATION, "MISSING" },
		{ "{\"line\":30,\"quantity\":\"1\",\"unit_cost\":\"9999999999\"},{\"line\":10,\"quantity\":\"5.1\"}",
		  ERR_VALIDATION, "OVER_RECEIPT" },
	};
	struct plant *p = *state;
	struct desk d;
	struct delivery what;
	char lines[512];

	desk_open(&d, p, "chief");
	delivery_make(&d, "A", &what);
	plant_remember(p);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct reply r;

		str_format(lines, sizeof(lines),
			   "[{\"line\":10,\"quantity\":\"5\"},{\"line\":20,\"quantity\":\"6\"},%s]", wrong[i].line);
		r = receive(&d, &what, lines, OP "1");
		reply_expect(&r, wrong[i].kind, wrong[i].code);
		reply_done(&r);
		plant_expect_unchanged(p);
	}
	desk_close(&d);
}

static void a_refused_operation_may_be_corrected(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct delivery what;
	struct reply r;
	char first[PLANT_CELL];

	desk_open(&d, p, "chief");
	delivery_make(&d, "B", &what);
	r = receive(&d, &what, "[{\"line\":10,\"quantity\":\"5\"},{\"line\":20,\"quantity\":\"11\"}]", OP "2");
	reply_expect(&r, ERR_VALIDATION, "OVER_RECEIPT");
	assert_string_equal(r.err.field, "quantity");
	reply_done(&r);
	plant_expect(p, "claims", OP "2", "0");

	r = receive(&d, &what, good_lines, OP "2");
	reply_expect(&r, ERR_NONE, NULL);
	assert_int_equal(PQntuples(r.rows), 3);
	assert_string_equal(reply_get(&r, "replayed"), "f");
	str_copy(first, sizeof(first), reply_get(&r, "transaction_id"));
	reply_done(&r);
	plant_expect(p, "order_received", what.order, "21");
	plant_expect(p, "order_line_status", what.order, "OPEN OPEN RECEIVED OPEN");
	plant_expect(p, "on_hand", "B3", "14");

	plant_remember(p);
	r = receive(&d, &what, good_lines, OP "2");
	reply_expect(&r, ERR_NONE, NULL);
	assert_string_equal(reply_get(&r, "replayed"), "t");
	assert_string_equal(reply_get(&r, "transaction_id"), first);
	reply_done(&r);
	r = receive(&d, &what, "[{\"line\":10,\"quantity\":\"1\"}]", OP "2");
	reply_expect(&r, ERR_DUPLICATE, "OP_ID_REUSED");
	reply_done(&r);
	plant_expect_unchanged(p);
	plant_expect_sound(p, &d);
	desk_close(&d);
}

static void a_short_pick_list_leaves_nothing(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct delivery what;
	struct reply r;

	desk_open(&d, p, "chief");
	delivery_make(&d, "C", &what);
	order_make(&d, "WO-C", NULL);
	plant_remember(p);
	r = desk_ask(&d, Q_STOCK_ISSUE_LINES, "work_order", "WO-C", "lines",
		     "[{\"material\":\"C1\",\"quantity\":\"4\"},{\"material\":\"C2\",\"quantity\":\"1\"},"
		     "{\"material\":\"C3\",\"quantity\":\"4.000001\"}]",
		     NULL);
	reply_expect(&r, ERR_VALIDATION, "STOCK_SHORT");
	reply_done(&r);
	plant_expect_unchanged(p);
	r = desk_ask(&d, Q_STOCK_ISSUE_LINES, "work_order", "WO-C", "lines",
		     "[{\"material\":\"C1\",\"quantity\":\"4\"},{\"material\":\"C2\",\"quantity\":\"1\"},"
		     "{\"material\":\"nowhere\",\"quantity\":\"1\"}]",
		     NULL);
	reply_expect(&r, ERR_NOT_FOUND, "UNKNOWN_MATERIAL");
	reply_done(&r);
	plant_expect_unchanged(p);
	desk_close(&d);
}

/* ---- broken off in the middle ---- */

/* The third line waits for its balance: two are posted, the third half. */
static void send_into_the_gate(struct plant *p, struct desk *d, const struct delivery *what, const char *op_id)
{
	struct desk *const all[] = { d };

	plant_remember(p);
	gate_close(p, "hold_balance", what->material[2]);
	desk_send(d, Q_STOCK_RECEIVE_LINES, "purchase_order", what->order, "lines", good_lines, "op_id", op_id, NULL);
	plant_wait_blocked(p, all, 1, 1);
}

static void expect_it_works_now(struct plant *p, struct desk *d, const struct delivery *what, const char *op_id)
{
	struct reply r = receive(d, what, good_lines, op_id);

	reply_expect(&r, ERR_NONE, NULL);
	assert_string_equal(reply_get(&r, "replayed"), "f");
	reply_done(&r);
	plant_expect(p, "order_received", what->order, "21");
	plant_expect_sound(p, d);
}

static void a_cancelled_delivery_leaves_nothing(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct delivery what;
	struct reply r;
	PGcancel *cancel;
	char text[256];

	desk_open(&d, p, "chief");
	delivery_make(&d, "D", &what);
	send_into_the_gate(p, &d, &what, OP "3");
	cancel = PQgetCancel(d.pg);
	assert_true(PQcancel(cancel, text, sizeof(text)));
	PQfreeCancel(cancel);
	r = desk_take(&d);
	assert_string_equal(PQresultErrorField(r.rows, PG_DIAG_SQLSTATE), "57014");
	reply_done(&r);
	gate_open(p);
	plant_expect_unchanged(p);
	expect_it_works_now(p, &d, &what, OP "3");
	desk_close(&d);
}

static void a_timeout_leaves_nothing(void **state)
{
	static const char *const limits[] = { "SET statement_timeout = '100ms'",
					      "SET lock_timeout = '100ms'; SET statement_timeout = 0" };
	struct plant *p = *state;
	struct desk d;
	struct delivery what;

	desk_open(&d, p, "chief");
	delivery_make(&d, "E", &what);
	for (size_t i = 0; i < 2; i++) {
		struct reply r;

		plant_remember(p);
		PQclear(PQexec(d.pg, limits[i]));
		gate_close(p, "hold_balance", what.material[2]);
		r = receive(&d, &what, good_lines, OP "4");
		assert_string_equal(PQresultErrorField(r.rows, PG_DIAG_SQLSTATE), i == 0 ? "57014" : "55P03");
		reply_done(&r);
		gate_open(p);
		plant_expect_unchanged(p);
	}
	PQclear(PQexec(d.pg, "RESET lock_timeout"));
	expect_it_works_now(p, &d, &what, OP "4");
	desk_close(&d);
}

static void a_killed_connection_leaves_nothing(void **state)
{
	struct plant *p = *state;
	struct desk d, again;
	struct delivery what;
	struct reply r;
	char pid[32], found[PLANT_CELL];

	desk_open(&d, p, "chief");
	desk_open(&again, p, "chief");
	delivery_make(&d, "F", &what);
	send_into_the_gate(p, &d, &what, OP "5");
	str_format(pid, sizeof(pid), "%d", d.pid);
	plant_ask(p, "terminate", pid, found);
	r = desk_take(&d);
	assert_false(reply_ok(&r));
	reply_done(&r);
	plant_wait_gone(p, d.pid);
	gate_open(p);
	plant_expect_unchanged(p);
	/* Another terminal sends the same operation. */
	expect_it_works_now(p, &again, &what, OP "5");
	desk_close(&again);
	desk_close(&d);
}

/* ---- what must leave a trace ---- */

static void a_wrong_pin_is_counted(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct reply r;

	desk_open(&d, p, "keeper");
	for (int i = 1; i <= 2; i++) {
		r = desk_ask(&d, Q_SIGN_ON, "user", "keeper", "pin", "9999", NULL);
		reply_expect(&r, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
		reply_done(&r);
		plant_expect(p, "failures", "user", i == 1 ? "1" : "2");
		plant_expect(p, "refusals", "sign_on", i == 1 ? "1" : "2");
	}
	r = desk_ask(&d, Q_UNLOCK, "pin", "9999", NULL);
	reply_expect(&r, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
	reply_done(&r);
	plant_expect(p, "failures", "user", "3");
	plant_expect(p, "failures", "kiosk", "3");
	plant_expect(p, "refusals", "unlock", "1");
	r = desk_ask(&d, Q_UNLOCK, "pin", "1234", NULL);
	reply_expect(&r, ERR_NONE, NULL);
	reply_done(&r);
	plant_expect(p, "failures", "user", "0");
	desk_close(&d);
}

static void five_wrong_pins_lock_even_the_right_one(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct reply r;

	desk_open(&d, p, "chief");
	for (int i = 1; i <= 5; i++) {
		r = desk_ask(&d, Q_SIGN_ON, "user", "keeper", "pin", "0000", NULL);
		reply_expect(&r, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
		reply_done(&r);
	}
	r = desk_ask(&d, Q_SIGN_ON, "user", "keeper", "pin", "1234", NULL);
	reply_expect(&r, ERR_UNAUTHORIZED, "LOCKED");
	reply_done(&r);
	desk_do(&d, Q_USER_LOCK, NULL, NULL, "user", "keeper", "unlock", "true", NULL);
	r = desk_ask(&d, Q_SIGN_ON, "user", "keeper", "pin", "1234", NULL);
	reply_expect(&r, ERR_NONE, NULL);
	reply_done(&r);
	desk_close(&d);
}

static void a_refusal_for_want_of_permission_changes_nothing(void **state)
{
	struct plant *p = *state;
	struct desk d;
	struct reply r;

	desk_open(&d, p, "keeper");
	plant_remember(p);
	r = desk_ask(&d, Q_MATERIAL_ADD, "material", "X", "name", "X", "uom", "pcs", NULL);
	reply_expect(&r, ERR_UNAUTHORIZED, "NOT_PERMITTED");
	reply_done(&r);
	plant_expect_unchanged(p);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(a_wrong_third_line_leaves_nothing),
		PLANT_TEST(a_refused_operation_may_be_corrected),
		PLANT_TEST(a_short_pick_list_leaves_nothing),
		PLANT_TEST(a_cancelled_delivery_leaves_nothing),
		PLANT_TEST(a_timeout_leaves_nothing),
		PLANT_TEST(a_killed_connection_leaves_nothing),
		PLANT_TEST(a_wrong_pin_is_counted),
		PLANT_TEST(five_wrong_pins_lock_even_the_right_one),
		PLANT_TEST(a_refusal_for_want_of_permission_changes_nothing),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
