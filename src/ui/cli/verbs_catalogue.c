/*
 * verbs_catalogue - materials, suppliers, locations, barcodes, and how suppliers write their labels.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define CODE(param, help) { "CODE", FORM_ARG, param, NULL, help, 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
#define METHOD { "method", FORM_OPTION, "method", "M", "FIFO, LIFO or WEIGHTED_AVERAGE", FLAG_UPPER }
#define REORDER { "reorder-point", FORM_OPTION, "reorder_point", "N", "below this it is low; 0: never", 0 }
/* clang-format on */

static const struct verb_param material_add_params[] = {
	CODE("material", "code of the new material"),
	{ "name", FORM_NEEDED, "name", "TEXT", "what people call it", 0 },
	{ "uom", FORM_NEEDED, "uom", "UOM", "unit of measure", 0 },
	METHOD,
	REORDER,
	{ "lot-required", FORM_FLAG, "lot_required", NULL, "each receipt names a lot", 0 },
	{ "expiry-required", FORM_FLAG, "expiry_required", NULL, "each lot has an expiry date", 0 },
	END,
};
static const struct verb_param material_set_params[] = {
	CODE("material", "code of the material"),
	{ "name", FORM_OPTION, "name", "TEXT", "what people call it", 0 },
	METHOD,
	REORDER,
	{ "lot-required", FORM_OPTION, "lot_required", "yes|no", "each receipt names a lot", 0 },
	{ "expiry-required", FORM_OPTION, "expiry_required", "yes|no", "each lot has an expiry date", 0 },
	END,
};
static const struct verb_param material_params[] = { CODE("material", "code of the material"), END };
static const struct verb_param supplier_params[] = {
	CODE("supplier", "code of the new supplier"),
	{ "name", FORM_NEEDED, "name", "TEXT", "its name", 0 },
	{ "tolerance", FORM_OPTION, "tolerance", "PERCENT", "how much more than ordered may be received", 0 },
	END,
};
static const struct verb_param location_params[] = {
	CODE("location", "code of the new location"),
	{ "plant", FORM_OPTION, "plant", "P", "default: the kiosk's", 0 },
	END,
};

static const struct verb_param barcode_params[] = {
	{ "TEXT", FORM_ARG, "barcode", NULL, "what stands on it; a trade item's number with or without leading zeros",
	  0 },
	{ "material", FORM_NEEDED, "material", "M", "what it is on", 0 },
	{ "uom", FORM_OPTION, "uom", "U", "what one scan is; default: the material's unit", 0 },
	{ "factor", FORM_OPTION, "factor", "N", "so many of the material's unit; default: its conversion", 0 },
	END,
};
static const struct verb_param label_params[] = {
	CODE("supplier", "code of the supplier"),
	{ "ID=FIELD", FORM_ARG_MANY, "rule", NULL,
	  "1P=material: on its labels 1P is our number; 9D=-: 9D means nothing; 9D=: as everybody's", 0 },
	END,
};

enum { RULES_MAX = 64 };

/* All are judged before the first is sent. */
static bool split_rule(struct arena *mem, const char *text, const char **ret_id, const char **ret_field,
		       struct err *err)
{
	char *copy = arena_strdup(mem, text), *equals = strchr(copy, '=');

	if (!equals || equals == copy) {
		err_set(err, ERR_VALIDATION, "BAD_PAIR", "rule", "\"%s\" has not the form that is wanted.", text);
		return err_hint(err, "ID=FIELD, as in 1P=material");
	}
	*equals = '\0';
	*ret_id = copy;
	*ret_field = equals[1] ? equals + 1 : NULL;
	return true;
}

