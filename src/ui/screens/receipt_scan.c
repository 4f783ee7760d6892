/*
 * receipt_scan - what a scan does on the receipt screen: read by goods_label,
 * judged by receipt_draft, carried out here.
 *
 * A label goes in up to three steps: the order it names, that order's lines,
 * its goods. While it goes, other scans wait (receipt_ready).
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/receipt.h"

void receipt_label_drop(struct receipt *r)
{
	r->order_first = r->has_pending = r->doubt = false;
	r->odd[0] = r->bin[0] = r->sscc[0] = '\0';
}

static bool reading_lines(const struct app *app, const struct receipt *r)
{
	return r->d.order[0] != '\0' && !r->g.table.loaded && app_asking(app, r);
}

bool receipt_ready(const struct app *app, const void *state)
{
	const struct receipt *r = state;

	/* A material can be judged only when the lines of its order are there. */
	return goods_ready(&r->g) && !reading_lines(app, r);
}

void receipt_scan(struct app *app, void *state, const char *text)
{
	struct receipt *r = state;

	r->order_first = r->doubt = false;
	r->odd[0] = '\0';
	goods_scan(app, &r->g, rows_text(&r->order, 0, "supplier"), text);
}

/* ---- carrying it out ---- */

/* What the label told goes into the form; what was typed there agrees with it. */
static void fill_in(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	const struct label_fill *fill = &scan->fill;
	struct form *f = &r->g.form;

	r->d.unit = scan->unit;
	if (fill->quantity[0] != '\0') {
		r->d.unit = (struct label_unit){ .factor = "" };
		form_set(f, "quantity", fill->quantity);
	}
	if (fill->lot[0] != '\0') {
		form_show(f, "lot", true);
		form_set(f, "lot", fill->lot);
	}
	if (fill->expiry[0] != '\0') {
		form_show(f, "expiry", true);
		form_set(f, "expiry", fill->expiry);
		r->d.expiry_day_open = !fill->expiry_day_given;
	}
	receipt_follow(app, r);
	if (fill->delivery_note[0] != '\0' && r->d.kind == RECEIPT_ORDER &&
	    goods_typed(&r->g, "delivery_note")[0] == '\0')
		form_set(f, "delivery_note", fill->delivery_note);
	if (r->g.label.sscc[0] != '\0')
		str_copy(r->sscc, sizeof(r->sscc), r->g.label.sscc);
}

static void choose_among(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	size_t first, n = receipt_draft_fits(&r->g.table.rows, scan->code, &first);
	char key[32];

	receipt_draft_want(&r->d, scan->code, scan->name);
	str_copy(key, sizeof(key), rows_text(&r->g.table.rows, first, "line"));
	table_select(&r->g.table, key);
	fill_in(app, r, scan);
	goods_about(app, &r->g, scan->code);
	app_message(app, MSG_INFO, "%zu lines of %s are open: choose with the arrows and Enter, or F4", n, scan->code);
}

/* The label goes on when the lines are there. late: its order was not what was scanned first. */
static void wait_for_lines(struct receipt *r, bool late)
{
	r->pending = r->g.label;
	r->has_pending = true;
	r->pending_doubt = late;
}

/* Without an order nothing is filled in yet: the label goes on when its order was scanned. */
static void ask_order(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	if (r->g.label.kind == LABEL_GOODS)
		wait_for_lines(r, true);
	else
		r->d.unit = scan->unit;
	receipt_follow(app, r);
	app_message(app, MSG_INFO, "%s %s: of which order? Scan it, or F4 lists the open ones", scan->code, scan->name);
}

static void say_too_many(struct app *app, const struct receipt *r, const struct receipt_scan *scan)
{
	char most[96], told[96];

	goods_amount(app, rows_text(&r->g.table.rows, scan->row, "max_receivable"), "", most, sizeof(most));
	goods_amount(app, scan->fill.quantity, "", told, sizeof(told));
	app_message(app, MSG_BAD, "the label says %s, line %s takes at most %s: count again, or ask the buyer", told,
		    rows_text(&r->g.table.rows, scan->row, "line"), most);
}

/* The cursor to the first missing field; what was odd about the label comes before what is asked. */
static void go_on(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	receipt_go_on(app, r);
	if (scan->fill.said[0] != '\0' && goods_typed(&r->g, "quantity")[0] == '\0') {
		form_focus(&r->g.form, "quantity");
		goods_say_unit(app, scan->fill.said, r->d.material, r->d.uom);
	} else if (scan->fill.quantity[0] != '\0' && scan->step == RECEIPT_STEP_LINE &&
		   !receipt_draft_takes(&r->g.table.rows, scan->row, scan->fill.quantity)) {
		say_too_many(app, r, scan);
	} else if (r->odd[0] != '\0') {
		app_message(app, MSG_BAD, "%s", r->odd);
	}
}

