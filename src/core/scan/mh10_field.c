/*
 * mh10_field - from data identifiers to fields: a table, and before it the rules of the supplier.
 *
 * A value that is not what its field wants (a quantity with words, a date that is none) stays a pair and gives no
 * field: labels of electronics carry a week number in D and a line number alone in 14K.
 */
#include <ctype.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/scan/scan_own.h"

enum value_form {
	VALUE_TEXT,
	VALUE_DATE,
	VALUE_QUALIFIED_DATE, /* and three digits that say of what */
	VALUE_QUANTITY,
	VALUE_QUANTITY_UNIT, /* and two characters */
	VALUE_ORDER_AND_LINE,
	VALUE_LINE,
	VALUE_GTIN,
};

struct identifier {
	const char *id;
	const char *field;
	enum value_form form;
	int rank; /* the lower ones are asked first: a supplier's lot before our own mark */
};

/* Dates that do not say of what (D, 12D, 9D ...) are left to the supplier's rules. */
static const struct identifier identifiers[] = {
	{ "P", "material", VALUE_TEXT, 0 },
	{ "1P", "supplier_material", VALUE_TEXT, 0 },
	{ "PNO", "supplier_material", VALUE_TEXT, 0 },
	{ "PNR", "supplier_material", VALUE_TEXT, 0 },
	{ "Q", "quantity", VALUE_QUANTITY, 0 },
	{ "7Q", "quantity", VALUE_QUANTITY_UNIT, 0 },
	{ "3Q", "uom", VALUE_TEXT, 1 },
	{ "K", "order", VALUE_TEXT, 0 },
	{ "4K", "order_line", VALUE_LINE, 0 },
	{ "14K", "order", VALUE_ORDER_AND_LINE, 1 },
	{ "11K", "delivery_note", VALUE_TEXT, 0 },
	{ "16K", "delivery_note", VALUE_TEXT, 0 },
	{ "2K", "delivery_note", VALUE_TEXT, 1 },
	{ "1T", "lot", VALUE_TEXT, 0 },
	{ "LOT", "lot", VALUE_TEXT, 0 },
	{ "T", "lot", VALUE_TEXT, 1 },
	{ "S", "serial", VALUE_TEXT, 0 },
	{ "SER", "serial", VALUE_TEXT, 0 },
	{ "3S", "package", VALUE_TEXT, 0 },
	{ "4S", "package", VALUE_TEXT, 0 },
	{ "5S", "package", VALUE_TEXT, 0 },
	{ "J", "package", VALUE_TEXT, 0 },
	{ "1J", "package", VALUE_TEXT, 0 },
	{ "2J", "package", VALUE_TEXT, 0 },
	{ "3J", "package", VALUE_TEXT, 0 },
	{ "4J", "package", VALUE_TEXT, 0 },
	{ "5J", "package", VALUE_TEXT, 0 },
	{ "6J", "package", VALUE_TEXT, 0 },
	{ "V", "supplier", VALUE_TEXT, 0 },
	{ "4L", "origin", VALUE_TEXT, 0 },
	{ "14D", "expiry", VALUE_DATE, 0 },
	{ "15D", "expiry", VALUE_DATE, 0 },
	{ "16D", "production_date", VALUE_DATE, 0 },
	{ "5D", "", VALUE_QUALIFIED_DATE, 1 },
	{ "6D", "", VALUE_QUALIFIED_DATE, 1 },
};
enum { RANKS = 2 };

