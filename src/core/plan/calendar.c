/*
 * calendar - windows made once from what is open and closed, then asked by binary search.
 */
#include "core/plan/calendar.h"

#include <stdlib.h>

/* ---- make ---- */

/* Where something begins or ends. */
struct edge {
	int64_t at;
	bool closes;
	int step; /* 1: begins, -1: ends */
};

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

static int64_t clamp(int64_t t)
{
	return t > PLAN_NEVER ? PLAN_NEVER : t < PLAN_ALWAYS ? PLAN_ALWAYS : t;
}

static size_t add_edges(struct edge *to, const struct plan_window *from, size_t n, bool closes)
{
	size_t filled = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t start = clamp(from[i].start), end = clamp(from[i].end);

		if (start >= end)
			continue;
		to[filled++] = (struct edge){ .at = start, .closes = closes, .step = 1 };
		to[filled++] = (struct edge){ .at = end, .closes = closes, .step = -1 };
	}
	return filled;
}

/* The stretches where at least one is open and none closed. Returns how many. */
static size_t sweep(const struct edge *edge, size_t n, struct plan_window *ret)
{
	int open = 0, closed = 0;
	bool works = false;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		*(edge[i].closes ? &closed : &open) += edge[i].step;
		/* What touches is one, so all edges of an instant count first. */
		if ((i + 1 < n && edge[i + 1].at == edge[i].at) || works == (open > 0 && closed == 0))
			continue;
		works = !works;
		if (works)
			ret[found].start = edge[i].at;
		else
			ret[found++].end = edge[i].at;
	}
	return found;
}

/* ---- hints ---- */

/* Fewer keys than that are found as fast without. */
enum { HINTED = 8 };

/* Keys stand "stride" apart, sorted, each once. As many stretches as keys at most. */
static void make_hints(struct arena *mem, const int64_t *key, size_t stride, size_t n, struct plan_hints *ret)
{
	uint32_t *at;

	*ret = (struct plan_hints){ 0 };
	if (n < HINTED || n >= UINT32_MAX)
		return;
	ret->from = key[0];
	while ((uint64_t)(key[(n - 1) * stride] - ret->from) >> ret->shift >= n)
		ret->shift++;
	ret->n = (size_t)((uint64_t)(key[(n - 1) * stride] - ret->from) >> ret->shift) + 1;
	ret->at = at = arena_alloc(mem, (ret->n + 1) * sizeof(*at));
	for (size_t i = 0; i < n; i++)
		at[((uint64_t)(key[i * stride] - ret->from) >> ret->shift) + 1]++;
	for (size_t b = 1; b <= ret->n; b++)
		at[b] += at[b - 1];
}

/* How many keys are at or below t: at least *ret_low, and at most *ret_n more. */
static void narrow(const struct plan_hints *h, int64_t t, size_t *ret_low, size_t *ret_n)
{
	uint64_t b = t < h->from ? 0 : (uint64_t)(t - h->from) >> h->shift;

	if (!h->at)
		return;
	if (b >= h->n) {
		*ret_low = h->at[h->n];
		*ret_n = 0;
	} else {
		*ret_low = h->at[b];
		*ret_n = h->at[b + 1] - h->at[b];
	}
}

void plan_calendar_always(struct plan_calendar *ret)
{
	*ret = (struct plan_calendar){ .round_the_clock = true };
}

void plan_calendar_make(struct arena *mem, const struct plan_window *open, size_t n_open,
			const struct plan_window *closed, size_t n_closed, struct plan_calendar *ret)
{
	struct edge *edge = mem_alloc(2 * (n_open + n_closed) * sizeof(*edge));
	struct plan_window *window = mem_alloc((n_open + n_closed) * sizeof(*window));
	struct plan_window *kept;
	int64_t *before;
	size_t n;

	n = add_edges(edge, open, n_open, false);
	n += add_edges(edge + n, closed, n_closed, true);
	qsort(edge, n, sizeof(*edge), compare_edges);
	n = sweep(edge, n, window);
	kept = arena_alloc(mem, n * sizeof(*kept));
	before = arena_alloc(mem, (n + 1) * sizeof(*before));
	for (size_t i = 0; i < n; i++) {
		kept[i] = window[i];
		before[i + 1] = before[i] + (window[i].end - window[i].start);
	}
	*ret = (struct plan_calendar){ .window = kept, .before = before, .n = n };
	make_hints(mem, &kept[0].start, sizeof(*kept) / sizeof(kept->start), n, &ret->by_start);
	make_hints(mem, before, 1, n, &ret->by_before);
	free(window);
	free(edge);
}

