/*
 * issue - goods issue: scan the work order, scan the material, type the
 * quantity, F2. The order's material cost moves while one looks.
 */
#include "ui/screens/issue.h"
#include "ui/screens/panel.h"

#include <string.h>

#include "core/base/str.h"
#include "ui/ask.h"

static const struct field_spec fields[] = {
	{ .name = "scan", .label = "Scan", .kind = FIELD_SCAN, .pick = true },
	{ .name = "read", .label = "Read", .kind = FIELD_SHOWN },
	{ .name = "chosen", .label = "Goods", .kind = FIELD_SHOWN },
	{ .name = "shelf", .label = "Free", .kind = FIELD_SHOWN },
	{ .name = "ref", .label = "Number", .kind = FIELD_CODE, .width = 12, .hint = "of the paper" },
	{ .name = "quantity", .label = "Quantity", .kind = FIELD_QUANTITY, .width = 12 },
	{ .name = "lot", .label = "Lot", .kind = FIELD_CODE, .width = 20, .pick = true },
	{ .name = "location", .label = "Location", .kind = FIELD_CODE, .width = 12, .pick = true },
	{ .name = "notes", .label = "Note", .kind = FIELD_TEXT },
	{ .name = "stock", .label = "On hand", .kind = FIELD_SHOWN },
};

/* "35 pcs for this order, short 5" */
static void shelf_words(const struct app *app, const struct issue *s, char *ret, size_t size)
{
	size_t row = s->d.planned ? issue_draft_row(&s->g.table.rows, s->d.material) : SIZE_MAX;
	char amount[96], lacking[48] = "", number[64];

	ret[0] = '\0';
	if (s->d.available[0] == '\0')
		return;
	goods_amount(app, s->d.available, s->d.uom, amount, sizeof(amount));
	str_format(ret, size, "%s%s", amount, s->d.kind == ISSUE_ORDER ? " for this order" : " not reserved");
	if (row == SIZE_MAX)
		return;
	issue_draft_state(&s->g.table.rows, row, lacking, sizeof(lacking));
	if (lacking[0] != '\0') {
		goods_amount(app, lacking, "", number, sizeof(number));
		str_format(ret, size, "%s for it, %s short", amount, number);
	}
}

void issue_follow(struct app *app, struct issue *s)
{
	struct form *f = &s->g.form;
	char text[SCANNED_CODE + 170];

	str_format(text, sizeof(text), "%s  %s", s->d.material, s->d.name);
	form_set(f, "chosen", s->d.material[0] != '\0' ? text : "");
	shelf_words(app, s, text, sizeof(text));
	form_set(f, "shelf", text);
	form_show(f, "lot", s->d.lot_required || goods_typed(&s->g, "lot")[0] != '\0' || form_focused(f, "lot"));
	form_show(f, "ref", s->d.kind != ISSUE_ORDER);
	form_set_unit(f, "lot", s->d.lot_required ? "needed" : "");
	goods_show_unit(app, &s->g, s->d.uom, s->d.open, &s->d.unit);
	goods_show_stock(app, &s->g, s->d.material);
	if (s->d.planned)
		table_select(&s->g.table, s->d.material);
	if (!rect_empty(s->body))
		issue_layout(s, s->body);
}

void issue_go_on(struct app *app, struct issue *s)
{
	struct issue_typed typed = issue_typed_now(s);
	const char *missing = issue_draft_missing(&s->d, &typed);
	char amount[96], target[SCANNED_CODE + 24];

	if (missing != NULL) {
		form_focus(&s->g.form, missing);
		if (!str_equal(missing, "scan"))
			app_message(app, MSG_INFO, "%s", issue_question(missing));
		else if (s->d.order[0] != '\0')
			app_message(app, MSG_INFO, "scan the material, or choose the line with the arrows and Enter");
		else if (s->d.material[0] != '\0')
			app_message(app, MSG_INFO, "%s: for which work order? Scan it, or F4 lists them",
				    s->d.material);
		return;
	}
	issue_amount(app, s, amount, sizeof(amount));
	issue_draft_target(&s->d, typed.ref, target, sizeof(target));
	app_message(app, MSG_INFO, "ready: F2 issues %s %s to %s", amount, s->d.material, target);
}

/* ---- reading ---- */

/* The title bar tells that the server is away; repeating it here would lock the line again and again. */
static bool is_told_elsewhere(const struct err *err)
{
	return err->kind == ERR_OFFLINE || err->kind == ERR_RETRY;
}

