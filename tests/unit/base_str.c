/*
 * Text: cuts at characters, decoding of good and hostile UTF-8, and what may be painted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"

#define FFFD "\xef\xbf\xbd"

static void copies_and_says_when_cut(void **state)
{
	char text[4] = "xyz";

	assert_true(str_copy(text, sizeof(text), "abc"));
	assert_string_equal(text, "abc");
	assert_false(str_copy(text, sizeof(text), "abcd"));
	assert_string_equal(text, "abc");
	assert_true(str_copy(text, sizeof(text), ""));
	assert_string_equal(text, "");
	assert_false(str_copy(text, 1, "a"));
	assert_string_equal(text, "");
	assert_false(str_copy(text, 0, "a"));
	assert_true(str_copy(text, sizeof(text), "ab"));
	assert_true(str_copy(text, sizeof(text), text + 1)); /* may overlap */
	assert_string_equal(text, "b");
}

/* Every size must leave whole characters only. */
static void never_leaves_half_a_character(void **state)
{
	static const char source[] = "a\u00e9\u20ac\U0001f600z";

	for (size_t size = 1; size <= sizeof(source); size++) {
		char text[sizeof(source) + 1];

		memset(text, 'x', sizeof(text));
		assert_int_equal(str_copy(text, size, source), size == sizeof(source));
		assert_true(utf8_valid(text));
		assert_true(strlen(text) < size);
		assert_true(str_starts(source, text));
		assert_int_equal(str_format(text, size, "%s", source), size == sizeof(source));
		assert_true(utf8_valid(text));
		text[0] = '\0';
		assert_int_equal(str_append(text, size, source), size == sizeof(source));
		assert_true(utf8_valid(text));
		str_printable(text, size, source, false);
		assert_true(utf8_valid(text));
		assert_true(strlen(text) < size);
	}
}

static void cuts_only_what_is_incomplete(void **state)
{
	char whole[] = "\u20ac\U0001f600";
	char cut3[] = "a\xe2\x82";
	char cut4[] = "a\xf0\x9f\x98";
	char lead[] = "a\xc3";
	char stray[] = "a\x80\x80\x80\x80";
	char only[] = "\x80\x80";
	char empty[] = "";

	utf8_cut(whole);
	assert_string_equal(whole, "\u20ac\U0001f600");
	utf8_cut(cut3);
	assert_string_equal(cut3, "a");
	utf8_cut(cut4);
	assert_string_equal(cut4, "a");
	utf8_cut(lead);
	assert_string_equal(lead, "a");
	utf8_cut(stray); /* never was a character: not ours to judge */
	assert_string_equal(stray, "a\x80\x80\x80\x80");
	utf8_cut(only);
	assert_string_equal(only, "\x80\x80");
	utf8_cut(empty);
	assert_string_equal(empty, "");
}

static void formats_and_appends(void **state)
{
	char text[8] = "";

	assert_true(str_format(text, sizeof(text), "%d-%s", 12, "ab"));
	assert_string_equal(text, "12-ab");
	assert_true(str_append(text, sizeof(text), "cd"));
	assert_string_equal(text, "12-abcd");
	assert_false(str_append(text, sizeof(text), "e"));
	assert_string_equal(text, "12-abcd");
	assert_true(str_append(text, sizeof(text), ""));
	assert_false(str_format(text, sizeof(text), "%s", "12345678"));
	assert_string_equal(text, "1234567");
	assert_false(str_format(text, 0, "%s", "x"));
}

static void compares(void **state)
{
	assert_true(str_equal("a", "a"));
	assert_false(str_equal("a", "A"));
	assert_true(str_equal(NULL, NULL));
	assert_false(str_equal("a", NULL));
	assert_false(str_equal(NULL, ""));
	assert_true(str_equal_fold("FIFO", "fifo"));
	assert_false(str_equal_fold("FIFO", "fif"));
	assert_false(str_equal_fold("fif", "FIFO"));
	assert_false(str_equal_fold("\u00c4", "\u00e4")); /* ASCII only, in every locale */
	assert_false(str_equal_fold("[", "{"));
	assert_true(str_equal_fold(NULL, NULL));
	assert_false(str_equal_fold("", NULL));
	assert_true(str_starts("receive", "rec"));
	assert_true(str_starts("x", ""));
	assert_false(str_starts("re", "rec"));
}

static void trims(void **state)
{
	char text[] = " \t a b \r\n";
	char blank[] = " \n ";
	char clean[] = "ab";

	assert_string_equal(str_trim(text), "a b");
	assert_string_equal(str_trim(blank), "");
	assert_string_equal(str_trim(clean), "ab");
	assert_true(str_empty(NULL));
	assert_true(str_empty(""));
	assert_true(str_empty(" \t\r\n"));
	assert_false(str_empty(" x "));
	assert_false(str_empty("\u00a0"));
}

