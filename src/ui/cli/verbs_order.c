/*
 * verbs_order - work orders. Whatever changes an order answers with the
 * order as it left it.
 */
#include "core/base/str.h"
#include "ui/cli/board_drop.h"
#include "ui/cli/pairs.h"
#include "ui/cli/routing.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define ORDER { "WO", FORM_ARG, "work_order", NULL, "number of the work order", 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

enum { NEEDS_MAX = 1000 };

static const struct verb_param add_params[] = {
	ORDER,
	{ "product", FORM_OPTION, "product", "M", "what is made; its receipt is posted at the end", 0 },
	{ "qty", FORM_NEEDED, "quantity", "N", "pieces", 0 },
	{ "due", FORM_NEEDED, "due", "TS", "when it must be ready", 0 },
	{ "needs", FORM_MANY, "need", "M=QTY", "material for the whole order", 0 },
	{ "op", FORM_MANY, "op", "SEQ:LANE[|LANE..]:MINUTES", "an operation; default: 10, anywhere", 0 },
	{ "after", FORM_MANY, "predecessor", "WO[+MIN]", "waits for that order, and so long after it", 0 },
	END,
};
static const struct verb_param one_params[] = { ORDER, END };
static const struct verb_param start_params[] = {
	{ "WO[/OP]", FORM_ARG, "work_order", NULL, "the order; default: its first operation that is not finished", 0 },
	END,
};
static const struct verb_param link_params[] = {
	ORDER,
	{ "after", FORM_NEEDED, "predecessor", "WO[+MIN]", "waits for that order, and so long after it", 0 },
	END,
};
static const struct verb_param assign_params[] = {
	{ "WO[/OP]", FORM_ARG, "work_order", NULL, "the order, or one operation of it", 0 },
	{ "lane", FORM_NEEDED, "lane", "L", "where it is made", 0 },
	{ "start", FORM_NEEDED, "start", "TS", "when it begins", 0 },
	{ "minutes", FORM_OPTION, "minutes", "N", "working minutes; default: as planned, or by the cycle", 0 },
	{ "cascade", FORM_OPTION, "cascade", "MODE", "how others follow: none, push (default), keep or close", 0 },
	{ "force", FORM_FLAG, "force", NULL, "override soft rules (scheduling.override)", 0 },
	{ "reason", FORM_OPTION, "reason", "S", "why; needed with --force", FLAG_WHEN },
	END,
};
static const struct verb_param cancel_params[] = {
	ORDER,
	{ "reason", FORM_OPTION, "reason", "S", "why", 0 },
	END,
};
static const struct verb_param log_params[] = {
	{ "WO[/OP]", FORM_ARG, "work_order", NULL, "the order, or one operation of it", 0 },
	{ "machine", FORM_OPTION, "machine", "M", "default: the lane's only machine", 0 },
	{ "good", FORM_NEEDED, "good", "N", "good pieces", 0 },
	{ "scrap", FORM_OPTION, "scrap", "N", "scrapped pieces", 0 },
	{ "rework", FORM_OPTION, "rework", "N", "pieces that need more work", 0 },
	{ "reason", FORM_OPTION, "reason", "R", "why pieces were scrapped", 0 },
	{ "at", FORM_OPTION, "at", "TS", "when it happened; default: now", 0 },
	END,
};
static const struct verb_param list_params[] = {
	{ "QUERY", FORM_ARG_MAY, "query", NULL, "part of a number or product", 0 },
	{ "status", FORM_OPTION, "status", "S", "PLANNED, RELEASED, IN_PROGRESS, PAUSED, COMPLETED or CANCELLED",
	  FLAG_UPPER },
	{ "all", FORM_FLAG, "all", NULL, "finished ones too", 0 },
	END,
};

static const struct answer_part parts[] = {
	{ NULL, Q_ORDER_SHOW },
	{ "operations", Q_ORDER_OPERATIONS },
	{ "materials", Q_ORDER_MATERIALS },
};
static const struct answer order = { "work_order", parts, 3 };

static bool set_needs(const struct request *req, struct call *c, struct err *err)
{
	const char *texts[NEEDS_MAX], *json;
	size_t n = request_all(req, "need", texts, NEEDS_MAX);

	if (n == 0)
		return true;
	if (n > NEEDS_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "needs", "These are more than %d materials.",
			       NEEDS_MAX);
	return pairs_json(&c->mem, PAIR_NEED, texts, n, "needs", &json, err) && call_set(c, "needs", json, err);
}

static bool set_operations(const struct request *req, struct call *c, struct err *err)
{
	const char *texts[NEEDS_MAX], *json;
	size_t n = request_all(req, "op", texts, NEEDS_MAX);

	if (n == 0)
		return true;
	if (n > NEEDS_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "operations", "These are more than %d operations.",
			       NEEDS_MAX);
	return routing_json(&c->mem, texts, n, &json, err) && call_set(c, "operations", json, err);
}

/* A name that an order has is that order; else it may end in a lag. What is no order at all is left to the server. */
static bool read_after(struct cli *cli, struct arena *mem, const char *text, struct after *ret, struct err *err)
{
	struct after lagged;
	bool known;

	*ret = (struct after){ .work_order = text };
	if (!after_split(mem, text, &lagged))
		return true;
	if (!cli_order_exists(cli, text, &known, err))
		return false;
	if (known)
		return true;
	if (!cli_order_exists(cli, lagged.work_order, &known, err))
		return false;
	if (known)
		*ret = lagged;
	return true;
}

