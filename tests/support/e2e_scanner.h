/*
 * e2e_scanner - a label gun at a terminal: types a label as a keyboard wedge
 * does, at its own pace, with separators kept, changed or dropped.
 */
#ifndef GEMBA_TESTS_E2E_SCANNER_H
#define GEMBA_TESTS_E2E_SCANNER_H

#include "support/e2e_term.h"

enum scanner_gs {
	SCANNER_GS_KEPT,    /* 1D */
	SCANNER_GS_BRACKET, /* "]" */
	SCANNER_GS_ALT,	    /* Alt and 0 2 9 */
	SCANNER_GS_NOISE,   /* 1D, and a function key and an arrow beside it */
	SCANNER_GS_TILDE,   /* a stand-in, "~" */
	SCANNER_GS_DROPPED,
};

struct scanner {
	int gap_ms; /* between two characters; 0: all at once */
	enum scanner_gs gs;
	bool tab; /* ends with Tab in place of Enter */
};

/* label: GS written as itself. */
void scanner_pull(const struct scanner *s, struct term_box *t, const char *label);

#endif
