/*
 * orders - state of the work order screen, for orders*.c only.
 */
#ifndef GEMBA_UI_SCREENS_ORDERS_H
#define GEMBA_UI_SCREENS_ORDERS_H

#include "ui/app.h"
#include "ui/screens/panel.h"
#include "ui/widgets/table.h"

/* What the lower part can show; Tab goes from one to the next. */
enum orders_panel { ORDERS_NEEDS, ORDERS_OPERATIONS, ORDERS_LINKS, ORDERS_MOVES, ORDERS_PANELS };

struct orders {
	struct table list;
	struct table panel[ORDERS_PANELS];
	enum orders_panel shown;
	char order[TABLE_KEY];	/* what the lower part shows */
	const char *done;	/* what is being asked for, as it will be said: "released" */
	char wanted[TABLE_KEY]; /* to be selected when the list is there */
	bool all, may_plan;
	struct rect top, detail, below; /* below: a second panel, on tall screens */
};

/* orders_draw.c: tables and pictures */
void orders_tables_init(struct app *app, struct orders *s);
void orders_layout(void *state, struct rect body);
void orders_draw(const struct app *app, const void *state, const struct canvas *canvas);
const char *orders_panel_word(enum orders_panel panel);
/* The panel that stands in the second place of a tall screen. */
enum orders_panel orders_second(const struct orders *s);

/* orders.c: read again what is shown */
void orders_read_list(struct app *app, struct orders *s);
void orders_read_panels(struct app *app, struct orders *s);
/* After a write: says "WO-124: released" and reads again. */
void orders_changed(struct app *app, void *owner, struct rows *rows, const struct err *err);

/* orders_moves.c: what can be done with the selected order */
void orders_offer_moves(struct app *app, struct orders *s);
/* orders_form.c */
void orders_new(struct app *app, struct orders *s);
void orders_link(struct app *app, struct orders *s);
void orders_unlink(struct app *app, struct orders *s);

#endif
