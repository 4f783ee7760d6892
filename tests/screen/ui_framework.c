/*
 * ui_framework - the app as a person meets it: bands, keys, stack, dialogs,
 * messages, times.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/screen_demo.h"
#include "support/screen_harness.h"

static struct player *play(const char *start, int rows, int cols)
{
	return player_new(
		&(struct player_setup){ .rows = rows, .cols = cols, .screens = demo_screens, .start = start });
}

/* A list over the front page, as a person opens it. */
static struct player *play_list(void)
{
	struct player *p = play("front", 24, 80);

	app_open(player_app(p), "list", NULL);
	player_step(p);
	return p;
}

static struct demo_list *list_of(struct player *p)
{
	return app_state(player_app(p));
}

static struct player *play_scan(int rows, int cols)
{
	struct player *p = play("front", rows, cols);

	app_open(player_app(p), "scan", NULL);
	player_step(p);
	return p;
}

static struct demo_scan *scan_of(struct player *p)
{
	return app_state(player_app(p));
}

static void test_bands(void **state)
{
	struct player *p = play_list();

	(void)state;
	assert_string_equal(player_line(p, 0),
			    " gemba  Order lines                                                       14:32");
	assert_string_equal(player_line(p, -1),
			    " F1 Help  F4 Pick  F5 Reload  F8 Undo last  Enter Open  F10 Menu  Esc Back");
	assert_string_equal(player_line(p, -2), "");
	assert_shows(p, "Bolt M8x40 zinc");
	assert_int_equal(player_role_of(p, "14:32"), 't');
	assert_int_equal(player_role_of(p, "F4"), 'k');
	assert_int_equal(player_role_of(p, "Pick"), 'K');
	player_free(p);
}

static void test_grid_reaches_the_terminal(void **state)
{
	struct player *p = play_list();

	(void)state;
	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++) {
			const struct cell *cell = grid_cell(app_grid(player_app(p)), row, col);

			if (cell->ch[0] != 0)
				assert_int_equal(player_terminal_cell(p, row, col), cell->ch[0]);
		}
	player_free(p);
}

static void test_key_bar_shows_what_works(void **state)
{
	struct player *p = play_list();

	(void)state;
	list_of(p)->rows_wanted = -1;
	player_keys(p, "F5");
	assert_shows(p, "No open lines. Scan another order, or F5 to read again.");
	assert_not_shows(p, "Adjust");
	player_keys(p, "F6");
	assert_false(app_has_overlay(player_app(p)));
	player_free(p);
}

static void test_nothing_to_do_paints_nothing(void **state)
{
	struct player *p = play_list();
	unsigned before = player_paints(p);

	(void)state;
	for (int i = 0; i < 50; i++)
		app_turn(player_app(p));
	assert_int_equal(player_paints(p), before);
	player_free(p);
}

static void test_clock_ticks_once_a_minute(void **state)
{
	struct player *p = play("front", 24, 80);
	unsigned before = player_paints(p);

	(void)state;
	player_advance_ms(p, 30000);
	assert_int_equal(player_paints(p), before);
	player_advance_ms(p, 30000);
	assert_int_equal(player_paints(p), before + 1);
	assert_shows(p, "14:33");
	player_free(p);
}

static void test_first_update_and_live_poll(void **state)
{
	struct player *p = play_list();

	(void)state;
	assert_int_equal(list_of(p)->updates, 1);
	assert_int_equal(list_of(p)->topics, TOPIC_STOCK | TOPIC_PURCHASE);
	player_advance_ms(p, 4000);
	assert_int_equal(list_of(p)->updates, 1);
	player_advance_ms(p, 1500);
	assert_int_equal(list_of(p)->updates, 2);
	player_free(p);
}

static void test_back_and_stack(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "Down Enter");
	assert_shows(p, "Goods receipt  PO-4500012");
	player_keys(p, "Esc");
	assert_shows(p, "Order lines");
	assert_string_equal(list_of(p)->last, "M-1077");
	player_keys(p, "F12");
	assert_shows(p, "Front page");
	player_keys(p, "Esc");
	assert_shows(p, "Front page");
	player_free(p);
}

static void test_refused_screens(void **state)
{
	struct player *p = play_list();

	(void)state;
	assert_false(app_open(player_app(p), "door", NULL));
	player_step(p);
	assert_shows(p, "✗ UNAUTHORIZED: Door needs the permission admin - ask a supervisor");
	assert_false(app_open(player_app(p), "nowhere", NULL));
	assert_false(app_open(player_app(p), "list", "refuse"));
	player_step(p);
	assert_shows(p, "nothing of that name");
	assert_shows(p, "Order lines");
	player_keys(p, "Down");
	assert_not_shows(p, "nothing of that name");
	player_free(p);
}

