/*
 * stock - find a material and see all of it: on hand, reserved, available,
 * the cost layers in the order of drawing, where it lies, and its movements.
 *
 * The search line always has the focus: typing or scanning narrows the list,
 * Up and Down walk it, F9 turns the pages below. A scanned lot finds its
 * material.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "core/label.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/panel.h"

/* Lines of layers and places where the movements stand below them. */
enum { PAGE_ROWS = 8 };

enum page { PAGE_LAYERS, PAGE_PLACES, PAGE_MOVES, PAGE_COUNT };

struct stock {
	struct form form;
	struct table materials;
	struct table layers;
	struct table places;
	struct table moves;
	enum page page;
	char query[FIELD_SIZE];	  /* what the list shows */
	char material[TABLE_KEY]; /* what the pages show */
	bool sees_cost;
	bool select_scanned; /* the next list is the answer to a scan */
	struct rect search, list, left, right, below;
};

static const struct field_spec search_spec[] = {
	{ .name = "query",
	  .label = "Find",
	  .kind = FIELD_SCAN,
	  .hint = "code, name or lot; Enter searches, empty lists all" },
};

static const struct table_column material_columns[] = {
	{ .title = "material", .name = "material", .min = 8, .max = 24, .priority = 0, .role = ROLE_VALUE },
	{ .title = "name", .name = "name", .min = 16, .max = 44, .grow = 1, .role = ROLE_BODY },
	{ .title = "on hand", .name = "quantity_on_hand", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
	{ .title = "unit", .name = "uom", .min = 4, .max = 8, .priority = 2, .role = ROLE_DIM },
	{ .title = "reserved", .name = "reserved", .align = ALIGN_RIGHT, .min = 8, .priority = 5, .role = ROLE_NUMBER },
	{ .title = "available",
	  .name = "available",
	  .align = ALIGN_RIGHT,
	  .min = 9,
	  .priority = 3,
	  .role = ROLE_NUMBER },
	{ .title = "reorder at",
	  .name = "reorder_point",
	  .align = ALIGN_RIGHT,
	  .min = 10,
	  .priority = 6,
	  .role = ROLE_DIM },
	{ .title = "value",
	  .name = "value_on_hand",
	  .align = ALIGN_RIGHT,
	  .min = 8,
	  .priority = 7,
	  .role = ROLE_NUMBER },
	{ .title = "state", .min = 5, .max = 6, .priority = 4, .role = ROLE_BODY },
};
enum { COLUMN_STATE = 8 };

static const struct table_column layer_columns[] = {
	{ .title = "received", .name = "received_at", .min = 12, .max = 16, .role = ROLE_BODY },
	{ .title = "left", .name = "quantity_left", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "cost each",
	  .name = "unit_cost",
	  .align = ALIGN_RIGHT,
	  .min = 9,
	  .priority = 2,
	  .role = ROLE_NUMBER },
	{ .title = "value", .name = "value_left", .align = ALIGN_RIGHT, .min = 8, .priority = 1, .role = ROLE_NUMBER },
};

static const struct table_column place_columns[] = {
	{ .title = "place", .name = "location", .min = 8, .max = 16, .role = ROLE_VALUE },
	{ .title = "plant", .name = "plant", .min = 5, .max = 12, .priority = 2, .role = ROLE_DIM },
	{ .title = "lot", .name = "lot", .min = 8, .max = 24, .role = ROLE_BODY },
	{ .title = "expiry", .name = "expiry", .min = 10, .max = 10, .priority = 1, .role = ROLE_BODY },
	{ .title = "quantity", .name = "quantity", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
};

static bool is_low(const struct rows *rows, size_t row)
{
	return rows_num(rows, row, "quantity_on_hand", NUM_QUANTITY_SCALE) <
	       rows_num(rows, row, "reorder_point", NUM_QUANTITY_SCALE);
}

/* "LOW" is the word; the colour only helps. */
static bool material_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	int64_t on_hand = rows_num(rows, row, "quantity_on_hand", NUM_QUANTITY_SCALE);

	(void)ctx;
	if (column != COLUMN_STATE)
		return false;
	if (!is_low(rows, row)) {
		str_copy(ret->text, sizeof(ret->text), on_hand == 0 ? "none" : "ok");
		ret->role = ROLE_DIM;
		return true;
	}
	str_copy(ret->text, sizeof(ret->text), "LOW ▼");
	ret->role = ROLE_WARN;
	return true;
}

/* Times as people read them: "14:32", "24 Nov 14:32". ctx is the app. */
static bool time_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	if (column != 0)
		return false;
	app_time(ctx, rows_text(rows, row, "received_at"), ret->text, sizeof(ret->text));
	return true;
}

static const struct table_spec material_table = {
	PANEL_COLUMNS(material_columns),
	.key = "material",
	.format = material_cell,
	.empty = "Nothing matches. Empty the line and press Enter to list everything.",
};

static const struct table_spec layer_table = {
	PANEL_COLUMNS(layer_columns),
	.key = "received_at quantity_left value_left",
	.format = time_cell,
	.empty = "No open layers: nothing on hand.",
	.read_only = true,
};

