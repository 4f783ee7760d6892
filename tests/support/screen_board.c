/*
 * screen_board - a small plant for the tests of the board screen.
 */
#include "support/screen_board.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/arena.h"
#include "support/fake_db.h"
#include "support/screen_person.h"

enum { LANES = 4, LANE_CELLS = 10, WINDOW_CELLS = 5, DAYS = 12, CELL = 32, BAR_CELLS = 23, LINK_CELLS = 3 };

/* ---- what the plant is ---- */

static const struct board_row rows[] = {
	{ 118, PRESS_1, PRESS_1, "", "running", BOARD_T(1, 8, 0), BOARD_T(1, 16, 0), 8 * 3600, BOARD_T(4, 12, 0), 1,
	  false },
	{ 121, PRESS_1, PRESS_1, "", "planned", BOARD_T(1, 16, 0), BOARD_T(1, 22, 0), 6 * 3600, BOARD_T(4, 12, 0), 2,
	  false },
	{ 119, PRESS_2, PRESS_2, "", "firm", BOARD_T(1, 18, 0), BOARD_T(2, 8, 0), 6 * 3600, BOARD_T(4, 12, 0), 3,
	  false },
	{ 122, PRESS_2, PRESS_2, "", "planned", BOARD_T(2, 8, 0), BOARD_T(2, 14, 0), 6 * 3600, BOARD_T(4, 12, 0), 4,
	  false },
	{ 120, WELD, WELD, "", "running", BOARD_T(1, 8, 0), BOARD_T(1, 15, 0), 7 * 3600, BOARD_T(4, 12, 0), 5, false },
	{ 124, WELD, WELD, "1,3", "planned", BOARD_T(1, 16, 0), BOARD_T(1, 22, 0), 6 * 3600, BOARD_T(3, 12, 0), 6,
	  true },
	{ 126, WELD, WELD, "", "planned", BOARD_T(2, 6, 0), BOARD_T(2, 12, 0), 6 * 3600, BOARD_T(2, 14, 0), 7, false },
	{ 123, PAINT, PAINT, "", "planned", BOARD_T(1, 16, 0), BOARD_T(1, 20, 0), 4 * 3600, BOARD_T(4, 12, 0), 8,
	  false },
	{ 125, PAINT, PAINT, "", "planned", BOARD_T(1, 18, 0), BOARD_T(1, 22, 0), 4 * 3600, BOARD_T(4, 12, 0), 9,
	  false },
	{ 130, 0, PRESS_2, "", "", 0, 0, 4 * 3600, BOARD_T(4, 12, 0), 0, true },
};

void board_plant(struct board_plant *ret)
{
	*ret = (struct board_plant){ .n = sizeof(rows) / sizeof(rows[0]), .n_links = 2 };
	memcpy(ret->row, rows, sizeof(rows));
	ret->links[0][0] = 120;
	ret->links[0][1] = 124;
	ret->links[1][0] = 124;
	ret->links[1][1] = 126;
}

struct board_row *board_row(struct board_plant *p, int order)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->row[i].order == order)
			return &p->row[i];
	fail_msg("no order %d", order);
	return NULL;
}

/* ---- as the server says it ---- */

static void answer_lanes(void)
{
	static const char *const cells[LANES * LANE_CELLS] = {
		"1",
		"PRESS-1",
		"Press 1",
		"1",
		"PRESS",
		"TWO",
		"f",
		"{PRESS-1}",
		"",
		NULL,
		"2",
		"PRESS-2",
		"Press 2",
		"1",
		"PRESS",
		"TWO",
		"f",
		"{PRESS-2}",
		"PRESS-2 tool change",
		"2026-11-24 14:18:00+00",
		"3",
		"WELD",
		"Weld",
		"1",
		"",
		"TWO",
		"f",
		"{}",
		"",
		NULL,
		"4",
		"PAINT",
		"Paint",
		"2",
		"",
		"TWO",
		"f",
		"{}",
		"",
		NULL,
	};

	fake_db_answer_cells(Q_BOARD_LANES, LANES, cells);
}

static void answer_windows(void)
{
	char start[LANES * DAYS][CELL], end[LANES * DAYS][CELL];
	const char *cells[LANES * DAYS * WINDOW_CELLS];
	static const char *const ids[] = { "1", "2", "3", "4" };
	size_t n = 0;

	for (int lane = 0; lane < LANES; lane++)
		for (int day = 0; day < DAYS; day++) {
			if (day % 7 >= 5)
				continue;
			snprintf(start[n], CELL, "%lld", (long long)BOARD_T(day, 6, 0));
			snprintf(end[n], CELL, "%lld", (long long)BOARD_T(day, 22, 0));
			cells[n * WINDOW_CELLS] = ids[lane];
			cells[n * WINDOW_CELLS + 1] = "work";
			cells[n * WINDOW_CELLS + 2] = start[n];
			cells[n * WINDOW_CELLS + 3] = end[n];
			cells[n * WINDOW_CELLS + 4] = "";
			n++;
		}
	fake_db_answer_cells(Q_BOARD_WINDOWS, n, cells);
}

struct bar_text {
	char text[BAR_CELLS][CELL];
	const char *cell[BAR_CELLS];
};

static void set(struct bar_text *t, int i, const char *text)
{
	snprintf(t->text[i], CELL, "%s", text);
	t->cell[i] = t->text[i];
}

static void set_int(struct bar_text *t, int i, int64_t value)
{
	snprintf(t->text[i], CELL, "%lld", (long long)value);
	t->cell[i] = t->text[i];
}

