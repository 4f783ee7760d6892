/*
 * gantt - lanes and bars as they are painted: characters and roles of every
 * state, and what is cut, narrow or overlapping.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/base/zone.h"
#include "support/screen_scene.h"

enum { HOUR = 3600, HEAD = 2, LINE = 1200 };

/* Tuesday 24 November, an hour a column: column = hour. */
static int64_t hour(int h)
{
	return zone_wall(2026, 11, 24, h, 0, 0);
}

static int64_t minutes(int h, int m)
{
	return zone_wall(2026, 11, 24, h, m, 0);
}

/* A day with one lane, and now on another one. */
static struct scene *day_new(void)
{
	struct scene *s = scene_new(hour(0), GANTT_ZOOM_HOUR, hour(0) - 365 * 24 * HOUR);

	scene_lane(s, "Press 1", 1);
	return s;
}

struct shot {
	struct grid grid;
	int label, rows;
	char text[LINE], roles[LINE];
};

static struct shot *shot_new(struct scene *s, int rows, int cols, bool ascii)
{
	struct shot *shot = mem_alloc(sizeof(*shot));

	grid_resize(&shot->grid, rows, cols);
	shot->grid.ascii = ascii;
	shot->label = gantt_label_cols(cols);
	shot->rows = scene_draw(s, &shot->grid);
	return shot;
}

static void shot_free(struct shot *s)
{
	grid_done(&s->grid);
	free(s);
}

/* Cells of a line from a column on; trailing blanks cut. */
static const char *shot_text(struct shot *s, int row, int from, int cols)
{
	char one[5];

	s->text[0] = '\0';
	for (int i = from; i < from + cols && i < s->grid.cols; i++) {
		text_encode(grid_cell(&s->grid, row, i)->ch[0], one);
		str_append(s->text, sizeof(s->text), one);
	}
	for (size_t n = strlen(s->text); n > 0 && s->text[n - 1] == ' '; n--)
		s->text[n - 1] = '\0';
	return s->text;
}

/* What the time area shows in a row of the layout: the first day, all of it. */
static const char *bars(struct shot *s, int row)
{
	return shot_text(s, HEAD + row, s->label, 24);
}

static const char *all_bars(struct shot *s, int row)
{
	return shot_text(s, HEAD + row, s->label, s->grid.cols);
}

static const char *names(struct shot *s, int row)
{
	return shot_text(s, HEAD + row, 0, s->label - 1);
}

static char letter(const struct cell *cell)
{
	bool lies = cell->surface < ROLE_COUNT &&
		    (cell->role == ROLE_BODY || cell->role == ROLE_GANTT_NUMBER || cell->role == ROLE_GANTT_FILL);

	return role_letter((enum role)(lies ? cell->surface : cell->role));
}

/* One letter a cell: what it lies on, or its own role. */
static const char *roles(struct shot *s, int row, int from, int cols)
{
	int i;

	for (i = 0; i < cols && s->label + from + i < s->grid.cols; i++)
		s->roles[i] = letter(grid_cell(&s->grid, HEAD + row, s->label + from + i));
	s->roles[i] = '\0';
	return s->roles;
}

/* One bar from 2:00 to 16:00, seen as wished. */
static struct shot *one_bar(struct scene *s, bool ascii)
{
	return shot_new(s, 5, 80, ascii);
}

static void expect(struct scene *s, const char *text, const char *letters, const char *ascii)
{
	struct shot *shot = one_bar(s, false), *plain = one_bar(s, true);

	assert_string_equal(bars(shot, 0), text);
	assert_string_equal(roles(shot, 0, 2, 14), letters);
	assert_string_equal(bars(plain, 0), ascii);
	for (int i = 0; i < plain->grid.rows * plain->grid.cols; i++)
		assert_in_range(plain->grid.cell[i].ch[0], ' ', '~');
	shot_free(shot);
	shot_free(plain);
	scene_free(s);
}

static struct scene *with_bar(enum plan_status status)
{
	struct scene *s = day_new();

	scene_bar(s, "WO-124", 0, hour(2), hour(16), status);
	return s;
}

/* ---- states ---- */

static void test_status(void **state)
{
	struct scene *s = with_bar(PLAN_RUNNING);

	(void)state;
	s->fact[0].quantity = 100;
	s->fact[0].good = 71;
	expect(s, "  ▐◐WO-124██░░░▌", "rRRRRRRRrrQQQq", "  [%WO-124##...]");
	expect(with_bar(PLAN_PLANNED), "  ▐WO-124══════▌", "pPPPPPPPPPPPPp", "  [WO-124======]");
	expect(with_bar(PLAN_FIRM), "  ▐■WO-124█████▌", "jJJJJJJJjjjjjj", "  [#WO-124#####]");
	expect(with_bar(PLAN_DONE), "  ▐✓WO-124─────▌", "xDDDDDDDDDDDDx", "  [vWO-124-----]");
}

