/*
 * level_estimate - how long the plan would be after a move, without making
 * it: heads and tails are worked out anew only for the tasks whose order
 * changes. Never less than the longest way through those; mostly exact.
 */
#include "core/plan/level_own.h"

static int64_t way_behind(const struct level_state *s, uint32_t v)
{
	return v == LEVEL_NONE ? 0 : s->work[v] + s->tail[v];
}

/* Tasks of the slot in their new order from the first that changes; returns how many. Uses "behind" as their heads. */
static size_t head_in_slot(struct level_moves *m, const struct level_state *s, const struct level_move *move,
			   bool later)
{
	const uint32_t u = move->task;
	const uint32_t from = later ? s->next[u] : u, before = later ? s->prev[u] : move->after;
	int64_t t = before == LEVEL_NONE ? PLAN_ALWAYS : s->end[before];
	uint32_t v = from;
	size_t n = 0;

	for (;;) {
		m->path[s->shop->n + n] = v;
		m->head[n] = level_max(s->ready[v], t);
		t = m->head[n++] + s->work[v];
		if (later ? v == u : s->next[v] == u)
			return n;
		if (later)
			v = v == move->after ? u : s->next[v];
		else
			v = v == u ? level_behind(s, move) : s->next[v];
	}
}

int64_t level_estimate_in_slot(struct level_moves *m, const struct level_state *s, const struct level_move *move)
{
	const uint32_t u = move->task;
	const bool later = move->after != LEVEL_NONE && s->at[move->after] > s->at[u];
	const size_t n = head_in_slot(m, s, move, later);
	int64_t t = way_behind(s, later ? s->next[move->after] : s->next[u]), end = s->shop->fixed_end;

	for (size_t i = n; i-- > 0;) {
		const uint32_t v = m->path[s->shop->n + i];
		const int64_t tail = level_max(s->link_tail[v], t);

		t = s->work[v] + tail;
		end = level_max(end, m->head[i] + t);
	}
	return end;
}

static int64_t end_without(const struct level_moves *m, const struct level_state *s, uint32_t v, uint32_t task)
{
	const struct level_shop *shop = s->shop;
	const uint32_t before = s->prev[v] == task ? s->prev[task] : s->prev[v];
	int64_t t = shop->release[v];

	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		t = level_max(t, m->head[shop->pred[k].to] + shop->pred[k].lag);
	return (before == LEVEL_NONE ? t : level_max(t, m->head[before])) + s->work[v];
}

static int64_t behind_without(const struct level_moves *m, const struct level_state *s, uint32_t v, uint32_t task)
{
	const struct level_shop *shop = s->shop;
	const uint32_t next = s->next[v] == task ? s->next[task] : s->next[v];
	int64_t t = next == LEVEL_NONE ? 0 : m->behind[next];

	for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++)
		t = level_max(t, m->behind[shop->succ[k].to] + shop->succ[k].lag);
	return t + s->work[v];
}

int64_t level_estimate_without(struct level_moves *m, const struct level_state *s, uint32_t task)
{
	const size_t n = s->shop->n_free, at = s->at[task];
	int64_t end = s->shop->fixed_end;

	for (size_t i = 0; i < at; i++) {
		m->head[s->order[i]] = s->end[s->order[i]];
		end = level_max(end, s->end[s->order[i]]);
	}
	m->head[task] = s->ready[task];
	for (size_t i = at + 1; i < n; i++) {
		const uint32_t v = s->order[i];

		m->head[v] = end_without(m, s, v, task);
		end = level_max(end, m->head[v]);
		m->behind[v] = s->work[v] + s->tail[v];
	}
	m->behind[task] = s->link_tail[task];
	for (size_t i = at; i-- > 0;)
		m->behind[s->order[i]] = behind_without(m, s, s->order[i], task);
	return end;
}

int64_t level_estimate_there(const struct level_moves *m, const struct level_state *s, const struct level_move *move)
{
	const uint32_t u = move->task, behind = level_behind(s, move);
	int64_t head = s->ready[u], tail = s->link_tail[u];

	if (move->after != LEVEL_NONE)
		head = level_max(head, m->head[move->after]);
	if (behind != LEVEL_NONE)
		tail = level_max(tail, m->behind[behind]);
	return head + s->shop->option[move->option].work + tail;
}
