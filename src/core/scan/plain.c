/*
 * plain - EAN, UPC and ITF-14 by their symbology; in-house prefixes; whatever else a code may hold, as a search key.
 */
#include <ctype.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan_own.h"

const struct scan_prefix scan_default_prefixes[] = {
	{ ".O.", "order" },    { ".W.", "work_order" }, { ".I.", "material" }, { ".L.", "lot" },
	{ ".B.", "location" }, { ".U.", "badge" },	{ ".C.", "command" },
};
const size_t scan_default_prefixes_n = sizeof(scan_default_prefixes) / sizeof(scan_default_prefixes[0]);

enum { EAN_8 = 8, UPC_A = 12, EAN_13 = 13, GTIN_14 = 14, ADD_ON_2 = 2, ADD_ON_5 = 5 };

static struct scan_text part(struct scan_text t, size_t from, size_t n)
{
	return (struct scan_text){ .bytes = t.bytes + from, .n = n, .at = t.at + from };
}

/* The first byte that is no digit, or n. */
static size_t digits(struct scan_text t)
{
	size_t n = 0;

	while (n < t.n && isdigit((unsigned char)t.bytes[n]))
		n++;
	return n;
}

bool scan_gtin(struct scan_text t, char ret[SCAN_GTIN_SIZE])
{
	if ((t.n != EAN_8 && t.n != UPC_A && t.n != EAN_13 && t.n != GTIN_14) || digits(t) != t.n)
		return false;
	memset(ret, '0', GTIN_14);
	memcpy(ret + GTIN_14 - t.n, t.bytes, t.n);
	ret[GTIN_14] = '\0';
	return true;
}

/* ---- text ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct scan_text trim(struct scan_text t)
{
	while (t.n > 0 && is_blank(t.bytes[0]))
		t = part(t, 1, t.n - 1);
	while (t.n > 0 && is_blank(t.bytes[t.n - 1]))
		t.n--;
	return t;
}

void scan_put_text(struct scan *s, struct scan_reading *r, const char *name, struct scan_text value)
{
	struct scan_text t = trim(value);

	if (t.n > 0)
		scan_put(s, r, name, t.bytes, t.n);
}

/* ---- trade item numbers ---- */

static bool fail_length(struct scan_text t, size_t wanted, struct err *err)
{
	return scan_fail(err, t.n < wanted ? "TOO_SHORT" : "TOO_LONG", "AI 01 at %zu: %zu digits, there must be %zu.",
			 t.at + 1, t.n, wanted);
}

static bool add_gtin(struct scan *s, struct scan_text t, size_t wanted, struct err *err)
{
	struct scan_reading *r;
	char gtin[SCAN_GTIN_SIZE];

	if (digits(t) < t.n)
		return scan_fail(err, "BAD_CHARACTER", "AI 01 at %zu: only digits may stand there.",
				 t.at + digits(t) + 1);
	if (t.n != wanted || !scan_gtin(t, gtin))
		return fail_length(t, wanted, err);
	if (!scan_check_digit_ok(gtin, GTIN_14))
		return scan_fail(err, "BAD_CHECK_DIGIT", "AI 01 at %zu: the check digit %c is wrong.", t.at + 1,
				 gtin[GTIN_14 - 1]);
	s->format = SCAN_EAN;
	r = scan_add_reading(s);
	scan_put(s, r, "gtin", gtin, GTIN_14);
	return scan_add_element(s, r, "01", t, err);
}

/* An add-on of two or five digits (the issue of a magazine) names no other item. */
static bool add_with_add_on(struct scan *s, struct scan_text t, struct err *err)
{
	struct scan_text number = t;

	if (digits(t) == t.n && (t.n == EAN_13 + ADD_ON_2 || t.n == EAN_13 + ADD_ON_5)) {
		number.n = EAN_13;
		scan_warn(s, "The add-on %.*s was left out.", (int)(t.n - EAN_13), t.bytes + EAN_13);
	}
	return add_gtin(s, number, EAN_13, err);
}

/* A scanner may leave the zero out that makes an EAN-13 of a UPC-A. */
bool ean_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	(void)rules;
	if (s->symbology[1] == 'I')
		return add_gtin(s, text, GTIN_14, err);
	if (s->symbology[2] == '4')
		return add_gtin(s, text, EAN_8, err);
	if (s->symbology[2] == '3')
		return add_with_add_on(s, text, err);
	return add_gtin(s, text, text.n == UPC_A ? UPC_A : EAN_13, err);
}

/* ---- anything else ---- */

static bool begins_with(struct scan_text t, const char *prefix)
{
	size_t n = strlen(prefix);

	if (n == 0 || n >= t.n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (toupper((unsigned char)t.bytes[i]) != toupper((unsigned char)prefix[i]))
			return false;
	return true;
}

/* The prefix says what the rest is: no search key then, and a badge's number appears nowhere else. */
static bool put_prefixed(struct scan *s, struct scan_reading *r, struct scan_text t, const struct scan_rules *rules)
{
	const struct scan_prefix *prefix = rules->prefix ? rules->prefix : scan_default_prefixes;
	size_t n = rules->prefix ? rules->n_prefixes : scan_default_prefixes_n;

	for (size_t i = 0; i < n; i++) {
		size_t skip = strlen(prefix[i].text);

		if (!begins_with(t, prefix[i].text) || trim(part(t, skip, t.n - skip)).n == 0)
			continue;
		scan_put_text(s, r, prefix[i].field, part(t, skip, t.n - skip));
		return true;
	}
	return false;
}

/* A one-field label ("PM-1077", "Q500") looks like any code: it is one only where a supplier's rule knows its DI. */
static void put_one_field(struct scan *s, struct scan_reading *r, struct scan_text t, const struct scan_rules *rules)
{
	char id[MH10_ID_SIZE];
	struct scan_text value;
	bool linear = s->symbology[0] == '\0' || str_equal(s->symbology, "]C0") || str_equal(s->symbology, "]A0");

	if (linear && mh10_split(t, id, &value) && value.n > 0)
		mh10_ruled_field(s, r, id, value, rules);
}

bool plain_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct scan_text t = trim(text);
	struct scan_reading *r;
	char gtin[SCAN_GTIN_SIZE];

	if (t.n == 0)
		return scan_fail(err, "EMPTY", "There is nothing to read.");
	s->format = SCAN_PLAIN;
	r = scan_add_reading(s);
	if (put_prefixed(s, r, t, rules))
		return true;
	scan_put_text(s, r, "text", t);
	if (scan_gtin(t, gtin) && scan_check_digit_ok(gtin, GTIN_14))
		scan_put(s, r, "gtin", gtin, GTIN_14);
	else
		put_one_field(s, r, t, rules);
	return true;
}
