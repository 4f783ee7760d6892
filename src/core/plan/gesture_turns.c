/*
 * gesture_turns - a heap that knows where each bar is in it.
 */
#include "core/plan/gesture_own.h"

static bool is_before(const struct turns *t, uint32_t a, uint32_t b)
{
	if (t->key[a] != t->key[b])
		return t->key[a] < t->key[b];
	return t->floor[a] != t->floor[b] ? t->floor[a] < t->floor[b] : a < b;
}

static void set(struct turns *t, size_t i, uint32_t bar)
{
	t->heap[i] = bar;
	t->at[bar] = (uint32_t)i + 1;
}

static void sift_up(struct turns *t, size_t i, uint32_t bar)
{
	for (; i > 0 && is_before(t, bar, t->heap[(i - 1) / 2]); i = (i - 1) / 2)
		set(t, i, t->heap[(i - 1) / 2]);
	set(t, i, bar);
}

static void sift_down(struct turns *t, size_t i, uint32_t bar)
{
	while (2 * i + 1 < t->n) {
		size_t child = 2 * i + 1;

		if (child + 1 < t->n && is_before(t, t->heap[child + 1], t->heap[child]))
			child++;
		if (!is_before(t, t->heap[child], bar))
			break;
		set(t, i, t->heap[child]);
		i = child;
	}
	set(t, i, bar);
}

void gesture_turns_make(struct turns *t, size_t n_bars, const int64_t *floor, struct arena *mem)
{
	*t = (struct turns){ .floor = floor };
	t->heap = arena_alloc(mem, n_bars * sizeof(*t->heap));
	t->at = arena_alloc(mem, n_bars * sizeof(*t->at));
	t->key = arena_alloc(mem, n_bars * sizeof(*t->key));
}

void gesture_turns_put(struct turns *t, uint32_t bar, int64_t key)
{
	if (t->at[bar] == 0) {
		t->key[bar] = key;
		sift_up(t, t->n++, bar);
	} else if (key != t->key[bar]) {
		bool is_later = key > t->key[bar];

		t->key[bar] = key;
		if (is_later)
			sift_down(t, t->at[bar] - 1, bar);
		else
			sift_up(t, t->at[bar] - 1, bar);
	}
}

bool gesture_turns_take(struct turns *t, uint32_t *ret_bar, int64_t *ret_key)
{
	if (t->n == 0)
		return false;
	*ret_bar = t->heap[0];
	*ret_key = t->key[*ret_bar];
	t->at[*ret_bar] = 0;
	if (--t->n > 0)
		sift_down(t, 0, t->heap[t->n]);
	return true;
}
