/*
 * receipt_draw - how the goods receipt looks.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/receipt.h"
#include "ui/widgets/gauge.h"

enum {
	LINE_NUMBER,
	LINE_MATERIAL,
	LINE_NAME,
	LINE_ORDERED,
	LINE_RECEIVED,
	LINE_OPEN,
	LINE_UNIT,
	LINE_PROGRESS,
	LINE_ASKS
};

static const struct table_column line_columns[] = {
	[LINE_NUMBER] = { "line", "line", ALIGN_RIGHT, 4, 5, 0, 0, ROLE_NUMBER },
	[LINE_MATERIAL] = { "material", "material", ALIGN_LEFT, 8, 16, 0, 0, ROLE_VALUE },
	[LINE_NAME] = { "name", "name", ALIGN_LEFT, 10, 40, 4, 1, ROLE_BODY },
	[LINE_ORDERED] = { "ordered", "ordered", ALIGN_RIGHT, 7, 14, 3, 0, ROLE_NUMBER },
	[LINE_RECEIVED] = { "received", "received", ALIGN_RIGHT, 8, 14, 2, 0, ROLE_NUMBER },
	[LINE_OPEN] = { "open", "open", ALIGN_RIGHT, 6, 14, 0, 0, ROLE_NUMBER },
	[LINE_UNIT] = { "", "uom", ALIGN_LEFT, 3, 5, 2, 0, ROLE_LABEL },
	[LINE_PROGRESS] = { "progress", NULL, ALIGN_LEFT, 8, 24, 1, 1, ROLE_BAR_FULL },
	[LINE_ASKS] = { "asks for", NULL, ALIGN_LEFT, 11, 11, 6, 0, ROLE_LABEL },
};

static bool format_line(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *status = rows_text(rows, row, "status");
	bool lot = rows_bool(rows, row, "lot_required"), expiry = rows_bool(rows, row, "expiry_required");

	(void)ctx;
	if (column == LINE_ASKS) {
		str_format(ret->text, sizeof(ret->text), "%s%s%s", lot ? "lot" : "", lot && expiry ? ", " : "",
			   expiry ? "expiry" : "");
		return true;
	}
	if (column != LINE_PROGRESS) {
		if (!str_equal(status, "OPEN"))
			ret->role = ROLE_DIM;
		return false;
	}
	if (str_equal(status, "OPEN")) {
		ret->bar = gauge_permille(rows_num(rows, row, "received", NUM_QUANTITY_SCALE),
					  rows_num(rows, row, "ordered", NUM_QUANTITY_SCALE));
		str_format(ret->text, sizeof(ret->text), "%3d %%", ret->bar / 10);
		return true;
	}
	ret->role = str_equal(status, "RECEIVED") ? ROLE_GOOD : ROLE_DIM;
	str_copy(ret->text, sizeof(ret->text), str_equal(status, "RECEIVED") ? "done ✓" : "closed");
	return true;
}

const struct table_spec receipt_lines_spec = {
	.columns = line_columns,
	.n_columns = sizeof(line_columns) / sizeof(line_columns[0]),
	.key = "line",
	.format = format_line,
	.empty = "This order has no lines. F4 lists other orders.",
};

static const struct table_column order_columns[] = {
	{ "order", "purchase_order", ALIGN_LEFT, 10, 24, 0, 0, ROLE_VALUE },
	{ "supplier", "supplier_name", ALIGN_LEFT, 10, 0, 1, 1, ROLE_BODY },
	{ "open", "open_lines", ALIGN_RIGHT, 4, 6, 0, 0, ROLE_NUMBER },
	{ "lines", "lines", ALIGN_RIGHT, 5, 6, 2, 0, ROLE_NUMBER },
	{ "status", "status", ALIGN_LEFT, 6, 10, 3, 0, ROLE_DIM },
};

const struct table_spec receipt_orders_spec = {
	.columns = order_columns,
	.n_columns = sizeof(order_columns) / sizeof(order_columns[0]),
	.key = "purchase_order",
	.empty = "No purchase order is open. F9 receives without one.",
};

/* ---- where things are ---- */

static void layout_narrow(struct receipt *r, struct rect body)
{
	r->head = rect_cut_top(&body, 1);
	r->list = r->d.kind == RECEIPT_ORDER ? rect_cut_top(&body, body.rows > 9 ? body.rows - 6 : 3)
					     : (struct rect){ 0 };
	r->queue = goods_has_queue(&r->g) ? rect_cut_bottom(&body, 1) : (struct rect){ 0 };
	r->form = body;
	r->recent = r->about = (struct rect){ 0 };
}

static const struct table *receipt_list(const struct receipt *r)
{
	return r->d.order[0] != '\0' ? &r->g.table : &r->orders;
}

