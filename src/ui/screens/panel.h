/*
 * panel - tables that are only shown under the one a person walks in: a line
 * that says what it is, the table below it. And the list of movements that
 * several screens show.
 */
#ifndef GEMBA_UI_SCREENS_PANEL_H
#define GEMBA_UI_SCREENS_PANEL_H

#include "ui/app.h"
#include "ui/widgets/table.h"

/* Columns for table_spec, in one word. */
#define PANEL_COLUMNS(a) .columns = (a), .n_columns = sizeof(a) / sizeof((a)[0])

/* "IN_PROGRESS" as people say it, with a sign that is readable in mono; and how it looks. */
const char *panel_order_words(const char *state);
enum role panel_order_role(const char *state);

/* From here on there is room for more than one panel beside or under a list. */
enum { PANEL_WIDE_COLS = 110, PANEL_TALL_ROWS = 30, PANEL_MOVES = 60 };

/* Movements of one material (with what they belong to), and of one order (with their material). ctx: the app. */
extern const struct table_spec panel_material_moves, panel_order_moves;

/* Ask for them again. ref_type: "WORK_ORDER"; ref: "WO-118". */
void panel_read_material_moves(struct app *app, void *owner, struct table *t, const char *material);
void panel_read_order_moves(struct app *app, void *owner, struct table *t, const char *ref_type, const char *ref);

/* title stands in the line above; hint behind it, "" for none. r counts from the corner of c. */
void panel_draw(const struct canvas *c, struct rect r, const struct table *t, const char *title, const char *hint);

#endif
