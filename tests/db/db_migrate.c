/*
 * Migrations on a database of their own: up, down, drift, errors, two at once.
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
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "db/migrate.h"
#include "db/migrate_run.h"
#include "support/test_sql.h"

enum { MAX_FILES = 32 };

struct plant {
	char url[2048];
	PGconn *admin;
	struct embedded file[MAX_FILES];
	struct migrate_source source;
	struct migrate_report report;
	struct err err;
	char progress[512];
	struct arena mem;
};

static PGresult *run_on(PGconn *pg, const char *name, const char *value)
{
	char *sql = test_sql("migrate.sql", name);
	PGresult *res = value ? PQexecParams(pg, sql, 1, NULL, &value, NULL, NULL, 0) : PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", name, PQerrorMessage(pg));
	free(sql);
	return res;
}

static void admin_do(struct plant *p, const char *name)
{
	PQclear(run_on(p->admin, name, NULL));
}

static const char *admin_ask(struct plant *p, const char *name, const char *value)
{
	PGresult *res = run_on(p->admin, name, value);
	const char *text = PQntuples(res) > 0 ? arena_strdup(&p->mem, PQgetvalue(res, 0, 0)) : "";

	PQclear(res);
	return text;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct embedded *)a)->path, ((const struct embedded *)b)->path);
}

/* A file of the source with the text of a statement of migrate.sql; replaces one of that path. */
static void put(struct plant *p, const char *path, const char *name)
{
	char *sql = test_sql("migrate.sql", name);
	size_t i = 0;

	while (i < p->source.n && !str_equal(p->file[i].path, path))
		i++;
	p->file[i] = (struct embedded){ .path = path, .text = arena_strdup(&p->mem, sql) };
	p->source.n += i == p->source.n;
	p->source.file = p->file;
	qsort(p->file, p->source.n, sizeof(p->file[0]), by_path);
	free(sql);
}

static void take_away(struct plant *p, const char *path)
{
	for (size_t i = 0; i < p->source.n; i++) {
		if (!str_equal(p->file[i].path, path))
			continue;
		p->file[i] = p->file[--p->source.n];
		qsort(p->file, p->source.n, sizeof(p->file[0]), by_path);
	}
}

static void database_make(bool make)
{
	PGconn *pg = PQconnectdb(getenv("GEMBA_TEST_URL"));

	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	PQclear(run_on(pg, "drop_database", NULL));
	if (make)
		PQclear(run_on(pg, "make_database", NULL));
	PQfinish(pg);
}

static int plant_open(void **state)
{
	struct plant *p = calloc(1, sizeof(*p));
	char *bootstrap = test_file("sql/bootstrap.sql");

	database_make(true);
	str_format(p->url, sizeof(p->url), "%s dbname=gemba_migrate_test", getenv("GEMBA_TEST_URL"));
	p->admin = PQconnectdb(p->url);
	assert_int_equal(PQstatus(p->admin), CONNECTION_OK);
	put(p, "sql/roles.sql", "roles");
	put(p, "sql/bootstrap.sql", "roles");
	for (size_t i = 0; i < p->source.n; i++) {
		if (str_equal(p->file[i].path, "sql/bootstrap.sql"))
			p->file[i].text = arena_strdup(&p->mem, bootstrap);
	}
	put(p, "sql/migrations/0001_shop.up.sql", "shop_up");
	put(p, "sql/migrations/0001_shop.down.sql", "shop_down");
	put(p, "sql/migrations/0002_part.up.sql", "part_up");
	put(p, "sql/migrations/0002_part.down.sql", "part_down");
	put(p, "sql/migrations/0003_log.up.sql", "log_up");
	put(p, "sql/migrations/0003_log.down.sql", "log_down");
	put(p, "sql/api/parts.sql", "api");
	put(p, "sql/api_down.sql", "api_down");
	free(bootstrap);
	*state = p;
	return 0;
}

static int plant_close(void **state)
{
	struct plant *p = *state;

	PQfinish(p->admin);
	migrate_report_done(&p->report);
	arena_done(&p->mem);
	free(p);
	database_make(false);
	return 0;
}

static void note_progress(void *ctx, const char *name)
{
	struct plant *p = ctx;

	str_append(p->progress, sizeof(p->progress), name);
	str_append(p->progress, sizeof(p->progress), " ");
}

static bool up(struct plant *p)
{
	p->progress[0] = '\0';
	migrate_report_done(&p->report);
	return migrate_up_from(&p->source, p->url, note_progress, p, &p->report, &p->err);
}

static bool down(struct plant *p, int target, bool destroy)
{
	migrate_report_done(&p->report);
	return migrate_down_from(&p->source, p->url, target, destroy, &p->report, &p->err);
}

static void must(struct plant *p, bool ok)
{
	if (!ok)
		fail_msg("%s %s | %s", p->err.code, p->err.message, p->err.hint);
}

static void must_refuse(struct plant *p, bool ok, enum err_kind kind, const char *code)
{
	assert_false(ok);
	assert_int_equal(p->err.kind, kind);
	assert_string_equal(p->err.code, code);
	/* Accepted after a failure, too. */
	migrate_report_done(&p->report);
}

