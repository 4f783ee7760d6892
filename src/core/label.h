/*
 * label - what a goods screen needs from a scan: how to find the material,
 * and what goes into the form once it is found.
 *
 * Pure. scan tells what stands on the label; the server (resolve) tells what
 * its key stands for; here both become a quantity in the material's unit, a
 * lot and an expiry date. Nothing is guessed: a unit that is neither the
 * material's nor the barcode's leaves the quantity to the person.
 */
#ifndef GEMBA_CORE_LABEL_H
#define GEMBA_CORE_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/num.h"
#include "core/scan/scan.h"
#include "core/scanned.h"

enum { LABEL_KEYS = 4, LABEL_KEY_TEXT = 512, LABEL_CODE = SCANNED_CODE, LABEL_UNIT = 32 };

enum label_kind {
	LABEL_TEXT,  /* no label: a text that may be anything */
	LABEL_GOODS, /* names a material */
	LABEL_PART,  /* tells about goods but not which: a lot, a date, a quantity, the number of a pallet */
	LABEL_ORDER, /* from here on: in-house, only that kind is meant */
	LABEL_WORK_ORDER,
	LABEL_LOCATION,
	LABEL_BADGE,
	LABEL_COMMAND, /* keys 0: command is the config name of an action */
};

/* A text for resolve, and what it can only be (SCANNED_NOTHING: anything). */
struct label_key {
	char text[LABEL_KEY_TEXT];
	enum scanned_what only;
};

/* All texts are "" when the label does not tell. */
struct label {
	enum label_kind kind;
	struct label_key key[LABEL_KEYS]; /* best first; the next one when nobody knows it */
	size_t n_keys;
	char order[LABEL_CODE]; /* purchase order */
	int64_t order_line;	/* 0: none */
	char lot[LABEL_CODE];
	char expiry[16]; /* YYYY-MM-DD */
	bool expiry_day_given;
	char quantity[NUM_TEXT]; /* plain digits, counted in uom */
	char uom[LABEL_UNIT];	 /* "": pieces as labelled */
	char sscc[24];
	char supplier[LABEL_CODE], location[LABEL_CODE], serial[LABEL_CODE], delivery_note[LABEL_CODE];
	char work_order[LABEL_CODE], badge[LABEL_CODE], command[64];
	size_t n_readings; /* of the scan it comes from */
};

/* Reading i of a scan. */
void label_from(const struct scan *scan, size_t i, struct label *ret);
/* "material"'s word for the log and the line of the last scan: "goods", "order" ... */
const char *label_kind_words(enum label_kind kind);
/* What tells reading i of n from the others: "lot L2611-7, no expiry". What they agree on is not repeated. */
void label_words(const struct label *labels, size_t n, size_t i, char *ret, size_t size);

/* True for two spellings of one unit: letter case aside; pcs, PCE, EA, C62 ... are all pieces. */
bool label_same_unit(const char *a, const char *b);

/* What one counts in when it is not the material's own unit: the unit of the barcode. factor "": the own. */
struct label_unit {
	char uom[LABEL_UNIT];
	char factor[NUM_TEXT];
};
/* Of a row of resolve. Of anything but a barcode of another unit: the material's own. */
struct label_unit label_unit_of(const struct rows *resolved, size_t row);
/* quantity * factor, exact. Errors on field quantity: NOT_A_NUMBER, NOT_POSITIVE, TOO_MANY_DECIMALS, TOO_LARGE. */
MUSTUSE bool label_product(const char *quantity, const char *factor, char ret[NUM_TEXT], struct err *err);

/* What goes into the form. */
struct label_fill {
	char quantity[NUM_TEXT]; /* in the material's unit */
	char lot[LABEL_CODE], expiry[16], delivery_note[LABEL_CODE];
	bool expiry_day_given;
	struct label_unit unit; /* the person's quantity is counted in; only with quantity "" */
	char said[80];		/* "12.5 KG": stood there and could not be taken */
};
/*
 * resolved and row: what named the material (NULL: it was chosen before, and
 * *chosen is what it is counted in). uom: the material's, "" when unknown.
 */
MUSTUSE bool label_fill(const struct label *l, const struct rows *resolved, size_t row, const struct label_unit *chosen,
			const char *uom, struct label_fill *ret, struct err *err);
/* Two texts of a quantity, equal as numbers. */
bool label_same_quantity(const char *a, const char *b);
/*
 * The rows of resolved that a key can mean, into an empty *to. False when
 * there is none.
 */
bool label_sift(const struct label_key *key, const struct rows *resolved, struct rows *to);
/* Nobody knows any of its keys: NOT_FOUND UNKNOWN_CODE on field scan; wanted as in scanned_refuse. */
void label_refuse_unknown(const struct label *l, const char *wanted, struct err *err);

#endif
