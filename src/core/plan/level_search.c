/*
 * level_search - tabu search from the plans of the rules, then again and
 * again from between two of the best.
 */
#include <stdlib.h>

#include "core/plan/level_own.h"

enum {
	TRIES_AT_LEAST = 2,
	TRIES_AT_MOST = 4,
	TRIED_TASKS = 8000,	      /* times worked out anew in one iteration */
	EFFORT_BETWEEN_ASKS = 100000, /* half a millisecond */
	EFFORT_OF_START = 100,	      /* a task, when a rule makes a plan */
	EFFORT_OF_GUESS = 60,
	TENURE = 6,
	PATIENCE = 400, /* iterations a run goes on without a better plan, */
	PATIENCE_PER_TASK = 6,
	EMPTY_RUNS = 64, /* without a single move: there is nothing to try */
};

struct level_search {
	struct arena mem;
	struct level_shop shop;
	struct level_state state;
	struct level_moves moves;
	struct level_tabu tabu;
	struct level_elites elites;
	struct level_kept best, run_best, start;
	uint64_t rng;
	int64_t iteration, since_better, patience;
	int64_t asked_at; /* effort when "stop" was asked last */
	size_t n_tries, n_lanes_used, empty_runs;
	int next_rule, n_seeds;
	bool running, done;
};

static bool at_bound(const struct level_search *s)
{
	return level_compare(&s->best.worth, &s->shop.bound) <= 0;
}

/* The state as the best, if it is. */
static void offer_best(struct level_search *s)
{
	const int order = level_compare(&s->state.worth, &s->best.worth);
	size_t moved;

	if (order > 0 || (order == 0 && !s->shop.has_now))
		return;
	moved = level_count_moved(&s->state);
	if (order == 0 && moved >= s->best.worth.moved)
		return;
	level_state_keep(&s->state, &s->best);
	s->best.worth.moved = moved;
	s->done = s->done || at_bound(s);
}

static void start_run(struct level_search *s)
{
	level_state_load(&s->state, &s->start);
	s->state.effort += (int64_t)s->shop.n_free * EFFORT_OF_START;
	offer_best(s);
	level_state_keep(&s->state, &s->run_best);
	s->since_better = 0;
	s->running = true;
}

static void end_run(struct level_search *s)
{
	level_elites_offer(&s->elites, &s->run_best, &s->shop);
	s->running = false;
	if (s->elites.refused >= 2 * LEVEL_ELITES) {
		s->elites.refused = 0;
		s->elites.n = 1;
		s->next_rule = s->n_seeds - LEVEL_ELITES / 2;
	}
}

static void next_run(struct level_search *s)
{
	if (s->next_rule < s->n_seeds || s->elites.n < 2)
		level_by_rule(&s->shop, s->next_rule++, &s->rng, &s->start);
	else
		level_elites_mix(&s->elites, &s->shop, &s->rng, &s->start);
	start_run(s);
}

static int64_t tenure(struct level_search *s)
{
	const size_t least = TENURE + s->shop.n_free / (s->n_lanes_used * s->n_lanes_used + 1);

	return (int64_t)(least + level_pick(&s->rng, least / 2 + 2));
}

/* The best that is allowed, ties by lot; any, when none is. n: there is no move at all. */
static size_t choose(struct level_search *s)
{
	const struct level_moves *m = &s->moves;
	size_t best = m->n, ties = 0;

	for (size_t i = 0; i < m->n; i++) {
		const int order = best == m->n ? -1 : level_compare(&m->worth[i], &m->worth[best]);

		if (order > 0 || (level_tabu_forbids(&s->tabu, &s->state, &m->move[i], s->iteration) &&
				  level_compare(&m->worth[i], &s->run_best.worth) >= 0))
			continue;
		ties = order < 0 ? 1 : ties + 1;
		if (ties == 1 || level_pick(&s->rng, ties) == 0)
			best = i;
	}
	return best == m->n && m->n ? level_pick(&s->rng, m->n) : best;
}

/* Tries come dear: none on what is forbidden, unless it promises more than the run has had. */
static void try_allowed(struct level_search *s)
{
	struct level_moves *m = &s->moves;
	const int64_t wanted = s->run_best.worth.end - s->state.worth.end;

	for (size_t i = 0; i < m->n; i++)
		if (m->worth[i].end >= wanted && level_tabu_forbids(&s->tabu, &s->state, &m->move[i], s->iteration))
			m->worth[i].end = level_max(m->worth[i].end, 0) / 2 + PLAN_NEVER / 2;
	s->state.effort += (int64_t)m->n * EFFORT_OF_GUESS;
	level_moves_try(m, &s->state, &s->rng, s->n_tries);
}

