/*
 * level_own - what the parts of level share.
 *
 * A lane of capacity c is c equal slots, each with one sequence of tasks. A
 * state is such sequences, and with the links an acyclic network: "order"
 * lists its tasks, none before those it waits for. Tasks that are fixed stand
 * outside: they are blocks of their slots, releases of their successors and
 * deadlines of their predecessors.
 */
#ifndef GEMBA_CORE_PLAN_LEVEL_OWN_H
#define GEMBA_CORE_PLAN_LEVEL_OWN_H

#include "core/plan/level.h"

#define LEVEL_NONE UINT32_MAX

/* One lane of a task. No slots: it takes no time there, so it needs no room. */
struct level_option {
	uint32_t lane, slot, n_slots;
	int64_t work;
};

/* A fixed task in a slot. */
struct level_block {
	int64_t start, end;
	uint32_t task;
};

/* A link to a fixed task: "task" should end by then. */
struct level_deadline {
	uint32_t task;
	int64_t at;
};

/* The input, prepared; never changed by the search. */
struct level_shop {
	struct arena mem;
	const struct level_input *in;
	size_t n;	       /* tasks, fixed ones too: all arrays of tasks have this size */
	size_t n_free;	       /* tasks to be placed */
	const uint32_t *order; /* of them, predecessors first */
	const uint32_t *succ_at, *pred_at;
	const struct plan_edge *succ, *pred; /* links between free tasks */
	const uint32_t *option_at;
	const struct level_option *option;
	const int64_t *release;	 /* start of the plan and ends of fixed predecessors included */
	const int64_t *min_work; /* on the fastest lane */
	const int64_t *soonest;	 /* no end is earlier, by links and calendars */
	const int64_t *rest;	 /* longest way from its end to the end of the plan, by links alone */
	const int64_t *n_rest;	 /* tasks on the longest chain after it */
	const int64_t *due;	 /* own, or what the successors' need; PLAN_NEVER: none */
	const bool *dead;	 /* has lanes, and all of them without room */
	size_t n_slots;
	const uint32_t *slot_lane;
	const uint32_t *block_at;
	const struct level_block *block;
	const struct level_deadline *deadline;
	size_t n_deadlines;
	const uint32_t *with_due; /* free tasks with a due date of their own */
	size_t n_due;
	bool plain;	 /* nothing but an end to be early, no calendars, no blocks: estimates are good */
	bool flexible;	 /* some task has more than one slot to go to */
	bool leads;	 /* a negative lag */
	bool deep_leads; /* one that lets a successor start before its predecessor does */
	bool has_now;	 /* tasks stand somewhere now */
	int64_t fixed_end, fixed_late;
	struct level_worth bound; /* no plan is better */
};

/* A whole solution, to be kept. */
struct level_kept {
	uint32_t *order, *slot, *option;
	struct level_worth worth;
};

/* Times of a task before a move. */
struct level_was {
	uint32_t task;
	int64_t start, end, ready, used;
};

struct level_state {
	const struct level_shop *shop;
	uint32_t *order, *at; /* at: place in order */
	uint32_t *slot, *option;
	int64_t *work;
	uint32_t *prev, *next;	/* in the slot */
	uint32_t *first, *last; /* of slots */
	int64_t *start, *end;
	int64_t *ready; /* what the links and the release alone allow */
	int64_t *used;	/* when the slot is free again after it: its end, unless it could not be placed */
	/*
	 * What is behind it. In plain shops: the longest way from its end to
	 * the end of the plan, by all and by links alone. Else: the latest start,
	 * and the latest end by links alone, at which nothing gets worse.
	 */
	int64_t *tail, *link_tail;
	uint32_t *mark, stamp;
	uint32_t *saved, *moved_out;
	int64_t effort;	       /* about 5 ns each, counted up */
	struct level_was *was; /* times before the last move, while moves are tried */
	size_t n_was;
	struct level_worth worth; /* "moved" is not kept */
};

/* Take a task from its slot to another place: right after "after", or first. */
struct level_move {
	uint32_t task, option, slot, after;
};

/* What level_apply did. order[low .. high] was changed. */
struct level_undo {
	struct level_move back;
	size_t low, high;
};

