/*
 * The spool's operations: numbers without gaps, what a state allows, what waits for what, lists, forgetting.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "support/unit_spool.h"

static int setup(void **state)
{
	static struct spool_bench bench;

	bench_memory(&bench);
	*state = &bench;
	return 0;
}

static int teardown(void **state)
{
	bench_done(*state);
	return 0;
}

static const char id_1[] = "6f1c2d3e-0000-4000-8000-00000000000a";
static const char ID_1[] = "6F1C2D3E-0000-4000-8000-00000000000A";

static void assert_code(struct spool_bench *b, enum err_kind kind, const char *code)
{
	assert_string_equal(b->err.code, code);
	assert_int_equal(b->err.kind, kind);
}

static int64_t put_after(struct spool_bench *b, int64_t after)
{
	struct call c;
	int64_t seq = 0;

	call_init(&c, Q_STOCK_COUNT);
	assert_true(call_set(&c, "material", "M-2", &b->err));
	assert_true(call_set(&c, "quantity", "4", &b->err));
	if (!spool_put_after(b->spool, after, &c, "counted", bench_anna(), &seq, &b->err))
		seq = 0;
	call_done(&c);
	return seq;
}

static int64_t next_seq(struct spool_bench *b, int64_t after, const char *user)
{
	struct spool_op op = { 0 };
	int64_t seq = spool_next(b->spool, after, user, &op) ? op.seq : 0;

	spool_op_done(&op);
	return seq;
}

/* ---- put and get ---- */

static void test_put_keeps_all(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	json_t *payload, *values;
	int64_t seq;

	assert_true(bench_receive(b, ID_1, "2500", &seq));
	assert_int_equal(seq, 1);
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_string_equal(op.op_id, id_1);
	assert_string_equal(op.kind, "stock_receive");
	assert_string_equal(op.words, "received");
	assert_int_equal(op.state, SPOOL_QUEUED);
	assert_int_equal(op.actor.session_id, 7);
	assert_string_equal(op.actor.user_name, "anna");
	assert_string_equal(op.actor.display_name, "Anna Weber");
	assert_int_equal(op.captured_us, b->now_us);
	assert_int_equal(op.depends_on, 0);
	assert_false(op.sent || op.heard);
	assert_int_equal(op.tries, 0);
	assert_int_equal(op.refusal.kind, ERR_NONE);
	assert_null(op.answer);
	assert_null(op.reason);

	payload = json_loads(op.payload, JSON_REJECT_DUPLICATES, NULL);
	values = json_object_get(payload, "values");
	assert_string_equal(json_string_value(json_object_get(payload, "spool")), spool_uuid(b->spool));
	assert_string_equal(json_string_value(json_object_get(values, "quantity")), "2500");
	assert_string_equal(json_string_value(json_object_get(values, "material")), "M-1");
	assert_int_equal(json_object_size(values), 3);
	assert_int_equal(json_array_size(json_object_get(payload, "scans")), 0);
	assert_null(strstr(op.payload, "not to be stored"));
	json_decref(payload);
	spool_op_done(&op);
}

static void test_same_op_id_again(void **state)
{
	struct spool_bench *b = *state;
	struct spool_count count;
	int64_t seq, found = 0;

	assert_true(bench_receive(b, id_1, "5", &seq));
	assert_int_equal(bench_put(b, "6"), 2);
	assert_true(bench_receive(b, ID_1, "5.0", &seq));
	assert_int_equal(seq, 1);
	assert_false(bench_receive(b, id_1, "6", &seq));
	assert_code(b, ERR_DUPLICATE, "OP_ID_REUSED");
	spool_count(b->spool, &count);
	assert_int_equal(count.queued, 2);
	assert_true(spool_find(b->spool, id_1, &found));
	assert_int_equal(found, 1);
	assert_false(spool_find(b->spool, "6f1c2d3e-0000-4000-8000-0000000000ff", &found));
	assert_int_equal(bench_put(b, "7"), 3);
}

