/*
 * level_dispatch - plans built forward in time: whenever a lane is free, the
 * first task by the rule starts, none waits for one that is still to come
 * (non-delay). A task with several lanes joins the one that would have it
 * done first, the work queued there counted.
 */
#include <stdlib.h>

#include "core/plan/level_own.h"

enum rule {
	RULE_MOST_WORK,
	RULE_MOST_TASKS,
	RULE_SHORTEST,
	RULE_LONGEST,
	RULE_FIRST_COME,
	RULE_AS_IT_STANDS, /* only when something stands somewhere */
	RULE_EARLIEST_DUE, /* only with due dates, and so on */
	RULE_LEAST_SLACK,
	RULE_CRITICAL_RATIO,
	RULE_RANDOM,
};

struct queue {
	uint32_t first; /* chained by next_in_queue */
	int64_t work;	/* of all in it */
	int64_t next;	/* when something can start; PLAN_NEVER: nothing is waiting */
};

struct desk {
	const struct level_shop *shop;
	enum rule rule;
	uint64_t *rng;
	struct level_kept *plan;
	size_t n_placed;
	int64_t *key, *ready, *end, *slot_free;
	uint32_t *missing, *next_in_queue;
	struct queue *queue; /* of lanes */
	uint32_t *arrived;
	size_t n_arrived;
};

static bool has_due(const struct level_shop *shop)
{
	return shop->n_due > 0 || shop->n_deadlines > 0;
}

/* The n-th rule that makes sense here. */
static enum rule rule_at(const struct level_shop *shop, int n)
{
	for (int rule = RULE_MOST_WORK; rule < RULE_RANDOM; rule++) {
		if (rule == RULE_AS_IT_STANDS && !shop->has_now)
			continue;
		if (rule > RULE_AS_IT_STANDS && !has_due(shop))
			continue;
		if (n-- == 0)
			return (enum rule)rule;
	}
	return RULE_RANDOM;
}

int level_n_rules(const struct level_shop *shop)
{
	int n = 0;

	while (rule_at(shop, n) != RULE_RANDOM)
		n++;
	return n;
}

static int64_t current_start(const struct level_shop *shop, uint32_t v)
{
	return shop->in->task[v].lane == LEVEL_NONE ? PLAN_NEVER : shop->in->task[v].start;
}

/* What is least goes first; what does not change while a task waits. */
static int64_t key_of(const struct desk *d, uint32_t v)
{
	const struct level_shop *shop = d->shop;
	const int64_t work = shop->option[d->plan->option[v]].work;

	switch (d->rule) {
	case RULE_MOST_WORK:
		return -(work + shop->rest[v]);
	case RULE_MOST_TASKS:
		return -shop->n_rest[v];
	case RULE_SHORTEST:
		return work;
	case RULE_LONGEST:
		return -work;
	case RULE_FIRST_COME:
		return d->ready[v];
	case RULE_AS_IT_STANDS:
		return current_start(shop, v);
	case RULE_EARLIEST_DUE:
		return shop->due[v] + shop->rest[v];
	case RULE_LEAST_SLACK:
		return shop->due[v] - work;
	case RULE_CRITICAL_RATIO:
		return 0;
	case RULE_RANDOM:
		break;
	}
	return (int64_t)(level_random(d->rng) >> 2);
}

/* Time left over work left, in thousandths. */
static int64_t ratio_at(const struct desk *d, uint32_t v, int64_t t)
{
	const struct level_shop *shop = d->shop;
	const int64_t rest = shop->option[d->plan->option[v]].work + shop->rest[v];

	if (shop->due[v] >= PLAN_NEVER)
		return PLAN_NEVER;
	return (int64_t)((double)(shop->due[v] + shop->rest[v] - t) * 1000.0 / (double)(rest > 0 ? rest : 1));
}

static int64_t key_at(const struct desk *d, uint32_t v, int64_t t)
{
	return d->rule == RULE_CRITICAL_RATIO ? ratio_at(d, v, t) : d->key[v];
}

static uint32_t first_free_slot(const struct desk *d, const struct level_option *o)
{
	uint32_t best = o->slot;

	for (uint32_t s = o->slot + 1; s < o->slot + o->n_slots; s++)
		if (d->slot_free[s] < d->slot_free[best])
			best = s;
	return best;
}

