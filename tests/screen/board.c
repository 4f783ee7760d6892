/*
 * The board while nothing is held: the cursor, the window, the tray, the
 * view, live changes, sizes. Played without a terminal on a fake database.
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

static struct player *open_board(const char *permissions, int rows, int cols)
{
	struct board_plant plant;

	board_plant(&plant);
	return board_play(&plant, permissions, rows, cols);
}

/* ---- first sight ---- */

static void shows_lanes_bars_and_facts(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	assert_shows(p, "Press 1");
	assert_shows(p, "Paint (2)");
	assert_shows(p, "DOWN");
	assert_shows(p, "WO-118/10 BRACKET");
	assert_shows(p, "Tue 24 Nov 08:00-16:00 (8h working) on Press 1");
	assert_shows(p, "running 30 %");
	assert_shows(p, "120 of 400");
	assert_shows(p, "zoom 1 h  snap 15 min");
	assert_shows(p, "cascade push");
	assert_shows(p, "tray 1");
	player_free(p);
}

static void asks_for_weeks_around_now(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	assert_int_equal(fake_db_count(Q_BOARD_LANES), 1);
	assert_int_equal(fake_db_count(Q_BOARD_LINKS), 1);
	assert_string_equal(fake_db_value(Q_BOARD_WINDOWS, 0, "from"), "2026-11-03T14:32:00Z");
	assert_null(fake_db_value(Q_BOARD_BARS, 0, "completed"));
	player_free(p);
}

static void an_empty_plant_says_what_to_do(void **state)
{
	struct board_plant none = { .n = 0 };
	struct player *p = board_play(&none, BOARD_PLANNER, 24, 80);

	(void)state;
	assert_shows(p, "Nothing is booked, and no released order waits");
	fake_db_forget_answers(Q_BOARD_LANES);
	fake_db_answer_cells(Q_BOARD_LANES, 0, NULL);
	player_keys(p, "F5");
	assert_shows(p, "No lanes yet");
	player_keys(p, "Space Left t L u x p");
	assert_shows(p, "No lanes yet");
	player_free(p);
}

static void with_only_a_tray_it_says_where_to_begin(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	plant.row[0] = *board_row(&plant, 130);
	plant.n = 1;
	plant.n_links = 0;
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	assert_shows(p, "Nothing is booked yet. t goes to the tray: 1 order wait");
	player_free(p);
}

static void says_what_it_needs_when_small(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 12, 40);

	(void)state;
	assert_shows(p, "Board needs 60 x 16");
	player_keys(p, "Right Space Left Esc");
	player_resize(p, 24, 80);
	assert_shows(p, "Press 1");
	player_free(p);
}

static void says_that_it_cannot_read(void **state)
{
	struct board_plant plant;
	struct player *p;
	struct err err = { 0 };

	(void)state;
	board_plant(&plant);
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	player_free(p);
	err_set(&err, ERR_UNAUTHORIZED, "PERMISSION", "", "not for you");
	fake_db_forget_answers(Q_BOARD_LANES);
	fake_db_answer_err(Q_BOARD_LANES, &err);
	p = player_new(&(struct player_setup){ .start = "board" });
	assert_shows(p, "scheduling.view");
	player_free(p);
}

static void larger_screens_show_lists(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 40, 120);

	(void)state;
	assert_shows(p, "tray 1");
	assert_shows(p, "WO-130");
	assert_shows(p, "conflicts 0");
	assert_shows(p, "planned");
	player_resize(p, 60, 200);
	assert_shows(p, "maintenance");
	assert_shows(p, "WO-130");
	player_resize(p, 24, 80);
	assert_shows(p, "WO-118");
	player_free(p);
}

static void draws_at_all_sizes_and_in_ascii(void **state)
{
	static const int size[][2] = { { 16, 60 }, { 24, 80 }, { 30, 100 }, { 40, 120 }, { 60, 200 }, { 70, 250 } };
	struct board_plant plant;

	(void)state;
	board_plant(&plant);
	for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		struct player *p = board_play(&plant, BOARD_PLANNER, size[i][0], size[i][1]);

		assert_shows(p, "Press 1");
		player_keys(p, "Down Down Right Space Right Up Tab Esc t Down Esc - - - + + < > n");
		assert_shows(p, "Weld");
		player_free(p);
	}
}

