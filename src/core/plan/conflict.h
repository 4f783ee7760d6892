/*
 * conflict - what is wrong with a draft: lanes that carry more than they can,
 * links that are broken, work in off time, in the past, too late.
 *
 * A lane is swept once over the starts and ends of its bars, ends before
 * starts at equal instants: back to back is no conflict. Done bars count for
 * no lane. The database judges overloads and links by the same rules
 * (private.board_overloads, private.board_broken_links).
 */
#ifndef GEMBA_CORE_PLAN_CONFLICT_H
#define GEMBA_CORE_PLAN_CONFLICT_H

#include "core/plan/plan.h"

/* A longest interval in which the load is above capacity all the time. */
struct plan_overload {
	uint32_t lane;
	int64_t from, to;
	int load;	     /* the highest within */
	const uint32_t *bar; /* every bar that is there at some time within, by start, then number */
	size_t n;
};

/* start of "to" < end of "from" + lag; both are booked. */
struct plan_broken {
	uint32_t from, to;
	int64_t by; /* ticks that are missing */
};

/* What can be wrong with one bar, as bits. */
enum plan_flag {
	PLAN_OVERLOADED = 1,
	PLAN_BROKEN = 2,
	PLAN_OFF_CALENDAR =
		4, /* overtime, or its start is off time, or there is less work between start and end than planned */
	PLAN_PAST = 8,	      /* planned or firm, and starts before now */
	PLAN_LATE = 16,	      /* the order's last booked bar ends after its due time */
	PLAN_WRONG_LANE = 32, /* stands where it cannot be made */
};

struct plan_conflicts {
	const struct plan_overload *overload; /* by lane, then from */
	size_t n_overloads;
	const struct plan_broken *broken; /* by from, then to */
	size_t n_broken;
	const uint8_t *flags; /* plan_flag, one a bar */
};

/* Lives in mem. place: one a bar. Done bars have no flags but LATE; bars of the tray none. */
void plan_conflicts(const struct plan *p, const struct plan_place *place, struct arena *mem,
		    struct plan_conflicts *ret);

/* Share of the working time of [from, to) that is booked, in percent of capacity; 0 when it does not work then. */
int plan_lane_load(const struct plan *p, const struct plan_place *place, uint32_t lane, int64_t from, int64_t to);
/* The same of all lanes at once, one number a lane, in mem. */
const int *plan_lane_loads(const struct plan *p, const struct plan_place *place, int64_t from, int64_t to,
			   struct arena *mem);

#endif
