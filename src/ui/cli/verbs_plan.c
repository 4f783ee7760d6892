/*
 * verbs_plan - the planner on a plan file: critical path, and a plan without conflicts. No database, nobody signs on.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/plan/cpm.h"
#include "core/plan/file.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
#define PLAN_FILE { "FILE", FORM_ARG, "file", NULL, "the plan, tab-separated; \"-\" is standard input", 0 }
/* clang-format on */

enum { MINUTE_DECIMALS = 3, SECOND_DECIMALS = 3 };
#define SECONDS_MAX_MS (INT64_C(86400) * 1000)

static const struct verb_param cpm_params[] = {
	PLAN_FILE,
	END,
};

static const struct verb_param level_params[] = {
	PLAN_FILE,
	{ "seconds", FORM_OPTION, "seconds", "S", "how long to search; may be a decimal", 0 },
	{ "iterations", FORM_OPTION, "iterations", "N", "how many steps to search; the same plan every time", 0 },
	{ "seed", FORM_OPTION, "seed", "N", "another seed may find another plan (1)", 0 },
	END,
};

/* ---- the file ---- */

/* All of it; the caller frees. */
static char *read_all(FILE *f, const char *name, struct err *err)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t n;

	errno = 0;
	n = getdelim(&text, &size, '\0', f);
	if (ferror(f)) {
		free(text);
		err_set(err, ERR_VALIDATION, "UNREADABLE", "file", "%s cannot be read: %s", name, strerror(errno));
		return NULL;
	}
	if (n > 0 && text[n - 1] == '\0') {
		free(text);
		err_set(err, ERR_VALIDATION, "CONTROL_CHARACTER", "file", "%s holds a NUL character.", name);
		return NULL;
	}
	if (n < 0) {
		free(text);
		return mem_strdup("");
	}
	return text;
}

static char *read_file(const struct cli *cli, const struct request *req, struct err *err)
{
	const char *path = request_get(req, "file");
	char *text;
	FILE *f;

	if (str_equal(path, "-")) {
		if (req == &cli->request)
			return read_all(stdin, "Standard input", err);
		err_set(err, ERR_USAGE, "NOT_IN_BATCH", "file", "A batch cannot read a plan from standard input.");
		return NULL;
	}
	f = fopen(path, "re");
	if (!f) {
		err_set(err, ERR_VALIDATION, "UNREADABLE", "file", "%s cannot be read: %s", path, strerror(errno));
		return NULL;
	}
	text = read_all(f, path, err);
	fclose(f);
	return text;
}

static bool load(const struct cli *cli, const struct request *req, struct plan_file *ret, struct err *err)
{
	char *text = read_file(cli, req, err);
	bool ok;

	if (!text)
		return false;
	ok = plan_file_parse(ret, text, err);
	free(text);
	return ok;
}

/* ---- minutes ---- */

/* NULL for a time that never comes. */
static const char *minutes(struct arena *mem, int64_t ticks)
{
	char text[NUM_TEXT];

	if (ticks == PLAN_NEVER)
		return NULL;
	num_format(ticks, MINUTE_DECIMALS, text);
	return arena_strdup(mem, text);
}

static json_t *minutes_json(int64_t ticks)
{
	if (ticks == PLAN_NEVER)
		return json_null();
	return ticks % PLAN_FILE_MINUTE == 0 ? json_integer(ticks / PLAN_FILE_MINUTE)
					     : json_real((double)ticks / PLAN_FILE_MINUTE);
}

static void set_minutes(json_t *object, const char *key, int64_t ticks)
{
	json_object_set_new(object, key, minutes_json(ticks));
}

/* A field with a number; of the kind JSON, because it is one there without quotes. */
static void tell_minutes(struct output *out, struct arena *mem, const char *name, int64_t ticks)
{
	output_field(out, name, VAL_JSON, minutes(mem, ticks));
}

/* ---- cpm ---- */

static json_t *times_json(const struct plan_file *f, const struct plan_times *times)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_tasks; i++) {
		const struct plan_times *t = &times[i];
		json_t *object = json_object();

		json_object_set_new(object, "task", json_string(f->task_name[i]));
		set_minutes(object, "es", t->es);
		set_minutes(object, "ef", t->ef);
		set_minutes(object, "ls", t->ls);
		set_minutes(object, "lf", t->lf);
		set_minutes(object, "slack", t->slack);
		json_object_set_new(object, "critical", json_boolean(t->critical));
		json_array_append_new(list, object);
	}
	return list;
}

static void times_table(const struct plan_file *f, const struct plan_times *times, struct arena *mem,
			struct output *out)
{
	static const struct column columns[] = { { "task", VAL_TEXT },	  { "es", VAL_RATIO }, { "ef", VAL_RATIO },
						 { "ls", VAL_RATIO },	  { "lf", VAL_RATIO }, { "slack", VAL_RATIO },
						 { "critical", VAL_BOOL } };
	struct rows rows;

	rows_init(&rows, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < f->n_tasks; i++) {
		const struct plan_times *t = &times[i];
		const char *cells[] = {
			f->task_name[i],     minutes(mem, t->es),    minutes(mem, t->ef),     minutes(mem, t->ls),
			minutes(mem, t->lf), minutes(mem, t->slack), t->critical ? "t" : "f",
		};

		rows_append(&rows, cells);
	}
	output_people_list(out, "tasks", &rows);
}

