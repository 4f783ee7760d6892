/*
 * level_rank - the fixed tasks as blocks of slots, and what the links alone
 * say about each task: how much is still to come, when it must be ready, and
 * what no plan can beat.
 */
#include <stdlib.h>

#include "core/plan/level_own.h"

static void *room(struct level_shop *shop, size_t n, size_t size)
{
	return arena_alloc(&shop->mem, (n + 1) * size);
}

static int by_lane_and_start(const void *a, const void *b, void *ctx)
{
	const struct level_task *task = ctx;
	const uint32_t v = *(const uint32_t *)a, w = *(const uint32_t *)b;

	if (task[v].lane != task[w].lane)
		return task[v].lane < task[w].lane ? -1 : 1;
	if (task[v].start != task[w].start)
		return task[v].start < task[w].start ? -1 : 1;
	return v < w ? -1 : v > w;
}

/* Fixed tasks that take room, by lane and start. */
static uint32_t *sorted_fixed(struct level_shop *shop, size_t *ret_n)
{
	const struct level_task *task = shop->in->task;
	uint32_t *fixed = room(shop, shop->n, sizeof(*fixed));
	size_t n = 0;

	for (size_t v = 0; v < shop->n; v++)
		if (task[v].fixed && task[v].lane < shop->in->n_lanes && task[v].start < task[v].end)
			fixed[n++] = (uint32_t)v;
	qsort_r(fixed, n, sizeof(*fixed), by_lane_and_start, (void *)(uintptr_t)task);
	*ret_n = n;
	return fixed;
}

/* The slot that is free by t and was left last; else the one that is free first. */
static uint32_t best_slot(const int64_t *busy, uint32_t first, uint32_t end, int64_t t)
{
	uint32_t best = first;

	for (uint32_t s = first + 1; s < end; s++) {
		const bool fits = busy[s] <= t, best_fits = busy[best] <= t;

		if (fits ? !best_fits || busy[s] > busy[best] : !best_fits && busy[s] < busy[best])
			best = s;
	}
	return best;
}

struct colour {
	uint32_t slot;
	struct level_block block;
};

/*
 * Fixed tasks spread over their lane's slots. Of those above capacity, what
 * reaches beyond the others keeps blocking the slot that is free first.
 */
static size_t colour_fixed(struct level_shop *shop, const uint32_t *fixed, size_t n, struct colour *ret)
{
	int64_t *busy = room(shop, shop->n_slots, sizeof(*busy));
	uint32_t s = 0;
	size_t used = 0;

	for (size_t i = 0; i < shop->n_slots; i++)
		busy[i] = PLAN_ALWAYS;
	for (size_t i = 0; i < n; i++) {
		const struct level_task *t = &shop->in->task[fixed[i]];
		uint32_t end, best;

		while (s < shop->n_slots && shop->slot_lane[s] < t->lane)
			s++;
		for (end = s; end < shop->n_slots && shop->slot_lane[end] == t->lane;)
			end++;
		if (end == s)
			continue;
		best = best_slot(busy, s, end, t->start);
		if (t->end <= busy[best])
			continue;
		ret[used++] = (struct colour){ best, { level_max(t->start, busy[best]), t->end, fixed[i] } };
		busy[best] = t->end;
	}
	return used;
}

void level_shop_blocks(struct level_shop *shop)
{
	size_t n_fixed, n;
	const uint32_t *fixed = sorted_fixed(shop, &n_fixed);
	struct colour *colour = room(shop, n_fixed, sizeof(*colour));
	uint32_t *at = room(shop, shop->n_slots + 2, sizeof(*at));
	struct level_block *block;

	n = colour_fixed(shop, fixed, n_fixed, colour);
	block = room(shop, n, sizeof(*block));
	for (size_t i = 0; i < n; i++)
		at[colour[i].slot + 2]++;
	for (size_t s = 2; s < shop->n_slots + 2; s++)
		at[s] += at[s - 1];
	for (size_t i = 0; i < n; i++)
		block[at[colour[i].slot + 1]++] = colour[i].block;
	shop->block_at = at;
	shop->block = block;
}

