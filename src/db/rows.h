/*
 * rows - from libpq's result to struct rows, or to the refusal it returns.
 *
 * Private to src/db.
 */
#ifndef GEMBA_DB_ROWS_H
#define GEMBA_DB_ROWS_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/query.h"

/*
 * Copies every cell. Errors: those of sqlstate_err; ERR_BUG SCHEMA_DIFFERS
 * when the result has another number of columns than the query declares; and
 * the refusal a function *returned* (its first columns are kind, code,
 * field, message, hint and kind is not NULL) because it had to commit.
 */
MUSTUSE bool rows_from_result(const struct query *q, const PGresult *res, struct rows *ret, struct err *err);

#endif