/* Said when the order is chosen, not only when it is too late. The server decides. */
static void warn_unless_open(struct app *app, const struct rows *order)
{
	const char *status = rows_text(order, 0, "order_status");

	if (order->n > 0 && !str_equal(status, "RELEASED") && !str_equal(status, "IN_PROGRESS") &&
	    !str_equal(status, "PAUSED"))
		app_message(app, MSG_BAD, "%s is %s: nothing can be issued to it",
			    rows_text(order, 0, "work_order_number"), panel_order_words(status));
}

static void on_order(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;

	if (err == NULL) {
		if (s->order.n == 0)
			warn_unless_open(app, rows);
		rows_done(&s->order);
		s->order = *rows;
		*rows = (struct rows){ 0 };
		return;
	}
	if (is_told_elsewhere(err))
		return;
	if (err->kind == ERR_NOT_FOUND) {
		issue_draft_start(&s->d, ISSUE_ORDER);
		issue_read(app, s);
	}
	goods_refused(app, &s->g, err);
	issue_follow(app, s);
}

/* The draft's numbers follow the server; what is typed stays. */
static void on_needs(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	bool first = !s->g.table.loaded;
	size_t row;

	if (err != NULL)
		return; /* on_order said it */
	goods_load(app, &s->g, rows);
	row = issue_draft_row(&s->g.table.rows, s->d.material);
	if (row != SIZE_MAX)
		issue_draft_take_need(&s->d, &s->g.table.rows, row);
	issue_follow(app, s);
	if (first && s->d.material[0] != '\0')
		issue_go_on(app, s);
}

static void on_orders(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	struct rows open = { 0 };

	if (err == NULL) {
		issue_draft_orders(rows, &open);
		app_table_load(app, &s->orders, &open);
	} else if (!is_told_elsewhere(err)) {
		app_error(app, err);
	}
}

void issue_read(struct app *app, struct issue *s)
{
	if (s->d.order[0] != '\0') {
		s->reading[0] = ask(app, s, Q_ORDER_SHOW, on_order, "work_order", s->d.order, NULL);
		s->reading[1] = ask(app, s, Q_ORDER_MATERIALS, on_needs, "work_order", s->d.order, NULL);
	} else if (s->d.kind == ISSUE_ORDER) {
		ask(app, s, Q_ORDER_LIST, on_orders, NULL);
	}
}

void issue_forget_reading(struct app *app, struct issue *s)
{
	for (size_t i = 0; i < sizeof(s->reading) / sizeof(s->reading[0]); i++) {
		if (s->reading[i] != 0)
			app_forget(app, s->reading[i]);
		s->reading[i] = 0;
	}
}

void issue_take_order(struct app *app, struct issue *s, const char *order)
{
	if (!str_equal(order, s->d.order) || s->d.kind != ISSUE_ORDER) {
		/* Late requirements of another order would be taken for those of this one. */
		issue_forget_reading(app, s);
		issue_draft_take_order(&s->d, order);
		rows_done(&s->order);
		table_reset(&s->g.table);
		goods_form_next(&s->g);
	}
	issue_follow(app, s);
	issue_read(app, s);
	app_message_none(app);
}

void issue_take_need(struct app *app, struct issue *s, size_t row)
{
	issue_draft_take_need(&s->d, &s->g.table.rows, row);
	issue_follow(app, s);
	if (!str_equal(s->g.material, s->d.material))
		goods_about(app, &s->g, s->d.material);
	else
		s->g.ops->known(app, s);
}

void issue_take_material(struct app *app, struct issue *s, const char *material, const char *name)
{
	if (!str_equal(s->d.material, material))
		issue_draft_want(&s->d, material, name);
	issue_follow(app, s);
	goods_about(app, &s->g, material);
	if (s->d.kind == ISSUE_ORDER && s->d.order[0] != '\0')
		app_message(app, MSG_INFO, "%s is not planned for %s; it can be issued all the same", material,
			    s->d.order);
}

/* material_show knows whether the lot is asked for. */
static void known(struct app *app, void *state)
{
	struct issue *s = state;

	if (s->d.material[0] == '\0' || !str_equal(rows_text(&s->g.show, 0, "material"), s->d.material))
		return;
	issue_draft_take_material(&s->d, &s->g.show);
	issue_follow(app, s);
}

