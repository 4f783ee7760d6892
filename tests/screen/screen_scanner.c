/*
 * screen_scanner - the scanner check, played with scanners of all kinds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/fake_db.h"
#include "support/screen_harness.h"
#include "ui/key.h"
#include "ui/scan_setting.h"
#include "ui/screens.h"

#define ONE                         \
	"]C0GEMBA1zy-/:+_aBcD2\035" \
	"3\036"                     \
	"4\004\r"
#define TWO                         \
	"]d1GEMBA2zy-/:+_aBcD2\035" \
	"3\036"                     \
	"4\004\r"

static struct session *new_session(const struct clock *clock)
{
	return session_new("host=/nowhere", clock, NULL);
}

static struct player *play(int rows, int cols, bool with_spool)
{
	struct player_setup setup = {
		.rows = rows, .cols = cols, .start = "scanner", .session = with_spool ? new_session : NULL
	};

	fake_db_reset();
	return player_new(&setup);
}

/* What a scanner types, that long between two keys. */
static void shoot(struct player *p, const char *text, int gap_ms)
{
	player_advance_ms(p, 1500);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		struct key k = { c == '\r'   ? KEYC_ENTER
				 : c == 0x1B ? KEYC_ESC
				 : c == 0x01 ? KEYC_F0 + 8
					     : c,
				 clock_mono_ms(player_clock(p)) };

		app_feed(player_app(p), &k, 1);
		player_step(p);
		if (gap_ms > 0 && text[1])
			player_advance_ms(p, gap_ms);
	}
	player_advance_ms(p, 200);
}

static void says_what_to_do(void **state)
{
	struct player *p = play(24, 80, false);

	assert_shows(p, "Scanner check");
	assert_shows(p, "Code 128 …");
	assert_shows(p, "doc/scanner-check.md");
	assert_not_shows(p, "Use it");
	player_free(p);
}

static void shows_every_key(void **state)
{
	struct player *p = play(24, 80, false);

	shoot(p, "AB\035C\r", 12);
	assert_shows(p, "41 A");
	assert_shows(p, "first");
	assert_shows(p, "1D GS");
	assert_shows(p, "0D CR");
	assert_shows(p, "+12 ms");
	assert_shows(p, "typing: 5 keys");
	/* A letter is no command here. */
	shoot(p, "jkl/?", 200);
	assert_shows(p, "3F ?");
	assert_string_equal(app_screen(player_app(p))->name, "scanner");
	player_free(p);
}

static void shows_what_a_scan_is_taken_for(void **state)
{
	struct player *p = play(24, 80, false);

	shoot(p,
	      "]C1010950110153000310LOT\03530"
	      "12\r",
	      5);
	assert_shows(p, "]C1010950110153000310LOT<GS>3012");
	assert_shows(p, "gs1 ]C1");
	assert_shows(p, "lot LOT");
	assert_shows(p, "one scan");
	shoot(p, "]C1019\r", 5);
	assert_shows(p, "TOO_SHORT");
	shoot(p, "LOT-4711-\001X\r", 5);
	assert_shows(p, "1 function keys in it dropped");
	assert_shows(p, "-- F8");
	player_free(p);
}

static void a_badge_is_not_shown(void **state)
{
	struct player *p = play(24, 80, false);

	shoot(p, ".U.SECRET-77\r", 5);
	assert_not_shows(p, "SECRET");
	assert_not_shows(p, "+5 ms");
	assert_shows(p, "a badge, 13 keys");
	player_free(p);
}

static void two_codes_say_the_setting(void **state)
{
	struct player *p = play(24, 80, true);
	struct scan_setting s;
	struct config c;

	shoot(p, ONE, 12);
	assert_shows(p, "Code 128 ✓");
	assert_shows(p, "Data Matrix …");
	shoot(p, TWO, 60);
	assert_shows(p, "Data Matrix ✓");
	assert_shows(p, "The keyboard fits");
	assert_shows(p, "GS arrives as it is");
	assert_shows(p, "Use it");
	player_keys(p, "End PageDown PageDown");
	assert_shows(p, "gap_ms = 90;");
	assert_shows(p, "gs_kept = true;");
	player_keys(p, "F2");
	assert_shows(p, "this terminal uses it from now on");
	config_defaults(&c);
	scan_setting_of(&c, player_spool(p), &s);
	assert_int_equal(s.wedge.gap_ms, 90);
	assert_int_equal(s.wedge.suffix, WEDGE_ENTER);
	assert_true(s.gs_kept);
	assert_false(s.bare_gs1);
	config_done(&c);
	player_free(p);
}

