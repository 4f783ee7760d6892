/*
 * unit_chance - small plans: some clean, some with every sin a plan can have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_chance.h"

int chance_draw(struct chance *c, int below)
{
	c->state = c->state * 1664525u + 1013904223u;
	return (int)((c->state >> 8) % (unsigned int)below);
}

/* ---- the naive view ---- */

bool chance_is_open(const struct chance *c, uint32_t lane, int64_t t)
{
	for (size_t i = 0; i < c->n_windows[lane]; i++)
		if (t >= c->window[lane][i].start && t < c->window[lane][i].end)
			return true;
	return c->n_windows[lane] == 0;
}

int64_t chance_end_of(const struct chance *c, const struct plan_place *at)
{
	return at->status == PLAN_RUNNING && at->end < c->p->now ? c->p->now : at->end;
}

bool chance_is_there(const struct chance *c, const struct plan_place *at, uint32_t lane, int64_t t)
{
	return at->lane == lane && at->status != PLAN_DONE && at->start <= t && t < chance_end_of(c, at);
}

int chance_load_at(const struct chance *c, const struct plan_place *place, uint32_t lane, int64_t t, uint32_t except)
{
	int load = 0;

	for (uint32_t i = 0; i < c->p->n_bars; i++)
		load += i != except && chance_is_there(c, &place[i], lane, t);
	return load;
}

bool chance_put(const struct chance *c, struct plan_place *at, int64_t start)
{
	int64_t work = at->work, t = start;

	while (!at->overtime && !chance_is_open(c, at->lane, t))
		if (++t > CHANCE_LAST)
			return false;
	at->start = t;
	for (; work > 0; t++) {
		if (t > CHANCE_LAST)
			return false;
		work -= at->overtime || chance_is_open(c, at->lane, t);
	}
	at->end = t;
	return true;
}

int64_t chance_missing(const struct chance *c, const struct plan_place *place, const struct plan_link *l)
{
	if (place[l->from].lane == PLAN_NO_LANE || place[l->to].lane == PLAN_NO_LANE)
		return 0;
	return chance_end_of(c, &place[l->from]) + l->lag - place[l->to].start;
}

bool chance_links_break(const struct chance *c, const struct plan_place *place, uint32_t bar, int64_t start)
{
	for (size_t i = 0; i < c->u.n_links; i++)
		if (c->u.link[i].to == bar && place[bar].lane != PLAN_NO_LANE &&
		    chance_missing(c, place, &c->u.link[i]) + place[bar].start - start > 0 &&
		    place[c->u.link[i].from].lane != PLAN_NO_LANE)
			return true;
	return false;
}

bool chance_fits(const struct chance *c, const struct plan_place *place, uint32_t bar, const struct plan_place *at)
{
	for (int64_t t = at->start; t < at->end; t++)
		if (chance_load_at(c, place, at->lane, t, bar) >= c->p->lane[at->lane].capacity)
			return false;
	return true;
}

bool chance_comes_before(const struct chance *c, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < c->u.n_links; i++)
		if (c->u.link[i].to == b && (c->u.link[i].from == a || chance_comes_before(c, a, c->u.link[i].from)))
			return true;
	return false;
}

bool chance_differs(const struct chance *c, uint32_t bar)
{
	const struct plan_place *a = &c->base[bar], *b = &c->now[bar];

	return a->lane != b->lane || a->start != b->start || a->end != b->end;
}

/* ---- plans ---- */

static void make_lanes(struct chance *c)
{
	int n = 1 + chance_draw(c, 4);

	for (int l = 0; l < n; l++) {
		int64_t t = CHANCE_FIRST;

		for (size_t i = 0; chance_draw(c, 3) > 0 || i > 0; i++) {
			t += chance_draw(c, 12);
			if (i == 40 || t > CHANCE_LAST - 60)
				break;
			c->window[l][i] = (struct plan_window){ .start = t, .end = t + 8 + chance_draw(c, 40) };
			t = c->window[l][i].end + 1;
			c->n_windows[l] = i + 1;
		}
		unit_plan_lane(&c->u, 1 + chance_draw(c, 3), c->window[l], c->n_windows[l]);
	}
}

