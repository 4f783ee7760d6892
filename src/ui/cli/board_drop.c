/*
 * board_drop - reading, playing and sending one gesture.
 */
#include "ui/cli/board_drop.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/zone.h"
#include "ui/cli/pairs.h"

/* The year 9900: there must be room for the work. */
#define START_MAX INT64_C(250246540800)
enum { HOUR_S = 3600, WORK_MAX_S = 315360000, MINUTE_SCALE = 3 };

/* ---- the words ---- */

static bool read_mode(const char *word, enum plan_cascade *ret, struct err *err)
{
	static const char *const words[] = { "none", "push", "keep", "close" };

	*ret = PLAN_CASCADE_PUSH;
	for (int i = PLAN_CASCADE_NONE; word && i <= PLAN_CASCADE_CLOSE; i++)
		if (str_equal_fold(word, words[i])) {
			*ret = (enum plan_cascade)i;
			return true;
		}
	return !word ||
	       err_set(err, ERR_VALIDATION, "UNKNOWN_MODE", "cascade", "cascade must be none, push, keep or close.");
}

static bool read_work(const char *minutes, int64_t *ret, struct err *err)
{
	int64_t thousandths;

	*ret = 0;
	if (!minutes)
		return true;
	if (!num_parse_positive(minutes, MINUTE_SCALE, "minutes", &thousandths, err))
		return false;
	if (thousandths > (int64_t)WORK_MAX_S / 60 * 1000)
		return err_set(err, ERR_VALIDATION, "TOO_LARGE", "minutes", "That is more than ten years.");
	*ret = thousandths * 60 / 1000;
	return *ret > 0 || err_set(err, ERR_VALIDATION, "NOT_POSITIVE", "minutes", "That is less than a second.");
}

bool drop_read_force(struct cli *cli, const struct request *req, bool *ret_force, const char **ret_reason,
		     struct err *err)
{
	*ret_force = request_has(req, "force");
	*ret_reason = request_get(req, "reason");
	if (*ret_force && str_empty(*ret_reason)) {
		err_set(err, ERR_VALIDATION, "MISSING", "reason", "A rule is overridden: say why.");
		return err_hint(err, "--force --reason S");
	}
	return !*ret_force || cli_need(cli, "scheduling.override", err);
}

static void gesture_write(const struct request *req, struct drop_wish *wish)
{
	str_copy(wish->gesture, sizeof(wish->gesture), req->verb->path);
	for (size_t i = 0; i < req->n; i++) {
		const struct given *g = &req->given[i];

		if (str_equal(g->param->param, "op_id") || str_equal(g->param->param, "dry_run"))
			continue;
		if (g->param->form >= FORM_OPTION) {
			str_append(wish->gesture, sizeof(wish->gesture), " --");
			str_append(wish->gesture, sizeof(wish->gesture), g->param->name);
		}
		if (g->value[0])
			str_append(wish->gesture, sizeof(wish->gesture), " ");
		str_append(wish->gesture, sizeof(wish->gesture), g->value);
	}
}

static bool read_start(const struct request *req, int64_t *ret, struct err *err)
{
	if (!board_instant(req, "start", 0, false, ret, err))
		return false;
	return (*ret >= 0 && *ret < START_MAX) ||
	       err_set(err, ERR_VALIDATION, "BAD_TIME", "start", "That is not a usable time.");
}

bool drop_read(struct cli *cli, const struct request *req, struct drop_wish *ret, struct err *err)
{
	*ret = (struct drop_wish){ .work_order = request_get(req, "work_order"),
				   .lane = request_get(req, "lane"),
				   .has_start = request_has(req, "start"),
				   .dry_run = request_has(req, "dry_run"),
				   .op_id = request_get(req, "op_id") };
	gesture_write(req, ret);
	if (!ret->lane && !ret->has_start && !request_has(req, "minutes")) {
		err_set(err, ERR_USAGE, "MISSING", "start", "Where to? --start or --lane is missing.");
		return err_hint(err, "gemba %s --help", req->verb->path);
	}
	return read_mode(request_get(req, "cascade"), &ret->mode, err) &&
	       read_work(request_get(req, "minutes"), &ret->work_s, err) && cli_zone(cli, err) &&
	       read_start(req, &ret->start, err) && (ret->dry_run || cli_need(cli, "scheduling.update", err)) &&
	       drop_read_force(cli, req, &ret->force, &ret->reason, err);
}