static bool make_move(struct level_search *s, const struct level_move *m)
{
	struct level_undo undo;

	level_tabu_note(&s->tabu, &s->state, m, s->iteration + tenure(s));
	if (!level_apply(&s->state, m, &undo))
		return false;
	if (s->shop.plain)
		level_state_time(&s->state, undo.low);
	else
		level_state_try(&s->state, &undo);
	level_state_settle(&s->state);
	return true;
}

static void note_worth(struct level_search *s)
{
	offer_best(s);
	if (level_compare(&s->state.worth, &s->run_best.worth) >= 0) {
		s->since_better++;
		return;
	}
	s->since_better = 0;
	level_state_keep(&s->state, &s->run_best);
}

static void tabu_step(struct level_search *s)
{
	size_t chosen;

	level_moves_find(&s->moves, &s->state, &s->rng);
	if (!s->shop.plain)
		try_allowed(s);
	chosen = choose(s);
	if (chosen == s->moves.n) {
		s->since_better = s->patience;
		s->done = ++s->empty_runs >= EMPTY_RUNS;
		return;
	}
	s->empty_runs = 0;
	if (make_move(s, &s->moves.move[chosen]))
		note_worth(s);
	else
		s->since_better++;
}

static void step(struct level_search *s)
{
	if (!s->running)
		next_run(s);
	else if (s->since_better >= s->patience)
		end_run(s);
	else
		tabu_step(s);
}

static size_t count_lanes(const struct level_shop *shop)
{
	size_t n = 0;

	for (size_t k = 0; k < shop->n_slots; k++)
		n += k == 0 || shop->slot_lane[k] != shop->slot_lane[k - 1];
	return n;
}

static size_t tries_for(const struct level_shop *shop)
{
	const size_t n = TRIED_TASKS / (shop->n_free + 1);

	return n < TRIES_AT_LEAST ? TRIES_AT_LEAST : n > TRIES_AT_MOST ? TRIES_AT_MOST : n;
}

static void make_parts(struct level_search *s)
{
	level_state_make(&s->state, &s->mem, &s->shop);
	level_moves_make(&s->moves, &s->mem, &s->shop);
	level_tabu_make(&s->tabu, &s->mem, &s->shop);
	level_elites_make(&s->elites, &s->mem, &s->shop);
	level_kept_make(&s->best, &s->mem, &s->shop);
	level_kept_make(&s->run_best, &s->mem, &s->shop);
	level_kept_make(&s->start, &s->mem, &s->shop);
}

/* The best of the rules is the first best plan. */
static void try_rules(struct level_search *s)
{
	s->best.worth = (struct level_worth){ .unplaced = SIZE_MAX };
	for (int rule = 0; rule < level_n_rules(&s->shop); rule++) {
		level_by_rule(&s->shop, rule, &s->rng, &s->start);
		level_state_load(&s->state, &s->start);
		offer_best(s);
	}
}

struct level_search *level_search_new(const struct level_input *in, uint64_t seed)
{
	struct level_search *s = mem_alloc(sizeof(*s));

	s->rng = seed;
	level_shop_make(&s->shop, in);
	make_parts(s);
	s->n_tries = tries_for(&s->shop);
	s->n_lanes_used = count_lanes(&s->shop);
	s->n_seeds = level_n_rules(&s->shop);
	if (s->n_seeds < LEVEL_ELITES)
		s->n_seeds = LEVEL_ELITES;
	s->patience = PATIENCE + PATIENCE_PER_TASK * (int64_t)s->shop.n_free;
	try_rules(s);
	return s;
}

static bool asked_to_stop(struct level_search *s, const struct level_limit *limit)
{
	if (s->state.effort - s->asked_at < EFFORT_BETWEEN_ASKS)
		return false;
	s->asked_at = s->state.effort;
	return limit->stop && limit->stop(limit->ctx);
}

int64_t level_search_run(struct level_search *s, const struct level_limit *limit)
{
	int64_t n = 0;

	while (!s->done && (limit->iterations < 0 || n < limit->iterations)) {
		step(s);
		s->iteration++;
		n++;
		if (asked_to_stop(s, limit))
			break;
	}
	return n;
}

void level_search_best(const struct level_search *s, struct level_place *place, struct level_worth *ret)
{
	struct arena mem = { 0 };
	struct level_state state;

	level_state_make(&state, &mem, &s->shop);
	level_state_load(&state, &s->best);
	level_write_places(&state, place);
	*ret = state.worth;
	ret->moved = level_count_moved(&state);
	arena_done(&mem);
}

void level_search_free(struct level_search *s)
{
	if (!s)
		return;
	level_shop_done(&s->shop);
	arena_done(&s->mem);
	free(s);
}