/* What went along with the first is no difference. */
static void test_same_op_id_with_other_scans(void **state)
{
	struct spool_bench *b = *state;
	int64_t seq, id;

	assert_true(bench_receive(b, id_1, "5", &seq));
	assert_true(spool_scan(b->spool, "X", 1, "plain", NULL, &id, &b->err));
	assert_true(bench_receive(b, id_1, "5", &seq));
	assert_int_equal(seq, 1);
}

static void test_put_refuses(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	struct call c;
	int64_t seq;

	call_init(&c, Q_STOCK_ADJUST);
	assert_false(spool_put(b->spool, &c, "", bench_anna(), &seq, &b->err));
	assert_code(b, ERR_BUG, "NOT_QUEUEABLE");
	call_done(&c);
	call_init(&c, Q_STOCK_RECEIVE);
	assert_false(spool_put(b->spool, &c, "", bench_anna(), &seq, &b->err));
	assert_code(b, ERR_USAGE, "MISSING");
	assert_string_equal(b->err.field, "material");
	call_done(&c);
	assert_false(spool_get(b->spool, 1, &op, &b->err));
	assert_code(b, ERR_NOT_FOUND, "NO_SUCH_LINE");
	assert_null(spool_broken(b->spool));
	assert_int_equal(bench_put(b, "1"), 1);
}

/* ---- states ---- */

static void test_posted(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	int64_t seq = bench_put(b, "1");

	assert_true(spool_sending(b->spool, seq, &b->err));
	assert_true(spool_sending(b->spool, seq, &b->err));
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_true(op.sent);
	assert_false(op.heard);
	assert_int_equal(op.tries, 2);
	spool_op_done(&op);
	assert_true(spool_posted(b->spool, seq, "{\"transaction_id\":42}", &b->err));
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_int_equal(op.state, SPOOL_POSTED);
	assert_true(op.heard);
	assert_string_equal(op.answer, "{\"transaction_id\":42}");
	spool_op_done(&op);
	assert_int_equal(next_seq(b, 0, NULL), 0);

	assert_false(spool_posted(b->spool, seq, "{}", &b->err));
	assert_code(b, ERR_CONFLICT, "NOT_QUEUED");
	assert_false(spool_retry(b->spool, seq, &b->err));
	assert_code(b, ERR_CONFLICT, "NOT_REFUSED");
	assert_false(spool_void(b->spool, seq, "r", bench_anna(), &b->err));
	assert_code(b, ERR_CONFLICT, "ALREADY_POSTED");
	assert_false(spool_sending(b->spool, 99, &b->err));
	assert_code(b, ERR_NOT_FOUND, "NO_SUCH_LINE");
}

/* The server's yes counts, whatever it says with it. */
static void test_posted_with_odd_answers(void **state)
{
	struct spool_bench *b = *state;
	int64_t none = bench_put(b, "1"), bad = bench_put(b, "2");

	assert_true(spool_posted(b->spool, none, NULL, &b->err));
	assert_true(spool_posted(b->spool, bad, "no JSON", &b->err));
	assert_int_equal(bench_state(b, none), SPOOL_POSTED);
	assert_int_equal(bench_state(b, bad), SPOOL_POSTED);
}

static void test_refused_and_retried(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	struct spool_count count;
	int64_t seq = bench_put(b, "1");

	bench_refuse(b, seq);
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_int_equal(op.state, SPOOL_REFUSED);
	assert_int_equal(op.refusal.kind, ERR_CONFLICT);
	assert_string_equal(op.refusal.code, "ORDER_CLOSED");
	assert_string_equal(op.refusal.field, "ref");
	assert_string_equal(op.refusal.message, "PO-1 is closed.");
	assert_string_equal(op.refusal.hint, "Ask purchasing");
	spool_op_done(&op);
	spool_count(b->spool, &count);
	assert_int_equal(count.queued, 0);
	assert_int_equal(count.refused, 1);
	assert_int_equal(next_seq(b, 0, NULL), 0);

	assert_true(spool_retry(b->spool, seq, &b->err));
	assert_int_equal(next_seq(b, 0, NULL), seq);
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_int_equal(op.refusal.kind, ERR_NONE);
	assert_false(op.sent);
	assert_int_equal(op.tries, 1);
	spool_op_done(&op);
}

