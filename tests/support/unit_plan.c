/*
 * unit_plan - arrays of fixed size, so that pointers into them hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/unit_plan.h"

void unit_plan_start(struct unit_plan *u, int64_t now)
{
	*u = (struct unit_plan){ .plan = { .lane = u->lane, .bar = u->bar, .now = now } };
}

uint32_t unit_plan_lane(struct unit_plan *u, int capacity, const struct plan_window *window, size_t n)
{
	struct plan_lane *lane = &u->lane[u->plan.n_lanes];

	assert_true(u->plan.n_lanes < UNIT_PLAN_MOST);
	lane->id = (int64_t)u->plan.n_lanes + 1;
	lane->code = arena_printf(&u->mem, "L%zu", u->plan.n_lanes);
	lane->capacity = capacity;
	if (n == 0)
		plan_calendar_always(&lane->calendar);
	else
		plan_calendar_make(&u->mem, window, n, NULL, 0, &lane->calendar);
	return (uint32_t)u->plan.n_lanes++;
}

uint32_t unit_plan_bar(struct unit_plan *u, uint32_t lane, int64_t start, int64_t work)
{
	size_t i = u->plan.n_bars++;

	assert_true(i < UNIT_PLAN_MOST);
	u->bar[i] = (struct plan_bar){ .operation = (int64_t)i + 100,
				       .order = (int64_t)i + 1000,
				       .number = arena_printf(&u->mem, "B%02zu", i),
				       .due = PLAN_NEVER,
				       .home = PLAN_NO_LANE };
	u->bar[i].at = (struct plan_place){ .lane = lane, .start = start, .end = start + work, .work = work };
	return (uint32_t)i;
}

void unit_plan_link(struct unit_plan *u, uint32_t from, uint32_t to, int64_t lag)
{
	u->link[u->n_links++] = (struct plan_link){ .from = from, .to = to, .lag = lag };
}

const struct plan *unit_plan_end(struct unit_plan *u)
{
	struct plan_cycle cycle;

	assert_true(plan_graph_make(&u->mem, u->plan.n_bars, u->link, u->n_links, &u->plan.graph, &cycle));
	return &u->plan;
}

void unit_plan_done(struct unit_plan *u)
{
	arena_done(&u->mem);
}

struct plan_gesture unit_plan_gesture(const struct plan *p, uint32_t bar, uint32_t lane, int64_t start,
				      enum plan_cascade mode)
{
	struct plan_gesture g = { .bar = bar, .to = p->bar[bar].at, .mode = mode };

	assert_true(plan_put(p, &g.to, lane, start));
	return g;
}
