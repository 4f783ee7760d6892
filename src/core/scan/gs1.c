/*
 * gs1 - element strings: splitting them, and the rules between AIs.
 *
 * An AI of predefined length needs no separator behind it; every other value
 * goes on to the next separator or the end. A separator too many does no
 * harm. An AI that comes twice with one value is kept twice: the elements are
 * what stands on the label.
 */
#include <string.h>

#include "core/base/str.h"
#include "core/scan/gs1_own.h"

enum { NOWHERE = SCAN_BYTES + 1 };

bool gs1_is_separator(char c, const struct scan_rules *rules)
{
	return c == GS1_FNC1 || c == ']' || (c && rules->gs && strchr(rules->gs, c));
}

static size_t value_end(struct scan_text text, size_t start, const struct gs1_ai *ai, const struct scan_rules *rules)
{
	size_t min, max;
	size_t end = start;

	gs1_lengths(ai, &min, &max);
	while (end < text.n && !gs1_is_separator(text.bytes[end], rules) &&
	       !(gs1_is_predefined(ai) && end - start == max))
		end++;
	return end;
}

/* One pass through the text. */
struct walk {
	size_t i;
	bool is_separated;
	bool had_bracket;
	size_t swallower; /* where the AI begins that took all the rest, without any separator; or NOWHERE */
};

static bool take_element(struct scan *s, struct scan_reading *r, struct scan_text text, const struct scan_rules *rules,
			 struct walk *w, struct err *err)
{
	struct scan_text rest = { text.bytes + w->i, text.n - w->i, text.at + w->i };
	struct scan_text value = { NULL, 0, rest.at };
	size_t n;
	const struct gs1_ai *ai = gs1_find(rest, &n);
	char id[5];
	size_t end;

	if (!ai)
		return gs1_unknown(rest, err);
	memcpy(id, rest.bytes, n);
	id[n] = '\0';
	end = value_end(text, w->i + n, ai, rules);
	value.bytes = rest.bytes + n;
	value.n = end - w->i - n;
	if (!w->is_separated && !gs1_is_predefined(ai) && end == text.n)
		w->swallower = w->i;
	w->i = end;
	return gs1_value(ai, id, value, rules, err) && scan_add_element(s, r, id, value, err);
}

static bool take_all(struct scan *s, struct scan_reading *r, struct scan_text text, const struct scan_rules *rules,
		     struct walk *w, struct err *err)
{
	while (w->i < text.n) {
		char c = text.bytes[w->i];

		if (gs1_is_separator(c, rules)) {
			w->is_separated = true;
			w->had_bracket |= c == ']' && !(rules->gs && strchr(rules->gs, c));
			w->i++;
		} else if (!take_element(s, r, text, rules, w, err)) {
			return false;
		}
	}
	if (r->n_elements == 0)
		return scan_fail(err, "EMPTY", "There is no AI in it.");
	return true;
}

/* The readings that split the last value; what is certain without them goes to the end. */
static bool rescue(struct scan *s, struct scan_text text, const struct scan_rules *rules, size_t swallower)
{
	struct scan_reading *certain = s->reading[0];
	struct err ignored;

	if (!gs1_rules(s, certain, &ignored))
		return false;
	gs1_fields(s, certain, rules);
	if (!gs1_split(s, text, swallower, rules))
		return false;
	for (size_t i = 1; i < s->n_readings; i++)
		s->reading[i - 1] = s->reading[i];
	s->reading[s->n_readings - 1] = certain;
	return true;
}

bool gs1_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct scan_reading *r = scan_add_reading(s);
	struct walk w = { .swallower = NOWHERE };
	bool may_be_lost;
	bool ok = take_all(s, r, text, rules, &w, err);

	may_be_lost = w.swallower != NOWHERE && !w.is_separated && !rules->gs_is_kept;
	if (!ok && may_be_lost && rescue(s, text, rules, w.swallower)) {
		memset(err, 0, sizeof(*err));
		return true;
	}
	if (!ok)
		return false;
	if (!gs1_rules(s, r, err))
		return false;
	if (w.had_bracket)
		scan_warn(s, "A ] was taken for a separator (GS).");
	gs1_fields(s, r, rules);
	if (may_be_lost)
		(void)gs1_split(s, text, w.swallower, rules);
	return true;
}

static const struct gs1_ai *ai_of(const struct scan_element *e)
{
	size_t n;

	return gs1_find((struct scan_text){ e->id, strlen(e->id), 0 }, &n);
}

static bool pair_ok(const struct scan_element *a, const struct scan_element *b, struct err *err)
{
	if (strcmp(a->id, b->id) == 0) {
		if (strcmp(a->value, b->value) == 0)
			return true;
		return scan_fail(err, "DUPLICATE_AI", "AI %s at %zu stands at %zu already, with another value.", b->id,
				 b->at + 1, a->at + 1);
	}
	if (gs1_may_stand_beside(ai_of(a), a->id, ai_of(b), b->id))
		return true;
	return scan_fail(err, "EXCLUSIVE_AI", "AI %s at %zu must not stand beside AI %s at %zu.", b->id, b->at + 1,
			 a->id, a->at + 1);
}

static bool reading_has(const struct scan_reading *r, const char *pattern, size_t n)
{
	for (size_t i = 0; i < r->n_elements; i++)
		if (gs1_matches(pattern, n, r->element[i].id))
			return true;
	return false;
}

/* "01+21" : all of them. */
static bool has_all(const struct scan_reading *r, const char *list, size_t n)
{
	while (n > 0) {
		size_t one = strcspn(list, "+,");

		if (!reading_has(r, list, one))
			return false;
		one = one < n ? one + 1 : n;
		list += one;
		n -= one;
	}
	return true;
}

/* A hint only: the others may stand in another symbol of the same item. */
static void hint_association(struct scan *s, const struct scan_reading *r, const struct scan_element *e)
{
	const struct gs1_ai *ai = ai_of(e);
	char words[160] = "";

	if (!*ai->needs)
		return;
	for (const char *p = ai->needs; *p;) {
		size_t n = strcspn(p, ",");
		char one[16];

		if (has_all(r, p, n))
			return;
		(void)str_format(one, sizeof(one), "%s%.*s", *words ? ", " : "", (int)n, p);
		(void)str_append(words, sizeof(words), one);
		p += n + (p[n] == ',');
	}
	scan_warn(s, "AI %s (%s) goes with %s, which this symbol does not hold.", e->id, ai->title, words);
}

bool gs1_rules(struct scan *s, struct scan_reading *r, struct err *err)
{
	for (size_t b = 0; b < r->n_elements; b++)
		for (size_t a = 0; a < b; a++)
			if (!pair_ok(&r->element[a], &r->element[b], err))
				return false;
	for (size_t i = 0; i < r->n_elements; i++)
		hint_association(s, r, &r->element[i]);
	return true;
}
