/*
 * errand - statements one after the other on one lasting connection, for
 * headless loops that would otherwise connect for each.
 */
#ifndef GEMBA_CORE_ERRAND_H
#define GEMBA_CORE_ERRAND_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "query_ids.h"

struct errand;

struct errand *errand_new(const char *conninfo);
void errand_free(struct errand *e); /* accepts NULL */
/* Waits for the connection (a few seconds) and for the answer. values as db_send; NULL when there are none. */
MUSTUSE bool errand_run(struct errand *e, enum query_id id, const char *const *values, struct rows *ret,
			struct err *err);

#endif
