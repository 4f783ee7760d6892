/*
 * gs1_own - the AI table's rows, for the files that read them. Private to gs1*.c.
 */
#ifndef GEMBA_CORE_SCAN_GS1_OWN_H
#define GEMBA_CORE_SCAN_GS1_OWN_H

#include "core/scan/scan_own.h"

enum { GS1_PARTS = 5, GS1_FNC1 = 0x1d };

/* What the characters of a part must say, beside their set. In groups: gs1_check goes by the last of each. */
enum gs1_check {
	ANY,
	DIGIT, /* keys: the last one is the check digit */
	PAIR,  /* the last two are the check characters of a model number */
	PAIR_NOT_NUMBER,
	PREFIX,	       /* begins with the digits of a company prefix */
	MONTH_OR_DATE, /* times */
	DATE,
	LONG_DATE,
	HOUR,
	SIXTY,
	HOUR_MINUTE,
	COUNTRY, /* codes of a list */
	COUNTRY_OR_999,
	COUNTRY_LETTERS,
	CURRENCY,
	YES_NO, /* one character */
	HYPHEN,
	IMPORTER,
	SEX,
	WINDING,
	LATITUDE, /* numbers */
	LONGITUDE,
	MEDIA,
	PIECE,
	ZERO,
	NOT_ZERO,
	NO_LEADING_ZERO,
	DIGITS,
	PERCENT, /* texts */
	SEQUENCE,
	PACKAGE,
	IBAN,
	GS1_CHECKS,
};

/* A stretch of a value. set: 'N' digits, 'X' CSET 82, 'Y' CSET 39, 'Z' base64url; 0: no part. */
struct gs1_part {
	char set;
	bool is_optional;
	unsigned char min;
	unsigned char max;
	enum gs1_check check;
};

struct gs1_ai {
	char from[5]; /* one AI, or the first and last of a range */
	char to[5];
	const char *title;
	bool is_predefined;
	struct gs1_part part[GS1_PARTS];
	const char *needs; /* "01,02,8006+21": one of these must be on the item too; n is any digit */
	const char *excludes;
};

/* Whether a pattern of n characters, as in needs and excludes, means that AI. */
bool gs1_matches(const char *pattern, size_t n, const char *id);
/* Two different AIs: false when one excludes the other ("310n" excludes its brothers). */
bool gs1_may_stand_beside(const struct gs1_ai *ai, const char *id, const struct gs1_ai *other, const char *other_id);
bool gs1_is_separator(char c, const struct scan_rules *rules);
/*
 * Adds the readings in which the value of the AI at swallower, the last one of reading 0 or the one behind it, ends
 * sooner and the rest are further AIs. True when there is one. See gs1_lost.c.
 */
bool gs1_split(struct scan *s, struct scan_text text, size_t swallower, const struct scan_rules *rules);

/* ---- gs1_value.c: the checks, each of n characters of the right set ---- */
bool gs1_check(enum gs1_check check, const char *s, size_t n, int year);

#endif
