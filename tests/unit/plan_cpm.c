/*
 * Critical path: worked networks with all their times, and random ones against trying everything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/plan/cpm.h"
#include "support/unit_random.h"

enum { TASKS_MAX = 16 };

/* A task of a worked network: its name is the letter of its place. */
struct worked {
	int64_t work;
	const char *after; /* letters, each with an optional lag: "A B+5 C-4" */
	int64_t es, ef, ls, lf, slack;
};

static void read_links(const char *text, uint32_t to, struct plan_link *link, size_t *n)
{
	while (*text) {
		char *end = (char *)text + 1;
		long lag = strtol(text + 1, &end, 10);

		link[(*n)++] = (struct plan_link){ .from = (uint32_t)(*text - 'A'), .to = to, .lag = lag };
		text = end + strspn(end, " ");
	}
}

static void expect_task(size_t i, const struct worked *w, const struct plan_times *t)
{
	if (t->es != w->es || t->ef != w->ef || t->ls != w->ls || t->lf != w->lf || t->slack != w->slack ||
	    t->critical != (w->slack == 0))
		fail_msg("%c: es %lld ef %lld ls %lld lf %lld slack %lld critical %d", (char)('A' + i),
			 (long long)t->es, (long long)t->ef, (long long)t->ls, (long long)t->lf, (long long)t->slack,
			 t->critical);
}

static void expect_network(const struct worked *w, size_t n, int64_t length)
{
	struct plan_link link[4 * TASKS_MAX] = { 0 };
	struct plan_task task[TASKS_MAX];
	struct plan_times times[TASKS_MAX];
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };
	size_t n_links = 0;

	for (size_t i = 0; i < n; i++) {
		task[i] = (struct plan_task){ .work = w[i].work, .earliest = PLAN_ALWAYS };
		read_links(w[i].after, (uint32_t)i, link, &n_links);
	}
	assert_true(plan_graph_make(&mem, n, link, n_links, &g, &cycle));
	assert_int_equal(plan_cpm(&g, task, 0, times), length);
	for (size_t i = 0; i < n; i++)
		expect_task(i, &w[i], &times[i]);
	arena_done(&mem);
}

#define EXPECT_NETWORK(w, length) expect_network(w, sizeof(w) / sizeof((w)[0]), length)

/* ---- worked networks ---- */

/* Eight activities, 15 weeks (Heizer and Render's paper mill). */
static void paper_mill(void **state)
{
	static const struct worked w[] = {
		{ 2, "", 0, 2, 0, 2, 0 },      { 3, "", 0, 3, 1, 4, 1 },	{ 2, "A", 2, 4, 2, 4, 0 },
		{ 4, "A B", 3, 7, 4, 8, 1 },   { 4, "C", 4, 8, 4, 8, 0 },	{ 3, "C", 4, 7, 10, 13, 6 },
		{ 5, "D E", 8, 13, 8, 13, 0 }, { 2, "F G", 13, 15, 13, 15, 0 },
	};

	EXPECT_NETWORK(w, 15);
}

/* Fourteen activities, 44 weeks (Hillier and Lieberman's construction company). */
static void construction_company(void **state)
{
	static const struct worked w[] = {
		{ 2, "", 0, 2, 0, 2, 0 },	 { 4, "A", 2, 6, 2, 6, 0 },	  { 10, "B", 6, 16, 6, 16, 0 },
		{ 6, "C", 16, 22, 20, 26, 4 },	 { 4, "C", 16, 20, 16, 20, 0 },	  { 5, "E", 20, 25, 20, 25, 0 },
		{ 7, "D", 22, 29, 26, 33, 4 },	 { 9, "E G", 29, 38, 33, 42, 4 }, { 7, "C", 16, 23, 18, 25, 2 },
		{ 8, "F I", 25, 33, 25, 33, 0 }, { 4, "J", 33, 37, 34, 38, 1 },	  { 5, "J", 33, 38, 33, 38, 0 },
		{ 2, "H", 38, 40, 42, 44, 4 },	 { 6, "K L", 38, 44, 38, 44, 0 },
	};

	EXPECT_NETWORK(w, 44);
}