static void set_status(struct chance *c, struct plan_place *at)
{
	int64_t now = c->p->now;

	if (at->end <= now && chance_draw(c, 3) > 0)
		at->status = PLAN_DONE;
	else if (at->start <= now && chance_draw(c, 2) > 0)
		at->status = PLAN_RUNNING;
	else if (chance_draw(c, 12) == 0)
		at->status = PLAN_FIRM;
}

static void make_links(struct chance *c)
{
	int n = chance_draw(c, 2 * (int)c->p->n_bars);

	for (int i = 0; i < n; i++) {
		uint32_t to = (uint32_t)chance_draw(c, (int)c->p->n_bars);
		int64_t lag = chance_draw(c, 3) > 0 ? 0 : c->has_leads ? chance_draw(c, 24) - 16 : chance_draw(c, 8);

		if (to > 0)
			unit_plan_link(&c->u, (uint32_t)chance_draw(c, (int)to), to, lag);
	}
}

/* In a clean plan each bar goes to the first place that is free, after a pause. */
static void place_bar(struct chance *c, uint32_t bar)
{
	struct plan_place *at = &c->base[bar];
	int64_t start = c->is_clean ? chance_draw(c, 60) : chance_draw(c, 200);

	*at = c->u.bar[bar].at;
	if (chance_draw(c, 16) == 0) {
		at->lane = PLAN_NO_LANE;
	} else {
		assert_true(chance_put(c, at, start));
		while (c->is_clean &&
		       (chance_links_break(c, c->base, bar, at->start) || !chance_fits(c, c->base, bar, at)))
			assert_true(chance_put(c, at, at->start + 1));
		if (!c->is_clean && chance_draw(c, 12) == 0)
			at->start -= chance_draw(c, 5);
		set_status(c, at);
	}
}

static void make_plan(struct chance *c)
{
	int n = 2 + chance_draw(c, 22);

	c->has_leads = chance_draw(c, 3) == 0;
	c->is_clean = chance_draw(c, 3) > 0;
	unit_plan_start(&c->u, chance_draw(c, 80));
	c->p = &c->u.plan;
	make_lanes(c);
	for (int i = 0; i < n; i++) {
		uint32_t bar =
			unit_plan_bar(&c->u, (uint32_t)chance_draw(c, (int)c->p->n_lanes), 0, chance_draw(c, 18));

		c->u.bar[bar].order = i / 3;
		c->u.bar[bar].due = chance_draw(c, 2) ? PLAN_NEVER : 20 + chance_draw(c, 200);
		c->u.bar[bar].at.overtime = chance_draw(c, 16) == 0;
		c->base[bar] = (struct plan_place){ .lane = PLAN_NO_LANE };
	}
	for (int i = 0; i < n; i++) /* the due time is the order's */
		c->u.bar[i].due = c->u.bar[i / 3 * 3].due;
	make_links(c);
	for (uint32_t i = 0; i < (uint32_t)n; i++)
		place_bar(c, i);
	for (int i = 0; i < n; i++)
		c->u.bar[i].at = c->base[i];
	unit_plan_end(&c->u);
}

static void make_gesture(struct chance *c)
{
	uint32_t bar = (uint32_t)chance_draw(c, (int)c->p->n_bars);
	struct plan_place *to = &c->g.to;

	c->g = (struct plan_gesture){ .bar = bar, .to = c->base[bar], .mode = (enum plan_cascade)chance_draw(c, 4) };
	if (chance_draw(c, 24) == 0)
		to->lane = PLAN_NO_LANE;
	else if (to->lane == PLAN_NO_LANE || chance_draw(c, 4) == 0)
		to->lane = (uint32_t)chance_draw(c, (int)c->p->n_lanes);
	if (chance_draw(c, 8) == 0)
		to->work += chance_draw(c, 10);
	if (chance_draw(c, 12) == 0)
		to->overtime = !to->overtime;
	if (chance_draw(c, 12) == 0 && to->status == PLAN_PLANNED)
		to->status = PLAN_FIRM;
	if (to->lane != PLAN_NO_LANE)
		assert_true(chance_put(c, to,
				       to->start < 0 || chance_draw(c, 3) == 0 ? chance_draw(c, 200)
									       : to->start + chance_draw(c, 50)));
}

void chance_start(struct chance *c, unsigned int seed)
{
	memset(c, 0, sizeof(*c));
	c->seed = seed;
	c->state = seed * 2654435761u + 1;
	make_plan(c);
	make_gesture(c);
}