/* When it would be done there, all that is queued before it. */
static int64_t done_at(const struct desk *d, uint32_t v, const struct level_option *o)
{
	int64_t t = d->ready[v], start, end;

	if (o->n_slots)
		t = level_max(t, d->slot_free[first_free_slot(d, o)]);
	level_fit(d->shop, o->lane, LEVEL_NONE, t, o->work + (o->n_slots ? d->queue[o->lane].work / o->n_slots : 0),
		  &start, &end);
	return end;
}

static uint32_t choose_option(const struct desk *d, uint32_t v)
{
	const struct level_shop *shop = d->shop;
	uint32_t best = shop->option_at[v];
	int64_t best_end = PLAN_NEVER;

	if (shop->option_at[v + 1] - best == 1)
		return best;
	for (uint32_t o = shop->option_at[v]; o < shop->option_at[v + 1]; o++) {
		int64_t end = done_at(d, v, &shop->option[o]);

		if (d->rule == RULE_AS_IT_STANDS && shop->option[o].lane == shop->in->task[v].lane && end < PLAN_NEVER)
			return o;
		if (end < best_end) {
			best_end = end;
			best = o;
		}
	}
	return best;
}

static void place(struct desk *d, uint32_t v, uint32_t slot, int64_t end)
{
	const struct level_shop *shop = d->shop;

	d->plan->order[d->n_placed++] = v;
	d->plan->slot[v] = slot;
	d->end[v] = end;
	if (slot != LEVEL_NONE && end < PLAN_NEVER)
		d->slot_free[slot] = end;
	for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++) {
		const uint32_t s = shop->succ[k].to;

		d->ready[s] = level_max(d->ready[s], level_later(end, shop->succ[k].lag));
		if (--d->missing[s] == 0)
			d->arrived[d->n_arrived++] = s;
	}
}

static const struct level_option *option_of(const struct desk *d, uint32_t v)
{
	return &d->shop->option[d->plan->option[v]];
}

/* When the lane should be looked at for a task that is ready then. Not beyond PLAN_NEVER - 1: that is "nothing waits". */
static int64_t look_at(const struct desk *d, const struct queue *q, int64_t ready)
{
	const int64_t t = level_max(ready, d->slot_free[first_free_slot(d, option_of(d, q->first))]);

	return t < PLAN_NEVER ? t : PLAN_NEVER - 1;
}

static void look_again(struct desk *d, struct queue *q)
{
	int64_t ready = PLAN_NEVER;

	for (uint32_t v = q->first; v != LEVEL_NONE; v = d->next_in_queue[v])
		if (d->ready[v] < ready)
			ready = d->ready[v];
	q->next = q->first == LEVEL_NONE ? PLAN_NEVER : look_at(d, q, ready);
}

static void join_queue(struct desk *d, uint32_t v)
{
	const struct level_option *o = option_of(d, v);
	struct queue *q = &d->queue[o->lane];
	int64_t t;

	d->key[v] = key_of(d, v);
	d->next_in_queue[v] = q->first;
	q->first = v;
	q->work += o->work;
	t = look_at(d, q, d->ready[v]);
	if (t < q->next)
		q->next = t;
}

/* All whose predecessors are placed: into a queue, or at once where no room is needed. */
static void receive(struct desk *d)
{
	while (d->n_arrived > 0) {
		const uint32_t v = d->arrived[--d->n_arrived];
		const struct level_option *o;
		int64_t start, end = PLAN_NEVER;

		d->plan->option[v] = choose_option(d, v);
		o = option_of(d, v);
		if (o->n_slots) {
			join_queue(d, v);
			continue;
		}
		if (!d->shop->dead[v])
			level_fit(d->shop, o->lane, LEVEL_NONE, d->ready[v], o->work, &start, &end);
		place(d, v, LEVEL_NONE, end);
	}
}

static bool starts_at(const struct desk *d, uint32_t v, uint32_t slot, int64_t t)
{
	int64_t start, end, open;

	if (d->shop->block_at[slot] == d->shop->block_at[slot + 1])
		return true;
	level_fit(d->shop, option_of(d, v)->lane, LEVEL_NONE, t, 0, &open, &end);
	level_fit(d->shop, option_of(d, v)->lane, slot, t, option_of(d, v)->work, &start, &end);
	return start <= open;
}