/* A-B-D-F and A-C-E-F are both 12. */
static void two_tied_paths_are_both_critical(void **state)
{
	static const struct worked w[] = {
		{ 4, "", 0, 4, 0, 4, 0 },    { 3, "A", 4, 7, 4, 7, 0 },	  { 5, "A", 4, 9, 4, 9, 0 },
		{ 4, "B", 7, 11, 7, 11, 0 }, { 2, "C", 9, 11, 9, 11, 0 }, { 1, "D E G", 11, 12, 11, 12, 0 },
		{ 2, "A", 4, 6, 9, 11, 5 },
	};

	EXPECT_NETWORK(w, 12);
}

/* B begins before A has ended, C and D wait a while, and F's lead would have it begin before the plan. */
static void lags_and_leads(void **state)
{
	static const struct worked w[] = {
		{ 10, "", 0, 10, 0, 10, 0 },	 { 6, "A-4", 6, 12, 7, 13, 1 },	    { 3, "B+5", 17, 20, 18, 21, 1 },
		{ 8, "A+2", 12, 20, 12, 20, 0 }, { 2, "C D+1", 21, 23, 21, 23, 0 }, { 1, "B-30", 0, 1, 22, 23, 22 },
	};

	EXPECT_NETWORK(w, 23);
}

static void the_last_of_several_ends_decides(void **state)
{
	static const struct worked w[] = {
		{ 3, "", 0, 3, 0, 3, 0 }, { 4, "A", 3, 7, 3, 7, 0 }, { 2, "A", 3, 5, 4, 6, 1 },
		{ 6, "", 0, 6, 1, 7, 1 }, { 1, "C", 5, 6, 6, 7, 1 },
	};

	EXPECT_NETWORK(w, 7);
}

/* A lead beyond the end of its successor: the plan ends with A. */
static void a_successor_may_end_first(void **state)
{
	static const struct worked w[] = { { 10, "", 0, 10, 0, 10, 0 }, { 2, "A-9", 1, 3, 8, 10, 7 } };

	EXPECT_NETWORK(w, 10);
}

static void milestones_take_no_time(void **state)
{
	static const struct worked w[] = { { 0, "", 0, 0, 0, 0, 0 },
					   { 5, "A", 0, 5, 0, 5, 0 },
					   { 3, "A", 0, 3, 2, 5, 2 },
					   { 0, "B C", 5, 5, 5, 5, 0 } };

	EXPECT_NETWORK(w, 5);
}

static void no_task_no_time(void **state)
{
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };

	assert_true(plan_graph_make(&mem, 0, NULL, 0, &g, &cycle));
	assert_int_equal(plan_cpm(&g, NULL, 77, NULL), 77);
	arena_done(&mem);
}

/* ---- calendars, limits ---- */

struct chain {
	struct arena mem;
	struct plan_graph g;
};

static void chain_make(struct chain *c, size_t n, const struct plan_link *link, size_t n_links)
{
	struct plan_cycle cycle;

	*c = (struct chain){ 0 };
	assert_true(plan_graph_make(&c->mem, n, link, n_links, &c->g, &cycle));
}

static void nothing_is_earlier_than_allowed(void **state)
{
	const struct plan_link link[] = { { 0, 1, 0 } };
	const struct plan_task task[] = { { .work = 5, .earliest = PLAN_ALWAYS },
					  { .work = 5, .earliest = 120 },
					  { .work = 5, .earliest = 90 } };
	static const struct worked w[] = { { 5, "", 100, 105, 115, 120, 15 },
					   { 5, "", 120, 125, 120, 125, 0 },
					   { 5, "", 100, 105, 120, 125, 20 } };
	struct plan_times times[3];
	struct chain c;

	chain_make(&c, 3, link, 1);
	assert_int_equal(plan_cpm(&c.g, task, 100, times), 125);
	for (size_t i = 0; i < 3; i++)
		expect_task(i, &w[i], &times[i]);
	arena_done(&c.mem);
}

