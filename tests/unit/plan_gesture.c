/*
 * One drag on a plan drawn by hand: who gives way, how far, and who must not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_plan.h"

struct scene {
	struct unit_plan u;
	uint32_t lane;
	struct plan_outcome o;
	struct arena mem;
};

static void start(struct scene *s, int64_t now, int capacity)
{
	memset(s, 0, sizeof(*s));
	unit_plan_start(&s->u, now);
	s->lane = unit_plan_lane(&s->u, capacity, NULL, 0);
}

static void drag_to(struct scene *s, uint32_t bar, uint32_t lane, int64_t to, enum plan_cascade mode)
{
	const struct plan *p = unit_plan_end(&s->u);
	struct plan_gesture g = unit_plan_gesture(p, bar, lane, to, mode);

	arena_done(&s->mem);
	plan_play(p, &g, &s->mem, &s->o);
}

static void drag(struct scene *s, uint32_t bar, int64_t to, enum plan_cascade mode)
{
	drag_to(s, bar, s->u.bar[bar].at.lane, to, mode);
}

static int64_t start_of(const struct scene *s, uint32_t bar)
{
	return s->o.place[bar].start;
}

static void assert_moved(const struct scene *s, size_t n)
{
	assert_int_equal(s->o.block, PLAN_BLOCK_NONE);
	assert_int_equal(s->o.n_moved, n);
}

static void assert_blocked(const struct scene *s, enum plan_block block, uint32_t who, uint32_t by)
{
	assert_int_equal(s->o.block, block);
	assert_int_equal(s->o.who, who);
	assert_int_equal(s->o.by, by);
}

static void end(struct scene *s)
{
	arena_done(&s->mem);
	unit_plan_done(&s->u);
}

/* ---- none ---- */

static void alone_only_the_held_bar_moves(void **state)
{
	struct scene s;
	uint32_t a, b, c;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 10, 10);
	c = unit_plan_bar(&s.u, s.lane, 20, 10);
	unit_plan_link(&s.u, a, c, 0);
	drag(&s, a, 15, PLAN_CASCADE_NONE);
	assert_moved(&s, 1);
	assert_int_equal(s.o.moved[0], a);
	assert_int_equal(start_of(&s, b), 10);
	assert_int_equal(s.o.caused, PLAN_OVERLOADED | PLAN_BROKEN);
	assert_int_equal(s.o.conflicts.n_overloads, 1);
	assert_int_equal(s.u.bar[a].at.start, 0); /* the base is as it was */
	end(&s);
}

/* ---- push ---- */

/* aaaa bbbb ..cccc dddd: a goes into b, b takes the gap, c and d stay. */
static void a_gap_takes_up_the_push(void **state)
{
	struct scene s;
	uint32_t a, b, c, d;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 10, 10);
	c = unit_plan_bar(&s.u, s.lane, 25, 10);
	d = unit_plan_bar(&s.u, s.lane, 35, 10);
	drag(&s, a, 3, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, b), 13);
	drag(&s, a, 7, PLAN_CASCADE_PUSH);
	assert_moved(&s, 4);
	assert_int_equal(s.o.moved[0], a);
	assert_int_equal(s.o.moved[3], d);
	assert_int_equal(start_of(&s, b), 17);
	assert_int_equal(start_of(&s, c), 27);
	assert_int_equal(start_of(&s, d), 37);
	assert_int_equal(s.o.caused, 0);
	end(&s);
}

/* Its successor has slack and stands; the one after a lag of 5 must go. */
static void successors_move_only_when_their_link_breaks(void **state)
{
	struct scene s;
	uint32_t a, near, far, last, other;

	start(&s, 0, 1);
	other = unit_plan_lane(&s.u, 9, NULL, 0);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	near = unit_plan_bar(&s.u, other, 15, 5);
	far = unit_plan_bar(&s.u, other, 40, 5);
	last = unit_plan_bar(&s.u, other, 21, 5);
	unit_plan_link(&s.u, a, near, 5);
	unit_plan_link(&s.u, a, far, 0);
	unit_plan_link(&s.u, near, last, -4);
	drag(&s, a, 4, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, near), 19);
	drag(&s, a, 10, PLAN_CASCADE_PUSH);
	assert_moved(&s, 3);
	assert_int_equal(start_of(&s, near), 25);
	assert_int_equal(start_of(&s, last), 26);
	assert_int_equal(start_of(&s, far), 40);
	end(&s);
}

