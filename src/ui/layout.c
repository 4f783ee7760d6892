/*
 * layout - rectangles, and cutting them.
 */
#include "ui/layout.h"

static int at_most(int n, int limit)
{
	if (n < 0)
		return 0;
	return n < limit ? n : limit;
}

struct rect rect_cut_top(struct rect *r, int n)
{
	struct rect piece = *r;

	piece.rows = at_most(n, r->rows);
	r->row += piece.rows;
	r->rows -= piece.rows;
	return piece;
}

struct rect rect_cut_bottom(struct rect *r, int n)
{
	struct rect piece = *r;

	piece.rows = at_most(n, r->rows);
	r->rows -= piece.rows;
	piece.row = r->row + r->rows;
	return piece;
}

struct rect rect_cut_left(struct rect *r, int n)
{
	struct rect piece = *r;

	piece.cols = at_most(n, r->cols);
	r->col += piece.cols;
	r->cols -= piece.cols;
	return piece;
}

struct rect rect_cut_right(struct rect *r, int n)
{
	struct rect piece = *r;

	piece.cols = at_most(n, r->cols);
	r->cols -= piece.cols;
	piece.col = r->col + r->cols;
	return piece;
}

struct rect rect_inside(struct rect r, int n)
{
	rect_cut_top(&r, n);
	rect_cut_bottom(&r, n);
	rect_cut_left(&r, n);
	rect_cut_right(&r, n);
	return r;
}

struct rect rect_centre(struct rect r, int rows, int cols)
{
	struct rect inner;

	inner.rows = at_most(rows, r.rows);
	inner.cols = at_most(cols, r.cols);
	inner.row = r.row + (r.rows - inner.rows) / 2;
	inner.col = r.col + (r.cols - inner.cols) / 2;
	return inner;
}

bool rect_empty(struct rect r)
{
	return r.rows <= 0 || r.cols <= 0;
}

/* Columns taken by the items still there, gaps included. */
static int taken(const int *size, int n, int gap)
{
	int sum = 0, present = 0;

	for (int i = 0; i < n; i++) {
		sum += size[i];
		present += size[i] > 0;
	}
	return sum + (present > 1 ? (present - 1) * gap : 0);
}

/* The item to give up next; -1 when only indispensable ones are left. */
static int dropped_next(const struct layout_item *items, int n, const int *size)
{
	int worst = -1;

	for (int i = 0; i < n; i++)
		if (size[i] > 0 && items[i].priority > 0 && (worst < 0 || items[i].priority >= items[worst].priority))
			worst = i;
	return worst;
}

/* Raise items of one priority from min towards want, one column each in turn, so that equals stay equal. */
static int feed_wants(const struct layout_item *items, int n, int priority, int spare, int *size)
{
	bool fed = true;

	while (spare > 0 && fed) {
		fed = false;
		for (int i = 0; i < n && spare > 0; i++) {
			if (size[i] == 0 || items[i].priority != priority || size[i] >= items[i].want)
				continue;
			size[i]++;
			spare--;
			fed = true;
		}
	}
	return spare;
}

static void feed_growth(const struct layout_item *items, int n, int spare, int *size)
{
	int shares = 0;

	for (int i = 0; i < n; i++)
		shares += size[i] > 0 ? items[i].grow : 0;
	for (int i = 0; i < n && shares > 0; i++) {
		int part;

		if (size[i] == 0 || items[i].grow == 0)
			continue;
		part = spare * items[i].grow / shares;
		size[i] += part;
		spare -= part;
		shares -= items[i].grow;
	}
}

/* Something large had to go: a smaller one that went before it may have its place. */
static void take_back(const struct layout_item *items, int n, int priority, int total, int gap, int *size)
{
	for (int i = 0; i < n; i++) {
		if (size[i] > 0 || items[i].priority != priority)
			continue;
		size[i] = items[i].min > 0 ? items[i].min : 1;
		if (taken(size, n, gap) > total)
			size[i] = 0;
	}
}

void layout_share(const struct layout_item *items, int n, int total, int gap, int *ret_size)
{
	int highest = 0, spare;

	for (int i = 0; i < n; i++) {
		ret_size[i] = items[i].min > 0 ? items[i].min : 1;
		if (items[i].priority > highest)
			highest = items[i].priority;
	}
	while (taken(ret_size, n, gap) > total) {
		int worst = dropped_next(items, n, ret_size);

		if (worst < 0)
			break;
		ret_size[worst] = 0;
	}
	for (int p = 1; p <= highest; p++)
		take_back(items, n, p, total, gap, ret_size);
	spare = total - taken(ret_size, n, gap);
	for (int p = 0; p <= highest && spare > 0; p++)
		spare = feed_wants(items, n, p, spare, ret_size);
	if (spare > 0)
		feed_growth(items, n, spare, ret_size);
}
