/*
 * clock - the time, injectable, so that tests decide what "now" is.
 */
#ifndef GEMBA_BASE_CLOCK_H
#define GEMBA_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "core/base/err.h"

struct clock {
	int64_t (*mono_ms)(void *ctx); /* never goes back */
	int64_t (*wall_us)(void *ctx); /* microseconds since 1970 UTC */
	uint64_t (*random)(void *ctx); /* 64 random bits */
	void *ctx;
};

/* The machine's clocks and getrandom(). */
const struct clock *clock_system(void);
int64_t clock_mono_ms(const struct clock *c);
int64_t clock_wall_us(const struct clock *c);
uint64_t clock_random(const struct clock *c);

/* A random UUID (version 4), lower case with dashes. */
enum { UUID_TEXT = 37 };
void uuid_make(const struct clock *c, char ret[UUID_TEXT]);
bool uuid_valid(const char *text);

/*
 * Form of a point in time as people and scripts write it: YYYY-MM-DD, or
 * that with [ T]HH:MM[:SS[.ffffff]] and an optional Z or +-HH[:MM]. Checks
 * ranges (month lengths and leap years too), not the zone's gaps. Errors:
 * ERR_VALIDATION BAD_TIME / BAD_DATE on field.
 */
MUSTUSE bool time_check(const char *text, const char *field, struct err *err);
MUSTUSE bool date_check(const char *text, const char *field, struct err *err);
/*
 * PostgreSQL's ISO text of a timestamptz ("2026-11-24 14:32:05.12+01") to
 * RFC 3339 ("2026-11-24T14:32:05.12+01:00"). Text of another form is copied.
 */
void time_rfc3339(const char *pg, char *ret, size_t size);

#endif
