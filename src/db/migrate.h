/*
 * migrate - the schema's versions, embedded in the binary.
 *
 * sql/roles.sql runs first as the administrator (idempotent), then each
 * sql/migrations/NNNN_what.up.sql in its own transaction as gemba_owner, then
 * the functions of sql/api in one transaction. Blocking: used by verbs only.
 */
#ifndef GEMBA_DB_MIGRATE_H
#define GEMBA_DB_MIGRATE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/rows.h"

struct migrate_report {
	struct arena mem;
	int version;	      /* schema version now; 0 = empty */
	int latest;	      /* newest version in the binary */
	const char **applied; /* names run (or undone) by this call, in order */
	size_t n_applied;
	struct rows
		status; /* migrate_status: version int, name text, state text(applied|pending|drift), applied_at time */
};

/* progress may be NULL; called before each step with its name. */
typedef void (*migrate_progress)(void *ctx, const char *name);

MUSTUSE bool migrate_up(const char *conninfo, migrate_progress progress, void *ctx, struct migrate_report *ret,
			struct err *err);
/* Down to version target. Refuses (CONFLICT) while a table it drops holds rows, unless destroy. */
MUSTUSE bool migrate_down(const char *conninfo, int target, bool destroy, struct migrate_report *ret, struct err *err);
MUSTUSE bool migrate_status(const char *conninfo, struct migrate_report *ret, struct err *err);
void migrate_report_done(struct migrate_report *r);

#endif
