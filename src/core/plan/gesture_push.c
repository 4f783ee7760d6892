/*
 * gesture_push - bars give way to the right, each only as far as it must.
 *
 * The order in which bars have a right to their lane is start, then where
 * they came from, then number: who is moved to an instant goes before who
 * stood there. The held bar goes before everybody.
 */
#include "core/plan/conflict_own.h"
#include "core/plan/gesture_own.h"

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- who is there ---- */

/* A bar at an instant, asking who has an older right there. */
struct asker {
	const struct play *play;
	uint32_t bar;
	int64_t start;
};

static bool stood_before(const struct asker *a, const struct seat *seat)
{
	int64_t floor = a->play->floor[a->bar];

	if (seat->start != a->start)
		return seat->start < a->start;
	return seat->start != floor ? seat->start < floor : seat->bar < a->bar;
}

static bool counts_for(const void *context, const struct seat *seat)
{
	const struct asker *a = context;
	uint8_t gait = a->play->gait[seat->bar];

	if (seat->bar == a->bar || gait == GAIT_MOVES)
		return false;
	return gait == GAIT_PLACED || stood_before(a, seat);
}

/* The moved bar, latest to start, that came no later than this one and is still there at t; PLAN_NO_BAR. */
static uint32_t moved_before(const struct play *play, uint32_t bar, int64_t t)
{
	const struct lane_seats *lane = &play->lane[play->place[bar].lane];

	for (size_t i = gesture_seat_at(lane, play->place[bar].start + 1); i-- > 0 && lane->seat[i].max_end > t;)
		if (lane->seat[i].end > t && play->gait[lane->seat[i].bar] == GAIT_PLACED)
			return lane->seat[i].bar;
	return PLAN_NO_BAR;
}

/* The moved bar that takes the room of a standing one; PLAN_NO_BAR. */
static uint32_t pusher_on_lane(const struct play *play, uint32_t bar)
{
	const struct plan_place *at = &play->place[bar];
	struct asker a = { .play = play, .bar = bar, .start = at->start };
	struct seat_filter filter = { .counts = counts_for, .context = &a };
	int64_t t = at->start, from, until;

	if (at->status == PLAN_DONE)
		return PLAN_NO_BAR;
	while (gesture_is_full(&play->lane[at->lane], play->p->lane[at->lane].capacity, t, plan_end(play->p, at),
			       &filter, play->edges, &from, &until)) {
		uint32_t pusher = moved_before(play, bar, later(from, t));

		if (pusher != PLAN_NO_BAR)
			return pusher;
		t = until;
	}
	return PLAN_NO_BAR;
}

/* ---- links ---- */

static bool is_booked(const struct play *play, uint32_t bar)
{
	return play->place[bar].lane != PLAN_NO_LANE;
}

/* When it ends at the earliest, as far as is known. */
static int64_t least_end(const struct play *play, uint32_t bar)
{
	struct plan_place at = play->place[bar];

	if (play->gait[bar] == GAIT_MOVES && at.start < play->turn && !plan_put(play->p, &at, at.lane, play->turn))
		return PLAN_NEVER;
	return plan_end(play->p, &at);
}

int64_t gesture_link_bound(const struct play *play, uint32_t bar)
{
	const struct plan_graph *g = &play->p->graph;
	int64_t bound = PLAN_ALWAYS;

	for (uint32_t i = g->pred_at[bar]; i < g->pred_at[bar + 1]; i++) {
		int64_t end;

		if (!is_booked(play, g->pred[i].to))
			continue;
		end = least_end(play, g->pred[i].to);
		if (end + g->pred[i].lag > bound)
			bound = end + g->pred[i].lag;
	}
	return bound;
}

static bool waits_for_another(const struct play *play, uint32_t bar)
{
	const struct plan_graph *g = &play->p->graph;

	for (uint32_t i = g->pred_at[bar]; i < g->pred_at[bar + 1]; i++)
		if (play->gait[g->pred[i].to] == GAIT_MOVES)
			return true;
	return false;
}

/* The predecessor that moved, or must, and leaves this bar no time where it stands; PLAN_NO_BAR. */
static uint32_t pusher_by_link(const struct play *play, uint32_t bar)
{
	const struct plan_graph *g = &play->p->graph;

	for (uint32_t i = g->pred_at[bar]; i < g->pred_at[bar + 1]; i++) {
		uint32_t from = g->pred[i].to;
		bool moves = play->gait[from] == GAIT_MOVES || play->gait[from] == GAIT_PLACED;

		if (moves && is_booked(play, from) && least_end(play, from) + g->pred[i].lag > play->place[bar].start)
			return from;
	}
	return PLAN_NO_BAR;
}

/* ---- moving ---- */

void gesture_block(struct play *play, enum plan_block block, uint32_t who, uint32_t by)
{
	if (play->block != PLAN_BLOCK_NONE)
		return;
	play->block = block;
	play->who = who;
	play->by = by;
}

static void tell_successors(struct play *play, uint32_t bar)
{
	if (play->is_news[bar])
		return;
	play->is_news[bar] = true;
	play->news[play->n_news++] = bar;
}

/* It goes back to where it was, and all others may count on it. */
static void give_up(struct play *play, uint32_t bar)
{
	gesture_block(play, PLAN_BLOCK_CALENDAR, bar, play->g->bar);
	play->gait[bar] = GAIT_STUCK;
	play->place[bar] = play->p->bar[bar].at;
	gesture_sit(play, bar);
	tell_successors(play, bar);
}

/* Take a place at or after start, to be looked at when its turn comes. */
static void queue_from(struct play *play, uint32_t bar, int64_t start)
{
	struct plan_place *at = &play->place[bar];

	if (!plan_put(play->p, at, at->lane, start)) {
		give_up(play, bar);
		return;
	}
	if (!waits_for_another(play, bar))
		gesture_turns_put(&play->turns, bar, at->start);
}

