/*
 * level_state - sequences on slots and the times that follow from them.
 */
#include <string.h>

#include "core/plan/level_own.h"

static uint32_t *ids(struct arena *mem, size_t n)
{
	return arena_alloc(mem, (n + 1) * sizeof(uint32_t));
}

static int64_t *times(struct arena *mem, size_t n)
{
	return arena_alloc(mem, (n + 1) * sizeof(int64_t));
}

void level_kept_make(struct level_kept *ret, struct arena *mem, const struct level_shop *shop)
{
	ret->order = ids(mem, shop->n_free);
	ret->slot = ids(mem, shop->n);
	ret->option = ids(mem, shop->n);
}

void level_kept_copy(struct level_kept *to, const struct level_kept *from, const struct level_shop *shop)
{
	memcpy(to->order, from->order, shop->n_free * sizeof(*to->order));
	memcpy(to->slot, from->slot, shop->n * sizeof(*to->slot));
	memcpy(to->option, from->option, shop->n * sizeof(*to->option));
	to->worth = from->worth;
}

void level_state_make(struct level_state *ret, struct arena *mem, const struct level_shop *shop)
{
	const size_t n = shop->n;

	*ret = (struct level_state){
		.shop = shop,
		.order = ids(mem, n),
		.at = ids(mem, n),
		.slot = ids(mem, n),
		.option = ids(mem, n),
		.work = times(mem, n),
		.prev = ids(mem, n),
		.next = ids(mem, n),
		.first = ids(mem, shop->n_slots),
		.last = ids(mem, shop->n_slots),
		.start = times(mem, n),
		.end = times(mem, n),
		.ready = times(mem, n),
		.used = times(mem, n),
		.tail = times(mem, n),
		.link_tail = times(mem, n),
		.mark = ids(mem, n),
		.saved = ids(mem, n),
		.moved_out = ids(mem, n),
		.was = arena_alloc(mem, (n + 1) * sizeof(struct level_was)),
	};
}

static void append(struct level_state *s, uint32_t v)
{
	const uint32_t slot = s->slot[v];

	s->prev[v] = s->next[v] = LEVEL_NONE;
	if (slot == LEVEL_NONE)
		return;
	s->prev[v] = s->last[slot];
	if (s->last[slot] == LEVEL_NONE)
		s->first[slot] = v;
	else
		s->next[s->last[slot]] = v;
	s->last[slot] = v;
}

void level_state_load(struct level_state *s, const struct level_kept *kept)
{
	const struct level_shop *shop = s->shop;

	memcpy(s->order, kept->order, shop->n_free * sizeof(*s->order));
	memcpy(s->slot, kept->slot, shop->n * sizeof(*s->slot));
	memcpy(s->option, kept->option, shop->n * sizeof(*s->option));
	for (size_t k = 0; k < shop->n_slots; k++)
		s->first[k] = s->last[k] = LEVEL_NONE;
	for (size_t i = 0; i < shop->n_free; i++) {
		const uint32_t v = s->order[i];

		s->at[v] = (uint32_t)i;
		s->work[v] = shop->option[s->option[v]].work;
		append(s, v);
	}
	level_state_time(s, 0);
	level_state_settle(s);
}

void level_state_keep(const struct level_state *s, struct level_kept *ret)
{
	memcpy(ret->order, s->order, s->shop->n_free * sizeof(*s->order));
	memcpy(ret->slot, s->slot, s->shop->n * sizeof(*s->slot));
	memcpy(ret->option, s->option, s->shop->n * sizeof(*s->option));
	ret->worth = s->worth;
}

static void take_out(struct level_state *s, uint32_t v)
{
	const uint32_t slot = s->slot[v], before = s->prev[v], behind = s->next[v];

	if (slot == LEVEL_NONE)
		return;
	if (before == LEVEL_NONE)
		s->first[slot] = behind;
	else
		s->next[before] = behind;
	if (behind == LEVEL_NONE)
		s->last[slot] = before;
	else
		s->prev[behind] = before;
}

