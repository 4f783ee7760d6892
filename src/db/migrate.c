/*
 * migrate - the schema's versions, up and down.
 */
#include "db/migrate.h"

#include <stdint.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "db/cluster_os.h"
#include "db/connect.h"
#include "db/migrate_run.h"

enum { LOCK_LIMIT_MS = 60000, LOCK_POLL_MS = 100 };

static const struct column status_columns[] = {
	{ "version", VAL_INT }, { "name", VAL_TEXT }, { "state", VAL_TEXT }, { "applied_at", VAL_TIME }
};

/* ---- opening and closing ---- */

static bool migrator_lock(struct migrator *m)
{
	int64_t until = proc_now_ms() + LOCK_LIMIT_MS;

	for (;;) {
		struct rows rows = { 0 };
		bool locked;

		if (!run_query(m, Q_MIGRATE_LOCK, NULL, &rows))
			return false;
		locked = rows_bool(&rows, 0, "locked");
		rows_done(&rows);
		if (locked)
			return true;
		if (proc_now_ms() > until)
			return err_set(m->err, ERR_RETRY, "MIGRATION_RUNS", "", "Another migration is running.");
		proc_pause(LOCK_POLL_MS);
	}
}

/* On an empty database nothing is applied, and reading changes nothing. */
static bool applied_read(struct migrator *m)
{
	struct rows rows = { 0 };
	bool exists;

	rows_done(&m->applied);
	if (!run_query(m, Q_MIGRATE_EXISTS, NULL, &rows))
		return false;
	exists = rows_bool(&rows, 0, "table_exists");
	rows_done(&rows);
	return !exists || run_query(m, Q_MIGRATE_APPLIED, NULL, &m->applied);
}

static bool migrator_open(struct migrator *m, const struct migrate_source *source, const char *conninfo, bool lock)
{
	struct migrate_report *report = m->report;

	*report = (struct migrate_report){ 0 };
	m->source = *source;
	m->pg = connect_blocking(conninfo, m->err);
	if (!m->pg || !list_read(m) || (lock && !migrator_lock(m)) || !applied_read(m))
		return false;
	report->latest = m->n > 0 ? m->list[m->n - 1].version : 0;
	report->applied = arena_alloc(&report->mem, (m->n + m->applied.n) * sizeof(*report->applied));
	return true;
}

/* The connection's end also ends the advisory lock. */
static bool migrator_close(struct migrator *m, bool ok)
{
	if (!ok)
		migrate_report_done(m->report);
	PQfinish(m->pg);
	rows_done(&m->applied);
	arena_done(&m->mem);
	return ok;
}

static void report_add(struct migrator *m, const char *name)
{
	struct migrate_report *r = m->report;

	r->applied[r->n_applied++] = arena_strdup(&r->mem, name);
}

static void announce(const struct migrator *m, const char *name)
{
	if (m->progress)
		m->progress(m->ctx, name);
}

/* ---- status ---- */

static void status_row(struct migrator *m, int version, const char *name, const char *state, const char *applied_at)
{
	const char *const cells[] = { arena_printf(&m->mem, "%d", version), name, state, applied_at };

	rows_append(&m->report->status, cells);
}

/* True: recorded with the very text this program brings. */
static bool migration_same(struct migrator *m, const struct migration *g, size_t row, bool *ret)
{
	const char *hash;

	if (!migration_hash(m, g, &hash))
		return false;
	*ret = str_equal(hash, rows_text(&m->applied, row, "hash"));
	return true;
}

static bool status_read(struct migrator *m)
{
	bool same = false;

	if (!applied_read(m))
		return false;
	m->report->version = applied_version(m);
	rows_init(&m->report->status, status_columns, sizeof(status_columns) / sizeof(status_columns[0]));
	for (size_t i = 0; i < m->n; i++) {
		const struct migration *g = &m->list[i];
		size_t row = applied_row(m, g->version);

		if (row == SIZE_MAX)
			status_row(m, g->version, g->name, "pending", NULL);
		else if (!migration_same(m, g, row, &same))
			return false;
		else
			status_row(m, g->version, g->name, same ? "applied" : "drift",
				   rows_get(&m->applied, row, "applied_at"));
	}
	for (size_t row = 0; row < m->applied.n; row++) {
		int version = (int)rows_int(&m->applied, row, "version");

		if (!list_find(m, version))
			status_row(m, version, rows_text(&m->applied, row, "name"), "drift",
				   rows_get(&m->applied, row, "applied_at"));
	}
	return true;
}

