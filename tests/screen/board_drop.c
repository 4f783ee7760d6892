/*
 * What becomes of a bar in hand: the drop and its refusals, others who change
 * the plan meanwhile, firm bars, undo, levelling.
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

static const char *sent(const char *param)
{
	return fake_db_value(Q_BOARD_RESCHEDULE, fake_db_count(Q_BOARD_RESCHEDULE) - 1, param);
}

#define assert_sent(param, text) assert_non_null(strstr(sent(param), text))

/* ---- the drop ---- */

static void a_drop_sends_one_change_set(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	app_feed(player_app(p), &(struct key){ KEYC_ENTER, clock_mono_ms(player_clock(p)) }, 1);
	board_row(&s.plant, 124)->start = BOARD_T(1, 16, 15);
	board_row(&s.plant, 124)->end = BOARD_T(2, 6, 15);
	board_row(&s.plant, 124)->version = 20;
	board_row(&s.plant, 126)->start = BOARD_T(2, 6, 15);
	board_row(&s.plant, 126)->end = BOARD_T(2, 12, 15);
	board_row(&s.plant, 126)->version = 21;
	board_answer_bars(&s.plant);
	player_step(p);
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 1);
	assert_string_equal(sent("gesture"), "WO-124/10 to WELD at 2026-11-24T16:15:00Z push");
	assert_sent("changes", "\"operation_id\":124,\"version\":6,\"lane_id\":3");
	assert_sent("changes", "\"operation_id\":126,\"version\":7");
	assert_null(sent("accepted"));
	assert_null(sent("reason"));
	assert_shows(p, "moved WO-124 +15m on Weld; 1 pushed - u takes it back");
	assert_shows(p, "Tue 24 Nov 16:15 - Wed 25 Nov 06:15 (6h working) on Weld");
	player_keys(p, "Right");
	assert_shows(p, "WO-126/10");
	player_free(p);
}

static void what_was_not_moved_is_just_let_go(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right Left Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_keys(p, "Right");
	assert_shows(p, "WO-126/10");
	player_free(p);
}

static void keys_behind_a_drop_wait_for_it(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);
	struct key enter = { KEYC_ENTER, 0 }, right = { KEYC_RIGHT, 0 };

	(void)state;
	player_keys(p, "Space Right");
	enter.at_ms = right.at_ms = clock_mono_ms(player_clock(p));
	app_feed(player_app(p), &enter, 1);
	app_feed(player_app(p), &right, 1);
	player_step(p);
	assert_shows(p, "WO-126/10");
	player_free(p);
}

static void a_hard_rule_keeps_it_held(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_OVERRIDE);

	(void)state;
	player_keys(p, "Space Right c c c Enter");
	assert_shows(p, "CONFLICT");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_keys(p, "Right");
	assert_shows(p, "+30m on Weld");
	player_free(p);
}

static void a_soft_rule_is_refused_without_override(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space > Enter");
	assert_shows(p, "CONFLICT");
	assert_shows(p, "late");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_keys(p, "Esc");
	assert_shows(p, "16:00-22:00");
	player_free(p);
}

static void a_soft_rule_asks_for_the_reason(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_OVERRIDE);

	(void)state;
	player_keys(p, "Space > Enter");
	assert_shows(p, "Over the rules");
	assert_shows(p, "WO-126 would be");
	player_keys(p, "Esc");
	assert_shows(p, "still held");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_keys(p, "Enter");
	player_type(p, "steel is late");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 1);
	assert_string_equal(sent("accepted"), "late");
	assert_string_equal(sent("reason"), "steel is late");
	player_free(p);
}

static void an_overload_only_the_server_sees_asks_too(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_OVERRIDE);

	(void)state;
	board_refuses("OVERLOAD", "Weld carries 2 of 1 then.");
	player_keys(p, "Space Right Enter");
	assert_shows(p, "Weld carries 2 of 1 then.");
	board_accepts();
	player_type(p, "known");
	player_keys(p, "Enter");
	assert_string_equal(sent("accepted"), "overload");
	player_free(p);
}

static void without_a_server_it_stays_held(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	fake_db_set_online(false);
	player_step(p);
	player_keys(p, "Enter");
	assert_shows(p, "+15m on Weld");
	assert_shows(p, "still held");
	fake_db_set_online(true);
	player_advance_ms(p, 61000);
	player_keys(p, "Enter");
	assert_shows(p, "moved WO-124");
	player_free(p);
}

/* ---- others meanwhile ---- */