/* ---- up ---- */

static void status_of_an_empty_database_changes_nothing(void **state)
{
	struct plant *p = *state;

	must(p, migrate_status_from(&p->source, p->url, &p->report, &p->err));
	assert_int_equal(p->report.version, 0);
	assert_int_equal(p->report.latest, 3);
	assert_int_equal(p->report.status.n, 3);
	assert_string_equal(rows_get(&p->report.status, 2, "state"), "pending");
	assert_string_equal(rows_get(&p->report.status, 2, "name"), "0003_log");
	assert_null(rows_get(&p->report.status, 2, "applied_at"));
	assert_string_equal(admin_ask(p, "exists", "migration.applied"), "");
}

static void up_applies_all_in_order_and_once(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	assert_string_equal(p->progress, "0001_shop 0002_part 0003_log api ");
	assert_int_equal(p->report.version, 3);
	assert_int_equal(p->report.n_applied, 3);
	assert_string_equal(p->report.applied[0], "0001_shop");
	assert_string_equal(rows_get(&p->report.status, 0, "state"), "applied");
	assert_non_null(rows_get(&p->report.status, 0, "applied_at"));
	assert_string_equal(admin_ask(p, "owner_of", "shop.part"), "gemba_owner");
	assert_string_equal(admin_ask(p, "owner_of", "shop.log"), "postgres");
	must(p, up(p));
	assert_string_equal(p->progress, "");
	assert_int_equal(p->report.n_applied, 0);
	assert_int_equal(p->report.version, 3);
}

static void changed_functions_are_loaded_again(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	put(p, "sql/api/parts.sql", "api_changed");
	must(p, up(p));
	assert_string_equal(p->progress, "api ");
	must(p, up(p));
	assert_string_equal(p->progress, "");
}

static void a_later_migration_is_applied_alone(void **state)
{
	struct plant *p = *state;

	take_away(p, "sql/migrations/0003_log.up.sql");
	must(p, up(p));
	assert_int_equal(p->report.version, 2);
	assert_int_equal(p->report.latest, 2);
	put(p, "sql/migrations/0003_log.up.sql", "log_up");
	must(p, up(p));
	assert_string_equal(p->progress, "0003_log api ");
}

/* ---- errors ---- */

static void an_edited_migration_is_drift(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	put(p, "sql/migrations/0002_part.down.sql", "api_down");
	must_refuse(p, up(p), ERR_CONFLICT, "DRIFT");
	assert_non_null(strstr(p->err.message, "0002_part"));
	must_refuse(p, down(p, 0, true), ERR_CONFLICT, "DRIFT");
	must(p, migrate_status_from(&p->source, p->url, &p->report, &p->err));
	assert_string_equal(rows_get(&p->report.status, 0, "state"), "applied");
	assert_string_equal(rows_get(&p->report.status, 1, "state"), "drift");
}

static void a_newer_database_is_left_alone(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	admin_do(p, "make_newer");
	must_refuse(p, up(p), ERR_CONFLICT, "NEWER_DATABASE");
	must_refuse(p, down(p, 0, true), ERR_CONFLICT, "NEWER_DATABASE");
	must(p, migrate_status_from(&p->source, p->url, &p->report, &p->err));
	assert_int_equal(p->report.version, 77);
	assert_string_equal(rows_get(&p->report.status, 3, "name"), "0077_future");
}

static void an_error_names_file_and_line(void **state)
{
	struct plant *p = *state;

	put(p, "sql/migrations/0004_bad.up.sql", "broken_at_3");
	must_refuse(p, up(p), ERR_BUG, "42601");
	assert_non_null(strstr(p->err.message, "sql/migrations/0004_bad.up.sql:3: syntax error"));
	/* What came before it stays, of itself nothing. */
	assert_string_equal(admin_ask(p, "exists", "shop.part"), "shop.part");
	assert_string_equal(admin_ask(p, "exists", "shop.half"), "");
	put(p, "sql/migrations/0004_bad.up.sql", "broken_at_run_time");
	must_refuse(p, up(p), ERR_BUG, "P0001");
	assert_non_null(strstr(p->err.message, "0004_bad.up.sql: not today"));
	assert_string_equal(p->err.hint, "tomorrow");
	take_away(p, "sql/migrations/0004_bad.up.sql");
	must(p, up(p));
	assert_int_equal(p->report.version, 3);
}

static void a_script_may_not_end_its_transaction(void **state)
{
	struct plant *p = *state;

	put(p, "sql/migrations/0004_bad.up.sql", "commits");
	must_refuse(p, up(p), ERR_BUG, "SCRIPT_COMMITS");
}

static void broken_functions_leave_the_old_ones(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	put(p, "sql/api/zz.sql", "broken_at_run_time");
	must_refuse(p, up(p), ERR_BUG, "P0001");
	assert_string_equal(admin_ask(p, "exists", "shop.parts"), "shop.parts");
}

