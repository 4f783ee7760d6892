/*
 * level_tabu - the memory of the search, and the plans worth starting from
 * again.
 */
#include <stdlib.h>
#include <string.h>

#include "core/plan/level_own.h"

enum { TABU_BITS = 17 };

void level_tabu_make(struct level_tabu *ret, struct arena *mem, const struct level_shop *shop)
{
	ret->n_tasks = shop->n;
	ret->until = arena_alloc(mem, sizeof(*ret->until) << TABU_BITS);
}

/* "a before b". Two pairs may share a cell in large plans: then one is forbidden a little too long. */
static int64_t *cell(const struct level_tabu *t, size_t a, size_t b)
{
	const uint64_t pair = (uint64_t)a * 2654435761u + (uint64_t)b * 0x9e3779b97f4a7c15u;

	return &t->until[(pair * 0xd6e8feb86659fd93u) >> (64 - TABU_BITS)];
}

static bool goes_later(const struct level_state *s, const struct level_move *m)
{
	return m->after != LEVEL_NONE && s->at[m->after] > s->at[m->task];
}

bool level_tabu_forbids(const struct level_tabu *t, const struct level_state *s, const struct level_move *m,
			int64_t now)
{
	const uint32_t u = m->task;

	if (m->slot != s->slot[u] || m->option != s->option[u])
		return *cell(t, u, t->n_tasks + m->option * 8u + m->slot) > now;
	if (goes_later(s, m)) {
		for (uint32_t v = s->next[u]; v != s->next[m->after]; v = s->next[v])
			if (*cell(t, v, u) > now)
				return true;
		return false;
	}
	for (uint32_t v = level_behind(s, m); v != u; v = s->next[v])
		if (*cell(t, u, v) > now)
			return true;
	return false;
}

void level_tabu_note(struct level_tabu *t, const struct level_state *s, const struct level_move *m, int64_t until)
{
	const uint32_t u = m->task;

	if (m->slot != s->slot[u] || m->option != s->option[u]) {
		*cell(t, u, t->n_tasks + s->option[u] * 8u + s->slot[u]) = until;
		return;
	}
	if (goes_later(s, m)) {
		for (uint32_t v = s->next[u]; v != s->next[m->after]; v = s->next[v])
			*cell(t, u, v) = until;
		return;
	}
	for (uint32_t v = level_behind(s, m); v != u; v = s->next[v])
		*cell(t, v, u) = until;
}