/* ---- the bar ---- */

static bool refuse_closed(const char *number, const char *status, struct err *err)
{
	return err_set(err, ERR_VALIDATION, "ORDER_CLOSED", "work_order", "Work order %s is %s.", number, status);
}

static bool is_closed(const char *status)
{
	return str_equal(status, "COMPLETED") || str_equal(status, "CANCELLED");
}

static bool refuse_operation(const char *number, const char *operation, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "UNKNOWN_OPERATION", "work_order",
		       "Work order %s has no operation %s that is still to be made.", number, operation);
}

/* An order that is not on the board: why not. */
static bool refuse_missing(struct cli *cli, const char *number, const char *operation, struct err *err)
{
	struct rows rows = { 0 };
	struct call c;
	bool known;
	char status[24];

	call_init(&c, Q_ORDER_SHOW);
	known = call_set(&c, "work_order", number, err) && cli_ask(cli, &c, &rows, err);
	call_done(&c);
	if (!known)
		return false;
	str_copy(status, sizeof(status), rows_text(&rows, 0, "order_status"));
	rows_done(&rows);
	if (is_closed(status))
		return refuse_closed(number, status, err);
	if (str_equal(status, "PLANNED")) {
		err_set(err, ERR_VALIDATION, "NOT_RELEASED", "work_order", "Work order %s is not released yet.",
			number);
		return err_hint(err, "gemba order release %s", number);
	}
	if (operation)
		return refuse_operation(number, operation, err);
	return err_set(err, ERR_NOT_FOUND, "NOT_ON_BOARD", "work_order", "Nothing of work order %s is on this board.",
		       number);
}

/* No operation has number 0, which would mean any. */
static int sequence_of(const char *text)
{
	long sequence = strtol(text, NULL, 10);

	return sequence > 0 && sequence < INT_MAX ? (int)sequence : INT_MAX;
}

/* "WO/20" is operation 20 of WO, unless an order has that name. */
static bool find_bar(struct cli *cli, const struct board *b, const char *text, uint32_t *ret, struct err *err)
{
	struct arena mem = { 0 };
	const char *number, *operation;
	bool ok = true;

	*ret = board_bar_named(b, text, 0);
	if (*ret == PLAN_NO_BAR) {
		split_slash(&mem, text, &number, &operation);
		if (operation)
			*ret = board_bar_named(b, number, sequence_of(operation));
		if (*ret == PLAN_NO_BAR && operation && board_bar_named(b, number, 0) != PLAN_NO_BAR)
			ok = refuse_operation(number, operation, err);
		else
			ok = *ret != PLAN_NO_BAR || refuse_missing(cli, number, operation, err);
	}
	if (ok && is_closed(b->fact[*ret].order_status))
		ok = refuse_closed(b->fact[*ret].number, b->fact[*ret].order_status, err);
	arena_done(&mem);
	return ok;
}

static bool find_lane(const struct board *b, const char *code, uint32_t *ret, struct err *err)
{
	*ret = board_lane_named(b, code);
	return *ret != PLAN_NO_LANE ||
	       err_set(err, ERR_NOT_FOUND, "UNKNOWN_LANE", "lane", "There is no lane %s at this plant.", code);
}

static bool needs_both(const char *number, const char *field, struct err *err)
{
	return err_set(err, ERR_USAGE, "MISSING", field, "%s is not booked yet: --lane and --start must be there.",
		       number);
}

