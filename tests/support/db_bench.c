/*
 * db_bench - a connection under test, an administrator beside it, and the answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "db/conn.h"
#include "support/db_bench.h"
#include "support/test_sql.h"

const char *bench_url(void)
{
	return getenv("GEMBA_TEST_URL");
}

void admin_do(struct bench *b, const char *name)
{
	char *sql = test_sql("conn.sql", name);
	PGresult *res = PQexec(b->admin, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", name, PQerrorMessage(b->admin));
	PQclear(res);
	free(sql);
}

char *admin_ask(struct bench *b, const char *name, const char *value)
{
	char *sql = test_sql("conn.sql", name), *text;
	PGresult *res = PQexecParams(b->admin, sql, 1, NULL, &value, NULL, NULL, 0);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", name, PQerrorMessage(b->admin));
	text = arena_strdup(&b->mem, PQgetvalue(res, 0, 0));
	PQclear(res);
	free(sql);
	return text;
}

int bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->admin = PQconnectdb(bench_url());
	assert_int_equal(PQstatus(b->admin), CONNECTION_OK);
	b->db = db_new(bench_url(), clock_system());
	*state = b;
	return 0;
}

int bench_close(void **state)
{
	struct bench *b = *state;

	db_free(b->db);
	for (size_t i = 0; i < sizeof(b->answer) / sizeof(b->answer[0]); i++)
		rows_done(&b->answer[i].rows);
	PQfinish(b->admin);
	arena_done(&b->mem);
	free(b);
	return 0;
}

void bench_reopen(struct bench *b, const char *conninfo)
{
	db_free(b->db);
	b->db = db_new(conninfo, clock_system());
}

void bench_done(void *ctx, struct rows *rows, const struct err *err)
{
	const struct slot *slot = ctx;
	struct answer *a = &slot->b->answer[slot->i];

	assert_true(!rows != !err);
	assert_false(a->done);
	a->done = true;
	a->order = ++slot->b->arrived;
	if (err) {
		a->err = *err;
		return;
	}
	a->rows = *rows;
	*rows = (struct rows){ 0 };
}

static size_t column_count(const char *columns)
{
	size_t n = columns[0] != '\0';

	for (; *columns; columns++)
		n += *columns == ' ';
	return n;
}

/* One for each name: statements are prepared under it. */
const struct query *bench_query(struct bench *b, const char *name, size_t n_params, const char *columns)
{
	struct query *q = arena_alloc(&b->mem, sizeof(*q));
	struct column *column = arena_alloc(&b->mem, 16 * sizeof(*column));
	char *sql, *list = arena_strdup(&b->mem, columns), *word;

	for (size_t i = 0; i < b->n_queries; i++) {
		if (str_equal(b->query[i]->name, name) && b->query[i]->n_columns == column_count(columns))
			return b->query[i];
	}
	sql = test_sql("conn.sql", name);
	b->query[b->n_queries++] = q;

	q->name = arena_strdup(&b->mem, name);
	q->sql = arena_strdup(&b->mem, sql);
	q->n_params = n_params;
	q->column = column;
	while ((word = strsep(&list, " ")))
		column[q->n_columns++].name = word;
	if (columns[0] == '\0')
		q->n_columns = 0;
	free(sql);
	return q;
}

uint64_t bench_send(struct bench *b, size_t i, const struct query *q, const char *const *values)
{
	struct slot *slot = arena_alloc(&b->mem, sizeof(*slot));

	rows_done(&b->answer[i].rows);
	b->answer[i] = (struct answer){ 0 };
	*slot = (struct slot){ .b = b, .i = i };
	return db_send_query(b->db, q, values, bench_done, slot);
}

int64_t bench_until(void)
{
	return clock_mono_ms(clock_system()) + BENCH_LIMIT_MS;
}

void bench_turn(struct db *db, int64_t until)
{
	struct db_wait wait;
	struct pollfd p;
	int64_t now = clock_mono_ms(clock_system()), left = until - now;

	if (left <= 0)
		fail_msg("waited too long");
	db_wait(db, &wait);
	if (wait.deadline_ms >= 0 && wait.deadline_ms - now < left)
		left = wait.deadline_ms > now ? wait.deadline_ms - now : 0;
	p = (struct pollfd){ .fd = wait.fd, .events = wait.events };
	poll(&p, wait.fd >= 0, (int)left);
	db_step(db);
}

void wait_answer(struct bench *b, size_t i)
{
	int64_t until = bench_until();

	while (!b->answer[i].done)
		bench_turn(b->db, until);
}

void wait_generation(struct bench *b, unsigned generation)
{
	int64_t until = bench_until();

	while (db_generation(b->db) < generation)
		bench_turn(b->db, until);
}

void wait_notification(struct bench *b, const char **ret_channel, const char **ret_payload)
{
	int64_t until = bench_until();

	while (!db_notification(b->db, ret_channel, ret_payload))
		bench_turn(b->db, until);
}

struct rows *bench_ask(struct bench *b, const struct query *q, const char *const *values)
{
	bench_send(b, 0, q, values);
	wait_answer(b, 0);
	if (b->answer[0].err.kind != ERR_NONE)
		fail_msg("%s: %s %s", q->name, b->answer[0].err.code, b->answer[0].err.message);
	return &b->answer[0].rows;
}

const struct err *bench_ask_err(struct bench *b, const struct query *q, const char *const *values)
{
	bench_send(b, 0, q, values);
	wait_answer(b, 0);
	assert_int_not_equal(b->answer[0].err.kind, ERR_NONE);
	return &b->answer[0].err;
}

const char *bench_setting(struct bench *b, const char *name)
{
	const char *const values[] = { name };

	return rows_text(bench_ask(b, bench_query(b, "setting", 1, "value"), values), 0, "value");
}

const char *bench_url_part(struct bench *b, const char *keyword)
{
	struct conninfo ci;
	struct err err;
	const char *value;

	assert_true(conninfo_parse(&ci, bench_url(), CONNINFO_SCREEN, &err));
	value = arena_strdup(&b->mem, conninfo_get(&ci, keyword));
	conninfo_done(&ci);
	return value;
}

int bench_schema_make(void **state)
{
	struct bench *b;

	if (bench_open(state) != 0)
		return 1;
	b = *state;
	admin_do(b, "setup");
	return bench_close(state);
}

int bench_schema_drop(void **state)
{
	struct bench *b;

	bench_open(state);
	b = *state;
	admin_do(b, "teardown");
	return bench_close(state);
}
