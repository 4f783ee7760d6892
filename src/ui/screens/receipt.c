/*
 * receipt - goods receipt: scan order, scan material, type the quantity, F2;
 * or scan order, scan the labels of the boxes.
 *
 * The cursor comes back to the scan field after every post. Nothing is
 * prefilled that was not scanned; what a scan means is judged by
 * receipt_draft.
 */
#include "ui/screens/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"

static const struct field_spec fields[] = {
	{ .name = "scan", .label = "Scan", .kind = FIELD_SCAN, .pick = true },
	{ .name = "read", .label = "Read", .kind = FIELD_SHOWN },
	{ .name = "chosen", .label = "Goods", .kind = FIELD_SHOWN },
	{ .name = "quantity", .label = "Quantity", .kind = FIELD_QUANTITY, .width = 12 },
	{ .name = "lot", .label = "Lot", .kind = FIELD_CODE, .width = 20 },
	{ .name = "expiry", .label = "Expiry", .kind = FIELD_DATE, .width = 12, .unit = "YYYY-MM-DD" },
	{ .name = "ref", .label = "Number", .kind = FIELD_CODE, .width = 12, .hint = "of the paper" },
	{ .name = "location", .label = "Location", .kind = FIELD_CODE, .width = 12, .pick = true },
	{ .name = "unit_cost", .label = "Unit cost", .kind = FIELD_COST, .width = 12 },
	{ .name = "delivery_note", .label = "Note", .kind = FIELD_TEXT, .hint = "delivery note" },
	{ .name = "stock", .label = "On hand", .kind = FIELD_SHOWN },
};

/* ---- what follows from the draft ---- */

static void show_cost_unit(const struct app *app, struct receipt *r)
{
	const struct person *person = app->session != NULL ? session_person(app->session) : NULL;
	const char *currency = person != NULL ? person->currency : "";
	size_t row = receipt_draft_row(&r->d, &r->g.table.rows);
	bool last = r->d.kind != RECEIPT_ORDER && str_equal(r->g.material, r->d.material);
	const char *price = row != SIZE_MAX ? rows_text(&r->g.table.rows, row, "unit_price")
			    : last	    ? rows_text(&r->g.show, 0, "last_unit_cost")
					    : "";
	char unit[64], number[48] = "";

	goods_amount(app, price, "", number, sizeof(number));
	if (number[0] != '\0')
		str_format(unit, sizeof(unit), "%s, %s %s", currency, last ? "last" : "order", number);
	else
		str_copy(unit, sizeof(unit), currency);
	form_set_unit(&r->g.form, "unit_cost", unit);
}

void receipt_follow(struct app *app, struct receipt *r)
{
	struct form *f = &r->g.form;
	char chosen[SCANNED_CODE + 170], key[32];
	bool goods = r->d.material[0] != '\0';

	str_format(chosen, sizeof(chosen), "%s  %s", r->d.material, r->d.name);
	form_set(f, "chosen", r->d.material[0] != '\0' ? chosen : "");
	form_show(f, "lot",
		  r->d.lot_required || (goods && goods_typed(&r->g, "lot")[0] != '\0') || form_focused(f, "lot"));
	form_show(f, "expiry",
		  r->d.expiry_required || goods_typed(&r->g, "lot")[0] != '\0' ||
			  goods_typed(&r->g, "expiry")[0] != '\0');
	form_show(f, "ref", r->d.kind != RECEIPT_ORDER);
	form_show(f, "delivery_note", r->d.kind == RECEIPT_ORDER);
	form_show(f, "unit_cost", r->d.kind != RECEIPT_ORDER || app_may(app, "cost.view"));
	goods_show_unit(app, &r->g, r->d.uom, r->d.open, &r->d.unit);
	form_set_unit(f, "expiry", r->d.expiry_day_open ? "(day not given)" : "");
	show_cost_unit(app, r);
	form_set_unit(f, "lot", r->d.lot_required ? "needed" : "");
	goods_show_stock(app, &r->g, r->d.material);
	if (r->d.line != 0) {
		str_format(key, sizeof(key), "%" PRId64, r->d.line);
		table_select(&r->g.table, key);
	}
	if (!rect_empty(r->body))
		receipt_layout(r, r->body);
}

