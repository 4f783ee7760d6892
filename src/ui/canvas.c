/*
 * canvas - the cells of the terminal, and the only functions that paint.
 */
#include "ui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/text.h"

static const struct cell blank = { { ' ', 0, 0 }, ROLE_BODY, ROLE_COUNT };

void grid_resize(struct grid *g, int rows, int cols)
{
	free(g->cell);
	g->rows = rows > 0 ? rows : 1;
	g->cols = cols > 0 ? cols : 1;
	g->cell = mem_alloc((size_t)g->rows * (size_t)g->cols * sizeof(*g->cell));
	grid_blank(g);
}

void grid_done(struct grid *g)
{
	free(g->cell);
	*g = (struct grid){ 0 };
}

void grid_blank(struct grid *g)
{
	size_t n = (size_t)g->rows * (size_t)g->cols;

	for (size_t i = 0; i < n; i++)
		g->cell[i] = blank;
	g->cursor_row = g->cursor_col = -1;
}

struct cell *grid_cell(const struct grid *g, int row, int col)
{
	return &g->cell[(size_t)row * (size_t)g->cols + (size_t)col];
}

struct canvas canvas_whole(struct grid *g)
{
	return (struct canvas){ g, { 0, 0, g->rows, g->cols }, ROLE_COUNT };
}

struct canvas canvas_sub(const struct canvas *c, struct rect r)
{
	struct canvas sub = *c;
	int row_end = r.row + r.rows, col_end = r.col + r.cols;

	if (row_end > c->rect.rows)
		row_end = c->rect.rows;
	if (col_end > c->rect.cols)
		col_end = c->rect.cols;
	sub.rect.row = c->rect.row + r.row;
	sub.rect.col = c->rect.col + r.col;
	sub.rect.rows = row_end > r.row ? row_end - r.row : 0;
	sub.rect.cols = col_end > r.col ? col_end - r.col : 0;
	return sub;
}

struct canvas canvas_on(const struct canvas *c, enum role surface)
{
	struct canvas on = *c;

	on.surface = surface;
	return on;
}

static bool inside(const struct canvas *c, int row, int col)
{
	return row >= 0 && col >= 0 && row < c->rect.rows && col < c->rect.cols && c->rect.row + row < c->grid->rows &&
	       c->rect.col + col < c->grid->cols;
}

static struct cell *cell_at(const struct canvas *c, int row, int col)
{
	return grid_cell(c->grid, c->rect.row + row, c->rect.col + col);
}

/* Whatever wide character lay across this place loses its other half. */
static void heal(const struct canvas *c, int row, int col)
{
	struct cell *cell = cell_at(c, row, col);
	int grid_col = c->rect.col + col;

	if (cell->ch[0] == 0 && grid_col > 0) {
		cell[-1].ch[0] = ' ';
		cell[-1].ch[1] = 0;
	}
	if (grid_col + 1 < c->grid->cols && cell[1].ch[0] == 0)
		cell[1].ch[0] = ' ';
}

static void set_cell(const struct canvas *c, int row, int col, uint32_t ch, enum role role)
{
	struct cell *cell = cell_at(c, row, col);

	heal(c, row, col);
	*cell = (struct cell){ { ch, 0, 0 }, (uint8_t)role, (uint8_t)c->surface };
}

void canvas_fill(const struct canvas *c, struct rect r, enum role role)
{
	for (int row = r.row; row < r.row + r.rows; row++)
		for (int col = r.col; col < r.col + r.cols; col++)
			if (inside(c, row, col))
				set_cell(c, row, col, ' ', role);
}

void canvas_line(const struct canvas *c, int row, int col, int cols, enum role role)
{
	for (int i = 0; i < cols; i++)
		text_put(c, row, col + i, 1, role, "─");
}

void canvas_box(const struct canvas *c, struct rect r, enum role role, const char *title)
{
	int right = r.col + r.cols - 1, bottom = r.row + r.rows - 1;

	if (r.rows < 2 || r.cols < 2)
		return;
	canvas_line(c, r.row, r.col + 1, r.cols - 2, role);
	canvas_line(c, bottom, r.col + 1, r.cols - 2, role);
	for (int row = r.row + 1; row < bottom; row++) {
		text_put(c, row, r.col, 1, role, "│");
		text_put(c, row, right, 1, role, "│");
	}
	text_put(c, r.row, r.col, 1, role, "┌");
	text_put(c, r.row, right, 1, role, "┐");
	text_put(c, bottom, r.col, 1, role, "└");
	text_put(c, bottom, right, 1, role, "┘");
	if (title != NULL && title[0] != '\0' && r.cols > 6) {
		enum role text = role == ROLE_OVERLAY_BORDER ? ROLE_OVERLAY_TITLE : ROLE_LABEL;
		int used = text_put(c, r.row, r.col + 2, r.cols - 5, text, title);

		text_put(c, r.row, r.col + 1, 1, role, " ");
		text_put(c, r.row, r.col + 2 + used, 1, role, " ");
	}
}

