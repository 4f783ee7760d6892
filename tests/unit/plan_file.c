/*
 * The plan file: what its cells may say, and every error with its line and its tasks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/plan/file.h"
#include "support/unit_random.h"

#define HEADER "task\tduration\tpredecessors\n"
#define LANES  "task\tduration\tpredecessors\tlane\n"

static void parse(struct plan_file *f, const char *text)
{
	struct err err = { 0 };

	if (!plan_file_parse(f, text, &err))
		fail_msg("%s: %s", err.code, err.message);
}

/* The message begins with the line and holds all that is named behind it. */
static void expect_refusal(const char *text, const char *code, const char *line, const char *named)
{
	struct plan_file f;
	struct err err = { 0 };

	if (plan_file_parse(&f, text, &err))
		fail_msg("accepted: %s", text);
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.field, "file");
	if (strcmp(err.code, code) != 0 || strncmp(err.message, line, strlen(line)) != 0 || !strstr(err.message, named))
		fail_msg("%s: \"%s\", not %s: \"%s\" with \"%s\"", err.code, err.message, code, line, named);
	plan_file_done(&f);
}

static void expect_edge(const struct plan_file *f, uint32_t to, uint32_t nth, const char *from, int64_t lag)
{
	const struct plan_graph *g = &f->graph;

	assert_true(g->pred_at[to] + nth < g->pred_at[to + 1]);
	assert_string_equal(f->task_name[g->pred[g->pred_at[to] + nth].to], from);
	assert_int_equal(g->pred[g->pred_at[to] + nth].lag, lag);
}

static size_t n_predecessors(const struct plan_file *f, uint32_t v)
{
	return f->graph.pred_at[v + 1] - f->graph.pred_at[v];
}

/* ---- what is taken ---- */

static void reads_tasks_in_their_order(void **state)
{
	struct plan_file f;

	parse(&f, "# a plan\n\ntask\tduration\tpredecessors\nA\t12.5\t\nB\t0.001\tA\n  # half way\nC\t0\tA,B\n");
	assert_int_equal(f.n_tasks, 3);
	assert_string_equal(f.task_name[0], "A");
	assert_string_equal(f.task_name[2], "C");
	assert_int_equal(f.duration[0], 12500);
	assert_int_equal(f.duration[1], 1);
	assert_int_equal(f.duration[2], 0);
	assert_int_equal(n_predecessors(&f, 0), 0);
	expect_edge(&f, 1, 0, "A", 0);
	expect_edge(&f, 2, 0, "A", 0);
	expect_edge(&f, 2, 1, "B", 0);
	assert_int_equal(f.n_lanes, 0);
	assert_int_equal(f.level.task[0].n_choices, 0);
	assert_int_equal(f.level.task[0].work, 12500);
	assert_int_equal(f.level.task[0].release, PLAN_ALWAYS);
	assert_int_equal(f.level.task[0].due, PLAN_NEVER);
	assert_int_equal(f.level.task[0].lane, UINT32_MAX);
	assert_false(f.level.task[0].fixed);
	assert_ptr_equal(f.level.graph, &f.graph);
	plan_file_done(&f);
}

static void columns_stand_in_any_order(void **state)
{
	struct plan_file f;

	parse(&f, "due\tPredecessors\tduration\ttask\trelease\n40\t\t3\tone\t\n\tone\t4\ttwo\t2.5\n");
	assert_int_equal(f.duration[1], 4000);
	assert_int_equal(f.level.task[0].due, 40000);
	assert_int_equal(f.level.task[0].release, PLAN_ALWAYS);
	assert_int_equal(f.level.task[1].release, 2500);
	assert_int_equal(f.level.task[1].due, PLAN_NEVER);
	expect_edge(&f, 1, 0, "one", 0);
	plan_file_done(&f);
}

static void takes_what_spreadsheets_write(void **state)
{
	struct plan_file f;

	parse(&f, "\xef\xbb\xbf"
		  "@lane\tL1\t2\r\ntask\tduration\tlane\t\r\n Sawing wood \t 5 \t L1 \t\t\r\n\t\t\r\nB\t1");
	assert_int_equal(f.n_tasks, 2);
	assert_string_equal(f.task_name[0], "Sawing wood");
	assert_int_equal(f.duration[0], 5000);
	assert_int_equal(f.level.task[0].n_choices, 1);
	assert_int_equal(f.level.lane[0].capacity, 2);
	assert_int_equal(f.level.task[1].n_choices, 0);
	plan_file_done(&f);
}

static void no_task_is_a_plan_too(void **state)
{
	struct plan_file f;

	parse(&f, "task\tduration");
	assert_int_equal(f.n_tasks, 0);
	assert_int_equal(f.graph.n, 0);
	plan_file_done(&f);
}

