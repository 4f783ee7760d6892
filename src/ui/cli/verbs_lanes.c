/*
 * verbs_lanes - lanes, machines, calendars and shifts: where work is planned
 * and when there is any.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define CODE(param, help) { "CODE", FORM_ARG, param, NULL, help, 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
#define NAME { "name", FORM_OPTION, "name", "TEXT", "what people call it; default: the code", 0 }
#define PLANT { "plant", FORM_OPTION, "plant", "P", "default: the kiosk's", 0 }
#define LANE(flags) { "lane", FORM_OPTION, "lane", "L", "of this lane", flags }
#define MACHINE { "machine", FORM_OPTION, "machine", "M", "of this machine", 0 }
#define CALENDAR { "calendar", FORM_OPTION, "calendar", "C", "of this calendar", 0 }
/* clang-format on */

static const struct verb_param plant_params[] = { PLANT, END };
static const struct verb_param lane_add_params[] = {
	CODE("lane", "code of the new lane"),
	NAME,
	{ "capacity", FORM_OPTION, "capacity", "N", "how many operations at once; default: 1", 0 },
	{ "calendar", FORM_OPTION, "calendar", "C", "when it works; default: round the clock", 0 },
	{ "work-center", FORM_OPTION, "work_center", "W", "its lanes stand in for each other", 0 },
	END,
};
static const struct verb_param machine_add_params[] = {
	CODE("machine", "code of the new machine"),
	NAME,
	{ "lane", FORM_OPTION, "lane", "L", "the lane it stands on", 0 },
	{ "ideal-cycle", FORM_OPTION, "ideal_cycle", "SECONDS", "for one piece", 0 },
	{ "minor-stop", FORM_OPTION, "minor_stop", "SECONDS", "a shorter stop is no downtime; default: 300", 0 },
	END,
};
static const struct verb_param calendar_add_params[] = { CODE("calendar", "code of the new calendar"), NAME, END };
static const struct verb_param except_params[] = {
	{ "CODE", FORM_ARG_MAY, "calendar", NULL, "the calendar, unless a lane or machine is named", 0 },
	LANE(FLAG_WHEN),
	MACHINE,
	{ "from", FORM_NEEDED, "from", "TS", "when it begins", 0 },
	{ "to", FORM_NEEDED, "to", "TS", "when it ends; a bare date includes that day", FLAG_UNTIL },
	{ "note", FORM_OPTION, "note", "S", "why", 0 },
	END,
};
static const struct verb_param shift_add_params[] = {
	CODE("shift", "what the shift is called"),
	LANE(FLAG_WHEN),
	MACHINE,
	CALENDAR,
	{ "from", FORM_OPTION, "from", "TS", "when it begins; with --days: the first day", FLAG_WHEN },
	{ "to", FORM_OPTION, "to", "TS", "when it ends; with --days: the last day", FLAG_UNTIL | FLAG_WHEN },
	{ "break", FORM_MANY, "break", "TS/TS", "a break; with --days: 12:00/12:30", 0 },
	{ "days", FORM_OPTION, "days", "D", "every week: Mon-Fri, Sat,Sun or Mon,Wed-Fri", FLAG_WHEN },
	{ "at", FORM_OPTION, "at", "HH:MM", "begins then, by the clock on the wall", FLAG_WHEN },
	{ "minutes", FORM_OPTION, "minutes", "N", "how long it is", FLAG_WHEN },
	END,
};
static const struct verb_param shift_list_params[] = {
	{ "from", FORM_NEEDED, "from", "TS", "shifts that end after this", 0 },
	{ "to", FORM_NEEDED, "to", "TS", "and begin before this; a bare date includes that day", FLAG_UNTIL },
	LANE(0),
	MACHINE,
	CALENDAR,
	END,
};

enum { BREAKS_MAX = 100 };

/* "12:00": the server looks closer. */
static bool is_wall_time(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n >= 1 && n <= 2 && text[n] == ':' && strspn(text + n + 1, "0123456789") == 2 && !text[n + 3];
}

static bool break_end(json_t *object, const char *name, const char *text, bool weekly, struct err *err)
{
	if (weekly && !is_wall_time(text)) {
		err_set(err, ERR_VALIDATION, "BAD_BREAK", "breaks", "\"%s\" is no time of the day.", text);
		return err_hint(err, "A break of every week: 12:00/12:30");
	}
	if (!weekly && !time_check(text, "breaks", err))
		return false;
	json_object_set_new(object, name, json_string(text));
	return true;
}

