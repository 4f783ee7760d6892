/*
 * Thousands of plans and gestures made by chance, and a checker that knows
 * nothing of how they are judged: it counts instant by instant who is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_chance.h"

enum { SEED = 20240517, PLANS = 6000 };

#define REQUIRE(c, condition)                                                                                    \
	do {                                                                                                     \
		if (!(condition))                                                                                \
			fail_msg("seed %u, mode %d, line %d: %s", (c)->seed, (c)->g.mode, __LINE__, #condition); \
	} while (0)

/* ---- the report of conflicts ---- */

static void check_members(struct chance *c, const struct plan_overload *o)
{
	size_t n = 0;

	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		bool was_there = false, is_listed = false;

		for (int64_t t = o->from; t < o->to; t++)
			was_there = was_there || chance_is_there(c, &c->now[i], o->lane, t);
		for (size_t j = 0; j < o->n; j++)
			is_listed = is_listed || o->bar[j] == i;
		REQUIRE(c, was_there == is_listed);
		n += was_there;
		REQUIRE(c, !was_there || c->now[i].status != PLAN_DONE);
	}
	REQUIRE(c, n == o->n);
	for (size_t j = 1; j < o->n; j++)
		REQUIRE(c,
			c->now[o->bar[j - 1]].start < c->now[o->bar[j]].start ||
				(c->now[o->bar[j - 1]].start == c->now[o->bar[j]].start && o->bar[j - 1] < o->bar[j]));
}

/* Walks the time of each lane beside the list. */
static void check_overloads(struct chance *c, const struct plan_conflicts *r)
{
	size_t seen = 0;

	for (uint32_t l = 0; l < c->p->n_lanes; l++) {
		for (int64_t t = CHANCE_FIRST; t <= CHANCE_LAST; t++) {
			const struct plan_overload *o = &r->overload[seen];
			int peak = 0;

			if (chance_load_at(c, c->now, l, t, PLAN_NO_BAR) <= c->p->lane[l].capacity)
				continue;
			REQUIRE(c, seen < r->n_overloads && o->lane == l && o->from == t);
			for (int load; (load = chance_load_at(c, c->now, l, t, PLAN_NO_BAR)) > c->p->lane[l].capacity;
			     t++)
				peak = load > peak ? load : peak;
			REQUIRE(c, o->to == t && o->load == peak);
			check_members(c, o);
			seen++;
		}
	}
	REQUIRE(c, seen == r->n_overloads);
}

static void check_broken(struct chance *c, const struct plan_conflicts *r)
{
	size_t n = 0;

	for (size_t i = 0; i < c->u.n_links; i++) {
		const struct plan_link *l = &c->u.link[i];
		bool is_listed = false;

		for (size_t j = 0; j < r->n_broken; j++)
			is_listed = is_listed || (r->broken[j].from == l->from && r->broken[j].to == l->to &&
						  r->broken[j].by == chance_missing(c, c->now, l));
		n += chance_missing(c, c->now, l) > 0;
		REQUIRE(c, chance_missing(c, c->now, l) <= 0 || is_listed);
	}
	REQUIRE(c, n == r->n_broken);
	for (size_t j = 1; j < n; j++)
		REQUIRE(c, r->broken[j - 1].from < r->broken[j].from || (r->broken[j - 1].from == r->broken[j].from &&
									 r->broken[j - 1].to <= r->broken[j].to));
}

static bool is_off_calendar(const struct chance *c, const struct plan_place *at)
{
	int64_t work = 0;

	for (int64_t t = at->start; t < at->end; t++)
		work += chance_is_open(c, at->lane, t);
	return at->overtime || !chance_is_open(c, at->lane, at->start) || work < at->work;
}

/* Is it the bar that ends its order, too late? */
static bool is_late(const struct chance *c, const struct plan_place *place, uint32_t bar)
{
	const struct plan_bar *b = c->p->bar;

	if (place[bar].lane == PLAN_NO_LANE || chance_end_of(c, &place[bar]) <= b[bar].due)
		return false;
	for (uint32_t i = 0; i < c->p->n_bars; i++)
		if (b[i].order == b[bar].order && place[i].lane != PLAN_NO_LANE &&
		    (chance_end_of(c, &place[i]) > chance_end_of(c, &place[bar]) ||
		     (chance_end_of(c, &place[i]) == chance_end_of(c, &place[bar]) && i > bar)))
			return false;
	return true;
}

