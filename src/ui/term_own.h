/*
 * term_own - what term.c and term_paint.c share; nobody else includes it.
 */
#ifndef GEMBA_UI_TERM_OWN_H
#define GEMBA_UI_TERM_OWN_H

#include <curses.h>

#include "ui/term.h"

enum { PAIRS = 250 };

struct pair {
	short fg, bg;
};

struct terminal {
	SCREEN *screen;
	WINDOW *pad; /* keys are read here */
	FILE *in, *out;
	const struct clock *clock;
	enum bell_kind bell;
	bool fixed; /* tests: no device behind it */
	bool ascii;
	bool pastes;
	bool has_function_keys;
	char part[5]; /* a character whose last bytes have not come yet */
	size_t n_part;
	int colours; /* 0 (mono), 8, 16, 256 */
	bool default_colours;
	struct pair pair[PAIRS]; /* pair number i+1 */
	int n_pairs;
	char theme[32]; /* the pairs belong to it */
};

#endif