static void take_material(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	/* An earlier label that waited for its order was of other goods. */
	r->has_pending = false;
	if (!str_equal(r->d.material, scan->code))
		receipt_draft_want(&r->d, scan->code, scan->name);
	goods_about(app, &r->g, scan->code);
	if (r->d.kind == RECEIPT_ORDER) {
		ask_order(app, r, scan);
		return;
	}
	fill_in(app, r, scan);
	go_on(app, r, scan);
}

static void take_text(struct app *app, struct receipt *r, const char *field, const char *text)
{
	form_show(&r->g.form, field, true);
	form_set(&r->g.form, field, text);
	receipt_follow(app, r);
	receipt_go_on(app, r);
}

static bool posts_by_itself(const struct app *app, const struct receipt *r, const struct receipt_scan *scan)
{
	return scan->post && app->config->receipt_autopost && receipt_missing_now(app, r) == NULL;
}

static void take_line(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	receipt_take_line(app, r, scan->row);
	fill_in(app, r, scan);
	if (scan->lot[0] != '\0')
		take_text(app, r, "lot", scan->lot);
	else if (posts_by_itself(app, r, scan))
		receipt_post(app, r);
	else
		go_on(app, r, scan);
}

static void take_order(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	int64_t line = scan->line != 0 || r->g.label.kind != LABEL_ORDER ? scan->line : r->g.label.order_line;

	receipt_take_order(app, r, scan->code);
	r->d.wanted_line = line;
	goods_became(app, &r->g, "order %s", scan->code);
}

static void take_scan(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	app_message_none(app);
	switch (scan->step) {
	case RECEIPT_STEP_ORDER:
		take_order(app, r, scan);
		return;
	case RECEIPT_STEP_LINE:
		goods_became(app, &r->g, "material %s", scan->code);
		take_line(app, r, scan);
		return;
	case RECEIPT_STEP_PICK:
		goods_became(app, &r->g, "material %s", scan->code);
		choose_among(app, r, scan);
		break;
	case RECEIPT_STEP_MATERIAL:
		goods_became(app, &r->g, "material %s", scan->code);
		take_material(app, r, scan);
		break;
	case RECEIPT_STEP_PART:
		goods_became(app, &r->g, "more about %s", r->d.material);
		fill_in(app, r, scan);
		go_on(app, r, scan);
		return;
	case RECEIPT_STEP_LOT:
		goods_became(app, &r->g, "lot of %s", r->d.material);
		take_text(app, r, "lot", scan->code);
		return;
	case RECEIPT_STEP_LOCATION:
		goods_became(app, &r->g, "location %s", scan->code);
		str_copy(r->bin, sizeof(r->bin), scan->code);
		take_text(app, r, "location", scan->code);
		return;
	case RECEIPT_STEP_REFUSED:
		return;
	}
	if (scan->lot[0] != '\0')
		take_text(app, r, "lot", scan->lot);
}

/* ---- a label's steps ---- */

/* Its goods; with keys of a material, or a lot that names one. */
static void look_for_goods(struct app *app, struct receipt *r)
{
	r->order_first = false;
	goods_look(app, &r->g, r->g.label.key, r->g.label.n_keys);
}

static void judge(struct app *app, struct receipt *r, const struct rows *rows)
{
	struct receipt_typed typed = receipt_typed_now(r);
	struct receipt_seen seen = {
		.lines = &r->g.table.rows,
		.resolved = rows,
		.text = r->g.scanned,
		.in_lot = r->g.in_lot,
		.label = &r->g.label,
		.doubt = r->doubt,
	};
	struct receipt_scan scan;
	struct err why = { 0 };

	if (receipt_draft_scan(&r->d, &typed, &seen, &scan, &why) != RECEIPT_STEP_REFUSED) {
		take_scan(app, r, &scan);
		return;
	}
	if (r->g.in_lot && r->g.label.kind == LABEL_TEXT)
		str_copy(why.field, sizeof(why.field), "lot");
	goods_scan_refused(app, &r->g, &why);
}

