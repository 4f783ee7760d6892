/*
 * verbs_gantt - the plan as a list of tasks, and one day of it as CSV or as a
 * page to print.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/day_plan.h"
#include "ui/cli/board_view.h"
#include "ui/cli/verbs.h"

enum { LANES_MAX = 1000 };

static const struct verb_param gantt_params[] = {
	{ "from", FORM_OPTION, "from", "TS", "beginning of the window", 0 },
	{ "to", FORM_OPTION, "to", "TS", "its end; a bare date includes that day", 0 },
	{ "plant", FORM_OPTION, "plant", "P", "default: this kiosk's", 0 },
	{ "lane", FORM_MANY, "lane", "L", "only these lanes", 0 },
	{ "include-completed", FORM_FLAG, "include_completed", NULL, "what is done, too", 0 },
	{ "day", FORM_OPTION, "day", "D", "one day, in place of a window", 0 },
	{ "csv", FORM_FLAG, "csv", NULL, "the day's plan as CSV", 0 },
	{ "page", FORM_FLAG, "page", NULL, "the day's plan as a page to print", 0 },
	{ NULL, FORM_FLAG, NULL, NULL, NULL, 0 },
};

struct chart {
	const struct board *b;
	int64_t from, to;
	bool completed;
	const bool *lane;  /* of each: is it shown? */
	struct rows plant; /* board_plant */
	struct arena mem;
	struct plan_conflicts conflicts;
	const struct plan_times *times;
};

/* ---- what is shown ---- */

static bool lanes_choose(struct chart *c, const struct request *req, struct err *err)
{
	const char *code[LANES_MAX];
	size_t n = request_all(req, "lane", code, LANES_MAX);
	bool *shown = arena_alloc(&c->mem, c->b->plan.n_lanes * sizeof(*shown) + 1);

	if (n > LANES_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "lane", "These are more than %d lanes.", LANES_MAX);
	memset(shown, n == 0, c->b->plan.n_lanes);
	for (size_t i = 0; i < n; i++) {
		uint32_t lane = board_lane_named(c->b, code[i]);

		if (lane == PLAN_NO_LANE)
			return err_set(err, ERR_NOT_FOUND, "UNKNOWN_LANE", "lane", "There is no lane %s at this plant.",
				       code[i]);
		shown[lane] = true;
	}
	c->lane = shown;
	return true;
}

static bool is_shown(const struct chart *c, size_t i)
{
	const struct plan_place *at = &c->b->plan.bar[i].at;

	if (at->lane == PLAN_NO_LANE || !c->lane[at->lane] || (at->status == PLAN_DONE && !c->completed))
		return false;
	return at->start < c->to && plan_end(&c->b->plan, at) > c->from;
}

/* ---- what waits for what ---- */

struct wait {
	int64_t to, from;
};

struct waits {
	struct wait *wait; /* sorted */
	size_t n;
};

static int wait_compare(const void *a, const void *b)
{
	const struct wait *x = a, *y = b;

	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

static void waits_make(struct arena *mem, const struct rows *links, struct waits *ret)
{
	*ret = (struct waits){ .wait = arena_alloc(mem, links->n * sizeof(*ret->wait)), .n = links->n };
	for (size_t row = 0; row < links->n; row++)
		ret->wait[row] =
			(struct wait){ rows_int(links, row, "to_order_id"), rows_int(links, row, "from_order_id") };
	if (ret->n > 0)
		qsort(ret->wait, ret->n, sizeof(*ret->wait), wait_compare);
}

static json_t *dependencies_json(const struct waits *w, int64_t order)
{
	json_t *list = json_array();
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->wait[middle].to < order)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < w->n && w->wait[low].to == order; low++)
		json_array_append_new(list, json_integer(w->wait[low].from));
	return list;
}

/* ---- tasks ---- */

static json_t *progress_json(const struct board_fact *f)
{
	double percent = f->quantity > 0 ? 100.0 * (double)f->good / (double)f->quantity : 0;

	return percent == (double)(int64_t)percent ? json_integer((int64_t)percent) : json_real(percent);
}

