/*
 * queued - what a line of the spool means to people: words, values, who may
 * take it back. Pure.
 */
#ifndef GEMBA_CORE_QUEUED_H
#define GEMBA_CORE_QUEUED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/call.h"
#include "core/spool/spool.h"

/* "+5 M-1042 from PO-4500012/20" for a filled call of any statement that can be queued. */
enum { QUEUED_WORDS = 200 };
void queued_words(const struct call *c, char ret[QUEUED_WORDS]);

/* "12 s", "4 min", "3 h", "2 days". */
enum { QUEUED_AGE = 32 };
void queued_age(int64_t age_s, char ret[QUEUED_AGE]);

/*
 * What the operation was called with, in the order of the statement's parameters; those without a value, token and
 * op_id are left out. Names and texts live in mem. At most max; returns how many. For "enter it anew".
 */
struct queued_value {
	const char *name, *text;
};
size_t queued_values(const struct spool_op *op, struct arena *mem, struct queued_value *ret, size_t max);
/* Text of one of them; NULL when there is none. */
const char *queued_value_of(const struct spool_op *op, struct arena *mem, const char *name);
/* The verbatim scans that went along, printable, in mem. At most max; returns how many. */
size_t queued_scans(const struct spool_op *op, struct arena *mem, const char **ret, size_t max);

/*
 * A supervisor (materials.override) may take back all that can be; anybody else his own line that was never sent.
 * Errors: UNAUTHORIZED NOT_PERMITTED, CONFLICT ALREADY_POSTED, ALREADY_VOID.
 */
#define QUEUED_PERMISSION "materials.override"
MUSTUSE bool queued_may_void(const struct spool_op *op, const char *user_name, bool supervisor, struct err *err);

#endif
