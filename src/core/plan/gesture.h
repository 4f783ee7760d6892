/*
 * gesture - one drag: a bar is taken somewhere, others give way.
 *
 * A gesture is an intent (which operation, where to, how others follow), not
 * a list of differences: it can be played again on a base that somebody else
 * changed meanwhile. Playing it never changes the base.
 *
 * Never moved by any mode: done, running and firm bars, and what comes before
 * the held one. If a bar of these had to give way, the gesture is blocked
 * and says by whom.
 */
#ifndef GEMBA_CORE_PLAN_GESTURE_H
#define GEMBA_CORE_PLAN_GESTURE_H

#include "core/plan/conflict.h"
#include "core/plan/cpm.h"

enum plan_cascade {
	/* Only the held bar. */
	PLAN_CASCADE_NONE,
	/*
	 * Successors move right when their link is broken, bars of a lane that start at or after a moved one move right
	 * when the lane carries too much; each only as far as it must, in order of start. What stands clear stays.
	 */
	PLAN_CASCADE_PUSH,
	/* All that follows (successors, and later bars of the lane it came to) moves by the same working time, left or right; then PUSH. */
	PLAN_CASCADE_KEEP,
	/* PUSH; then all that follows moves left to the earliest place that links, lanes and now allow. */
	PLAN_CASCADE_CLOSE,
};

struct plan_gesture {
	uint32_t bar;	      /* in the base it is played on */
	struct plan_place to; /* lane, start (exact: use plan_put first), end, work, overtime, status of the held bar */
	enum plan_cascade mode;
};

enum plan_block {
	PLAN_BLOCK_NONE,
	PLAN_BLOCK_HELD,     /* the held bar itself is running, done or firm */
	PLAN_BLOCK_FIXED,    /* "who" would have to give way to "by" and must not */
	PLAN_BLOCK_CALENDAR, /* the calendar of who's lane ends before it fits */
};

struct plan_outcome {
	const struct plan_place *place; /* the draft, one a bar */
	const uint32_t *moved;		/* bars that differ from the base, the held one first, the rest by start */
	size_t n_moved;
	struct plan_conflicts conflicts; /* of the whole draft */
	const struct plan_times *times;	 /* of the whole draft, see plan_times_of */
	enum plan_block block;
	uint32_t who, by; /* bars, for block */
	/*
	 * What the gesture is answerable for. Overloads and broken links that a bar which moved takes part in, as the
	 * database judges them; of the rest what was not there before or is worse now (a later end, more off time).
	 * Hard: BROKEN. Soft, for those who may override: OVERLOADED, OFF_CALENDAR, LATE, WRONG_LANE. Only told: PAST.
	 */
	uint8_t caused;
};

/* Lives in mem, which may be emptied before the next play. A blocked gesture still shows how far it came. */
void plan_play(const struct plan *p, const struct plan_gesture *g, struct arena *mem, struct plan_outcome *ret);

/*
 * Critical path of a draft: cpm with each bar's start as its earliest, over
 * links whose both ends are booked and not done. So slack is how long the
 * bar may slip from where it stands without moving the end of the plan. Done
 * and unbooked bars: slack 0, not critical.
 */
const struct plan_times *plan_times_of(const struct plan *p, const struct plan_place *place, struct arena *mem);

/*
 * The first place from "from" on (direction 1) or the last up to it (-1) on
 * that lane where the bar breaks no link to what comes before (and, going
 * back, after) it, overloads nothing, not before now. False: there is none
 * in the calendar.
 */
MUSTUSE bool plan_first_fit(const struct plan *p, const struct plan_place *place, uint32_t bar, uint32_t lane,
			    int64_t from, int direction, struct plan_place *ret);

#endif
