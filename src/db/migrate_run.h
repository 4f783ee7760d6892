/*
 * migrate_run - what the files of migrate share. Private to src/db and its tests.
 *
 *   migrate.c        up, down, status
 *   migrate_list.c   the migrations a program brings along
 *   migrate_run.c    one script, one statement, one transaction
 */
#ifndef GEMBA_DB_MIGRATE_RUN_H
#define GEMBA_DB_MIGRATE_RUN_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/embedded.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/migrate.h"
#include "db/query.h"

#define MIGRATE_OWNER	      "gemba_owner"
#define MIGRATE_ADMINISTRATOR "none"

/* The files to work from, sorted by path: the program's own, or a test's. */
struct migrate_source {
	const struct embedded *file;
	size_t n;
};

struct migration {
	int version;
	const char *name; /* "0001_foundation" */
	const struct embedded *up;
	const struct embedded *down; /* NULL: there is none */
};

struct migrator {
	PGconn *pg;
	struct migrate_source source;
	struct arena mem;
	struct migration *list; /* by version */
	size_t n;
	struct rows applied; /* migrate_applied */
	migrate_progress progress;
	void *ctx;
	struct migrate_report *report;
	struct err *err;
};

/* The public functions on given files. */
MUSTUSE bool migrate_up_from(const struct migrate_source *source, const char *conninfo, migrate_progress progress,
			     void *ctx, struct migrate_report *ret, struct err *err);
MUSTUSE bool migrate_down_from(const struct migrate_source *source, const char *conninfo, int target, bool destroy,
			       struct migrate_report *ret, struct err *err);
MUSTUSE bool migrate_status_from(const struct migrate_source *source, const char *conninfo, struct migrate_report *ret,
				 struct err *err);

/* ---- migrate_list.c ---- */

const struct embedded *source_find(const struct migrate_source *s, const char *path);
MUSTUSE bool list_read(struct migrator *m);
const struct migration *list_find(const struct migrator *m, int version);
/* Row of m->applied; SIZE_MAX when it is not applied. */
size_t applied_row(const struct migrator *m, int version);
int applied_version(const struct migrator *m);
/* "-- run as: administrator" in the first line. */
bool script_is_administrators(const struct embedded *script);
/* sha256 of what was or would be applied. */
MUSTUSE bool migration_hash(struct migrator *m, const struct migration *g, const char **ret);
MUSTUSE bool api_hash(struct migrator *m, const char **ret);
/* Is it a file of sql/api? */
bool source_is_api(const struct embedded *e);

/* ---- migrate_run.c ---- */

/* One named statement; rows may be NULL. */
MUSTUSE bool run_query(struct migrator *m, enum query_id id, const char *const *values, struct rows *ret);
MUSTUSE bool run_script(struct migrator *m, const struct embedded *script);
/* BEGIN and become role. */
MUSTUSE bool run_begin(struct migrator *m, const char *role);
MUSTUSE bool run_act_as(struct migrator *m, const char *role);
/* COMMIT when ok, else ROLLBACK; true only when all went well. */
MUSTUSE bool run_end(struct migrator *m, bool ok);

#endif