/* Who stood before the held one stays under it, and that is told. */
static void who_came_first_stays(void **state)
{
	struct scene s;
	uint32_t a, b;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 50, 10);
	drag(&s, b, 5, PLAN_CASCADE_PUSH);
	assert_moved(&s, 1);
	assert_int_equal(start_of(&s, a), 0);
	assert_int_equal(s.o.caused, PLAN_OVERLOADED);
	drag(&s, b, 0, PLAN_CASCADE_PUSH); /* now a begins no earlier */
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, a), 10);
	assert_int_equal(s.o.caused, 0);
	end(&s);
}

/* Two places: of three that meet, the last waits for the first that ends. */
static void capacity_of_two_is_used_up(void **state)
{
	struct scene s;
	uint32_t a, b, c;

	start(&s, 0, 2);
	a = unit_plan_bar(&s.u, s.lane, 100, 30);
	b = unit_plan_bar(&s.u, s.lane, 10, 12);
	c = unit_plan_bar(&s.u, s.lane, 15, 10);
	drag(&s, a, 5, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, b), 10);
	assert_int_equal(start_of(&s, c), 22);
	end(&s);
}

/* Old sins of others are not healed, nor do they grow. */
static void what_is_not_touched_is_not_healed(void **state)
{
	struct scene s;
	uint32_t a, b, c, d;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 40, 10);
	c = unit_plan_bar(&s.u, s.lane, 45, 10);
	d = unit_plan_bar(&s.u, s.lane, 42, 5);
	unit_plan_link(&s.u, b, d, 0);
	drag(&s, a, 30, PLAN_CASCADE_PUSH);
	assert_moved(&s, 1);
	assert_int_equal(s.o.caused, 0);
	drag(&s, a, 31, PLAN_CASCADE_PUSH); /* touches b */
	assert_int_equal(start_of(&s, b), 41);
	assert_int_equal(start_of(&s, d), 51); /* d came from before c */
	assert_int_equal(start_of(&s, c), 56);
	end(&s);
}

/* Work goes on after the break; a bar of no work takes no room. */
static void pushed_bars_keep_to_their_calendar(void **state)
{
	static const struct plan_window shift[] = { { 0, 10 }, { 20, 30 }, { 40, 50 } };
	struct scene s;
	uint32_t lane, a, b, mark;

	start(&s, 0, 1);
	lane = unit_plan_lane(&s.u, 1, shift, 3);
	a = unit_plan_bar(&s.u, lane, 0, 5);
	b = unit_plan_bar(&s.u, lane, 5, 8);
	s.u.bar[b].at.end = 23;
	mark = unit_plan_bar(&s.u, lane, 6, 0);
	drag(&s, a, 4, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, b), 9);
	assert_int_equal(s.o.place[b].end, 27);
	assert_int_equal(start_of(&s, mark), 6);
	drag(&s, a, 22, PLAN_CASCADE_PUSH); /* b began before: it stays, one tick of both at once */
	assert_moved(&s, 1);
	drag(&s, a, 5, PLAN_CASCADE_PUSH); /* fills the first shift */
	assert_int_equal(start_of(&s, b), 20);
	assert_int_equal(s.o.place[b].end, 28);
	end(&s);
}

/* ---- who never moves ---- */