static uint8_t flags_of(const struct chance *c, const struct plan_place *place, uint32_t bar)
{
	const struct plan_place *at = &place[bar];
	uint8_t flags = is_late(c, place, bar) ? PLAN_LATE : 0;

	if (at->lane == PLAN_NO_LANE || at->status == PLAN_DONE)
		return flags;
	for (int64_t t = at->start; t < chance_end_of(c, at); t++)
		if (chance_load_at(c, place, at->lane, t, PLAN_NO_BAR) > c->p->lane[at->lane].capacity)
			flags |= PLAN_OVERLOADED;
	for (size_t i = 0; i < c->u.n_links; i++)
		if ((c->u.link[i].from == bar || c->u.link[i].to == bar) && chance_missing(c, place, &c->u.link[i]) > 0)
			flags |= PLAN_BROKEN;
	if (is_off_calendar(c, at))
		flags |= PLAN_OFF_CALENDAR;
	if (at->status != PLAN_RUNNING && at->start < c->p->now)
		flags |= PLAN_PAST;
	return flags;
}

static void check_report(struct chance *c, const struct plan_conflicts *r)
{
	check_overloads(c, r);
	check_broken(c, r);
	for (uint32_t i = 0; i < c->p->n_bars; i++)
		REQUIRE(c, r->flags[i] == flags_of(c, c->now, i));
}

/* ---- a play ---- */

static void check_base(struct chance *c, const struct plan_outcome *o)
{
	struct arena mem = { 0 };
	struct plan_outcome again;

	for (uint32_t i = 0; i < c->p->n_bars; i++)
		REQUIRE(c, plan_place_equal(&c->p->bar[i].at, &c->base[i]));
	plan_play(c->p, &c->g, &mem, &again);
	REQUIRE(c, again.block == o->block && again.caused == o->caused && again.n_moved == o->n_moved);
	for (uint32_t i = 0; i < c->p->n_bars; i++)
		REQUIRE(c, plan_place_equal(&again.place[i], &o->place[i]));
	for (size_t i = 0; i < o->n_moved; i++)
		REQUIRE(c, again.moved[i] == o->moved[i]);
	arena_done(&mem);
}

static void check_moved_list(struct chance *c, const struct plan_outcome *o)
{
	size_t n = 0;

	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		bool is_listed = false;

		for (size_t j = 0; j < o->n_moved; j++)
			is_listed = is_listed || o->moved[j] == i;
		REQUIRE(c, is_listed == !plan_place_equal(&c->now[i], &c->base[i]));
		n += is_listed;
	}
	REQUIRE(c, n == o->n_moved);
	for (size_t j = 1; j < n; j++)
		REQUIRE(c, o->moved[j] != c->g.bar && (o->moved[j - 1] == c->g.bar ||
						       c->now[o->moved[j - 1]].start <= c->now[o->moved[j]].start));
}

/* Nobody moves who must not, and who moves keeps all but its time, which its calendar has. */
static void check_manners(struct chance *c, const struct plan_outcome *o)
{
	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		struct plan_place at = c->base[i];

		if (i == c->g.bar || !chance_differs(c, i))
			continue;
		REQUIRE(c, c->g.mode != PLAN_CASCADE_NONE);
		REQUIRE(c, at.status == PLAN_PLANNED && at.lane != PLAN_NO_LANE);
		REQUIRE(c, !chance_comes_before(c, i, c->g.bar));
		REQUIRE(c, chance_put(c, &at, c->now[i].start));
		REQUIRE(c, plan_place_equal(&at, &c->now[i]));
		if (c->g.mode == PLAN_CASCADE_PUSH)
			REQUIRE(c, c->now[i].start > c->base[i].start - !c->is_clean);
		if (c->now[i].start < c->base[i].start)
			REQUIRE(c, c->now[i].start >= c->p->now);
	}
	if (o->block != PLAN_BLOCK_HELD)
		REQUIRE(c, plan_place_equal(&c->now[c->g.bar], &c->g.to));
}

