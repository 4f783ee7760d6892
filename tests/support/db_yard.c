/*
 * db_yard - a directory below /tmp with a home in it, for tests of the cluster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster_os.h"
#include "support/db_yard.h"
#include "support/test_sql.h"

int yard_open(void **state)
{
	struct yard *y = calloc(1, sizeof(*y));

	str_copy(y->dir, sizeof(y->dir), "/tmp/gemba-yard.XXXXXX");
	assert_non_null(mkdtemp(y->dir));
	assert_int_equal(chmod(y->dir, 0755), 0);
	str_format(y->home, sizeof(y->home), "%s/home", y->dir);
	*state = y;
	return 0;
}

void yard_must(struct yard *y, bool ok)
{
	if (!ok)
		fail_msg("%s [%s] %s | %s", y->err.code, y->err.field, y->err.message, y->err.hint);
}

void yard_refused(struct yard *y, bool ok, enum err_kind kind, const char *code)
{
	assert_false(ok);
	assert_int_equal(y->err.kind, kind);
	assert_string_equal(y->err.code, code);
}

void yard_start(struct yard *y)
{
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_must(y, cluster_start(&y->c, &y->err));
	assert_true(y->c.initialised);
	assert_true(y->c.running);
	assert_true(y->c.pid > 1);
}

int yard_close(void **state)
{
	struct yard *y = *state;
	struct err err;

	if (cluster_open(y->home, &y->c, &err))
		(void)!cluster_stop(&y->c, &err);
	if (!files_remove("/tmp", strrchr(y->dir, '/') + 1, &err))
		printf("# %s\n", err.message);
	free(y);
	return 0;
}

bool yard_connects(const char *conninfo)
{
	PGconn *pg = PQconnectdb(conninfo);
	bool ok = PQstatus(pg) == CONNECTION_OK;

	PQfinish(pg);
	return ok;
}

char *yard_ask(const char *conninfo, const char *name, const char *value)
{
	PGconn *pg = PQconnectdb(conninfo);
	char *sql = test_sql("cluster.sql", name), *text;
	PGresult *res = PQexecParams(pg, sql, value ? 1 : 0, NULL, &value, NULL, NULL, 0);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", name, PQerrorMessage(pg));
	text = strdup(PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	PQfinish(pg);
	free(sql);
	return text;
}

void yard_ask_is(const char *conninfo, const char *name, const char *value, const char *expected)
{
	char *text = yard_ask(conninfo, name, value);

	assert_string_equal(text, expected);
	free(text);
}

void yard_mark(struct yard *y, const char *text)
{
	free(yard_ask(y->c.admin_url, "make_mark", NULL));
	free(yard_ask(y->c.admin_url, "add_mark", text));
}

void yard_write(const char *dir, const char *name, const char *text)
{
	struct err err;

	if (!files_write(dir, name, text, 0644, geteuid(), getegid(), &err))
		fail_msg("%s", err.message);
}
