/*
 * query - the named statements of sql/queries, embedded at build time.
 *
 * build/gen/query_ids.h holds enum query_id (Q_STOCK_RECEIVE for
 * "-- name: stock_receive"), build/gen/queries.c the table. Both are made by
 * sql/embed.awk; a test prepares every one on a fresh schema and compares
 * the declared with the described parameters and columns.
 *
 * This header includes no libpq, so core may include it.
 */
#ifndef GEMBA_DB_QUERY_H
#define GEMBA_DB_QUERY_H

#include <stddef.h>

#include "core/base/rows.h"
#include "query_ids.h"

struct query_param {
	const char *name;
	enum value_kind kind;
	bool optional; /* written with a "?" behind the kind: may be NULL */
};

struct query {
	const char *name; /* also the prepared statement's name */
	const char *sql;
	const struct query_param *param;
	size_t n_params;
	const struct column *column;
	size_t n_columns;
	bool can_queue; /* a terminal may keep it in its spool and send it later */
};

/* Never NULL. */
const struct query *query_get(enum query_id id);
/* SIZE_MAX when there is none. */
size_t query_param_index(const struct query *q, const char *name);

#endif
