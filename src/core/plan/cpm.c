/*
 * cpm - one pass forward, one back, along the graph's order.
 */
#include "core/plan/cpm.h"

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* When all that comes before allows it. */
static int64_t allowed_from(const struct plan_graph *g, uint32_t v, int64_t from, const struct plan_times *times)
{
	for (uint32_t i = g->pred_at[v]; i < g->pred_at[v + 1]; i++) {
		int64_t ef = times[g->pred[i].to].ef;

		/* A lead into a task that never ends does not make it end. */
		from = greatest(from, ef == PLAN_NEVER ? ef : ef + g->pred[i].lag);
	}
	return from;
}

/* Returns the greatest ef of those that end. */
static int64_t pass_forward(const struct plan_graph *g, const struct plan_task *task, int64_t start,
			    struct plan_times *times, bool *ret_all_end)
{
	int64_t end = start;

	*ret_all_end = true;
	for (size_t i = 0; i < g->n; i++) {
		uint32_t v = g->order[i];
		const struct plan_task *t = &task[v];
		int64_t from = allowed_from(g, v, greatest(start, t->earliest), times);

		times[v].es = plan_calendar_next(t->calendar, from);
		times[v].ef = plan_calendar_add(t->calendar, times[v].es, t->work);
		if (times[v].ef == PLAN_NEVER)
			*ret_all_end = false;
		else
			end = greatest(end, times[v].ef);
	}
	return end;
}

/* When all that comes after needs it. Who never starts needs nothing: PLAN_NEVER is beyond any end. */
static int64_t needed_by(const struct plan_graph *g, uint32_t v, int64_t end, const struct plan_times *times)
{
	for (uint32_t i = g->succ_at[v]; i < g->succ_at[v + 1]; i++)
		end = least(end, times[g->succ[i].to].ls - g->succ[i].lag);
	return end;
}

static void pass_back(const struct plan_graph *g, const struct plan_task *task, int64_t end, struct plan_times *times)
{
	for (size_t i = g->n; i-- > 0;) {
		uint32_t v = g->order[i];
		const struct plan_task *t = &task[v];
		struct plan_times *at = &times[v];

		if (at->ef == PLAN_NEVER) {
			*at = (struct plan_times){ .es = at->es, .ef = PLAN_NEVER, .ls = PLAN_NEVER, .lf = PLAN_NEVER };
			continue;
		}
		at->lf = needed_by(g, v, end, times);
		/* What takes no time begins in working time all the same. */
		at->ls = t->work > 0 ? plan_calendar_sub(t->calendar, at->lf, t->work)
				     : plan_calendar_back(t->calendar, at->lf);
		at->slack = plan_calendar_between(t->calendar, at->es, at->ls);
		at->critical = at->slack == 0;
	}
}

int64_t plan_cpm(const struct plan_graph *graph, const struct plan_task *task, int64_t start, struct plan_times *times)
{
	bool all_end;
	int64_t end = pass_forward(graph, task, start, times, &all_end);

	pass_back(graph, task, end, times);
	return all_end ? end : PLAN_NEVER;
}
