/*
 * orders_form - a new work order, and what an order must wait for.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/cli/pairs.h"
#include "ui/cli/routing.h"
#include "ui/screens/orders.h"

enum { WORDS_MAX = 64 };

/* ---- a new order ---- */

static const struct field_spec new_fields[] = {
	{ .name = "work_order", .label = "Number", .kind = FIELD_CODE, .width = 20, .required = true },
	{ .name = "product", .label = "Makes", .kind = FIELD_CODE, .width = 20, .hint = "material; empty: nothing" },
	{ .name = "quantity", .label = "Quantity", .kind = FIELD_QUANTITY, .width = 14, .required = true },
	{ .name = "due",
	  .label = "Due",
	  .kind = FIELD_TIME,
	  .width = 20,
	  .required = true,
	  .hint = "2026-12-01 14:00" },
	{ .name = "operations",
	  .label = "Operations",
	  .kind = FIELD_TEXT,
	  .width = 0,
	  .hint = "10:PRESS1:240 20:WELD:90" },
	{ .name = "needs", .label = "Material", .kind = FIELD_TEXT, .width = 0, .hint = "M-1042=800 M-2001=180" },
	{ .name = "after", .label = "Waits for", .kind = FIELD_TEXT, .width = 0, .hint = "WO-121 WO-124+30" },
};

/* The words of a field, in place. */
static size_t split_words(char *text, const char *ret[WORDS_MAX])
{
	size_t n = 0;

	for (char *at = text; *at && n < WORDS_MAX;) {
		at += strspn(at, " \t,");
		if (!*at)
			break;
		ret[n++] = at;
		at += strcspn(at, " \t,");
		if (*at)
			*at++ = '\0';
	}
	return n;
}

typedef bool (*words_json)(struct arena *mem, const char *const *texts, size_t n, const char *field, const char **ret,
			   struct err *err);

static bool needs_json(struct arena *mem, const char *const *texts, size_t n, const char *field, const char **ret,
		       struct err *err)
{
	return pairs_json(mem, PAIR_NEED, texts, n, field, ret, err);
}

static bool operations_json(struct arena *mem, const char *const *texts, size_t n, const char *field, const char **ret,
			    struct err *err)
{
	(void)field;
	return routing_json(mem, texts, n, ret, err);
}

/* Only "+30" is a lag here: "WO-118" is a number. A lead is made with "let it wait". */
static bool predecessors_json(struct arena *mem, const char *const *texts, size_t n, const char *field,
			      const char **ret, struct err *err)
{
	struct after after[WORDS_MAX];

	(void)field;
	(void)err;
	for (size_t i = 0; i < n; i++)
		if (!after_split(mem, texts[i], &after[i]) || after[i].lag_minutes[0] == '-')
			after[i] = (struct after){ .work_order = texts[i] };
	*ret = after_json(mem, after, n);
	return true;
}

static bool set_words(struct call *call, const struct form *form, const char *field, words_json to_json,
		      struct err *err)
{
	const char *words[WORDS_MAX], *json;
	char *text = arena_strdup(&call->mem, form_get(form, field));
	size_t n = split_words(text, words);

	return n == 0 || (to_json(&call->mem, words, n, field, &json, err) && call_set(call, field, json, err));
}

