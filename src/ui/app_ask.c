/*
 * app_ask - requests to the server on behalf of screens.
 */
#include <stdlib.h>

#include "core/base/arena.h"
#include "ui/app_own.h"
#include "ui/widgets/table.h"

static void unlink_ask(struct app *app, struct ask *a)
{
	for (struct ask **p = &app->own->asks; *p != NULL; p = &(*p)->next)
		if (*p == a) {
			*p = a->next;
			return;
		}
}

static void fill_table(const struct ask *a, struct rows *rows, const struct err *err)
{
	if (err != NULL)
		app_error(a->app, err);
	else
		table_load(a->table, rows, false);
	a->app->own->relayout = true;
}

static void tell(const struct ask *a, struct rows *rows, const struct err *err)
{
	if (a->table != NULL)
		fill_table(a, rows, err);
	else
		a->answer(a->app, a->owner, rows, err);
	app_dirty(a->app);
}

/* Without a server the terminal's memory may know. */
static bool tell_remembered(const struct ask *a)
{
	struct rows rows = { 0 };
	struct err err = { 0 };

	if (a->app->remembered == NULL || a->call.value == NULL ||
	    !remembered_answer(a->app->remembered, &a->call, &rows, &err))
		return false;
	tell(a, err.kind == ERR_NONE ? &rows : NULL, err.kind == ERR_NONE ? NULL : &err);
	rows_done(&rows);
	return true;
}

/* session_done: the ask is gone before its owner hears, so that the owner may close or ask again. */
static void on_answer(void *ctx, struct rows *rows, const struct err *err)
{
	struct ask a = *(struct ask *)ctx;

	unlink_ask(a.app, ctx);
	free(ctx);
	if (err == NULL || err->kind != ERR_OFFLINE || !tell_remembered(&a))
		tell(&a, rows, err);
	call_done(&a.call);
}

/* A read is kept, so that memory can answer it; a PIN is not. */
static void send_or_remember(struct app *app, struct ask *a, const struct call *call)
{
	bool offline = app->session != NULL && session_link(app->session) == LINK_OFFLINE;
	struct rows rows = { 0 };
	struct err err = { 0 };

	if (app->remembered != NULL && !call_is_write(call->id) && call->id != Q_UNLOCK)
		call_copy(&a->call, call);
	if (offline && a->call.value != NULL && remembered_answer(app->remembered, &a->call, &rows, &err))
		a->from_memory = true;
	else if (app->session != NULL)
		a->request = session_send(app->session, call, on_answer, a);
	rows_done(&rows);
}

static uint64_t send(struct app *app, void *owner, const struct call *call, app_answer answer, struct table *table)
{
	struct ask *a = mem_alloc(sizeof(*a));

	a->app = app;
	a->owner = owner;
	a->answer = answer;
	a->table = table;
	a->since_ms = app_now_ms(app);
	a->number = ++app->own->last_number;
	a->next = app->own->asks;
	app->own->asks = a;
	send_or_remember(app, a, call);
	return a->number;
}

uint64_t app_ask(struct app *app, void *owner, const struct call *call, app_answer answer)
{
	return send(app, owner, call, answer, NULL);
}

static void drop(struct app *app, struct ask *a)
{
	if (app->session != NULL)
		session_forget(app->session, a->request);
	unlink_ask(app, a);
	call_done(&a->call);
	free(a);
}

/* There is never more than one. */
static void drop_for(struct app *app, const struct table *table)
{
	for (struct ask *a = app->own->asks; a != NULL; a = a->next)
		if (a->table == table) {
			drop(app, a);
			return;
		}
}

uint64_t app_ask_table(struct app *app, void *owner, const struct call *call, struct table *table)
{
	drop_for(app, table);
	return send(app, owner, call, NULL, table);
}

void app_table_reset(struct app *app, struct table *table)
{
	drop_for(app, table);
	table_reset(table);
}

void app_forget(struct app *app, uint64_t request)
{
	for (struct ask *a = app->own->asks; a != NULL; a = a->next)
		if (a->number == request) {
			drop(app, a);
			return;
		}
}

void asks_forget_owner(struct app *app, const void *owner)
{
	struct ask *next;

	for (struct ask *a = app->own->asks; a != NULL; a = next) {
		next = a->next;
		if (a->owner == owner)
			drop(app, a);
	}
}

bool app_asking(const struct app *app, const void *owner)
{
	for (const struct ask *a = app->own->asks; a != NULL; a = a->next)
		if (a->owner == owner)
			return true;
	return false;
}

int64_t asks_oldest_ms(const struct app *app)
{
	int64_t oldest = -1;

	for (const struct ask *a = app->own->asks; a != NULL; a = a->next)
		if (oldest < 0 || a->since_ms < oldest)
			oldest = a->since_ms;
	return oldest;
}

/* The oldest up to that number which is answered without a server: there is none at all, or memory knows. */
static struct ask *next_due(const struct app *app, uint64_t last)
{
	struct ask *oldest = NULL;

	for (struct ask *a = app->own->asks; a != NULL; a = a->next)
		if (a->number <= last && (app->session == NULL || a->from_memory))
			oldest = a;
	return oldest;
}

bool asks_are_due(const struct app *app)
{
	return next_due(app, UINT64_MAX) != NULL;
}

void asks_answer_offline(struct app *app)
{
	const uint64_t last = app->own->last_number;
	struct err err = { 0 };
	struct ask *a;

	err_set(&err, ERR_OFFLINE, "NO_SERVER", "", "there is no server");
	while ((a = next_due(app, last)) != NULL)
		on_answer(a, NULL, &err);
}