/* ---- take back ---- */

static void test_void_before_it_was_sent(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	int64_t seq = bench_put(b, "1");
	char reason[202];

	assert_false(spool_void(b->spool, seq, " ", bench_anna(), &b->err));
	assert_code(b, ERR_VALIDATION, "MISSING");
	memset(reason, 'x', sizeof(reason));
	reason[201] = '\0';
	assert_false(spool_void(b->spool, seq, reason, bench_anna(), &b->err));
	assert_code(b, ERR_VALIDATION, "TOO_LONG");
	assert_true(spool_void(b->spool, seq, "wrong\nbox", bench_anna(), &b->err));
	assert_true(spool_get(b->spool, seq, &op, &b->err));
	assert_int_equal(op.state, SPOOL_VOID);
	assert_string_equal(op.reason, "wrong box");
	spool_op_done(&op);
	assert_int_equal(next_seq(b, 0, NULL), 0); /* the server never heard of it */
	assert_false(spool_void(b->spool, seq, "again", bench_anna(), &b->err));
	assert_code(b, ERR_CONFLICT, "IS_VOID");
}

static void test_void_of_what_may_be_posted(void **state)
{
	struct spool_bench *b = *state;
	int64_t seq = bench_put(b, "1");

	assert_true(spool_sending(b->spool, seq, &b->err));
	assert_false(spool_void(b->spool, seq, "wrong", bench_anna(), &b->err));
	assert_code(b, ERR_CONFLICT, "MAY_BE_POSTED");
	assert_int_equal(bench_state(b, seq), SPOOL_QUEUED);
}

static void check_told(struct spool_bench *b, int64_t told, const char *op_id)
{
	struct spool_op op = { 0 };
	json_t *payload, *values;

	assert_true(spool_next(b->spool, 0, NULL, &op));
	assert_int_equal(op.seq, told);
	assert_string_equal(op.kind, "void");
	assert_string_equal(op.actor.user_name, "anna");
	payload = json_loads(op.payload, 0, NULL);
	values = json_object_get(payload, "values");
	assert_string_equal(json_string_value(json_object_get(payload, "spool")), spool_uuid(b->spool));
	assert_string_equal(json_string_value(json_object_get(values, "of_op_id")), op_id);
	assert_string_equal(json_string_value(json_object_get(values, "reason")), "paid in cash");
	json_decref(payload);
	spool_op_done(&op);
}

static void test_void_of_refused_is_told(void **state)
{
	struct spool_bench *b = *state;
	int64_t seq;

	assert_true(bench_receive(b, id_1, "1", &seq));
	bench_refuse(b, seq);
	assert_true(spool_void(b->spool, seq, "paid in cash", bench_anna(), &b->err));
	assert_int_equal(bench_state(b, seq), SPOOL_VOID);
	check_told(b, 2, id_1);
}

/* Retried, not yet sent again: the server knows it all the same. */
static void test_void_of_retried_is_told(void **state)
{
	struct spool_bench *b = *state;
	int64_t seq;

	assert_true(bench_receive(b, id_1, "1", &seq));
	bench_refuse(b, seq);
	assert_true(spool_retry(b->spool, seq, &b->err));
	assert_true(spool_void(b->spool, seq, "paid in cash", bench_anna(), &b->err));
	check_told(b, 2, id_1);
}

/* ---- what waits for what ---- */