/* The first by the rule of those that are ready at t; if "fitting", of those that need not wait for a block. */
static uint32_t choose_task(const struct desk *d, const struct queue *q, int64_t t, uint32_t slot, bool fitting)
{
	uint32_t best = LEVEL_NONE;
	int64_t best_key = 0;

	for (uint32_t v = q->first; v != LEVEL_NONE; v = d->next_in_queue[v]) {
		int64_t key;

		if (d->ready[v] > t && t < PLAN_NEVER - 1)
			continue;
		key = key_at(d, v, t);
		if (best != LEVEL_NONE && (key > best_key || (key == best_key && v > best)))
			continue;
		if (fitting && !starts_at(d, v, slot, t))
			continue;
		best = v;
		best_key = key;
	}
	return best;
}

static void leave_queue(struct desk *d, struct queue *q, uint32_t v)
{
	uint32_t *link = &q->first;

	while (*link != v)
		link = &d->next_in_queue[*link];
	*link = d->next_in_queue[v];
	q->work -= option_of(d, v)->work;
}

/* The slot of its lane where it starts first; the one that was left last of those. */
static void place_in_lane(struct desk *d, uint32_t v, int64_t t)
{
	const struct level_option *o = option_of(d, v);
	int64_t best_start = PLAN_NEVER, best_end = PLAN_NEVER;
	uint32_t best = o->slot;

	for (uint32_t s = o->slot; s < o->slot + o->n_slots; s++) {
		int64_t start, end;

		level_fit(d->shop, o->lane, s, level_max(level_max(t, d->ready[v]), d->slot_free[s]), o->work, &start,
			  &end);
		if (start < best_start || (start == best_start && d->slot_free[s] > d->slot_free[best])) {
			best = s;
			best_start = start;
			best_end = end;
		}
	}
	place(d, v, best, best_end);
}

static void serve(struct desk *d, struct queue *q)
{
	const int64_t t = q->next;
	const uint32_t slot = first_free_slot(d, option_of(d, q->first));
	uint32_t v = choose_task(d, q, t, slot, true);

	if (v == LEVEL_NONE)
		v = choose_task(d, q, t, slot, false);
	leave_queue(d, q, v);
	place_in_lane(d, v, t < PLAN_NEVER - 1 ? t : PLAN_ALWAYS);
	look_again(d, q);
	receive(d);
}

static struct queue *next_queue(const struct desk *d)
{
	struct queue *best = NULL;

	for (size_t l = 0; l < d->shop->in->n_lanes; l++)
		if (d->queue[l].next < PLAN_NEVER && (!best || d->queue[l].next < best->next))
			best = &d->queue[l];
	return best;
}

static void open_desk(struct desk *d, struct arena *mem)
{
	const struct level_shop *shop = d->shop;
	const size_t n = shop->n + 1;

	d->key = arena_alloc(mem, n * sizeof(*d->key));
	d->ready = arena_alloc(mem, n * sizeof(*d->ready));
	d->end = arena_alloc(mem, n * sizeof(*d->end));
	d->missing = arena_alloc(mem, n * sizeof(*d->missing));
	d->next_in_queue = arena_alloc(mem, n * sizeof(*d->next_in_queue));
	d->arrived = arena_alloc(mem, n * sizeof(*d->arrived));
	d->slot_free = arena_alloc(mem, (shop->n_slots + 1) * sizeof(*d->slot_free));
	d->queue = arena_alloc(mem, (shop->in->n_lanes + 1) * sizeof(*d->queue));
	for (size_t s = 0; s < shop->n_slots; s++)
		d->slot_free[s] = shop->in->start;
	for (size_t l = 0; l < shop->in->n_lanes; l++)
		d->queue[l] = (struct queue){ .first = LEVEL_NONE, .next = PLAN_NEVER };
	for (size_t i = shop->n_free; i-- > 0;) {
		const uint32_t v = shop->order[i];

		d->ready[v] = shop->release[v];
		d->missing[v] = shop->pred_at[v + 1] - shop->pred_at[v];
		if (!d->missing[v])
			d->arrived[d->n_arrived++] = v;
	}
}

void level_by_rule(const struct level_shop *shop, int rule, uint64_t *rng, struct level_kept *ret)
{
	struct arena mem = { 0 };
	struct desk d = { .shop = shop, .rule = rule_at(shop, rule), .rng = rng, .plan = ret };

	open_desk(&d, &mem);
	receive(&d);
	for (struct queue *q = next_queue(&d); q; q = next_queue(&d))
		serve(&d, q);
	arena_done(&mem);
}
