/*
 * sparkline - one cell per value, eight heights.
 */
#ifndef GEMBA_UI_SPARKLINE_H
#define GEMBA_UI_SPARKLINE_H

#include <stddef.h>

#include "ui/canvas.h"

/* values: 0..max, the newest last; < 0 is "no data" (a blank). The newest that fit into cols are shown, right-aligned. */
void sparkline_draw(const struct canvas *c, int row, int col, int cols, const int *values, size_t n, int max,
		    enum role role);

#endif
