/*
 * fake_db - db.h without a server, for unit and screen tests.
 */
#include "support/fake_db.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"

struct answer {
	struct answer *next;
	enum query_id id;
	struct rows rows;
	struct err err; /* ERR_NONE: rows */
};

struct record {
	enum query_id id;
	const char **value;
};

struct pending {
	struct pending *next;
	uint64_t number;
	enum query_id id;
	db_done done;
	void *ctx;
	bool was_online; /* when it was sent: the server may have got it */
};

struct note {
	struct note *next;
	char *channel;
	char *payload;
};

/* What a test sets up and reads, whichever connection it is for. */
struct script {
	struct arena mem;
	struct answer *answer;
	struct record *record;
	size_t n_records;
	struct note *note;
	char zone[64];
	bool offline;
	bool hold;
	unsigned reconnects;
	size_t pending;
};

struct db {
	const struct clock *clock;
	struct pending *head;
	struct note *lent;
	struct err last_error;
	uint64_t last_number;
	unsigned generation;
	unsigned reconnects; /* of the script, as far as they are known here */
	bool connected;
	bool attempted;
	bool stepping;
};

static struct script script;

static void answer_free(struct answer *a)
{
	rows_done(&a->rows);
	free(a);
}

static void note_free(struct note *n)
{
	if (!n)
		return;
	free(n->channel);
	free(n->payload);
	free(n);
}

/* ---- the script ---- */

void fake_db_reset(void)
{
	struct answer *a = script.answer;
	struct note *n = script.note;

	while (a) {
		struct answer *next = a->next;

		answer_free(a);
		a = next;
	}
	while (n) {
		struct note *next = n->next;

		note_free(n);
		n = next;
	}
	free(script.record);
	arena_done(&script.mem);
	script = (struct script){ 0 };
}

static struct answer *answer_add(enum query_id id)
{
	struct answer *a = mem_alloc(sizeof(*a)), **tail = &script.answer;

	a->id = id;
	while (*tail)
		tail = &(*tail)->next;
	*tail = a;
	return a;
}

void fake_db_answer(enum query_id id, const struct rows *rows)
{
	rows_copy(&answer_add(id)->rows, rows);
}

void fake_db_answer_err(enum query_id id, const struct err *err)
{
	answer_add(id)->err = *err;
}

void fake_db_answer_cells(enum query_id id, size_t n_rows, const char *const *cells)
{
	const struct query *q = query_get(id);
	struct rows *rows = &answer_add(id)->rows;

	rows_init(rows, q->column, q->n_columns);
	for (size_t i = 0; i < n_rows; i++)
		rows_append(rows, cells + i * q->n_columns);
}

void fake_db_forget_answers(enum query_id id)
{
	struct answer **at = &script.answer;

	while (*at) {
		struct answer *a = *at;

		if (a->id != id) {
			at = &a->next;
			continue;
		}
		*at = a->next;
		answer_free(a);
	}
}

size_t fake_db_count(enum query_id id)
{
	size_t n = 0;

	for (size_t i = 0; i < script.n_records; i++)
		n += script.record[i].id == id;
	return n;
}

size_t fake_db_count_all(void)
{
	return script.n_records;
}

enum query_id fake_db_sent(size_t i)
{
	return i < script.n_records ? script.record[i].id : Q_COUNT;
}

const char *fake_db_value(enum query_id id, size_t nth, const char *param)
{
	size_t at = query_param_index(query_get(id), param);

	for (size_t i = 0; i < script.n_records && at != SIZE_MAX; i++) {
		if (script.record[i].id == id && nth-- == 0)
			return script.record[i].value[at];
	}
	return NULL;
}

const char *fake_db_time_zone(void)
{
	return script.zone;
}

void fake_db_hold(bool hold)
{
	script.hold = hold;
}

void fake_db_set_online(bool online)
{
	script.offline = !online;
}

void fake_db_reconnect(void)
{
	script.reconnects++;
}

void fake_db_notify(const char *channel, const char *payload)
{
	struct note *n = mem_alloc(sizeof(*n)), **tail = &script.note;

	n->channel = mem_strdup(channel);
	n->payload = mem_strdup(payload);
	while (*tail)
		tail = &(*tail)->next;
	*tail = n;
}

size_t fake_db_pending(void)
{
	return script.pending;
}

/* ---- db.h ---- */

struct db *db_new(const char *conninfo, const struct clock *clock)
{
	struct db *db = mem_alloc(sizeof(*db));

	(void)conninfo;
	*db = (struct db){ .clock = clock, .reconnects = script.reconnects };
	return db;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	while (db->head) {
		struct pending *next = db->head->next;

		script.pending -= db->head->done != NULL && script.pending > 0;
		free(db->head);
		db->head = next;
	}
	note_free(db->lent);
	free(db);
}

static void record_add(enum query_id id, const char *const *values)
{
	const struct query *q = query_get(id);
	struct record *r;

	script.record = mem_grow(script.record, (script.n_records + 1) * sizeof(*script.record));
	r = &script.record[script.n_records++];
	r->id = id;
	r->value = arena_alloc(&script.mem, q->n_params * sizeof(*r->value));
	for (size_t i = 0; i < q->n_params; i++)
		r->value[i] = arena_strdup(&script.mem, values[i]);
}

