/*
 * graph - what must be finished before what: finish-to-start links with lag.
 *
 * Vertices are numbers 0 .. n-1. "to" may start when "lag" ticks of elapsed
 * time have passed since the end of "from"; a negative lag is a lead.
 */
#ifndef GEMBA_CORE_PLAN_GRAPH_H
#define GEMBA_CORE_PLAN_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/attr.h"

struct plan_link {
	uint32_t from, to;
	int64_t lag;
};

/* The other end of a link, seen from one of them. */
struct plan_edge {
	uint32_t to;
	int64_t lag;
};

/* Neighbours of v: succ[succ_at[v]] .. succ[succ_at[v + 1] - 1], in the order of the links; pred likewise. */
struct plan_graph {
	size_t n, n_links;
	const uint32_t *succ_at, *pred_at; /* n + 1 */
	const struct plan_edge *succ, *pred;
	const uint32_t *order; /* all vertices, no one before its predecessors; ties by number */
};

struct plan_cycle {
	const uint32_t *vertex; /* each must be finished before the next, the last before the first */
	size_t n;
};

/* Lives in mem. False: the links go in a circle, one such circle is in *ret_cycle, from its lowest vertex on. */
MUSTUSE bool plan_graph_make(struct arena *mem, size_t n, const struct plan_link *link, size_t n_links,
			     struct plan_graph *ret, struct plan_cycle *ret_cycle);

#endif
