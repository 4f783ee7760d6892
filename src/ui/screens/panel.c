/*
 * panel - tables under a list; see panel.h.
 */
#include "ui/screens/panel.h"

#include "core/base/str.h"
#include "ui/ask.h"

enum role panel_order_role(const char *state)
{
	if (str_equal(state, "IN_PROGRESS"))
		return ROLE_GOOD;
	if (str_equal(state, "PAUSED"))
		return ROLE_WARN;
	if (str_equal(state, "RELEASED"))
		return ROLE_INFO;
	return ROLE_DIM;
}

const char *panel_order_words(const char *state)
{
	static const char *const words[][2] = {
		{ "PLANNED", "planned ·" }, { "RELEASED", "released ▷" },   { "IN_PROGRESS", "in progress ▶" },
		{ "PAUSED", "paused ‖" },   { "COMPLETED", "completed ✓" }, { "CANCELLED", "cancelled ✗" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_equal(state, words[i][0]))
			return words[i][1];
	}
	return state;
}

/* Both lists begin with the first three. */
enum { MOVE_WHEN, MOVE_WHAT, MOVE_CHANGE, MOVE_REFERENCE };

static const struct table_column material_moves[] = {
	[MOVE_WHEN] = { .title = "when", .name = "created_at", .min = 12, .max = 12, .role = ROLE_BODY },
	[MOVE_WHAT] = { .title = "what", .name = "transaction_type", .min = 8, .max = 19, .role = ROLE_BODY },
	[MOVE_CHANGE] = { .title = "change", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	[MOVE_REFERENCE] = { .title = "belongs to",
			     .name = "reference",
			     .min = 10,
			     .max = 20,
			     .priority = 1,
			     .role = ROLE_VALUE },
	{ .title = "cost", .name = "total_cost", .align = ALIGN_RIGHT, .min = 8, .priority = 2, .role = ROLE_NUMBER },
	{ .title = "place", .name = "location", .min = 6, .max = 12, .priority = 5, .role = ROLE_BODY },
	{ .title = "lot", .name = "lot", .min = 6, .max = 16, .priority = 4, .role = ROLE_BODY },
	{ .title = "person", .name = "user", .min = 8, .max = 16, .priority = 3, .role = ROLE_DIM },
};

static const struct table_column order_moves[] = {
	[MOVE_WHEN] = { .title = "when", .name = "created_at", .min = 12, .max = 12, .role = ROLE_BODY },
	[MOVE_WHAT] = { .title = "what", .name = "transaction_type", .min = 8, .max = 19, .role = ROLE_BODY },
	[MOVE_CHANGE] = { .title = "change", .align = ALIGN_RIGHT, .min = 8, .role = ROLE_NUMBER },
	{ .title = "material", .name = "material", .min = 10, .max = 20, .role = ROLE_VALUE },
	{ .title = "cost", .name = "total_cost", .align = ALIGN_RIGHT, .min = 8, .priority = 2, .role = ROLE_NUMBER },
	{ .title = "place", .name = "location", .min = 6, .max = 12, .priority = 5, .role = ROLE_BODY },
	{ .title = "lot", .name = "lot", .min = 6, .max = 16, .priority = 4, .role = ROLE_BODY },
	{ .title = "person", .name = "user", .min = 8, .max = 16, .priority = 3, .role = ROLE_DIM },
};

/* "RECEIPT", and the sign says the direction: "+500". What was undone says so. */
static bool move_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *change = rows_text(rows, row, "quantity_change");
	char number[96];

	if (rows_bool(rows, row, "reversed"))
		ret->role = ROLE_DIM;
	if (column == MOVE_WHEN) {
		app_time(ctx, rows_text(rows, row, "created_at"), ret->text, sizeof(ret->text));
		return true;
	}
	if (column == MOVE_WHAT && rows_bool(rows, row, "reversed")) {
		str_format(ret->text, sizeof(ret->text), "%s, undone", rows_text(rows, row, "transaction_type"));
		return true;
	}
	if (column != MOVE_CHANGE)
		return false;
	app_number(ctx, change, number, sizeof(number));
	str_format(ret->text, sizeof(ret->text), "%s%s", change[0] == '-' ? "" : "+", number);
	return true;
}

/* A bare number needs its kind: "transfer 18". */
static bool material_move_cell(const void *ctx, const struct rows *rows, size_t row, size_t column,
			       struct table_cell *ret)
{
	const char *type = rows_text(rows, row, "reference_type");
	const char *word = str_equal(type, "TRANSFER") ? "transfer" : str_equal(type, "ADJUSTMENT") ? "adjustment" : "";

	if (column != MOVE_REFERENCE || word[0] == '\0')
		return move_cell(ctx, rows, row, column, ret);
	str_format(ret->text, sizeof(ret->text), "%s %s", word, rows_text(rows, row, "reference"));
	return true;
}

const struct table_spec panel_material_moves = {
	PANEL_COLUMNS(material_moves),
	.key = "transaction_id",
	.format = material_move_cell,
	.empty = "No movements yet. The first receipt will stand here.",
	.read_only = true,
};

const struct table_spec panel_order_moves = {
	PANEL_COLUMNS(order_moves),	      .key = "transaction_id", .format = move_cell,
	.empty = "Nothing moved for it yet.", .read_only = true,
};

void panel_read_material_moves(struct app *app, void *owner, struct table *t, const char *material)
{
	char limit[16];

	str_format(limit, sizeof(limit), "%d", PANEL_MOVES);
	ask_table(app, owner, t, Q_STOCK_MOVES, "material", material, "limit", limit, NULL);
}

void panel_read_order_moves(struct app *app, void *owner, struct table *t, const char *ref_type, const char *ref)
{
	char limit[16];

	str_format(limit, sizeof(limit), "%d", PANEL_MOVES);
	ask_table(app, owner, t, Q_STOCK_MOVES, "ref_type", ref_type, "ref", ref, "limit", limit, NULL);
}

void panel_draw(const struct canvas *c, struct rect r, const struct table *t, const char *title, const char *hint)
{
	struct rect head = rect_cut_top(&r, 1);
	struct canvas line = canvas_sub(c, head), body = canvas_sub(c, r);
	int used;

	canvas_line(&line, 0, 0, head.cols, ROLE_BORDER);
	used = text_printf(&line, 0, 1, ROLE_LABEL, " %s ", title);
	if (hint[0] != '\0')
		text_printf(&line, 0, used + 2, ROLE_DIM, " %s ", hint);
	table_draw(t, &body, false);
}
