/*
 * level_shop - the input made ready: links between free tasks only, lanes as
 * slots, and for each lane's task its options.
 */
#include "core/plan/level_own.h"

static size_t n_tasks(const struct level_shop *shop)
{
	return shop->in->graph->n;
}

static void *room(struct level_shop *shop, size_t n, size_t size)
{
	return arena_alloc(&shop->mem, (n + 1) * size);
}

static bool is_free(const struct level_shop *shop, uint32_t v)
{
	return !shop->in->task[v].fixed;
}

static void find_order(struct level_shop *shop)
{
	uint32_t *order = room(shop, shop->n, sizeof(*order));

	for (size_t i = 0; i < shop->n; i++)
		if (is_free(shop, shop->in->graph->order[i]))
			order[shop->n_free++] = shop->in->graph->order[i];
	shop->order = order;
}

/* The edges of "at/edge" with free tasks at both ends. */
static void keep_free(struct level_shop *shop, const uint32_t *at, const struct plan_edge *edge,
		      const uint32_t **ret_at, const struct plan_edge **ret_edge)
{
	uint32_t *to_at = room(shop, shop->n + 1, sizeof(*to_at));
	struct plan_edge *to = room(shop, shop->in->graph->n_links, sizeof(*to));
	uint32_t n = 0;

	for (size_t v = 0; v < shop->n; v++) {
		to_at[v] = n;
		for (uint32_t i = at[v]; is_free(shop, (uint32_t)v) && i < at[v + 1]; i++)
			if (is_free(shop, edge[i].to))
				to[n++] = edge[i];
	}
	to_at[shop->n] = n;
	*ret_at = to_at;
	*ret_edge = to;
}

static int64_t release_of(const struct level_shop *shop, uint32_t v)
{
	const struct plan_graph *g = shop->in->graph;
	int64_t t = level_max(shop->in->start, shop->in->task[v].release);

	for (uint32_t i = g->pred_at[v]; i < g->pred_at[v + 1]; i++)
		if (!is_free(shop, g->pred[i].to))
			t = level_max(t, level_later(shop->in->task[g->pred[i].to].end, g->pred[i].lag));
	return t;
}

static void find_releases(struct level_shop *shop)
{
	int64_t *release = room(shop, shop->n, sizeof(*release));

	for (size_t i = 0; i < shop->n_free; i++)
		release[shop->order[i]] = release_of(shop, shop->order[i]);
	shop->release = release;
}

static void find_deadlines(struct level_shop *shop)
{
	const struct plan_graph *g = shop->in->graph;
	struct level_deadline *deadline = room(shop, g->n_links, sizeof(*deadline));

	for (size_t k = 0; k < shop->n_free; k++) {
		const uint32_t v = shop->order[k];

		for (uint32_t i = g->succ_at[v]; i < g->succ_at[v + 1]; i++)
			if (!is_free(shop, g->succ[i].to))
				deadline[shop->n_deadlines++] =
					(struct level_deadline){ v,
								 shop->in->task[g->succ[i].to].start - g->succ[i].lag };
	}
	shop->deadline = deadline;
}

/* How many of each lane's places can be used at all: no more than tasks that could stand there. */
static uint32_t *count_slots(struct level_shop *shop)
{
	uint32_t *wanted = room(shop, shop->in->n_lanes, sizeof(*wanted));

	for (size_t v = 0; v < shop->n; v++) {
		const struct level_task *t = &shop->in->task[v];

		if (t->fixed && t->lane < shop->in->n_lanes)
			wanted[t->lane]++;
		for (size_t i = 0; !t->fixed && i < t->n_choices; i++)
			wanted[t->choice[i].lane]++;
	}
	for (size_t l = 0; l < shop->in->n_lanes; l++) {
		const int capacity = shop->in->lane[l].capacity;

		if (capacity <= 0)
			wanted[l] = 0;
		else if (wanted[l] > (uint32_t)capacity)
			wanted[l] = (uint32_t)capacity;
	}
	return wanted;
}

/* Returns each lane's first slot, n_lanes + 1 of them. */
static uint32_t *make_slots(struct level_shop *shop)
{
	const uint32_t *count = count_slots(shop);
	uint32_t *first = room(shop, shop->in->n_lanes + 1, sizeof(*first));
	uint32_t *lane;

	for (size_t l = 0; l < shop->in->n_lanes; l++)
		first[l + 1] = first[l] + count[l];
	shop->n_slots = first[shop->in->n_lanes];
	lane = room(shop, shop->n_slots, sizeof(*lane));
	for (size_t l = 0; l < shop->in->n_lanes; l++)
		for (uint32_t s = first[l]; s < first[l + 1]; s++)
			lane[s] = (uint32_t)l;
	shop->slot_lane = lane;
	return first;
}

