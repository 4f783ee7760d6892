/*
 * issue_draft - a goods issue while it is being filled in.
 *
 * Pure: which field is missing, which requirement a scan means, what is
 * short. "needs" is always the answer of the call order_materials.
 */
#ifndef GEMBA_CORE_ISSUE_DRAFT_H
#define GEMBA_CORE_ISSUE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/call.h"
#include "core/label.h"
#include "core/scanned.h"

enum issue_kind { ISSUE_ORDER, ISSUE_TRANSFER, ISSUE_ADJUSTMENT };

struct issue_draft {
	enum issue_kind kind;
	char order[SCANNED_CODE];    /* work order, "": none yet */
	char material[SCANNED_CODE]; /* "": none yet; with no order yet: wanted from it */
	char name[160];
	char uom[32];
	char open[48];	    /* plain number the order still needs, "" when it is not planned */
	char available[48]; /* plain number this order may draw, "" when unknown */
	bool planned;	    /* stands in the order's requirements */
	bool lot_required;
	struct label_unit unit; /* what the typed quantity counts, when its factor is not "" */
	char op_id[UUID_TEXT];	/* "": not sent yet. Kept until the outcome is known. */
	bool uncertain;		/* sent, and nobody knows whether it was posted */
};

/* What stands in the form now; borrowed, never NULL. */
struct issue_typed {
	const char *quantity, *lot, *ref;
};

/* "WORK_ORDER", "TRANSFER", "ADJUSTMENT". */
const char *issue_kind_name(enum issue_kind kind);
bool issue_kind_parse(const char *name, enum issue_kind *ret);

void issue_draft_start(struct issue_draft *d, enum issue_kind kind);
/* Another order; a material scanned before stays wanted. */
void issue_draft_take_order(struct issue_draft *d, const char *order);
/* That row of needs is the one. */
void issue_draft_take_need(struct issue_draft *d, const struct rows *needs, size_t row);
/* row 0 of the answer of material_show: the rest about the material already wanted. */
void issue_draft_take_material(struct issue_draft *d, const struct rows *material);
/* Chosen, nothing else is known about it yet; planned: it is in needs. */
void issue_draft_want(struct issue_draft *d, const char *material, const char *name);
/* Keep kind and order, forget the goods: after a post, or when thrown away. */
void issue_draft_next(struct issue_draft *d);

/* The row of that material; SIZE_MAX when the order does not need it. */
size_t issue_draft_row(const struct rows *needs, const char *material);
bool issue_draft_filled(const struct issue_typed *typed);
/* First missing field ("scan" for order and material), NULL when it can be posted. */
const char *issue_draft_missing(const struct issue_draft *d, const struct issue_typed *typed);

enum issue_state {
	ISSUE_STATE_EXTRA, /* issued without having been planned */
	ISSUE_STATE_DONE,  /* all issued */
	ISSUE_STATE_READY, /* the rest is available */
	ISSUE_STATE_SHORT, /* a part of the rest is available */
	ISSUE_STATE_NONE,  /* nothing is */
};
/* ret_short: what is lacking, plain number. */
enum issue_state issue_draft_state(const struct rows *needs, size_t row, char *ret_short, size_t size);
/* Copy of an order_list with the orders that goods can be issued to. to must be empty. */
void issue_draft_orders(const struct rows *all, struct rows *to);

enum issue_step {
	ISSUE_STEP_REFUSED,
	ISSUE_STEP_ORDER,    /* open work order code */
	ISSUE_STEP_NEED,     /* row of needs */
	ISSUE_STEP_MATERIAL, /* material code, not planned for the order, or there is no order */
	ISSUE_STEP_PART,     /* more about the goods already chosen: fill */
	ISSUE_STEP_LOT,	     /* code is a lot of the material already chosen */
	ISSUE_STEP_LOCATION, /* code is where to take it from */
};

struct issue_scan {
	enum issue_step step;
	char code[SCANNED_CODE];
	char name[160];
	char lot[SCANNED_CODE]; /* came with NEED, MATERIAL */
	size_t row;
	struct label_unit unit; /* of the barcode that was scanned */
	struct label_fill fill; /* came with NEED, MATERIAL, PART when a label told it */
};

struct issue_seen {
	const struct rows *needs;
	const struct rows *resolved;
	const char *text;
	const struct label *label; /* NULL, or of kind LABEL_TEXT: only a text */
};

/* Does not change *d. Refusals (field "scan"): UNKNOWN_CODE, WRONG_KIND, NOT_POSTED; and those of label_product. */
enum issue_step issue_draft_scan(const struct issue_draft *d, const struct issue_typed *typed,
				 const struct issue_seen *seen, struct issue_scan *ret, struct err *err);

/* "WO-124", "TRANSFER 17": where the goods go. */
void issue_draft_target(const struct issue_draft *d, const char *ref, char *ret, size_t size);
/* What is issued in the material's unit; false while the quantity is missing or is none. */
bool issue_draft_quantity(const struct issue_draft *d, const struct issue_typed *typed, char ret[NUM_TEXT]);
/*
 * material, ref_type, ref and op_id of a stock_issue, and its quantity when a barcode's unit was counted; makes the
 * op_id when there is none.
 */
MUSTUSE bool issue_draft_call(struct issue_draft *d, const struct issue_typed *typed, const struct clock *clock,
			      struct call *call, struct err *err);
/* The answer was err: keep the op_id while the outcome is unknown. */
void issue_draft_failed(struct issue_draft *d, const struct err *err);

#endif