/* ---- ask ---- */

static bool is_always(const struct plan_calendar *c)
{
	return !c || c->round_the_clock;
}

/* How many windows begin at or before t. */
static size_t begun(const struct plan_calendar *c, int64_t t)
{
	size_t low = 0, n = c->n;

	narrow(&c->by_start, t, &low, &n);
	while (n > 0) {
		size_t half = n / 2;

		if (c->window[low + half].start <= t) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low;
}

/* The window of the working tick with that number, 0 <= tick < before[n]. */
static size_t holder(const struct plan_calendar *c, int64_t tick)
{
	size_t low = 0, n = c->n;

	narrow(&c->by_before, tick, &low, &n);
	while (n > 0) {
		size_t half = n / 2;

		if (c->before[low + half] <= tick) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return low - 1;
}

/* Working ticks before t. */
static int64_t done_by(const struct plan_calendar *c, int64_t t)
{
	size_t i = begun(c, t);
	const struct plan_window *w;

	if (i == 0)
		return 0;
	w = &c->window[i - 1];
	return t < w->end ? c->before[i - 1] + (t - w->start) : c->before[i];
}

size_t plan_calendar_window(const struct plan_calendar *c, int64_t t)
{
	size_t i = begun(c, t);

	return i > 0 && t < c->window[i - 1].end ? i - 1 : i;
}

bool plan_calendar_is_open(const struct plan_calendar *c, int64_t t)
{
	size_t i;

	if (is_always(c))
		return true;
	i = begun(c, t);
	return i > 0 && t < c->window[i - 1].end;
}

int64_t plan_calendar_next(const struct plan_calendar *c, int64_t t)
{
	size_t i;

	if (is_always(c))
		return clamp(t);
	i = begun(c, t);
	if (i > 0 && t < c->window[i - 1].end)
		return t;
	return i < c->n ? c->window[i].start : PLAN_NEVER;
}

int64_t plan_calendar_back(const struct plan_calendar *c, int64_t t)
{
	size_t i;

	if (is_always(c))
		return clamp(t);
	i = begun(c, t);
	if (i == 0)
		return PLAN_ALWAYS;
	return t < c->window[i - 1].end ? t : c->window[i - 1].end - 1;
}

int64_t plan_calendar_add(const struct plan_calendar *c, int64_t start, int64_t work)
{
	int64_t done;
	size_t i;

	start = clamp(start);
	if (work <= 0 || start == PLAN_NEVER)
		return start;
	if (is_always(c))
		return start == PLAN_ALWAYS ? start : work >= PLAN_NEVER - start ? PLAN_NEVER : start + work;
	done = done_by(c, start);
	if (work > c->before[c->n] - done)
		return PLAN_NEVER;
	i = holder(c, done + work - 1);
	return c->window[i].start + (done + work - c->before[i]);
}

int64_t plan_calendar_sub(const struct plan_calendar *c, int64_t end, int64_t work)
{
	int64_t done;
	size_t i;

	end = clamp(end);
	if (work <= 0 || end == PLAN_ALWAYS)
		return end;
	if (is_always(c))
		return end == PLAN_NEVER ? end : work >= end - PLAN_ALWAYS ? PLAN_ALWAYS : end - work;
	done = done_by(c, end);
	if (work > done)
		return PLAN_ALWAYS;
	i = holder(c, done - work);
	return c->window[i].start + (done - work - c->before[i]);
}

int64_t plan_calendar_between(const struct plan_calendar *c, int64_t from, int64_t to)
{
	if (is_always(c))
		return clamp(to) - clamp(from);
	return done_by(c, to) - done_by(c, from);
}
