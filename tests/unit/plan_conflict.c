/*
 * What is wrong with a plan: worked examples of overloads, links and flags.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/unit_plan.h"

struct report {
	struct unit_plan u;
	struct plan_conflicts c;
};

static void judge(struct report *r)
{
	const struct plan *p = unit_plan_end(&r->u);

	plan_conflicts(p, plan_draft(p, &r->u.mem), &r->u.mem, &r->c);
}

static void assert_overload(const struct report *r, size_t i, int64_t from, int64_t to, int load, size_t n)
{
	assert_true(i < r->c.n_overloads);
	assert_int_equal(r->c.overload[i].from, from);
	assert_int_equal(r->c.overload[i].to, to);
	assert_int_equal(r->c.overload[i].load, load);
	assert_int_equal(r->c.overload[i].n, n);
}

static void back_to_back_is_no_conflict(void **state)
{
	struct report r = { 0 };
	uint32_t lane;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 1, NULL, 0);
	unit_plan_bar(&r.u, lane, 10, 10);
	unit_plan_bar(&r.u, lane, 0, 10);
	unit_plan_bar(&r.u, lane, 20, 5);
	judge(&r);
	assert_int_equal(r.c.n_overloads, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(r.c.flags[i], 0);
	unit_plan_done(&r.u);
}

/*
 *  0    5    10   15   20        capacity 1
 *  AAAAAAAAAA
 *       BBBBBBBBBBB
 *            CCCCCC               comes when A goes: one interval, 2 at most
 */
static void overloads_are_as_long_as_they_can_be(void **state)
{
	struct report r = { 0 };
	uint32_t lane, a, b, c;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 1, NULL, 0);
	b = unit_plan_bar(&r.u, lane, 5, 11);
	a = unit_plan_bar(&r.u, lane, 0, 10);
	c = unit_plan_bar(&r.u, lane, 10, 6);
	unit_plan_bar(&r.u, lane, 16, 4);
	judge(&r);
	assert_int_equal(r.c.n_overloads, 1);
	assert_overload(&r, 0, 5, 16, 2, 3);
	assert_int_equal(r.c.overload[0].bar[0], a);
	assert_int_equal(r.c.overload[0].bar[1], b);
	assert_int_equal(r.c.overload[0].bar[2], c);
	assert_int_equal(r.c.flags[a], PLAN_OVERLOADED);
	assert_int_equal(r.c.flags[3], 0);
	unit_plan_done(&r.u);
}

/* Pairs overlap all the time, yet two are never exceeded until the fourth comes. */
static void capacity_is_counted_not_paired(void **state)
{
	struct report r = { 0 };
	uint32_t lane;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 2, NULL, 0);
	unit_plan_bar(&r.u, lane, 0, 30);
	unit_plan_bar(&r.u, lane, 0, 10);
	unit_plan_bar(&r.u, lane, 10, 10);
	unit_plan_bar(&r.u, lane, 20, 10);
	judge(&r);
	assert_int_equal(r.c.n_overloads, 0);
	unit_plan_done(&r.u);
}

/* Two overloads of one lane, with a bar that is in both; the one that starts as the first ends is in none. */
static void two_overloads_share_a_member(void **state)
{
	struct report r = { 0 };
	uint32_t lane, after;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 2, NULL, 0);
	unit_plan_bar(&r.u, lane, 0, 100);
	unit_plan_bar(&r.u, lane, 10, 10);
	unit_plan_bar(&r.u, lane, 12, 8);
	after = unit_plan_bar(&r.u, lane, 20, 20);
	unit_plan_bar(&r.u, lane, 50, 10);
	unit_plan_bar(&r.u, lane, 50, 5);
	unit_plan_bar(&r.u, lane, 52, 2);
	judge(&r);
	assert_int_equal(r.c.n_overloads, 2);
	assert_overload(&r, 0, 12, 20, 3, 3);
	assert_overload(&r, 1, 50, 55, 4, 4);
	assert_int_equal(r.c.flags[after], 0);
	unit_plan_done(&r.u);
}

