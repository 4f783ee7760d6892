/*
 * issue_pick - the lists a person chooses from on the issue screen.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/issue.h"

static void say_filled(struct app *app, const struct issue *s)
{
	app_message(app, MSG_INFO, "%s is filled in and not posted: F2 posts it, Esc throws it away",
		    s->d.material[0] != '\0' ? s->d.material : "something");
}

static void on_order_picked(struct app *app, void *owner, const char *key)
{
	if (key != NULL)
		issue_take_order(app, owner, key);
}

static void on_orders(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	struct rows open = { 0 };
	struct overlay *o;

	if (err != NULL) {
		app_error(app, err);
		return;
	}
	issue_draft_orders(rows, &open);
	o = app_pick(app, s, "Released work orders", &issue_orders_spec, NULL, &open, on_order_picked);
	if (o != NULL && s->d.order[0] != '\0')
		overlay_pick_select(o, s->d.order);
}

/* ---- lots of the chosen material ---- */

static const struct table_column lot_columns[] = {
	{ "lot", "lot", ALIGN_LEFT, 8, 24, 0, 1, ROLE_VALUE },
	{ "expiry", "expiry", ALIGN_LEFT, 10, 10, 1, 0, ROLE_BODY },
	{ "location", "location", ALIGN_LEFT, 8, 16, 2, 0, ROLE_BODY },
	{ "quantity", "quantity", ALIGN_RIGHT, 8, 16, 0, 0, ROLE_NUMBER },
};

static const struct table_spec lot_spec = {
	.columns = lot_columns,
	.n_columns = sizeof(lot_columns) / sizeof(lot_columns[0]),
	.key = "lot location",
	.empty = "No lot of this material is on the shelves.",
};

/* The key is "lot location"; the lot is asked for by what is selected, so the longest lot that begins it. */
static void on_lot(struct app *app, void *owner, const char *key)
{
	struct issue *s = owner;

	if (key == NULL)
		return;
	for (size_t i = 0; i < s->g.balances.n; i++) {
		char mine[TABLE_KEY];

		str_format(mine, sizeof(mine), "%s %s", rows_text(&s->g.balances, i, "lot"),
			   rows_text(&s->g.balances, i, "location"));
		if (!str_equal(mine, key))
			continue;
		form_set(&s->g.form, "lot", rows_text(&s->g.balances, i, "lot"));
		form_set(&s->g.form, "location", rows_text(&s->g.balances, i, "location"));
		issue_follow(app, s);
		issue_go_on(app, s);
		return;
	}
}

static void on_balances(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	struct rows lots = { 0 };

	if (err != NULL) {
		app_error(app, err);
		return;
	}
	rows_init(&lots, rows->column, rows->n_columns);
	for (size_t i = 0; i < rows->n; i++)
		if (rows_text(rows, i, "lot")[0] != '\0')
			rows_append(&lots, rows->cell + i * rows->n_columns);
	rows_done(&s->g.balances);
	s->g.balances = *rows;
	*rows = (struct rows){ 0 };
	app_pick(app, s, "Lots on the shelves", &lot_spec, NULL, &lots, on_lot);
}

void issue_pick(struct app *app, struct issue *s)
{
	if (form_focused(&s->g.form, "location"))
		goods_pick_location(app, &s->g);
	else if (form_focused(&s->g.form, "lot") && s->d.material[0] != '\0')
		ask(app, s, Q_STOCK_BALANCES, on_balances, "material", s->d.material, NULL);
	else if (issue_filled(s))
		say_filled(app, s);
	else
		ask(app, s, Q_ORDER_LIST, on_orders, NULL);
}

/* ---- without an order ---- */

static void on_kind(struct app *app, void *owner, const char *key)
{
	struct issue *s = owner;
	enum issue_kind kind;

	if (key == NULL || !issue_kind_parse(key, &kind) || kind == s->d.kind)
		return;
	issue_forget_reading(app, s);
	issue_draft_start(&s->d, kind);
	rows_done(&s->order);
	table_reset(&s->g.table);
	goods_form_next(&s->g);
	goods_about(app, &s->g, "");
	issue_follow(app, s);
	issue_read(app, s);
}

void issue_choose_kind(struct app *app, struct issue *s)
{
	static const struct menu_item kinds[] = {
		{ "WORK_ORDER", "To a work order", NULL },
		{ "TRANSFER", "Transfer to elsewhere, no order", NULL },
		{ "ADJUSTMENT", "Lost or corrected, no order", NULL },
		{ NULL, NULL, NULL },
	};

	if (issue_filled(s))
		say_filled(app, s);
	else
		app_menu(app, s, "What kind of issue?", kinds, on_kind);
}