static void test_warnings(void **state)
{
	struct scene *s = with_bar(PLAN_PLANNED);

	(void)state;
	s->flags[0] = PLAN_OVERLOADED;
	expect(s, "  ▐!WO-124═!═══▌", "p!PPPPPPP!PPPp", "  [!WO-124=!===]");
	s = with_bar(PLAN_PLANNED);
	s->flags[0] = PLAN_LATE;
	expect(s, "  ▐▲WO-124═════▌", "pAPPPPPPPPPPPp", "  [^WO-124=====]");
	s = with_bar(PLAN_PLANNED);
	s->times[0].critical = true;
	expect(s, "  ▐◆WO-124═◆═══▌", "pVPPPPPPPPPPPp", "  [*WO-124=*===]");
	s = with_bar(PLAN_PLANNED);
	s->fact[0].is_short = true;
	s->place[0].overtime = true;
	s->flags[0] = PLAN_OFF_CALENDAR;
	expect(s, "  ▐○+WO-124════▌", "pNNPPPPPPPPPPp", "  [o+WO-124====]");
	s = with_bar(PLAN_FIRM);
	s->flags[0] = PLAN_WRONG_LANE | PLAN_LATE;
	s->times[0].critical = true;
	s->fact[0].is_short = true;
	expect(s, "  ▐!▲◆○■WO-124█▌", "j!AVNJJJJJJJjj", "  [!^*o#WO-124#]");
}

static void test_marks(void **state)
{
	struct scene *s = with_bar(PLAN_PLANNED);

	(void)state;
	s->mark[0] = GANTT_CURSOR;
	expect(s, "  [WO-124══════]", "CCCCCCCCCCCCCC", "  (WO-124======)");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_PREDECESSOR;
	expect(s, "  ‹WO-124══════‹", "<PPPPPPPPPPPP<", "  {WO-124======{");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_SUCCESSOR;
	expect(s, "  ›WO-124══════›", ">PPPPPPPPPPPP>", "  }WO-124======}");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_MOVED;
	expect(s, "  ▐~WO-124═════▌", "pYPPPPPPPPPPPp", "  [~WO-124=====]");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_HELD | GANTT_CURSOR;
	expect(s, "  ▐↔WO-124═════▌", "zYHHHHHHHHHHHz", "  [@WO-124=====]");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_TROUBLE;
	expect(s, "  !!WO-124═!═══!", "!!PPPPPPP!PPP!", "  !!WO-124=!===!");
	s = with_bar(PLAN_PLANNED);
	s->mark[0] = GANTT_HIDDEN;
	expect(s, "", "..............", "");
}

static void test_ghost(void **state)
{
	struct scene *s = with_bar(PLAN_PLANNED);
	struct shot *shot, *plain;

	(void)state;
	s->mark[0] = GANTT_HELD;
	s->place[0].start = hour(18);
	s->place[0].end = hour(32);
	shot = one_bar(s, false);
	plain = one_bar(s, true);
	assert_non_null(strstr(all_bars(shot, 0), "  ┊WO-124┈┈┈┈┈┈┊  ▐↔WO-124"));
	assert_non_null(strstr(all_bars(plain, 0), "  :WO-124......:  [@WO-124"));
	shot_free(shot);
	shot_free(plain);
	scene_free(s);
}

/* ---- room ---- */