/* ---- the cursor ---- */

static void arrows_go_from_bar_to_bar(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "Right");
	assert_shows(p, "WO-121/10");
	player_keys(p, "Right");
	assert_shows(p, "Press 1 has no bar behind this one");
	assert_shows(p, "WO-121/10");
	player_keys(p, "Left");
	assert_shows(p, "WO-118/10");
	player_keys(p, "Down");
	assert_shows(p, "WO-119/10");
	player_keys(p, "Right Up");
	assert_shows(p, "WO-121/10");
	player_keys(p, "Down Down Down");
	assert_shows(p, "WO-125/10");
	player_keys(p, "Home");
	assert_shows(p, "WO-123/10");
	player_keys(p, "End");
	assert_shows(p, "WO-125/10");
	player_keys(p, "PageUp");
	assert_shows(p, "WO-121/10");
	player_keys(p, "PageDown");
	assert_shows(p, "on Paint");
	player_free(p);
}

static void letters_are_twins_of_arrows(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "l");
	assert_shows(p, "WO-121/10");
	player_keys(p, "h j");
	assert_shows(p, "WO-119/10");
	player_keys(p, "k");
	assert_shows(p, "Press 1 ");
	player_free(p);
}

static void an_empty_lane_takes_the_cursor(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	board_row(&plant, 119)->lane = PRESS_1;
	board_row(&plant, 122)->lane = PRESS_1;
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	player_keys(p, "Down");
	assert_shows(p, "lane Press 2");
	assert_shows(p, "machines PRESS-2");
	assert_shows(p, "tool change");
	player_keys(p, "Space");
	assert_shows(p, "no bar is under the cursor");
	player_keys(p, "Down");
	assert_shows(p, "on Weld");
	player_free(p);
}

static void neighbours_are_told(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "Down Down Right");
	assert_shows(p, "WO-124/10");
	assert_shows(p, "after WO-120");
	assert_shows(p, "before WO-126");
	assert_shows(p, "short of material");
	player_free(p);
}

/* ---- the window ---- */

static void window_scrolls_and_zooms(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);
	char *before = mem_strdup(player_text(p));

	(void)state;
	player_keys(p, ">");
	assert_not_shows(p, "Tue 24 - Thu 26");
	player_keys(p, "<");
	assert_shows(p, "Tue 24 - Thu 26");
	player_keys(p, "-");
	assert_shows(p, "zoom 2 h");
	player_keys(p, "+");
	player_keys(p, "=");
	assert_shows(p, "zoom 30 min");
	player_keys(p, "- > > > n");
	assert_shows(p, "zoom 1 h");
	assert_shows(p, "Tue 24 - Thu 26");
	free(before);
	player_free(p);
}

static void zoom_stops_at_both_ends(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "+ + + + + + +");
	assert_shows(p, "zoom 5 min");
	player_keys(p, "- - - - - - - - - - - - -");
	assert_shows(p, "zoom 1 week");
	assert_shows(p, "Press 1");
	player_free(p);
}

static void far_windows_are_asked_for(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);
	size_t asked = fake_db_count(Q_BOARD_WINDOWS);

	(void)state;
	player_keys(p, "- - - - - -");
	assert_true(fake_db_count(Q_BOARD_WINDOWS) > asked);
	asked = fake_db_count(Q_BOARD_WINDOWS);
	player_keys(p, "Right Left");
	assert_int_equal(fake_db_count(Q_BOARD_WINDOWS), asked);
	player_free(p);
}

static void jumps_to_an_order(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "> > > > /");
	player_type(p, "WO-126");
	player_keys(p, "Enter");
	assert_shows(p, "WO-126/10 BRACKET");
	assert_shows(p, "[126");
	player_keys(p, "/");
	player_type(p, "WO-124/10");
	player_keys(p, "Enter");
	assert_shows(p, "WO-124/10 BRACKET");
	player_keys(p, "/");
	player_type(p, "WO-999");
	player_keys(p, "Enter");
	assert_shows(p, "WO-999 is not on the board");
	player_keys(p, "/");
	player_type(p, "WO-130");
	player_keys(p, "Enter");
	assert_shows(p, "WO-130 is in the tray");
	player_free(p);
}