void canvas_cursor(const struct canvas *c, int row, int col)
{
	if (!inside(c, row, col))
		return;
	c->grid->cursor_row = c->rect.row + row;
	c->grid->cursor_col = c->rect.col + col;
}

void canvas_tint(const struct canvas *c, enum role role)
{
	for (int row = 0; row < c->rect.rows; row++)
		for (int col = 0; col < c->rect.cols; col++)
			if (inside(c, row, col)) {
				cell_at(c, row, col)->role = (uint8_t)role;
				cell_at(c, row, col)->surface = ROLE_COUNT;
			}
}

/* Something that joins the character before it. */
static void combine(const struct canvas *c, int row, int col, uint32_t ch)
{
	struct cell *cell;

	if (col < 1 || !inside(c, row, col - 1))
		return;
	cell = cell_at(c, row, col - 1);
	if (cell->ch[0] == 0 && col >= 2)
		cell--;
	for (int i = 1; i < CELL_CHARS; i++)
		if (cell->ch[i] == 0) {
			cell->ch[i] = ch;
			return;
		}
}

/* One character; returns the columns it took. */
static int put_char(const struct canvas *c, int row, int col, enum role role, unsigned cp)
{
	int width;

	if (utf8_is_unsafe(cp))
		cp = c->grid->ascii ? '?' : 0xFFFD;
	if (c->grid->ascii)
		cp = (unsigned char)text_ascii(cp);
	width = text_char_width(cp);
	if (width == 0) {
		combine(c, row, col, cp);
		return 0;
	}
	if (inside(c, row, col) && (width == 1 || inside(c, row, col + 1))) {
		heal(c, row, col);
		if (width == 2)
			set_cell(c, row, col + 1, 0, role);
		/* Not by set_cell: its own right half would be healed away. */
		*cell_at(c, row, col) = (struct cell){ { cp, 0, 0 }, (uint8_t)role, (uint8_t)c->surface };
	}
	return width;
}

/* Columns of s as painted: in ASCII a wide character becomes one "?". */
static int painted_width(const struct canvas *c, const char *s)
{
	unsigned cp;
	int cols = 0;
	size_t n;

	if (!c->grid->ascii)
		return text_width(s);
	while ((n = utf8_next(s, &cp)) > 0) {
		cols++;
		s += n;
	}
	return cols;
}

static int put_bytes(const struct canvas *c, int row, int col, int cols, enum role role, const char *s)
{
	unsigned cp;
	int used = 0;
	size_t n;

	while ((n = utf8_next(s, &cp)) > 0) {
		int width = c->grid->ascii ? 1 : text_char_width(cp);

		if (used + width > cols)
			break;
		put_char(c, row, col + used, role, cp);
		used += width;
		s += n;
	}
	return used;
}

int text_put(const struct canvas *c, int row, int col, int cols, enum role role, const char *s)
{
	int used;

	if (cols < 0)
		cols = c->rect.cols - col;
	if (cols <= 0 || row < 0 || row >= c->rect.rows)
		return 0;
	if (painted_width(c, s) <= cols)
		return put_bytes(c, row, col, cols, role, s);
	used = put_bytes(c, row, col, cols - 1, role, s);
	return used + put_bytes(c, row, col + used, 1, role, "…");
}

void text_put_in(const struct canvas *c, int row, int col, int cols, enum align align, enum role role, const char *s)
{
	int spare = cols - painted_width(c, s), before = 0;

	if (spare < 0)
		spare = 0;
	if (align == ALIGN_RIGHT)
		before = spare;
	else if (align == ALIGN_CENTRE)
		before = spare / 2;
	canvas_fill(c, (struct rect){ row, col, 1, cols }, role);
	text_put(c, row, col + before, cols - before, role, s);
}

int text_printf(const struct canvas *c, int row, int col, enum role role, const char *fmt, ...)
{
	char buf[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return text_put(c, row, col, -1, role, buf);
}
