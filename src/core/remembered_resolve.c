/*
 * remembered_resolve - what a text stands for, out of memory.
 *
 * As the server does it: the usual spellings first (as it is, all upper, all
 * lower, a trade item number with or without its leading zeros); only when
 * they find nothing, in any case. NUMBER/LINE is a line of an order.
 */
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/remembered_own.h"

enum { FOUND_AT_MOST = 20 };

/* ---- spellings ---- */

static bool all_in_case(const char *s, wint_t (*fold)(wint_t))
{
	unsigned c;

	for (size_t n; (n = utf8_next(s, &c)) > 0; s += n)
		if (fold((wint_t)c) != (wint_t)c)
			return false;
	return true;
}

/* Digits of a trade item number without its leading zeros; NULL when it is none. */
static const char *item_digits(const char *s)
{
	size_t n = strlen(s);

	return n >= 8 && n <= 14 && strspn(s, "0123456789") == n ? s + strspn(s, "0") : NULL;
}

static bool same_item(const char *barcode, const char *text)
{
	size_t n = strlen(barcode);
	const char *a = item_digits(barcode), *b = item_digits(text);

	return a && b && (n == 8 || n == 12 || n == 13 || n == 14) && str_equal(a, b);
}

static bool usual_spelling(const char *spelled, const char *text)
{
	if (str_equal(spelled, text))
		return true;
	return remembered_same_fold(spelled, text) &&
	       (all_in_case(spelled, towupper) || all_in_case(spelled, towlower));
}

static bool same(const char *spelled, const char *text, bool any_case)
{
	return any_case ? remembered_same_fold(spelled, text) : usual_spelling(spelled, text);
}

/* ---- what was found ---- */

/* The columns of resolve. */
enum { WHAT, CODE, NAME, MATERIAL, DETAIL, UOM, FACTOR, N_CELLS };

struct found {
	int rank;
	size_t order; /* as it came */
	const char *cell[N_CELLS];
};

struct findings {
	struct found item[FOUND_AT_MOST * 4];
	size_t n;
};

/* As the server: a barcode before a code, then orders, lots and places; how it is spelled decides among equals. */
static int rank_of(const struct found *item, const char *spelled, const char *text)
{
	static const char *const ranks[] = { "", "material", "purchase_order", "work_order", "lot", "location" };
	const int n = (int)(sizeof(ranks) / sizeof(ranks[0]));
	int i = 1;

	while (i < n && !str_equal(ranks[i], item->cell[WHAT]))
		i++;
	if (i == 1 && !str_equal(spelled, item->cell[CODE]))
		i = 0;
	return i * 2 + !str_equal(spelled, text);
}

static bool is_same_thing(const struct found *a, const struct found *b)
{
	return str_equal(a->cell[WHAT], b->cell[WHAT]) && str_equal(a->cell[CODE], b->cell[CODE]) &&
	       str_equal(a->cell[MATERIAL], b->cell[MATERIAL]) &&
	       (!str_equal(a->cell[WHAT], "location") || str_equal(a->cell[DETAIL], b->cell[DETAIL]));
}

/* Each thing once, as it is best known. */
static void found(struct findings *all, struct found item, const char *spelled, const char *text)
{
	const size_t room = sizeof(all->item) / sizeof(all->item[0]);

	item.rank = rank_of(&item, spelled, text);
	item.order = all->n;
	for (size_t i = 0; i < all->n; i++) {
		if (!is_same_thing(&all->item[i], &item))
			continue;
		if (item.rank < all->item[i].rank)
			all->item[i] = item;
		return;
	}
	if (all->n < room)
		all->item[all->n++] = item;
}

/* Whether the first characters rule it out; the cheap test, because there are twenty thousand spellings. */
static bool cannot_be(const char *spelled, const char *text)
{
	unsigned char a = (unsigned char)*spelled, b = (unsigned char)*text;

	if (a >= 0x80 || b >= 0x80 || a == '0' || b == '0')
		return false;
	return (a | 0x20) != (b | 0x20);
}

static void find_codes(const struct rows *codes, const char *text, bool any_case, struct findings *all)
{
	for (size_t i = 0; i < codes->n; i++) {
		const char *spelled = codes->cell[i * codes->n_columns]; /* the first column of memory_codes */
		const char *code;

		if (!spelled || cannot_be(spelled, text))
			continue;
		code = rows_text(codes, i, "code");
		if (!same(spelled, text, any_case) && (str_equal(spelled, code) || !same_item(spelled, text)))
			continue;
		found(all,
		      (struct found){ .cell = { rows_text(codes, i, "what"), code, rows_get(codes, i, "name"),
						rows_get(codes, i, "material"), rows_get(codes, i, "detail"),
						rows_get(codes, i, "uom"), rows_get(codes, i, "factor") } },
		      spelled, text);
	}
}

/* The line that NUMBER/LINE names: where the number ends, and its line. False: it is not of that form. */
static bool split_line(const char *text, size_t *ret_length, int64_t *ret_line)
{
	const char *slash = strrchr(text, '/');
	size_t digits = slash ? strspn(slash + 1, "0123456789") : 0;
	struct err ignored;

	if (!slash || slash == text || digits == 0 || digits > 9 || slash[1 + digits])
		return false;
	*ret_length = (size_t)(slash - text);
	return num_parse_int(slash + 1, "line", ret_line, &ignored);
}

static void found_line(const struct rows *stored, struct arena *mem, const struct order_line *l, const char *text,
		       struct findings *all)
{
	const char *code = arena_printf(mem, "%s/%lld", l->order, (long long)l->line);

	found(all,
	      (struct found){
		      .cell = { "purchase_order", code, rows_get(stored, l->row, "name"), l->material, l->status } },
	      code, text);
}

static void find_lines(struct remembered *r, struct arena *mem, const char *text, bool any_case, struct findings *all)
{
	const struct rows *stored = &r->snapshot[MEMORY_LINES].rows;
	const char *order;
	size_t length;
	int64_t number;

	if (!split_line(text, &length, &number))
		return;
	order = arena_strndup(mem, text, length);
	for (size_t i = 0; i < stored->n; i++) {
		const char *spelled = stored->cell[i * stored->n_columns]; /* the first column of memory_lines */
		const struct order_line *line;
		size_t n;

		if (!spelled || cannot_be(spelled, order) || !same(spelled, order, any_case) ||
		    rows_int(stored, i, "line") != number)
			continue;
		line = remembered_lines(r, spelled, mem, &n);
		for (size_t k = 0; k < n; k++)
			if (line[k].line == number)
				found_line(stored, mem, &line[k], text, all);
	}
}

static int compare(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void remembered_resolve(struct remembered *r, const char *text, struct rows *ret)
{
	struct findings all = { .n = 0 };
	struct arena mem = { 0 };

	for (int any_case = 0; any_case <= 1 && all.n == 0 && text[0]; any_case++) {
		find_lines(r, &mem, text, any_case, &all); /* first: with what was received since */
		find_codes(&r->snapshot[MEMORY_CODES].rows, text, any_case, &all);
	}
	if (all.n > 1)
		qsort(all.item, all.n, sizeof(all.item[0]), compare);
	for (size_t i = 0; i < all.n && i < FOUND_AT_MOST; i++)
		rows_append(ret, all.item[i].cell);
	arena_done(&mem);
}