static void a_firm_bar_blocks(void **state)
{
	struct scene s;
	uint32_t a, b, firm;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 10, 10);
	firm = unit_plan_bar(&s.u, s.lane, 25, 10);
	s.u.bar[firm].at.status = PLAN_FIRM;
	drag(&s, a, 5, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	drag(&s, a, 6, PLAN_CASCADE_PUSH);
	assert_blocked(&s, PLAN_BLOCK_FIXED, firm, b);
	assert_int_equal(start_of(&s, b), 16); /* so far it came */
	assert_int_equal(start_of(&s, firm), 25);
	drag(&s, a, 26, PLAN_CASCADE_PUSH); /* the firm one began before */
	assert_int_equal(s.o.block, PLAN_BLOCK_NONE);
	assert_int_equal(s.o.caused, PLAN_OVERLOADED);
	end(&s);
}

static void a_running_successor_blocks(void **state)
{
	struct scene s;
	uint32_t a, b, other;

	start(&s, 12, 1);
	other = unit_plan_lane(&s.u, 1, NULL, 0);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, other, 10, 10);
	s.u.bar[b].at.status = PLAN_RUNNING;
	unit_plan_link(&s.u, a, b, 0);
	drag(&s, a, 1, PLAN_CASCADE_PUSH);
	assert_blocked(&s, PLAN_BLOCK_FIXED, b, a);
	end(&s);
}

static void predecessors_never_move(void **state)
{
	struct scene s;
	uint32_t a, b;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 20, 10);
	unit_plan_link(&s.u, a, b, 0);
	drag(&s, b, 5, PLAN_CASCADE_PUSH);
	assert_moved(&s, 1);
	assert_int_equal(s.o.caused, PLAN_BROKEN | PLAN_OVERLOADED);
	assert_int_equal(s.o.conflicts.broken[0].by, 5);
	s.u.bar[a].at = (struct plan_place){ .start = 8, .end = 18, .work = 10 };
	drag(&s, b, 5, PLAN_CASCADE_PUSH); /* a would have to give way */
	assert_blocked(&s, PLAN_BLOCK_FIXED, a, b);
	assert_int_equal(start_of(&s, a), 8);
	end(&s);
}

static void a_held_bar_that_is_fixed_is_only_pinned_or_unpinned(void **state)
{
	struct scene s;
	struct plan_gesture g = { .mode = PLAN_CASCADE_PUSH };
	const struct plan *p;

	start(&s, 0, 1);
	unit_plan_bar(&s.u, s.lane, 0, 10);
	s.u.bar[0].at.status = PLAN_FIRM;
	unit_plan_bar(&s.u, s.lane, 5, 10); /* an old overload */
	p = unit_plan_end(&s.u);
	g.to = p->bar[0].at;
	g.to.status = PLAN_PLANNED;
	plan_play(p, &g, &s.mem, &s.o);
	assert_moved(&s, 1);
	assert_int_equal(s.o.caused, 0);
	g.to.start = 1;
	plan_play(p, &g, &s.mem, &s.o);
	assert_blocked(&s, PLAN_BLOCK_HELD, 0, 0);
	assert_int_equal(s.o.n_moved, 0);
	s.u.bar[0].at.status = PLAN_RUNNING;
	g.to = p->bar[0].at;
	g.to.status = PLAN_PLANNED;
	plan_play(p, &g, &s.mem, &s.o);
	assert_blocked(&s, PLAN_BLOCK_HELD, 0, 0);
	end(&s);
}

static void a_calendar_that_ends_blocks(void **state)
{
	static const struct plan_window shift[] = { { 0, 30 } };
	struct scene s;
	uint32_t lane, a, b;

	start(&s, 0, 1);
	lane = unit_plan_lane(&s.u, 1, shift, 1);
	a = unit_plan_bar(&s.u, lane, 0, 10);
	b = unit_plan_bar(&s.u, lane, 15, 10);
	drag(&s, a, 10, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, b), 20);
	drag(&s, a, 11, PLAN_CASCADE_PUSH);
	assert_blocked(&s, PLAN_BLOCK_CALENDAR, b, a);
	assert_int_equal(start_of(&s, b), 15);
	end(&s);
}

