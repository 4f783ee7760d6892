/*
 * gesture_seats - bars of a lane by start, and where the lane is full.
 */
#include <stdlib.h>
#include <string.h>

#include "core/plan/gesture_own.h"

/* Starts and ends of the bars that touch a stretch. */
struct edges {
	int64_t *start, *end;
	size_t n;
};

struct edges *gesture_edges(struct arena *mem, size_t n)
{
	struct edges *e = arena_alloc(mem, sizeof(*e));

	e->start = arena_alloc(mem, 2 * n * sizeof(*e->start));
	e->end = e->start + n;
	return e;
}

size_t gesture_seat_at(const struct lane_seats *lane, int64_t t)
{
	size_t low = 0, n = lane->n;

	while (n > 0) {
		size_t half = n / 2;

		if (lane->seat[low + half].start < t) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low;
}

/* From i on, as far as something changes; at least up to "to". */
static void renew_max_end(struct lane_seats *lane, size_t i, size_t to)
{
	int64_t before = i > 0 ? lane->seat[i - 1].max_end : INT64_MIN;

	for (; i < lane->n; i++) {
		struct seat *s = &lane->seat[i];
		int64_t max_end = s->end > before ? s->end : before;

		if (i >= to && s->max_end == max_end)
			return;
		s->max_end = before = max_end;
	}
}

void gesture_seat_add(struct lane_seats *lane, uint32_t bar, int64_t start, int64_t end)
{
	size_t i = gesture_seat_at(lane, start + 1);

	memmove(&lane->seat[i + 1], &lane->seat[i], (lane->n - i) * sizeof(*lane->seat));
	lane->n++;
	lane->seat[i] = (struct seat){ .start = start, .end = end, .bar = bar };
	renew_max_end(lane, i, i + 1);
}

void gesture_seat_remove(struct lane_seats *lane, uint32_t bar, int64_t from)
{
	size_t i = gesture_seat_at(lane, from);

	while (lane->seat[i].bar != bar)
		i++;
	lane->n--;
	memmove(&lane->seat[i], &lane->seat[i + 1], (lane->n - i) * sizeof(*lane->seat));
	renew_max_end(lane, i, i);
}

/* Seats that count and touch [start, end): their starts come out in falling order. */
static void collect(const struct lane_seats *lane, int64_t start, int64_t end, const struct seat_filter *filter,
		    struct edges *e)
{
	e->n = 0;
	for (size_t i = gesture_seat_at(lane, end); i-- > 0 && lane->seat[i].max_end > start;) {
		const struct seat *s = &lane->seat[i];

		if (s->end <= start || s->end <= s->start || !filter->counts(filter->context, s))
			continue;
		e->start[e->n] = s->start;
		e->end[e->n++] = s->end;
	}
}

static int compare_instants(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void sort_instants(int64_t *t, size_t n)
{
	enum { FEW = 24 };

	if (n > FEW) {
		qsort(t, n, sizeof(*t), compare_instants);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		int64_t moved = t[i];
		size_t j = i;

		for (; j > 0 && t[j - 1] > moved; j--)
			t[j] = t[j - 1];
		t[j] = moved;
	}
}

/* The first stretch with a load of at least "full". Every edge's bar touches the stretch that was asked for. */
static bool find_stretch(struct edges *e, size_t full, int64_t *ret_from, int64_t *ret_until)
{
	size_t i = e->n, j = 0;
	bool is_full = false;

	sort_instants(e->end, e->n);
	while (j < e->n) {
		int64_t t = i > 0 && e->start[i - 1] < e->end[j] ? e->start[i - 1] : e->end[j];

		for (; j < e->n && e->end[j] == t; j++)
			;
		for (; i > 0 && e->start[i - 1] == t; i--)
			;
		if (!is_full && e->n - i - j >= full) {
			is_full = true;
			*ret_from = t;
		} else if (is_full && e->n - i - j < full) {
			*ret_until = t;
			return true;
		}
	}
	return false;
}

bool gesture_is_full(const struct lane_seats *lane, int capacity, int64_t start, int64_t end,
		     const struct seat_filter *filter, struct edges *edges, int64_t *ret_from, int64_t *ret_until)
{
	if (start >= end)
		return false;
	collect(lane, start, end, filter, edges);
	return edges->n >= (size_t)capacity && find_stretch(edges, (size_t)capacity, ret_from, ret_until);
}
