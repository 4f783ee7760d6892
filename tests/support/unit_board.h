/*
 * unit_board - a board from rows as the server sends them, written in few
 * words. Hours are counted from Tuesday 24 November 2026, 00:00 UTC.
 */
#ifndef UNIT_BOARD_H
#define UNIT_BOARD_H

#include "core/board.h"

#define HOUR(n) (INT64_C(1795478400) + (int64_t)((n)*3600))

struct unit_board {
	struct rows lanes, windows, bars, links;
	struct board board;
};

/* What is left out of a bar: order 1 operation 10 of one, planned, no due time, anywhere, work as long as it stands. */
struct unit_bar {
	int operation; /* id; also booking id and version + 100 */
	int order;
	const char *number;
	int sequence, operations;
	int lane; /* id; 0: in the tray */
	double from, to;
	double work;
	const char *status, *lanes, *name, *product, *quantity, *good;
	int home;
	bool overtime, is_short;
	double due;
};

void unit_board_init(struct unit_board *u);
void unit_board_done(struct unit_board *u);
/* Round the clock until it gets windows. */
void unit_board_lane(struct unit_board *u, int id, const char *code, int capacity);
void unit_board_window(struct unit_board *u, int lane, const char *kind, double from, double to);
void unit_board_bar(struct unit_board *u, const struct unit_bar *bar);
void unit_board_link(struct unit_board *u, int from, int to, int64_t lag_s);
void unit_board_load(struct unit_board *u, double now);

#endif