static inline uint64_t level_random(uint64_t *rng)
{
	uint64_t z = *rng += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline size_t level_pick(uint64_t *rng, size_t n)
{
	return (size_t)(((level_random(rng) >> 32) * (uint64_t)n) >> 32);
}

static inline int64_t level_later(int64_t t, int64_t lag)
{
	return t >= PLAN_NEVER ? PLAN_NEVER : t + lag;
}

static inline int64_t level_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* shop */
void level_shop_make(struct level_shop *ret, const struct level_input *in);
void level_shop_done(struct level_shop *shop);
void level_shop_blocks(struct level_shop *shop);
void level_shop_ranks(struct level_shop *shop);
/* The first place at or after t that is long enough. work of a task without a lane: lane LEVEL_NONE. */
void level_fit(const struct level_shop *shop, uint32_t lane, uint32_t slot, int64_t t, int64_t work, int64_t *ret_start,
	       int64_t *ret_end);

/* The last place that ends by t. */
int64_t level_fit_back(const struct level_shop *shop, uint32_t lane, uint32_t slot, int64_t t, int64_t work);

/* dispatch: rules 0 .. n - 1; any other number is a rule of random priorities */
int level_n_rules(const struct level_shop *shop);
void level_by_rule(const struct level_shop *shop, int rule, uint64_t *rng, struct level_kept *ret);

/* state */
void level_kept_make(struct level_kept *ret, struct arena *mem, const struct level_shop *shop);
void level_kept_copy(struct level_kept *to, const struct level_kept *from, const struct level_shop *shop);
void level_state_make(struct level_state *ret, struct arena *mem, const struct level_shop *shop);
void level_state_load(struct level_state *s, const struct level_kept *kept);
void level_state_keep(const struct level_state *s, struct level_kept *ret);
/* False: it would close a circle, nothing was changed. Times are stale until level_state_time. */
MUSTUSE bool level_apply(struct level_state *s, const struct level_move *m, struct level_undo *ret);
void level_unapply(struct level_state *s, const struct level_undo *undo);
/* Times of all from order[low] on, and the worth. */
void level_state_time(struct level_state *s, size_t low);
/* The same after a move, for those alone that it reaches; and back again. */
void level_state_try(struct level_state *s, const struct level_undo *undo);
void level_state_untry(struct level_state *s, const struct level_undo *undo);
/* After a move was taken: order by start, tails. */
void level_state_settle(struct level_state *s);
size_t level_count_moved(const struct level_state *s);
/* Without what moved. */
int level_compare(const struct level_worth *a, const struct level_worth *b);
void level_write_places(const struct level_state *s, struct level_place *place);

/* moves */
struct level_moves {
	struct level_move *move;
	struct level_worth *worth; /* of each: an estimate in plain shops */
	size_t n, size;
	uint32_t *path;		/* critical, the last task first */
	int64_t *head, *behind; /* scratch */
};

void level_moves_make(struct level_moves *ret, struct arena *mem, const struct level_shop *shop);
/* Moves that may better the state. In plain shops with their worth; else "end" is only the guess. */
void level_moves_find(struct level_moves *m, struct level_state *s, uint64_t *rng);
/* Makes the n moves with the best guesses and takes them back: only they are left, each with its worth. */
void level_moves_try(struct level_moves *m, struct level_state *s, uint64_t *rng, size_t n);

/* By how much, about, a move makes something worse. For shops that are not plain. */
int64_t level_guess(const struct level_state *s, const struct level_move *move);
void level_find_latest(struct level_state *s);
/* estimates, for plain shops */
int64_t level_estimate_in_slot(struct level_moves *m, const struct level_state *s, const struct level_move *move);
/* Times as if the task stood on no slot; returns the end of that plan. */
int64_t level_estimate_without(struct level_moves *m, const struct level_state *s, uint32_t task);
/* The longest way through the task there, after level_estimate_without. */
int64_t level_estimate_there(const struct level_moves *m, const struct level_state *s, const struct level_move *move);

/* What stands behind the place of a move. */
static inline uint32_t level_behind(const struct level_state *s, const struct level_move *m)
{
	return m->after == LEVEL_NONE ? s->first[m->slot] : s->next[m->after];
}

/* elites: good plans unlike each other */
enum { LEVEL_ELITES = 8 };

struct level_elites {
	struct level_kept kept[LEVEL_ELITES];
	size_t n;
	size_t refused; /* in a row */
	int64_t *key;
	uint32_t *last, *prev; /* scratch */
};

void level_elites_make(struct level_elites *ret, struct arena *mem, const struct level_shop *shop);
void level_elites_offer(struct level_elites *e, const struct level_kept *kept, const struct level_shop *shop);
/* A plan between two of them: both orders hold the links, so any weighted mean of places does. */
void level_elites_mix(struct level_elites *e, const struct level_shop *shop, uint64_t *rng, struct level_kept *ret);

/* tabu: what was undone is not done again for a while */
struct level_tabu {
	int64_t *until; /* by a hash of the two tasks, or of a task and a slot */
	size_t n_tasks;
};

void level_tabu_make(struct level_tabu *ret, struct arena *mem, const struct level_shop *shop);
bool level_tabu_forbids(const struct level_tabu *t, const struct level_state *s, const struct level_move *m,
			int64_t now);
/* To be called before the move is made. */
void level_tabu_note(struct level_tabu *t, const struct level_state *s, const struct level_move *m, int64_t until);

#endif