static void test_order(void **state)
{
	struct spool_bench *b = *state;

	for (int64_t i = 1; i <= 3; i++)
		assert_int_equal(bench_put(b, "1"), i);
	assert_int_equal(next_seq(b, 0, NULL), 1);
	assert_int_equal(next_seq(b, 1, NULL), 2);
	assert_int_equal(next_seq(b, 3, NULL), 0);
	bench_refuse(b, 1);
	assert_int_equal(next_seq(b, 0, NULL), 2);
}

static void test_waits_for_its_person(void **state)
{
	struct spool_bench *b = *state;
	struct spool_count count;
	struct call c;
	int64_t seq;

	call_init(&c, Q_STOCK_COUNT);
	assert_true(call_set(&c, "material", "M-2", &b->err));
	assert_true(call_set(&c, "quantity", "4", &b->err));
	assert_true(spool_put(b->spool, &c, "counted", bench_nobody_signed_on(), &seq, &b->err));
	call_done(&c);
	assert_int_equal(bench_put(b, "1"), 2);
	assert_int_equal(next_seq(b, 0, NULL), 2);
	assert_int_equal(next_seq(b, 0, "anna"), 2);
	assert_int_equal(next_seq(b, 0, "ben"), 1);
	spool_count(b->spool, &count);
	assert_int_equal(count.queued, 2);
	assert_int_equal(count.waiting_for_person, 1);
}

static void test_dependants_are_parked(void **state)
{
	struct spool_bench *b = *state;
	int64_t first = bench_put(b, "1"), second = put_after(b, first), third = put_after(b, second);

	assert_int_equal(next_seq(b, 0, NULL), first);
	assert_int_equal(next_seq(b, first, NULL), 0);
	bench_refuse(b, first);
	assert_int_equal(next_seq(b, 0, NULL), 0);
	assert_true(spool_retry(b->spool, first, &b->err));
	assert_true(spool_posted(b->spool, first, "{}", &b->err));
	assert_int_equal(next_seq(b, 0, NULL), second);
	bench_refuse(b, second);
	assert_true(spool_void(b->spool, second, "no", bench_anna(), &b->err));
	assert_int_equal(bench_state(b, third), SPOOL_VOID);
	assert_int_equal(put_after(b, second), 0);
	assert_code(b, ERR_CONFLICT, "IS_VOID");
	assert_int_equal(put_after(b, 99), 0);
	assert_code(b, ERR_NOT_FOUND, "NO_SUCH_LINE");
}

/* ---- lists ---- */

static void test_list(void **state)
{
	struct spool_bench *b = *state;
	struct rows rows = { 0 };

	bench_put(b, "2500");
	b->now_us += 60000000;
	bench_put(b, "1");
	bench_put(b, "2");
	assert_true(spool_posted(b->spool, 1, "{\"transaction_id\":42}", &b->err));
	bench_refuse(b, 2);
	assert_true(spool_list(b->spool, ~0u, NULL, 100, &rows, &b->err));
	assert_int_equal(rows.n, 3);
	assert_int_equal(rows_int(&rows, 0, "seq"), 3);
	assert_string_equal(rows_text(&rows, 1, "code"), "ORDER_CLOSED");
	assert_string_equal(rows_text(&rows, 1, "message"), "PO-1 is closed.");
	assert_string_equal(rows_text(&rows, 1, "hint"), "Ask purchasing");
	assert_int_equal(rows_int(&rows, 1, "tries"), 1);
	assert_string_equal(rows_text(&rows, 2, "state"), "POSTED");
	assert_string_equal(rows_text(&rows, 2, "kind"), "stock_receive");
	assert_string_equal(rows_text(&rows, 2, "words"), "received");
	assert_string_equal(rows_text(&rows, 2, "user"), "Anna Weber");
	assert_string_equal(rows_text(&rows, 2, "captured_at"), "2026-11-24 14:32:05.123456+00");
	assert_int_equal(rows_int(&rows, 2, "transaction_id"), 42);
	assert_string_equal(rows_text(&rows, 2, "material"), "M-1");
	assert_string_equal(rows_text(&rows, 2, "quantity"), "2500");
	assert_null(rows_get(&rows, 2, "code"));
	assert_null(rows_get(&rows, 0, "transaction_id"));
	rows_done(&rows);

	assert_true(spool_list(b->spool, 1u << SPOOL_REFUSED | 1u << SPOOL_QUEUED, NULL, 1, &rows, &b->err));
	assert_int_equal(rows.n, 1);
	assert_string_equal(rows_text(&rows, 0, "state"), "QUEUED");
	rows_done(&rows);
	assert_true(spool_list(b->spool, ~0u, "void", 10, &rows, &b->err));
	assert_int_equal(rows.n, 0);
	assert_int_equal(rows.n_columns, 15);
	rows_done(&rows);
}