/* What a supplier's rule may name, and how such a value is read. */
static const struct identifier fields[] = {
	{ NULL, "gtin", VALUE_GTIN, 0 },
	{ NULL, "sscc", VALUE_TEXT, 0 },
	{ NULL, "lot", VALUE_TEXT, 0 },
	{ NULL, "serial", VALUE_TEXT, 0 },
	{ NULL, "variant", VALUE_TEXT, 0 },
	{ NULL, "expiry", VALUE_DATE, 0 },
	{ NULL, "best_before", VALUE_DATE, 0 },
	{ NULL, "sell_by", VALUE_DATE, 0 },
	{ NULL, "production_date", VALUE_DATE, 0 },
	{ NULL, "packaging_date", VALUE_DATE, 0 },
	{ NULL, "quantity", VALUE_QUANTITY, 0 },
	{ NULL, "uom", VALUE_TEXT, 0 },
	{ NULL, "order", VALUE_TEXT, 0 },
	{ NULL, "order_line", VALUE_LINE, 0 },
	{ NULL, "material", VALUE_TEXT, 0 },
	{ NULL, "supplier_material", VALUE_TEXT, 0 },
	{ NULL, "delivery_note", VALUE_TEXT, 0 },
	{ NULL, "supplier", VALUE_TEXT, 0 },
	{ NULL, "supplier_gln", VALUE_TEXT, 0 },
	{ NULL, "origin", VALUE_TEXT, 0 },
	{ NULL, "package", VALUE_TEXT, 0 },
	{ NULL, "work_order", VALUE_TEXT, 0 },
	{ NULL, "location", VALUE_TEXT, 0 },
	{ NULL, "text", VALUE_TEXT, 0 },
};

/* What is filled, and by which rules. */
struct filling {
	struct scan *s;
	struct scan_reading *reading;
	int year;
};

enum { DATE_SIZE = 11, MONTH_SIZE = 7, QUALIFIER = 3, LINE_DIGITS = 6, NUMBER_SIZE = 24, UNIT_DECIMALS = 3 };

static struct scan_text part(struct scan_text t, size_t from, size_t n)
{
	return (struct scan_text){ .bytes = t.bytes + from, .n = n, .at = t.at + from };
}

static size_t digits(struct scan_text t, size_t from)
{
	size_t n = from;

	while (n < t.n && isdigit((unsigned char)t.bytes[n]))
		n++;
	return n - from;
}

/* ---- dates ---- */

/* YYYYMMDD; day 00 is the month's last. */
static bool read_year_first(const char d[8], char ret[DATE_SIZE], bool *ret_day_given)
{
	struct err ignored;

	*ret_day_given = d[6] != '0' || d[7] != '0';
	if (memcmp(d, "1900", 4) < 0 || memcmp(d, "2200", 4) >= 0)
		return false;
	str_format(ret, DATE_SIZE, "%.4s-%.2s-%.2s", d, d + 4, *ret_day_given ? d + 6 : "31");
	for (int day = 31; !*ret_day_given && day > 28 && !date_check(ret, "", &ignored);)
		str_format(ret + 8, 3, "%d", --day);
	return date_check(ret, "", &ignored);
}

/* YYYYMMDD or DDMMYYYY (no eight digits are both), YYMMDD. */
static bool read_date(struct scan_text t, int year, char ret[DATE_SIZE], bool *ret_day_given)
{
	char turned[8];

	if (digits(t, 0) != t.n)
		return false;
	if (t.n == 6)
		return scan_date(t.bytes, year, ret, ret_day_given);
	if (t.n != 8)
		return false;
	if (read_year_first(t.bytes, ret, ret_day_given))
		return true;
	memcpy(turned, t.bytes + 4, 4);
	memcpy(turned + 4, t.bytes + 2, 2);
	memcpy(turned + 6, t.bytes, 2);
	return read_year_first(turned, ret, ret_day_given);
}

/* Without a day, what was made in a month was not made on its last day; what lasts, lasts so long. */
static void put_date(struct filling *f, const char *field, struct scan_text value)
{
	bool made = str_equal(field, "production_date") || str_equal(field, "packaging_date");
	char date[DATE_SIZE];
	bool day_given;

	if (!read_date(value, f->year, date, &day_given))
		return;
	if (str_equal(field, "expiry") && !scan_get(f->reading, field))
		scan_put(f->s, f->reading, "expiry_day_given", day_given ? "true" : "false", day_given ? 4 : 5);
	scan_put(f->s, f->reading, field, date, made && !day_given ? MONTH_SIZE : DATE_SIZE - 1);
}

/* Qualifiers of X12 data element 374; a rule has already said of what the date is. */
static void put_qualified_date(struct filling *f, const char *field, struct scan_text value)
{
	struct scan_text date = part(value, 0, value.n > QUALIFIER ? value.n - QUALIFIER : 0);

	if (field[0] && (value.n == 6 || value.n == 8))
		put_date(f, field, value);
	else if (field[0])
		put_date(f, field, date);
	else if (value.n > QUALIFIER && memcmp(value.bytes + date.n, "036", QUALIFIER) == 0)
		put_date(f, "expiry", date);
	else if (value.n > QUALIFIER && memcmp(value.bytes + date.n, "094", QUALIFIER) == 0)
		put_date(f, "production_date", date);
}