void receipt_layout(void *state, struct rect body)
{
	struct receipt *r = state;
	int box = form_rows(&r->g.form, body.cols) + 2;

	r->body = body;
	r->g.narrow = body.cols < 70 || body.rows < 18;
	r->g.more = body.cols >= 110 && body.rows >= 30;
	r->g.facts = r->g.more || (!r->g.narrow && r->d.kind != RECEIPT_ORDER);
	r->queue = (struct rect){ 0 };
	if (r->g.narrow) {
		layout_narrow(r, body);
	} else {
		/* The frames stand still while fields come and go. */
		if (box < GOODS_BOX)
			box = GOODS_BOX;
		r->head = rect_cut_top(&body, 1);
		r->list = rect_cut_top(&body, r->g.more ? goods_list_rows(receipt_list(r))
							: body.rows - (body.rows >= 30 ? box + 8 : box));
		r->about = r->g.more	     ? rect_cut_right(&body, body.cols / 2)
			   : body.rows > box ? rect_cut_bottom(&body, body.rows - box)
					     : (struct rect){ 0 };
		if (r->g.more) {
			r->form = rect_cut_top(&body, box);
			r->recent = body;
		} else {
			r->form = rect_cut_left(&body, body.cols * 57 / 100);
			r->recent = body;
		}
	}
	table_layout(&r->g.table, r->list.rows);
	table_layout(&r->orders, r->list.rows);
}

/* ---- painting ---- */

static const char *kind_words(enum receipt_kind kind)
{
	switch (kind) {
	case RECEIPT_TRANSFER:
		return "Receipt by transfer";
	case RECEIPT_ADJUSTMENT:
		return "Receipt by adjustment";
	case RECEIPT_ORDER:
		break;
	}
	return "Goods receipt";
}

static void draw_head(const struct receipt *r, const struct canvas *c)
{
	size_t open = receipt_draft_open_lines(&r->g.table.rows);
	int at = 1;

	if (r->d.kind != RECEIPT_ORDER) {
		at += text_put(c, 0, at, -1, ROLE_VALUE, kind_words(r->d.kind));
		text_put(c, 0, at + 2, -1, ROLE_DIM, "no purchase order; F9 changes");
		return;
	}
	if (r->d.order[0] == '\0') {
		text_put(c, 0, at, -1, ROLE_LABEL,
			 r->g.narrow ? "Scan the order or its material"
				     : "Scan the purchase order or its material. Open orders:");
		return;
	}
	at += text_put(c, 0, at, -1, ROLE_LABEL, r->g.narrow ? "" : "Order ");
	at += text_put(c, 0, at, -1, ROLE_VALUE, r->d.order) + 2;
	text_put(c, 0, at, c->rect.cols - at - (r->g.narrow ? 12 : 24), ROLE_BODY,
		 rows_text(&r->order, 0, "supplier_name"));
	if (r->g.table.loaded) {
		char text[64];

		if (open == 0)
			str_copy(text, sizeof(text), r->g.narrow ? "done ✓" : "complete ✓");
		else
			str_format(text, sizeof(text), r->g.narrow ? "%zu/%zu open" : "%zu of %zu lines open", open,
				   r->g.table.rows.n);
		text_put(c, 0, c->rect.cols - text_width(text) - 1, -1, open == 0 ? ROLE_GOOD : ROLE_NUMBER, text);
	}
}

static void draw_list(const struct app *app, const struct receipt *r, const struct canvas *c)
{
	if (r->d.kind != RECEIPT_ORDER)
		goods_draw_about(app, &r->g, c, "Scan the material that comes in.");
	else if (r->d.order[0] == '\0')
		table_draw(&r->orders, c, true);
	else
		table_draw(&r->g.table, c, r->d.line != 0 || r->d.material[0] != '\0');
}

void receipt_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct receipt *r = state;
	struct canvas c = canvas_sub(canvas, r->head);

	draw_head(r, &c);
	if (!rect_empty(r->list)) {
		c = canvas_sub(canvas, r->list);
		draw_list(app, r, &c);
	}
	if (!rect_empty(r->recent)) {
		c = canvas_sub(canvas, r->recent);
		goods_draw_recent(app, &r->g, &c, "last received");
	}
	if (!rect_empty(r->about) && (r->d.kind == RECEIPT_ORDER || r->g.more)) {
		c = canvas_sub(canvas, r->about);
		goods_draw_about(app, &r->g, &c, "The chosen material shows here.");
	}
	if (!rect_empty(r->queue)) {
		c = canvas_sub(canvas, r->queue);
		goods_draw_queue_count(&r->g, &c);
	}
	c = canvas_sub(canvas, r->form);
	goods_draw_form(&r->g, &c, "take in");
}
