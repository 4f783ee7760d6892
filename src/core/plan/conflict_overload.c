/*
 * conflict_overload - one sweep over the starts and ends of each lane.
 */
#include <stdlib.h>
#include <string.h>

#include "core/plan/conflict_own.h"
#include "core/plan/lane_order.h"

/* Who is there, and until when. */
struct present {
	int64_t end;
	uint32_t bar;
};

/* One lane, and what was found so far on all. */
struct sweep {
	const struct plan *p;
	const struct plan_place *place;
	struct present *present; /* a heap: who leaves first is first */
	size_t load;
	struct plan_overload now; /* bar is filled at the end */
	bool is_open;
	size_t began; /* first member of the open one */
	struct plan_overload *found;
	size_t n_found, room_found;
	uint32_t *member; /* of all found, one after the other */
	size_t n_members, room_members;
};

static void add_member(struct sweep *s, uint32_t bar)
{
	if (s->n_members == s->room_members) {
		s->room_members = s->room_members ? 2 * s->room_members : 256;
		s->member = mem_grow(s->member, s->room_members * sizeof(*s->member));
	}
	s->member[s->n_members++] = bar;
}

static int compare_members(const void *a, const void *b, void *context)
{
	const struct sweep *s = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int64_t start_x = s->place[x].start, start_y = s->place[y].start;
	int number;

	if (start_x != start_y)
		return start_x < start_y ? -1 : 1;
	number = strcmp(s->p->bar[x].number, s->p->bar[y].number);
	return number != 0 ? number : (x > y) - (x < y);
}

static void open_overload(struct sweep *s, uint32_t lane, int64_t t)
{
	s->is_open = true;
	s->began = s->n_members;
	s->now = (struct plan_overload){ .lane = lane, .from = t };
	for (size_t i = 0; i < s->load; i++)
		add_member(s, s->present[i].bar);
}

static void close_overload(struct sweep *s, int64_t t)
{
	if (s->n_found == s->room_found) {
		s->room_found = s->room_found ? 2 * s->room_found : 64;
		s->found = mem_grow(s->found, s->room_found * sizeof(*s->found));
	}
	s->is_open = false;
	s->now.to = t;
	s->now.n = s->n_members - s->began;
	qsort_r(s->member + s->began, s->now.n, sizeof(*s->member), compare_members, s);
	s->found[s->n_found++] = s->now;
}

static void leave_first(struct sweep *s)
{
	struct present last = s->present[--s->load];
	size_t i = 0;

	while (2 * i + 1 < s->load) {
		size_t child = 2 * i + 1;

		if (child + 1 < s->load && s->present[child + 1].end < s->present[child].end)
			child++;
		if (s->present[child].end >= last.end)
			break;
		s->present[i] = s->present[child];
		i = child;
	}
	s->present[i] = last;
}

static void enter(struct sweep *s, uint32_t bar)
{
	struct present new = { .end = plan_end(s->p, &s->place[bar]), .bar = bar };
	size_t i = s->load++;

	for (; i > 0 && s->present[(i - 1) / 2].end > new.end; i = (i - 1) / 2)
		s->present[i] = s->present[(i - 1) / 2];
	s->present[i] = new;
}

/* After all that happens at t. came: n bars that start then. */
static void judge(struct sweep *s, uint32_t lane, int64_t t, const uint32_t *came, size_t n)
{
	bool is_over = s->load > (size_t)s->p->lane[lane].capacity;

	if (is_over && !s->is_open)
		open_overload(s, lane, t);
	else if (!is_over && s->is_open)
		close_overload(s, t);
	else if (is_over)
		for (size_t i = 0; i < n; i++)
			if (plan_is_load(s->p, &s->place[came[i]]))
				add_member(s, came[i]);
	if (is_over && (int)s->load > s->now.load)
		s->now.load = (int)s->load;
}

/*
 * Who starts at an instant enters before it is judged: an overload that would
 * close and open at once goes on. Bars of no length are left out.
 */
static void sweep_lane(struct sweep *s, uint32_t lane, const uint32_t *bar, size_t n)
{
	size_t i = 0;

	while (i < n || s->load > 0) {
		int64_t from = i < n ? s->place[bar[i]].start : INT64_MAX;
		int64_t t = s->load > 0 && s->present[0].end < from ? s->present[0].end : from;
		size_t first = i;

		while (s->load > 0 && s->present[0].end == t)
			leave_first(s);
		for (; i < n && s->place[bar[i]].start == t; i++)
			if (plan_is_load(s->p, &s->place[bar[i]]))
				enter(s, bar[i]);
		judge(s, lane, t, bar + first, i - first);
	}
}

static void keep_found(struct sweep *s, struct arena *mem, struct plan_overloads *ret)
{
	uint32_t *member = arena_alloc(mem, s->n_members * sizeof(*member));
	struct plan_overload *item = arena_alloc(mem, s->n_found * sizeof(*item));
	size_t at = 0;

	if (s->n_members)
		memcpy(member, s->member, s->n_members * sizeof(*member));
	for (size_t i = 0; i < s->n_found; i++) {
		item[i] = s->found[i];
		item[i].bar = member + at;
		at += item[i].n;
	}
	*ret = (struct plan_overloads){ .item = item, .n = s->n_found };
}

void plan_overloads(const struct plan *p, const struct plan_place *place, const bool *of_lane, struct arena *mem,
		    struct plan_overloads *ret)
{
	struct sweep s = { .p = p, .place = place };
	struct plan_lane_order order;

	plan_lane_order(p, place, mem, &order);
	s.present = mem_alloc(p->n_bars * sizeof(*s.present));
	for (uint32_t l = 0; l < p->n_lanes; l++)
		if (!of_lane || of_lane[l])
			sweep_lane(&s, l, order.bar + order.at[l], order.at[l + 1] - order.at[l]);
	keep_found(&s, mem, ret);
	free(s.present);
	free(s.found);
	free(s.member);
}
