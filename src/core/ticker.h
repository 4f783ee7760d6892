/*
 * ticker - waits between rounds of a headless loop: SIGTERM and SIGINT end
 * it, nothing else.
 */
#ifndef GEMBA_CORE_TICKER_H
#define GEMBA_CORE_TICKER_H

#include <signal.h>
#include <stdbool.h>

#include "core/base/err.h"

struct ticker {
	int fd;
	sigset_t before; /* for children */
};

MUSTUSE bool ticker_open(struct ticker *t, struct err *err);
void ticker_close(struct ticker *t);
/* False: a signal said to end. ms 0 only asks. */
bool ticker_wait(struct ticker *t, int ms);

#endif