static bool split_rules(const struct request *req, struct arena *mem, const char *id[RULES_MAX],
			const char *field[RULES_MAX], size_t *ret_n, struct err *err)
{
	const char *texts[RULES_MAX];
	size_t n = request_all(req, "rule", texts, RULES_MAX);

	if (n > RULES_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_MANY", "rule", "These are more than %d rules.", RULES_MAX);
	if (n > 1 && request_has(req, "op_id"))
		return err_set(err, ERR_USAGE, "TOO_MANY", "op_id", "--op-id stands for one rule, these are %zu.", n);
	for (size_t i = 0; i < n; i++)
		if (!split_rule(mem, texts[i], &id[i], &field[i], err))
			return false;
	*ret_n = n;
	return true;
}

/* One rule; its row goes to *all. */
static bool set_rule(struct cli *cli, const struct request *req, const char *id, const char *field, struct rows *all,
		     bool *replayed, struct err *err)
{
	static const struct column columns[] = { { "identifier", VAL_TEXT }, { "label_field", VAL_TEXT } };
	struct rows rows = { 0 };
	struct call c;
	bool ok;

	call_init(&c, Q_LABEL_RULE_SET);
	ok = cli_fill(req, &c, err) && call_set(&c, "identifier", id, err) && cli_set(&c, "label_field", field, err) &&
	     cli_ask(cli, &c, &rows, err);
	if (ok) {
		const char *cells[] = { rows_get(&rows, 0, "identifier"), rows_get(&rows, 0, "label_field") };

		if (all->n_columns == 0)
			rows_init(all, columns, 2);
		rows_append(all, cells);
		*replayed = *replayed && rows_bool(&rows, 0, "replayed");
	}
	call_done(&c);
	rows_done(&rows);
	return ok;
}

static bool run_label(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	const char *id[RULES_MAX], *field[RULES_MAX];
	struct arena mem = { 0 };
	struct rows all = { 0 };
	bool replayed = true;
	size_t n = 0;
	bool ok = split_rules(req, &mem, id, field, &n, err);

	for (size_t i = 0; ok && i < n; i++)
		ok = set_rule(cli, req, id[i], field[i], &all, &replayed, err);
	if (ok) {
		output_field(out, "supplier", VAL_TEXT, request_get(req, "supplier"));
		output_list(out, "rules", &all, NULL);
		output_field(out, "replayed", VAL_BOOL, replayed ? "true" : "false");
	}
	rows_done(&all);
	arena_done(&mem);
	return ok;
}

const struct verb verbs_catalogue[] = {
	{ .path = "material add",
	  .help = "a material",
	  .query = Q_MATERIAL_ADD,
	  .params = material_add_params,
	  .run = cli_run_query },
	{ .path = "material set",
	  .help = "change a material",
	  .query = Q_MATERIAL_SET,
	  .params = material_set_params,
	  .run = cli_run_query },
	{ .path = "material show",
	  .help = "one material",
	  .query = Q_MATERIAL_SHOW,
	  .params = material_params,
	  .run = cli_run_query },
	{ .path = "supplier add",
	  .help = "a supplier",
	  .query = Q_SUPPLIER_ADD,
	  .params = supplier_params,
	  .run = cli_run_query },
	{ .path = "supplier list",
	  .help = "suppliers",
	  .query = Q_SUPPLIER_LIST,
	  .run = cli_run_query,
	  .list = "suppliers" },
	{ .path = "supplier label",
	  .help = "how its labels use an identifier",
	  .query = Q_LABEL_RULE_SET,
	  .params = label_params,
	  .run = run_label },
	{ .path = "supplier labels",
	  .help = "how labels of suppliers differ from everybody's",
	  .query = Q_LABEL_RULES,
	  .run = cli_run_query,
	  .list = "rules" },
	{ .path = "barcode add",
	  .help = "what a barcode is on, and how much of it",
	  .query = Q_BARCODE_ADD,
	  .params = barcode_params,
	  .run = cli_run_query },
	{ .path = "location add",
	  .help = "a place for goods",
	  .query = Q_LOCATION_ADD,
	  .params = location_params,
	  .run = cli_run_query },
	{ .path = "location list",
	  .help = "places for goods",
	  .query = Q_LOCATION_LIST,
	  .run = cli_run_query,
	  .list = "locations" },
	{ .path = NULL },
};
