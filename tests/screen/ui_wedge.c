/*
 * ui_wedge - scans told from typing: each rule by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/screen_gun.h"

static void a_burst_and_enter_is_a_scan(void **state)
{
	static const int64_t gaps[] = { 0, 2, 12, 50, 60 };

	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		gun_begin(60, WEDGE_ENTER, "");
		gun_send("0109501101530003\r", gaps[i]);
		gun_is_one_scan("0109501101530003");
	}
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\r");
	gun_is_one_scan("PO-4500012");
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\n");
	gun_is_one_scan("PO-4500012");
}

static void slow_or_short_is_typing(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("0109501101530003\r", 61);
	gun_is_typing();
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("12345\r");
	gun_is_typing();
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("0109501101530003", 2);
	gun_is_typing();
	/* The Enter came too late to be the scanner's. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("0109501101530003");
	gun_pass(100);
	gun_press(KEYC_ENTER);
	gun_is_typing();
}

static void a_label_that_says_it_is_one_may_stumble(void **state)
{
	static const char *const labels[] = { "]C10109501101530003", "[)>\03606\035PM-1\036\004", "]E08712345678906",
					      "]d2x" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		gun_begin(60, WEDGE_ENTER, "");
		gun_send(labels[i], 120);
		gun_pass(390);
		gun_press(KEYC_ENTER);
		gun_is_one_scan(labels[i]);
	}
	gun_begin(200, WEDGE_ENTER, "");
	gun_send("]C10109501101530003\r", 590);
	gun_is_one_scan("]C10109501101530003");
}

static void a_beginning_that_is_none_is_typing(void **state)
{
	static const char *const typed[] = { "]", "]x", "]x1", "[", "[)", "[)x", "]C", "]Cx", "]C1\r", "]]]]" };

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		gun_begin(60, WEDGE_ENTER, "");
		gun_send(typed[i], 150);
		gun_is_typing();
		gun_begin(60, WEDGE_ENTER, "");
		gun_burst(typed[i]);
		gun_is_typing();
	}
	/* Held as the beginning of an identifier, then a scan without one. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_press(']');
	gun_pass(150);
	gun_send("PO-4500012\r", 5);
	assert_int_equal(gun.n_scans, 1);
	assert_string_equal(gun.scan[0].text, "PO-4500012");
	assert_int_equal(gun.n_keys, 1);
	assert_int_equal(gun.scan[0].keys_before, 1);
	/* What follows the bracket too late is judged for itself: Esc acts at once. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_press('[');
	gun_pass(200);
	gun_press(KEYC_ESC);
	assert_int_equal(gun.n_keys, 2);
}

static void a_prefix_makes_a_scan_of_anything(void **state)
{
	gun_begin(60, WEDGE_ENTER, "~");
	gun_send("~7\r", 12);
	gun_is_one_scan("7");
	gun_begin(60, WEDGE_ENTER, "\002~");
	gun_send("\002~ABC\0351\r", 120);
	gun_is_one_scan("ABC\0351");
	gun_begin(60, WEDGE_ENTER, "~");
	gun_send("~]C110LOT\r", 0);
	gun_is_one_scan("]C110LOT");
	/* Without it the speed still tells. */
	gun_begin(60, WEDGE_ENTER, "~");
	gun_send("PO-4500012\r", 0);
	gun_is_one_scan("PO-4500012");
	gun_begin(60, WEDGE_ENTER, "~");
	gun_send("~\r", 0);
	gun_is_typing();
	gun_begin(60, WEDGE_ENTER, "€");
	gun_press(0x20AC);
	gun_send("x1\r", 10);
	gun_is_one_scan("x1");
}

static void the_suffix_is_what_was_set(void **state)
{
	gun_begin(60, WEDGE_TAB, "");
	gun_send("PO-4500012\t", 5);
	gun_is_one_scan("PO-4500012");
	/* Enter ends a scan in any case: the word of a person who scans with another gun. */
	gun_begin(60, WEDGE_TAB, "");
	gun_send("PO-4500012\r", 5);
	gun_is_one_scan("PO-4500012");
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("PO-4500012\t", 5);
	assert_int_equal(gun.n_keys, gun.n_in);
	gun_is_typing();
}

