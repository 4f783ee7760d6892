/*
 * conflict - the report: overloads, broken links, and the flags of each bar.
 */
#include "core/plan/conflict.h"

#include <stdlib.h>

#include "core/plan/conflict_own.h"
#include "core/plan/lane_order.h"

/* ---- links ---- */

int64_t plan_link_missing(const struct plan *p, const struct plan_place *place, uint32_t from,
			  const struct plan_edge *link)
{
	int64_t missing;

	if (place[from].lane == PLAN_NO_LANE || place[link->to].lane == PLAN_NO_LANE)
		return 0;
	missing = plan_end(p, &place[from]) + link->lag - place[link->to].start;
	return missing > 0 ? missing : 0;
}

/* Links of a bar are few and mostly in order already. */
static void insert_broken(struct plan_broken *list, size_t n, struct plan_broken broken)
{
	while (n > 0 && list[n - 1].from == broken.from && list[n - 1].to > broken.to) {
		list[n] = list[n - 1];
		n--;
	}
	list[n] = broken;
}

/* Links of a booked bar. Returns how many are in the list then. */
static size_t find_broken_from(const struct plan *p, const struct plan_place *place, uint32_t from,
			       struct plan_broken *list, size_t n)
{
	int64_t end = plan_end(p, &place[from]);

	for (uint32_t i = p->graph.succ_at[from]; i < p->graph.succ_at[from + 1]; i++) {
		const struct plan_edge *link = &p->graph.succ[i];
		int64_t by = end + link->lag - place[link->to].start;

		if (by > 0 && place[link->to].lane != PLAN_NO_LANE)
			insert_broken(list, n++, (struct plan_broken){ .from = from, .to = link->to, .by = by });
	}
	return n;
}

static void find_broken(const struct plan *p, const struct plan_place *place, struct arena *mem,
			struct plan_conflicts *ret)
{
	struct plan_broken *list = mem_alloc(p->graph.n_links * sizeof(*list)), *kept;
	size_t n = 0;

	for (uint32_t v = 0; v < p->n_bars; v++)
		if (place[v].lane != PLAN_NO_LANE)
			n = find_broken_from(p, place, v, list, n);
	kept = arena_alloc(mem, n * sizeof(*kept));
	for (size_t i = 0; i < n; i++)
		kept[i] = list[i];
	free(list);
	ret->broken = kept;
	ret->n_broken = n;
}

/* ---- orders ---- */

static struct plan_order_slot *find_slot(const struct plan_order_ends *ends, int64_t order)
{
	size_t at = (size_t)((uint64_t)order * UINT64_C(0x9E3779B97F4A7C15) >> 20) & ends->mask;

	while (ends->slot[at].last != PLAN_NO_BAR && ends->slot[at].order != order)
		at = (at + 1) & ends->mask;
	return &ends->slot[at];
}

void plan_order_ends(const struct plan *p, const struct plan_place *place, struct arena *mem,
		     struct plan_order_ends *ret)
{
	size_t size = 16;

	while (size < 2 * p->n_bars)
		size *= 2;
	ret->mask = size - 1;
	ret->slot = arena_alloc(mem, size * sizeof(*ret->slot));
	for (size_t i = 0; i < size; i++)
		ret->slot[i].last = PLAN_NO_BAR;
	for (uint32_t v = 0; v < p->n_bars; v++) {
		struct plan_order_slot *slot;

		if (place[v].lane == PLAN_NO_LANE)
			continue;
		slot = find_slot(ret, p->bar[v].order);
		if (slot->last == PLAN_NO_BAR || plan_end(p, &place[v]) >= plan_end(p, &place[slot->last]))
			*slot = (struct plan_order_slot){ .order = p->bar[v].order, .last = v };
	}
}

uint32_t plan_order_last(const struct plan_order_ends *ends, int64_t order)
{
	return find_slot(ends, order)->last;
}

static void flag_late(const struct plan *p, const struct plan_place *place, struct arena *mem, uint8_t *flags)
{
	struct plan_order_ends ends;

	plan_order_ends(p, place, mem, &ends);
	for (size_t i = 0; i <= ends.mask; i++) {
		uint32_t last = ends.slot[i].last;

		if (last != PLAN_NO_BAR && plan_end(p, &place[last]) > p->bar[last].due)
			flags[last] |= PLAN_LATE;
	}
}

/* ---- one bar ---- */

struct plan_span plan_span_of(const struct plan_calendar *c, int64_t from, int64_t to)
{
	struct plan_span span = { .worked = to - from, .begins = true, .ends = true };
	size_t i;

