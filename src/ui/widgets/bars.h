/*
 * bars - title bar, message line and function-key bar.
 */
#ifndef GEMBA_UI_BARS_H
#define GEMBA_UI_BARS_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/canvas.h"

struct title_bar {
	const char *screen;   /* "Goods receipt" */
	const char *subtitle; /* "" : none */
	const char *place;    /* "Plant Rho · kiosk1", "" when nobody is signed on */
	const char *person;   /* "" when nobody is signed on */
	const char *state;    /* "● live" */
	enum role state_role;
	const char *clock; /* "14:32" */
};

/* Drops place, person, subtitle in that order when the line is narrow. c is one line. */
void bars_title(const struct canvas *c, const struct title_bar *t);

struct key_label {
	char key[16];	   /* "F2" */
	const char *label; /* "Save" */
	bool keep;	   /* dropped last when the line is narrow */
};

void bars_keys(const struct canvas *c, const struct key_label *keys, size_t n);

#endif
