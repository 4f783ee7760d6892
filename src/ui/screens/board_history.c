/*
 * board_history - drops taken back and done again. The server knows them, so
 * they can be taken back tomorrow, and it says no where others went on.
 */
#include <jansson.h>
#include <string.h>

#include "core/base/str.h"
#include "core/exact_json.h"
#include "ui/ask.h"
#include "ui/screens/board.h"
#include "ui/screens/panel.h"

static void undone(struct app *app, void *owner, struct rows *rows, const struct err *err);

/* ---- sending ---- */

static void send(struct app *app, struct desk *s, const char *reason)
{
	bool redo = s->drop.errand == ERRAND_REDO;
	uint64_t sent = ask(app, s, redo ? Q_BOARD_REDO : Q_BOARD_UNDO, undone, "op_id", s->drop.op_id, "change_set",
			    s->drop.change_set, "accepted", s->drop.accepted, "reason", reason, NULL);

	if (sent)
		s->drop.wait = WAIT_ANSWER;
}

static void start(struct app *app, struct desk *s, enum desk_errand errand, const char *change_set)
{
	desk_drop_done(s);
	s->drop.errand = errand;
	str_copy(s->drop.change_set, sizeof(s->drop.change_set), change_set);
	uuid_make(app->clock, s->drop.op_id);
	send(app, s, NULL);
}

void desk_undo(struct app *app, struct desk *s, enum desk_errand errand)
{
	if (desk_may_change(app, s))
		start(app, s, errand, "");
}

/* ---- the answer ---- */

static void reasoned(struct app *app, void *owner, const char *reason)
{
	struct desk *s = owner;

	if (reason)
		send(app, s, reason);
}

static void refused(struct app *app, struct desk *s, const struct err *err)
{
	s->drop.wait = WAIT_NONE;
	s->drop.n_queue = 0;
	if (s->may_override && str_equal(err->code, "OVERLOAD") && !s->drop.accepted[0]) {
		str_copy(s->drop.accepted, sizeof(s->drop.accepted), "overload");
		app_reason(app, s, "Over the rules", err->message, reasoned);
		return;
	}
	app_error(app, err);
}

/* How many bars, and the first of them to go to. */
static size_t read_changed(struct desk *s, const char *answer)
{
	json_t *root = exact_json(answer), *changed = json_object_get(root, "changed");
	const json_t *first = json_array_get(changed, 0);
	const char *number = json_string_value(json_object_get(first, "work_order_number"));
	size_t n = json_array_size(changed);
	struct arena mem = { 0 };

	if (number)
		str_format(s->jump, sizeof(s->jump), "%s/%s", number,
			   exact_json_cell(&mem, json_object_get(first, "operation")));
	arena_done(&mem);
	json_decref(root);
	return n;
}

static void undone(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct desk *s = owner;
	bool redo = s->drop.errand == ERRAND_REDO;
	size_t n;

	if (err) {
		refused(app, s, err);
		return;
	}
	n = read_changed(s, rows_text(rows, 0, "answer"));
	s->drop.wait = WAIT_BASE;
	app_message(app, MSG_GOOD, "%s: %zu bar%s %s; %s", redo ? "done again" : "taken back", n, n == 1 ? "" : "s",
		    redo ? "moved" : "moved back", redo ? "u takes it back" : "r does it again");
	desk_ask(app, s, PARTS_BARS);
}

/* ---- the list ---- */

static const struct table_column columns[] = {
	{ .title = "at", .name = "at", .min = 5, .max = 12, .role = ROLE_BODY },
	{ .title = "who", .name = "user", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "kind", .name = "kind", .min = 4, .max = 6, .role = ROLE_LABEL },
	{ .title = "bars", .name = "bars", .align = ALIGN_RIGHT, .min = 4, .role = ROLE_NUMBER },
	{ .title = "what", .name = "gesture", .min = 28, .grow = 1, .role = ROLE_BODY },
	{ .title = "reason", .name = "reason", .min = 8, .max = 30, .priority = 2, .role = ROLE_DIM },
	{ .title = "back", .name = "reversed_by", .min = 4, .max = 8, .priority = 1, .role = ROLE_DIM },
};
enum { COLUMN_AT, COLUMN_BACK = 6 };

static bool cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *back = rows_text(rows, row, "reversed_by");

	if (column == COLUMN_AT)
		app_time(ctx, rows_text(rows, row, "at"), ret->text, sizeof(ret->text));
	else if (column == COLUMN_BACK)
		str_format(ret->text, sizeof(ret->text), "%s%s", back[0] ? "by " : "", back);
	else
		return false;
	return true;
}

static const struct table_spec spec = {
	PANEL_COLUMNS(columns),
	.key = "change_set",
	.format = cell,
	.empty = "Nothing was dropped yet.",
};

static void confirmed(struct app *app, void *owner, bool yes)
{
	struct desk *s = owner;
	char change_set[24];

	str_copy(change_set, sizeof(change_set), s->drop.change_set);
	if (yes)
		start(app, s, ERRAND_UNDO, change_set);
}

static void picked(struct app *app, void *owner, const char *key)
{
	struct desk *s = owner;
	char text[120];

	if (!key || !desk_may_change(app, s))
		return;
	str_copy(s->drop.change_set, sizeof(s->drop.change_set), key);
	str_format(text, sizeof(text), "Change %s is taken back as a whole, as far as nobody moved its bars since.",
		   key);
	app_confirm(app, s, "Take back", text, "Take back", confirmed);
}

static void listed(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	if (err)
		app_error(app, err);
	else
		app_pick(app, owner, "Changes of the plan, newest first", &spec, app, rows, picked);
}

void desk_history(struct app *app, struct desk *s)
{
	ask(app, s, Q_BOARD_HISTORY, listed, NULL);
}
