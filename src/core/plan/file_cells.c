/*
 * file_cells - what the cells of a task say: numbers, predecessors with lag, lanes.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/plan/file_own.h"

enum { DECIMALS = 3, SHOWN = 40 };
/* Nineteen centuries of minutes: a million of them in a row are still before PLAN_NEVER. */
#define TICKS_MAX (INT64_C(1000000000) * PLAN_FILE_MINUTE)

/* ---- numbers ---- */

static bool ticks_parse(const char *text, int64_t *ret, struct err *err)
{
	if (!num_parse(text, DECIMALS, "file", ret, err))
		return false;
	return (*ret <= TICKS_MAX && *ret >= -TICKS_MAX) ||
	       err_set(err, ERR_VALIDATION, "TOO_LARGE", "file", "too large: at most 1000000000 minutes");
}

/* Minutes that are not negative; an empty cell leaves *ret as it is. */
static bool read_ticks(struct file_reader *r, const struct file_row *row, const char *what, const char *text,
		       int64_t *ret)
{
	struct err why;
	char whole[SHOWN * 3];
	int64_t ticks;

	if (text[0] == '\0')
		return true;
	if (ticks_parse(text, &ticks, &why) &&
	    (ticks >= 0 || err_set(&why, ERR_VALIDATION, "NEGATIVE", "file", "must not be below zero: %s", text))) {
		*ret = ticks;
		return true;
	}
	str_format(whole, sizeof(whole), "task %.*s, %s", SHOWN, row->cell[COLUMN_TASK], what);
	return file_refuse_as(r, whole, &why);
}

/* ---- lists ---- */

/* The next element of a list, trimmed and cut off in place; NULL at its end. Empty ones are passed. */
static char *next_element(char **list, char separator)
{
	const char separators[] = { separator, '\0' };

	while (**list) {
		char *element = *list;
		size_t n = strcspn(element, separators);

		*list += element[n] ? n + 1 : n;
		element[n] = '\0';
		element = str_trim(element);
		if (element[0])
			return element;
	}
	return NULL;
}

/* Without the blanks at its end. */
static size_t trimmed(const char *text, size_t length)
{
	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length;
}

/* ---- predecessors ---- */

/* The last sign with a digit behind it: where a lag begins. NULL: there is none. */
static const char *lag_of(const char *text)
{
	for (const char *at = text + strlen(text); at-- > text;)
		if (*at == '+' || *at == '-')
			return at[1] >= '0' && at[1] <= '9' ? at : NULL;
	return NULL;
}

static bool read_predecessor(struct file_reader *r, const struct file_row *row, const char *text, uint32_t task)
{
	const char *name = row->cell[COLUMN_TASK];
	uint32_t from = file_names_find(&r->tasks, text, strlen(text));
	const char *lag_text = from == FILE_NO_NAME ? lag_of(text) : NULL;
	int64_t lag = 0;
	struct err why;
	char what[SHOWN * 3];

	if (lag_text)
		from = file_names_find(&r->tasks, text, trimmed(text, (size_t)(lag_text - text)));
	if (from == FILE_NO_NAME)
		return file_refuse(r, "UNKNOWN_TASK", "task %.*s: there is no task %.*s to wait for.", SHOWN, name,
				   SHOWN, text);
	if (lag_text && !ticks_parse(lag_text, &lag, &why)) {
		str_format(what, sizeof(what), "task %.*s, lag in %.*s", SHOWN, name, SHOWN, text);
		return file_refuse_as(r, what, &why);
	}
	r->link[r->n_links++] = (struct plan_link){ .from = from, .to = task, .lag = lag };
	return true;
}

static bool read_predecessors(struct file_reader *r, const struct file_row *row, uint32_t task)
{
	char *list = row->cell[COLUMN_PREDECESSORS], *element;

	while ((element = next_element(&list, ',')) != NULL)
		if (!read_predecessor(r, row, element, task))
			return false;
	return true;
}

/* ---- lanes ---- */

