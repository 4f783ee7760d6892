/*
 * screen_gun - keys with times into a wedge, and all it says, in order.
 *
 * Times are numbers in the keys; nothing here waits.
 */
#ifndef GEMBA_TESTS_SCREEN_GUN_H
#define GEMBA_TESTS_SCREEN_GUN_H

#include "ui/wedge.h"

enum { GUN_KEYS = 8192, GUN_SCANS = 64 };

struct gun {
	struct wedge w;
	struct key in[GUN_KEYS]; /* what was sent */
	size_t n_in;
	struct key keys[GUN_KEYS]; /* what came out as keys */
	size_t n_keys;
	struct {
		char text[SCAN_BYTES + 1];
		size_t n;
		size_t keys_before; /* keys given out before it */
	} scan[GUN_SCANS];
	size_t n_scans;
	unsigned too_long;
	int64_t now;
};
extern struct gun gun;

/* Forget all; a new wedge. */
void gun_begin(int gap_ms, enum wedge_suffix suffix, const char *prefix);
/* Time passes; the deadline is honoured as the loop does it. */
void gun_pass(int64_t ms);
void gun_press(key_code c);
/* Each character that long after the one before. CR, tab and Esc are keys. */
void gun_send(const char *text, int64_t gap_ms);
/* All in one batch. */
void gun_burst(const char *text);
/* For wedge_release. */
void gun_heard(void *ctx, const struct wedge_event *e);

/* After a silence: one scan with that text and nothing else. */
void gun_is_one_scan(const char *text);
/* After a silence: all that was sent came out as keys, with its times. */
void gun_is_typing(void);

#endif
