/*
 * The connection against a real server: answers, errors, notifications, settings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "db/conn.h"
#include "support/db_bench.h"

/* ---- answers ---- */

static void cells_null_and_utf8(void **state)
{
	struct bench *b = *state;
	const char *const values[] = { "it's" };
	struct rows *rows = bench_ask(b, bench_query(b, "cells", 1, "a b c"), values);

	assert_int_equal(rows->n, 1);
	assert_string_equal(rows_get(rows, 0, "a"), "it's");
	assert_null(rows_get(rows, 0, "b"));
	assert_string_equal(rows_get(rows, 0, "c"), "ü 現場");
}

static void null_parameter_and_several_rows(void **state)
{
	struct bench *b = *state;
	const char *const values[] = { NULL };
	struct rows *rows = bench_ask(b, bench_query(b, "cells", 1, "a b c"), values);

	assert_null(rows_get(rows, 0, "a"));
	rows = bench_ask(b, bench_query(b, "two_rows", 0, "letter digit"), NULL);
	assert_int_equal(rows->n, 2);
	assert_string_equal(rows_get(rows, 1, "letter"), "b");
	assert_int_equal(rows_int(rows, 1, "digit"), 2);
}

static void values_are_copied(void **state)
{
	struct bench *b = *state;
	char text[] = "mine";
	const char *values[] = { text };

	bench_send(b, 0, bench_query(b, "cells", 1, "a b c"), values);
	memset(text, 'X', sizeof(text) - 1);
	values[0] = NULL;
	wait_answer(b, 0);
	assert_string_equal(rows_get(&b->answer[0].rows, 0, "a"), "mine");
}

static void declared_columns_are_checked(void **state)
{
	struct bench *b = *state;
	const struct err *err = bench_ask_err(b, bench_query(b, "two_columns", 0, "a"), NULL);

	assert_int_equal(err->kind, ERR_BUG);
	assert_string_equal(err->code, "SCHEMA_DIFFERS");
	assert_int_equal(bench_ask(b, bench_query(b, "two_columns", 0, "a b"), NULL)->n, 1);
}

static void large_parameter_and_result(void **state)
{
	struct bench *b = *state;
	char *big = malloc(4000001);
	const char *const values[] = { big };
	struct rows *rows;

	memset(big, 'x', 4000000);
	big[4000000] = '\0';
	rows = bench_ask(b, bench_query(b, "repeat", 1, "n text"), values);
	assert_int_equal(rows_int(rows, 0, "n"), 4000000);
	assert_int_equal(strlen(rows_get(rows, 0, "text")), 3000000);
	free(big);
}

static void order_is_kept(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "cells", 1, "a b c");

	for (size_t i = 0; i < 8; i++) {
		const char *const values[] = { (const char *[]){ "0", "1", "2", "3", "4", "5", "6", "7" }[i] };

		assert_int_equal(bench_send(b, i, q, values), i + 1);
	}
	wait_answer(b, 7);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(b->answer[i].order, i + 1);
		assert_int_equal(rows_int(&b->answer[i].rows, 0, "a"), (int64_t)i);
	}
	assert_int_equal(db_state(b->db), DB_READY);
}

static void send_again(void *ctx, struct rows *rows, const struct err *err)
{
	const struct slot *slot = ctx;

	bench_done(ctx, rows, err);
	db_step(slot->b->db); /* no step inside a step */
	bench_send(slot->b, slot->i + 1, bench_query(slot->b, "two_rows", 0, "letter digit"), NULL);
}

static void a_callback_may_send(void **state)
{
	struct bench *b = *state;
	struct slot slot = { .b = b, .i = 0 };

	db_send_query(b->db, bench_query(b, "two_rows", 0, "letter digit"), NULL, send_again, &slot);
	wait_answer(b, 1);
	assert_int_equal(b->answer[1].rows.n, 2);
}

static void a_forgotten_request_is_silent(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "two_rows", 0, "letter digit");
	uint64_t first = bench_send(b, 0, q, NULL), second = bench_send(b, 1, q, NULL);

	bench_send(b, 2, q, NULL);
	db_forget(b->db, second);
	db_forget(b->db, first);
	db_forget(b->db, 4711);
	wait_answer(b, 2);
	assert_false(b->answer[0].done);
	assert_false(b->answer[1].done);
	assert_int_equal(b->arrived, 1);
}

/* ---- statements ---- */

static void a_statement_is_prepared_once(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "two_rows", 0, "letter digit");
	const char *const pattern[] = { "two_rows%" };

	for (int i = 0; i < 3; i++)
		bench_ask(b, q, NULL);
	assert_int_equal(rows_int(bench_ask(b, bench_query(b, "prepared", 1, "n"), pattern), 0, "n"), 1);
}

static void a_lost_statement_is_prepared_anew(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "two_rows", 0, "letter digit");

	bench_ask(b, q, NULL);
	bench_ask(b, bench_query(b, "deallocate", 0, ""), NULL);
	assert_int_equal(bench_ask(b, q, NULL)->n, 2);
	assert_int_equal(bench_ask(b, q, NULL)->n, 2);
}