static json_t *task_json(const struct chart *c, const struct waits *w, size_t i)
{
	const struct plan_bar *bar = &c->b->plan.bar[i];
	const struct board_fact *f = &c->b->fact[i];
	const struct plan_lane *lane = &c->b->plan.lane[bar->at.lane];
	json_t *o = json_object();

	json_object_set_new(o, "id", json_integer(f->booking));
	json_object_set_new(o, "work_order_id", json_integer(bar->order));
	json_object_set_new(o, "operation", json_integer(f->sequence));
	json_object_set_new(o, "name", json_string(f->name));
	json_object_set_new(o, "work_order_number", json_string(f->number));
	json_object_set_new(o, "start_date", board_time_json(bar->at.start));
	json_object_set_new(o, "end_date", board_time_json(bar->at.end));
	json_object_set_new(o, "duration_hours", board_hours_json(bar->at.work));
	json_object_set_new(o, "lane_id", json_integer(lane->id));
	json_object_set_new(o, "lane_name", json_string(c->b->lane_fact[bar->at.lane].name));
	json_object_set_new(o, "lane", json_string(lane->code));
	json_object_set_new(o, "dependencies", dependencies_json(w, bar->order));
	json_object_set_new(o, "progress_percent", progress_json(f));
	json_object_set_new(o, "status", json_string(f->order_status));
	json_object_set_new(o, "booking_status", json_string(plan_status_word(bar->at.status)));
	json_object_set_new(o, "slack_hours", board_hours_json(c->times[i].slack));
	json_object_set_new(o, "is_critical_path", json_boolean(c->times[i].critical));
	return o;
}

static void tell_tasks(const struct chart *c, const struct waits *w, struct output *out)
{
	static const struct output_path paths[] = {
		{ "lane", "lane", VAL_CODE },
		{ "start", "start_date", VAL_TIME },
		{ "end", "end_date", VAL_TIME },
		{ "work_order", "work_order_number", VAL_CODE },
		{ "operation", "operation", VAL_INT },
		{ "name", "name", VAL_TEXT },
		{ "hours", "duration_hours", VAL_RATIO },
		{ "percent", "progress_percent", VAL_RATIO },
		{ "status", "booking_status", VAL_CODE },
		{ "slack_hours", "slack_hours", VAL_RATIO },
		{ "critical", "is_critical_path", VAL_BOOL },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < c->b->plan.n_bars; i++)
		if (is_shown(c, i))
			json_array_append_new(list, task_json(c, w, i));
	output_objects(out, "tasks", list, paths, sizeof(paths) / sizeof(paths[0]));
}

/* ---- conflicts, critical path, load ---- */

static void tell_overloads(const struct chart *c, struct output *out)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->conflicts.n_overloads; i++) {
		const struct plan_overload *v = &c->conflicts.overload[i];

		if (c->lane[v->lane] && v->from < c->to && v->to > c->from)
			json_array_append_new(list, board_overload_json(c->b, v));
	}
	board_tell_conflicts(out, list);
}

static int start_compare(const void *a, const void *b, void *ctx)
{
	const struct plan_bar *bar = ctx, *x = &bar[*(const uint32_t *)a], *y = &bar[*(const uint32_t *)b];

	if (x->at.start != y->at.start)
		return x->at.start < y->at.start ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static bool has_number(const json_t *list, int64_t number)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_integer_value(json_array_get(list, i)) == number)
			return true;
	return false;
}

static void tell_critical(struct chart *c, struct output *out)
{
	const struct plan *p = &c->b->plan;
	uint32_t *bar = arena_alloc(&c->mem, p->n_bars * sizeof(*bar));
	json_t *list = json_array();
	size_t n = 0;

	for (uint32_t i = 0; i < p->n_bars; i++)
		if (c->times[i].critical && is_shown(c, i))
			bar[n++] = i;
	if (n > 0)
		qsort_r(bar, n, sizeof(*bar), start_compare, (void *)(uintptr_t)p->bar);
	for (size_t i = 0; i < n; i++)
		if (!has_number(list, p->bar[bar[i]].order))
			json_array_append_new(list, json_integer(p->bar[bar[i]].order));
	output_json_only(out, "critical_path", list);
}

static void tell_lanes(const struct chart *c, const struct plan_place *place, struct output *out)
{
	static const struct output_path paths[] = {
		{ "lane", "lane", VAL_CODE },
		{ "capacity", "capacity", VAL_INT },
		{ "load_percent", "load_percent", VAL_INT },
	};
	json_t *list = json_array();

	for (uint32_t i = 0; i < c->b->plan.n_lanes; i++) {
		json_t *o;

		if (!c->lane[i])
			continue;
		o = json_object();
		json_object_set_new(o, "lane", json_string(c->b->plan.lane[i].code));
		json_object_set_new(o, "capacity", json_integer(c->b->plan.lane[i].capacity));
		json_object_set_new(o, "load_percent",
				    json_integer(plan_lane_load(&c->b->plan, place, i, c->from, c->to)));
		json_array_append_new(list, o);
	}
	output_objects(out, "lanes", list, paths, sizeof(paths) / sizeof(paths[0]));
}