static const struct table_spec place_table = {
	PANEL_COLUMNS(place_columns),
	.key = "plant location lot",
	.empty = "Nowhere: nothing on hand.",
	.read_only = true,
};

/* ---- answers ---- */

static void read_pages(struct app *app, struct stock *s)
{
	if (!s->material[0])
		return;
	ask_table(app, s, &s->layers, Q_STOCK_LAYERS, "material", s->material, NULL);
	ask_table(app, s, &s->places, Q_STOCK_BALANCES, "material", s->material, NULL);
	panel_read_material_moves(app, s, &s->moves, s->material);
}

/* The pages follow the selected line. */
static void follow_selection(struct app *app, void *state)
{
	struct stock *s = state;
	const char *selected = table_get(&s->materials, "material");

	if (str_equal(selected, s->material))
		return;
	str_copy(s->material, sizeof(s->material), selected);
	app_table_reset(app, &s->layers);
	app_table_reset(app, &s->places);
	app_table_reset(app, &s->moves);
	read_pages(app, s);
}

static void search(struct app *app, struct stock *s);

/* Nothing by code or name: a lot or a barcode perhaps. */
static void got_meaning(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct stock *s = owner;
	const char *material;

	if (err) {
		app_error(app, err);
		return;
	}
	if (scanned_what(rows, 0) == SCANNED_USER) {
		app_scan_was_badge(app, rows_text(rows, 0, "name"));
		str_copy(s->query, sizeof(s->query), "");
		app_message(app, MSG_BAD, "That is the badge of %s: scan a material", rows_text(rows, 0, "name"));
		return;
	}
	material = rows_text(rows, 0, "material");
	if (rows->n == 0 || !material[0]) {
		app_message(app, MSG_BAD, "Nothing is called %s: no material, name, lot or barcode", s->query);
		return;
	}
	str_copy(s->query, sizeof(s->query), material);
	search(app, s);
}

static void got_materials(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct stock *s = owner;
	bool nothing;

	if (err) {
		app_error(app, err);
		return;
	}
	nothing = rows->n == 0 && s->query[0] && s->select_scanned;
	app_table_load(app, &s->materials, rows);
	if (s->select_scanned) {
		table_apply(&s->materials);
		table_select(&s->materials, s->query);
	}
	s->select_scanned = false;
	if (nothing)
		ask(app, s, Q_RESOLVE, got_meaning, "text", s->query, NULL);
	follow_selection(app, s);
}

static void search(struct app *app, struct stock *s)
{
	ask(app, s, Q_STOCK_SEARCH, got_materials, "query", s->query, NULL);
}

/* ---- the screen ---- */

static bool stock_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct stock *s = state;

	(void)err;
	form_init(&s->form, search_spec, 1);
	table_init(&s->materials, &material_table, app);
	table_init(&s->layers, &layer_table, app);
	table_init(&s->places, &place_table, app);
	table_init(&s->moves, &panel_material_moves, app);
	s->sees_cost = app_may(app, "cost.view");
	str_copy(s->query, sizeof(s->query), arg);
	s->select_scanned = arg[0] != '\0';
	return true;
}

static void stock_close(struct app *app, void *state)
{
	struct stock *s = state;

	(void)app;
	table_done(&s->materials);
	table_done(&s->layers);
	table_done(&s->places);
	table_done(&s->moves);
}

static void stock_layout(void *state, struct rect body)
{
	struct stock *s = state;
	bool wide = body.cols >= PANEL_WIDE_COLS;
	bool tall = body.rows >= PANEL_TALL_ROWS;

	s->search = rect_cut_top(&body, 2);
	s->list = rect_cut_top(&body, body.rows * (tall ? 45 : 52) / 100);
	rect_cut_top(&body, 1);
	s->below = (struct rect){ 0 };
	if (wide && tall)
		s->below = rect_cut_bottom(&body, body.rows - PAGE_ROWS);
	s->left = body;
	s->right = (struct rect){ 0 };
	if (wide) {
		s->right = rect_cut_right(&s->left, body.cols / 2);
		rect_cut_right(&s->left, 2);
	}
	table_layout(&s->materials, s->list.rows);
}

static void stock_update(struct app *app, void *state, topic_mask topics)
{
	struct stock *s = state;

	(void)topics;
	search(app, s);
	read_pages(app, s);
}

/* A typed text is searched for as it stands, a label by what it names. */
static void stock_scan(struct app *app, void *state, const char *text)
{
	struct stock *s = state;
	struct scan scan = { 0 };
	struct label label;
	struct err err = { 0 };

	if (!app_label(app, "", text, &scan, &err)) {
		str_copy(err.field, sizeof(err.field), "query");
		app_error(app, &err);
		return;
	}
	label_from(&scan, 0, &label);
	scan_done(&scan);
	str_copy(s->query, sizeof(s->query), label.n_keys > 0 ? label.key[0].text : label.lot);
	str_trim(s->query);
	app_scan_became(app, "looked for in the stock");
	s->select_scanned = true;
	app_message_none(app);
	search(app, s);
}