static void done_bars_load_nothing_and_running_ones_last_until_now(void **state)
{
	struct report r = { 0 };
	uint32_t lane, done, running, next;

	unit_plan_start(&r.u, 30);
	lane = unit_plan_lane(&r.u, 1, NULL, 0);
	done = unit_plan_bar(&r.u, lane, 0, 20);
	running = unit_plan_bar(&r.u, lane, 10, 15);
	next = unit_plan_bar(&r.u, lane, 25, 10);
	r.u.bar[done].at.status = PLAN_DONE;
	r.u.bar[running].at.status = PLAN_RUNNING;
	judge(&r);
	assert_int_equal(r.c.n_overloads, 1);
	assert_overload(&r, 0, 25, 30, 2, 2);
	assert_int_equal(r.c.flags[done], 0);
	assert_int_equal(r.c.flags[running], PLAN_OVERLOADED);
	assert_int_equal(r.c.flags[next], PLAN_OVERLOADED | PLAN_PAST);
	unit_plan_done(&r.u);
}

static void bars_of_no_length_load_nothing(void **state)
{
	struct report r = { 0 };
	uint32_t lane;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 1, NULL, 0);
	unit_plan_bar(&r.u, lane, 0, 10);
	unit_plan_bar(&r.u, lane, 5, 0);
	unit_plan_bar(&r.u, lane, 5, 0);
	judge(&r);
	assert_int_equal(r.c.n_overloads, 0);
	unit_plan_done(&r.u);
}

static void links_are_broken_by_what_is_missing(void **state)
{
	struct report r = { 0 };
	uint32_t lane, a, b, c, tray;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 9, NULL, 0);
	a = unit_plan_bar(&r.u, lane, 0, 10);
	b = unit_plan_bar(&r.u, lane, 8, 10);
	c = unit_plan_bar(&r.u, lane, 10, 10);
	tray = unit_plan_bar(&r.u, PLAN_NO_LANE, 0, 10);
	unit_plan_link(&r.u, a, c, 1);
	unit_plan_link(&r.u, a, b, -2); /* a lead that holds */
	unit_plan_link(&r.u, a, tray, 0);
	unit_plan_link(&r.u, tray, c, 500);
	unit_plan_link(&r.u, b, c, 0);
	judge(&r);
	assert_int_equal(r.c.n_broken, 2);
	assert_int_equal(r.c.broken[0].from, a);
	assert_int_equal(r.c.broken[0].to, c);
	assert_int_equal(r.c.broken[0].by, 1);
	assert_int_equal(r.c.broken[1].from, b);
	assert_int_equal(r.c.broken[1].by, 8);
	assert_int_equal(r.c.flags[a] & r.c.flags[b] & r.c.flags[c], PLAN_BROKEN);
	assert_int_equal(r.c.flags[tray], 0);
	unit_plan_done(&r.u);
}

static void off_calendar_is_start_or_work_or_overtime(void **state)
{
	static const struct plan_window shift[] = { { 0, 10 }, { 20, 30 } };
	struct report r = { 0 };
	uint32_t lane, across, early, short_of, over, fits;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 9, shift, 2);
	fits = unit_plan_bar(&r.u, lane, 0, 10);
	across = unit_plan_bar(&r.u, lane, 5, 10);
	r.u.bar[across].at.end = 25;
	early = unit_plan_bar(&r.u, lane, 19, 2);
	r.u.bar[early].at.end = 22;
	short_of = unit_plan_bar(&r.u, lane, 8, 4); /* 2 of 4 */
	over = unit_plan_bar(&r.u, lane, 2, 3);
	r.u.bar[over].at.overtime = true;
	judge(&r);
	assert_int_equal(r.c.flags[fits], 0);
	assert_int_equal(r.c.flags[across], 0);
	assert_int_equal(r.c.flags[early], PLAN_OFF_CALENDAR);
	assert_int_equal(r.c.flags[short_of], PLAN_OFF_CALENDAR);
	assert_int_equal(r.c.flags[over], PLAN_OFF_CALENDAR);
	unit_plan_done(&r.u);
}

static void late_is_the_last_booked_bar_of_an_order(void **state)
{
	struct report r = { 0 };
	uint32_t lane, first, last, tray, done;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 9, NULL, 0);
	first = unit_plan_bar(&r.u, lane, 40, 10);
	last = unit_plan_bar(&r.u, lane, 50, 10);
	tray = unit_plan_bar(&r.u, PLAN_NO_LANE, 900, 10);
	done = unit_plan_bar(&r.u, lane, 50, 10);
	for (size_t i = 0; i < 3; i++) {
		r.u.bar[i].order = 7;
		r.u.bar[i].due = 45;
	}
	r.u.bar[done].due = 60; /* ends then: in time */
	r.u.bar[done].at.status = PLAN_DONE;
	judge(&r);
	assert_int_equal(r.c.flags[first], 0);
	assert_int_equal(r.c.flags[last], PLAN_LATE);
	assert_int_equal(r.c.flags[tray], 0);
	assert_int_equal(r.c.flags[done], 0);
	r.u.bar[done].due = 59;
	judge(&r);
	assert_int_equal(r.c.flags[done], PLAN_LATE);
	unit_plan_done(&r.u);
}

