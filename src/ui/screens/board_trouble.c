/*
 * board_trouble - what is wrong with a draft, one thing after the other, and
 * in words.
 */
#include <stdlib.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

enum { NAMED = 3 };

/* ---- collecting ---- */

static void add(struct desk_troubles *ret, const struct desk_trouble *t)
{
	ret->item[ret->n++] = *t;
}

static void add_overloads(const struct plan_conflicts *c, const uint8_t *moved, struct desk_troubles *ret)
{
	for (size_t i = 0; i < c->n_overloads; i++) {
		const struct plan_overload *o = &c->overload[i];
		uint32_t bar = PLAN_NO_BAR;

		for (size_t k = 0; k < o->n && bar == PLAN_NO_BAR; k++)
			if (!moved || moved[o->bar[k]])
				bar = o->bar[k];
		if (bar != PLAN_NO_BAR)
			add(ret, &(struct desk_trouble){ .flag = PLAN_OVERLOADED,
							 .bar = bar,
							 .other = o->n > 1 ? o->bar[o->bar[0] == bar] : PLAN_NO_BAR,
							 .overload = o,
							 .from = o->from,
							 .to = o->to });
	}
}

static void add_broken(const struct plan_place *place, const struct plan_conflicts *c, const uint8_t *moved,
		       struct desk_troubles *ret)
{
	for (size_t i = 0; i < c->n_broken; i++) {
		const struct plan_broken *b = &c->broken[i];

		if (!moved || moved[b->from] || moved[b->to])
			add(ret, &(struct desk_trouble){ .flag = PLAN_BROKEN,
							 .bar = b->to,
							 .other = b->from,
							 .from = place[b->to].start,
							 .to = place[b->to].end,
							 .by = b->by });
	}
}

static void add_flags(const struct plan_place *place, const uint8_t *flags, uint32_t bar, uint8_t wanted,
		      struct desk_troubles *ret)
{
	static const enum plan_flag all[] = { PLAN_LATE, PLAN_OFF_CALENDAR, PLAN_WRONG_LANE, PLAN_PAST };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (flags[bar] & wanted & all[i])
			add(ret, &(struct desk_trouble){ .flag = all[i],
							 .bar = bar,
							 .other = PLAN_NO_BAR,
							 .from = place[bar].start,
							 .to = place[bar].end });
}

static int by_time(const void *a, const void *b)
{
	const struct desk_trouble *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->flag != y->flag)
		return x->flag < y->flag ? -1 : 1;
	return (x->bar > y->bar) - (x->bar < y->bar);
}

static size_t flags_of(uint8_t flags)
{
	size_t n = 0;

	for (; flags; flags &= (uint8_t)(flags - 1))
		n++;
	return n;
}

static void make_room(const struct plan *p, const struct plan_conflicts *c, struct arena *mem,
		      struct desk_troubles *ret)
{
	size_t n = c->n_overloads + c->n_broken;

	for (uint32_t i = 0; i < p->n_bars; i++)
		n += flags_of(c->flags[i]);
	ret->item = arena_alloc(mem, n * sizeof(*ret->item));
	ret->n = 0;
}

void desk_troubles(const struct plan *p, const struct plan_place *place, const struct plan_conflicts *c,
		   struct arena *mem, struct desk_troubles *ret)
{
	make_room(p, c, mem, ret);
	add_overloads(c, NULL, ret);
	add_broken(place, c, NULL, ret);
	for (uint32_t i = 0; i < p->n_bars; i++)
		add_flags(place, c->flags, i, UINT8_MAX, ret);
	qsort(ret->item, ret->n, sizeof(*ret->item), by_time);
}

/* A flag of the draft that the base does not have, or has less of. */
static uint8_t worse(const struct desk *s, uint32_t bar)
{
	const struct plan_outcome *o = &s->held.out;
	uint8_t fresh = o->conflicts.flags[bar] & (uint8_t)~s->plan.conflicts.flags[bar];

	if (o->place[bar].end > s->plan.place[bar].end)
		fresh |= o->conflicts.flags[bar] & PLAN_LATE;
	return fresh;
}

