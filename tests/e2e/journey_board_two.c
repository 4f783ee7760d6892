/*
 * journey_board_two - a drop that does not go through as it was meant: two
 * supervisors hold the same bar, rules stand against it, the server is gone.
 * Nothing that was typed is lost, and nobody's work is written over unseen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "support/e2e_board.h"

#define SUPERVISOR "supervisor"

static const struct hands first = { .rows = 40, .cols = 120, .user = "SUPERVISOR" };
static const struct hands second = { .rows = 40, .cols = 120, .kiosk = "kiosk3", .user = "ADMIN" };

/* Somebody at the board, on an order of the corner. */
static struct term_box *planner(const struct corner *c, const struct hands *h, int n)
{
	struct hands told = *h;
	struct term_box *t;

	/* No polling: what is seen of others came by notification. */
	told.config = home_config(c->home, "live_poll_s = 86400;\n");
	t = hands_sign_on(c->home, &told);
	board_open(t);
	board_jump(t, c, n);
	return t;
}

/* Held, and so many quarters of an hour further on. */
static void grab_and_move(struct term_box *t, const struct corner *c, int quarters, const char *where)
{
	board_grab(t);
	for (int i = 0; i < quarters; i++)
		term_box_key(t, "Right");
	see_corner(t, c, where);
}

/* How many drops of the list were made by somebody, with the n-th order in them. */
static int drops_by(const struct corner *c, const char *who, int n)
{
	char path[40];
	int found = 0;

	assert_int_equal(home_verb(c->home, SUPERVISOR, "board", "history", NULL), 0);
	for (int i = 0;; i++) {
		str_format(path, sizeof(path), "changes.%d.gesture", i);
		if (home_value(path)[0] == '\0')
			return found;
		/* What a verb did begins with its name. */
		if (strncmp(home_value(path), corner_order(c, n), strlen(corner_order(c, n))) != 0)
			continue;
		str_format(path, sizeof(path), "changes.%d.user", i);
		found += strcmp(home_value(path), who) == 0;
	}
}

/* ---- two at once ---- */

static void one_drops_while_the_other_holds(void **state)
{
	struct corner c;
	struct term_box *t, *other;

	corner_make(*state, 'A', &c);
	t = planner(&c, &first, 1);
	other = planner(&c, &second, 1);
	grab_and_move(t, &c, 1, "new @ 08:15-10:15 (2h working)");
	grab_and_move(other, &c, 3, "new @ 08:45-10:45 (2h working)");
	board_key(t, "Enter", corner_text(&c, "moved WO-#1 +15m on Laser 1"));
	/* Told while it is held; the gesture stays, and is measured from where the bar is now. */
	see_corner(other, &c, "meanwhile: WO-#1 stands on Laser 1 from @ 08:15 now");
	see_corner(other, &c, "new @ 08:45-10:45 (2h working)");
	see(other, "held: +30m on Laser 1");
	board_key(other, "Right", corner_text(&c, "new @ 09:00-11:00 (2h working)"));
	corner_stands(&c, 1, "LASER1", "08:15", "10:15");
	/* The first Enter after that asks again. */
	board_key(other, "Enter", "changed meanwhile; now it would go +45m on Laser 1: Enter drops it");
	corner_stands(&c, 1, "LASER1", "08:15", "10:15");
	board_key(other, "Enter", corner_text(&c, "moved WO-#1 +45m on Laser 1"));
	see_corner(t, &c, "@ 09:00-11:00 (2h working) on Laser 1");
	corner_stands(&c, 1, "LASER1", "09:00", "11:00");
	assert_int_equal(drops_by(&c, "A. Weber", 1), 1);
	assert_int_equal(drops_by(&c, "K. Novak", 1), 1);
	/* Taking back what was dropped first would write over the second. */
	board_key(t, "u", "CONFLICT");
	corner_stands(&c, 1, "LASER1", "09:00", "11:00");
	hands_leave(other);
	hands_leave(t);
}