static void only_some_lanes_can_make_it(void **state)
{
	static const uint32_t can[] = { 0, 2 };
	struct report r = { 0 };
	uint32_t here, there;

	unit_plan_start(&r.u, 0);
	for (size_t i = 0; i < 3; i++)
		unit_plan_lane(&r.u, 9, NULL, 0);
	here = unit_plan_bar(&r.u, 2, 0, 5);
	there = unit_plan_bar(&r.u, 1, 0, 5);
	for (size_t i = 0; i < 2; i++) {
		r.u.bar[i].lanes = can;
		r.u.bar[i].n_lanes = 2;
	}
	judge(&r);
	assert_int_equal(r.c.flags[here], 0);
	assert_int_equal(r.c.flags[there], PLAN_WRONG_LANE);
	unit_plan_done(&r.u);
}

/* 20 of 40 working minutes of two places, and twice as much after that. */
static void load_is_booked_share_of_working_time(void **state)
{
	static const struct plan_window shift[] = { { 0, 20 }, { 30, 50 } };
	struct report r = { 0 };
	const struct plan *p;
	struct plan_place *place;
	uint32_t lane;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 2, shift, 2);
	unit_plan_bar(&r.u, lane, 10, 20);
	r.u.bar[0].at.end = 40;
	unit_plan_bar(&r.u, lane, 10, 20);
	r.u.bar[1].at = r.u.bar[0].at;
	p = unit_plan_end(&r.u);
	place = plan_draft(p, &r.u.mem);
	assert_int_equal(plan_lane_load(p, place, lane, 0, 50), 50);
	assert_int_equal(plan_lane_load(p, place, lane, 10, 40), 100);
	assert_int_equal(plan_lane_load(p, place, lane, 20, 30), 0); /* does not work then */
	assert_int_equal(plan_lane_load(p, place, lane, 45, 50), 0);
	place[1].status = PLAN_DONE;
	assert_int_equal(plan_lane_load(p, place, lane, 0, 50), 25);
	unit_plan_done(&r.u);
}

static void bars_are_put_into_the_calendar_of_their_lane(void **state)
{
	static const struct plan_window shift[] = { { 0, 10 }, { 20, 30 } };
	struct report r = { 0 };
	const struct plan *p;
	struct plan_place at, kept;
	uint32_t lane;

	unit_plan_start(&r.u, 0);
	lane = unit_plan_lane(&r.u, 1, shift, 2);
	unit_plan_bar(&r.u, lane, 0, 12);
	p = unit_plan_end(&r.u);
	kept = at = p->bar[0].at;
	assert_true(plan_put(p, &at, lane, 4));
	assert_int_equal(at.start, 4);
	assert_int_equal(at.end, 26);
	assert_false(plan_put(p, &at, lane, 15)); /* 10 left of 12 */
	assert_int_equal(at.end, 26);
	at.work = 5;
	assert_true(plan_put(p, &at, lane, 15));
	assert_int_equal(at.start, 20);
	assert_true(plan_put_back(p, &at, lane, 15));
	assert_int_equal(at.start, 9);
	assert_int_equal(at.end, 24);
	at.overtime = true;
	assert_true(plan_put(p, &at, lane, 15));
	assert_int_equal(at.end, 20);
	assert_false(plan_place_equal(&at, &kept));
	unit_plan_done(&r.u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(back_to_back_is_no_conflict),
		cmocka_unit_test(overloads_are_as_long_as_they_can_be),
		cmocka_unit_test(capacity_is_counted_not_paired),
		cmocka_unit_test(two_overloads_share_a_member),
		cmocka_unit_test(done_bars_load_nothing_and_running_ones_last_until_now),
		cmocka_unit_test(bars_of_no_length_load_nothing),
		cmocka_unit_test(links_are_broken_by_what_is_missing),
		cmocka_unit_test(off_calendar_is_start_or_work_or_overtime),
		cmocka_unit_test(late_is_the_last_booked_bar_of_an_order),
		cmocka_unit_test(only_some_lanes_can_make_it),
		cmocka_unit_test(load_is_booked_share_of_working_time),
		cmocka_unit_test(bars_are_put_into_the_calendar_of_their_lane),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
