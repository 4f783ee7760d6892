/*
 * board_own - what the parts of board share.
 */
#ifndef GEMBA_CORE_BOARD_OWN_H
#define GEMBA_CORE_BOARD_OWN_H

#include "core/board.h"

/* From ids of the database to numbers of the plan. */
struct id_at {
	int64_t id;
	uint32_t at;
};

struct id_index {
	const struct id_at *entry; /* sorted by id */
	size_t n;
};

/* entry: n of them in any order; sorted in place and borrowed. */
void board_index_make(struct id_at *entry, size_t n, struct id_index *ret);
/* UINT32_MAX when there is none. */
uint32_t board_index_find(const struct id_index *index, int64_t id);

/* A cell by column number; NULL also for a column that is not there. */
const char *board_cell(const struct rows *r, size_t row, size_t column);
int64_t board_cell_int(const struct rows *r, size_t row, size_t column, int64_t fallback);

/* Does the bar stand elsewhere, or longer, than in the base? Being firm or planned again is no move. */
bool board_is_moved(const struct board *b, const struct plan_place *place, uint32_t bar);

/* Set b->plan.graph and b->cycle from the order inside the orders and the rows of board_links. */
void board_link(struct board *b, const struct rows *links);

#endif