/* From 8 to 16 each day, in hours. B goes on the next morning; C is round the clock and waits for D with it. */
static void slack_is_counted_in_working_time(void **state)
{
	const struct plan_window day[] = { { 8, 16 }, { 32, 40 }, { 56, 64 } };
	const struct plan_link link[] = { { 0, 1, 0 }, { 0, 2, 0 }, { 1, 3, 0 }, { 2, 3, 0 } };
	static const struct worked w[] = { { 6, "", 8, 14, 8, 14, 0 },
					   { 4, "", 14, 34, 14, 34, 0 },
					   { 10, "", 14, 24, 24, 34, 10 },
					   { 1, "", 34, 35, 34, 35, 0 },
					   { 3, "", 8, 11, 32, 35, 8 } };
	struct plan_calendar shift;
	struct plan_task task[5];
	struct plan_times times[5];
	struct chain c;

	chain_make(&c, 5, link, 4);
	plan_calendar_make(&c.mem, day, 3, NULL, 0, &shift);
	for (size_t i = 0; i < 5; i++)
		task[i] = (struct plan_task){ w[i].work, PLAN_ALWAYS, i == 2 ? NULL : &shift };
	assert_int_equal(plan_cpm(&c.g, task, 0, times), 35);
	for (size_t i = 0; i < 5; i++)
		expect_task(i, &w[i], &times[i]);
	arena_done(&c.mem);
}

/* A fills the first day; that B begins the next morning is no slack of A. */
static void the_night_is_no_slack(void **state)
{
	const struct plan_window day[] = { { 8, 16 }, { 32, 40 } };
	const struct plan_link link[] = { { 0, 1, 0 } };
	static const struct worked w[] = { { 8, "", 8, 16, 8, 32, 0 }, { 1, "", 32, 33, 32, 33, 0 } };
	struct plan_calendar shift;
	struct plan_times times[2];
	struct chain c;

	chain_make(&c, 2, link, 1);
	plan_calendar_make(&c.mem, day, 2, NULL, 0, &shift);
	assert_int_equal(plan_cpm(&c.g, (struct plan_task[]){ { 8, PLAN_ALWAYS, &shift }, { 1, PLAN_ALWAYS, &shift } },
				  0, times),
			 33);
	expect_task(0, &w[0], &times[0]);
	expect_task(1, &w[1], &times[1]);
	arena_done(&c.mem);
}

/* B does not end, C after it not even begin; a lead changes nothing. A and D are judged between themselves. */
static void a_calendar_may_run_out(void **state)
{
	const struct plan_window window[] = { { 0, 10 } };
	const struct plan_link link[] = { { 0, 1, 0 }, { 1, 2, -1000 } };
	static const struct worked a = { 6, "", 0, 6, 0, 6, 0 }, d = { 3, "", 0, 3, 3, 6, 3 };
	struct plan_calendar shift;
	struct plan_task task[4];
	struct plan_times times[4];
	struct chain c;

	chain_make(&c, 4, link, 2);
	plan_calendar_make(&c.mem, window, 1, NULL, 0, &shift);
	task[0] = (struct plan_task){ 6, PLAN_ALWAYS, &shift };
	task[1] = (struct plan_task){ 6, PLAN_ALWAYS, &shift };
	task[2] = (struct plan_task){ 1, PLAN_ALWAYS, NULL };
	task[3] = (struct plan_task){ 3, PLAN_ALWAYS, NULL };
	assert_int_equal(plan_cpm(&c.g, task, 0, times), PLAN_NEVER);
	expect_task(0, &a, &times[0]);
	expect_task(3, &d, &times[3]);
	assert_int_equal(times[1].es, 6);
	assert_int_equal(times[1].ef, PLAN_NEVER);
	assert_false(times[1].critical);
	assert_int_equal(times[2].es, PLAN_NEVER);
	assert_int_equal(times[2].ef, PLAN_NEVER);
	assert_false(times[2].critical);
	arena_done(&c.mem);
}

/* ---- random networks against trying everything ---- */

enum { NETWORKS = 3000, SMALL = 7, LINKS_MAX = 12, WINDOWS = 80 };

struct network {
	uint64_t seed;
	size_t n, n_links, n_windows;
	struct plan_link link[LINKS_MAX];
	struct plan_task task[SMALL];
	struct plan_window window[WINDOWS];
	struct plan_calendar calendar;
	struct chain chain;
};

