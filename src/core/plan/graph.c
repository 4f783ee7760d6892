/*
 * graph - links sorted by either end, and an order in which they can be followed.
 */
#include "core/plan/graph.h"

#include <stdlib.h>

/* ---- neighbours ---- */

/* Links by one of their ends: counted, then each put where its vertex has room. */
static const struct plan_edge *sort_links(struct arena *mem, size_t n, const struct plan_link *link, size_t n_links,
					  bool by_to, const uint32_t **ret_at)
{
	struct plan_edge *edge = arena_alloc(mem, n_links * sizeof(*edge));
	/* Two further on than in the end: sums move it by one, filling by another. */
	uint32_t *at = arena_alloc(mem, (n + 2) * sizeof(*at));

	for (size_t i = 0; i < n_links; i++)
		at[(by_to ? link[i].to : link[i].from) + 2]++;
	for (size_t v = 2; v < n + 2; v++)
		at[v] += at[v - 1];
	for (size_t i = 0; i < n_links; i++) {
		uint32_t near = by_to ? link[i].to : link[i].from;

		edge[at[near + 1]++] =
			(struct plan_edge){ .to = by_to ? link[i].from : link[i].to, .lag = link[i].lag };
	}
	*ret_at = at;
	return edge;
}

/* ---- the vertices that wait for nobody ---- */

/* Vertex numbers are of 32 bits, and each level has a bit for a word of 64 of the one below. */
enum { LEVELS = 6, WORD_BITS = 6, WORD = 1 << WORD_BITS };

/* A set of numbers that knows its least. */
struct ready {
	uint64_t *level[LEVELS]; /* the last is one word */
	size_t n_levels;
};

static void ready_init(struct ready *r, size_t n)
{
	*r = (struct ready){ 0 };
	do {
		n = n / WORD + 1; /* there is a word of nothing too */
		r->level[r->n_levels++] = mem_alloc(n * sizeof(uint64_t));
	} while (n > 1);
}

static void ready_done(struct ready *r)
{
	for (size_t i = 0; i < r->n_levels; i++)
		free(r->level[i]);
}

static void ready_add(struct ready *r, size_t v)
{
	for (size_t i = 0; i < r->n_levels; i++, v /= WORD)
		r->level[i][v / WORD] |= UINT64_C(1) << v % WORD;
}

/* Take the least out. False: there is none. */
static bool ready_take(struct ready *r, uint32_t *ret)
{
	size_t v = 0;

	if (r->level[r->n_levels - 1][0] == 0)
		return false;
	for (size_t i = r->n_levels; i-- > 0;)
		v = v * WORD + (size_t)__builtin_ctzll(r->level[i][v]);
	*ret = (uint32_t)v;
	for (size_t i = 0; i < r->n_levels; i++, v /= WORD) {
		r->level[i][v / WORD] &= ~(UINT64_C(1) << v % WORD);
		if (r->level[i][v / WORD] != 0)
			break;
	}
	return true;
}

/* ---- order ---- */

/* waits: how many predecessors each vertex still waits for. Returns how many could be put in order. */
static size_t put_in_order(const struct plan_graph *g, uint32_t *waits, uint32_t *order)
{
	struct ready ready;
	uint32_t v;
	size_t n = 0;

	ready_init(&ready, g->n);
	for (size_t i = 0; i < g->n; i++) {
		waits[i] = g->pred_at[i + 1] - g->pred_at[i];
		if (waits[i] == 0)
			ready_add(&ready, i);
	}
	while (ready_take(&ready, &v)) {
		order[n++] = v;
		for (uint32_t i = g->succ_at[v]; i < g->succ_at[v + 1]; i++)
			if (--waits[g->succ[i].to] == 0)
				ready_add(&ready, g->succ[i].to);
	}
	ready_done(&ready);
	return n;
}

/* ---- circles ---- */

static uint32_t waiting_predecessor(const struct plan_graph *g, const uint32_t *waits, uint32_t v)
{
	uint32_t i = g->pred_at[v];

	while (waits[g->pred[i].to] == 0)
		i++;
	return g->pred[i].to;
}

/* path: each waits for the next, the last for the first. Turned round and begun at its lowest. */
static void turn(struct arena *mem, const uint32_t *path, size_t n, struct plan_cycle *ret)
{
	uint32_t *vertex = arena_alloc(mem, n * sizeof(*vertex));
	size_t lowest = 0;

	for (size_t i = 1; i < n; i++)
		if (path[i] < path[lowest])
			lowest = i;
	for (size_t i = 0; i < n; i++)
		vertex[i] = path[(lowest + n - i) % n];
	*ret = (struct plan_cycle){ .vertex = vertex, .n = n };
}

/* Who waits waits for one that waits too: walking back must come to a vertex again. */
static void find_cycle(struct arena *mem, const struct plan_graph *g, const uint32_t *waits, struct plan_cycle *ret)
{
	uint32_t *path = mem_alloc(g->n * sizeof(*path));
	uint32_t *step = mem_alloc(g->n * sizeof(*step)); /* when it was met, from 1 on */
	uint32_t v = 0, n = 0;

	while (waits[v] == 0)
		v++;
	for (; step[v] == 0; v = waiting_predecessor(g, waits, v)) {
		path[n++] = v;
		step[v] = n;
	}
	turn(mem, path + step[v] - 1, n - step[v] + 1, ret);
	free(step);
	free(path);
}

bool plan_graph_make(struct arena *mem, size_t n, const struct plan_link *link, size_t n_links, struct plan_graph *ret,
		     struct plan_cycle *ret_cycle)
{
	uint32_t *order = arena_alloc(mem, n * sizeof(*order));
	uint32_t *waits = mem_alloc(n * sizeof(*waits));
	bool ok;

	*ret = (struct plan_graph){ .n = n, .n_links = n_links, .order = order };
	*ret_cycle = (struct plan_cycle){ 0 };
	ret->succ = sort_links(mem, n, link, n_links, false, &ret->succ_at);
	ret->pred = sort_links(mem, n, link, n_links, true, &ret->pred_at);
	ok = put_in_order(ret, waits, order) == n;
	if (!ok)
		find_cycle(mem, ret, waits, ret_cycle);
	free(waits);
	return ok;
}
