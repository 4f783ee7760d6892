/*
 * level_time - when each task starts and ends, what the plan is worth, and
 * what each start waited for.
 */
#include "core/plan/level_own.h"

static int64_t link_ready(const struct level_state *s, uint32_t v)
{
	const struct level_shop *shop = s->shop;
	int64_t t = shop->release[v];

	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		t = level_max(t, level_later(s->end[shop->pred[k].to], shop->pred[k].lag));
	return t;
}

static void time_plain(struct level_state *s, size_t low)
{
	const struct level_shop *shop = s->shop;

	for (size_t i = low; i < shop->n_free; i++) {
		const uint32_t v = s->order[i];
		int64_t t = link_ready(s, v);

		s->ready[v] = t;
		if (s->prev[v] != LEVEL_NONE)
			t = level_max(t, s->end[s->prev[v]]);
		s->start[v] = t;
		s->used[v] = s->end[v] = t + s->work[v];
	}
}

static void time_one(struct level_state *s, uint32_t v)
{
	const struct level_option *o = &s->shop->option[s->option[v]];
	const int64_t before = s->prev[v] == LEVEL_NONE ? PLAN_ALWAYS : s->used[s->prev[v]];

	s->effort += 16;
	s->ready[v] = link_ready(s, v);
	if (s->shop->dead[v])
		s->start[v] = s->end[v] = PLAN_NEVER;
	else
		level_fit(s->shop, o->lane, s->slot[v], level_max(s->ready[v], before), o->work, &s->start[v],
			  &s->end[v]);
	s->used[v] = s->end[v] < PLAN_NEVER ? s->end[v] : before;
}

static int64_t measure_late(const struct level_state *s)
{
	const struct level_shop *shop = s->shop;
	int64_t late = shop->fixed_late;

	for (size_t i = 0; i < shop->n_due; i++) {
		const uint32_t v = shop->with_due[i];

		if (s->end[v] < PLAN_NEVER)
			late += level_max(0, s->end[v] - shop->in->task[v].due);
	}
	return late;
}

static int64_t measure_broken(const struct level_state *s)
{
	const struct level_shop *shop = s->shop;
	int64_t broken = 0;

	for (size_t i = 0; i < shop->n_deadlines; i++) {
		const struct level_deadline *d = &shop->deadline[i];

		if (s->end[d->task] < PLAN_NEVER)
			broken += level_max(0, s->end[d->task] - d->at);
	}
	return broken;
}

static void measure(struct level_state *s)
{
	const struct level_shop *shop = s->shop;
	struct level_worth w = { .end = shop->fixed_end };

	for (size_t i = 0; i < shop->n_free; i++) {
		const int64_t end = s->end[s->order[i]];

		if (end >= PLAN_NEVER)
			w.unplaced++;
		else if (end > w.end)
			w.end = end;
	}
	s->effort += (int64_t)(shop->n_free + shop->n_due + shop->n_deadlines) / 4;
	w.tardiness = shop->n_due ? measure_late(s) : shop->fixed_late;
	w.broken = shop->n_deadlines ? measure_broken(s) : 0;
	s->worth = w;
}

void level_state_time(struct level_state *s, size_t low)
{
	s->effort += (int64_t)(s->shop->n_free - low);
	if (s->shop->plain)
		time_plain(s, low);
	else
		for (size_t i = low; i < s->shop->n_free; i++)
			time_one(s, s->order[i]);
	measure(s);
}

/* Marks it as reached; returns 1 when it was not yet. */
static size_t reach(struct level_state *s, uint32_t v)
{
	if (v == LEVEL_NONE || s->mark[v] == s->stamp)
		return 0;
	s->mark[v] = s->stamp;
	return 1;
}

/* Times one task anew; returns how many more it reaches. */
static size_t retime(struct level_state *s, uint32_t v)
{
	const struct level_shop *shop = s->shop;
	const int64_t end = s->end[v], used = s->used[v];
	size_t n = 0;

	s->was[s->n_was++] = (struct level_was){ v, s->start[v], end, s->ready[v], used };
	time_one(s, v);
	if (s->used[v] != used)
		n += reach(s, s->next[v]);
	for (uint32_t k = shop->succ_at[v]; s->end[v] != end && k < shop->succ_at[v + 1]; k++)
		n += reach(s, shop->succ[k].to);
	return n;
}

void level_state_try(struct level_state *s, const struct level_undo *undo)
{
	const struct level_move *back = &undo->back;
	const uint32_t v = back->task;
	size_t left;

	s->stamp++;
	s->n_was = 0;
	left = reach(s, v) + reach(s, s->next[v]);
	if (back->slot != LEVEL_NONE)
		left += reach(s, level_behind(s, back));
	for (size_t i = undo->low; left > 0; i++)
		if (s->mark[s->order[i]] == s->stamp)
			left += retime(s, s->order[i]) - 1;
	measure(s);
}

void level_state_untry(struct level_state *s, const struct level_undo *undo)
{
	level_unapply(s, undo);
	while (s->n_was > 0) {
		const struct level_was *was = &s->was[--s->n_was];

		s->start[was->task] = was->start;
		s->end[was->task] = was->end;
		s->ready[was->task] = was->ready;
		s->used[was->task] = was->used;
	}
}