static void judge_part(struct app *app, struct receipt *r)
{
	struct err err;

	if (receipt_draft_has_goods(&r->d)) {
		judge(app, r, &(struct rows){ 0 });
	} else if (r->g.label.n_keys > 0) {
		look_for_goods(app, r);
	} else {
		err_set(&err, ERR_VALIDATION, "NO_MATERIAL", "scan", "this label does not say which goods these are");
		err_hint(&err, "scan the material first, then this one");
		goods_scan_refused(app, &r->g, &err);
	}
}

static void say_sscc(struct receipt *r)
{
	if (!goods_knows_sscc(&r->g, r->g.label.sscc))
		return;
	r->doubt = true;
	str_format(r->odd, sizeof(r->odd), "something of the pallet %s was received already: F2 posts this too",
		   r->g.label.sscc);
}

/* What the label says about its goods; its order is settled. */
static void take_goods(struct app *app, struct receipt *r)
{
	say_sscc(r);
	if (r->g.label.kind == LABEL_PART)
		judge_part(app, r);
	else
		look_for_goods(app, r);
}

/* The order comes first when the label names another one than is chosen. */
static bool names_other_order(const struct receipt *r)
{
	const struct label *l = &r->g.label;

	return l->order[0] != '\0' && (l->kind == LABEL_GOODS || l->kind == LABEL_PART) && r->d.kind == RECEIPT_ORDER &&
	       !str_equal_fold(l->order, r->d.order);
}

void receipt_label(struct app *app, void *state)
{
	struct receipt *r = state;

	if (r->g.label.kind == LABEL_COMMAND) {
		goods_command(app, &r->g);
	} else if (names_other_order(r)) {
		r->order_first = true;
		str_copy(r->order_key.text, sizeof(r->order_key.text), r->g.label.order);
		r->order_key.only = SCANNED_PURCHASE_ORDER;
		goods_look(app, &r->g, &r->order_key, 1);
	} else {
		take_goods(app, r);
	}
}

/* The order a label names: taken, when nothing is filled in; unknown ones are the supplier's own business. */
static void take_named_order(struct app *app, struct receipt *r, const struct rows *rows)
{
	char order[SCANNED_CODE];
	int64_t line;
	struct err err;

	scanned_order(rows, 0, order, sizeof(order), &line);
	if (rows->n == 0 || str_equal(order, r->d.order)) {
		if (rows->n == 0) {
			r->doubt = true;
			str_format(r->odd, sizeof(r->odd),
				   "the label names order %s, which is not known here: look before F2",
				   r->g.label.order);
		}
		take_goods(app, r);
		return;
	}
	if (receipt_filled(r)) {
		err_set(&err, ERR_VALIDATION, "NOT_POSTED", "scan", "this label is of %s, but %s is not posted yet",
			order, r->d.material[0] != '\0' ? r->d.material : "what is filled in");
		err_hint(&err, "F2 posts it, Esc throws it away");
		goods_scan_refused(app, &r->g, &err);
		return;
	}
	if (line != 0 && r->g.label.order_line == 0)
		r->g.label.order_line = line;
	wait_for_lines(r, false);
	receipt_draft_next(&r->d);
	receipt_take_order(app, r, order);
}

bool receipt_label_goes_on(struct app *app, struct receipt *r)
{
	const struct label *l = &r->g.label;
	size_t row;

	if (!r->has_pending || r->d.order[0] == '\0' || !goods_ready(&r->g))
		return false;
	r->has_pending = false;
	r->g.label = r->pending;
	r->g.in_lot = false;
	r->doubt = r->pending_doubt;
	row = receipt_draft_line_row(&r->g.table.rows, l->order_line);
	/* Order and line name the goods as well as a code does. */
	if (l->kind == LABEL_PART && l->order_line != 0 && row != SIZE_MAX)
		receipt_take_line(app, r, row);
	take_goods(app, r);
	return true;
}

void receipt_resolved(struct app *app, void *state, const struct rows *rows, const struct err *err)
{
	struct receipt *r = state;
	bool new_lot = r->g.in_lot && r->g.label.kind == LABEL_TEXT;
	bool order_first = r->order_first;
	struct err why;

	r->order_first = false;
	if (err != NULL) {
		goods_scan_refused(app, &r->g, err);
	} else if (order_first) {
		take_named_order(app, r, rows);
	} else if (goods_took_badge(app, &r->g, rows)) {
		receipt_follow(app, r);
	} else if (rows->n == 0 && !new_lot) {
		label_refuse_unknown(&r->g.label, r->g.ops->wanted, &why);
		goods_scan_refused(app, &r->g, &why);
	} else {
		judge(app, r, rows);
	}
}
