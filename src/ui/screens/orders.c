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
#include "ui/widgets/gauge.h"

enum { WIDE_COLS = 110, DETAIL_ROWS = 9 };

struct orders {
	struct table list;
	struct table needs;
	char order[TABLE_KEY]; /* what the lower part shows */
	bool all;
	bool may_plan, may_report, sees_cost;
	struct rect top, head, detail;
};

static const struct table_column list_columns[] = {
	{ .title = "order", .name = "work_order_number", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "state", .name = "order_status", .min = 13, .max = 13, .role = ROLE_BODY },
	{ .title = "makes", .name = "product", .min = 8, .max = 20, .priority = 1, .role = ROLE_BODY },
	{ .title = "name", .name = "product_name", .min = 8, .max = 40, .priority = 4, .grow = 1, .role = ROLE_DIM },
	{ .title = "good", .name = "good", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
	{ .title = "of", .name = "quantity", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
	{ .title = "done", .min = 10, .max = 10, .priority = 5, .role = ROLE_BODY },
	{ .title = "material cost", .name = "actual_material_cost", .align = ALIGN_RIGHT, .min = 13, .priority = 3, .role = ROLE_NUMBER },
	{ .title = "due", .name = "due_at", .min = 12, .max = 12, .priority = 2, .role = ROLE_BODY },
};
enum { COLUMN_STATE = 1, COLUMN_DONE = 6, COLUMN_DUE = 8 };

static const struct table_column need_columns[] = {
	{ .title = "needs", .name = "material", .min = 10, .max = 20, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 8, .max = 40, .priority = 2, .grow = 1, .role = ROLE_BODY },
	{ .title = "required", .name = "required", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "issued", .name = "issued", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "", .min = 10, .max = 10, .priority = 3, .role = ROLE_BODY },
	{ .title = "open", .name = "open", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "available", .name = "available", .align = ALIGN_RIGHT, .min = 9, .priority = 1, .role = ROLE_NUMBER },
	{ .title = "unit", .name = "uom", .min = 4, .max = 8, .priority = 4, .role = ROLE_DIM },
	{ .title = "cost", .name = "cost", .align = ALIGN_RIGHT, .min = 8, .priority = 5, .role = ROLE_NUMBER },
};
enum { COLUMN_BAR = 4, COLUMN_OPEN = 5 };

static enum role state_role(const char *state)
{
	if (str_equal(state, "IN_PROGRESS"))
		return ROLE_GOOD;
	if (str_equal(state, "PAUSED"))
		return ROLE_WARN;
	if (str_equal(state, "RELEASED"))
		return ROLE_INFO;
	return ROLE_DIM;
}

/* "IN_PROGRESS" as people say it, with a sign that is readable in mono. */
static const char *state_words(const char *state)
{
	static const char *const words[][2] = {
		{ "PLANNED", "planned ·" },   { "RELEASED", "released ▷" },  { "IN_PROGRESS", "in progress ▶" },
		{ "PAUSED", "paused ‖" },     { "COMPLETED", "completed ✓" }, { "CANCELLED", "cancelled ✗" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_equal(state, words[i][0]))
			return words[i][1];
	}
	return state;
}

static bool order_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "order_status");

	if (column == COLUMN_STATE) {
		str_copy(ret->text, sizeof(ret->text), state_words(state));
		ret->role = state_role(state);
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
		if (required > 0)
			ret->bar = gauge_permille(rows_num(rows, row, "issued", NUM_QUANTITY_SCALE), required);
		return true;
	}
	if (column == COLUMN_OPEN && open > rows_num(rows, row, "available", NUM_QUANTITY_SCALE))
		ret->role = ROLE_WARN;
	return false;
}

#define COLUMNS(a) (a), sizeof(a) / sizeof((a)[0])
static const struct table_spec list_spec = { COLUMNS(list_columns), "work_order_number", order_cell,
					     "No open work orders. F9 shows the finished ones too." };
