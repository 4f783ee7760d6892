/*
 * ui_widgets - the pure parts: text by columns, sharing of widths, canvas,
 * bars of ratios, themes, keys.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "ui/colour.h"
#include "ui/keymap.h"
#include "ui/layout.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/gauge.h"
#include "ui/widgets/sparkline.h"

/* ---- text ---- */

static void test_text_width(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("●▶✓…─█"), 6);
	assert_int_equal(text_width("現場"), 4);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_width("\033[1m"), 4);
	assert_int_equal(text_width("\xff"), 1);
}

static void test_text_clip(void **state)
{
	char out[32];

	(void)state;
	text_clip(out, sizeof(out), "Washer M8", 9);
	assert_string_equal(out, "Washer M8");
	text_clip(out, sizeof(out), "Washer M8", 6);
	assert_string_equal(out, "Washe…");
	text_clip(out, sizeof(out), "現場現場", 5);
	assert_string_equal(out, "現場…");
	text_clip(out, sizeof(out), "現場現場", 4);
	assert_string_equal(out, "現…");
	text_clip(out, sizeof(out), "abc", 0);
	assert_string_equal(out, "");
	text_clip(out, 6, "äöüäöü", 6);
	assert_true(utf8_valid(out));
}

static void collect(void *ctx, int number, const char *text)
{
	char line[64];

	str_format(line, sizeof(line), "%d:%s|", number, text);
	str_append(ctx, 256, line);
}

static void test_text_wrap(void **state)
{
	char out[256] = "";

	(void)state;
	assert_int_equal(text_wrap("the quick brown fox", 10, collect, out), 2);
	assert_string_equal(out, "0:the quick|1:brown fox|");
	out[0] = '\0';
	assert_int_equal(text_wrap("a\n\nb", 10, collect, out), 3);
	assert_string_equal(out, "0:a|1:|2:b|");
	out[0] = '\0';
	assert_int_equal(text_wrap("abcdefghij", 4, collect, out), 3);
	assert_string_equal(out, "0:abcd|1:efgh|2:ij|");
	assert_int_equal(text_wrap("", 10, NULL, NULL), 0);
	assert_int_equal(text_wrap("現場", 1, NULL, NULL), 2);
}

static void test_text_number(void **state)
{
	const struct number_style s = { " ", "." }, german = { ".", "," };
	char out[40];

	(void)state;
	text_number(&s, "12480.5", out, sizeof(out));
	assert_string_equal(out, "12 480.5");
	text_number(&s, "-1234567", out, sizeof(out));
	assert_string_equal(out, "-1 234 567");
	text_number(&german, "1000000.25", out, sizeof(out));
	assert_string_equal(out, "1.000.000,25");
	text_number(&s, "999", out, sizeof(out));
	assert_string_equal(out, "999");
	text_number(&s, "n/a", out, sizeof(out));
	assert_string_equal(out, "n/a");
	text_number(&s, "", out, sizeof(out));
	assert_string_equal(out, "");
}

static void test_text_ascii(void **state)
{
	(void)state;
	assert_int_equal(text_ascii(0xE9), 'e');
	assert_int_equal(text_ascii(0xDF), 's');
	assert_int_equal(text_ascii(0x25CF), '*');
	assert_int_equal(text_ascii(0x2500), '-');
	assert_int_equal(text_ascii(0x2550), '=');
	assert_int_equal(text_ascii(0x2508), '.');
	assert_int_equal(text_ascii(0x250A), ':');
	assert_int_equal(text_ascii(0x250C), '+');
	assert_int_equal(text_ascii(0x73FE), '?');
	assert_int_equal(text_ascii(0x07), '?');
	for (unsigned cp = 0; cp < 0x3000; cp++)
		assert_true(text_ascii(cp) >= ' ' && text_ascii(cp) <= '~');
}

/* ---- layout ---- */

static void test_rects(void **state)
{
	struct rect r = { 2, 3, 10, 20 }, top = rect_cut_top(&r, 3), right = rect_cut_right(&r, 5);

	(void)state;
	assert_int_equal(top.row, 2);
	assert_int_equal(top.rows, 3);
	assert_int_equal(r.row, 5);
	assert_int_equal(right.col, 18);
	assert_int_equal(r.cols, 15);
	assert_int_equal(rect_cut_bottom(&r, 99).rows, 7);
	assert_true(rect_empty(r));
	assert_int_equal(rect_cut_left(&r, -1).cols, 0);
	r = rect_centre((struct rect){ 0, 0, 10, 10 }, 4, 20);
	assert_int_equal(r.row, 3);
	assert_int_equal(r.cols, 10);
}

