/*
 * spool - open and close it; the steps of its schema.
 */
#include "core/spool/spool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/embedded.h"
#include "core/base/str.h"
#include "core/spool/spool_own.h"

/* The newest step in sql/spool. */
enum { VERSION = 1, BUSY_MS = 1000 };

static bool too_new(int64_t version, struct err *err)
{
	err_set(err, ERR_BUG, "SPOOL_TOO_NEW", "",
		"What this terminal has stored is of a newer gemba (version %lld, this one knows %d).",
		(long long)version, VERSION);
	return err_hint(err, "Start the newer gemba again: it can send what is waiting");
}

/* Each step and its number are committed together. */
static bool migrate(struct spool *s, int64_t from, struct err *err)
{
	for (int64_t step = from + 1; step <= VERSION; step++) {
		char path[40];
		const char *sql;

		str_format(path, sizeof(path), "sql/spool/%04d.sql", (int)step);
		sql = embedded_text(path);
		if (!sql)
			return err_set(err, ERR_BUG, "SPOOL_STEP_MISSING", "", "This program lacks %s.", path);
		if (!spool_begin(s, err) || !spool_end(s, spool_script(s, sql, err), err))
			return false;
	}
	return true;
}

/* An interrupted write leaves no damage; a bad disk does, and it is better known before the first scan. */
static bool check_file(struct spool *s, struct err *err)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_FILE_CHECK, NULL);
	bool ok = st && str_equal((const char *)sqlite3_column_text(st, 0), "ok");

	spool_release(st);
	if (!ok)
		spool_break(s, SQLITE_CORRUPT);
	return spool_well(s, err);
}

static bool check_mode(struct spool *s, const char *wanted, struct err *err)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_FILE_MODE, NULL);
	bool ok = st && str_equal((const char *)sqlite3_column_text(st, 0), wanted);

	spool_release(st);
	if (!ok)
		spool_break(s, SQLITE_IOERR);
	return spool_well(s, err);
}

static bool read_uuid(struct spool *s, struct err *err)
{
	char made[UUID_TEXT];
	sqlite3_stmt *st;

	uuid_make(s->clock, made);
	if (!spool_begin(s, err) ||
	    !spool_end(s, spool_exec(s, SPOOL_SQL_SPOOL_ADD, ARGS(arg_text(made), arg_int(spool_now_us(s))), err), err))
		return false;
	st = spool_select(s, SPOOL_SQL_SPOOL_UUID, NULL);
	if (st)
		str_copy(s->uuid, sizeof(s->uuid), (const char *)sqlite3_column_text(st, 0));
	spool_release(st);
	return spool_well(s, err);
}

/* Nothing is written before the version is known to be ours. */
static bool prepare(struct spool *s, const char *path, struct err *err)
{
	int64_t version = 0;

	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (!spool_exec(s, SPOOL_SQL_FILE_ALONE, NULL, err))
		return false;
	if (!spool_number(s, SPOOL_SQL_FILE_VERSION, NULL, &version))
		return spool_well(s, err);
	if (version > VERSION) {
		sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return too_new(version, err);
	}
	return spool_script(s, spool_text_of(SPOOL_SQL_FILE_PREPARE), err) &&
	       check_mode(s, path ? "wal" : "memory", err) && check_file(s, err) && migrate(s, version, err) &&
	       read_uuid(s, err);
}

static bool open_db(struct spool *s, const char *path, struct err *err)
{
	int rc = sqlite3_open_v2(path ? path : ":memory:", &s->db,
				 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK)
		return prepare(s, path, err);
	spool_break(s, rc);
	return spool_well(s, err);
}

bool spool_open(const char *path, const struct clock *clock, struct spool **ret, struct err *err)
{
	struct spool *s = mem_alloc(sizeof(*s));

	s->clock = clock;
	s->lock = -1;
	*ret = NULL;
	if ((path && !spool_lock(path, &s->lock, err)) || !open_db(s, path, err)) {
		spool_close(s);
		return false;
	}
	*ret = s;
	return true;
}

void spool_close(struct spool *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SPOOL_SQL_COUNT; i++)
		sqlite3_finalize(s->statement[i]);
	sqlite3_close(s->db);
	if (s->lock >= 0)
		close(s->lock); /* last: until here nobody else may open the file */
	free(s);
}

const char *spool_uuid(const struct spool *s)
{
	return s->uuid;
}
