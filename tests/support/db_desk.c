/*
 * db_desk - calls of a kiosk to the test's plant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "db/sqlstate.h"
#include "support/db_plant.h"

enum { MAX_PARAMS = 20, MAX_PAIRS = 2 * MAX_PARAMS + 1 };

/* ---- sending ---- */

static void value_set(const struct query *q, const char **values, const char *param, const char *value)
{
	size_t i = query_param_index(q, param);

	if (i >= q->n_params)
		fail_msg("%s has no parameter %s", q->name, param);
	values[i] = value;
}

void desk_send_pairs(struct desk *d, enum query_id id, const char *const *pairs)
{
	const struct query *q = query_get(id);
	const char *values[MAX_PARAMS] = { 0 };

	assert_true(q->n_params <= MAX_PARAMS);
	if (query_param_index(q, "token") < q->n_params)
		value_set(q, values, "token", d->token);
	if (query_param_index(q, "op_id") < q->n_params) {
		plant_op_id(d->plant, d->op_id);
		value_set(q, values, "op_id", d->op_id);
	}
	for (; *pairs; pairs += 2)
		value_set(q, values, pairs[0], pairs[1]);
	if (!PQsendQueryParams(d->pg, q->sql, (int)q->n_params, NULL, values, NULL, NULL, 0))
		fail_msg("%s: %s", q->name, PQerrorMessage(d->pg));
}

static void send_values(struct desk *d, enum query_id id, va_list ap)
{
	const char *pairs[MAX_PAIRS] = { 0 };

	for (size_t i = 0; i + 2 < MAX_PAIRS; i += 2) {
		pairs[i] = va_arg(ap, const char *);
		if (!pairs[i])
			break;
		pairs[i + 1] = va_arg(ap, const char *);
	}
	desk_send_pairs(d, id, pairs);
}

void desk_send(struct desk *d, enum query_id id, ...)
{
	va_list ap;

	va_start(ap, id);
	send_values(d, id, ap);
	va_end(ap);
}

bool desk_ready(struct desk *d)
{
	struct pollfd p = { .fd = PQsocket(d->pg), .events = POLLIN };

	if (PQisBusy(d->pg) && poll(&p, 1, 0) > 0)
		(void)PQconsumeInput(d->pg);
	return !PQisBusy(d->pg);
}

/* ---- answers ---- */

static void wait_input(struct desk *d)
{
	int64_t until = clock_mono_ms(clock_system()) + PLANT_LIMIT_MS;
	struct pollfd p = { .fd = PQsocket(d->pg), .events = POLLIN };

	while (PQisBusy(d->pg)) {
		int64_t left = until - clock_mono_ms(clock_system());

		if (left <= 0)
			fail_msg("no answer in %d ms", PLANT_LIMIT_MS);
		poll(&p, 1, (int)left);
		if (!PQconsumeInput(d->pg))
			return;
	}
}

/* A refusal that left a trace is a row. */
static void refusal_read(struct reply *r)
{
	if (PQntuples(r->rows) == 0 || PQfnumber(r->rows, "hint") != 4 || PQgetisnull(r->rows, 0, 0))
		return;
	r->err.kind = err_kind_parse(PQgetvalue(r->rows, 0, 0));
	str_copy(r->err.code, sizeof(r->err.code), PQgetvalue(r->rows, 0, 1));
	str_copy(r->err.field, sizeof(r->err.field), PQgetvalue(r->rows, 0, 2));
	str_copy(r->err.message, sizeof(r->err.message), PQgetvalue(r->rows, 0, 3));
}

struct reply desk_take(struct desk *d)
{
	struct reply r = { 0 };
	PGresult *more;

	wait_input(d);
	r.rows = PQgetResult(d->pg);
	assert_non_null(r.rows);
	if (PQresultStatus(r.rows) == PGRES_TUPLES_OK)
		refusal_read(&r);
	else
		(void)sqlstate_err(r.rows, &r.err);
	wait_input(d);
	while ((more = PQgetResult(d->pg)))
		PQclear(more);
	return r;
}

struct reply desk_ask(struct desk *d, enum query_id id, ...)
{
	va_list ap;

	va_start(ap, id);
	send_values(d, id, ap);
	va_end(ap);
	return desk_take(d);
}

void desk_do(struct desk *d, enum query_id id, const char *column, char ret[PLANT_CELL], ...)
{
	struct reply r;
	char text[300];
	va_list ap;

	va_start(ap, ret);
	send_values(d, id, ap);
	va_end(ap);
	r = desk_take(d);
	if (!reply_ok(&r))
		fail_msg("%s: %s", query_get(id)->name, reply_text(&r, text, sizeof(text)));
	if (column)
		str_copy(ret, PLANT_CELL, reply_get(&r, column));
	reply_done(&r);
}

void reply_done(struct reply *r)
{
	PQclear(r->rows);
	*r = (struct reply){ 0 };
}

const char *reply_get(const struct reply *r, const char *column)
{
	int i = PQfnumber(r->rows, column);

	if (i < 0 || PQntuples(r->rows) == 0)
		fail_msg("the answer has no %s", column);
	return PQgetvalue(r->rows, 0, i);
}

bool reply_ok(const struct reply *r)
{
	return r->err.kind == ERR_NONE;
}

bool reply_is(const struct reply *r, enum err_kind kind, const char *code)
{
	return r->err.kind == kind && (!code || str_equal(r->err.code, code));
}

const char *reply_text(const struct reply *r, char *buffer, size_t size)
{
	if (reply_ok(r))
		return "ok";
	str_format(buffer, size, "%s %s %s: %s", err_kind_name(r->err.kind), r->err.code, r->err.field, r->err.message);
	return buffer;
}

void reply_assert(const struct reply *r, enum err_kind kind, const char *code, const char *file, int line)
{
	char text[300];

	if (reply_is(r, kind, code))
		return;
	print_error("wanted %s %s, got %s\n", kind == ERR_NONE ? "ok" : err_kind_name(kind), code ? code : "",
		    reply_text(r, text, sizeof(text)));
	_fail(file, line);
}

/* ---- desks ---- */

void desk_open(struct desk *d, struct plant *p, const char *user)
{
	*d = (struct desk){ .plant = p };
	d->pg = PQconnectdb(p->kiosk_url);
	if (PQstatus(d->pg) != CONNECTION_OK)
		fail_msg("no connection: %s", PQerrorMessage(d->pg));
	d->pid = PQbackendPID(d->pg);
	desk_do(d, Q_SIGN_ON, "token", d->token, "user", user, "pin", "1234", NULL);
}

void desk_close(struct desk *d)
{
	PQfinish(d->pg);
	*d = (struct desk){ 0 };
}

/* ---- what most tests begin with ---- */

void stock_make(struct desk *d, const char *material, const char *method, const char *quantity)
{
	desk_do(d, Q_MATERIAL_ADD, NULL, NULL, "material", material, "name", material, "uom", "pcs", "method", method,
		NULL);
	if (quantity)
		desk_do(d, Q_STOCK_RECEIVE, NULL, NULL, "material", material, "quantity", quantity, "ref_type",
			"ADJUSTMENT", "unit_cost", "2", NULL);
}

void order_make(struct desk *d, const char *number, const char *needs)
{
	desk_do(d, Q_ORDER_ADD, NULL, NULL, "work_order", number, "quantity", "10", "due", "2031-01-01T12:00:00Z",
		"needs", needs, NULL);
	desk_do(d, Q_ORDER_RELEASE, NULL, NULL, "work_order", number, NULL);
}