static void drops_that_cross(void **state)
{
	struct home_session gate;
	struct corner c;
	struct term_box *t, *other;

	corner_make(*state, 'B', &c);
	t = planner(&c, &first, 1);
	other = planner(&c, &second, 1);
	grab_and_move(t, &c, 1, "new @ 08:15-10:15 (2h working)");
	grab_and_move(other, &c, 3, "new @ 08:45-10:45 (2h working)");
	gate = home_sql_begin(c.home, "hold_plants.sql", "");
	assert_true(home_sql_until(c.home, "holds.sql", "", "t", 20));
	term_box_key(t, "Enter");
	assert_true(home_sql_until(c.home, "waiters.sql", "", "1", 20));
	term_box_key(other, "Enter");
	assert_true(home_sql_until(c.home, "waiters.sql", "", "2", 20));
	home_sql_end(gate);
	see_corner(t, &c, "moved WO-#1 +15m on Laser 1");
	see_corner(other, &c, "A. Weber meanwhile: WO-#1 stands on Laser 1 from @ 08:15 now");
	see(other, "now it would go +30m on Laser 1");
	see_corner(other, &c, "new @ 08:45-10:45 (2h working)");
	corner_stands(&c, 1, "LASER1", "08:15", "10:15");
	board_key(other, "Enter", corner_text(&c, "moved WO-#1 +30m on Laser 1"));
	see_corner(t, &c, "@ 08:45-10:45 (2h working) on Laser 1");
	corner_stands(&c, 1, "LASER1", "08:45", "10:45");
	assert_int_equal(drops_by(&c, "A. Weber", 1), 1);
	assert_int_equal(drops_by(&c, "K. Novak", 1), 1);
	/* One back at a time, each to what it found. */
	board_key(other, "u", "taken back: 1 bar moved back");
	corner_stands(&c, 1, "LASER1", "08:15", "10:15");
	board_key(t, "u", "taken back: 1 bar moved back");
	corner_stands(&c, 1, "LASER1", "08:00", "10:00");
	hands_leave(other);
	hands_leave(t);
}

/* ---- rules ---- */

static void an_overload_needs_a_reason(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'C', &c);
	t = planner(&c, &first, 1);
	board_cascade_none(t);
	grab_and_move(t, &c, 5, "new @ 09:15-11:15 (2h working)");
	board_key(t, "Enter", "Over the rules");
	see_corner(t, &c, "WO-#1 overlaps WO-#2 on Laser 1");
	board_key(t, "Esc", "not dropped: it is still held");
	corner_stands(&c, 1, "LASER1", "08:00", "10:00");
	board_key(t, "Enter", "Over the rules");
	term_box_type(t, "the customer waits");
	term_box_key(t, "F2");
	see_corner(t, &c, "moved WO-#1 +1h15 on Laser 1");
	corner_stands(&c, 1, "LASER1", "09:15", "11:15");
	assert_int_equal(home_count("conflicts", "kind", "overload"), 1);
	assert_int_equal(home_verb(c.home, SUPERVISOR, "board", "history", NULL), 0);
	assert_string_equal(home_value("changes.0.reason"), "the customer waits");
	hands_leave(t);
}

static void without_the_permission_it_is_refused(void **state)
{
	struct corner c;
	struct term_box *t;
	char cell[HOME_CELL];

	corner_make(*state, 'D', &c);
	home_sql(c.home, "planner.sql", "planner", cell);
	assert_string_equal(cell, "planner");
	t = planner(&c, &(struct hands){ .rows = 40, .cols = 120, .user = "PLANNER" }, 1);
	board_cascade_none(t);
	grab_and_move(t, &c, 5, "new @ 09:15-11:15 (2h working)");
	board_key(t, "Enter", "CONFLICT");
	see(t, "LASER1 would carry 2 from ");
	assert_false(term_box_shows(t, "Over the rules"));
	/* Still held; what keeps to the rules is dropped. */
	board_key(t, "Left", corner_text(&c, "new @ 09:00-11:00 (2h working)"));
	board_key(t, "Enter", corner_text(&c, "moved WO-#1 +1h on Laser 1"));
	corner_stands(&c, 1, "LASER1", "09:00", "11:00");
	hands_leave(t);
}

static void who_may_only_look_grabs_nothing(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'E', &c);
	t = planner(&c, &(struct hands){ .rows = 40, .cols = 120, .user = "OPERATOR" }, 1);
	board_key(t, " ", "the plan is only shown: moving bars needs the permission scheduling.update");
	assert_false(term_box_shows(t, "held:"));
	board_key(t, "p", "scheduling.update");
	corner_stands(&c, 1, "LASER1", "08:00", "10:00");
	hands_leave(t);
}

