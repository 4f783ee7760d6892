/*
 * verbs_catalogue - materials, suppliers, locations.
 */
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