void receipt_go_on(struct app *app, struct receipt *r)
{
	const char *missing = receipt_missing_now(app, r);
	char amount[96], source[SCANNED_CODE + 24];

	if (missing != NULL) {
		form_focus(&r->g.form, missing);
		if (!str_equal(missing, "scan"))
			app_message(app, MSG_INFO, "%s", receipt_question(missing));
		else if (r->d.order[0] != '\0')
			app_message(app, MSG_INFO, "scan the material, or choose the line with the arrows and Enter");
		return;
	}
	receipt_amount(app, r, amount, sizeof(amount));
	receipt_draft_source(&r->d, goods_typed(&r->g, "ref"), source, sizeof(source));
	app_message(app, MSG_INFO, "ready: F2 posts +%s %s from %s", amount, r->d.material, source);
}

/* ---- reading ---- */

/* The title bar tells that the server is away; repeating it here would lock the line again and again. */
static bool is_told_elsewhere(const struct err *err)
{
	return err->kind == ERR_OFFLINE || err->kind == ERR_RETRY;
}

static void on_order(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;

	if (err == NULL) {
		rows_done(&r->order);
		r->order = *rows;
		*rows = (struct rows){ 0 };
		return;
	}
	if (is_told_elsewhere(err))
		return;
	if (err->kind == ERR_NOT_FOUND) {
		receipt_label_drop(r);
		receipt_draft_start(&r->d, RECEIPT_ORDER);
		receipt_read(app, r);
	}
	goods_refused(app, &r->g, err);
	receipt_follow(app, r);
}

/* A material was scanned before its order. */
static void find_wanted(struct app *app, struct receipt *r)
{
	size_t row, n = receipt_draft_fits(&r->g.table.rows, r->d.material, &row);

	if (n == 1) {
		receipt_draft_take_line(&r->d, &r->g.table.rows, row);
		receipt_follow(app, r);
		receipt_go_on(app, r);
		return;
	}
	if (n == 0) {
		app_message(app, MSG_BAD, "%s has nothing open of %s - scan another order or material", r->d.order,
			    r->d.material);
		receipt_draft_next(&r->d);
	} else {
		app_message(app, MSG_INFO, "%zu lines of %s are open: choose with the arrows and Enter, or F4", n,
			    r->d.material);
	}
	receipt_follow(app, r);
}

/* The label named the line itself. */
static void find_wanted_line(struct app *app, struct receipt *r)
{
	size_t row = receipt_draft_line_row(&r->g.table.rows, r->d.wanted_line);

	if (row != SIZE_MAX) {
		receipt_take_line(app, r, row);
		receipt_go_on(app, r);
		return;
	}
	app_message(app, MSG_BAD, "line %" PRId64 " of %s is not open any more", r->d.wanted_line, r->d.order);
	receipt_draft_next(&r->d);
	receipt_follow(app, r);
}

/* The draft's numbers follow the server; what is typed stays. */
static void on_lines(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;
	bool first = !r->g.table.loaded;
	size_t row;

	if (err != NULL) {
		/* on_order said it; a label that waited says that the lines are not known. */
		receipt_label_goes_on(app, r);
		return;
	}
	goods_load(app, &r->g, rows);
	row = receipt_draft_row(&r->d, &r->g.table.rows);
	if (row != SIZE_MAX)
		receipt_draft_take_line(&r->d, &r->g.table.rows, row);
	if (receipt_label_goes_on(app, r))
		receipt_follow(app, r);
	else if (r->d.wanted_line != 0)
		find_wanted_line(app, r);
	else if (first && r->d.line == 0 && r->d.material[0] != '\0')
		find_wanted(app, r);
	else
		receipt_follow(app, r);
}

static void on_orders(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;

	if (err == NULL)
		app_table_load(app, &r->orders, rows);
	else if (!is_told_elsewhere(err))
		app_error(app, err);
}

