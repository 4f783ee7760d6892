/*
 * cpm - the critical path method: earliest and latest times of every task,
 * total slack, and which tasks no tick may be lost at.
 *
 * Forward: es = the first working instant not before the task's own earliest
 * and not before ef of each predecessor + lag; ef = es + work. Backward from
 * the plan's end (the greatest ef of those that end): lf = the least of
 * ls - lag over the successors and the end; ls = lf - work, of a task without
 * work the last working instant at or before lf. Slack = working ticks
 * between es and ls; critical = none left, so that every tied path is
 * marked. (Kelley and Walker 1959; terms as in APICS and ISO 21500.)
 */
#ifndef GEMBA_CORE_PLAN_CPM_H
#define GEMBA_CORE_PLAN_CPM_H

#include "core/plan/calendar.h"
#include "core/plan/graph.h"

struct plan_task {
	int64_t work;			      /* working ticks, >= 0 */
	int64_t earliest;		      /* PLAN_ALWAYS: no such limit */
	const struct plan_calendar *calendar; /* NULL: round the clock */
};

struct plan_times {
	int64_t es, ef, ls, lf;
	int64_t slack; /* working ticks */
	bool critical;
};

/*
 * times: graph->n of them, written. start: where the plan begins (nothing is
 * earlier). Returns the plan's end (start when there is no task), or
 * PLAN_NEVER when a calendar ran out; such tasks have es or ef PLAN_NEVER,
 * ls and lf too, and are not critical; the others are judged without them.
 */
int64_t plan_cpm(const struct plan_graph *graph, const struct plan_task *task, int64_t start, struct plan_times *times);

#endif
