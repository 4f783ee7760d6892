/*
 * pin_memory - the PIN of who is signed on, as a salted slow hash in memory
 * only, so that the same person can unlock the terminal without a server.
 *
 * Never written anywhere. After PIN_MEMORY_TRIES wrong ones nothing is right
 * any more until the server has said yes again.
 */
#ifndef GEMBA_CORE_PIN_MEMORY_H
#define GEMBA_CORE_PIN_MEMORY_H

#include <stdbool.h>

#include "core/base/clock.h"
#include "core/base/err.h"

enum { PIN_MEMORY_TRIES = 5, PIN_MEMORY_HASH = 128 };

struct pin_memory {
	char hash[PIN_MEMORY_HASH]; /* "": none is known */
	int wrong;
};

/* The server took this PIN. When it cannot be hashed, none is known. */
void pin_memory_learn(struct pin_memory *m, const struct clock *clock, const char *pin);
/* The server said yes to it again: the tries count anew. */
void pin_memory_forgive(struct pin_memory *m);
/* Errors on field "pin": OFFLINE PIN_UNKNOWN (none is known), UNAUTHORIZED WRONG_PIN, OFFLINE TOO_MANY_TRIES. */
MUSTUSE bool pin_memory_check(struct pin_memory *m, const char *pin, struct err *err);
void pin_memory_forget(struct pin_memory *m);

#endif