static void start_moving(struct play *play, uint32_t bar)
{
	play->gait[bar] = GAIT_MOVES;
	tell_successors(play, bar);
	queue_from(play, bar, later(play->floor[bar], gesture_link_bound(play, bar)));
}

/* Those of its lane that begin within its new place look whether they still can. */
static void wake_lane(struct play *play, uint32_t bar)
{
	const struct plan_place *at = &play->place[bar];
	const struct lane_seats *lane = &play->lane[at->lane];

	for (size_t i = gesture_seat_at(lane, at->start); i < lane->n && lane->seat[i].start < at->end; i++)
		if (play->gait[lane->seat[i].bar] == GAIT_STANDS)
			gesture_turns_put(&play->turns, lane->seat[i].bar, lane->seat[i].start);
}

static void settle(struct play *play, uint32_t bar)
{
	play->gait[bar] = GAIT_PLACED;
	gesture_sit(play, bar);
	wake_lane(play, bar);
	tell_successors(play, bar);
}

/* A still bar that should give way. Whether it must is seen when all have found their places. */
static void suspect(struct play *play, uint32_t bar)
{
	if (play->is_suspect[bar])
		return;
	play->is_suspect[bar] = true;
	play->suspect[play->n_suspects++] = bar;
}

/* ---- turns ---- */

/* A link of a standing bar whose predecessor has news. */
static void look_at_link(struct play *play, uint32_t from, const struct plan_edge *link)
{
	bool is_placed = play->gait[from] == GAIT_PLACED;
	uint32_t bar = link->to;
	int64_t start = play->place[bar].start;

	if (play->gait[from] == GAIT_STUCK)
		return;
	if (least_end(play, from) + link->lag > start) {
		if (!play->is_still[bar])
			start_moving(play, bar);
		else if (is_placed)
			suspect(play, bar);
	} else if (!is_placed && start >= play->turn) {
		gesture_turns_put(&play->turns, bar, start);
	}
}

static void look_at_successor(struct play *play, uint32_t from, const struct plan_edge *link)
{
	uint32_t bar = link->to;

	if (!is_booked(play, bar))
		return;
	if (play->gait[bar] == GAIT_STANDS) {
		look_at_link(play, from, link);
	} else if (play->gait[bar] == GAIT_MOVES) {
		if (play->gait[from] != GAIT_MOVES && play->turns.at[bar] == 0 && !waits_for_another(play, bar))
			queue_from(play, bar, later(play->place[bar].start, gesture_link_bound(play, bar)));
	} else if (play->gait[bar] == GAIT_PLACED && play->gait[from] == GAIT_PLACED && bar != play->g->bar) {
		/* Only a lead lets a bar find its place before one it follows. */
		if (plan_link_missing(play->p, play->place, from, link) > 0)
			start_moving(play, bar);
	}
}

static void spread_news(struct play *play)
{
	const struct plan_graph *g = &play->p->graph;

	while (play->n_news > 0) {
		uint32_t from = play->news[--play->n_news];

		play->is_news[from] = false;
		for (uint32_t i = g->succ_at[from]; i < g->succ_at[from + 1]; i++)
			look_at_successor(play, from, &g->succ[i]);
	}
}

static void turn_of_standing(struct play *play, uint32_t bar)
{
	uint32_t by = pusher_by_link(play, bar);

	if (by == PLAN_NO_BAR || (play->is_still[bar] && play->gait[by] == GAIT_MOVES))
		by = pusher_on_lane(play, bar);
	if (by == PLAN_NO_BAR)
		return;
	if (play->is_still[bar])
		suspect(play, bar);
	else
		start_moving(play, bar);
}

static void turn_of_moving(struct play *play, uint32_t bar)
{
	const struct plan_place *at = &play->place[bar];
	struct asker a = { .play = play, .bar = bar, .start = at->start };
	struct seat_filter filter = { .counts = counts_for, .context = &a };
	int64_t bound, from;

	if (waits_for_another(play, bar))
		return;
	bound = later(at->start, gesture_link_bound(play, bar));
	if (bound > play->turn)
		queue_from(play, bar, bound);
	else if (gesture_is_full(&play->lane[at->lane], play->p->lane[at->lane].capacity, at->start, at->end, &filter,
				 play->edges, &from, &bound))
		queue_from(play, bar, bound);
	else
		settle(play, bar);
}

static void judge_suspects(struct play *play)
{
	for (size_t i = 0; i < play->n_suspects; i++) {
		uint32_t bar = play->suspect[i], by = pusher_by_link(play, bar);

		if (by == PLAN_NO_BAR)
			by = pusher_on_lane(play, bar);
		if (by != PLAN_NO_BAR)
			gesture_block(play, PLAN_BLOCK_FIXED, bar, by);
	}
}

void gesture_push(struct play *play)
{
	uint32_t bar;

	play->turn = PLAN_ALWAYS;
	for (uint32_t i = 0; i < play->p->n_bars; i++) {
		if (play->gait[i] != GAIT_MOVES)
			continue;
		tell_successors(play, i);
		if (!waits_for_another(play, i))
			gesture_turns_put(&play->turns, i, play->place[i].start);
	}
	if (is_booked(play, play->g->bar))
		settle(play, play->g->bar);
	spread_news(play);
	while (gesture_turns_take(&play->turns, &bar, &play->turn)) {
		if (play->gait[bar] == GAIT_STANDS)
			turn_of_standing(play, bar);
		else if (play->gait[bar] == GAIT_MOVES)
			turn_of_moving(play, bar);
		spread_news(play);
	}
	judge_suspects(play);
}