/* A start that was named is kept to the second: in off time it means overtime, *ret_off. */
static bool gesture_make(const struct board *b, const struct drop_wish *wish, uint32_t bar, struct plan_gesture *ret,
			 bool *ret_off, struct err *err)
{
	const struct plan_bar *held = &b->plan.bar[bar];
	struct plan_place *to = &ret->to;
	bool booked = held->at.lane != PLAN_NO_LANE;
	uint32_t lane = booked ? held->at.lane : held->home;

	*ret = (struct plan_gesture){ .bar = bar, .to = held->at, .mode = wish->mode };
	*ret_off = false;
	if (wish->lane && !find_lane(b, wish->lane, &lane, err))
		return false;
	if (lane == PLAN_NO_LANE)
		return needs_both(held->number, "lane", err);
	if (!booked && !wish->has_start)
		return needs_both(held->number, "start", err);
	to->work = wish->work_s ? wish->work_s : held->at.work > 0 ? held->at.work : HOUR_S;
	if (wish->has_start) {
		*ret_off = !plan_calendar_is_open(&b->plan.lane[lane].calendar, wish->start);
		to->overtime = *ret_off;
	}
	return plan_put(&b->plan, to, lane, wish->has_start ? wish->start : held->at.start) ||
	       err_set(err, ERR_CONFLICT, "CALENDAR", "start", "The calendar of %s ends before %s fits in.",
		       b->plan.lane[lane].code, held->number);
}

/* ---- the server ---- */

void drop_answer_done(struct drop_answer *a)
{
	json_decref(a->change_set);
	json_decref(a->changed);
	json_decref(a->conflicts);
	json_decref(a->late);
	*a = (struct drop_answer){ 0 };
}

void drop_take_answer(const struct rows *rows, struct drop_answer *ret)
{
	json_t *object = json_loads(rows_text(rows, 0, "answer"), 0, NULL);
	json_t *changed = json_object_get(object, "changed");

	ret->change_set = json_integer(rows_int(rows, 0, "change_set"));
	ret->changed = changed ? json_incref(changed) : json_array();
	ret->replayed = rows_bool(rows, 0, "replayed");
	json_decref(object);
}

bool drop_answered(struct cli *cli, const char *op_id, const char *gesture, struct drop_answer *ret, bool *ret_found,
		   struct err *err)
{
	struct rows rows = { 0 };
	struct call c;
	bool ok;

	*ret_found = false;
	if (!op_id)
		return true;
	call_init(&c, Q_BOARD_ANSWERED);
	ok = call_set(&c, "op_id", op_id, err) && call_set(&c, "gesture", gesture, err) && cli_ask(cli, &c, &rows, err);
	call_done(&c);
	if (ok && rows.n > 0) {
		*ret_found = true;
		drop_take_answer(&rows, ret);
	}
	rows_done(&rows);
	return ok;
}

bool drop_send(struct cli *cli, const struct drop_wish *wish, const char *changes, const char *accepted,
	       struct drop_answer *ret, struct err *err)
{
	struct rows rows = { 0 };
	struct call c;
	bool ok;

	ret->sent = true;
	call_init(&c, Q_BOARD_RESCHEDULE);
	ok = cli_set(&c, "op_id", wish->op_id, err) && call_set(&c, "gesture", wish->gesture, err) &&
	     call_set(&c, "changes", changes, err) && call_set(&c, "accepted", accepted, err) &&
	     (!wish->force || call_set(&c, "reason", wish->reason, err)) && cli_ask(cli, &c, &rows, err);
	call_done(&c);
	if (ok)
		drop_take_answer(&rows, ret);
	rows_done(&rows);
	return ok;
}

