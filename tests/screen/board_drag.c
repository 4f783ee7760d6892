/*
 * The board with a bar in hand: every key of a drag, and Esc.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "support/fake_db.h"
#include "support/screen_board.h"

/* ---- Esc ---- */

static void esc_leaves_the_screen_cell_for_cell(void **state)
{
	static const char *const ways[] = {
		"Space Esc",
		"Space Right Right Esc",
		"Space > > > > > > Esc",
		"Space Up ] ] c c s s Esc",
		"Space - - Right Tab Esc",
		"Space f b o Down [ [ Esc",
		"Space + + < < Shift-Tab Esc",
	};
	static const int size[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
	struct board_plant plant;

	(void)state;
	board_plant(&plant);
	for (size_t k = 0; k < 3; k++) {
		struct player *p = board_play(&plant, BOARD_PLANNER, size[k][0], size[k][1]);
		struct cell *before;

		player_keys(p, "Down Down Right");
		before = board_picture(p);
		for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
			player_keys(p, ways[i]);
			board_assert_picture(p, before);
		}
		free(before);
		player_free(p);
	}
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
}

static void esc_goes_back_to_the_tray(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);
	struct cell *before;

	(void)state;
	player_keys(p, "t");
	before = board_picture(p);
	player_keys(p, "Space > > Up Esc");
	board_assert_picture(p, before);
	free(before);
	player_free(p);
}

/* ---- steps ---- */

static void arrows_move_by_snap(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space");
	assert_shows(p, "WO-124 is held");
	player_keys(p, "Right");
	assert_shows(p, "+15m on Weld");
	assert_shows(p, "new Tue 24 Nov 16:15 - Wed 25 Nov 06:15 (6h working)");
	assert_shows(p, "pushes 1 order (WO-126 +15m)");
	player_keys(p, "s Right");
	assert_shows(p, "snap 30 min");
	assert_shows(p, "+30m on Weld");
	player_keys(p, "Left Left");
	assert_shows(p, "-30m on Weld");
	player_free(p);
}

static void left_passes_the_night_to_the_last_line_before(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Right");
	assert_shows(p, "WO-126/10");
	player_keys(p, "Space Left");
	assert_shows(p, "new Tue 24 Nov 21:45 - Wed 25 Nov 11:45 (6h working)");
	player_keys(p, "Right");
	assert_shows(p, "new Wed 25 Nov 06:00-12:00");
	player_free(p);
}

static void days_are_passed_with_angle_brackets(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space >");
	assert_shows(p, "new Wed 25 Nov 16:00-22:00");
	player_keys(p, "> > >");
	assert_shows(p, "Mon 30 Nov 06:00-12:00");
	player_keys(p, "<");
	assert_shows(p, "Fri 27 Nov");
	player_free(p);
}

static void lanes_that_cannot_make_it_are_passed_by(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Up");
	assert_shows(p, "Press 2 cannot make it");
	assert_shows(p, "Weld to Press 1");
	player_keys(p, "Up");
	assert_shows(p, "there is no lane above");
	player_keys(p, "Down Down");
	assert_shows(p, "WO-124 cannot be made on Paint");
	player_free(p);
}

static void stretching_changes_the_work(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space [");
	assert_shows(p, "16:00-21:45 (5h45 working)");
	player_keys(p, "] ]");
	assert_shows(p, "Wed 25 Nov 06:15 (6h15 working)");
	assert_shows(p, "work +15m");
	player_keys(p, "s s s s [ [");
	assert_shows(p, "cannot be shorter by day");
	player_free(p);
}

static void first_fit_goes_to_a_free_place(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right f");
	assert_shows(p, "new Wed 25 Nov 12:00-18:00");
	player_keys(p, "b");
	assert_shows(p, "new Tue 24 Nov 16:00-22:00");
	player_free(p);
}

static void cascade_is_always_said(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right c");
	assert_shows(p, "cascade keep gap");
	player_keys(p, "c");
	assert_shows(p, "cascade close up");
	player_keys(p, "c");
	assert_shows(p, "cascade none");
	assert_not_shows(p, "pushes");
	assert_shows(p, "! WO-126 starts 15m before WO-124 lets it");
	player_keys(p, "c");
	assert_shows(p, "cascade push");
	player_free(p);
}

static void overtime_goes_on_through_the_night(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space s s Right o");
	assert_shows(p, "Tue 24 Nov 17:00-23:00 (6h overtime)");
	player_keys(p, "o");
	assert_shows(p, "(6h working)");
	player_free(p);
}

static void tab_walks_what_the_step_broke(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Tab");
	assert_shows(p, "this makes no conflict");
	player_keys(p, "c c c > Tab");
	assert_shows(p, "1 of ");
	player_keys(p, "Shift-Tab");
	assert_shows(p, " of ");
	player_free(p);
}

static void other_keys_are_refused_with_a_word(void **state)
{
	static const char *const keys[] = { "u", "r", "y", "L", "t", "x", "p", "v", "e", "n", "F3", "/", "Home", "F4" };
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		player_keys(p, "Right");
		player_keys(p, keys[i]);
		assert_shows(p, "WO-124 is held: drop it");
	}
	player_keys(p, "Esc");
	assert_shows(p, "16:00-22:00 (6h working) on Weld");
	player_free(p);
}

static void what_is_fixed_is_not_grabbed(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Left Space");
	assert_shows(p, "WO-120 is running and stays");
	player_keys(p, "Up Space");
	assert_shows(p, "WO-119 is firm");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(esc_leaves_the_screen_cell_for_cell),
		cmocka_unit_test(esc_goes_back_to_the_tray),
		cmocka_unit_test(arrows_move_by_snap),
		cmocka_unit_test(left_passes_the_night_to_the_last_line_before),
		cmocka_unit_test(days_are_passed_with_angle_brackets),
		cmocka_unit_test(lanes_that_cannot_make_it_are_passed_by),
		cmocka_unit_test(stretching_changes_the_work),
		cmocka_unit_test(first_fit_goes_to_a_free_place),
		cmocka_unit_test(cascade_is_always_said),
		cmocka_unit_test(overtime_goes_on_through_the_night),
		cmocka_unit_test(tab_walks_what_the_step_broke),
		cmocka_unit_test(other_keys_are_refused_with_a_word),
		cmocka_unit_test(what_is_fixed_is_not_grabbed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