static void test_esc_digit_is_a_function_key(void **state)
{
	struct player *p = play_list();
	struct key keys[2] = { { KEYC_ESC, 0 }, { '8', 0 } };

	(void)state;
	app_feed(player_app(p), keys, 2);
	player_step(p);
	assert_shows(p, "Take back the last post?");
	player_keys(p, "Esc");
	assert_string_equal(list_of(p)->last, "no");
	player_free(p);
}

static void test_control_keys_are_a_second_way(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "Ctrl-Z");
	assert_shows(p, "Take back the last post?");
	player_keys(p, "Enter");
	assert_string_equal(list_of(p)->last, "yes");
	player_free(p);
}

static void test_confirm_is_deaf_to_scanners(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "F8");
	player_scan(p, "M-1042");
	assert_true(app_has_overlay(player_app(p)));
	assert_shows(p, "nothing can be scanned here");
	/* Also when the characters come one by one. */
	player_keys(p, "M 1 Enter");
	assert_true(app_has_overlay(player_app(p)));
	player_keys(p, "F2");
	assert_string_equal(list_of(p)->last, "yes");
	player_free(p);
}

static void test_stray_scan_is_no_command(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_scan(p, "jkM-1/042");
	assert_shows(p, "nothing can be scanned here: open a scan screen first");
	assert_shows(p, "Order lines");
	player_free(p);
}

static void test_pick(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "F4");
	assert_shows(p, "Pick a line");
	player_type(p, "rivet");
	assert_shows(p, "find rivet  3 of 40");
	assert_int_equal(player_role_of(p, "Rivet"), 'm');
	player_keys(p, "Down Enter");
	assert_string_equal(list_of(p)->last, "240");
	player_keys(p, "F4");
	player_type(p, "no such thing");
	assert_shows(p, "No line holds \"no such thing\".");
	player_keys(p, "Enter");
	assert_true(app_has_overlay(player_app(p)));
	player_keys(p, "Esc");
	assert_string_equal(list_of(p)->last, "none");
	player_free(p);
}

static void test_prompt(void **state)
{
	struct player *p = play_list();

	(void)state;
	list_of(p)->keep_prompt = true;
	player_keys(p, "F6 F2");
	assert_shows(p, "✗ usage: Quantity is missing");
	player_type(p, "-5");
	player_keys(p, "F2");
	assert_shows(p, "! must be above zero");
	assert_true(app_has_overlay(player_app(p)));
	list_of(p)->keep_prompt = false;
	player_keys(p, "Ctrl-U");
	player_type(p, "12,5");
	player_keys(p, "Enter Space");
	assert_shows(p, "transfer");
	player_keys(p, "Enter Enter");
	assert_false(app_has_overlay(player_app(p)));
	assert_string_equal(list_of(p)->last, "12.5");
	player_free(p);
}

static void test_panel_lives_under_a_dialog(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "F8");
	list_of(p)->rows_wanted = 3;
	player_advance_ms(p, 20000);
	assert_not_shows(p, "Gear oil");
	assert_true(app_has_overlay(player_app(p)));
	player_free(p);
}

static void test_menu(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "F10");
	assert_shows(p, "Menu");
	assert_shows(p, "F8, u, Ctrl-Z");
	player_keys(p, "4 Enter");
	assert_shows(p, "Take back the last post?");
	player_keys(p, "Esc F3");
	assert_shows(p, "Front page");
	player_keys(p, "F3");
	assert_shows(p, "Leave the program on this terminal?");
	player_keys(p, "Enter");
	assert_false(app_turn(player_app(p)));
	player_free(p);
}

static void test_frozen_while_hands_are_on(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "Down Down");
	list_of(p)->first = 1;
	player_advance_ms(p, 5000);
	/* Line 10 is gone and 130 is new; nothing moved. */
	assert_shows(p, "2 changes - F5");
	assert_shows(p, "Bolt M8x40 zinc");
	assert_int_equal(player_surface_of(p, "Coil"), 'S');
	player_keys(p, "F5");
	assert_not_shows(p, "changes - F5");
	assert_not_shows(p, "M-1042");
	assert_int_equal(player_surface_of(p, "Coil"), 'S');
	player_free(p);
}