static bool set_after(struct cli *cli, const struct request *req, struct call *c, struct err *err)
{
	const char *texts[NEEDS_MAX];
	struct after after[NEEDS_MAX];
	size_t n = request_all(req, "predecessor", texts, NEEDS_MAX);

	if (n > NEEDS_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "after", "These are more than %d orders.", NEEDS_MAX);
	for (size_t i = 0; i < n; i++)
		if (!read_after(cli, &c->mem, texts[i], &after[i], err))
			return false;
	return n == 0 || call_set(c, "after", after_json(&c->mem, after, n), err);
}

/* "WO/20": the part behind the slash is an operation where the statement has one. */
static bool set_operation(const struct request *req, struct call *c, struct err *err)
{
	const char *number, *operation;

	if (!call_has(c->id, "operation"))
		return true;
	split_slash(&c->mem, request_get(req, "work_order"), &number, &operation);
	return call_set(c, "work_order", number, err) && cli_set(c, "operation", operation, err);
}

static bool run_write(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && set_needs(req, &c, err) && set_operation(req, &c, err) &&
	     cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

static bool run_add(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && set_needs(req, &c, err) && set_operations(req, &c, err) &&
	     set_after(cli, req, &c, err) && cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

static bool run_link(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct after after;
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && read_after(cli, &c.mem, request_get(req, "predecessor"), &after, err) &&
	     call_set(&c, "after", after.work_order, err) &&
	     (!call_has(c.id, "lag_minutes") || cli_set(&c, "lag_minutes", after.lag_minutes, err)) &&
	     cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

/* The order as it is now; only its number for somebody who may not look at orders. */
static bool tell_assigned(struct cli *cli, const struct request *req, const struct drop_answer *answer,
			  struct output *out, struct err *err)
{
	struct arena mem = { 0 };
	const char *number = answer->number, *operation;
	bool ok;

	if (!number[0])
		split_slash(&mem, request_get(req, "work_order"), &number, &operation);
	ok = cli_read(cli, &order, number, out, err);
	if (!ok && err->kind == ERR_UNAUTHORIZED) {
		output_done(out);
		output_field(out, "work_order_number", VAL_CODE, number);
		ok = true;
	}
	arena_done(&mem);
	return ok;
}

static bool run_assign(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct drop_answer answer = { 0 };
	struct drop_wish wish;
	bool ok = drop_read(cli, req, &wish, err) && drop_run(cli, &wish, &answer, err) &&
		  tell_assigned(cli, req, &answer, out, err);

	if (ok) {
		output_json_only(out, "change_set", json_incref(answer.change_set));
		output_field(out, "replayed", VAL_BOOL, answer.replayed ? "true" : "false");
	}
	drop_answer_done(&answer);
	return ok;
}

static bool run_show(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	return cli_read(cli, &order, request_get(req, "work_order"), out, err);
}

const struct verb verbs_order[] = {
	{ .path = "order add", .help = "a work order", .query = Q_ORDER_ADD, .params = add_params, .run = run_add },
	{ .path = "order release",
	  .help = "let the floor begin; reserves material",
	  .query = Q_ORDER_RELEASE,
	  .params = one_params,
	  .run = run_write },
	{ .path = "order assign",
	  .help = "book it on a lane",
	  .query = Q_COUNT,
	  .params = assign_params,
	  .run = run_assign,
	  .takes_op_id = true },
	{ .path = "order start",
	  .help = "begin or go on",
	  .query = Q_ORDER_START,
	  .params = start_params,
	  .run = run_write },
	{ .path = "order pause",
	  .help = "stop for a while",
	  .query = Q_ORDER_PAUSE,
	  .params = cancel_params,
	  .run = run_write },
	{ .path = "order link",
	  .help = "let it wait for another order",
	  .query = Q_ORDER_LINK,
	  .params = link_params,
	  .run = run_link },
	{ .path = "order unlink",
	  .help = "let it wait no longer",
	  .query = Q_ORDER_UNLINK,
	  .params = link_params,
	  .run = run_link },
	{ .path = "order log",
	  .help = "pieces that were made",
	  .query = Q_ORDER_LOG,
	  .params = log_params,
	  .run = run_write },
	{ .path = "order complete",
	  .help = "done; posts the product's receipt",
	  .query = Q_ORDER_COMPLETE,
	  .params = one_params,
	  .run = run_write },
	{ .path = "order cancel",
	  .help = "will not be made",
	  .query = Q_ORDER_CANCEL,
	  .params = cancel_params,
	  .run = run_write },
	{ .path = "order show",
	  .help = "an order, its operations and materials",
	  .query = Q_ORDER_SHOW,
	  .params = one_params,
	  .run = run_show },
	{ .path = "order list",
	  .help = "work orders",
	  .query = Q_ORDER_LIST,
	  .params = list_params,
	  .run = cli_run_query,
	  .list = "orders" },
	{ .path = NULL },
};
