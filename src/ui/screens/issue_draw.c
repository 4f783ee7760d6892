/*
 * issue_draw - how the goods issue looks.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/issue.h"
#include "ui/screens/panel.h"
#include "ui/widgets/gauge.h"

enum {
	NEED_MATERIAL,
	NEED_NAME,
	NEED_REQUIRED,
	NEED_ISSUED,
	NEED_OPEN,
	NEED_UNIT,
	NEED_AVAILABLE,
	NEED_STATE,
	NEED_PROGRESS,
	NEED_COST,
};

static const struct table_column need_columns[] = {
	[NEED_MATERIAL] = { "material", "material", ALIGN_LEFT, 8, 16, 0, 0, ROLE_VALUE },
	[NEED_NAME] = { "name", "name", ALIGN_LEFT, 10, 40, 4, 1, ROLE_BODY },
	[NEED_REQUIRED] = { "required", "required", ALIGN_RIGHT, 8, 14, 3, 0, ROLE_NUMBER },
	[NEED_ISSUED] = { "issued", "issued", ALIGN_RIGHT, 6, 14, 8, 0, ROLE_NUMBER },
	[NEED_OPEN] = { "open", "open", ALIGN_RIGHT, 5, 14, 0, 0, ROLE_NUMBER },
	[NEED_UNIT] = { "", "uom", ALIGN_LEFT, 3, 5, 2, 0, ROLE_LABEL },
	[NEED_AVAILABLE] = { "free", "available", ALIGN_RIGHT, 7, 14, 1, 0, ROLE_NUMBER },
	[NEED_STATE] = { "state", NULL, ALIGN_LEFT, 7, 14, 0, 0, ROLE_BODY },
	[NEED_PROGRESS] = { "progress", NULL, ALIGN_LEFT, 8, 24, 5, 1, ROLE_BAR_FULL },
	[NEED_COST] = { "cost", "cost", ALIGN_RIGHT, 8, 14, 7, 0, ROLE_NUMBER },
};

static void format_state(const struct rows *rows, size_t row, struct table_cell *ret)
{
	char lacking[48];

	switch (issue_draft_state(rows, row, lacking, sizeof(lacking))) {
	case ISSUE_STATE_EXTRA:
		ret->role = ROLE_LABEL;
		str_copy(ret->text, sizeof(ret->text), "unplanned");
		break;
	case ISSUE_STATE_DONE:
		ret->role = ROLE_GOOD;
		str_copy(ret->text, sizeof(ret->text), "done ✓");
		break;
	case ISSUE_STATE_READY:
		str_copy(ret->text, sizeof(ret->text), "ready");
		break;
	case ISSUE_STATE_SHORT:
		ret->role = ROLE_WARN;
		str_format(ret->text, sizeof(ret->text), "short %s ▼", lacking);
		break;
	case ISSUE_STATE_NONE:
		ret->role = ROLE_BAD;
		str_copy(ret->text, sizeof(ret->text), "none ▼");
		break;
	}
}

static bool format_need(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const struct app *app = ctx;

	if (column == NEED_STATE) {
		format_state(rows, row, ret);
		return true;
	}
	if (column == NEED_PROGRESS && rows_num(rows, row, "required", NUM_QUANTITY_SCALE) <= 0)
		return true;
	if (column == NEED_PROGRESS) {
		ret->bar = gauge_permille(rows_num(rows, row, "issued", NUM_QUANTITY_SCALE),
					  rows_num(rows, row, "required", NUM_QUANTITY_SCALE));
		str_format(ret->text, sizeof(ret->text), "%3d %%", ret->bar / 10);
		return true;
	}
	if (column == NEED_COST && app != NULL) {
		goods_money(app, rows_text(rows, row, "cost"), ret->text, sizeof(ret->text));
		return true;
	}
	return false;
}

const struct table_spec issue_needs_spec = {
	.columns = need_columns,
	.n_columns = sizeof(need_columns) / sizeof(need_columns[0]),
	.key = "material",
	.format = format_need,
	.empty = "Nothing is planned for this order. Scan what it needs.",
};

enum { ORDER_STATE = 4 };

static const struct table_column order_columns[] = {
	{ "order", "work_order_number", ALIGN_LEFT, 8, 24, 0, 0, ROLE_VALUE },
	{ "product", "product", ALIGN_LEFT, 8, 16, 2, 0, ROLE_BODY },
	{ "name", "product_name", ALIGN_LEFT, 8, 0, 3, 1, ROLE_BODY },
	{ "quantity", "quantity", ALIGN_RIGHT, 8, 14, 1, 0, ROLE_NUMBER },
	[ORDER_STATE] = { "state", "order_status", ALIGN_LEFT, 11, 13, 0, 0, ROLE_LABEL },
};

static bool format_order(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "order_status");

	(void)ctx;
	if (column != ORDER_STATE)
		return false;
	str_copy(ret->text, sizeof(ret->text), panel_order_words(state));
	ret->role = panel_order_role(state);
	return true;
}

const struct table_spec issue_orders_spec = {
	.format = format_order,
	.columns = order_columns,
	.n_columns = sizeof(order_columns) / sizeof(order_columns[0]),
	.key = "work_order_number",
	.empty = "No work order is released. Release one in Work orders, or F9 issues without one.",
};

/* ---- where things are ---- */