/* "L1=5" cut into the name and "5"; a declared name that holds "=" stays whole. Returns the time or "". */
static char *cut_time(const struct file_reader *r, char *text)
{
	char *equals = strrchr(text, '=');

	if (!equals || file_names_find(&r->lanes, text, strlen(text)) != FILE_NO_NAME)
		return text + strlen(text);
	*equals = '\0';
	text[trimmed(text, strlen(text))] = '\0';
	return str_trim(equals + 1);
}

/* The lane's number. Where none was declared it is new. */
static bool read_lane(struct file_reader *r, const struct file_row *row, const char *text, uint32_t *ret)
{
	*ret = file_names_find(&r->lanes, text, strlen(text));
	if (*ret != FILE_NO_NAME)
		return true;
	if (r->lanes_declared || text[0] == '\0')
		return file_refuse(r, "UNKNOWN_LANE", "task %.*s: there is no lane \"%.*s\".", SHOWN,
				   row->cell[COLUMN_TASK], SHOWN, text);
	*ret = file_names_add(&r->lanes, text);
	r->lane[*ret] = (struct level_lane){ .capacity = 1 };
	return true;
}

static bool read_choice(struct file_reader *r, const struct file_row *row, char *text, int64_t duration)
{
	const char *name = row->cell[COLUMN_TASK];
	struct level_task *task = &r->task[row - r->row];
	struct level_choice *choice = &r->choice[r->n_choices];
	const struct level_choice *first = choice - task->n_choices;
	char *time = cut_time(r, text);

	choice->work = -1;
	if (!read_lane(r, row, text, &choice->lane) || !read_ticks(r, row, text, time, &choice->work))
		return false;
	if (choice->work < 0 && duration < 0)
		return file_refuse(r, "BAD_LINE", "task %.*s has no duration on lane %.*s.", SHOWN, name, SHOWN, text);
	choice->work = choice->work < 0 ? duration : choice->work;
	for (size_t i = 0; i < task->n_choices; i++)
		if (first[i].lane == choice->lane)
			return file_refuse(r, "NAMED_TWICE", "task %.*s names lane %.*s twice.", SHOWN, name, SHOWN,
					   text);
	r->n_choices++;
	task->n_choices++;
	return true;
}

static int64_t least_work(const struct level_task *task)
{
	int64_t least = task->choice[0].work;

	for (size_t i = 1; i < task->n_choices; i++)
		if (task->choice[i].work < least)
			least = task->choice[i].work;
	return least;
}

static bool read_lanes(struct file_reader *r, const struct file_row *row, int64_t duration)
{
	struct level_task *task = &r->task[row - r->row];
	char *list = row->cell[COLUMN_LANE], *element;

	task->choice = r->choice + r->n_choices;
	while ((element = next_element(&list, '|')) != NULL)
		if (!read_choice(r, row, element, duration))
			return false;
	if (duration < 0 && task->n_choices == 0)
		return file_refuse(r, "BAD_LINE", "task %.*s has no duration.", SHOWN, row->cell[COLUMN_TASK]);
	task->work = duration < 0 ? least_work(task) : duration;
	return true;
}

/* ---- rows ---- */

static bool read_row(struct file_reader *r, const struct file_row *row, uint32_t number)
{
	struct level_task *task = &r->task[number];
	int64_t duration = -1;

	r->line = row->line;
	*task = (struct level_task){ .release = PLAN_ALWAYS, .due = PLAN_NEVER, .lane = UINT32_MAX };
	return read_ticks(r, row, "duration", row->cell[COLUMN_DURATION], &duration) &&
	       read_ticks(r, row, "release", row->cell[COLUMN_RELEASE], &task->release) &&
	       read_ticks(r, row, "due", row->cell[COLUMN_DUE], &task->due) && read_lanes(r, row, duration) &&
	       read_predecessors(r, row, number);
}

bool file_cells(struct file_reader *r)
{
	for (size_t i = 0; i < r->tasks.n; i++)
		if (!read_row(r, &r->row[i], (uint32_t)i))
			return false;
	return true;
}
