/*
 * e2e_board - somebody at the planning board of a home, and a corner of the
 * plan for each test: two lasers and a bending machine, and a day of its own
 * on them. By the clock on the wall of that day, for the corner "A":
 *
 *   Laser 1  round the clock      WO-A1 08:00-10:00, WO-A2 11:00-13:00 (both may go to Laser 2)
 *   Laser 2  06:00-14:00 each     WO-A5 06:00-07:00, WO-A3 11:45-13:45
 *            day, 10:00-10:30 off
 *   Bend     round the clock      WO-A4 13:45-14:45, after WO-A3
 */
#ifndef GEMBA_TESTS_E2E_BOARD_H
#define GEMBA_TESTS_E2E_BOARD_H

#include "support/e2e_hands.h"

struct corner {
	struct home *home;
	char letter;
	char date[16];	/* 2026-11-25 */
	char words[16]; /* Wed 25 Nov */
};

/* cmocka's group setup: home_open, and the lanes. */
int corner_open(void **state);
/* letter 'A' is tomorrow, 'B' the day after. */
void corner_make(struct home *home, char letter, struct corner *ret);
/* "WO-A1". Borrowed until the eighth call from now. */
const char *corner_order(const struct corner *c, int n);
/* An instant of the corner's day for a verb, "2026-11-25T09:30". Borrowed likewise. */
const char *corner_at(const struct corner *c, const char *clock);
/* A text with "@" for the day and "#" for the letter: "@ 09:15-11:15 (2h working)", "WO-#1 overlaps". Borrowed likewise. */
const char *corner_text(const struct corner *c, const char *text);

#define see_corner(t, c, text)	   hands_see((t), corner_text((c), (text)), true, __FILE__, __LINE__)
#define see_corner_not(t, c, text) hands_see((t), corner_text((c), (text)), false, __FILE__, __LINE__)

/* What the verb says of the n-th order's bar: lane, begin and end. */
#define corner_stands(c, n, lane, from, to) corner_check((c), (n), (lane), (from), (to), __FILE__, __LINE__)
void corner_check(const struct corner *c, int n, const char *lane, const char *from, const char *to, const char *file,
		  int line);

/* From the home screen to the board, and there to an order of the corner. */
void board_open(struct term_box *t);
void board_jump(struct term_box *t, const struct corner *c, int n);
/* One key, and what it brings up; so that no two are taken for a scan. */
#define board_key(t, key, text) board_press((t), (key), (text), __FILE__, __LINE__)
void board_press(struct term_box *t, const char *key, const char *text, const char *file, int line);
/* On the bar under the cursor. */
void board_grab(struct term_box *t);
/* Push is what a board begins with. */
void board_cascade_none(struct term_box *t);
/* A line of the menu in front: its number, Enter. */
void board_menu(struct term_box *t, const char *words);

#endif
