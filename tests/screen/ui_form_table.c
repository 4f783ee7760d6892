/*
 * ui_form_table - the line editor and the list, without an app around them.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "ui/widgets/form.h"
#include "ui/widgets/table_own.h"

/* ---- form ---- */

static const struct choice kinds[] = { { "a", "one" }, { "b", "two" }, { NULL, NULL } };
static const struct field_spec spec[] = {
	{ .name = "code", .label = "Code", .kind = FIELD_CODE, .width = 6, .required = true },
	{ .name = "kind", .label = "Kind", .kind = FIELD_CHOICE, .width = 10, .choices = kinds },
	{ .name = "shown", .label = "Shown", .kind = FIELD_SHOWN, .width = 6 },
	{ .name = "quantity", .label = "Quantity", .kind = FIELD_QUANTITY, .width = 8 },
};

static void type(struct form *f, const char *text)
{
	unsigned cp;
	size_t n;

	while ((n = utf8_next(text, &cp)) > 0) {
		form_type(f, cp);
		text += n;
	}
}

static void test_form_edits(void **state)
{
	struct form f;

	(void)state;
	form_init(&f, spec, 4);
	assert_false(f.edited);
	type(&f, "aäe\xcc\x81z");
	assert_true(f.edited);
	form_act(&f, ACT_LEFT);
	form_act(&f, ACT_BACKSPACE);
	assert_string_equal(form_get(&f, "code"), "aäz");
	form_act(&f, ACT_LEFT);
	form_act(&f, ACT_DELETE);
	assert_string_equal(form_get(&f, "code"), "az");
	form_act(&f, ACT_HOME);
	type(&f, "x");
	form_act(&f, ACT_END);
	type(&f, "y");
	assert_string_equal(form_get(&f, "code"), "xazy");
	assert_false(form_type(&f, 0x1b));
	form_act(&f, ACT_EMPTY);
	assert_string_equal(form_get(&f, "code"), "");
	for (int i = 0; i < 600; i++)
		form_type(&f, 0xE4);
	assert_int_equal(strlen(form_get(&f, "code")), 510);
}

static void test_form_focus(void **state)
{
	struct form f;

	(void)state;
	form_init(&f, spec, 4);
	assert_true(form_act(&f, ACT_GO));
	assert_true(form_focused(&f, "kind"));
	assert_true(form_type(&f, ' '));
	assert_false(form_type(&f, 'x'));
	assert_string_equal(form_get(&f, "kind"), "b");
	assert_true(form_act(&f, ACT_LEFT));
	assert_string_equal(form_get(&f, "kind"), "a");
	form_act(&f, ACT_NEXT_FIELD);
	assert_true(form_focused(&f, "quantity"));
	type(&f, "1,5");
	assert_string_equal(form_get(&f, "quantity"), "1.5");
	assert_false(form_act(&f, ACT_GO));
	form_show(&f, "quantity", false);
	assert_string_equal(form_get(&f, "quantity"), "");
	assert_true(form_focused(&f, "code"));
	form_act(&f, ACT_PREV_FIELD);
	assert_true(form_focused(&f, "kind"));
}

static void test_form_marks(void **state)
{
	struct form f;
	struct err err = { 0 };

	(void)state;
	form_init(&f, spec, 4);
	assert_false(form_complete(&f, &err));
	assert_string_equal(err.field, "code");
	err_set(&err, ERR_VALIDATION, "X", "quantity", "too much");
	assert_true(form_mark(&f, &err));
	assert_true(form_focused(&f, "quantity"));
	assert_string_equal(f.field[3].error, "too much");
	type(&f, "1");
	assert_string_equal(f.field[3].error, "");
	err_set(&err, ERR_VALIDATION, "X", "other", "unknown field");
	assert_false(form_mark(&f, &err));
}

static void test_form_draws(void **state)
{
	struct grid g = { 0 };
	struct canvas c;
	struct form f;

	(void)state;
	grid_resize(&g, 4, 40);
	c = canvas_whole(&g);
	form_init(&f, spec, 4);
	type(&f, "abcdefgh");
	form_draw(&f, &c, true);
	/* The box is 6 wide: the cursor stands behind h, a b c have left. */
	assert_int_equal(grid_cell(&g, 0, g.cursor_col - 1)->ch[0], 'h');
	assert_int_equal(grid_cell(&g, 0, g.cursor_col - 5)->ch[0], 'd');
	assert_int_equal(grid_cell(&g, 0, g.cursor_col)->role, ROLE_FIELD_FOCUS);
	form_act(&f, ACT_HOME);
	form_draw(&f, &c, true);
	assert_int_equal(grid_cell(&g, 0, g.cursor_col)->ch[0], 'a');
	grid_done(&g);
}

/* ---- table ---- */

static const struct column columns[] = { { "id", VAL_INT }, { "name", VAL_TEXT }, { "ok", VAL_BOOL } };
static const struct table_column shown[] = {
	{ .title = "id", .name = "id", .align = ALIGN_RIGHT, .min = 3 },
	{ .title = "name", .name = "name", .min = 4, .grow = 1 },
	{ .title = "ok", .name = "ok", .min = 3, .priority = 1 },
};
static const struct table_spec table_spec = { .columns = shown, .n_columns = 3, .key = "id name", .empty = "none" };

