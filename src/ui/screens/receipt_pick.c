/*
 * receipt_pick - the lists a person chooses from on the receipt screen.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/receipt.h"

void receipt_say_filled(struct app *app, const struct receipt *r)
{
	app_message(app, MSG_INFO, "%s is filled in and not posted: F2 posts it, Esc throws it away",
		    r->d.material[0] != '\0' ? r->d.material : "something");
}

static void on_order_picked(struct app *app, void *owner, const char *key)
{
	if (key != NULL)
		receipt_take_order(app, owner, key);
}

static void on_orders_to_pick(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;
	struct overlay *o;

	if (err != NULL) {
		app_error(app, err);
		return;
	}
	o = app_pick(app, r, "Open purchase orders", &receipt_orders_spec, NULL, rows, on_order_picked);
	if (o != NULL && r->d.order[0] != '\0')
		overlay_pick_select(o, r->d.order);
}

static void on_line_picked(struct app *app, void *owner, const char *key)
{
	struct receipt *r = owner;

	if (key == NULL || !table_select(&r->g.table, key))
		return;
	receipt_take_line(app, r, table_row(&r->g.table));
	receipt_go_on(app, r);
}

/* The open lines of the wanted material, when there are several. */
static bool pick_line(struct app *app, struct receipt *r)
{
	const struct rows *lines = &r->g.table.rows;
	struct rows open = { 0 };
	size_t first;

	if (r->d.order[0] == '\0' || r->d.material[0] == '\0' || receipt_draft_fits(lines, r->d.material, &first) < 2)
		return false;
	rows_init(&open, lines->column, lines->n_columns);
	for (size_t i = 0; i < lines->n; i++)
		if (str_equal(rows_text(lines, i, "material"), r->d.material) &&
		    str_equal(rows_text(lines, i, "status"), "OPEN"))
			rows_append(&open, lines->cell + i * lines->n_columns);
	app_pick(app, r, "Which line?", &receipt_lines_spec, NULL, &open, on_line_picked);
	return true;
}

void receipt_pick(struct app *app, struct receipt *r)
{
	if (form_focused(&r->g.form, "location"))
		goods_pick_location(app, &r->g);
	else if (pick_line(app, r))
		return;
	else if (receipt_filled(r))
		receipt_say_filled(app, r);
	else
		ask(app, r, Q_PO_LIST, on_orders_to_pick, "open", "true", NULL);
}

static void on_kind(struct app *app, void *owner, const char *key)
{
	struct receipt *r = owner;
	enum receipt_kind kind;

	if (key == NULL || !receipt_kind_parse(key, &kind) || kind == r->d.kind)
		return;
	receipt_label_drop(r);
	receipt_forget_reading(app, r);
	receipt_draft_start(&r->d, kind);
	rows_done(&r->order);
	table_reset(&r->g.table);
	goods_form_next(&r->g);
	goods_about(app, &r->g, "");
	receipt_follow(app, r);
	receipt_read(app, r);
}

void receipt_choose_kind(struct app *app, struct receipt *r)
{
	static const struct menu_item kinds[] = {
		{ "PURCHASE_ORDER", "Against a purchase order", NULL },
		{ "TRANSFER", "Transfer from elsewhere, no order", NULL },
		{ "ADJUSTMENT", "Found or corrected, no order", NULL },
		{ NULL, NULL, NULL },
	};

	if (receipt_filled(r))
		receipt_say_filled(app, r);
	else
		app_menu(app, r, "What kind of receipt?", kinds, on_kind);
}