void receipt_read(struct app *app, struct receipt *r)
{
	if (r->d.order[0] != '\0') {
		r->reading[0] = ask(app, r, Q_PO_SHOW, on_order, "purchase_order", r->d.order, NULL);
		r->reading[1] = ask(app, r, Q_PO_LINES, on_lines, "purchase_order", r->d.order, NULL);
	} else if (r->d.kind == RECEIPT_ORDER) {
		ask(app, r, Q_PO_LIST, on_orders, "open", "true", NULL);
	}
}

void receipt_forget_reading(struct app *app, struct receipt *r)
{
	for (size_t i = 0; i < sizeof(r->reading) / sizeof(r->reading[0]); i++) {
		if (r->reading[i] != 0)
			app_forget(app, r->reading[i]);
		r->reading[i] = 0;
	}
}

void receipt_take_order(struct app *app, struct receipt *r, const char *order)
{
	if (!str_equal(order, r->d.order) || r->d.kind != RECEIPT_ORDER) {
		/* Late lines of another order would be taken for those of this one. */
		receipt_forget_reading(app, r);
		receipt_draft_take_order(&r->d, order);
		rows_done(&r->order);
		table_reset(&r->g.table);
		goods_form_next(&r->g);
	}
	receipt_follow(app, r);
	receipt_read(app, r);
	app_message_none(app);
}

void receipt_take_line(struct app *app, struct receipt *r, size_t row)
{
	const char *material;

	receipt_draft_take_line(&r->d, &r->g.table.rows, row);
	material = r->d.material;
	receipt_follow(app, r);
	if (!str_equal(r->g.material, material))
		goods_about(app, &r->g, material);
}

static void known(struct app *app, void *state)
{
	struct receipt *r = state;

	if (r->d.kind != RECEIPT_ORDER && str_equal(rows_text(&r->g.show, 0, "material"), r->d.material))
		receipt_draft_take_material(&r->d, &r->g.show);
	receipt_follow(app, r);
}

static void reread(struct app *app, void *state)
{
	struct receipt *r = state;

	receipt_read(app, r);
	goods_read_recent(app, &r->g);
	goods_read_queue(app, &r->g);
	goods_about(app, &r->g, r->g.material);
}

/* ---- choosing by hand ---- */

/* Up and Down choose the line under the cursor, unless something typed belongs to another material. */
static void move(struct app *app, struct receipt *r, enum action action)
{
	struct table *t = &r->g.table;
	char before[TABLE_KEY];
	size_t row;

	str_copy(before, sizeof(before), table_get(t, "line"));
	table_act(t, action);
	row = table_row(t);
	if (row == SIZE_MAX)
		return;
	if (receipt_filled(r) && r->d.material[0] != '\0' && !str_equal(table_get(t, "material"), r->d.material)) {
		table_select(t, before);
		receipt_say_filled(app, r);
		return;
	}
	app_message_none(app);
	if (str_equal(table_get(t, "status"), "OPEN")) {
		receipt_take_line(app, r, row);
		app_message(app, MSG_INFO, "line %" PRId64 ": Enter goes to the quantity", r->d.line);
	} else if (r->d.line != 0) {
		receipt_draft_next(&r->d);
		receipt_follow(app, r);
	}
}

/* ---- leaving ---- */

static void throw_away(struct app *app, struct receipt *r)
{
	receipt_label_drop(r);
	receipt_draft_next(&r->d);
	goods_form_next(&r->g);
	receipt_follow(app, r);
	app_message(app, MSG_INFO, "thrown away, nothing was posted");
}

static void on_throw_away(struct app *app, void *owner, const char *key)
{
	if (!str_equal(key, GOODS_THROW_AWAY))
		return;
	throw_away(app, owner);
}

static void ask_throw_away(struct app *app, struct receipt *r)
{
	goods_ask_throw_away(app, &r->g, r->d.material, r->d.unit.factor[0] != '\0' ? r->d.unit.uom : r->d.uom, false,
			     on_throw_away);
}

