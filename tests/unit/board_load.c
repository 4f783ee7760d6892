/*
 * board_load - rows to lanes, bars and links.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "support/unit_board.h"

static int setup(void **state)
{
	struct unit_board *u = mem_alloc(sizeof(*u));

	unit_board_init(u);
	*state = u;
	return 0;
}

static int teardown(void **state)
{
	unit_board_done(*state);
	free(*state);
	return 0;
}

static void test_nothing(void **state)
{
	struct unit_board *u = *state;

	unit_board_load(u, 0);
	assert_int_equal(u->board.plan.n_lanes, 0);
	assert_int_equal(u->board.plan.n_bars, 0);
	assert_int_equal(u->board.plan.graph.n_links, 0);
	assert_int_equal(board_bar_of(&u->board, 1), PLAN_NO_BAR);
	assert_int_equal(board_bar_named(&u->board, "WO-1", 0), PLAN_NO_BAR);
	assert_int_equal(board_lane_named(&u->board, "A"), PLAN_NO_LANE);
}

static void test_lanes_and_windows(void **state)
{
	struct unit_board *u = *state;
	const struct board *b = &u->board;

	unit_board_lane(u, 9, "A", 2);
	unit_board_lane(u, 3, "B", 0);
	unit_board_window(u, 3, "work", 6, 10);
	unit_board_window(u, 3, "maintenance", 10, 11);
	unit_board_window(u, 3, "work", 11, 14);
	unit_board_window(u, 77, "work", 0, 24);
	unit_board_load(u, 0);
	assert_int_equal(b->plan.n_lanes, 2);
	assert_true(b->plan.lane[0].calendar.round_the_clock);
	assert_int_equal(b->plan.lane[0].capacity, 2);
	assert_string_equal(b->lane_fact[0].machines, "M-1, M 2");
	assert_false(b->plan.lane[1].calendar.round_the_clock);
	assert_int_equal(b->plan.lane[1].capacity, 1);
	assert_int_equal(b->plan.lane[1].calendar.n, 2);
	assert_int_equal(plan_calendar_add(&b->plan.lane[1].calendar, HOUR(9), 2 * 3600), HOUR(12));
	assert_int_equal(b->lane_fact[1].n_maintenance, 1);
	assert_int_equal(b->lane_fact[1].maintenance[0].start, HOUR(10));
	assert_int_equal(b->lane_fact[0].n_maintenance, 0);
	assert_int_equal(board_lane_named(b, "B"), 1);
}

static void test_bars(void **state)
{
	struct unit_board *u = *state;
	const struct board *b = &u->board;

	unit_board_lane(u, 9, "A", 1);
	unit_board_lane(u, 3, "B", 1);
	unit_board_bar(u, &(struct unit_bar){ .operation = 5,
					      .lane = 3,
					      .from = 8,
					      .to = 10,
					      .lanes = "9,3,44",
					      .home = 9,
					      .good = "2.5",
					      .due = 20,
					      .status = "firm",
					      .is_short = true });
	unit_board_bar(
		u,
		&(struct unit_bar){
			.operation = 6, .order = 2, .number = "WO-2", .sequence = 20, .operations = 2, .work = 1.5 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 7, .order = 3, .lane = 44, .from = 8, .to = 9 });
	unit_board_load(u, 0);
	assert_int_equal(b->plan.n_bars, 2); /* the third stands on no lane of ours */
	assert_string_equal(b->plan.bar[0].number, "WO-1");
	assert_int_equal(b->plan.bar[0].at.lane, 1);
	assert_int_equal(b->plan.bar[0].at.start, HOUR(8));
	assert_int_equal(b->plan.bar[0].at.work, 7200);
	assert_int_equal(b->plan.bar[0].at.status, PLAN_FIRM);
	assert_int_equal(b->plan.bar[0].home, 0);
	assert_int_equal(b->plan.bar[0].n_lanes, 2);
	assert_int_equal(b->plan.bar[0].lanes[0], 0);
	assert_int_equal(b->plan.bar[0].lanes[1], 1);
	assert_int_equal(b->plan.bar[0].due, HOUR(20));
	assert_int_equal(b->fact[0].booking, 5);
	assert_int_equal(b->fact[0].version, 105);
	assert_int_equal(b->fact[0].good, 2500000);
	assert_true(b->fact[0].is_short);
	assert_string_equal(b->plan.bar[1].number, "WO-2/20");
	assert_int_equal(b->plan.bar[1].at.lane, PLAN_NO_LANE);
	assert_int_equal(b->plan.bar[1].at.work, 5400);
	assert_true(b->plan.bar[1].due == PLAN_NEVER);
	assert_int_equal(b->plan.bar[1].home, PLAN_NO_LANE);
	assert_int_equal(b->plan.bar[1].n_lanes, 0);
	assert_int_equal(b->fact[1].booking, 0);
	assert_string_equal(b->fact[1].product, "");
}