/* What is recorded must be what this program knows. */
static bool drift_check(struct migrator *m)
{
	bool same = false;

	if (applied_version(m) > m->report->latest) {
		err_set(m->err, ERR_CONFLICT, "NEWER_DATABASE", "", "The database is newer than this program.");
		return err_hint(m->err, "It is at version %d, this program knows %d: install a newer gemba.",
				applied_version(m), m->report->latest);
	}
	for (size_t row = 0; row < m->applied.n; row++) {
		const struct migration *g = list_find(m, (int)rows_int(&m->applied, row, "version"));

		if (g && !migration_same(m, g, row, &same))
			return false;
		if (g && same)
			continue;
		err_set(m->err, ERR_CONFLICT, "DRIFT", "",
			"Migration %s was applied with another text than this program has.",
			rows_text(&m->applied, row, "name"));
		return err_hint(m->err, "A released migration is never edited; see gemba migrate status.");
	}
	return true;
}

/* ---- up ---- */

static bool administrator_script(struct migrator *m, const char *path)
{
	const struct embedded *script = source_find(&m->source, path);

	if (!script)
		return err_set(m->err, ERR_BUG, "NO_SCRIPT", "", "%s is missing in the program.", path);
	return run_end(m, run_begin(m, MIGRATE_ADMINISTRATOR) && run_script(m, script));
}

static const char *script_role(const struct embedded *script)
{
	return script_is_administrators(script) ? MIGRATE_ADMINISTRATOR : MIGRATE_OWNER;
}

static bool record(struct migrator *m, const struct migration *g)
{
	const char *hash;
	const char *values[3] = { arena_printf(&m->mem, "%d", g->version), g->name, NULL };

	if (!run_act_as(m, MIGRATE_ADMINISTRATOR) || !migration_hash(m, g, &hash))
		return false;
	values[2] = hash;
	return run_query(m, Q_MIGRATE_RECORD, values, NULL);
}

static bool migration_up(struct migrator *m, const struct migration *g)
{
	announce(m, g->name);
	if (!run_end(m, run_begin(m, script_role(g->up)) && run_script(m, g->up) && record(m, g)))
		return false;
	report_add(m, g->name);
	return true;
}

static bool api_scripts(struct migrator *m)
{
	for (size_t i = 0; i < m->source.n; i++) {
		if (source_is_api(&m->source.file[i]) && !run_script(m, &m->source.file[i]))
			return false;
	}
	return true;
}

static bool api_is_loaded(struct migrator *m, const char *hash, bool *ret)
{
	struct rows rows = { 0 };

	if (!run_query(m, Q_MIGRATE_API_HASH, NULL, &rows))
		return false;
	*ret = str_equal(rows_text(&rows, 0, "hash"), hash);
	rows_done(&rows);
	return true;
}

/* All functions in one transaction: a kiosk sees the old door or the new one. */
static bool api_load(struct migrator *m)
{
	const char *hash;
	const char *values[1];
	bool loaded;

	if (!api_hash(m, &hash) || !api_is_loaded(m, hash, &loaded))
		return false;
	if (loaded && m->report->n_applied == 0)
		return true;
	announce(m, "api");
	values[0] = hash;
	return run_end(m, run_begin(m, MIGRATE_OWNER) && api_scripts(m) && run_act_as(m, MIGRATE_ADMINISTRATOR) &&
				  run_query(m, Q_MIGRATE_API_RECORD, values, NULL));
}

static bool up(struct migrator *m)
{
	if (!drift_check(m) || !administrator_script(m, "sql/roles.sql") ||
	    !administrator_script(m, "sql/bootstrap.sql"))
		return false;
	for (size_t i = 0; i < m->n; i++) {
		if (applied_row(m, m->list[i].version) == SIZE_MAX && !migration_up(m, &m->list[i]))
			return false;
	}
	return api_load(m) && status_read(m);
}

bool migrate_up_from(const struct migrate_source *source, const char *conninfo, migrate_progress progress, void *ctx,
		     struct migrate_report *ret, struct err *err)
{
	struct migrator m = { .progress = progress, .ctx = ctx, .report = ret, .err = err };

	return migrator_close(&m, migrator_open(&m, source, conninfo, true) && up(&m));
}

/* ---- down ---- */

/* Which of the tables that held rows is gone now? Index, or n when all are there. */
static bool table_lost(struct migrator *m, const struct rows *filled, size_t *ret)
{
	for (*ret = 0; *ret < filled->n; (*ret)++) {
		const char *const values[] = { rows_text(filled, *ret, "table_name") };
		struct rows rows = { 0 };
		bool exists;

		if (!run_query(m, Q_MIGRATE_TABLE_EXISTS, values, &rows))
			return false;
		exists = rows_bool(&rows, 0, "table_exists");
		rows_done(&rows);
		if (!exists)
			return true;
	}
	return true;
}

static bool rows_are_kept(struct migrator *m, const struct migration *g, const struct rows *filled)
{
	size_t lost;

	if (!table_lost(m, filled, &lost))
		return false;
	if (lost == filled->n)
		return true;
	err_set(m->err, ERR_CONFLICT, "HOLDS_ROWS", "", "Undoing %s would drop table %s, which holds rows.", g->name,
		rows_text(filled, lost, "table_name"));
	return err_hint(m->err, "Save the data first; --destroy drops it.");
}

