/*
 * board_view - four questions to the server make a board.
 */
#include "ui/cli/board_view.h"

#include <stdlib.h>

#include "core/base/str.h"
#include "core/base/zone.h"

enum { BEFORE_DAYS = 60, AFTER_DAYS = 400, DAY_S = 86400 };
/* What the server takes: the years 1970 to 9998. */
#define EARLIEST INT64_C(0)
#define LATEST	 INT64_C(253370764799)

struct reader {
	struct cli *cli;
	const char *plant;
	int64_t from, to, now;
};

void board_view_done(struct board_view *v)
{
	board_done(&v->board);
	rows_done(&v->links);
}

/* ---- reading ---- */

/* What the statement does not ask for is not sent. */
static bool ask(const struct reader *r, enum query_id id, struct rows *ret, struct err *err)
{
	char from[ZONE_TEXT], to[ZONE_TEXT];
	struct call c;
	bool ok;

	zone_rfc3339(r->from > EARLIEST ? r->from : EARLIEST, from);
	zone_rfc3339(r->to < LATEST ? r->to : LATEST, to);
	call_init(&c, id);
	ok = cli_set(&c, "plant", r->plant, err);
	if (call_has(id, "from"))
		ok = ok && call_set(&c, "from", from, err) && call_set(&c, "to", to, err);
	if (call_has(id, "completed"))
		ok = ok && call_set(&c, "completed", "true", err);
	ok = ok && cli_ask(r->cli, &c, ret, err);
	call_done(&c);
	return ok;
}

static void stretch(struct reader *r, int64_t from, int64_t to)
{
	if (from < r->from)
		r->from = from;
	if (to > r->to)
		r->to = to;
}

/* The calendars must reach past every bar. */
static void stretch_to_bars(struct reader *r, const struct rows *bars)
{
	size_t start = rows_column(bars, "start_s"), end = rows_column(bars, "end_s");

	for (size_t row = 0; row < bars->n; row++) {
		const char *const *cell = bars->cell + row * bars->n_columns;

		if (cell[start] && cell[end])
			stretch(r, strtoll(cell[start], NULL, 10) - (int64_t)BEFORE_DAYS * DAY_S,
				strtoll(cell[end], NULL, 10) + (int64_t)AFTER_DAYS * DAY_S);
	}
}

bool board_view_load(struct cli *cli, const char *plant, int64_t from, int64_t to, struct board_view *ret,
		     struct err *err)
{
	int64_t now = clock_wall_us(cli->clock) / 1000000;
	struct reader r = { .cli = cli, .plant = plant, .from = now, .to = now, .now = now };
	struct rows lanes = { 0 }, windows = { 0 }, bars = { 0 };
	bool ok;

	stretch(&r, from, to);
	r.from -= (int64_t)BEFORE_DAYS * DAY_S;
	r.to += (int64_t)AFTER_DAYS * DAY_S;
	ok = ask(&r, Q_BOARD_LANES, &lanes, err) && ask(&r, Q_BOARD_BARS, &bars, err);
	if (ok)
		stretch_to_bars(&r, &bars);
	ok = ok && ask(&r, Q_BOARD_WINDOWS, &windows, err) && ask(&r, Q_BOARD_LINKS, &ret->links, err);
	if (ok)
		board_load(&ret->board, &lanes, &windows, &bars, &ret->links, r.from, r.to, now);
	rows_done(&lanes);
	rows_done(&windows);
	rows_done(&bars);
	return ok;
}

bool board_instant(const struct request *req, const char *param, int64_t fallback, bool until, int64_t *ret,
		   struct err *err)
{
	const char *text = request_get(req, param);
	struct err ignored;

	*ret = fallback;
	if (!text)
		return true;
	if (!zone_instant(text, param, ret, err))
		return false;
	if (until && date_check(text, param, &ignored))
		*ret = zone_midnight(*ret, 1);
	return true;
}

/* ---- as JSON ---- */

json_t *board_time_json(int64_t t)
{
	char text[ZONE_TEXT];

	zone_rfc3339(t, text);
	return json_string(text);
}

json_t *board_hours_json(int64_t seconds)
{
	return seconds % 3600 == 0 ? json_integer(seconds / 3600) : json_real((double)seconds / 3600);
}

