/*
 * goods - what the receipt and the issue screen share: a form, a list of
 * lines, the facts about the chosen material, the last moves, and the undo.
 *
 * struct goods is the first member of both screens' state, because the state
 * is what owns the requests.
 */
#ifndef GEMBA_UI_SCREENS_GOODS_H
#define GEMBA_UI_SCREENS_GOODS_H

#include "core/scanned.h"
#include "ui/app.h"
#include "ui/widgets/form.h"
#include "ui/widgets/table.h"

/* Lines of the form's frame, so that it stands still while fields come and go. */
enum { GOODS_BOX = 10 };
enum { GOODS_POSTS = 16, GOODS_WAITING = 4 };

/* One post of this screen, so that it can be taken back. */
struct goods_post {
	char transaction[24];
	char op_id[UUID_TEXT]; /* of the reversal */
	char words[200];       /* "+2 500 pcs M-1077 from PO-4500012/20" */
	bool undone;
};

/* How the two screens differ, for what they share. */
struct goods_ops {
	const char *move_type; /* "RECEIPT" */
	const char *sign;      /* before a quantity: "+" or "-" */
	/* material_show came: goods.show */
	void (*known)(struct app *app, void *state);
	/* Something was undone: read again what it changed. */
	void (*reread)(struct app *app, void *state);
};

struct goods {
	const struct goods_ops *ops;
	struct form form;
	struct table table;
	/* About material[]: each empty until its answer came. */
	char material[SCANNED_CODE];
	struct rows show, balances, layers, moves;
	uint64_t asked[4];  /* requests about the material, 0: none */
	struct rows recent; /* last moves of ops->move_type */
	struct rows locations;
	struct goods_post post[GOODS_POSTS]; /* the newest last */
	size_t n_posts;
	char waiting[GOODS_WAITING][FIELD_SIZE]; /* scanned while the screen had to wait for an answer */
	size_t n_waiting;
	bool posting;
	bool own_change; /* posted or undone here: the list shows it at once, whatever the hands do */
	bool more;	 /* 120x40 */
	bool facts;	 /* the picture has room for balances, layers and moves of the material */
	bool narrow;	 /* 40x12 */
};

void goods_done(struct goods *g);

/* Read the facts about a material, "" forgets them. */
void goods_about(struct app *app, struct goods *g, const char *material);
void goods_read_recent(struct app *app, struct goods *g);
void goods_read_locations(struct app *app, struct goods *g);

/* app_table_load, but what was posted here is shown at once. Takes *rows. */
void goods_load(struct app *app, struct goods *g, struct rows *rows);
/* Remember a post that was answered with rows (a movement). words: what it was. */
void goods_posted(struct goods *g, const struct rows *rows, const char *words);
bool goods_can_undo(const struct goods *g);
/* Asks the person, then reverses the last post that is not undone. */
void goods_undo(struct app *app, struct goods *g);
/* F4 on the location. */
void goods_pick_location(struct app *app, struct goods *g);
/* The unit behind the location field says where it goes when left empty. */
void goods_show_default_location(struct goods *g);

/*
 * Esc on something filled in: go on (what Enter, F2 and Esc do: hands that
 * want to post must not throw away), or throw away: the key below.
 */
#define GOODS_THROW_AWAY "throw"
void goods_ask_throw_away(struct app *app, struct goods *g, const char *material, const char *uom, bool uncertain,
			  app_picked done);
/* An error's field that the form does not show is the scan field's business. Shown by app_error. */
void goods_refused(struct app *app, struct goods *g, const struct err *err);
/* The same for a post; uncertain: it may have been posted, and what to do then is said. */
void goods_not_posted(struct app *app, struct goods *g, const struct err *err, bool uncertain);
/* The form's text of a field, "" when hidden. */
const char *goods_typed(const struct goods *g, const char *field);
/*
 * Enter behind a text that belongs to the scan field, wherever it was read: a
 * lot is always asked about, letters are no quantity. The field is empty then.
 */
bool goods_take_scan(struct goods *g, char *ret, size_t size);
/* Keep a scan until the answer is there; says so when there are too many. */
void goods_wait(struct app *app, struct goods *g, const char *text);
/* Take the oldest scan that waits; false when there is none. */
bool goods_waited(struct goods *g, char ret[FIELD_SIZE]);
/* Empty the form for the next goods; what was typed into the scan field meanwhile stays. */
void goods_form_next(struct goods *g);

/* The field "stock" says what is on hand of the chosen material, where there is room and no panel tells it. */
void goods_show_stock(const struct app *app, struct goods *g, const char *material);
/* "2 500 pcs" of a plain number. */
const char *goods_amount(const struct app *app, const char *plain, const char *uom, char *ret, size_t size);
/* Unit behind the quantity: "pcs, open 2 000"; open: plain number, "" when there is none. */
void goods_show_unit(const struct app *app, struct goods *g, const char *uom, const char *open);
/* An amount of money with two decimals: "1 234.50". */
const char *goods_money(const struct app *app, const char *plain, char *ret, size_t size);

/* Lines the list should have in a picture of rows lines with room for more: no taller than what it holds needs. */
int goods_list_rows(const struct table *t);

/* ---- goods_draw.c ---- */

/* The form in its frame; at 40x12 without one. */
void goods_draw_form(const struct goods *g, const struct canvas *c, const char *title);

/* The last moves, one a line; frame included. */
void goods_draw_recent(const struct app *app, const struct goods *g, const struct canvas *c, const char *title);
/* Facts about the chosen material; frame included. empty: what to do to see something here. */
void goods_draw_about(const struct app *app, const struct goods *g, const struct canvas *c, const char *empty);

#endif
