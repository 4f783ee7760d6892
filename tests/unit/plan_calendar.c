/*
 * Working time: every edge by hand, the nights when the clocks change, and random calendars against counting ticks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/plan/calendar.h"
#include "support/unit_random.h"

static const struct plan_window two[] = { { 10, 20 }, { 30, 35 } };

static void make(struct arena *mem, const struct plan_window *open, size_t n_open, const struct plan_window *closed,
		 size_t n_closed, struct plan_calendar *ret)
{
	*mem = (struct arena){ 0 };
	plan_calendar_make(mem, open, n_open, closed, n_closed, ret);
}

static void expect_windows(const struct plan_calendar *c, const struct plan_window *expected, size_t n)
{
	int64_t before = 0;

	assert_int_equal(c->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(c->window[i].start, expected[i].start);
		assert_int_equal(c->window[i].end, expected[i].end);
		assert_int_equal(c->before[i], before);
		before += expected[i].end - expected[i].start;
	}
	assert_int_equal(c->before[n], before);
}

/* ---- make ---- */

static void joins_what_overlaps_and_touches(void **state)
{
	const struct plan_window open[] = { { 30, 40 }, { 0, 10 },  { 10, 15 }, { 5, 12 },
					    { 50, 50 }, { 70, 60 }, { 32, 35 } };
	const struct plan_window expected[] = { { 0, 15 }, { 30, 40 } };
	struct plan_calendar c;
	struct arena mem;

	make(&mem, open, 7, NULL, 0, &c);
	assert_false(c.round_the_clock);
	expect_windows(&c, expected, 2);
	arena_done(&mem);
}

static void takes_closed_time_away(void **state)
{
	const struct plan_window open[] = { { 0, 100 }, { 200, 300 }, { 400, 410 } };
	const struct plan_window closed[] = {
		{ 20, 30 }, { 25, 40 }, { 90, 210 }, { 300, 350 }, { 399, 411 }, { 7, 7 }
	};
	const struct plan_window expected[] = { { 0, 20 }, { 40, 90 }, { 210, 300 } };
	struct plan_calendar c;
	struct arena mem;

	make(&mem, open, 3, closed, 6, &c);
	expect_windows(&c, expected, 3);
	arena_done(&mem);
}

static void a_closing_that_touches_takes_nothing(void **state)
{
	const struct plan_window open[] = { { 10, 20 } };
	const struct plan_window closed[] = { { 0, 10 }, { 20, 30 } };
	struct plan_calendar c;
	struct arena mem;

	make(&mem, open, 1, closed, 2, &c);
	expect_windows(&c, open, 1);
	arena_done(&mem);
}

/* ---- ask ---- */

static void windows_are_half_open(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, two, 2, NULL, 0, &c);
	assert_false(plan_calendar_is_open(&c, 9));
	assert_true(plan_calendar_is_open(&c, 10));
	assert_true(plan_calendar_is_open(&c, 19));
	assert_false(plan_calendar_is_open(&c, 20));
	assert_false(plan_calendar_is_open(&c, 29));
	assert_true(plan_calendar_is_open(&c, 34));
	assert_false(plan_calendar_is_open(&c, 35));
	assert_false(plan_calendar_is_open(&c, PLAN_NEVER));
	assert_false(plan_calendar_is_open(&c, PLAN_ALWAYS));
	arena_done(&mem);
}

static void finds_the_next_and_the_last_working_instant(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, two, 2, NULL, 0, &c);
	assert_int_equal(plan_calendar_next(&c, PLAN_ALWAYS), 10);
	assert_int_equal(plan_calendar_next(&c, 10), 10);
	assert_int_equal(plan_calendar_next(&c, 19), 19);
	assert_int_equal(plan_calendar_next(&c, 20), 30);
	assert_int_equal(plan_calendar_next(&c, 35), PLAN_NEVER);
	assert_int_equal(plan_calendar_next(&c, PLAN_NEVER), PLAN_NEVER);
	assert_int_equal(plan_calendar_back(&c, PLAN_NEVER), 34);
	assert_int_equal(plan_calendar_back(&c, 35), 34);
	assert_int_equal(plan_calendar_back(&c, 30), 30);
	assert_int_equal(plan_calendar_back(&c, 29), 19);
	assert_int_equal(plan_calendar_back(&c, 20), 19);
	assert_int_equal(plan_calendar_back(&c, 9), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_back(&c, PLAN_ALWAYS), PLAN_ALWAYS);
	arena_done(&mem);
}

