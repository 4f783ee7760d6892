/*
 * issue_draft - a goods issue while it is being filled in.
 */
#include "core/issue_draft.h"

#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

static const char *const kind_names[] = {
	[ISSUE_ORDER] = "WORK_ORDER",
	[ISSUE_TRANSFER] = "TRANSFER",
	[ISSUE_ADJUSTMENT] = "ADJUSTMENT",
};

const char *issue_kind_name(enum issue_kind kind)
{
	return kind_names[kind];
}

bool issue_kind_parse(const char *name, enum issue_kind *ret)
{
	for (int i = ISSUE_ORDER; i <= ISSUE_ADJUSTMENT; i++)
		if (str_equal(name, kind_names[i])) {
			*ret = (enum issue_kind)i;
			return true;
		}
	return false;
}

void issue_draft_start(struct issue_draft *d, enum issue_kind kind)
{
	memset(d, 0, sizeof(*d));
	d->kind = kind;
}

static void forget_goods(struct issue_draft *d)
{
	d->material[0] = d->name[0] = d->uom[0] = d->open[0] = d->available[0] = '\0';
	d->planned = d->lot_required = false;
	d->unit = (struct label_unit){ .factor = "" };
}

void issue_draft_next(struct issue_draft *d)
{
	forget_goods(d);
	d->op_id[0] = '\0';
	d->uncertain = false;
}

void issue_draft_want(struct issue_draft *d, const char *material, const char *name)
{
	forget_goods(d);
	str_copy(d->material, sizeof(d->material), material);
	str_copy(d->name, sizeof(d->name), name);
}

void issue_draft_take_order(struct issue_draft *d, const char *order)
{
	char material[SCANNED_CODE], name[160];
	struct label_unit unit = d->unit;
	bool wanted = d->kind == ISSUE_ORDER && d->order[0] == '\0';

	str_copy(material, sizeof(material), wanted ? d->material : "");
	str_copy(name, sizeof(name), wanted ? d->name : "");
	issue_draft_start(d, ISSUE_ORDER);
	str_copy(d->order, sizeof(d->order), order);
	issue_draft_want(d, material, name);
	if (material[0] != '\0')
		d->unit = unit;
}

static void take_plain(char *to, size_t size, const struct rows *rows, size_t row, const char *column)
{
	if (!num_trim(rows_text(rows, row, column), to, size))
		to[0] = '\0';
}

void issue_draft_take_need(struct issue_draft *d, const struct rows *needs, size_t row)
{
	bool same = str_equal(d->material, rows_text(needs, row, "material"));
	bool lot_required = same && d->lot_required;
	struct label_unit unit = d->unit;

	issue_draft_want(d, rows_text(needs, row, "material"), rows_text(needs, row, "name"));
	str_copy(d->uom, sizeof(d->uom), rows_text(needs, row, "uom"));
	take_plain(d->open, sizeof(d->open), needs, row, "open");
	take_plain(d->available, sizeof(d->available), needs, row, "available");
	d->planned = true;
	d->lot_required = lot_required;
	if (same)
		d->unit = unit;
}

void issue_draft_take_material(struct issue_draft *d, const struct rows *material)
{
	str_copy(d->name, sizeof(d->name), rows_text(material, 0, "name"));
	str_copy(d->uom, sizeof(d->uom), rows_text(material, 0, "uom"));
	d->lot_required = rows_bool(material, 0, "lot_required");
	if (!d->planned)
		take_plain(d->available, sizeof(d->available), material, 0, "available");
}

size_t issue_draft_row(const struct rows *needs, const char *material)
{
	for (size_t i = 0; material[0] != '\0' && i < needs->n; i++)
		if (str_equal(rows_text(needs, i, "material"), material))
			return i;
	return SIZE_MAX;
}

bool issue_draft_filled(const struct issue_typed *typed)
{
	return !str_empty(typed->quantity) || !str_empty(typed->lot);
}

const char *issue_draft_missing(const struct issue_draft *d, const struct issue_typed *typed)
{
	if (d->kind == ISSUE_ORDER && d->order[0] == '\0')
		return "scan";
	if (d->material[0] == '\0')
		return "scan";
	if (d->kind != ISSUE_ORDER && str_empty(typed->ref))
		return "ref";
	if (str_empty(typed->quantity))
		return "quantity";
	if (d->lot_required && str_empty(typed->lot))
		return "lot";
	return NULL;
}

enum issue_state issue_draft_state(const struct rows *needs, size_t row, char *ret_short, size_t size)
{
	int64_t open = rows_num(needs, row, "open", NUM_QUANTITY_SCALE);
	int64_t available = rows_num(needs, row, "available", NUM_QUANTITY_SCALE);
	char text[NUM_TEXT];

