/*
 * schema - the migrations of db, and what has to follow them.
 */
#include "core/schema.h"

#include "db/admin.h"
#include "db/migrate.h"

static void report_take(struct migrate_report *from, struct schema_report *ret)
{
	*ret = (struct schema_report){ .version = from->version, .latest = from->latest, .n_applied = from->n_applied };
	ret->applied = arena_alloc(&ret->mem, from->n_applied * sizeof(*ret->applied));
	for (size_t i = 0; i < from->n_applied; i++)
		ret->applied[i] = arena_strdup(&ret->mem, from->applied[i]);
	ret->status = from->status;
	from->status = (struct rows){ 0 };
	migrate_report_done(from);
}

void schema_report_done(struct schema_report *r)
{
	rows_done(&r->status);
	arena_done(&r->mem);
	*r = (struct schema_report){ 0 };
}

bool schema_up(const char *conninfo, schema_progress progress, void *ctx, struct schema_report *ret, struct err *err)
{
	struct migrate_report report = { 0 };
	struct rows found = { 0 };
	bool ok;

	if (!migrate_up(conninfo, progress, ctx, &report, err))
		return false;
	ok = admin_run(conninfo, Q_ADMIN_DETECT_EXTENSIONS, NULL, &found, err);
	rows_done(&found);
	if (!ok) {
		migrate_report_done(&report);
		return false;
	}
	report_take(&report, ret);
	return true;
}

/* The version below the present one; 0 when that was the first. */
static bool one_step_down(const char *conninfo, int *ret, struct err *err)
{
	struct migrate_report report = { 0 };
	int below = 0;

	if (!migrate_status(conninfo, &report, err))
		return false;
	for (size_t i = 0; i < report.status.n; i++) {
		int version = (int)rows_int(&report.status, i, "version");

		if (version < report.version && version > below)
			below = version;
	}
	migrate_report_done(&report);
	*ret = below;
	return true;
}

bool schema_down(const char *conninfo, int target, bool destroy, struct schema_report *ret, struct err *err)
{
	struct migrate_report report = { 0 };

	if (target < 0 && !one_step_down(conninfo, &target, err))
		return false;
	if (!migrate_down(conninfo, target, destroy, &report, err))
		return false;
	report_take(&report, ret);
	return true;
}

bool schema_status(const char *conninfo, struct schema_report *ret, struct err *err)
{
	struct migrate_report report = { 0 };

	if (!migrate_status(conninfo, &report, err))
		return false;
	report_take(&report, ret);
	return true;
}