static void put_in(struct level_state *s, const struct level_move *m)
{
	const uint32_t v = m->task;
	uint32_t behind;

	s->slot[v] = m->slot;
	s->option[v] = m->option;
	s->work[v] = s->shop->option[m->option].work;
	s->prev[v] = s->next[v] = LEVEL_NONE;
	if (m->slot == LEVEL_NONE)
		return;
	behind = m->after == LEVEL_NONE ? s->first[m->slot] : s->next[m->after];
	s->prev[v] = m->after;
	s->next[v] = behind;
	if (m->after == LEVEL_NONE)
		s->first[m->slot] = v;
	else
		s->next[m->after] = v;
	if (behind == LEVEL_NONE)
		s->last[m->slot] = v;
	else
		s->prev[behind] = v;
}

static void renumber(struct level_state *s, size_t low, size_t high)
{
	for (size_t i = low; i <= high; i++)
		s->at[s->order[i]] = (uint32_t)i;
}

static bool waits_for_marked(const struct level_state *s, uint32_t v)
{
	const struct level_shop *shop = s->shop;

	if (s->prev[v] != LEVEL_NONE && s->mark[s->prev[v]] == s->stamp)
		return true;
	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		if (s->mark[shop->pred[k].to] == s->stamp)
			return true;
	return false;
}

static bool marked_waits_for(const struct level_state *s, uint32_t v)
{
	const struct level_shop *shop = s->shop;

	if (s->next[v] != LEVEL_NONE && s->mark[s->next[v]] == s->stamp)
		return true;
	for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++)
		if (s->mark[shop->succ[k].to] == s->stamp)
			return true;
	return false;
}

/* order[low] and all in the range that wait for it go behind order[high]. */
static bool shift_later(struct level_state *s, size_t low, size_t high)
{
	size_t stay = low, go = 0;

	s->stamp++;
	s->mark[s->order[low]] = s->stamp;
	for (size_t i = low; i <= high; i++) {
		const uint32_t v = s->order[i];

		if (i == low || waits_for_marked(s, v)) {
			s->mark[v] = s->stamp;
			s->moved_out[go++] = v;
		} else {
			s->order[stay++] = v;
		}
	}
	memcpy(&s->order[stay], s->moved_out, go * sizeof(*s->order));
	return s->mark[s->saved[high]] != s->stamp;
}

/* order[high] and all in the range that it waits for go before order[low]. */
static bool shift_earlier(struct level_state *s, size_t low, size_t high)
{
	size_t stay = high + 1, go = s->shop->n_free;

	s->stamp++;
	s->mark[s->order[high]] = s->stamp;
	for (size_t i = high + 1; i-- > low;) {
		const uint32_t v = s->order[i];

		if (i == high || marked_waits_for(s, v)) {
			s->mark[v] = s->stamp;
			s->moved_out[--go] = v;
		} else {
			s->order[--stay] = v;
		}
	}
	memcpy(&s->order[low], &s->moved_out[go], (s->shop->n_free - go) * sizeof(*s->order));
	return s->mark[s->saved[low]] != s->stamp;
}

static bool mend_order(struct level_state *s, uint32_t v, struct level_undo *undo)
{
	const uint32_t before = s->prev[v], behind = s->next[v];
	const bool later = before != LEVEL_NONE && s->at[before] > s->at[v];
	bool acyclic;

	undo->low = undo->high = s->at[v];
	if (later)
		undo->high = s->at[before];
	else if (behind != LEVEL_NONE && s->at[behind] < s->at[v])
		undo->low = s->at[behind];
	if (undo->low == undo->high) {
		s->saved[undo->low] = v;
		return true;
	}
	memcpy(&s->saved[undo->low], &s->order[undo->low], (undo->high - undo->low + 1) * sizeof(*s->order));
	acyclic = later ? shift_later(s, undo->low, undo->high) : shift_earlier(s, undo->low, undo->high);
	renumber(s, undo->low, undo->high);
	return acyclic;
}

bool level_apply(struct level_state *s, const struct level_move *m, struct level_undo *ret)
{
	const uint32_t v = m->task;

	ret->back = (struct level_move){ v, s->option[v], s->slot[v], s->prev[v] };
	take_out(s, v);
	put_in(s, m);
	if (mend_order(s, v, ret))
		return true;
	level_unapply(s, ret);
	return false;
}

void level_unapply(struct level_state *s, const struct level_undo *undo)
{
	take_out(s, undo->back.task);
	put_in(s, &undo->back);
	memcpy(&s->order[undo->low], &s->saved[undo->low], (undo->high - undo->low + 1) * sizeof(*s->order));
	renumber(s, undo->low, undo->high);
}