/* ---- keep ---- */

/* All that follows goes along by 6 ticks of work; gaps stay; b is before the held one and stays. */
static void keep_takes_all_that_follows_along(void **state)
{
	static const struct plan_window shift[] = { { 0, 10 }, { 20, 100 } };
	struct scene s;
	uint32_t other, before, a, later, heir, heir2;

	start(&s, 0, 1);
	other = unit_plan_lane(&s.u, 1, shift, 2);
	before = unit_plan_bar(&s.u, s.lane, 0, 5);
	a = unit_plan_bar(&s.u, s.lane, 5, 5);
	later = unit_plan_bar(&s.u, s.lane, 30, 5);
	heir = unit_plan_bar(&s.u, other, 8, 2);
	heir2 = unit_plan_bar(&s.u, other, 40, 2);
	s.u.bar[heir].at.start = 22;
	s.u.bar[heir].at.end = 24;
	unit_plan_link(&s.u, a, heir, 0);
	unit_plan_link(&s.u, heir, heir2, 0);
	drag(&s, a, 11, PLAN_CASCADE_KEEP);
	assert_moved(&s, 4);
	assert_int_equal(start_of(&s, before), 0);
	assert_int_equal(start_of(&s, later), 36);
	assert_int_equal(start_of(&s, heir), 28);
	assert_int_equal(start_of(&s, heir2), 46);
	end(&s);
}

/* Back by 20: one stops at now, one at another predecessor, one at a bar of its lane. */
static void keep_goes_back_no_further_than_it_may(void **state)
{
	struct scene s;
	uint32_t other, a, b, c, d, wall, guest;

	start(&s, 15, 1);
	other = unit_plan_lane(&s.u, 1, NULL, 0);
	a = unit_plan_bar(&s.u, s.lane, 40, 5);
	b = unit_plan_bar(&s.u, s.lane, 45, 5);
	guest = unit_plan_bar(&s.u, other, 30, 20);
	c = unit_plan_bar(&s.u, s.lane, 55, 5);
	wall = unit_plan_bar(&s.u, other, 60, 8);
	d = unit_plan_bar(&s.u, other, 75, 5);
	unit_plan_link(&s.u, guest, c, 0);
	unit_plan_link(&s.u, a, d, 0);
	drag(&s, a, 20, PLAN_CASCADE_KEEP);
	assert_moved(&s, 4);
	assert_int_equal(start_of(&s, b), 25);
	assert_int_equal(start_of(&s, c), 50);
	assert_int_equal(start_of(&s, d), 55); /* before the wall */
	assert_int_equal(start_of(&s, wall), 60);
	drag(&s, a, 0, PLAN_CASCADE_KEEP);
	assert_int_equal(start_of(&s, b), 15);
	assert_int_equal(s.o.caused, PLAN_PAST); /* the held one itself */
	s.u.bar[wall].at.start = 54;
	drag(&s, a, 20, PLAN_CASCADE_KEEP);
	assert_int_equal(start_of(&s, d), 68); /* behind it */
	end(&s);
}

/* On another lane: later bars of the new one move by as much, those of the old one stay. */
static void keep_on_another_lane(void **state)
{
	struct scene s;
	uint32_t other, a, left, early, late;

	start(&s, 0, 1);
	other = unit_plan_lane(&s.u, 1, NULL, 0);
	a = unit_plan_bar(&s.u, s.lane, 10, 5);
	left = unit_plan_bar(&s.u, s.lane, 15, 5);
	early = unit_plan_bar(&s.u, other, 0, 5);
	late = unit_plan_bar(&s.u, other, 22, 5);
	drag_to(&s, a, other, 13, PLAN_CASCADE_KEEP);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, left), 15);
	assert_int_equal(start_of(&s, early), 0);
	assert_int_equal(start_of(&s, late), 25);
	end(&s);
}

/* ---- close ---- */