static void test_names(void **state)
{
	struct unit_board *u = *state;

	unit_board_lane(u, 1, "A", 9);
	unit_board_bar(u, &(struct unit_bar){ .operation = 1, .operations = 3, .lane = 1, .to = 1, .status = "done" });
	unit_board_bar(u, &(struct unit_bar){ .operation = 3, .sequence = 30, .operations = 3, .lane = 1, .to = 1 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 2, .sequence = 20, .operations = 3, .lane = 1, .to = 1 });
	unit_board_load(u, 0);
	assert_int_equal(board_bar_named(&u->board, "WO-1", 0), 2); /* the first open one */
	assert_int_equal(board_bar_named(&u->board, "WO-1", 10), 0);
	assert_int_equal(board_bar_named(&u->board, "WO-1", 40), PLAN_NO_BAR);
	assert_int_equal(board_bar_of(&u->board, 3), 1);
}

/* "0>1+60 .." : all links, by from, then to. */
static const char *links_of(const struct board *b, struct arena *mem)
{
	const struct plan_graph *g = &b->plan.graph;
	char *text = arena_strdup(mem, "");

	for (size_t v = 0; v < g->n; v++)
		for (uint32_t e = g->succ_at[v]; e < g->succ_at[v + 1]; e++)
			text = arena_printf(mem, "%s%s%lld>%lld%+lld", text, text[0] ? " " : "",
					    (long long)b->plan.bar[v].operation,
					    (long long)b->plan.bar[g->succ[e].to].operation, (long long)g->succ[e].lag);
	return text;
}

static void test_links_inside_an_order(void **state)
{
	struct unit_board *u = *state;
	struct arena mem = { 0 };

	unit_board_lane(u, 1, "A", 9);
	for (int i = 4; i > 0; i--) /* the second waits in the tray */
		unit_board_bar(u, &(struct unit_bar){ .operation = i,
						      .sequence = i * 10,
						      .operations = 4,
						      .lane = i != 2,
						      .from = i,
						      .to = i + 1 });
	unit_board_load(u, 0);
	assert_int_equal(u->board.cycle.n, 0);
	assert_string_equal(links_of(&u->board, &mem), "3>4+0 2>3+0 1>2+0 1>3+0");
	arena_done(&mem);
}

static void test_links_between_orders(void **state)
{
	struct unit_board *u = *state;
	struct arena mem = { 0 };

	unit_board_lane(u, 1, "A", 9);
	/* order 1: booked, tray; order 2: tray, booked, booked */
	unit_board_bar(u, &(struct unit_bar){ .operation = 1, .operations = 2, .lane = 1, .from = 0, .to = 1 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 2, .operations = 2, .sequence = 20, .work = 1 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 3, .order = 2, .operations = 3, .work = 1 });
	unit_board_bar(
		u,
		&(struct unit_bar){
			.operation = 4, .order = 2, .operations = 3, .sequence = 20, .lane = 1, .from = 3, .to = 4 });
	unit_board_bar(
		u,
		&(struct unit_bar){
			.operation = 5, .order = 2, .operations = 3, .sequence = 30, .lane = 1, .from = 4, .to = 5 });
	unit_board_link(u, 1, 2, -60);
	unit_board_link(u, 1, 8, 0);
	unit_board_link(u, 8, 2, 0);
	unit_board_load(u, 0);
	assert_string_equal(links_of(&u->board, &mem), "1>2+0 1>3-60 1>4-60 2>3-60 2>4-60 3>4+0 4>5+0");
	arena_done(&mem);
}

static void test_a_circle_is_told_and_left_out(void **state)
{
	struct unit_board *u = *state;

	unit_board_lane(u, 1, "A", 9);
	for (int i = 1; i <= 2; i++)
		unit_board_bar(u, &(struct unit_bar){ .operation = i, .order = i, .lane = 1, .from = i, .to = i + 1 });
	unit_board_link(u, 1, 2, 0);
	unit_board_link(u, 2, 1, 0);
	unit_board_load(u, 0);
	assert_int_equal(u->board.cycle.n, 2);
	assert_int_equal(u->board.plan.graph.n, 2);
	assert_int_equal(u->board.plan.graph.n_links, 0);
}