/* Links of who moved hold, but for the held one's own. Closing up heals nothing. */
static void check_links(struct chance *c)
{
	for (size_t i = 0; i < c->u.n_links; i++) {
		const struct plan_link *l = &c->u.link[i];
		int64_t was = c->g.mode == PLAN_CASCADE_CLOSE ? chance_missing(c, c->base, l) : 0;

		if (l->to != c->g.bar && (chance_differs(c, l->from) || chance_differs(c, l->to)))
			REQUIRE(c, chance_missing(c, c->now, l) <= (was > 0 ? was : 0));
	}
}

/* Where somebody moved is part of an overload, only bars that were there before the held one share it. */
static void check_lane(struct chance *c, uint32_t lane)
{
	for (int64_t t = CHANCE_FIRST; t <= CHANCE_LAST; t++) {
		bool any_moved = false;

		if (chance_load_at(c, c->now, lane, t, PLAN_NO_BAR) <= c->p->lane[lane].capacity)
			continue;
		for (uint32_t i = 0; i < c->p->n_bars; i++)
			any_moved = any_moved || (chance_differs(c, i) && chance_is_there(c, &c->now[i], lane, t));
		if (!any_moved)
			continue;
		REQUIRE(c, chance_is_there(c, &c->now[c->g.bar], lane, t));
		for (uint32_t i = 0; i < c->p->n_bars; i++)
			if (i != c->g.bar && chance_is_there(c, &c->now[i], lane, t))
				REQUIRE(c, c->now[i].start < c->now[c->g.bar].start);
	}
}

/* ---- push: only as far as it must ---- */

static bool has_older_right(const struct chance *c, uint32_t a, uint32_t b, int64_t start_b)
{
	if (a == c->g.bar)
		return true;
	if (c->now[a].start != start_b)
		return c->now[a].start < start_b;
	return c->base[a].start != c->base[b].start ? c->base[a].start < c->base[b].start : a < b;
}

static int older_load(const struct chance *c, uint32_t bar, int64_t start, int64_t t, int *ret_moved)
{
	int load = 0;

	*ret_moved = 0;
	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		if (i == bar || !chance_is_there(c, &c->now[i], c->now[bar].lane, t) ||
		    !has_older_right(c, i, bar, start))
			continue;
		load++;
		*ret_moved += chance_differs(c, i);
	}
	return load;
}

static void check_no_earlier(struct chance *c, uint32_t bar)
{
	int capacity = c->p->lane[c->now[bar].lane].capacity;

	for (int64_t s = c->base[bar].start; s < c->now[bar].start; s++) {
		struct plan_place at = c->now[bar];
		bool is_taken = false;
		int moved;

		REQUIRE(c, chance_put(c, &at, s));
		if (at.start != s)
			continue;
		for (int64_t t = s; t < at.end; t++)
			is_taken = is_taken || older_load(c, bar, c->now[bar].start, t, &moved) >= capacity;
		REQUIRE(c, is_taken || chance_links_break(c, c->now, bar, s));
	}
}

static void check_had_to_move(struct chance *c, uint32_t bar)
{
	int64_t start = c->base[bar].start;
	int moved = 0;
	bool must = false;

	for (size_t i = 0; i < c->u.n_links; i++)
		if (c->u.link[i].to == bar && chance_differs(c, c->u.link[i].from))
			must = must || chance_missing(c, c->now, &c->u.link[i]) + c->now[bar].start - start > 0;
	if (c->base[bar].work > 0 && older_load(c, bar, start, start, &moved) >= c->p->lane[c->now[bar].lane].capacity)
		must = must || moved > 0;
	REQUIRE(c, must);
}

/* ---- close: no gap that could be used ---- */

/* Who stands in an overload may find room only when another of it has left. */
static bool pushes_into_overload(const struct chance *c)
{
	struct plan_gesture push = c->g;
	struct arena mem = { 0 };
	struct plan_outcome o;
	bool overloads;

	push.mode = PLAN_CASCADE_PUSH;
	plan_play(c->p, &push, &mem, &o);
	overloads = o.conflicts.n_overloads > 0;
	arena_done(&mem);
	return overloads;
}

static void check_closed(struct chance *c)
{
	const struct plan_place *from = &c->base[c->g.bar], *to = &c->g.to;

	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		const struct plan_place *at = &c->now[i];
		bool follows = (at->lane == to->lane && at->start >= to->start) ||
			       (at->lane == from->lane && at->start >= from->start) || chance_differs(c, i);

		if (i == c->g.bar || at->lane == PLAN_NO_LANE || at->status != PLAN_PLANNED || !follows ||
		    chance_comes_before(c, i, c->g.bar))
			continue;
		for (int64_t s = c->p->now; s < at->start; s++) {
			struct plan_place earlier = *at;

			if (chance_put(c, &earlier, s) && earlier.start == s && !chance_links_break(c, c->now, i, s))
				REQUIRE(c, !chance_fits(c, c->now, i, &earlier));
		}
	}
}

