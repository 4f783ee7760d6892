/*
 * digital_link - GS1 Digital Link URIs: the key in the path, its qualifiers behind it in their order, attributes in
 * the query. The host, what stands before the key, and the fragment say nothing.
 *
 * The path is read in pairs from its end, so that a lot "01" is no key, and the rightmost key wins. A path that has no
 * key is any web page: plain text, not an error.
 */
#include <ctype.h>
#include <string.h>

#include "core/scan/scan_own.h"

enum { GTIN_LEAST = 12, VALUE_LEAST = 3, AI_SIZE = 8, SHOWN = 16 };

struct link_key {
	const char *ai;
	const char *qualifiers[2]; /* alternatives: AIs in their order, one blank behind each */
};

static const struct link_key link_keys[] = {
	{ "00", { "", NULL } },		{ "01", { "22 10 21 ", "235 " } }, { "253", { "", NULL } },
	{ "255", { "", NULL } },	{ "401", { "", NULL } },	   { "402", { "", NULL } },
	{ "414", { "254 ", "7040 " } }, { "415", { "8020 ", NULL } },	   { "417", { "7040 ", NULL } },
	{ "8003", { "", NULL } },	{ "8004", { "7040 ", NULL } },	   { "8006", { "22 10 21 ", NULL } },
	{ "8010", { "8011 ", NULL } },	{ "8013", { "", NULL } },	   { "8017", { "8019 ", NULL } },
	{ "8018", { "8019 ", NULL } },
};

struct link {
	struct scan *s;
	struct scan_reading *reading;
	const struct scan_rules *rules;
	struct err *err;
};

/* ---- stretches of the text ---- */

static struct scan_text part(struct scan_text t, size_t from, size_t to)
{
	return (struct scan_text){ .bytes = t.bytes + from, .n = to - from, .at = t.at + from };
}

/* Where c stands first, or the end. */
static size_t find(struct scan_text t, char c)
{
	const char *at = t.n > 0 ? memchr(t.bytes, c, t.n) : NULL;

	return at ? (size_t)(at - t.bytes) : t.n;
}

/* What stands behind the last "/" of t, which is cut off t; false when t is empty. */
static bool last_segment(struct scan_text *t, struct scan_text *ret)
{
	size_t from = t->n;

	if (t->n == 0)
		return false;
	while (from > 0 && t->bytes[from - 1] != '/')
		from--;
	*ret = part(*t, from, t->n);
	*t = part(*t, 0, from > 0 ? from - 1 : 0);
	return true;
}

/* What stands before the first c, which is cut off t. */
static struct scan_text first_of(struct scan_text *t, char c)
{
	size_t n = find(*t, c);
	struct scan_text first = part(*t, 0, n);

	*t = part(*t, n < t->n ? n + 1 : n, t->n);
	return first;
}

static bool all_digits(struct scan_text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!isdigit((unsigned char)t.bytes[i]))
			return false;
	return t.n > 0;
}

static const struct link_key *find_key(struct scan_text t)
{
	for (size_t i = 0; i < sizeof(link_keys) / sizeof(link_keys[0]); i++)
		if (strlen(link_keys[i].ai) == t.n && memcmp(link_keys[i].ai, t.bytes, t.n) == 0)
			return &link_keys[i];
	return NULL;
}

/* ---- the parts of a URI ---- */

/* The scheme is written in one case; what else begins so is no link. */
static bool skip_scheme(struct scan_text *t)
{
	static const char *const schemes[] = { "https://", "http://", "HTTPS://", "HTTP://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (t->n > n && memcmp(t->bytes, schemes[i], n) == 0) {
			*t = part(*t, n, t->n);
			return true;
		}
	}
	return false;
}

/* Path (behind the host's "/", without a last "/") and query. False: there is no path. */
static bool split_uri(struct scan_text text, struct scan_text *ret_path, struct scan_text *ret_query)
{
	struct scan_text rest = part(text, 0, find(text, '#')), path;

	if (!skip_scheme(&rest))
		return false;
	path = first_of(&rest, '?');
	*ret_query = rest;
	if (first_of(&path, '/').n == 0)
		return false;
	while (path.n > 0 && path.bytes[path.n - 1] == '/')
		path.n--;
	*ret_path = path;
	return path.n > 0;
}

/* A key that does not stand where pairs from the end put it: what follows it lacks a value. */
static bool has_odd_key(struct scan_text path)
{
	struct scan_text value, key;
	bool more = last_segment(&path, &value);

	while (more && last_segment(&path, &key)) {
		if (find_key(key) && value.n >= GTIN_LEAST && all_digits(value))
			return true;
		value = key;
	}
	return false;
}

/*
 * "/2026/01/15" and "/01/news" are pages of somebody: every key has more, and begins with the digits of a company. An
 * empty value is a mistake in a link, if anything stands behind it.
 */
static bool may_be_value(struct scan_text value)
{
	return value.n == 0 ||
	       (value.n >= VALUE_LEAST && (value.bytes[0] == '%' || isdigit((unsigned char)value.bytes[0])));
}

/* The rightmost key; *ret_rest: value and qualifiers behind it, to the end of the path. */
static const struct link_key *key_of(struct scan_text path, struct scan_text *ret_ai, struct scan_text *ret_rest)
{
	struct scan_text value, rest = path;

	while (last_segment(&rest, &value) && last_segment(&rest, ret_ai)) {
		const struct link_key *key = find_key(*ret_ai);
		size_t from = value.at - path.at;

		if (key && may_be_value(value)) {
			*ret_rest = part(path, from, path.n);
			return key;
		}
	}
	return NULL;
}