static void a_statement_survives_a_migration(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "shape", 0, "a");

	admin_do(b, "setup");
	assert_int_equal(rows_int(bench_ask(b, q, NULL), 0, "a"), 7);
	admin_do(b, "change_shape");
	assert_string_equal(rows_get(bench_ask(b, q, NULL), 0, "a"), "7");
	admin_do(b, "setup");
}

/* ---- errors ---- */

static const char secret[] = "secret 4711";

static void every_sqlstate_has_its_kind(void **state)
{
	static const struct {
		const char *sqlstate;
		enum err_kind kind;
	} cases[] = {
		{ "22P02", ERR_VALIDATION },   { "22003", ERR_VALIDATION },   { "23505", ERR_DUPLICATE },
		{ "23503", ERR_VALIDATION },   { "23514", ERR_VALIDATION },   { "23P01", ERR_VALIDATION },
		{ "40001", ERR_RETRY },	       { "40P01", ERR_RETRY },	      { "55P03", ERR_RETRY },
		{ "57014", ERR_RETRY },	       { "42501", ERR_UNAUTHORIZED }, { "42883", ERR_BUG },
		{ "42P01", ERR_BUG },	       { "57P01", ERR_OFFLINE },      { "57P02", ERR_OFFLINE },
		{ "57P03", ERR_OFFLINE },      { "08006", ERR_OFFLINE },      { "08P01", ERR_OFFLINE },
		{ "53300", ERR_OFFLINE },      { "53200", ERR_RETRY },	      { "25006", ERR_OFFLINE },
		{ "28P01", ERR_UNAUTHORIZED }, { "XX000", ERR_BUG },	      { "P0001", ERR_BUG },
		{ "0A000", ERR_BUG },	       { "58030", ERR_BUG },	      { "GN002", ERR_BUG },
	};
	struct bench *b = *state;
	const struct query *q = bench_query(b, "fail", 5, "n");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const values[] = { cases[i].sqlstate, secret, "secret", "secret", secret };
		const struct err *err = bench_ask_err(b, q, values);

		assert_int_equal(err->kind, cases[i].kind);
		assert_string_equal(err->code, cases[i].sqlstate);
		assert_string_equal(err->field, "");
		assert_true(err->message[0] != '\0');
		assert_null(strstr(err->message, "secret"));
		assert_null(strstr(err->hint, "secret"));
	}
	assert_int_equal(db_state(b->db), DB_READY);
}

static void our_errors_bring_their_text(void **state)
{
	static const enum err_kind kinds[] = { ERR_USAGE,	 ERR_VALIDATION, ERR_NOT_FOUND,
					       ERR_UNAUTHORIZED, ERR_DUPLICATE,	 ERR_CONFLICT,
					       ERR_BUG,		 ERR_BUG,	 ERR_RETRY };
	struct bench *b = *state;
	const struct query *q = bench_query(b, "fail", 5, "n");
	char sqlstate[] = "GM00x";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *const values[] = { sqlstate, "Only 7 left.", "quantity", "STOCK_SHORT", "Count it." };
		const struct err *err;

		sqlstate[4] = (char)('1' + i);
		err = bench_ask_err(b, q, values);
		assert_int_equal(err->kind, kinds[i]);
		assert_string_equal(err->code, "STOCK_SHORT");
		assert_string_equal(err->field, "quantity");
		assert_string_equal(err->message, "Only 7 left.");
		assert_string_equal(err->hint, "Count it.");
	}
}

static void our_errors_may_be_bare(void **state)
{
	struct bench *b = *state;
	const char *const values[] = { "GM006", "Taken.", NULL, NULL, NULL };
	const struct err *err = bench_ask_err(b, bench_query(b, "fail", 5, "n"), values);

	assert_int_equal(err->kind, ERR_CONFLICT);
	assert_string_equal(err->code, "GM006");
	assert_string_equal(err->field, "");
	assert_string_equal(err->hint, "");
}

static void a_returned_refusal_is_an_error(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "refusal", 1, "kind code field message hint token");
	const char *const values[] = { "UNAUTHORIZED" }, *const none[] = { NULL };
	const struct err *err = bench_ask_err(b, q, values);

	assert_int_equal(err->kind, ERR_UNAUTHORIZED);
	assert_string_equal(err->code, "LOCKED");
	assert_string_equal(err->field, "pin");
	assert_string_equal(err->message, "Locked for a while.");
	assert_string_equal(err->hint, "Wait.");
	assert_string_equal(rows_get(bench_ask(b, q, none), 0, "token"), "tok");
}

