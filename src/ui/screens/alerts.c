/*
 * alerts - materials that fell below their reorder point, and goods that came
 * in above their order while the server was away, newest first; what still
 * waits for somebody stands out, acknowledging says "somebody takes care".
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/panel.h"

struct alerts {
	struct table list;
	struct table moves;
	char material[TABLE_KEY]; /* whose movements stand below */
	struct rect top, detail;
};

static const struct table_column columns[] = {
	{ .title = "when", .name = "created_at", .min = 12, .max = 12, .role = ROLE_BODY },
	{ .title = "state", .min = 5, .max = 12, .role = ROLE_BODY },
	{ .title = "material", .name = "material", .min = 8, .max = 24, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 10, .max = 40, .priority = 2, .grow = 1, .role = ROLE_BODY },
	{ .title = "fell to", .name = "quantity", .align = ALIGN_RIGHT, .min = 8, .priority = 4, .role = ROLE_NUMBER },
	{ .title = "now", .name = "quantity_on_hand", .align = ALIGN_RIGHT, .min = 5, .role = ROLE_NUMBER },
	{ .title = "reorder at",
	  .name = "reorder_point",
	  .align = ALIGN_RIGHT,
	  .min = 10,
	  .priority = 1,
	  .role = ROLE_NUMBER },
	{ .title = "", .name = "uom", .min = 3, .max = 8, .priority = 1, .role = ROLE_LABEL },
	{ .title = "seen by", .name = "acknowledged_by", .min = 10, .max = 18, .priority = 5, .role = ROLE_DIM },
};
enum { COLUMN_WHEN, COLUMN_STATE, COLUMN_AT = 4, COLUMN_LEVEL = 6 };

static bool is_over(const struct rows *rows, size_t row)
{
	return str_equal(rows_text(rows, row, "kind"), "OVER_RECEIPT");
}

static void low_state(bool low, bool seen, struct table_cell *ret)
{
	if (!low) {
		str_copy(ret->text, sizeof(ret->text), "refilled");
		ret->role = ROLE_DIM;
	} else {
		str_copy(ret->text, sizeof(ret->text), seen ? "low, seen" : "LOW ▼");
		ret->role = seen ? ROLE_INFO : ROLE_WARN;
	}
}

/* Until somebody saw it: what stands above the order does not go away by itself. */
static void over_state(bool seen, struct table_cell *ret)
{
	str_copy(ret->text, sizeof(ret->text), seen ? "over, seen" : "OVER RECEIPT");
	ret->role = seen ? ROLE_INFO : ROLE_WARN;
}

static bool alert_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	bool seen = rows_get(rows, row, "acknowledged_at") != NULL;

	if (column == COLUMN_WHEN) {
		app_time(ctx, rows_text(rows, row, "created_at"), ret->text, sizeof(ret->text));
		return true;
	}
	if (is_over(rows, row) && (column == COLUMN_AT || column == COLUMN_LEVEL))
		return true; /* says nothing about what came too much */
	if (column != COLUMN_STATE)
		return false;
	if (is_over(rows, row))
		over_state(seen, ret);
	else
		low_state(rows_bool(rows, row, "still_low"), seen, ret);
	return true;
}

static const struct table_spec list_spec = {
	PANEL_COLUMNS(columns),
	.key = "alert_id",
	.format = alert_cell,
	.empty = "No alerts: nothing is low, nothing came above its order.",
};

static void read_moves(struct app *app, struct alerts *s)
{
	if (s->material[0])
		panel_read_material_moves(app, s, &s->moves, s->material);
}

/* What stands below follows the selected line. */
static void follow_selection(struct app *app, void *state)
{
	struct alerts *s = state;
	const char *selected = table_get(&s->list, "material");

	if (str_equal(selected, s->material))
		return;
	str_copy(s->material, sizeof(s->material), selected);
	app_table_reset(app, &s->moves);
	read_moves(app, s);
}

static void got_list(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct alerts *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_table_load(app, &s->list, rows);
	follow_selection(app, s);
}

static void acknowledged(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	(void)rows;
	if (err) {
		app_error(app, err);
		return;
	}
	app_message(app, MSG_GOOD, "Marked as seen");
	ask(app, owner, Q_ALERTS, got_list, NULL);
}

