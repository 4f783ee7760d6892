/*
 * receipt_anew - a receipt that the server refused, entered anew: the form
 * holds what the queue's line says, the person corrects it; once the new one
 * is kept, the refused one is taken back.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/queued.h"
#include "ui/screens/queue.h"
#include "ui/screens/receipt.h"

enum { VALUES = 20 };

/* "PO-7/20" is line 20 of PO-7. */
static void take_source(struct receipt *r, const char *ref)
{
	char order[SCANNED_CODE];
	const char *slash = strrchr(ref, '/');
	struct err err;
	int64_t line = 0;

	str_copy(order, sizeof(order), ref);
	if (slash != NULL && num_parse_int(slash + 1, "", &line, &err) && line > 0)
		order[(size_t)(slash - ref) < sizeof(order) ? (size_t)(slash - ref) : 0] = '\0';
	else
		line = 0;
	if (r->d.kind == RECEIPT_ORDER) {
		receipt_draft_take_order(&r->d, order);
		r->d.wanted_line = line;
	} else {
		form_set(&r->g.form, "ref", ref);
	}
}

static void take_value(struct receipt *r, const struct queued_value *v)
{
	if (str_equal(v->name, "ref"))
		take_source(r, v->text);
	else if (str_equal(v->name, "sscc"))
		str_copy(r->sscc, sizeof(r->sscc), v->text);
	else if (form_find(&r->g.form, v->name) != SIZE_MAX) {
		form_show(&r->g.form, v->name, true);
		form_set(&r->g.form, v->name, v->text);
	}
}

static const char *value_of(const struct queued_value *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(v[i].name, name))
			return v[i].text;
	return "";
}

bool receipt_anew_open(struct app *app, struct receipt *r, const char *arg)
{
	struct spool_op op = { 0 };
	struct queued_value v[VALUES];
	struct arena mem = { 0 };
	enum receipt_kind kind = RECEIPT_ORDER;
	size_t n;

	if (!queue_arg(arg, &r->anew))
		return false;
	if (!queue_load(app, r->anew, &op)) {
		r->anew = 0;
		spool_op_done(&op);
		return true;
	}
	n = queued_values(&op, &mem, v, VALUES);
	if (receipt_kind_parse(value_of(v, n, "ref_type"), &kind))
		receipt_draft_start(&r->d, kind);
	for (size_t i = 0; i < n; i++)
		take_value(r, &v[i]);
	if (r->d.wanted_line == 0)
		receipt_draft_want(&r->d, value_of(v, n, "material"), "");
	arena_done(&mem);
	spool_op_done(&op);
	return true;
}

void receipt_anew_kept(struct app *app, struct receipt *r)
{
	if (r->anew == 0)
		return;
	if (!queue_entered_anew(app, r->anew))
		app_message(app, MSG_INFO, "kept; line %d of the queue is still for a supervisor to take back",
			    (int)r->anew);
	r->anew = 0;
}
