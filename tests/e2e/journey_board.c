/*
 * journey_board - a supervisor's day at the planning board: a bar is grabbed,
 * moved with keys, seen to break and push others, dropped, seen elsewhere,
 * taken back; on every size and kind of terminal; and an order's whole life
 * with the board in it. The verbs say whether what is shown is true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "support/e2e_board.h"

#define SUPERVISOR "supervisor"

static const struct hands wide = { .rows = 40, .cols = 120, .user = "SUPERVISOR" };

/* Somebody else looks on: no polling, so what is seen came by notification. */
static struct term_box *onlooker(struct home *h)
{
	const char *config = home_config(h, "live_poll_s = 86400;\n");

	return hands_sign_on(
		h, &(struct hands){ .rows = 60, .cols = 200, .kiosk = "kiosk3", .user = "ADMIN", .config = config });
}

/* ---- the journey ---- */

struct keys {
	const char *right, *down;
};
static const struct keys arrows = { "Right", "Down" }, letters = { "l", "j" };

/* The bar of the first order goes right until it lies over the second one, and to the other laser. */
static void move_over_another(struct term_box *t, const struct corner *c, const struct keys *k)
{
	board_key(t, k->right, corner_text(c, "new @ 08:15-10:15 (2h working)"));
	board_key(t, k->right, corner_text(c, "new @ 08:30-10:30 (2h working)"));
	board_key(t, k->right, corner_text(c, "new @ 08:45-10:45 (2h working)"));
	board_key(t, k->right, corner_text(c, "new @ 09:00-11:00 (2h working)"));
	see(t, "pushes nobody, breaks nothing");
	board_key(t, k->right, corner_text(c, "new @ 09:15-11:15 (2h working)"));
	see_corner(t, c, "! WO-#1 overlaps WO-#2 on Laser 1 @ 11:00-11:15 (2 of 1)");
	/* Over there is a break in between. */
	board_key(t, k->down, corner_text(c, "new @ 09:15-11:45 (2h working)"));
	see_corner_not(t, c, "! WO-#1 overlaps");
	see(t, "pushes nobody, breaks nothing");
}

/* One step on it overlaps there, or pushes. */
static void let_it_push(struct term_box *t, const struct corner *c, const struct keys *k)
{
	board_key(t, k->right, corner_text(c, "new @ 09:30-12:00 (2h working)"));
	see_corner(t, c, "! WO-#1 overlaps WO-#3 on Laser 2 @ 11:45-12:00 (2 of 1)");
	board_key(t, "c", "cascade push");
	see_corner_not(t, c, "! WO-#1 overlaps");
	see(t, "pushes 2 orders (");
	see_corner(t, c, "WO-#3 +15m");
	see_corner(t, c, "WO-#4 +15m");
}

static bool foretells(const struct corner *c, int n, const char *from, const char *to)
{
	char path[40];

	for (int i = 0; i < 3; i++) {
		str_format(path, sizeof(path), "changed.%d.work_order_number", i);
		if (strcmp(home_value(path), corner_order(c, n)) != 0)
			continue;
		str_format(path, sizeof(path), "changed.%d.to.start", i);
		if (strncmp(home_value(path), corner_at(c, from), 16) != 0)
			return false;
		str_format(path, sizeof(path), "changed.%d.to.end", i);
		return strncmp(home_value(path), corner_at(c, to), 16) == 0;
	}
	return false;
}

static void the_verb_foretells_the_same(const struct corner *c)
{
	assert_int_equal(home_verb(c->home, SUPERVISOR, "reschedule", corner_order(c, 1), "--lane", "LASER2", "--start",
				   corner_at(c, "09:30"), "--dry-run", NULL),
			 0);
	assert_int_equal(home_count("changed", NULL, NULL), 3);
	assert_int_equal(home_count("conflicts", NULL, NULL), 0);
	assert_true(foretells(c, 1, "09:30", "12:00"));
	assert_true(foretells(c, 3, "12:00", "14:00"));
	assert_true(foretells(c, 4, "14:00", "15:00"));
}

static void all_stand_as_they_stood(const struct corner *c)
{
	corner_stands(c, 1, "LASER1", "08:00", "10:00");
	corner_stands(c, 3, "LASER2", "11:45", "13:45");
	corner_stands(c, 4, "BEND", "13:45", "14:45");
}