/* "TS/TS" into {"from","to"}. */
static bool put_break(json_t *list, const char *text, bool weekly, struct arena *mem, struct err *err)
{
	char *from = arena_strdup(mem, text), *slash = strchr(from, '/');
	json_t *object;
	bool ok;

	if (!slash) {
		err_set(err, ERR_VALIDATION, "BAD_BREAK", "breaks", "\"%s\" is no break.", text);
		return err_hint(err, weekly ? "12:00/12:30" : "TS/TS, as in 2026-11-24T12:00/2026-11-24T12:30");
	}
	*slash = '\0';
	object = json_object();
	ok = break_end(object, "from", str_trim(from), weekly, err) &&
	     break_end(object, "to", str_trim(slash + 1), weekly, err);
	json_array_append_new(list, object);
	return ok;
}

static bool set_breaks(const struct request *req, struct call *c, struct err *err)
{
	bool weekly = request_has(req, "days") || request_has(req, "at") || request_has(req, "minutes"), ok = true;
	const char *texts[BREAKS_MAX];
	size_t n = request_all(req, "break", texts, BREAKS_MAX);
	json_t *list;
	char *text;

	if (n > BREAKS_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "breaks", "These are more than %d breaks.", BREAKS_MAX);
	list = json_array();
	for (size_t i = 0; ok && i < n; i++)
		ok = put_break(list, texts[i], weekly, &c->mem, err);
	if (ok && n > 0) {
		text = json_dumps(list, JSON_COMPACT | JSON_PRESERVE_ORDER);
		ok = call_set(c, "breaks", text, err);
		free(text);
	}
	json_decref(list);
	return ok;
}

static bool ask_one(struct cli *cli, struct call *c, struct output *out, struct err *err)
{
	struct rows rows = { 0 };

	if (!cli_ask(cli, c, &rows, err))
		return false;
	output_fields(out, &rows, NULL);
	return true;
}

static bool run_shift_add(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && set_breaks(req, &c, err) && ask_one(cli, &c, out, err);
	call_done(&c);
	return ok;
}

static bool run_except(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	const char *word = strchr(req->verb->path, ' ') + 1;
	const char *kind = str_equal(word, "close") ? "closed" : str_equal(word, "maintain") ? "maintenance" : "open";
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = call_set(&c, "kind", kind, err) && cli_fill(req, &c, err) && ask_one(cli, &c, out, err);
	call_done(&c);
	return ok;
}

const struct verb verbs_lanes[] = {
	{ .path = "lane add",
	  .help = "a lane of the board",
	  .query = Q_LANE_ADD,
	  .params = lane_add_params,
	  .run = cli_run_query },
	{ .path = "lane list",
	  .help = "lanes and the machines on them",
	  .query = Q_LANE_LIST,
	  .params = plant_params,
	  .run = cli_run_query,
	  .list = "lanes" },
	{ .path = "machine add",
	  .help = "a machine",
	  .query = Q_MACHINE_ADD,
	  .params = machine_add_params,
	  .run = cli_run_query },
	{ .path = "machine list",
	  .help = "machines",
	  .query = Q_MACHINE_LIST,
	  .params = plant_params,
	  .run = cli_run_query,
	  .list = "machines" },
	{ .path = "calendar add",
	  .help = "working time that lanes share",
	  .query = Q_CALENDAR_ADD,
	  .params = calendar_add_params,
	  .run = cli_run_query },
	{ .path = "calendar list",
	  .help = "calendars with their lanes and shifts",
	  .query = Q_CALENDAR_LIST,
	  .run = cli_run_query,
	  .list = "calendars" },
	{ .path = "calendar close",
	  .help = "no work, as on a holiday",
	  .query = Q_CALENDAR_EXCEPT,
	  .params = except_params,
	  .run = run_except },
	{ .path = "calendar maintain",
	  .help = "no work, because of maintenance",
	  .query = Q_CALENDAR_EXCEPT,
	  .params = except_params,
	  .run = run_except },
	{ .path = "calendar open",
	  .help = "work beside the shifts, as on an extra Saturday",
	  .query = Q_CALENDAR_EXCEPT,
	  .params = except_params,
	  .run = run_except },
	{ .path = "shift add",
	  .help = "a shift, once or every week",
	  .query = Q_SHIFT_ADD,
	  .params = shift_add_params,
	  .run = run_shift_add },
	{ .path = "shift list",
	  .help = "when there are shifts",
	  .query = Q_SHIFT_LIST,
	  .params = shift_list_params,
	  .run = cli_run_query,
	  .list = "shifts" },
	{ .path = NULL },
};