/* ---- values ---- */

static int hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decoding; in a query "+" is a blank. */
static bool decode(struct link *l, const char *id, struct scan_text *value, bool in_query)
{
	char *to = arena_alloc(&l->s->mem, value->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < value->n; i++) {
		char c = value->bytes[i];

		if (c == '%') {
			int high = i + 2 < value->n ? hex(value->bytes[i + 1]) : -1;
			int low = i + 2 < value->n ? hex(value->bytes[i + 2]) : -1;

			if (high < 0 || low < 0)
				return scan_fail(l->err, "BAD_ESCAPE",
						 "AI %s at %zu: two hexadecimal digits must follow each %%.", id,
						 value->at + i + 1);
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && in_query) {
			c = ' ';
		}
		to[n++] = c;
	}
	value->bytes = to;
	value->n = n;
	return true;
}

/* A trade item number may stand in the path as it is on the shop's label. */
static void pad_gtin(struct link *l, struct scan_text *value)
{
	char *to = arena_alloc(&l->s->mem, SCAN_GTIN_SIZE);

	if (!scan_gtin(*value, to))
		return;
	value->bytes = to;
	value->n = SCAN_GTIN_SIZE - 1;
}

static bool add(struct link *l, struct scan_text ai, struct scan_text value, bool in_query)
{
	const struct gs1_ai *known;
	char id[AI_SIZE] = "";
	size_t n = 0;

	known = all_digits(ai) && ai.n < sizeof(id) ? gs1_find(ai, &n) : NULL;
	if (!known || n != ai.n)
		return scan_fail(l->err, "UNKNOWN_AI", "There is no AI \"%.*s\" (at %zu).",
				 (int)(ai.n < SHOWN ? ai.n : SHOWN), ai.bytes, ai.at + 1);
	memcpy(id, ai.bytes, n);
	if (!decode(l, id, &value, in_query))
		return false;
	if (strcmp(id, "01") == 0)
		pad_gtin(l, &value);
	if (!gs1_value(known, id, value, l->rules, l->err))
		return false;
	if (!scan_add_element(l->s, l->reading, id, value, l->err))
		return false;
	/* The place is that of the identifier; what was decoded stands elsewhere. */
	l->reading->element[l->reading->n_elements - 1].at = ai.at;
	return true;
}

/* ---- path and query ---- */

/* One alternative after the other: the qualifier stands in it, behind what came before. */
static bool is_next(const struct link_key *key, struct scan_text ai, size_t place[2])
{
	bool fits = false;

	for (size_t i = 0; i < 2; i++) {
		const char *list = key->qualifiers[i];
		bool here = false;

		while (list && !here && place[i] < strlen(list)) {
			size_t n = strcspn(list + place[i], " ");

			here = n == ai.n && memcmp(list + place[i], ai.bytes, n) == 0;
			place[i] += n + 1;
		}
		/* An alternative that had not this one is closed. */
		if (!here)
			place[i] = SCAN_BYTES;
		fits = fits || here;
	}
	return fits;
}

static bool bad_qualifier(struct link *l, const struct link_key *key, struct scan_text ai)
{
	scan_fail(l->err, "BAD_QUALIFIER", "\"%.*s\" at %zu does not qualify AI %s there.",
		  (int)(ai.n < SHOWN ? ai.n : SHOWN), ai.bytes, ai.at + 1, key->ai);
	if (!key->qualifiers[0][0])
		return err_hint(l->err, "Nothing may stand behind this key.");
	return err_hint(l->err, "In this order: %s%s%s", key->qualifiers[0], key->qualifiers[1] ? "or " : "",
			key->qualifiers[1] ? key->qualifiers[1] : "");
}

static bool add_path(struct link *l, const struct link_key *key, struct scan_text ai, struct scan_text rest)
{
	struct scan_text value = first_of(&rest, '/');
	size_t place[2] = { 0, 0 };

	if (value.n == 0)
		return scan_fail(l->err, "BAD_KEY", "AI %s at %zu: the key has no value.", key->ai, ai.at + 1);
	if (!add(l, ai, value, false))
		return false;
	while (rest.n > 0) {
		ai = first_of(&rest, '/');
		value = first_of(&rest, '/');
		if (!is_next(key, ai, place))
			return bad_qualifier(l, key, ai);
		if (!add(l, ai, value, false))
			return false;
	}
	return true;
}

/* Keys of other people's are none of ours; a number is meant as an AI. */
static bool add_query(struct link *l, struct scan_text query)
{
	while (query.n > 0) {
		struct scan_text pair = first_of(&query, '&');
		struct scan_text ai = first_of(&pair, '=');

		if (all_digits(ai) && !add(l, ai, pair, true))
			return false;
	}
	return true;
}

bool digital_link_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct link l = { .s = s, .rules = rules, .err = err };
	struct scan_text path, query, ai, rest;
	const struct link_key *key;

	err->kind = ERR_NONE;
	if (!split_uri(text, &path, &query))
		return false;
	key = key_of(path, &ai, &rest);
	if (!key && has_odd_key(path))
		return scan_fail(err, "BAD_QUALIFIER", "The last part of the path has no value, or no identifier.");
	if (!key)
		return false;
	s->format = SCAN_DIGITAL_LINK;
	l.reading = scan_add_reading(s);
	if (!add_path(&l, key, ai, rest) || !add_query(&l, query) || !gs1_rules(s, l.reading, err))
		return false;
	gs1_fields(s, l.reading, rules);
	return true;
}
