#include <string.h>

#include "support/unit_level.h"

static uint64_t next_random(uint64_t *rng)
{
	*rng ^= *rng << 13;
	*rng ^= *rng >> 7;
	*rng ^= *rng << 17;
	return *rng >> 11;
}

static int64_t between(uint64_t *rng, int64_t low, int64_t high)
{
	return low + (int64_t)(next_random(rng) % (uint64_t)(high - low + 1));
}

static bool chance(uint64_t *rng, int per_cent)
{
	return between(rng, 0, 99) < per_cent;
}

static void random_lane(struct shop_lane *l, uint64_t *rng, const struct shop_wish *wish)
{
	const int64_t day = between(rng, 10, 30), shift = between(rng, 3, day - 1);
	int64_t t = between(rng, -5, 10);

	l->capacity = (int)between(rng, 1, wish->max_capacity);
	if (chance(rng, 3))
		l->capacity = 0;
	l->has_calendar = chance(rng, wish->calendars);
	l->n_windows = (size_t)between(rng, chance(rng, 20) ? 1 : SHOP_WINDOWS - 4, SHOP_WINDOWS);
	for (size_t i = 0; i < l->n_windows; i++, t += day)
		l->window[i] = (struct plan_window){ t, t + shift };
}

static size_t random_choices(struct shop *s, size_t v, uint64_t *rng, const struct shop_wish *wish)
{
	const uint32_t first = (uint32_t)between(rng, 0, (int64_t)s->n_lanes - 1);
	size_t n = (size_t)between(rng, 1, (int64_t)wish->max_choices);

	if (chance(rng, wish->no_lane))
		return 0;
	if (n > s->n_lanes)
		n = s->n_lanes;
	for (uint32_t i = 0; i < n; i++)
		s->choice[v][i] = (struct level_choice){ (first + i) % (uint32_t)s->n_lanes,
							 chance(rng, wish->no_work) ? 0 : between(rng, 1, 9) };
	return n;
}

static void random_task(struct shop *s, size_t v, uint64_t *rng, const struct shop_wish *wish)
{
	struct level_task *t = &s->task[v];

	*t = (struct level_task){ .release = PLAN_ALWAYS, .due = PLAN_NEVER, .lane = UINT32_MAX };
	t->n_choices = random_choices(s, v, rng, wish);
	t->work = between(rng, 0, 6);
	if (chance(rng, wish->releases))
		t->release = between(rng, -10, 40);
	if (chance(rng, wish->due))
		t->due = between(rng, 0, 60);
	t->fixed = chance(rng, wish->fixed);
	if (!t->fixed && !chance(rng, 40))
		return;
	if (!chance(rng, 10))
		t->lane = (uint32_t)between(rng, 0, (int64_t)s->n_lanes - 1);
	t->start = between(rng, 0, 50);
	t->end = t->start + between(rng, 0, 12);
}

static void random_links(struct shop *s, uint64_t *rng, const struct shop_wish *wish)
{
	for (uint32_t v = 1; v < s->n_tasks; v++)
		for (uint32_t k = 0; k < 3 && s->n_links < SHOP_TASKS * 4; k++) {
			const uint32_t from = (uint32_t)between(rng, 0, v - 1);
			int64_t lag = 0;

			if (!chance(rng, wish->links))
				continue;
			if (chance(rng, wish->lags))
				lag = between(rng, 1, 8);
			else if (chance(rng, wish->leads))
				lag = -between(rng, 1, 8);
			s->link[s->n_links++] = (struct plan_link){ from, v, lag };
		}
}

void shop_random(struct shop *ret, uint64_t seed, const struct shop_wish *wish)
{
	uint64_t rng = seed * 0x9e3779b97f4a7c15u + 1;

	for (int i = 0; i < 10; i++)
		next_random(&rng);
	memset(ret, 0, sizeof(*ret));
	ret->n_lanes = (size_t)between(&rng, 1, (int64_t)wish->max_lanes);
	ret->n_tasks = (size_t)between(&rng, 1, (int64_t)wish->max_tasks);
	for (size_t l = 0; l < ret->n_lanes; l++)
		random_lane(&ret->lane[l], &rng, wish);
	for (size_t v = 0; v < ret->n_tasks; v++)
		random_task(ret, v, &rng, wish);
	random_links(ret, &rng, wish);
	ret->in.start = between(&rng, -3, 10);
	shop_ready(ret);
}