static void random_network(struct network *w, uint64_t seed, bool with_calendar)
{
	uint64_t state = seed;
	int64_t at = 0;

	*w = (struct network){ .seed = seed, .n = 2 + random_below(&state, SMALL - 1) };
	for (; with_calendar && w->n_windows < WINDOWS; w->n_windows++) {
		w->window[w->n_windows].start = at += 1 + (int64_t)random_below(&state, 5);
		w->window[w->n_windows].end = at += 1 + (int64_t)random_below(&state, 6);
	}
	w->n_links = random_below(&state, LINKS_MAX + 1);
	for (size_t i = 0; i < w->n_links; i++) {
		uint32_t to = 1 + (uint32_t)random_below(&state, w->n - 1);

		w->link[i] =
			(struct plan_link){ .from = (uint32_t)random_below(&state, to),
					    .to = to,
					    .lag = random_below(&state, 2) ? 0
									   : (int64_t)random_below(&state, 15) - 6 };
	}
	chain_make(&w->chain, w->n, w->link, w->n_links);
	plan_calendar_make(&w->chain.mem, w->window, w->n_windows, NULL, 0, &w->calendar);
	for (size_t i = 0; i < w->n; i++) {
		w->task[i].work = (int64_t)random_below(&state, 7);
		w->task[i].earliest = random_below(&state, 4) ? PLAN_ALWAYS : (int64_t)random_below(&state, 20);
		w->task[i].calendar = with_calendar && random_below(&state, 4) ? &w->calendar : NULL;
	}
}

static bool works(const struct network *w, size_t task, int64_t t)
{
	if (!w->task[task].calendar)
		return true;
	for (size_t i = 0; i < w->n_windows; i++)
		if (t >= w->window[i].start && t < w->window[i].end)
			return true;
	return false;
}

/* Tick by tick; tasks are numbered along the links. One task is held back until "from". Returns the end. */
static int64_t play(const struct network *w, size_t held, int64_t from, int64_t *es, int64_t *ef)
{
	int64_t end = 0;

	for (size_t v = 0; v < w->n; v++) {
		int64_t t = v == held && from > 0 ? from : 0, left = w->task[v].work;

		if (t < w->task[v].earliest)
			t = w->task[v].earliest;
		for (size_t i = 0; i < w->n_links; i++)
			if (w->link[i].to == v && t < ef[w->link[i].from] + w->link[i].lag)
				t = ef[w->link[i].from] + w->link[i].lag;
		while (!works(w, v, t))
			t++;
		es[v] = t;
		for (; left > 0; t++)
			left -= works(w, v, t);
		ef[v] = t;
		end = t > end ? t : end;
	}
	return end;
}

/* The latest working start that leaves the end where it is. */
static int64_t latest(const struct network *w, size_t v, int64_t es, int64_t end)
{
	int64_t unused_es[SMALL], unused_ef[SMALL], s = end;

	while (s > es && (!works(w, v, s) || play(w, v, s, unused_es, unused_ef) > end))
		s--;
	return s;
}

static void check_task(const struct network *w, size_t v, const struct plan_times *t, int64_t es, int64_t ef,
		       int64_t end)
{
	int64_t ls = latest(w, v, es, end), slack = 0;

	for (int64_t at = es; at < ls; at++)
		slack += works(w, v, at);
	if (t->es != es || t->ef != ef || t->ls != ls || t->slack != slack || t->critical != (slack == 0))
		fail_msg("seed %llu, task %zu: es %lld ef %lld ls %lld slack %lld, tried %lld %lld %lld %lld",
			 (unsigned long long)w->seed, v, (long long)t->es, (long long)t->ef, (long long)t->ls,
			 (long long)t->slack, (long long)es, (long long)ef, (long long)ls, (long long)slack);
}