static void all_stand_where_they_went(const struct corner *c)
{
	corner_stands(c, 1, "LASER2", "09:30", "12:00");
	corner_stands(c, 3, "LASER2", "12:00", "14:00");
	corner_stands(c, 4, "BEND", "14:00", "15:00");
}

/* The onlooker's cursor is on the fifth order and stays there. */
static void the_other_sees(struct term_box *other, const struct corner *c, const char *third, const char *first)
{
	see_line(other, corner_text(c, "  WO-#3 "), corner_text(c, third));
	if (first)
		see_line(other, corner_text(c, "  WO-#1 "), corner_text(c, first));
	else
		see_corner_not(other, c, "  WO-#1 ");
	see_corner(other, c, "▶ WO-#5 ");
	see_corner(other, c, "─ WO-#5/10 ");
}

static void the_supervisors_journey(void **state)
{
	struct corner c;
	struct term_box *t, *other;

	corner_make(*state, 'A', &c);
	t = hands_sign_on(c.home, &wide);
	other = onlooker(c.home);
	board_open(t);
	board_jump(t, &c, 1);
	board_open(other);
	board_jump(other, &c, 5);
	the_other_sees(other, &c, "@ 11:45-13:45", NULL);

	board_cascade_none(t);
	board_grab(t);
	move_over_another(t, &c, &arrows);
	let_it_push(t, &c, &arrows);
	all_stand_as_they_stood(&c);
	the_verb_foretells_the_same(&c);
	board_key(t, "Enter", corner_text(&c, "moved WO-#1 +1h30, Laser 1 to Laser 2; 2 pushed - u takes it back"));
	the_other_sees(other, &c, "@ 12:00-14:00", "@ 09:30-12:00");
	all_stand_where_they_went(&c);

	board_key(t, "u", "taken back: 3 bars moved back; r does it again");
	see_corner(t, &c, "@ 08:00-10:00 (2h working) on Laser 1");
	the_other_sees(other, &c, "@ 11:45-13:45", NULL);
	all_stand_as_they_stood(&c);
	/* Nor does a bar move that is held there. */
	board_grab(other);
	board_key(other, "Right", corner_text(&c, "new @ 06:15-07:15 (1h working)"));
	board_key(t, "r", "done again: 3 bars moved; u takes it back");
	the_other_sees(other, &c, "@ 12:00-14:00", "@ 09:30-12:00");
	see_corner(other, &c, "new @ 06:15-07:15 (1h working)");
	see(other, "held: +15m on Laser 2");
	assert_false(term_box_shows(other, "meanwhile"));
	board_key(other, "Esc", corner_text(&c, "@ 06:00-07:00 (1h working) on Laser 2"));
	all_stand_where_they_went(&c);
	hands_leave(other);
	hands_leave(t);
}

/* ---- every terminal, and Esc ---- */

enum { PICTURE = 60 * 200 * 4 };

/* The first line has the clock. */
static bool is_same_minute(const char *a, const char *b)
{
	size_t n = strcspn(a, "\n");

	return n == strcspn(b, "\n") && memcmp(a, b, n) == 0;
}

static void fail_on_line(const char *before, const char *after)
{
	size_t n, m;

	for (; *before && *after; before += n + 1, after += m + 1) {
		n = strcspn(before, "\n");
		m = strcspn(after, "\n");
		if (n != m || memcmp(before, after, n) != 0)
			fail_msg("it was %.*s - and is %.*s", (int)n, before, (int)m, after);
	}
	fail_msg("the same characters, but other colours");
}

/* From the bar in the corner to a gesture and out of it. False: the clock on the screen went on meanwhile. */
static bool esc_leaves_it_as_it_was(struct term_box *t, const struct corner *c, const struct keys *k)
{
	static char before[PICTURE];
	unsigned long long picture;

	term_box_settle(t, 100);
	str_copy(before, sizeof(before), term_box_text(t));
	picture = term_box_picture(t);
	board_grab(t);
	board_key(t, "c", "cascade keep gap");
	board_key(t, "c", "cascade close up");
	board_key(t, "c", "cascade none");
	move_over_another(t, c, k);
	let_it_push(t, c, k);
	board_key(t, "s", "it moves by 30 min");
	board_key(t, "-", "zoom 2 h");
	term_box_key(t, "Esc");
	see_gone(t, "Put back");
	term_box_settle(t, 100);
	if (!is_same_minute(before, term_box_text(t)))
		return false;
	if (picture != term_box_picture(t))
		fail_on_line(before, term_box_text(t));
	return true;
}

