/*
 * board_view - which lanes, orders and states are shown, and the jump to an
 * order.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

/* ---- the filter ---- */

/* True when one of the words is in one of the texts; without words always. */
static bool has_word(const char *words, const char *const *text, size_t n)
{
	char copy[DESK_FILTER], *rest = copy, *word;
	bool any = false;

	str_copy(copy, sizeof(copy), words);
	while ((word = strsep(&rest, " ,")) != NULL) {
		if (!word[0])
			continue;
		any = true;
		for (size_t i = 0; i < n; i++)
			if (text[i] && strcasestr(text[i], word))
				return true;
	}
	return !any;
}

bool desk_hides_lane(const struct desk *s, uint32_t lane)
{
	const struct board_lane_fact *f = &s->base.lane_fact[lane];
	const char *const text[] = { s->base.plan.lane[lane].code, f->name, f->work_center };

	return s->filter.lanes[0] && !has_word(s->filter.lanes, text, 3);
}

static bool is_in_state(const struct desk *s, const struct desk_draft *d, uint32_t bar)
{
	const char *wanted = s->filter.state;
	uint8_t flags = d->conflicts.flags[bar];

	if (str_equal(wanted, "conflict"))
		return flags & (PLAN_OVERLOADED | PLAN_BROKEN | PLAN_OFF_CALENDAR | PLAN_WRONG_LANE);
	if (str_equal(wanted, "late"))
		return flags & PLAN_LATE;
	if (str_equal(wanted, "critical"))
		return d->times[bar].critical;
	if (str_equal(wanted, "short"))
		return s->base.fact[bar].is_short;
	return str_equal(wanted, plan_status_word(d->place[bar].status));
}

bool desk_hides(const struct desk *s, const struct desk_draft *d, uint32_t bar)
{
	const struct board_fact *f = &s->base.fact[bar];
	const char *const text[] = { f->number, f->product, f->name };

	if (!s->filter.completed && d->place[bar].status == PLAN_DONE)
		return true;
	if (s->filter.orders[0] && !has_word(s->filter.orders, text, 3))
		return true;
	return s->filter.state[0] && !is_in_state(s, d, bar);
}

bool desk_filters(const struct desk *s)
{
	return s->filter.lanes[0] || s->filter.orders[0] || s->filter.state[0];
}

/* ---- asking for it ---- */

static const struct choice states[] = {
	{ "", "all" },
	{ "planned", "planned" },
	{ "firm", "firm" },
	{ "running", "running" },
	{ "conflict", "conflict" },
	{ "late", "late" },
	{ "critical", "critical" },
	{ "short", "short of material" },
	{ NULL, NULL },
};
static const struct choice yes_no[] = { { "", "no" }, { "yes", "yes" }, { NULL, NULL } };

static const struct field_spec view_fields[] = {
	{ .name = "lanes", .label = "Lanes", .kind = FIELD_TEXT, .width = 30, .hint = "all; or parts of their names" },
	{ .name = "orders", .label = "Orders", .kind = FIELD_TEXT, .width = 30, .hint = "all; or number, product" },
	{ .name = "state", .label = "State", .kind = FIELD_CHOICE, .width = 20, .choices = states },
	{ .name = "completed", .label = "Completed too", .kind = FIELD_CHOICE, .width = 6, .choices = yes_no },
};

static void say_filter(struct app *app, const struct desk *s)
{
	if (!desk_filters(s))
		app_message(app, MSG_INFO, "everything is shown");
	else
		app_message(app, MSG_INFO, "shown: %zu of %zu lanes, %zu bars; v changes that", s->frame.n_lanes,
			    s->base.plan.n_lanes, s->frame.n_shown);
}

static bool view_filled(struct app *app, void *owner, struct form *form)
{
	struct desk *s = owner;
	bool completed;

	if (!form)
		return true;
	completed = form_get(form, "completed")[0] != '\0';
	str_copy(s->filter.lanes, sizeof(s->filter.lanes), form_get(form, "lanes"));
	str_copy(s->filter.orders, sizeof(s->filter.orders), form_get(form, "orders"));
	str_copy(s->filter.state, sizeof(s->filter.state), form_get(form, "state"));
	str_trim(s->filter.lanes);
	str_trim(s->filter.orders);
	s->look.view.top = 0;
	if (completed != s->filter.completed) {
		s->filter.completed = completed;
		desk_ask(app, s, PARTS_BARS);
	}
	desk_mend_cursor(s);
	desk_settle(s);
	say_filter(app, s);
	return true;
}

void desk_ask_view(struct app *app, struct desk *s)
{
	struct form *form = app_prompt(app, s, "View", "What the board shows; empty fields show all.", view_fields,
				       sizeof(view_fields) / sizeof(view_fields[0]), view_filled);

	form_set(form, "lanes", s->filter.lanes);
	form_set(form, "orders", s->filter.orders);
	form_set(form, "state", s->filter.state);
	form_set(form, "completed", s->filter.completed ? "yes" : "");
}

/* ---- the jump ---- */

/* "WO-124", or "WO-124/20" where the whole is no number. */
static uint32_t find(const struct desk *s, const char *number)
{
	uint32_t bar = board_bar_named(&s->base, number, 0);
	const char *slash = strrchr(number, '/');
	char order[64];

	if (bar != PLAN_NO_BAR || !slash)
		return bar;
	str_format(order, sizeof(order), "%.*s", (int)(slash - number), number);
	return board_bar_named(&s->base, order, (int)strtol(slash + 1, NULL, 10));
}

static void jump_to_tray(struct app *app, struct desk *s, uint32_t bar)
{
	s->look.in_tray = true;
	s->look.tray = s->base.plan.bar[bar].operation;
	app_message(app, MSG_INFO, "%s is in the tray: Space takes it", s->base.plan.bar[bar].number);
}

void desk_jump(struct app *app, struct desk *s, const char *number)
{
	uint32_t bar = find(s, number);

	if (bar == PLAN_NO_BAR) {
		app_message(app, MSG_BAD, "%s is not on the board", number);
	} else if (s->base.plan.bar[bar].at.lane == PLAN_NO_LANE) {
		jump_to_tray(app, s, bar);
	} else if (desk_hides(s, desk_shown(s), bar) || desk_hides_lane(s, s->base.plan.bar[bar].at.lane)) {
		app_message(app, MSG_INFO, "%s is filtered away; v changes what is shown", number);
	} else {
		s->look.in_tray = false;
		desk_to_bar(s, bar);
		desk_bring(s, bar);
	}
	desk_settle(s);
}

static const struct field_spec jump_fields[] = {
	{ .name = "order", .label = "Order", .kind = FIELD_CODE, .width = 24, .required = true },
};

static bool jump_filled(struct app *app, void *owner, struct form *form)
{
	char number[64];

	if (!form)
		return true;
	str_copy(number, sizeof(number), form_get(form, "order"));
	str_trim(number);
	desk_jump(app, owner, number);
	return true;
}

void desk_ask_jump(struct app *app, struct desk *s)
{
	app_prompt(app, s, "Go to an order", "", jump_fields, 1, jump_filled);
}