static void tell_cpm(const struct plan_file *f, const struct plan_times *times, int64_t length, struct output *out)
{
	struct arena mem = { 0 };
	json_t *critical = json_array();

	for (size_t i = 0; i < f->n_tasks; i++)
		if (times[i].critical)
			json_array_append_new(critical, json_string(f->task_name[i]));
	tell_minutes(out, &mem, "length", length);
	output_json_only(out, "critical", critical);
	output_json_only(out, "tasks", times_json(f, times));
	times_table(f, times, &mem, out);
	arena_done(&mem);
}

static bool run_cpm(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct plan_file f = { 0 };
	struct plan_times *times;
	struct plan_task *task;
	bool ok = load(cli, req, &f, err);

	if (ok) {
		task = arena_alloc(&f.mem, f.n_tasks * sizeof(*task));
		times = arena_alloc(&f.mem, f.n_tasks * sizeof(*times));
		for (size_t i = 0; i < f.n_tasks; i++)
			task[i] = (struct plan_task){ .work = f.duration[i], .earliest = f.level.task[i].release };
		tell_cpm(&f, times, plan_cpm(&f.graph, task, 0, times), out);
	}
	plan_file_done(&f);
	return ok;
}

/* ---- level ---- */

struct deadline {
	const struct clock *clock;
	int64_t at_ms;
};

static bool is_over(void *ctx)
{
	const struct deadline *d = ctx;

	return clock_mono_ms(d->clock) >= d->at_ms;
}

static bool read_seconds(const struct request *req, int64_t *ret_ms, struct err *err)
{
	if (!num_parse_not_negative(request_get(req, "seconds"), SECOND_DECIMALS, "seconds", ret_ms, err))
		return false;
	return *ret_ms <= SECONDS_MAX_MS ||
	       err_set(err, ERR_VALIDATION, "OUT_OF_RANGE", "seconds", "A search lasts one day at most.");
}

/* d is what the limit's stop asks. */
static bool read_limit(const struct cli *cli, const struct request *req, struct deadline *d, struct level_limit *ret,
		       struct err *err)
{
	bool timed = request_has(req, "seconds"), counted = request_has(req, "iterations");
	int64_t seed, ms;

	if (!timed && !counted)
		return err_set(err, ERR_USAGE, "MISSING", "seconds", "How long: --seconds S or --iterations N?");
	if (timed && counted)
		return err_set(err, ERR_USAGE, "TOO_MANY", "iterations", "Either --seconds or --iterations, not both.");
	*ret = (struct level_limit){ 0 };
	if (!cli_int(req, "seed", 1, 0, INT64_MAX, &seed, err) ||
	    !cli_int(req, "iterations", -1, 0, INT64_MAX, &ret->iterations, err))
		return false;
	ret->seed = (uint64_t)seed;
	if (counted)
		return true;
	if (!read_seconds(req, &ms, err))
		return false;
	*d = (struct deadline){ .clock = cli->clock, .at_ms = clock_mono_ms(cli->clock) + ms };
	ret->stop = is_over;
	ret->ctx = d;
	return true;
}

static const char *lane_of(const struct plan_file *f, const struct level_place *place)
{
	return place->lane == UINT32_MAX ? NULL : f->lane_name[place->lane];
}

static json_t *places_json(const struct plan_file *f, const struct level_place *place)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_tasks; i++) {
		const char *lane = lane_of(f, &place[i]);
		json_t *object = json_object();

		json_object_set_new(object, "task", json_string(f->task_name[i]));
		json_object_set_new(object, "lane", lane ? json_string(lane) : json_null());
		set_minutes(object, "start", place[i].start);
		set_minutes(object, "end", place[i].end);
		json_array_append_new(list, object);
	}
	return list;
}

static void places_table(const struct plan_file *f, const struct level_place *place, struct arena *mem,
			 struct output *out)
{
	static const struct column columns[] = {
		{ "task", VAL_TEXT }, { "lane", VAL_TEXT }, { "start", VAL_RATIO }, { "end", VAL_RATIO }
	};
	struct rows rows;

	rows_init(&rows, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < f->n_tasks; i++) {
		const char *cells[] = { f->task_name[i], lane_of(f, &place[i]), minutes(mem, place[i].start),
					minutes(mem, place[i].end) };

		rows_append(&rows, cells);
	}
	output_people_list(out, "tasks", &rows);
}

static void tell_level(const struct plan_file *f, const struct level_place *place, const struct level_worth *worth,
		       struct output *out)
{
	struct arena mem = { 0 };

	tell_minutes(out, &mem, "makespan", worth->end);
	tell_minutes(out, &mem, "tardiness", worth->tardiness);
	output_json_only(out, "tasks", places_json(f, place));
	places_table(f, place, &mem, out);
	arena_done(&mem);
}

static bool run_level(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct plan_file f = { 0 };
	struct level_place *place;
	struct level_worth worth;
	struct level_limit limit;
	struct deadline deadline;
	bool ok = read_limit(cli, req, &deadline, &limit, err) && load(cli, req, &f, err);

	if (ok) {
		place = arena_alloc(&f.mem, f.n_tasks * sizeof(*place));
		level_run(&f.level, &limit, place, &worth);
		tell_level(&f, place, &worth, out);
	}
	plan_file_done(&f);
	return ok;
}

const struct verb verbs_plan[] = {
	{ .path = "plan cpm",
	  .help = "earliest and latest times, slack and critical path of a plan file",
	  .query = Q_COUNT,
	  .params = cpm_params,
	  .run = run_cpm },
	{ .path = "plan level",
	  .help = "place the tasks of a plan file without conflicts",
	  .query = Q_COUNT,
	  .params = level_params,
	  .run = run_level },
	{ .path = NULL },
};
