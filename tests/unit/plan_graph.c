/*
 * Links: neighbours in their order, the order of vertices, circles named from their lowest, and random graphs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/plan/graph.h"
#include "support/unit_random.h"

static void expect_order(size_t n, const struct plan_link *link, size_t n_links, const uint32_t *expected)
{
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };

	assert_true(plan_graph_make(&mem, n, link, n_links, &g, &cycle));
	assert_int_equal(cycle.n, 0);
	assert_int_equal(g.n, n);
	assert_int_equal(g.n_links, n_links);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(g.order[i], expected[i]);
	arena_done(&mem);
}

static void expect_cycle(size_t n, const struct plan_link *link, size_t n_links, const uint32_t *expected,
			 size_t n_expected)
{
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };

	assert_false(plan_graph_make(&mem, n, link, n_links, &g, &cycle));
	assert_int_equal(cycle.n, n_expected);
	for (size_t i = 0; i < n_expected; i++)
		assert_int_equal(cycle.vertex[i], expected[i]);
	arena_done(&mem);
}

/* ---- neighbours and order ---- */

static void neighbours_stand_in_the_order_of_the_links(void **state)
{
	const struct plan_link link[] = { { 2, 3, 7 }, { 0, 3, -5 }, { 0, 2, 1 }, { 2, 3, 9 } };
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };

	assert_true(plan_graph_make(&mem, 4, link, 4, &g, &cycle));
	assert_int_equal(g.succ_at[0], 0);
	assert_int_equal(g.succ_at[1], 2);
	assert_int_equal(g.succ_at[2], 2);
	assert_int_equal(g.succ_at[3], 4);
	assert_int_equal(g.succ_at[4], 4);
	assert_int_equal(g.succ[0].to, 3);
	assert_int_equal(g.succ[0].lag, -5);
	assert_int_equal(g.succ[1].to, 2);
	assert_int_equal(g.succ[2].lag, 7);
	assert_int_equal(g.succ[3].lag, 9);
	assert_int_equal(g.pred_at[2], 0);
	assert_int_equal(g.pred_at[3], 1);
	assert_int_equal(g.pred_at[4], 4);
	assert_int_equal(g.pred[0].to, 0);
	assert_int_equal(g.pred[1].to, 2);
	assert_int_equal(g.pred[1].lag, 7);
	assert_int_equal(g.pred[2].to, 0);
	assert_int_equal(g.pred[3].lag, 9);
	arena_done(&mem);
}

static void nothing_at_all_is_a_graph(void **state)
{
	expect_order(0, NULL, 0, NULL);
}

static void without_links_the_order_is_by_number(void **state)
{
	const uint32_t expected[] = { 0, 1, 2, 3 };

	expect_order(4, NULL, 0, expected);
}

static void the_lowest_that_is_free_comes_next(void **state)
{
	/* 2 frees 0, and 0 comes at once although 3 and 4 wait. */
	const struct plan_link link[] = { { 2, 0, 0 }, { 3, 1, 0 } };
	const uint32_t expected[] = { 2, 0, 3, 1, 4 };

	expect_order(5, link, 2, expected);
}

static void a_link_given_twice_counts_twice_and_harms_nobody(void **state)
{
	const struct plan_link link[] = { { 1, 0, 0 }, { 1, 0, 5 } };
	const uint32_t expected[] = { 1, 0 };

	expect_order(2, link, 2, expected);
}

/* ---- circles ---- */

static void a_circle_is_named_from_its_lowest(void **state)
{
	/* 4 -> 2 -> 3 -> 4; 0 before it, 1 and 5 behind it */
	const struct plan_link link[] = {
		{ 0, 4, 0 }, { 3, 4, 0 }, { 4, 2, 0 }, { 2, 3, 0 }, { 3, 1, 0 }, { 1, 5, 0 }
	};
	const uint32_t expected[] = { 2, 3, 4 };

	expect_cycle(6, link, 6, expected, 3);
}

static void waiting_for_itself_is_a_circle(void **state)
{
	const struct plan_link link[] = { { 0, 1, 0 }, { 1, 1, 0 }, { 1, 2, 0 } };
	const uint32_t expected[] = { 1 };

	expect_cycle(3, link, 3, expected, 1);
}

static void two_that_wait_for_each_other_are_a_circle(void **state)
{
	const struct plan_link link[] = { { 2, 1, 0 }, { 1, 2, -100 } };
	const uint32_t expected[] = { 1, 2 };

	expect_cycle(3, link, 2, expected, 2);
}

/* ---- random graphs ---- */

enum { GRAPHS = 2000, VERTICES_MAX = 200 };

