/*
 * gantt_random - boards at random on canvases of all sizes: nothing is lost,
 * nothing is painted outside; and a large board is drawn at the speed of keys.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/zone.h"
#include "support/screen_scene.h"

static int64_t hour(int h)
{
	return zone_wall(2026, 11, 24, h, 0, 0);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static int below(uint64_t *seed, int n)
{
	return (int)(next_random(seed) % (uint64_t)n);
}

static void random_bar(struct scene *s, uint64_t *seed)
{
	static const char *const numbers[] = { "WO-1", "WO-12345/110", "7", "", "現場-2", "A-B-C-D", "e\xcc\x81-9" };
	int64_t start = hour(0) + (int64_t)(below(seed, 4000) - 1500) * 300;
	int64_t length = below(seed, 3) == 0 ? below(seed, 3600) : below(seed, 200000);
	uint32_t b = scene_bar(s, numbers[below(seed, 7)], (uint32_t)below(seed, (int)s->n_lanes), start,
			       start + length, (enum plan_status)below(seed, 4));

	s->flags[b] = (uint8_t)(below(seed, 2) ? 0 : below(seed, 64));
	s->times[b].critical = below(seed, 4) == 0;
	s->fact[b].is_short = below(seed, 5) == 0;
	s->fact[b].quantity = 100;
	s->fact[b].good = below(seed, 130);
	s->fact[b].product = below(seed, 2) ? "Bracket left" : NULL;
	s->place[b].overtime = below(seed, 9) == 0;
	s->mark[b] = (uint8_t)(below(seed, 3) ? 0 : below(seed, 128));
	if (below(seed, 20) == 0)
		s->place[b].lane = PLAN_NO_LANE;
	if (s->mark[b] & GANTT_HELD)
		s->place[b].start += 7200, s->place[b].end += 7200;
}

static struct scene *random_scene(uint64_t *seed)
{
	struct scene *s = scene_new(hour(below(seed, 40)), below(seed, GANTT_ZOOMS), hour(9) + 1200);
	int lanes = 1 + below(seed, 8), n = below(seed, 60);

	for (int i = 0; i < lanes; i++) {
		uint32_t lane = scene_lane(s, i % 2 ? "Press" : "A lane with a very long name", 1 + below(seed, 3));

		if (below(seed, 2))
			scene_shift(s, lane, hour(0), 14, 6, 22);
		if (below(seed, 4) == 0)
			s->lane_fact[lane].down = "tool";
	}
	for (int i = 0; i < n; i++)
		random_bar(s, seed);
	s->gantt.n_lanes = (size_t)(1 + below(seed, lanes));
	s->view.top = below(seed, 3);
	return s;
}

/* A grid with a margin that must stay as it is. */
enum { MARGIN = 3, UNTOUCHED = 0x2603 };

static bool is_untouched(const struct grid *g, int rows, int cols)
{
	for (int row = 0; row < g->rows; row++)
		for (int col = 0; col < g->cols; col++) {
			bool inside = row >= MARGIN && row < MARGIN + rows && col >= MARGIN && col < MARGIN + cols;

			if (!inside && grid_cell(g, row, col)->ch[0] != UNTOUCHED)
				return false;
		}
	return true;
}

/* Do two bars claim a cell, or has a visible one none? Returns what is wrong. */
static const char *spans_are_wrong(const struct scene *s, const struct gantt_rows *r, int width)
{
	int64_t end = gantt_column_start(&s->view, width);

	for (size_t i = 0; i < s->n_bars; i++) {
		struct gantt_span a = r->span[i];
		int64_t to = plan_end(&s->board.plan, &s->place[i]);

		if (r->bar_row[i] < 0)
			continue;
		if (r->bar_row[i] >= r->n || r->row[r->bar_row[i]].lane != s->place[i].lane)
			return "a bar in a row of another lane";
		if (s->place[i].start < end && to > s->view.from && a.from >= a.to)
			return "a visible bar without a cell";
		for (size_t k = 0; k < i; k++)
			if (a.from < a.to && r->span[k].from < r->span[k].to && r->bar_row[k] == r->bar_row[i] &&
			    r->span[k].from < a.to && a.from < r->span[k].to)
				return "two bars in one cell";
	}
	return NULL;
}

