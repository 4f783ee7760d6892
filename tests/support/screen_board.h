/*
 * screen_board - a small plant for the tests of the board screen: four lanes
 * that work from 06:00 to 22:00 on weekdays, nine bars, one order in the
 * tray. It is Tue 24 Nov 2026, 14:32 UTC.
 */
#ifndef GEMBA_TESTS_SCREEN_BOARD_H
#define GEMBA_TESTS_SCREEN_BOARD_H

#include <stddef.h>
#include <stdint.h>

#include "support/screen_harness.h"
#include "ui/canvas.h"

/* An instant of that week: day 0 is Monday, 23 Nov. */
#define BOARD_T(day, hour, minute) (INT64_C(1795392000) + (day)*86400 + (hour)*3600 + (minute)*60)

#define BOARD_VIEWER   "{scheduling.view,materials.view}"
#define BOARD_PLANNER  "{scheduling.view,scheduling.update,materials.view}"
#define BOARD_OVERRIDE "{scheduling.view,scheduling.update,scheduling.override,materials.view}"

/* Lanes by id. */
enum { PRESS_1 = 1, PRESS_2, WELD, PAINT };

struct board_row {
	int order; /* also its operation; "WO-" and this is its number */
	int lane;  /* 0: in the tray */
	int home;
	const char *lanes, *status;
	int64_t start, end, work, due;
	int version;
	bool is_short;
};
enum { BOARD_ROWS = 16 };
struct board_plant {
	struct board_row row[BOARD_ROWS];
	size_t n;
	int links[BOARD_ROWS][2]; /* orders: from, to */
	size_t n_links;
};

void board_plant(struct board_plant *ret);
struct board_row *board_row(struct board_plant *p, int order);
/* The last answer of bars and links from now on. */
void board_answer_bars(const struct board_plant *p);
/* All four. */
void board_answers(const struct board_plant *p);
/* A server that accepts the next drops, undos and redos, and one that refuses the next drop. */
void board_accepts(void);
void board_refuses(const char *code, const char *message);
/* fake_db_reset, sign-on, all answers of the plant; the board is open. */
struct player *board_play(const struct board_plant *p, const char *permissions, int rows, int cols);

struct board_shop {
	struct board_plant plant;
	struct player *p;
};
/* 24 x 80, WO-124 on Weld under the cursor. */
struct player *board_at_124(struct board_shop *s, const char *permissions);

/* All cells of the screen; free it. */
struct cell *board_picture(struct player *p);
/* Fails at the first cell that is another one. */
void board_assert_picture(struct player *p, const struct cell *before);

/* A fresh directory that $GEMBA_HOME names, and away with it and all it holds. */
void board_home_make(char ret[64]);
void board_home_remove(const char *dir);

#endif
