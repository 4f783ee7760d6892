/*
 * level_elites - the best plans found so far that differ enough, and new
 * ones between them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/plan/level_own.h"

void level_elites_make(struct level_elites *ret, struct arena *mem, const struct level_shop *shop)
{
	*ret = (struct level_elites){ 0 };
	for (size_t i = 0; i < LEVEL_ELITES; i++)
		level_kept_make(&ret->kept[i], mem, shop);
	ret->key = arena_alloc(mem, (shop->n + 1) * sizeof(*ret->key));
	ret->last = arena_alloc(mem, (shop->n_slots + 1) * sizeof(*ret->last));
	ret->prev = arena_alloc(mem, 2 * (shop->n + 1) * sizeof(*ret->prev));
}

/* Who stands before each task on its slot; the slot itself, behind the numbers of tasks, for the first. */
static void find_prev(const struct level_elites *e, const struct level_kept *kept, const struct level_shop *shop,
		      uint32_t *prev)
{
	for (size_t s = 0; s < shop->n_slots; s++)
		e->last[s] = (uint32_t)(shop->n + s);
	for (size_t i = 0; i < shop->n_free; i++) {
		const uint32_t v = kept->order[i], slot = kept->slot[v];

		prev[v] = LEVEL_NONE;
		if (slot == LEVEL_NONE)
			continue;
		prev[v] = e->last[slot];
		e->last[slot] = v;
	}
}

/* Nearly the same sequences. "a" is in the first half of e->prev. */
static bool is_like(const struct level_elites *e, const struct level_kept *b, const struct level_shop *shop)
{
	uint32_t *prev = e->prev + shop->n + 1;
	size_t differ = 0;

	find_prev(e, b, shop, prev);
	for (size_t i = 0; i < shop->n_free; i++)
		differ += e->prev[shop->order[i]] != prev[shop->order[i]];
	return differ * 20 <= shop->n_free;
}

static size_t find_worst(const struct level_elites *e)
{
	size_t worst = 0;

	for (size_t i = 1; i < e->n; i++)
		if (level_compare(&e->kept[i].worth, &e->kept[worst].worth) > 0)
			worst = i;
	return worst;
}

static size_t find_like(const struct level_elites *e, const struct level_kept *kept, const struct level_shop *shop)
{
	find_prev(e, kept, shop, e->prev);
	for (size_t i = 0; i < e->n; i++)
		if (is_like(e, &e->kept[i], shop))
			return i;
	return e->n;
}

void level_elites_offer(struct level_elites *e, const struct level_kept *kept, const struct level_shop *shop)
{
	size_t to = find_like(e, kept, shop);

	if (to == e->n && e->n < LEVEL_ELITES) {
		e->n++;
	} else {
		if (to == e->n)
			to = find_worst(e);
		if (level_compare(&kept->worth, &e->kept[to].worth) >= 0) {
			e->refused++;
			return;
		}
	}
	e->refused = 0;
	level_kept_copy(&e->kept[to], kept, shop);
}

static int by_key(const void *a, const void *b, void *ctx)
{
	const int64_t *key = ctx;
	const uint32_t v = *(const uint32_t *)a, w = *(const uint32_t *)b;

	if (key[v] != key[w])
		return key[v] < key[w] ? -1 : 1;
	return v < w ? -1 : v > w;
}

void level_elites_mix(struct level_elites *e, const struct level_shop *shop, uint64_t *rng, struct level_kept *ret)
{
	const size_t a = level_pick(rng, e->n), b = (a + 1 + level_pick(rng, e->n - 1)) % e->n;
	const struct level_kept *of[2] = { &e->kept[a], &e->kept[b] };
	const int64_t weight = 300 + (int64_t)level_pick(rng, 401);

	for (size_t i = 0; i < shop->n_free; i++) {
		const uint32_t v = of[0]->order[i];
		const struct level_kept *from = of[(int64_t)level_pick(rng, 1000) >= weight];

		e->key[v] = (int64_t)i * weight;
		ret->slot[v] = from->slot[v];
		ret->option[v] = from->option[v];
		ret->order[i] = v;
	}
	for (size_t i = 0; i < shop->n_free; i++)
		e->key[of[1]->order[i]] += (int64_t)i * (1000 - weight);
	qsort_r(ret->order, shop->n_free, sizeof(*ret->order), by_key, e->key);
}
