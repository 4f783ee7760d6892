/*
 * verbs_board - moving what is booked, taking it back, and levelling.
 */
#include <stdlib.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/cli/board_drop.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
#define FORCE { "force", FORM_FLAG, "force", NULL, "override soft rules (scheduling.override)", 0 }
#define REASON { "reason", FORM_OPTION, "reason", "S", "why; needed with --force", FLAG_WHEN }
#define DRY_RUN { "dry-run", FORM_FLAG, "dry_run", NULL, "only show what would change", 0 }
/* clang-format on */

static const struct verb_param reschedule_params[] = {
	{ "WO[/OP]", FORM_ARG, "work_order", NULL, "the order, or one operation of it", 0 },
	{ "start", FORM_OPTION, "start", "TS", "when it begins; default: when it does now", 0 },
	{ "lane", FORM_OPTION, "lane", "L", "where it is made; default: where it is now", 0 },
	{ "minutes", FORM_OPTION, "minutes", "N", "working minutes it takes", 0 },
	{ "cascade", FORM_OPTION, "cascade", "MODE", "how others follow: none, push (default), keep or close", 0 },
	DRY_RUN,
	FORCE,
	REASON,
	END,
};
static const struct verb_param undo_params[] = {
	{ "CHANGE_SET", FORM_ARG_MAY, "change_set", NULL, "which; default: your last one", 0 },
	FORCE,
	REASON,
	END,
};
static const struct verb_param history_params[] = {
	{ "plant", FORM_OPTION, "plant", "P", "default: this kiosk's", 0 },
	END,
};
static const struct verb_param level_params[] = {
	{ "seconds", FORM_OPTION, "seconds", "S", "how long to look for a better plan; default 1", 0 },
	{ "iterations", FORM_OPTION, "iterations", "N", "how many steps, in place of seconds", 0 },
	{ "seed", FORM_OPTION, "seed", "N", "the same seed and iterations give the same plan", 0 },
	{ "tray", FORM_FLAG, "tray", NULL, "book the orders that wait, too", 0 },
	DRY_RUN,
	FORCE,
	REASON,
	END,
};

/* ---- reschedule, undo, redo ---- */

static bool run_reschedule(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct drop_answer answer = { 0 };
	struct drop_wish wish;
	bool ok = drop_read(cli, req, &wish, err) && drop_run(cli, &wish, &answer, err);

	if (ok)
		drop_tell(&answer, out);
	drop_answer_done(&answer);
	return ok;
}

/* Putting back is judged by the server alone: overload is the only soft rule it knows. */
static bool run_reversal(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct drop_answer answer = { 0 };
	struct rows rows = { 0 };
	const char *reason;
	struct call c;
	bool ok, force;

	call_init(&c, req->verb->query);
	ok = drop_read_force(cli, req, &force, &reason, err) && cli_set(&c, "op_id", request_get(req, "op_id"), err) &&
	     cli_set(&c, "change_set", request_get(req, "change_set"), err) &&
	     (!force || (call_set(&c, "accepted", "overload", err) && call_set(&c, "reason", reason, err))) &&
	     cli_ask(cli, &c, &rows, err);
	call_done(&c);
	if (ok) {
		drop_take_answer(&rows, &answer);
		drop_tell(&answer, out);
	} else if (err->kind == ERR_CONFLICT) {
		cli_tell_conflicts(cli, json_array());
	}
	rows_done(&rows);
	return ok;
}

/* ---- board level ---- */

struct level_wish {
	struct drop_wish drop;
	struct level_limit limit;
	const struct clock *clock;
	int64_t seconds_ms, until_ms; /* seconds_ms < 0: by iterations */
	bool tray;
};

static bool time_is_up(void *ctx)
{
	const struct level_wish *wish = ctx;

	return clock_mono_ms(wish->clock) >= wish->until_ms;
}

static bool read_limit(const struct request *req, struct level_wish *wish, struct err *err)
{
	const char *seconds = request_get(req, "seconds");
	int64_t seed;

	if (seconds && request_has(req, "iterations"))
		return err_set(err, ERR_USAGE, "TWICE", "seconds", "--seconds and --iterations exclude each other.");
	if (!cli_int(req, "iterations", -1, 0, INT64_MAX, &wish->limit.iterations, err) ||
	    !cli_int(req, "seed", 1, 0, INT64_MAX, &seed, err))
		return false;
	wish->limit.seed = (uint64_t)seed;
	wish->seconds_ms = wish->limit.iterations < 0 ? 1000 : -1;
	if (seconds && !num_parse_positive(seconds, 3, "seconds", &wish->seconds_ms, err))
		return false;
	return wish->seconds_ms <= 3600000 ||
	       err_set(err, ERR_VALIDATION, "OUT_OF_RANGE", "seconds", "seconds must be at most 3600.");
}

static bool read_level(struct cli *cli, const struct request *req, struct level_wish *wish, struct err *err)
{
	*wish = (struct level_wish){ .clock = cli->clock, .tray = request_has(req, "tray") };
	wish->drop.dry_run = request_has(req, "dry_run");
	wish->drop.op_id = request_get(req, "op_id");
	str_format(wish->drop.gesture, sizeof(wish->drop.gesture), "board level%s%s", wish->tray ? " --tray" : "",
		   request_has(req, "force") ? " --force" : "");
	return read_limit(req, wish, err) && cli_zone(cli, err) &&
	       (wish->drop.dry_run || cli_need(cli, "scheduling.update", err)) &&
	       drop_read_force(cli, req, &wish->drop.force, &wish->drop.reason, err);
}