static const char *scene_is_wrong(struct scene *s, int rows, int cols, bool ascii)
{
	struct grid g = { .ascii = ascii };
	struct canvas whole, c;
	struct arena mem = { 0 };
	struct gantt_rows r;
	const char *wrong;

	grid_resize(&g, rows + 2 * MARGIN, cols + 2 * MARGIN);
	for (int i = 0; i < g.rows * g.cols; i++)
		g.cell[i].ch[0] = UNTOUCHED;
	whole = canvas_whole(&g);
	c = canvas_sub(&whole, (struct rect){ MARGIN, MARGIN, rows, cols });
	gantt_layout(&s->gantt, &s->view, cols, &mem, &r);
	gantt_draw(&c, &s->gantt, &s->view, &r);
	wrong = is_untouched(&g, rows, cols) ? spans_are_wrong(s, &r, cols - gantt_label_cols(cols))
					     : "painted outside";
	for (int i = 0; i < g.rows * g.cols && wrong == NULL && ascii; i++)
		if (g.cell[i].ch[0] != UNTOUCHED && (g.cell[i].ch[0] < ' ' || g.cell[i].ch[0] > '~'))
			wrong = "not ASCII";
	arena_done(&mem);
	grid_done(&g);
	return wrong;
}

static void test_random_scenes(void **state)
{
	static const int sizes[][2] = { { 1, 1 },    { 3, 10 }, { 2, 200 }, { 24, 80 }, { 40, 120 },
					{ 60, 200 }, { 5, 17 }, { 12, 40 }, { 3, 2 },	{ 30, 5 } };

	(void)state;
	for (uint64_t run = 1; run <= 400; run++) {
		uint64_t seed = run * 0x9E3779B97F4A7C15u;
		struct scene *s = random_scene(&seed);
		const int *size = sizes[below(&seed, 10)];
		const char *wrong = scene_is_wrong(s, size[0], size[1], below(&seed, 2));

		if (wrong != NULL)
			fail_msg("run %d at %d x %d: %s", (int)run, size[0], size[1], wrong);
		scene_free(s);
	}
}

/* ---- speed ---- */

static void test_ten_thousand_bars(void **state)
{
	enum { FRAMES = 100 };
	struct scene *s = scene_new(hour(0), GANTT_ZOOM_HOUR, hour(9));
	uint64_t seed = 42;
	struct grid g = { 0 };
	clock_t before;
	double ms;

	(void)state;
	for (int i = 0; i < 36; i++)
		scene_shift(s, scene_lane(s, "Press", 1), hour(-24 * 30), 120, 6, 22);
	for (int i = 0; i < 10000; i++) {
		int64_t start = hour(-24 * 30) + (int64_t)below(&seed, 90 * 24 * 4) * 900;

		scene_bar(s, "WO-12345/10", (uint32_t)(i % 36), start, start + 900 * (1 + below(&seed, 30)),
			  PLAN_PLANNED);
	}
	s->mark[77] = GANTT_CURSOR;
	grid_resize(&g, 40, 120);
	before = clock();
	for (int i = 0; i < FRAMES; i++)
		scene_draw(s, &g);
	ms = (double)(clock() - before) * 1000 / CLOCKS_PER_SEC / FRAMES;
	print_message("%.2f ms a frame\n", ms);
	assert_true(ms < 50); /* it takes one; sanitizers and a busy machine take their share */
	grid_done(&g);
	scene_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_scenes),
		cmocka_unit_test(test_ten_thousand_bars),
	};

	setlocale(LC_ALL, "C.UTF-8");
	if (!zone_use("Europe/Rome"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
