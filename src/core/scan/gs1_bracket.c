/*
 * gs1_bracket - the human-readable form: "(01)09506000134352(10)A\(1\)".
 *
 * Every group must be a known AI. A bracket that belongs to a value is
 * written "\(" or "\)"; there is no other escape.
 */
#include <string.h>

#include "core/scan/gs1_own.h"

/* "(17)" at i: the AI's digits to id. */
static const struct gs1_ai *group(struct scan_text text, size_t i, char id[5], struct err *err)
{
	struct scan_text digits = { text.bytes + i + 1, 0, text.at + i + 1 };
	const struct gs1_ai *ai;
	size_t n = 0;

	while (i + 1 + digits.n < text.n && digits.n < 4 && digits.bytes[digits.n] >= '0' &&
	       digits.bytes[digits.n] <= '9')
		digits.n++;
	ai = gs1_find(digits, &n);
	if (!ai || n != digits.n) {
		(void)gs1_unknown(digits, err);
		return NULL;
	}
	if (i + 1 + n == text.n || digits.bytes[n] != ')') {
		(void)scan_fail(err, "UNKNOWN_AI", "The bracket at %zu does not close behind AI %.*s.", text.at + i + 1,
				(int)n, digits.bytes);
		return NULL;
	}
	memcpy(id, digits.bytes, n);
	id[n] = '\0';
	return ai;
}

/* The value from *i up to the next group, its escapes undone; *i moves behind it. */
static bool unescape(struct scan_text text, size_t *i, char *value, size_t *ret_n, struct err *err)
{
	*ret_n = 0;
	for (; *i < text.n && text.bytes[*i] != '('; (*i)++) {
		char c = text.bytes[*i];

		if (c == '\\') {
			if (*i + 1 == text.n || !strchr("()", text.bytes[*i + 1]) || !text.bytes[*i + 1])
				return scan_fail(err, "BAD_ESCAPE", "The \\ at %zu stands before no bracket.",
						 text.at + *i + 1);
			c = text.bytes[++*i];
		}
		value[(*ret_n)++] = c;
	}
	return true;
}

bool gs1_parse_bracketed(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct scan_reading *r = scan_add_reading(s);
	char *value = arena_alloc(&s->mem, text.n);

	for (size_t i = 0; i < text.n;) {
		char id[5];
		struct scan_text v = { value, 0, text.at + i + 1 };
		const struct gs1_ai *ai = group(text, i, id, err);

		if (!ai)
			return false;
		i += strlen(id) + 2;
		if (!unescape(text, &i, value, &v.n, err) || !gs1_value(ai, id, v, rules, err) ||
		    !scan_add_element(s, r, id, v, err))
			return false;
	}
	if (!gs1_rules(s, r, err))
		return false;
	gs1_fields(s, r, rules);
	return true;
}