/* ---- quantities ---- */

/* Plain digits with or without decimals, without the zeros that say nothing. */
static bool read_number(struct scan_text t, char ret[NUMBER_SIZE])
{
	size_t whole = digits(t, 0), from = 0, n = t.n;

	if (whole == 0 || t.n >= NUMBER_SIZE)
		return false;
	if (whole < t.n &&
	    (t.bytes[whole] != '.' || digits(t, whole + 1) == 0 || whole + 1 + digits(t, whole + 1) != t.n))
		return false;
	while (from + 1 < whole && t.bytes[from] == '0')
		from++;
	while (whole < n && (t.bytes[n - 1] == '0' || n - 1 == whole))
		n = n - 1;
	memcpy(ret, t.bytes + from, n - from);
	ret[n - from] = '\0';
	return true;
}

static void put_number(struct filling *f, const char *field, struct scan_text value)
{
	char number[NUMBER_SIZE];

	if (read_number(value, number))
		scan_put(f->s, f->reading, field, number, strlen(number));
}

/* Units in upper case; a quantity without them is in pieces, or in what 3Q says. */
static void put_measured(struct filling *f, const char *field, struct scan_text value, struct scan_text unit)
{
	char number[NUMBER_SIZE], upper[4] = "";

	if (!read_number(value, number) || scan_get(f->reading, field))
		return;
	for (size_t i = 0; i < unit.n; i++)
		upper[i] = (char)toupper((unsigned char)unit.bytes[i]);
	scan_put(f->s, f->reading, field, number, strlen(number));
	scan_put(f->s, f->reading, "uom", upper, strlen(upper));
}

static bool is_word(struct scan_text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!isalpha((unsigned char)t.bytes[i]))
			return false;
	return true;
}

/* "500", or the MAT-Label's whole part, three letters of a unit, three decimals. */
static void put_quantity(struct filling *f, const char *field, struct scan_text value)
{
	size_t whole = digits(value, 0);
	char number[NUMBER_SIZE];

	if (whole == 0 || value.n != whole + 3 + UNIT_DECIMALS || whole + 2 + UNIT_DECIMALS > sizeof(number) ||
	    !is_word(part(value, whole, 3)) || digits(value, whole + 3) != UNIT_DECIMALS) {
		put_number(f, field, value);
		return;
	}
	memcpy(number, value.bytes, whole);
	number[whole] = '.';
	memcpy(number + whole + 1, value.bytes + whole + 3, UNIT_DECIMALS);
	put_measured(f, field, (struct scan_text){ .bytes = number, .n = whole + 1 + UNIT_DECIMALS },
		     part(value, whole, 3));
}

static void put_quantity_and_unit(struct filling *f, const char *field, struct scan_text value)
{
	if (value.n > 2 && isalnum((unsigned char)value.bytes[value.n - 2]) &&
	    isalnum((unsigned char)value.bytes[value.n - 1]) && digits(value, value.n - 2) < 2)
		put_measured(f, field, part(value, 0, value.n - 2), part(value, value.n - 2, 2));
	else
		put_number(f, field, value);
}

/* ---- orders ---- */

/* A number, as people say it: 10, not 00010. */
static void put_line(struct filling *f, const char *field, struct scan_text value)
{
	if (value.n > 0 && value.n <= LINE_DIGITS && digits(value, 0) == value.n)
		put_number(f, field, value);
}

/* "order+line"; a short number without a plus is the line alone. */
static void put_order_and_line(struct filling *f, const char *field, struct scan_text value)
{
	const char *plus = memrchr(value.bytes, '+', value.n);
	size_t order = plus ? (size_t)(plus - value.bytes) : value.n;

	if (plus) {
		scan_put_text(f->s, f->reading, field, part(value, 0, order));
		put_line(f, "order_line", part(value, order + 1, value.n - order - 1));
	} else if (value.n <= LINE_DIGITS && digits(value, 0) == value.n) {
		put_line(f, "order_line", value);
	} else {
		scan_put_text(f->s, f->reading, field, value);
	}
}

