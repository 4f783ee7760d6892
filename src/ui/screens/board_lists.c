/*
 * board_lists - what keeps the bar under the cursor company: the others of
 * its lane, and the other operations of its order.
 */
#include <stdlib.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

enum { LEAST_ROWS = 4 };

uint32_t desk_focus(const struct desk *s)
{
	if (s->mode == DESK_HELD)
		return s->held.bar;
	return s->mode == DESK_BROWSE && s->look.in_tray ? desk_tray_bar(s) : desk_bar(s);
}

/* ---- collecting ---- */

struct keyed {
	int64_t key;
	uint32_t bar;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->bar > y->bar) - (x->bar < y->bar);
}

static uint32_t *sorted(struct arena *mem, struct keyed *list, size_t n)
{
	uint32_t *ret = arena_alloc(mem, n * sizeof(*ret));

	qsort(list, n, sizeof(*list), by_key);
	for (size_t i = 0; i < n; i++)
		ret[i] = list[i].bar;
	return ret;
}

void desk_list_company(struct desk *s)
{
	const struct plan *p = &s->base.plan;
	const struct plan_place *place = desk_shown(s)->place;
	struct desk_frame *f = &s->frame;
	uint32_t bar = desk_focus(s), lane = s->mode == DESK_HELD ? s->held.to.lane : desk_lane(s);
	struct keyed *on_lane = arena_alloc(&f->mem, p->n_bars * sizeof(*on_lane));
	struct keyed *of_order = arena_alloc(&f->mem, p->n_bars * sizeof(*of_order));

	for (uint32_t i = 0; i < p->n_bars; i++) {
		if (place[i].lane == lane && !(f->mark[i] & GANTT_HIDDEN))
			on_lane[f->n_on_lane++] = (struct keyed){ place[i].start, i };
		if (bar != PLAN_NO_BAR && p->bar[i].order == p->bar[bar].order)
			of_order[f->n_of_order++] = (struct keyed){ s->base.fact[i].sequence, i };
	}
	f->on_lane = sorted(&f->mem, on_lane, f->n_on_lane);
	f->of_order = sorted(&f->mem, of_order, f->n_of_order);
}

/* ---- the picture ---- */

/* The words of a line that stand in columns below each other. */
enum { CELL_NUMBER, CELL_WHERE, CELL_WHEN, CELLS };

static void cell_words(const struct desk *s, uint32_t bar, bool lane, int cell, char *ret, size_t size)
{
	const struct plan_place *at = &desk_shown(s)->place[bar];
	bool booked = at->lane != PLAN_NO_LANE;

	ret[0] = '\0';
	if (cell == CELL_NUMBER)
		str_copy(ret, size, s->base.plan.bar[bar].number);
	else if (cell == CELL_WHERE)
		str_copy(ret, size, lane ? s->base.fact[bar].product : booked ? desk_lane_name(s, at->lane) : "tray");
	else if (booked)
		desk_interval_words(at->start, at->end, ret, size);
}

/* As wide as the longest of these bars. What a lane's bars make has room on wide screens only. */
static void measure_cells(const struct desk *s, const struct canvas *c, const uint32_t *bar, size_t n, bool lane,
			  int ret[CELLS])
{
	char words[DESK_WORDS];

	for (int cell = 0; cell < CELLS; cell++) {
		ret[cell] = 0;
		for (size_t i = 0; i < n; i++) {
			cell_words(s, bar[i], lane, cell, words, sizeof(words));
			ret[cell] = text_width(words) > ret[cell] ? text_width(words) : ret[cell];
		}
	}
	if (lane && c->rect.cols < DESK_WIDE_COLS)
		ret[CELL_WHERE] = 0;
}

static void bar_line(const struct desk *s, const struct canvas *c, int row, uint32_t bar, bool lane,
		     const int width[CELLS])
{
	static const enum role roles[CELLS] = { ROLE_VALUE, ROLE_BODY, ROLE_LABEL };
	char words[DESK_WORDS];
	int col = 2;

	if (bar == desk_focus(s))
		text_put(c, row, 0, 1, ROLE_VALUE, "▶");
	for (int cell = 0; cell < CELLS; cell++) {
		if (width[cell] == 0)
			continue;
		cell_words(s, bar, lane, cell, words, sizeof(words));
		text_put(c, row, col, width[cell], roles[cell], words);
		col += width[cell] + 2;
	}
	gantt_bar_words(&s->frame.scene, bar, words, sizeof(words));
	text_put(c, row, col, -1, ROLE_DIM, words);
}

/* So that the bar in focus is among the lines. */
static size_t first_line(const struct desk *s, const uint32_t *bar, size_t n, size_t rows)
{
	uint32_t focus = desk_focus(s);

	for (size_t i = 0; i < n; i++)
		if (bar[i] == focus && i >= rows / 2 && n > rows)
			return i - rows / 2 + rows <= n ? i - rows / 2 : n - rows;
	return 0;
}

static void draw_list(const struct desk *s, const struct canvas *c, const char *title, const uint32_t *bar, size_t n,
		      bool lane)
{
	size_t rows = c->rect.rows > 1 ? (size_t)c->rect.rows - 1 : 0, first = first_line(s, bar, n, rows);
	size_t shown = n - first < rows ? n - first : rows;
	int width[CELLS];

	measure_cells(s, c, bar + first, shown, lane, width);
	canvas_line(c, 0, 0, c->rect.cols, ROLE_BORDER);
	text_printf(c, 0, 1, ROLE_HEADER, " %s ", title);
	if (n == 0)
		text_put(c, 1, 2, -1, ROLE_DIM, "no bar");
	for (size_t row = 0; row < shown; row++)
		bar_line(s, c, (int)row + 1, bar[first + row], lane, width);
}

static void draw_lane(const struct desk *s, const struct canvas *c)
{
	uint32_t lane = s->mode == DESK_HELD ? s->held.to.lane : desk_lane(s);
	char title[DESK_SHORT];

	str_format(title, sizeof(title), "%s, in order", desk_lane_name(s, lane));
	draw_list(s, c, title, s->frame.on_lane, s->frame.n_on_lane, true);
}

static void draw_order(const struct desk *s, const struct canvas *c)
{
	char title[DESK_SHORT];

	if (s->frame.n_of_order == 0)
		return;
	str_format(title, sizeof(title), "%s, its operations", s->base.fact[s->frame.of_order[0]].number);
	draw_list(s, c, title, s->frame.of_order, s->frame.n_of_order, false);
}

void desk_draw_below(const struct desk *s, const struct canvas *c)
{
	int used = DESK_HEADER + s->frame.rows.n - s->look.view.top + 1, half;
	int rows = c->rect.rows - used;
	struct rect free = { used, 0, rows, c->rect.cols }, upper;
	struct canvas part;

	if (rows < LEAST_ROWS)
		return;
	half = rows >= 3 * LEAST_ROWS ? rows / 2 : 0;
	upper = rect_cut_top(&free, rows - half);
	part = canvas_sub(c, upper);
	draw_lane(s, &part);
	part = canvas_sub(c, free);
	if (half)
		draw_order(s, &part);
}
