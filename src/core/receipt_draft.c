/*
 * receipt_draft - a goods receipt while it is being filled in.
 */
#include "core/receipt_draft.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

static const char *const kind_names[] = {
	[RECEIPT_ORDER] = "PURCHASE_ORDER",
	[RECEIPT_TRANSFER] = "TRANSFER",
	[RECEIPT_ADJUSTMENT] = "ADJUSTMENT",
};

const char *receipt_kind_name(enum receipt_kind kind)
{
	return kind_names[kind];
}

bool receipt_kind_parse(const char *name, enum receipt_kind *ret)
{
	for (int i = RECEIPT_ORDER; i <= RECEIPT_ADJUSTMENT; i++)
		if (str_equal(name, kind_names[i])) {
			*ret = (enum receipt_kind)i;
			return true;
		}
	return false;
}

void receipt_draft_start(struct receipt_draft *d, enum receipt_kind kind)
{
	memset(d, 0, sizeof(*d));
	d->kind = kind;
}

static void forget_goods(struct receipt_draft *d)
{
	d->line = d->wanted_line = 0;
	d->material[0] = d->name[0] = d->uom[0] = d->open[0] = '\0';
	d->lot_required = d->expiry_required = d->expiry_day_open = false;
	d->unit = (struct label_unit){ .factor = "" };
}

void receipt_draft_next(struct receipt_draft *d)
{
	forget_goods(d);
}

void receipt_draft_want(struct receipt_draft *d, const char *material, const char *name)
{
	forget_goods(d);
	str_copy(d->material, sizeof(d->material), material);
	str_copy(d->name, sizeof(d->name), name);
}

void receipt_draft_take_order(struct receipt_draft *d, const char *order)
{
	char material[SCANNED_CODE], name[160];
	struct label_unit unit = d->unit;
	bool wanted = d->kind == RECEIPT_ORDER && d->line == 0;

	str_copy(material, sizeof(material), wanted ? d->material : "");
	str_copy(name, sizeof(name), wanted ? d->name : "");
	receipt_draft_start(d, RECEIPT_ORDER);
	str_copy(d->order, sizeof(d->order), order);
	receipt_draft_want(d, material, name);
	if (material[0] != '\0')
		d->unit = unit;
}

static void take_numbers(struct receipt_draft *d, const struct rows *rows, size_t row)
{
	str_copy(d->material, sizeof(d->material), rows_text(rows, row, "material"));
	str_copy(d->name, sizeof(d->name), rows_text(rows, row, "name"));
	str_copy(d->uom, sizeof(d->uom), rows_text(rows, row, "uom"));
	d->lot_required = rows_bool(rows, row, "lot_required");
	d->expiry_required = rows_bool(rows, row, "expiry_required");
}

/* Read again, or the line of goods that were only wanted: what was scanned about them stays. */
static void forget_others(struct receipt_draft *d, const char *material)
{
	struct label_unit unit = d->unit;
	bool day_open = d->expiry_day_open, same = str_equal(d->material, material);

	forget_goods(d);
	if (!same)
		return;
	d->unit = unit;
	d->expiry_day_open = day_open;
}

void receipt_draft_take_line(struct receipt_draft *d, const struct rows *lines, size_t row)
{
	forget_others(d, rows_text(lines, row, "material"));
	d->line = rows_int(lines, row, "line");
	take_numbers(d, lines, row);
	if (!num_trim(rows_text(lines, row, "open"), d->open, sizeof(d->open)))
		d->open[0] = '\0';
}

void receipt_draft_take_material(struct receipt_draft *d, const struct rows *material)
{
	forget_others(d, rows_text(material, 0, "material"));
	take_numbers(d, material, 0);
}

static bool line_is_open(const struct rows *lines, size_t row)
{
	return str_equal(rows_text(lines, row, "status"), "OPEN");
}