static void test_count_knows_the_oldest(void **state)
{
	struct spool_bench *b = *state;
	int64_t began = b->now_us;
	struct spool_count count;

	spool_count(b->spool, &count);
	assert_int_equal(count.oldest_us, 0);
	bench_put(b, "1");
	b->now_us += 5;
	bench_put(b, "1");
	spool_count(b->spool, &count);
	assert_int_equal(count.oldest_us, began);
	assert_true(spool_posted(b->spool, 1, "{}", &b->err));
	spool_count(b->spool, &count);
	assert_int_equal(count.oldest_us, began + 5);
}

/* ---- forgetting ---- */

static void test_prune_forgets_what_is_over(void **state)
{
	struct spool_bench *b = *state;
	struct rows rows = { 0 };
	int64_t posted = bench_put(b, "1"), queued = bench_put(b, "2"), refused = bench_put(b, "3");
	int64_t voided = bench_put(b, "4"), needed = bench_put(b, "5"), fresh;

	put_after(b, needed);
	assert_true(spool_posted(b->spool, posted, "{}", &b->err));
	assert_true(spool_posted(b->spool, needed, "{}", &b->err));
	assert_true(spool_void(b->spool, voided, "no", bench_anna(), &b->err));
	bench_refuse(b, refused);
	b->now_us += INT64_C(31) * 86400 * 1000000;
	fresh = bench_put(b, "6");
	assert_true(spool_posted(b->spool, fresh, "{}", &b->err));
	assert_true(spool_prune(b->spool, 30 * 86400, &b->err));
	assert_true(spool_list(b->spool, ~0u, NULL, 100, &rows, &b->err));
	assert_int_equal(rows.n, 5);
	assert_int_equal(rows_int(&rows, 0, "seq"), fresh);
	assert_int_equal(rows_int(&rows, 2, "seq"), needed);
	assert_int_equal(rows_int(&rows, 3, "seq"), refused);
	assert_int_equal(rows_int(&rows, 4, "seq"), queued);
	rows_done(&rows);
}

static void test_numbers_never_come_again(void **state)
{
	struct spool_bench *b = *state;
	int64_t last = 0;

	for (int i = 0; i < 3; i++)
		last = bench_put(b, "1");
	for (int64_t seq = 1; seq <= last; seq++)
		assert_true(spool_posted(b->spool, seq, "{}", &b->err));
	b->now_us += 2000000;
	assert_true(spool_prune(b->spool, 1, &b->err));
	assert_int_equal(bench_put(b, "1"), last + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_put_keeps_all),
		TEST(test_same_op_id_again),
		TEST(test_same_op_id_with_other_scans),
		TEST(test_put_refuses),
		TEST(test_posted),
		TEST(test_posted_with_odd_answers),
		TEST(test_refused_and_retried),
		TEST(test_void_before_it_was_sent),
		TEST(test_void_of_what_may_be_posted),
		TEST(test_void_of_refused_is_told),
		TEST(test_void_of_retried_is_told),
		TEST(test_order),
		TEST(test_waits_for_its_person),
		TEST(test_dependants_are_parked),
		TEST(test_list),
		TEST(test_count_knows_the_oldest),
		TEST(test_prune_forgets_what_is_over),
		TEST(test_numbers_never_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
