/*
 * gantt_layout - which bar stands in which row and which columns.
 *
 * A bar takes the columns it touches, its last one only when it fills it or
 * has no other; so what stands back to back in time is apart on the screen,
 * and a bar of minutes still has a cell of its own.
 */
#include <stdlib.h>

#include "ui/widgets/gantt_own.h"

enum { ELSEWHERE = -2 }; /* on a shown lane, but more than a window away */

struct item {
	uint32_t bar;
	bool held;
	int64_t start, end;
	int from, to; /* columns */
	int last;     /* the last one it touches */
	int sub;
};

/* Bars of all lanes that are shown, lane by lane. */
struct bucket {
	struct item *item;
	size_t *at; /* of each shown lane; n_lanes + 1 */
};

/* The last bar of a sub-row. */
struct tail {
	int64_t end;
	int to;
};

struct work {
	const struct gantt_scene *s;
	struct gantt_columns cols;
	struct bucket bucket;
	int *lane_at; /* place among the shown lanes, -1: none; one a lane of the plan */
	int *bar_row;
	struct gantt_span *span;
	struct arena *mem;
};

int gantt_label_cols(int cols)
{
	if (cols < 40)
		return cols / 4;
	if (cols < 60)
		return 12;
	if (cols < 100)
		return 19;
	return cols < 160 ? 24 : 30;
}

static int64_t end_of(const struct gantt_scene *s, const struct plan_place *at)
{
	int64_t end = plan_end(&s->board->plan, at);

	return end > at->start ? end : at->start + 1;
}

/* Where a bar belongs: its place among the shown lanes, or -1. */
static int lane_of(const struct work *w, size_t bar)
{
	const struct plan_place *at = &w->s->place[bar];

	if ((w->s->mark[bar] & GANTT_HIDDEN) || at->lane >= w->s->board->plan.n_lanes)
		return -1;
	return w->lane_at[at->lane];
}

static bool is_near(const struct work *w, size_t bar)
{
	const struct plan_place *at = &w->s->place[bar];

	return at->start < w->cols.start[w->cols.n] && end_of(w->s, at) > w->cols.start[0];
}

static void place_lanes(struct work *w)
{
	size_t n = w->s->board->plan.n_lanes;

	w->lane_at = arena_alloc(w->mem, n * sizeof(*w->lane_at));
	for (size_t i = 0; i < n; i++)
		w->lane_at[i] = -1;
	for (size_t i = 0; i < w->s->n_lanes; i++)
		if (w->s->lane[i] < n)
			w->lane_at[w->s->lane[i]] = (int)i;
}

/* bar_row says the lane of a bar for now; how many near ones each lane has is returned in at. */
static void count_bars(struct work *w, size_t *at)
{
	for (size_t i = 0; i < w->s->board->plan.n_bars; i++) {
		int lane = lane_of(w, i);

		w->bar_row[i] = lane;
		if (lane < 0)
			continue;
		if (is_near(w, i))
			at[lane + 1]++;
		else
			w->bar_row[i] = ELSEWHERE - lane;
	}
}

static void make_item(const struct work *w, uint32_t bar, struct item *ret)
{
	const struct plan_place *at = &w->s->place[bar];

	ret->bar = bar;
	ret->held = (w->s->mark[bar] & GANTT_HELD) != 0;
	ret->start = at->start;
	ret->end = end_of(w->s, at);
	ret->from = gantt_columns_find(&w->cols, ret->start);
	ret->to = gantt_columns_find(&w->cols, ret->end);
	ret->last = gantt_columns_find(&w->cols, ret->end - 1);
	if (ret->to == ret->from)
		ret->to++;
}

static void fill_buckets(struct work *w)
{
	size_t n = w->s->n_lanes, *at = arena_alloc(w->mem, (n + 2) * sizeof(*at)), *next;

	count_bars(w, at);
	for (size_t i = 0; i < n; i++)
		at[i + 1] += at[i];
	next = arena_alloc(w->mem, (n + 1) * sizeof(*next));
	for (size_t i = 0; i < n; i++)
		next[i] = at[i];
	w->bucket = (struct bucket){ arena_alloc(w->mem, (at[n] + 1) * sizeof(struct item)), at };
	for (size_t i = 0; i < w->s->board->plan.n_bars; i++)
		if (w->bar_row[i] >= 0)
			make_item(w, (uint32_t)i, &w->bucket.item[next[w->bar_row[i]]++]);
}

