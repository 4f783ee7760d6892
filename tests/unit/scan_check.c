/*
 * The scanner check: what follows from the keys of the two test codes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/scan/check.h"

#define ONE                      \
	"GEMBA1zy-/:+_aBcD2\035" \
	"3\036"                  \
	"4\004"
#define TWO                      \
	"GEMBA2zy-/:+_aBcD2\035" \
	"3\036"                  \
	"4\004"

static struct check_key keys[1024];
static size_t n_keys;
static int64_t now;

static void add(enum check_what what, uint32_t code, const char *name, int gap_ms)
{
	struct check_key *k = &keys[n_keys++];

	now += gap_ms;
	*k = (struct check_key){ .what = what, .code = code, .at_ms = now };
	snprintf(k->name, sizeof(k->name), "%s", name);
}

/* "\r", "\t" and Esc are keys; '\001' stands for F8; the rest are characters, Latin-1 above 7F. */
static void type(const char *text, int gap_ms)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		char name[3] = { (char)c, '\0' };

		if (c >= 0x80) {
			name[0] = (char)(0xC0 | c >> 6);
			name[1] = (char)(0x80 | (c & 0x3F));
		}
		if (c == '\r')
			add(CHECK_ENTER, c, "CR", gap_ms);
		else if (c == '\t')
			add(CHECK_TAB, c, "TAB", gap_ms);
		else if (c == 0x1B)
			add(CHECK_ESC, c, "ESC", gap_ms);
		else if (c == 0x01)
			add(CHECK_OTHER, 0, "F8", gap_ms);
		else
			add(CHECK_CHAR, c, check_control_name(c) ? check_control_name(c) : name, gap_ms);
	}
}

static struct check_finding read_code(const char *text, int gap_ms)
{
	struct check_finding f;

	n_keys = 0;
	now = 5000;
	type(text, gap_ms);
	if (!check_read(keys, n_keys, &f))
		fail_msg("not taken for a test code: %s", text);
	return f;
}

static struct check_advice advise(const char *text, int gap_ms)
{
	struct check_finding f = read_code(text, gap_ms);
	struct check_advice a;

	check_advise(&f, 1, false, &a);
	return a;
}

static void says(const struct check_advice *a, enum check_weight weight, const char *part)
{
	for (size_t i = 0; i < a->n_lines; i++)
		if (strstr(a->line[i], part) && a->weight[i] == weight)
			return;
	for (size_t i = 0; i < a->n_lines; i++)
		print_message("%d %s\n", (int)a->weight[i], a->line[i]);
	fail_msg("nobody says \"%s\"", part);
}

static void has_conf(const struct check_advice *a, const char *line)
{
	for (size_t i = 0; i < a->n_conf; i++)
		if (strcmp(a->conf[i], line) == 0)
			return;
	for (size_t i = 0; i < a->n_conf; i++)
		print_message("%s\n", a->conf[i]);
	fail_msg("no line \"%s\"", line);
}

static void a_good_scanner(void **state)
{
	struct check_finding f[2] = { read_code("]C0" ONE "\r", 2), read_code("]d1" TWO "\r", 12) };
	struct check_advice a;

	assert_int_equal(f[0].code, 1);
	assert_int_equal(f[1].code, 2);
	assert_true(f[0].aim);
	assert_string_equal(f[0].prefix, "");
	assert_int_equal(f[0].suffix, CHECK_END_ENTER);
	assert_int_equal(f[0].gap_ms, 2);
	assert_int_equal(f[0].gs, CHECK_KEPT);
	assert_int_equal(f[0].rs, CHECK_KEPT);
	assert_int_equal(f[0].eot, CHECK_KEPT);
	assert_int_equal(f[0].layout, CHECK_LAYOUT_SAME);
	assert_int_equal(f[0].letters, CHECK_CASE_SAME);
	check_advise(f, 2, false, &a);
	assert_int_equal(a.gap_ms, 40);
	assert_int_equal(a.suffix, CHECK_END_ENTER);
	assert_true(a.gs_kept);
	assert_false(a.bare_gs1);
	for (size_t i = 0; i < a.n_lines; i++)
		assert_int_equal(a.weight[i], CHECK_FINE);
	assert_string_equal(a.conf[0], "scan = {");
	has_conf(&a, "  gap_ms = 40;");
	has_conf(&a, "  prefix = \"\";");
	has_conf(&a, "  suffix = \"enter\";");
	has_conf(&a, "  gs = \"\";");
	has_conf(&a, "  gs_kept = true;");
	has_conf(&a, "  bare_gs1 = false;");
	assert_string_equal(a.conf[a.n_conf - 1], "};");
}

