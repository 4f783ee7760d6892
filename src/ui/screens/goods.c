/*
 * goods - what the receipt and the issue screen share. Painting stands in
 * goods_draw.c.
 */
#include "ui/screens/goods.h"

#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"

#define UNDO_REASON "undone at the terminal"
#define RECENT_ROWS "16"
#define MOVES_ROWS  "16"

enum { QUEUE_ROWS = 50, UNDO_LOOKS_BACK = 200 };

static void forget_about(struct goods *g)
{
	rows_done(&g->show);
	rows_done(&g->balances);
	rows_done(&g->layers);
	rows_done(&g->moves);
}

void goods_done(struct goods *g)
{
	table_done(&g->table);
	forget_about(g);
	rows_done(&g->recent);
	rows_done(&g->queued);
	rows_done(&g->locations);
}

/* Keep an answer. Facts beside the work are optional: an error leaves what was known. */
static void keep(struct rows *mine, struct rows *rows)
{
	if (rows == NULL)
		return;
	rows_done(mine);
	*mine = *rows;
	*rows = (struct rows){ 0 };
}

static void on_show(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)err;
	if (rows == NULL || rows->n == 0)
		return;
	keep(&g->show, rows);
	g->ops->known(app, g);
}

static void on_balances(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)app;
	(void)err;
	keep(&g->balances, rows);
}

static void on_layers(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)app;
	(void)err;
	keep(&g->layers, rows);
}

static void on_moves(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)app;
	(void)err;
	keep(&g->moves, rows);
}

static void on_recent(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)app;
	(void)err;
	keep(&g->recent, rows);
}

static void on_locations(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;

	(void)app;
	(void)err;
	keep(&g->locations, rows);
	goods_show_default_location(g);
}

void goods_about(struct app *app, struct goods *g, const char *material)
{
	bool same = str_equal(g->material, material);

	for (size_t i = 0; i < sizeof(g->asked) / sizeof(g->asked[0]); i++) {
		if (g->asked[i] != 0)
			app_forget(app, g->asked[i]);
		g->asked[i] = 0;
	}
	if (!same)
		forget_about(g);
	str_copy(g->material, sizeof(g->material), material);
	if (material[0] == '\0' || !app_may(app, "materials.view"))
		return;
	g->asked[0] = ask(app, g, Q_MATERIAL_SHOW, on_show, "material", material, NULL);
	if (!g->facts)
		return;
	g->asked[1] = ask(app, g, Q_STOCK_BALANCES, on_balances, "material", material, NULL);
	g->asked[2] = ask(app, g, Q_STOCK_LAYERS, on_layers, "material", material, NULL);
	g->asked[3] = ask(app, g, Q_STOCK_MOVES, on_moves, "material", material, "limit", MOVES_ROWS, NULL);
}

void goods_read_recent(struct app *app, struct goods *g)
{
	if (app_may(app, "materials.view") && !g->narrow)
		ask(app, g, Q_STOCK_MOVES, on_recent, "type", g->ops->move_type, "limit", RECENT_ROWS, NULL);
}

void goods_read_queue(struct app *app, struct goods *g)
{
	rows_done(&g->queued);
	if (g->ops->kind != NULL)
		app_queue_lines(app, 1U << SPOOL_QUEUED | 1U << SPOOL_REFUSED, g->ops->kind, QUEUE_ROWS, &g->queued);
}

void goods_read_locations(struct app *app, struct goods *g)
{
	ask(app, g, Q_LOCATION_LIST, on_locations, NULL);
}

void goods_load(struct app *app, struct goods *g, struct rows *rows)
{
	if (g->own_change)
		table_load(&g->table, rows, false);
	else
		app_table_load(app, &g->table, rows);
	g->own_change = false;
}

/* ---- undo ---- */

void goods_posted(struct goods *g, const struct rows *rows, int64_t seq, const char *sscc, const char *words)
{
	struct goods_post *p;

	g->own_change = true;
	if (seq == 0 && (rows == NULL || str_empty(rows_text(rows, 0, "transaction_id"))))
		return;
	if (g->n_posts == GOODS_POSTS) {
		memmove(g->post, g->post + 1, (GOODS_POSTS - 1) * sizeof(g->post[0]));
		g->n_posts--;
	}
	p = &g->post[g->n_posts++];
	*p = (struct goods_post){ .seq = seq };
	str_copy(p->sscc, sizeof(p->sscc), sscc);
	str_copy(p->words, sizeof(p->words), words);
	if (rows != NULL)
		str_copy(p->transaction, sizeof(p->transaction), rows_text(rows, 0, "transaction_id"));
}

