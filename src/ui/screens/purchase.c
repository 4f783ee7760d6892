/*
 * purchase - purchase orders and their lines: what is open, what came.
 *
 * Enter on an order opens the receipt screen with it.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/panel.h"
#include "ui/widgets/gauge.h"

enum { DETAIL_ROWS = 10 };

struct purchase {
	struct table list;
	struct table lines;
	struct table moves;
	char order[TABLE_KEY]; /* what the lower part shows */
	bool all;
	struct rect top, detail, below;
};

static const struct table_column list_columns[] = {
	{ .title = "order", .name = "purchase_order", .min = 10, .max = 24, .role = ROLE_VALUE },
	{ .title = "state", .min = 11, .max = 11, .role = ROLE_BODY },
	{ .title = "supplier", .name = "supplier", .min = 8, .max = 20, .priority = 4, .role = ROLE_BODY },
	{ .title = "name", .name = "supplier_name", .min = 16, .max = 40, .priority = 1, .grow = 1, .role = ROLE_BODY },
	{ .title = "open lines", .name = "open_lines", .align = ALIGN_RIGHT, .min = 10, .role = ROLE_NUMBER },
	{ .title = "of", .name = "lines", .align = ALIGN_RIGHT, .min = 4, .role = ROLE_NUMBER },
	{ .title = "ordered", .name = "created_at", .min = 7, .max = 12, .priority = 3, .role = ROLE_DIM },
};
enum { COLUMN_STATE = 1, COLUMN_ORDERED = 6 };

static const struct table_column line_columns[] = {
	{ .title = "line", .name = "line", .align = ALIGN_RIGHT, .min = 4, .role = ROLE_DIM },
	{ .title = "material", .name = "material", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 14, .max = 40, .priority = 1, .grow = 1, .role = ROLE_BODY },
	{ .title = "ordered", .name = "ordered", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
	{ .title = "received", .name = "received", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "open", .name = "open", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "", .name = "uom", .min = 3, .max = 8, .priority = 1, .role = ROLE_LABEL },
	{ .title = "progress", .min = 8, .max = 16, .priority = 3, .grow = 1, .role = ROLE_BAR_FULL },
	{ .title = "price", .name = "unit_price", .align = ALIGN_RIGHT, .min = 8, .priority = 4, .role = ROLE_NUMBER },
	{ .title = "state", .name = "status", .min = 8, .max = 8, .priority = 5, .role = ROLE_DIM },
};
enum { COLUMN_BAR = 7 };

static bool order_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "status");

	if (column == COLUMN_ORDERED) {
		app_time(ctx, rows_text(rows, row, "created_at"), ret->text, sizeof(ret->text));
		return true;
	}
	if (column != COLUMN_STATE)
		return false;
	if (str_equal(state, "OPEN")) {
		str_copy(ret->text, sizeof(ret->text), "open ▷");
		ret->role = ROLE_INFO;
	} else {
		str_copy(ret->text, sizeof(ret->text), str_equal(state, "RECEIVED") ? "received ✓" : "closed");
		ret->role = ROLE_DIM;
	}
	return true;
}

static bool line_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	(void)ctx;
	if (column != COLUMN_BAR)
		return false;
	ret->text[0] = '\0';
	if (!str_equal(rows_text(rows, row, "status"), "OPEN")) {
		bool received = str_equal(rows_text(rows, row, "status"), "RECEIVED");

		str_copy(ret->text, sizeof(ret->text), received ? "done ✓" : "closed");
		ret->role = received ? ROLE_GOOD : ROLE_DIM;
		return true;
	}
	ret->bar = gauge_permille(rows_num(rows, row, "received", NUM_QUANTITY_SCALE),
				  rows_num(rows, row, "ordered", NUM_QUANTITY_SCALE));
	return true;
}

static const struct table_spec list_spec = {
	PANEL_COLUMNS(list_columns),
	.key = "purchase_order",
	.format = order_cell,
	.empty = "No open purchase orders. F9 shows the finished ones too.",
};

static const struct table_spec line_spec = {
	PANEL_COLUMNS(line_columns), .key = "line", .format = line_cell, .empty = "No lines.", .read_only = true,
};

static void read_lines(struct app *app, struct purchase *s)
{
	if (!s->order[0])
		return;
	ask_table(app, s, &s->lines, Q_PO_LINES, "purchase_order", s->order, NULL);
	if (!rect_empty(s->below))
		panel_read_order_moves(app, s, &s->moves, "PURCHASE_ORDER", s->order);
}