static void a_known_name_is_that_task(void **state)
{
	struct plan_file f;

	parse(&f, HEADER "A\t1\nA+30\t1\nA-1\t1\nA-1-2\t1\nZ\t1\tA+30,A+31,A-1,A-1-2,A-1-3, A-1-2+4 ,A -0.125\n");
	assert_int_equal(n_predecessors(&f, 4), 7);
	expect_edge(&f, 4, 0, "A+30", 0);
	expect_edge(&f, 4, 1, "A", 31000);
	expect_edge(&f, 4, 2, "A-1", 0);
	expect_edge(&f, 4, 3, "A-1-2", 0);
	expect_edge(&f, 4, 4, "A-1", -3000);
	expect_edge(&f, 4, 5, "A-1-2", 4000);
	expect_edge(&f, 4, 6, "A", -125);
	plan_file_done(&f);
}

static void a_predecessor_may_stand_further_down(void **state)
{
	struct plan_file f;

	parse(&f, HEADER "B\t1\tA+5\nA\t1\n");
	expect_edge(&f, 0, 0, "A", 5000);
	assert_int_equal(f.graph.order[0], 1);
	plan_file_done(&f);
}

static void lanes_have_capacity_and_alternatives(void **state)
{
	struct plan_file f;
	const struct level_task *t;

	parse(&f, "@lane L1\n@lane  L2 \t 3 \n" LANES "A\t4\t\tL1|L2\nB\t\t\tL2=7|L1=5.5\nC\t9\t\tL1|L2=1\n");
	assert_int_equal(f.n_lanes, 2);
	assert_string_equal(f.lane_name[1], "L2");
	assert_int_equal(f.level.n_lanes, 2);
	assert_int_equal(f.level.lane[0].capacity, 1);
	assert_int_equal(f.level.lane[1].capacity, 3);
	t = f.level.task;
	assert_int_equal(t[0].n_choices, 2);
	assert_int_equal(t[0].choice[1].lane, 1);
	assert_int_equal(t[0].choice[1].work, 4000);
	assert_int_equal(t[1].choice[0].lane, 1);
	assert_int_equal(t[1].choice[0].work, 7000);
	assert_int_equal(t[1].choice[1].lane, 0);
	assert_int_equal(t[1].choice[1].work, 5500);
	assert_int_equal(f.duration[1], 5500); /* the least there is */
	assert_int_equal(t[2].choice[0].work, 9000);
	assert_int_equal(t[2].choice[1].work, 1000);
	assert_int_equal(f.duration[2], 9000);
	plan_file_done(&f);
}

static void lanes_nobody_declared_hold_one(void **state)
{
	struct plan_file f;

	parse(&f, LANES "A\t4\t\tsaw\nB\t4\t\tdrill=2|saw\n");
	assert_int_equal(f.n_lanes, 2);
	assert_string_equal(f.lane_name[0], "saw");
	assert_string_equal(f.lane_name[1], "drill");
	assert_int_equal(f.level.lane[1].capacity, 1);
	assert_null(f.level.lane[1].calendar);
	assert_int_equal(f.level.task[1].choice[0].lane, 1);
	assert_int_equal(f.level.task[1].choice[0].work, 2000);
	plan_file_done(&f);
}

static void a_declared_lane_may_hold_an_equals_sign(void **state)
{
	struct plan_file f;

	parse(&f, "@lane L=1\n" LANES "A\t4\t\tL=1\nB\t4\t\tL=1=3\n");
	assert_int_equal(f.level.task[0].choice[0].work, 4000);
	assert_int_equal(f.level.task[1].choice[0].work, 3000);
	plan_file_done(&f);
}

/* ---- what is not ---- */

static void refuses_lines_of_wrong_form(void **state)
{
	expect_refusal(HEADER "A\t1\n\t2\n", "BAD_LINE", "Line 3: ", "no name");
	expect_refusal(HEADER "A\t1\t\tmore\n", "BAD_LINE", "Line 2: ", "more");
	expect_refusal(HEADER "A\t\n", "BAD_LINE", "Line 2: ", "task A has no duration");
	expect_refusal(LANES "A\t\t\tL1=4|L2\n", "BAD_LINE", "Line 2: ", "L2");
	expect_refusal(HEADER "A\x01\t1\n", "BAD_LINE", "Line 2: ", "no text");
	expect_refusal(HEADER "A\xff\t1\n", "BAD_LINE", "Line 2: ", "no text");
	expect_refusal("@lane\n" HEADER, "BAD_LINE", "Line 1: ", "@lane NAME CAPACITY");
	expect_refusal("@lane L1 1 2\n" HEADER, "BAD_LINE", "Line 1: ", "@lane NAME CAPACITY");
}

