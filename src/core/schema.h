/*
 * schema - versions of the database's schema, for verbs.
 */
#ifndef GEMBA_CORE_SCHEMA_H
#define GEMBA_CORE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/rows.h"

struct schema_report {
	struct arena mem; /* owns the names */
	int version, latest;
	const char **applied; /* what this call did, in order */
	size_t n_applied;
	struct rows status; /* schema_status: version int, name text, state text, applied_at time */
};

typedef void (*schema_progress)(void *ctx, const char *step);

/* Afterwards the optional extensions are looked for again. */
MUSTUSE bool schema_up(const char *conninfo, schema_progress progress, void *ctx, struct schema_report *ret,
		       struct err *err);
/* target < 0: one step. */
MUSTUSE bool schema_down(const char *conninfo, int target, bool destroy, struct schema_report *ret, struct err *err);
MUSTUSE bool schema_status(const char *conninfo, struct schema_report *ret, struct err *err);
void schema_report_done(struct schema_report *r); /* accepts zeroed memory */

#endif
