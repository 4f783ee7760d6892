/*
 * board_level - the board as work for the levelling, and its plan as a draft.
 */
#include "core/board_own.h"

enum { MINUTE_S = 60 };

struct leveller {
	const struct board *b;
	struct arena *mem;
	bool tray;
	struct level_task *task;
};

/* Put there on purpose, or no longer in our hands. */
static bool stays(const struct plan_bar *bar)
{
	return bar->at.lane != PLAN_NO_LANE && (plan_is_fixed(&bar->at) || bar->at.overtime);
}

static bool counts(const struct leveller *l, uint32_t bar)
{
	return l->tray || l->b->plan.bar[bar].at.lane != PLAN_NO_LANE;
}

/* Links between what is booked, or will be. */
static void graph_make(const struct leveller *l, struct plan_graph *ret)
{
	const struct plan_graph *g = &l->b->plan.graph;
	struct plan_link *link = arena_alloc(l->mem, g->n_links * sizeof(*link));
	struct plan_cycle none;
	size_t n = 0;

	for (uint32_t v = 0; v < g->n; v++)
		for (uint32_t e = g->succ_at[v]; e < g->succ_at[v + 1]; e++)
			if (counts(l, v) && counts(l, g->succ[e].to))
				link[n++] = (struct plan_link){ v, g->succ[e].to, g->succ[e].lag };
	if (!plan_graph_make(l->mem, g->n, link, n, ret, &none))
		*ret = *g;
}

/* Only the last operation of an order can be late. */
static int64_t due_of(const struct leveller *l, uint32_t bar)
{
	const struct plan_graph *g = &l->b->plan.graph;
	const struct plan_bar *all = l->b->plan.bar;

	for (uint32_t e = g->succ_at[bar]; e < g->succ_at[bar + 1]; e++)
		if (all[g->succ[e].to].order == all[bar].order && counts(l, g->succ[e].to))
			return PLAN_NEVER;
	return all[bar].due;
}

static void choices_make(const struct leveller *l, const struct plan_bar *bar, struct level_task *task)
{
	size_t n = bar->n_lanes > 0 ? bar->n_lanes : l->b->plan.n_lanes;
	struct level_choice *choice = arena_alloc(l->mem, n * sizeof(*choice));

	for (size_t i = 0; i < n; i++)
		choice[i] = (struct level_choice){ bar->n_lanes > 0 ? bar->lanes[i] : (uint32_t)i, bar->at.work };
	task->choice = choice;
	task->n_choices = n;
}

/* Done bars load no lane; what stays in the tray stands nowhere. */
static void task_make(const struct leveller *l, uint32_t i)
{
	const struct plan *p = &l->b->plan;
	const struct plan_bar *bar = &p->bar[i];
	struct level_task *task = &l->task[i];
	bool booked = bar->at.lane != PLAN_NO_LANE;

	*task = (struct level_task){ .work = bar->at.work, .release = PLAN_ALWAYS, .due = due_of(l, i) };
	task->lane = booked && bar->at.status != PLAN_DONE ? bar->at.lane : UINT32_MAX;
	task->start = booked ? bar->at.start : p->now;
	task->end = booked ? plan_end(p, &bar->at) : p->now;
	task->fixed = stays(bar) || !counts(l, i);
	if (!counts(l, i))
		task->due = PLAN_NEVER;
	if (!task->fixed)
		choices_make(l, bar, task);
}

void board_level_input(const struct board *b, bool tray, struct arena *mem, struct level_input *ret)
{
	struct leveller l = { .b = b, .mem = mem, .tray = tray };
	struct level_lane *lane = arena_alloc(mem, b->plan.n_lanes * sizeof(*lane));
	struct plan_graph *graph = arena_alloc(mem, sizeof(*graph));

	for (size_t i = 0; i < b->plan.n_lanes; i++)
		lane[i] = (struct level_lane){ b->plan.lane[i].capacity, &b->plan.lane[i].calendar };
	l.task = arena_alloc(mem, b->plan.n_bars * sizeof(*l.task));
	for (uint32_t i = 0; i < b->plan.n_bars; i++)
		task_make(&l, i);
	graph_make(&l, graph);
	*ret = (struct level_input){
		.lane = lane, .n_lanes = b->plan.n_lanes, .task = l.task, .graph = graph, .start = b->plan.now
	};
}

struct plan_place *board_level_draft(const struct board *b, const struct level_place *place, struct arena *mem)
{
	struct plan_place *draft = plan_draft(&b->plan, mem);

	for (size_t i = 0; i < b->plan.n_bars; i++) {
		if (stays(&b->plan.bar[i]) || place[i].lane >= b->plan.n_lanes || place[i].start >= PLAN_NEVER)
			continue;
		draft[i].lane = place[i].lane;
		draft[i].start = place[i].start;
		draft[i].end = place[i].end;
	}
	return draft;
}
