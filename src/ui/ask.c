/*
 * ask - see ask.h.
 */
#include "ui/ask.h"

#include <stdarg.h>

static bool fill(struct call *call, va_list args, struct err *err)
{
	const char *name;

	while ((name = va_arg(args, const char *)) != NULL) {
		if (!call_set(call, name, va_arg(args, const char *), err))
			return false;
	}
	return true;
}

uint64_t ask(struct app *app, void *owner, enum query_id id, app_answer answer, ...)
{
	struct call call;
	struct err err = { 0 };
	uint64_t request = 0;
	va_list args;

	call_init(&call, id);
	va_start(args, answer);
	if (fill(&call, args, &err))
		request = app_ask(app, owner, &call, answer);
	else
		app_error(app, &err);
	va_end(args);
	call_done(&call);
	return request;
}

uint64_t ask_table(struct app *app, void *owner, struct table *table, enum query_id id, ...)
{
	struct call call;
	struct err err = { 0 };
	uint64_t request = 0;
	va_list args;

	call_init(&call, id);
	va_start(args, id);
	if (fill(&call, args, &err))
		request = app_ask_table(app, owner, &call, table);
	else
		app_error(app, &err);
	va_end(args);
	call_done(&call);
	return request;
}