static void test_changes_come_when_hands_are_off(void **state)
{
	struct player *p = play_list();

	(void)state;
	player_keys(p, "Down");
	list_of(p)->first = 1;
	player_advance_ms(p, 5000);
	assert_shows(p, "2 changes - F5");
	player_advance_ms(p, 6000);
	assert_not_shows(p, "changes - F5");
	assert_int_equal(player_surface_of(p, "Washer"), 'S');
	player_free(p);
}

static void test_find(void **state)
{
	struct player *p = play_list();
	int row, col;

	(void)state;
	player_keys(p, "/");
	player_type(p, "be");
	assert_shows(p, "find be  2 of 12");
	player_cursor(p, &row, &col);
	assert_int_equal(col, 9);
	player_keys(p, "Down Enter");
	assert_shows(p, "find be");
	assert_int_equal(player_surface_of(p, "Bearing"), 'S');
	player_keys(p, "Esc");
	assert_not_shows(p, "find be");
	assert_int_equal(player_surface_of(p, "Bearing"), 'S');
	assert_shows(p, "Order lines");
	player_free(p);
}

static void test_scan_screen(void **state)
{
	struct player *p = play_scan(24, 80);

	(void)state;
	player_scan(p, "jk?/M-1042");
	assert_string_equal(scan_of(p)->scanned, "jk?/M-1042");
	assert_int_equal(scan_of(p)->scans, 1);
	player_type(p, "500");
	player_keys(p, "F2");
	assert_shows(p, "✓ received 500 pcs, on hand 12 480");
	assert_int_equal(player_role_of(p, "✓"), 'G');
	player_free(p);
}

static void test_error_locks_a_scan_screen(void **state)
{
	struct player *p = play_scan(24, 80);

	(void)state;
	player_scan(p, "X99");
	assert_shows(p, "✗ NOT_FOUND: no material, order or bin is called X99");
	assert_shows(p, "Esc goes on");
	assert_int_equal(player_role_of(p, "✗"), 'X');
	player_scan(p, "M-1042");
	assert_int_equal(scan_of(p)->scans, 1);
	player_keys(p, "Enter a Tab");
	assert_shows(p, "Esc goes on");
	player_keys(p, "Esc");
	assert_not_shows(p, "Esc goes on");
	assert_shows(p, "Goods receipt");
	player_scan(p, "M-1042");
	assert_int_equal(scan_of(p)->scans, 2);
	player_free(p);
}

static void test_paste_is_text(void **state)
{
	struct player *p = play_scan(24, 80);
	struct key keys[] = { { KEYC_PASTE_BEGIN, 1 }, { 'M', 1 },	     { KEYC_ENTER, 1 }, { '1', 1 },
			      { KEYC_F0 + 3, 1 },      { KEYC_PASTE_END, 1 } };

	(void)state;
	app_feed(player_app(p), keys, sizeof(keys) / sizeof(keys[0]));
	player_step(p);
	assert_int_equal(scan_of(p)->scans, 0);
	assert_string_equal(form_get(&scan_of(p)->form, "scan"), "M1");
	player_free(p);
}

static void test_choice_list(void **state)
{
	struct player *p = play_scan(24, 80);

	(void)state;
	player_keys(p, "Tab Tab Tab F4 Down Enter");
	assert_string_equal(form_get(&scan_of(p)->form, "kind"), "t");
	assert_true(scan_of(p)->edits > 0);
	player_free(p);
}

static void test_secret_is_not_shown(void **state)
{
	struct player *p = play_scan(24, 80);

	(void)state;
	player_keys(p, "Tab Tab Tab Tab");
	player_type(p, "9183");
	assert_not_shows(p, "9183");
	assert_shows(p, "••••");
	player_free(p);
}

static void test_narrow(void **state)
{
	struct player *p = play_scan(12, 40);

	(void)state;
	assert_shows(p, "Goods receipt");
	assert_shows(p, "M-1042");
	assert_shows(p, "Scan");
	assert_not_shows(p, "ordered");
	assert_shows(p, "Esc Back");
	player_keys(p, "Esc");
	assert_shows(p, "Front needs 60 x 16;");
	player_resize(p, 11, 30);
	assert_string_equal(player_line(p, 0), "too small: 30x11, needs 40x12");
	player_resize(p, 40, 120);
	assert_shows(p, "Front page");
	player_free(p);
}

static void test_wide_shows_more(void **state)
{
	struct player *p = play("list", 40, 120);

	(void)state;
	assert_shows(p, "lot, expiry");
	assert_shows(p, "Coil 1.5 mm DX51");
	player_free(p);
}

