/*
 * file - the plan file of "gemba plan": lanes and tasks as tab-separated text.
 *
 * Optional lines "@lane NAME CAPACITY", a header line naming the columns,
 * one task a line; "#" begins a comment line. Times are minutes from 0 with
 * at most three decimals, kept as thousandths.
 */
#ifndef GEMBA_CORE_PLAN_FILE_H
#define GEMBA_CORE_PLAN_FILE_H

#include "core/base/err.h"
#include "core/plan/level.h"

/* Ticks of a minute in a plan file. */
enum { PLAN_FILE_MINUTE = 1000 };

struct plan_file {
	struct arena mem;
	const char **lane_name;
	const char **task_name;
	size_t n_lanes, n_tasks;
	/* Of the column. A task whose lanes all have own durations may leave it empty; then the least of them. */
	const int64_t *duration;
	struct plan_graph graph;
	struct level_input level; /* all of the above as the levelling wants it */
};

/*
 * text: the whole file, NUL-terminated. Errors VALIDATION, field "file",
 * naming line and tasks: BAD_LINE, MISSING_COLUMN, UNKNOWN_COLUMN,
 * NOT_A_NUMBER, NEGATIVE, NOT_POSITIVE (a capacity), TOO_MANY_DECIMALS,
 * TOO_LARGE, NAMED_TWICE, UNKNOWN_TASK, UNKNOWN_LANE, CYCLE. Lanes that no
 * @lane line declares exist only where there is no such line at all; they
 * hold one task at a time. *ret zeroed or filled; plan_file_done either way.
 */
MUSTUSE bool plan_file_parse(struct plan_file *ret, const char *text, struct err *err);
void plan_file_done(struct plan_file *f);

#endif