static void test_share(void **state)
{
	const struct layout_item items[] = { { 4, 6, 0, 0 }, { 5, 20, 1, 1 }, { 5, 5, 2, 0 } };
	int size[3];

	(void)state;
	layout_share(items, 3, 16, 1, size);
	assert_int_equal(size[0] + size[1] + size[2] + 2, 16);
	assert_int_equal(size[2], 5);
	layout_share(items, 3, 12, 1, size);
	assert_int_equal(size[2], 0);
	assert_int_equal(size[0], 6);
	assert_int_equal(size[1], 5);
	layout_share(items, 3, 100, 1, size);
	assert_int_equal(size[1], 87);
	layout_share(items, 3, 3, 1, size);
	assert_int_equal(size[0], 4);
	assert_int_equal(size[1], 0);
}

/* The wide one had to go; what went before it gets its place. */
static void test_share_takes_back(void **state)
{
	const struct layout_item items[] = { { 4, 4, 0, 0 }, { 20, 20, 1, 0 }, { 5, 5, 2, 0 } };
	int size[3];

	(void)state;
	layout_share(items, 3, 12, 1, size);
	assert_int_equal(size[1], 0);
	assert_int_equal(size[2], 5);
}

/* ---- canvas ---- */

static void test_canvas_cuts(void **state)
{
	struct grid g = { 0 };
	struct canvas c, sub;

	(void)state;
	grid_resize(&g, 3, 10);
	c = canvas_whole(&g);
	sub = canvas_sub(&c, (struct rect){ 1, 2, 1, 4 });
	assert_int_equal(text_put(&sub, 0, 0, -1, ROLE_VALUE, "abcdefgh"), 4);
	assert_int_equal(grid_cell(&g, 1, 4)->ch[0], 'c');
	assert_int_equal(grid_cell(&g, 1, 5)->ch[0], 0x2026);
	assert_int_equal(grid_cell(&g, 1, 6)->ch[0], ' ');
	text_put(&sub, 5, 0, -1, ROLE_VALUE, "out");
	text_put(&sub, 0, 3, 9, ROLE_VALUE, "x\033y");
	assert_int_equal(grid_cell(&g, 1, 5)->ch[0], 'x');
	assert_int_equal(grid_cell(&g, 1, 6)->ch[0], ' ');
	text_put(&c, 0, 0, -1, ROLE_VALUE, "a\x1b[1m");
	assert_int_equal(grid_cell(&g, 0, 1)->ch[0], 0xFFFD);
	grid_done(&g);
}

static void test_canvas_wide(void **state)
{
	struct grid g = { 0 };
	struct canvas c;

	(void)state;
	grid_resize(&g, 1, 6);
	c = canvas_whole(&g);
	text_put(&c, 0, 0, -1, ROLE_VALUE, "現場");
	assert_int_equal(grid_cell(&g, 0, 1)->ch[0], 0);
	/* Half of a wide character painted over: the other half becomes a blank. */
	text_put(&c, 0, 1, 1, ROLE_VALUE, "x");
	assert_int_equal(grid_cell(&g, 0, 0)->ch[0], ' ');
	text_put(&c, 0, 2, 1, ROLE_VALUE, "y");
	assert_int_equal(grid_cell(&g, 0, 3)->ch[0], ' ');
	text_put(&c, 0, 0, -1, ROLE_VALUE, "e\xcc\x81!");
	assert_int_equal(grid_cell(&g, 0, 0)->ch[1], 0x301);
	assert_int_equal(grid_cell(&g, 0, 1)->ch[0], '!');
	grid_done(&g);
}

