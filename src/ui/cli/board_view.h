/*
 * board_view - a plant's board as a verb reads it, and what of it is told as
 * JSON.
 */
#ifndef GEMBA_UI_CLI_BOARD_VIEW_H
#define GEMBA_UI_CLI_BOARD_VIEW_H

#include <jansson.h>

#include "core/board.h"
#include "ui/cli/cli.h"

struct board_view {
	struct board board;
	struct rows links; /* of board_links */
};

/*
 * Read the board with all calendars that a bar or [from, to) may need; done bars are there too, of the last two months
 * and of the window. plant NULL: the kiosk's. Needs the zone (cli_zone). *ret zeroed before;
 * board_view_done in any case.
 */
MUSTUSE bool board_view_load(struct cli *cli, const char *plant, int64_t from, int64_t to, struct board_view *ret,
			     struct err *err);
void board_view_done(struct board_view *v);

/* A time option; fallback when absent. A bare date is 00:00, with until the end of that day. Needs cli_zone. */
MUSTUSE bool board_instant(const struct request *req, const char *param, int64_t fallback, bool until, int64_t *ret,
			   struct err *err);

/* ---- as JSON: new references ---- */

json_t *board_time_json(int64_t t);
json_t *board_hours_json(int64_t seconds);
/* {"kind":"overload","lane","from","to","load","capacity","orders"} */
json_t *board_overload_json(const struct board *b, const struct plan_overload *v);
/*
 * All that a played gesture breaks, in that form. kind is overload, dependency (from: where the later one starts, to:
 * where it may), off_calendar, wrong_lane or blocked (the bar in the way); load and capacity of these are null.
 */
json_t *board_conflicts_json(const struct board *b, const struct plan_outcome *o);
/* The same for an error, with what becomes late: kind late, from when it is due to when it ends. */
json_t *board_refused_json(const struct board *b, const struct plan_outcome *o);
/* Moved bars that end too late: {"work_order_number","operation","due","end"}. */
json_t *board_late_json(const struct board *b, const struct plan_outcome *o);
/* {"work_order_number","operation","from":{"start","end","lane"},"to"}, as the server tells a drop. */
json_t *board_changed_json(const struct board *b, const struct plan_place *place);

/* Tell them, as lists for programs and tables for people; take the references. */
void board_tell_changed(struct output *out, json_t *changed);
void board_tell_conflicts(struct output *out, json_t *conflicts);
void board_tell_late(struct output *out, json_t *late);

#endif