static void refuses_columns_it_does_not_know_or_lacks(void **state)
{
	expect_refusal("# x\ntask\tduration\tcolour\n", "UNKNOWN_COLUMN", "Line 2: ", "colour");
	expect_refusal("task,duration\n", "UNKNOWN_COLUMN", "Line 1: ", "task,duration");
	expect_refusal("task\t\tduration\n", "UNKNOWN_COLUMN", "Line 1: ", "\"\"");
	expect_refusal("task\tduration\ttask\n", "NAMED_TWICE", "Line 1: ", "task");
	expect_refusal("task\tpredecessors\n", "MISSING_COLUMN", "Line 1: ", "duration");
	expect_refusal("duration\n", "MISSING_COLUMN", "Line 1: ", "task");
	expect_refusal("", "MISSING_COLUMN", "", "columns");
	expect_refusal("# nothing\n@lane L1\n", "MISSING_COLUMN", "", "columns");
}

static void refuses_numbers_that_are_none(void **state)
{
	expect_refusal(HEADER "A\t1\nB\tten\n", "NOT_A_NUMBER", "Line 3: ", "task B, duration");
	expect_refusal(HEADER "A\tnan\n", "NOT_A_NUMBER", "Line 2: ", "nan");
	expect_refusal(HEADER "A\t1e3\n", "NOT_A_NUMBER", "Line 2: ", "1e3");
	expect_refusal(HEADER "A\t-1\n", "NEGATIVE", "Line 2: ", "task A, duration");
	expect_refusal(HEADER "A\t0.0001\n", "TOO_MANY_DECIMALS", "Line 2: ", "task A, duration");
	expect_refusal(HEADER "A\t1000000001\n", "TOO_LARGE", "Line 2: ", "task A, duration");
	expect_refusal(HEADER "A\t99999999999999999999\n", "TOO_LARGE", "Line 2: ", "task A, duration");
	expect_refusal("task\tduration\trelease\nA\t1\t-2\n", "NEGATIVE", "Line 2: ", "task A, release");
	expect_refusal("task\tduration\tdue\nA\t1\tsoon\n", "NOT_A_NUMBER", "Line 2: ", "task A, due");
	expect_refusal(LANES "A\t1\t\tL1=x\n", "NOT_A_NUMBER", "Line 2: ", "task A, L1");
	expect_refusal(LANES "A\t1\t\tL1=-4\n", "NEGATIVE", "Line 2: ", "task A, L1");
	expect_refusal(HEADER "A\t1\nB\t1\tA+0.0001\n", "TOO_MANY_DECIMALS", "Line 3: ", "task B, lag in A+0.0001");
	expect_refusal(HEADER "A\t1\nB\t1\tA+9999999999\n", "TOO_LARGE", "Line 3: ", "task B, lag");
	expect_refusal("@lane L1 many\n" HEADER, "NOT_A_NUMBER", "Line 1: ", "capacity of lane L1");
	expect_refusal("@lane L1 1.5\n" HEADER, "NOT_A_NUMBER", "Line 1: ", "capacity of lane L1");
	expect_refusal("@lane L1 -1\n" HEADER, "NEGATIVE", "Line 1: ", "capacity of lane L1");
	expect_refusal("@lane L1 0\n" HEADER, "NOT_POSITIVE", "Line 1: ", "capacity of lane L1");
	expect_refusal("@lane L1 99999\n" HEADER, "TOO_LARGE", "Line 1: ", "capacity of lane L1");
}

static void refuses_names_that_stand_twice(void **state)
{
	expect_refusal(HEADER "A\t1\nB\t1\nA\t2\n", "NAMED_TWICE", "Line 4: ", "task A stands in line 2");
	expect_refusal("@lane L1\n@lane L1 2\n" HEADER, "NAMED_TWICE", "Line 2: ", "lane L1");
	expect_refusal(LANES "A\t1\t\tL1|L1=3\n", "NAMED_TWICE", "Line 2: ", "task A names lane L1 twice");
}

static void refuses_names_it_does_not_know(void **state)
{
	expect_refusal(HEADER "A\t1\nB\t1\tA,X\n", "UNKNOWN_TASK", "Line 3: ", "task B: there is no task X");
	expect_refusal(HEADER "A\t1\nB\t1\tX+5\n", "UNKNOWN_TASK", "Line 3: ", "X+5");
	expect_refusal(HEADER "A\t1\nB\t1\tA+x\n", "UNKNOWN_TASK", "Line 3: ", "A+x");
	expect_refusal(HEADER "A\t1\nB\t1\tA 5\n", "UNKNOWN_TASK", "Line 3: ", "A 5");
	expect_refusal(HEADER "A\t1\nB\t1\ta\n", "UNKNOWN_TASK", "Line 3: ", "no task a ");
	expect_refusal("@lane L1\n" LANES "A\t1\t\tL1|L9\n", "UNKNOWN_LANE", "Line 3: ", "L9");
	expect_refusal("@lane L1\n" LANES "A\t1\t\tL9=4\n", "UNKNOWN_LANE", "Line 3: ", "task A");
	expect_refusal(LANES "A\t1\t\t=4\n", "UNKNOWN_LANE", "Line 2: ", "task A");
}