static void load(struct table *t, const char *ids, bool freeze)
{
	struct rows r = { 0 };

	rows_init(&r, columns, 3);
	for (; *ids != '\0'; ids++) {
		char id[2] = { *ids, '\0' };

		rows_append(&r, (const char *[]){ "1", id, *ids == 'a' ? "t" : NULL });
	}
	table_load(t, &r, freeze);
	rows_done(&r);
}

static void test_table_selection_follows_the_key(void **state)
{
	struct table t;

	(void)state;
	table_init(&t, &table_spec, NULL);
	assert_int_equal(table_row(&t), SIZE_MAX);
	load(&t, "abcdef", false);
	table_layout(&t, 4);
	assert_int_equal(t.page, 3);
	assert_true(table_select(&t, "1 d"));
	assert_string_equal(table_get(&t, "name"), "d");
	load(&t, "xyabcdef", false);
	assert_string_equal(table_get(&t, "name"), "d");
	load(&t, "abcef", false);
	assert_string_equal(table_get(&t, "name"), "f");
	load(&t, "", false);
	assert_string_equal(table_get(&t, "name"), "");
	assert_true(table_act(&t, ACT_DOWN));
	table_done(&t);
}

static void test_table_numbers(void **state)
{
	static const struct column kinds_of[] = {
		{ "q", VAL_QUANTITY }, { "a", VAL_AMOUNT }, { "c", VAL_COST }, { "t", VAL_TIME }
	};
	static const struct table_column cols[] = {
		{ .title = "q", .name = "q", .align = ALIGN_RIGHT, .min = 3 },
		{ .title = "a", .name = "a", .align = ALIGN_RIGHT, .min = 3 },
		{ .title = "c", .name = "c", .align = ALIGN_RIGHT, .min = 3 },
		{ .title = "t", .name = "t", .min = 3 },
	};
	static const struct table_spec s = { .columns = cols, .n_columns = 4, .key = "q" };
	static const char *const cells[] = { "9400.000000", "262.4000", "0.04100000", "2026-11-24 14:32:05.12+01" };
	static const char *const wanted[] = { "9 400", "262.40", "0.041", "2026-11-24 14:32" };
	struct rows r = { 0 };
	struct table t;

	(void)state;
	rows_init(&r, kinds_of, 4);
	rows_append(&r, (const char **)cells);
	table_init(&t, &s, NULL);
	table_load(&t, &r, false);
	for (size_t i = 0; i < 4; i++) {
		struct table_cell cell;

		table_cell_get(&t, &t.rows, 0, i, &cell);
		assert_string_equal(cell.text, wanted[i]);
	}
	table_done(&t);
}

static void test_table_freezes(void **state)
{
	struct table t;

	(void)state;
	table_init(&t, &table_spec, NULL);
	load(&t, "abcd", true);
	load(&t, "dcbx", true);
	assert_int_equal(t.rows.n, 4);
	assert_string_equal(rows_text(&t.rows, 0, "name"), "a");
	assert_true(t.gone[0]);
	assert_false(t.gone[1]);
	assert_int_equal(t.changes, 2);
	load(&t, "dcbxy", true);
	assert_int_equal(t.changes, 3);
	table_apply(&t);
	assert_int_equal(t.changes, 0);
	assert_int_equal(t.rows.n, 5);
	assert_string_equal(rows_text(&t.rows, 0, "name"), "d");
	table_apply(&t);
	assert_int_equal(t.rows.n, 5);
	table_done(&t);
}

static void test_table_scrolls(void **state)
{
	struct table t;

	(void)state;
	table_init(&t, &table_spec, NULL);
	load(&t, "abcdefghij", false);
	table_layout(&t, 5);
	table_act(&t, ACT_END);
	assert_int_equal(t.selected, 9);
	assert_int_equal(t.top, 6);
	table_act(&t, ACT_PAGE_UP);
	assert_int_equal(t.selected, 5);
	assert_int_equal(t.top, 5);
	table_act(&t, ACT_HOME);
	assert_int_equal(t.top, 0);
	table_act(&t, ACT_PAGE_DOWN);
	assert_int_equal(t.selected, 4);
	assert_false(table_act(&t, ACT_SAVE));
	table_layout(&t, 40);
	assert_int_equal(t.top, 0);
	table_done(&t);
}

static void test_table_finds(void **state)
{
	struct table t;

	(void)state;
	table_init(&t, &table_spec, NULL);
	load(&t, "abcde", false);
	assert_false(table_type(&t, 'c'));
	table_act(&t, ACT_FIND);
	assert_true(table_type(&t, 'C'));
	assert_int_equal(t.n_view, 1);
	assert_string_equal(table_get(&t, "name"), "c");
	table_type(&t, 'q');
	assert_int_equal(t.n_view, 0);
	table_act(&t, ACT_BACKSPACE);
	assert_int_equal(t.n_view, 1);
	table_act(&t, ACT_GO);
	assert_false(t.finding);
	table_act(&t, ACT_BACK);
	assert_int_equal(t.n_view, 5);
	assert_string_equal(table_get(&t, "name"), "c");
	assert_false(table_act(&t, ACT_BACK));
	table_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form_edits),
		cmocka_unit_test(test_form_focus),
		cmocka_unit_test(test_form_marks),
		cmocka_unit_test(test_form_draws),
		cmocka_unit_test(test_table_selection_follows_the_key),
		cmocka_unit_test(test_table_numbers),
		cmocka_unit_test(test_table_freezes),
		cmocka_unit_test(test_table_scrolls),
		cmocka_unit_test(test_table_finds),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
