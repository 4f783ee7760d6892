/*
 * lane_order - a radix sort over instants, then a count of lanes: it runs at
 * every key of a drag, over all bars.
 */
#include "core/plan/lane_order.h"

#include <stdlib.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

struct keyed {
	uint64_t key;
	uint32_t bar;
};

bool plan_is_load(const struct plan *p, const struct plan_place *at)
{
	return at->lane != PLAN_NO_LANE && at->status != PLAN_DONE && at->start < plan_end(p, at);
}

/* Keys count from the earliest, so that few digits are left to sort. Returns how many stand. */
static size_t collect(const struct plan *p, const struct plan_place *place, struct keyed *item, uint64_t *ret_greatest)
{
	int64_t least = INT64_MAX;
	size_t n = 0;

	for (size_t i = 0; i < p->n_bars; i++) {
		if (place[i].lane == PLAN_NO_LANE || place[i].status == PLAN_DONE)
			continue;
		least = place[i].start < least ? place[i].start : least;
		item[n++] = (struct keyed){ .key = (uint64_t)place[i].start, .bar = (uint32_t)i };
	}
	*ret_greatest = 0;
	for (size_t i = 0; i < n; i++) {
		item[i].key -= (uint64_t)least;
		*ret_greatest = item[i].key > *ret_greatest ? item[i].key : *ret_greatest;
	}
	return n;
}

static void sort_by_digit(const struct keyed *from, size_t n, unsigned int shift, struct keyed *to)
{
	size_t at[DIGITS] = { 0 };
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i].key >> shift & (DIGITS - 1)]++;
	for (size_t d = 0; d < DIGITS; d++) {
		size_t here = at[d];

		at[d] = sum;
		sum += here;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

/* Returns which of the two holds the result. */
static struct keyed *sort(struct keyed *item, struct keyed *other, size_t n, uint64_t greatest)
{
	for (unsigned int shift = 0; shift < 64 && greatest >> shift != 0; shift += DIGIT_BITS) {
		struct keyed *sorted = other;

		sort_by_digit(item, n, shift, sorted);
		other = item;
		item = sorted;
	}
	return item;
}

static void deal(const struct plan *p, const struct plan_place *place, const struct keyed *item, size_t n,
		 struct arena *mem, struct plan_lane_order *ret)
{
	uint32_t *at = arena_alloc(mem, (p->n_lanes + 2) * sizeof(*at));
	uint32_t *bar = arena_alloc(mem, n * sizeof(*bar));

	for (size_t i = 0; i < n; i++)
		at[place[item[i].bar].lane + 2]++;
	for (size_t l = 2; l < p->n_lanes + 2; l++)
		at[l] += at[l - 1];
	/* Filling moves the beginning of each lane to that of the next: at + 1 becomes at. */
	for (size_t i = 0; i < n; i++)
		bar[at[place[item[i].bar].lane + 1]++] = item[i].bar;
	*ret = (struct plan_lane_order){ .at = at, .bar = bar };
}

void plan_lane_order(const struct plan *p, const struct plan_place *place, struct arena *mem,
		     struct plan_lane_order *ret)
{
	struct keyed *item = mem_alloc(2 * p->n_bars * sizeof(*item));
	uint64_t greatest;
	size_t n = collect(p, place, item, &greatest);

	deal(p, place, sort(item, item + p->n_bars, n, greatest), n, mem, ret);
	free(item);
}
