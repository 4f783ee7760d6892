/*
 * orders_draw - how work orders, their needs, operations and dependencies
 * look.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/orders.h"
#include "ui/widgets/gauge.h"

enum { DETAIL_ROWS = 9 };

static const struct table_column list_columns[] = {
	{ .title = "order", .name = "work_order_number", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "state", .name = "order_status", .min = 13, .max = 13, .role = ROLE_BODY },
	{ .title = "makes", .name = "product", .min = 6, .max = 20, .priority = 1, .role = ROLE_BODY },
	{ .title = "name", .name = "product_name", .min = 12, .max = 40, .priority = 3, .grow = 1, .role = ROLE_DIM },
	{ .title = "good", .name = "good", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "of", .name = "quantity", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "done", .min = 8, .max = 16, .priority = 4, .grow = 1, .role = ROLE_BAR_FULL },
	{ .title = "material cost",
	  .name = "actual_material_cost",
	  .align = ALIGN_RIGHT,
	  .min = 13,
	  .priority = 5,
	  .role = ROLE_NUMBER },
	{ .title = "due", .name = "due_at", .min = 12, .max = 12, .priority = 2, .role = ROLE_BODY },
};
enum { COLUMN_STATE = 1, COLUMN_DONE = 6, COLUMN_DUE = 8 };

static const struct table_column need_columns[] = {
	{ .title = "needs", .name = "material", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 10, .max = 40, .priority = 2, .grow = 1, .role = ROLE_BODY },
	{ .title = "required", .name = "required", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "issued", .name = "issued", .align = ALIGN_RIGHT, .min = 6, .role = ROLE_NUMBER },
	{ .title = "open", .name = "open", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "", .name = "uom", .min = 3, .max = 8, .priority = 1, .role = ROLE_LABEL },
	{ .title = "available",
	  .name = "available",
	  .align = ALIGN_RIGHT,
	  .min = 9,
	  .priority = 1,
	  .role = ROLE_NUMBER },
	{ .title = "progress", .min = 8, .max = 16, .priority = 3, .grow = 1, .role = ROLE_BAR_FULL },
	{ .title = "cost", .name = "cost", .align = ALIGN_RIGHT, .min = 8, .priority = 5, .role = ROLE_NUMBER },
};
enum { COLUMN_OPEN = 4, COLUMN_BAR = 7 };

static const struct table_column operation_columns[] = {
	{ .title = "op", .name = "operation", .align = ALIGN_RIGHT, .min = 4, .role = ROLE_VALUE },
	{ .title = "what", .name = "name", .min = 8, .max = 30, .priority = 3, .grow = 1, .role = ROLE_BODY },
	{ .title = "lane", .name = "lane", .min = 8, .max = 16, .role = ROLE_BODY },
	{ .title = "state", .name = "booking_status", .min = 10, .max = 10, .role = ROLE_BODY },
	{ .title = "from", .name = "start", .min = 12, .max = 12, .priority = 1, .role = ROLE_BODY },
	{ .title = "to", .name = "end", .min = 12, .max = 12, .priority = 1, .role = ROLE_BODY },
	{ .title = "minutes",
	  .name = "work_minutes",
	  .align = ALIGN_RIGHT,
	  .min = 7,
	  .priority = 4,
	  .role = ROLE_NUMBER },
	{ .title = "good", .name = "good", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "scrap", .name = "scrap", .align = ALIGN_RIGHT, .min = 5, .priority = 2, .role = ROLE_NUMBER },
};
enum { COLUMN_BOOKING = 3, COLUMN_FROM = 4, COLUMN_TO = 5 };

static const struct table_column link_columns[] = {
	{ .title = "dependency", .name = "role", .min = 12, .max = 12, .role = ROLE_BODY },
	{ .title = "order", .name = "work_order", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "state", .name = "order_status", .min = 13, .max = 13, .role = ROLE_BODY },
	{ .title = "lag min", .name = "lag_minutes", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
	{ .title = "from", .name = "start", .min = 12, .max = 12, .priority = 1, .role = ROLE_BODY },
	{ .title = "to", .name = "end", .min = 12, .max = 12, .priority = 1, .role = ROLE_BODY },
	{ .title = "due", .name = "due_at", .min = 12, .max = 12, .priority = 2, .role = ROLE_BODY },
};
enum { LINK_ROLE, LINK_STATE = 2, LINK_FROM = 4, LINK_TO, LINK_DUE };

static void put_state(const struct rows *rows, size_t row, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "order_status");

	str_copy(ret->text, sizeof(ret->text), panel_order_words(state));
	ret->role = panel_order_role(state);
}

static bool put_time(const struct app *app, const struct rows *rows, size_t row, const char *name,
		     struct table_cell *ret)
{
	app_time(app, rows_text(rows, row, name), ret->text, sizeof(ret->text));
	return true;
}

static bool order_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	if (column == COLUMN_STATE) {
		put_state(rows, row, ret);
		return true;
	}
	if (column == COLUMN_DONE) {
		ret->bar = gauge_permille(rows_num(rows, row, "good", NUM_QUANTITY_SCALE),
					  rows_num(rows, row, "quantity", NUM_QUANTITY_SCALE));
		ret->text[0] = '\0';
		return true;
	}
	return column == COLUMN_DUE && put_time(ctx, rows, row, "due_at", ret);
}

static bool need_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	int64_t required = rows_num(rows, row, "required", NUM_QUANTITY_SCALE);
	int64_t open = rows_num(rows, row, "open", NUM_QUANTITY_SCALE);

	(void)ctx;
	if (column == COLUMN_BAR) {
		ret->text[0] = '\0';
		if (required > 0 && open <= 0) {
			str_copy(ret->text, sizeof(ret->text), "done ✓");
			ret->role = ROLE_GOOD;
		} else if (required > 0) {
			ret->bar = gauge_permille(rows_num(rows, row, "issued", NUM_QUANTITY_SCALE), required);
		}
		return true;
	}
	if (column == COLUMN_OPEN && open > rows_num(rows, row, "available", NUM_QUANTITY_SCALE))
		ret->role = ROLE_WARN;
	return false;
}

static bool operation_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *booking = rows_text(rows, row, "booking_status");

	if (column == COLUMN_BOOKING) {
		str_copy(ret->text, sizeof(ret->text), booking[0] ? booking : "not booked");
		ret->role = str_equal(booking, "running") ? ROLE_GOOD : booking[0] ? ROLE_BODY : ROLE_WARN;
		return true;
	}
	return (column == COLUMN_FROM && put_time(ctx, rows, row, "start", ret)) ||
	       (column == COLUMN_TO && put_time(ctx, rows, row, "end", ret));
}

static bool link_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	switch (column) {
	case LINK_ROLE:
		str_copy(ret->text, sizeof(ret->text),
			 str_equal(rows_text(rows, row, "role"), "predecessor") ? "waits for" : "is before");
		return true;
	case LINK_STATE:
		put_state(rows, row, ret);
		return true;
	case LINK_FROM:
		return put_time(ctx, rows, row, "start", ret);
	case LINK_TO:
		return put_time(ctx, rows, row, "end", ret);
	case LINK_DUE:
		return put_time(ctx, rows, row, "due_at", ret);
	default:
		return false;
	}
}

static const struct table_spec list_spec = {
	PANEL_COLUMNS(list_columns),
	.key = "work_order_number",
	.format = order_cell,
	.empty = "No open work orders. F4 makes one; F9 shows the finished ones too.",
};

static const struct table_spec need_spec = {
	PANEL_COLUMNS(need_columns), .key = "material",
	.format = need_cell,	     .empty = "Needs nothing by plan. What is issued to it will stand here.",
	.read_only = true,
};

static const struct table_spec operation_spec = {
	PANEL_COLUMNS(operation_columns), .key = "operation", .format = operation_cell,
	.empty = "No operations.",	  .read_only = true,
};

static const struct table_spec link_spec = {
	PANEL_COLUMNS(link_columns), .key = "role work_order",
	.format = link_cell,	     .empty = "Waits for no order, and none waits for it. F2 adds a dependency.",
	.read_only = true,
};

void orders_tables_init(struct app *app, struct orders *s)
{
	table_init(&s->list, &list_spec, app);
	table_init(&s->panel[ORDERS_NEEDS], &need_spec, app);
	table_init(&s->panel[ORDERS_OPERATIONS], &operation_spec, app);
	table_init(&s->panel[ORDERS_LINKS], &link_spec, app);
	table_init(&s->panel[ORDERS_MOVES], &panel_order_moves, app);
}

const char *orders_panel_word(enum orders_panel panel)
{
	static const char *const words[ORDERS_PANELS] = { "Material", "Operations", "Dependencies", "Movements" };

	return words[panel];
}

enum orders_panel orders_second(const struct orders *s)
{
	return s->shown == ORDERS_NEEDS ? ORDERS_MOVES : s->shown - 1;
}

void orders_layout(void *state, struct rect body)
{
	struct orders *s = state;

	s->below = (struct rect){ 0 };
	if (body.rows >= PANEL_TALL_ROWS) {
		s->below = rect_cut_bottom(&body, body.rows * 35 / 100);
		rect_cut_bottom(&body, 1);
	}
	s->detail = rect_cut_bottom(&body, DETAIL_ROWS);
	s->top = body;
	table_layout(&s->list, s->top.rows);
}

static void draw_panel(const struct orders *s, const struct canvas *canvas, struct rect r, enum orders_panel panel)
{
	char title[TABLE_KEY + 32];

	str_format(title, sizeof(title), "%s of %s%s", orders_panel_word(panel), s->order,
		   panel == ORDERS_MOVES ? ", newest first" : "");
	panel_draw(canvas, r, &s->panel[panel], title, "");
}

void orders_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct orders *s = state;
	struct canvas top = canvas_sub(canvas, s->top);

	(void)app;
	table_draw(&s->list, &top, true);
	if (!s->order[0])
		return;
	draw_panel(s, canvas, s->detail, s->shown);
	if (!rect_empty(s->below))
		draw_panel(s, canvas, s->below, orders_second(s));
}
