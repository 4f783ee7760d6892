/*
 * screen_demo - three small screens on which the framework is tested.
 */
#include "support/screen_demo.h"

#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/app.h"
#include "ui/widgets/gauge.h"
#include "ui/widgets/sparkline.h"

/* ---- rows ---- */

static const struct column columns[] = {
	{ "line", VAL_INT },	   { "material", VAL_CODE }, { "name", VAL_TEXT },  { "ordered", VAL_QUANTITY },
	{ "received", VAL_COUNT }, { "open", VAL_QUANTITY }, { "needs", VAL_TEXT },
};

static const char *const names[] = { "Bolt M8x40 zinc",	  "Washer M8",	       "Coil 1.5 mm DX51", "Hex nut M8 8.8",
				     "Grease EP2, 400 g", "Label 100x150 mm",  "Bearing 6204-2RS", "Pallet 1200x800",
				     "Gear oil CLP 220",  "Säge­blatt 250 mm", "Cable tie 200",	   "Rivet 4x10" };

static void fill(struct rows *r, int first, int n)
{
	rows_init(r, columns, sizeof(columns) / sizeof(columns[0]));
	for (int i = first; i < first + n; i++) {
		char line[16], material[16], ordered[24], received[24], open[24];
		int o = 500 * (1 + i % 20), done = i % 4 == 2 ? o : o * (i % 4) / 5;
		const char *cells[] = { line,
					material,
					names[i % 12],
					ordered,
					received,
					open,
					i % 4 == 1 ? "lot, expiry" : i % 4 == 2 ? "done" : "" };

		snprintf(line, sizeof(line), "%d", (i + 1) * 10);
		snprintf(material, sizeof(material), "M-%d", 1042 + i * 35);
		snprintf(ordered, sizeof(ordered), "%d", o);
		snprintf(received, sizeof(received), "%d", done);
		snprintf(open, sizeof(open), "%d", o - done);
		rows_append(r, cells);
	}
}

static bool format_line(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	long long ordered = rows_num(rows, row, "ordered", 0), received = rows_num(rows, row, "received", 0);

	(void)ctx;
	if (column == 6) {
		ret->bar = gauge_permille(received, ordered);
		ret->role = ROLE_BAR_FULL;
		return true;
	}
	if (column == 7) {
		str_copy(ret->text, sizeof(ret->text), rows_text(rows, row, "needs"));
		ret->role = strcmp(ret->text, "done") == 0 ? ROLE_GOOD : ROLE_WARN;
		return true;
	}
	return false;
}

static const struct table_column line_columns[] = {
	{ .title = "line", .name = "line", .align = ALIGN_RIGHT, .min = 4, .role = ROLE_LABEL },
	{ .title = "material", .name = "material", .min = 6, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 8, .priority = 2, .grow = 1, .role = ROLE_BODY },
	{ .title = "ordered", .name = "ordered", .align = ALIGN_RIGHT, .min = 7, .priority = 3, .role = ROLE_LABEL },
	{ .title = "received", .name = "received", .align = ALIGN_RIGHT, .min = 8, .priority = 4, .role = ROLE_LABEL },
	{ .title = "open", .name = "open", .align = ALIGN_RIGHT, .min = 6, .role = ROLE_NUMBER },
	{ .title = "", .min = 10, .priority = 5, .role = ROLE_BAR_FULL },
	{ .title = "needs", .min = 5, .priority = 6, .role = ROLE_WARN },
};

static const struct table_spec line_spec = {
	.columns = line_columns,
	.n_columns = sizeof(line_columns) / sizeof(line_columns[0]),
	.key = "line",
	.format = format_line,
	.empty = "No open lines. Scan another order, or F5 to read again.",
};

/* ---- front ---- */

static void front_draw(const struct app *app, const void *state, const struct canvas *c)
{
	static const int trend[] = { 3, 5, 6, 7, 6, 7, 7, 8 };

	(void)app;
	(void)state;
	text_put(c, 1, 2, -1, ROLE_VALUE, "Front page");
	gauge_draw(c, 3, 2, 10, 640, ROLE_BAR_FULL);
	sparkline_draw(c, 3, 14, 8, trend, 8, 9, ROLE_INFO);
	text_put(c, 3, 24, -1, ROLE_GOOD, "RUN ●");
	text_put(c, 4, 24, -1, ROLE_BAD, "DOWN ■");
	text_put(c, 5, 24, -1, ROLE_WARN, "SETUP ▲");
}

const struct screen_ops demo_front = { .name = "front", .title = "Front", .draw = front_draw };

/* ---- list ---- */