static void nobody_at_the_other_end(void **state)
{
	struct plant *p = *state;
	struct migrate_report none = { 0 };

	assert_false(migrate_up_from(&p->source, "host=/nonexistent", NULL, NULL, &none, &p->err));
	assert_int_equal(p->err.kind, ERR_OFFLINE);
	assert_false(migrate_status_from(&p->source, "port='", &none, &p->err));
	assert_int_equal(p->err.kind, ERR_VALIDATION);
}

/* ---- down ---- */

static void down_and_up_again(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	must(p, down(p, 2, false));
	assert_int_equal(p->report.version, 2);
	assert_int_equal(p->report.n_applied, 1);
	assert_string_equal(p->report.applied[0], "0003_log");
	assert_string_equal(admin_ask(p, "exists", "shop.log"), "");
	must(p, down(p, 2, false));
	assert_int_equal(p->report.n_applied, 0);
	must(p, down(p, 0, false)); /* shop.kind holds reference data only */
	assert_string_equal(p->report.applied[0], "0002_part");
	assert_string_equal(p->report.applied[1], "0001_shop");
	assert_string_equal(admin_ask(p, "exists", "shop.kind"), "");
	must(p, up(p));
	assert_int_equal(p->report.version, 3);
	assert_string_equal(admin_ask(p, "exists", "shop.parts"), "shop.parts");
}

static void down_keeps_rows_unless_told(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	admin_do(p, "add_part");
	must_refuse(p, down(p, 0, false), ERR_CONFLICT, "HOLDS_ROWS");
	assert_non_null(strstr(p->err.message, "shop.part,"));
	assert_non_null(strstr(p->err.hint, "--destroy"));
	/* Nothing was undone, not even the step above it, nor the functions. */
	assert_string_equal(admin_ask(p, "exists", "shop.log"), "shop.log");
	assert_string_equal(admin_ask(p, "exists", "shop.parts"), "shop.parts");
	must(p, up(p));
	assert_string_equal(p->progress, "");
	must(p, down(p, 2, false)); /* which leaves shop.part alone */
	must(p, down(p, 0, true));
	assert_int_equal(p->report.version, 0);
}

static void rows_in_a_partition_count(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	admin_do(p, "add_log");
	must_refuse(p, down(p, 0, false), ERR_CONFLICT, "HOLDS_ROWS");
	assert_non_null(strstr(p->err.message, "shop.log,"));
}

static void down_to_nowhere(void **state)
{
	struct plant *p = *state;

	must(p, up(p));
	must_refuse(p, down(p, -1, false), ERR_VALIDATION, "BAD_VERSION");
	must_refuse(p, down(p, 4, false), ERR_VALIDATION, "BAD_VERSION");
	take_away(p, "sql/api_down.sql");
	must_refuse(p, down(p, 0, false), ERR_BUG, "2BP01");
	assert_string_equal(admin_ask(p, "exists", "shop.part"), "shop.part");
}

/* ---- two at once ---- */

static void two_at_once_apply_all_once(void **state)
{
	struct plant *p = *state;
	size_t applied = 0;
	pid_t child[2];

	for (int i = 0; i < 2; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(up(p) ? (int)p->report.n_applied : 99);
	}
	for (int i = 0; i < 2; i++) {
		int status;

		waitpid(child[i], &status, 0);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), 99);
		applied += (size_t)WEXITSTATUS(status);
	}
	assert_int_equal(applied, 3);
}

/* ---- the program's own ---- */

static void the_whole_schema_goes_up_down_and_up(void **state)
{
	struct plant *p = *state;

	must(p, migrate_up(p->url, NULL, NULL, &p->report, &p->err));
	assert_true(p->report.version > 0);
	assert_int_equal(p->report.version, p->report.latest);
	migrate_report_done(&p->report);
	must(p, migrate_down(p->url, 0, false, &p->report, &p->err));
	assert_int_equal(p->report.version, 0);
	migrate_report_done(&p->report);
	must(p, migrate_up(p->url, NULL, NULL, &p->report, &p->err));
	migrate_report_done(&p->report);
	must(p, migrate_status(p->url, &p->report, &p->err));
	for (size_t i = 0; i < p->report.status.n; i++)
		assert_string_equal(rows_get(&p->report.status, i, "state"), "applied");
}

#define WITH_PLANT(f) cmocka_unit_test_setup_teardown(f, plant_open, plant_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLANT(status_of_an_empty_database_changes_nothing),
		WITH_PLANT(up_applies_all_in_order_and_once),
		WITH_PLANT(changed_functions_are_loaded_again),
		WITH_PLANT(a_later_migration_is_applied_alone),
		WITH_PLANT(an_edited_migration_is_drift),
		WITH_PLANT(a_newer_database_is_left_alone),
		WITH_PLANT(an_error_names_file_and_line),
		WITH_PLANT(a_script_may_not_end_its_transaction),
		WITH_PLANT(broken_functions_leave_the_old_ones),
		WITH_PLANT(nobody_at_the_other_end),
		WITH_PLANT(down_and_up_again),
		WITH_PLANT(down_keeps_rows_unless_told),
		WITH_PLANT(rows_in_a_partition_count),
		WITH_PLANT(down_to_nowhere),
		WITH_PLANT(two_at_once_apply_all_once),
		WITH_PLANT(the_whole_schema_goes_up_down_and_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