static void names_the_tasks_of_a_circle(void **state)
{
	expect_refusal(HEADER "A\t1\nB\t1\tA,C\nC\t1\tB\n", "CYCLE", "Line 3: ", "B -> C -> B");
	expect_refusal(HEADER "A\t1\tA-100\n", "CYCLE", "Line 2: ", "A -> A");
	expect_refusal(HEADER "C\t1\tA\nA\t1\tB\nB\t1\tC\n", "CYCLE", "Line 2: ", "C -> B -> A -> C");
}

static void a_long_circle_is_cut_and_still_closed(void **state)
{
	char text[64 * 200] = HEADER;
	size_t n = strlen(text);

	for (int i = 0; i < 200; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "task %d\t1\ttask %d\n", i, (i + 199) % 200);
	expect_refusal(text, "CYCLE", "Line 2: ", "task 0 -> task 1 -> task 2 -> ");
	expect_refusal(text, "CYCLE", "Line 2: ", " -> ... -> task 0");
}

/* ---- many and anything ---- */

static void many_names_are_found_again(void **state)
{
	enum { N = 5000 };
	char *text = mem_alloc(N * 64);
	size_t n = (size_t)snprintf(text, 64, HEADER);
	struct plan_file f;

	for (int i = 0; i < N; i++)
		n += (size_t)snprintf(text + n, 64, "T%d\t1\tT%d+%d\n", i, i + 1 < N ? i + 1 : i, i);
	snprintf(text + n - strlen("T4999+4999\n"), 64, "\n");
	parse(&f, text);
	assert_int_equal(f.n_tasks, N);
	for (uint32_t i = 0; i + 1 < N; i++) {
		assert_int_equal(n_predecessors(&f, i), 1);
		assert_int_equal(f.graph.pred[f.graph.pred_at[i]].to, i + 1);
		assert_int_equal(f.graph.pred[f.graph.pred_at[i]].lag, (int64_t)i * PLAN_FILE_MINUTE);
	}
	plan_file_done(&f);
	free(text);
}

/* Any bytes are parsed or refused with a code and a message that is text. */
static void survives_anything(void **state)
{
	static const char alphabet[] = "AB12L\t\t\n\n,|=+-.@# \r\xff" HEADER;
	uint64_t seed = 20261124;
	char text[200];

	for (int i = 0; i < 20000; i++) {
		size_t n = random_below(&seed, sizeof(text) - 60), at = 0;
		struct plan_file f;
		struct err err = { 0 };

		if (i % 4)
			at = (size_t)snprintf(text, sizeof(text), "%s", i % 4 == 1 ? LANES : HEADER "A\t1\n");
		for (size_t k = 0; k < n; k++)
			text[at++] = alphabet[random_below(&seed, sizeof(alphabet) - 1)];
		text[at] = '\0';
		if (!plan_file_parse(&f, text, &err) && (!err.code[0] || !err.message[0]))
			fail_msg("refused without a reason: %s", text);
		plan_file_done(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tasks_in_their_order),
		cmocka_unit_test(columns_stand_in_any_order),
		cmocka_unit_test(takes_what_spreadsheets_write),
		cmocka_unit_test(no_task_is_a_plan_too),
		cmocka_unit_test(a_known_name_is_that_task),
		cmocka_unit_test(a_predecessor_may_stand_further_down),
		cmocka_unit_test(lanes_have_capacity_and_alternatives),
		cmocka_unit_test(lanes_nobody_declared_hold_one),
		cmocka_unit_test(a_declared_lane_may_hold_an_equals_sign),
		cmocka_unit_test(refuses_lines_of_wrong_form),
		cmocka_unit_test(refuses_columns_it_does_not_know_or_lacks),
		cmocka_unit_test(refuses_numbers_that_are_none),
		cmocka_unit_test(refuses_names_that_stand_twice),
		cmocka_unit_test(refuses_names_it_does_not_know),
		cmocka_unit_test(names_the_tasks_of_a_circle),
		cmocka_unit_test(a_long_circle_is_cut_and_still_closed),
		cmocka_unit_test(many_names_are_found_again),
		cmocka_unit_test(survives_anything),
	};

	return cmocka_run_group_tests_name("plan_file", tests, NULL, NULL);
}
