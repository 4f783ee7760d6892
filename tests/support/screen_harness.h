/*
 * screen_harness - plays a screen without a terminal: keys in, picture out.
 *
 * Curses writes to /dev/null; the clock, zone and size are pinned; the
 * session stands on the fake db. player_* functions step until idle, so no
 * test waits for time.
 */
#ifndef GEMBA_TESTS_SCREEN_HARNESS_H
#define GEMBA_TESTS_SCREEN_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/session.h"
#include "ui/app.h"

struct player;

struct player_setup {
	int rows, cols; /* 0: 24 x 80 */
	bool ascii;
	const char *theme;				       /* NULL: dark */
	struct session *(*session)(const struct clock *clock); /* NULL: none; freed by player_free */
	const struct screen_ops *const *screens;	       /* NULL: screens_all() */
	const char *start;				       /* screen to open; NULL: app_start */
	const char *arg;
	void (*configure)(struct config *config); /* NULL: defaults */
	void (*busy)(void *ctx); /* called when an answer is awaited: let the fake db answer; NULL: none */
	void *ctx;
	bool remembers;		    /* with answers from memory (reads snapshots after sign-on) */
	const struct err *no_spool; /* why there is no spool; NULL: there is one, in memory, with a session */
};

struct player *player_new(const struct player_setup *setup);
void player_free(struct player *p);
struct app *player_app(struct player *p);
/* NULL without a session. */
struct spool *player_spool(struct player *p);
const struct clock *player_clock(struct player *p);

/* Key names separated by blanks: "F2 Tab Enter". Stepped until idle after each. */
void player_keys(struct player *p, const char *names);
/* Text as typed, character by character in one burst. */
void player_type(struct player *p, const char *text);
/* Text and Enter in one burst. */
void player_scan(struct player *p, const char *text);
void player_step(struct player *p);
void player_advance_ms(struct player *p, int64_t ms);
/* The clock only; nothing is stepped. */
void player_pass_ms(struct player *p, int64_t ms);
void player_resize(struct player *p, int rows, int cols);

/* The picture: lines ended by "\n", trailing blanks cut. Borrowed until the next call. */
const char *player_text(struct player *p);
/* One letter of role.def a cell, same shape, nothing cut. */
const char *player_roles(struct player *p);
/* One line, trailing blanks cut. Negative rows count from the bottom. */
const char *player_line(struct player *p, int row);
bool player_shows(struct player *p, const char *text);
/* Where text stands; false when it does not. Columns, not bytes. */
bool player_find(struct player *p, const char *text, int *ret_row, int *ret_col);
/* Role letter at the first cell of text; 0 when it is not shown. */
char player_role_of(struct player *p, const char *text);
/* What it lies on ('S' selected row, 'o' dialog); ' ' for nothing. */
char player_surface_of(struct player *p, const char *text);
void player_cursor(struct player *p, int *ret_row, int *ret_col);
/* How often the screen was painted. */
unsigned player_paints(const struct player *p);
/* The character curses itself holds. */
unsigned player_terminal_cell(const struct player *p, int row, int col);

/* cmocka assertions that print the picture when they fail. */
#define assert_shows(p, text)	  player_assert_shows((p), (text), true, __FILE__, __LINE__)
#define assert_not_shows(p, text) player_assert_shows((p), (text), false, __FILE__, __LINE__)
void player_assert_shows(struct player *p, const char *text, bool wanted, const char *file, int line);

#endif