uint64_t db_send(struct db *db, enum query_id id, const char *const *values, db_done done, void *ctx)
{
	struct pending *p = mem_alloc(sizeof(*p)), **tail = &db->head;

	record_add(id, values);
	*p = (struct pending){ .number = ++db->last_number, .id = id, .done = done, .ctx = ctx };
	p->was_online = db->connected && !script.offline;
	while (*tail)
		tail = &(*tail)->next;
	*tail = p;
	script.pending += done != NULL;
	return p->number;
}

void db_forget(struct db *db, uint64_t request)
{
	for (struct pending *p = db->head; p; p = p->next) {
		if (p->number != request || !p->done)
			continue;
		p->done = NULL;
		script.pending -= script.pending > 0;
	}
}

static struct pending *pending_pop(struct db *db)
{
	struct pending *p = db->head;

	db->head = p->next;
	script.pending -= p->done != NULL && script.pending > 0;
	return p;
}

/* Used up unless it is the last one of its query. */
static bool answer_take(enum query_id id, struct rows *ret, struct err *ret_err)
{
	struct answer **at = &script.answer, *a, *later;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	a = *at;
	if (!a)
		return err_set(ret_err, ERR_BUG, "NO_ANSWER", "", "The test scripted no answer for %s.",
			       query_get(id)->name);
	*ret_err = a->err;
	if (a->err.kind == ERR_NONE)
		rows_copy(ret, &a->rows);
	for (later = a->next; later && later->id != id; later = later->next)
		;
	if (later) {
		*at = a->next;
		answer_free(a);
	}
	return ret_err->kind == ERR_NONE;
}

static void deliver(struct db *db)
{
	struct pending *p = pending_pop(db);
	struct rows rows = { 0 };
	struct err err = { 0 };
	bool ok = answer_take(p->id, &rows, &err);

	if (p->done)
		p->done(p->ctx, ok ? &rows : NULL, ok ? NULL : &err);
	rows_done(&rows);
	free(p);
}

/* As the real one: requests that callbacks make meanwhile fail with the next step. */
static void fail_all(struct db *db, bool lost)
{
	uint64_t last = db->last_number;
	struct err err;

	while (db->head && db->head->number <= last) {
		struct pending *p = pending_pop(db);

		if (lost && p->was_online)
			err_set(&err, ERR_OFFLINE, "UNKNOWN_OUTCOME", "",
				"The connection was lost before the server's answer came.");
		else
			err_set(&err, ERR_OFFLINE, "NOT_CONNECTED", "", "The server cannot be reached.");
		/* Only the first was in flight; the others had not left yet. */
		lost = false;
		if (p->done)
			p->done(p->ctx, NULL, &err);
		free(p);
	}
}

static void lose(struct db *db)
{
	bool was = db->connected;

	db->connected = false;
	db->attempted = true;
	err_set(&db->last_error, ERR_OFFLINE, "NOT_CONNECTED", "", "The server cannot be reached.");
	fail_all(db, was);
}

static void connect_again(struct db *db)
{
	db->connected = true;
	db->attempted = true;
	db->reconnects = script.reconnects;
	db->generation++;
	db->last_error = (struct err){ 0 };
	for (struct pending *p = db->head; p; p = p->next)
		p->was_online = true;
}

void db_step(struct db *db)
{
	uint64_t last = db->last_number;

	if (db->stepping)
		return;
	db->stepping = true;
	note_free(db->lent);
	db->lent = NULL;
	if (script.offline || (db->connected && db->reconnects != script.reconnects))
		lose(db);
	if (!script.offline && !db->connected)
		connect_again(db);
	while (db->connected && !script.hold && db->head && db->head->number <= last)
		deliver(db);
	db->stepping = false;
}

void db_wait(const struct db *db, struct db_wait *ret)
{
	bool has_work = (db->head && !(script.hold && db->connected)) || db->connected == script.offline ||
			db->reconnects != script.reconnects || script.note;

	*ret = (struct db_wait){ .fd = -1, .deadline_ms = has_work ? clock_mono_ms(db->clock) : -1 };
}

enum db_state db_state(const struct db *db)
{
	if (!db->connected)
		return db->attempted ? DB_WAITING : DB_CONNECTING;
	return db->head ? DB_BUSY : DB_READY;
}

unsigned db_generation(const struct db *db)
{
	return db->generation;
}

const struct err *db_last_error(const struct db *db)
{
	return &db->last_error;
}

void db_set_time_zone(struct db *db, const char *zone)
{
	(void)db;
	str_copy(script.zone, sizeof(script.zone), zone);
}

bool db_notification(struct db *db, const char **ret_channel, const char **ret_payload)
{
	note_free(db->lent);
	db->lent = db->connected ? script.note : NULL;
	if (!db->lent)
		return false;
	script.note = db->lent->next;
	*ret_channel = db->lent->channel;
	*ret_payload = db->lent->payload;
	return true;
}