static void cr_and_lf_are_one_suffix(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\r\nPO-4500013\r\n");
	gun_pass(100);
	assert_int_equal(gun.n_scans, 2);
	assert_string_equal(gun.scan[1].text, "PO-4500013");
	assert_int_equal(gun.n_keys, 0);
	/* A second CR, and a LF of a person, are keys. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\r\r");
	assert_int_equal(gun.n_scans, 1);
	assert_int_equal(gun.n_keys, 1);
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\r");
	gun_pass(200);
	gun_press('\n');
	assert_int_equal(gun.n_keys, 1);
}

static void without_a_suffix_silence_ends_it(void **state)
{
	gun_begin(60, WEDGE_NONE, "");
	gun_send("PO-4500012", 20);
	gun_pass(180);
	assert_int_equal(gun.n_scans, 0);
	gun_pass(1);
	assert_int_equal(gun.n_scans, 1);
	gun_is_one_scan("PO-4500012");
	gun_begin(60, WEDGE_NONE, "");
	gun_send("PO-4500012", 20);
	gun_pass(170);
	gun_press(KEYC_ENTER);
	gun_is_one_scan("PO-4500012");
	gun_begin(60, WEDGE_NONE, "");
	gun_send("PO-45", 20);
	gun_pass(61);
	gun_is_typing();
	gun_begin(60, WEDGE_NONE, "");
	gun_send("PO-4500012", 20);
	gun_pass(100);
	gun_send("abc", 200);
	gun_is_typing();
	gun_begin(60, WEDGE_NONE, "");
	gun_send("]C110LOT", 120);
	gun_is_one_scan("]C110LOT");
	gun_begin(60, WEDGE_NONE, "");
	gun_burst("PO-4500012\rPO-4500013\r");
	assert_int_equal(gun.n_scans, 2);
}

static void several_codes_in_one_batch(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("PO-4500012\r]C1010950110153000310LOT\0353012\rM-1077x\r");
	assert_int_equal(gun.n_scans, 3);
	assert_string_equal(gun.scan[0].text, "PO-4500012");
	assert_string_equal(gun.scan[1].text, "]C1010950110153000310LOT\0353012");
	assert_string_equal(gun.scan[2].text, "M-1077x");
	assert_int_equal(gun.n_keys, 0);
}

static void keys_of_a_person_act_at_once(void **state)
{
	static const key_code at_once[] = { KEYC_ESC, KEYC_ENTER, KEYC_TAB, KEYC_UP,	    KEYC_F0 + 2,
					    0x13,     0x04,	  0x1E,	    KEYC_BACKSPACE, KEYC_OTHER };

	gun_begin(60, WEDGE_ENTER, "");
	for (size_t i = 0; i < sizeof(at_once) / sizeof(at_once[0]); i++) {
		gun_press(at_once[i]);
		assert_int_equal(gun.n_keys, i + 1);
		assert_false(wedge_holds(&gun.w));
	}
	/* A letter waits for one gap and no longer. */
	gun_press('a');
	assert_true(wedge_holds(&gun.w));
	assert_int_equal(wedge_deadline_ms(&gun.w), gun.now + 61);
	gun_pass(60);
	assert_true(wedge_holds(&gun.w));
	gun_pass(1);
	assert_false(wedge_holds(&gun.w));
	/* So does GS. */
	gun_press(0x1D);
	assert_true(wedge_holds(&gun.w));
	gun_is_typing();
}

static void control_characters_stay_in_a_scan(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("ABCDEF\035\036\004\034\037\023\021\003\026\017\001\r", 12);
	gun_is_one_scan("ABCDEF\035\036\004\034\037\023\021\003\026\017\001");
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("\03510LOT77\r", 12);
	gun_is_one_scan("\03510LOT77");
}

static void function_keys_in_a_scan_are_noise(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("10LOT", 5);
	gun_pass(5);
	gun_press(KEYC_F0 + 4);
	gun_pass(5);
	gun_press(KEYC_DOWN);
	gun_press(KEYC_OTHER);
	gun_press(KEYC_ESC);
	gun_send("77\r", 5);
	assert_int_equal(gun.w.noise, 4);
	gun_is_one_scan("10LOT77");
	/* In typing they stay where they were. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("10", 5);
	gun_press(KEYC_F0 + 4);
	gun_send("77\r", 5);
	gun_is_typing();
}

static void keypad_codes_become_what_they_name(void **state)
{
	static const struct {
		const char *sent, *is;
	} cases[] = {
		{ "10LOT77\0330\0332\0339"
		  "3012\r",
		  "10LOT77\0353012" },
		{ "10LOT77\0332\0339"
		  "3012\r",
		  "10LOT77\0353012" },
		{ "10LOT77\0330\0330\0332\0339"
		  "3012\r",
		  "10LOT77\0353012" },
		{ "10LOT77\0330\0333\0330\0330\0330\0334\r", "10LOT77\036\004" },
		{ "\0330\0332\0339"
		  "10LOT77\r",
		  "\03510LOT77" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		gun_begin(60, WEDGE_ENTER, "");
		gun_burst(cases[i].sent);
		gun_is_one_scan(cases[i].is);
	}
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("10LOT77", 12);
	gun_pass(12);
	for (const char *digit = "029"; *digit; digit++) {
		char pair[] = { 0x1b, *digit, 0 };

		gun_burst(pair);
		gun_pass(12);
	}
	gun_send("3012\r", 12);
	gun_is_one_scan("10LOT77\0353012");
	/* Numbers that name no control character are noise, not text. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("10LOT77\0330\0336\0335"
		  "3012\r");
	assert_int_equal(gun.w.noise, 3);
	gun_is_one_scan("10LOT773012");
	/* A person's Alt-2, all of it and in order. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_burst("\0332");
	gun_is_typing();
}

static void esc_after_text_waits_one_gap(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_press('a');
	gun_pass(30);
	gun_press(KEYC_ESC);
	assert_int_equal(gun.n_keys, 0);
	gun_pass(61);
	assert_int_equal(gun.n_keys, 2);
	gun_is_typing();
}

static void a_paste_is_typing(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_press(KEYC_PASTE_BEGIN);
	gun_burst("]C10109501101530003\r0109501101530003\r");
	assert_int_equal(gun.n_keys, gun.n_in);
	gun_press(KEYC_PASTE_END);
	gun_is_typing();
	gun_burst("PO-4500012\r");
	assert_int_equal(gun.n_scans, 1);
	/* What was held before the paste comes before it. */
	gun_begin(60, WEDGE_ENTER, "");
	gun_press('a');
	gun_press(KEYC_PASTE_BEGIN);
	assert_int_equal(gun.n_keys, 2);
	gun_press('b');
	gun_press(KEYC_PASTE_END);
	gun_is_typing();
}