static void write_booking(struct bar_text *t, const struct board_row *r)
{
	set_int(t, 0, 1000 + r->order);
	set_int(t, 1, r->version);
	set_int(t, 11, r->lane);
	set_int(t, 12, r->start);
	set_int(t, 13, r->end);
	set(t, 16, r->status);
}

static void write_bar(struct bar_text *t, const struct board_row *r)
{
	memset(t, 0, sizeof(*t));
	if (r->lane)
		write_booking(t, r);
	set_int(t, 2, r->order);
	set_int(t, 3, r->order);
	snprintf(t->text[4], CELL, "WO-%d", r->order);
	t->cell[4] = t->text[4];
	set(t, 5, "10");
	set(t, 6, "1");
	set(t, 7, "");
	set(t, 8, "BRACKET");
	set_int(t, 9, r->home);
	set(t, 10, r->lanes);
	set_int(t, 14, r->work);
	set(t, 15, "f");
	set(t, 17, strcmp(r->status, "running") == 0 ? "IN_PROGRESS" : "RELEASED");
	set_int(t, 18, r->due);
	set(t, 19, "400.000000");
	set(t, 20, strcmp(r->status, "running") == 0 ? "120.000000" : "0.000000");
	set(t, 21, "0.000000");
	set(t, 22, r->is_short ? "t" : "f");
}

static void answer_links(const struct board_plant *p)
{
	char text[BOARD_ROWS][2][CELL];
	const char *cells[BOARD_ROWS * LINK_CELLS];

	for (size_t i = 0; i < p->n_links; i++) {
		for (int k = 0; k < 2; k++) {
			snprintf(text[i][k], CELL, "%d", p->links[i][k]);
			cells[i * LINK_CELLS + (size_t)k] = text[i][k];
		}
		cells[i * LINK_CELLS + 2] = "0";
	}
	fake_db_forget_answers(Q_BOARD_LINKS);
	fake_db_answer_cells(Q_BOARD_LINKS, p->n_links, cells);
}

void board_answer_bars(const struct board_plant *p)
{
	struct bar_text text[BOARD_ROWS];
	const char *cells[BOARD_ROWS * BAR_CELLS];

	for (size_t i = 0; i < p->n; i++) {
		write_bar(&text[i], &p->row[i]);
		memcpy(&cells[i * BAR_CELLS], text[i].cell, sizeof(text[i].cell));
	}
	fake_db_forget_answers(Q_BOARD_BARS);
	fake_db_answer_cells(Q_BOARD_BARS, p->n, cells);
	answer_links(p);
}

void board_answers(const struct board_plant *p)
{
	answer_lanes();
	answer_windows();
	board_answer_bars(p);
}

void board_accepts(void)
{
	static const char *const done[] = {
		"17", "f", "{\"change_set\":17,\"changed\":[{\"work_order_number\":\"WO-124\",\"operation\":10}]}"
	};

	fake_db_forget_answers(Q_BOARD_RESCHEDULE);
	fake_db_forget_answers(Q_BOARD_UNDO);
	fake_db_forget_answers(Q_BOARD_REDO);
	fake_db_answer_cells(Q_BOARD_RESCHEDULE, 1, done);
	fake_db_answer_cells(Q_BOARD_UNDO, 1, done);
	fake_db_answer_cells(Q_BOARD_REDO, 1, done);
}

void board_refuses(const char *code, const char *message)
{
	struct err err = { 0 };

	err_set(&err, ERR_CONFLICT, code, "", "%s", message);
	fake_db_forget_answers(Q_BOARD_RESCHEDULE);
	fake_db_answer_err(Q_BOARD_RESCHEDULE, &err);
}

struct player *board_play(const struct board_plant *p, const char *permissions, int n_rows, int cols)
{
	struct player_setup setup = { .rows = n_rows, .cols = cols, .session = person_session, .start = "board" };

	fake_db_reset();
	person_answers(permissions);
	board_answers(p);
	board_accepts();
	return player_new(&setup);
}

struct player *board_at_124(struct board_shop *s, const char *permissions)
{
	board_plant(&s->plant);
	s->p = board_play(&s->plant, permissions, 24, 80);
	player_keys(s->p, "Down Down Right");
	assert_shows(s->p, "WO-124/10");
	return s->p;
}

struct cell *board_picture(struct player *p)
{
	const struct grid *g = app_grid(player_app(p));
	size_t n = (size_t)g->rows * (size_t)g->cols;
	struct cell *copy = mem_alloc(n * sizeof(*copy));

	memcpy(copy, g->cell, n * sizeof(*copy));
	return copy;
}

void board_assert_picture(struct player *p, const struct cell *before)
{
	const struct grid *g = app_grid(player_app(p));
	size_t n = (size_t)g->rows * (size_t)g->cols;

	for (size_t i = 0; i < n; i++)
		if (memcmp(&before[i], &g->cell[i], sizeof(*before)) != 0)
			fail_msg("row %zu column %zu differs\n%s", i / (size_t)g->cols, i % (size_t)g->cols,
				 player_text(p));
}

/* ---- files ---- */

void board_home_make(char ret[64])
{
	snprintf(ret, 64, "/tmp/gemba-board-XXXXXX");
	assert_non_null(mkdtemp(ret));
	setenv("GEMBA_HOME", ret, 1);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return remove(path);
}

void board_home_remove(const char *dir)
{
	unsetenv("GEMBA_HOME");
	assert_int_equal(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}