static struct plan_place *level_place(struct level_wish *wish, const struct board *b, struct arena *mem,
				      struct level_worth *worth)
{
	struct level_place *place = arena_alloc(mem, b->plan.n_bars * sizeof(*place));
	struct level_input in;

	board_level_input(b, wish->tray, mem, &in);
	if (wish->seconds_ms >= 0) {
		wish->until_ms = clock_mono_ms(wish->clock) + wish->seconds_ms;
		wish->limit.stop = time_is_up;
		wish->limit.ctx = wish;
	}
	level_run(&in, &wish->limit, place, worth);
	return board_level_draft(b, place, mem);
}

/* The draft as the outcome of a gesture that caused nothing by itself: late is told, not refused. */
static void judge(const struct board *b, const struct plan_place *draft, struct arena *mem, struct plan_outcome *ret)
{
	uint32_t *moved = arena_alloc(mem, b->plan.n_bars * sizeof(*moved));
	size_t n = 0;

	for (uint32_t i = 0; i < b->plan.n_bars; i++)
		if (draft[i].lane != PLAN_NO_LANE && !plan_place_equal(&draft[i], &b->plan.bar[i].at))
			moved[n++] = i;
	*ret = (struct plan_outcome){ .place = draft, .moved = moved, .n_moved = n };
	plan_conflicts(&b->plan, draft, mem, &ret->conflicts);
}

static bool level_save(struct cli *cli, const struct level_wish *wish, const struct board *b,
		       const struct plan_outcome *o, struct arena *mem, struct drop_answer *ret, struct err *err)
{
	const char *changes = board_changes(b, o->place, mem);
	char accepted[64];

	if (wish->drop.dry_run || str_equal(changes, "[]")) {
		ret->change_set = json_null();
		ret->changed = board_changed_json(b, o->place);
		return true;
	}
	board_accepted(wish->drop.force ? board_soft_rules(b, o) : 0, accepted, sizeof(accepted));
	return drop_send(cli, &wish->drop, changes, accepted, ret, err);
}

static bool level_once(struct cli *cli, struct level_wish *wish, struct drop_answer *ret, struct level_worth *worth,
		       struct err *err)
{
	struct board_view view = { 0 };
	struct arena mem = { 0 };
	struct plan_outcome o;
	int64_t now = clock_wall_us(cli->clock) / 1000000;
	bool ok = board_view_load(cli, NULL, now, now, &view, err);

	if (ok) {
		judge(&view.board, level_place(wish, &view.board, &mem, worth), &mem, &o);
		ok = !board_refusal(&view.board, &o, wish->drop.force || wish->drop.dry_run, err) &&
		     level_save(cli, wish, &view.board, &o, &mem, ret, err);
		if (ok) {
			ret->conflicts = board_conflicts_json(&view.board, &o);
			ret->late = board_late_json(&view.board, &o);
		} else if (err->kind == ERR_CONFLICT) {
			cli_tell_conflicts(cli, board_conflicts_json(&view.board, &o));
		}
	}
	arena_done(&mem);
	board_view_done(&view);
	return ok;
}

static void tell_worth(const struct level_worth *worth, struct output *out)
{
	char number[24];

	str_format(number, sizeof(number), "%zu", worth->unplaced);
	output_field(out, "unplaced", VAL_INT, number);
	str_format(number, sizeof(number), "%lld", (long long)worth->tardiness);
	output_field(out, "tardiness_s", VAL_INT, number);
}

static bool run_level(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct drop_answer answer = { 0 };
	struct level_worth worth = { 0 };
	struct level_wish wish;
	bool found, ok;

	if (!read_level(cli, req, &wish, err) ||
	    !drop_answered(cli, wish.drop.dry_run ? NULL : wish.drop.op_id, wish.drop.gesture, &answer, &found, err))
		return false;
	ok = found || level_once(cli, &wish, &answer, &worth, err);
	for (int i = 1; !ok && i < DROP_TRIES && answer.sent && drop_is_stale(err); i++) {
		answer.sent = false;
		ok = level_once(cli, &wish, &answer, &worth, err);
	}
	if (ok) {
		cli_tell_conflicts(cli, NULL);
		drop_tell(&answer, out);
		if (!found)
			tell_worth(&worth, out);
	}
	drop_answer_done(&answer);
	return ok;
}

const struct verb verbs_board[] = {
	{ .path = "reschedule",
	  .help = "move what is booked",
	  .query = Q_COUNT,
	  .params = reschedule_params,
	  .run = run_reschedule,
	  .takes_op_id = true },
	{ .path = "undo",
	  .help = "take a change of the board back",
	  .query = Q_BOARD_UNDO,
	  .params = undo_params,
	  .run = run_reversal },
	{ .path = "redo",
	  .help = "do again what was undone",
	  .query = Q_BOARD_REDO,
	  .params = undo_params,
	  .run = run_reversal },
	{ .path = "board history",
	  .help = "the last changes of the board",
	  .query = Q_BOARD_HISTORY,
	  .params = history_params,
	  .run = cli_run_query,
	  .list = "changes" },
	{ .path = "board level",
	  .help = "a plan without conflicts",
	  .query = Q_COUNT,
	  .params = level_params,
	  .run = run_level,
	  .takes_op_id = true },
	{ .path = NULL },
};