void desk_caused(const struct desk *s, struct arena *mem, struct desk_troubles *ret)
{
	const struct plan_outcome *o = &s->held.out;
	uint8_t *moved = arena_alloc(mem, s->base.plan.n_bars);

	make_room(&s->base.plan, &o->conflicts, mem, ret);
	for (size_t i = 0; i < o->n_moved; i++) {
		moved[o->moved[i]] = 1;
		add_flags(o->place, o->conflicts.flags, o->moved[i], worse(s, o->moved[i]), ret);
	}
	add_overloads(&o->conflicts, moved, ret);
	add_broken(o->place, &o->conflicts, moved, ret);
	qsort(ret->item, ret->n, sizeof(*ret->item), by_time);
}

/* ---- words ---- */

static const char *number(const struct desk *s, uint32_t bar)
{
	return s->base.plan.bar[bar].number;
}

static void overload_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size)
{
	const struct plan_overload *o = t->overload;
	char when[DESK_SHORT], rest[48];
	size_t told = 0;

	str_format(ret, size, "! %s overlaps ", number(s, t->bar));
	for (size_t i = 0; i < o->n && told < NAMED; i++) {
		if (o->bar[i] == t->bar)
			continue;
		str_append(ret, size, told++ ? ", " : "");
		str_append(ret, size, number(s, o->bar[i]));
	}
	if (o->n > told + 1) {
		str_format(rest, sizeof(rest), " and %zu more", o->n - told - 1);
		str_append(ret, size, rest);
	}
	desk_interval_words(o->from, o->to, when, sizeof(when));
	str_format(rest, sizeof(rest), " (%d of %d)", o->load, s->base.plan.lane[o->lane].capacity);
	str_append(ret, size, " on ");
	str_append(ret, size, desk_lane_name(s, o->lane));
	str_append(ret, size, " ");
	str_append(ret, size, when);
	str_append(ret, size, rest);
}

static void late_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size)
{
	int64_t due = s->base.plan.bar[t->bar].due;
	char late[32], when[48];

	board_duration_words(desk_shown(s)->place[t->bar].end - due, late, sizeof(late));
	board_time_words(due, when, sizeof(when));
	str_format(ret, size, "! %s %s %s late for %s", number(s, t->bar), s->mode == DESK_BROWSE ? "is" : "would be",
		   late, when);
}

static void broken_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size)
{
	char by[32];

	board_duration_words(t->by, by, sizeof(by));
	str_format(ret, size, "! %s starts %s before %s lets it", number(s, t->bar), by, number(s, t->other));
}

static void off_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size)
{
	const struct plan_place *at = &desk_shown(s)->place[t->bar];

	if (at->overtime)
		str_format(ret, size, "! %s works overtime on %s", number(s, t->bar), desk_lane_name(s, at->lane));
	else
		str_format(ret, size, "! %s stands in off time of %s", number(s, t->bar), desk_lane_name(s, at->lane));
}

void desk_trouble_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size)
{
	const struct plan_place *at = &desk_shown(s)->place[t->bar];

	switch (t->flag) {
	case PLAN_OVERLOADED:
		overload_words(s, t, ret, size);
		break;
	case PLAN_BROKEN:
		broken_words(s, t, ret, size);
		break;
	case PLAN_LATE:
		late_words(s, t, ret, size);
		break;
	case PLAN_OFF_CALENDAR:
		off_words(s, t, ret, size);
		break;
	case PLAN_WRONG_LANE:
		str_format(ret, size, "! %s cannot be made on %s", number(s, t->bar), desk_lane_name(s, at->lane));
		break;
	case PLAN_PAST:
		str_format(ret, size, "! %s is planned for a time that is over", number(s, t->bar));
		break;
	}
}
