/*
 * e2e_scanner - see e2e_scanner.h.
 */
#include "support/e2e_scanner.h"

#include <poll.h>
#include <string.h>

#include "core/base/str.h"

enum { TYPED = 8192 };

/* A scanner keeps its own pace; this is no waiting for something to happen. */
static void pace(const struct scanner *s)
{
	if (s->gap_ms > 0)
		poll(NULL, 0, s->gap_ms);
}

static const char *separator(enum scanner_gs gs)
{
	static const char *const typed[] = {
		[SCANNER_GS_KEPT] = "\x1d",
		[SCANNER_GS_BRACKET] = "]",
		[SCANNER_GS_ALT] = "\x1b"
				   "0"
				   "\x1b"
				   "2"
				   "\x1b"
				   "9",
		[SCANNER_GS_NOISE] = "\x1bOP"
				     "\x1d"
				     "\x1bOA",
		[SCANNER_GS_TILDE] = "~",
		[SCANNER_GS_DROPPED] = "",
	};

	return typed[gs];
}

/* At once: one write, as a fast scanner over a network arrives. */
static void pull_at_once(const struct scanner *s, struct term_box *t, const char *label)
{
	char all[TYPED] = "", one[2] = "";

	for (; *label; label++) {
		one[0] = *label;
		str_append(all, sizeof(all), *label == '\x1d' ? separator(s->gs) : one);
	}
	str_append(all, sizeof(all), s->tab ? "\t" : "\r");
	term_box_type(t, all);
}

void scanner_pull(const struct scanner *s, struct term_box *t, const char *label)
{
	if (s->gap_ms == 0) {
		pull_at_once(s, t, label);
		return;
	}
	for (; *label; label++) {
		char one[2] = { *label, '\0' };

		term_box_type(t, *label == '\x1d' ? separator(s->gs) : one);
		pace(s);
	}
	term_box_type(t, s->tab ? "\t" : "\r");
}
