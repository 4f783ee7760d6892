/*
 * file_own - what the parts of the parser share.
 *
 * First every line is cut into cells and every task gets its number
 * (file.c); then the cells are read, because a predecessor may stand
 * further down (file_cells.c).
 */
#ifndef GEMBA_CORE_PLAN_FILE_OWN_H
#define GEMBA_CORE_PLAN_FILE_OWN_H

#include "core/plan/file.h"

enum column { COLUMN_TASK, COLUMN_DURATION, COLUMN_PREDECESSORS, COLUMN_LANE, COLUMN_RELEASE, COLUMN_DUE, COLUMNS };

/* Names and their numbers, from 0 in the order they came. */
struct file_names {
	const char **name;
	size_t n;
	uint32_t *slot; /* number + 1, by hash; 0: free */
	size_t mask;
};

#define FILE_NO_NAME UINT32_MAX

/* A task as it stands in its line. */
struct file_row {
	long line;
	char *cell[COLUMNS]; /* trimmed; "" where there is nothing */
};

struct file_reader {
	struct plan_file *file;
	struct err *err;
	long line; /* the present one; 0: none */
	struct file_names tasks, lanes;
	bool lanes_declared; /* by @lane; else a lane is there because a task names it */
	enum column column[COLUMNS];
	size_t n_columns; /* of the header; 0: not seen yet */
	struct file_row *row;
	struct level_lane *lane;
	struct level_task *task;
	struct level_choice *choice;
	size_t n_choices;
	struct plan_link *link;
	size_t n_links;
};

/* VALIDATION on "file", the message behind the line's number. Returns false. */
bool file_refuse(struct file_reader *r, const char *code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same for what another function said of "what". */
bool file_refuse_as(struct file_reader *r, const char *what, const struct err *why);

/* Room for max names, in mem. */
void file_names_init(struct arena *mem, size_t max, struct file_names *ret);
/* FILE_NO_NAME: unknown. */
uint32_t file_names_find(const struct file_names *names, const char *text, size_t length);
/* text is borrowed, and not known yet. Returns its number. */
uint32_t file_names_add(struct file_names *names, const char *text);

/* Read the cells of all rows: tasks, choices and links. */
MUSTUSE bool file_cells(struct file_reader *r);

#endif
