/*
 * verbs_stock - goods in and out, what lies on the shelves, and its check.
 */
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define MATERIAL { "MATERIAL", FORM_ARG, "material", NULL, "code of the material", 0 }
#define QUANTITY { "QTY", FORM_ARG, "quantity", NULL, "how much, above zero, at most 6 decimals", 0 }
#define LOT { "lot", FORM_OPTION, "lot", "L", "lot number", 0 }
#define LOCATION { "location", FORM_OPTION, "location", "LOC", "where; default: the kiosk's", 0 }
#define AT { "at", FORM_OPTION, "at", "TS", "when it happened; default: now", 0 }
#define NOTES { "notes", FORM_OPTION, "notes", "S", "remark", 0 }
#define REASON { "reason", FORM_OPTION, "reason", "S", "why", 0 }
#define REASON_FORCE { "reason", FORM_OPTION, "reason", "S", "why; needed with --force", FLAG_WHEN }
#define REASON_NEEDED { "reason", FORM_NEEDED, "reason", "R", "why", 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param receive_params[] = {
	MATERIAL,
	QUANTITY,
	{ "ref-type", FORM_NEEDED, "ref_type", "T", "PURCHASE_ORDER, TRANSFER or ADJUSTMENT", FLAG_UPPER },
	{ "ref", FORM_OPTION, "ref", "ID", "PURCHASE_ORDER: NO or NO/LINE; else a positive number", FLAG_WHEN },
	{ "unit-cost", FORM_OPTION, "unit_cost", "C", "default: the order line's price, else the last receipt's", 0 },
	LOT,
	{ "expiry", FORM_OPTION, "expiry", "D", "expiry of the lot, YYYY-MM-DD", 0 },
	LOCATION,
	{ "delivery-note", FORM_OPTION, "delivery_note", "S", "the supplier's number", 0 },
	AT,
	NOTES,
	END,
};

static const struct verb_param issue_params[] = {
	MATERIAL,
	QUANTITY,
	{ "ref-type", FORM_NEEDED, "ref_type", "T", "WORK_ORDER, TRANSFER or ADJUSTMENT", FLAG_UPPER },
	{ "ref", FORM_NEEDED, "ref", "ID", "WORK_ORDER: its number; else a positive number", 0 },
	LOT,
	LOCATION,
	{ "force", FORM_FLAG, "force", NULL, "take what others reserved (materials.override)", 0 },
	REASON_FORCE,
	AT,
	NOTES,
	END,
};

static const struct verb_param adjust_params[] = {
	MATERIAL,
	{ "QTY", FORM_ARG, "quantity", NULL, "difference, +5 or -5", 0 },
	REASON_NEEDED,
	{ "unit-cost", FORM_OPTION, "unit_cost", "C", "of what is added; default: the last receipt's", 0 },
	LOT,
	LOCATION,
	AT,
	END,
};

static const struct verb_param return_params[] = {
	MATERIAL,
	QUANTITY,
	{ "ref-type", FORM_NEEDED, "ref_type", "T",
	  "WORK_ORDER (back from the floor) or PURCHASE_ORDER (to the supplier)", FLAG_UPPER },
	{ "of", FORM_NEEDED, "of", "TRANSACTION", "the issue or the receipt", 0 },
	NOTES,
	END,
};

static const struct verb_param reverse_params[] = {
	{ "TRANSACTION", FORM_ARG, "transaction", NULL, "its id", 0 },
	REASON_NEEDED,
	END,
};

static const struct verb_param transfer_params[] = {
	MATERIAL,
	QUANTITY,
	{ "from", FORM_NEEDED, "from", "LOC", "out of this location", 0 },
	{ "to", FORM_NEEDED, "to", "LOC", "into this one", 0 },
	LOT,
	NOTES,
	END,
};

static const struct verb_param count_params[] = {
	MATERIAL, { "QTY", FORM_ARG, "quantity", NULL, "what was counted", 0 }, LOCATION, LOT, REASON, END,
};

