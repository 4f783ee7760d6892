/*
 * check - what two test codes say about a scanner: what follows from the
 * keys that arrived, and their times.
 *
 * The codes are printed from doc/scanner-check.md; both hold
 *   GEMBA1 (Code 128) or GEMBA2 (Data Matrix)  zy-/:+_ aBcD 2 GS 3 RS 4 EOT
 * without the blanks. Letters and digits lead through the text, so that the
 * places between them show what became of the rest. Pure.
 */
#ifndef GEMBA_CORE_SCAN_CHECK_H
#define GEMBA_CORE_SCAN_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHECK_NAME = 16, CHECK_AFFIX = 8, CHECK_LINES = 12, CHECK_LINE = 240, CHECK_CONF = 8, CHECK_KEYS = 512 };

enum check_what {
	CHECK_CHAR,  /* code is the character, control characters too */
	CHECK_ENTER, /* CR */
	CHECK_TAB,
	CHECK_ESC,
	CHECK_OTHER, /* a key that is no character: name */
};

struct check_key {
	enum check_what what;
	uint32_t code;
	char name[CHECK_NAME];
	int64_t at_ms;
};

/* What became of one control character; the worse the later. */
enum check_fate {
	CHECK_UNKNOWN,
	CHECK_KEPT,
	CHECK_AS_ALT,	  /* Alt-029 */
	CHECK_AS_BRACKET, /* "]", for GS; "^" for RS */
	CHECK_AS_TEXT,	  /* another character, or several */
	CHECK_AS_KEY,	  /* a function key */
	CHECK_LOST,
};

enum check_suffix { CHECK_END_ENTER, CHECK_END_TAB, CHECK_END_NONE };
enum check_layout { CHECK_LAYOUT_SAME, CHECK_LAYOUT_SWAPPED, CHECK_LAYOUT_OTHER };
enum check_case { CHECK_CASE_SAME, CHECK_CASE_FLIPPED, CHECK_CASE_UPPER, CHECK_CASE_LOWER };

/* What one test code says. */
struct check_finding {
	int code; /* 1 or 2 */
	bool aim;
	char prefix[CHECK_AFFIX]; /* what came in front */
	enum check_suffix suffix;
	int gap_ms; /* the largest */
	enum check_fate gs, rs, eot;
	char gs_as[CHECK_NAME]; /* of CHECK_AS_TEXT and CHECK_AS_KEY */
	enum check_layout layout;
	char layout_as[CHECK_LINE]; /* what "zy-/:+_" became */
	enum check_case letters;
};

/* False: the keys of one scan are no test code. Keys beyond CHECK_KEYS are not looked at. */
bool check_read(const struct check_key *keys, size_t n, struct check_finding *ret);

/* How much a sentence matters: nothing to do, better done, something is wrong. */
enum check_weight { CHECK_FINE, CHECK_NOTE, CHECK_BAD };

/* What to set, and why. */
struct check_advice {
	int gap_ms;
	char prefix[CHECK_AFFIX];
	enum check_suffix suffix;
	char gs[CHECK_NAME]; /* "": none */
	bool gs_kept, bare_gs1;
	char line[CHECK_LINES][CHECK_LINE]; /* sentences */
	enum check_weight weight[CHECK_LINES];
	size_t n_lines;
	char conf[CHECK_CONF][CHECK_LINE]; /* for gemba.conf */
	size_t n_conf;
};

/* n of them, 1 or 2. serial: they came over a serial line, where pauses, suffix and keyboard do not matter. */
void check_advise(const struct check_finding *found, size_t n, bool serial, struct check_advice *ret);

/* "GS", "CR", "ESC" ... of a control character; NULL: it is none. */
const char *check_control_name(uint32_t code);

#endif
