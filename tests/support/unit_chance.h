/*
 * unit_chance - plans and gestures made by chance, and a view of them that
 * knows nothing of how they are judged: it counts instant by instant.
 *
 * The bars of a plan are ordered so that links lead to higher numbers.
 */
#ifndef GEMBA_TESTS_UNIT_CHANCE_H
#define GEMBA_TESTS_UNIT_CHANCE_H

#include "support/unit_plan.h"

enum { CHANCE_FIRST = -20, CHANCE_LAST = 900 }; /* no bar is there before or after */

struct chance {
	struct unit_plan u;
	const struct plan *p;
	unsigned int seed;
	uint32_t state;
	struct plan_gesture g;
	bool has_leads, is_clean; /* the base: no overload, no broken link */
	struct plan_window window[UNIT_PLAN_MOST][40];
	size_t n_windows[UNIT_PLAN_MOST];
	struct plan_place base[UNIT_PLAN_MOST];
	const struct plan_place *now; /* the draft in question */
};

/* 0 .. below - 1. */
int chance_draw(struct chance *c, int below);
/* The same seed makes the same plan and gesture. */
void chance_start(struct chance *c, unsigned int seed);

/* ---- the naive view: windows and bars instant by instant ---- */

bool chance_is_open(const struct chance *c, uint32_t lane, int64_t t);
int64_t chance_end_of(const struct chance *c, const struct plan_place *at);
bool chance_is_there(const struct chance *c, const struct plan_place *at, uint32_t lane, int64_t t);
int chance_load_at(const struct chance *c, const struct plan_place *place, uint32_t lane, int64_t t, uint32_t except);
/* Minute by minute. False when the calendar ends before. */
bool chance_put(const struct chance *c, struct plan_place *at, int64_t start);
/* Above 0: broken. */
int64_t chance_missing(const struct chance *c, const struct plan_place *place, const struct plan_link *l);
/* With the bar standing there, is a link to what comes before it broken? */
bool chance_links_break(const struct chance *c, const struct plan_place *place, uint32_t bar, int64_t start);
/* Is there room beside all others? */
bool chance_fits(const struct chance *c, const struct plan_place *place, uint32_t bar, const struct plan_place *at);
/* Over links, of any degree. */
bool chance_comes_before(const struct chance *c, uint32_t a, uint32_t b);
/* Does the draft have it elsewhere than the base? */
bool chance_differs(const struct chance *c, uint32_t bar);

#endif