static const char *lane_code(const struct board *b, uint32_t lane)
{
	return lane < b->plan.n_lanes ? b->plan.lane[lane].code : "";
}

/* Each order's number once. */
static void add_order(const struct board *b, json_t *orders, uint32_t bar)
{
	const char *number = b->fact[bar].number;

	for (size_t i = 0; i < json_array_size(orders); i++)
		if (str_equal(json_string_value(json_array_get(orders, i)), number))
			return;
	json_array_append_new(orders, json_string(number));
}

static json_t *conflict_json(const struct board *b, const char *kind, uint32_t lane, int64_t from, int64_t to)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(kind));
	json_object_set_new(object, "lane", json_string(lane_code(b, lane)));
	json_object_set_new(object, "from", board_time_json(from));
	json_object_set_new(object, "to", board_time_json(to));
	json_object_set_new(object, "load", json_null());
	json_object_set_new(object, "capacity", json_null());
	json_object_set_new(object, "orders", json_array());
	return object;
}

json_t *board_overload_json(const struct board *b, const struct plan_overload *v)
{
	json_t *object = conflict_json(b, "overload", v->lane, v->from, v->to);

	json_object_set_new(object, "load", json_integer(v->load));
	json_object_set_new(object, "capacity", json_integer(b->plan.lane[v->lane].capacity));
	for (size_t i = 0; i < v->n; i++)
		add_order(b, json_object_get(object, "orders"), v->bar[i]);
	return object;
}

/* ---- what a gesture breaks ---- */

static void add_block(const struct board *b, const struct plan_outcome *o, json_t *list)
{
	const struct plan_place *at = &o->place[o->who];
	json_t *object;

	if (o->block == PLAN_BLOCK_NONE || o->who >= b->plan.n_bars)
		return;
	object = conflict_json(b, "blocked", at->lane, at->start, at->end);
	add_order(b, json_object_get(object, "orders"), o->who);
	if (o->block == PLAN_BLOCK_FIXED && o->by < b->plan.n_bars)
		add_order(b, json_object_get(object, "orders"), o->by);
	json_array_append_new(list, object);
}

static void add_broken(const struct board *b, const struct plan_outcome *o, const struct plan_broken *broken,
		       json_t *list)
{
	const struct plan_place *at = &o->place[broken->to];
	json_t *object = conflict_json(b, "dependency", at->lane, at->start, at->start + broken->by);

	add_order(b, json_object_get(object, "orders"), broken->from);
	add_order(b, json_object_get(object, "orders"), broken->to);
	json_array_append_new(list, object);
}

static bool differs(const struct plan_place *a, const struct plan_place *b)
{
	return a->lane != b->lane || (a->lane != PLAN_NO_LANE && !plan_place_equal(a, b));
}

static bool is_moved(const struct board *b, const struct plan_outcome *o, uint32_t bar)
{
	return differs(&b->plan.bar[bar].at, &o->place[bar]);
}

static bool holds_moved(const struct board *b, const struct plan_outcome *o, const struct plan_overload *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (is_moved(b, o, v->bar[i]))
			return true;
	return false;
}

static void add_flagged(const struct board *b, const struct plan_outcome *o, uint8_t flag, const char *kind,
			json_t *list)
{
	for (size_t i = 0; (o->caused & flag) && i < o->n_moved; i++) {
		const struct plan_place *at = &o->place[o->moved[i]];
		json_t *object;

		if (!(o->conflicts.flags[o->moved[i]] & flag))
			continue;
		object = conflict_json(b, kind, at->lane, at->start, at->end);
		add_order(b, json_object_get(object, "orders"), o->moved[i]);
		json_array_append_new(list, object);
	}
}

json_t *board_conflicts_json(const struct board *b, const struct plan_outcome *o)
{
	json_t *list = json_array();

	add_block(b, o, list);
	for (size_t i = 0; i < o->conflicts.n_broken; i++)
		if (is_moved(b, o, o->conflicts.broken[i].from) || is_moved(b, o, o->conflicts.broken[i].to))
			add_broken(b, o, &o->conflicts.broken[i], list);
	for (size_t i = 0; i < o->conflicts.n_overloads; i++)
		if (holds_moved(b, o, &o->conflicts.overload[i]))
			json_array_append_new(list, board_overload_json(b, &o->conflicts.overload[i]));
	add_flagged(b, o, PLAN_OFF_CALENDAR, "off_calendar", list);
	add_flagged(b, o, PLAN_WRONG_LANE, "wrong_lane", list);
	return list;
}