/* ---- the rest ---- */

static void check_block(struct chance *c, const struct plan_outcome *o)
{
	bool pushes = false;

	if (o->block == PLAN_BLOCK_HELD)
		REQUIRE(c, c->base[c->g.bar].status != PLAN_PLANNED && o->n_moved == 0);
	if (o->block != PLAN_BLOCK_FIXED)
		return;
	REQUIRE(c, c->base[o->who].status != PLAN_PLANNED || chance_comes_before(c, o->who, c->g.bar));
	/* In a broken base one that makes room for another may make it for itself. */
	REQUIRE(c, !chance_differs(c, o->who) && (chance_differs(c, o->by) || !c->is_clean));
	for (size_t i = 0; i < c->u.n_links; i++)
		if (c->u.link[i].from == o->by && c->u.link[i].to == o->who)
			pushes = pushes || chance_missing(c, c->now, &c->u.link[i]) > 0;
	pushes = pushes || (chance_is_there(c, &c->now[o->by], c->now[o->who].lane, c->now[o->who].start) &&
			    chance_load_at(c, c->now, c->now[o->who].lane, c->now[o->who].start, PLAN_NO_BAR) >
				    c->p->lane[c->now[o->who].lane].capacity);
	REQUIRE(c, pushes || c->has_leads);
}

/* More than firm or planned again. */
static bool is_elsewhere(const struct chance *c, uint32_t v)
{
	struct plan_place same = c->now[v];

	same.status = c->base[v].status;
	return !plan_place_equal(&c->base[v], &same);
}

static void check_caused(struct chance *c, const struct plan_outcome *o)
{
	uint8_t flags = 0, together = 0, fresh = 0, lasting = PLAN_OFF_CALENDAR | PLAN_PAST;

	for (size_t i = 0; i < o->n_moved; i++) {
		flags |= flags_of(c, c->now, o->moved[i]);
		if (is_elsewhere(c, o->moved[i]))
			together |= flags_of(c, c->now, o->moved[i]) & (PLAN_OVERLOADED | PLAN_BROKEN);
		fresh |= flags_of(c, c->now, o->moved[i]) & (uint8_t)~flags_of(c, c->base, o->moved[i]);
	}
	REQUIRE(c, (o->caused & ~flags) == 0);
	/* An order that was late may have got another last bar that ends no later. */
	REQUIRE(c, (fresh & lasting & ~o->caused) == 0);
	/* As the database judges: whatever a bar that moved takes part in. */
	REQUIRE(c, (o->caused & (PLAN_OVERLOADED | PLAN_BROKEN)) == together);
}

static void check_times(struct chance *c, const struct plan_outcome *o)
{
	bool is_broken = false;

	for (size_t i = 0; i < o->conflicts.n_broken; i++)
		is_broken = is_broken || (c->now[o->conflicts.broken[i].from].status != PLAN_DONE &&
					  c->now[o->conflicts.broken[i].to].status != PLAN_DONE);
	for (uint32_t i = 0; i < c->p->n_bars; i++) {
		bool counts = c->now[i].lane != PLAN_NO_LANE && c->now[i].status != PLAN_DONE;

		if (!counts) {
			REQUIRE(c, o->times[i].slack == 0 && !o->times[i].critical);
			continue;
		}
		REQUIRE(c, o->times[i].es >= c->now[i].start);
		if (!is_broken)
			REQUIRE(c, o->times[i].es == c->now[i].start && o->times[i].ef == chance_end_of(c, &c->now[i]));
		if (o->times[i].ef < PLAN_NEVER)
			REQUIRE(c, o->times[i].slack >= 0 && o->times[i].critical == (o->times[i].slack == 0));
	}
}