static const struct verb_param stock_params[] = {
	{ "QUERY", FORM_ARG_MAY, "query", NULL, "part of a code or name", 0 },
	END,
};

static const struct verb_param moves_params[] = {
	{ "MATERIAL", FORM_ARG_MAY, "material", NULL, "code of the material", 0 },
	{ "from", FORM_OPTION, "from", "TS", "booked at or after", 0 },
	{ "to", FORM_OPTION, "to", "TS", "booked before; a bare date includes that day", FLAG_UNTIL },
	{ "type", FORM_OPTION, "type", "T", "RECEIPT, ISSUE, ADJUSTMENT, TRANSFER, RETURN or REVERSAL", FLAG_UPPER },
	{ "ref-type", FORM_OPTION, "ref_type", "T", "WORK_ORDER, PURCHASE_ORDER, ADJUSTMENT or TRANSFER",
	  FLAG_UPPER | FLAG_WHEN },
	{ "ref", FORM_OPTION, "ref", "ID", "of that order or number", 0 },
	LOT,
	{ "limit", FORM_OPTION, "limit", "N", "at most so many", 0 },
	END,
};

static const struct verb_param layers_params[] = { MATERIAL, END };

static bool run_layers(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };

	if (!cli_ask_filled(cli, req, Q_STOCK_LAYERS_HEAD, &rows, err))
		return false;
	output_fields(out, &rows, NULL);
	if (!cli_ask_filled(cli, req, Q_STOCK_LAYERS, &rows, err))
		return false;
	output_list(out, "layers", &rows, NULL);
	return true;
}

static bool run_check(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };

	if (!cli_ask_filled(cli, req, Q_CHECK_STOCK, &rows, err))
		return false;
	if (rows.n > 0)
		out->exit_code = ERR_BUG;
	output_field(out, "ok", VAL_BOOL, rows.n > 0 ? "false" : "true");
	output_list(out, "violations", &rows, NULL);
	return true;
}

const struct verb verbs_stock[] = {
	{ .path = "receive",
	  .help = "goods in",
	  .query = Q_STOCK_RECEIVE,
	  .params = receive_params,
	  .run = cli_run_query },
	{ .path = "issue", .help = "goods out", .query = Q_STOCK_ISSUE, .params = issue_params, .run = cli_run_query },
	{ .path = "adjust",
	  .help = "correct the stock",
	  .query = Q_STOCK_ADJUST,
	  .params = adjust_params,
	  .run = cli_run_query },
	{ .path = "return",
	  .help = "back from the floor, or back to the supplier",
	  .query = Q_STOCK_RETURN,
	  .params = return_params,
	  .run = cli_run_query },
	{ .path = "reverse",
	  .help = "undo a transaction by its opposite",
	  .query = Q_STOCK_REVERSE,
	  .params = reverse_params,
	  .run = cli_run_query },
	{ .path = "transfer",
	  .help = "from one location to another",
	  .query = Q_STOCK_TRANSFER,
	  .params = transfer_params,
	  .run = cli_run_query },
	{ .path = "count",
	  .help = "post the difference to what was counted",
	  .query = Q_STOCK_COUNT,
	  .params = count_params,
	  .run = cli_run_query },
	{ .path = "stock",
	  .help = "what is on hand",
	  .query = Q_STOCK_SEARCH,
	  .params = stock_params,
	  .run = cli_run_query,
	  .list = "materials" },
	{ .path = "moves",
	  .help = "transactions, newest first",
	  .query = Q_STOCK_MOVES,
	  .params = moves_params,
	  .run = cli_run_query,
	  .list = "transactions" },
	{ .path = "layers",
	  .help = "cost layers in the order of drawing",
	  .query = Q_COUNT,
	  .params = layers_params,
	  .run = run_layers },
	{ .path = "check stock",
	  .help = "do layers, balances and values agree?",
	  .query = Q_CHECK_STOCK,
	  .run = run_check },
	{ .path = NULL },
};
