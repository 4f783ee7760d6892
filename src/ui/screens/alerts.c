/*
 * alerts - materials that fell below their reorder point, newest first;
 * what is still low stands out, acknowledging says "somebody takes care".
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"

struct alerts {
	struct table list;
	struct rect body;
};

static const struct table_column columns[] = {
	{ .title = "when", .name = "created_at", .min = 12, .max = 12, .role = ROLE_BODY },
	{ .title = "state", .min = 9, .max = 9, .role = ROLE_BODY },
	{ .title = "material", .name = "material", .min = 10, .max = 24, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 10, .max = 40, .priority = 2, .grow = 1, .role = ROLE_BODY },
	{ .title = "fell to", .name = "quantity", .align = ALIGN_RIGHT, .min = 8, .priority = 4, .role = ROLE_NUMBER },
	{ .title = "now", .name = "quantity_on_hand", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "reorder at", .name = "reorder_point", .align = ALIGN_RIGHT, .min = 10, .priority = 1, .role = ROLE_NUMBER },
	{ .title = "unit", .name = "uom", .min = 4, .max = 8, .priority = 3, .role = ROLE_DIM },
	{ .title = "seen by", .name = "acknowledged_by", .min = 10, .max = 18, .priority = 5, .role = ROLE_DIM },
};
enum { COLUMN_WHEN, COLUMN_STATE };

static bool alert_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	bool low = rows_bool(rows, row, "still_low");
	bool seen = rows_get(rows, row, "acknowledged_at") != NULL;

	if (column == COLUMN_WHEN) {
		app_time(ctx, rows_text(rows, row, "created_at"), ret->text, sizeof(ret->text));
		return true;
	}
	if (column != COLUMN_STATE)
		return false;
	if (!low) {
		str_copy(ret->text, sizeof(ret->text), "refilled");
		ret->role = ROLE_DIM;
	} else {
		str_copy(ret->text, sizeof(ret->text), seen ? "low, seen" : "LOW ▼");
		ret->role = seen ? ROLE_INFO : ROLE_WARN;
	}
	return true;
}

static const struct table_spec list_spec = { columns, sizeof(columns) / sizeof(columns[0]), "alert_id", alert_cell,
					     "No alerts: nothing fell below its reorder point." };

static void got_list(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct alerts *s = owner;

	if (err)
		app_error(app, err);
	else
		app_table_load(app, &s->list, rows);
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
	return true;
}

static void alerts_close(struct app *app, void *state)
{
	(void)app;
	table_done(&((struct alerts *)state)->list);
}

static void alerts_layout(void *state, struct rect body)
{
	struct alerts *s = state;

	s->body = body;
	table_layout(&s->list, body.rows);
}

static void alerts_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	ask(app, state, Q_ALERTS, got_list, NULL);
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

static void alerts_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct alerts *s = state;
	struct canvas body = canvas_sub(canvas, s->body);

	(void)app;
	table_draw(&s->list, &body, true);
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
	{ .action = ACT_SAVE, .label = "Seen", .enabled = alert_is_new },
	{ .action = ACT_GO, .label = "Stock", .enabled = has_line },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_alerts = {
	.name = "alerts",
	.title = "Alerts",
	.permission = "materials.view",
	.help = "A line appears when a material falls below its reorder point: once for each fall, not for each movement "
		"below it. F2 marks a line as seen, so that the others know somebody takes care. Enter shows the material.",
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
};
