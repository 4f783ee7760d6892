/*
 * gesture_fit - the next free place of a lane, forward or back.
 */
#include <stdlib.h>

#include "core/plan/gesture_own.h"
#include "core/plan/lane_order.h"

/* What the place must keep to. */
struct fit {
	const struct plan *p;
	const struct plan_place *place;
	uint32_t bar, lane;
	struct lane_seats seats; /* of all others */
	struct edges *edges;
	int64_t earliest, latest_end;
};

static int compare_seats(const void *a, const void *b)
{
	const struct seat *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static void seat_others(struct fit *f, struct arena *mem)
{
	struct seat *seat = arena_alloc(mem, f->p->n_bars * sizeof(*seat));
	int64_t max_end = INT64_MIN;
	size_t n = 0;

	for (uint32_t i = 0; i < f->p->n_bars; i++) {
		const struct plan_place *at = &f->place[i];

		if (i != f->bar && at->lane == f->lane && plan_is_load(f->p, at))
			seat[n++] = (struct seat){ .start = at->start, .end = plan_end(f->p, at), .bar = i };
	}
	qsort(seat, n, sizeof(*seat), compare_seats);
	for (size_t i = 0; i < n; i++)
		seat[i].max_end = max_end = seat[i].end > max_end ? seat[i].end : max_end;
	f->seats = (struct lane_seats){ .seat = seat, .n = n };
	f->edges = gesture_edges(mem, n);
}

static void bound_by_links(struct fit *f)
{
	const struct plan_graph *g = &f->p->graph;

	f->earliest = f->p->now;
	f->latest_end = PLAN_NEVER;
	for (uint32_t i = g->pred_at[f->bar]; i < g->pred_at[f->bar + 1]; i++) {
		const struct plan_place *at = &f->place[g->pred[i].to];
		int64_t bound = plan_end(f->p, at) + g->pred[i].lag;

		if (at->lane != PLAN_NO_LANE && bound > f->earliest)
			f->earliest = bound;
	}
	for (uint32_t i = g->succ_at[f->bar]; i < g->succ_at[f->bar + 1]; i++) {
		const struct plan_place *at = &f->place[g->succ[i].to];
		int64_t bound = at->start - g->succ[i].lag;

		if (at->lane != PLAN_NO_LANE && bound < f->latest_end)
			f->latest_end = bound;
	}
}

static bool counts_all(const void *context, const struct seat *seat)
{
	(void)context;
	(void)seat;
	return true;
}

static bool is_full(struct fit *f, const struct plan_place *at, int64_t *ret_from, int64_t *ret_until)
{
	const struct seat_filter filter = { .counts = counts_all };

	return gesture_is_full(&f->seats, f->p->lane[f->lane].capacity, at->start, at->end, &filter, f->edges, ret_from,
			       ret_until);
}

static bool fit_forward(struct fit *f, int64_t start, struct plan_place *at)
{
	int64_t from;

	if (start < f->earliest)
		start = f->earliest;
	while (plan_put(f->p, at, f->lane, start))
		if (!is_full(f, at, &from, &start))
			return true;
	return false;
}

/* The last place that ends by "end". */
static bool put_by(const struct fit *f, struct plan_place *at, int64_t end)
{
	const struct plan_calendar *c = at->overtime ? NULL : &f->p->lane[f->lane].calendar;

	return plan_put_back(f->p, at, f->lane, plan_calendar_sub(c, end, at->work));
}

static bool fit_back(struct fit *f, int64_t start, struct plan_place *at)
{
	int64_t from, until;

	/* Where the calendar runs out behind start, what ends with its last window may still fit. */
	if (!plan_put_back(f->p, at, f->lane, start) && (!put_by(f, at, PLAN_NEVER) || at->start > start))
		return false;
	if (at->end > f->latest_end && !put_by(f, at, f->latest_end))
		return false;
	while (at->start >= f->earliest) {
		if (!is_full(f, at, &from, &until))
			return true;
		if (!put_by(f, at, from))
			return false;
	}
	return false;
}

bool plan_first_fit(const struct plan *p, const struct plan_place *place, uint32_t bar, uint32_t lane, int64_t from,
		    int direction, struct plan_place *ret)
{
	struct arena mem = { 0 };
	struct fit f = { .p = p, .place = place, .bar = bar, .lane = lane };
	struct plan_place at = place[bar];
	bool fits;

	at.lane = lane;
	seat_others(&f, &mem);
	bound_by_links(&f);
	fits = direction < 0 ? fit_back(&f, from, &at) : fit_forward(&f, from, &at);
	if (fits)
		*ret = at;
	arena_done(&mem);
	return fits;
}
