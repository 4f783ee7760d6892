/*
 * gs1_field - from AIs to fields with a meaning.
 *
 * One label has one quantity. A count (AI 30, 37) goes before a measure,
 * because what is counted is what the order line counts; the weight beside it
 * is a property of the pieces and stays an element only. On an item of
 * variable measure (GTIN with indicator 9) it is the other way round: such a
 * GTIN says no amount without its measure.
 */
#include <string.h>

#include "core/scan/gs1_own.h"

/* AIs whose value is a field as it stands. */
static const struct scan_rule plain[] = {
	{ "00", "sscc" },      { "01", "gtin" },    { "02", "gtin" },	       { "03", "gtin" },
	{ "10", "lot" },       { "20", "variant" }, { "21", "serial" },	       { "240", "supplier_material" },
	{ "241", "material" }, { "400", "order" },  { "412", "supplier_gln" }, { "422", "origin" },
	{ "426", "origin" },
};

/* Dates that stand for a day, the month's last when it lacks. */
static const struct scan_rule days[] = {
	{ "15", "best_before" },
	{ "16", "sell_by" },
	{ "17", "expiry" },
	{ "7003", "expiry" },
};

/* Dates of which no day may be invented. */
static const struct scan_rule months[] = {
	{ "11", "production_date" },
	{ "13", "packaging_date" },
};

/* Measures of what is traded; gross weights, logistic and width or height measures are no amounts. */
static const struct scan_rule measures[] = {
	{ "310n", "KG" },  { "311n", "M" },   { "314n", "M2" },	 { "315n", "L" },    { "316n", "M3" },
	{ "320n", "LB" },  { "321n", "IN" },  { "322n", "FT" },	 { "323n", "YD" },   { "350n", "IN2" },
	{ "351n", "FT2" }, { "352n", "YD2" }, { "356n", "OZT" }, { "357n", "FLOZ" }, { "360n", "QT" },
	{ "361n", "GAL" }, { "364n", "IN3" }, { "365n", "FT3" }, { "366n", "YD3" },
};

/* A quantity has at most so many, its point included. */
enum { MOST_DIGITS = 15 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *look_up(const struct scan_rule *list, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (gs1_matches(list[i].id, strlen(list[i].id), id))
			return list[i].field;
	return NULL;
}

static void put(struct scan *s, struct scan_reading *r, const char *name, const char *value)
{
	scan_put(s, r, name, value, strlen(value));
}

static void put_day(struct scan *s, struct scan_reading *r, const char *name, const char *yymmdd, int year)
{
	char date[11];
	bool day_given;

	if (scan_get(r, name) || !scan_date(yymmdd, year, date, &day_given))
		return;
	put(s, r, name, date);
	if (strcmp(name, "expiry") == 0)
		put(s, r, "expiry_day_given", day_given ? "true" : "false");
}

static void put_month(struct scan *s, struct scan_reading *r, const char *name, const char *yymmdd, int year)
{
	char date[11];
	bool day_given;

	if (scan_date(yymmdd, year, date, &day_given))
		scan_put(s, r, name, date, day_given ? 10 : 7);
}

/* Digits with the decimal point that many places from the right, as plain as can be: "001250", 3: "1.25". */
static void plain_digits(const char *digits, size_t decimals, char ret[MOST_DIGITS + 1])
{
	size_t n = strlen(digits);
	size_t whole = n - decimals;
	size_t first = 0;
	size_t used = 0;

	while (first + 1 < whole && digits[first] == '0')
		first++;
	while (n > whole && digits[n - 1] == '0')
		n--;
	for (size_t i = first; i < n; i++) {
		if (i == whole)
			ret[used++] = '.';
		ret[used++] = digits[i];
	}
	ret[used] = '\0';
}

static void put_quantity(struct scan *s, struct scan_reading *r, const struct scan_element *e, const char *uom)
{
	char digits[MOST_DIGITS + 1];

	plain_digits(e->value, *uom ? (size_t)(e->id[3] - '0') : 0, digits);
	put(s, r, "quantity", digits);
	put(s, r, "uom", uom);
}

/* The first count or the first measure, unless a supplier's rule says what it is. */
static void put_first(struct scan *s, struct scan_reading *r, const struct scan_rules *rules, bool measured)
{
	for (size_t i = 0; i < r->n_elements && !scan_get(r, "quantity"); i++) {
		const struct scan_element *e = &r->element[i];
		const char *uom = measured ? look_up(measures, COUNT(measures), e->id) : NULL;

		if (!measured && (strcmp(e->id, "30") == 0 || strcmp(e->id, "37") == 0))
			uom = "";
		if (uom && !scan_rule_for(rules, e->id))
			put_quantity(s, r, e, uom);
	}
}

static bool is_day_field(const char *name)
{
	for (size_t i = 0; i < COUNT(days); i++)
		if (strcmp(days[i].field, name) == 0)
			return true;
	return false;
}

static bool is_month_field(const char *name)
{
	return strcmp(name, months[0].field) == 0 || strcmp(name, months[1].field) == 0;
}

static bool all_digits(const char *s)
{
	return strspn(s, "0123456789") == strlen(s);
}

/* A supplier's own use of an AI. What cannot be that field stays an element. */
static void put_by_rule(struct scan *s, struct scan_reading *r, const char *name, const struct scan_element *e,
			int year)
{
	const char *uom = look_up(measures, COUNT(measures), e->id);

	if (is_day_field(name)) {
		if (strlen(e->value) == 6)
			put_day(s, r, name, e->value, year);
	} else if (is_month_field(name)) {
		if (strlen(e->value) == 6)
			put_month(s, r, name, e->value, year);
	} else if (strcmp(name, "quantity") == 0) {
		if (all_digits(e->value) && strlen(e->value) < MOST_DIGITS)
			put_quantity(s, r, e, uom ? uom : "");
	} else if (*name && strcmp(name, "-") != 0) {
		put(s, r, name, e->value);
	}
}

static void put_element(struct scan *s, struct scan_reading *r, const struct scan_rules *rules,
			const struct scan_element *e)
{
	const char *name = scan_rule_for(rules, e->id);

	if (name) {
		put_by_rule(s, r, name, e, rules->year);
	} else if ((name = look_up(plain, COUNT(plain), e->id))) {
		put(s, r, name, e->value);
	} else if ((name = look_up(days, COUNT(days), e->id))) {
		put_day(s, r, name, e->value, rules->year);
	} else if ((name = look_up(months, COUNT(months), e->id))) {
		put_month(s, r, name, e->value, rules->year);
	} else if (strcmp(e->id, "8006") == 0 || strcmp(e->id, "8026") == 0) {
		scan_put(s, r, "gtin", e->value, 14);
	}
}

void gs1_fields(struct scan *s, struct scan_reading *r, const struct scan_rules *rules)
{
	const char *gtin;

	for (size_t i = 0; i < r->n_elements; i++)
		put_element(s, r, rules, &r->element[i]);
	gtin = scan_get(r, "gtin");
	put_first(s, r, rules, gtin && gtin[0] == '9');
	put_first(s, r, rules, !(gtin && gtin[0] == '9'));
}
