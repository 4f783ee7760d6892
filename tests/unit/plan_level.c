/*
 * Levelling: what each rule means, by small shops worked out by hand, and
 * how good and how steady the search is, by iterations, never by time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_level.h"

#define NOWHERE UINT32_MAX

/* Fisher and Thompson's job shops of 1963, as in the OR-Library: lane, minutes, lane, minutes, ... of each job. */
static const int ft06[6][12] = {
	{ 2, 1, 0, 3, 1, 6, 3, 7, 5, 3, 4, 6 }, { 1, 8, 2, 5, 4, 10, 5, 10, 0, 10, 3, 4 },
	{ 2, 5, 3, 4, 5, 8, 0, 9, 1, 1, 4, 7 }, { 1, 5, 0, 5, 2, 5, 3, 3, 4, 8, 5, 9 },
	{ 2, 9, 1, 3, 4, 5, 5, 4, 0, 3, 3, 1 }, { 1, 3, 3, 3, 5, 9, 0, 10, 4, 4, 2, 1 },
};
static const int ft10[10][20] = {
	{ 0, 29, 1, 78, 2, 9, 3, 36, 4, 49, 5, 11, 6, 62, 7, 56, 8, 44, 9, 21 },
	{ 0, 43, 2, 90, 4, 75, 9, 11, 3, 69, 1, 28, 6, 46, 5, 46, 7, 72, 8, 30 },
	{ 1, 91, 0, 85, 3, 39, 2, 74, 8, 90, 5, 10, 7, 12, 6, 89, 9, 45, 4, 33 },
	{ 1, 81, 2, 95, 0, 71, 4, 99, 6, 9, 8, 52, 7, 85, 3, 98, 9, 22, 5, 43 },
	{ 2, 14, 0, 6, 1, 22, 5, 61, 3, 26, 4, 69, 8, 21, 7, 49, 9, 72, 6, 53 },
	{ 2, 84, 1, 2, 5, 52, 3, 95, 8, 48, 9, 72, 0, 47, 6, 65, 4, 6, 7, 25 },
	{ 1, 46, 0, 37, 3, 61, 2, 13, 6, 32, 5, 21, 9, 32, 8, 89, 7, 30, 4, 55 },
	{ 2, 31, 0, 86, 1, 46, 5, 74, 4, 32, 6, 88, 8, 19, 9, 48, 7, 36, 3, 79 },
	{ 0, 76, 1, 69, 3, 76, 5, 51, 2, 85, 9, 11, 6, 40, 7, 89, 4, 26, 8, 74 },
	{ 1, 85, 0, 13, 2, 61, 6, 7, 8, 64, 9, 76, 5, 47, 3, 52, 4, 90, 7, 45 },
};

/* A job shop as level_input; lives in mem. */
static void job_shop(struct arena *mem, const int *job, size_t n_jobs, size_t n_lanes, struct level_input *ret)
{
	struct level_lane *lane = arena_alloc(mem, n_lanes * sizeof(*lane));
	struct level_task *task = arena_alloc(mem, n_jobs * n_lanes * sizeof(*task));
	struct level_choice *choice = arena_alloc(mem, n_jobs * n_lanes * sizeof(*choice));
	struct plan_link *link = arena_alloc(mem, n_jobs * n_lanes * sizeof(*link));
	struct plan_graph *graph = arena_alloc(mem, sizeof(*graph));
	struct plan_cycle cycle;
	size_t n_links = 0;

	for (size_t v = 0; v < n_jobs * n_lanes; v++) {
		choice[v] = (struct level_choice){ (uint32_t)job[2 * v], job[2 * v + 1] };
		task[v] = (struct level_task){
			.choice = &choice[v], .n_choices = 1, .release = PLAN_ALWAYS, .due = PLAN_NEVER, .lane = NOWHERE
		};
		if (v % n_lanes)
			link[n_links++] = (struct plan_link){ (uint32_t)v - 1, (uint32_t)v, 0 };
	}
	for (size_t l = 0; l < n_lanes; l++)
		lane[l].capacity = 1;
	assert_true(plan_graph_make(mem, n_jobs * n_lanes, link, n_links, graph, &cycle));
	*ret = (struct level_input){ lane, n_lanes, task, graph, 0 };
}

