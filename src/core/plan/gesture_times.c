/*
 * gesture_times - the critical path of a draft.
 */
#include "core/plan/conflict_own.h"
#include "core/plan/gesture_own.h"

static bool counts(const struct plan_place *at)
{
	return at->lane != PLAN_NO_LANE && at->status != PLAN_DONE;
}

/* As its calendar has it; where it does not fit that, elapsed. */
static struct plan_task task_of(const struct plan *p, const struct plan_place *at)
{
	const struct plan_calendar *c = plan_place_calendar(p, at);
	int64_t end = plan_end(p, at);
	struct plan_span span = plan_span_of(c, at->start, end);
	bool ends_well = at->work == 0 ? at->start == end : span.ends;

	if (!span.begins || !ends_well || span.worked != at->work)
		return (struct plan_task){ .work = end - at->start, .earliest = at->start };
	return (struct plan_task){ .work = at->work, .earliest = at->start, .calendar = c };
}

/* One side of the links that count: at, edge. */
static const uint32_t *filter_side(const struct plan_place *place, size_t n, const uint32_t *at,
				   const struct plan_edge *edge, struct arena *mem, struct plan_edge *kept)
{
	uint32_t *kept_at = arena_alloc(mem, (n + 1) * sizeof(*kept_at));
	uint32_t filled = 0;

	for (size_t v = 0; v < n; v++) {
		kept_at[v] = filled;
		for (uint32_t i = at[v]; i < at[v + 1] && counts(&place[v]); i++)
			if (counts(&place[edge[i].to]))
				kept[filled++] = edge[i];
	}
	kept_at[n] = filled;
	return kept_at;
}

/* The order of all is one of the rest. */
static void filter_graph(const struct plan_graph *g, const struct plan_place *place, struct arena *mem,
			 struct plan_graph *ret)
{
	struct plan_edge *succ = arena_alloc(mem, 2 * g->n_links * sizeof(*succ));
	struct plan_edge *pred = succ + g->n_links;

	*ret = *g;
	ret->succ_at = filter_side(place, g->n, g->succ_at, g->succ, mem, succ);
	ret->pred_at = filter_side(place, g->n, g->pred_at, g->pred, mem, pred);
	ret->succ = succ;
	ret->pred = pred;
	ret->n_links = ret->succ_at[g->n];
}

/* Done bars stand where they stand, those of the tray nowhere. */
static struct plan_times times_of_other(const struct plan_place *at)
{
	if (at->lane == PLAN_NO_LANE)
		return (struct plan_times){ 0 };
	return (struct plan_times){ .es = at->start, .ef = at->end, .ls = at->start, .lf = at->end };
}

const struct plan_times *plan_times_of(const struct plan *p, const struct plan_place *place, struct arena *mem)
{
	struct plan_times *times = arena_alloc(mem, p->n_bars * sizeof(*times));
	struct plan_task *task = arena_alloc(mem, p->n_bars * sizeof(*task));
	struct plan_graph graph = p->graph;
	size_t n_others = 0;
	int64_t start = PLAN_NEVER;

	for (size_t i = 0; i < p->n_bars; i++) {
		task[i] = (struct plan_task){ .earliest = PLAN_ALWAYS };
		if (!counts(&place[i])) {
			n_others++;
			continue;
		}
		task[i] = task_of(p, &place[i]);
		start = place[i].start < start ? place[i].start : start;
	}
	if (n_others > 0)
		filter_graph(&p->graph, place, mem, &graph);
	plan_cpm(&graph, task, start == PLAN_NEVER ? p->now : start, times);
	for (size_t i = 0; n_others > 0 && i < p->n_bars; i++)
		if (!counts(&place[i]))
			times[i] = times_of_other(&place[i]);
	return times;
}
