/*
 * db_plant - the scratch database, the administrator and the gate.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "db/admin.h"
#include "db/migrate.h"
#include "support/db_plant.h"
#include "support/test_sql.h"

static const char kiosk_password[] = "a kiosk's password";

/* ---- statements ---- */

static PGresult *run(PGconn *pg, const char *what, const char *sql, const char *argument)
{
	PGresult *res;

	/* Several statements in one text only without arguments. */
	if (argument)
		res = PQexecParams(pg, sql, 1, NULL, &argument, NULL, NULL, 0);
	else
		res = PQexec(pg, sql);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", what, PQerrorMessage(pg));
	return res;
}

static PGresult *run_named(PGconn *pg, const char *name, const char *argument)
{
	char *sql = test_sql("plant.sql", name);
	PGresult *res = run(pg, name, sql, argument);

	free(sql);
	return res;
}

void plant_ask(struct plant *p, const char *name, const char *argument, char ret[PLANT_CELL])
{
	PGresult *res = run_named(p->admin, name, argument);

	str_copy(ret, PLANT_CELL, PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
}

void plant_assert(struct plant *p, const char *name, const char *argument, const char *wanted, const char *file,
		  int line)
{
	char found[PLANT_CELL];

	plant_ask(p, name, argument, found);
	if (str_equal(found, wanted))
		return;
	print_error("%s of %s is \"%s\", not \"%s\"\n", name, argument ? argument : "all", found, wanted);
	_fail(file, line);
}

/* ---- the database ---- */

static PGconn *connect_to(const char *url)
{
	PGconn *pg = PQconnectdb(url);

	if (PQstatus(pg) != CONNECTION_OK)
		fail_msg("no connection: %s", PQerrorMessage(pg));
	return pg;
}

/* CREATE DATABASE and DROP ROLE know no parameters; the names are our own. */
static void outside(const char *format, const char *name)
{
	PGconn *pg = connect_to(getenv("GEMBA_TEST_URL"));
	char sql[256];

	PQsetNoticeProcessor(pg, NULL, NULL);
	str_format(sql, sizeof(sql), "%s\"%s\"%s", format, name,
		   strstr(format, "DROP DATABASE") ? " WITH (FORCE)" : "");
	PQclear(run(pg, format, sql, NULL));
	PQfinish(pg);
}

static void admin_do_query(struct plant *p, enum query_id id, const char *const *values)
{
	struct rows rows = { 0 };
	struct err err;

	if (!admin_run(p->url, id, values, &rows, &err))
		fail_msg("%s: %s %s", query_get(id)->name, err.code, err.message);
	rows_done(&rows);
}

static void people_make(struct plant *p)
{
	char verifier[ADMIN_SCRAM_TEXT];
	struct err err;

	admin_do_query(p, Q_ADMIN_ORG_ADD, (const char *const[]){ "T", "Test works", NULL, NULL });
	admin_do_query(p, Q_ADMIN_PLANT_ADD, (const char *const[]){ "P", "T", "Europe/Rome", NULL });
	assert_true(admin_scram(p->url, p->kiosk, kiosk_password, verifier, sizeof(verifier), &err));
	admin_do_query(p, Q_ADMIN_KIOSK_ENROL, (const char *const[]){ p->kiosk, "T", "P", verifier });
	admin_do_query(p, Q_ADMIN_USER_ADD, (const char *const[]){ "T", "chief", "{admin}", NULL, NULL, "1234" });
	admin_do_query(p, Q_ADMIN_USER_ADD,
		       (const char *const[]){ "T", "keeper", "{storekeeper}", NULL, NULL, "1234" });
}

static void schema_make(struct plant *p)
{
	struct migrate_report report = { 0 };
	struct err err;

	if (!migrate_up(p->url, NULL, NULL, &report, &err))
		fail_msg("migrate: %s %s %s", err.code, err.message, err.hint);
	migrate_report_done(&report);
}

/* A group's setup that failed has no teardown. */
static bool plant_fill(struct plant *p)
{
	outside("CREATE DATABASE ", p->database);
	schema_make(p);
	people_make(p);
	p->admin = connect_to(p->url);
	p->gate = connect_to(p->url);
	PQclear(run_named(p->admin, "setup", NULL));
	return true;
}

int plant_open(void **state)
{
	struct plant *p = calloc(1, sizeof(*p));

	str_format(p->database, sizeof(p->database), "gemba_test_%ld", (long)getpid());
	str_format(p->kiosk, sizeof(p->kiosk), "test_kiosk_%ld", (long)getpid());
	/* The later of two settings counts. */
	str_format(p->url, sizeof(p->url), "%s dbname=%s", getenv("GEMBA_TEST_URL"), p->database);
	str_format(p->kiosk_url, sizeof(p->kiosk_url), "%s user=%s password='a kiosk\\'s password'", p->url, p->kiosk);
	*state = p;
	return plant_fill(p) ? 0 : 1;
}

int plant_close(void **state)
{
	struct plant *p = *state;

	PQfinish(p->gate);
	PQfinish(p->admin);
	outside("DROP DATABASE IF EXISTS ", p->database);
	outside("DROP ROLE IF EXISTS ", p->kiosk);
	free(p);
	return 0;
}

void plant_op_id(struct plant *p, char ret[40])
{
	str_format(ret, 40, "00000000-0000-4000-8000-%012x", ++p->last_op);
}

/* ---- nothing is left ---- */

void plant_remember(struct plant *p)
{
	PQclear(run_named(p->admin, "remember", NULL));
	PQclear(run_named(p->admin, "remember_now", NULL));
}

void plant_assert_unchanged(struct plant *p, const char *file, int line)
{
	PGresult *res = run_named(p->admin, "changed", NULL);

	if (PQgetvalue(res, 0, 0)[0]) {
		print_error("these tables changed: %s\n", PQgetvalue(res, 0, 0));
		_fail(file, line);
	}
	PQclear(res);
}

void plant_expect_sound(struct plant *p, struct desk *d)
{
	struct reply r = desk_ask(d, Q_CHECK_STOCK, NULL);
	char text[300];

	if (!reply_ok(&r))
		fail_msg("check_stock: %s", reply_text(&r, text, sizeof(text)));
	if (PQntuples(r.rows) > 0)
		fail_msg("check_stock: %d, the first: %s %s, %s instead of %s", PQntuples(r.rows),
			 reply_get(&r, "rule"), reply_get(&r, "material"), reply_get(&r, "found"),
			 reply_get(&r, "expected"));
	reply_done(&r);
	plant_expect(p, "overbooked", NULL, "0");
}

/* ---- the gate ---- */

void gate_close(struct plant *p, const char *name, const char *argument)
{
	PGresult *res;

	PQclear(run(p->gate, "gate", "BEGIN", NULL));
	p->gate_closed = true;
	res = run_named(p->gate, name, argument);
	if (PQntuples(res) == 0)
		fail_msg("%s: there is no %s", name, argument);
	PQclear(res);
}

void gate_open(struct plant *p)
{
	PQclear(run(p->gate, "gate", "ROLLBACK", NULL));
	p->gate_closed = false;
}

int plant_settle(void **state)
{
	struct plant *p = *state;

	if (p->gate_closed)
		gate_open(p);
	return 0;
}

void plant_wait_gone(struct plant *p, int pid)
{
	int64_t until = clock_mono_ms(clock_system()) + PLANT_LIMIT_MS;
	char number[32], found[PLANT_CELL];

	str_format(number, sizeof(number), "%d", pid);
	do {
		if (clock_mono_ms(clock_system()) > until)
			fail_msg("server process %d does not end", pid);
		plant_ask(p, "alive", number, found);
	} while (!str_equal(found, "0"));
}

void plant_wait_blocked(struct plant *p, struct desk *const *desks, size_t n, int wanted)
{
	int64_t until = clock_mono_ms(clock_system()) + PLANT_LIMIT_MS;
	char pids[256] = "{", number[32], found[PLANT_CELL], enough[32];

	for (size_t i = 0; i < n; i++) {
		str_format(number, sizeof(number), "%s%d", i ? "," : "", desks[i]->pid);
		str_append(pids, sizeof(pids), number);
	}
	str_append(pids, sizeof(pids), "}");
	str_format(enough, sizeof(enough), "%d", wanted);
	do {
		if (clock_mono_ms(clock_system()) > until)
			fail_msg("only %s of %d wait for a lock", found, wanted);
		plant_ask(p, "blocked", pids, found);
	} while (!str_equal(found, enough));
}