static void stale_is_played_again_on_fresh_data(void **state)
{
	static const char *const history[] = { "16",
					       "drop",
					       "WO-126/10 to WELD at 2026-11-25T08:00:00Z push",
					       NULL,
					       "1",
					       "A. Weber",
					       "kiosk2",
					       "2026-11-24 14:31:00+00",
					       NULL };
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	board_refuses("STALE", "changed meanwhile");
	board_row(&s.plant, 126)->start = BOARD_T(2, 7, 0);
	board_row(&s.plant, 126)->end = BOARD_T(2, 13, 0);
	board_row(&s.plant, 126)->version = 70;
	board_answer_bars(&s.plant);
	fake_db_answer_cells(Q_BOARD_HISTORY, 1, history);
	player_keys(p, "Enter");
	assert_shows(p, "A. Weber meanwhile: WO-126 stands on Weld from Wed 25 Nov 07:00 now");
	assert_shows(p, "+15m on Weld");
	assert_not_shows(p, "pushes 1");
	board_accepts();
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 2);
	assert_sent("changes", "\"operation_id\":124");
	assert_null(strstr(sent("changes"), "\"operation_id\":126"));
	assert_string_equal(fake_db_value(Q_BOARD_RESCHEDULE, 0, "op_id"),
			    fake_db_value(Q_BOARD_RESCHEDULE, 1, "op_id"));
	player_free(p);
}

static void a_live_change_is_played_under_the_held_bar(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	board_row(&s.plant, 126)->start = BOARD_T(2, 7, 0);
	board_row(&s.plant, 126)->end = BOARD_T(2, 13, 0);
	board_row(&s.plant, 126)->version = 70;
	board_answer_bars(&s.plant);
	player_advance_ms(p, 6000);
	assert_shows(p, "meanwhile: WO-126 stands on Weld");
	assert_shows(p, "+15m on Weld");
	assert_shows(p, "new Tue 24 Nov 16:15");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	assert_shows(p, "now it would go +15m on Weld");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 1);
	player_free(p);
}

static void a_bar_that_left_is_held_no_more(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	*board_row(&s.plant, 124) = s.plant.row[--s.plant.n];
	s.plant.n_links = 0;
	board_answer_bars(&s.plant);
	player_advance_ms(p, 6000);
	assert_shows(p, "WO-124 left the board: it is held no more");
	player_free(p);
}

static void a_bar_that_began_is_blocked(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "Space Right");
	board_row(&s.plant, 124)->status = "running";
	board_row(&s.plant, 124)->version = 66;
	board_answer_bars(&s.plant);
	player_advance_ms(p, 6000);
	assert_shows(p, "WO-124 is running now");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_free(p);
}

static void a_firm_bar_in_the_way_blocks(void **state)
{
	struct board_shop s;
	struct player *p;

	(void)state;
	board_plant(&s.plant);
	board_row(&s.plant, 126)->status = "firm";
	p = board_play(&s.plant, BOARD_PLANNER, 24, 80);
	player_keys(p, "Down Down Right Space Right");
	assert_shows(p, "blocked by WO-126 (firm)");
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	player_free(p);
}

/* ---- firm, tray, undo ---- */

static void p_makes_firm_and_planned(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "p");
	assert_sent("changes", "\"status\":\"firm\"");
	assert_string_equal(sent("gesture"), "board-firm WO-124/10");
	assert_shows(p, "WO-124 is firm now");
	player_keys(p, "Up p");
	assert_sent("changes", "\"operation_id\":119");
	assert_sent("changes", "\"status\":\"planned\"");
	player_keys(p, "Up Home p");
	assert_shows(p, "WO-118 has begun already");
	player_free(p);
}

static void x_takes_it_off_the_board(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "x");
	assert_sent("changes", "\"operation_id\":124,\"version\":6,\"remove\":true");
	assert_shows(p, "WO-124 went back to the tray");
	player_keys(p, "Up x");
	assert_shows(p, "WO-119 is firm");
	player_free(p);
}

static void u_and_r_go_back_and_forth(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);
	struct err err = { 0 };

	(void)state;
	player_keys(p, "Up u");
	assert_int_equal(fake_db_count(Q_BOARD_UNDO), 1);
	assert_null(fake_db_value(Q_BOARD_UNDO, 0, "change_set"));
	assert_shows(p, "taken back: 1 bar moved back; r does it again");
	player_keys(p, "r");
	assert_shows(p, "done again: 1 bar moved");
	err_set(&err, ERR_CONFLICT, "MOVED_ON", "", "WO-124 was moved since.");
	fake_db_forget_answers(Q_BOARD_UNDO);
	fake_db_answer_err(Q_BOARD_UNDO, &err);
	player_keys(p, "u");
	assert_shows(p, "WO-124 was moved since.");
	player_free(p);
}