static int64_t min_work_of(const struct level_shop *shop, uint32_t v)
{
	int64_t least = shop->option[shop->option_at[v]].work;

	for (uint32_t o = shop->option_at[v]; o < shop->option_at[v + 1]; o++)
		if (shop->option[o].work < least)
			least = shop->option[o].work;
	return least;
}

static void rank_back(struct level_shop *shop, int64_t *rest, int64_t *n_rest, int64_t *due, const int64_t *work)
{
	for (size_t i = shop->n_free; i-- > 0;) {
		const uint32_t v = shop->order[i];

		for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++) {
			const uint32_t s = shop->succ[k].to;
			const int64_t lag = shop->succ[k].lag, latest = due[s] - work[s] - lag;

			rest[v] = level_max(rest[v], lag + work[s] + rest[s]);
			n_rest[v] = level_max(n_rest[v], n_rest[s] + 1);
			if (due[s] < PLAN_NEVER && latest < due[v])
				due[v] = latest;
		}
	}
}

static void find_own_due(struct level_shop *shop, int64_t *due)
{
	for (size_t i = 0; i < shop->n_free; i++)
		due[shop->order[i]] = shop->in->task[shop->order[i]].due;
	for (size_t i = 0; i < shop->n_deadlines; i++)
		if (shop->deadline[i].at < due[shop->deadline[i].task])
			due[shop->deadline[i].task] = shop->deadline[i].at;
}

struct lane_sum {
	int64_t work, head, rest;
};

/* A lane must at least do the work that has nowhere else to go. */
static void add_to_lane(const struct level_shop *shop, struct lane_sum *sum, uint32_t v, int64_t head)
{
	const uint32_t from = shop->option_at[v], to = shop->option_at[v + 1];
	struct lane_sum *lane;

	if (to - from != 1 || !shop->option[from].n_slots)
		return;
	lane = &sum[shop->option[from].lane];
	if (!lane->work || head < lane->head)
		lane->head = head;
	if (!lane->work || shop->rest[v] < lane->rest)
		lane->rest = shop->rest[v];
	lane->work += shop->min_work[v];
}

/* Without regard to who else is on the lane. */
static int64_t soonest_end(const struct level_shop *shop, uint32_t v, int64_t ready)
{
	int64_t soonest = PLAN_NEVER;

	for (uint32_t o = shop->option_at[v]; !shop->dead[v] && o < shop->option_at[v + 1]; o++) {
		int64_t start, end;

		level_fit(shop, shop->option[o].lane, LEVEL_NONE, ready, shop->option[o].work, &start, &end);
		if (end < soonest)
			soonest = end;
	}
	return soonest;
}

static int64_t soonest_ready(const struct level_shop *shop, uint32_t v, const int64_t *soonest)
{
	int64_t t = shop->release[v];

	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		t = level_max(t, level_later(soonest[shop->pred[k].to], shop->pred[k].lag));
	return t;
}

static void bound_by_lanes(struct level_shop *shop, const struct lane_sum *sum)
{
	for (size_t l = 0; l < shop->in->n_lanes; l++) {
		const int64_t c = shop->in->lane[l].capacity;

		if (sum[l].work)
			shop->bound.end =
				level_max(shop->bound.end, sum[l].head + (sum[l].work + c - 1) / c + sum[l].rest);
	}
}

static void bound_by_deadlines(struct level_shop *shop)
{
	for (size_t i = 0; i < shop->n_deadlines; i++)
		if (shop->soonest[shop->deadline[i].task] < PLAN_NEVER)
			shop->bound.broken +=
				level_max(0, shop->soonest[shop->deadline[i].task] - shop->deadline[i].at);
}

