/*
 * gesture_follow - what comes after the held bar goes along (keep) or closes up.
 *
 * What follows: successors over links, as far as movable bars lead, and
 * bars of the held one's lane that start after it. Keep takes those after its
 * old start when it stays on its lane, after its new start when it comes from
 * another. Close takes those after its new start and, of the lane it left,
 * after its old start, and whatever was pushed.
 */
#include <stdlib.h>

#include "core/plan/gesture_own.h"

static bool can_follow(const struct play *play, uint32_t bar)
{
	return bar != play->g->bar && !play->is_still[bar] && play->place[bar].lane != PLAN_NO_LANE &&
	       play->gait[bar] != GAIT_STUCK;
}

/* One a bar: is it a successor, of any degree? In mem. */
static bool *find_heirs(const struct play *play)
{
	const struct plan_graph *g = &play->p->graph;
	bool *is_heir = arena_alloc(play->mem, play->p->n_bars);

	if (play->place[play->g->bar].lane == PLAN_NO_LANE)
		return is_heir;
	for (size_t i = 0; i < g->n; i++) {
		uint32_t v = g->order[i];

		for (uint32_t j = g->pred_at[v]; j < g->pred_at[v + 1] && can_follow(play, v); j++)
			if (g->pred[j].to == play->g->bar || is_heir[g->pred[j].to])
				is_heir[v] = true;
	}
	return is_heir;
}

/* ---- keep ---- */

/* Where it would go: by so much work of its own calendar. Back never before now, nor where a link would break. */
static int64_t shifted(const struct play *play, uint32_t bar, int64_t work)
{
	const struct plan_place *at = &play->place[bar];
	const struct plan_calendar *c = plan_place_calendar(play->p, at);
	int64_t start, bound;

	if (work > 0)
		return plan_calendar_add(c, at->start, work);
	start = plan_calendar_sub(c, at->start, -work);
	bound = gesture_link_bound(play, bar);
	bound = bound > play->p->now ? bound : play->p->now;
	return start > bound ? start : bound;
}

static void shift(struct play *play, uint32_t bar, int64_t work)
{
	struct plan_place at = play->place[bar];

	if (!plan_put(play->p, &at, at.lane, shifted(play, bar, work))) {
		if (work > 0)
			gesture_block(play, PLAN_BLOCK_CALENDAR, bar, play->g->bar);
		return;
	}
	if (work > 0 ? at.start <= play->place[bar].start : at.start >= play->place[bar].start)
		return;
	play->place[bar] = at;
	play->floor[bar] = at.start;
	play->gait[bar] = GAIT_MOVES;
}

void gesture_keep(struct play *play)
{
	const struct plan_graph *g = &play->p->graph;
	const struct plan_place *from = &play->p->bar[play->g->bar].at, *to = &play->g->to;
	int64_t after = from->lane == to->lane ? from->start : to->start, work;
	const bool *is_heir;

	if (from->lane == PLAN_NO_LANE || to->lane == PLAN_NO_LANE)
		return;
	work = plan_calendar_between(plan_place_calendar(play->p, to), from->start, to->start);
	if (work == 0)
		return;
	play->turn = PLAN_ALWAYS;
	is_heir = find_heirs(play);
	for (size_t i = 0; i < g->n; i++) {
		uint32_t v = g->order[i];
		bool comes_after = play->place[v].lane == to->lane && play->place[v].start >= after;

		if ((is_heir[v] || comes_after) && can_follow(play, v))
			shift(play, v, work);
	}
}

/* ---- close ---- */

struct closing {
	struct play *play;
	uint32_t bar; /* whose turn it is */
	/* One a lane: a stretch that is full for good, since who starts before its end had his turn. */
	struct plan_window *full;
};

static bool counts_for_closing(const void *context, const struct seat *seat)
{
	const struct closing *c = context;

	return seat->bar != c->bar;
}

static int64_t skip_full(struct plan_window *full, int64_t from, int64_t until, int64_t final)
{
	int64_t end = until < final ? until : final;

	if (from > full->end || full->start == full->end)
		*full = (struct plan_window){ .start = from, .end = end };
	else if (end > full->end)
		full->end = end;
	return until;
}

/* To the earliest place before its own where it fits, from start on. */
static void close_up(struct closing *c, int64_t start)
{
	struct play *play = c->play;
	struct plan_place *own = &play->place[c->bar], at = *own;
	struct plan_window *full = &c->full[own->lane];
	const struct seat_filter filter = { .counts = counts_for_closing, .context = c };
	int64_t from, until;

	for (;;) {
		if (own->start < own->end && start >= full->start && start < full->end)
			start = full->end;
		if (start >= own->start || !plan_put(play->p, &at, own->lane, start) || at.start >= own->start)
			return;
		if (!gesture_is_full(&play->lane[own->lane], play->p->lane[own->lane].capacity, at.start, at.end,
				     &filter, play->edges, &from, &until))
			break;
		start = skip_full(full, from > at.start ? from : at.start, until, own->start);
	}
	*own = at;
	gesture_sit(play, c->bar);
}

struct follower {
	int64_t start;
	size_t rank; /* none before its predecessors */
	uint32_t bar;
};

static int compare_followers(const void *a, const void *b)
{
	const struct follower *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static bool is_later(const struct plan_place *at, const struct plan_place *than)
{
	return than->lane != PLAN_NO_LANE && at->lane == than->lane && at->start >= than->start;
}

static size_t find_followers(const struct play *play, struct follower *ret)
{
	const struct plan_graph *g = &play->p->graph;
	const struct plan_place *from = &play->p->bar[play->g->bar].at, *to = &play->g->to;
	const bool *is_heir = find_heirs(play);
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++) {
		uint32_t v = g->order[i];
		const struct plan_place *at = &play->place[v];

		if (!can_follow(play, v))
			continue;
		if (is_heir[v] || play->gait[v] == GAIT_PLACED || is_later(at, to) || is_later(at, from))
			ret[n++] = (struct follower){ .start = at->start, .rank = i, .bar = v };
	}
	return n;
}

void gesture_close(struct play *play)
{
	struct closing c = { .play = play };
	struct follower *follower = mem_alloc(play->p->n_bars * sizeof(*follower));
	size_t n = find_followers(play, follower);

	c.full = arena_alloc(play->mem, play->p->n_lanes * sizeof(*c.full));
	qsort(follower, n, sizeof(*follower), compare_followers);
	for (size_t i = 0; i < n; i++) {
		int64_t bound = gesture_link_bound(play, follower[i].bar);

		c.bar = follower[i].bar;
		close_up(&c, bound > play->p->now ? bound : play->p->now);
	}
	free(follower);
}
