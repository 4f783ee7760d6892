/*
 * label - what a goods screen needs from a scan.
 */
#include "core/label.h"

#include <string.h>

#include "core/base/str.h"

/* ---- from fields ---- */

static void take(const struct scan_reading *r, const char *field, char *ret, size_t size)
{
	const char *value = scan_get(r, field);

	str_copy(ret, size, value != NULL ? value : "");
}

static void add_key(struct label *l, const char *text, enum scanned_what only)
{
	if (text == NULL || str_empty(text) || l->n_keys == LABEL_KEYS)
		return;
	for (size_t i = 0; i < l->n_keys; i++)
		if (str_equal(l->key[i].text, text))
			return;
	str_copy(l->key[l->n_keys].text, LABEL_KEY_TEXT, text);
	l->key[l->n_keys++].only = only;
}

/* In-house labels say which kind they are; the first that is there decides. */
static bool is_in_house(struct label *l)
{
	static const struct {
		size_t at;
		enum label_kind kind;
		enum scanned_what only;
	} kinds[] = {
		{ offsetof(struct label, badge), LABEL_BADGE, SCANNED_USER },
		{ offsetof(struct label, command), LABEL_COMMAND, SCANNED_NOTHING },
		{ offsetof(struct label, work_order), LABEL_WORK_ORDER, SCANNED_WORK_ORDER },
		{ offsetof(struct label, location), LABEL_LOCATION, SCANNED_LOCATION },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *text = (const char *)l + kinds[i].at;

		if (text[0] == '\0')
			continue;
		l->kind = kinds[i].kind;
		if (l->kind != LABEL_COMMAND)
			add_key(l, text, kinds[i].only);
		return true;
	}
	return false;
}

static bool has(const struct scan_reading *r, const char *field)
{
	return scan_get(r, field) != NULL;
}

/* A typed number with a good check digit: whatever is called so first, then a trade item. */
static bool is_number(const struct scan_reading *r)
{
	return has(r, "text") && has(r, "gtin") && !has(r, "material") && !has(r, "quantity");
}

static void add_goods(const struct scan *scan, const struct scan_reading *r, struct label *l)
{
	if (is_number(r))
		return;
	add_key(l, scan_get(r, "gtin"), SCANNED_MATERIAL);
	add_key(l, scan_get(r, "material"), SCANNED_MATERIAL);
	add_key(l, scan_get(r, "supplier_material"), SCANNED_MATERIAL);
	if (l->n_keys == 0)
		return;
	l->kind = LABEL_GOODS;
	/* Somebody's number may look like a trade item's, or a supplier's rule may not fit. */
	if (scan->format == SCAN_EAN && r->n_elements > 0)
		add_key(l, r->element[0].value, SCANNED_NOTHING);
	add_key(l, scan_get(r, "text"), SCANNED_NOTHING);
}

static void find_keys(const struct scan *scan, const struct scan_reading *r, struct label *l)
{
	bool part = l->lot[0] != '\0' || l->quantity[0] != '\0' || l->expiry[0] != '\0';

	if (scan->format == SCAN_PLAIN && is_in_house(l))
		return;
	add_goods(scan, r, l);
	if (l->n_keys > 0)
		return;
	if (has(r, "text") && !part) {
		l->kind = LABEL_TEXT;
		add_key(l, scan_get(r, "text"), SCANNED_NOTHING);
		add_key(l, scan_get(r, "gtin"), SCANNED_MATERIAL);
	} else if (l->order[0] != '\0' && !part) {
		l->kind = LABEL_ORDER;
		add_key(l, l->order, SCANNED_PURCHASE_ORDER);
	} else {
		l->kind = LABEL_PART;
		add_key(l, l->lot, SCANNED_LOT);
	}
}

