/*
 * gs1_lost - a scanner that drops the separator makes a lot swallow what
 * follows: "10ABC17261231" is a sound lot. Nothing in the text says which was
 * meant, so what the tail could be is offered beside it, and a person says.
 *
 * A tail is offered only when all of it parses and something in it is hard to
 * come by through chance: a date near this year, a check digit, a count or a
 * measure that ends the label or stands before one of those, a serial of four
 * characters behind a lot of three.
 *
 * Found from the end backwards: for each place the few best ways to read all
 * that follows. So time and memory are bounded by the length, however many
 * readings there are.
 */
#include <stdlib.h>
#include <string.h>

#include "core/scan/gs1_own.h"

enum {
	TAIL = 120, /* a longer one is no label that lost a separator */
	BEAM = 6,   /* ways kept for each place */
	SPLITS = 3, /* readings added */
	NEAR_YEARS = 15,
	/* How much an element says for a reading, and what a reading costs. */
	SAYS_KEY = 20,
	SAYS_DATE = 20,
	SAYS_MEASURE = 14,
	SAYS_COUNT = 6,
	COSTS_FAR_DATE = 8,
	COSTS_LOST = 8, /* one more separator lost */
	COSTS_RARE = 6,
	COSTS_ELEMENT = 1,
};

/* One way to read the text from a place to its end: an element, and what follows. */
struct way {
	const struct gs1_ai *ai;
	const struct way *next;
	const char *value;
	size_t at; /* of the identifier in the text */
	size_t n;
	int score;
	bool is_strong;	 /* this element */
	bool has_strong; /* this one or one that follows */
	char id[5];
};

struct ways {
	struct way *best[BEAM];
	size_t n;
};

struct search {
	struct scan_text text;
	const struct scan_rules *rules;
	const struct scan_reading *before; /* its elements up to the swallower stay */
	size_t n_before;
	char head_id[5];
	const struct gs1_ai *head;
	struct ways *ways; /* by place in the text */
	struct arena mem;
};

static bool is_rare(const char *id)
{
	static const char *const usual[] = { "00", "01", "02", "10", "11",  "13",  "15",  "16", "17",
					     "20", "21", "30", "37", "240", "241", "400", "412" };

	if (id[0] == '3' && id[1] < '7')
		return false;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (strcmp(usual[i], id) == 0)
			return false;
	return true;
}

static int year_of(const char *date)
{
	int year = 0;

	for (size_t i = 0; i < 4; i++)
		year = year * 10 + (date[i] - '0');
	return year;
}

static bool is_near(const char *yymmdd, int year)
{
	char date[11];
	bool day_given;

	return scan_date(yymmdd, year, date, &day_given) && abs(year_of(date) - year) <= NEAR_YEARS;
}

/* What the element itself says; strong or not depends on what follows a count or a measure. */
static void weigh(struct way *w, int year)
{
	enum gs1_check check = w->ai->part[0].check;
	bool ends_well = !w->next || w->next->is_strong;

	w->score = -COSTS_ELEMENT - (is_rare(w->id) ? COSTS_RARE : 0);
	if (check == DIGIT) {
		w->is_strong = true;
		w->score += SAYS_KEY;
	} else if (check == MONTH_OR_DATE || check == DATE) {
		w->is_strong = is_near(w->value, year);
		w->score += w->is_strong ? SAYS_DATE : -COSTS_FAR_DATE;
	} else if (ends_well && w->id[0] == '3' && strlen(w->id) == 4 && w->ai->is_predefined) {
		w->is_strong = true;
		w->score += SAYS_MEASURE;
	} else if (ends_well && (strcmp(w->id, "30") == 0 || strcmp(w->id, "37") == 0)) {
		w->is_strong = true;
		w->score += w->value[0] == '0' ? 0 : SAYS_COUNT;
	}
	w->has_strong = w->is_strong || (w->next && w->next->has_strong);
	if (w->next)
		w->score += w->next->score - (w->ai->is_predefined ? 0 : COSTS_LOST);
}

/* Whether the element may stand in a reading with that one; the same AI twice says nothing and is left out. */
static bool goes_with(const struct way *w, const struct gs1_ai *other, const char *other_id)
{
	return strcmp(w->id, other_id) != 0 && gs1_may_stand_beside(w->ai, w->id, other, other_id);
}

static bool fits_before(const struct search *q, const struct way *w)
{
	size_t n;

	if (!goes_with(w, q->head, q->head_id))
		return false;
	for (size_t i = 0; i < q->n_before; i++) {
		const char *id = q->before->element[i].id;

		if (!goes_with(w, gs1_find((struct scan_text){ id, strlen(id), 0 }, &n), id))
			return false;
	}
	return true;
}

static bool fits_behind(const struct way *w)
{
	for (const struct way *other = w->next; other; other = other->next)
		if (!goes_with(w, other->ai, other->id))
			return false;
	return true;
}