static void history_takes_one_back(void **state)
{
	static const char *const history[] = {
		"16", "drop", "WO-126/10 to WELD",    NULL, "2", "A. Weber", "kiosk2", "2026-11-24 14:31:00+00", NULL,
		"15", "drop", "board-firm WO-119/10", NULL, "1", "M. Rossi", "kiosk1", "2026-11-24 14:30:00+00", NULL,
	};
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	fake_db_answer_cells(Q_BOARD_HISTORY, 2, history);
	player_keys(p, "y");
	assert_shows(p, "A. Weber");
	assert_shows(p, "board-firm WO-119/10");
	player_keys(p, "Down Enter");
	assert_shows(p, "Change 15 is taken back");
	player_keys(p, "Enter");
	assert_string_equal(fake_db_value(Q_BOARD_UNDO, 0, "change_set"), "15");
	player_free(p);
}

/* ---- levelling ---- */

static struct player *overloaded(struct board_shop *s)
{
	board_plant(&s->plant);
	s->plant.n--; /* no tray */
	board_row(&s->plant, 122)->start = BOARD_T(2, 6, 0);
	board_row(&s->plant, 122)->end = BOARD_T(2, 12, 0);
	s->p = board_play(&s->plant, BOARD_PLANNER, 24, 80);
	assert_shows(s->p, "conflicts 1");
	return s->p;
}

static void levelling_proposes_and_esc_gives_it_up(void **state)
{
	struct board_shop s;
	struct player *p = overloaded(&s);
	struct cell *before = board_picture(p);

	(void)state;
	player_keys(p, "L");
	assert_shows(p, "proposal:");
	assert_shows(p, "before  1 overloads");
	assert_shows(p, "after   0 overloads");
	assert_shows(p, "WO-122");
	player_keys(p, "Down Up > + - x");
	assert_shows(p, "this is a proposal");
	player_keys(p, "Esc");
	player_keys(p, "s s s s s s s");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 0);
	assert_shows(p, "conflicts 1");
	free(before);
	player_free(p);
}

static void levelling_is_one_drop(void **state)
{
	struct board_shop s;
	struct player *p = overloaded(&s);

	(void)state;
	player_keys(p, "L Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 1);
	assert_sent("gesture", "board-level");
	assert_sent("changes", "\"operation_id\":122");
	assert_shows(p, "levelled:");
	player_free(p);
}

static void levelling_asks_about_the_tray(void **state)
{
	struct board_shop s;
	struct player *p = board_at_124(&s, BOARD_PLANNER);

	(void)state;
	player_keys(p, "L");
	assert_shows(p, "The board and the 1 in the tray");
	player_keys(p, "Down Enter");
	assert_shows(p, "WO-130 placed");
	player_keys(p, "Esc");
	player_free(p);
}

static void a_stale_proposal_is_made_anew(void **state)
{
	struct board_shop s;
	struct player *p = overloaded(&s);

	(void)state;
	player_keys(p, "L");
	board_refuses("STALE", "changed meanwhile");
	fake_db_answer_cells(Q_BOARD_HISTORY, 0, NULL);
	board_row(&s.plant, 121)->version = 40;
	board_answer_bars(&s.plant);
	player_keys(p, "Enter");
	assert_shows(p, "proposal");
	board_accepts();
	player_keys(p, "Enter");
	assert_int_equal(fake_db_count(Q_BOARD_RESCHEDULE), 2);
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drop_sends_one_change_set),
		cmocka_unit_test(what_was_not_moved_is_just_let_go),
		cmocka_unit_test(keys_behind_a_drop_wait_for_it),
		cmocka_unit_test(a_hard_rule_keeps_it_held),
		cmocka_unit_test(a_soft_rule_is_refused_without_override),
		cmocka_unit_test(a_soft_rule_asks_for_the_reason),
		cmocka_unit_test(an_overload_only_the_server_sees_asks_too),
		cmocka_unit_test(without_a_server_it_stays_held),
		cmocka_unit_test(stale_is_played_again_on_fresh_data),
		cmocka_unit_test(a_live_change_is_played_under_the_held_bar),
		cmocka_unit_test(a_bar_that_left_is_held_no_more),
		cmocka_unit_test(a_bar_that_began_is_blocked),
		cmocka_unit_test(a_firm_bar_in_the_way_blocks),
		cmocka_unit_test(p_makes_firm_and_planned),
		cmocka_unit_test(x_takes_it_off_the_board),
		cmocka_unit_test(u_and_r_go_back_and_forth),
		cmocka_unit_test(history_takes_one_back),
		cmocka_unit_test(levelling_proposes_and_esc_gives_it_up),
		cmocka_unit_test(levelling_is_one_drop),
		cmocka_unit_test(levelling_asks_about_the_tray),
		cmocka_unit_test(a_stale_proposal_is_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
