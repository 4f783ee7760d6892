/*
 * orders - work orders: where they stand, what they need, what they cost so
 * far; start, complete and the other moves of their life.
 *
 * Enter on an order opens the issue screen with it.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/panel.h"
#include "ui/widgets/gauge.h"

enum { DETAIL_ROWS = 9 };

struct orders {
	struct table list;
	struct table needs;
	struct table moves;
	char order[TABLE_KEY]; /* what the lower part shows */
	const char *done;      /* what is being asked for, as it will be said: "released" */
	bool all;
	bool may_plan, may_report, sees_cost;
	struct rect top, detail, below;
};

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

static bool order_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "order_status");

	if (column == COLUMN_STATE) {
		str_copy(ret->text, sizeof(ret->text), panel_order_words(state));
		ret->role = panel_order_role(state);
		return true;
	}
	if (column == COLUMN_DONE) {
		ret->bar = gauge_permille(rows_num(rows, row, "good", NUM_QUANTITY_SCALE),
					  rows_num(rows, row, "quantity", NUM_QUANTITY_SCALE));
		ret->text[0] = '\0';
		return true;
	}
	if (column == COLUMN_DUE) {
		app_time(ctx, rows_text(rows, row, "due_at"), ret->text, sizeof(ret->text));
		return true;
	}
	return false;
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

static const struct table_spec list_spec = {
	PANEL_COLUMNS(list_columns),
	.key = "work_order_number",
	.format = order_cell,
	.empty = "No open work orders. F9 shows the finished ones too.",
};

static const struct table_spec need_spec = {
	PANEL_COLUMNS(need_columns), .key = "material",
	.format = need_cell,	     .empty = "Needs nothing by plan. What is issued to it will stand here.",
	.read_only = true,
};

/* ---- answers ---- */

static void read_needs(struct app *app, struct orders *s)
{
	if (!s->order[0])
		return;
	ask_table(app, s, &s->needs, Q_ORDER_MATERIALS, "work_order", s->order, NULL);
	if (!rect_empty(s->below))
		panel_read_order_moves(app, s, &s->moves, "WORK_ORDER", s->order);
}

static void follow_selection(struct app *app, void *state)
{
	struct orders *s = state;
	const char *selected = table_get(&s->list, "work_order_number");

	if (str_equal(selected, s->order))
		return;
	str_copy(s->order, sizeof(s->order), selected);
	app_table_reset(app, &s->needs);
	app_table_reset(app, &s->moves);
	read_needs(app, s);
}

static void got_list(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_table_load(app, &s->list, rows);
	follow_selection(app, s);
}

static void read_list(struct app *app, struct orders *s)
{
	ask(app, s, Q_ORDER_LIST, got_list, "all", s->all ? "true" : NULL, NULL);
}

static void changed(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_message(app, MSG_GOOD, "%s: %s", rows_text(rows, 0, "work_order_number"), s->done);
	read_list(app, s);
	read_needs(app, s);
}

/* ---- moves ---- */

static const char *selected_state(const struct orders *s)
{
	return table_get(&s->list, "order_status");
}

static void move_order(struct app *app, struct orders *s, enum query_id id, const char *done)
{
	s->done = done;
	ask(app, s, id, changed, "work_order", s->order, NULL);
}

static void complete_confirmed(struct app *app, void *owner, bool yes)
{
	if (yes)
		move_order(app, owner, Q_ORDER_COMPLETE, "completed");
}

static void cancel_reasoned(struct app *app, void *owner, const char *reason)
{
	struct orders *s = owner;

	if (!reason)
		return;
	s->done = "cancelled";
	ask(app, s, Q_ORDER_CANCEL, changed, "work_order", s->order, "reason", reason, NULL);
}

static const struct field_spec log_fields[] = {
	{ .name = "good", .label = "Good pieces", .kind = FIELD_QUANTITY, .width = 14, .required = true },
	{ .name = "scrap", .label = "Scrap", .kind = FIELD_QUANTITY, .width = 14 },
	{ .name = "rework", .label = "Rework", .kind = FIELD_QUANTITY, .width = 14 },
};

static bool log_filled(struct app *app, void *owner, struct form *form)
{
	struct orders *s = owner;
	struct call call;
	struct err err = { 0 };
	bool ok;

	if (!form)
		return true;
	call_init(&call, Q_ORDER_LOG);
	s->done = "pieces reported";
	ok = form_complete(form, &err) && call_set(&call, "work_order", s->order, &err) && form_call(form, &call, &err);
	if (ok)
		app_ask(app, s, &call, changed);
	else
		app_error(app, &err);
	call_done(&call);
	return ok;
}

static void move_picked(struct app *app, void *owner, const char *key)
{
	struct orders *s = owner;
	char title[TABLE_KEY + 16];

	if (!key)
		return;
	if (str_equal(key, "issue"))
		app_open(app, "issue", s->order);
	else if (str_equal(key, "release"))
		move_order(app, s, Q_ORDER_RELEASE, "released");
	else if (str_equal(key, "start"))
		move_order(app, s, Q_ORDER_START, "started");
	else if (str_equal(key, "log"))
		app_prompt(app, s, "Report pieces", s->order, log_fields, sizeof(log_fields) / sizeof(log_fields[0]),
			   log_filled);
	else if (str_equal(key, "complete")) {
		str_format(title, sizeof(title), "Complete %s", s->order);
		app_confirm(app, s, title,
			    "Its good pieces go into stock at the order's material cost. This ends the order.",
			    "Complete", complete_confirmed);
	} else {
		str_format(title, sizeof(title), "Cancel %s", s->order);
		app_reason(app, s, title, "Issued material stays on the order; reservations are freed.",
			   cancel_reasoned);
	}
}

