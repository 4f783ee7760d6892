/*
 * board_words - times, durations, gestures and the lines of the grid.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/zone.h"
#include "support/unit_board.h"

static void test_times(void **state)
{
	char text[40];

	(void)state;
	zone_use("Europe/Rome");
	board_time_words(HOUR(15), text, sizeof(text));
	assert_string_equal(text, "Tue 24 Nov 16:00");
	board_time_words(PLAN_NEVER, text, sizeof(text));
	assert_string_equal(text, "never");
	board_time_words(PLAN_ALWAYS, text, sizeof(text));
	assert_string_equal(text, "always");
	zone_use("Asia/Kolkata");
	board_time_words(HOUR(23), text, sizeof(text));
	assert_string_equal(text, "Wed 25 Nov 04:30");
}

static void test_durations(void **state)
{
	static const struct {
		int64_t seconds;
		const char *words;
	} cases[] = {
		{ 0, "0m" },	     { 45, "45s" },	   { 2700, "45m" },	  { 3600, "1h" },
		{ 23400, "6h30" },   { 36 * 3600, "36h" }, { 172799, "47h59" },	  { 172800, "2d" },
		{ 183600, "2d 3h" }, { -23400, "-6h30" },  { -183600, "-2d 3h" },
	};
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		board_duration_words(cases[i].seconds, text, sizeof(text));
		assert_string_equal(text, cases[i].words);
	}
}

static void test_gestures(void **state)
{
	struct unit_board u;
	struct plan_gesture g = { .mode = PLAN_CASCADE_PUSH };
	char text[160];

	(void)state;
	unit_board_init(&u);
	unit_board_lane(&u, 1, "Weld", 1);
	unit_board_bar(&u, &(struct unit_bar){ .operation = 1, .number = "WO-124", .lane = 1, .from = 8, .to = 10 });
	unit_board_load(&u, 0);
	g.to = u.board.plan.bar[0].at;
	g.to.start = HOUR(16);
	zone_use("Europe/Rome");
	board_gesture_words(&u.board, &g, text, sizeof(text));
	assert_string_equal(text, "WO-124/10 to Weld at 2026-11-24T16:00:00Z push");
	g.to.work = 5400;
	g.to.overtime = true;
	g.to.status = PLAN_FIRM;
	g.mode = PLAN_CASCADE_KEEP;
	board_gesture_words(&u.board, &g, text, sizeof(text));
	assert_string_equal(text, "WO-124/10 to Weld at 2026-11-24T16:00:00Z for 5400s overtime firm keep");
	g.to.lane = PLAN_NO_LANE;
	board_gesture_words(&u.board, &g, text, sizeof(text));
	assert_string_equal(text, "WO-124/10 to the tray");
	unit_board_done(&u);
}

/* ---- the grid ---- */

static struct unit_board grid_board(void)
{
	struct unit_board u;

	unit_board_init(&u);
	unit_board_lane(&u, 1, "A", 1);
	unit_board_lane(&u, 2, "B", 1);
	for (int day = 0; day < 3; day++)
		unit_board_window(&u, 1, "work", day * 24 + 6, day * 24 + 14);
	unit_board_load(&u, 0);
	return u;
}

static void test_even_lines(void **state)
{
	struct unit_board u = grid_board();
	int64_t t = HOUR(8) + 7 * 60 + 3;

	(void)state;
	zone_use("Europe/Rome");
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_1_MIN, t, 1), HOUR(8) + 8 * 60);
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_5_MIN, t, -1), HOUR(8) + 5 * 60);
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_15_MIN, t, 1), HOUR(8) + 15 * 60);
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_30_MIN, t, -1), HOUR(8));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_1_HOUR, HOUR(8), 1), HOUR(9));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_1_HOUR, HOUR(8), -1), HOUR(7));
	zone_use("Asia/Kolkata"); /* half past, seen from UTC */
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_1_HOUR, HOUR(8), 1), HOUR(8.5));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_1_HOUR, HOUR(8), -1), HOUR(7.5));
	unit_board_done(&u);
}