/* One step back: what is typed, then the line, then the order, then the screen. */
static bool back(struct app *app, struct receipt *r)
{
	if (r->g.posting) {
		app_message(app, MSG_INFO, "still posting %s", r->sent);
		return true;
	}
	if (receipt_filled(r)) {
		ask_throw_away(app, r);
		return true;
	}
	if (r->d.material[0] == '\0')
		return false;
	receipt_label_drop(r);
	receipt_draft_next(&r->d);
	goods_form_next(&r->g);
	receipt_follow(app, r);
	app_message_none(app);
	return true;
}

static void go_on(struct app *app, struct receipt *r)
{
	bool in_scan = form_focused(&r->g.form, "scan");

	if (in_scan && r->d.kind == RECEIPT_ORDER && r->d.order[0] == '\0' && table_row(&r->orders) != SIZE_MAX) {
		receipt_take_order(app, r, table_get(&r->orders, "purchase_order"));
		return;
	}
	if (in_scan && r->d.order[0] != '\0' && r->d.line == 0 && table_row(&r->g.table) != SIZE_MAX &&
	    str_equal(table_get(&r->g.table, "status"), "OPEN"))
		receipt_take_line(app, r, table_row(&r->g.table));
	receipt_go_on(app, r);
}

static void go(struct app *app, struct receipt *r)
{
	char text[FIELD_SIZE];

	if (goods_busy(app, &r->g))
		return;
	if (goods_take_scan(&r->g, text, sizeof(text))) {
		receipt_scan(app, r, text);
		return;
	}
	go_on(app, r);
}

/* ---- the screen ---- */

static bool to_lot(struct app *app, struct receipt *r)
{
	form_show(&r->g.form, "lot", true);
	form_focus(&r->g.form, "lot");
	receipt_follow(app, r);
	return true;
}

static bool up_down(struct app *app, struct receipt *r, enum action action)
{
	if (r->d.order[0] == '\0')
		return false;
	move(app, r, action);
	return true;
}

static bool act(struct app *app, void *state, enum action action)
{
	struct receipt *r = state;

	if (action == ACT_SAVE)
		receipt_post(app, r);
	else if (action == ACT_PICK)
		receipt_pick(app, r);
	else if (action == ACT_QUANTITY)
		form_focus(&r->g.form, "quantity");
	else if (action == ACT_LOT)
		return to_lot(app, r);
	else if (action == ACT_UNDO)
		goods_undo(app, &r->g);
	else if (action == ACT_MORE)
		receipt_choose_kind(app, r);
	else if (action == ACT_BACK)
		return back(app, r);
	else if (action == ACT_EXIT && (r->g.posting || receipt_filled(r)))
		return back(app, r);
	else if (action == ACT_UP || action == ACT_DOWN || action == ACT_PAGE_UP || action == ACT_PAGE_DOWN)
		return up_down(app, r, action);
	else if (action == ACT_GO && (!form_focused(&r->g.form, "scan") || form_get(&r->g.form, "scan")[0] == '\0'))
		go(app, r);
	else if (action == ACT_RELOAD) {
		table_apply(&r->g.table);
		reread(app, r);
	} else {
		return false;
	}
	return true;
}

/* "ORDER", or "ORDER<tab>LINE" when a label named the line. */
static void take_arg(struct receipt *r, const char *arg)
{
	char order[SCANNED_CODE];
	struct err err;
	char *tab;

	str_copy(order, sizeof(order), arg);
	tab = strchr(order, '\t');
	if (tab != NULL)
		*tab++ = '\0';
	if (order[0] != '\0')
		receipt_draft_take_order(&r->d, order);
	if (tab != NULL && !num_parse_int(tab, "", &r->d.wanted_line, &err))
		r->d.wanted_line = 0;
}

static bool can_undo(const void *state)
{
	return goods_can_undo(&((const struct receipt *)state)->g);
}

static bool has_goods(const void *state)
{
	return ((const struct receipt *)state)->d.material[0] != '\0';
}

static bool can_pick(const void *state)
{
	const struct receipt *r = state;

	return form_focused(&r->g.form, "location") || form_focused(&r->g.form, "scan");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE, .label = "Post", .enabled = has_goods, .help = "Post what is filled in" },
	{ .action = ACT_PICK, .enabled = can_pick },
	{ .action = ACT_QUANTITY, .enabled = has_goods },
	{ .action = ACT_LOT, .enabled = has_goods },
	{ .action = ACT_UNDO, .enabled = can_undo },
	{ .action = ACT_MORE, .label = "Kind", .help = "Choose: for an order, a transfer, an adjustment" },
	{ .action = ACT_BACK },
	{ .action = ACT_RELOAD },
	{ .action = ACT_NONE },
};

