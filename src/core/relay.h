/*
 * relay - carries the outbox to the ERP: one run of the configured program a
 * message, JSON on its standard input, exit 0 = delivered. At least once.
 */
#ifndef GEMBA_CORE_RELAY_H
#define GEMBA_CORE_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/config.h"

struct relay_report {
	int64_t delivered, failed; /* by this call */
	int64_t waiting;	   /* left in the outbox */
};

/*
 * once: what is due now; else until SIGTERM. Errors: VALIDATION
 * relay.program when no program is configured.
 */
MUSTUSE bool relay_run(const struct config *config, const char *conninfo, bool once, struct relay_report *ret,
		       struct err *err);

/*
 * relay_child.c: run program with text on its standard input. False when it
 * did not end with 0 in time; said gets the last line of its stderr, or why.
 */
struct ticker;
MUSTUSE bool relay_child(const char *program, const char *text, int timeout_s, const struct ticker *t, char *said,
			 size_t size);

#endif
