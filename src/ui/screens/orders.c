/*
 * orders - work orders: where they stand, what they need, what they wait
 * for, what they cost so far; make, release, start, report, complete.
 *
 * Enter on an order opens the issue screen with it.
 */
#include "ui/screens/orders.h"

#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"

/* ---- reading ---- */

static void read_panel(struct app *app, struct orders *s, enum orders_panel panel)
{
	static const enum query_id ids[ORDERS_PANELS] = {
		[ORDERS_NEEDS] = Q_ORDER_MATERIALS,
		[ORDERS_OPERATIONS] = Q_ORDER_OPERATIONS,
		[ORDERS_LINKS] = Q_ORDER_DEPENDENCIES,
	};

	if (panel == ORDERS_MOVES)
		panel_read_order_moves(app, s, &s->panel[panel], "WORK_ORDER", s->order);
	else
		ask_table(app, s, &s->panel[panel], ids[panel], "work_order", s->order, NULL);
}

void orders_read_panels(struct app *app, struct orders *s)
{
	if (!s->order[0])
		return;
	read_panel(app, s, s->shown);
	if (!rect_empty(s->below))
		read_panel(app, s, orders_second(s));
}

static void forget_panels(struct app *app, struct orders *s)
{
	for (int i = 0; i < ORDERS_PANELS; i++)
		app_table_reset(app, &s->panel[i]);
}

static void follow_selection(struct app *app, void *state)
{
	struct orders *s = state;
	const char *selected = table_get(&s->list, "work_order_number");

	if (str_equal(selected, s->order))
		return;
	str_copy(s->order, sizeof(s->order), selected);
	forget_panels(app, s);
	orders_read_panels(app, s);
}

static void got_list(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_table_load(app, &s->list, rows);
	/* An order that was just made here is no change to hold back. */
	if (s->wanted[0])
		table_apply(&s->list);
	if (s->wanted[0] && table_select(&s->list, s->wanted))
		s->wanted[0] = '\0';
	follow_selection(app, s);
}

void orders_read_list(struct app *app, struct orders *s)
{
	ask(app, s, Q_ORDER_LIST, got_list, "all", s->all ? "true" : NULL, NULL);
}

void orders_changed(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (err) {
		app_error(app, err);
		return;
	}
	app_message(app, MSG_GOOD, "%s: %s", rows_text(rows, 0, "work_order_number"), s->done);
	orders_read_list(app, s);
	orders_read_panels(app, s);
}

/* ---- the screen ---- */

static bool orders_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct orders *s = state;

	(void)err;
	orders_tables_init(app, s);
	s->may_plan = app_may(app, "scheduling.update");
	str_copy(s->wanted, sizeof(s->wanted), arg);
	return true;
}

static void orders_close(struct app *app, void *state)
{
	struct orders *s = state;

	(void)app;
	table_done(&s->list);
	for (int i = 0; i < ORDERS_PANELS; i++)
		table_done(&s->panel[i]);
}

static void orders_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	orders_read_list(app, state);
	orders_read_panels(app, state);
}

static void turn_panel(struct app *app, struct orders *s, int by)
{
	s->shown = (s->shown + ORDERS_PANELS + (unsigned)by) % ORDERS_PANELS;
	orders_read_panels(app, s);
}

static void show_finished(struct app *app, struct orders *s)
{
	s->all = !s->all;
	table_reset(&s->list);
	orders_read_list(app, s);
}

static bool orders_act(struct app *app, void *state, enum action action)
{
	struct orders *s = state;
	bool selected = table_row(&s->list) != SIZE_MAX;

	if (s->list.finding)
		return false;
	switch ((int)action) {
	case ACT_RELOAD:
		table_apply(&s->list);
		orders_update(app, s, TOPIC_ALL);
		return true;
	case ACT_MORE:
		show_finished(app, s);
		return true;
	case ACT_PICK:
		orders_new(app, s);
		return true;
	case ACT_NEXT_FIELD:
	case ACT_PREV_FIELD:
		turn_panel(app, s, action == ACT_NEXT_FIELD ? 1 : -1);
		return true;
	case ACT_SAVE:
		if (selected)
			orders_offer_moves(app, s);
		return true;
	case ACT_GO:
		if (selected && app_may(app, "materials.issue"))
			app_open(app, "issue", s->order);
		return true;
	default:
		return false;
	}
}

static struct table *orders_table(void *state)
{
	return &((struct orders *)state)->list;
}

static bool has_line(const void *state)
{
	return table_row(&((const struct orders *)state)->list) != SIZE_MAX;
}

static bool may_plan(const void *state)
{
	return ((const struct orders *)state)->may_plan;
}

static void orders_subtitle(const void *state, char *ret, size_t size)
{
	str_copy(ret, size, ((const struct orders *)state)->all ? "all" : "open");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE,
	  .label = "Do ...",
	  .enabled = has_line,
	  .help = "List what can be done with the selected order now" },
	{ .action = ACT_PICK, .label = "New", .enabled = may_plan, .help = "Make a new work order" },
	{ .action = ACT_GO, .label = "Issue", .enabled = has_line, .help = "Go on to issue material to it" },
	{ .action = ACT_NEXT_FIELD,
	  .label = "Next part",
	  .enabled = has_line,
	  .help = "Show its material, operations, dependencies or movements" },
	{ .action = ACT_MORE, .label = "Open/all", .help = "Show the finished orders too, or only the open ones" },
	{ .action = ACT_FIND },
	{ .action = ACT_RELOAD },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_orders = {
	.name = "orders",
	.title = "Work orders",
	.purpose = "Make, release, start, complete",
	.permission = "materials.view",
	.help = "Work orders that are not finished, and below what the selected one needs and got; Tab goes on to its "
		"operations and where they are booked, to the orders it waits for, to its movements. Enter goes on to "
		"issue material to it; F2 lists what can be done with it now: release, start, report pieces, pause, "
		"complete, cancel, let it wait for another, show it on the board. F4 makes a new order.\n"
		"An open quantity larger than what is available is marked. The cost grows with each issue.",
	.topics = TOPIC_ORDER | TOPIC_STOCK | TOPIC_BOARD,
	.flags = SCREEN_LIVE,
	.state_size = sizeof(struct orders),
	.keys = keys,
	.open = orders_open,
	.close = orders_close,
	.layout = orders_layout,
	.update = orders_update,
	.act = orders_act,
	.draw = orders_draw,
	.table = orders_table,
	.selected = follow_selection,
	.subtitle = orders_subtitle,
};