static void gaps_are_half_as_much_again(void **state)
{
	assert_int_equal(advise(ONE "\r", 0).gap_ms, 40);
	assert_int_equal(advise(ONE "\r", 26).gap_ms, 40);
	assert_int_equal(advise(ONE "\r", 27).gap_ms, 50);
	assert_int_equal(advise(ONE "\r", 50).gap_ms, 80);
	assert_int_equal(advise(ONE "\r", 120).gap_ms, 180);
	assert_int_equal(advise(ONE "\r", 1900).gap_ms, 2000);
}

static void suffixes(void **state)
{
	struct check_advice a;

	a = advise(ONE "\t", 5);
	assert_int_equal(a.suffix, CHECK_END_TAB);
	has_conf(&a, "  suffix = \"tab\";");
	a = advise(ONE, 5);
	assert_int_equal(a.suffix, CHECK_END_NONE);
	has_conf(&a, "  suffix = \"none\";");
	says(&a, CHECK_NOTE, "Enter would be surer");
	assert_int_equal(advise(ONE "\r\n", 5).suffix, CHECK_END_ENTER);
	assert_int_equal(advise(ONE "\n", 5).suffix, CHECK_END_ENTER);
}

static void prefixes_and_identifiers(void **state)
{
	struct check_finding f = read_code("~]C0" ONE "\r", 5);
	struct check_advice a;

	assert_true(f.aim);
	assert_string_equal(f.prefix, "~");
	f = read_code("\002\"" ONE "\r", 5);
	assert_false(f.aim);
	assert_string_equal(f.prefix, "\002\"");
	check_advise(&f, 1, false, &a);
	assert_true(a.bare_gs1);
	says(&a, CHECK_FINE, "it is cut off");
	says(&a, CHECK_NOTE, "transmit AIM id");
	has_conf(&a, "  prefix = \"\\x02\\\"\";");
	/* "]" is another character on another keyboard. */
	f = read_code("+c0gemba1yzß-ö\140?AbCd2+3&4D\r", 5);
	assert_true(f.aim);
}

static void what_becomes_of_gs(void **state)
{
	struct check_advice a;

	a = advise("GEMBA1zy-/:+_aBcD2\0330\0332\03393\0330\0333\03304\0330\0330\0334\r", 5);
	says(&a, CHECK_FINE, "Alt-029");
	assert_true(a.gs_kept);
	a = advise("GEMBA1zy-/:+_aBcD2]3^4d\r", 5);
	says(&a, CHECK_FINE, "GS arrives as \"]\"");
	assert_true(a.gs_kept);
	assert_string_equal(a.gs, "");
	a = advise("GEMBA1zy-/:+_aBcD2|34\r", 5);
	says(&a, CHECK_FINE, "GS arrives as \"|\"");
	says(&a, CHECK_NOTE, "RS does not arrive");
	says(&a, CHECK_NOTE, "EOT does not arrive");
	assert_string_equal(a.gs, "|");
	assert_true(a.gs_kept);
	has_conf(&a, "  gs = \"|\";");
	a = advise("GEMBA1zy-/:+_aBcD2\30134\r", 5);
	assert_string_equal(a.gs, "\303\201");
	has_conf(&a, "  gs = \"\303\201\";");
	a = advise("GEMBA1zy-/:+_aBcD2\\34\r", 5);
	has_conf(&a, "  gs = \"\\\\\";");
	a = advise("GEMBA1zy-/:+_aBcD2q34\r", 5);
	says(&a, CHECK_BAD, "\"q\", which labels hold too");
	assert_string_equal(a.gs, "");
	assert_false(a.gs_kept);
	a = advise("GEMBA1zy-/:+_aBcD2xy34\r", 5);
	says(&a, CHECK_BAD, "\"xy\"");
	a = advise("GEMBA1zy-/:+_aBcD2\00134\r", 5);
	says(&a, CHECK_BAD, "the key F8");
	assert_false(a.gs_kept);
	a = advise("GEMBA1zy-/:+_aBcD234\r", 5);
	says(&a, CHECK_BAD, "GS is lost");
	assert_false(a.gs_kept);
}

static void keyboards(void **state)
{
	struct check_advice a;

	a = advise("GEMBA1yz\337-\326*?aBcD2\0353\0364\004\r", 5);
	says(&a, CHECK_BAD, "y and z are exchanged");
	says(&a, CHECK_BAD, "yz\303\237-\303\226*?");
	says(&a, CHECK_FINE, "GS arrives as it is");
	a = advise("GEMBA1zy-/:+=aBcD2\0353\0364\004\r", 5);
	says(&a, CHECK_BAD, "arrives as \"zy-/:+=\"");
	/* French: letters and digits are others too. */
	a = advise("GE?BQ&wy)!M+\260qBcD\351\035\"\036'\004\r", 5);
	says(&a, CHECK_BAD, "keyboard of another country");
	says(&a, CHECK_FINE, "GS arrives as it is");
	/* So wild that the places cannot be found. */
	a = advise("GEMBA1zy-/:+_aBcD@#$\r", 5);
	says(&a, CHECK_BAD, "cannot be seen");
	assert_false(a.gs_kept);
}