static void check_random(uint64_t seed, bool with_calendar)
{
	int64_t es[SMALL], ef[SMALL], end, got;
	struct plan_times times[SMALL];
	struct network w;
	bool critical = false;

	random_network(&w, seed, with_calendar);
	end = play(&w, SMALL, 0, es, ef);
	got = plan_cpm(&w.chain.g, w.task, 0, times);
	if (got != end)
		fail_msg("seed %llu: ends at %lld, tried %lld", (unsigned long long)seed, (long long)got,
			 (long long)end);
	for (size_t v = 0; v < w.n; v++) {
		check_task(&w, v, &times[v], es[v], ef[v], end);
		critical = critical || times[v].critical;
	}
	if (!critical)
		fail_msg("seed %llu: nothing is critical", (unsigned long long)seed);
	arena_done(&w.chain.mem);
}

static void random_networks_agree_with_trying(void **state)
{
	for (uint64_t i = 1; i <= NETWORKS; i++)
		check_random(i * 2654435761u, false);
}

static void random_networks_with_calendars_agree_with_trying(void **state)
{
	for (uint64_t i = 1; i <= NETWORKS; i++)
		check_random(i * 2654435761u, true);
}

/* ---- the longest of all paths ---- */

/* Work and lags from v on, over every path there is. Without limits of their own and leads the end is the longest. */
static int64_t longest_from(const struct network *w, uint32_t v)
{
	int64_t most = 0;

	for (size_t i = 0; i < w->n_links; i++) {
		int64_t length = w->link[i].from == v ? w->link[i].lag + longest_from(w, w->link[i].to) : 0;

		most = length > most ? length : most;
	}
	return w->task[v].work + most;
}

static int64_t longest_to(const struct network *w, uint32_t v)
{
	int64_t most = 0;

	for (size_t i = 0; i < w->n_links; i++) {
		uint32_t from = w->link[i].from;
		int64_t length = w->link[i].to == v ? longest_to(w, from) + w->task[from].work + w->link[i].lag : 0;

		most = length > most ? length : most;
	}
	return most;
}

static void check_paths(uint64_t seed)
{
	struct plan_times times[SMALL];
	struct network w;
	int64_t end = 0, got;

	random_network(&w, seed, false);
	for (size_t i = 0; i < w.n_links; i++)
		w.link[i].lag = llabs(w.link[i].lag);
	arena_done(&w.chain.mem);
	chain_make(&w.chain, w.n, w.link, w.n_links);
	for (uint32_t v = 0; v < w.n; v++) {
		w.task[v].earliest = PLAN_ALWAYS;
		end = longest_from(&w, v) > end ? longest_from(&w, v) : end;
	}
	got = plan_cpm(&w.chain.g, w.task, 0, times);
	if (got != end)
		fail_msg("seed %llu: ends at %lld, the longest path %lld", (unsigned long long)seed, (long long)got,
			 (long long)end);
	for (uint32_t v = 0; v < w.n; v++)
		if (times[v].es != longest_to(&w, v) || times[v].ls != end - longest_from(&w, v) ||
		    times[v].lf != times[v].ls + w.task[v].work)
			fail_msg("seed %llu, task %u: es %lld ls %lld", (unsigned long long)seed, v,
				 (long long)times[v].es, (long long)times[v].ls);
	arena_done(&w.chain.mem);
}

static void the_end_is_the_longest_path(void **state)
{
	for (uint64_t i = 1; i <= NETWORKS; i++)
		check_paths(i * 2654435761u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paper_mill),
		cmocka_unit_test(construction_company),
		cmocka_unit_test(two_tied_paths_are_both_critical),
		cmocka_unit_test(lags_and_leads),
		cmocka_unit_test(the_last_of_several_ends_decides),
		cmocka_unit_test(a_successor_may_end_first),
		cmocka_unit_test(milestones_take_no_time),
		cmocka_unit_test(no_task_no_time),
		cmocka_unit_test(nothing_is_earlier_than_allowed),
		cmocka_unit_test(slack_is_counted_in_working_time),
		cmocka_unit_test(the_night_is_no_slack),
		cmocka_unit_test(a_calendar_may_run_out),
		cmocka_unit_test(random_networks_agree_with_trying),
		cmocka_unit_test(random_networks_with_calendars_agree_with_trying),
		cmocka_unit_test(the_end_is_the_longest_path),
	};

	return cmocka_run_group_tests_name("plan_cpm", tests, NULL, NULL);
}