/* Whatever is booked: C's live links say what the rule of the database says. */
static void rule_links(const struct unit_bar *bar, size_t n, struct arena *mem, char **ret)
{
	uint32_t last[3] = { 0 };

	*ret = arena_strdup(mem, "");
	for (size_t i = 0; i < n; i++) {
		if (!bar[i].lane)
			continue;
		if (last[bar[i].order])
			*ret = arena_printf(mem, "%s%u>%d ", *ret, last[bar[i].order], bar[i].operation);
		else if (bar[i].order == 2 && last[1])
			*ret = arena_printf(mem, "%s%u>%d ", *ret, last[1], bar[i].operation);
		last[bar[i].order] = (uint32_t)bar[i].operation;
	}
}

static void test_links_of_what_is_booked_are_the_rule(void **state)
{
	for (unsigned booked = 0; booked < 64; booked++) {
		struct unit_bar bar[6];
		struct unit_board u;
		struct arena mem = { 0 };
		char *wanted, *got = arena_strdup(&mem, "");

		unit_board_init(&u);
		unit_board_lane(&u, 1, "A", 9);
		for (int i = 0; i < 6; i++) {
			bar[i] = (struct unit_bar){ .operation = i + 1,
						    .order = i / 3 + 1,
						    .operations = 3,
						    .sequence = (i % 3 + 1) * 10,
						    .lane = booked >> i & 1,
						    .from = i,
						    .to = i + 1 };
			unit_board_bar(&u, &bar[i]);
		}
		unit_board_link(&u, 1, 2, 0);
		unit_board_load(&u, 0);
		rule_links(bar, 6, &mem, &wanted);
		for (uint32_t v = 0; v < 6; v++)
			for (uint32_t e = u.board.plan.graph.succ_at[v]; e < u.board.plan.graph.succ_at[v + 1]; e++)
				if (bar[v].lane && bar[u.board.plan.graph.succ[e].to].lane)
					got = arena_printf(&mem, "%s%u>%u ", got, v + 1,
							   u.board.plan.graph.succ[e].to + 1);
		assert_string_equal(got, wanted);
		arena_done(&mem);
		unit_board_done(&u);
	}
}

static void test_ten_thousand_bars(void **state)
{
	enum { BARS = 10000, LANES = 50, DAYS = 400 };
	static char number[BARS / 5][16];
	struct unit_board *u = *state;
	int64_t start, best = INT64_MAX;
	char code[LANES + 1][16];

	for (int i = 1; i <= LANES; i++) {
		snprintf(code[i], sizeof(code[i]), "L-%d", i);
		unit_board_lane(u, i, code[i], 1);
		for (int day = 0; day < DAYS; day++)
			unit_board_window(u, i, "work", day * 24 + 6, day * 24 + 14);
	}
	for (int i = 0; i < BARS; i++) {
		snprintf(number[i / 5], sizeof(number[0]), "WO-%d", i / 5);
		unit_board_bar(u, &(struct unit_bar){ .operation = BARS - i,
						      .order = i / 5 + 1,
						      .number = number[i / 5],
						      .operations = 5,
						      .sequence = (i % 5 + 1) * 10,
						      .lanes = "3,7,9",
						      .lane = i % LANES + 1,
						      .from = i % DAYS * 24 + 6,
						      .to = i % DAYS * 24 + 8 });
	}
	for (int i = 1; i < BARS / 5; i++)
		unit_board_link(u, i, i + 1, 0);
	for (int i = 0; i < 5; i++) {
		start = clock_mono_ms(clock_system());
		unit_board_load(u, 0);
		if (clock_mono_ms(clock_system()) - start < best)
			best = clock_mono_ms(clock_system()) - start;
	}
	print_message("%d bars, %d windows: %d ms\n", BARS, LANES * DAYS, (int)best);
	assert_int_equal(u->board.plan.n_bars, BARS);
	assert_int_equal(u->board.plan.graph.n_links, BARS / 5 * 4 + BARS / 5 - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lanes_and_windows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bars, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links_inside_an_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links_between_orders, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_circle_is_told_and_left_out, setup, teardown),
		cmocka_unit_test(test_links_of_what_is_booked_are_the_rule),
		cmocka_unit_test_setup_teardown(test_ten_thousand_bars, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
