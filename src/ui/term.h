/*
 * term - the terminal: the only place that talks to curses, reads keys and
 * sends output.
 *
 * Whatever happens - normal end, SIGTERM, a crash - the terminal comes back
 * as it was found.
 */
#ifndef GEMBA_UI_TERM_H
#define GEMBA_UI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/config.h"
#include "ui/canvas.h"
#include "ui/key.h"
#include "ui/theme.h"

struct terminal;

struct term_setup {
	FILE *in, *out;	  /* NULL: stdin, stdout */
	const char *type; /* NULL: $TERM */
	bool ascii;	  /* config.ascii */
	enum bell_kind bell;
	const struct clock *clock;
	bool handle_crash; /* install the handlers of SIGSEGV, SIGABRT, SIGBUS, SIGFPE */
	int rows, cols;	   /* tests: a fixed size; 0: the terminal's */
};

/*
 * Sets the locale too (C.UTF-8 when the environment's is not UTF-8). Errors:
 * USAGE NOT_A_TERMINAL, UNKNOWN_TERMINAL, POOR_TERMINAL. One at a time.
 */
MUSTUSE struct terminal *term_open(const struct term_setup *setup, struct err *err);
void term_close(struct terminal *t); /* accepts NULL */

int term_fd(const struct terminal *t);
/* True when only ASCII can be shown. */
bool term_ascii(const struct terminal *t);
bool term_has_function_keys(const struct terminal *t);
void term_size(const struct terminal *t, int *ret_rows, int *ret_cols);
/* Ask the system for the size; true when it changed. fixed sizes (tests): rows, cols > 0 set it. */
bool term_resize(struct terminal *t, int rows, int cols);

/*
 * Keys that are there, at most max; never waits. Pastes come between
 * KEYC_PASTE_BEGIN and KEYC_PASTE_END. *ret_gone: the terminal hung up.
 */
size_t term_read(struct terminal *t, struct key *keys, size_t max, bool *ret_gone);
/* Bring the grid to the terminal. Cells that did not change cost nothing. */
void term_paint(struct terminal *t, const struct grid *g, const struct theme *theme);
/* Forget what the terminal shows: the next paint sends everything. */
void term_repaint(struct terminal *t);
void term_bell(struct terminal *t, bool good);
/* The character curses holds at a place (tests compare it with the grid). */
unsigned term_cell(const struct terminal *t, int row, int col);

#endif