static void test_ascii(void **state)
{
	struct player *p =
		player_new(&(struct player_setup){ .screens = demo_screens, .start = "list", .ascii = true });

	(void)state;
	app_message(player_app(p), MSG_GOOD, "good");
	player_keys(p, "Down F8");
	for (const char *c = player_text(p); *c != '\0'; c++)
		assert_true((unsigned char)*c < 0x80);
	assert_shows(p, ">   20");
	assert_shows(p, "+ good");
	assert_shows(p, "+ Undo -");
	assert_shows(p, "#####");
	player_free(p);
}

static void test_message_kinds(void **state)
{
	struct player *p = play("front", 24, 80);

	(void)state;
	app_message(player_app(p), MSG_INFO, "evil \033[31m text\n");
	player_step(p);
	assert_shows(p, "evil �[31m text");
	app_message_none(player_app(p));
	player_step(p);
	assert_not_shows(p, "evil");
	app_notice(player_app(p), "About", "first line\nsecond line");
	player_step(p);
	assert_shows(p, "second line");
	player_keys(p, "Esc");
	assert_false(app_has_overlay(player_app(p)));
	player_free(p);
}

static void rebind(struct config *config)
{
	static struct key_setting keys[] = { { "undo", "F6 Ctrl-Z" }, { "quantity", "F8" } };

	config->keys = keys;
	config->n_keys = 2;
}

static void test_rebound_keys(void **state)
{
	struct player *p =
		player_new(&(struct player_setup){ .screens = demo_screens, .start = "list", .configure = rebind });

	(void)state;
	assert_shows(p, "F6 Undo last");
	player_keys(p, "F6");
	assert_shows(p, "Take back the last post?");
	player_free(p);
}

/* Whatever is pressed on whatever size: nothing breaks, and a way back remains. */
static void test_random_keys(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 }, { 40, 120 }, { 5, 10 }, { 1, 1 }, { 13, 200 } };
	struct player *p = play_list();
	uint64_t seed = 20261124;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct key key = { 0, 1 };
		unsigned r;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		r = (unsigned)(seed >> 33);
		key.code = r % 3 == 0	? r / 3 % 0x180
			   : r % 3 == 1 ? KEYC_BASE + 1 + r / 3 % (KEYC_LAST - KEYC_BASE)
					: 0x4e00 + r / 3 % 256;
		if (key.code == KEYC_F0 + 3 || key.code == 0x18)
			continue; /* leaves the program */
		app_feed(player_app(p), &key, 1);
		if (r % 97 == 0)
			player_resize(p, sizes[r / 97 % 6][0], sizes[r / 97 % 6][1]);
		if (app_screen_below(player_app(p)) == NULL && !app_has_overlay(player_app(p)))
			app_open(player_app(p), r & 1 ? "list" : "scan", NULL);
		player_step(p);
	}
	assert_true(app_turn(player_app(p)));
	player_resize(p, 24, 80);
	for (int i = 0; i < 20; i++)
		player_keys(p, "Esc");
	assert_shows(p, "Front page");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_grid_reaches_the_terminal),
		cmocka_unit_test(test_key_bar_shows_what_works),
		cmocka_unit_test(test_nothing_to_do_paints_nothing),
		cmocka_unit_test(test_clock_ticks_once_a_minute),
		cmocka_unit_test(test_first_update_and_live_poll),
		cmocka_unit_test(test_back_and_stack),
		cmocka_unit_test(test_refused_screens),
		cmocka_unit_test(test_esc_digit_is_a_function_key),
		cmocka_unit_test(test_control_keys_are_a_second_way),
		cmocka_unit_test(test_confirm_is_deaf_to_scanners),
		cmocka_unit_test(test_stray_scan_is_no_command),
		cmocka_unit_test(test_pick),
		cmocka_unit_test(test_prompt),
		cmocka_unit_test(test_panel_lives_under_a_dialog),
		cmocka_unit_test(test_menu),
		cmocka_unit_test(test_frozen_while_hands_are_on),
		cmocka_unit_test(test_changes_come_when_hands_are_off),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_scan_screen),
		cmocka_unit_test(test_error_locks_a_scan_screen),
		cmocka_unit_test(test_paste_is_text),
		cmocka_unit_test(test_choice_list),
		cmocka_unit_test(test_secret_is_not_shown),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_wide_shows_more),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_message_kinds),
		cmocka_unit_test(test_rebound_keys),
		cmocka_unit_test(test_random_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
