/*
 * ui_wedge_random - scans told from typing: any label, any typing, any mixture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/screen_gun.h"

enum { LABEL = 256 };

struct dice {
	uint64_t x;
};

static unsigned roll(struct dice *d, unsigned below)
{
	d->x ^= d->x << 13;
	d->x ^= d->x >> 7;
	d->x ^= d->x << 17;
	return (unsigned)((d->x >> 20) % below);
}

static const char cset82[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'()*+,-./:;<=>?_";

/* Text of a label: it begins with a printable character and holds at least six. */
static void make_label(struct dice *d, char *ret, bool with_identifier)
{
	static const char *const identifiers[] = { "]C1", "]d2", "]Q3", "]e0", "]J1", "[)>\036" };
	static const char separators[] = { 0x1D, 0x1E, 0x04 };
	size_t n = 0, length = 6 + roll(d, 60);

	if (with_identifier)
		n = (size_t)snprintf(ret, LABEL, "%s", identifiers[roll(d, 6)]);
	for (size_t i = 0; i < length; i++) {
		ret[n++] = cset82[roll(d, sizeof(cset82) - 1)];
		if (roll(d, 6) == 0)
			ret[n++] = separators[roll(d, 3)];
	}
	ret[n] = '\0';
}

static void send_label(struct dice *d, const char *label, int gap, int most, key_code suffix)
{
	for (; *label != '\0'; label++) {
		int jitter = gap > 0 ? (int)roll(d, (unsigned)gap / 2 + 1) - gap / 4 : 0;

		gun_press((unsigned char)*label);
		gun_pass(gap + jitter > most ? most : gap + jitter);
	}
	gun_press(suffix);
}

static void any_label_at_any_speed_is_one_scan(void **state)
{
	static const struct {
		int gap, gap_ms;
		bool identifier;
	} speeds[] = { { 0, 60, false },    { 2, 60, false },  { 12, 60, false }, { 50, 60, false },
		       { 120, 160, false }, { 120, 60, true }, { 50, 60, true },  { 0, 60, true } };
	struct dice d = { 0x9E3779B97F4A7C15u };
	char label[LABEL];

	for (int round = 0; round < 400; round++) {
		size_t s = (size_t)round % (sizeof(speeds) / sizeof(speeds[0]));
		enum wedge_suffix suffix = (enum wedge_suffix)roll(&d, 3);

		make_label(&d, label, speeds[s].identifier);
		gun_begin(speeds[s].gap_ms, suffix, "");
		send_label(&d, label, speeds[s].gap, speeds[s].identifier ? 400 : speeds[s].gap_ms,
			   suffix == WEDGE_TAB ? KEYC_TAB : KEYC_ENTER);
		gun_is_one_scan(label);
	}
}

static void typing_comes_out_as_it_was_typed(void **state)
{
	static const key_code others[] = { KEYC_ENTER,	KEYC_TAB, KEYC_ESC, KEYC_BACKSPACE, KEYC_UP,
					   KEYC_F0 + 2, 0x13,	  0x1D,	    0x04,	    KEYC_OTHER };
	struct dice d = { 42 };

	for (int round = 0; round < 200; round++) {
		gun_begin(60, WEDGE_ENTER, "");
		for (int i = 0; i < 80; i++) {
			if (roll(&d, 5) == 0)
				gun_press(others[roll(&d, 10)]);
			else
				gun_press((unsigned char)cset82[roll(&d, sizeof(cset82) - 1)]);
			gun_pass(150 + (int)roll(&d, 251));
		}
		gun_is_typing();
	}
}

/* Typing, keys and labels mixed: everything comes out once, in order, as a key or in a scan. */
static void nothing_is_lost_in_a_mixture(void **state)
{
	static const key_code others[] = { KEYC_ENTER, KEYC_TAB, KEYC_ESC, KEYC_UP, KEYC_F0 + 2, 0x13, '\n', 0x1D };
	struct dice d = { 4711 };
	char label[LABEL];

	for (int round = 0; round < 300; round++) {
		size_t keys = 0, labels = 0;
		struct key typed[512];
		char scanned[32][LABEL];

		gun_begin(60, (enum wedge_suffix)(round % 3), "");
		for (int i = 0; i < 12; i++) {
			gun_pass(700); /* the person looks up */
			if (roll(&d, 3) == 0) {
				bool with = roll(&d, 2) == 0;

				make_label(&d, label, with);
				memcpy(scanned[labels++], label, LABEL);
				send_label(&d, label, (int)roll(&d, 50), 60, KEYC_ENTER);
				continue;
			}
			for (unsigned k = roll(&d, 8); k > 0; k--) {
				key_code c = roll(&d, 4) == 0 ? others[roll(&d, 8)]
							      : (unsigned char)cset82[roll(&d, sizeof(cset82) - 1)];

				typed[keys++] = (struct key){ c, gun.now };
				gun_press(c);
				gun_pass(80 + (int)roll(&d, 300));
			}
		}
		gun_pass(2000);
		assert_int_equal(gun.n_scans, labels);
		for (size_t i = 0; i < labels; i++)
			assert_string_equal(gun.scan[i].text, scanned[i]);
		assert_int_equal(gun.n_keys, keys);
		for (size_t i = 0; i < keys; i++) {
			assert_int_equal(gun.keys[i].code, typed[i].code);
			assert_int_equal(gun.keys[i].at_ms, typed[i].at_ms);
		}
	}
}

/* Any keys at any times in any batches: what is not in a scan comes out, and in order. */
static void no_key_overtakes_another(void **state)
{
	static const key_code all[] = { 'a',  'B',  '7',	']',	  'C',	      '1',     '[',	    ')',
					'>',  '-',  KEYC_ENTER, KEYC_TAB, KEYC_ESC,   KEYC_UP, KEYC_F0 + 5, 0x1D,
					0x1E, 0x04, '\n',	0x13,	  KEYC_OTHER, 0xE9 };
	static const int gaps[] = { 0, 0, 0, 1, 5, 30, 60, 61, 100, 181, 399, 401, 700 };
	struct dice d = { 20261124 };

	for (int round = 0; round < 500; round++) {
		size_t at = 0;

		gun_begin(60, (enum wedge_suffix)(round % 3), round % 4 == 0 ? "~" : "");
		for (int i = 0; i < 150; i++) {
			gun_press(all[roll(&d, sizeof(all) / sizeof(all[0]))]);
			gun_pass(gaps[roll(&d, sizeof(gaps) / sizeof(gaps[0]))]);
		}
		gun_pass(2000);
		assert_false(wedge_holds(&gun.w));
		assert_int_equal(gun.too_long, 0);
		for (size_t i = 0; i < gun.n_keys; i++) {
			while (at < gun.n_in &&
			       (gun.in[at].code != gun.keys[i].code || gun.in[at].at_ms != gun.keys[i].at_ms))
				at++;
			if (at++ == gun.n_in)
				fail_msg("round %d: key %zu came out twice or out of order", round, i);
		}
		for (size_t i = 0; i < gun.n_scans; i++)
			assert_true(gun.scan[i].n > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_label_at_any_speed_is_one_scan),
		cmocka_unit_test(typing_comes_out_as_it_was_typed),
		cmocka_unit_test(nothing_is_lost_in_a_mixture),
		cmocka_unit_test(no_key_overtakes_another),
	};

	return cmocka_run_group_tests_name("wedge: random", tests, NULL, NULL);
}
