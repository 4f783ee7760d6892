/*
 * day_plan - what the lanes make in one window, usually a day: as CSV for
 * other programs, and as plain text for the printer by the door.
 */
#ifndef GEMBA_CORE_DAY_PLAN_H
#define GEMBA_CORE_DAY_PLAN_H

#include <stdio.h>

#include "core/board.h"

struct day_plan {
	const struct board *board;
	const char *plant; /* as it stands in the title */
	int64_t from, to;  /* UTC seconds */
	int64_t printed_at;
	const bool *lane; /* of each: is it wanted? NULL: all */
};

/*
 * RFC 4180: a line of names, then one line a bar, by lane and start. Times are local, "2026-11-24 06:00"; hours of work in
 * decimals. A text that a spreadsheet would take for a formula begins with an apostrophe.
 */
void day_plan_csv(FILE *f, const struct day_plan *d);
/*
 * 80 columns, 60 lines a page, UTF-8: a title on each page, a block a lane with its bars in order. Pages end in a form
 * feed; a lane that fits on one page is not torn.
 */
void day_plan_page(FILE *f, const struct day_plan *d);

#endif