	if (!c || c->round_the_clock)
		return span;
	i = plan_calendar_window(c, from);
	span = (struct plan_span){ .begins = i < c->n && c->window[i].start <= from };
	for (; i < c->n && c->window[i].start < to; i++) {
		const struct plan_window *w = &c->window[i];

		span.worked += (w->end < to ? w->end : to) - (w->start > from ? w->start : from);
		span.ends = to <= w->end;
	}
	return span;
}

int64_t plan_off_time(const struct plan *p, const struct plan_place *at)
{
	struct plan_span span;
	int64_t missing;

	if (at->lane == PLAN_NO_LANE)
		return 0;
	span = plan_span_of(&p->lane[at->lane].calendar, at->start, at->end);
	if (at->overtime)
		return 1 + at->end - at->start - span.worked;
	missing = at->work - span.worked;
	return (span.begins ? 0 : 1) + (missing > 0 ? missing : 0);
}

/* What can be said without looking at any other bar. */
static uint8_t flags_alone(const struct plan *p, const struct plan_bar *bar, const struct plan_place *at)
{
	uint8_t flags = 0;

	if (plan_off_time(p, at) > 0)
		flags |= PLAN_OFF_CALENDAR;
	if (at->status != PLAN_RUNNING && at->start < p->now)
		flags |= PLAN_PAST;
	if (!plan_is_eligible(bar, at->lane))
		flags |= PLAN_WRONG_LANE;
	return flags;
}

static bool has_flags(const struct plan_place *at)
{
	return at->lane != PLAN_NO_LANE && at->status != PLAN_DONE;
}

static void flag_bars(const struct plan *p, const struct plan_place *place, const struct plan_conflicts *c,
		      uint8_t *flags)
{
	for (size_t i = 0; i < p->n_bars; i++)
		if (has_flags(&place[i]))
			flags[i] |= flags_alone(p, &p->bar[i], &place[i]);
	for (size_t i = 0; i < c->n_broken; i++) {
		if (has_flags(&place[c->broken[i].from]))
			flags[c->broken[i].from] |= PLAN_BROKEN;
		if (has_flags(&place[c->broken[i].to]))
			flags[c->broken[i].to] |= PLAN_BROKEN;
	}
	for (size_t i = 0; i < c->n_overloads; i++)
		for (size_t j = 0; j < c->overload[i].n; j++)
			flags[c->overload[i].bar[j]] |= PLAN_OVERLOADED;
}

void plan_conflicts(const struct plan *p, const struct plan_place *place, struct arena *mem, struct plan_conflicts *ret)
{
	uint8_t *flags = arena_alloc(mem, p->n_bars);
	struct plan_overloads overloads;

	*ret = (struct plan_conflicts){ .flags = flags };
	plan_overloads(p, place, NULL, mem, &overloads);
	ret->overload = overloads.item;
	ret->n_overloads = overloads.n;
	find_broken(p, place, mem, ret);
	flag_bars(p, place, ret, flags);
	flag_late(p, place, mem, flags);
}

/* ---- load ---- */

static int64_t booked_between(const struct plan *p, const struct plan_place *at, int64_t from, int64_t to)
{
	int64_t end;

	if (at->start >= to || !plan_is_load(p, at))
		return 0;
	end = plan_end(p, at);
	if (end <= from)
		return 0;
	return plan_calendar_between(&p->lane[at->lane].calendar, at->start > from ? at->start : from,
				     end < to ? end : to);
}

static int load_percent(const struct plan_lane *lane, int64_t booked, int64_t from, int64_t to)
{
	int64_t whole = plan_calendar_between(&lane->calendar, from, to) * lane->capacity;

	return whole <= 0 ? 0 : (int)((100 * booked + whole / 2) / whole);
}

int plan_lane_load(const struct plan *p, const struct plan_place *place, uint32_t lane, int64_t from, int64_t to)
{
	int64_t booked = 0;

	for (size_t i = 0; i < p->n_bars; i++)
		if (place[i].lane == lane)
			booked += booked_between(p, &place[i], from, to);
	return load_percent(&p->lane[lane], booked, from, to);
}

const int *plan_lane_loads(const struct plan *p, const struct plan_place *place, int64_t from, int64_t to,
			   struct arena *mem)
{
	int64_t *booked = arena_alloc(mem, p->n_lanes * sizeof(*booked));
	int *load = arena_alloc(mem, p->n_lanes * sizeof(*load));

	for (size_t i = 0; i < p->n_bars; i++)
		if (place[i].lane != PLAN_NO_LANE)
			booked[place[i].lane] += booked_between(p, &place[i], from, to);
	for (size_t l = 0; l < p->n_lanes; l++)
		load[l] = load_percent(&p->lane[l], booked[l], from, to);
	return load;
}
