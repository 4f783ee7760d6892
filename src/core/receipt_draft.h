/*
 * receipt_draft - a goods receipt while it is being filled in.
 *
 * Pure: which field is missing, which order line fits, what a scan means.
 * The typed values stay in the form; the draft holds what they are about.
 * "lines" is always the answer of the call po_lines.
 */
#ifndef GEMBA_CORE_RECEIPT_DRAFT_H
#define GEMBA_CORE_RECEIPT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/call.h"
#include "core/label.h"
#include "core/scanned.h"

enum receipt_kind { RECEIPT_ORDER, RECEIPT_TRANSFER, RECEIPT_ADJUSTMENT };

struct receipt_draft {
	enum receipt_kind kind;
	char order[SCANNED_CODE];    /* purchase order, "": none yet */
	int64_t line;		     /* 0: none chosen */
	int64_t wanted_line;	     /* the label named it, its order is still being read; 0: none */
	char material[SCANNED_CODE]; /* "": none yet; with an order but no line: wanted from it */
	char name[160];
	char uom[32];
	char open[48]; /* plain number still to come on the line, "" without one */
	bool lot_required, expiry_required;
	struct label_unit unit; /* what the typed quantity counts, when its factor is not "" */
	bool expiry_day_open;	/* the label gave the month only */
};

/* What stands in the form now; borrowed, never NULL. */
struct receipt_typed {
	const char *quantity, *lot, *expiry, *unit_cost, *ref;
	bool other; /* something else was typed: a note, a place */
};

/* "PURCHASE_ORDER", "TRANSFER", "ADJUSTMENT". */
const char *receipt_kind_name(enum receipt_kind kind);
/* False for another word. */
bool receipt_kind_parse(const char *name, enum receipt_kind *ret);

/* Nothing known yet, only the kind. */
void receipt_draft_start(struct receipt_draft *d, enum receipt_kind kind);
/* Another order: its line is open again, a material scanned before stays wanted. */
void receipt_draft_take_order(struct receipt_draft *d, const char *order);
/* That row of lines is the one. */
void receipt_draft_take_line(struct receipt_draft *d, const struct rows *lines, size_t row);
/* row 0 of the answer of material_show. */
void receipt_draft_take_material(struct receipt_draft *d, const struct rows *material);
/* Wanted, nothing else is known about it yet. */
void receipt_draft_want(struct receipt_draft *d, const char *material, const char *name);
/* Keep kind and order, forget the goods: after a post, or when thrown away. */
void receipt_draft_next(struct receipt_draft *d);

/* Rows of lines that are open and of that material; *ret_first is the first of them, SIZE_MAX when 0. */
size_t receipt_draft_fits(const struct rows *lines, const char *material, size_t *ret_first);
/* The row of the chosen line; SIZE_MAX when it is not there. */
size_t receipt_draft_row(const struct receipt_draft *d, const struct rows *lines);
/* The row of that line when it is open, else SIZE_MAX. */
size_t receipt_draft_line_row(const struct rows *lines, int64_t line);
/* True when that line is open and takes so much, its tolerance included. */
bool receipt_draft_takes(const struct rows *lines, size_t row, const char *quantity);
/* How many lines are open. */
size_t receipt_draft_open_lines(const struct rows *lines);

/* True when the goods are chosen, so that a lot or a quantity alone says enough. */
bool receipt_draft_has_goods(const struct receipt_draft *d);
/* True when a person would lose something by throwing it away. */
bool receipt_draft_filled(const struct receipt_typed *typed);
/*
 * Name of the first field that is missing ("scan" for order, line and
 * material), NULL when it can be posted. cost_needed: a receipt without an
 * order has to tell what the goods are worth.
 */
const char *receipt_draft_missing(const struct receipt_draft *d, const struct receipt_typed *typed, bool cost_needed);

enum receipt_step {
	RECEIPT_STEP_REFUSED,  /* *err says why */
	RECEIPT_STEP_ORDER,    /* open order code */
	RECEIPT_STEP_LINE,     /* row of lines is the only one that fits */
	RECEIPT_STEP_PICK,     /* several lines of material code are open: the person chooses */
	RECEIPT_STEP_MATERIAL, /* material code; ask for the rest of it (no order needed, or none yet) */
	RECEIPT_STEP_PART,     /* more about the goods already chosen: fill */
	RECEIPT_STEP_LOT,      /* code is the lot of the material already chosen */
	RECEIPT_STEP_LOCATION, /* code is where the goods go */
};

struct receipt_scan {
	enum receipt_step step;
	char code[SCANNED_CODE];
	char name[160];
	char lot[SCANNED_CODE]; /* came with LINE, PICK, MATERIAL: a lot's label names its material too */
	int64_t line;		/* came with ORDER: the label named it; 0: none */
	size_t row;
	struct label_unit unit; /* of the barcode that was scanned */
	struct label_fill fill; /* came with LINE, PICK, MATERIAL, PART when a label told it */
	bool post;		/* the label told all, and one open line fits within its tolerance */
};

/* What is known when a scan comes in. */
struct receipt_seen {
	const struct rows *lines;
	const struct rows *resolved; /* answer of resolve */
	const char *text;	     /* as scanned */
	bool in_lot;		     /* the cursor waits for a lot: an unknown text is a new lot */
	const struct label *label;   /* NULL, or of kind LABEL_TEXT: only a text */
	bool doubt;		     /* something about the label was odd: it never posts by itself */
};

/*
 * Does not change *d. Refusals (field "scan"): UNKNOWN_CODE, WRONG_KIND,
 * NOT_POSTED (other goods, or other values, are filled in), NOT_ON_ORDER,
 * LINE_COMPLETE, LINES_UNKNOWN (without a server), NO_MATERIAL (a label that
 * does not name its goods came first); and what label_product says about a
 * label's quantity.
 */
enum receipt_step receipt_draft_scan(const struct receipt_draft *d, const struct receipt_typed *typed,
				     const struct receipt_seen *seen, struct receipt_scan *ret, struct err *err);

/* "PO-4500012/20", "TRANSFER 17": where the goods come from. */
void receipt_draft_source(const struct receipt_draft *d, const char *ref, char *ret, size_t size);
/* What is received in the material's unit; false while the quantity is missing or is none. */
bool receipt_draft_quantity(const struct receipt_draft *d, const struct receipt_typed *typed, char ret[NUM_TEXT]);
/* material, ref_type, ref of a stock_receive, and its quantity when a barcode's unit was counted. */
MUSTUSE bool receipt_draft_call(const struct receipt_draft *d, const struct receipt_typed *typed, struct call *call,
				struct err *err);

#endif