/* What can be done with the selected order now, by its state and the person's rights. */
static void offer_moves(struct app *app, struct orders *s)
{
	const char *state = selected_state(s);
	bool open = str_equal(state, "RELEASED") || str_equal(state, "IN_PROGRESS") || str_equal(state, "PAUSED");
	struct menu_item items[8] = { { 0 } };
	size_t n = 0;

	if (open && app_may(app, "materials.issue"))
		items[n++] = (struct menu_item){ "issue", "Issue material to it", "Enter" };
	if (str_equal(state, "PLANNED") && s->may_plan)
		items[n++] = (struct menu_item){ "release", "Release: reserve its material", NULL };
	if ((str_equal(state, "RELEASED") || str_equal(state, "PAUSED")) && s->may_report)
		items[n++] = (struct menu_item){ "start", "Start", NULL };
	if (str_equal(state, "IN_PROGRESS") && s->may_report) {
		items[n++] = (struct menu_item){ "log", "Report pieces", NULL };
		items[n++] = (struct menu_item){ "complete", "Complete", NULL };
	}
	if ((open || str_equal(state, "PLANNED")) && s->may_plan)
		items[n++] = (struct menu_item){ "cancel", "Cancel the order", NULL };
	if (n == 0)
		app_message(app, MSG_INFO, "Nothing can be done with %s now: it is %s", s->order,
			    panel_order_words(state));
	else
		app_menu(app, s, s->order, items, move_picked);
}

/* ---- the screen ---- */

static bool orders_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct orders *s = state;

	(void)err;
	table_init(&s->list, &list_spec, app);
	table_init(&s->needs, &need_spec, app);
	table_init(&s->moves, &panel_order_moves, app);
	s->may_plan = app_may(app, "scheduling.update");
	s->may_report = app_may(app, "production.report");
	s->sees_cost = app_may(app, "cost.view");
	s->all = arg[0] != '\0';
	return true;
}

static void orders_close(struct app *app, void *state)
{
	struct orders *s = state;

	(void)app;
	table_done(&s->list);
	table_done(&s->needs);
	table_done(&s->moves);
}

static void orders_layout(void *state, struct rect body)
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

static void orders_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	read_list(app, state);
	read_needs(app, state);
}

static bool orders_act(struct app *app, void *state, enum action action)
{
	struct orders *s = state;
	bool selected = table_row(&s->list) != SIZE_MAX;

	if (s->list.finding)
		return false;
	switch ((int)action) {
	case ACT_RELOAD:
		table_apply(&s->list);
		orders_update(app, s, TOPIC_ALL);
		return true;
	case ACT_MORE:
		s->all = !s->all;
		table_reset(&s->list);
		read_list(app, s);
		return true;
	case ACT_SAVE:
		if (selected)
			offer_moves(app, s);
		return true;
	case ACT_GO:
		if (selected && app_may(app, "materials.issue"))
			app_open(app, "issue", s->order);
		return true;
	default:
		return false;
	}
}

static void orders_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct orders *s = state;
	struct canvas top = canvas_sub(canvas, s->top);
	char title[TABLE_KEY + 32];

	(void)app;
	table_draw(&s->list, &top, true);
	if (!s->order[0])
		return;
	str_format(title, sizeof(title), "Material of %s", s->order);
	panel_draw(canvas, s->detail, &s->needs, title, "");
	if (rect_empty(s->below))
		return;
	str_format(title, sizeof(title), "Movements of %s, newest first", s->order);
	panel_draw(canvas, s->below, &s->moves, title, "");
}

static struct table *orders_table(void *state)
{
	return &((struct orders *)state)->list;
}

static bool has_line(const void *state)
{
	return table_row(&((const struct orders *)state)->list) != SIZE_MAX;
}

static void orders_subtitle(const void *state, char *ret, size_t size)
{
	str_copy(ret, size, ((const struct orders *)state)->all ? "all" : "open");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE,
	  .label = "Do ...",
	  .enabled = has_line,
	  .help = "List what can be done with the selected order now" },
	{ .action = ACT_GO, .label = "Issue", .enabled = has_line, .help = "Go on to issue material to it" },
	{ .action = ACT_MORE, .label = "Open/all", .help = "Show the finished orders too, or only the open ones" },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_orders = {
	.name = "orders",
	.title = "Work orders",
	.purpose = "Release, start, report, complete",
	.permission = "materials.view",
	.help = "Work orders that are not finished, and below what the selected one needs and got. Enter goes on to "
		"issue "
		"material to it; F2 lists what can be done with it now: release, start, report pieces, complete, "
		"cancel.\n"
		"An open quantity larger than what is available is marked. The cost grows with each issue.",
	.topics = TOPIC_ORDER | TOPIC_STOCK,
	.flags = SCREEN_LIVE,
	.state_size = sizeof(struct orders),
	.keys = keys,
	.open = orders_open,
	.close = orders_close,
	.layout = orders_layout,
	.update = orders_update,
	.act = orders_act,
	.draw = orders_draw,
	.table = orders_table,
	.selected = follow_selection,
	.subtitle = orders_subtitle,
};
