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
	struct table orders;	    /* open purchase orders, while none is chosen */
	struct rows order;	    /* po_show */
	struct label_key order_key; /* the order a label names, being resolved */
	bool order_first;	    /* what is being resolved is the order of a label, not its goods */
	struct label pending;	    /* waits for the lines of its order, or for its order to be scanned */
	bool has_pending, pending_doubt;
	uint64_t reading[2];	/* requests for the order and its lines */
	bool doubt;		/* something about the label was odd: it never posts by itself */
	char odd[200];		/* what, in words; "": nothing */
	char bin[SCANNED_CODE]; /* the place that was scanned: no typed remains */
	char sscc[24];		/* of the label that was filled in */
	int64_t anew;		/* the refused line of the queue that is entered anew; 0: none */
	char sent[200];		/* what is being posted, in words */
	struct rect body, head, list, form, recent, about, queue;
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
/* The quantity in the material's unit, "72 pcs". */
const char *receipt_amount(const struct app *app, const struct receipt *r, char *ret, size_t size);

/* receipt_anew.c */
/* Fills draft and form from "=SEQ"; false when arg is none of those. */
bool receipt_anew_open(struct app *app, struct receipt *r, const char *arg);
/* The new one is kept: the refused one is taken back. */
void receipt_anew_kept(struct app *app, struct receipt *r);

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
/* No answer about the order that was chosen is wanted any more. */
void receipt_forget_reading(struct app *app, struct receipt *r);
void receipt_take_order(struct app *app, struct receipt *r, const char *order);
void receipt_take_line(struct app *app, struct receipt *r, size_t row);

/* receipt_scan.c */
void receipt_scan(struct app *app, void *state, const char *text);
bool receipt_ready(const struct app *app, const void *state);
/* The lines of the order are there, or cannot be had: a label that waited for them goes on. True when one did. */
bool receipt_label_goes_on(struct app *app, struct receipt *r);
/* Nothing of the last label is waited for any more. */
void receipt_label_drop(struct receipt *r);
/* For struct goods_ops. */
void receipt_label(struct app *app, void *state);
void receipt_resolved(struct app *app, void *state, const struct rows *rows, const struct err *err);

#endif