size_t receipt_draft_fits(const struct rows *lines, const char *material, size_t *ret_first)
{
	size_t n = 0;

	*ret_first = SIZE_MAX;
	for (size_t i = 0; i < lines->n; i++) {
		if (!line_is_open(lines, i) || !str_equal(rows_text(lines, i, "material"), material))
			continue;
		if (n++ == 0)
			*ret_first = i;
	}
	return n;
}

size_t receipt_draft_row(const struct receipt_draft *d, const struct rows *lines)
{
	for (size_t i = 0; d->line != 0 && i < lines->n; i++)
		if (rows_int(lines, i, "line") == d->line)
			return i;
	return SIZE_MAX;
}

size_t receipt_draft_line_row(const struct rows *lines, int64_t line)
{
	for (size_t i = 0; i < lines->n; i++)
		if (rows_int(lines, i, "line") == line && line_is_open(lines, i))
			return i;
	return SIZE_MAX;
}

size_t receipt_draft_open_lines(const struct rows *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->n; i++)
		n += line_is_open(lines, i);
	return n;
}

bool receipt_draft_has_goods(const struct receipt_draft *d)
{
	return d->kind == RECEIPT_ORDER ? d->line != 0 : d->material[0] != '\0';
}

bool receipt_draft_filled(const struct receipt_typed *typed)
{
	return !str_empty(typed->quantity) || !str_empty(typed->lot) || !str_empty(typed->expiry) ||
	       !str_empty(typed->unit_cost);
}

const char *receipt_draft_missing(const struct receipt_draft *d, const struct receipt_typed *typed, bool cost_needed)
{
	if (!receipt_draft_has_goods(d))
		return "scan";
	if (str_empty(typed->quantity))
		return "quantity";
	if (d->lot_required && str_empty(typed->lot))
		return "lot";
	if (d->expiry_required && str_empty(typed->expiry))
		return "expiry";
	if (d->kind != RECEIPT_ORDER && cost_needed && str_empty(typed->unit_cost))
		return "unit_cost";
	return NULL;
}

/* Which sentence when no open line of that material is there. */
static void refuse_line(const struct receipt_draft *d, const struct rows *lines, const char *material, struct err *err)
{
	if (lines->column == NULL) {
		err_set(err, ERR_OFFLINE, "LINES_UNKNOWN", "scan", "the lines of %s are not known here", d->order);
		err_hint(err, "F5 reads them when the server is back; F9 receives without an order");
		return;
	}
	for (size_t i = 0; i < lines->n; i++)
		if (str_equal(rows_text(lines, i, "material"), material)) {
			err_set(err, ERR_VALIDATION, "LINE_COMPLETE", "scan", "%s has all of %s already", d->order,
				material);
			err_hint(err, "give the rest back, or F4 for another order");
			return;
		}
	err_set(err, ERR_VALIDATION, "NOT_ON_ORDER", "scan", "%s is not on %s", material, d->order);
	err_hint(err, "scan a material of this order, or F4 for another order");
}

static enum receipt_step refuse_filled(const struct receipt_draft *d, const char *code, struct err *err)
{
	err_set(err, ERR_VALIDATION, "NOT_POSTED", "scan", "%s was scanned, but %s is not posted yet", code,
		d->material[0] != '\0' ? d->material : "what is filled in");
	err_hint(err, "F2 posts it, Esc throws it away");
	return RECEIPT_STEP_REFUSED;
}

static bool is_label(const struct receipt_seen *seen)
{
	return seen->label != NULL && seen->label->kind != LABEL_TEXT;
}

/* ---- which line ---- */

bool receipt_draft_takes(const struct rows *lines, size_t row, const char *quantity)
{
	struct err err;
	int64_t q;

	return line_is_open(lines, row) && num_parse(quantity, NUM_QUANTITY_SCALE, "", &q, &err) &&
	       q <= rows_num(lines, row, "max_receivable", NUM_QUANTITY_SCALE);
}