/* Nearly in order already. Tasks with the same start keep theirs. */
static void sort_by_start(struct level_state *s)
{
	for (size_t i = 1; i < s->shop->n_free; i++) {
		const uint32_t v = s->order[i];
		size_t k = i;

		for (; k > 0 && s->start[s->order[k - 1]] > s->start[v]; k--)
			s->at[s->order[k] = s->order[k - 1]] = (uint32_t)k;
		s->order[k] = v;
		s->at[v] = (uint32_t)k;
	}
}

static void find_tails(struct level_state *s)
{
	const struct level_shop *shop = s->shop;

	for (size_t i = shop->n_free; i-- > 0;) {
		const uint32_t v = s->order[i], next = s->next[v];
		int64_t t = 0;

		for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++) {
			const uint32_t u = shop->succ[k].to;

			t = level_max(t, shop->succ[k].lag + s->work[u] + s->tail[u]);
		}
		s->link_tail[v] = t;
		s->tail[v] = next == LEVEL_NONE ? t : level_max(t, s->work[next] + s->tail[next]);
	}
}

void level_state_settle(struct level_state *s)
{
	if (!s->shop->deep_leads && !s->worth.unplaced)
		sort_by_start(s);
	s->effort += (int64_t)s->shop->n_free;
	if (s->shop->plain)
		find_tails(s);
	else
		level_find_latest(s);
}

static uint32_t lane_of(const struct level_state *s, uint32_t v)
{
	return s->shop->option[s->option[v]].lane;
}

size_t level_count_moved(const struct level_state *s)
{
	const struct level_shop *shop = s->shop;
	size_t n = 0;

	for (size_t i = 0; shop->has_now && i < shop->n_free; i++) {
		const uint32_t v = s->order[i];
		const struct level_task *t = &shop->in->task[v];

		n += t->lane != LEVEL_NONE && (t->lane != lane_of(s, v) || t->start != s->start[v]);
	}
	return n;
}

int level_compare(const struct level_worth *a, const struct level_worth *b)
{
	if (a->unplaced != b->unplaced)
		return a->unplaced < b->unplaced ? -1 : 1;
	if (a->broken != b->broken)
		return a->broken < b->broken ? -1 : 1;
	if (a->tardiness != b->tardiness)
		return a->tardiness < b->tardiness ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return 0;
}

/* The predecessor of the original links, fixed ones too, that was last, if later than *t. */
static uint32_t last_predecessor(const struct level_state *s, const struct level_place *place, uint32_t v, int64_t *t)
{
	const struct plan_graph *g = s->shop->in->graph;
	uint32_t last = LEVEL_NONE;

	for (uint32_t k = g->pred_at[v]; k < g->pred_at[v + 1]; k++) {
		const int64_t end = level_later(place[g->pred[k].to].end, g->pred[k].lag);

		if (end > *t) {
			*t = end;
			last = g->pred[k].to;
		}
	}
	return last;
}

/* The fixed bar of its slot that pushed the start of v beyond t. */
static uint32_t pushing_block(const struct level_state *s, uint32_t v, int64_t t)
{
	const struct level_shop *shop = s->shop;
	uint32_t last = LEVEL_NONE;

	if (s->slot[v] == LEVEL_NONE)
		return LEVEL_NONE;
	for (uint32_t b = shop->block_at[s->slot[v]]; b < shop->block_at[s->slot[v] + 1]; b++)
		if (shop->block[b].end > t && shop->block[b].end <= s->start[v])
			last = shop->block[b].task;
	return last;
}

static uint32_t last_before(const struct level_state *s, uint32_t v)
{
	uint32_t before = s->prev[v];

	while (before != LEVEL_NONE && s->end[before] >= PLAN_NEVER)
		before = s->prev[before];
	return before;
}

static void find_reason(const struct level_state *s, uint32_t v, struct level_place *place)
{
	int64_t t = level_max(s->shop->in->start, s->shop->in->task[v].release);
	const uint32_t before = last_before(s, v);
	uint32_t block;

	place[v].after = last_predecessor(s, place, v, &t);
	if (before != LEVEL_NONE && s->end[before] > t) {
		t = s->end[before];
		place[v].after = before;
		place[v].after_lane = true;
	}
	block = s->start[v] < PLAN_NEVER ? pushing_block(s, v, t) : LEVEL_NONE;
	if (block != LEVEL_NONE) {
		place[v].after = block;
		place[v].after_lane = true;
	}
}

void level_write_places(const struct level_state *s, struct level_place *place)
{
	const struct level_shop *shop = s->shop;

	for (size_t v = 0; v < shop->n; v++) {
		const struct level_task *t = &shop->in->task[v];

		place[v] = (struct level_place){ t->lane, t->start, t->end, LEVEL_NONE, false };
		if (!t->fixed)
			place[v] = (struct level_place){ lane_of(s, (uint32_t)v), s->start[v], s->end[v], LEVEL_NONE,
							 false };
	}
	for (size_t i = 0; i < shop->n_free; i++)
		find_reason(s, s->order[i], place);
}