static bool stock_act(struct app *app, void *state, enum action action)
{
	struct stock *s = state;

	if (action == ACT_MORE) {
		s->page = (s->page + 1) % PAGE_COUNT;
		return true;
	}
	if (action == ACT_RELOAD) {
		table_apply(&s->materials);
		stock_update(app, s, TOPIC_ALL);
		return true;
	}
	return false;
}

static void draw_page(const struct stock *s, const struct canvas *c, struct rect r, enum page page, bool more)
{
	static const char *const titles[PAGE_COUNT][2] = { { "Cost layers, in the order of drawing of", "" },
							   { "Where it lies:", "" },
							   { "Movements of", ", newest first" } };
	const struct table *tables[PAGE_COUNT] = { &s->layers, &s->places, &s->moves };
	char title[TABLE_KEY + 64], hint[48] = "";

	str_format(title, sizeof(title), "%s %s%s", titles[page][0], s->material, titles[page][1]);
	if (more)
		str_format(hint, sizeof(hint), "F9 next page (%d of %d)", (int)page + 1, (int)PAGE_COUNT);
	panel_draw(c, r, tables[page], title, hint);
}

/* How much there is, what is low, what it is worth; with a search, how to get everything back. */
static void draw_summary(const struct app *app, const struct stock *s, const struct canvas *c)
{
	const struct rows *r = &s->materials.rows;
	const struct person *person = app->session != NULL ? session_person(app->session) : NULL;
	char count[24], worth[NUM_TEXT], text[160];
	int64_t value = 0, sum = 0;
	size_t low = 0;
	int at;

	if (!s->materials.loaded)
		return;
	for (size_t i = 0; i < r->n; i++) {
		low += is_low(r, i);
		value = rows_num(r, i, "value_on_hand", NUM_AMOUNT_SCALE);
		if (__builtin_add_overflow(sum, value, &sum))
			return;
	}
	str_format(count, sizeof(count), "%zu", r->n);
	app_number(app, count, text, sizeof(text));
	at = 1 + text_printf(c, 0, 1, ROLE_NUMBER, "%s", text);
	at += text_printf(c, 0, at, ROLE_LABEL, r->n == 1 ? " material" : " materials");
	if (s->query[0] != '\0')
		at += text_printf(c, 0, at, ROLE_LABEL, " with \"%s\"; empty and Enter: all", s->query);
	if (low > 0)
		at += text_printf(c, 0, at, ROLE_WARN, "   %zu low ▼", low);
	if (!s->sees_cost || c->rect.cols - at < 40)
		return;
	num_format_grouped(sum / 100 * 100, NUM_AMOUNT_SCALE, 2, app->numbers.group, app->numbers.point, worth);
	str_format(text, sizeof(text), "worth %s %s", worth, person != NULL ? person->currency : "");
	text_put(c, 0, c->rect.cols - text_width(text) - 1, -1, ROLE_LABEL, text);
}

static void stock_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct stock *s = state;
	struct rect search = s->search, first = rect_cut_top(&search, 1);
	struct canvas search_line = canvas_sub(canvas, first), summary = canvas_sub(canvas, search);
	struct canvas list = canvas_sub(canvas, s->list);

	table_draw(&s->materials, &list, false);
	form_draw(&s->form, &search_line, true);
	draw_summary(app, s, &summary);
	if (!s->material[0])
		return;
	if (rect_empty(s->right)) {
		draw_page(s, canvas, s->left, s->page, true);
	} else if (rect_empty(s->below)) {
		draw_page(s, canvas, s->left, s->page == PAGE_MOVES ? PAGE_LAYERS : s->page, true);
		draw_page(s, canvas, s->right, PAGE_MOVES, false);
	} else {
		draw_page(s, canvas, s->left, PAGE_LAYERS, false);
		draw_page(s, canvas, s->right, PAGE_PLACES, false);
		draw_page(s, canvas, s->below, PAGE_MOVES, false);
	}
}

static struct form *stock_form(void *state)
{
	return &((struct stock *)state)->form;
}

static struct table *stock_table(void *state)
{
	return &((struct stock *)state)->materials;
}

static const struct screen_key stock_keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_RELOAD },
	{ .action = ACT_MORE, .label = "Next page", .help = "Layers, places, movements: the next page" },
	{ .action = ACT_MENU },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_stock = {
	.name = "stock",
	.title = "Stock",
	.purpose = "Everything about a material",
	.permission = "materials.view",
	.help = "Everything about a material. Type part of its code or name, or scan it or a lot, and press Enter. "
		"Up and Down walk the list; what stands below follows.\n"
		"Reserved is what released work orders hold; available is on hand less that. LOW means below the "
		"reorder point. Cost layers stand in the order in which the next issue draws them.",
	.topics = TOPIC_STOCK,
	.flags = SCREEN_SCAN | SCREEN_LIVE,
	.state_size = sizeof(struct stock),
	.keys = stock_keys,
	.open = stock_open,
	.close = stock_close,
	.layout = stock_layout,
	.update = stock_update,
	.act = stock_act,
	.draw = stock_draw,
	.form = stock_form,
	.table = stock_table,
	.selected = follow_selection,
	.scan = stock_scan,
};
