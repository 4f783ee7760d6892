/*
 * plan - putting bars into the calendar of a lane.
 */
#include "core/plan/plan.h"

const char *plan_status_word(enum plan_status status)
{
	static const char *const words[] = { "planned", "firm", "running", "done" };

	return words[status];
}

bool plan_is_fixed(const struct plan_place *at)
{
	return at->status != PLAN_PLANNED;
}

bool plan_is_eligible(const struct plan_bar *bar, uint32_t lane)
{
	size_t low = 0, high = bar->n_lanes;

	if (bar->n_lanes == 0)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bar->lanes[middle] < lane)
			low = middle + 1;
		else
			high = middle;
	}
	return low < bar->n_lanes && bar->lanes[low] == lane;
}

const struct plan_calendar *plan_place_calendar(const struct plan *p, const struct plan_place *at)
{
	return at->overtime || at->lane == PLAN_NO_LANE ? NULL : &p->lane[at->lane].calendar;
}

/* From a start that is working time. */
static bool put_at(const struct plan_calendar *c, struct plan_place *at, uint32_t lane, int64_t start)
{
	int64_t end;

	if (start == PLAN_NEVER || start == PLAN_ALWAYS)
		return false;
	end = plan_calendar_add(c, start, at->work);
	if (end == PLAN_NEVER)
		return false;
	at->lane = lane;
	at->start = start;
	at->end = end;
	return true;
}

bool plan_put(const struct plan *p, struct plan_place *at, uint32_t lane, int64_t start)
{
	const struct plan_calendar *c = at->overtime ? NULL : &p->lane[lane].calendar;

	return put_at(c, at, lane, plan_calendar_next(c, start));
}

bool plan_put_back(const struct plan *p, struct plan_place *at, uint32_t lane, int64_t start)
{
	const struct plan_calendar *c = at->overtime ? NULL : &p->lane[lane].calendar;

	return put_at(c, at, lane, plan_calendar_back(c, start));
}

bool plan_place_equal(const struct plan_place *a, const struct plan_place *b)
{
	return a->lane == b->lane && (a->lane == PLAN_NO_LANE || (a->start == b->start && a->end == b->end)) &&
	       a->work == b->work && a->overtime == b->overtime && a->status == b->status;
}

int64_t plan_end(const struct plan *p, const struct plan_place *at)
{
	return at->status == PLAN_RUNNING && at->end < p->now ? p->now : at->end;
}

struct plan_place *plan_draft(const struct plan *p, struct arena *mem)
{
	struct plan_place *place = arena_alloc(mem, p->n_bars * sizeof(*place));

	for (size_t i = 0; i < p->n_bars; i++)
		place[i] = p->bar[i].at;
	return place;
}
