/*
 * db_bench - a connection under test, an administrator beside it, and the answers.
 */
#ifndef GEMBA_DB_BENCH_H
#define GEMBA_DB_BENCH_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/db.h"
#include "db/query.h"

/* No wait of a test is longer than this. */
enum { BENCH_LIMIT_MS = 20000, BENCH_ANSWERS = 16 };

struct answer {
	bool done;
	unsigned order; /* 1 = first to arrive */
	struct rows rows;
	struct err err;
};

struct bench {
	PGconn *admin;
	struct db *db;
	unsigned arrived;
	struct answer answer[BENCH_ANSWERS];
	const struct query *query[32];
	size_t n_queries;
	struct arena mem;
};

/* The callback's view: which answer of which bench. */
struct slot {
	struct bench *b;
	size_t i;
};

/* For cmocka: open and close, and the schema gemba_test of tests/db/sql/conn.sql. */
int bench_open(void **state);
int bench_close(void **state);
int bench_schema_make(void **state);
int bench_schema_drop(void **state);

const char *bench_url(void);
/* One keyword of bench_url. */
const char *bench_url_part(struct bench *b, const char *keyword);
/* Connect the db under test anew. */
void bench_reopen(struct bench *b, const char *conninfo);

/* A statement of conn.sql as administrator; of the second kind the first cell. */
void admin_do(struct bench *b, const char *name);
char *admin_ask(struct bench *b, const char *name, const char *value);

/* A statement of conn.sql with the columns of a list like "a b". */
const struct query *bench_query(struct bench *b, const char *name, size_t n_params, const char *columns);
/* The callback for a struct slot. */
void bench_done(void *ctx, struct rows *rows, const struct err *err);
uint64_t bench_send(struct bench *b, size_t i, const struct query *q, const char *const *values);

int64_t bench_until(void);
/* One turn of a loop: poll what db asks for, step. */
void bench_turn(struct db *db, int64_t until);
void wait_answer(struct bench *b, size_t i);
void wait_generation(struct bench *b, unsigned generation);
void wait_notification(struct bench *b, const char **ret_channel, const char **ret_payload);

/* Send as answer 0 and wait; its rows, or its error. */
struct rows *bench_ask(struct bench *b, const struct query *q, const char *const *values);
const struct err *bench_ask_err(struct bench *b, const struct query *q, const char *const *values);
const char *bench_setting(struct bench *b, const char *name);

#endif
