/*
 * scan_own - what the files of the parser share. Private to src/core/scan.
 *
 *   scan.c          which format it is, readings, what is shown
 *   scan_build.c    elements, fields and warnings of a reading
 *   gs1.c           element strings: splitting, rules between AIs; gs1_lost.c: lost separators
 *   gs1_bracket.c   the human-readable form
 *   gs1_table.c     the AI table; gs1_value.c: what a value must look like
 *   gs1_field.c     from AIs to fields
 *   digital_link.c  GS1 Digital Link URIs
 *   mh10.c          envelopes and data identifiers; mh10_field.c: to fields
 *   plain.c         EAN, UPC, ITF-14, in-house prefixes, anything else
 */
#ifndef GEMBA_CORE_SCAN_SCAN_OWN_H
#define GEMBA_CORE_SCAN_SCAN_OWN_H

#include "core/scan/scan.h"

/* A stretch of the text. at: where it begins in the whole, for messages (people count from 1). */
struct scan_text {
	const char *bytes;
	size_t n;
	size_t at;
};

/* ---- scan_build.c ---- */
/* A new, empty reading; NULL when there are SCAN_READINGS. */
struct scan_reading *scan_add_reading(struct scan *s);
/* id and value are copied; value.at is where the identifier begins. False: TOO_LONG, more than SCAN_ELEMENTS. */
MUSTUSE bool scan_add_element(struct scan *s, struct scan_reading *r, const char *id, struct scan_text value,
			      struct err *err);
/* Set a field; the first value stays (a GTIN before a content's). Copied; what is unprintable is replaced. */
void scan_put(struct scan *s, struct scan_reading *r, const char *name, const char *value, size_t n);
void scan_warn(struct scan *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* err on field "text" with the place: "AI 17 at 19: ..." comes from fmt. Returns false. */
bool scan_fail(struct err *err, const char *code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/*
 * YYMMDD with the window of GS1 General Specifications 7.12 around year. ret "YYYY-MM-DD"; day 00 is the last of the
 * month and *ret_day_given false. False: no such date.
 */
bool scan_date(const char yymmdd[6], int year, char ret[11], bool *ret_day_given);
/* Value of a supplier's rule for that id; NULL: none. */
const char *scan_rule_for(const struct scan_rules *rules, const char *id);

/* ---- gs1_table.c, gs1_value.c ---- */
struct gs1_ai;
/* The AI the text begins with; NULL: unknown. *ret_n: its digits (2..4). */
const struct gs1_ai *gs1_find(struct scan_text text, size_t *ret_n);
/* No AI begins there: UNKNOWN_AI, or BAD_VALUE for a decimal point position there is none of ("3107"). False. */
bool gs1_unknown(struct scan_text text, struct err *err);
/* Code, title, and whether it is of predefined length (needs no separator). */
const char *gs1_title(const struct gs1_ai *ai);
bool gs1_is_predefined(const struct gs1_ai *ai);
/* Longest and shortest value. */
void gs1_lengths(const struct gs1_ai *ai, size_t *ret_min, size_t *ret_max);
/*
 * The value by its rules: length, character set, check digit, date ... *err names AI and place: value.at is where the
 * identifier begins.
 */
MUSTUSE bool gs1_value(const struct gs1_ai *ai, const char *id, struct scan_text value, const struct scan_rules *rules,
		       struct err *err);

/* ---- the formats: each fills the readings of an empty *s ---- */
MUSTUSE bool gs1_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err);
MUSTUSE bool gs1_parse_bracketed(struct scan *s, struct scan_text text, const struct scan_rules *rules,
				 struct err *err);
/* Rules between the AIs of a reading: doubles, exclusions (errors), associations (warnings). */
MUSTUSE bool gs1_rules(struct scan *s, struct scan_reading *r, struct err *err);
/* Fields of a reading of AIs. */
void gs1_fields(struct scan *s, struct scan_reading *r, const struct scan_rules *rules);
/* False without *err filled (kind ERR_NONE): no GS1 key in it, so it is plain text. */
MUSTUSE bool digital_link_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err);
MUSTUSE bool mh10_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err);
/* A one-field 1D label ("PM-1077", "Q500"): only when rules or a symbology say that such labels are read here. */
MUSTUSE bool ean_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err);
MUSTUSE bool plain_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err);

/* ---- plain.c, mh10_field.c: for each other ---- */
enum { SCAN_GTIN_SIZE = 15 };
/* 8, 12, 13 or 14 digits, padded to 14; the check digit is not judged. */
bool scan_gtin(struct scan_text digits, char ret[SCAN_GTIN_SIZE]);
/* scan_put of what is left without blanks around it; of nothing when that is nothing. */
void scan_put_text(struct scan *s, struct scan_reading *r, const char *name, struct scan_text value);
/* "14D..." to its identifier (upper case) and value; false: it does not begin with 0..3 digits and a letter. */
enum { MH10_ID_SIZE = 5 };
bool mh10_split(struct scan_text field, char ret_id[MH10_ID_SIZE], struct scan_text *ret_value);
/* Fields of the pairs of data identifiers of a reading. */
void mh10_fields(struct scan *s, struct scan_reading *r, const struct scan_rules *rules);
/* The field of one pair by the supplier's rule alone; nothing without one. */
void mh10_ruled_field(struct scan *s, struct scan_reading *r, const char *id, struct scan_text value,
		      const struct scan_rules *rules);

#endif
