/*
 * unit_level - small shops for tests of the levelling, and a judge of plans
 * that knows nothing of how they are made: it counts tick by tick.
 */
#ifndef GEMBA_TESTS_UNIT_LEVEL_H
#define GEMBA_TESTS_UNIT_LEVEL_H

#include "core/plan/level.h"

enum { SHOP_TASKS = 48, SHOP_LANES = 6, SHOP_WINDOWS = 24, SHOP_CHOICES = 3, SHOP_HORIZON = 4000 };

struct shop_lane {
	int capacity;
	bool has_calendar;
	struct plan_window window[SHOP_WINDOWS];
	size_t n_windows;
	struct plan_calendar calendar;
};

struct shop {
	struct arena mem;
	struct shop_lane lane[SHOP_LANES];
	size_t n_lanes, n_tasks, n_links;
	struct level_task task[SHOP_TASKS];
	struct level_choice choice[SHOP_TASKS][SHOP_CHOICES];
	struct plan_link link[SHOP_TASKS * 4];
	struct level_lane level_lane[SHOP_LANES];
	struct plan_graph graph;
	struct level_input in;
};

/* What a random shop may hold. */
struct shop_wish {
	size_t max_tasks, max_lanes, max_choices;
	int max_capacity;
	int calendars, fixed, due, releases, links, leads, lags, no_lane, no_work; /* per cent */
};

void shop_random(struct shop *ret, uint64_t seed, const struct shop_wish *wish);
/* After lanes, tasks, choices and links are set: the rest. */
void shop_ready(struct shop *s);
void shop_done(struct shop *s);

/* Is it working time on the lane (UINT32_MAX: none needed, always)? */
bool shop_open(const struct shop *s, uint32_t lane, int64_t t);
/* NULL: the plan keeps every rule and the worth is right; else which it breaks. */
const char *shop_judge(const struct shop *s, const struct level_place *place, const struct level_worth *worth);
/* The best worth of any plan, by trying all. For a handful of tasks. */
void shop_best(const struct shop *s, struct level_worth *ret);
/* a - b in the order of the worth, without what moved. */
int shop_compare(const struct level_worth *a, const struct level_worth *b);

#endif
