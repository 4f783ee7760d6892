/*
 * e2e_hands - see e2e_hands.h.
 */
#include "support/e2e_hands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

/* The picture as TAP diagnostics. */
static void show_picture(struct term_box *t)
{
	const char *line = term_box_text(t);

	while (*line) {
		int n = (int)strcspn(line, "\n");

		printf("# |%.*s\n", n, line);
		line += n + (line[n] == '\n');
	}
	fflush(stdout);
}

void hands_see(struct term_box *t, const char *text, bool shown, const char *file, int line)
{
	if (shown ? term_box_wait(t, text, SEE_S) : term_box_wait_gone(t, text, SEE_S))
		return;
	printf("# %s:%d: %s \"%s\"\n", file, line, shown ? "not seen:" : "still there:", text);
	show_picture(t);
	_fail(file, line);
}

static bool has_line(struct term_box *t, const char *first, const char *second)
{
	const char *at = term_box_text(t);

	while ((at = strstr(at, first)) != NULL) {
		const char *end = at + strcspn(at, "\n"), *found = strstr(at + strlen(first), second);

		if (found && found < end)
			return true;
		at = end;
	}
	return false;
}

void hands_see_line(struct term_box *t, const char *first, const char *second, const char *file, int line)
{
	/* Each look takes what came meanwhile; 500 are more than SEE_S. */
	for (int i = 0; i < 500; i++) {
		if (has_line(t, first, second))
			return;
		term_box_settle(t, 30);
	}
	printf("# %s:%d: no line with \"%s\" and behind it \"%s\"\n", file, line, first, second);
	show_picture(t);
	_fail(file, line);
}

/* ---- at the terminal ---- */

/* Terminals of the present test: one that failed leaves its program running, and that holds the kiosk's spool. */
enum { TERMINALS = 8 };
static struct term_box *open_ones[TERMINALS];

static struct term_box *keep(struct term_box *t)
{
	for (size_t i = 0; i < TERMINALS; i++)
		if (!open_ones[i]) {
			open_ones[i] = t;
			break;
		}
	return t;
}

static void drop(const struct term_box *t)
{
	for (size_t i = 0; i < TERMINALS; i++)
		if (open_ones[i] == t)
			open_ones[i] = NULL;
}

void hands_free(struct term_box *t)
{
	drop(t);
	term_box_free(t);
}

int hands_drop_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < TERMINALS; i++) {
		term_box_free(open_ones[i]);
		open_ones[i] = NULL;
	}
	return 0;
}

struct term_box *hands_open(struct home *home, const struct hands *h)
{
	const char *argv[8] = { home->program };
	struct term_box *t;
	size_t n = 1;

	if (h->kiosk) {
		argv[n++] = "--kiosk";
		argv[n++] = h->kiosk;
	}
	if (h->config) {
		argv[n++] = "-c";
		argv[n++] = h->config;
	}
	t = term_box_new(h->rows ? h->rows : 24, h->cols ? h->cols : 80, h->term ? h->term : "xterm-256color", argv,
			 h->env);
	keep(t);
	see(t, "Badge or name");
	return t;
}

struct term_box *hands_sign_on(struct home *home, const struct hands *h)
{
	struct term_box *t = hands_open(home, h);

	see(t, "live");
	hands_scan(t, h->user ? h->user : "STOREKEEPER");
	hands_scan(t, "1234");
	see(t, "Scan or number");
	return t;
}

void hands_leave(struct term_box *t)
{
	int status = -1;

	hands_home(t);
	term_box_key(t, "F3");
	see(t, "Leave the program");
	term_box_key(t, "Enter");
	assert_true(term_box_wait_end(t, SEE_S, &status));
	assert_int_equal(status, 0);
	hands_free(t);
}

void hands_scan(struct term_box *t, const char *text)
{
	term_box_type(t, text);
	term_box_key(t, "Enter");
}

void hands_receipt(struct term_box *t, const char *order)
{
	hands_scan(t, order);
	see(t, "lines open");
}

void hands_bolts(struct term_box *t, const char *quantity)
{
	hands_scan(t, "M-1042");
	see(t, "M-1042  Bolt M8x40 zinc");
	see(t, "pcs, open");
	term_box_type(t, quantity);
}

void hands_home(struct term_box *t)
{
	/* There F3 asks whether to leave. */
	if (!term_box_shows(t, "Scan or number"))
		term_box_key(t, "F3");
	see(t, "Scan or number");
}