static const struct table_spec need_spec = { COLUMNS(need_columns), "material", need_cell,
					     "Needs nothing by plan. What is issued to it will stand here." };

/* ---- answers ---- */

static void got_needs(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (err)
		app_error(app, err);
	else
		table_load(&s->needs, rows, false);
}

static void read_needs(struct app *app, struct orders *s)
{
	if (s->order[0])
		ask(app, s, Q_ORDER_MATERIALS, got_needs, "work_order", s->order, NULL);
}

static void follow_selection(struct app *app, struct orders *s)
{
	const char *selected = table_get(&s->list, "work_order_number");

	if (str_equal(selected, s->order))
		return;
	str_copy(s->order, sizeof(s->order), selected);
	table_reset(&s->needs);
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
	app_message(app, MSG_GOOD, "%s changed", rows_text(rows, 0, "work_order_number"));
	read_list(app, s);
	read_needs(app, s);
}

/* ---- moves ---- */

static const char *selected_state(const struct orders *s)
{
	return table_get(&s->list, "order_status");
}

static void move_order(struct app *app, struct orders *s, enum query_id id)
{
	ask(app, s, id, changed, "work_order", s->order, NULL);
}

static void complete_confirmed(struct app *app, void *owner, bool yes)
{
	if (yes)
		move_order(app, owner, Q_ORDER_COMPLETE);
}

static void cancel_reasoned(struct app *app, void *owner, const char *reason)
{
	struct orders *s = owner;

	if (reason)
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

	if (!key)
		return;
	if (str_equal(key, "issue"))
		app_open(app, "issue", s->order);
	else if (str_equal(key, "release"))
		move_order(app, s, Q_ORDER_RELEASE);
	else if (str_equal(key, "start"))
		move_order(app, s, Q_ORDER_START);
	else if (str_equal(key, "log"))
		app_prompt(app, s, "Report pieces", s->order, log_fields, sizeof(log_fields) / sizeof(log_fields[0]), log_filled);
	else if (str_equal(key, "complete"))
		app_confirm(app, s, "Complete the order",
			    "Its good pieces go into stock at the order's material cost. This ends the order.", "Complete",
			    complete_confirmed);
	else
		app_reason(app, s, "Cancel the order", "Issued material stays on the order; reservations are freed.",
			   cancel_reasoned);
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
		app_message(app, MSG_INFO, "Nothing can be done with %s now: it is %s", s->order, state_words(state));
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
}

static void orders_layout(void *state, struct rect body)
{
	struct orders *s = state;
	int below = body.rows > 30 ? 14 : DETAIL_ROWS;

	s->detail = rect_cut_bottom(&body, below);
	s->head = rect_cut_top(&s->detail, 1);
	s->top = body;
	table_layout(&s->list, s->top.rows);
	table_layout(&s->needs, s->detail.rows);
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
		if (!table_act(&s->list, action))
			return false;
		follow_selection(app, s);
		return true;
	}
}

static void orders_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct orders *s = state;
	struct canvas top = canvas_sub(canvas, s->top);
	struct canvas head = canvas_sub(canvas, s->head);
	struct canvas detail = canvas_sub(canvas, s->detail);

	(void)app;
	table_draw(&s->list, &top, true);
	canvas_line(&head, 0, 0, s->head.cols, ROLE_BORDER);
	text_printf(&head, 0, 1, ROLE_HEADER, " Material of %s ", s->order[0] ? s->order : "-");
	table_draw(&s->needs, &detail, false);
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
	{ .action = ACT_SAVE, .label = "Do ...", .enabled = has_line },
	{ .action = ACT_GO, .label = "Issue", .enabled = has_line },
	{ .action = ACT_MORE, .label = "Open/all" },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_orders = {
	.name = "orders",
	.title = "Work orders",
	.permission = "materials.view",
	.help = "Work orders that are not finished, and below what the selected one needs and got. Enter goes on to issue "
		"material to it; F2 lists what can be done with it now: release, start, report pieces, complete, cancel.\n"
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
	.subtitle = orders_subtitle,
};
