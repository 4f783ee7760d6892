/*
 * verbs_purchase - purchase orders and deliveries. Whatever changes an order
 * answers with the order as it left it.
 */
#include "core/base/str.h"
#include "ui/cli/cli.h"
#include "ui/cli/pairs.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define NUMBER { "NO", FORM_ARG, "purchase_order", NULL, "number of the purchase order", 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

enum { PAIRS_MAX = 1000 };

static const struct verb_param add_params[] = {
	NUMBER,
	{ "supplier", FORM_NEEDED, "supplier", "S", "code of the supplier", 0 },
	{ "line", FORM_MANY, "line", "M=QTY@PRICE", "a line: material, quantity, price of one", FLAG_NEEDED },
	{ "tolerance", FORM_OPTION, "tolerance", "PERCENT", "how much more may be received", 0 },
	END,
};
static const struct verb_param line_params[] = {
	NUMBER,
	{ "M=QTY@PRICE", FORM_ARG, "line", NULL, "material, quantity, price of one", 0 },
	END,
};
static const struct verb_param close_params[] = {
	{ "NO[/LINE]", FORM_ARG, "purchase_order", NULL, "the order, or one line of it", 0 },
	END,
};
static const struct verb_param show_params[] = { NUMBER, END };
static const struct verb_param list_params[] = {
	{ "supplier", FORM_OPTION, "supplier", "S", "only of this supplier", 0 },
	{ "open", FORM_FLAG, "open", NULL, "only those with open lines", 0 },
	{ "query", FORM_OPTION, "query", "TEXT", "part of a number or supplier", 0 },
	END,
};
static const struct verb_param receive_params[] = {
	NUMBER,
	{ "LINE=QTY", FORM_ARG_MANY, "line", NULL, "what came for each line", 0 },
	{ "location", FORM_OPTION, "location", "LOC", "where; default: the kiosk's", 0 },
	{ "delivery-note", FORM_OPTION, "delivery_note", "S", "the supplier's number", 0 },
	{ "at", FORM_OPTION, "at", "TS", "when it happened; default: now", 0 },
	{ "notes", FORM_OPTION, "notes", "S", "remark", 0 },
	END,
};

static const struct answer_part parts[] = {
	{ NULL, Q_PO_SHOW },
	{ "lines", Q_PO_LINES },
};
static const struct answer order = { "purchase_order", parts, 2 };

static bool set_pairs(const struct request *req, struct call *c, enum pair_kind kind, const char *param,
		      const char *into, struct err *err)
{
	const char *texts[PAIRS_MAX], *json;
	size_t n = request_all(req, param, texts, PAIRS_MAX);

	if (n > PAIRS_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", param, "These are more than %d lines.", PAIRS_MAX);
	return pairs_json(&c->mem, kind, texts, n, param, &json, err) && call_set(c, into, json, err);
}

static bool run_add(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, Q_PO_ADD);
	ok = cli_fill(req, &c, err) && set_pairs(req, &c, PAIR_PRICED, "line", "lines", err) &&
	     cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

static bool set_line(const struct request *req, struct call *c, struct err *err)
{
	struct pair p;

	if (!pair_split(&c->mem, request_get(req, "line"), "line", &p, err))
		return false;
	if (!p.price) {
		err_set(err, ERR_VALIDATION, "BAD_PAIR", "line", "The price of %s is missing.", p.key);
		return err_hint(err, "M=QTY@PRICE");
	}
	return call_set(c, "material", p.key, err) && call_set(c, "quantity", p.quantity, err) &&
	       call_set(c, "unit_price", p.price, err);
}

static bool run_line(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, Q_PO_LINE);
	ok = cli_fill(req, &c, err) && set_line(req, &c, err) && cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

static bool run_close(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	const char *number, *line;
	struct call c;
	bool ok;

	call_init(&c, Q_PO_CLOSE);
	split_slash(&c.mem, request_get(req, "purchase_order"), &number, &line);
	ok = cli_fill(req, &c, err) && call_set(&c, "purchase_order", number, err) && cli_set(&c, "line", line, err) &&
	     cli_write(cli, &order, &c, out, err);
	call_done(&c);
	return ok;
}

static bool run_show(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	return cli_read(cli, &order, request_get(req, "purchase_order"), out, err);
}

static bool run_receive(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	char replayed[8];
	struct call c;
	bool ok;

	call_init(&c, Q_STOCK_RECEIVE_LINES);
	ok = cli_fill(req, &c, err) && set_pairs(req, &c, PAIR_LINE, "line", "lines", err) &&
	     cli_ask(cli, &c, &rows, err);
	if (ok) {
		str_copy(replayed, sizeof(replayed), rows_bool(&rows, 0, "replayed") ? "true" : "false");
		output_field(out, "purchase_order", VAL_TEXT, call_get(&c, "purchase_order"));
		output_list(out, "lines", &rows, "replayed");
		output_field(out, "replayed", VAL_BOOL, replayed);
	}
	call_done(&c);
	return ok;
}

const struct verb verbs_purchase[] = {
	{ .path = "po add", .help = "a purchase order", .query = Q_PO_ADD, .params = add_params, .run = run_add },
	{ .path = "po line", .help = "one more line", .query = Q_PO_LINE, .params = line_params, .run = run_line },
	{ .path = "po close",
	  .help = "nothing more will come",
	  .query = Q_PO_CLOSE,
	  .params = close_params,
	  .run = run_close },
	{ .path = "po show",
	  .help = "an order and its lines",
	  .query = Q_PO_SHOW,
	  .params = show_params,
	  .run = run_show },
	{ .path = "po list",
	  .help = "purchase orders",
	  .query = Q_PO_LIST,
	  .params = list_params,
	  .run = cli_run_query,
	  .list = "purchase_orders" },
	{ .path = "po receive",
	  .help = "a delivery, all or nothing",
	  .query = Q_STOCK_RECEIVE_LINES,
	  .params = receive_params,
	  .run = run_receive },
	{ .path = NULL },
};
