/*
 * spool_own - what the files of the spool share: the connection, its
 * statements and transactions.
 */
#ifndef GEMBA_CORE_SPOOL_SPOOL_OWN_H
#define GEMBA_CORE_SPOOL_SPOOL_OWN_H

#include <sqlite3.h>

#include "core/spool/spool.h"
#include "spool_sql.h"

struct spool {
	sqlite3 *db;
	sqlite3_stmt *statement[SPOOL_SQL_COUNT]; /* prepared when first used */
	const struct clock *clock;
	int lock; /* descriptor that holds the flock; -1: in memory */
	char uuid[UUID_TEXT];
	struct err broken;
};

/* One parameter; what it points to must live until the statement is released. */
struct spool_arg {
	enum { SPOOL_END, SPOOL_INT, SPOOL_TEXT, SPOOL_BYTES } kind;
	int64_t number;
	const void *bytes; /* NULL: SQL NULL */
	size_t n;
};

static inline struct spool_arg arg_int(int64_t number)
{
	return (struct spool_arg){ .kind = SPOOL_INT, .number = number };
}

static inline struct spool_arg arg_text(const char *text)
{
	return (struct spool_arg){ .kind = SPOOL_TEXT, .bytes = text };
}

static inline struct spool_arg arg_bytes(const void *bytes, size_t n)
{
	return (struct spool_arg){ .kind = SPOOL_BYTES, .bytes = bytes ? bytes : "", .n = n };
}

/* NULL instead of 0. */
struct spool_arg arg_id(int64_t id);

#define ARGS(...) ((const struct spool_arg[]){ __VA_ARGS__, { .kind = SPOOL_END } })

/* ---- spool_db.c ---- */

const char *spool_text_of(enum spool_sql id);
/* args NULL: none. What the schema does not allow is BUG SPOOL_REFUSES; all other failures break the spool. */
MUSTUSE bool spool_exec(struct spool *s, enum spool_sql id, const struct spool_arg *args, struct err *err);
/* The same, and how many rows it changed. */
MUSTUSE bool spool_change(struct spool *s, enum spool_sql id, const struct spool_arg *args, int *ret, struct err *err);
/* Several statements in one text, without parameters. */
MUSTUSE bool spool_script(struct spool *s, const char *sql, struct err *err);
/* On its first row; NULL: there is none, or the spool is broken now. Give it back with spool_release. */
sqlite3_stmt *spool_select(struct spool *s, enum spool_sql id, const struct spool_arg *args);
/* On to the next row. False at the end; the statement is released then. */
bool spool_more(struct spool *s, sqlite3_stmt *st);
void spool_release(sqlite3_stmt *st); /* accepts NULL */
/* First column of the first row. False: there is none. */
bool spool_number(struct spool *s, enum spool_sql id, const struct spool_arg *args, int64_t *ret);
/* Copies of a column; NULL for SQL NULL. */
const char *spool_column(sqlite3_stmt *st, int column, struct arena *mem);

/* One write transaction. begin fails on a broken spool; end commits what is ok, else nothing of it stays. */
MUSTUSE bool spool_begin(struct spool *s, struct err *err);
MUSTUSE bool spool_end(struct spool *s, bool ok, struct err *err);
/* Nothing is accepted from now on. rc: of SQLite. */
void spool_break(struct spool *s, int rc);
/* False and *err when broken. */
MUSTUSE bool spool_well(const struct spool *s, struct err *err);
int64_t spool_now_us(const struct spool *s);
/* Of every text a person may see: no control characters, valid UTF-8. NULL stays NULL. */
const char *spool_clean(struct arena *mem, const char *text);

/* ---- spool_lock.c ---- */

/* Makes the directory and the file, and takes the lock for as long as *ret_lock is open. */
MUSTUSE bool spool_lock(const char *path, int *ret_lock, struct err *err);

/* ---- spool_op.c ---- */

struct spool_new {
	const char *op_id, *kind, *payload, *words, *material, *quantity;
	const struct spool_actor *actor;
	int64_t depends_on;
};
/* Within a transaction. */
MUSTUSE bool spool_op_add(struct spool *s, const struct spool_new *op, int64_t *ret_seq, struct err *err);

/* ---- spool_payload.c ---- */

/* Which scans a payload took along; n 0: none. */
struct spool_taken {
	int64_t first, last, until_us;
	int n;
};

/* With the newest scans that no operation has taken along. */
const char *spool_payload_call(struct spool *s, const struct call *call, struct arena *mem, struct spool_taken *ret);
/* With the oldest; NULL when there are none. */
const char *spool_payload_scans(struct spool *s, int64_t until_us, struct arena *mem, struct spool_taken *ret);
const char *spool_payload_void(struct spool *s, const struct spool_op *op, const char *reason, struct arena *mem);
/* With its scans as they are known now. */
const char *spool_payload_again(struct spool *s, int64_t seq, const char *payload, struct arena *mem);
/* Of scans taken along: they are that operation's now. */
MUSTUSE bool spool_take(struct spool *s, int64_t seq, const struct spool_taken *taken, struct err *err);

#endif
