/*
 * form - labelled fields a person fills in, with its own line editor.
 *
 * Field names are the parameter names of the call the form makes, so that an
 * error of the server finds its field. A form is a plain value inside a
 * screen's state; it owns no memory.
 */
#ifndef GEMBA_UI_FORM_H
#define GEMBA_UI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/call.h"
#include "ui/action.h"
#include "ui/canvas.h"

enum { FORM_FIELDS = 16, FIELD_SIZE = 512 };

enum field_kind {
	FIELD_TEXT,
	FIELD_SCAN,	/* Enter hands its text to the screen's scan and empties it */
	FIELD_CODE,	/* an identifier */
	FIELD_QUANTITY, /* a typed decimal comma becomes a point */
	FIELD_COST,	/* the same */
	FIELD_DATE,	/* YYYY-MM-DD */
	FIELD_TIME,	/* YYYY-MM-DD HH:MM */
	FIELD_SECRET,	/* painted as dots, never dumped */
	FIELD_CHOICE,	/* one of choices: Space, Left and Right cycle, F4 lists */
	FIELD_SHOWN,	/* painted only, never focused */
};

/* Ends with value NULL. */
struct choice {
	const char *value;
	const char *label;
};

struct field_spec {
	const char *name; /* parameter name */
	const char *label;
	enum field_kind kind;
	int width;		      /* columns of the box; 0: to the right edge */
	bool required;		      /* marked with an asterisk */
	bool pick;		      /* F4 has a list here: shown as a small mark */
	const char *unit;	      /* behind the box, dim; NULL: none */
	const char *hint;	      /* behind the box while focused and empty; NULL: none */
	const struct choice *choices; /* FIELD_CHOICE */
};

struct field {
	char value[FIELD_SIZE];
	size_t cursor;	 /* byte offset, always at a character */
	char unit[24];	 /* instead of the spec's unit; "" : the spec's */
	char error[160]; /* "" : none */
	bool off;	 /* not shown, not focused */
};

struct form {
	const struct field_spec *spec; /* n of them, borrowed for good */
	size_t n;
	size_t focus;
	bool edited; /* typed into since form_init / form_reset / form_kept */
	struct field field[FORM_FIELDS];
};

/* Empty fields, choices at their first, focus on the first field that can have it. n <= FORM_FIELDS. */
void form_init(struct form *f, const struct field_spec *spec, size_t n);
/* The same, keeping the spec. */
void form_reset(struct form *f);
/* Forget that it was edited (after a save that keeps the fields). */
void form_kept(struct form *f);

/* By name; unknown names are a mistake of the program (assert). text NULL is "". Cursor goes to the end. */
void form_set(struct form *f, const char *name, const char *text);
const char *form_get(const struct form *f, const char *name);
void form_set_unit(struct form *f, const char *name, const char *unit);
/* Hide or show a field; a hidden one is empty and loses the focus. */
void form_show(struct form *f, const char *name, bool shown);
void form_focus(struct form *f, const char *name);
bool form_focused(const struct form *f, const char *name);
const char *form_focus_name(const struct form *f);
const struct field_spec *form_focus_spec(const struct form *f);
/* Field number; SIZE_MAX when there is none of that name. */
size_t form_find(const struct form *f, const char *name);

/* Mark err->field (if the form has it) with err's message and put the cursor there. False when it has no such field. */
bool form_mark(struct form *f, const struct err *err);
void form_unmark(struct form *f);
/* First required field that is empty: ERR_USAGE MISSING with the field's name. */
MUSTUSE bool form_complete(const struct form *f, struct err *err);
/* call_set for every field the statement has a parameter for (hidden and empty ones: not given). */
MUSTUSE bool form_call(const struct form *f, struct call *call, struct err *err);

/* A printable character typed into the focused field. False: it does not take it (full, or FIELD_CHOICE). */
bool form_type(struct form *f, unsigned codepoint);
/* Cursor, field and deletion keys. False when it means nothing here. ACT_GO goes to the next field; on the last one: false. */
bool form_act(struct form *f, enum action action);

/* Lines the form wants at this width. */
int form_rows(const struct form *f, int cols);
/* Paint; the focused field gets the hardware cursor when focused is true. Scrolls to the focused field. */
void form_draw(const struct form *f, const struct canvas *c, bool focused);

#endif