static void conflicts_are_walked_with_tab(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	board_row(&plant, 126)->due = BOARD_T(2, 8, 0);
	board_row(&plant, 122)->start = BOARD_T(2, 7, 0);
	board_row(&plant, 122)->end = BOARD_T(2, 13, 0);
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	assert_shows(p, "conflicts 2");
	player_keys(p, "Tab");
	assert_shows(p, "WO-126 is 4h late for Wed 25 Nov 08:00");
	player_keys(p, "Tab");
	assert_shows(p, "overlaps WO-122 on Press 2 Wed 25 Nov 07:00-08:00 (2 of 1)");
	player_keys(p, "Shift-Tab");
	assert_shows(p, "WO-126 is 4h late");
	player_free(p);
}

/* ---- the view ---- */

static void filters_lanes_orders_and_states(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "v");
	player_type(p, "weld paint");
	player_keys(p, "F2");
	assert_not_shows(p, "Press 1 ");
	assert_shows(p, "shown: 2 of 4 lanes");
	assert_shows(p, "filtered");
	player_keys(p, "v Tab");
	player_type(p, "WO-124");
	player_keys(p, "F2");
	assert_shows(p, "2 of 4 lanes, 1 bars");
	player_keys(p, "v Ctrl-U Tab Ctrl-U F2");
	assert_shows(p, "everything is shown");
	player_keys(p, "v");
	player_type(p, "nowhere");
	player_keys(p, "F2");
	assert_shows(p, "No lane matches the view");
	player_keys(p, "Right Down Space Tab t");
	player_free(p);
}

static void states_can_be_chosen(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "v Tab Tab Right Right F2");
	assert_shows(p, "1 bars");
	assert_shows(p, "WO-119");
	assert_not_shows(p, "WO-122");
	player_free(p);
}

static void completed_ones_are_asked_for(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "v Tab Tab Tab Right F2");
	assert_string_equal(fake_db_value(Q_BOARD_BARS, fake_db_count(Q_BOARD_BARS) - 1, "completed"), "true");
	player_free(p);
}

/* ---- live ---- */

static void live_changes_move_neither_cursor_nor_window(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	player_keys(p, "Down Down Right -");
	assert_shows(p, "WO-124/10");
	board_row(&plant, 124)->lane = PRESS_1;
	board_row(&plant, 124)->start = BOARD_T(2, 6, 0);
	board_row(&plant, 124)->end = BOARD_T(2, 12, 0);
	board_row(&plant, 124)->version = 60;
	board_answer_bars(&plant);
	player_advance_ms(p, 6000);
	assert_shows(p, "WO-124/10");
	assert_shows(p, "Wed 25 Nov 06:00-12:00 (6h working) on Press 1");
	player_free(p);
}

static void a_bar_that_goes_leaves_the_cursor_on_its_lane(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	player_keys(p, "Down Down Right");
	board_row(&plant, 124)->lane = 0;
	board_answer_bars(&plant);
	player_advance_ms(p, 6000);
	assert_shows(p, "on Weld");
	assert_shows(p, "tray 2");
	player_free(p);
}

static void calendars_are_read_less_often_than_bars(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_advance_ms(p, 6000);
	player_advance_ms(p, 6000);
	assert_int_equal(fake_db_count(Q_BOARD_WINDOWS), 1);
	assert_true(fake_db_count(Q_BOARD_BARS) >= 3);
	player_keys(p, "F5");
	assert_int_equal(fake_db_count(Q_BOARD_WINDOWS), 2);
	player_free(p);
}

/* ---- the tray ---- */

