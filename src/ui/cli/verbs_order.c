/*
 * verbs_order - work orders. Whatever changes an order answers with the
 * order as it left it.
 */
#include "ui/cli/cli.h"
#include "ui/cli/pairs.h"
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
	END,
};
static const struct verb_param one_params[] = { ORDER, END };
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

static bool run_show(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	return cli_read(cli, &order, request_get(req, "work_order"), out, err);
}

const struct verb verbs_order[] = {
	{ .path = "order add", .help = "a work order", .query = Q_ORDER_ADD, .params = add_params, .run = run_write },
	{ .path = "order release",
	  .help = "let the floor begin; reserves material",
	  .query = Q_ORDER_RELEASE,
	  .params = one_params,
	  .run = run_write },
	{ .path = "order start",
	  .help = "begin or go on",
	  .query = Q_ORDER_START,
	  .params = one_params,
	  .run = run_write },
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