static void reread(struct app *app, void *state)
{
	struct issue *s = state;

	issue_read(app, s);
	goods_read_recent(app, &s->g);
	goods_about(app, &s->g, s->g.material);
}

/* ---- choosing by hand ---- */

/* Up and Down choose the line under the cursor, unless something typed belongs to another material. */
static bool move(struct app *app, struct issue *s, enum action action)
{
	struct table *t = &s->g.table;
	char before[TABLE_KEY];

	if (s->d.order[0] == '\0')
		return false;
	str_copy(before, sizeof(before), table_get(t, "material"));
	table_act(t, action);
	if (table_row(t) == SIZE_MAX)
		return true;
	if (issue_filled(s) && s->d.material[0] != '\0' && !str_equal(table_get(t, "material"), s->d.material)) {
		table_select(t, before);
		app_message(app, MSG_INFO, "%s is filled in and not posted: F2 posts it, Esc throws it away",
			    s->d.material);
		return true;
	}
	issue_take_need(app, s, table_row(t));
	app_message(app, MSG_INFO, "%s: Enter goes to the quantity", s->d.material);
	return true;
}

static void go_on(struct app *app, struct issue *s)
{
	bool in_scan = form_focused(&s->g.form, "scan");

	if (in_scan && s->d.kind == ISSUE_ORDER && s->d.order[0] == '\0' && table_row(&s->orders) != SIZE_MAX) {
		issue_take_order(app, s, table_get(&s->orders, "work_order_number"));
		return;
	}
	if (in_scan && s->d.order[0] != '\0' && s->d.material[0] == '\0' && table_row(&s->g.table) != SIZE_MAX)
		issue_take_need(app, s, table_row(&s->g.table));
	issue_go_on(app, s);
}

static void go(struct app *app, struct issue *s)
{
	char text[FIELD_SIZE];

	if (goods_busy(app, &s->g))
		return;
	if (goods_take_scan(&s->g, text, sizeof(text))) {
		issue_scan(app, s, text);
		return;
	}
	go_on(app, s);
}

/* ---- leaving ---- */

static void next(struct app *app, struct issue *s)
{
	issue_draft_next(&s->d);
	goods_form_next(&s->g);
	issue_follow(app, s);
}

static void on_throw_away(struct app *app, void *owner, const char *key)
{
	if (!str_equal(key, GOODS_THROW_AWAY))
		return;
	next(app, owner);
	app_message(app, MSG_INFO, "thrown away, nothing was posted");
}

static void ask_throw_away(struct app *app, struct issue *s)
{
	goods_ask_throw_away(app, &s->g, s->d.material, s->d.unit.factor[0] != '\0' ? s->d.unit.uom : s->d.uom,
			     s->d.uncertain, on_throw_away);
}

/* One step back: what is typed, then the line, then the screen. */
static bool back(struct app *app, struct issue *s)
{
	if (s->g.posting) {
		app_message(app, MSG_INFO, "still posting %s", s->sent);
		return true;
	}
	if (issue_filled(s)) {
		ask_throw_away(app, s);
		return true;
	}
	if (s->d.material[0] == '\0')
		return false;
	next(app, s);
	app_message_none(app);
	return true;
}

/* ---- the screen ---- */

static bool to_lot(struct app *app, struct issue *s)
{
	form_show(&s->g.form, "lot", true);
	form_focus(&s->g.form, "lot");
	issue_follow(app, s);
	return true;
}

static bool act(struct app *app, void *state, enum action action)
{
	struct issue *s = state;

	if (action == ACT_SAVE)
		issue_post(app, s);
	else if (action == ACT_PICK)
		issue_pick(app, s);
	else if (action == ACT_QUANTITY)
		form_focus(&s->g.form, "quantity");
	else if (action == ACT_LOT)
		return to_lot(app, s);
	else if (action == ACT_UNDO)
		goods_undo(app, &s->g);
	else if (action == ACT_MORE)
		issue_choose_kind(app, s);
	else if (action == ACT_BACK)
		return back(app, s);
	else if (action == ACT_EXIT && (s->g.posting || issue_filled(s)))
		return back(app, s);
	else if (action == ACT_UP || action == ACT_DOWN || action == ACT_PAGE_UP || action == ACT_PAGE_DOWN)
		return move(app, s, action);
	else if (action == ACT_GO && (!form_focused(&s->g.form, "scan") || form_get(&s->g.form, "scan")[0] == '\0'))
		go(app, s);
	else if (action == ACT_RELOAD) {
		table_apply(&s->g.table);
		reread(app, s);
	} else {
		return false;
	}
	return true;
}

