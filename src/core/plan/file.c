/*
 * file - the lines of a plan file, and the plan made of them.
 */
#include "core/plan/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/plan/file_own.h"

enum { SHOWN = 40, CAPACITY_MAX = 10000 };

/* ---- refusals ---- */

bool file_refuse(struct file_reader *r, const char *code, const char *fmt, ...)
{
	char text[sizeof(r->err->message)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (r->line == 0)
		return err_set(r->err, ERR_VALIDATION, code, "file", "%s", text);
	return err_set(r->err, ERR_VALIDATION, code, "file", "Line %ld: %s", r->line, text);
}

bool file_refuse_as(struct file_reader *r, const char *what, const struct err *why)
{
	return file_refuse(r, why->code, "%s: %s", what, why->message);
}

/* ---- cells ---- */

/* The next cell of the line, trimmed and cut off in place; NULL behind the last. */
static char *next_cell(char **line)
{
	char *cell = *line, *tab;

	if (!cell)
		return NULL;
	tab = strchr(cell, '\t');
	*line = tab ? tab + 1 : NULL;
	if (tab)
		*tab = '\0';
	return str_trim(cell);
}

static bool check_text(struct file_reader *r, const char *cell)
{
	return !str_has_control(cell) ||
	       file_refuse(r, "BAD_LINE", "it holds a character that is no text: %.*s", SHOWN, cell);
}

/* ---- @lane NAME CAPACITY ---- */

/* The next word, cut off in place; NULL at the end. */
static char *next_word(char **text)
{
	char *word = *text + strspn(*text, " \t");
	size_t n = strcspn(word, " \t");

	if (n == 0)
		return NULL;
	*text = word[n] ? word + n + 1 : word + n;
	word[n] = '\0';
	return word;
}

static bool read_capacity(struct file_reader *r, const char *name, const char *text, int *ret)
{
	char what[SHOWN * 3];
	struct err why;
	int64_t n;

	if (num_parse_int(text, "file", &n, &why) &&
	    (n >= 0 || err_set(&why, ERR_VALIDATION, "NEGATIVE", "file", "must not be below zero: %s", text)) &&
	    (n > 0 || err_set(&why, ERR_VALIDATION, "NOT_POSITIVE", "file", "must be above zero")) &&
	    (n <= CAPACITY_MAX ||
	     err_set(&why, ERR_VALIDATION, "TOO_LARGE", "file", "too large: at most %d", (int)CAPACITY_MAX))) {
		*ret = (int)n;
		return true;
	}
	str_format(what, sizeof(what), "capacity of lane %.*s", SHOWN, name);
	return file_refuse_as(r, what, &why);
}

static bool read_lane(struct file_reader *r, char *text)
{
	char *name = next_word(&text), *capacity = name ? next_word(&text) : NULL;
	struct level_lane lane = { .capacity = 1 };

	if (!name || next_word(&text))
		return file_refuse(r, "BAD_LINE", "a lane is written @lane NAME CAPACITY.");
	if (!check_text(r, name))
		return false;
	if (file_names_find(&r->lanes, name, strlen(name)) != FILE_NO_NAME)
		return file_refuse(r, "NAMED_TWICE", "lane %.*s was named before.", SHOWN, name);
	if (capacity && !read_capacity(r, name, capacity, &lane.capacity))
		return false;
	r->lane[file_names_add(&r->lanes, name)] = lane;
	r->lanes_declared = true;
	return true;
}

/* ---- header ---- */

static bool column_find(const char *name, enum column *ret)
{
	static const char *const names[COLUMNS] = { "task", "duration", "predecessors", "lane", "release", "due" };

	for (int c = 0; c < COLUMNS; c++) {
		if (!str_equal_fold(names[c], name))
			continue;
		*ret = (enum column)c;
		return true;
	}
	return false;
}

static bool has_column(const struct file_reader *r, enum column c)
{
	for (size_t i = 0; i < r->n_columns; i++)
		if (r->column[i] == c)
			return true;
	return false;
}

static bool read_header(struct file_reader *r, char *line)
{
	enum column c;
	char *cell;

	line = str_trim(line); /* spreadsheets leave tabs at the end */
	while ((cell = next_cell(&line)) != NULL) {
		if (!column_find(cell, &c)) {
			file_refuse(r, "UNKNOWN_COLUMN", "there is no column \"%.*s\".", SHOWN, cell);
			return err_hint(r->err, "task, duration, predecessors, lane, release, due; tabs between them");
		}
		if (has_column(r, c))
			return file_refuse(r, "NAMED_TWICE", "column %s stands twice.", cell);
		r->column[r->n_columns++] = c;
	}
	if (!has_column(r, COLUMN_TASK))
		return file_refuse(r, "MISSING_COLUMN", "the column \"task\" is missing.");
	return has_column(r, COLUMN_DURATION) ||
	       file_refuse(r, "MISSING_COLUMN", "the column \"duration\" is missing.");
}

/* ---- tasks ---- */

static bool read_task(struct file_reader *r, char *line)
{
	struct file_row *row = &r->row[r->tasks.n];
	const char *name;
	char *cell;
	uint32_t known;
	size_t n = 0;

	*row = (struct file_row){ .line = r->line };
	for (int c = 0; c < COLUMNS; c++)
		row->cell[c] = line + strlen(line);
	while ((cell = next_cell(&line)) != NULL) {
		if (!check_text(r, cell))
			return false;
		if (n < r->n_columns)
			row->cell[r->column[n++]] = cell;
		else if (cell[0])
			return file_refuse(r, "BAD_LINE", "more cells than columns: %.*s", SHOWN, cell);
	}
	name = row->cell[COLUMN_TASK];
	if (name[0] == '\0')
		return file_refuse(r, "BAD_LINE", "the task has no name.");
	known = file_names_find(&r->tasks, name, strlen(name));
	if (known != FILE_NO_NAME)
		return file_refuse(r, "NAMED_TWICE", "task %.*s stands in line %ld too.", SHOWN, name,
				   r->row[known].line);
	file_names_add(&r->tasks, name);
	return true;
}

/* ---- lines ---- */

static bool read_line(struct file_reader *r, char *line)
{
	static const char lane[] = "@lane";
	size_t n = sizeof(lane) - 1;

	if (str_empty(line) || line[strspn(line, " ")] == '#')
		return true;
	if (str_starts(line, lane) && (line[n] == ' ' || line[n] == '\t' || line[n] == '\0'))
		return read_lane(r, line + n);
	return r->n_columns == 0 ? read_header(r, line) : read_task(r, line);
}

static bool read_lines(struct file_reader *r, char *text)
{
	while (text) {
		char *line = text;
		size_t n = strcspn(line, "\n");

		text = line[n] ? line + n + 1 : NULL;
		line[n] = '\0';
		if (n > 0 && line[n - 1] == '\r')
			line[n - 1] = '\0';
		r->line++;
		if (!read_line(r, line))
			return false;
	}
	r->line = 0;
	return r->n_columns > 0 || file_refuse(r, "MISSING_COLUMN", "there is no line that names the columns.");
}

/* ---- the plan ---- */

/* "Line 3: the tasks go in a circle: B -> C -> B" */
static bool refuse_cycle(struct file_reader *r, const struct plan_cycle *cycle)
{
	char text[160] = "";
	size_t i;

	for (i = 0; i < cycle->n && strlen(text) < sizeof(text) / 2; i++) {
		char name[SHOWN + 8];

		str_format(name, sizeof(name), "%.*s -> ", SHOWN, r->tasks.name[cycle->vertex[i]]);
		str_append(text, sizeof(text), name);
	}
	if (i < cycle->n)
		str_append(text, sizeof(text), "... -> ");
	r->line = r->row[cycle->vertex[0]].line;
	return file_refuse(r, "CYCLE", "the tasks go in a circle: %s%.*s", text, SHOWN,
			   r->tasks.name[cycle->vertex[0]]);
}

static void finish(struct file_reader *r)
{
	struct plan_file *f = r->file;
	int64_t *duration = arena_alloc(&f->mem, r->tasks.n * sizeof(*duration));

	for (size_t i = 0; i < r->tasks.n; i++)
		duration[i] = r->task[i].work;
	f->duration = duration;
	f->task_name = r->tasks.name;
	f->n_tasks = r->tasks.n;
	f->lane_name = r->lanes.name;
	f->n_lanes = r->lanes.n;
	f->level = (struct level_input){ .lane = r->lane, .n_lanes = r->lanes.n, .task = r->task, .graph = &f->graph };
}

/* No more than that many of anything, so nothing has to grow. */
static void make_room(struct file_reader *r, const char *text)
{
	struct arena *mem = &r->file->mem;
	size_t lines = 1, commas = 0, bars = 0;

	for (; *text; text++) {
		lines += *text == '\n';
		commas += *text == ',';
		bars += *text == '|';
	}
	file_names_init(mem, lines, &r->tasks);
	file_names_init(mem, lines + bars, &r->lanes);
	r->row = arena_alloc(mem, lines * sizeof(*r->row));
	r->task = arena_alloc(mem, lines * sizeof(*r->task));
	r->lane = arena_alloc(mem, (lines + bars) * sizeof(*r->lane));
	r->choice = arena_alloc(mem, (lines + bars) * sizeof(*r->choice));
	r->link = arena_alloc(mem, (lines + commas) * sizeof(*r->link));
}

bool plan_file_parse(struct plan_file *ret, const char *text, struct err *err)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	struct file_reader r = { .file = ret, .err = err };
	struct plan_cycle cycle;

	*ret = (struct plan_file){ 0 };
	if (str_starts(text, byte_order_mark))
		text += sizeof(byte_order_mark) - 1;
	make_room(&r, text);
	if (!read_lines(&r, arena_strdup(&ret->mem, text)) || !file_cells(&r))
		return false;
	if (!plan_graph_make(&ret->mem, r.tasks.n, r.link, r.n_links, &ret->graph, &cycle))
		return refuse_cycle(&r, &cycle);
	finish(&r);
	return true;
}

void plan_file_done(struct plan_file *f)
{
	arena_done(&f->mem);
	*f = (struct plan_file){ 0 };
}