static void check_play(struct chance *c, const struct plan_outcome *o)
{
	c->now = o->place;
	check_report(c, &o->conflicts);
	check_base(c, o);
	check_moved_list(c, o);
	check_manners(c, o);
	check_block(c, o);
	check_caused(c, o);
	check_times(c, o);
	if (c->g.mode == PLAN_CASCADE_NONE || o->block != PLAN_BLOCK_NONE || !chance_differs(c, c->g.bar))
		return;
	check_links(c);
	for (uint32_t l = 0; l < c->p->n_lanes; l++)
		check_lane(c, l);
	for (uint32_t i = 0; i < c->p->n_bars && c->g.mode == PLAN_CASCADE_PUSH; i++) {
		/* What comes after may stand before it: then others cannot know yet that it will leave. */
		if (i == c->g.bar || !chance_differs(c, i) || c->has_leads || !c->is_clean)
			continue;
		check_no_earlier(c, i);
		check_had_to_move(c, i);
	}
	if (c->g.mode == PLAN_CASCADE_CLOSE && c->is_clean && !c->has_leads && !pushes_into_overload(c))
		check_closed(c);
}

static void plays_keep_their_promises(void **state)
{
	size_t of_block[4] = { 0 }, n_moved = 0;

	for (unsigned int i = 0; i < PLANS; i++) {
		struct chance *c = mem_alloc(sizeof(*c));
		struct arena mem = { 0 };
		struct plan_outcome o;

		chance_start(c, SEED + i);
		plan_play(c->p, &c->g, &mem, &o);
		check_play(c, &o);
		of_block[o.block]++;
		n_moved += o.n_moved;
		arena_done(&mem);
		unit_plan_done(&c->u);
		free(c);
	}
	/* Chance must have met every case often. */
	assert_true(of_block[PLAN_BLOCK_NONE] > PLANS / 3);
	assert_true(of_block[PLAN_BLOCK_FIXED] > PLANS / 50);
	assert_true(of_block[PLAN_BLOCK_HELD] > PLANS / 50);
	assert_true(n_moved > PLANS);
}

/* ---- first fit ---- */

static bool is_fit(const struct chance *c, uint32_t bar, const struct plan_place *at, int direction)
{
	if (at->start < c->p->now || !chance_fits(c, c->base, bar, at))
		return false;
	for (size_t i = 0; i < c->u.n_links; i++) {
		const struct plan_link *l = &c->u.link[i];

		if (l->to == bar && c->base[l->from].lane != PLAN_NO_LANE &&
		    chance_end_of(c, &c->base[l->from]) + l->lag > at->start)
			return false;
		if (direction < 0 && l->from == bar && c->base[l->to].lane != PLAN_NO_LANE &&
		    at->end + l->lag > c->base[l->to].start)
			return false;
	}
	return true;
}

static bool find_fit(const struct chance *c, uint32_t bar, uint32_t lane, int64_t from, int direction,
		     struct plan_place *ret)
{
	for (int64_t s = from; s >= CHANCE_FIRST && s <= CHANCE_LAST; s += direction) {
		struct plan_place at = c->base[bar];

		at.lane = lane;
		if (!chance_put(c, &at, s) || at.start != s || !is_fit(c, bar, &at, direction))
			continue;
		*ret = at;
		return true;
	}
	return false;
}

static void first_fit_is_the_first(void **state)
{
	size_t found = 0;

	for (unsigned int i = 0; i < PLANS / 4; i++) {
		struct chance *c = mem_alloc(sizeof(*c));
		struct plan_place naive, fit;
		uint32_t bar, lane;
		int64_t from;
		int direction;

		chance_start(c, SEED + 100000 + i);
		bar = (uint32_t)chance_draw(c, (int)c->p->n_bars);
		lane = (uint32_t)chance_draw(c, (int)c->p->n_lanes);
		direction = chance_draw(c, 2) ? 1 : -1;
		from = chance_draw(c, 250);
		c->base[bar].status = PLAN_PLANNED;
		if (find_fit(c, bar, lane, from, direction, &naive)) {
			REQUIRE(c, plan_first_fit(c->p, c->base, bar, lane, from, direction, &fit));
			REQUIRE(c, plan_place_equal(&fit, &naive));
			found++;
		} else {
			REQUIRE(c, !plan_first_fit(c->p, c->base, bar, lane, from, direction, &fit) ||
					   fit.start > CHANCE_LAST - 100);
		}
		unit_plan_done(&c->u);
		free(c);
	}
	assert_true(found > PLANS / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plays_keep_their_promises),
		cmocka_unit_test(first_fit_is_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