static void tray_places_an_order(void **state)
{
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	player_keys(p, "t");
	assert_shows(p, "WO-130");
	assert_shows(p, "tray: 1");
	player_keys(p, "Down Up Home End PageDown PageUp");
	player_keys(p, "Space");
	assert_shows(p, "placed on Press 2");
	player_keys(p, "Esc");
	assert_shows(p, "tray: 1");
	player_keys(p, "Enter Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 1);
	assert_non_null(strstr(fake_db_value(Q_BOARD_RESCHEDULE, 0, "changes"), "\"version\":null"));
	assert_non_null(strstr(fake_db_value(Q_BOARD_RESCHEDULE, 0, "gesture"), "WO-130/10"));
	player_free(p);
}

static void an_empty_tray_says_so(void **state)
{
	struct board_plant plant;
	struct player *p;

	(void)state;
	board_plant(&plant);
	plant.n--;
	p = board_play(&plant, BOARD_PLANNER, 24, 80);
	player_keys(p, "t");
	assert_shows(p, "the tray is empty");
	player_free(p);
}

/* ---- rights ---- */

static void a_viewer_looks_and_is_told_why_not(void **state)
{
	static const char *const keys[] = { "Space", "p", "x", "u", "r", "L" };
	struct player *p = open_board(BOARD_VIEWER, 24, 80);

	(void)state;
	player_keys(p, "Right");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		player_keys(p, keys[i]);
		assert_shows(p, "scheduling.update");
		player_keys(p, "Right");
	}
	player_keys(p, "t Space");
	assert_shows(p, "scheduling.update");
	player_keys(p, "Esc");
	assert_shows(p, "WO-121/10");
	player_free(p);
}

static void a_key_for_a_held_bar_says_to_grab_first(void **state)
{
	static const char *const keys[] = { "[", "]", "f", "b", "o" };
	struct player *p = open_board(BOARD_PLANNER, 24, 80);

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		player_keys(p, keys[i]);
		assert_shows(p, "grab a bar first");
		player_keys(p, "Right");
	}
	player_keys(p, "s");
	assert_shows(p, "moves by 30 min");
	player_keys(p, "c");
	assert_shows(p, "cascade keep gap");
	player_free(p);
}

/* ---- files ---- */

static void writes_the_day(void **state)
{
	char dir[64];
	struct player *p;

	(void)state;
	board_home_make(dir);
	p = open_board(BOARD_PLANNER, 24, 120);
	player_keys(p, "e");
	assert_shows(p, "exports/plan-2026-11-24.txt and .csv");
	player_free(p);
	board_home_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_lanes_bars_and_facts),
		cmocka_unit_test(asks_for_weeks_around_now),
		cmocka_unit_test(an_empty_plant_says_what_to_do),
		cmocka_unit_test(with_only_a_tray_it_says_where_to_begin),
		cmocka_unit_test(says_what_it_needs_when_small),
		cmocka_unit_test(says_that_it_cannot_read),
		cmocka_unit_test(larger_screens_show_lists),
		cmocka_unit_test(draws_at_all_sizes_and_in_ascii),
		cmocka_unit_test(arrows_go_from_bar_to_bar),
		cmocka_unit_test(letters_are_twins_of_arrows),
		cmocka_unit_test(an_empty_lane_takes_the_cursor),
		cmocka_unit_test(neighbours_are_told),
		cmocka_unit_test(window_scrolls_and_zooms),
		cmocka_unit_test(zoom_stops_at_both_ends),
		cmocka_unit_test(far_windows_are_asked_for),
		cmocka_unit_test(jumps_to_an_order),
		cmocka_unit_test(conflicts_are_walked_with_tab),
		cmocka_unit_test(filters_lanes_orders_and_states),
		cmocka_unit_test(states_can_be_chosen),
		cmocka_unit_test(completed_ones_are_asked_for),
		cmocka_unit_test(live_changes_move_neither_cursor_nor_window),
		cmocka_unit_test(a_bar_that_goes_leaves_the_cursor_on_its_lane),
		cmocka_unit_test(calendars_are_read_less_often_than_bars),
		cmocka_unit_test(tray_places_an_order),
		cmocka_unit_test(an_empty_tray_says_so),
		cmocka_unit_test(a_viewer_looks_and_is_told_why_not),
		cmocka_unit_test(a_key_for_a_held_bar_says_to_grab_first),
		cmocka_unit_test(writes_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