/* ---- all of them ---- */

static void put_gtin(struct filling *f, const char *field, struct scan_text value)
{
	char gtin[SCAN_GTIN_SIZE];

	if (scan_gtin(value, gtin) && scan_check_digit_ok(gtin, SCAN_GTIN_SIZE - 1))
		scan_put(f->s, f->reading, field, gtin, SCAN_GTIN_SIZE - 1);
}

static struct scan_text trim(struct scan_text t)
{
	while (t.n > 0 && t.bytes[0] == ' ')
		t = part(t, 1, t.n - 1);
	while (t.n > 0 && t.bytes[t.n - 1] == ' ')
		t.n--;
	return t;
}

static void put(struct filling *f, const struct identifier *how, const char *field, struct scan_text value)
{
	value = trim(value);
	switch (how->form) {
	case VALUE_TEXT:
		scan_put_text(f->s, f->reading, field, value);
		break;
	case VALUE_DATE:
		put_date(f, field, value);
		break;
	case VALUE_QUALIFIED_DATE:
		put_qualified_date(f, field, value);
		break;
	case VALUE_QUANTITY:
		put_quantity(f, field, value);
		break;
	case VALUE_QUANTITY_UNIT:
		put_quantity_and_unit(f, field, value);
		break;
	case VALUE_ORDER_AND_LINE:
		put_order_and_line(f, field, value);
		break;
	case VALUE_LINE:
		put_line(f, field, value);
		break;
	case VALUE_GTIN:
		put_gtin(f, field, value);
		break;
	}
}

static const struct identifier *find_identifier(const char *id)
{
	for (size_t i = 0; i < sizeof(identifiers) / sizeof(identifiers[0]); i++)
		if (str_equal(identifiers[i].id, id))
			return &identifiers[i];
	return NULL;
}

static const struct identifier *find_field(const char *name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (str_equal(fields[i].field, name))
			return &fields[i];
	return NULL;
}

/* How a rule's value is read: as its identifier says when it still means such a value, else as the field wants. */
static const struct identifier *form_of(const struct identifier *known, const struct identifier *field)
{
	bool keeps = known && (str_equal(known->field, field->field) ||
			       (known->form == VALUE_QUALIFIED_DATE && field->form == VALUE_DATE));

	return keeps ? known : field;
}

/* The supplier's rule; true when there is one: it has the word, also for ignoring. */
static bool put_ruled(struct filling *f, const char *id, struct scan_text value, const struct scan_rules *rules)
{
	const char *rule = scan_rule_for(rules, id);
	const struct identifier *field;

	if (!rule)
		return false;
	field = find_field(rule);
	if (field)
		put(f, form_of(find_identifier(id), field), field->field, value);
	return true;
}

static struct scan_text value_of(const struct scan_element *e)
{
	return (struct scan_text){ .bytes = e->value, .n = strlen(e->value), .at = e->at };
}

void mh10_ruled_field(struct scan *s, struct scan_reading *r, const char *id, struct scan_text value,
		      const struct scan_rules *rules)
{
	struct filling f = { .s = s, .reading = r, .year = rules->year };

	put_ruled(&f, id, value, rules);
}

/* An AI of another envelope of the label ends in a digit, and gs1_field has seen to it. */
static bool is_identifier(const char *id)
{
	return id[0] && !isdigit((unsigned char)id[strlen(id) - 1]);
}

void mh10_fields(struct scan *s, struct scan_reading *r, const struct scan_rules *rules)
{
	struct filling f = { .s = s, .reading = r, .year = rules->year };
	const struct identifier *known[SCAN_ELEMENTS] = { NULL };

	for (size_t i = 0; i < r->n_elements; i++) {
		const struct scan_element *e = &r->element[i];

		if (is_identifier(e->id) && !put_ruled(&f, e->id, value_of(e), rules))
			known[i] = find_identifier(e->id);
	}
	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < r->n_elements; i++)
			if (known[i] && known[i]->rank == rank)
				put(&f, known[i], known[i]->field, value_of(&r->element[i]));
}
