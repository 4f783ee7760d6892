/*
 * board - finding bars and lanes, and letting go of a board.
 */
#include "core/board_own.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"

void board_done(struct board *b)
{
	arena_done(&b->mem);
	*b = (struct board){ 0 };
}

/* ---- ids ---- */

static int id_compare(const void *a, const void *b)
{
	int64_t x = ((const struct id_at *)a)->id, y = ((const struct id_at *)b)->id;

	return (x > y) - (x < y);
}

void board_index_make(struct id_at *entry, size_t n, struct id_index *ret)
{
	if (n > 0)
		qsort(entry, n, sizeof(*entry), id_compare);
	*ret = (struct id_index){ .entry = entry, .n = n };
}

uint32_t board_index_find(const struct id_index *index, int64_t id)
{
	struct id_at key = { .id = id };
	const struct id_at *found =
		index->n > 0 ? bsearch(&key, index->entry, index->n, sizeof(key), id_compare) : NULL;

	return found ? found->at : UINT32_MAX;
}

/* ---- cells ---- */

const char *board_cell(const struct rows *r, size_t row, size_t column)
{
	return column < r->n_columns ? r->cell[row * r->n_columns + column] : NULL;
}

/* What the server prints of a bigint; strtoll knows more, and asks for more time than all else of a large board. */
static int64_t whole_of(const char *text)
{
	bool negative = *text == '-';
	uint64_t value = 0;

	for (text += negative; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	return negative ? (int64_t)-value : (int64_t)value;
}

int64_t board_cell_int(const struct rows *r, size_t row, size_t column, int64_t fallback)
{
	const char *text = board_cell(r, row, column);

	return text ? whole_of(text) : fallback;
}

/* ---- by name ---- */

uint32_t board_bar_of(const struct board *b, int64_t operation)
{
	for (size_t i = 0; i < b->plan.n_bars; i++)
		if (b->plan.bar[i].operation == operation)
			return (uint32_t)i;
	return PLAN_NO_BAR;
}

/* The lower sequence of the open ones; a done one only when no other is there. */
static bool is_before(const struct board *b, uint32_t i, uint32_t than)
{
	bool done = b->plan.bar[i].at.status == PLAN_DONE;

	if (than == PLAN_NO_BAR)
		return true;
	if (done != (b->plan.bar[than].at.status == PLAN_DONE))
		return !done;
	return b->fact[i].sequence < b->fact[than].sequence;
}

uint32_t board_bar_named(const struct board *b, const char *number, int sequence)
{
	uint32_t best = PLAN_NO_BAR;

	for (uint32_t i = 0; i < b->plan.n_bars; i++) {
		if (!str_equal(b->fact[i].number, number) || (sequence > 0 && b->fact[i].sequence != sequence))
			continue;
		if (is_before(b, i, best))
			best = i;
	}
	return best;
}

uint32_t board_lane_named(const struct board *b, const char *code)
{
	for (size_t i = 0; i < b->plan.n_lanes; i++)
		if (str_equal(b->plan.lane[i].code, code))
			return (uint32_t)i;
	return PLAN_NO_LANE;
}
