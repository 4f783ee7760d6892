/*
 * unit_board - cells by the names of the statements' columns.
 */
#include "support/unit_board.h"

#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "core/call.h"

enum { CELLS = 32, TEXT = 64 };

struct cells {
	struct rows *rows;
	const char *cell[CELLS];
	char text[CELLS][TEXT];
};

static void cells_text(struct cells *c, const char *name, const char *text)
{
	c->cell[rows_column(c->rows, name)] = text;
}

static void cells_int(struct cells *c, const char *name, int64_t value)
{
	size_t at = rows_column(c->rows, name);

	snprintf(c->text[at], TEXT, "%lld", (long long)value);
	c->cell[at] = c->text[at];
}

static void rows_of(struct rows *r, enum query_id id)
{
	size_t n;
	const struct column *column = call_columns(id, &n);

	rows_init(r, column, n);
}

void unit_board_init(struct unit_board *u)
{
	*u = (struct unit_board){ 0 };
	rows_of(&u->lanes, Q_BOARD_LANES);
	rows_of(&u->windows, Q_BOARD_WINDOWS);
	rows_of(&u->bars, Q_BOARD_BARS);
	rows_of(&u->links, Q_BOARD_LINKS);
}

void unit_board_done(struct unit_board *u)
{
	rows_done(&u->lanes);
	rows_done(&u->windows);
	rows_done(&u->bars);
	rows_done(&u->links);
	board_done(&u->board);
}

void unit_board_lane(struct unit_board *u, int id, const char *code, int capacity)
{
	struct cells c = { .rows = &u->lanes };

	cells_int(&c, "lane_id", id);
	cells_text(&c, "lane", code);
	cells_text(&c, "name", code);
	cells_int(&c, "capacity", capacity);
	cells_text(&c, "round_the_clock", "t");
	cells_text(&c, "machines", "{M-1,\"M 2\"}");
	cells_text(&c, "down", "");
	rows_append(&u->lanes, c.cell);
}

void unit_board_window(struct unit_board *u, int lane, const char *kind, double from, double to)
{
	struct cells c = { .rows = &u->windows };

	cells_int(&c, "lane_id", lane);
	cells_text(&c, "kind", kind);
	cells_int(&c, "start_s", HOUR(from));
	cells_int(&c, "end_s", HOUR(to));
	rows_append(&u->windows, c.cell);
}

static void bar_place(struct cells *c, const struct unit_bar *bar)
{
	cells_int(c, "work_s", (int64_t)((bar->work > 0 ? bar->work : bar->to - bar->from) * 3600));
	if (bar->lane == 0)
		return;
	cells_int(c, "booking_id", bar->operation);
	cells_int(c, "version", bar->operation + 100);
	cells_int(c, "lane_id", bar->lane);
	cells_int(c, "start_s", HOUR(bar->from));
	cells_int(c, "end_s", HOUR(bar->to));
	cells_text(c, "overtime", bar->overtime ? "t" : "f");
	cells_text(c, "booking_status", bar->status ? bar->status : "planned");
}

void unit_board_bar(struct unit_board *u, const struct unit_bar *bar)
{
	struct cells c = { .rows = &u->bars };

	cells_int(&c, "operation_id", bar->operation);
	cells_int(&c, "work_order_id", bar->order ? bar->order : 1);
	cells_text(&c, "work_order_number", bar->number ? bar->number : "WO-1");
	cells_int(&c, "operation", bar->sequence ? bar->sequence : 10);
	cells_int(&c, "operations", bar->operations ? bar->operations : 1);
	cells_text(&c, "name", bar->name ? bar->name : "");
	cells_text(&c, "product", bar->product);
	cells_text(&c, "lanes", bar->lanes ? bar->lanes : "");
	cells_text(&c, "order_status", "RELEASED");
	cells_text(&c, "quantity", bar->quantity ? bar->quantity : "10");
	cells_text(&c, "good", bar->good ? bar->good : "0");
	cells_text(&c, "is_short", bar->is_short ? "t" : "f");
	if (bar->home)
		cells_int(&c, "home_lane_id", bar->home);
	if (bar->due > 0)
		cells_int(&c, "due_s", HOUR(bar->due));
	bar_place(&c, bar);
	rows_append(&u->bars, c.cell);
}

void unit_board_link(struct unit_board *u, int from, int to, int64_t lag_s)
{
	struct cells c = { .rows = &u->links };

	cells_int(&c, "from_order_id", from);
	cells_int(&c, "to_order_id", to);
	cells_int(&c, "lag_s", lag_s);
	rows_append(&u->links, c.cell);
}

void unit_board_load(struct unit_board *u, double now)
{
	board_done(&u->board);
	board_load(&u->board, &u->lanes, &u->windows, &u->bars, &u->links, HOUR(-1000), HOUR(10000), HOUR(now));
}