static bool open_receipt(struct app *app, void *state, const char *arg, struct err *err)
{
	static const struct goods_ops ops = {
		.move_type = "RECEIPT",
		.sign = "+",
		.kind = "stock_receive",
		.wanted = "a purchase order or its material",
		.act = act,
		.keys = keys,
		.label = receipt_label,
		.resolved = receipt_resolved,
		.known = known,
		.reread = reread,
	};
	struct receipt *r = state;

	(void)err;
	r->g.ops = &ops;
	form_init(&r->g.form, fields, sizeof(fields) / sizeof(fields[0]));
	table_init(&r->g.table, &receipt_lines_spec, NULL);
	table_init(&r->orders, &receipt_orders_spec, NULL);
	receipt_draft_start(&r->d, RECEIPT_ORDER);
	if (!receipt_anew_open(app, r, arg))
		take_arg(r, arg);
	goods_read_locations(app, &r->g);
	receipt_follow(app, r);
	return true;
}

static void close_receipt(struct app *app, void *state)
{
	struct receipt *r = state;

	(void)app;
	goods_done(&r->g);
	table_done(&r->orders);
	rows_done(&r->order);
}

static void update(struct app *app, void *state, topic_mask topics)
{
	struct receipt *r = state;

	if (topics & (TOPIC_PURCHASE | TOPIC_STOCK))
		receipt_read(app, r);
	if (topics & (TOPIC_STOCK | TOPIC_QUEUE)) {
		goods_read_queue(app, &r->g);
		/* At 40x12 the count takes a line. */
		receipt_follow(app, r);
	}
	if (topics & TOPIC_STOCK) {
		goods_read_recent(app, &r->g);
		goods_about(app, &r->g, r->g.material);
	}
}

static void edited(struct app *app, void *state)
{
	receipt_follow(app, state);
}

static struct form *form_of(void *state)
{
	return &((struct receipt *)state)->g.form;
}

static struct table *table_of(void *state)
{
	struct receipt *r = state;

	if (r->d.kind != RECEIPT_ORDER)
		return NULL;
	return r->d.order[0] != '\0' ? &r->g.table : &r->orders;
}

const struct screen_ops screen_receipt = {
	.name = "receipt",
	.title = "Goods receipt",
	.purpose = "Take goods in",
	.permission = "materials.receive",
	.help = "Take goods in. Scan the purchase order, then the label of each box. A label that tells material, "
		"quantity "
		"and all that is asked for posts by itself when exactly one open line takes it; otherwise the cursor "
		"waits in the first missing field, and F2 posts.\n"
		"Anything can be scanned, in any order: the program says what it was. When several lines of the order "
		"ask for the same material, choose one with the arrows and Enter, or F4. A lot and an expiry date are "
		"asked when the material needs them; F7 takes a lot that is not asked for. The barcode of a case is "
		"counted in cases.\n"
		"Without a server a receipt is QUEUED on this terminal and sent by itself. F8 takes the last one back: "
		"out of the queue, or by a reversal once it is posted; then both stay in the books. After an error the "
		"line is locked until Esc or another key acknowledges it.\n"
		"F9 receives without an order (transfer, adjustment); then the cost of one unit is asked.",
	.topics = TOPIC_STOCK | TOPIC_PURCHASE | TOPIC_QUEUE,
	.flags = SCREEN_SCAN | SCREEN_NARROW | SCREEN_LIVE,
	.state_size = sizeof(struct receipt),
	.keys = keys,
	.open = open_receipt,
	.close = close_receipt,
	.layout = receipt_layout,
	.update = update,
	.act = act,
	.draw = receipt_draw,
	.form = form_of,
	.table = table_of,
	.scan = receipt_scan,
	.ready = receipt_ready,
	.edited = edited,
};