bool drop_is_stale(const struct err *err)
{
	static const char *const codes[] = { "STALE", "NOT_ON_BOARD", "OVERLOAD", "DEPENDENCY", "FROZEN" };

	for (size_t i = 0; err->kind == ERR_CONFLICT && i < sizeof(codes) / sizeof(codes[0]); i++)
		if (str_equal(err->code, codes[i]))
			return true;
	return false;
}

/* ---- the drop ---- */

static bool save(struct cli *cli, const struct board *b, const struct drop_wish *wish, const struct plan_outcome *o,
		 struct drop_answer *ret, struct err *err)
{
	struct arena mem = { 0 };
	const char *changes = board_changes(b, o->place, &mem);
	char accepted[64] = "";
	bool ok = true;

	if (wish->force)
		board_accepted(board_soft_rules(b, o), accepted, sizeof(accepted));
	if (wish->dry_run || str_equal(changes, "[]")) {
		ret->change_set = json_null();
		ret->changed = board_changed_json(b, o->place);
	} else {
		ok = drop_send(cli, wish, changes, accepted, ret, err);
	}
	arena_done(&mem);
	return ok;
}

static bool play(struct cli *cli, const struct board *b, const struct drop_wish *wish, struct arena *mem,
		 struct drop_answer *ret, struct err *err)
{
	struct plan_gesture gesture;
	struct plan_outcome o;
	uint32_t bar;
	bool off, ok;

	if (!find_bar(cli, b, wish->work_order, &bar, err) || !gesture_make(b, wish, bar, &gesture, &off, err))
		return false;
	plan_play(&b->plan, &gesture, mem, &o);
	if (off)
		o.caused |= PLAN_OFF_CALENDAR;
	ok = !board_refusal(b, &o, wish->force || wish->dry_run, err) && save(cli, b, wish, &o, ret, err);
	if (ok) {
		str_copy(ret->number, sizeof(ret->number), b->fact[bar].number);
		ret->conflicts = board_conflicts_json(b, &o);
		ret->late = board_late_json(b, &o);
	} else if (err->kind == ERR_CONFLICT) {
		cli_tell_conflicts(cli, board_refused_json(b, &o));
	}
	return ok;
}

static bool drop_try(struct cli *cli, const struct drop_wish *wish, struct drop_answer *ret, struct err *err)
{
	struct board_view view = { 0 };
	struct arena mem = { 0 };
	int64_t now = clock_wall_us(cli->clock) / 1000000, start = wish->has_start ? wish->start : now;
	bool ok = board_view_load(cli, NULL, start, start, &view, err) && play(cli, &view.board, wish, &mem, ret, err);

	arena_done(&mem);
	board_view_done(&view);
	return ok;
}

bool drop_run(struct cli *cli, const struct drop_wish *wish, struct drop_answer *ret, struct err *err)
{
	bool found, ok = false;

	*ret = (struct drop_answer){ 0 };
	if (!drop_answered(cli, wish->dry_run ? NULL : wish->op_id, wish->gesture, ret, &found, err))
		return false;
	for (int i = 0; !found && !ok && i < DROP_TRIES; i++) {
		if (i > 0 && !(ret->sent && drop_is_stale(err)))
			break;
		ret->sent = false;
		ok = drop_try(cli, wish, ret, err);
	}
	if (ok)
		cli_tell_conflicts(cli, NULL);
	return found || ok;
}

void drop_tell(struct drop_answer *a, struct output *out)
{
	char number[24] = "";

	if (json_is_integer(a->change_set))
		str_format(number, sizeof(number), "%lld", (long long)json_integer_value(a->change_set));
	output_field(out, "change_set", VAL_INT, number[0] ? number : NULL);
	board_tell_changed(out, a->changed ? json_incref(a->changed) : json_array());
	board_tell_conflicts(out, a->conflicts ? json_incref(a->conflicts) : json_array());
	board_tell_late(out, a->late ? json_incref(a->late) : json_array());
	output_field(out, "replayed", VAL_BOOL, a->replayed ? "true" : "false");
	drop_answer_done(a);
}