static void follow_selection(struct app *app, void *state)
{
	struct purchase *s = state;
	const char *selected = table_get(&s->list, "purchase_order");

	if (str_equal(selected, s->order))
		return;
	str_copy(s->order, sizeof(s->order), selected);
	app_table_reset(app, &s->lines);
	app_table_reset(app, &s->moves);
	read_lines(app, s);
}

static void got_list(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct purchase *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_table_load(app, &s->list, rows);
	follow_selection(app, s);
}

static void read_list(struct app *app, struct purchase *s)
{
	ask(app, s, Q_PO_LIST, got_list, "open", s->all ? NULL : "true", NULL);
}

static bool purchase_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct purchase *s = state;

	(void)arg;
	(void)err;
	table_init(&s->list, &list_spec, app);
	table_init(&s->lines, &line_spec, app);
	table_init(&s->moves, &panel_order_moves, app);
	return true;
}

static void purchase_close(struct app *app, void *state)
{
	struct purchase *s = state;

	(void)app;
	table_done(&s->list);
	table_done(&s->lines);
	table_done(&s->moves);
}

static void purchase_layout(void *state, struct rect body)
{
	struct purchase *s = state;

	s->below = (struct rect){ 0 };
	if (body.rows >= PANEL_TALL_ROWS) {
		s->below = rect_cut_bottom(&body, body.rows * 40 / 100);
		rect_cut_bottom(&body, 1);
	}
	s->detail = rect_cut_bottom(&body, DETAIL_ROWS);
	s->top = body;
	table_layout(&s->list, s->top.rows);
}

static void purchase_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	read_list(app, state);
	read_lines(app, state);
}

static bool purchase_act(struct app *app, void *state, enum action action)
{
	struct purchase *s = state;

	if (s->list.finding)
		return false;
	switch ((int)action) {
	case ACT_RELOAD:
		table_apply(&s->list);
		purchase_update(app, s, TOPIC_ALL);
		return true;
	case ACT_MORE:
		s->all = !s->all;
		table_reset(&s->list);
		read_list(app, s);
		return true;
	case ACT_GO:
		if (table_row(&s->list) != SIZE_MAX && app_may(app, "materials.receive"))
			app_open(app, "receipt", s->order);
		return true;
	default:
		return false;
	}
}

static void purchase_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct purchase *s = state;
	struct canvas top = canvas_sub(canvas, s->top);
	char title[TABLE_KEY + 32];

	(void)app;
	table_draw(&s->list, &top, true);
	if (!s->order[0])
		return;
	str_format(title, sizeof(title), "Lines of %s", s->order);
	panel_draw(canvas, s->detail, &s->lines, title, "");
	if (rect_empty(s->below))
		return;
	str_format(title, sizeof(title), "Movements of %s, newest first", s->order);
	panel_draw(canvas, s->below, &s->moves, title, "");
}

static struct table *purchase_table(void *state)
{
	return &((struct purchase *)state)->list;
}

static bool has_line(const void *state)
{
	return table_row(&((const struct purchase *)state)->list) != SIZE_MAX;
}

static void purchase_subtitle(const void *state, char *ret, size_t size)
{
	str_copy(ret, size, ((const struct purchase *)state)->all ? "all" : "open");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_GO, .label = "Receive", .enabled = has_line, .help = "Go on to receive against it" },
	{ .action = ACT_MORE, .label = "Open/all", .help = "Show the finished orders too, or only the open ones" },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_MENU },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_purchase = {
	.name = "purchase",
	.title = "Purchase orders",
	.purpose = "What is ordered and what came",
	.permission = "materials.view",
	.help = "Purchase orders with goods still to come, and below the lines of the selected one. Enter goes on to "
		"receive "
		"against it. F9 shows the finished ones too.",
	.topics = TOPIC_PURCHASE,
	.flags = SCREEN_LIVE,
	.state_size = sizeof(struct purchase),
	.keys = keys,
	.open = purchase_open,
	.close = purchase_close,
	.layout = purchase_layout,
	.update = purchase_update,
	.act = purchase_act,
	.draw = purchase_draw,
	.table = purchase_table,
	.selected = follow_selection,
	.subtitle = purchase_subtitle,
};
