/*
 * request - the queue and the request in flight.
 *
 * A statement is prepared on its first use of a connection and named after
 * its query. When the server has lost it, or its result changed shape under a
 * migration, it is prepared once more under a new name: such an error comes
 * before anything was executed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "db/conn.h"
#include "db/rows.h"
#include "db/sqlstate.h"

enum { STATEMENT_NAME = 64 + 12 };

static struct request *request_new(const struct query *q, const char *const *values, db_done done, void *ctx)
{
	size_t size = sizeof(struct request) + q->n_params * sizeof(char *);
	struct request *r;
	char *text;

	for (size_t i = 0; i < q->n_params; i++)
		size += values[i] ? strlen(values[i]) + 1 : 0;
	r = mem_alloc(size);
	r->query = q;
	r->done = done;
	r->ctx = ctx;
	r->size = size;
	text = (char *)(r->value + q->n_params);
	for (size_t i = 0; i < q->n_params; i++) {
		size_t length;

		if (!values[i]) {
			r->value[i] = NULL;
			continue;
		}
		length = strlen(values[i]) + 1;
		memcpy(text, values[i], length);
		r->value[i] = text;
		text += length;
	}
	return r;
}

/* PINs and tokens travel here; they do not stay in the heap. */
static void request_free(struct request *r)
{
	if (r)
		explicit_bzero(r, r->size);
	free(r);
}

uint64_t db_send_query(struct db *db, const struct query *q, const char *const *values, db_done done, void *ctx)
{
	struct request *r = request_new(q, values, done, ctx);

	r->number = ++db->last_number;
	*db->tail = r;
	db->tail = &r->next;
	return r->number;
}

uint64_t db_send(struct db *db, enum query_id id, const char *const *values, db_done done, void *ctx)
{
	return db_send_query(db, query_get(id), values, done, ctx);
}

void db_forget(struct db *db, uint64_t request)
{
	struct request *r = db->flight;

	if (!r || r->number != request)
		for (r = db->head; r && r->number != request; r = r->next)
			;
	if (r)
		r->done = NULL;
}

void request_zone(struct db *db)
{
	const char *const values[] = { db->zone };
	struct request *r = request_new(query_get(Q_SESSION_TIME_ZONE), values, NULL, NULL);

	r->sets_zone = true;
	r->next = db->head;
	if (!db->head)
		db->tail = &r->next;
	db->head = r;
}

static struct statement *statement_of(struct db *db, const struct query *q)
{
	for (size_t i = 0; i < db->n_statements; i++) {
		if (db->statement[i].query == q)
			return &db->statement[i];
	}
	db->statement = mem_grow(db->statement, (db->n_statements + 1) * sizeof(*db->statement));
	db->statement[db->n_statements] = (struct statement){ .query = q };
	return &db->statement[db->n_statements++];
}

static void statement_name(const struct statement *s, char ret[STATEMENT_NAME])
{
	if (s->serial <= 1)
		str_copy(ret, STATEMENT_NAME, s->query->name);
	else
		str_format(ret, STATEMENT_NAME, "%s.%u", s->query->name, s->serial);
}

static bool flight_prepare(struct db *db, unsigned serial)
{
	struct statement s = { .query = db->flight->query, .serial = serial };
	char name[STATEMENT_NAME];

	statement_name(&s, name);
	db->stage = STAGE_PREPARE;
	statement_of(db, s.query)->serial = serial;
	return PQsendPrepare(db->pg, name, s.query->sql, 0, NULL);
}

static bool flight_execute(struct db *db)
{
	const struct request *r = db->flight;
	char name[STATEMENT_NAME];

	statement_name(statement_of(db, r->query), name);
	db->stage = STAGE_EXECUTE;
	return PQsendQueryPrepared(db->pg, name, (int)r->query->n_params, r->value, NULL, NULL, 0);
}

static void flight_clock(struct db *db)
{
	db->must_flush = true;
	db->answer_by_ms = db->info.statement_ms > 0 ? clock_mono_ms(db->clock) + db->info.statement_ms : 0;
}

static void flight_take(struct db *db)
{
	db->flight = db->head;
	db->head = db->flight->next;
	if (!db->head)
		db->tail = &db->head;
}

