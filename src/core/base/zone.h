/*
 * zone - the plant's time zone is the process's: local times to UTC seconds
 * and back.
 */
#ifndef GEMBA_BASE_ZONE_H
#define GEMBA_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/* "2026-11-24T16:00:00+01:00" */
enum { ZONE_TEXT = 32 };

/* Make an IANA zone the process's. False, and nothing changed, when this machine does not know it. */
bool zone_use(const char *name);
/*
 * A text that time_check takes to UTC seconds; parts of a second are dropped. Without an offset it is on the wall: of two
 * such moments the later one is meant, and one that the clocks jump over is as far behind the jump. So the server reads it too.
 */
MUSTUSE bool zone_instant(const char *text, const char *field, int64_t *ret, struct err *err);
/* What is on the wall at year..second; the parts may be out of their ranges ("day 32"). */
int64_t zone_wall(int year, int month, int day, int hour, int minute, int second);
/* Seconds the wall is ahead of UTC at t. */
int64_t zone_offset(int64_t t);
/* RFC 3339 with the offset of that moment. */
void zone_rfc3339(int64_t t, char ret[ZONE_TEXT]);
/* Midnight of the day "days" after the one that holds t. */
int64_t zone_midnight(int64_t t, int days);

#endif