json_t *board_refused_json(const struct board *b, const struct plan_outcome *o)
{
	json_t *list = board_conflicts_json(b, o);

	for (size_t i = 0; (o->caused & PLAN_LATE) && i < o->n_moved; i++) {
		uint32_t bar = o->moved[i];
		json_t *object;

		if (!(o->conflicts.flags[bar] & PLAN_LATE))
			continue;
		object = conflict_json(b, "late", o->place[bar].lane, b->plan.bar[bar].due, o->place[bar].end);
		add_order(b, json_object_get(object, "orders"), bar);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *bar_json(const struct board *b, size_t bar)
{
	json_t *object = json_object();

	json_object_set_new(object, "work_order_number", json_string(b->fact[bar].number));
	json_object_set_new(object, "operation", json_integer(b->fact[bar].sequence));
	return object;
}

json_t *board_late_json(const struct board *b, const struct plan_outcome *o)
{
	json_t *list = json_array();

	for (size_t i = 0; i < o->n_moved; i++) {
		uint32_t bar = o->moved[i];
		json_t *object;

		if (!(o->conflicts.flags[bar] & PLAN_LATE))
			continue;
		object = bar_json(b, bar);
		json_object_set_new(object, "due", board_time_json(b->plan.bar[bar].due));
		json_object_set_new(object, "end", board_time_json(o->place[bar].end));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *place_json(const struct board *b, const struct plan_place *at)
{
	json_t *object;

	if (at->lane == PLAN_NO_LANE)
		return json_null();
	object = json_object();
	json_object_set_new(object, "start", board_time_json(at->start));
	json_object_set_new(object, "end", board_time_json(at->end));
	json_object_set_new(object, "lane", json_string(lane_code(b, at->lane)));
	return object;
}

json_t *board_changed_json(const struct board *b, const struct plan_place *place)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->plan.n_bars; i++) {
		json_t *object;

		if (!differs(&b->plan.bar[i].at, &place[i]))
			continue;
		object = bar_json(b, i);
		json_object_set_new(object, "from", place_json(b, &b->plan.bar[i].at));
		json_object_set_new(object, "to", place_json(b, &place[i]));
		json_array_append_new(list, object);
	}
	return list;
}

/* ---- telling ---- */

void board_tell_changed(struct output *out, json_t *changed)
{
	static const struct output_path paths[] = {
		{ "work_order", "work_order_number", VAL_CODE },
		{ "operation", "operation", VAL_INT },
		{ "from_lane", "from.lane", VAL_CODE },
		{ "from", "from.start", VAL_TIME },
		{ "to_lane", "to.lane", VAL_CODE },
		{ "start", "to.start", VAL_TIME },
		{ "end", "to.end", VAL_TIME },
	};

	output_objects(out, "changed", changed, paths, sizeof(paths) / sizeof(paths[0]));
}

void board_tell_conflicts(struct output *out, json_t *conflicts)
{
	static const struct output_path paths[] = {
		{ "conflict", "kind", VAL_CODE }, { "lane", "lane", VAL_CODE }, { "from", "from", VAL_TIME },
		{ "to", "to", VAL_TIME },	  { "load", "load", VAL_INT },	{ "capacity", "capacity", VAL_INT },
		{ "orders", "orders", VAL_TEXT },
	};

	output_objects(out, "conflicts", conflicts, paths, sizeof(paths) / sizeof(paths[0]));
}

void board_tell_late(struct output *out, json_t *late)
{
	static const struct output_path paths[] = {
		{ "late", "work_order_number", VAL_CODE },
		{ "operation", "operation", VAL_INT },
		{ "due", "due", VAL_TIME },
		{ "end", "end", VAL_TIME },
	};

	output_objects(out, "late", late, paths, sizeof(paths) / sizeof(paths[0]));
}