static int64_t end_after(const int *job, size_t n_jobs, size_t n_lanes, int64_t iterations, uint64_t seed)
{
	struct arena mem = { 0 };
	struct level_input in;
	struct level_place place[100];
	struct level_worth worth;

	job_shop(&mem, job, n_jobs, n_lanes, &in);
	level_run(&in, &(struct level_limit){ .iterations = iterations, .seed = seed }, place, &worth);
	assert_int_equal(worth.unplaced, 0);
	arena_done(&mem);
	return worth.end;
}

static void test_six_by_six_is_solved(void **state)
{
	for (uint64_t seed = 0; seed < 10; seed++)
		assert_int_equal(end_after(&ft06[0][0], 6, 6, 4000, seed), 55);
}

static void test_ten_by_ten_is_near_the_best(void **state)
{
	for (uint64_t seed = 0; seed < 3; seed++)
		assert_in_range(end_after(&ft10[0][0], 10, 10, 20000, seed), 930, 976);
}

/* ---- shops by hand ---------------------------------------------------------- */

static void lane(struct shop *s, int capacity)
{
	s->lane[s->n_lanes++].capacity = capacity;
}

static void window(struct shop *s, size_t l, int64_t start, int64_t end)
{
	s->lane[l].has_calendar = true;
	s->lane[l].window[s->lane[l].n_windows++] = (struct plan_window){ start, end };
}

static struct level_task *task(struct shop *s, uint32_t l, int64_t work)
{
	struct level_task *t = &s->task[s->n_tasks];

	*t = (struct level_task){ .work = work, .release = PLAN_ALWAYS, .due = PLAN_NEVER, .lane = NOWHERE };
	if (l != NOWHERE)
		s->choice[s->n_tasks][t->n_choices++] = (struct level_choice){ l, work };
	s->n_tasks++;
	return t;
}

static void or_on(struct shop *s, uint32_t l, int64_t work)
{
	struct level_task *t = &s->task[s->n_tasks - 1];

	s->choice[s->n_tasks - 1][t->n_choices++] = (struct level_choice){ l, work };
}

static void fix(struct shop *s, uint32_t l, int64_t start, int64_t end)
{
	struct level_task *t = task(s, l, end - start);

	t->fixed = true;
	t->lane = l;
	t->start = start;
	t->end = end;
}

static void after(struct shop *s, uint32_t from, uint32_t to, int64_t lag)
{
	s->link[s->n_links++] = (struct plan_link){ from, to, lag };
}

/* Levels, judges and frees it. */
static void solve(struct shop *s, struct level_place *place, struct level_worth *worth)
{
	const char *fault;

	shop_ready(s);
	level_run(&s->in, &(struct level_limit){ .iterations = 500 }, place, worth);
	fault = shop_judge(s, place, worth);
	if (fault)
		fail_msg("%s", fault);
	shop_done(s);
}

static void at(const struct level_place *p, uint32_t l, int64_t start, int64_t end)
{
	assert_int_equal(p->lane, l);
	assert_int_equal(p->start, start);
	assert_int_equal(p->end, end);
}

static void test_nothing_to_do(void **state)
{
	struct shop s = { .in.start = 7 };
	struct level_place place[1];
	struct level_worth w;

	solve(&s, place, &w);
	assert_int_equal(w.end, 7);
}

static void test_capacity_is_that_many_at_once(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 2);
	for (int i = 0; i < 5; i++)
		task(&s, 0, 10);
	solve(&s, place, &w);
	assert_int_equal(w.end, 30);
}