static void a_firm_bar_stays(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'F', &c);
	t = planner(&c, &first, 2);
	board_key(t, "p", corner_text(&c, "WO-#2 is firm now: nothing moves it"));
	board_key(t, " ", corner_text(&c, "WO-#2 is firm and does not move; p makes it planned again"));
	assert_false(term_box_shows(t, "held:"));
	/* Nor does a push move it: the gesture is blocked, and stays. */
	board_jump(t, &c, 1);
	grab_and_move(t, &c, 5, "new @ 09:15-11:15 (2h working)");
	see_corner(t, &c, "blocked by WO-#2 (firm)");
	board_key(t, "Enter", "CONFLICT");
	see_corner(t, &c, "new @ 09:15-11:15 (2h working)");
	term_box_key(t, "Esc");
	see_corner(t, &c, "@ 08:00-10:00 (2h working) on Laser 1");
	board_jump(t, &c, 2);
	board_key(t, "p", corner_text(&c, "WO-#2 is planned again"));
	grab_and_move(t, &c, 1, "new @ 11:15-13:15 (2h working)");
	board_key(t, "Enter", corner_text(&c, "moved WO-#2 +15m on Laser 1"));
	corner_stands(&c, 1, "LASER1", "08:00", "10:00");
	corner_stands(&c, 2, "LASER1", "11:15", "13:15");
	hands_leave(t);
}

static void never_before_its_predecessor(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'G', &c);
	t = planner(&c, &first, 4);
	board_grab(t);
	board_key(t, "Left", corner_text(&c, "new @ 13:30-14:30 (1h working)"));
	see_corner(t, &c, "! WO-#4 starts 15m before WO-#3 lets it");
	board_key(t, "Enter", "CONFLICT");
	assert_false(term_box_shows(t, "Over the rules"));
	see_corner(t, &c, "new @ 13:30-14:30 (1h working)");
	corner_stands(&c, 4, "BEND", "13:45", "14:45");
	/* The next place where nothing is broken is where it was. */
	board_key(t, "f", corner_text(&c, "new @ 13:45-14:45 (1h working)"));
	board_key(t, "Right", corner_text(&c, "new @ 14:00-15:00 (1h working)"));
	board_key(t, "Enter", corner_text(&c, "moved WO-#4 +15m on Bend"));
	corner_stands(&c, 4, "BEND", "14:00", "15:00");
	hands_leave(t);
}

/* ---- no server ---- */

static void without_a_server_it_stays_held(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'H', &c);
	t = planner(&c, &first, 1);
	grab_and_move(t, &c, 2, "new @ 08:30-10:30 (2h working)");
	home_stop(c.home);
	see(t, "OFFLINE");
	board_key(t, "Enter", corner_text(&c, "no server: WO-#1 is still held, Enter tries again"));
	board_key(t, "Right", corner_text(&c, "new @ 08:45-10:45 (2h working)"));
	board_key(t, "Enter", corner_text(&c, "no server: WO-#1 is still held, Enter tries again"));
	home_start(c.home);
	see(t, "live");
	see_corner(t, &c, "new @ 08:45-10:45 (2h working)");
	board_key(t, "Enter", corner_text(&c, "moved WO-#1 +45m on Laser 1"));
	corner_stands(&c, 1, "LASER1", "08:45", "10:45");
	assert_int_equal(drops_by(&c, "A. Weber", 1), 1);
	hands_leave(t);
}

/* The server keeps the drop and dies before it could say so. */
static void a_lost_answer_drops_once(void **state)
{
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'I', &c);
	t = planner(&c, &first, 1);
	grab_and_move(t, &c, 2, "new @ 08:30-10:30 (2h working)");
	home_hang_commits(c.home);
	term_box_key(t, "Enter");
	assert_true(home_sql_until(c.home, "waiting.sql", "SyncRep", "t", 20));
	home_kill(c.home);
	see(t, "OFFLINE");
	home_settings(c.home, "");
	home_start(c.home);
	see(t, "live");
	see_corner(t, &c, "moved WO-#1 +30m on Laser 1");
	see_gone(t, "held:");
	corner_stands(&c, 1, "LASER1", "08:30", "10:30");
	assert_int_equal(drops_by(&c, "A. Weber", 1), 1);
	hands_leave(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(one_drops_while_the_other_holds, hands_drop_all),
		cmocka_unit_test_teardown(drops_that_cross, hands_drop_all),
		cmocka_unit_test_teardown(an_overload_needs_a_reason, hands_drop_all),
		cmocka_unit_test_teardown(without_the_permission_it_is_refused, hands_drop_all),
		cmocka_unit_test_teardown(who_may_only_look_grabs_nothing, hands_drop_all),
		cmocka_unit_test_teardown(a_firm_bar_stays, hands_drop_all),
		cmocka_unit_test_teardown(never_before_its_predecessor, hands_drop_all),
		cmocka_unit_test_setup_teardown(without_a_server_it_stays_held, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(a_lost_answer_drops_once, home_settle, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey_board_two", tests, corner_open, home_close);
}