/* Open lines of that material that take so much, tolerance included. */
static size_t lines_with_room(const struct rows *lines, const char *material, const char *quantity, size_t *ret_first)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->n; i++) {
		if (!str_equal(rows_text(lines, i, "material"), material) || !receipt_draft_takes(lines, i, quantity))
			continue;
		if (n++ == 0)
			*ret_first = i;
	}
	return n;
}

/* The line the label names, when it is open and of that material; else labels say many things. */
static size_t named_line(const struct receipt_seen *seen, const char *material)
{
	size_t row;

	if (!is_label(seen) || seen->label->order_line == 0)
		return SIZE_MAX;
	row = receipt_draft_line_row(seen->lines, seen->label->order_line);
	return row != SIZE_MAX && str_equal(rows_text(seen->lines, row, "material"), material) ? row : SIZE_MAX;
}

static enum receipt_step choose_line(const struct receipt_draft *d, const struct receipt_seen *seen,
				     struct receipt_scan *ret, struct err *err)
{
	size_t n, first;

	ret->row = named_line(seen, ret->code);
	if (ret->row == SIZE_MAX && d->line != 0 && str_equal(ret->code, d->material))
		ret->row = receipt_draft_row(d, seen->lines);
	if (ret->row != SIZE_MAX)
		return RECEIPT_STEP_LINE;
	n = receipt_draft_fits(seen->lines, ret->code, &ret->row);
	if (n == 0) {
		refuse_line(d, seen->lines, ret->code, err);
		return RECEIPT_STEP_REFUSED;
	}
	if (n > 1 && ret->fill.quantity[0] != '\0' &&
	    lines_with_room(seen->lines, ret->code, ret->fill.quantity, &first) == 1) {
		ret->row = first;
		n = 1;
	}
	return n == 1 ? RECEIPT_STEP_LINE : RECEIPT_STEP_PICK;
}

/* ---- what a label fills in ---- */

static bool refuse_other_value(const char *field, const char *typed, const char *label, struct err *err)
{
	err_set(err, ERR_VALIDATION, "NOT_POSTED", "scan", "%s %s is filled in and not posted; this label says %s",
		field, typed, label);
	return err_hint(err, "F2 posts it, Esc throws it away");
}

/* What is filled in stays; a label may only add to it. */
static bool agrees(const struct receipt_draft *d, const struct receipt_typed *typed, const struct receipt_scan *ret,
		   struct err *err)
{
	const struct label_fill *fill = &ret->fill;
	char now[NUM_TEXT];

	if (!str_empty(typed->lot) && fill->lot[0] != '\0' && !str_equal(typed->lot, fill->lot))
		return refuse_other_value("lot", typed->lot, fill->lot, err);
	if (!str_empty(typed->expiry) && fill->expiry[0] != '\0' && !str_equal(typed->expiry, fill->expiry))
		return refuse_other_value("expiry", typed->expiry, fill->expiry, err);
	if (str_empty(typed->quantity))
		return true;
	if (fill->quantity[0] == '\0') {
		if (str_equal(ret->unit.factor, d->unit.factor))
			return true;
		return refuse_other_value("quantity", typed->quantity, ret->unit.uom, err);
	}
	if (receipt_draft_quantity(d, typed, now) && label_same_quantity(now, fill->quantity))
		return true;
	return refuse_other_value("quantity", typed->quantity, fill->quantity, err);
}

/* The material's unit, as far as it is known here. */
static const char *unit_of(const struct receipt_draft *d, const struct receipt_seen *seen, const char *material)
{
	for (size_t i = 0; i < seen->lines->n; i++)
		if (str_equal(rows_text(seen->lines, i, "material"), material))
			return rows_text(seen->lines, i, "uom");
	return str_equal(d->material, material) ? d->uom : "";
}

