/*
 * spool_db - SQLite for the spool: statements by name, transactions, and
 * what a failure means.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"

/* static const char *const spool_sql_text[], made by sql/embed.awk. */
#include "spool_sql.c"

struct spool_arg arg_id(int64_t id)
{
	return id ? arg_int(id) : arg_text(NULL);
}

const char *spool_text_of(enum spool_sql id)
{
	return spool_sql_text[id];
}

int64_t spool_now_us(const struct spool *s)
{
	return clock_wall_us(s->clock);
}

const char *spool_clean(struct arena *mem, const char *text)
{
	size_t size;
	char *clean;

	if (!text)
		return NULL;
	size = strlen(text) * 3 + 1; /* one bad byte becomes three */
	clean = arena_alloc(mem, size);
	str_printable(clean, size, text, false);
	return clean;
}

/* ---- failures ---- */

/* The connection's words say more than the number's, when they are about the same failure. */
static const char *reason(const struct spool *s, int rc)
{
	if ((rc & 0xff) == SQLITE_FULL)
		return "disk full?";
	return s->db && (sqlite3_errcode(s->db) & 0xff) == (rc & 0xff) ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc);
}

static const char *way_out(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "Use paper, and call for help: keep the file, it holds what was not sent";
	case SQLITE_BUSY:
		return "Use paper, close the other program that has the file open, then start gemba again";
	default:
		return "Use paper, and call for help: free space, then start gemba again";
	}
}

void spool_break(struct spool *s, int rc)
{
	if (s->broken.kind != ERR_NONE)
		return;
	err_set(&s->broken, ERR_RETRY, "SPOOL_BROKEN", "", "Scans and receipts cannot be stored here any more (%s)",
		reason(s, rc));
	err_hint(&s->broken, "%s", way_out(rc));
}

/* Whether the statement itself was wrong, not the disk. */
static bool is_refusal(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
		return true;
	default:
		return false;
	}
}

static bool failed(struct spool *s, int rc, struct err *err)
{
	if (is_refusal(rc))
		return err_set(err, ERR_BUG, "SPOOL_REFUSES", "", "The spool does not take this: %s.",
			       sqlite3_errmsg(s->db));
	spool_break(s, rc);
	*err = s->broken;
	return false;
}

bool spool_well(const struct spool *s, struct err *err)
{
	if (s->broken.kind == ERR_NONE)
		return true;
	*err = s->broken;
	return false;
}

const struct err *spool_broken(const struct spool *s)
{
	return s->broken.kind == ERR_NONE ? NULL : &s->broken;
}

/* ---- statements ---- */

static int bind(sqlite3_stmt *st, const struct spool_arg *args)
{
	int rc = SQLITE_OK;

	for (int i = 0; args && args[i].kind != SPOOL_END && rc == SQLITE_OK; i++) {
		const struct spool_arg *a = &args[i];

		if (a->kind == SPOOL_INT)
			rc = sqlite3_bind_int64(st, i + 1, a->number);
		else if (!a->bytes)
			rc = sqlite3_bind_null(st, i + 1);
		else if (a->kind == SPOOL_TEXT)
			rc = sqlite3_bind_text(st, i + 1, a->bytes, -1, SQLITE_STATIC);
		else
			rc = sqlite3_bind_blob64(st, i + 1, a->bytes, a->n, SQLITE_STATIC);
	}
	return rc;
}

static int prepare(struct spool *s, enum spool_sql id, const struct spool_arg *args)
{
	int rc = SQLITE_OK;

	if (!s->statement[id])
		rc = sqlite3_prepare_v3(s->db, spool_sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, &s->statement[id],
					NULL);
	return rc == SQLITE_OK ? bind(s->statement[id], args) : rc;
}

void spool_release(sqlite3_stmt *st)
{
	if (!st)
		return;
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

/* Runs it to its end; its first row's first column in *ret, if that is wanted and there is one. */
static int run(struct spool *s, enum spool_sql id, const struct spool_arg *args, int64_t *ret, bool *ret_any)
{
	int rc = prepare(s, id, args);

	if (rc != SQLITE_OK)
		return rc;
	while ((rc = sqlite3_step(s->statement[id])) == SQLITE_ROW) {
		if (!*ret_any && ret)
			*ret = sqlite3_column_int64(s->statement[id], 0);
		*ret_any = true;
	}
	spool_release(s->statement[id]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

bool spool_exec(struct spool *s, enum spool_sql id, const struct spool_arg *args, struct err *err)
{
	bool any = false;
	int rc = run(s, id, args, NULL, &any);

	return rc == SQLITE_OK || failed(s, rc, err);
}

bool spool_change(struct spool *s, enum spool_sql id, const struct spool_arg *args, int *ret, struct err *err)
{
	*ret = 0;
	if (!spool_exec(s, id, args, err))
		return false;
	*ret = sqlite3_changes(s->db);
	return true;
}

bool spool_number(struct spool *s, enum spool_sql id, const struct spool_arg *args, int64_t *ret)
{
	bool any = false;
	int rc = run(s, id, args, ret, &any);

	if (rc != SQLITE_OK)
		spool_break(s, rc);
	return rc == SQLITE_OK && any;
}

bool spool_script(struct spool *s, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || failed(s, rc, err);
}

bool spool_more(struct spool *s, sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return true;
	spool_release(st);
	if (rc != SQLITE_DONE)
		spool_break(s, rc);
	return false;
}

sqlite3_stmt *spool_select(struct spool *s, enum spool_sql id, const struct spool_arg *args)
{
	int rc = prepare(s, id, args);

	if (rc != SQLITE_OK) {
		spool_break(s, rc);
		return NULL;
	}
	return spool_more(s, s->statement[id]) ? s->statement[id] : NULL;
}

const char *spool_column(sqlite3_stmt *st, int column, struct arena *mem)
{
	return arena_strdup(mem, (const char *)sqlite3_column_text(st, column));
}

/* ---- transactions ---- */

bool spool_begin(struct spool *s, struct err *err)
{
	return spool_well(s, err) && spool_exec(s, SPOOL_SQL_BEGIN, NULL, err);
}

/*
 * A commit whose sync failed has its pages in the log all the same, and would come back when the file is opened
 * again, after the person was told to use paper. A small commit takes their place, synced or not.
 */
static void bury(struct spool *s)
{
	static const enum spool_sql steps[] = { SPOOL_SQL_BEGIN, SPOOL_SQL_BURY, SPOOL_SQL_COMMIT };
	bool any = false;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (run(s, steps[i], NULL, NULL, &any) != SQLITE_OK)
			break;
	if (!sqlite3_get_autocommit(s->db))
		(void)run(s, SPOOL_SQL_ROLLBACK, NULL, NULL, &any);
}

bool spool_end(struct spool *s, bool ok, struct err *err)
{
	bool any = false, committing = ok && spool_well(s, err);

	if (committing && spool_exec(s, SPOOL_SQL_COMMIT, NULL, err))
		return true;
	/* Some failures have rolled back by themselves. */
	if (!sqlite3_get_autocommit(s->db)) {
		int rc = run(s, SPOOL_SQL_ROLLBACK, NULL, NULL, &any);

		if (rc != SQLITE_OK)
			spool_break(s, rc);
	}
	if (committing)
		bury(s);
	if (s->broken.kind != ERR_NONE)
		*err = s->broken;
	return false;
}