bool goods_knows_sscc(const struct goods *g, const char *sscc)
{
	for (size_t i = 0; sscc[0] != '\0' && i < g->n_posts; i++)
		if (!g->post[i].undone && str_equal(g->post[i].sscc, sscc))
			return true;
	return false;
}

static struct goods_post *last_post(struct goods *g)
{
	for (size_t i = g->n_posts; i > 0; i--)
		if (!g->post[i - 1].undone)
			return &g->post[i - 1];
	return NULL;
}

bool goods_can_undo(const struct goods *g)
{
	for (size_t i = 0; i < g->n_posts; i++)
		if (!g->post[i].undone)
			return !g->posting;
	return false;
}

static void on_undone(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;
	struct goods_post *p = last_post(g);
	char hand[64];

	g->posting = false;
	if (err != NULL) {
		/* Somebody else reversed it: there is nothing left to undo here. */
		if (p != NULL && err->kind == ERR_DUPLICATE)
			p->undone = true;
		goods_refused(app, g, err);
		return;
	}
	if (p == NULL)
		return;
	p->undone = g->own_change = true;
	app_number(app, rows_text(rows, 0, "quantity_on_hand"), hand, sizeof(hand));
	app_message(app, MSG_GOOD, "undone: %s, on hand %s", p->words, hand);
	g->ops->reread(app, g);
}

static void on_undo_confirmed(struct app *app, void *owner, bool yes)
{
	struct goods *g = owner;
	struct goods_post *p = last_post(g);

	if (!yes || p == NULL || g->posting)
		return;
	/* Kept until the answer: a second try after a lost connection is the same reversal. */
	if (p->op_id[0] == '\0')
		uuid_make(app->clock, p->op_id);
	g->posting = ask(app, g, Q_STOCK_REVERSE, on_undone, "transaction", p->transaction, "reason", UNDO_REASON,
			 "op_id", p->op_id, NULL) != 0;
}

/* ---- undo of what went into the spool and was not awaited ---- */

static void take_back(struct app *app, struct goods *g, struct goods_post *p)
{
	if (!app_post_void(app, p->seq, UNDO_REASON)) {
		goods_read_queue(app, g);
		return;
	}
	p->undone = g->own_change = true;
	app_message(app, MSG_GOOD, "taken back: %s was never posted", p->words);
	g->ops->reread(app, g);
}

static void on_take_back_confirmed(struct app *app, void *owner, bool yes)
{
	struct goods *g = owner;
	struct goods_post *p = last_post(g);

	if (yes && p != NULL && !g->posting)
		take_back(app, g, p);
}

/* What became of it meanwhile: its state, and its transaction when it was posted. */
static enum spool_state state_of(struct app *app, const struct goods *g, struct goods_post *p)
{
	static const enum spool_state states[] = { SPOOL_QUEUED, SPOOL_REFUSED, SPOOL_POSTED };
	enum spool_state state = SPOOL_VOID;

	for (size_t k = 0; k < sizeof(states) / sizeof(states[0]) && state == SPOOL_VOID; k++) {
		struct rows lines = { 0 };

		app_queue_lines(app, 1U << states[k], g->ops->kind, UNDO_LOOKS_BACK, &lines);
		for (size_t i = 0; i < lines.n; i++) {
			if (rows_int(&lines, i, "seq") != p->seq)
				continue;
			state = states[k];
			str_copy(p->transaction, sizeof(p->transaction), rows_text(&lines, i, "transaction_id"));
		}
		rows_done(&lines);
	}
	return state;
}

/* True when there was nothing to reverse on the server. */
static bool undo_in_spool(struct app *app, struct goods *g, struct goods_post *p)
{
	enum spool_state state;
	char text[400];

	if (p->seq == 0 || p->transaction[0] != '\0')
		return false;
	state = state_of(app, g, p);
	if (p->transaction[0] != '\0')
		return false;
	if (state != SPOOL_QUEUED && state != SPOOL_REFUSED) {
		app_message(app, MSG_BAD, "%s: look at \"last received\"; it is not in the queue any more", p->words);
		return true;
	}
	str_format(text, sizeof(text), "%s\n%s", p->words,
		   state == SPOOL_QUEUED ? "It still waits on this terminal and is not posted."
					 : "The server refused it; nothing was posted.");
	app_confirm(app, g, "Take it out of the queue", text, "Take back", on_take_back_confirmed);
	return true;
}