static void expect_next(const char *s, size_t length, unsigned codepoint)
{
	unsigned got = 1;

	assert_int_equal(utf8_next(s, &got), length);
	assert_int_equal(got, codepoint);
}

static void decodes(void **state)
{
	expect_next("", 0, 0);
	expect_next("a", 1, 'a');
	expect_next("\x7f", 1, 0x7f);
	expect_next("\xc2\x80", 2, 0x80);
	expect_next("\u00e9", 2, 0xe9);
	expect_next("\xdf\xbf", 2, 0x7ff);
	expect_next("\xe0\xa0\x80", 3, 0x800);
	expect_next("\u20ac", 3, 0x20ac);
	expect_next("\xed\x9f\xbf", 3, 0xd7ff);
	expect_next("\xf0\x90\x80\x80", 4, 0x10000);
	expect_next("\xf4\x8f\xbf\xbf", 4, 0x10ffff);
	expect_next(FFFD, 3, 0xfffd); /* written, not decoded from garbage */
}

static void refuses_hostile_sequences(void **state)
{
	static const char *const texts[] = {
		"\x80", /* continuation alone */
		"\xc3", /* cut */
		"\xc3"
		"a",
		"\xe2\x82",
		"\xf0\x9f\x98",
		"\xc0\xaf", /* overlong slash */
		"\xc1\xbf",
		"\xe0\x80\xaf",
		"\xe0\x9f\xbf",
		"\xf0\x80\x80\xaf",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80", /* surrogate */
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80", /* above U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xfe",
		"\xff",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		expect_next(texts[i], 1, 0xfffd);
		assert_false(utf8_valid(texts[i]));
		assert_true(str_has_control(texts[i]));
	}
	assert_true(utf8_valid(""));
	assert_true(utf8_valid("a\u00e9\u20ac\U0001f600" FFFD));
	assert_false(utf8_valid("fine\xff"));
}

static void knows_unsafe_characters(void **state)
{
	static const unsigned unsafe[] = {
		0x00,  0x07,   0x09,   0x0a,   0x1b,   0x1f,   0x7f,   0x80,   0x9b,   0x9f,
		0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfffd
	};
	static const unsigned safe[] = { ' ',	 '~',	 0xa0,	 0xe9,	 0x5d0,	 0x627,
					 0x200d, 0x202f, 0x2030, 0x2065, 0x20ac, 0x1f600 };

	for (size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
		assert_true(utf8_is_unsafe(unsafe[i]));
	for (size_t i = 0; i < sizeof(safe) / sizeof(safe[0]); i++)
		assert_false(utf8_is_unsafe(safe[i]));
	assert_false(str_has_control("Kugellager \u00d8 6204-2RS \u20ac"));
	assert_true(str_has_control("a\tb"));
	assert_true(str_has_control("\xc2\x9b"
				    "31m"));
	assert_true(str_has_control("abc\u202e"
				    "gpj.exe"));
}

static void expect_printable(const char *source, bool ascii, const char *expected)
{
	char text[64];

	str_printable(text, sizeof(text), source, ascii);
	assert_string_equal(text, expected);
}

static void makes_text_printable(void **state)
{
	char text[4];

	expect_printable("M\u00e4rz \u20ac", false, "M\u00e4rz \u20ac");
	expect_printable("one\ttwo\r\nthree", false, "one two  three");
	expect_printable("\033[31mred", false, FFFD "[31mred");
	expect_printable("\033[31mred", true, "?[31mred");
	expect_printable("\xc2\x9b"
			 "2J",
			 false, FFFD "2J");
	expect_printable("a\u202e"
			 "b",
			 false, "a" FFFD "b");
	expect_printable("a\xff\xfe"
			 "b",
			 true, "a??b");
	expect_printable("", false, "");
	str_printable(text, sizeof(text), "ab\a", false); /* the replacement is three bytes: no room */
	assert_string_equal(text, "ab");
	str_printable(text, sizeof(text), "ab\a", true);
	assert_string_equal(text, "ab?");
	str_printable(text, 0, "ab", true);
	assert_string_equal(text, "ab?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_and_says_when_cut),
		cmocka_unit_test(never_leaves_half_a_character),
		cmocka_unit_test(cuts_only_what_is_incomplete),
		cmocka_unit_test(formats_and_appends),
		cmocka_unit_test(compares),
		cmocka_unit_test(trims),
		cmocka_unit_test(decodes),
		cmocka_unit_test(refuses_hostile_sequences),
		cmocka_unit_test(knows_unsafe_characters),
		cmocka_unit_test(makes_text_printable),
	};

	return cmocka_run_group_tests_name("base_str", tests, NULL, NULL);
}