void issue_layout(void *state, struct rect body)
{
	struct issue *s = state;
	int box = form_rows(&s->g.form, body.cols) + 2;

	s->body = body;
	s->g.narrow = body.cols < 70 || body.rows < 18;
	s->g.more = body.cols >= 110 && body.rows >= 30;
	s->g.facts = s->g.more || (!s->g.narrow && s->d.kind != ISSUE_ORDER);
	s->head = rect_cut_top(&body, 1);
	s->recent = s->about = (struct rect){ 0 };
	if (s->g.narrow) {
		s->list = s->d.kind == ISSUE_ORDER ? rect_cut_top(&body, body.rows > 9 ? body.rows - 6 : 3) : s->recent;
		s->form = body;
	} else {
		/* The frames stand still while fields come and go. */
		if (box < GOODS_BOX)
			box = GOODS_BOX;
		s->list = rect_cut_top(&body,
				       s->g.more ? goods_list_rows(s->d.order[0] != '\0' ? &s->g.table : &s->orders)
						 : body.rows - (body.rows >= 30 ? box + 8 : box));
		if (s->g.more) {
			s->about = rect_cut_right(&body, body.cols / 2);
			s->form = rect_cut_top(&body, box);
		} else {
			if (body.rows > box)
				s->about = rect_cut_bottom(&body, body.rows - box);
			s->form = rect_cut_left(&body, body.cols * 57 / 100);
		}
		s->recent = body;
	}
	table_layout(&s->g.table, s->list.rows);
	table_layout(&s->orders, s->list.rows);
}

/* ---- painting ---- */

/* Right to left: cost, status; what is left belongs to the product. */
static int draw_cost(const struct app *app, const struct issue *s, const struct canvas *c)
{
	const struct person *person = app->session != NULL ? session_person(app->session) : NULL;
	char money[64], text[100];
	int right = c->rect.cols - 1, width;

	if (s->g.narrow || rows_get(&s->order, 0, "actual_material_cost") == NULL)
		return right;
	goods_money(app, rows_text(&s->order, 0, "actual_material_cost"), money, sizeof(money));
	str_format(text, sizeof(text), "%s %s", money, person != NULL ? person->currency : "");
	width = text_width(text);
	text_put(c, 0, right - width, -1, ROLE_NUMBER, text);
	text_put(c, 0, right - width - 9, -1, ROLE_LABEL, "material");
	return right - width - 11;
}

static void draw_order(const struct app *app, const struct issue *s, const struct canvas *c)
{
	const char *status = rows_text(&s->order, 0, "order_status");
	int at = 1, right = draw_cost(app, s, c), width = text_width(status);
	char amount[96];

	text_put(c, 0, right - width, -1, panel_order_role(status), status);
	right -= width + 2;
	at += text_put(c, 0, at, -1, ROLE_LABEL, s->g.narrow ? "" : "Order ");
	at += text_put(c, 0, at, right - at, ROLE_VALUE, s->d.order) + 2;
	if (s->g.narrow || s->order.n == 0)
		return;
	goods_amount(app, rows_text(&s->order, 0, "quantity"), "", amount, sizeof(amount));
	at += text_put(c, 0, at, right - at, ROLE_NUMBER, amount) + 1;
	text_put(c, 0, at, right - at, ROLE_BODY,
		 rows_text(&s->order, 0, rows_get(&s->order, 0, "product_name") != NULL ? "product_name" : "product"));
}

static void draw_head(const struct app *app, const struct issue *s, const struct canvas *c)
{
	int at = 1;

	if (s->d.kind == ISSUE_ORDER && s->d.order[0] != '\0') {
		draw_order(app, s, c);
		return;
	}
	if (s->d.kind == ISSUE_ORDER) {
		text_put(c, 0, at, -1, ROLE_LABEL,
			 s->g.narrow ? "Scan the work order" : "Scan the work order. Released orders:");
		return;
	}
	at += text_put(c, 0, at, -1, ROLE_VALUE,
		       s->d.kind == ISSUE_TRANSFER ? "Issue by transfer" : "Issue by adjustment");
	text_put(c, 0, at + 2, -1, ROLE_DIM, "no work order; F9 changes");
}

static void draw_list(const struct app *app, const struct issue *s, const struct canvas *c)
{
	if (s->d.kind != ISSUE_ORDER)
		goods_draw_about(app, &s->g, c, "Scan the material that goes out.");
	else if (s->d.order[0] == '\0')
		table_draw(&s->orders, c, true);
	else
		table_draw(&s->g.table, c, s->d.planned);
}

void issue_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct issue *s = state;
	struct canvas c = canvas_sub(canvas, s->head);

	draw_head(app, s, &c);
	if (!rect_empty(s->list)) {
		c = canvas_sub(canvas, s->list);
		draw_list(app, s, &c);
	}
	if (!rect_empty(s->recent)) {
		c = canvas_sub(canvas, s->recent);
		goods_draw_recent(app, &s->g, &c, "last issued");
	}
	if (!rect_empty(s->about) && (s->d.kind == ISSUE_ORDER || s->g.more)) {
		c = canvas_sub(canvas, s->about);
		goods_draw_about(app, &s->g, &c, "The chosen material shows here.");
	}
	c = canvas_sub(canvas, s->form);
	goods_draw_form(&s->g, &c, "give out");
}