void goods_undo(struct app *app, struct goods *g)
{
	struct goods_post *p = last_post(g);
	char text[400];

	if (g->posting)
		return;
	if (p == NULL) {
		app_message(app, MSG_INFO, "nothing was posted from this screen yet");
		return;
	}
	if (undo_in_spool(app, g, p))
		return;
	str_format(text, sizeof(text), "%s\nA reversal is posted; both stay in the books.", p->words);
	app_confirm(app, g, "Undo the last post", text, "Undo", on_undo_confirmed);
}

/* ---- locations ---- */

static const struct table_column location_columns[] = {
	{ "location", "location", ALIGN_LEFT, 8, 24, 0, 1, ROLE_VALUE },
	{ "plant", "plant", ALIGN_LEFT, 6, 16, 1, 0, ROLE_DIM },
	{ "default", "is_default", ALIGN_LEFT, 7, 7, 2, 0, ROLE_DIM },
};

static const struct table_spec location_spec = {
	.columns = location_columns,
	.n_columns = sizeof(location_columns) / sizeof(location_columns[0]),
	.key = "location",
	.empty = "This plant has no storage locations.",
};

static void on_location(struct app *app, void *owner, const char *key)
{
	struct goods *g = owner;

	(void)app;
	if (key != NULL)
		form_set(&g->form, "location", key);
}

void goods_pick_location(struct app *app, struct goods *g)
{
	struct rows copy = { 0 };
	struct overlay *o;

	rows_copy(&copy, &g->locations);
	o = app_pick(app, g, "Storage location", &location_spec, NULL, &copy, on_location);
	if (o != NULL)
		overlay_pick_select(o, form_get(&g->form, "location"));
}

void goods_show_default_location(struct goods *g)
{
	char unit[64] = "";

	for (size_t i = 0; i < g->locations.n; i++)
		if (rows_bool(&g->locations, i, "is_default"))
			str_format(unit, sizeof(unit), "%s if empty", rows_text(&g->locations, i, "location"));
	form_set_unit(&g->form, "location", unit);
}

/* ---- form ---- */

void goods_refused(struct app *app, struct goods *g, const struct err *err)
{
	struct err shown = *err;
	size_t i = form_find(&g->form, err->field);

	if (err->field[0] != '\0' && (i == SIZE_MAX || g->form.field[i].off))
		str_copy(shown.field, sizeof(shown.field), "scan");
	app_error(app, &shown);
}

const char *goods_typed(const struct goods *g, const char *field)
{
	size_t i = form_find(&g->form, field);

	return i == SIZE_MAX || g->form.field[i].off ? "" : g->form.field[i].value;
}

void goods_ask_throw_away(struct app *app, struct goods *g, const char *material, const char *uom, bool uncertain,
			  app_picked done)
{
	static const struct menu_item items[] = {
		{ "keep", "Go on with it", "Esc" },
		{ GOODS_THROW_AWAY, "Throw it away", NULL },
		{ NULL, NULL, NULL },
	};
	char title[200], amount[96];

	goods_amount(app, form_get(&g->form, "quantity"), uom, amount, sizeof(amount));
	str_format(title, sizeof(title), "%s%s%s not posted%s", amount, amount[0] != '\0' ? " " : "", material,
		   uncertain ? "? No answer came" : "");
	app_menu(app, g, title, items, done);
}

static bool has_letter(const char *text)
{
	for (; *text != '\0'; text++)
		if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
			return true;
	return false;
}

bool goods_take_scan(struct goods *g, char *ret, size_t size)
{
	const struct field_spec *spec = form_focus_spec(&g->form);
	const char *text = form_get(&g->form, spec->name);
	bool number = spec->kind == FIELD_QUANTITY || spec->kind == FIELD_COST || spec->kind == FIELD_DATE;

	if (str_empty(text) || !(str_equal(spec->name, "lot") || (number && has_letter(text))))
		return false;
	str_copy(ret, size, text);
	str_trim(ret);
	if (number)
		form_set(&g->form, spec->name, "");
	return true;
}

void goods_form_next(struct goods *g)
{
	char scan[FIELD_SIZE], read[FIELD_SIZE];

	str_copy(scan, sizeof(scan), form_get(&g->form, "scan"));
	str_copy(read, sizeof(read), form_get(&g->form, "read"));
	form_reset(&g->form);
	form_unmark(&g->form);
	form_set(&g->form, "scan", scan);
	form_set(&g->form, "read", read);
	form_focus(&g->form, "scan");
}

/* ---- numbers ---- */