static void text_beyond_ascii_is_kept(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("LOT-", 0);
	gun_press(0xE9);
	gun_press(0x20AC);
	gun_press(0x1F4E6);
	gun_send("x\r", 0);
	gun_is_one_scan("LOT-é€📦x");
}

static void what_is_too_long_is_thrown_away_whole(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	for (int i = 0; i < WEDGE_KEYS + 500; i++)
		gun_press('a');
	assert_true(wedge_holds(&gun.w));
	gun_press(KEYC_ENTER);
	assert_int_equal(gun.too_long, 1);
	assert_int_equal(gun.n_scans, 0);
	assert_int_equal(gun.n_keys, 0);
	gun_pass(10);
	gun_burst("PO-4500012\r");
	gun_is_one_scan("PO-4500012");
	/* By silence, and when it is released. */
	gun_begin(60, WEDGE_ENTER, "");
	for (int i = 0; i < WEDGE_KEYS + 1; i++)
		gun_press('a');
	gun_pass(1000);
	assert_int_equal(gun.too_long, 1);
	for (int i = 0; i < WEDGE_KEYS + 1; i++)
		gun_press('a');
	wedge_release(&gun.w, gun_heard, &gun);
	assert_int_equal(gun.too_long, 2);
	assert_false(wedge_holds(&gun.w));
	/* It fits in keys but not in bytes. */
	gun_begin(60, WEDGE_ENTER, "");
	for (int i = 0; i < WEDGE_KEYS; i++)
		gun_press(0x20AC);
	gun_press(KEYC_ENTER);
	assert_int_equal(gun.too_long, 1);
	gun_begin(60, WEDGE_ENTER, "");
	for (int i = 0; i < WEDGE_KEYS; i++)
		gun_press('a');
	gun_press(KEYC_ENTER);
	assert_int_equal(gun.n_scans, 1);
	assert_int_equal(gun.scan[0].n, WEDGE_KEYS);
}

static void released_on_demand(void **state)
{
	gun_begin(60, WEDGE_ENTER, "");
	gun_send("PO-4500012", 0);
	wedge_release(&gun.w, gun_heard, &gun);
	assert_int_equal(gun.n_keys, 10);
	gun_press(KEYC_ENTER);
	gun_is_typing();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_and_enter_is_a_scan),
		cmocka_unit_test(slow_or_short_is_typing),
		cmocka_unit_test(a_label_that_says_it_is_one_may_stumble),
		cmocka_unit_test(a_beginning_that_is_none_is_typing),
		cmocka_unit_test(a_prefix_makes_a_scan_of_anything),
		cmocka_unit_test(the_suffix_is_what_was_set),
		cmocka_unit_test(cr_and_lf_are_one_suffix),
		cmocka_unit_test(without_a_suffix_silence_ends_it),
		cmocka_unit_test(several_codes_in_one_batch),
		cmocka_unit_test(keys_of_a_person_act_at_once),
		cmocka_unit_test(control_characters_stay_in_a_scan),
		cmocka_unit_test(function_keys_in_a_scan_are_noise),
		cmocka_unit_test(keypad_codes_become_what_they_name),
		cmocka_unit_test(esc_after_text_waits_one_gap),
		cmocka_unit_test(a_paste_is_typing),
		cmocka_unit_test(text_beyond_ascii_is_kept),
		cmocka_unit_test(what_is_too_long_is_thrown_away_whole),
		cmocka_unit_test(released_on_demand),
	};

	return cmocka_run_group_tests_name("wedge", tests, NULL, NULL);
}
