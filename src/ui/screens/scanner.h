/*
 * scanner - the scanner check: what the files of the screen share.
 *
 * scanner.c takes keys and settings, scanner_draw.c paints.
 */
#ifndef GEMBA_UI_SCREENS_SCANNER_H
#define GEMBA_UI_SCREENS_SCANNER_H

#include "core/scan/check.h"
#include "ui/app.h"
#include "ui/key.h"
#include "ui/scan_setting.h"

enum { SCANNER_CODES = 2, SCANNER_TAKEN = 400, SCANNER_VERDICT = 120, SCANNER_WIDE_COLS = 70 };

/* What is below the head. Where there is no room for both: the keys. */
enum scanner_view { SCANNER_BOTH, SCANNER_ADVICE, SCANNER_KEYS };

struct scanner {
	struct key raw[CHECK_KEYS]; /* of the last burst, as they came */
	struct check_key keys[CHECK_KEYS];
	size_t n;
	size_t n_more; /* beyond those */
	int64_t last_ms;
	int64_t esc_ms; /* of an Esc that came alone; 0: none */
	bool serial;	/* the last burst came over the serial line */

	bool have[SCANNER_CODES];
	struct check_finding found[SCANNER_CODES];
	struct check_advice advice;

	char text[SCAN_BYTES + 1]; /* what the wedge made of it, or the serial bytes */
	size_t n_text;
	char verdict[SCANNER_VERDICT]; /* a scan, typing ... */
	char taken[SCANNER_TAKEN];     /* format and fields */
	bool badge;		       /* not to be shown */

	enum scanner_view view;
	bool used; /* F2 was pressed for this advice */
	int top;   /* first line of the findings shown */
	struct rect head, body;
	struct rect left, right; /* of the body: keys, findings; empty when not shown */
};

/* Rectangles of the view. */
void scanner_arrange(struct scanner *s);
/* How far the findings can be scrolled. */
int scanner_last_top(const struct scanner *s);
bool scanner_has_advice(const void *state);
void scanner_draw(const struct app *app, const void *state, const struct canvas *canvas);

#endif
