/*
 * table - a list of rows under column titles.
 *
 * The table owns its rows. The selection belongs to a row's key, not to its
 * place: when rows come and go, the same thing stays selected. While a person
 * works in the list its order is frozen: known rows change in place, new and
 * gone ones are counted and come with table_apply (F5).
 */
#ifndef GEMBA_UI_TABLE_H
#define GEMBA_UI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/rows.h"
#include "ui/action.h"
#include "ui/canvas.h"
#include "ui/text.h"

enum { TABLE_COLUMNS = 16, TABLE_KEY = 128, TABLE_FIND = 64 };

struct table_column {
	const char *title;
	const char *name; /* column of rows, for the default formatter; NULL with an own one */
	enum align align; /* numbers: ALIGN_RIGHT */
	int min;	  /* columns below which it is useless */
	int max;	  /* never wider than this; 0: no limit */
	int priority;	  /* 0: always there; the highest number is dropped first */
	int grow;	  /* share of the width left over; 0: none */
	enum role role;	  /* ROLE_VALUE, ROLE_NUMBER, ROLE_DIM ... */
};

struct table_cell {
	char text[160];
	enum role role; /* preset to the column's */
	int bar;	/* >= 0: paint a bar of so many thousandths, text behind it if there is room; preset -1 */
};

/*
 * Fill *ret for one cell. Return false for the default: the text of the
 * column called name, numbers without trailing zeros (money with at least two
 * decimals) and grouped as the locale does, true as "yes", times to the minute.
 */
typedef bool (*table_format)(const void *ctx, const struct rows *rows, size_t row, size_t column,
			     struct table_cell *ret);

struct table_spec {
	const struct table_column *columns;
	size_t n_columns;    /* <= TABLE_COLUMNS */
	const char *key;     /* column of rows that names a row; several with blanks between: "order line" */
	table_format format; /* NULL: the default for all */
	const char *empty;   /* why there is nothing and what to do: "No open orders. F5 reads again." */
	bool read_only;	     /* shown, not walked: no line is marked, what does not fit is counted */
};

struct table {
	const struct table_spec *spec;
	const void *ctx; /* for format */
	struct rows rows;
	struct rows held; /* what came while frozen */
	bool *gone;	  /* rows_n: no longer on the server */
	size_t *view;	  /* rows that match the find text */
	size_t n_view;
	size_t selected; /* index into view */
	size_t top;	 /* first painted line, index into view */
	int page;	 /* lines that fitted at the last layout */
	char key[TABLE_KEY];
	bool loaded;  /* false: nothing came yet, "reading ..." is painted */
	bool finding; /* keys go to the find text */
	char find[TABLE_FIND];
	unsigned changes; /* new or gone rows held back */
	int natural[TABLE_COLUMNS];
	struct number_style numbers;
};

/* spec and ctx are borrowed for good; ctx may be NULL. */
void table_init(struct table *t, const struct table_spec *spec, const void *ctx);
void table_done(struct table *t); /* accepts zeroed memory */
/*
 * Takes *rows (left empty). freeze: a person is working here (see
 * app_table_load, which decides); otherwise replaced whole.
 */
void table_load(struct table *t, struct rows *rows, bool freeze);
/* Show what was held back. */
void table_apply(struct table *t);
/* The list is empty and unknown again ("reading ..."). */
void table_reset(struct table *t);
/* Lines it gets, title included; call it from the screen's layout. */
void table_layout(struct table *t, int rows);

/* Row number in t->rows of the selected line; SIZE_MAX when there is none. */
size_t table_row(const struct table *t);
/* Cell of the selected line, "" when there is none. Borrowed until the next load. */
const char *table_get(const struct table *t, const char *column);
/* True when something was selected. */
bool table_select(struct table *t, const char *key);

/* Up, Down, PageUp, PageDown, Home, End, Find; Go and Back while finding. False when it means nothing here. */
bool table_act(struct table *t, enum action action);
/* A character while finding. */
bool table_type(struct table *t, unsigned codepoint);

/* focused: the selection is bright and gets the hardware cursor. */
void table_draw(const struct table *t, const struct canvas *c, bool focused);

#endif