static void close_leaves_no_gap_behind(void **state)
{
	struct scene s;
	uint32_t other, a, b, c, heir, elsewhere, firm;

	start(&s, 5, 1);
	other = unit_plan_lane(&s.u, 1, NULL, 0);
	a = unit_plan_bar(&s.u, s.lane, 20, 10);
	b = unit_plan_bar(&s.u, s.lane, 40, 10);
	c = unit_plan_bar(&s.u, s.lane, 60, 10);
	firm = unit_plan_bar(&s.u, s.lane, 80, 10);
	heir = unit_plan_bar(&s.u, other, 70, 10);
	elsewhere = unit_plan_bar(&s.u, other, 90, 10);
	s.u.bar[firm].at.status = PLAN_FIRM;
	unit_plan_link(&s.u, a, heir, 2);
	drag(&s, a, 10, PLAN_CASCADE_CLOSE);
	assert_moved(&s, 4);
	assert_int_equal(start_of(&s, b), 20);
	assert_int_equal(start_of(&s, c), 30);
	assert_int_equal(start_of(&s, heir), 22);
	assert_int_equal(start_of(&s, elsewhere), 90);
	assert_int_equal(start_of(&s, firm), 80);
	drag_to(&s, a, other, 70, PLAN_CASCADE_CLOSE); /* leaves its lane: that closes up from now on */
	assert_int_equal(start_of(&s, b), 5);
	assert_int_equal(start_of(&s, c), 15);
	assert_int_equal(start_of(&s, heir), 82);
	assert_int_equal(start_of(&s, elsewhere), 5); /* follows on that lane, and nothing holds it */
	end(&s);
}

/* ---- the tray ---- */

static void from_the_tray_and_back(void **state)
{
	struct scene s;
	struct plan_gesture g = { .mode = PLAN_CASCADE_PUSH };
	uint32_t a, b;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, PLAN_NO_LANE, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 5, 10);
	unit_plan_link(&s.u, a, b, 0);
	drag_to(&s, a, s.lane, 2, PLAN_CASCADE_PUSH);
	assert_moved(&s, 2);
	assert_int_equal(start_of(&s, b), 12);
	s.u.bar[a].at = s.o.place[a];
	g.to = s.u.bar[a].at;
	g.to.lane = PLAN_NO_LANE;
	plan_play(&s.u.plan, &g, &s.mem, &s.o);
	assert_moved(&s, 1);
	assert_int_equal(start_of(&s, b), 5);
	assert_int_equal(s.o.conflicts.n_broken, 0);
	end(&s);
}

/* ---- what it is answerable for ---- */

static void caused_is_what_takes_part_and_what_got_worse(void **state)
{
	struct scene s;
	uint32_t a, b;

	start(&s, 0, 1);
	a = unit_plan_bar(&s.u, s.lane, 0, 10);
	b = unit_plan_bar(&s.u, s.lane, 5, 10);
	s.u.bar[b].due = 12;
	drag(&s, b, 7, PLAN_CASCADE_NONE); /* later; and as in the database any overlap counts */
	assert_int_equal(s.o.caused, PLAN_LATE | PLAN_OVERLOADED);
	drag(&s, b, 3, PLAN_CASCADE_NONE); /* still late but less so */
	assert_int_equal(s.o.caused, PLAN_OVERLOADED);
	drag(&s, b, 12, PLAN_CASCADE_NONE);
	assert_int_equal(s.o.caused, PLAN_LATE);
	drag(&s, a, 1, PLAN_CASCADE_PUSH);
	assert_int_equal(start_of(&s, b), 11);
	assert_int_equal(s.o.caused, PLAN_LATE);
	end(&s);
}

/* ---- times ---- */