static void find_bounds(struct level_shop *shop)
{
	int64_t *soonest = room(shop, shop->n, sizeof(*soonest));
	struct lane_sum *sum = room(shop, shop->in->n_lanes, sizeof(*sum));

	shop->soonest = soonest;
	shop->bound = (struct level_worth){ .end = shop->fixed_end, .tardiness = shop->fixed_late };
	for (size_t i = 0; i < shop->n_free; i++) {
		const uint32_t v = shop->order[i];
		const int64_t head = soonest_ready(shop, v, soonest);

		soonest[v] = soonest_end(shop, v, head);
		if (soonest[v] >= PLAN_NEVER) {
			shop->bound.unplaced++;
			continue;
		}
		shop->bound.end = level_max(shop->bound.end, soonest[v]);
		shop->bound.tardiness += level_max(0, soonest[v] - shop->in->task[v].due);
		add_to_lane(shop, sum, v, head);
	}
	/* A task that finds no place does not lengthen the plan, and so breaks the sums. */
	if (!shop->bound.unplaced)
		bound_by_lanes(shop, sum);
	bound_by_deadlines(shop);
}

void level_shop_ranks(struct level_shop *shop)
{
	int64_t *work = room(shop, shop->n, sizeof(*work)), *rest = room(shop, shop->n, sizeof(*rest));
	int64_t *n_rest = room(shop, shop->n, sizeof(*n_rest)), *due = room(shop, shop->n, sizeof(*due));

	for (size_t i = 0; i < shop->n_free; i++)
		work[shop->order[i]] = min_work_of(shop, shop->order[i]);
	find_own_due(shop, due);
	rank_back(shop, rest, n_rest, due, work);
	shop->min_work = work;
	shop->rest = rest;
	shop->n_rest = n_rest;
	shop->due = due;
	find_bounds(shop);
}

static const struct plan_calendar *calendar_of(const struct level_shop *shop, uint32_t lane)
{
	return lane == LEVEL_NONE ? NULL : shop->in->lane[lane].calendar;
}

/* The first block of the slot that ends after t; block_at of the next slot when there is none. */
static uint32_t block_after(const struct level_shop *shop, uint32_t slot, int64_t t)
{
	uint32_t low = shop->block_at[slot], high = shop->block_at[slot + 1];

	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;

		if (shop->block[mid].end > t)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

static void run(const struct plan_calendar *c, int64_t t, int64_t work, int64_t *ret_start, int64_t *ret_end)
{
	const bool any_time = !c || c->round_the_clock;

	*ret_start = any_time || t >= PLAN_NEVER ? t : plan_calendar_next(c, t);
	if (*ret_start >= PLAN_NEVER)
		*ret_end = PLAN_NEVER;
	else
		*ret_end = any_time ? *ret_start + work : plan_calendar_add(c, *ret_start, work);
	if (*ret_end >= PLAN_NEVER)
		*ret_start = *ret_end = PLAN_NEVER;
}

void level_fit(const struct level_shop *shop, uint32_t lane, uint32_t slot, int64_t t, int64_t work, int64_t *ret_start,
	       int64_t *ret_end)
{
	const struct plan_calendar *c = calendar_of(shop, lane);

	run(c, t, work, ret_start, ret_end);
	if (slot == LEVEL_NONE)
		return;
	for (uint32_t b = block_after(shop, slot, *ret_start); b < shop->block_at[slot + 1]; b++) {
		if (*ret_end <= shop->block[b].start)
			return;
		run(c, level_max(*ret_start, shop->block[b].end), work, ret_start, ret_end);
	}
}

/* How many blocks, counted through all slots, start before t in this one or stand in those before it. */
static uint32_t block_before(const struct level_shop *shop, uint32_t slot, int64_t t)
{
	uint32_t b = block_after(shop, slot, t);

	return b < shop->block_at[slot + 1] && shop->block[b].start < t ? b + 1 : b;
}

int64_t level_fit_back(const struct level_shop *shop, uint32_t lane, uint32_t slot, int64_t t, int64_t work)
{
	const struct plan_calendar *c = calendar_of(shop, lane);
	const bool any_time = !c || c->round_the_clock;
	int64_t start = any_time ? t - work : plan_calendar_sub(c, t, work);

	if (slot == LEVEL_NONE)
		return start;
	for (uint32_t b = block_before(shop, slot, t); b > shop->block_at[slot]; b--) {
		const struct level_block *block = &shop->block[b - 1];

		if (block->end <= start)
			break;
		start = any_time ? block->start - work : plan_calendar_sub(c, block->start, work);
	}
	return start;
}