static void test_work_stops_in_off_time(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	window(&s, 0, 5, 10);
	window(&s, 0, 20, 25);
	window(&s, 0, 40, 60);
	task(&s, 0, 8);
	task(&s, 0, 2);
	after(&s, 0, 1, 0);
	solve(&s, place, &w);
	at(&place[0], 0, 5, 23);
	at(&place[1], 0, 23, 25);
}

static void test_the_calendar_runs_out(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	window(&s, 0, 0, 10);
	task(&s, 0, 8);
	task(&s, 0, 8);
	task(&s, 0, 2);
	task(&s, NOWHERE, 1);
	after(&s, 1, 3, 0);
	after(&s, 2, 0, 0);
	solve(&s, place, &w);
	/* Without the first task, and not without the second, since one more waits for that. */
	assert_int_equal(w.unplaced, 1);
	at(&place[0], 0, PLAN_NEVER, PLAN_NEVER);
	assert_true(place[3].end <= 11);
}

static void test_who_waits_for_the_unplaced_is_unplaced(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	window(&s, 0, 0, 10);
	task(&s, 0, 11);
	task(&s, NOWHERE, 1);
	after(&s, 0, 1, -50);
	task(&s, 0, 4);
	solve(&s, place, &w);
	assert_int_equal(w.unplaced, 2);
	at(&place[1], NOWHERE, PLAN_NEVER, PLAN_NEVER);
	at(&place[2], 0, 0, 4);
}

static void test_a_lane_without_room(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 0);
	lane(&s, 1);
	task(&s, 0, 5);
	task(&s, 0, 1);
	or_on(&s, 1, 9);
	solve(&s, place, &w);
	assert_int_equal(w.unplaced, 1);
	at(&place[1], 1, 0, 9);
}

static void test_lags_leads_releases(void **state)
{
	struct shop s = { .in.start = 3 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 5);
	task(&s, 0, 10);
	task(&s, 0, 10);
	task(&s, 0, 10);
	task(&s, 0, 10)->release = 100;
	task(&s, NOWHERE, 4);
	after(&s, 0, 1, 5);
	after(&s, 0, 2, -4);
	after(&s, 2, 4, 0);
	solve(&s, place, &w);
	at(&place[0], 0, 3, 13);
	at(&place[1], 0, 18, 28);
	at(&place[2], 0, 9, 19);
	at(&place[3], 0, 100, 110);
	at(&place[4], NOWHERE, 19, 23);
	assert_int_equal(place[4].after, 2);
	assert_int_equal(place[0].after, NOWHERE);
	assert_int_equal(place[3].after, NOWHERE);
}

static void test_fixed_tasks_stay(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	fix(&s, 0, 5, 10);
	fix(&s, 0, 8, 20);
	task(&s, 0, 6);
	task(&s, 0, 5);
	solve(&s, place, &w);
	at(&place[0], 0, 5, 10);
	at(&place[1], 0, 8, 20);
	at(&place[2], 0, 20, 26);
	at(&place[3], 0, 0, 5);
	assert_int_equal(place[2].after, 1);
	assert_true(place[2].after_lane);
}

static void test_a_fixed_task_without_an_end(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	fix(&s, 0, 5, PLAN_NEVER);
	task(&s, NOWHERE, 1);
	after(&s, 0, 1, -3);
	task(&s, 0, 4);
	task(&s, 0, 4);
	shop_ready(&s);
	level_run(&s.in, &(struct level_limit){ .iterations = 300 }, place, &w);
	assert_int_equal(w.unplaced, 2);
	assert_int_equal(w.end, 4);
	at(&place[0], 0, 5, PLAN_NEVER);
	at(&place[1], NOWHERE, PLAN_NEVER, PLAN_NEVER);
	shop_done(&s);
}

static void test_more_places_than_tasks(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1000000);
	lane(&s, 1000000);
	for (int i = 0; i < 40; i++) {
		task(&s, 0, 1 + i % 7)->due = 3;
		or_on(&s, 1, 2);
	}
	solve(&s, place, &w);
	assert_int_equal(w.tardiness, 0);
	assert_int_equal(w.end, 2);
}