static void letters(void **state)
{
	struct check_advice a;

	a = advise("gemba1ZY-/:+_AbCd2\0353\0364\004\r", 5);
	says(&a, CHECK_BAD, "Caps Lock");
	says(&a, CHECK_FINE, "keyboard fits");
	a = advise("GEMBA1ZY-/:+_ABCD2\0353\0364\004\r", 5);
	says(&a, CHECK_BAD, "arrive as capitals");
	a = advise("gemba1zy-/:+_abcd2\0353\0364\004\r", 5);
	says(&a, CHECK_BAD, "arrive small");
}

static void the_worse_of_two_counts(void **state)
{
	struct check_finding f[2] = { read_code("~" ONE "\r", 5), read_code("]d1GEMBA2yz-/:+_AbCd234\t", 60) };
	struct check_advice a;

	for (int swapped = 0; swapped < 2; swapped++) {
		struct check_finding both[2] = { f[swapped], f[!swapped] };

		check_advise(both, 2, false, &a);
		says(&a, CHECK_BAD, "GS is lost");
		says(&a, CHECK_BAD, "y and z are exchanged");
		says(&a, CHECK_BAD, "Caps Lock");
		assert_int_equal(a.gap_ms, 90);
		assert_int_equal(a.suffix, CHECK_END_TAB);
		assert_true(a.bare_gs1);
		assert_string_equal(a.prefix, "");
	}
}

static void a_serial_line_has_no_keyboard(void **state)
{
	struct check_finding f = read_code("]C0" ONE, 0);
	struct check_advice a;

	check_advise(&f, 1, true, &a);
	says(&a, CHECK_FINE, "GS arrives as it is");
	for (size_t i = 0; i < a.n_conf; i++)
		assert_null(strstr(a.conf[i], "gap_ms"));
	assert_int_equal(a.n_conf, 5);
}

static void other_labels_are_no_test_code(void **state)
{
	static const char *const texts[] = { "",
					     "\r",
					     "GEMBA",
					     "GEMBA1",
					     "GEMBA3zy-/:+_aBcD2",
					     "]C10109501101530003\r",
					     "GEMBA1zy-/:+_",
					     "\033",
					     "\0330",
					     "PO-4500012\r" };
	struct check_finding f;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		n_keys = 0;
		type(texts[i], 5);
		assert_false(check_read(keys, n_keys, &f));
	}
	n_keys = 0;
	for (int i = 0; i < 100; i++)
		type("GEMBAGEMBA", 0);
	assert_false(check_read(keys, n_keys, &f));
}

/* Any mixture of what can come: no crash, no endless way, nothing unterminated. */
static void anything_may_come(void **state)
{
	static const char pieces[] = "GEMBA12zy-/:+_aBcD234\035\036\004\033\r\t\001]C0\351\301~";
	uint64_t x = 88172645463325252u;

	for (int round = 0; round < 3000; round++) {
		struct check_finding f;
		struct check_advice a;
		char text[64] = "GEMBA1";

		for (size_t i = round % 2 ? 6 : 0; i < 63; i++) {
			x ^= x << 13, x ^= x >> 7, x ^= x << 17;
			text[i] = pieces[(x >> 13) % (sizeof(pieces) - 1)];
		}
		if (round % 4 == 1)
			memcpy(text + 20, "aBcD", 4);
		n_keys = 0;
		type(text, (int)(x % 200));
		if (!check_read(keys, n_keys, &f))
			continue;
		check_advise(&f, 1, round % 3 == 0, &a);
		assert_true(a.n_lines > 0 && a.n_lines <= CHECK_LINES);
		for (size_t i = 0; i < a.n_lines; i++)
			assert_non_null(memchr(a.line[i], '\0', CHECK_LINE));
	}
}

static void names_of_control_characters(void **state)
{
	assert_string_equal(check_control_name(0x1D), "GS");
	assert_string_equal(check_control_name(0x1E), "RS");
	assert_string_equal(check_control_name(0x04), "EOT");
	assert_string_equal(check_control_name(0x0D), "CR");
	assert_string_equal(check_control_name(0x7F), "DEL");
	assert_null(check_control_name('A'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_scanner),
		cmocka_unit_test(gaps_are_half_as_much_again),
		cmocka_unit_test(suffixes),
		cmocka_unit_test(prefixes_and_identifiers),
		cmocka_unit_test(what_becomes_of_gs),
		cmocka_unit_test(keyboards),
		cmocka_unit_test(letters),
		cmocka_unit_test(the_worse_of_two_counts),
		cmocka_unit_test(a_serial_line_has_no_keyboard),
		cmocka_unit_test(other_labels_are_no_test_code),
		cmocka_unit_test(anything_may_come),
		cmocka_unit_test(names_of_control_characters),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