const char *goods_amount(const struct app *app, const char *plain, const char *uom, char *ret, size_t size)
{
	char trimmed[64], number[96];

	if (!num_trim(plain, trimmed, sizeof(trimmed)))
		str_copy(trimmed, sizeof(trimmed), "");
	app_number(app, trimmed, number, sizeof(number));
	str_format(ret, size, "%s%s%s", number, uom[0] != '\0' && number[0] != '\0' ? " " : "", uom);
	return ret;
}

const char *goods_money(const struct app *app, const char *plain, char *ret, size_t size)
{
	char text[NUM_TEXT];
	int64_t value;

	ret[0] = '\0';
	if (!num_round(plain, 2, &value))
		return ret;
	num_format_grouped(value, 2, 2, app->numbers.group, app->numbers.point, text);
	str_copy(ret, size, text);
	return ret;
}

/* "CS of 24 pcs = 72" */
static void unit_words(const struct app *app, const struct goods *g, const char *uom, const struct label_unit *unit,
		       const char *total, char *ret, size_t size)
{
	char factor[64], number[64];

	app_number(app, unit->factor, factor, sizeof(factor));
	app_number(app, total, number, sizeof(number));
	str_format(ret, size, g->narrow ? "%s of %s" : "%s of %s %s", unit->uom, factor, uom);
	if (total[0] != '\0') {
		str_append(ret, size, " = ");
		str_append(ret, size, number);
	}
}

/* True when more is typed than is open: so many. */
static bool too_many(const struct app *app, const char *total, const char *open, char *ret, size_t size)
{
	char plain[NUM_TEXT];
	struct err err;
	int64_t quantity, left;

	if (!num_parse(total, NUM_QUANTITY_SCALE, "", &quantity, &err) ||
	    !num_parse(open, NUM_QUANTITY_SCALE, "", &left, &err) || quantity <= left)
		return false;
	num_format(quantity - left, NUM_QUANTITY_SCALE, plain);
	app_number(app, plain, ret, size);
	return true;
}

void goods_show_unit(const struct app *app, struct goods *g, const char *uom, const char *open,
		     const struct label_unit *unit)
{
	char text[96], number[64], total[NUM_TEXT] = "";
	struct err err;

	if (!label_product(goods_typed(g, "quantity"), unit->factor, total, &err))
		total[0] = '\0';
	str_copy(text, sizeof(text), uom);
	if (open[0] != '\0' && too_many(app, total, open, number, sizeof(number))) {
		str_format(text, sizeof(text), "%s too many", number);
	} else if (unit->factor[0] != '\0') {
		unit_words(app, g, uom, unit, total, text, sizeof(text));
	} else if (open[0] != '\0') {
		app_number(app, open, number, sizeof(number));
		/* At 40 columns every one counts. */
		str_format(text, sizeof(text), g->narrow ? "of %2$s %1$s" : "%s, open %s", uom, number);
	}
	form_set_unit(&g->form, "quantity", text);
}

void goods_show_stock(const struct app *app, struct goods *g, const char *material)
{
	const struct rows *s = &g->show;
	int64_t reorder = rows_num(s, 0, "reorder_point", NUM_QUANTITY_SCALE);
	char hand[96], level[96], text[FIELD_SIZE] = "";

	form_show(&g->form, "read", !g->narrow && form_get(&g->form, "read")[0] != '\0');
	form_show(&g->form, "stock", false);
	if (g->narrow || g->facts || form_rows(&g->form, 0) > GOODS_BOX - 3)
		return;
	form_show(&g->form, "stock", true);
	if (material[0] != '\0' && str_equal(rows_text(s, 0, "material"), material)) {
		goods_amount(app, rows_text(s, 0, "quantity_on_hand"), rows_text(s, 0, "uom"), hand, sizeof(hand));
		goods_amount(app, rows_text(s, 0, "reorder_point"), "", level, sizeof(level));
		if (reorder <= 0)
			str_copy(text, sizeof(text), hand);
		else if (rows_num(s, 0, "quantity_on_hand", NUM_QUANTITY_SCALE) < reorder)
			str_format(text, sizeof(text), "%s LOW ▼ under %s", hand, level);
		else
			str_format(text, sizeof(text), "%s, reorder at %s", hand, level);
	}
	form_set(&g->form, "stock", text);
}

int goods_list_rows(const struct table *t)
{
	int rows = (int)(t->rows.n < 20 ? t->rows.n : 20) + 2;

	return rows < 8 ? 8 : rows > 16 ? 16 : rows;
}