static void adds_work(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, two, 2, NULL, 0, &c);
	assert_int_equal(plan_calendar_add(&c, 10, 9), 19);
	assert_int_equal(plan_calendar_add(&c, 10, 10), 20); /* fills the window: ends with it */
	assert_int_equal(plan_calendar_add(&c, 10, 11), 31);
	assert_int_equal(plan_calendar_add(&c, 20, 1), 31); /* begins where a window ends */
	assert_int_equal(plan_calendar_add(&c, 25, 5), 35);
	assert_int_equal(plan_calendar_add(&c, 0, 15), 35);
	assert_int_equal(plan_calendar_add(&c, PLAN_ALWAYS, 15), 35);
	assert_int_equal(plan_calendar_add(&c, 0, 16), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(&c, 35, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(&c, 12, INT64_MAX), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(&c, PLAN_NEVER, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(&c, 25, 0), 25);
	arena_done(&mem);
}

static void takes_work_back(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, two, 2, NULL, 0, &c);
	assert_int_equal(plan_calendar_sub(&c, 35, 4), 31);
	assert_int_equal(plan_calendar_sub(&c, 35, 5), 30); /* the last instant, not the end of the window before */
	assert_int_equal(plan_calendar_sub(&c, 35, 6), 19);
	assert_int_equal(plan_calendar_sub(&c, 30, 1), 19); /* ends where a window begins */
	assert_int_equal(plan_calendar_sub(&c, 25, 10), 10);
	assert_int_equal(plan_calendar_sub(&c, PLAN_NEVER, 15), 10);
	assert_int_equal(plan_calendar_sub(&c, 100, 16), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_sub(&c, 10, 1), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_sub(&c, 12, INT64_MAX), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_sub(&c, PLAN_ALWAYS, 1), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_sub(&c, 25, 0), 25);
	arena_done(&mem);
}

static void counts_work_between(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, two, 2, NULL, 0, &c);
	assert_int_equal(plan_calendar_between(&c, PLAN_ALWAYS, PLAN_NEVER), 15);
	assert_int_equal(plan_calendar_between(&c, 15, 32), 7);
	assert_int_equal(plan_calendar_between(&c, 32, 15), -7);
	assert_int_equal(plan_calendar_between(&c, 20, 30), 0);
	arena_done(&mem);
}