void shop_ready(struct shop *s)
{
	struct plan_cycle cycle;

	for (size_t l = 0; l < s->n_lanes; l++) {
		struct shop_lane *lane = &s->lane[l];

		s->level_lane[l].capacity = lane->capacity;
		if (!lane->has_calendar)
			continue;
		plan_calendar_make(&s->mem, lane->window, lane->n_windows, NULL, 0, &lane->calendar);
		s->level_lane[l].calendar = &lane->calendar;
	}
	for (size_t v = 0; v < s->n_tasks; v++)
		s->task[v].choice = s->choice[v];
	if (!plan_graph_make(&s->mem, s->n_tasks, s->link, s->n_links, &s->graph, &cycle))
		return;
	s->in.lane = s->level_lane;
	s->in.n_lanes = s->n_lanes;
	s->in.task = s->task;
	s->in.graph = &s->graph;
}

void shop_done(struct shop *s)
{
	arena_done(&s->mem);
}

bool shop_open(const struct shop *s, uint32_t lane, int64_t t)
{
	if (lane == UINT32_MAX || !s->lane[lane].has_calendar)
		return true;
	for (size_t i = 0; i < s->lane[lane].n_windows; i++)
		if (s->lane[lane].window[i].start <= t && t < s->lane[lane].window[i].end)
			return true;
	return false;
}

static int64_t first_open(const struct shop *s, uint32_t lane, int64_t t)
{
	while (t < SHOP_HORIZON && !shop_open(s, lane, t))
		t++;
	return t;
}

static int64_t work_in(const struct shop *s, uint32_t lane, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (int64_t t = from; t < to; t++)
		n += shop_open(s, lane, t);
	return n;
}

static const struct level_choice *choice_of(const struct shop *s, size_t v, uint32_t lane)
{
	for (size_t i = 0; i < s->task[v].n_choices; i++)
		if (s->choice[v][i].lane == lane)
			return &s->choice[v][i];
	return NULL;
}

static const char *judge_duration(const struct shop *s, size_t v, const struct level_place *p)
{
	const struct level_choice *c = choice_of(s, v, p->lane);
	const int64_t work = s->task[v].n_choices ? (c ? c->work : -1) : s->task[v].work;

	if (s->task[v].n_choices ? !c : p->lane != UINT32_MAX)
		return "a lane it may not use";
	if (p->end < p->start || p->end > SHOP_HORIZON)
		return "a strange end";
	if (work_in(s, p->lane, p->start, p->end) != work)
		return "work is not the duration";
	if (work > 0 && (!shop_open(s, p->lane, p->start) || !shop_open(s, p->lane, p->end - 1)))
		return "starts or ends in off time";
	return NULL;
}

static const char *judge_task(const struct shop *s, size_t v, const struct level_place *p)
{
	const struct level_task *t = &s->task[v];

	if (t->fixed)
		return p->lane == t->lane && p->start == t->start && p->end == t->end ? NULL : "a fixed task moved";
	if (p->start == PLAN_NEVER)
		return p->end == PLAN_NEVER ? NULL : "half placed";
	if (p->start < s->in.start || p->start < t->release)
		return "too early";
	return judge_duration(s, v, p);
}

static const char *judge_links(const struct shop *s, const struct level_place *place, int64_t *ret_broken)
{
	for (size_t i = 0; i < s->n_links; i++) {
		const struct plan_link *l = &s->link[i];
		const struct level_place *from = &place[l->from], *to = &place[l->to];

		if (s->task[l->to].fixed) {
			if (!s->task[l->from].fixed && from->end != PLAN_NEVER && from->end + l->lag > to->start)
				*ret_broken += from->end + l->lag - to->start;
		} else if (to->start != PLAN_NEVER && (from->end == PLAN_NEVER || from->end + l->lag > to->start)) {
			return "a broken link";
		}
	}
	return NULL;
}