void label_from(const struct scan *scan, size_t i, struct label *ret)
{
	const struct scan_reading *r = scan->reading[i];
	const char *line = scan_get(r, "order_line"), *day = scan_get(r, "expiry_day_given");
	struct err err;

	memset(ret, 0, sizeof(*ret));
	ret->n_readings = scan->n_readings;
	take(r, "order", ret->order, sizeof(ret->order));
	take(r, "lot", ret->lot, sizeof(ret->lot));
	take(r, "expiry", ret->expiry, sizeof(ret->expiry));
	take(r, "quantity", ret->quantity, sizeof(ret->quantity));
	take(r, "uom", ret->uom, sizeof(ret->uom));
	take(r, "sscc", ret->sscc, sizeof(ret->sscc));
	take(r, "supplier", ret->supplier, sizeof(ret->supplier));
	take(r, "location", ret->location, sizeof(ret->location));
	take(r, "serial", ret->serial, sizeof(ret->serial));
	take(r, "delivery_note", ret->delivery_note, sizeof(ret->delivery_note));
	take(r, "work_order", ret->work_order, sizeof(ret->work_order));
	take(r, "badge", ret->badge, sizeof(ret->badge));
	take(r, "command", ret->command, sizeof(ret->command));
	ret->expiry_day_given = !str_equal(day, "false");
	/* A line of another form ("n of m") is nobody's. */
	if (line == NULL || !num_parse_int(line, "", &ret->order_line, &err) || ret->order_line < 0)
		ret->order_line = 0;
	find_keys(scan, r, ret);
}

const char *label_kind_words(enum label_kind kind)
{
	switch (kind) {
	case LABEL_GOODS:
		return "goods";
	case LABEL_PART:
		return "part of a label";
	case LABEL_ORDER:
		return "order";
	case LABEL_WORK_ORDER:
		return "work order";
	case LABEL_LOCATION:
		return "location";
	case LABEL_BADGE:
		return "badge";
	case LABEL_COMMAND:
		return "command";
	case LABEL_TEXT:
		break;
	}
	return "text";
}

/* ---- in words ---- */

struct spoken {
	const char *name;
	size_t at;
};

static const struct spoken spoken[] = {
	{ "lot", offsetof(struct label, lot) },		  { "expiry", offsetof(struct label, expiry) },
	{ "quantity", offsetof(struct label, quantity) }, { "serial", offsetof(struct label, serial) },
	{ "order", offsetof(struct label, order) },	  { "SSCC", offsetof(struct label, sscc) },
	{ "material", offsetof(struct label, key) }, /* its first key's text stands first in it */
};

static const char *said_by(const struct label *l, const struct spoken *s)
{
	return (const char *)l + s->at;
}

static bool differs(const struct label *labels, size_t n, const struct spoken *s)
{
	for (size_t i = 1; i < n; i++)
		if (!str_equal(said_by(&labels[0], s), said_by(&labels[i], s)))
			return true;
	return false;
}

void label_words(const struct label *labels, size_t n, size_t i, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t k = 0; k < sizeof(spoken) / sizeof(spoken[0]); k++) {
		const char *text = said_by(&labels[i], &spoken[k]);
		char part[LABEL_KEY_TEXT + 32];

		if (!differs(labels, n, &spoken[k]))
			continue;
		if (text[0] != '\0')
			str_format(part, sizeof(part), "%s %s", spoken[k].name, text);
		else
			str_format(part, sizeof(part), "no %s", spoken[k].name);
		str_append(ret, size, ret[0] != '\0' ? ", " : "");
		str_append(ret, size, part);
	}
}

/* ---- units ---- */

bool label_same_unit(const char *a, const char *b)
{
	/* Each line is one unit: its codes of UN/ECE Recommendation 20, of labels and of people. */
	static const char *const same[][10] = {
		{ "PCS", "PCE", "PC", "EA", "C62", "NAR", "ST", "H87" },
		{ "KG", "KGM" },
		{ "M", "MTR" },
		{ "L", "LTR" },
		{ "M2", "MTK" },
		{ "M3", "MTQ" },
		{ "LB", "LBR" },
	};

	if (a[0] == '\0' || b[0] == '\0')
		return false;
	if (str_equal_fold(a, b))
		return true;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		int hits = 0;

		for (size_t k = 0; k < sizeof(same[i]) / sizeof(same[i][0]) && same[i][k] != NULL; k++)
			hits += str_equal_fold(a, same[i][k]) + str_equal_fold(b, same[i][k]);
		if (hits == 2)
			return true;
	}
	return false;
}

struct label_unit label_unit_of(const struct rows *resolved, size_t row)
{
	struct label_unit unit = { .factor = "" };

	if (scanned_what(resolved, row) != SCANNED_MATERIAL ||
	    !num_trim(rows_text(resolved, row, "factor"), unit.factor, sizeof(unit.factor)) ||
	    str_equal(unit.factor, "1"))
		unit.factor[0] = '\0';
	/* Even when it is the material's own: a label's unit is compared with it. */
	str_copy(unit.uom, sizeof(unit.uom), rows_text(resolved, row, "uom"));
	return unit;
}

