/*
 * gauge - a bar of a ratio, with eighths of a cell; ######.... in ASCII.
 */
#ifndef GEMBA_UI_GAUGE_H
#define GEMBA_UI_GAUGE_H

#include "ui/canvas.h"

/* permille: 0..1000, more is shown as full. A ratio above zero shows at least an eighth, one below 1000 is never full. */
void gauge_draw(const struct canvas *c, int row, int col, int cols, int permille, enum role role);
/* part/whole in thousandths, 0 when whole is 0; scaled decimals of the same scale. */
int gauge_permille(long long part, long long whole);

#endif