static void test_a_fixed_successor_goes_before_all_else(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	task(&s, 0, 10)->due = 10;
	task(&s, 0, 4);
	fix(&s, NOWHERE, 6, 8);
	after(&s, 1, 2, 2);
	solve(&s, place, &w);
	at(&place[1], 0, 0, 4);
	assert_int_equal(w.broken, 0);
	assert_int_equal(w.tardiness, 4);
}

static void test_what_no_plan_can_keep_is_told(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	task(&s, 0, 10);
	fix(&s, NOWHERE, 6, 8);
	after(&s, 0, 1, 0);
	solve(&s, place, &w);
	assert_int_equal(w.broken, 4);
}

static void test_due_dates_before_the_end(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	lane(&s, 1);
	/* The long job first would end the plan at 14; the short one is due. */
	task(&s, 0, 4);
	task(&s, 1, 10);
	after(&s, 0, 1, 0);
	task(&s, 0, 5)->due = 5;
	solve(&s, place, &w);
	assert_int_equal(w.tardiness, 0);
	assert_int_equal(w.end, 19);
}

static void test_the_lane_that_is_done_first(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	lane(&s, 1);
	for (int i = 0; i < 4; i++) {
		task(&s, 0, 3);
		or_on(&s, 1, 9);
	}
	solve(&s, place, &w);
	assert_int_equal(w.end, 9);
}

static void test_the_reason_of_a_start(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	task(&s, 0, 3);
	task(&s, 0, 5);
	after(&s, 0, 1, 0);
	task(&s, 0, 2);
	after(&s, 1, 2, 0);
	task(&s, 0, 1)->due = 3;
	solve(&s, place, &w);
	assert_int_equal(place[3].start, 0);
	assert_int_equal(place[0].after, 3);
	assert_true(place[0].after_lane);
	assert_int_equal(place[1].after, 0);
	assert_false(place[1].after_lane);
}

static void test_what_stands_well_is_left(void **state)
{
	struct shop s = { 0 };
	struct level_place place[SHOP_TASKS];
	struct level_worth w;

	lane(&s, 1);
	for (int i = 0; i < 4; i++) {
		struct level_task *t = task(&s, 0, 5);

		t->lane = 0;
		t->start = 5 * (3 - i);
		t->end = t->start + 5;
	}
	solve(&s, place, &w);
	assert_int_equal(w.moved, 0);
}

/* ---- the search as a machine ------------------------------------------------ */

static void assert_same(const struct level_place *a, const struct level_place *b, size_t n)
{
	for (size_t v = 0; v < n; v++) {
		assert_int_equal(a[v].lane, b[v].lane);
		assert_int_equal(a[v].start, b[v].start);
		assert_int_equal(a[v].end, b[v].end);
	}
}

static const struct shop_wish wide = { .max_tasks = 40,
				       .max_lanes = 5,
				       .max_choices = 2,
				       .max_capacity = 2,
				       .calendars = 30,
				       .due = 30,
				       .links = 30,
				       .lags = 20 };

static void test_the_same_again(void **state)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct shop s;
		struct level_place one[SHOP_TASKS], two[SHOP_TASKS];
		struct level_worth w;
		const struct level_limit limit = { .iterations = 200, .seed = seed };

		shop_random(&s, seed, &wide);
		level_run(&s.in, &limit, one, &w);
		level_run(&s.in, &limit, two, &w);
		assert_same(one, two, s.n_tasks);
		shop_done(&s);
	}
}

/* True at every third question. */
static bool at_times(void *ctx)
{
	return ++*(int *)ctx % 3 == 0;
}

static void search_in_slices(const struct level_input *in, int64_t total, int64_t slice, struct level_place *ret)
{
	struct level_search *s = level_search_new(in, 5);
	int asked = 0;
	struct level_limit limit = { .stop = at_times, .ctx = &asked };
	struct level_worth w;

	for (int64_t n; total > 0; total -= n) {
		limit.iterations = total < slice ? total : slice;
		n = level_search_run(s, &limit);
		assert_true(n <= limit.iterations);
		if (n == 0)
			break;
		level_search_best(s, ret, &w);
	}
	level_search_best(s, ret, &w);
	level_search_free(s);
}