static void tell_chart(struct chart *c, const struct rows *links, struct output *out)
{
	const struct plan_place *place = plan_draft(&c->b->plan, &c->mem);
	struct waits waits;

	plan_conflicts(&c->b->plan, place, &c->mem, &c->conflicts);
	c->times = plan_times_of(&c->b->plan, place, &c->mem);
	waits_make(&c->mem, links, &waits);
	tell_tasks(c, &waits, out);
	tell_overloads(c, out);
	tell_critical(c, out);
	tell_lanes(c, place, out);
}

/* ---- the day's plan ---- */

static bool tell_day(const struct cli *cli, const struct request *req, const struct chart *c, struct output *out,
		     struct err *err)
{
	const char *key = request_has(req, "csv") ? "csv" : "page";
	struct day_plan day = { .board = c->b,
				.plant = rows_text(&c->plant, 0, "name"),
				.from = c->from,
				.to = c->to,
				.printed_at = clock_wall_us(cli->clock) / 1000000,
				.lane = c->lane };
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return err_set(err, ERR_BUG, "NO_MEMORY", "", "There is no memory for the day's plan.");
	if (request_has(req, "csv"))
		day_plan_csv(f, &day);
	else
		day_plan_page(f, &day);
	fclose(f);
	if (!cli->globals.json && size > 0 && text[size - 1] == '\n')
		text[size - 1] = '\0';
	output_field(out, key, VAL_TEXT, text);
	out->plain = key;
	free(text);
	return true;
}

static bool wants_day(const struct request *req)
{
	return request_has(req, "csv") || request_has(req, "page");
}

/* ---- the verb ---- */

static bool missing(const char *name, struct err *err)
{
	err_set(err, ERR_USAGE, "MISSING", name, "missing: --%s", name);
	return err_hint(err, "gemba gantt --help");
}

static bool read_window(const struct request *req, struct chart *c, struct err *err)
{
	if (request_has(req, "day")) {
		if (!board_instant(req, "day", 0, false, &c->from, err))
			return false;
		c->from = zone_midnight(c->from, 0);
		c->to = zone_midnight(c->from, 1);
		return true;
	}
	return board_instant(req, "from", 0, false, &c->from, err) && board_instant(req, "to", 0, true, &c->to, err) &&
	       (c->from < c->to ||
		err_set(err, ERR_VALIDATION, "BAD_WINDOW", "to", "The window ends before it begins."));
}

static bool check_words(const struct request *req, struct err *err)
{
	if (request_has(req, "csv") && request_has(req, "page"))
		return err_set(err, ERR_USAGE, "TWICE", "page", "--csv and --page exclude each other.");
	if (request_has(req, "day"))
		return (!request_has(req, "from") && !request_has(req, "to")) ||
		       err_set(err, ERR_USAGE, "TWICE", "day", "--day stands in place of --from and --to.");
	if (!request_has(req, "from"))
		return missing("from", err);
	return request_has(req, "to") || missing("to", err);
}

/* Times are those on the wall of the plant that is asked for. */
static bool use_plant(struct cli *cli, const struct request *req, struct chart *c, struct err *err)
{
	return cli_zone(cli, err) && cli_ask_filled(cli, req, Q_BOARD_PLANT, &c->plant, err) &&
	       (zone_use(rows_text(&c->plant, 0, "time_zone")) ||
		err_set(err, ERR_VALIDATION, "UNKNOWN_ZONE", "plant",
			"This machine does not know the plant's time zone, %s.", rows_text(&c->plant, 0, "time_zone")));
}

static bool run_gantt(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct chart chart = { .completed = request_has(req, "include_completed") };
	struct board_view view = { 0 };
	bool ok = check_words(req, err) && use_plant(cli, req, &chart, err) && read_window(req, &chart, err) &&
		  board_view_load(cli, request_get(req, "plant"), chart.from, chart.to, &view, err);

	chart.b = &view.board;
	ok = ok && lanes_choose(&chart, req, err);
	if (ok && wants_day(req))
		ok = tell_day(cli, req, &chart, out, err);
	else if (ok)
		tell_chart(&chart, &view.links, out);
	arena_done(&chart.mem);
	rows_done(&chart.plant);
	board_view_done(&view);
	return ok;
}

const struct verb verbs_gantt[] = {
	{ .path = "gantt",
	  .help = "what is booked when and where",
	  .query = Q_COUNT,
	  .params = gantt_params,
	  .run = run_gantt },
	{ .path = NULL },
};
