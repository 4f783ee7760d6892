/*
 * e2e_board - see e2e_board.h.
 */
#include "support/e2e_board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"

#define PLANNER "supervisor"
enum { KEPT = 8, TEXT = 240 };

static char *kept(void)
{
	static char texts[KEPT][TEXT];
	static unsigned at;

	return texts[at++ % KEPT];
}

/* ---- the corner ---- */

static void day_of(struct home *home, int days_ahead, char date[16], char words[16])
{
	char days[8], cell[HOME_CELL];

	str_format(days, sizeof(days), "%d", days_ahead);
	home_sql(home, "plant_day.sql", days, cell);
	assert_int_equal(strlen(cell), strlen("2026-11-25 Wed 25 Nov"));
	str_format(date, 16, "%.10s", cell);
	str_format(words, 16, "%.10s", cell + 11);
}

int corner_open(void **state)
{
	char date[16], words[16], lines[600];
	struct home *h;

	if (home_open(state) != 0)
		return -1;
	h = *state;
	day_of(h, 0, date, words);
	str_format(
		lines, sizeof(lines),
		"calendar add DAYS\n"
		"shift add DAY --calendar DAYS --from %s --days Mon-Sun --at 06:00 --minutes 480 --break 10:00/10:30\n"
		"lane add LASER1 --name 'Laser 1'\n"
		"lane add LASER2 --name 'Laser 2' --calendar DAYS\n"
		"lane add BEND --name Bend\n"
		"machine add LASER-1 --lane LASER1\n",
		date);
	return home_batch(h, PLANNER, lines);
}

/* A line for each of the orders; "#" is the letter, "@" the day. */
static const char *const booked[] = {
	"order add WO-#1 --qty 10 --due 2099-12-31T12:00 --op 10:LASER1|LASER2:120",
	"order add WO-#2 --qty 10 --due 2099-12-31T12:00 --op 10:LASER1|LASER2:120",
	"order add WO-#3 --qty 10 --due 2099-12-31T12:00 --op 10:LASER2:120",
	"order add WO-#4 --qty 10 --due 2099-12-31T12:00 --op 10:BEND:60 --after WO-#3",
	"order add WO-#5 --qty 10 --due 2099-12-31T12:00 --op 10:LASER2:60",
	"order release WO-#1",
	"order release WO-#2",
	"order release WO-#3",
	"order release WO-#4",
	"order release WO-#5",
	"order assign WO-#1 --lane LASER1 --start @T08:00",
	"order assign WO-#2 --lane LASER1 --start @T11:00",
	"order assign WO-#3 --lane LASER2 --start @T11:45",
	"order assign WO-#4 --lane BEND --start @T13:45",
	"order assign WO-#5 --lane LASER2 --start @T06:00",
};

static void fill(char *ret, size_t size, const char *text, char letter, const char *day)
{
	char one[2] = "";

	ret[0] = '\0';
	for (; *text; text++) {
		one[0] = *text == '#' ? letter : *text;
		str_append(ret, size, *text == '@' ? day : one);
	}
}

void corner_make(struct home *home, char letter, struct corner *ret)
{
	char lines[sizeof(booked) / sizeof(booked[0]) * 100] = "", line[100];

	*ret = (struct corner){ .home = home, .letter = letter };
	day_of(home, letter - 'A' + 1, ret->date, ret->words);
	for (size_t i = 0; i < sizeof(booked) / sizeof(booked[0]); i++) {
		fill(line, sizeof(line), booked[i], letter, ret->date);
		str_append(lines, sizeof(lines), line);
		str_append(lines, sizeof(lines), "\n");
	}
	assert_int_equal(home_batch(home, PLANNER, lines), 0);
}

const char *corner_order(const struct corner *c, int n)
{
	char *text = kept();

	str_format(text, TEXT, "WO-%c%d", c->letter, n);
	return text;
}

const char *corner_at(const struct corner *c, const char *clock)
{
	char *text = kept();

	str_format(text, TEXT, "%sT%s", c->date, clock);
	return text;
}

const char *corner_text(const struct corner *c, const char *text)
{
	char *ret = kept();

	fill(ret, TEXT, text, c->letter, c->words);
	return ret;
}

/* ---- the second opinion ---- */

static int task_of(const char *number)
{
	char path[40];

	for (int i = 0;; i++) {
		str_format(path, sizeof(path), "tasks.%d.work_order_number", i);
		if (home_value(path)[0] == '\0')
			return -1;
		if (strcmp(home_value(path), number) == 0)
			return i;
	}
}

static bool is_at(int task, const char *key, const char *instant)
{
	char path[40];

	str_format(path, sizeof(path), "tasks.%d.%s", task, key);
	return strncmp(home_value(path), instant, strlen(instant)) == 0;
}

void corner_check(const struct corner *c, int n, const char *lane, const char *from, const char *to, const char *file,
		  int line)
{
	const char *number = corner_order(c, n);
	char path[40];
	int task;

	assert_int_equal(home_verb(c->home, PLANNER, "gantt", "--from", c->date, "--to", c->date, "--lane", lane, NULL),
			 0);
	task = task_of(number);
	if (task >= 0 && is_at(task, "start_date", corner_at(c, from)) && is_at(task, "end_date", corner_at(c, to)))
		return;
	str_format(path, sizeof(path), "tasks.%d.start_date", task);
	printf("# %s:%d: the verb has %s on %s at: %s\n", file, line, number, lane, task < 0 ? "-" : home_value(path));
	_fail(file, line);
}

/* ---- at the board ---- */

/* Its number depends on what else the person may do. */
void board_open(struct term_box *t)
{
	char with_number[16];

	for (int i = 1; i < 10; i++) {
		str_format(with_number, sizeof(with_number), " %d  Board", i);
		if (!term_box_shows(t, with_number))
			continue;
		str_format(with_number, sizeof(with_number), "%d", i);
		hands_scan(t, with_number);
	}
	see(t, "lane  ");
	see(t, "Press 1");
}

void board_press(struct term_box *t, const char *key, const char *text, const char *file, int line)
{
	term_box_key(t, key);
	hands_see(t, text, true, file, line);
}

void board_jump(struct term_box *t, const struct corner *c, int n)
{
	char title[32];

	board_key(t, "/", "Go to an order");
	hands_scan(t, corner_order(c, n));
	see_gone(t, "Go to an order");
	str_format(title, sizeof(title), "%s/10 ", corner_order(c, n));
	see(t, title);
}

void board_grab(struct term_box *t)
{
	board_key(t, " ", "is held: arrows move it, Enter drops it, Esc puts it back");
}

void board_cascade_none(struct term_box *t)
{
	board_key(t, "c", "cascade keep gap");
	board_key(t, "c", "cascade close up");
	board_key(t, "c", "cascade none");
}

void board_menu(struct term_box *t, const char *words)
{
	char with_number[80];

	for (int i = 1; i < 10; i++) {
		str_format(with_number, sizeof(with_number), "%d %s", i, words);
		if (i == 1)
			see(t, words);
		if (!term_box_shows(t, with_number))
			continue;
		str_format(with_number, sizeof(with_number), "%d", i);
		term_box_type(t, with_number);
		str_format(with_number, sizeof(with_number), "▶ %d %s", i, words);
		see(t, with_number);
		term_box_key(t, "Enter");
		return;
	}
	fail_msg("no line of the menu says %s", words);
}