/* Keep the way among the best of its place. */
static void keep(struct search *q, const struct way *w)
{
	struct ways *ways = &q->ways[w->at];
	struct way *copy = NULL;
	size_t i;

	if (ways->n < BEAM)
		ways->best[ways->n++] = copy = arena_alloc(&q->mem, sizeof(*copy));
	else if (ways->best[BEAM - 1]->score < w->score)
		copy = ways->best[BEAM - 1];
	if (!copy)
		return;
	*copy = *w;
	for (i = ways->n - 1; i > 0 && ways->best[i - 1]->score < copy->score; i--)
		ways->best[i] = ways->best[i - 1];
	ways->best[i] = copy;
}

/* The element of that value, with each way to go on behind it. */
static void try_value(struct search *q, struct way *w, size_t end)
{
	struct scan_text value = { w->value, w->n, 0 };
	const struct ways *follow = &q->ways[end];
	struct err ignored;

	if ((end < q->text.n && follow->n == 0) || !gs1_value(w->ai, w->id, value, q->rules, &ignored))
		return;
	w->next = NULL;
	if (end == q->text.n) {
		weigh(w, q->rules->year);
		keep(q, w);
	}
	for (size_t i = 0; i < follow->n; i++) {
		w->next = follow->best[i];
		w->is_strong = false;
		if (!fits_behind(w))
			continue;
		weigh(w, q->rules->year);
		keep(q, w);
	}
}

static void try_place(struct search *q, size_t at)
{
	struct scan_text rest = { q->text.bytes + at, q->text.n - at, 0 };
	struct way w = { .at = at };
	size_t digits, min, max;

	w.ai = gs1_find(rest, &digits);
	if (!w.ai)
		return;
	memcpy(w.id, rest.bytes, digits);
	if (!fits_before(q, &w))
		return;
	gs1_lengths(w.ai, &min, &max);
	w.value = rest.bytes + digits;
	for (w.n = min; w.n <= max && digits + w.n <= rest.n; w.n++) {
		w.is_strong = false;
		try_value(q, &w, at + digits + w.n);
	}
}

/* Whether the way behind a head of n characters is worth a question. */
static bool is_evident(const struct search *q, const struct way *w, size_t n)
{
	return w->has_strong || (strcmp(w->id, "21") == 0 && w->n >= 4 && strcmp(q->head_id, "10") == 0 && n >= 3);
}

/* The best ways behind every head that is sound; from is where the head's value begins. */
static size_t choose(const struct search *q, size_t from, const struct way *ret[SPLITS])
{
	size_t n = 0;

	for (size_t at = from + 1; at < q->text.n; at++) {
		struct scan_text head = { q->text.bytes + from, at - from, 0 };
		const struct ways *ways = &q->ways[at];
		struct err ignored;

		if (ways->n == 0 || !gs1_value(q->head, q->head_id, head, q->rules, &ignored))
			continue;
		for (size_t i = 0; i < ways->n; i++) {
			const struct way *w = ways->best[i];
			size_t rank = n;

			if (!is_evident(q, w, at - from))
				continue;
			while (rank > 0 && ret[rank - 1]->score < w->score)
				rank--;
			if (rank == SPLITS)
				continue;
			n += n < SPLITS;
			for (size_t k = n - 1; k > rank; k--)
				ret[k] = ret[k - 1];
			ret[rank] = w;
		}
	}
	return n;
}

/* A reading of what stands before, the head cut at the way, and the way. False: it has too many elements. */
static bool add_split(struct scan *s, const struct search *q, size_t swallower, const struct way *w)
{
	struct scan_reading *r = scan_add_reading(s);
	size_t digits = strlen(q->head_id);
	struct scan_text head = { q->text.bytes + swallower + digits, w->at - swallower - digits,
				  q->text.at + swallower };
	struct err ignored;
	bool ok;

	memcpy(r->element, q->before->element, q->n_before * sizeof(r->element[0]));
	r->n_elements = q->n_before;
	ok = scan_add_element(s, r, q->head_id, head, &ignored);
	for (; w && ok; w = w->next)
		ok = scan_add_element(s, r, w->id, (struct scan_text){ w->value, w->n, q->text.at + w->at }, &ignored);
	if (ok)
		gs1_fields(s, r, q->rules);
	else
		s->n_readings--;
	return ok;
}

bool gs1_split(struct scan *s, struct scan_text text, size_t swallower, const struct scan_rules *rules)
{
	struct search q = { .text = text, .rules = rules, .before = s->reading[0] };
	const struct way *best[SPLITS];
	size_t digits, n;
	size_t added = 0;

	q.head = gs1_find((struct scan_text){ text.bytes + swallower, text.n - swallower, 0 }, &digits);
	memcpy(q.head_id, text.bytes + swallower, digits);
	if (text.n - swallower > TAIL)
		return false;
	while (q.n_before < q.before->n_elements && q.before->element[q.n_before].at < text.at + swallower)
		q.n_before++;
	q.ways = arena_alloc(&q.mem, (text.n + 1) * sizeof(q.ways[0]));
	for (size_t at = text.n - 1; at > swallower + digits; at--)
		try_place(&q, at);
	n = choose(&q, swallower + digits, best);
	for (size_t i = 0; i < n; i++)
		added += add_split(s, &q, swallower, best[i]);
	if (added > 0)
		scan_warn(s, "A separator (GS) seems to be lost: AI %s at %zu may have taken what follows it.",
			  q.head_id, text.at + swallower + 1);
	arena_done(&q.mem);
	return added > 0;
}