/* a - b is as long as c: all of them critical; d may slip by 3, e is done, f waits. */
static void times_count_from_where_bars_stand(void **state)
{
	struct scene s;
	uint32_t a, b, c, d, e, f;

	start(&s, 0, 9);
	a = unit_plan_bar(&s.u, s.lane, 10, 10);
	b = unit_plan_bar(&s.u, s.lane, 20, 10);
	c = unit_plan_bar(&s.u, s.lane, 10, 20);
	d = unit_plan_bar(&s.u, s.lane, 12, 5);
	e = unit_plan_bar(&s.u, s.lane, 0, 90);
	f = unit_plan_bar(&s.u, PLAN_NO_LANE, 0, 500);
	s.u.bar[e].at.status = PLAN_DONE;
	unit_plan_link(&s.u, a, b, 0);
	unit_plan_link(&s.u, d, b, 0);
	unit_plan_link(&s.u, e, b, 0);
	unit_plan_link(&s.u, f, b, 0);
	drag(&s, a, 10, PLAN_CASCADE_NONE);
	assert_moved(&s, 0);
	assert_true(s.o.times[a].critical && s.o.times[b].critical && s.o.times[c].critical);
	assert_false(s.o.times[d].critical || s.o.times[e].critical || s.o.times[f].critical);
	assert_int_equal(s.o.times[d].slack, 3);
	assert_int_equal(s.o.times[b].ef, 30);
	end(&s);
}

/* ---- first fit ---- */

static void first_fit_looks_forward_and_back(void **state)
{
	struct scene s;
	struct plan_place fit;
	const struct plan *p;
	uint32_t a, before, after;

	start(&s, 5, 1);
	a = unit_plan_bar(&s.u, PLAN_NO_LANE, 0, 10);
	before = unit_plan_bar(&s.u, s.lane, 0, 12);
	unit_plan_bar(&s.u, s.lane, 20, 10);
	unit_plan_bar(&s.u, s.lane, 45, 10);
	after = unit_plan_bar(&s.u, s.lane, 80, 10);
	unit_plan_link(&s.u, before, a, 0);
	unit_plan_link(&s.u, a, after, 5);
	p = unit_plan_end(&s.u);
	assert_true(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 0, 1, &fit));
	assert_int_equal(fit.start, 30);
	assert_int_equal(fit.end, 40);
	assert_int_equal(fit.lane, s.lane);
	assert_true(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 200, -1, &fit));
	assert_int_equal(fit.start, 65); /* 5 before what comes after */
	assert_true(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 60, -1, &fit));
	assert_int_equal(fit.start, 60);
	assert_true(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 54, -1, &fit));
	assert_int_equal(fit.start, 35);
	assert_false(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 29, -1, &fit));
	assert_true(plan_first_fit(p, plan_draft(p, &s.mem), a, s.lane, 60, 1, &fit));
	assert_int_equal(fit.start, 60);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone_only_the_held_bar_moves),
		cmocka_unit_test(a_gap_takes_up_the_push),
		cmocka_unit_test(successors_move_only_when_their_link_breaks),
		cmocka_unit_test(who_came_first_stays),
		cmocka_unit_test(capacity_of_two_is_used_up),
		cmocka_unit_test(what_is_not_touched_is_not_healed),
		cmocka_unit_test(pushed_bars_keep_to_their_calendar),
		cmocka_unit_test(a_firm_bar_blocks),
		cmocka_unit_test(a_running_successor_blocks),
		cmocka_unit_test(predecessors_never_move),
		cmocka_unit_test(a_held_bar_that_is_fixed_is_only_pinned_or_unpinned),
		cmocka_unit_test(a_calendar_that_ends_blocks),
		cmocka_unit_test(keep_takes_all_that_follows_along),
		cmocka_unit_test(keep_goes_back_no_further_than_it_may),
		cmocka_unit_test(keep_on_another_lane),
		cmocka_unit_test(close_leaves_no_gap_behind),
		cmocka_unit_test(from_the_tray_and_back),
		cmocka_unit_test(caused_is_what_takes_part_and_what_got_worse),
		cmocka_unit_test(times_count_from_where_bars_stand),
		cmocka_unit_test(first_fit_looks_forward_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
