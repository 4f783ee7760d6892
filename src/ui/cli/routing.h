/*
 * routing - "10:L1|L2:240" and "WO-1+30" as the JSON the server takes.
 */
#ifndef GEMBA_UI_CLI_ROUTING_H
#define GEMBA_UI_CLI_ROUTING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

/*
 * A list of {"operation" (a number),"lane","minutes"}; lane and minutes may be left out, "10::240", "10:L1". Errors
 * VALIDATION on operations: BAD_OPERATION, and those of a number.
 */
MUSTUSE bool routing_json(struct arena *mem, const char *const *texts, size_t n, const char **ret, struct err *err);

struct after {
	const char *work_order, *lag_minutes; /* lag NULL: none */
};

/* "WO-1+30" to "WO-1" and "30", "WO-1-10" to "WO-1" and "-10". False: it does not end so. */
bool after_split(struct arena *mem, const char *text, struct after *ret);
/* A list of {"work_order","lag_minutes"}. */
const char *after_json(struct arena *mem, const struct after *after, size_t n);

#endif