static void look_only(struct home *h, const struct corner *c, const struct hands *at, const struct keys *k,
		      bool coloured)
{
	struct term_box *t = hands_sign_on(h, at);

	board_open(t);
	board_jump(t, c, 1);
	if (term_box_coloured(t) != coloured)
		fail_msg("%s: colours are %s", at->term, coloured ? "missing" : "there");
	if (!esc_leaves_it_as_it_was(t, c, k))
		assert_true(esc_leaves_it_as_it_was(t, c, k));
	hands_leave(t);
}

static void every_terminal_has_the_board(void **state)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	static const struct {
		struct hands at;
		const struct keys *keys;
		bool coloured;
	} terminals[] = {
		{ { .rows = 24, .cols = 80, .term = "xterm-256color" }, &arrows, true },
		{ { .rows = 40, .cols = 120, .term = "xterm-256color" }, &letters, true },
		{ { .rows = 60, .cols = 200, .term = "xterm-256color" }, &arrows, true },
		{ { .rows = 40, .cols = 120, .term = "xterm-256color", .env = no_colour }, &arrows, false },
		{ { .rows = 24, .cols = 80, .term = "vt220" }, &letters, false },
		{ { .rows = 24, .cols = 80, .term = "linux" }, &arrows, true },
	};
	struct corner c;

	corner_make(*state, 'B', &c);
	for (size_t i = 0; i < sizeof(terminals) / sizeof(terminals[0]); i++) {
		struct hands at = terminals[i].at;

		at.user = "SUPERVISOR";
		look_only(*state, &c, &at, terminals[i].keys, terminals[i].coloured);
	}
	all_stand_as_they_stood(&c);
}

static void a_terminal_of_plain_characters_has_the_board(void **state)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	struct corner c;
	struct term_box *t;

	corner_make(*state, 'C', &c);
	t = hands_sign_on(c.home, &(struct hands){ .term = "vt100",
						   .user = "SUPERVISOR",
						   .env = no_colour,
						   .config = home_config(c.home, "ascii = true;\n") });
	board_open(t);
	board_jump(t, &c, 1);
	assert_false(term_box_coloured(t));
	if (!esc_leaves_it_as_it_was(t, &c, &letters))
		assert_true(esc_leaves_it_as_it_was(t, &c, &letters));
	for (const char *at = term_box_text(t); *at; at++)
		assert_true((unsigned char)*at < 0x80);
	hands_leave(t);
}

/* ---- the life of an order ---- */

static void field(struct term_box *t, const char *text)
{
	term_box_type(t, text);
	see(t, text);
	term_box_key(t, "Tab");
}

static void make_order(struct term_box *t, const struct corner *c)
{
	hands_scan(t, "4");
	see(t, "Material of");
	board_key(t, "F4", "New work order");
	field(t, corner_order(c, 9));
	field(t, "M-4001");
	field(t, "10");
	field(t, corner_text(c, "2099-12-30 12:00"));
	field(t, "10:LASER1:60");
	field(t, "M-1042=20");
	term_box_key(t, "F2");
	see_corner(t, c, "WO-#9: planned");
	see_line(t, corner_text(c, "▶ WO-#9"), "planned");
	see_corner(t, c, "Material of WO-#9");
}

static void do_with_it(struct term_box *t, const struct corner *c, const char *what, const char *done)
{
	term_box_key(t, "F2");
	board_menu(t, what);
	see_corner(t, c, done);
}

static void place_it_from_the_tray(struct term_box *t, const struct corner *c)
{
	board_key(t, "t", "tray: ");
	board_key(t, "/", "Go to an order");
	hands_scan(t, corner_order(c, 9));
	see_corner(t, c, "WO-#9 is in the tray: Space takes it");
	board_key(t, " ", "held: placed on Laser 1");
	board_key(t, "Enter", corner_text(c, "WO-#9 placed on Laser 1 - u takes it back"));
	see(t, " on Laser 1");
	see(t, "planned");
	assert_int_equal(home_verb(c->home, SUPERVISOR, "order", "show", corner_order(c, 9), NULL), 0);
	assert_string_equal(home_value("operations.0.booking_status"), "planned");
	assert_string_equal(home_value("operations.0.lane"), "LASER1");
}

