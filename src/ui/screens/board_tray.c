/*
 * board_tray - released orders that are not booked yet: a list from which
 * they are taken and placed.
 */
#include <stdlib.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

/* ---- the list ---- */

struct waiting {
	int64_t due;
	uint32_t bar;
};

static int by_due(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return (x->bar > y->bar) - (x->bar < y->bar);
}

void desk_list_tray(struct desk *s, struct arena *mem)
{
	const struct plan *p = &s->base.plan;
	struct waiting *list = arena_alloc(mem, p->n_bars * sizeof(*list));
	size_t n = 0;

	for (uint32_t i = 0; i < p->n_bars; i++)
		if (p->bar[i].at.lane == PLAN_NO_LANE)
			list[n++] = (struct waiting){ p->bar[i].due, i };
	qsort(list, n, sizeof(*list), by_due);
	s->frame.tray = arena_alloc(mem, n * sizeof(*s->frame.tray));
	s->frame.n_tray = n;
	for (size_t i = 0; i < n; i++)
		s->frame.tray[i] = list[i].bar;
}

static size_t selected(const struct desk *s)
{
	for (size_t i = 0; i < s->frame.n_tray; i++)
		if (s->base.plan.bar[s->frame.tray[i]].operation == s->look.tray)
			return i;
	return 0;
}

uint32_t desk_tray_bar(const struct desk *s)
{
	return s->frame.n_tray > 0 ? s->frame.tray[selected(s)] : PLAN_NO_BAR;
}

static void select_nth(struct desk *s, int64_t i)
{
	int64_t n = (int64_t)s->frame.n_tray;

	if (i >= n)
		i = n - 1;
	if (i < 0)
		i = 0;
	s->look.tray = n > 0 ? s->base.plan.bar[s->frame.tray[i]].operation : 0;
}

void desk_tray_focus(struct app *app, struct desk *s)
{
	if (!s->look.in_tray && s->frame.n_tray == 0) {
		app_message(app, MSG_INFO, "the tray is empty: every released order stands on the board");
		return;
	}
	s->look.in_tray = !s->look.in_tray;
	if (s->look.in_tray)
		select_nth(s, (int64_t)selected(s));
}

/* ---- taking one ---- */

/* Its home, else where the cursor is, else the first lane on which it can be made. */
static uint32_t lane_for(const struct desk *s, uint32_t bar)
{
	const struct plan_bar *b = &s->base.plan.bar[bar];
	uint32_t lane = desk_lane(s);

	if (b->home != PLAN_NO_LANE)
		return b->home;
	if (lane != PLAN_NO_LANE && plan_is_eligible(b, lane))
		return lane;
	for (lane = 0; lane < s->base.plan.n_lanes; lane++)
		if (plan_is_eligible(b, lane))
			return lane;
	return PLAN_NO_LANE;
}

/* From now on, or from the left edge of the window when that is later. */
static int64_t from_when(const struct app *app, const struct desk *s)
{
	int64_t now = desk_now_s(app);

	return s->look.view.from > now ? s->look.view.from : now;
}

static void take_one(struct app *app, struct desk *s)
{
	uint32_t bar = desk_tray_bar(s), lane = bar != PLAN_NO_BAR ? lane_for(s, bar) : PLAN_NO_LANE;
	const struct plan *p = &s->base.plan;
	struct plan_place to;

	if (bar == PLAN_NO_BAR || !desk_may_change(app, s))
		return;
	if (lane == PLAN_NO_LANE) {
		app_message(app, MSG_BAD, "there is no lane on which %s can be made", p->bar[bar].number);
		return;
	}
	to = p->bar[bar].at;
	if (!plan_first_fit(p, s->plan.place, bar, lane, from_when(app, s), 1, &to) &&
	    !plan_put(p, &to, lane, from_when(app, s))) {
		app_message(app, MSG_BAD, "%s has no working time left for %s", desk_lane_name(s, lane),
			    p->bar[bar].number);
		return;
	}
	desk_grab_at(app, s, bar, &to);
}

bool desk_tray_act(struct app *app, struct desk *s, enum action action)
{
	int64_t at = (int64_t)selected(s);

	switch ((int)action) {
	case ACT_UP:
		return select_nth(s, at - 1), true;
	case ACT_DOWN:
		return select_nth(s, at + 1), true;
	case ACT_PAGE_UP:
		return select_nth(s, at - 5), true;
	case ACT_PAGE_DOWN:
		return select_nth(s, at + 5), true;
	case ACT_HOME:
		return select_nth(s, 0), true;
	case ACT_END:
		return select_nth(s, INT32_MAX), true;
	case ACT_GRAB:
	case ACT_GO:
		return take_one(app, s), true;
	case ACT_BACK:
		return s->look.in_tray = false, true;
	default:
		/* Keys for a bar are not for one that is not on the board. */
		return action == ACT_PIN || action == ACT_UNBOOK || action == ACT_LEFT || action == ACT_RIGHT;
	}
}