static bool alerts_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct alerts *s = state;

	(void)arg;
	(void)err;
	table_init(&s->list, &list_spec, app);
	table_init(&s->moves, &panel_material_moves, app);
	return true;
}

static void alerts_close(struct app *app, void *state)
{
	struct alerts *s = state;

	(void)app;
	table_done(&s->list);
	table_done(&s->moves);
}

static void alerts_layout(void *state, struct rect body)
{
	struct alerts *s = state;

	s->detail = rect_cut_bottom(&body, body.rows / 2);
	rect_cut_bottom(&body, 1);
	s->top = body;
	table_layout(&s->list, s->top.rows);
}

static void alerts_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	ask(app, state, Q_ALERTS, got_list, NULL);
	read_moves(app, state);
}

static bool alert_is_new(const void *state)
{
	const struct alerts *s = state;
	size_t row = table_row(&s->list);

	return row != SIZE_MAX && rows_get(&s->list.rows, row, "acknowledged_at") == NULL;
}

static bool alerts_act(struct app *app, void *state, enum action action)
{
	struct alerts *s = state;

	if (action == ACT_RELOAD) {
		table_apply(&s->list);
		alerts_update(app, s, TOPIC_ALL);
		return true;
	}
	if (s->list.finding)
		return false;
	if (action == ACT_SAVE && alert_is_new(s)) {
		ask(app, s, Q_ALERT_ACKNOWLEDGE, acknowledged, "alert", table_get(&s->list, "alert_id"), NULL);
		return true;
	}
	if (action == ACT_GO && table_row(&s->list) != SIZE_MAX)
		return app_open(app, "stock", table_get(&s->list, "material")), true;
	return false;
}

static bool over_selected(const struct alerts *s)
{
	size_t row = table_row(&s->list);

	return row != SIZE_MAX && is_over(&s->list.rows, row);
}

/* Above which order is not known: an alert is about a material. Its receipt stands in the movements below. */
static void draw_over(const struct app *app, const struct alerts *s, const struct canvas *c)
{
	const char *uom = table_get(&s->list, "uom");
	char plain[64], number[96];

	if (num_trim(table_get(&s->list, "quantity"), plain, sizeof(plain)))
		text_printf(c, 0, 1, ROLE_WARN, "%s %s more came than was ordered: keep, send back, or mend the order",
			    app_number(app, plain, number, sizeof(number)), uom);
}

static void alerts_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct alerts *s = state;
	struct canvas top = canvas_sub(canvas, s->top);
	struct rect detail = s->detail;
	char title[TABLE_KEY + 32];

	table_draw(&s->list, &top, true);
	if (!s->material[0])
		return;
	if (over_selected(s)) {
		struct canvas said = canvas_sub(canvas, rect_cut_top(&detail, 1));

		draw_over(app, s, &said);
	}
	str_format(title, sizeof(title), "Movements of %s, newest first", s->material);
	panel_draw(canvas, detail, &s->moves, title, "");
}

static struct table *alerts_table(void *state)
{
	return &((struct alerts *)state)->list;
}

static bool has_line(const void *state)
{
	return table_row(&((const struct alerts *)state)->list) != SIZE_MAX;
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE, .label = "Seen", .enabled = alert_is_new, .help = "Mark as seen: somebody takes care" },
	{ .action = ACT_GO, .label = "Stock", .enabled = has_line, .help = "Show the material" },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_alerts = {
	.name = "alerts",
	.title = "Alerts",
	.purpose = "Low stock, goods above their order",
	.permission = "materials.view",
	.help = "A line appears when a material falls below its reorder point: once for each fall, not for each "
		"movement below it. LOW is still below, refilled is not any more.\n"
		"OVER RECEIPT: goods came in above their purchase order. They were taken in while the server was away, "
		"when nobody could be asked, so they are booked; somebody has to decide whether they are kept or sent "
		"back. The movements below show the receipt and its order.\n"
		"F2 marks a line as seen, so that the others know somebody takes care. Enter shows the material.",
	.topics = TOPIC_ALERT | TOPIC_STOCK,
	.flags = SCREEN_LIVE,
	.state_size = sizeof(struct alerts),
	.keys = keys,
	.open = alerts_open,
	.close = alerts_close,
	.layout = alerts_layout,
	.update = alerts_update,
	.act = alerts_act,
	.draw = alerts_draw,
	.table = alerts_table,
	.selected = follow_selection,
};