static void test_slices_are_the_whole(void **state)
{
	struct arena mem = { 0 };
	struct level_input in;
	struct level_place whole[100], slices[100];
	struct level_worth w;

	job_shop(&mem, &ft10[0][0], 10, 10, &in);
	level_run(&in, &(struct level_limit){ .iterations = 3000, .seed = 5 }, whole, &w);
	search_in_slices(&in, 3000, 1, slices);
	assert_same(whole, slices, 100);
	search_in_slices(&in, 3000, 977, slices);
	assert_same(whole, slices, 100);
	arena_done(&mem);
}

static void test_slices_with_due_dates(void **state)
{
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct shop s;
		struct level_place whole[SHOP_TASKS], slices[SHOP_TASKS];
		struct level_worth w;

		shop_random(&s, seed, &wide);
		level_run(&s.in, &(struct level_limit){ .iterations = 150, .seed = 5 }, whole, &w);
		search_in_slices(&s.in, 150, 7, slices);
		assert_same(whole, slices, s.n_tasks);
		shop_done(&s);
	}
}

static bool count_down(void *ctx)
{
	int *left = ctx;

	assert_true(*left > 0); /* never asked again after "stop" */
	return --*left == 0;
}

static void test_stop_is_obeyed(void **state)
{
	struct arena mem = { 0 };
	struct level_input in;
	struct level_place place[100];
	struct level_worth w;
	int left = 3;

	job_shop(&mem, &ft10[0][0], 10, 10, &in);
	level_run(&in, &(struct level_limit){ .iterations = -1, .stop = count_down, .ctx = &left }, place, &w);
	assert_int_equal(left, 0);
	assert_in_range(w.end, 930, 1200);
	arena_done(&mem);
}

static void test_nothing_left_to_try(void **state)
{
	struct shop s = { 0 };
	struct level_search *search;
	const struct level_limit forever = { .iterations = -1 };

	lane(&s, 1);
	task(&s, 0, 5);
	task(&s, 0, 5);
	shop_ready(&s);
	search = level_search_new(&s.in, 1);
	level_search_run(search, &forever);
	assert_int_equal(level_search_run(search, &forever), 0);
	level_search_free(search);
	shop_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_six_by_six_is_solved),
		cmocka_unit_test(test_ten_by_ten_is_near_the_best),
		cmocka_unit_test(test_nothing_to_do),
		cmocka_unit_test(test_capacity_is_that_many_at_once),
		cmocka_unit_test(test_work_stops_in_off_time),
		cmocka_unit_test(test_the_calendar_runs_out),
		cmocka_unit_test(test_who_waits_for_the_unplaced_is_unplaced),
		cmocka_unit_test(test_a_lane_without_room),
		cmocka_unit_test(test_lags_leads_releases),
		cmocka_unit_test(test_fixed_tasks_stay),
		cmocka_unit_test(test_a_fixed_task_without_an_end),
		cmocka_unit_test(test_more_places_than_tasks),
		cmocka_unit_test(test_a_fixed_successor_goes_before_all_else),
		cmocka_unit_test(test_what_no_plan_can_keep_is_told),
		cmocka_unit_test(test_due_dates_before_the_end),
		cmocka_unit_test(test_the_lane_that_is_done_first),
		cmocka_unit_test(test_the_reason_of_a_start),
		cmocka_unit_test(test_what_stands_well_is_left),
		cmocka_unit_test(test_the_same_again),
		cmocka_unit_test(test_slices_are_the_whole),
		cmocka_unit_test(test_slices_with_due_dates),
		cmocka_unit_test(test_stop_is_obeyed),
		cmocka_unit_test(test_nothing_left_to_try),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