static void a_statement_that_does_not_parse(void **state)
{
	struct bench *b = *state;
	struct query bad = { .name = "bad", .sql = "no such statement" };
	const struct err *err = bench_ask_err(b, &bad, NULL);

	assert_int_equal(err->kind, ERR_BUG);
	assert_string_equal(err->code, "42601");
	assert_int_equal(bench_ask_err(b, &bad, NULL)->kind, ERR_BUG);
	assert_int_equal(bench_ask(b, bench_query(b, "two_rows", 0, "letter digit"), NULL)->n, 2);
}

/* ---- notifications ---- */

static void a_notification_comes_with_a_result(void **state)
{
	struct bench *b = *state;
	const char *const channel[] = { "Topic_1" }, *const note[] = { "Topic_1", "{\"kind\":\"x\"}" };
	const char *name, *payload;

	bench_ask(b, bench_query(b, "listen", 1, "listen"), channel);
	assert_false(db_notification(b->db, &name, &payload));
	bench_ask(b, bench_query(b, "notify", 2, "pg_notify"), note);
	/* No further poll: the socket will not become readable again for it. */
	db_step(b->db);
	assert_true(db_notification(b->db, &name, &payload));
	assert_string_equal(name, "Topic_1");
	assert_string_equal(payload, "{\"kind\":\"x\"}");
	assert_false(db_notification(b->db, &name, &payload));
}

static void notifications_come_while_idle(void **state)
{
	struct bench *b = *state;
	struct db *other = db_new(bench_url(), clock_system());
	const char *const channel[] = { "idle" };
	const char *name, *payload;
	struct slot slot = { .b = b, .i = 5 };
	int64_t until = bench_until();

	bench_ask(b, bench_query(b, "listen", 1, "listen"), channel);
	for (int i = 0; i < 3; i++) {
		const char *const note[] = { "idle", (const char *[]){ "a", "b", "c" }[i] };

		b->answer[5] = (struct answer){ 0 };
		db_send_query(other, bench_query(b, "notify", 2, "pg_notify"), note, bench_done, &slot);
		while (!b->answer[5].done)
			bench_turn(other, until);
		rows_done(&b->answer[5].rows);
	}
	for (int i = 0; i < 3; i++) {
		wait_notification(b, &name, &payload);
		assert_int_equal(payload[0], 'a' + i);
	}
	db_free(other);
}

/* ---- settings ---- */

static void a_screen_never_waits_without_end(void **state)
{
	struct bench *b = *state;
	char own[2048];

	assert_string_equal(bench_setting(b, "lock_timeout"), "5s");
	assert_string_equal(bench_setting(b, "statement_timeout"), "30s");
	assert_string_equal(bench_setting(b, "application_name"), "gemba");
	assert_string_equal(bench_setting(b, "client_encoding"), "UTF8");
	str_format(own, sizeof(own), "%s application_name=x options='-c statement_timeout=7s'", bench_url());
	bench_reopen(b, own);
	assert_string_equal(bench_setting(b, "statement_timeout"), "7s");
	assert_string_equal(bench_setting(b, "lock_timeout"), "5s");
	assert_string_equal(bench_setting(b, "application_name"), "x");
}

static void the_zone_is_set_before_anything_else(void **state)
{
	struct bench *b = *state;

	db_set_time_zone(b->db, "Asia/Tokyo");
	assert_string_equal(bench_setting(b, "TimeZone"), "Asia/Tokyo");
	db_set_time_zone(b->db, "Europe/Berlin");
	assert_string_equal(bench_setting(b, "TimeZone"), "Europe/Berlin");
	assert_int_equal(db_last_error(b->db)->kind, ERR_NONE);
	db_set_time_zone(b->db, "Nowhere/At_All");
	assert_string_equal(bench_setting(b, "TimeZone"), "Europe/Berlin");
	assert_int_equal(db_last_error(b->db)->kind, ERR_VALIDATION);
}

#define WITH_BENCH(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(cells_null_and_utf8),
		WITH_BENCH(null_parameter_and_several_rows),
		WITH_BENCH(values_are_copied),
		WITH_BENCH(declared_columns_are_checked),
		WITH_BENCH(large_parameter_and_result),
		WITH_BENCH(order_is_kept),
		WITH_BENCH(a_callback_may_send),
		WITH_BENCH(a_forgotten_request_is_silent),
		WITH_BENCH(a_statement_is_prepared_once),
		WITH_BENCH(a_lost_statement_is_prepared_anew),
		WITH_BENCH(a_statement_survives_a_migration),
		WITH_BENCH(every_sqlstate_has_its_kind),
		WITH_BENCH(our_errors_bring_their_text),
		WITH_BENCH(our_errors_may_be_bare),
		WITH_BENCH(a_returned_refusal_is_an_error),
		WITH_BENCH(a_statement_that_does_not_parse),
		WITH_BENCH(a_notification_comes_with_a_result),
		WITH_BENCH(notifications_come_while_idle),
		WITH_BENCH(a_screen_never_waits_without_end),
		WITH_BENCH(the_zone_is_set_before_anything_else),
	};

	return cmocka_run_group_tests(tests, bench_schema_make, bench_schema_drop);
}
