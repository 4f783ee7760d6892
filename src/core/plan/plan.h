/*
 * plan - lanes, bars and links of one plant as the planner sees them: the
 * base that was loaded, and places on it.
 *
 * A bar is an operation of a work order. Where it stands is a struct
 * plan_place; the base holds the places as they were loaded, a draft is
 * another array of places, one a bar, which a gesture edits at key speed.
 * Instants are UTC seconds, half-open; work is working seconds in the
 * lane's calendar.
 */
#ifndef GEMBA_CORE_PLAN_PLAN_H
#define GEMBA_CORE_PLAN_PLAN_H

#include "core/plan/calendar.h"
#include "core/plan/graph.h"

#define PLAN_NO_LANE UINT32_MAX /* waits in the tray: start, end are meaningless */
#define PLAN_NO_BAR  UINT32_MAX

enum plan_status { PLAN_PLANNED, PLAN_FIRM, PLAN_RUNNING, PLAN_DONE };

struct plan_lane {
	int64_t id;
	const char *code;
	int capacity; /* bars at once, >= 1 */
	struct plan_calendar calendar;
};

struct plan_place {
	uint32_t lane; /* index into plan.lane, or PLAN_NO_LANE */
	int64_t start, end;
	int64_t work;  /* >= 0 */
	bool overtime; /* goes on through off time: work is elapsed time; always OFF_CALENDAR */
	enum plan_status status;
};

struct plan_bar {
	int64_t operation;     /* its id: what stays when all else changes */
	int64_t order;	       /* work_order_id */
	const char *number;    /* "WO-124", or "WO-124/20" where the order has several operations */
	int64_t due;	       /* of the order; only its last operation can be late; PLAN_NEVER: none */
	uint32_t home;	       /* lane it was planned for; PLAN_NO_LANE: any */
	const uint32_t *lanes; /* where it can be made, sorted; n_lanes 0: anywhere */
	size_t n_lanes;
	struct plan_place at; /* as loaded */
};

struct plan {
	const struct plan_lane *lane;
	size_t n_lanes;
	const struct plan_bar *bar;
	size_t n_bars;
	struct plan_graph graph; /* over bars. Links to bars of the tray are there too and count for nothing. */
	int64_t now;
};

/* "planned", "firm", "running", "done": as in the database. */
const char *plan_status_word(enum plan_status status);
/* True when no gesture may move it: firm, running, done. */
bool plan_is_fixed(const struct plan_place *at);
/* Can the bar be made on that lane? */
bool plan_is_eligible(const struct plan_bar *bar, uint32_t lane);
/* The calendar a place is counted in: its lane's, or NULL (round the clock) for overtime. */
const struct plan_calendar *plan_place_calendar(const struct plan *p, const struct plan_place *at);
/* Set start to the first working instant at or after "start" and end by the work. False: the calendar runs out (*at unchanged). */
MUSTUSE bool plan_put(const struct plan *p, struct plan_place *at, uint32_t lane, int64_t start);
/* The same with the last working instant at or before "start". */
MUSTUSE bool plan_put_back(const struct plan *p, struct plan_place *at, uint32_t lane, int64_t start);
/* Same lane, start, end, work, overtime and status. */
bool plan_place_equal(const struct plan_place *a, const struct plan_place *b);
/*
 * When a bar really ends for those after it: a running one not before now.
 * Everything below and SQL use this interval: [start, plan_end).
 */
int64_t plan_end(const struct plan *p, const struct plan_place *at);
/* The places of the base: n_bars of them, fresh in mem. */
struct plan_place *plan_draft(const struct plan *p, struct arena *mem);

#endif
