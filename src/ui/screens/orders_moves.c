/*
 * orders_moves - what can be done with the selected order now, by its state
 * and the person's rights.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/orders.h"

static void move_order(struct app *app, struct orders *s, enum query_id id, const char *done)
{
	s->done = done;
	ask(app, s, id, orders_changed, "work_order", s->order, NULL);
}

static void complete_confirmed(struct app *app, void *owner, bool yes)
{
	if (yes)
		move_order(app, owner, Q_ORDER_COMPLETE, "completed");
}

static void cancel_reasoned(struct app *app, void *owner, const char *reason)
{
	struct orders *s = owner;

	if (!reason)
		return;
	s->done = "cancelled";
	ask(app, s, Q_ORDER_CANCEL, orders_changed, "work_order", s->order, "reason", reason, NULL);
}

static const struct field_spec log_fields[] = {
	{ .name = "good", .label = "Good pieces", .kind = FIELD_QUANTITY, .width = 14, .required = true },
	{ .name = "scrap", .label = "Scrap", .kind = FIELD_QUANTITY, .width = 14 },
	{ .name = "rework", .label = "Rework", .kind = FIELD_QUANTITY, .width = 14 },
};

static bool log_filled(struct app *app, void *owner, struct form *form)
{
	struct orders *s = owner;
	struct call call;
	struct err err = { 0 };
	bool ok;

	if (!form)
		return true;
	call_init(&call, Q_ORDER_LOG);
	s->done = "pieces reported";
	ok = form_complete(form, &err) && call_set(&call, "work_order", s->order, &err) && form_call(form, &call, &err);
	if (ok)
		app_ask(app, s, &call, orders_changed);
	else
		app_error(app, &err);
	call_done(&call);
	return ok;
}

/* ---- the menu ---- */

static void do_issue(struct app *app, struct orders *s)
{
	app_open(app, "issue", s->order);
}

static void do_board(struct app *app, struct orders *s)
{
	app_open(app, "board", s->order);
}

static void do_release(struct app *app, struct orders *s)
{
	move_order(app, s, Q_ORDER_RELEASE, "released");
}

static void do_start(struct app *app, struct orders *s)
{
	move_order(app, s, Q_ORDER_START, "started");
}

static void do_pause(struct app *app, struct orders *s)
{
	move_order(app, s, Q_ORDER_PAUSE, "paused");
}

static void do_log(struct app *app, struct orders *s)
{
	app_prompt(app, s, "Report pieces", s->order, log_fields, sizeof(log_fields) / sizeof(log_fields[0]),
		   log_filled);
}

static void do_complete(struct app *app, struct orders *s)
{
	char title[TABLE_KEY + 16];

	str_format(title, sizeof(title), "Complete %s", s->order);
	app_confirm(app, s, title, "Its good pieces go into stock at the order's material cost. This ends the order.",
		    "Complete", complete_confirmed);
}

static void do_cancel(struct app *app, struct orders *s)
{
	char title[TABLE_KEY + 16];

	str_format(title, sizeof(title), "Cancel %s", s->order);
	app_reason(app, s, title,
		   "Issued material stays on the order; reservations and its place on the board are freed.",
		   cancel_reasoned);
}

/* What an order can be, as bits. */
enum { PLANNED = 1, RELEASED = 2, IN_PROGRESS = 4, PAUSED = 8, OPEN = RELEASED | IN_PROGRESS | PAUSED };

struct move {
	const char *key, *words, *hint;
	unsigned states;
	const char *permission;
	void (*run)(struct app *app, struct orders *s);
};

static const struct move moves[] = {
	{ "issue", "Issue material to it", "Enter", OPEN, "materials.issue", do_issue },
	{ "board", "Show it on the board", NULL, PLANNED | OPEN, "scheduling.view", do_board },
	{ "release", "Release: reserve its material", NULL, PLANNED, "scheduling.update", do_release },
	{ "start", "Start", NULL, RELEASED | PAUSED, "production.report", do_start },
	{ "log", "Report pieces", NULL, IN_PROGRESS, "production.report", do_log },
	{ "pause", "Pause", NULL, IN_PROGRESS, "production.report", do_pause },
	{ "complete", "Complete", NULL, IN_PROGRESS, "production.report", do_complete },
	{ "link", "Let it wait for another order", NULL, PLANNED | OPEN, "scheduling.update", orders_link },
	{ "unlink", "Let it wait no more", NULL, PLANNED | OPEN, "scheduling.update", orders_unlink },
	{ "cancel", "Cancel the order", NULL, PLANNED | OPEN, "scheduling.update", do_cancel },
};
enum { MOVES = sizeof(moves) / sizeof(moves[0]) };

static unsigned state_bit(const char *state)
{
	static const char *const names[] = { "PLANNED", "RELEASED", "IN_PROGRESS", "PAUSED" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_equal(state, names[i]))
			return 1U << i;
	return 0;
}

static void move_picked(struct app *app, void *owner, const char *key)
{
	for (size_t i = 0; key && i < MOVES; i++)
		if (str_equal(key, moves[i].key)) {
			moves[i].run(app, owner);
			return;
		}
}

void orders_offer_moves(struct app *app, struct orders *s)
{
	const char *state = table_get(&s->list, "order_status");
	struct menu_item items[MOVES + 1] = { { 0 } };
	size_t n = 0;

	for (size_t i = 0; i < MOVES; i++)
		if ((moves[i].states & state_bit(state)) && app_may(app, moves[i].permission))
			items[n++] = (struct menu_item){ moves[i].key, moves[i].words, moves[i].hint };
	if (n == 0)
		app_message(app, MSG_INFO, "Nothing can be done with %s now: it is %s", s->order,
			    panel_order_words(state));
	else
		app_menu(app, s, s->order, items, move_picked);
}