static bool list_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct demo_list *s = state;

	if (strcmp(arg, "refuse") == 0)
		return err_set(err, ERR_NOT_FOUND, "NOTHING", "", "nothing of that name");
	s->app = app;
	table_init(&s->table, &line_spec, NULL);
	return true;
}

static void list_close(struct app *app, void *state)
{
	(void)app;
	table_done(&((struct demo_list *)state)->table);
}

static void list_layout(void *state, struct rect body)
{
	table_layout(&((struct demo_list *)state)->table, body.rows - 1);
}

static void list_update(struct app *app, void *state, topic_mask topics)
{
	struct demo_list *s = state;
	struct rows rows = { 0 };

	s->updates++;
	s->topics = topics;
	if (s->rows_wanted >= 0)
		fill(&rows, s->first, s->rows_wanted > 0 ? s->rows_wanted : 12);
	else
		rows_init(&rows, columns, sizeof(columns) / sizeof(columns[0]));
	app_table_load(app, &s->table, &rows);
}

static void on_yes(struct app *app, void *owner, bool yes)
{
	struct demo_list *s = owner;

	(void)app;
	str_copy(s->last, sizeof(s->last), yes ? "yes" : "no");
}

static void on_pick(struct app *app, void *owner, const char *key)
{
	struct demo_list *s = owner;

	(void)app;
	str_copy(s->last, sizeof(s->last), key != NULL ? key : "none");
}

static bool on_form(struct app *app, void *owner, struct form *form)
{
	struct demo_list *s = owner;
	struct err err = { 0 };

	str_copy(s->last, sizeof(s->last), form != NULL ? form_get(form, "quantity") : "none");
	if (form != NULL && s->keep_prompt) {
		err_set(&err, ERR_VALIDATION, "NOT_POSITIVE", "quantity", "must be above zero");
		app_error(app, &err);
		return false;
	}
	return true;
}

static const struct choice kinds[] = { { "a", "adjustment" }, { "t", "transfer" }, { NULL, NULL } };

static const struct field_spec prompt_fields[] = {
	{ .name = "quantity",
	  .label = "Quantity",
	  .kind = FIELD_QUANTITY,
	  .width = 12,
	  .required = true,
	  .unit = "pcs" },
	{ .name = "kind", .label = "Kind", .kind = FIELD_CHOICE, .width = 16, .choices = kinds },
	{ .name = "notes", .label = "Notes", .kind = FIELD_TEXT },
};

static bool list_act(struct app *app, void *state, enum action a)
{
	struct demo_list *s = state;
	struct rows rows = { 0 };

	if (a == ACT_UNDO) {
		app_confirm(app, s, "Undo", "Take back the last post? A reversal is written.", "Undo it", on_yes);
	} else if (a == ACT_PICK) {
		fill(&rows, 0, 40);
		app_pick(app, s, "Pick a line", &line_spec, NULL, &rows, on_pick);
	} else if (a == ACT_QUANTITY) {
		app_prompt(app, s, "Adjust", "Count what is there.", prompt_fields, 3, on_form);
	} else if (a == ACT_GO) {
		str_copy(s->last, sizeof(s->last), table_get(&s->table, "material"));
		app_open(app, "scan", s->last);
	} else {
		return false;
	}
	return true;
}

static bool has_selection(const void *state)
{
	return table_row(&((const struct demo_list *)state)->table) != SIZE_MAX;
}

static const struct screen_key list_keys[] = {
	{ .action = ACT_PICK },
	{ .action = ACT_RELOAD },
	{ .action = ACT_QUANTITY, .label = "Adjust", .enabled = has_selection },
	{ .action = ACT_UNDO },
	{ .action = ACT_GO, .label = "Open", .enabled = has_selection },
	{ .action = ACT_FIND },
	{ .action = ACT_NONE },
};

static void list_draw(const struct app *app, const void *state, const struct canvas *c)
{
	const struct demo_list *s = state;
	struct canvas body = canvas_sub(c, (struct rect){ 1, 0, c->rect.rows - 1, c->rect.cols });

	table_draw(&s->table, &body, !app_has_overlay(app));
}

static struct table *list_table(void *state)
{
	return &((struct demo_list *)state)->table;
}

const struct screen_ops demo_list = {
	.name = "list",
	.title = "Order lines",
	.topics = TOPIC_STOCK | TOPIC_PURCHASE,
	.flags = SCREEN_LIVE,
	.state_size = sizeof(struct demo_list),
	.keys = list_keys,
	.open = list_open,
	.close = list_close,
	.layout = list_layout,
	.update = list_update,
	.act = list_act,
	.draw = list_draw,
	.table = list_table,
};

/* ---- scan ---- */

