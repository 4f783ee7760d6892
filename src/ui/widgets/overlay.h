/*
 * overlay - a dialog on the stack: it takes the keys, the screen below goes
 * on living. No loop of its own: the app asks it after each key whether it
 * is finished.
 *
 * Screens open them through app.h (app_confirm, app_pick ...).
 */
#ifndef GEMBA_UI_OVERLAY_H
#define GEMBA_UI_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/rows.h"
#include "ui/action.h"
#include "ui/canvas.h"
#include "ui/widgets/form.h"
#include "ui/widgets/table.h"

struct overlay;

enum overlay_state {
	OVERLAY_OPEN,
	OVERLAY_ACCEPTED,
	OVERLAY_CANCELLED,
};

enum { OVERLAY_KEYS = 4 };
struct overlay_key {
	enum action action;
	const char *label;
};

struct overlay_ops {
	const char *name;
	/* True when it takes text now. */
	bool (*takes_text)(const struct overlay *o);
	void (*type)(struct overlay *o, unsigned codepoint);
	void (*act)(struct overlay *o, enum action action);
	/* Lines and columns it wants inside its frame, at most those of *space. */
	void (*size)(const struct overlay *o, struct rect space, int *ret_rows, int *ret_cols);
	/* The inside got o->rows and o->cols. May be NULL. */
	void (*layout)(struct overlay *o);
	void (*draw)(const struct overlay *o, const struct canvas *inside);
	void (*done)(struct overlay *o); /* free what it owns; may be NULL */
};

/* First member of every kind of overlay. */
struct overlay {
	const struct overlay_ops *ops;
	struct overlay *below;
	enum overlay_state state;
	int rows, cols; /* inside the frame, as of the last layout */
	char title[80];
	struct overlay_key keys[OVERLAY_KEYS]; /* for the key bar; ends with ACT_NONE or full */
};

void overlay_free(struct overlay *o); /* accepts NULL */
/* Find its size within space (its corner does not matter). Before each draw after a key or a change of size. */
void overlay_layout(struct overlay *o, struct rect space);
/* Paint frame and inside in the middle of c. */
void overlay_draw(const struct overlay *o, const struct canvas *c);

/*
 * A question; text is wrapped. Enter or F2 says yes, Esc no. yes: label of
 * the key. Enter behind typed text is not a yes: that was a scanner.
 */
struct overlay *overlay_confirm(const char *title, const char *text, const char *yes);
/* Something to read; any of Enter, Esc closes it. Long text scrolls. */
struct overlay *overlay_notice(const char *title, const char *text);
/* A list with find: typing narrows it at once. Takes *rows. key: the column(s) that name the row. */
struct overlay *overlay_pick(const char *title, const struct table_spec *spec, const void *ctx, struct rows *rows);
/* The chosen key; "" when none. */
const char *overlay_pick_key(const struct overlay *o);
/* Preselect. */
void overlay_pick_select(struct overlay *o, const char *key);

/* A few choices; key NULL ends the list, a key "" draws a line between. A digit goes to that choice. Copied. */
struct menu_item {
	const char *key;
	const char *label;
	const char *hint; /* dim, at the right: "F2"; NULL: none */
};
struct overlay *overlay_menu(const char *title, const struct menu_item *items);
const char *overlay_menu_key(const struct overlay *o);

/* A form in a frame; Enter on the last field or F2 accepts. text: a sentence above it, "" for none. */
struct overlay *overlay_form(const char *title, const char *text, const struct field_spec *spec, size_t n);
struct form *overlay_form_get(struct overlay *o);

#endif
