/*
 * goods - what the receipt and the issue screen share: a form, a list of
 * lines, the facts about the chosen material, the last moves, and the undo.
 *
 * struct goods is the first member of both screens' state, because the state
 * is what owns the requests.
 */
#ifndef GEMBA_UI_SCREENS_GOODS_H
#define GEMBA_UI_SCREENS_GOODS_H

#include "core/label.h"
#include "core/scanned.h"
#include "ui/app.h"
#include "ui/widgets/form.h"
#include "ui/widgets/table.h"

/* Lines of the form's frame, so that it stands still while fields come and go. */
enum { GOODS_BOX = 11 };
enum { GOODS_POSTS = 16 };

/* One post of this screen, so that it can be taken back. */
struct goods_post {
	char transaction[24];  /* "": it went into the spool and its answer was not awaited */
	int64_t seq;	       /* in the spool; 0: it did not go through it */
	char sscc[24];	       /* of its label */
	char op_id[UUID_TEXT]; /* of the reversal */
	char words[200];       /* "+2 500 pcs M-1077 from PO-4500012/20" */
	bool undone;
};

/* How the two screens differ, for what they share. */
struct goods_ops {
	const char *move_type; /* "RECEIPT" */
	const char *sign;      /* before a quantity: "+" or "-" */
	const char *kind;      /* statement whose lines of the spool are listed; NULL: nothing is queued here */
	const char *wanted;    /* "a purchase order or its material": completes "... is wanted here" */
	bool (*act)(struct app *app, void *state, enum action action);
	const struct screen_key *keys;
	/* A label was read: goods.label. Ends in goods_look, or in goods_became or goods_refused at once. */
	void (*label)(struct app *app, void *state);
	/* Rows that its key can mean, none when nobody knows it; or err. */
	void (*resolved)(struct app *app, void *state, const struct rows *rows, const struct err *err);
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
	struct rows queued;		      /* lines of the spool that are not posted, newest first */
	struct label label;		      /* being taken */
	struct label readings[SCAN_READINGS]; /* of a scan that can be read in several ways, while a person is asked */
	size_t n_readings;
	const struct label_key *key; /* being resolved; NULL: nothing is */
	size_t n_keys;		     /* from there on */
	char scanned[FIELD_SIZE];    /* the last scan as text, for sentences */
	char shown[FIELD_SIZE];	     /* the same with its control characters made visible */
	bool in_lot;		     /* the cursor stood in the lot when it came */
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
/* Remember a post that was answered with rows (a movement), or queued (rows NULL). words: what it was. */
void goods_posted(struct goods *g, const struct rows *rows, int64_t seq, const char *sscc, const char *words);
/* True when a pallet of that number was posted from this screen. */
bool goods_knows_sscc(const struct goods *g, const char *sscc);
/* Read the spool's lines again. */
void goods_read_queue(struct app *app, struct goods *g);
bool goods_can_undo(const struct goods *g);
/* Asks the person, then reverses the last post that is not undone; what still waits in the spool is taken back there. */
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
/* The form's text of a field, "" when hidden. */
const char *goods_typed(const struct goods *g, const char *field);
/*
 * Enter behind a text that belongs to the scan field, wherever it was read: a
 * lot is always asked about, letters are no quantity. The field is empty then.
 */
bool goods_take_scan(struct goods *g, char *ret, size_t size);
/* Empty the form for the next goods; what was typed into the scan field meanwhile stays. */
void goods_form_next(struct goods *g);

/* The field "stock" says what is on hand of the chosen material, where there is room and no panel tells it. */
void goods_show_stock(const struct app *app, struct goods *g, const char *material);
/* "2 500 pcs" of a plain number. */
const char *goods_amount(const struct app *app, const char *plain, const char *uom, char *ret, size_t size);
/*
 * Unit behind the quantity: "pcs, open 2 000"; open: plain number, "" when there is none. With a barcode's unit
 * "CS of 24 pcs = 72".
 */
void goods_show_unit(const struct app *app, struct goods *g, const char *uom, const char *open,
		     const struct label_unit *unit);
/* An amount of money with two decimals: "1 234.50". */
const char *goods_money(const struct app *app, const char *plain, char *ret, size_t size);

/* ---- goods_label.c ---- */

/* A scan, or what was typed behind the scan field: read it, ask which reading when there are several, ops->label. */
void goods_scan(struct app *app, struct goods *g, const char *supplier, const char *text);
/* Ask what it stands for; the next of the n keys when nobody knows it. Then ops->resolved. keys stay valid till then. */
void goods_look(struct app *app, struct goods *g, const struct label_key *keys, size_t n);
/* False while a scan has to wait. */
bool goods_ready(const struct goods *g);
/* Says that one has to wait; true when it is so. */
bool goods_busy(struct app *app, const struct goods *g);
/* What came of the scan: for the log and the line below the scan field ("material M-1077"). */
void goods_became(struct app *app, struct goods *g, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* How it ended, for the line only: "posted". Nothing when the goods were not scanned. */
void goods_result(struct goods *g, const char *word, const char *material);
/* A refusal of the scan: the error, the log and the line. */
void goods_scan_refused(struct app *app, struct goods *g, const struct err *err);
/* A badge, or the number of nobody's: said, and struck from the log. True when it was one. */
bool goods_took_badge(struct app *app, struct goods *g, const struct rows *rows);
/* A command card: as if the key was pressed. The screen may be gone when it returns. */
void goods_command(struct app *app, struct goods *g);
/* What a label filled in could not tell: "label says 12.5 KG, M-1 is kept in pcs: type the quantity". */
void goods_say_unit(struct app *app, const char *said, const char *material, const char *uom);

/* Lines the list should have in a picture of rows lines with room for more: no taller than what it holds needs. */
int goods_list_rows(const struct table *t);

/* ---- goods_draw.c ---- */

/* The form in its frame; at 40x12 without one. */
void goods_draw_form(const struct goods *g, const struct canvas *c, const char *title);

/* The last moves, one a line; frame included. */
void goods_draw_recent(const struct app *app, const struct goods *g, const struct canvas *c, const char *title);
/* "2 QUEUED  1 REFUSED" where the moves have no room; true when there is something to say. */
bool goods_has_queue(const struct goods *g);
void goods_draw_queue_count(const struct goods *g, const struct canvas *c);
/* Facts about the chosen material; frame included. empty: what to do to see something here. */
void goods_draw_about(const struct app *app, const struct goods *g, const struct canvas *c, const char *empty);

#endif