static const struct field_spec scan_fields[] = {
	{ .name = "scan", .label = "Scan", .kind = FIELD_SCAN, .width = 30, .hint = "label, order, bin or badge" },
	{ .name = "quantity",
	  .label = "Quantity",
	  .kind = FIELD_QUANTITY,
	  .width = 12,
	  .required = true,
	  .unit = "pcs" },
	{ .name = "lot", .label = "Lot", .kind = FIELD_CODE, .width = 16, .pick = true },
	{ .name = "kind", .label = "Kind", .kind = FIELD_CHOICE, .width = 16, .choices = kinds },
	{ .name = "pin", .label = "PIN", .kind = FIELD_SECRET, .width = 8 },
};

static bool scan_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct demo_scan *s = state;
	struct rows rows = { 0 };

	(void)arg;
	(void)err;
	s->app = app;
	form_init(&s->form, scan_fields, sizeof(scan_fields) / sizeof(scan_fields[0]));
	table_init(&s->table, &line_spec, NULL);
	fill(&rows, 0, 4);
	table_load(&s->table, &rows, false);
	return true;
}

static void scan_close(struct app *app, void *state)
{
	(void)app;
	table_done(&((struct demo_scan *)state)->table);
}

static void scan_layout(void *state, struct rect body)
{
	struct demo_scan *s = state;

	s->bottom = rect_cut_bottom(&body, body.rows >= 15 ? 7 : 5);
	s->top = body;
	table_layout(&s->table, s->top.rows);
}

static bool scan_act(struct app *app, void *state, enum action a)
{
	struct demo_scan *s = state;
	struct err err = { 0 };

	if (a != ACT_SAVE)
		return false;
	s->saves++;
	if (!form_complete(&s->form, &err))
		app_error(app, &err);
	else
		app_message(app, MSG_GOOD, "received %s pcs, on hand 12 480", form_get(&s->form, "quantity"));
	return true;
}

static void scan_scan(struct app *app, void *state, const char *text)
{
	struct demo_scan *s = state;
	struct err err = { 0 };

	s->scans++;
	str_copy(s->scanned, sizeof(s->scanned), text);
	if (text[0] == 'X') {
		err_set(&err, ERR_NOT_FOUND, "UNKNOWN", "scan", "no material, order or bin is called %s", text);
		err_hint(&err, "scan the label again, or F4 picks from a list");
		app_error(app, &err);
		return;
	}
	form_focus(&s->form, "quantity");
}

static void scan_edited(struct app *app, void *state)
{
	(void)app;
	((struct demo_scan *)state)->edits++;
}

static void scan_draw(const struct app *app, const void *state, const struct canvas *c)
{
	const struct demo_scan *s = state;
	struct canvas top = canvas_sub(c, s->top), bottom = canvas_sub(c, s->bottom);
	bool roomy = s->bottom.rows >= 7;

	table_draw(&s->table, &top, false);
	if (roomy) {
		canvas_box(&bottom, (struct rect){ 0, 0, 7, bottom.rect.cols }, ROLE_BORDER, "scan");
		bottom = canvas_sub(&bottom, (struct rect){ 1, 1, 5, bottom.rect.cols - 2 });
	}
	form_draw(&s->form, &bottom, !app_has_overlay(app));
}

static struct form *scan_form(void *state)
{
	return &((struct demo_scan *)state)->form;
}

static struct table *scan_table(void *state)
{
	return &((struct demo_scan *)state)->table;
}

static void scan_subtitle(const void *state, char *ret, size_t size)
{
	(void)state;
	str_copy(ret, size, "PO-4500012");
}

static const struct screen_key scan_keys[] = {
	{ .action = ACT_SAVE }, { .action = ACT_PICK }, { .action = ACT_QUANTITY },
	{ .action = ACT_UNDO }, { .action = ACT_NONE },
};

const struct screen_ops demo_scan = {
	.name = "scan",
	.title = "Goods receipt",
	.topics = TOPIC_PURCHASE,
	.flags = SCREEN_SCAN | SCREEN_NARROW,
	.state_size = sizeof(struct demo_scan),
	.keys = scan_keys,
	.open = scan_open,
	.close = scan_close,
	.layout = scan_layout,
	.act = scan_act,
	.draw = scan_draw,
	.form = scan_form,
	.table = scan_table,
	.scan = scan_scan,
	.edited = scan_edited,
	.subtitle = scan_subtitle,
};

/* ---- a door nobody may open ---- */

const struct screen_ops demo_locked_door = {
	.name = "door",
	.title = "Door",
	.permission = "admin",
	.draw = front_draw,
};

const struct screen_ops *const demo_screens[] = { &demo_front, &demo_list, &demo_scan, &demo_locked_door, NULL };