/* One reading that told material, quantity and all that is asked for; one open line that takes it. */
static bool may_post(const struct receipt_draft *d, const struct receipt_typed *typed, const struct receipt_seen *seen,
		     const struct receipt_scan *s)
{
	const struct label *l = seen->label;
	size_t first = SIZE_MAX, n;

	if (d->kind != RECEIPT_ORDER || seen->doubt || l->kind != LABEL_GOODS || l->n_readings != 1 ||
	    seen->resolved->n != 1)
		return false;
	if (receipt_draft_filled(typed) || typed->other || s->fill.quantity[0] == '\0')
		return false;
	if ((rows_bool(seen->lines, s->row, "lot_required") && s->fill.lot[0] == '\0') ||
	    (rows_bool(seen->lines, s->row, "expiry_required") && s->fill.expiry[0] == '\0'))
		return false;
	if (l->order_line != 0)
		return named_line(seen, s->code) == s->row &&
		       receipt_draft_takes(seen->lines, s->row, s->fill.quantity);
	n = lines_with_room(seen->lines, s->code, s->fill.quantity, &first);
	return n == 1 && first == s->row;
}

static enum receipt_step scan_material(const struct receipt_draft *d, const struct receipt_typed *typed,
				       const struct receipt_seen *seen, size_t row, struct receipt_scan *ret,
				       struct err *err)
{
	enum receipt_step step = RECEIPT_STEP_MATERIAL;

	if (!str_equal(ret->code, d->material) && receipt_draft_filled(typed))
		return refuse_filled(d, ret->code, err);
	ret->unit = label_unit_of(seen->resolved, row);
	if (is_label(seen) &&
	    !label_fill(seen->label, seen->resolved, row, NULL, unit_of(d, seen, ret->code), &ret->fill, err))
		return RECEIPT_STEP_REFUSED;
	if (is_label(seen))
		ret->unit = ret->fill.unit;
	if (d->kind == RECEIPT_ORDER && d->order[0] != '\0')
		step = choose_line(d, seen, ret, err);
	if (step != RECEIPT_STEP_REFUSED && !agrees(d, typed, ret, err))
		step = RECEIPT_STEP_REFUSED;
	ret->post = step == RECEIPT_STEP_LINE && is_label(seen) && may_post(d, typed, seen, ret);
	return step;
}

/* A label that tells about the goods already chosen. */
static enum receipt_step scan_part(const struct receipt_draft *d, const struct receipt_typed *typed,
				   const struct receipt_seen *seen, struct receipt_scan *ret, struct err *err)
{
	if (!label_fill(seen->label, NULL, 0, &d->unit, d->uom, &ret->fill, err))
		return RECEIPT_STEP_REFUSED;
	ret->unit = ret->fill.unit;
	return agrees(d, typed, ret, err) ? RECEIPT_STEP_PART : RECEIPT_STEP_REFUSED;
}

/* The cursor waits for a lot: one of this material, or one nobody knows yet. */
static enum receipt_step scan_lot(const struct receipt_draft *d, const struct receipt_seen *seen,
				  struct receipt_scan *ret, struct err *err)
{
	const struct rows *r = seen->resolved;

	for (size_t i = 0; i < r->n; i++)
		if (scanned_what(r, i) == SCANNED_LOT && str_equal(rows_text(r, i, "material"), d->material)) {
			str_copy(ret->code, sizeof(ret->code), rows_text(r, i, "code"));
			return RECEIPT_STEP_LOT;
		}
	/* Another material's lot of the same number is a new lot of this one. */
	if (scanned_what(r, 0) == SCANNED_NOTHING || scanned_what(r, 0) == SCANNED_LOT) {
		str_copy(ret->code, sizeof(ret->code), seen->text);
		return RECEIPT_STEP_LOT;
	}
	scanned_refuse(r, seen->text, "the lot", err);
	return RECEIPT_STEP_REFUSED;
}

static enum receipt_step scan_row(const struct receipt_draft *d, const struct receipt_typed *typed,
				  const struct receipt_seen *seen, size_t row, struct receipt_scan *ret,
				  struct err *err)
{
	const struct rows *r = seen->resolved;

