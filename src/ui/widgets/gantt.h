/*
 * gantt - lanes and bars over time as text: the picture of a draft, and the
 * arithmetic of the window on it. Everything here is pure: it paints from
 * const state and changes nothing.
 *
 * A bar is drawn as a left edge, its number, its state and a right edge; on
 * lanes with more than one bar at a time they stand in rows below each
 * other, so that nothing hides behind anything. State is told by glyph and
 * word before colour; the legend is gantt_legend.
 */
#ifndef GEMBA_UI_WIDGETS_GANTT_H
#define GEMBA_UI_WIDGETS_GANTT_H

#include "core/board.h"
#include "ui/canvas.h"
#include "ui/text.h"

/* Time of a column: 5 min .. 1 week. */
enum { GANTT_ZOOMS = 10, GANTT_ZOOM_HOUR = 4 };
int64_t gantt_zoom_seconds(int zoom);
/* "15 min", "1 h", "1 week". */
const char *gantt_zoom_words(int zoom);

/* The window: what the person scrolls and zooms. */
struct gantt_view {
	int64_t from; /* left edge, UTC seconds; on a column boundary of the zoom in local time (gantt_align) */
	int zoom;
	int top; /* first visible row, counted in rows of gantt_layout */
};

/* What is special about one bar in this frame, as bits. */
enum gantt_mark {
	GANTT_CURSOR = 1,      /* under the cursor */
	GANTT_HELD = 2,	       /* grabbed: its ghost stands at the base place */
	GANTT_MOVED = 4,       /* carried along by the gesture */
	GANTT_PREDECESSOR = 8, /* of the bar under the cursor; direct ones */
	GANTT_SUCCESSOR = 16,
	GANTT_HIDDEN = 32,  /* filtered away */
	GANTT_TROUBLE = 64, /* the conflict that is being looked at */
};

struct gantt_scene {
	const struct board *board;
	const struct plan_place *place;		/* the draft that is shown, one a bar */
	const struct plan_conflicts *conflicts; /* of it */
	const struct plan_times *times;		/* of it */
	const uint8_t *mark;			/* gantt_mark, one a bar */
	const uint32_t *lane;			/* the lanes that are shown, top to bottom */
	size_t n_lanes;
	int gap; /* empty rows below each lane, so that the bars breathe where there is room */
	int64_t now;
	const struct number_style *numbers;
};

/* Where a shown bar or lane stands, in rows from the top of all lanes (scrolling not applied). */
struct gantt_row {
	uint32_t lane; /* index into plan.lane */
	bool first;    /* of its lane: carries name and load */
	int of;	       /* sub-row within the lane; the last ones may be the gap below it */
};
/* Columns of a bar, counted from the left edge of the window: [from, to). Back to back is apart. */
struct gantt_span {
	int from, to;
};
struct gantt_rows {
	const struct gantt_row *row;
	int n;
	const int *bar_row;	       /* one a bar; -1: not shown (hidden, in the tray, lane not shown) */
	const struct gantt_span *span; /* one a bar; from == to: more than a window away */
};
/*
 * cols: of the whole picture, names and time.
 * Bars of a lane get the first sub-row free at their time, over the whole plan around the window (from one window before
 * to one behind), so that scrolling does not make them jump; a lane has at least one row. In mem.
 */
void gantt_layout(const struct gantt_scene *s, const struct gantt_view *v, int cols, struct arena *mem,
		  struct gantt_rows *ret);

/* Columns the lane names take in a picture of so many columns; the rest is time. */
int gantt_label_cols(int cols);
/* Left edge and right edge of a time column; days and weeks begin at local midnight, also when the clocks change. */
int64_t gantt_column_start(const struct gantt_view *v, int column);
/* Time column of an instant, may be < 0 or beyond the right edge. */
int gantt_column_of(const struct gantt_view *v, int64_t t);
/* t moved down to a boundary of the zoom in local time. */
int64_t gantt_align(int zoom, int64_t t);
/* Scroll by so many columns. */
void gantt_scroll(struct gantt_view *v, int columns);
/* Another zoom of so many time columns with the instant "keep" staying in its column as far as can be. */
void gantt_set_zoom(struct gantt_view *v, int zoom, int64_t keep, int cols);

/*
 * Two header lines (days, hours; "▼" at now), then the rows from v->top on. The hardware cursor goes to the bar under
 * the cursor. Lane names with load in percent of the window and its band: "ok" below 75, "high" to 90, "full" above, by
 * word or sign and role; "down" where a machine is. Off time is shaded, maintenance marked "m".
 */
void gantt_draw(const struct canvas *c, const struct gantt_scene *s, const struct gantt_view *v,
		const struct gantt_rows *rows);

/* "! conflict  ◆ critical  ..." as much as fits, for the help line of large screens. */
void gantt_legend(const struct canvas *c, int row, int col);
/* The words for a bar's state in one line: "firm, critical, 45m late, short of material". */
void gantt_bar_words(const struct gantt_scene *s, uint32_t bar, char *ret, size_t size);

#endif
