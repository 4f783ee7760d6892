/*
 * scan - what stands on a label: from the bytes of one scan to pairs of
 * identifier and value, and from those to fields with a meaning.
 *
 * Pure: no clock, no database, no file. Sources: GS1 General Specifications
 * (element strings, AI table, check digits, dates), GS1 Digital Link URI
 * Syntax, ANSI MH10.8.2 (data identifiers), ISO/IEC 15434 (envelopes),
 * ISO/IEC 15424 (symbology identifiers).
 */
#ifndef GEMBA_CORE_SCAN_SCAN_H
#define GEMBA_CORE_SCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

enum {
	SCAN_BYTES = 4096,   /* a longer text is refused (TOO_LONG) */
	SCAN_ELEMENTS = 128, /* in one reading */
	SCAN_FIELDS = 40,
	SCAN_READINGS = 4,
	SCAN_WARNINGS = 8,
};

/* Decided by how the text begins: "]" + symbology, "(" + digit, http(s)://, "[)>". Anything else is plain. */
enum scan_format { SCAN_PLAIN, SCAN_GS1, SCAN_DIGITAL_LINK, SCAN_MH10, SCAN_EAN };

/* One pair as it stands on the label, in the order of the label. */
struct scan_element {
	const char *id;	   /* full AI ("3103") or DI ("14D", upper case); "01" for EAN, UPC and ITF-14 */
	const char *value; /* raw, without separators; printable or not */
	size_t at;	   /* byte of the text where the identifier begins */
};

/*
 * What the pairs mean. Names (those of the JSON of "gemba scan"):
 *   gtin               14 digits; also the content's (AI 02, with quantity of 37)
 *   sscc lot serial variant
 *   expiry             YYYY-MM-DD; AI 17, DI 14D 15D. Day 00: the month's last
 *   expiry_day_given   "true" | "false", beside expiry
 *   best_before sell_by         YYYY-MM-DD, day 00 as above
 *   production_date packaging_date   YYYY-MM-DD, or YYYY-MM when no day was given
 *   quantity           plain digits; uom: "" pieces as labelled, "KG", "M", "L", "M2", "M3", "LB", a unit code of 7Q ...
 *   uom
 *   order order_line   our purchase order (AI 400, DI K, 4K, 14K), its line
 *   material           our part number (AI 241, DI P)
 *   supplier_material  the supplier's (AI 240, DI 1P)
 *   delivery_note      (DI 11K, 16K, 2K)
 *   supplier           code given by us (DI V)
 *   supplier_gln       (AI 412)
 *   origin package     country of origin; package id (DI 3S 4S 5S 1J..6J)
 *   work_order location badge command   in-house prefixes
 *   text               of a plain text: the text itself, trimmed: a search key
 */
struct scan_field {
	const char *name;  /* static */
	const char *value; /* printable ASCII or UTF-8 */
};

struct scan_reading {
	struct scan_element element[SCAN_ELEMENTS];
	size_t n_elements;
	struct scan_field field[SCAN_FIELDS];
	size_t n_fields;
};

struct scan {
	struct arena mem; /* owns every string */
	enum scan_format format;
	char symbology[4]; /* "]C1"; "" when none came */
	/*
	 * The first is the best. More than one: a separator seems to be lost and
	 * a value may have swallowed what follows; a person has to say which.
	 * [0] is the text as it stands. Where that breaks a rule, the splits come
	 * first, and the last one holds only what is certain, perhaps nothing.
	 */
	struct scan_reading *reading[SCAN_READINGS];
	size_t n_readings;		    /* at least 1 after success */
	const char *warning[SCAN_WARNINGS]; /* sentences: a rule of association, a replaced separator */
	size_t n_warnings;
};

/* In-house barcodes: this text in front makes the rest that field. */
struct scan_prefix {
	const char *text;  /* ".O." */
	const char *field; /* "order" "material" "lot" "location" "badge" "command" "work_order" */
};

/* How one supplier uses an identifier: its value is that field; field "" ignores it. */
struct scan_rule {
	const char *id; /* DI or AI */
	const char *field;
};

/* How this terminal and this supplier write labels. Borrowed during scan_parse. Zeroed is fine but for year. */
struct scan_rules {
	int year;			  /* the running one: a two-digit year is at most 49 back and 50 ahead */
	const char *gs;			  /* characters that stand for GS in GS1 data, beside 1D and "]"; NULL: none */
	bool gs_is_kept;		  /* this terminal's scanner is known to send GS: no second readings */
	bool bare_gs1;			  /* a plain text that is a sound element string (01, 02, 00 first) is GS1 */
	const struct scan_prefix *prefix; /* NULL: scan_default_prefixes */
	size_t n_prefixes;
	const struct scan_rule *rule;
	size_t n_rules;
};

/* .O. order, .W. work_order, .I. material, .L. lot, .B. location, .U. badge, .C. command: all in Code 39. */
extern const struct scan_prefix scan_default_prefixes[];
extern const size_t scan_default_prefixes_n;

/*
 * bytes need no NUL and may hold any byte. A trailing CR, LF or tab is not
 * part of it. Errors are VALIDATION on field "text"; code is the class:
 * UNKNOWN_AI, TOO_SHORT, TOO_LONG, BAD_CHARACTER, BAD_CHECK_DIGIT, BAD_DATE,
 * BAD_VALUE (what its AI's rules forbid, e.g. a decimal point position, a
 * country code), DUPLICATE_AI (twice with different values), EXCLUSIVE_AI,
 * UNKNOWN_SYMBOLOGY (a "]" of no known kind), BAD_ENVELOPE, BAD_ESCAPE,
 * BAD_QUALIFIER, BAD_KEY, EMPTY. The message names the identifier and the place.
 * On failure *ret is empty.
 */
MUSTUSE bool scan_parse(const char *bytes, size_t n, const struct scan_rules *rules, struct scan *ret, struct err *err);
void scan_done(struct scan *s); /* accepts zeroed memory */

/* A field of a reading; NULL when the label does not tell. */
const char *scan_get(const struct scan_reading *r, const char *field);
/* "gs1" | "digital_link" | "mh10" | "ean" | "plain" */
const char *scan_format_name(enum scan_format format);
/* The bytes for a person: control characters as <GS>, <RS>, <EOT> ...; ascii: letters beyond it as <U+00E4>. */
void scan_show(const char *bytes, size_t n, bool ascii, char *ret, size_t size);

/* True when the last digit is the check digit (mod 10, weights 3 and 1 from the right) of 2..18 digits. */
bool scan_check_digit_ok(const char *digits, size_t n);

#endif
