/*
 * board_changes - what a draft sends, what it is refused for, and levelling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base/zone.h"
#include "support/unit_board.h"

/* Two lanes, 06:00 to 14:00 for ten days; WO-1 and WO-2 on A, WO-3 on B after WO-1, WO-4 in the tray. */
struct desk {
	struct unit_board u;
	struct arena mem;
	struct plan_place *draft;
	struct plan_outcome o;
	struct err err;
};

static int setup(void **state)
{
	struct desk *d = mem_alloc(sizeof(*d));
	struct unit_board *u = &d->u;

	zone_use("Europe/Rome");
	unit_board_init(u);
	unit_board_lane(u, 11, "A", 1);
	unit_board_lane(u, 12, "B", 1);
	for (int lane = 11; lane <= 12; lane++)
		for (int day = 0; day < 10; day++)
			unit_board_window(u, lane, "work", day * 24 + 6, day * 24 + 14);
	unit_board_bar(u, &(struct unit_bar){ .operation = 1, .order = 1, .lane = 11, .from = 6, .to = 8 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 2,
					      .order = 2,
					      .number = "WO-2",
					      .lane = 11,
					      .from = 8,
					      .to = 10,
					      .lanes = "11",
					      .due = 12 });
	unit_board_bar(u, &(struct unit_bar){ .operation = 3,
					      .order = 3,
					      .number = "WO-3",
					      .lane = 12,
					      .from = 8,
					      .to = 10,
					      .status = "firm" });
	unit_board_bar(u, &(struct unit_bar){ .operation = 4, .order = 4, .number = "WO-4", .work = 1 });
	unit_board_link(u, 1, 3, 0);
	unit_board_load(u, 0);
	d->draft = plan_draft(&u->board.plan, &d->mem);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	arena_done(&d->mem);
	unit_board_done(&d->u);
	free(d);
	return 0;
}

static const char *changes(struct desk *d)
{
	return board_changes(&d->u.board, d->draft, &d->mem);
}

static void test_changes(void **state)
{
	struct desk *d = *state;

	assert_string_equal(changes(d), "[]");
	d->draft[3].start = 77; /* in the tray there is no place */
	assert_string_equal(changes(d), "[]");
	assert_true(plan_put(&d->u.board.plan, &d->draft[3], 1, HOUR(13)));
	assert_string_equal(changes(d),
			    "[{\"operation_id\":4,\"version\":null,\"lane_id\":12,\"start_s\":1795525200,"
			    "\"end_s\":1795528800,\"work_s\":3600,\"overtime\":false,\"status\":\"planned\"}]");
	d->draft[3].lane = PLAN_NO_LANE;
	d->draft[0].lane = PLAN_NO_LANE;
	d->draft[1].status = PLAN_FIRM;
	d->draft[1].overtime = true;
	assert_string_equal(changes(d),
			    "[{\"operation_id\":1,\"version\":101,\"remove\":true},{\"operation_id\":2,\"version\":102,"
			    "\"lane_id\":11,\"start_s\":1795507200,\"end_s\":1795514400,\"work_s\":7200,"
			    "\"overtime\":true,\"status\":\"firm\"}]");
}

static void test_accepted(void **state)
{
	char text[64];

	(void)state;
	board_accepted(0, text, sizeof(text));
	assert_string_equal(text, "");
	board_accepted(PLAN_BROKEN | PLAN_PAST, text, sizeof(text));
	assert_string_equal(text, "");
	board_accepted(PLAN_LATE, text, sizeof(text));
	assert_string_equal(text, "late");
	board_accepted(0xff, text, sizeof(text));
	assert_string_equal(text, "overload,late,off_calendar,wrong_lane");
}

/* Play WO-n to lane at an hour, and say the code it is refused with. */
static const char *played(struct desk *d, uint32_t bar, uint32_t lane, double hour, enum plan_cascade mode, bool soft)
{
	const struct board *b = &d->u.board;
	struct plan_gesture g = { .bar = bar, .to = b->plan.bar[bar].at, .mode = mode };

	d->err = (struct err){ 0 };
	if (!plan_put(&b->plan, &g.to, lane, HOUR(hour)))
		return "OUT";
	plan_play(&b->plan, &g, &d->mem, &d->o);
	if (!board_refusal(b, &d->o, soft, &d->err))
		return "";
	assert_int_equal(d->err.kind, ERR_CONFLICT);
	return d->err.code;
}