static void test_gauge(void **state)
{
	struct grid g = { 0 };
	struct canvas c;
	const int values[] = { -1, 0, 8 };

	(void)state;
	assert_int_equal(gauge_permille(1, 3), 333);
	assert_int_equal(gauge_permille(5, 0), 0);
	assert_int_equal(gauge_permille(INT64_C(900000000000000000), INT64_C(1000000000000000000)), 900);
	grid_resize(&g, 1, 10);
	c = canvas_whole(&g);
	gauge_draw(&c, 0, 0, 10, 640, ROLE_BAR_FULL);
	assert_int_equal(grid_cell(&g, 0, 5)->ch[0], 0x2588);
	assert_int_equal(grid_cell(&g, 0, 6)->ch[0], 0x258D);
	assert_int_equal(grid_cell(&g, 0, 7)->ch[0], 0x2591);
	gauge_draw(&c, 0, 0, 10, 999, ROLE_BAR_FULL);
	assert_int_equal(grid_cell(&g, 0, 9)->ch[0], 0x2589);
	gauge_draw(&c, 0, 0, 10, 1, ROLE_BAR_FULL);
	assert_int_equal(grid_cell(&g, 0, 0)->ch[0], 0x258F);
	g.ascii = true;
	gauge_draw(&c, 0, 0, 10, 999, ROLE_BAR_FULL);
	assert_int_equal(grid_cell(&g, 0, 8)->ch[0], '#');
	assert_int_equal(grid_cell(&g, 0, 9)->ch[0], '.');
	g.ascii = false;
	grid_blank(&g);
	sparkline_draw(&c, 0, 0, 4, values, 3, 8, ROLE_INFO);
	assert_int_equal(grid_cell(&g, 0, 1)->ch[0], ' ');
	assert_int_equal(grid_cell(&g, 0, 2)->ch[0], 0x2581);
	assert_int_equal(grid_cell(&g, 0, 3)->ch[0], 0x2588);
	grid_done(&g);
}

/* ---- theme ---- */

static void test_themes_load(void **state)
{
	static const char *const names[] = { "dark", "light", "mono", "high-contrast" };
	struct theme t;
	struct err err = { 0 };

	(void)state;
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	for (size_t i = 0; i < 4; i++) {
		assert_true(theme_load(&t, names[i], &err));
		assert_string_equal(t.name, names[i]);
		assert_true(t.style[ROLE_SELECTION].mono & STYLE_REVERSE);
	}
	assert_false(theme_load(&t, "pink", &err));
	assert_int_equal(err.kind, ERR_USAGE);
	assert_false(theme_load(&t, "/nonexistent/x.ini", &err));
}

static void refused(const char *text, const char *message)
{
	struct theme t;
	struct err err = { 0 };

	assert_false(theme_parse(&t, text, "x.ini", &err));
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.message, message);
}

static void test_theme_errors_name_the_line(void **state)
{
	(void)state;
	refused("[roles]\nbody = white black\nbdy = white black\n", "x.ini:3: no such role: bdy");
	refused("[roles]\nbody = pink black\n", "x.ini:2: no such colour: pink");
	refused("[roles]\nbody = 256 black\n", "x.ini:2: no such colour: 256");
	refused("[roles]\nbody = white black blinking\n", "x.ini:2: no such attribute: blinking");
	refused("[roles]\nbody = white\n", "x.ini:2: a role needs a text and a background colour: body");
	refused("[rolls]\nbody = white black\n", "x.ini:2: no such section: rolls");
	refused("[theme]\ncolours = some\n", "x.ini:2: colours is yes or no, not: some");
	refused("[roles]\n\nnonsense\n", "x.ini:3: expected name = value");
}

static void test_theme_style(void **state)
{
	struct theme t;
	struct err err = { 0 };
	struct style s;

	(void)state;
	assert_true(theme_parse(&t,
				"[roles]\nbody = 251 234\ngood = green 234 bold\nselection = 231 25\nvalue = 255 234\n",
				"x.ini", &err));
	assert_int_equal(t.style[ROLE_DIM].fg, 251);
	s = theme_style(&t, ROLE_GOOD, ROLE_SELECTION);
	assert_int_equal(s.fg, 2);
	assert_int_equal(s.bg, 25);
	assert_int_equal(s.attrs, STYLE_BOLD);
	s = theme_style(&t, ROLE_VALUE, ROLE_SELECTION);
	assert_int_equal(s.fg, 231);
	s = theme_style(&t, ROLE_DIM, ROLE_SELECTION);
	assert_int_equal(s.fg, 231);
	s = theme_style(&t, ROLE_VALUE, ROLE_COUNT);
	assert_int_equal(s.fg, 255);
	assert_int_equal(colour_to_16(231), 15);
	assert_int_equal(colour_to_16(16), 0);
}