	str_copy(ret->code, sizeof(ret->code), rows_text(r, row, "code"));
	str_copy(ret->name, sizeof(ret->name), rows_text(r, row, "name"));
	switch (scanned_what(r, row)) {
	case SCANNED_PURCHASE_ORDER:
		scanned_order(r, row, ret->code, sizeof(ret->code), &ret->line);
		return receipt_draft_filled(typed) ? refuse_filled(d, ret->code, err) : RECEIPT_STEP_ORDER;
	case SCANNED_MATERIAL:
		return scan_material(d, typed, seen, row, ret, err);
	case SCANNED_LOT:
		str_copy(ret->lot, sizeof(ret->lot), ret->code);
		str_copy(ret->code, sizeof(ret->code), rows_text(r, row, "material"));
		if (d->material[0] != '\0' && (d->kind != RECEIPT_ORDER || d->line != 0) &&
		    str_equal(ret->code, d->material)) {
			str_copy(ret->code, sizeof(ret->code), ret->lot);
			return RECEIPT_STEP_LOT;
		}
		return scan_material(d, typed, seen, row, ret, err);
	case SCANNED_LOCATION:
		return RECEIPT_STEP_LOCATION;
	case SCANNED_WORK_ORDER:
	case SCANNED_USER:
	case SCANNED_NOTHING:
		break;
	}
	return RECEIPT_STEP_REFUSED;
}

enum receipt_step receipt_draft_scan(const struct receipt_draft *d, const struct receipt_typed *typed,
				     const struct receipt_seen *seen, struct receipt_scan *ret, struct err *err)
{
	const struct rows *r = seen->resolved;

	memset(ret, 0, sizeof(*ret));
	ret->row = SIZE_MAX;
	err->kind = ERR_NONE;
	if (is_label(seen) && seen->label->kind == LABEL_PART && receipt_draft_has_goods(d)) {
		ret->step = scan_part(d, typed, seen, ret, err);
		return ret->step;
	}
	if (seen->in_lot && !is_label(seen) && d->material[0] != '\0') {
		ret->step = scan_lot(d, seen, ret, err);
		return ret->step;
	}
	/* A text can name several things: the first that can go on here wins. */
	for (size_t i = 0; i < r->n && ret->step == RECEIPT_STEP_REFUSED; i++) {
		struct err why = { .kind = ERR_NONE };

		ret->step = scan_row(d, typed, seen, i, ret, &why);
		if (why.kind != ERR_NONE && err->kind == ERR_NONE)
			*err = why;
	}
	if (ret->step == RECEIPT_STEP_REFUSED && err->kind == ERR_NONE)
		scanned_refuse(r, seen->text,
			       d->kind == RECEIPT_ORDER ? "a purchase order or its material" : "a material", err);
	return ret->step;
}

void receipt_draft_source(const struct receipt_draft *d, const char *ref, char *ret, size_t size)
{
	if (d->kind != RECEIPT_ORDER)
		str_format(ret, size, "%s%s%s", kind_names[d->kind], str_empty(ref) ? "" : " ", ref);
	else if (d->line != 0)
		str_format(ret, size, "%s/%" PRId64, d->order, d->line);
	else
		str_copy(ret, size, d->order);
}

bool receipt_draft_quantity(const struct receipt_draft *d, const struct receipt_typed *typed, char ret[NUM_TEXT])
{
	struct err err;

	return label_product(typed->quantity, d->unit.factor, ret, &err);
}

bool receipt_draft_call(const struct receipt_draft *d, const struct receipt_typed *typed, struct call *call,
			struct err *err)
{
	char source[SCANNED_CODE + 24], quantity[NUM_TEXT];

	if (d->kind == RECEIPT_ORDER) {
		receipt_draft_source(d, "", source, sizeof(source));
		if (!call_set(call, "ref", source, err))
			return false;
	}
	if (d->unit.factor[0] != '\0' && (!label_product(typed->quantity, d->unit.factor, quantity, err) ||
					  !call_set(call, "quantity", quantity, err)))
		return false;
	return call_set(call, "material", d->material, err) && call_set(call, "ref_type", kind_names[d->kind], err);
}
