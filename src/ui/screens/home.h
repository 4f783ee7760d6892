/*
 * home - state of the front page, for home*.c only.
 */
#ifndef GEMBA_UI_SCREENS_HOME_H
#define GEMBA_UI_SCREENS_HOME_H

#include "core/home_facts.h"
#include "core/label.h"
#include "ui/app.h"
#include "ui/widgets/form.h"

enum { HOME_ENTRIES = 9 };

/* What this person was refused once is not asked again. */
enum home_part { HOME_PURCHASE = 1, HOME_ORDERS = 2, HOME_ALERTS = 4, HOME_STOCK = 8, HOME_MOVES = 16 };

struct home {
	struct form form;
	const struct screen_ops *entry[HOME_ENTRIES];
	int n_entries; /* behind them stands "Sign off" */
	int selected;
	char scanned[FIELD_SIZE]; /* as a person can read it */
	struct label label;	  /* what stood on it */
	size_t tried;		  /* keys of it that were looked up */
	bool resolving;		  /* what was scanned is being looked up */
	struct home_facts facts;
	struct rows moves, alerts;
	int64_t stock_ms; /* when the stock was asked, 0: never */
	unsigned hidden;  /* home_part */
	bool more, narrow;
	struct rect list, form_rect, facts_rect, low_rect, moves_rect;
};

/* home_draw.c */
void home_layout(void *state, struct rect body);
void home_draw(const struct app *app, const void *state, const struct canvas *canvas);

#endif