static void report(struct term_box *t, const struct corner *c, const char *pieces)
{
	term_box_key(t, "F2");
	board_menu(t, "Report pieces");
	see(t, "Good pieces");
	term_box_type(t, pieces);
	term_box_key(t, "F2");
	see_corner(t, c, "WO-#9: pieces reported");
}

static void show_on_board(struct term_box *t, const struct corner *c)
{
	term_box_key(t, "F2");
	board_menu(t, "Show it on the board");
	see_corner(t, c, "─ WO-#9/10 ");
}

static void make_it(struct term_box *t, const struct corner *c)
{
	do_with_it(t, c, "Start", "WO-#9: started");
	report(t, c, "4");
	show_on_board(t, c);
	see(t, "running");
	see(t, "4 of 10");
	assert_int_equal(home_verb(c->home, SUPERVISOR, "order", "show", corner_order(c, 9), NULL), 0);
	assert_string_equal(home_value("operations.0.booking_status"), "running");
	assert_string_equal(home_value("operations.0.good"), "4");
	/* It has begun: it does not move. */
	board_key(t, " ", corner_text(c, "WO-#9 is running and stays where it is"));
	term_box_key(t, "Esc");
	see(t, "Work orders");
	report(t, c, "6");
	term_box_key(t, "F2");
	board_menu(t, "Complete");
	see(t, "This ends the order");
	term_box_key(t, "Enter");
	see_corner(t, c, "WO-#9: completed");
}

static void see_it_done(struct term_box *t, const struct corner *c)
{
	hands_home(t);
	board_open(t);
	board_key(t, "/", "Go to an order");
	hands_scan(t, corner_order(c, 9));
	see_corner(t, c, "WO-#9 is not on the board");
	board_key(t, "v", "Completed too");
	for (int i = 0; i < 3; i++)
		term_box_key(t, "Tab");
	term_box_key(t, "Right");
	see_line(t, "Completed too", "yes");
	term_box_key(t, "F2");
	see(t, "everything is shown");
	board_jump(t, c, 9);
	see(t, "done");
	see(t, "10 of 10");
}

static void stock_of(struct home *h, const char *material, char ret[HOME_CELL])
{
	assert_int_equal(home_verb(h, SUPERVISOR, "layers", material, NULL), 0);
	str_copy(ret, HOME_CELL, home_value("quantity_on_hand"));
}

static void the_life_of_an_order(void **state)
{
	char before[HOME_CELL], after[HOME_CELL];
	struct corner c = { .home = *state, .letter = 'L' };
	struct term_box *t = hands_sign_on(c.home, &wide);

	stock_of(c.home, "M-4001", before);
	make_order(t, &c);
	do_with_it(t, &c, "Release", "WO-#9: released");
	assert_int_equal(home_verb(c.home, SUPERVISOR, "order", "show", corner_order(&c, 9), NULL), 0);
	assert_string_equal(home_value("order_status"), "RELEASED");
	hands_home(t);
	board_open(t);
	place_it_from_the_tray(t, &c);
	hands_home(t);
	hands_scan(t, "4");
	see(t, "Material of");
	board_key(t, "/", "find");
	hands_scan(t, corner_order(&c, 9));
	see_line(t, corner_text(&c, "▶ WO-#9"), "released");
	make_it(t, &c);
	see_it_done(t, &c);
	stock_of(c.home, "M-4001", after);
	assert_int_equal(strtol(after, NULL, 10) - strtol(before, NULL, 10), 10);
	assert_int_equal(home_verb(c.home, SUPERVISOR, "order", "show", corner_order(&c, 9), NULL), 0);
	assert_string_equal(home_value("order_status"), "COMPLETED");
	assert_string_equal(home_value("operations.0.booking_status"), "done");
	assert_int_equal(home_verb(c.home, SUPERVISOR, "check", "stock", NULL), 0);
	hands_leave(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_supervisors_journey, hands_drop_all),
		cmocka_unit_test_teardown(every_terminal_has_the_board, hands_drop_all),
		cmocka_unit_test_teardown(a_terminal_of_plain_characters_has_the_board, hands_drop_all),
		cmocka_unit_test_teardown(the_life_of_an_order, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey_board", tests, corner_open, home_close);
}
