/*
 * gantt_own - what the parts of gantt share: columns, signs, one picture
 * that is being painted.
 */
#ifndef GEMBA_UI_GANTT_OWN_H
#define GEMBA_UI_GANTT_OWN_H

#include "ui/widgets/gantt.h"

/* Edges of columns first .. first + n; n + 1 of them, rising. */
struct gantt_columns {
	int first, n;
	const int64_t *start;
};

void gantt_columns_make(const struct gantt_view *v, int first, int n, struct arena *mem, struct gantt_columns *ret);
/* Column of an instant; first - 1 before all, first + n behind them. */
int gantt_columns_find(const struct gantt_columns *c, int64_t t);

/* Every sign that is painted, most important first where several compete for room. */
enum gantt_sign {
	SIGN_HELD,
	SIGN_MOVED,
	SIGN_BEFORE,
	SIGN_AFTER,
	SIGN_CONFLICT,
	SIGN_LATE,
	SIGN_CRITICAL,
	SIGN_SHORT,
	SIGN_OVERTIME,
	SIGN_RUNNING,
	SIGN_FIRM,
	SIGN_DONE,
	SIGN_PLANNED,
	/* What bars and the ground are made of. */
	SIGN_REST,
	SIGN_DONE_FILL,
	SIGN_SOLID,
	SIGN_LEFT,
	SIGN_RIGHT,
	SIGN_CURSOR_LEFT,
	SIGN_CURSOR_RIGHT,
	SIGN_CUT_LEFT,
	SIGN_CUT_RIGHT,
	SIGN_GHOST_LEFT,
	SIGN_GHOST,
	SIGN_GHOST_RIGHT,
	SIGN_OFF,
	SIGN_MAINTENANCE,
	SIGN_DOWN,
	SIGN_NOW,
	SIGN_NOW_HEAD,
	SIGN_DAY,
	SIGN_COUNT
};

/* Paint a sign in one cell, in its own role or in another one. */
void gantt_sign(const struct canvas *c, int row, int col, enum gantt_sign sign);
void gantt_sign_in(const struct canvas *c, int row, int col, enum gantt_sign sign, enum role role);

/* What begins with a column, as bits. */
enum gantt_edge { EDGE_DAY = 1, EDGE_WEEK = 2, EDGE_MONTH = 4 };

/* The picture while it is painted. */
struct gantt_picture {
	const struct gantt_scene *scene;
	const struct gantt_view *view;
	const struct gantt_rows *rows;
	struct gantt_columns cols; /* from the left edge of the window on */
	const struct tm *wall;	   /* wall time of each column's left edge */
	const uint8_t *edge;	   /* gantt_edge of each column */
	const int *load;	   /* of each lane of the plan in the window, in percent */
	int now;		   /* column, may lie outside */
	int label;		   /* columns of the lane names */
	struct canvas head, names, time;
};

/* The signs that tell a bar's state, most important first; returns how many. */
enum { GANTT_STATES = 12 };
int gantt_states(const struct gantt_scene *s, uint32_t bar, enum gantt_sign ret[GANTT_STATES]);
/* Share of the quantity that is made, 0 .. 1000. */
int gantt_progress(const struct gantt_scene *s, uint32_t bar);

/* A bar in its row; what lies outside the window is cut off. */
void gantt_bar(const struct gantt_picture *p, uint32_t bar);
/* Where the held bar came from, dotted. */
void gantt_ghost(const struct gantt_picture *p, uint32_t bar);
void gantt_head(const struct gantt_picture *p);
/* Names and loads of the lanes. */
void gantt_names(const struct gantt_picture *p);
/* Off time, maintenance, days, now. */
void gantt_ground(const struct gantt_picture *p);

#endif
