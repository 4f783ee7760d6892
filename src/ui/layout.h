/*
 * layout - rectangles, and cutting them. Pure.
 */
#ifndef GEMBA_UI_LAYOUT_H
#define GEMBA_UI_LAYOUT_H

#include <stdbool.h>

struct rect {
	int row, col, rows, cols;
};

/*
 * Cut n lines (columns) off one side of *r and return the piece; what does
 * not exist is not cut, so sizes never go below zero.
 */
struct rect rect_cut_top(struct rect *r, int n);
struct rect rect_cut_bottom(struct rect *r, int n);
struct rect rect_cut_left(struct rect *r, int n);
struct rect rect_cut_right(struct rect *r, int n);
/* Smaller by n on all four sides. */
struct rect rect_inside(struct rect r, int n);
/* rows x cols in the middle of r, at most as large as r. */
struct rect rect_centre(struct rect r, int rows, int cols);
bool rect_empty(struct rect r);

/* One of several things that share a length. */
struct layout_item {
	int min;      /* below this it is useless */
	int want;     /* enough */
	int priority; /* 0 is never dropped; the highest number goes first */
	int grow;     /* share of what is left over; 0: none */
};

/*
 * Share total among n items with gap between neighbours. ret_size[i] = 0
 * means dropped. Drops items until the minima fit, then gives everybody up
 * to want (in order of priority), then the rest by grow.
 */
void layout_share(const struct layout_item *items, int n, int total, int gap, int *ret_size);

#endif