static void without_a_spool_the_lines_are_for_copying(void **state)
{
	struct player *p = play(24, 80, false);

	shoot(p, ONE, 12);
	player_keys(p, "F2");
	assert_shows(p, "gemba.conf");
	assert_shows(p, "cannot keep");
	player_free(p);
}

static void troubles_come_first(void **state)
{
	struct player *p = play(24, 80, false);
	int bad, good;
	int col;

	shoot(p,
	      "GEMBA1yz-/:+_AbCd2"
	      "34\r",
	      5);
	assert_shows(p, "y and z are exchanged");
	assert_shows(p, "Capitals and small");
	assert_shows(p, "GS is lost");
	assert_true(player_find(p, "GS is lost", &bad, &col));
	if (player_find(p, "Behind a code", &good, &col))
		assert_true(bad < good);
	assert_int_equal(player_role_of(p, "✗ y and z"), 'W');
	player_free(p);
}

static void keys_of_a_person_act_when_they_come_alone(void **state)
{
	struct player *p = play(24, 80, false);

	shoot(p, ONE, 12);
	assert_shows(p, "Code 128 ✓");
	/* In a burst F5 is shown. */
	shoot(p, "ABC\001DEFG\r", 5);
	assert_shows(p, "F8");
	player_advance_ms(p, 500);
	player_keys(p, "F5");
	assert_shows(p, "Code 128 …");
	assert_shows(p, "no keys yet");
	player_advance_ms(p, 500);
	player_keys(p, "F1");
	assert_shows(p, "every key it types");
	player_keys(p, "Esc");
	assert_string_equal(app_screen(player_app(p))->name, "scanner");
	player_free(p);
}

static void fits_a_small_terminal(void **state)
{
	struct player *p = play(12, 40, false);

	assert_shows(p, "Code 128 …");
	shoot(p, ONE, 12);
	assert_shows(p, "The keyboard fits");
	assert_not_shows(p, "04 EOT");
	assert_shows(p, "F9 View");
	player_keys(p, "F9");
	assert_shows(p, "04 EOT");
	player_keys(p, "F9");
	assert_shows(p, "more below");
	player_keys(p, "PageDown PageDown PageDown PageDown PageDown PageDown");
	assert_shows(p, "bare_gs1 = false;");
	player_keys(p, "PageUp Up Down F9");
	assert_shows(p, "04 EOT");
	player_free(p);
}

static void bytes_of_a_serial_line(void **state)
{
	struct player *p = play(24, 80, false);
	struct app *app = player_app(p);
	static const char code[] = "]d1GEMBA2zy-/:+_aBcD2\0353\0364\004";

	assert_true(screen_scanner.raw_scan(app, app_state(app), code, sizeof(code) - 1));
	player_step(p);
	assert_shows(p, "a scan of the serial line, 26 bytes");
	assert_shows(p, "Data Matrix ✓");
	assert_shows(p, "GS arrives as it is");
	assert_not_shows(p, "keyboard fits");
	player_free(p);
}

static void more_than_fits_is_cut(void **state)
{
	struct player *p = play(24, 80, false);
	struct key keys[300];

	player_advance_ms(p, 1500);
	for (int i = 0; i < 300; i++)
		keys[i] = (struct key){ 'x', clock_mono_ms(player_clock(p)) };
	for (int i = 0; i < 4; i++)
		app_feed(player_app(p), keys, 300);
	player_step(p);
	assert_shows(p, "78 x");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_to_do),
		cmocka_unit_test(shows_every_key),
		cmocka_unit_test(shows_what_a_scan_is_taken_for),
		cmocka_unit_test(a_badge_is_not_shown),
		cmocka_unit_test(two_codes_say_the_setting),
		cmocka_unit_test(without_a_spool_the_lines_are_for_copying),
		cmocka_unit_test(troubles_come_first),
		cmocka_unit_test(keys_of_a_person_act_when_they_come_alone),
		cmocka_unit_test(fits_a_small_terminal),
		cmocka_unit_test(bytes_of_a_serial_line),
		cmocka_unit_test(more_than_fits_is_cut),
	};

	return cmocka_run_group_tests_name("screen: scanner", tests, NULL, NULL);
}
