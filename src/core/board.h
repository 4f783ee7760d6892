/*
 * board - the plan of a plant as the board screen and the verbs use it:
 * loaded from the server's rows into a struct plan, gestures turned into
 * the changes a drop sends, and what a draft means in words.
 *
 * Bars of plan and facts of board have the same numbers. A base is replaced
 * whole by the next load; nothing points into the old one afterwards except
 * operations' ids, by which the screen finds its bars again.
 */
#ifndef GEMBA_CORE_BOARD_H
#define GEMBA_CORE_BOARD_H

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "core/plan/gesture.h"
#include "core/plan/level.h"

/* What people want to know of a bar beside its place. */
struct board_fact {
	int64_t booking, version; /* 0: in the tray */
	const char *number;	  /* "WO-124" */
	int sequence;		  /* operation 10, 20 .. */
	int operations;		  /* how many the order has */
	const char *name, *product;
	const char *order_status;
	int64_t quantity, good, scrap; /* NUM_QUANTITY_SCALE */
	bool is_short;		       /* of material */
};

struct board_lane_fact {
	const char *name, *work_center, *calendar;
	const char *machines; /* "PRESS-1, PRESS-2" */
	const char *down;     /* "" : all go */
	int64_t down_since;   /* UTC seconds; 0 */
	const struct plan_window *maintenance;
	size_t n_maintenance;
};

struct board {
	struct arena mem; /* everything below */
	struct plan plan;
	const struct board_fact *fact;
	const struct board_lane_fact *lane_fact;
	struct plan_cycle
		cycle; /* n > 0: the links go in a circle, which only a damaged base can have; links are left out then */
	int64_t from, to; /* the window the calendars are known for */
};

/*
 * The rows of board_lanes, board_windows, board_bars, board_links, as they
 * came (ids that point nowhere are left out). from, to: the window that was
 * asked for: outside it nothing is known, and calendars run out there. now:
 * UTC seconds. *ret zeroed before; board_done after.
 */
void board_load(struct board *ret, const struct rows *lanes, const struct rows *windows, const struct rows *bars,
		const struct rows *links, int64_t from, int64_t to, int64_t now);
void board_done(struct board *b); /* accepts zeroed memory */

/* Bar of an operation, of "WO-124" (its first open one) or "WO-124/20"; lane of a code; PLAN_NO_BAR / PLAN_NO_LANE. */
uint32_t board_bar_of(const struct board *b, int64_t operation);
uint32_t board_bar_named(const struct board *b, const char *number, int sequence);
uint32_t board_lane_named(const struct board *b, const char *code);

/*
 * The soft rules a draft breaks that need an override, as api.reschedule
 * takes them: "overload,late,off_calendar,wrong_lane"; "" none.
 */
void board_accepted(uint8_t caused, char *ret, size_t size);
/*
 * The soft rules that the server will miss with this draft: what it caused, and every overload a moved bar stands in,
 * whoever began it. For board_accepted.
 */
uint8_t board_soft_rules(const struct board *b, const struct plan_outcome *o);
/* JSON of what differs between the base and a draft, for api.reschedule; "[]" when nothing. In mem. */
const char *board_changes(const struct board *b, const struct plan_place *place, struct arena *mem);
/*
 * The error a play means for somebody who may not or does not override: CONFLICT DEPENDENCY, FROZEN, BLOCKED, CALENDAR,
 * OVERLOAD, LATE, OFF_CALENDAR, WRONG_LANE, naming lane, orders and times; false when nothing is wrong. Hard ones first;
 * with allow_soft the soft ones are none.
 */
bool board_refusal(const struct board *b, const struct plan_outcome *o, bool allow_soft, struct err *ret);

/* ---- words and times; the zone is the process's (app_use_zone) ---- */

/* "Tue 24 Nov 16:00" of UTC seconds. */
void board_time_words(int64_t t, char *ret, size_t size);
/* "6h30" of seconds, "45m", "2d 3h" above 48 h; "-" in front when negative. */
void board_duration_words(int64_t seconds, char *ret, size_t size);
/* "WO-124/10 to Weld at 2026-11-24T16:00:00Z push" : the gesture text of a change set, without zone surprises. */
void board_gesture_words(const struct board *b, const struct plan_gesture *g, char *ret, size_t size);

/* ---- snapping ---- */

enum board_snap { SNAP_1_MIN, SNAP_5_MIN, SNAP_15_MIN, SNAP_30_MIN, SNAP_1_HOUR, SNAP_SHIFT, SNAP_DAY, SNAP_COUNT };
/* "15 min", "shift", "day". */
const char *board_snap_words(enum board_snap snap);
/*
 * The next line of the grid strictly after t (direction 1) or before it (-1): minutes of the local hour, beginnings of
 * working windows of the lane, local midnights. Never t itself; t +- a day where a lane has no such line.
 */
int64_t board_snap_line(const struct board *b, uint32_t lane, enum board_snap snap, int64_t t, int direction);

/* ---- levelling of a board ---- */

/*
 * The board as levelling input: bars planned (and, with tray, the unbooked ones) are free, firm, running and done ones
 * fixed, nothing begins before now; lanes: the eligible ones. Lives in mem.
 */
void board_level_input(const struct board *b, bool tray, struct arena *mem, struct level_input *ret);
/* The draft a levelled plan means. place: n_bars. */
struct plan_place *board_level_draft(const struct board *b, const struct level_place *place, struct arena *mem);

#endif
