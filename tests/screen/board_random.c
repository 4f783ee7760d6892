/*
 * Hands on all keys of the board while others change the plan and the server
 * comes and goes: nothing breaks, and Esc always leads back to a board where
 * the next drop works.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fake_db.h"
#include "support/screen_board.h"

enum { SEEDS = 12, KEYS = 150 };

static uint64_t draw(uint64_t *seed, uint64_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*seed >> 33) % below;
}

static const char *const keys[] = {
	"Left", "Right", "Up", "Down", "Space", "Space", "Space", "Enter",  "Esc",	"[",  "]", "f",		"b",
	"c",	"s",	 "o",  "Tab",  "<",	">",	 "+",	  "-",	    "n",	"p",  "t", "x",		"u",
	"r",	"y",	 "v",  "e",    "/",	"Home",	 "End",	  "PageUp", "PageDown", "F5", "L", "Shift-Tab",
};

/* Somebody else moves, books, unbooks, begins or finishes something. */
static void others(struct board_plant *p, uint64_t *seed)
{
	static const char *const status[] = { "planned", "planned", "firm", "running" };
	struct board_row *r = &p->row[draw(seed, p->n)];

	r->version += 100;
	r->lane = (int)draw(seed, 5);
	r->status = r->lane ? status[draw(seed, 4)] : "";
	r->start = BOARD_T((int64_t)draw(seed, 4), 6 + (int64_t)draw(seed, 10), 0);
	r->end = r->start + r->work;
	if (draw(seed, 8) == 0 && p->n > 4) {
		*r = p->row[--p->n];
		p->n_links = 0;
	}
	board_answer_bars(p);
}

static void server(uint64_t *seed)
{
	switch (draw(seed, 6)) {
	case 0:
		board_refuses("STALE", "changed meanwhile");
		break;
	case 1:
		board_refuses("OVERLOAD", "too much");
		break;
	case 2:
		fake_db_set_online(false);
		break;
	default:
		fake_db_set_online(true);
		board_accepts();
	}
}

static void resize(struct player *p, uint64_t *seed)
{
	static const int size[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 }, { 16, 60 }, { 12, 40 } };
	uint64_t i = draw(seed, 5);

	player_resize(p, size[i][0], size[i][1]);
}

static void a_step(struct player *p, struct board_plant *plant, uint64_t *seed)
{
	switch (draw(seed, 12)) {
	case 0:
		others(plant, seed);
		player_advance_ms(p, 5500);
		break;
	case 1:
		server(seed);
		break;
	case 2:
		resize(p, seed);
		break;
	case 3:
		player_type(p, "WO-124");
		break;
	default:
		player_keys(p, keys[draw(seed, sizeof(keys) / sizeof(keys[0]))]);
	}
}

static void play(uint64_t seed)
{
	struct board_plant plant;
	struct player *p;

	board_plant(&plant);
	p = board_play(&plant, BOARD_OVERRIDE, 24, 80);
	fake_db_answer_cells(Q_BOARD_HISTORY, 0, NULL);
	for (int i = 0; i < KEYS; i++)
		a_step(p, &plant, &seed);
	fake_db_set_online(true);
	board_accepts();
	player_resize(p, 24, 80);
	player_advance_ms(p, 120000);
	player_keys(p, "Esc Esc Esc Esc");
	board_plant(&plant);
	board_answer_bars(&plant);
	player_keys(p, "v Ctrl-U Tab Ctrl-U Tab Home Esc F5");
	assert_shows(p, "Board");
	player_free(p);
}

static void nothing_breaks_it(void **state)
{
	char dir[64];

	(void)state;
	board_home_make(dir);
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		play(seed);
	board_home_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_breaks_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