/* The plain way: of those that wait for nobody the lowest, again and again. False: a circle. */
static bool plain_order(size_t n, const struct plan_link *link, size_t n_links, uint32_t *ret)
{
	bool out[VERTICES_MAX] = { false };

	for (size_t done = 0; done < n; done++) {
		size_t v, i = 0;

		for (v = 0; v < n; v++) {
			for (i = 0; i < n_links && !(link[i].to == v && !out[link[i].from]); i++)
				;
			if (!out[v] && i == n_links)
				break;
		}
		if (v == n)
			return false;
		out[v] = true;
		ret[done] = (uint32_t)v;
	}
	return true;
}

static bool has_link(const struct plan_link *link, size_t n_links, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < n_links; i++)
		if (link[i].from == from && link[i].to == to)
			return true;
	return false;
}

static void check_cycle(uint64_t seed, const struct plan_link *link, size_t n_links, const struct plan_cycle *c)
{
	if (c->n == 0)
		fail_msg("seed %llu: no circle named", (unsigned long long)seed);
	for (size_t i = 0; i < c->n; i++) {
		if (c->vertex[i] < c->vertex[0])
			fail_msg("seed %llu: the circle does not begin at its lowest", (unsigned long long)seed);
		if (!has_link(link, n_links, c->vertex[i], c->vertex[(i + 1) % c->n]))
			fail_msg("seed %llu: no link %u -> %u", (unsigned long long)seed, c->vertex[i],
				 c->vertex[(i + 1) % c->n]);
		for (size_t j = 0; j < i; j++)
			if (c->vertex[i] == c->vertex[j])
				fail_msg("seed %llu: %u twice in the circle", (unsigned long long)seed, c->vertex[i]);
	}
}

/* Returns whether it went in a circle. */
static bool check_random(uint64_t seed)
{
	uint64_t state = seed;
	size_t n = 1 + random_next(&state) % (seed % 7 == 0 ? VERTICES_MAX : 12),
	       n_links = random_next(&state) % (n + 2);
	struct plan_link link[VERTICES_MAX + 2];
	uint32_t expected[VERTICES_MAX];
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };
	bool ok;

	for (size_t i = 0; i < n_links; i++)
		link[i] = (struct plan_link){ (uint32_t)(random_next(&state) % n), (uint32_t)(random_next(&state) % n),
					      0 };
	ok = plain_order(n, link, n_links, expected);
	if (plan_graph_make(&mem, n, link, n_links, &g, &cycle) != ok)
		fail_msg("seed %llu: %s", (unsigned long long)seed, ok ? "a circle where is none" : "no circle found");
	for (size_t i = 0; ok && i < n; i++)
		if (g.order[i] != expected[i])
			fail_msg("seed %llu: %u at %zu, expected %u", (unsigned long long)seed, g.order[i], i,
				 expected[i]);
	if (!ok)
		check_cycle(seed, link, n_links, &cycle);
	arena_done(&mem);
	return !ok;
}

static void random_graphs_agree_with_the_plain_way(void **state)
{
	int circles = 0;

	for (uint64_t i = 1; i <= GRAPHS; i++)
		circles += check_random(i * 2654435761u);
	/* Both kinds were seen. */
	assert_in_range(circles, GRAPHS / 10, GRAPHS * 9 / 10);
}

/* Numbers beyond one, two and three words of words; a chain backwards is the worst for "the lowest". */
static void long_chains_run_backwards(void **state)
{
	enum { N = 300000 };
	struct plan_link *link = mem_alloc(N * sizeof(*link));
	struct plan_graph g;
	struct plan_cycle cycle;
	struct arena mem = { 0 };

	for (uint32_t i = 0; i + 1 < N; i++)
		link[i] = (struct plan_link){ .from = i + 1, .to = i };
	assert_true(plan_graph_make(&mem, N, link, N - 1, &g, &cycle));
	for (uint32_t i = 0; i < N; i++)
		assert_int_equal(g.order[i], N - 1 - i);
	link[N - 1] = (struct plan_link){ .from = 0, .to = N - 1 };
	assert_false(plan_graph_make(&mem, N, link, N, &g, &cycle));
	assert_int_equal(cycle.n, N);
	assert_int_equal(cycle.vertex[0], 0);
	assert_int_equal(cycle.vertex[1], N - 1);
	arena_done(&mem);
	free(link);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_stand_in_the_order_of_the_links),
		cmocka_unit_test(nothing_at_all_is_a_graph),
		cmocka_unit_test(without_links_the_order_is_by_number),
		cmocka_unit_test(the_lowest_that_is_free_comes_next),
		cmocka_unit_test(a_link_given_twice_counts_twice_and_harms_nobody),
		cmocka_unit_test(a_circle_is_named_from_its_lowest),
		cmocka_unit_test(waiting_for_itself_is_a_circle),
		cmocka_unit_test(two_that_wait_for_each_other_are_a_circle),
		cmocka_unit_test(random_graphs_agree_with_the_plain_way),
		cmocka_unit_test(long_chains_run_backwards),
	};

	return cmocka_run_group_tests_name("plan_graph", tests, NULL, NULL);
}