/* Functions depend on tables, so they go before the first step. The next up loads them again. */
static bool api_drop(struct migrator *m)
{
	const struct embedded *script = source_find(&m->source, "sql/api_down.sql");

	return (!script || (run_act_as(m, MIGRATE_OWNER) && run_script(m, script))) &&
	       run_act_as(m, MIGRATE_ADMINISTRATOR) && run_query(m, Q_MIGRATE_API_UNRECORD, NULL, NULL);
}

static bool down_script(struct migrator *m, const struct migration *g, bool destroy)
{
	const char *const values[] = { arena_printf(&m->mem, "%d", g->version) };
	struct rows filled = { 0 };
	bool ok;

	if (!g->down)
		return err_set(m->err, ERR_BUG, "NO_SCRIPT", "", "Migration %s cannot be undone.", g->name);
	if (!destroy && !run_query(m, Q_MIGRATE_FILLED_TABLES, NULL, &filled))
		return false;
	ok = run_act_as(m, script_role(g->down)) && run_script(m, g->down) && run_act_as(m, MIGRATE_ADMINISTRATOR) &&
	     rows_are_kept(m, g, &filled) && run_query(m, Q_MIGRATE_UNRECORD, values, NULL);
	rows_done(&filled);
	return ok;
}

static bool is_step(const struct migrator *m, size_t i, int target)
{
	return m->list[i].version > target && applied_row(m, m->list[i].version) != SIZE_MAX;
}

/*
 * All steps at once, then taken back: a refusal at the third of five must
 * leave the database as it was, not half way down.
 */
static bool down_probe(struct migrator *m, int target)
{
	bool ok = run_begin(m, MIGRATE_ADMINISTRATOR) && api_drop(m);

	for (size_t i = m->n; ok && i-- > 0;) {
		if (is_step(m, i, target))
			ok = down_script(m, &m->list[i], false);
	}
	return ok ? run_query(m, Q_MIGRATE_ROLLBACK, NULL, NULL) : run_end(m, false);
}

static bool down_steps(struct migrator *m, int target, bool destroy)
{
	bool first = true;

	for (size_t i = m->n; i-- > 0;) {
		if (!is_step(m, i, target))
			continue;
		announce(m, m->list[i].name);
		if (!run_end(m, run_begin(m, MIGRATE_ADMINISTRATOR) && (!first || api_drop(m)) &&
					down_script(m, &m->list[i], destroy)))
			return false;
		report_add(m, m->list[i].name);
		first = false;
	}
	return true;
}

static bool down(struct migrator *m, int target, bool destroy)
{
	if (target < 0 || target > m->report->latest)
		return err_set(m->err, ERR_VALIDATION, "BAD_VERSION", "version", "There is no version %d.", target);
	if (!drift_check(m))
		return false;
	if (applied_version(m) > target && (!administrator_script(m, "sql/bootstrap.sql") ||
					    (!destroy && !down_probe(m, target)) || !down_steps(m, target, destroy)))
		return false;
	return status_read(m);
}

bool migrate_down_from(const struct migrate_source *source, const char *conninfo, int target, bool destroy,
		       struct migrate_report *ret, struct err *err)
{
	struct migrator m = { .report = ret, .err = err };

	return migrator_close(&m, migrator_open(&m, source, conninfo, true) && down(&m, target, destroy));
}

/* ---- the program's own files ---- */

bool migrate_status_from(const struct migrate_source *source, const char *conninfo, struct migrate_report *ret,
			 struct err *err)
{
	struct migrator m = { .report = ret, .err = err };

	return migrator_close(&m, migrator_open(&m, source, conninfo, false) && status_read(&m));
}

static struct migrate_source own_source(void)
{
	return (struct migrate_source){ .file = embedded_files, .n = embedded_files_n };
}

bool migrate_up(const char *conninfo, migrate_progress progress, void *ctx, struct migrate_report *ret, struct err *err)
{
	struct migrate_source own = own_source();

	return migrate_up_from(&own, conninfo, progress, ctx, ret, err);
}

bool migrate_down(const char *conninfo, int target, bool destroy, struct migrate_report *ret, struct err *err)
{
	struct migrate_source own = own_source();

	return migrate_down_from(&own, conninfo, target, destroy, ret, err);
}

bool migrate_status(const char *conninfo, struct migrate_report *ret, struct err *err)
{
	struct migrate_source own = own_source();

	return migrate_status_from(&own, conninfo, ret, err);
}

void migrate_report_done(struct migrate_report *r)
{
	rows_done(&r->status);
	arena_done(&r->mem);
	*r = (struct migrate_report){ 0 };
}