static bool make_option(const struct level_choice *c, const uint32_t *first, struct level_option *ret)
{
	*ret = (struct level_option){ .lane = c->lane, .slot = LEVEL_NONE, .work = c->work };
	if (c->work <= 0)
		return true;
	ret->slot = first[c->lane];
	ret->n_slots = first[c->lane + 1] - first[c->lane];
	return ret->n_slots > 0;
}

/* Every free task has at least one option, a dead one a dummy. */
static void make_options(struct level_shop *shop, const uint32_t *first)
{
	uint32_t *at = room(shop, shop->n + 1, sizeof(*at));
	bool *dead = room(shop, shop->n, sizeof(*dead));
	struct level_option *option;
	size_t total = 0;
	uint32_t n = 0;

	for (size_t v = 0; v < shop->n; v++)
		total += shop->in->task[v].n_choices + 1;
	option = room(shop, total, sizeof(*option));
	for (size_t v = 0; v < shop->n; v++) {
		const struct level_task *t = &shop->in->task[v];

		at[v] = n;
		for (size_t i = 0; !t->fixed && i < t->n_choices; i++)
			n += make_option(&t->choice[i], first, &option[n]);
		dead[v] = t->n_choices > 0 && n == at[v];
		if (n == at[v])
			option[n++] = (struct level_option){ LEVEL_NONE, LEVEL_NONE, 0, dead[v] ? 0 : t->work };
	}
	at[shop->n] = n;
	shop->option_at = at;
	shop->option = option;
	shop->dead = dead;
}

static bool lane_always_open(const struct level_shop *shop, uint32_t lane)
{
	return lane == LEVEL_NONE || !shop->in->lane[lane].calendar || shop->in->lane[lane].calendar->round_the_clock;
}

static bool options_plain(const struct level_shop *shop, uint32_t v)
{
	for (uint32_t o = shop->option_at[v]; o < shop->option_at[v + 1]; o++) {
		const struct level_option *option = &shop->option[o];

		if (!lane_always_open(shop, option->lane))
			return false;
		for (uint32_t k = 0; k < option->n_slots; k++)
			if (shop->block_at[option->slot + k] != shop->block_at[option->slot + k + 1])
				return false;
	}
	return !shop->dead[v];
}

static bool has_choice(const struct level_shop *shop, uint32_t v)
{
	uint32_t n = 0;

	for (uint32_t o = shop->option_at[v]; o < shop->option_at[v + 1]; o++)
		n += shop->option[o].n_slots;
	return n > 1;
}

static void find_kind(struct level_shop *shop)
{
	shop->plain = !shop->n_deadlines && !shop->n_due;
	for (size_t i = 0; i < shop->n_free; i++) {
		const uint32_t v = shop->order[i];

		shop->plain = shop->plain && options_plain(shop, v) && shop->release[v] < PLAN_NEVER;
		shop->flexible = shop->flexible || has_choice(shop, v);
		shop->has_now = shop->has_now || shop->in->task[v].lane != LEVEL_NONE;
		for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++) {
			shop->leads = shop->leads || shop->succ[k].lag < 0;
			shop->deep_leads = shop->deep_leads || shop->succ[k].lag < -shop->min_work[v];
		}
	}
}

static void find_fixed_worth(struct level_shop *shop)
{
	shop->fixed_end = shop->in->start;
	for (size_t v = 0; v < shop->n; v++) {
		const struct level_task *t = &shop->in->task[v];

		if (!t->fixed || t->end >= PLAN_NEVER)
			continue;
		shop->fixed_end = level_max(shop->fixed_end, t->end);
		shop->fixed_late += level_max(0, t->end - t->due);
	}
}

static void find_due(struct level_shop *shop)
{
	uint32_t *with_due = room(shop, shop->n, sizeof(*with_due));

	for (size_t i = 0; i < shop->n_free; i++)
		if (shop->in->task[shop->order[i]].due < PLAN_NEVER)
			with_due[shop->n_due++] = shop->order[i];
	shop->with_due = with_due;
}

void level_shop_make(struct level_shop *ret, const struct level_input *in)
{
	const uint32_t *first;

	*ret = (struct level_shop){ .in = in };
	ret->n = n_tasks(ret);
	find_order(ret);
	keep_free(ret, in->graph->succ_at, in->graph->succ, &ret->succ_at, &ret->succ);
	keep_free(ret, in->graph->pred_at, in->graph->pred, &ret->pred_at, &ret->pred);
	find_releases(ret);
	find_deadlines(ret);
	find_due(ret);
	first = make_slots(ret);
	make_options(ret, first);
	find_fixed_worth(ret);
	level_shop_blocks(ret);
	level_shop_ranks(ret);
	find_kind(ret);
}

void level_shop_done(struct level_shop *shop)
{
	arena_done(&shop->mem);
}