	ret_short[0] = '\0';
	if (rows_num(needs, row, "required", NUM_QUANTITY_SCALE) <= 0)
		return ISSUE_STATE_EXTRA;
	if (open <= 0)
		return ISSUE_STATE_DONE;
	if (available >= open)
		return ISSUE_STATE_READY;
	num_format(open - (available > 0 ? available : 0), NUM_QUANTITY_SCALE, text);
	str_copy(ret_short, size, text);
	return available > 0 ? ISSUE_STATE_SHORT : ISSUE_STATE_NONE;
}

void issue_draft_orders(const struct rows *all, struct rows *to)
{
	rows_init(to, all->column, all->n_columns);
	for (size_t i = 0; i < all->n; i++) {
		const char *status = rows_text(all, i, "order_status");

		if (str_equal(status, "RELEASED") || str_equal(status, "IN_PROGRESS"))
			rows_append(to, all->cell + i * all->n_columns);
	}
}

static enum issue_step refuse_filled(const struct issue_draft *d, const char *code, struct err *err)
{
	err_set(err, ERR_VALIDATION, "NOT_POSTED", "scan", "%s was scanned, but %s is not posted yet", code,
		d->material[0] != '\0' ? d->material : "what is filled in");
	err_hint(err, "F2 posts it, Esc throws it away");
	return ISSUE_STEP_REFUSED;
}

static bool is_label(const struct issue_seen *seen)
{
	return seen->label != NULL && seen->label->kind != LABEL_TEXT;
}

static enum issue_step refuse_other_value(const char *field, const char *typed, const char *label, struct err *err)
{
	err_set(err, ERR_VALIDATION, "NOT_POSTED", "scan", "%s %s is filled in and not posted; this label says %s",
		field, typed, label);
	err_hint(err, "F2 posts it, Esc throws it away");
	return ISSUE_STEP_REFUSED;
}

/* What is filled in stays; a label may only add to it. */
static enum issue_step if_it_agrees(const struct issue_draft *d, const struct issue_typed *typed,
				    const struct issue_scan *ret, enum issue_step step, struct err *err)
{
	const struct label_fill *fill = &ret->fill;
	char now[NUM_TEXT];

	if (!str_empty(typed->lot) && fill->lot[0] != '\0' && !str_equal(typed->lot, fill->lot))
		return refuse_other_value("lot", typed->lot, fill->lot, err);
	if (str_empty(typed->quantity))
		return step;
	if (fill->quantity[0] == '\0' && !str_equal(ret->unit.factor, d->unit.factor))
		return refuse_other_value("quantity", typed->quantity, ret->unit.uom, err);
	if (fill->quantity[0] != '\0' &&
	    !(issue_draft_quantity(d, typed, now) && label_same_quantity(now, fill->quantity)))
		return refuse_other_value("quantity", typed->quantity, fill->quantity, err);
	return step;
}

static enum issue_step scan_material(const struct issue_draft *d, const struct issue_typed *typed,
				     const struct issue_seen *seen, size_t at, struct issue_scan *ret, struct err *err)
{
	const char *uom = str_equal(ret->code, d->material) ? d->uom : "";

	if (!str_equal(ret->code, d->material) && issue_draft_filled(typed))
		return refuse_filled(d, ret->code, err);
	if (d->kind == ISSUE_ORDER)
		ret->row = issue_draft_row(seen->needs, ret->code);
	if (ret->row != SIZE_MAX)
		uom = rows_text(seen->needs, ret->row, "uom");
	ret->unit = label_unit_of(seen->resolved, at);
	if (is_label(seen) && !label_fill(seen->label, seen->resolved, at, NULL, uom, &ret->fill, err))
		return ISSUE_STEP_REFUSED;
	if (is_label(seen))
		ret->unit = ret->fill.unit;
	return if_it_agrees(d, typed, ret, ret->row != SIZE_MAX ? ISSUE_STEP_NEED : ISSUE_STEP_MATERIAL, err);
}

/* A label that tells about the goods already chosen. */
static enum issue_step scan_part(const struct issue_draft *d, const struct issue_typed *typed,
				 const struct issue_seen *seen, struct issue_scan *ret, struct err *err)
{
	if (!label_fill(seen->label, NULL, 0, &d->unit, d->uom, &ret->fill, err))
		return ISSUE_STEP_REFUSED;
	ret->unit = ret->fill.unit;
	return if_it_agrees(d, typed, ret, ISSUE_STEP_PART, err);
}