static bool covers(const struct level_place *p, uint32_t lane, int64_t t)
{
	return p->lane == lane && p->start <= t && t < p->end && p->end != PLAN_NEVER;
}

/* More than the lane holds, and not only fixed ones. */
static bool too_many(const struct shop *s, const struct level_place *place, uint32_t lane, int64_t t)
{
	int n = 0, n_free = 0;

	for (size_t v = 0; v < s->n_tasks; v++) {
		n += covers(&place[v], lane, t);
		n_free += covers(&place[v], lane, t) && !s->task[v].fixed;
	}
	return n > s->lane[lane].capacity && n_free > 0;
}

static const char *judge_lanes(const struct shop *s, const struct level_place *place)
{
	for (size_t v = 0; v < s->n_tasks; v++)
		if (place[v].lane != UINT32_MAX && place[v].start != PLAN_NEVER)
			for (uint32_t lane = 0; lane < s->n_lanes; lane++)
				if (too_many(s, place, lane, place[v].start))
					return "a lane holds too many";
	return NULL;
}

static int64_t lag_between(const struct shop *s, uint32_t from, size_t to, bool *ret_found)
{
	int64_t lag = -PLAN_NEVER;

	*ret_found = false;
	for (size_t i = 0; i < s->n_links; i++)
		if (s->link[i].from == from && s->link[i].to == to) {
			*ret_found = true;
			lag = s->link[i].lag > lag ? s->link[i].lag : lag;
		}
	return lag;
}

/* What is named as the reason explains the very start. */
static const char *judge_reason(const struct shop *s, const struct level_place *place, size_t v)
{
	const struct level_place *p = &place[v];
	int64_t bound = s->task[v].release > s->in.start ? s->task[v].release : s->in.start;
	bool found = true;

	if (s->task[v].fixed || p->start == PLAN_NEVER)
		return s->task[v].fixed && p->after != UINT32_MAX ? "a fixed task that waits" : NULL;
	if (p->after == UINT32_MAX)
		return p->start == first_open(s, p->lane, bound) ? NULL : "waits for nothing";
	bound = place[p->after].end;
	if (p->after_lane)
		found = place[p->after].lane == p->lane;
	else
		bound += lag_between(s, p->after, v, &found);
	if (!found)
		return "waits for a stranger";
	return p->start == first_open(s, p->lane, bound) ? NULL : "the reason does not explain the start";
}

static void count_worth(const struct shop *s, const struct level_place *place, struct level_worth *ret)
{
	ret->end = s->in.start;
	for (size_t v = 0; v < s->n_tasks; v++) {
		const struct level_task *t = &s->task[v];

		if (place[v].end == PLAN_NEVER) {
			ret->unplaced++;
			ret->moved += t->lane != UINT32_MAX;
			continue;
		}
		if (place[v].end > t->due)
			ret->tardiness += place[v].end - t->due;
		if (place[v].end > ret->end)
			ret->end = place[v].end;
		ret->moved += t->lane != UINT32_MAX && (t->lane != place[v].lane || t->start != place[v].start);
	}
}