static void test_shift_and_day_lines(void **state)
{
	struct unit_board u = grid_board();

	(void)state;
	zone_use("Europe/Rome");
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_SHIFT, HOUR(6), 1), HOUR(30));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_SHIFT, HOUR(30), -1), HOUR(6));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_SHIFT, HOUR(31), -1), HOUR(30));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_SHIFT, HOUR(6), -1), HOUR(-18));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_SHIFT, HOUR(54), 1), HOUR(78));
	assert_int_equal(board_snap_line(&u.board, 1, SNAP_SHIFT, HOUR(5), 1), HOUR(29));
	assert_int_equal(board_snap_line(&u.board, PLAN_NO_LANE, SNAP_SHIFT, HOUR(5), -1), HOUR(-19));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_DAY, HOUR(5), 1), HOUR(23));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_DAY, HOUR(5), -1), HOUR(-1));
	assert_int_equal(board_snap_line(&u.board, 0, SNAP_DAY, HOUR(23), -1), HOUR(-1));
	assert_string_equal(board_snap_words(SNAP_15_MIN), "15 min");
	assert_string_equal(board_snap_words(SNAP_SHIFT), "shift");
	unit_board_done(&u);
}

/* ---- local times, as PostgreSQL reads and writes them ---- */

static int64_t instant(const char *text)
{
	struct err err;
	int64_t t;

	return zone_instant(text, "start", &t, &err) ? t : -1;
}

static void test_local_times(void **state)
{
	char text[ZONE_TEXT];
	struct err err;
	int64_t t;

	(void)state;
	assert_true(zone_use("Europe/Rome"));
	assert_int_equal(instant("2026-11-24T16:00"), HOUR(15));
	assert_int_equal(instant("2026-11-24 16:00:00.9+01"), HOUR(15));
	assert_int_equal(instant("2026-11-24T20:30:00+05:30"), HOUR(15));
	assert_int_equal(instant("2026-11-24T10:00-05"), HOUR(15));
	assert_int_equal(instant("2026-11-24T15:00Z"), HOUR(15));
	assert_int_equal(instant("2026-11-24"), HOUR(-1));
	/* clocks go back on 25 October 2026: 02:30 is twice, the later one is meant */
	assert_int_equal(instant("2026-10-25T02:30"), instant("2026-10-25T02:30+01:00"));
	assert_int_equal(instant("2026-10-25T01:59"), instant("2026-10-25T01:59+02:00"));
	assert_int_equal(instant("2026-10-25T03:00"), instant("2026-10-25T03:00+01:00"));
	/* forward on 29 March: 02:30 is no time, half an hour behind the jump */
	assert_int_equal(instant("2026-03-29T02:30"), instant("2026-03-29T03:30+02:00"));
	assert_int_equal(instant("2026-03-29T03:00"), instant("2026-03-29T01:00Z"));
	zone_rfc3339(instant("2026-10-25T02:30+02:00"), text);
	assert_string_equal(text, "2026-10-25T02:30:00+02:00");
	assert_int_equal(zone_midnight(instant("2026-10-25T12:00"), 1) - zone_midnight(instant("2026-10-25T12:00"), 0),
			 25 * 3600);
	assert_int_equal(zone_midnight(instant("2026-12-31T12:00"), 1), instant("2027-01-01"));
	assert_false(zone_instant("yesterday", "start", &t, &err));
	assert_string_equal(err.code, "BAD_TIME");
	assert_false(zone_use("../etc/passwd"));
	assert_false(zone_use("Nowhere/Land"));
	assert_false(zone_use(""));
	assert_true(zone_use("America/St_Johns"));
	zone_rfc3339(HOUR(15), text);
	assert_string_equal(text, "2026-11-24T11:30:00-03:30");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_gestures),
		cmocka_unit_test(test_even_lines),
		cmocka_unit_test(test_shift_and_day_lines),
		cmocka_unit_test(test_local_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
