/*
 * term_paint - from the grid's cells and roles to curses' characters and
 * attributes; the only doupdate of the program.
 */
#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "core/base/str.h"
#include "ui/term_own.h"

static short fallback(const struct terminal *t, short colour, short colour16)
{
	if (t->colours >= 256)
		return colour;
	if (t->colours == 16 || colour16 < 8)
		return colour16;
	return (short)(colour16 - 8);
}

/* Number of the pair for two colours, made when first needed. */
static short pair_for(struct terminal *t, short fg, short bg)
{
	int limit = COLOR_PAIRS - 1 < PAIRS ? COLOR_PAIRS - 1 : PAIRS;

	if (!t->default_colours) {
		fg = fg < 0 ? COLOR_WHITE : fg;
		bg = bg < 0 ? COLOR_BLACK : bg;
	}
	for (int i = 0; i < t->n_pairs; i++)
		if (t->pair[i].fg == fg && t->pair[i].bg == bg)
			return (short)(i + 1);
	if (t->n_pairs >= limit)
		return 0;
	t->pair[t->n_pairs] = (struct pair){ fg, bg };
	init_pair((short)(t->n_pairs + 1), fg, bg);
	return (short)++t->n_pairs;
}

static attr_t attrs_for(unsigned attrs)
{
	attr_t a = A_NORMAL;

	if (attrs & STYLE_BOLD)
		a |= A_BOLD;
	if (attrs & STYLE_UNDERLINE)
		a |= A_UNDERLINE;
	if (attrs & STYLE_REVERSE)
		a |= A_REVERSE;
	if (attrs & STYLE_DIM)
		a |= A_DIM;
	return a;
}

static attr_t look(struct terminal *t, const struct style *s, const struct theme *theme, short *ret_pair)
{
	attr_t a;

	*ret_pair = 0;
	if (t->colours == 0 || !theme->colours)
		return attrs_for(s->mono);
	a = attrs_for(s->attrs);
	/* Eight colours have no bright half; bold stands in for it. */
	if (t->colours == 8 && s->fg16 >= 8 && s->fg16 != 8)
		a |= A_BOLD;
	/* ... and on black text it would do so too, on sixteen as well: grey. */
	if (t->colours < 256 && s->fg16 == 0)
		a &= ~A_BOLD;
	*ret_pair = pair_for(t, fallback(t, s->fg, s->fg16), fallback(t, s->bg, s->bg16));
	if (t->colours == 8 && s->fg16 == 8) {
		*ret_pair = pair_for(t, -1, fallback(t, s->bg, s->bg16));
		a |= A_DIM;
	}
	return a;
}

/* How the cell before looked: its neighbour mostly looks the same. */
struct brush {
	bool wet;
	uint8_t role, surface;
	attr_t attrs;
	short pair;
};

static void dip(struct terminal *t, struct brush *b, const struct cell *cell, const struct theme *theme)
{
	struct style style;

	if (b->wet && b->role == cell->role && b->surface == cell->surface)
		return;
	style = theme_style(theme, (enum role)cell->role, (enum role)cell->surface);
	*b = (struct brush){ .wet = true, .role = cell->role, .surface = cell->surface };
	b->attrs = look(t, &style, theme, &b->pair);
}

static void paint_cell(const struct brush *b, const struct cell *cell, int row, int col)
{
	wchar_t text[CELL_CHARS + 1] = { 0 };
	cchar_t out;

	for (int i = 0; i < CELL_CHARS; i++)
		text[i] = (wchar_t)cell->ch[i];
	if (setcchar(&out, text, b->attrs, b->pair, NULL) == OK)
		mvwadd_wch(stdscr, row, col, &out);
}

/* Colours of another theme need other pairs, and curses has few. */
static void renew_pairs(struct terminal *t, const struct theme *theme)
{
	if (strcmp(t->theme, theme->name) == 0)
		return;
	t->n_pairs = 0;
	str_copy(t->theme, sizeof(t->theme), theme->name);
}

static void paint_ground(struct terminal *t, const struct theme *theme)
{
	short pair;
	attr_t attrs = look(t, &theme->style[ROLE_BODY], theme, &pair);
	cchar_t ground;

	/* Curses adds the ground's attributes to every character on it. */
	attrs &= ~(attr_t)A_BOLD;
	if (setcchar(&ground, L" ", attrs, pair, NULL) == OK)
		wbkgrndset(stdscr, &ground);
}

void term_paint(struct terminal *t, const struct grid *g, const struct theme *theme)
{
	struct brush brush = { 0 };
	int rows, cols;

	renew_pairs(t, theme);
	paint_ground(t, theme);
	getmaxyx(stdscr, rows, cols);
	werase(stdscr);
	for (int row = 0; row < g->rows && row < rows; row++)
		for (int col = 0; col < g->cols && col < cols; col++) {
			const struct cell *cell = grid_cell(g, row, col);

			if (cell->ch[0] == 0)
				continue;
			dip(t, &brush, cell, theme);
			paint_cell(&brush, cell, row, col);
		}
	if (g->cursor_row >= 0)
		wmove(stdscr, g->cursor_row, g->cursor_col);
	else
		wmove(stdscr, rows - 1, 0);
	wnoutrefresh(stdscr);
	doupdate();
}

void term_repaint(struct terminal *t)
{
	(void)t;
	clearok(curscr, TRUE);
}

unsigned term_cell(const struct terminal *t, int row, int col)
{
	cchar_t cell;
	wchar_t text[CCHARW_MAX + 1] = { 0 };
	attr_t attrs;
	short pair;

	(void)t;
	if (mvwin_wch(stdscr, row, col, &cell) != OK || getcchar(&cell, text, &attrs, &pair, NULL) != OK)
		return 0;
	return (unsigned)text[0];
}