bool request_start(struct db *db)
{
	if (db->flight || !db->head)
		return true;
	flight_take(db);
	flight_clock(db);
	return statement_of(db, db->flight->query)->serial == 0 ? flight_prepare(db, 1) : flight_execute(db);
}

/* The flight is over before its callback runs, so that the callback may send. */
static void flight_end(struct db *db, struct rows *rows, const struct err *err)
{
	struct request *r = db->flight;

	db->flight = NULL;
	db->stage = STAGE_NONE;
	db->answer_by_ms = 0;
	if (r->sets_zone && err && err->kind != ERR_OFFLINE)
		db->last_error = *err;
	if (r->done)
		r->done(r->ctx, rows, err);
	request_free(r);
}

static bool must_prepare_anew(const PGresult *res)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	return str_equal(sqlstate, "26000") || str_equal(sqlstate, "0A000") || str_equal(sqlstate, "42P05");
}

/* False: nothing could be sent, the connection is lost; the caller finds out by its status. */
static void flight_again(struct db *db)
{
	unsigned serial = statement_of(db, db->flight->query)->serial;

	db->flight->prepared_anew = true;
	flight_clock(db);
	if (!flight_prepare(db, serial + 1))
		statement_of(db, db->flight->query)->serial = 0;
}

static void flight_answer(struct db *db, const PGresult *res)
{
	struct rows rows = { 0 };
	struct err err = { 0 };

	if (rows_from_result(db->flight->query, res, &rows, &err))
		flight_end(db, &rows, NULL);
	else
		flight_end(db, NULL, &err);
	rows_done(&rows);
}

/* All results of the stage are here. */
static void stage_end(struct db *db)
{
	PGresult *res = db->result;
	bool failed = PQresultStatus(res) == PGRES_FATAL_ERROR;

	db->result = NULL;
	if (failed && !db->flight->prepared_anew && must_prepare_anew(res)) {
		flight_again(db);
	} else if (db->stage == STAGE_PREPARE && !failed) {
		flight_clock(db);
		(void)flight_execute(db);
	} else {
		if (db->stage == STAGE_PREPARE)
			statement_of(db, db->flight->query)->serial = 0;
		flight_answer(db, res);
	}
	PQclear(res);
}

bool request_take(struct db *db)
{
	PGresult *res;

	while (db->stage != STAGE_NONE && !db->must_flush && !PQisBusy(db->pg)) {
		res = PQgetResult(db->pg);
		notify_drain(db);
		if (PQstatus(db->pg) == CONNECTION_BAD) {
			PQclear(res);
			return false;
		}
		if (!res) {
			stage_end(db);
			return true;
		}
		if (db->result)
			PQclear(res);
		else
			db->result = res;
	}
	notify_drain(db);
	return false;
}

static void unsent_err(const struct db *db, struct err *err)
{
	*err = db->last_error;
	if (db->generation == 0 && err->kind != ERR_NONE && err->kind != ERR_OFFLINE)
		return;
	if (err->kind == ERR_OFFLINE) {
		str_copy(err->code, sizeof(err->code), "NOT_CONNECTED");
		return;
	}
	sqlstate_plain(NULL, err);
}

static void flight_lost(struct db *db)
{
	struct err err;

	if (db->stage == STAGE_EXECUTE) {
		err_set(&err, ERR_OFFLINE, "UNKNOWN_OUTCOME", "",
			"The connection was lost before the server's answer came.");
		err_hint(&err, "Look whether it was done before you do it again.");
	} else {
		unsent_err(db, &err);
	}
	flight_end(db, NULL, &err);
}

/*
 * Those that callbacks send meanwhile wait for the next step: no endless loop
 * while offline. The others stay in the queue until their turn, so that a
 * callback can still forget them.
 */
void request_fail_all(struct db *db)
{
	const uint64_t last = db->last_number;
	struct err err;

	if (db->flight)
		flight_lost(db);
	unsent_err(db, &err);
	while (db->head && db->head->number <= last) {
		flight_take(db);
		flight_end(db, NULL, &err);
	}
}

void request_reset(struct db *db)
{
	PQclear(db->result);
	db->result = NULL;
	db->must_flush = false;
	db->n_statements = 0;
}

void request_free_all(struct db *db)
{
	request_free(db->flight);
	while (db->head) {
		struct request *next = db->head->next;

		request_free(db->head);
		db->head = next;
	}
	free(db->statement);
}