/* ---- keys ---- */

static void test_key_names(void **state)
{
	static const char *const names[] = { "F1", "F12",  "Esc",    "Enter", "Tab",	"Shift-Tab", "Up",
					     "/",  "Home", "PageUp", "ä",     "Ctrl-S", "Ctrl-]",    "Space" };
	char text[KEY_NAME];
	key_code code;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(key_parse(names[i], &code));
		key_text(code, text);
		assert_string_equal(text, names[i]);
	}
	assert_true(key_parse("ctrl-i", &code));
	assert_int_equal(code, KEYC_TAB);
	assert_true(key_parse("pagedown", &code));
	assert_false(key_parse("F0", &code));
	assert_false(key_parse("F25", &code));
	assert_false(key_parse("Hyper-X", &code));
	assert_false(key_parse("", &code));
	assert_false(key_is_persons(KEYC_ENTER));
	assert_false(key_is_persons('x'));
	assert_true(key_is_persons(KEYC_ESC));
}

static void test_default_keys_are_whole(void **state)
{
	struct keymap k;
	struct err err = { 0 };
	char shown[KEY_NAME], all[80];

	(void)state;
	assert_true(keymap_init(&k, NULL, 0, &err));
	for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		const struct action_info *info = action_get(a);
		char words[80], *rest = words, *word;

		/* No default key is claimed by two actions. */
		str_format(words, sizeof(words), "%s %s", info->keys, info->second);
		while ((word = strsep(&rest, " ")) != NULL) {
			key_code code;

			if (word[0] == '\0')
				continue;
			assert_true(key_parse(word, &code));
			assert_int_equal(keymap_find(&k, code, false), a);
		}
		assert_int_equal(action_parse(info->name), a);
	}
	keymap_shown(&k, ACT_SAVE, true, shown);
	assert_string_equal(shown, "F2");
	keymap_shown(&k, ACT_SAVE, false, shown);
	assert_string_equal(shown, "Ctrl-S");
	keymap_all(&k, ACT_BACK, false, all, sizeof(all));
	assert_string_equal(all, "Esc, F12, Ctrl-B");
	assert_int_equal(keymap_find(&k, 'j', false), ACT_DOWN);
	assert_int_equal(keymap_find(&k, 'j', true), ACT_NONE);
}

static void test_settings(void **state)
{
	const struct key_setting good[] = { { "save", "F1" } }, no_action[] = { { "safe", "F1" } },
				 no_key[] = { { "save", "F1 Foo" } }, twice[] = { { "save", "F9" }, { "pick", "F9" } };
	struct keymap k;
	struct err err = { 0 };

	(void)state;
	assert_true(keymap_init(&k, good, 1, &err));
	assert_int_equal(keymap_find(&k, KEYC_F0 + 1, false), ACT_SAVE);
	assert_int_equal(keymap_find(&k, KEYC_F0 + 2, false), ACT_NONE);
	assert_int_equal(keymap_find(&k, '?', false), ACT_HELP);
	assert_false(keymap_init(&k, no_action, 1, &err));
	assert_non_null(strstr(err.message, "safe"));
	assert_false(keymap_init(&k, no_key, 1, &err));
	assert_non_null(strstr(err.message, "Foo"));
	assert_false(keymap_init(&k, twice, 2, &err));
	assert_string_equal(err.code, "DUPLICATE_KEY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_width),
		cmocka_unit_test(test_text_clip),
		cmocka_unit_test(test_text_wrap),
		cmocka_unit_test(test_text_number),
		cmocka_unit_test(test_text_ascii),
		cmocka_unit_test(test_rects),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_share_takes_back),
		cmocka_unit_test(test_canvas_cuts),
		cmocka_unit_test(test_canvas_wide),
		cmocka_unit_test(test_gauge),
		cmocka_unit_test(test_themes_load),
		cmocka_unit_test(test_theme_errors_name_the_line),
		cmocka_unit_test(test_theme_style),
		cmocka_unit_test(test_key_names),
		cmocka_unit_test(test_default_keys_are_whole),
		cmocka_unit_test(test_settings),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
