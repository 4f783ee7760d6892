/*
 * calendar - working time as a sorted list of windows.
 *
 * Instants are int64 ticks on one line (the board counts UTC seconds, a plan
 * file thousandths of a minute from 0), so a night shift and the days when
 * the clocks change are windows like any others. Intervals are half-open:
 * [start, end). A duration is working ticks. Every question is answered by
 * two searches, over the windows and over the sums before them; each begins
 * where a table of hints says, so that most of them end at once.
 */
#ifndef GEMBA_CORE_PLAN_CALENDAR_H
#define GEMBA_CORE_PLAN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

/* After and before all that is known. Far enough from the ends of int64 for sums of two. */
#define PLAN_NEVER  (INT64_MAX / 4)
#define PLAN_ALWAYS (-PLAN_NEVER)

struct plan_window {
	int64_t start, end; /* start < end */
};

/* Of each 2^shift ticks from "from" on: how many keys of a sorted list come before. */
struct plan_hints {
	const uint32_t *at; /* n + 1; NULL: search all */
	size_t n;
	int64_t from;
	int shift;
};

struct plan_calendar {
	bool round_the_clock;		  /* works at any time; no windows */
	const struct plan_window *window; /* sorted, apart from each other */
	const int64_t *before;		  /* working ticks of all windows before this one; n + 1 of them */
	size_t n;
	struct plan_hints by_start, by_before;
};

/* Works at any time. Also what NULL means wherever a calendar may be NULL. */
void plan_calendar_always(struct plan_calendar *ret);
/*
 * The union of the open windows less the closed ones (exceptions,
 * maintenance). Any order, they may overlap; empty ones are dropped. Lives
 * in mem. No window at all: it never works.
 */
void plan_calendar_make(struct arena *mem, const struct plan_window *open, size_t n_open,
			const struct plan_window *closed, size_t n_closed, struct plan_calendar *ret);

/* Number of the first window that ends after t; n when there is none. */
size_t plan_calendar_window(const struct plan_calendar *c, int64_t t);
/* Is it working time at t? */
bool plan_calendar_is_open(const struct plan_calendar *c, int64_t t);
/* The first working instant at or after t; PLAN_NEVER when no window is left. */
int64_t plan_calendar_next(const struct plan_calendar *c, int64_t t);
/* The last instant at or before t from which work can go on (it lies in a window); PLAN_ALWAYS when there is none. */
int64_t plan_calendar_back(const struct plan_calendar *c, int64_t t);
/*
 * The first instant with that much work between start and it: work that
 * fills a window ends at the window's end. work 0: start itself. PLAN_NEVER
 * when the windows do not hold so much.
 */
int64_t plan_calendar_add(const struct plan_calendar *c, int64_t start, int64_t work);
/* The last instant from which that much work is done by end; PLAN_ALWAYS when the windows do not hold so much. */
int64_t plan_calendar_sub(const struct plan_calendar *c, int64_t end, int64_t work);
/* Working ticks in [from, to); negative when to < from. */
int64_t plan_calendar_between(const struct plan_calendar *c, int64_t from, int64_t to);

#endif