static void an_empty_calendar_never_works(void **state)
{
	struct plan_calendar c;
	struct arena mem;

	make(&mem, NULL, 0, NULL, 0, &c);
	assert_false(plan_calendar_is_open(&c, 0));
	assert_int_equal(plan_calendar_next(&c, 0), PLAN_NEVER);
	assert_int_equal(plan_calendar_back(&c, 0), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_add(&c, 5, 0), 5);
	assert_int_equal(plan_calendar_add(&c, 5, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_sub(&c, 5, 0), 5);
	assert_int_equal(plan_calendar_sub(&c, 5, 1), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_between(&c, PLAN_ALWAYS, PLAN_NEVER), 0);
	arena_done(&mem);
}

static void check_always(const struct plan_calendar *c)
{
	assert_true(plan_calendar_is_open(c, -1));
	assert_int_equal(plan_calendar_next(c, -7), -7);
	assert_int_equal(plan_calendar_back(c, -7), -7);
	assert_int_equal(plan_calendar_add(c, -7, 10), 3);
	assert_int_equal(plan_calendar_sub(c, 3, 10), -7);
	assert_int_equal(plan_calendar_between(c, -7, 3), 10);
	assert_int_equal(plan_calendar_between(c, 3, -7), -10);
	assert_int_equal(plan_calendar_between(c, INT64_MIN, INT64_MAX), 2 * PLAN_NEVER);
	assert_int_equal(plan_calendar_add(c, PLAN_NEVER, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(c, PLAN_ALWAYS, 1), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_add(c, 0, INT64_MAX), PLAN_NEVER);
	assert_int_equal(plan_calendar_add(c, INT64_MAX, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_sub(c, PLAN_NEVER, 1), PLAN_NEVER);
	assert_int_equal(plan_calendar_sub(c, PLAN_ALWAYS, 1), PLAN_ALWAYS);
	assert_int_equal(plan_calendar_sub(c, 0, INT64_MAX), PLAN_ALWAYS);
}

static void round_the_clock_is_plain_time(void **state)
{
	struct plan_calendar c;

	plan_calendar_always(&c);
	check_always(&c);
	check_always(NULL);
}

static void a_window_may_reach_the_end_of_time(void **state)
{
	const struct plan_window open[] = { { INT64_MIN, INT64_MAX } }, closed[] = { { 0, 10 } };
	struct plan_calendar c;
	struct arena mem;

	make(&mem, open, 1, closed, 1, &c);
	assert_int_equal(c.window[1].end, PLAN_NEVER);
	assert_int_equal(plan_calendar_add(&c, -5, 10), 15);
	assert_int_equal(plan_calendar_sub(&c, 15, 10), -5);
	assert_int_equal(plan_calendar_between(&c, -5, 15), 10);
	assert_int_equal(plan_calendar_add(&c, 0, INT64_MAX), PLAN_NEVER);
	arena_done(&mem);
}

/* ---- the clocks change: a night shift from 22 to 6 in Rome, as instants ---- */

static int64_t utc(int year, int month, int day, int hour)
{
	struct tm t = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour };

	return (int64_t)timegm(&t);
}

static void check_night(int64_t start, int64_t end, int minutes, int64_t next_start)
{
	const struct plan_window nights[] = { { start, end }, { next_start, next_start + 8 * 3600 } };
	struct plan_calendar c;
	struct arena mem;

	make(&mem, nights, 2, NULL, 0, &c);
	assert_int_equal(plan_calendar_between(&c, start, end), minutes * 60);
	assert_int_equal(plan_calendar_add(&c, start, minutes * 60), end);
	assert_int_equal(plan_calendar_sub(&c, end, minutes * 60), start);
	assert_int_equal(plan_calendar_add(&c, start, (minutes + 60) * 60), next_start + 3600);
	assert_int_equal(plan_calendar_sub(&c, next_start + 3600, (minutes + 60) * 60), start);
	arena_done(&mem);
}

static void a_night_in_march_has_seven_hours(void **state)
{
	/* 28 March 22:00 +01 .. 29 March 06:00 +02, the next from 22:00 +02 */
	check_night(utc(2026, 3, 28, 21), utc(2026, 3, 29, 4), 420, utc(2026, 3, 29, 20));
}

static void a_night_in_october_has_nine_hours(void **state)
{
	/* 24 October 22:00 +02 .. 25 October 06:00 +01, the next from 22:00 +01 */
	check_night(utc(2026, 10, 24, 20), utc(2026, 10, 25, 5), 540, utc(2026, 10, 25, 21));
}

/* ---- random calendars against counting ---- */

enum { SPAN = 120, CALENDARS = 3000, WINDOWS = 6 };

/* Is the tick from t to t + 1 worked? Index t + SPAN / 2. */
struct model {
	bool works[SPAN];
};

static size_t random_windows(uint64_t *state, struct plan_window *ret, size_t max, int64_t longest)
{
	size_t n = random_next(state) % (max + 1);

	for (size_t i = 0; i < n; i++) {
		ret[i].start = (int64_t)(random_next(state) % (SPAN - 30)) - SPAN / 2 + 5;
		ret[i].end = ret[i].start + (int64_t)(random_next(state) % (uint64_t)longest);
	}
	return n;
}

static void mark(struct model *m, const struct plan_window *w, size_t n, bool works)
{
	for (size_t i = 0; i < n; i++)
		for (int64_t t = w[i].start; t < w[i].end; t++)
			m->works[t + SPAN / 2] = works;
}

static bool model_works(const struct model *m, int64_t t)
{
	return t >= -SPAN / 2 && t < SPAN / 2 && m->works[t + SPAN / 2];
}

static int64_t model_next(const struct model *m, int64_t t)
{
	for (; t < SPAN / 2; t++)
		if (model_works(m, t))
			return t;
	return PLAN_NEVER;
}

static int64_t model_back(const struct model *m, int64_t t)
{
	for (; t >= -SPAN / 2; t--)
		if (model_works(m, t))
			return t;
	return PLAN_ALWAYS;
}

static int64_t model_add(const struct model *m, int64_t t, int64_t work)
{
	for (; work > 0; t++) {
		if (t >= SPAN / 2)
			return PLAN_NEVER;
		work -= model_works(m, t);
	}
	return t;
}

static int64_t model_sub(const struct model *m, int64_t t, int64_t work)
{
	for (; work > 0; t--) {
		if (t <= -SPAN / 2)
			return PLAN_ALWAYS;
		work -= model_works(m, t - 1);
	}
	return t;
}

static int64_t model_between(const struct model *m, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (int64_t t = from; t < to; t++)
		n += model_works(m, t);
	return n;
}

static void compare(uint64_t seed, const char *what, int64_t t, int64_t argument, int64_t got, int64_t expected)
{
	if (got != expected)
		fail_msg("seed %llu: %s(%lld, %lld) is %lld, counted %lld", (unsigned long long)seed, what,
			 (long long)t, (long long)argument, (long long)got, (long long)expected);
}

static void check_at(uint64_t seed, const struct plan_calendar *c, const struct model *m, int64_t t, uint64_t *state)
{
	int64_t work = (int64_t)(random_next(state) % 40), other = t + (int64_t)(random_next(state) % 50);

	compare(seed, "is_open", t, 0, plan_calendar_is_open(c, t), model_works(m, t));
	compare(seed, "next", t, 0, plan_calendar_next(c, t), model_next(m, t));
	compare(seed, "back", t, 0, plan_calendar_back(c, t), model_back(m, t));
	compare(seed, "add", t, work, plan_calendar_add(c, t, work), model_add(m, t, work));
	compare(seed, "sub", t, work, plan_calendar_sub(c, t, work), model_sub(m, t, work));
	compare(seed, "between", t, other, plan_calendar_between(c, t, other), model_between(m, t, other));
	compare(seed, "between", other, t, plan_calendar_between(c, other, t), -model_between(m, t, other));
}

static void check_random(uint64_t seed)
{
	struct plan_window open[WINDOWS], closed[WINDOWS];
	uint64_t state = seed;
	struct model m = { 0 };
	struct plan_calendar c;
	struct arena mem;
	size_t n_open = random_windows(&state, open, WINDOWS, 25),
	       n_closed = random_windows(&state, closed, WINDOWS, 9);

	mark(&m, open, n_open, true);
	mark(&m, closed, n_closed, false);
	make(&mem, open, n_open, closed, n_closed, &c);
	for (size_t i = 0; i < c.n; i++)
		if (c.window[i].start >= c.window[i].end || (i > 0 && c.window[i - 1].end >= c.window[i].start))
			fail_msg("seed %llu: window %zu is empty or not apart", (unsigned long long)seed, i);
	for (int64_t t = -SPAN / 2; t <= SPAN / 2; t++)
		check_at(seed, &c, &m, t, &state);
	arena_done(&mem);
}

static void random_calendars_agree_with_counting(void **state)
{
	for (uint64_t i = 1; i <= CALENDARS; i++)
		check_random(i * 2654435761u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_what_overlaps_and_touches),
		cmocka_unit_test(takes_closed_time_away),
		cmocka_unit_test(a_closing_that_touches_takes_nothing),
		cmocka_unit_test(windows_are_half_open),
		cmocka_unit_test(finds_the_next_and_the_last_working_instant),
		cmocka_unit_test(adds_work),
		cmocka_unit_test(takes_work_back),
		cmocka_unit_test(counts_work_between),
		cmocka_unit_test(an_empty_calendar_never_works),
		cmocka_unit_test(round_the_clock_is_plain_time),
		cmocka_unit_test(a_window_may_reach_the_end_of_time),
		cmocka_unit_test(a_night_in_march_has_seven_hours),
		cmocka_unit_test(a_night_in_october_has_nine_hours),
		cmocka_unit_test(random_calendars_agree_with_counting),
	};

	return cmocka_run_group_tests_name("plan_calendar", tests, NULL, NULL);
}
