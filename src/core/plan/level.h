/*
 * level - a plan without conflicts: who goes first on which lane.
 *
 * The best of several dispatch rules, built without idling on purpose
 * (non-delay), then local search on the blocks of the critical path until
 * time or iterations are up. Anytime: whatever was best so far is a whole
 * plan. The same input, seed and iterations give the same plan.
 */
#ifndef GEMBA_CORE_PLAN_LEVEL_H
#define GEMBA_CORE_PLAN_LEVEL_H

#include "core/plan/calendar.h"
#include "core/plan/graph.h"

/* A lane it can be made on, and how long it takes there. */
struct level_choice {
	uint32_t lane;
	int64_t work; /* working ticks, >= 0 */
};

struct level_task {
	const struct level_choice *choice; /* n_choices >= 1, or 0: needs no lane, takes "work" */
	size_t n_choices;
	int64_t work;	 /* of a task without lanes */
	int64_t release; /* not before; PLAN_ALWAYS: none */
	int64_t due;	 /* PLAN_NEVER: none */
	bool fixed;	 /* stays at lane, start, end below */
	uint32_t lane;	 /* where it stands now; of tasks not fixed only for counting what moved; UINT32_MAX: nowhere */
	int64_t start, end;
};

struct level_lane {
	int capacity;
	const struct plan_calendar *calendar; /* NULL: round the clock */
};

struct level_input {
	const struct level_lane *lane;
	size_t n_lanes;
	const struct level_task *task;
	const struct plan_graph *graph; /* over tasks */
	int64_t start;			/* nothing begins earlier */
};

struct level_place {
	uint32_t lane; /* UINT32_MAX: none needed */
	int64_t start, end;
	uint32_t
		after; /* what its start waited for last: a predecessor or the bar before it on the lane; UINT32_MAX: nothing */
	bool after_lane; /* "after" is a bar of the lane, not a predecessor */
};

/* Ticks. Compared in this order: unplaced tasks, broken links, tardiness, end of the plan (makespan), tasks moved. */
struct level_worth {
	size_t unplaced; /* the calendar ran out: they stand at PLAN_NEVER */
	int64_t broken;	 /* by how much tasks end too late for fixed successors, in all */
	int64_t tardiness;
	int64_t end;
	size_t moved;
};

/* Asked now and then: true ends the search. elapsed is what "stop" needs to know itself. */
struct level_limit {
	int64_t iterations; /* < 0: no limit but stop */
	uint64_t seed;
	bool (*stop)(void *ctx); /* NULL: none */
	void *ctx;
};

/* Dispatch only: the best of the rules. place: one a task, written. */
void level_dispatch(const struct level_input *in, struct level_place *place, struct level_worth *ret);

/* The whole. */
void level_run(const struct level_input *in, const struct level_limit *limit, struct level_place *place,
	       struct level_worth *ret);

/* The same in slices, for a screen that must go on: as many iterations as fit until stop says so. */
struct level_search;
struct level_search *level_search_new(const struct level_input *in, uint64_t seed); /* in is borrowed until free */
/* Returns iterations done; 0: nothing is left to try. */
int64_t level_search_run(struct level_search *s, const struct level_limit *limit);
void level_search_best(const struct level_search *s, struct level_place *place, struct level_worth *ret);
void level_search_free(struct level_search *s);

#endif