static void test_numbers_in_little_room(void **state)
{
	static const struct {
		int cols;
		const char *text;
	} cases[] = { { 12, "▐■WO-124/20▌" }, { 11, "▐■124/20██▌" }, { 9, "▐■124/20▌" },
		      { 8, "▐■124██▌" },      { 6, "▐■124▌" },	     { 5, "▐■124" },
		      { 3, "▐■▌" },	      { 2, "▐■" },	     { 1, "■" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s = day_new();
		struct shot *shot;

		scene_bar(s, "WO-124/20", 0, hour(0), hour(cases[i].cols), PLAN_FIRM);
		shot = shot_new(s, 3, 80, false);
		assert_string_equal(bars(shot, 0), cases[i].text);
		shot_free(shot);
		scene_free(s);
	}
}

static void test_number_before_signs(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	scene_bar(s, "WO-124", 0, hour(0), hour(7), PLAN_FIRM);
	s->flags[0] = PLAN_OVERLOADED | PLAN_LATE;
	s->times[0].critical = true;
	shot = shot_new(s, 3, 80, false);
	assert_string_equal(bars(shot, 0), "▐!▲124▌");
	shot_free(shot);
	scene_free(s);
}

static void test_product_where_there_is_room(void **state)
{
	struct scene *s = with_bar(PLAN_PLANNED);
	struct shot *shot;

	(void)state;
	s->fact[0].product = "Rail";
	shot = one_bar(s, false);
	assert_string_equal(bars(shot, 0), "  ▐WO-124══════▌");
	shot_free(shot);
	s->place[0].end = hour(20);
	shot = one_bar(s, false);
	assert_string_equal(bars(shot, 0), "  ▐WO-124 Rail ════▌");
	shot_free(shot);
	scene_free(s);
}

static void test_cut(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	scene_bar(s, "WO-1", 0, hour(-5), hour(9), PLAN_PLANNED);
	scene_bar(s, "WO-2", 0, hour(54), hour(70), PLAN_PLANNED);
	scene_bar(s, "WO-3", 0, hour(-30), hour(-5), PLAN_PLANNED);
	shot = shot_new(s, 3, 79, false);
	assert_int_equal(shot->rows, 1);
	assert_non_null(strstr(all_bars(shot, 0), "◀WO-1═══▌"));
	assert_non_null(strstr(all_bars(shot, 0), "▐WO-2▶"));
	shot_free(shot);
	/* From edge to edge. */
	s->place[0].end = hour(900);
	s->mark[1] = s->mark[2] = GANTT_HIDDEN;
	shot = shot_new(s, 3, 30, true);
	assert_true(str_starts(all_bars(shot, 0), "<WO-1="));
	assert_int_equal(grid_cell(&shot->grid, 2, 29)->ch[0], '>');
	shot_free(shot);
	scene_free(s);
}

static void test_cut_link_is_still_told(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	scene_bar(s, "WO-1", 0, hour(-5), hour(99), PLAN_PLANNED);
	s->mark[0] = GANTT_SUCCESSOR;
	shot = shot_new(s, 3, 80, false);
	assert_true(str_starts(all_bars(shot, 0), "◀›WO-1══"));
	shot_free(shot);
	scene_free(s);
}

/* ---- rows ---- */

static void test_rows_of_a_lane(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;
	uint32_t paint = scene_lane(s, "Paint", 2);

	(void)state;
	scene_bar(s, "WO-1", 0, hour(0), hour(8), PLAN_PLANNED);
	scene_bar(s, "WO-2", 0, hour(4), hour(12), PLAN_PLANNED); /* overlaps: both are seen */
	scene_bar(s, "WO-3", 0, hour(8), hour(16), PLAN_PLANNED); /* back to back */
	scene_bar(s, "WO-4", paint, hour(0), hour(8), PLAN_PLANNED);
	scene_bar(s, "WO-5", paint, hour(0), hour(8), PLAN_PLANNED);
	shot = shot_new(s, 7, 80, false);
	assert_int_equal(shot->rows, 4);
	assert_string_equal(bars(shot, 0), "▐WO-1══▌▐WO-3══▌");
	assert_string_equal(bars(shot, 1), "    ▐WO-2══▌");
	assert_string_equal(bars(shot, 2), "▐WO-4══▌");
	assert_string_equal(bars(shot, 3), "▐WO-5══▌");
	assert_true(str_starts(names(shot, 0), " Press 1"));
	assert_string_equal(names(shot, 1), "");
	assert_true(str_starts(names(shot, 2), " Paint (2)"));
	shot_free(shot);
	s->view.top = 2;
	shot = shot_new(s, 3, 80, false);
	assert_string_equal(bars(shot, 0), "▐WO-4══▌");
	assert_string_equal(shot_text(shot, 0, 0, 10), " ↑2 ↓1");
	shot_free(shot);
	scene_free(s);
}

static void test_minutes_have_a_cell(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	scene_bar(s, "WO-1", 0, minutes(10, 0), minutes(10, 20), PLAN_FIRM);
	scene_bar(s, "WO-2", 0, minutes(10, 20), minutes(13, 0), PLAN_PLANNED); /* leaves its first column */
	scene_bar(s, "WO-3", 0, minutes(10, 20), minutes(10, 40), PLAN_DONE);	/* has only that one */
	shot = shot_new(s, 6, 80, false);
	assert_int_equal(shot->rows, 2);
	assert_string_equal(bars(shot, 0), "          ■▐═");
	assert_string_equal(bars(shot, 1), "          ✓");
	shot_free(shot);
	scene_free(s);
}

/* A bar that travels over others does not make them jump. */
static void test_held_bar_gives_way(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	scene_bar(s, "WO-1", 0, hour(2), hour(10), PLAN_PLANNED);
	scene_bar(s, "WO-2", 0, hour(10), hour(18), PLAN_PLANNED);
	scene_bar(s, "WO-3", 0, hour(1), hour(9), PLAN_PLANNED);
	s->mark[2] = GANTT_HELD;
	shot = shot_new(s, 6, 80, false);
	assert_string_equal(bars(shot, 0), "  ▐WO-1══▌▐WO-2══▌");
	assert_string_equal(bars(shot, 1), " ▐↔WO-3═▌");
	shot_free(shot);
	s->place[2].start = hour(18);
	s->place[2].end = hour(22);
	shot = shot_new(s, 6, 80, false);
	assert_int_equal(shot->rows, 1);
	shot_free(shot);
	scene_free(s);
}

/* ---- ground, names, head ---- */

static void test_ground(void **state)
{
	struct plan_window own[1] = { { hour(10), hour(13) } };
	struct scene *s = day_new();
	struct shot *shot, *plain;

	(void)state;
	scene_shift(s, 0, hour(0), 7, 6, 22);
	s->lane_fact[0].maintenance = own;
	s->lane_fact[0].n_maintenance = 1;
	s->gantt.now = minutes(8, 40);
	shot = shot_new(s, 3, 53, false);
	plain = shot_new(s, 3, 53, true);
	assert_true(str_starts(all_bars(shot, 0), "░░░░░░  ┃ m▒▒         ░░┊░░░░░"));
	assert_true(str_starts(all_bars(plain, 0), "......  | m::         ..'....."));
	assert_string_equal(roles(shot, 0, 4, 10), "ee..|.ZZZ.");
	shot_free(shot);
	shot_free(plain);
	s->lane_fact[0].down = "tool change";
	s->lane_fact[0].n_maintenance = 0;
	shot = shot_new(s, 3, 80, false);
	assert_non_null(strstr(names(shot, 0), "■ DOWN"));
	assert_non_null(strstr(all_bars(shot, 0), "× ×"));
	assert_null(strchr(all_bars(shot, 0) + strlen("░░░░░░"), 'm'));
	shot_free(shot);
	scene_free(s);
}

static void test_loads(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;
	int64_t end = hour(61);

	(void)state;
	scene_lane(s, "Press 2", 1);
	scene_lane(s, "Press 3", 1);
	scene_bar(s, "WO-1", 0, hour(0), hour(30), PLAN_PLANNED);
	scene_bar(s, "WO-2", 1, hour(0), hour(50), PLAN_PLANNED);
	scene_bar(s, "WO-3", 2, hour(0), end, PLAN_PLANNED);
	s->mark[1] = GANTT_CURSOR;
	shot = shot_new(s, 6, 80, false);
	assert_string_equal(names(shot, 0), " Press 1   49 ok");
	assert_string_equal(names(shot, 1), "▶Press 2   82 high");
	assert_string_equal(names(shot, 2), " Press 3  100 full");
	assert_int_equal(letter(grid_cell(&shot->grid, 2, 13)), '0');
	assert_int_equal(letter(grid_cell(&shot->grid, 3, 13)), '1');
	assert_int_equal(letter(grid_cell(&shot->grid, 4, 13)), '2');
	shot_free(shot);
	shot = shot_new(s, 6, 120, false);
	assert_true(str_starts(names(shot, 0), " Press 1      31 % ok"));
	shot_free(shot);
	scene_free(s);
}

static void test_head(void **state)
{
	struct scene *s = day_new();
	struct shot *shot;

	(void)state;
	s->gantt.now = minutes(14, 32);
	shot = shot_new(s, 4, 80, false);
	assert_string_equal(shot_text(shot, 0, shot->label, 60),
			    "Tuesday 24 November     Wednesday 25 November   Thu 26 Nov");
	assert_string_equal(shot_text(shot, 1, shot->label, 60),
			    "00 03 06 09   ▼14:32 21 00 03 06 09 12 15 18 21 00 03 06 09");
	shot_free(shot);
	gantt_set_zoom(&s->view, 0, hour(6), 80);
	gantt_scroll(&s->view, 0);
	shot = shot_new(s, 4, 80, false);
	assert_non_null(strstr(shot_text(shot, 1, shot->label, 60), "06:00 06:30 07:00"));
	shot_free(shot);
	s->view = (struct gantt_view){ gantt_align(8, hour(0)), 8, 0 };
	shot = shot_new(s, 4, 80, false);
	assert_true(str_starts(shot_text(shot, 1, shot->label, 60), "▼WTFSSMTWTFSSMTWTFSS"));
	assert_non_null(strstr(shot_text(shot, 0, shot->label, 60), "30 Nov 7 Dec"));
	shot_free(shot);
	s->view = (struct gantt_view){ gantt_align(9, hour(0)), 9, 0 };
	shot = shot_new(s, 4, 80, true);
	assert_non_null(strstr(shot_text(shot, 0, shot->label, 60), "Dec Jan Feb"));
	shot_free(shot);
	scene_free(s);
}

/* What every zoom's header shows on a day the clocks change: hours in order, midnight on its column. */
static void test_head_when_clocks_change(void **state)
{
	int64_t t = zone_wall(2026, 10, 25, 0, 0, 0);
	struct scene *s = scene_new(t, GANTT_ZOOM_HOUR, t - HOUR);
	struct shot *shot;

	(void)state;
	scene_lane(s, "Press 1", 1);
	shot = shot_new(s, 3, 80, false);
	assert_true(str_starts(shot_text(shot, 1, shot->label, 40), "00  03 06 09 12 15 18 21 00 03"));
	assert_true(str_starts(shot_text(shot, 0, shot->label, 40), "Sunday 25 October        Monday"));
	shot_free(shot);
	scene_free(s);
}

static void test_cursor_cell(void **state)
{
	struct scene *s = with_bar(PLAN_PLANNED);
	struct shot *shot;

	(void)state;
	s->mark[0] = GANTT_CURSOR;
	shot = shot_new(s, 5, 80, false);
	assert_int_equal(shot->grid.cursor_row, HEAD);
	assert_int_equal(shot->grid.cursor_col, shot->label + 2);
	shot_free(shot);
	s->view.top = 1;
	shot = shot_new(s, 5, 80, false);
	assert_int_equal(shot->grid.cursor_row, -1);
	shot_free(shot);
	scene_free(s);
}

/* ---- words ---- */

static void test_words(void **state)
{
	struct scene *s = with_bar(PLAN_FIRM);
	char words[200];

	(void)state;
	s->times[0].critical = true;
	s->flags[0] = PLAN_LATE;
	s->bar[0].due = minutes(15, 15);
	s->fact[0].is_short = true;
	gantt_bar_words(&s->gantt, 0, words, sizeof(words));
	assert_string_equal(words, "firm, critical, 45m late, short of material");
	s->place[0].status = PLAN_RUNNING;
	s->fact[0].quantity = 3;
	s->fact[0].good = 1;
	s->times[0].critical = s->fact[0].is_short = false;
	s->times[0].slack = 2 * HOUR;
	s->flags[0] = PLAN_OVERLOADED | PLAN_WRONG_LANE;
	gantt_bar_words(&s->gantt, 0, words, sizeof(words));
	assert_string_equal(words, "running 33 %, slack 2h, lane carries too much, cannot be made on this lane");
	s->place[0].lane = PLAN_NO_LANE;
	gantt_bar_words(&s->gantt, 0, words, sizeof(words));
	assert_string_equal(words, "waits in the tray");
	gantt_bar_words(&s->gantt, 0, words, 8);
	assert_string_equal(words, "waits i");
	scene_free(s);
}

static void test_legend(void **state)
{
	struct grid g = { 0 };
	struct shot shot = { 0 };
	struct canvas c;

	(void)state;
	grid_resize(&g, 1, 60);
	c = canvas_whole(&g);
	gantt_legend(&c, 0, 1);
	shot.grid = g;
	assert_string_equal(shot_text(&shot, 0, 0, 60), " ! conflict  ▲ late  ◆ critical  ○ short of material");
	grid_done(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_ghost),
		cmocka_unit_test(test_numbers_in_little_room),
		cmocka_unit_test(test_number_before_signs),
		cmocka_unit_test(test_product_where_there_is_room),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cut_link_is_still_told),
		cmocka_unit_test(test_rows_of_a_lane),
		cmocka_unit_test(test_minutes_have_a_cell),
		cmocka_unit_test(test_held_bar_gives_way),
		cmocka_unit_test(test_ground),
		cmocka_unit_test(test_loads),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_head_when_clocks_change),
		cmocka_unit_test(test_cursor_cell),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_legend),
	};

	setlocale(LC_ALL, "C.UTF-8");
	if (!zone_use("Europe/Rome"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
