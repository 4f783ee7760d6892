/*
 * level_guess - whether a move is worth trying where calendars, blocks and
 * due dates forbid to work it out from heads and tails: how far beyond its
 * latest end it would push anything.
 */
#include "core/plan/level_own.h"

/* Up to when each task may end, for itself: its due date, or where it is beyond that now. */
static void allow_own(struct level_state *s)
{
	const struct level_shop *shop = s->shop;

	for (size_t i = 0; i < shop->n_free; i++)
		s->link_tail[s->order[i]] = s->worth.end;
	for (size_t i = 0; i < shop->n_due; i++) {
		const uint32_t v = shop->with_due[i];
		const int64_t limit = level_max(shop->in->task[v].due, s->end[v]);

		if (limit < s->link_tail[v])
			s->link_tail[v] = limit;
	}
	for (size_t i = 0; i < shop->n_deadlines; i++) {
		const uint32_t v = shop->deadline[i].task;
		const int64_t limit = level_max(shop->deadline[i].at, s->end[v]);

		if (limit < s->link_tail[v])
			s->link_tail[v] = limit;
	}
}

static int64_t latest_start(const struct level_state *s, uint32_t v, int64_t end)
{
	const struct level_option *o = &s->shop->option[s->option[v]];

	return level_fit_back(s->shop, o->lane, s->slot[v], end, o->work);
}

void level_find_latest(struct level_state *s)
{
	const struct level_shop *shop = s->shop;

	allow_own(s);
	s->effort += (int64_t)shop->n_free * 16;
	for (size_t i = shop->n_free; i-- > 0;) {
		const uint32_t v = s->order[i], next = s->next[v];
		const int64_t behind = next == LEVEL_NONE ? PLAN_NEVER : s->tail[next];
		int64_t end = s->link_tail[v];

		if (s->end[v] >= PLAN_NEVER) {
			s->tail[v] = behind;
			s->link_tail[v] = PLAN_NEVER;
			continue;
		}
		for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++)
			if (s->end[shop->succ[k].to] < PLAN_NEVER &&
			    s->tail[shop->succ[k].to] - shop->succ[k].lag < end)
				end = s->tail[shop->succ[k].to] - shop->succ[k].lag;
		s->link_tail[v] = end;
		s->tail[v] = latest_start(s, v, behind < end ? behind : end);
	}
}

/* Times the task there, not before t; returns its end, and raises *worst by what it exceeds. */
static int64_t pass(const struct level_state *s, uint32_t v, uint32_t option, uint32_t slot, int64_t t, int64_t *worst)
{
	const struct level_option *o = &s->shop->option[option];
	int64_t start, end;

	level_fit(s->shop, o->lane, slot, level_max(s->ready[v], t), o->work, &start, &end);
	if (end >= PLAN_NEVER && s->end[v] >= PLAN_NEVER)
		return t;
	*worst = level_max(*worst, end - s->link_tail[v]);
	return end < PLAN_NEVER ? end : t;
}

static int64_t pass_as_is(const struct level_state *s, uint32_t v, int64_t t, int64_t *worst)
{
	return pass(s, v, s->option[v], s->slot[v], t, worst);
}

static int64_t used_after(const struct level_state *s, uint32_t v)
{
	return v == LEVEL_NONE ? PLAN_ALWAYS : s->used[v];
}

static int64_t exceed(const struct level_state *s, uint32_t behind, int64_t t, int64_t worst)
{
	return behind == LEVEL_NONE ? worst : level_max(worst, t - s->tail[behind]);
}

static int64_t guess_in_slot(const struct level_state *s, const struct level_move *m)
{
	const uint32_t u = m->task;
	const bool later = m->after != LEVEL_NONE && s->at[m->after] > s->at[u];
	int64_t t = used_after(s, later ? s->prev[u] : m->after), worst = PLAN_ALWAYS;
	uint32_t behind = later ? s->next[m->after] : s->next[u];

	if (!later)
		t = pass_as_is(s, u, t, &worst);
	for (uint32_t v = later ? s->next[u] : level_behind(s, m); v != (later ? behind : u); v = s->next[v])
		t = pass_as_is(s, v, t, &worst);
	if (later)
		t = pass_as_is(s, u, t, &worst);
	return exceed(s, behind, t, worst);
}

int64_t level_guess(const struct level_state *s, const struct level_move *m)
{
	int64_t worst = PLAN_ALWAYS, t;

	if (m->slot != LEVEL_NONE && m->slot == s->slot[m->task])
		return guess_in_slot(s, m);
	t = pass(s, m->task, m->option, m->slot, used_after(s, m->after), &worst);
	return m->slot == LEVEL_NONE ? worst : exceed(s, level_behind(s, m), t, worst);
}
