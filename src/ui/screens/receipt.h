/*
 * receipt - state of the goods receipt screen, for receipt*.c only.
 */
#ifndef GEMBA_UI_SCREENS_RECEIPT_H
#define GEMBA_UI_SCREENS_RECEIPT_H

#include "core/receipt_draft.h"
#include "ui/screens/goods.h"

struct receipt {
	struct goods g; /* first: goods.h; its table holds the order's lines */
	struct receipt_draft d;
	struct table orders;	  /* open purchase orders, while none is chosen */
	struct rows order;	  /* po_show */
	char scanned[FIELD_SIZE]; /* being resolved; "": nothing is */
	bool scanned_in_lot;
	char sent[200]; /* what is being posted, in words */
	struct rect body, head, list, form, recent, about;
};

extern const struct table_spec receipt_lines_spec, receipt_orders_spec;

/* receipt_draw.c */
void receipt_layout(void *state, struct rect body);
void receipt_draw(const struct app *app, const void *state, const struct canvas *canvas);

/* receipt_post.c */
struct receipt_typed receipt_typed_now(const struct receipt *r);
/* Without an order somebody has to say what the goods are worth; only who sees costs is asked. */
const char *receipt_missing_now(const struct app *app, const struct receipt *r);
/* What a missing field asks: "how many? ...". */
const char *receipt_question(const char *field);
bool receipt_filled(const struct receipt *r);
void receipt_post(struct app *app, struct receipt *r);

/* receipt_pick.c */
/* Something else is filled in: what to do with it first. */
void receipt_say_filled(struct app *app, const struct receipt *r);
void receipt_pick(struct app *app, struct receipt *r);
void receipt_choose_kind(struct app *app, struct receipt *r);

/* receipt.c */
/* Which fields are there, their units, the line of the list: from the draft. */
void receipt_follow(struct app *app, struct receipt *r);
void receipt_read(struct app *app, struct receipt *r);
/* The cursor to the first missing field; says how to post when there is none. */
void receipt_go_on(struct app *app, struct receipt *r);
void receipt_take_order(struct app *app, struct receipt *r, const char *order);
void receipt_take_line(struct app *app, struct receipt *r, size_t row);

/* receipt_scan.c */
void receipt_scan(struct app *app, void *state, const char *text);
/* Go on with the scans that had to wait. */
void receipt_scan_waiting(struct app *app, struct receipt *r);

#endif
