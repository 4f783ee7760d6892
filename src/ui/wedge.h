/*
 * wedge - scans told from typing, in one stream of keys with times.
 *
 * A keyboard wedge types what it read. Keys go in as they come; what comes
 * out is keys a person pressed, and complete scans. A scan begins with a
 * configured prefix, a symbology identifier ("]" letter digit) or "[)>", or
 * it is a run of at least WEDGE_LEAST characters with no gap above gap_ms;
 * it ends with the suffix, or after 3 gaps of silence. Characters are held
 * back for one gap until they are known to be typing. Inside a run, control
 * characters are kept, function keys and arrows are dropped as noise (and
 * counted), Alt and digits of the keypad (Esc 0 Esc 2 Esc 9) become the
 * control character they name.
 *
 * A plain value; pure, the clock comes with the keys.
 */
#ifndef GEMBA_UI_WEDGE_H
#define GEMBA_UI_WEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/scan/scan.h"
#include "ui/key.h"

enum { WEDGE_LEAST = 6, WEDGE_KEYS = 2048, WEDGE_AFFIX = 8 };

enum wedge_suffix { WEDGE_ENTER, WEDGE_TAB, WEDGE_NONE };

struct wedge_setting {
	int gap_ms; /* of this terminal's scanner; 60 */
	enum wedge_suffix suffix;
	char prefix[WEDGE_AFFIX]; /* "" : none; not part of the scan */
};

struct wedge {
	struct wedge_setting setting;
	struct key held[WEDGE_KEYS];
	size_t n_held;
	size_t n_text;	 /* characters among the held */
	int64_t last_ms; /* of the last key of the run */
	int64_t cr_ms;	 /* of the CR that ended a scan just now: a LF behind it belongs to it; -1: none */
	unsigned noise;	 /* keys dropped inside the last scan */
	bool overflowed; /* more than fits came in one run; it is thrown away whole */
	bool pasting;	 /* between the marks of a paste nothing is a scan */
};

enum wedge_kind { WEDGE_KEY, WEDGE_SCAN, WEDGE_TOO_LONG };
struct wedge_event {
	enum wedge_kind kind;
	struct key key;		   /* WEDGE_KEY */
	char text[SCAN_BYTES + 1]; /* WEDGE_SCAN: UTF-8, control characters as they are, no prefix, no suffix */
	size_t n;
};

typedef void (*wedge_out)(void *ctx, const struct wedge_event *event);

void wedge_init(struct wedge *w, const struct wedge_setting *setting);
/* Keys in the order of their times; out is called for all that is decided. */
void wedge_keys(struct wedge *w, const struct key *keys, size_t n, wedge_out out, void *ctx);
/* The time has passed on without a key. */
void wedge_time(struct wedge *w, int64_t now_ms, wedge_out out, void *ctx);
/* When wedge_time has something to do; -1: never. */
int64_t wedge_deadline_ms(const struct wedge *w);
/* What is held back is typing after all (a board wants letters at once). */
void wedge_release(struct wedge *w, wedge_out out, void *ctx);
/* True while a run is held back. */
bool wedge_holds(const struct wedge *w);

#endif