static bool fill_new(struct call *call, struct form *form, struct err *err)
{
	static const char *const plain[] = { "work_order", "product", "quantity", "due" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (!call_set(call, plain[i], form_get(form, plain[i]), err))
			return false;
	return set_words(call, form, "operations", operations_json, err) &&
	       set_words(call, form, "needs", needs_json, err) &&
	       set_words(call, form, "after", predecessors_json, err);
}

/* The form stays until the server took it: nothing typed is lost. */
static void was_made(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;

	if (!err) {
		app_dialog_close(app, s);
		str_copy(s->wanted, sizeof(s->wanted), rows_text(rows, 0, "work_order_number"));
	}
	orders_changed(app, s, rows, err);
}

static bool new_filled(struct app *app, void *owner, struct form *form)
{
	struct orders *s = owner;
	struct call call;
	struct err err = { 0 };

	if (!form)
		return true;
	call_init(&call, Q_ORDER_ADD);
	s->done = "planned";
	if (form_complete(form, &err) && fill_new(&call, form, &err))
		app_ask(app, s, &call, was_made);
	else
		app_error(app, &err);
	call_done(&call);
	return false;
}

void orders_new(struct app *app, struct orders *s)
{
	if (!s->may_plan) {
		app_message(app, MSG_BAD, "Making orders needs the right to plan");
		return;
	}
	app_prompt(app, s, "New work order",
		   "Operations: number, lane, minutes. All but number, quantity and due may stay empty.", new_fields,
		   sizeof(new_fields) / sizeof(new_fields[0]), new_filled);
}

/* ---- dependencies ---- */

static const struct field_spec link_fields[] = {
	{ .name = "after", .label = "Waits for order", .kind = FIELD_CODE, .width = 20, .required = true },
	{ .name = "lag_minutes",
	  .label = "Minutes between",
	  .kind = FIELD_TEXT,
	  .width = 10,
	  .hint = "30; -30 overlaps" },
};

static void was_linked(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	if (!err)
		app_dialog_close(app, owner);
	orders_changed(app, owner, rows, err);
}

static bool link_filled(struct app *app, void *owner, struct form *form)
{
	struct orders *s = owner;
	struct call call;
	struct err err = { 0 };

	if (!form)
		return true;
	call_init(&call, Q_ORDER_LINK);
	s->done = "waits for another";
	if (form_complete(form, &err) && call_set(&call, "work_order", s->order, &err) && form_call(form, &call, &err))
		app_ask(app, s, &call, was_linked);
	else
		app_error(app, &err);
	call_done(&call);
	return false;
}

void orders_link(struct app *app, struct orders *s)
{
	char title[TABLE_KEY + 16];

	s->shown = ORDERS_LINKS;
	orders_read_panels(app, s);
	str_format(title, sizeof(title), "%s waits for", s->order);
	app_prompt(app, s, title, "", link_fields, sizeof(link_fields) / sizeof(link_fields[0]), link_filled);
}

static const struct table_column predecessor_columns[] = {
	{ .title = "order", .name = "work_order", .min = 8, .max = 20, .role = ROLE_VALUE },
	{ .title = "lag min", .name = "lag_minutes", .align = ALIGN_RIGHT, .min = 7, .role = ROLE_NUMBER },
};

static const struct table_spec predecessor_spec = {
	PANEL_COLUMNS(predecessor_columns),
	.key = "work_order",
	.empty = "It waits for no order.",
};

static void unlink_picked(struct app *app, void *owner, const char *key)
{
	struct orders *s = owner;

	if (!key)
		return;
	s->done = "waits no more";
	ask(app, s, Q_ORDER_UNLINK, orders_changed, "work_order", s->order, "after", key, NULL);
}

/* Only those it waits for. */
static void got_links(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct orders *s = owner;
	struct rows list = { 0 };

	if (err) {
		app_error(app, err);
		return;
	}
	rows_init(&list, rows->column, rows->n_columns);
	for (size_t i = 0; i < rows->n; i++)
		if (str_equal(rows_text(rows, i, "role"), "predecessor"))
			rows_append(&list, rows->cell + i * rows->n_columns);
	if (list.n > 0) {
		app_pick(app, s, "Waits no more for", &predecessor_spec, app, &list, unlink_picked);
		return;
	}
	rows_done(&list);
	app_message(app, MSG_INFO, "%s waits for no order", s->order);
}

void orders_unlink(struct app *app, struct orders *s)
{
	s->shown = ORDERS_LINKS;
	orders_read_panels(app, s);
	ask(app, s, Q_ORDER_DEPENDENCIES, got_links, "work_order", s->order, NULL);
}