static bool refuse_product(const char *quantity, const char *factor, const char *code, const char *why, struct err *err)
{
	return err_set(err, ERR_VALIDATION, code, "quantity", "%s times %s %s", quantity, factor, why);
}

bool label_product(const char *quantity, const char *factor, char ret[NUM_TEXT], struct err *err)
{
	const __int128 one = 1000000; /* 10^NUM_QUANTITY_SCALE */
	int64_t q, f = 1000000;
	__int128 product;

	if (!num_parse_positive(quantity, NUM_QUANTITY_SCALE, "quantity", &q, err) ||
	    (factor[0] != '\0' && !num_parse_positive(factor, NUM_QUANTITY_SCALE, "quantity", &f, err)))
		return false;
	product = (__int128)q * f;
	if (product % one != 0)
		return refuse_product(quantity, factor, "TOO_MANY_DECIMALS", "has more than six decimals", err);
	product /= one;
	if (product >= NUM_LIMIT)
		return refuse_product(quantity, factor, "TOO_LARGE", "is too large", err);
	num_format((int64_t)product, NUM_QUANTITY_SCALE, ret);
	return true;
}

bool label_same_quantity(const char *a, const char *b)
{
	int64_t x, y;
	struct err err;

	return num_parse(a, NUM_QUANTITY_SCALE, "", &x, &err) && num_parse(b, NUM_QUANTITY_SCALE, "", &y, &err) &&
	       x == y;
}

/* ---- into the form ---- */

/* A count of nothing says nothing. */
static bool tells_quantity(const struct label *l)
{
	return l->quantity[0] != '\0' && !label_same_quantity(l->quantity, "0");
}

static bool fill_quantity(const struct label *l, const struct label_unit *unit, const char *uom, struct label_fill *ret,
			  struct err *err)
{
	const char *own = uom[0] != '\0' ? uom : unit->factor[0] == '\0' ? unit->uom : "";

	if (!tells_quantity(l)) {
		ret->unit = *unit;
		return true;
	}
	if (l->uom[0] == '\0' || (!label_same_unit(l->uom, own) && label_same_unit(l->uom, unit->uom)))
		return label_product(l->quantity, unit->factor, ret->quantity, err);
	if (label_same_unit(l->uom, own))
		return label_product(l->quantity, "", ret->quantity, err);
	str_format(ret->said, sizeof(ret->said), "%s %s", l->quantity, l->uom);
	return true;
}

bool label_fill(const struct label *l, const struct rows *resolved, size_t row, const struct label_unit *chosen,
		const char *uom, struct label_fill *ret, struct err *err)
{
	struct label_unit unit = resolved != NULL ? label_unit_of(resolved, row) : *chosen;

	memset(ret, 0, sizeof(*ret));
	str_copy(ret->lot, sizeof(ret->lot), l->lot);
	str_copy(ret->expiry, sizeof(ret->expiry), l->expiry);
	str_copy(ret->delivery_note, sizeof(ret->delivery_note), l->delivery_note);
	ret->expiry_day_given = l->expiry_day_given;
	return fill_quantity(l, &unit, uom, ret, err);
}

/* ---- resolving ---- */

bool label_sift(const struct label_key *key, const struct rows *resolved, struct rows *to)
{
	rows_init(to, resolved->column, resolved->n_columns);
	for (size_t i = 0; i < resolved->n; i++) {
		enum scanned_what what = scanned_what(resolved, i);

		if (what != SCANNED_NOTHING && (key->only == SCANNED_NOTHING || key->only == what))
			rows_append(to, resolved->cell + i * resolved->n_columns);
	}
	return to->n > 0;
}

void label_refuse_unknown(const struct label *l, const char *wanted, struct err *err)
{
	const char *text = l->n_keys > 0 ? l->key[0].text : "";

	if (l->kind == LABEL_GOODS) {
		err_set(err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "no material has the code %s of this label", text);
		err_hint(err, "scan the material's own code; then have this one added as a barcode");
		return;
	}
	if (l->kind == LABEL_BADGE)
		err_set(err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "that is a badge of nobody here");
	else if (l->kind == LABEL_TEXT || l->n_keys == 0)
		err_set(err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "nothing here is called %s", text);
	else
		err_set(err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "there is no %s %s",
			l->kind == LABEL_PART ? "lot" : label_kind_words(l->kind), text);
	err_hint(err, "scan %s", wanted);
}
