/*
 * conflict_own - the single judgements a report of conflicts is made of.
 */
#ifndef GEMBA_CORE_PLAN_CONFLICT_OWN_H
#define GEMBA_CORE_PLAN_CONFLICT_OWN_H

#include "core/plan/conflict.h"

struct plan_overloads {
	const struct plan_overload *item;
	size_t n;
};

/* of_lane: one a lane, which are wanted; NULL: all. Lives in mem. */
void plan_overloads(const struct plan *p, const struct plan_place *place, const bool *of_lane, struct arena *mem,
		    struct plan_overloads *ret);

/* Ticks a link lacks; 0 when it holds or an end of it waits in the tray. */
int64_t plan_link_missing(const struct plan *p, const struct plan_place *place, uint32_t from,
			  const struct plan_edge *link);
struct plan_span {
	int64_t worked;	   /* ticks */
	bool begins, ends; /* the first tick, the last one is working time */
};

/* What a calendar has between two instants: one search for what three questions ask. */
struct plan_span plan_span_of(const struct plan_calendar *c, int64_t from, int64_t to);
/* How far a place is off its calendar, in ticks; overtime is never 0. */
int64_t plan_off_time(const struct plan *p, const struct plan_place *at);

struct plan_order_slot {
	int64_t order;
	uint32_t last; /* PLAN_NO_BAR: the slot is free */
};

/* The booked bar of each order that ends last. */
struct plan_order_ends {
	struct plan_order_slot *slot;
	size_t mask;
};

void plan_order_ends(const struct plan *p, const struct plan_place *place, struct arena *mem,
		     struct plan_order_ends *ret);
/* PLAN_NO_BAR: none is booked. */
uint32_t plan_order_last(const struct plan_order_ends *ends, int64_t order);

#endif
