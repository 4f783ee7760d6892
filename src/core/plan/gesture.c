/*
 * gesture - one play: the held bar, its cascade, and what comes of it.
 */
#include "core/plan/gesture.h"

#include <stdlib.h>

#include "core/plan/gesture_own.h"
#include "core/plan/lane_order.h"

/* ---- setting up ---- */

void gesture_sit(struct play *play, uint32_t bar)
{
	const struct plan_place *at = &play->place[bar];
	struct lane_seats *lane = &play->lane[at->lane];

	if (play->sits_at[bar] != INT64_MIN)
		gesture_seat_remove(lane, bar, play->sits_at[bar]);
	gesture_seat_add(lane, bar, at->start, plan_end(play->p, at));
	play->sits_at[bar] = at->start;
}

/* All but the held one, with room for it on each lane. */
static void seat_bars(struct play *play)
{
	const struct plan *p = play->p;
	struct plan_lane_order order;
	struct seat *seat = arena_alloc(play->mem, (p->n_bars + p->n_lanes) * sizeof(*seat));
	size_t most = 0;

	plan_lane_order(p, play->place, play->mem, &order);
	play->lane = arena_alloc(play->mem, p->n_lanes * sizeof(*play->lane));
	for (size_t l = 0; l < p->n_lanes; l++) {
		struct lane_seats *lane = &play->lane[l];
		int64_t max_end = INT64_MIN;

		lane->seat = seat + order.at[l] + l;
		for (size_t i = order.at[l]; i < order.at[l + 1]; i++) {
			const struct plan_place *at = &play->place[order.bar[i]];
			int64_t end = plan_end(p, at);

			if (order.bar[i] == play->g->bar)
				continue;
			max_end = end > max_end ? end : max_end;
			lane->seat[lane->n++] = (struct seat){ at->start, end, max_end, order.bar[i] };
		}
		most = lane->n > most ? lane->n : most;
	}
	play->edges = gesture_edges(play->mem, most + 1);
}

/* Fixed bars, and all that comes before the held one. */
static void mark_still(struct play *play)
{
	const struct plan_graph *g = &play->p->graph;
	bool *comes_before = arena_alloc(play->mem, play->p->n_bars);

	for (size_t i = 0; i < play->p->n_bars; i++)
		play->is_still[i] = plan_is_fixed(&play->place[i]);
	comes_before[play->g->bar] = true;
	for (size_t i = g->n; i-- > 0;) {
		uint32_t v = g->order[i];

		for (uint32_t j = g->pred_at[v]; j < g->pred_at[v + 1] && comes_before[v]; j++)
			comes_before[g->pred[j].to] = play->is_still[g->pred[j].to] = true;
	}
}

static void set_up(struct play *play)
{
	size_t n = play->p->n_bars;

	play->gait = arena_alloc(play->mem, n);
	play->is_still = arena_alloc(play->mem, n);
	play->is_news = arena_alloc(play->mem, n);
	play->is_suspect = arena_alloc(play->mem, n);
	play->suspect = arena_alloc(play->mem, n * sizeof(*play->suspect));
	play->floor = arena_alloc(play->mem, n * sizeof(*play->floor));
	play->sits_at = arena_alloc(play->mem, n * sizeof(*play->sits_at));
	play->news = arena_alloc(play->mem, n * sizeof(*play->news));
	for (size_t i = 0; i < n; i++)
		play->floor[i] = play->sits_at[i] = play->place[i].start;
	mark_still(play);
	seat_bars(play);
	gesture_turns_make(&play->turns, n, play->floor, play->mem);
}

/* ---- the held bar ---- */

static bool is_same_time(const struct plan_place *a, const struct plan_place *b)
{
	return a->lane == b->lane && (a->lane == PLAN_NO_LANE || (a->start == b->start && a->end == b->end));
}

/* Pinned or unpinned, and nothing else. */
static bool is_only_pinning(const struct plan_place *from, const struct plan_place *to)
{
	struct plan_place pinned = *from;

	if (from->status > PLAN_FIRM || to->status > PLAN_FIRM || from->status == to->status)
		return false;
	pinned.status = to->status;
	return plan_place_equal(&pinned, to);
}

static void take(struct play *play)
{
	uint32_t held = play->g->bar;

	play->place[held] = play->g->to;
	play->floor[held] = play->g->to.start;
	play->sits_at[held] = INT64_MIN;
	play->gait[held] = GAIT_PLACED;
}

static void cascade(struct play *play)
{
	bool has_moved = !is_same_time(&play->p->bar[play->g->bar].at, &play->g->to);

	if (play->g->mode == PLAN_CASCADE_NONE || (!has_moved && play->g->mode != PLAN_CASCADE_CLOSE))
		return;
	set_up(play);
	take(play);
	if (play->g->mode == PLAN_CASCADE_KEEP)
		gesture_keep(play);
	if (has_moved)
		gesture_push(play);
	else if (play->g->to.lane != PLAN_NO_LANE)
		gesture_sit(play, play->g->bar);
	if (play->g->mode == PLAN_CASCADE_CLOSE && play->block == PLAN_BLOCK_NONE)
		gesture_close(play);
}

static void play_held(struct play *play)
{
	const struct plan_place *from = &play->p->bar[play->g->bar].at;

	if (!plan_is_fixed(from)) {
		play->place[play->g->bar] = play->g->to;
		cascade(play);
	} else if (is_only_pinning(from, &play->g->to)) {
		play->place[play->g->bar] = play->g->to;
	} else {
		gesture_block(play, PLAN_BLOCK_HELD, play->g->bar, play->g->bar);
	}
}

/* ---- what comes of it ---- */

static int compare_moved(const void *a, const void *b, void *context)
{
	const struct plan_place *place = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (place[x].start != place[y].start)
		return place[x].start < place[y].start ? -1 : 1;
	return (x > y) - (x < y);
}

static void list_moved(const struct play *play, struct plan_outcome *ret)
{
	uint32_t *moved = arena_alloc(play->mem, play->p->n_bars * sizeof(*moved));
	uint32_t held = play->g->bar;
	size_t n = 0, first;

	if (!plan_place_equal(&play->place[held], &play->p->bar[held].at))
		moved[n++] = held;
	first = n;
	for (uint32_t i = 0; i < play->p->n_bars; i++)
		if (i != held && !plan_place_equal(&play->place[i], &play->p->bar[i].at))
			moved[n++] = i;
	qsort_r(moved + first, n - first, sizeof(*moved), compare_moved, play->place);
	ret->moved = moved;
	ret->n_moved = n;
}

void plan_play(const struct plan *p, const struct plan_gesture *g, struct arena *mem, struct plan_outcome *ret)
{
	struct play play = { .p = p, .g = g, .mem = mem, .place = plan_draft(p, mem) };

	play_held(&play);
	*ret = (struct plan_outcome){ .place = play.place, .block = play.block, .who = play.who, .by = play.by };
	list_moved(&play, ret);
	plan_conflicts(p, play.place, mem, &ret->conflicts);
	ret->times = plan_times_of(p, play.place, mem);
	ret->caused = gesture_caused(p, ret, mem);
}
