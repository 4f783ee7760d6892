/*
 * board_link - what must wait for what.
 *
 * The rule speaks of booked operations: inside an order each waits for the
 * one booked before it, and an order's first booked one for the last booked
 * one of the order before. What waits in the tray may be booked by a draft,
 * so links lead to and from it too, and across it: whichever of them are
 * booked, the links between booked ones say what the rule says. A link across
 * one that has come to be booked asks for no more than those it leads over.
 */
#include <stdlib.h>

#include "core/board_own.h"

struct linker {
	const struct board *b;
	uint32_t *by_order; /* all bars by order, then sequence */
	size_t n;
	struct plan_link *link; /* NULL while they are counted */
	size_t n_links;
};

static int bar_compare(const void *a, const void *b, void *ctx)
{
	const struct board *board = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int64_t order_x = board->plan.bar[x].order, order_y = board->plan.bar[y].order;
	int seq_x = board->fact[x].sequence, seq_y = board->fact[y].sequence;

	if (order_x != order_y)
		return order_x < order_y ? -1 : 1;
	return seq_x != seq_y ? (seq_x > seq_y) - (seq_x < seq_y) : (x > y) - (x < y);
}

static void link_add(struct linker *l, uint32_t from, uint32_t to, int64_t lag)
{
	if (l->link)
		l->link[l->n_links] = (struct plan_link){ from, to, lag };
	l->n_links++;
}

static bool is_booked(const struct linker *l, size_t i)
{
	return l->b->plan.bar[l->by_order[i]].at.lane != PLAN_NO_LANE;
}

static int64_t order_at(const struct linker *l, size_t i)
{
	return l->b->plan.bar[l->by_order[i]].order;
}

/* From one operation to those behind it, as far as the first that is booked. */
static void link_inside(struct linker *l, size_t i)
{
	for (size_t next = i + 1; next < l->n && order_at(l, next) == order_at(l, i); next++) {
		link_add(l, l->by_order[i], l->by_order[next], 0);
		if (is_booked(l, next))
			return;
	}
}

/* The bars of an order in by_order: [*ret, end). */
static size_t order_range(const struct linker *l, int64_t order, size_t *ret)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order_at(l, middle) < order)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low;
	while (high < l->n && order_at(l, high) == order)
		high++;
	return high;
}

/* From the last booked one and those behind it, to those up to the first booked one. */
static void link_between(struct linker *l, int64_t from_order, int64_t to_order, int64_t lag)
{
	size_t from_first, to_first, from_end = order_range(l, from_order, &from_first);
	size_t to_end = order_range(l, to_order, &to_first);

	for (size_t from = from_end; from-- > from_first;) {
		for (size_t to = to_first; to < to_end; to++) {
			link_add(l, l->by_order[from], l->by_order[to], lag);
			if (is_booked(l, to))
				break;
		}
		if (is_booked(l, from))
			break;
	}
}

static void link_all(struct linker *l, const struct rows *r)
{
	size_t from = rows_column(r, "from_order_id"), to = rows_column(r, "to_order_id"),
	       lag = rows_column(r, "lag_s");

	l->n_links = 0;
	for (size_t i = 0; i < l->n; i++)
		link_inside(l, i);
	for (size_t row = 0; row < r->n; row++)
		link_between(l, board_cell_int(r, row, from, 0), board_cell_int(r, row, to, 0),
			     board_cell_int(r, row, lag, 0));
}

void board_link(struct board *b, const struct rows *links)
{
	struct linker l = { .b = b, .n = b->plan.n_bars };
	struct arena scratch = { 0 };

	l.by_order = arena_alloc(&scratch, l.n * sizeof(*l.by_order));
	for (uint32_t i = 0; i < l.n; i++)
		l.by_order[i] = i;
	if (l.n > 0)
		qsort_r(l.by_order, l.n, sizeof(*l.by_order), bar_compare, b);
	link_all(&l, links);
	l.link = arena_alloc(&scratch, l.n_links * sizeof(*l.link));
	link_all(&l, links);
	if (!plan_graph_make(&b->mem, l.n, l.link, l.n_links, &b->plan.graph, &b->cycle)) {
		struct plan_cycle none;

		if (!plan_graph_make(&b->mem, l.n, NULL, 0, &b->plan.graph, &none))
			b->plan.graph = (struct plan_graph){ .n = 0 };
	}
	arena_done(&scratch);
}
