/*
 * call - one request to the server under construction.
 *
 * A named statement of sql/queries plus named text values. call_set checks a
 * value by the kind its parameter declares; this is the only place where
 * what a person or a script typed is judged before the server judges it
 * again. Errors carry the parameter's name as field: it is also the name of
 * the form field and of the option.
 *
 * "token", "op_id" and "client_version" are filled by the session.
 */
#ifndef GEMBA_CORE_CALL_H
#define GEMBA_CORE_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "query_ids.h"

struct call {
	struct arena mem;
	enum query_id id;
	const char **value; /* one per parameter; NULL is SQL NULL */
};

void call_init(struct call *c, enum query_id id);
/* A copy of all values; *to is fresh. */
void call_copy(struct call *to, const struct call *from);
void call_done(struct call *c); /* accepts zeroed memory */

/*
 * text NULL or blank means "not given". Quantities and costs are normalised
 * to plain digits, codes and texts trimmed. Errors VALIDATION: NOT_A_NUMBER,
 * NOT_POSITIVE, NEGATIVE, TOO_MANY_DECIMALS, TOO_LARGE, BAD_TIME, BAD_DATE,
 * CONTROL_CHARACTER, NOT_UTF8, TOO_LONG, BAD_UUID. A name the statement does
 * not have is ERR_BUG.
 */
MUSTUSE bool call_set(struct call *c, const char *param, const char *text, struct err *err);
/* The normalised value, or NULL. */
const char *call_get(const struct call *c, const char *param);
/* True when every parameter that is not optional has a value; else ERR_USAGE MISSING naming the first. */
MUSTUSE bool call_complete(const struct call *c, struct err *err);
/* True when the statement has such a parameter. */
bool call_has(enum query_id id, const char *param);
/* True for statements with an op_id: they may be sent again safely. */
bool call_is_write(enum query_id id);
/* True for what happened on the floor whatever the server says: it may wait in the spool. */
bool call_is_queueable(enum query_id id);
/* Declared columns of the answer. */
const struct column *call_columns(enum query_id id, size_t *ret_n);

#endif
