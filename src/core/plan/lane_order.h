/*
 * lane_order - the bars of each lane, sorted by when they start.
 */
#ifndef GEMBA_CORE_PLAN_LANE_ORDER_H
#define GEMBA_CORE_PLAN_LANE_ORDER_H

#include "core/plan/plan.h"

/* Bars of lane l: bar[at[l]] .. bar[at[l + 1] - 1]. */
struct plan_lane_order {
	const uint32_t *at; /* n_lanes + 1 */
	const uint32_t *bar;
};

/* Bars that stand on a lane and are not done; ties by number. Lives in mem. */
void plan_lane_order(const struct plan *p, const struct plan_place *place, struct arena *mem,
		     struct plan_lane_order *ret);

/* Does it load its lane at some time? Not in the tray, not done, of some length. */
bool plan_is_load(const struct plan *p, const struct plan_place *at);

#endif