static bool can_undo(const void *state)
{
	return goods_can_undo(&((const struct issue *)state)->g);
}

static bool has_goods(const void *state)
{
	return ((const struct issue *)state)->d.material[0] != '\0';
}

static bool can_pick(const void *state)
{
	const struct form *f = &((const struct issue *)state)->g.form;

	return form_focused(f, "location") || form_focused(f, "lot") || form_focused(f, "scan");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE, .label = "Issue", .enabled = has_goods, .help = "Issue what is filled in" },
	{ .action = ACT_PICK, .enabled = can_pick },
	{ .action = ACT_QUANTITY, .enabled = has_goods },
	{ .action = ACT_LOT, .enabled = has_goods },
	{ .action = ACT_UNDO, .enabled = can_undo },
	{ .action = ACT_MORE, .label = "Kind", .help = "Choose: to an order, a transfer, an adjustment" },
	{ .action = ACT_BACK },
	{ .action = ACT_RELOAD },
	{ .action = ACT_NONE },
};

static bool open_issue(struct app *app, void *state, const char *arg, struct err *err)
{
	static const struct goods_ops ops = {
		.move_type = "ISSUE",
		.sign = "-",
		.wanted = "a work order or a material",
		.act = act,
		.keys = keys,
		.label = issue_label,
		.resolved = issue_resolved,
		.known = known,
		.reread = reread,
	};
	struct issue *s = state;

	(void)err;
	s->g.ops = &ops;
	form_init(&s->g.form, fields, sizeof(fields) / sizeof(fields[0]));
	table_init(&s->g.table, &issue_needs_spec, app);
	table_init(&s->orders, &issue_orders_spec, NULL);
	issue_draft_start(&s->d, ISSUE_ORDER);
	if (arg[0] != '\0')
		issue_draft_take_order(&s->d, arg);
	goods_read_locations(app, &s->g);
	issue_follow(app, s);
	return true;
}

static void close_issue(struct app *app, void *state)
{
	struct issue *s = state;

	(void)app;
	goods_done(&s->g);
	table_done(&s->orders);
	rows_done(&s->order);
}

static void update(struct app *app, void *state, topic_mask topics)
{
	struct issue *s = state;

	if (topics & (TOPIC_ORDER | TOPIC_STOCK))
		issue_read(app, s);
	if (topics & TOPIC_STOCK) {
		goods_read_recent(app, &s->g);
		goods_about(app, &s->g, s->g.material);
	}
}

static void edited(struct app *app, void *state)
{
	issue_follow(app, state);
}

static struct form *form_of(void *state)
{
	return &((struct issue *)state)->g.form;
}

static struct table *table_of(void *state)
{
	struct issue *s = state;

	if (s->d.kind != ISSUE_ORDER)
		return NULL;
	return s->d.order[0] != '\0' ? &s->g.table : &s->orders;
}

const struct screen_ops screen_issue = {
	.name = "issue",
	.title = "Goods issue",
	.purpose = "Give goods out",
	.permission = "materials.issue",
	.help = "Give goods out. Scan the work order, then the material or its lot; type the quantity; F2 issues.\n"
		"The list shows what the order still needs and what it may take: what is on hand less what other "
		"orders "
		"have reserved. Who has the permission can take reserved goods and must say why.\n"
		"A label fills in what it tells: material, lot, quantity; F2 issues. Issues need the server: they are "
		"never "
		"queued.\n"
		"F8 takes the last issue back by a reversal: both stay in the books. After an error the line is locked "
		"until Esc or another key acknowledges it.\n"
		"F9 issues without an order (transfer, adjustment); then the number of the paper is asked.",
	.topics = TOPIC_STOCK | TOPIC_ORDER,
	.flags = SCREEN_SCAN | SCREEN_NARROW | SCREEN_LIVE,
	.state_size = sizeof(struct issue),
	.keys = keys,
	.open = open_issue,
	.close = close_issue,
	.layout = issue_layout,
	.update = update,
	.act = act,
	.draw = issue_draw,
	.form = form_of,
	.table = table_of,
	.scan = issue_scan,
	.ready = issue_ready,
	.edited = edited,
};
