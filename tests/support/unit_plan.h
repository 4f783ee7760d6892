/*
 * unit_plan - small plans put together by hand or by chance.
 *
 * Bars are named B00, B01, .. in the order they were added, lanes L0, L1, ..
 */
#ifndef GEMBA_TESTS_UNIT_PLAN_H
#define GEMBA_TESTS_UNIT_PLAN_H

#include "core/plan/gesture.h"

enum { UNIT_PLAN_MOST = 64 };

struct unit_plan {
	struct arena mem;
	struct plan plan; /* complete after unit_plan_end */
	struct plan_lane lane[UNIT_PLAN_MOST];
	struct plan_bar bar[UNIT_PLAN_MOST];
	struct plan_link link[4 * UNIT_PLAN_MOST];
	size_t n_links;
};

void unit_plan_start(struct unit_plan *u, int64_t now);
/* Round the clock when n is 0. */
uint32_t unit_plan_lane(struct unit_plan *u, int capacity, const struct plan_window *window, size_t n);
/* Each bar is an order of its own, without due time, at home everywhere. Its end is start + work. */
uint32_t unit_plan_bar(struct unit_plan *u, uint32_t lane, int64_t start, int64_t work);
void unit_plan_link(struct unit_plan *u, uint32_t from, uint32_t to, int64_t lag);
const struct plan *unit_plan_end(struct unit_plan *u);
void unit_plan_done(struct unit_plan *u);

/* A gesture that puts a bar of the base to that lane and time, in its calendar. */
struct plan_gesture unit_plan_gesture(const struct plan *p, uint32_t bar, uint32_t lane, int64_t start,
				      enum plan_cascade mode);

#endif
