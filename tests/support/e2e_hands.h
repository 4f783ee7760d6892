/*
 * e2e_hands - somebody at a terminal of a home: opens it, signs on, types,
 * scans and looks. What is not seen in time fails the test with the picture.
 */
#ifndef GEMBA_TESTS_E2E_HANDS_H
#define GEMBA_TESTS_E2E_HANDS_H

#include "support/e2e_home.h"
#include "support/e2e_term.h"

enum { SEE_S = 15 };

struct hands {
	int rows, cols;
	const char *term;   /* NULL: xterm-256color */
	const char *kiosk;  /* NULL: kiosk1 */
	const char *user;   /* badge; NULL: STOREKEEPER */
	const char *config; /* file; NULL: the program's own */
	const char *const *env;
};

/* The program on its first page. h->rows 0: 24x80. */
struct term_box *hands_open(struct home *home, const struct hands *h);
/* Signed on, on the home screen. */
struct term_box *hands_sign_on(struct home *home, const struct hands *h);
/* Leaves by keys and frees; the program must end well. */
void hands_leave(struct term_box *t);
/* Kills what still runs. */
void hands_free(struct term_box *t);
/* cmocka's teardown: ends what a failed test left open. */
int hands_drop_all(void **state);

/* Text and Enter, as a scanner sends it. */
void hands_scan(struct term_box *t, const char *text);
/* From the home screen: the goods receipt of an order, or the issue to one. */
void hands_receipt(struct term_box *t, const char *order);
/* On the receipt of PO-4500012: bolts, and how many; nothing is posted. */
void hands_bolts(struct term_box *t, const char *quantity);
/* Out of every screen, to the first. */
void hands_home(struct term_box *t);

#define see(t, text)	    hands_see((t), (text), true, __FILE__, __LINE__)
#define see_gone(t, text)   hands_see((t), (text), false, __FILE__, __LINE__)
#define see_number(t, path) hands_see((t), home_shown(path), true, __FILE__, __LINE__)
void hands_see(struct term_box *t, const char *text, bool shown, const char *file, int line);
/* Two texts in one line of the screen, in this order. */
#define see_line(t, first, second) hands_see_line((t), (first), (second), __FILE__, __LINE__)
void hands_see_line(struct term_box *t, const char *first, const char *second, const char *file, int line);

#endif