static void test_refusals(void **state)
{
	struct desk *d = *state;

	assert_string_equal(played(d, 1, 0, 9, PLAN_CASCADE_NONE, false), "");
	assert_string_equal(played(d, 2, 1, 9, PLAN_CASCADE_NONE, true), "FROZEN");
	assert_string_equal(d->err.message, "WO-3 is firm and is not moved.");
	assert_string_equal(played(d, 0, 0, 7, PLAN_CASCADE_PUSH, true), "BLOCKED");
	assert_string_equal(d->err.message, "WO-3 is firm on B and would have to give way to WO-1.");
	assert_string_equal(played(d, 0, 0, 6.5, PLAN_CASCADE_NONE, true), "DEPENDENCY");
	assert_string_equal(d->err.message, "WO-3 would start Tue 24 Nov 09:00, 30m before WO-1 lets it.");
	assert_string_equal(played(d, 3, 0, 7, PLAN_CASCADE_NONE, false), "OVERLOAD");
	assert_string_equal(d->err.message,
			    "A would carry 2 from Tue 24 Nov 08:00 to Tue 24 Nov 09:00 and can do 1: WO-1, WO-4.");
	assert_string_equal(played(d, 3, 0, 7, PLAN_CASCADE_NONE, true), "");
	assert_string_equal(played(d, 1, 0, 11, PLAN_CASCADE_NONE, false), "LATE");
	assert_string_equal(d->err.message, "WO-2 would end Tue 24 Nov 14:00, 1h after it is due.");
	assert_string_equal(played(d, 1, 1, 10, PLAN_CASCADE_NONE, false), "WRONG_LANE");
	assert_string_equal(d->err.hint, "It can be made on A.");
	assert_string_equal(played(d, 1, 0, 500, PLAN_CASCADE_NONE, false), "OUT");
}

static void test_off_time(void **state)
{
	struct desk *d = *state;
	const struct board *b = &d->u.board;
	struct plan_gesture g = { .bar = 3, .to = b->plan.bar[3].at };

	g.to.overtime = true;
	assert_true(plan_put(&b->plan, &g.to, 1, HOUR(15)));
	plan_play(&b->plan, &g, &d->mem, &d->o);
	assert_true(board_refusal(b, &d->o, false, &d->err));
	assert_string_equal(d->err.code, "OFF_CALENDAR");
	assert_string_equal(d->err.hint, "The next working time is Wed 25 Nov 07:00.");
	assert_false(board_refusal(b, &d->o, true, &d->err));
	assert_int_equal(board_soft_rules(b, &d->o), PLAN_OFF_CALENDAR);
}

/* The server refuses a bar that is moved within an overload that was there before. */
static void test_old_overload(void **state)
{
	struct desk *d = *state;
	struct unit_board *u = &d->u;

	unit_board_bar(
		u, &(struct unit_bar){ .operation = 5, .order = 5, .number = "WO-5", .lane = 11, .from = 6, .to = 9 });
	unit_board_load(u, 0);
	assert_string_equal(played(d, 4, 0, 6.5, PLAN_CASCADE_NONE, false), "OVERLOAD");
	assert_true(board_soft_rules(&u->board, &d->o) & PLAN_OVERLOADED);
	/* firm or not is no move */
	d->draft = plan_draft(&u->board.plan, &d->mem);
	d->draft[4].status = PLAN_FIRM;
	d->o = (struct plan_outcome){ .place = d->draft, .moved = (const uint32_t[]){ 4 }, .n_moved = 1 };
	plan_conflicts(&u->board.plan, d->draft, &d->mem, &d->o.conflicts);
	assert_false(board_refusal(&u->board, &d->o, false, &d->err));
	assert_int_equal(board_soft_rules(&u->board, &d->o), 0);
}

static const struct plan_place *levelled(struct desk *d, bool tray, struct level_worth *worth)
{
	const struct board *b = &d->u.board;
	struct level_place *place = arena_alloc(&d->mem, b->plan.n_bars * sizeof(*place));
	struct level_limit limit = { .iterations = 200, .seed = 1 };
	struct level_input in;

	board_level_input(b, tray, &d->mem, &in);
	level_run(&in, &limit, place, worth);
	return board_level_draft(b, place, &d->mem);
}

static void test_levelling(void **state)
{
	struct desk *d = *state;
	struct unit_board *u = &d->u;
	const struct plan_place *place;
	struct plan_conflicts conflicts;
	struct level_worth worth;

	unit_board_bar(
		u,
		&(struct unit_bar){
			.operation = 5, .order = 5, .number = "WO-5", .lane = 11, .from = 6, .to = 9, .lanes = "11" });
	unit_board_bar(u, &(struct unit_bar){ .operation = 6,
					      .order = 6,
					      .number = "WO-6",
					      .lane = 12,
					      .from = 20,
					      .to = 21,
					      .overtime = true });
	unit_board_bar(u, &(struct unit_bar){ .operation = 7,
					      .order = 7,
					      .number = "WO-7",
					      .lane = 11,
					      .from = -2,
					      .to = 9,
					      .status = "done" });
	unit_board_load(u, 0);
	place = levelled(d, false, &worth);
	plan_conflicts(&u->board.plan, place, &d->mem, &conflicts);
	assert_int_equal(worth.unplaced, 0);
	assert_int_equal(conflicts.n_overloads, 0);
	assert_int_equal(conflicts.n_broken, 0);
	assert_int_equal(place[3].lane, PLAN_NO_LANE);
	for (int i = 2; i < 7; i += i == 2 ? 3 : 1) /* firm, overtime, done */
		assert_true(plan_place_equal(&place[i], &u->board.plan.bar[i].at));
	place = levelled(d, true, &worth);
	plan_conflicts(&u->board.plan, place, &d->mem, &conflicts);
	assert_int_equal(conflicts.n_overloads, 0);
	assert_int_not_equal(place[3].lane, PLAN_NO_LANE);
	assert_true(place[3].end - place[3].start == 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_accepted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_off_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_old_overload, setup, teardown),
		cmocka_unit_test_setup_teardown(test_levelling, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