int shop_compare(const struct level_worth *a, const struct level_worth *b)
{
	if (a->unplaced != b->unplaced)
		return a->unplaced < b->unplaced ? -1 : 1;
	if (a->broken != b->broken)
		return a->broken < b->broken ? -1 : 1;
	if (a->tardiness != b->tardiness)
		return a->tardiness < b->tardiness ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

const char *shop_judge(const struct shop *s, const struct level_place *place, const struct level_worth *worth)
{
	struct level_worth mine = { 0 };
	const char *fault = judge_links(s, place, &mine.broken);

	for (size_t v = 0; !fault && v < s->n_tasks; v++)
		fault = judge_task(s, v, &place[v]);
	if (!fault)
		fault = judge_lanes(s, place);
	for (size_t v = 0; !fault && v < s->n_tasks; v++)
		fault = judge_reason(s, place, v);
	if (fault)
		return fault;
	count_worth(s, place, &mine);
	return shop_compare(&mine, worth) == 0 && mine.moved == worth->moved ? NULL : "the worth is wrong";
}

/* ---- all plans -------------------------------------------------------------- */

struct trial {
	const struct shop *s;
	struct level_place place[SHOP_TASKS];
	bool placed[SHOP_TASKS];
	struct level_worth best;
};

static bool has_room(const struct trial *t, uint32_t lane, int64_t start, int64_t end)
{
	for (int64_t at = start; at < end; at++) {
		int n = 0;

		for (size_t v = 0; v < t->s->n_tasks; v++)
			n += t->placed[v] && covers(&t->place[v], lane, at);
		if (n >= t->s->lane[lane].capacity)
			return false;
	}
	return true;
}

/* The earliest place there from "ready" on; false: there is none. */
static bool earliest(const struct trial *t, uint32_t lane, int64_t ready, int64_t work, struct level_place *ret)
{
	for (int64_t start = first_open(t->s, lane, ready); start < 1000; start = first_open(t->s, lane, start + 1)) {
		int64_t end = start;

		for (int64_t left = work; left > 0 && end < 1000; end++)
			left -= shop_open(t->s, lane, end);
		if (work > 0 && work_in(t->s, lane, start, end) < work)
			return false;
		if (work == 0 || has_room(t, lane, start, end)) {
			*ret = (struct level_place){ .lane = lane, .start = start, .end = end };
			return true;
		}
	}
	return false;
}

static int64_t ready_at(const struct trial *t, size_t v, bool *ret_can)
{
	int64_t ready = t->s->in.start > t->s->task[v].release ? t->s->in.start : t->s->task[v].release;

	*ret_can = true;
	for (size_t i = 0; i < t->s->n_links; i++) {
		const struct plan_link *l = &t->s->link[i];

		if (l->to != v)
			continue;
		if (!t->placed[l->from])
			*ret_can = false;
		else if (t->place[l->from].end + l->lag > ready)
			ready = t->place[l->from].end + l->lag;
	}
	return ready;
}

static void compare_trial(struct trial *t)
{
	struct level_worth w = { 0 };

	judge_links(t->s, t->place, &w.broken);
	count_worth(t->s, t->place, &w);
	if (shop_compare(&w, &t->best) < 0)
		t->best = w;
}

static void try_rest(struct trial *t, size_t left);

static void try_choice(struct trial *t, size_t v, uint32_t lane, int64_t ready, int64_t work, size_t left)
{
	t->placed[v] = false;
	if (lane == UINT32_MAX)
		t->place[v] = (struct level_place){ .lane = lane, .start = ready, .end = ready + work };
	else if (!earliest(t, lane, ready, work, &t->place[v]))
		return;
	t->placed[v] = true;
	try_rest(t, left - 1);
	t->placed[v] = false;
}

static void try_rest(struct trial *t, size_t left)
{
	if (left == 0)
		compare_trial(t);
	for (size_t v = 0; left > 0 && v < t->s->n_tasks; v++) {
		bool can;
		const int64_t ready = ready_at(t, v, &can);
		const struct level_task *task = &t->s->task[v];

		if (t->placed[v] || !can)
			continue;
		if (!task->n_choices)
			try_choice(t, v, UINT32_MAX, ready, task->work, left);
		for (size_t i = 0; i < task->n_choices; i++)
			try_choice(t, v, t->s->choice[v][i].lane, ready, t->s->choice[v][i].work, left);
	}
}

void shop_best(const struct shop *s, struct level_worth *ret)
{
	struct trial t = { .s = s, .best = { .unplaced = SIZE_MAX } };
	size_t left = 0;

	for (size_t v = 0; v < s->n_tasks; v++) {
		t.placed[v] = s->task[v].fixed;
		left += !s->task[v].fixed;
		t.place[v] = (struct level_place){ .lane = s->task[v].lane,
						   .start = s->task[v].start,
						   .end = s->task[v].end };
	}
	try_rest(&t, left);
	*ret = t.best;
}
