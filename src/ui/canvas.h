/*
 * canvas - the cells of the terminal, and the only functions that paint.
 *
 * A grid is the picture of the whole terminal: one character (with what
 * combines with it) and one role a cell. term.c brings it to the terminal.
 * A canvas is a rectangle of it; whatever is painted outside is cut off, so
 * a screen cannot spoil its neighbour. Nothing unprintable gets into a cell.
 */
#ifndef GEMBA_UI_CANVAS_H
#define GEMBA_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "ui/layout.h"
#include "ui/theme.h"

enum { CELL_CHARS = 3 };

struct cell {
	uint32_t ch[CELL_CHARS]; /* base and combining; ch[0] = 0: right half of a wide character */
	uint8_t role;
	uint8_t surface; /* a role, or ROLE_COUNT */
};

struct grid {
	int rows, cols;
	struct cell *cell;
	bool ascii;
	int cursor_row, cursor_col; /* hardware cursor; -1: nobody wants it */
};

/* Contents are blank body cells afterwards. */
void grid_resize(struct grid *g, int rows, int cols);
void grid_done(struct grid *g); /* accepts zeroed memory */
void grid_blank(struct grid *g);
struct cell *grid_cell(const struct grid *g, int row, int col);

struct canvas {
	struct grid *grid;
	struct rect rect;  /* on the grid */
	enum role surface; /* what text lies on; ROLE_COUNT: nothing */
};

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

struct canvas canvas_whole(struct grid *g);
/* r counts from the corner of c and is cut to it. */
struct canvas canvas_sub(const struct canvas *c, struct rect r);
struct canvas canvas_on(const struct canvas *c, enum role surface);
/* Blank cells of that role. r counts from the corner of c. */
void canvas_fill(const struct canvas *c, struct rect r, enum role role);
/* A frame around r with a title in its top line ("" or NULL: none). ASCII terminals get + - |. */
void canvas_box(const struct canvas *c, struct rect r, enum role role, const char *title);
void canvas_line(const struct canvas *c, int row, int col, int cols, enum role role);
/* Ask for the hardware cursor. The last one who asks gets it. */
void canvas_cursor(const struct canvas *c, int row, int col);
/* Repaint all cells of c in one role (what lies behind a dialog). Characters stay. */
void canvas_tint(const struct canvas *c, enum role role);

/*
 * text_put - the one printing function. Paints s at (row, col) in at most
 * cols columns, cut with "…" when it is longer; returns the columns used.
 * cols < 0: up to the right edge. Control characters are never painted.
 */
int text_put(const struct canvas *c, int row, int col, int cols, enum role role, const char *s);
/* Aligned and padded to exactly cols columns. */
void text_put_in(const struct canvas *c, int row, int col, int cols, enum align align, enum role role, const char *s);
int text_printf(const struct canvas *c, int row, int col, enum role role, const char *fmt, ...) PRINTF_LIKE(5, 6);

#endif
