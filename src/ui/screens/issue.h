/*
 * issue - state of the goods issue screen, for issue*.c only.
 */
#ifndef GEMBA_UI_SCREENS_ISSUE_H
#define GEMBA_UI_SCREENS_ISSUE_H

#include "core/issue_draft.h"
#include "ui/screens/goods.h"

struct issue {
	struct goods g; /* first: goods.h; its table holds the order's requirements */
	struct issue_draft d;
	struct table orders; /* orders goods can be issued to, while none is chosen */
	struct rows order;   /* order_show */
	uint64_t reading[2]; /* requests for the order and its requirements */
	char sent[200];	     /* what is being posted, in words */
	char refusal[256];   /* why stock is held back, for the question about an override */
	struct rect body, head, list, form, recent, about;
};

extern const struct table_spec issue_needs_spec, issue_orders_spec;

/* issue_draw.c */
void issue_layout(void *state, struct rect body);
void issue_draw(const struct app *app, const void *state, const struct canvas *canvas);

/* issue_post.c */
struct issue_typed issue_typed_now(const struct issue *s);
/* What a missing field asks: "how many? ...". */
const char *issue_question(const char *field);
bool issue_filled(const struct issue *s);
void issue_post(struct app *app, struct issue *s);

/* The quantity in the material's unit, "72 pcs". */
const char *issue_amount(const struct app *app, const struct issue *s, char *ret, size_t size);

/* issue_scan.c */
void issue_scan(struct app *app, void *state, const char *text);
bool issue_ready(const struct app *app, const void *state);
/* For struct goods_ops. */
void issue_label(struct app *app, void *state);
void issue_resolved(struct app *app, void *state, const struct rows *rows, const struct err *err);

/* issue_pick.c */
void issue_pick(struct app *app, struct issue *s);
void issue_choose_kind(struct app *app, struct issue *s);

/* issue.c */
/* Which fields are there, their units, the line of the list: from the draft. */
void issue_follow(struct app *app, struct issue *s);
void issue_read(struct app *app, struct issue *s);
/* The cursor to the first missing field; says how to post when there is none. */
void issue_go_on(struct app *app, struct issue *s);
/* No answer about the order that was chosen is wanted any more. */
void issue_forget_reading(struct app *app, struct issue *s);
void issue_take_order(struct app *app, struct issue *s, const char *order);
void issue_take_need(struct app *app, struct issue *s, size_t row);
void issue_take_material(struct app *app, struct issue *s, const char *material, const char *name);

#endif
