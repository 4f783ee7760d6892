/*
 * screen - what a screen is: one const table.
 *
 * The order of calls: open, layout, update (with all of the screen's topics:
 * this is the first load), draw ... close. draw takes const state: it cannot
 * change anything. State is zeroed memory of state_size; it stays where it
 * is until close.
 *
 * Who gets a key: the topmost overlay; else a table that is finding; text
 * goes to the form; actions go to act, and when act returns false to the
 * table and the form (with both: Up, Down, PageUp, PageDown to the table, the
 * rest to the form first), and last to the app (help, back, leave, menu ...).
 */
#ifndef GEMBA_UI_SCREEN_H
#define GEMBA_UI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/topic.h"
#include "ui/action.h"
#include "ui/canvas.h"
#include "ui/layout.h"

struct app;
struct form;
struct key;
struct table;

/*
 * An entry of the function-key bar and of the menu; the list ends with ACT_NONE. An action may stand there with several
 * labels, of which the first that is enabled counts.
 */
struct screen_key {
	enum action action;
	const char *label;		    /* NULL: the action's own */
	bool (*enabled)(const void *state); /* NULL: always. Only what works now is shown. */
	const char *help;		    /* what the key does here; NULL: the action's own sentence */
};

enum screen_flag {
	SCREEN_SCAN = 1,   /* takes scans: text is never a command, errors lock until acknowledged */
	SCREEN_NARROW = 2, /* also works at 40x12 */
	SCREEN_LIVE = 4,   /* update is called at least every config.live_poll_s */
	SCREEN_HIDDEN = 8, /* not in the menu (opened from another screen) */
	/*
	 * Letters are keys that must act at once: no scan is waited for, and every key reaches act, also one that is not
	 * enabled now, so that it can say why (the board).
	 */
	SCREEN_LETTERS = 16,
	SCREEN_SELDOM = 32, /* in the menu, but not on the front page */
};

struct screen_ops {
	const char *name;	/* for app_open: "stock" */
	const char *title;	/* in the title bar and in menus */
	const char *purpose;	/* one line of at most 36 columns, for the front page; NULL: none */
	const char *permission; /* NULL: everybody who is signed on */
	const char *help;	/* what it is for and how it goes: sentences, "\n" between paragraphs */
	topic_mask topics;
	unsigned flags;
	size_t state_size;
	const struct screen_key *keys;

	/* arg: what app_open was given, "" when nothing. False: *err is shown, the screen is not opened. */
	bool (*open)(struct app *app, void *state, const char *arg, struct err *err);
	/* Free what state owns. Requests made with app_ask are forgotten by the app. May be NULL. */
	void (*close)(struct app *app, void *state);
	/* The body got this size (corner 0,0). Compute rectangles only. May be NULL. */
	void (*layout)(void *state, struct rect body);
	/* Ask the server again for what these topics touch. May be NULL. */
	void (*update)(struct app *app, void *state, topic_mask topics);
	/* True when the action was handled here. May be NULL. */
	bool (*act)(struct app *app, void *state, enum action action);
	void (*draw)(const struct app *app, const void *state, const struct canvas *canvas);

	/* The form that takes text now, or NULL. */
	struct form *(*form)(void *state);
	/* The table that takes Up, Down, Find ... now, or NULL. */
	struct table *(*table)(void *state);
	/* After each key: the selected line of the table may be another one. */
	void (*selected)(struct app *app, void *state);
	/*
	 * A complete scan, verbatim (it may hold control characters, GS above all; app_label reads it), or the text of
	 * a FIELD_SCAN followed by Enter; the field is already empty. It is logged already.
	 */
	void (*scan)(struct app *app, void *state, const char *text);
	/* False while a scan would have to wait (a lookup, a post): the app queues it and asks again each turn. NULL: always. */
	bool (*ready)(const struct app *app, const void *state);
	/* Every key and every scan as they arrive, before anything else (the scanner check). True: it was taken. */
	bool (*raw)(struct app *app, void *state, const struct key *keys, size_t n);
	bool (*raw_scan)(struct app *app, void *state, const char *bytes, size_t n);
	/* The person changed the form (text, choice or focus), so that dependent things can follow. */
	void (*edited)(struct app *app, void *state);
	/* A slice of long work, 50 ms at most, each turn. True: there is more to do, come again at once. NULL: never any. */
	bool (*work)(struct app *app, void *state);
	/* More words for the title bar, behind the title ("PO-4500012"). */
	void (*subtitle)(const void *state, char *ret, size_t size);
};

#endif