/* The held bar comes last: the others keep their rows while it travels over them. */
static int compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->held != y->held)
		return x->held - y->held;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->bar < y->bar ? -1 : 1;
}

/* Free in time, and a column of its own is left of those it touches. */
static bool fits_behind(const struct item *i, int64_t end, int to)
{
	return i->start >= end && i->last >= to;
}

static void put_behind(struct item *i, int to)
{
	if (i->from < to)
		i->from = to;
	if (i->to <= i->from)
		i->to = i->from + 1;
}

static int pack_in_order(struct item *item, size_t n, struct tail *tail)
{
	int subs = 0;

	for (size_t k = 0; k < n && !item[k].held; k++) {
		int sub = 0;

		while (sub < subs && !fits_behind(&item[k], tail[sub].end, tail[sub].to))
			sub++;
		if (sub == subs)
			subs++;
		else
			put_behind(&item[k], tail[sub].to);
		item[k].sub = sub;
		tail[sub] = (struct tail){ item[k].end, item[k].to };
	}
	return subs;
}

static bool is_free(const struct item *item, size_t n, const struct item *held, int sub)
{
	for (size_t k = 0; k < n; k++)
		if (item[k].sub == sub && ((item[k].start < held->end && held->start < item[k].end) ||
					   (item[k].from < held->to && held->from < item[k].to)))
			return false;
	return true;
}

/* Sub-rows that a lane needs, at least one. */
static int pack_lane(const struct work *w, size_t lane)
{
	struct item *item = &w->bucket.item[w->bucket.at[lane]];
	size_t n = w->bucket.at[lane + 1] - w->bucket.at[lane];
	struct tail *tail;
	int subs;

	if (n == 0)
		return 1;
	qsort(item, n, sizeof(*item), compare);
	tail = arena_alloc(w->mem, n * sizeof(*tail));
	subs = pack_in_order(item, n, tail);
	for (size_t k = 0; k < n; k++)
		if (item[k].held) {
			while (item[k].sub < subs && !is_free(item, k, &item[k], item[k].sub))
				item[k].sub++;
			subs = item[k].sub < subs ? subs : item[k].sub + 1;
		}
	return subs;
}

static void tell_bars(const struct work *w, size_t lane, int top)
{
	for (size_t k = w->bucket.at[lane]; k < w->bucket.at[lane + 1]; k++) {
		const struct item *i = &w->bucket.item[k];

		w->bar_row[i->bar] = top + i->sub;
		w->span[i->bar] = (struct gantt_span){ i->from, i->to };
	}
}

/* Bars far away are in the first row of their lane. */
static void tell_far_bars(const struct work *w, const int *top)
{
	for (size_t i = 0; i < w->s->board->plan.n_bars; i++)
		if (w->bar_row[i] <= ELSEWHERE)
			w->bar_row[i] = top[ELSEWHERE - w->bar_row[i]];
}

static const struct gantt_row *make_rows(const struct work *w, const int *top)
{
	size_t n = w->s->n_lanes;
	struct gantt_row *row = arena_alloc(w->mem, ((size_t)top[n] + 1) * sizeof(*row));

	for (size_t i = 0; i < n; i++)
		for (int k = top[i]; k < top[i + 1]; k++)
			row[k] = (struct gantt_row){ w->s->lane[i], k == top[i], k - top[i] };
	return row;
}

void gantt_layout(const struct gantt_scene *s, const struct gantt_view *v, int cols, struct arena *mem,
		  struct gantt_rows *ret)
{
	struct work w = { .s = s, .mem = mem };
	size_t n = s->board->plan.n_bars;
	int width = cols - gantt_label_cols(cols), *top = arena_alloc(mem, (s->n_lanes + 1) * sizeof(*top));

	if (width < 1)
		width = 1;
	w.bar_row = arena_alloc(mem, (n + 1) * sizeof(*w.bar_row));
	w.span = arena_alloc(mem, (n + 1) * sizeof(*w.span));
	gantt_columns_make(v, -width, 3 * width, mem, &w.cols);
	place_lanes(&w);
	fill_buckets(&w);
	for (size_t i = 0; i < s->n_lanes; i++)
		top[i + 1] = top[i] + pack_lane(&w, i) + s->gap;
	for (size_t i = 0; i < s->n_lanes; i++)
		tell_bars(&w, i, top[i]);
	tell_far_bars(&w, top);
	*ret = (struct gantt_rows){ make_rows(&w, top), top[s->n_lanes], w.bar_row, w.span };
}