static enum issue_step scan_row(const struct issue_draft *d, const struct issue_typed *typed,
				const struct issue_seen *seen, size_t row, struct issue_scan *ret, struct err *err)
{
	const struct rows *r = seen->resolved;

	ret->lot[0] = '\0';
	str_copy(ret->code, sizeof(ret->code), rows_text(r, row, "code"));
	str_copy(ret->name, sizeof(ret->name), rows_text(r, row, "name"));
	switch (scanned_what(r, row)) {
	case SCANNED_WORK_ORDER:
		return issue_draft_filled(typed) ? refuse_filled(d, ret->code, err) : ISSUE_STEP_ORDER;
	case SCANNED_MATERIAL:
		return scan_material(d, typed, seen, row, ret, err);
	case SCANNED_LOT:
		str_copy(ret->lot, sizeof(ret->lot), ret->code);
		str_copy(ret->code, sizeof(ret->code), rows_text(r, row, "material"));
		if (d->material[0] == '\0' || !str_equal(ret->code, d->material))
			return scan_material(d, typed, seen, row, ret, err);
		str_copy(ret->code, sizeof(ret->code), ret->lot);
		return ISSUE_STEP_LOT;
	case SCANNED_LOCATION:
		return ISSUE_STEP_LOCATION;
	case SCANNED_PURCHASE_ORDER:
	case SCANNED_USER:
	case SCANNED_NOTHING:
		break;
	}
	return ISSUE_STEP_REFUSED;
}

enum issue_step issue_draft_scan(const struct issue_draft *d, const struct issue_typed *typed,
				 const struct issue_seen *seen, struct issue_scan *ret, struct err *err)
{
	const struct rows *r = seen->resolved;
	bool mine = false;

	memset(ret, 0, sizeof(*ret));
	ret->row = SIZE_MAX;
	err->kind = ERR_NONE;
	if (is_label(seen) && seen->label->kind == LABEL_PART && d->material[0] != '\0') {
		ret->step = scan_part(d, typed, seen, ret, err);
		return ret->step;
	}
	/* The same lot number can belong to several materials: the chosen one comes first. */
	for (size_t i = 0; i < r->n && d->material[0] != '\0' && !mine; i++)
		if (scanned_what(r, i) == SCANNED_LOT && str_equal(rows_text(r, i, "material"), d->material)) {
			ret->step = scan_row(d, typed, seen, i, ret, err);
			mine = true;
		}
	for (size_t i = 0; i < r->n && ret->step == ISSUE_STEP_REFUSED; i++) {
		struct err why = { .kind = ERR_NONE };

		ret->step = scan_row(d, typed, seen, i, ret, &why);
		if (why.kind != ERR_NONE && err->kind == ERR_NONE)
			*err = why;
	}
	if (ret->step == ISSUE_STEP_REFUSED && err->kind == ERR_NONE)
		scanned_refuse(r, seen->text, d->kind == ISSUE_ORDER ? "a work order or a material" : "a material",
			       err);
	return ret->step;
}

void issue_draft_target(const struct issue_draft *d, const char *ref, char *ret, size_t size)
{
	if (d->kind == ISSUE_ORDER)
		str_copy(ret, size, d->order);
	else
		str_format(ret, size, "%s%s%s", kind_names[d->kind], str_empty(ref) ? "" : " ", ref);
}

bool issue_draft_quantity(const struct issue_draft *d, const struct issue_typed *typed, char ret[NUM_TEXT])
{
	struct err err;

	return label_product(typed->quantity, d->unit.factor, ret, &err);
}

bool issue_draft_call(struct issue_draft *d, const struct issue_typed *typed, const struct clock *clock,
		      struct call *call, struct err *err)
{
	char quantity[NUM_TEXT];

	if (d->op_id[0] == '\0')
		uuid_make(clock, d->op_id);
	if (d->kind == ISSUE_ORDER && !call_set(call, "ref", d->order, err))
		return false;
	if (d->unit.factor[0] != '\0' && (!label_product(typed->quantity, d->unit.factor, quantity, err) ||
					  !call_set(call, "quantity", quantity, err)))
		return false;
	return call_set(call, "material", d->material, err) && call_set(call, "ref_type", kind_names[d->kind], err) &&
	       call_set(call, "op_id", d->op_id, err);
}

void issue_draft_failed(struct issue_draft *d, const struct err *err)
{
	bool open = err->kind == ERR_OFFLINE || err->kind == ERR_RETRY || err->kind == ERR_BUG;

	d->uncertain = (err->kind == ERR_OFFLINE && !str_equal(err->code, "NOT_CONNECTED")) || err->kind == ERR_BUG;
	/* A refusal was rolled back whole, and OP_ID_REUSED says that the first try was posted. */
	if (!open)
		d->op_id[0] = '\0';
}
