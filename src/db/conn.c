/*
 * conn - connect, lose, try again; one step.
 */
#include "db/conn.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "db/sqlstate.h"

enum { BACKOFF_MIN_MS = 250, BACKOFF_MAX_MS = 10000 };

/* Up to half as much again by chance, so that a hall of kiosks does not come back in one instant. */
static int64_t backoff_ms(const struct db *db)
{
	const int64_t longest = BACKOFF_MAX_MS * 2 / 3;
	int64_t base = (int64_t)BACKOFF_MIN_MS << (db->failures < 6 ? db->failures : 6);

	if (base > longest)
		base = longest;
	return base + (int64_t)(clock_random(db->clock) % (uint64_t)(base / 2 + 1));
}

/* last_error says why. Everything that waits fails. */
static void conn_down(struct db *db)
{
	PQfinish(db->pg);
	db->pg = NULL;
	db->phase = PHASE_WAITING;
	db->retry_at_ms = db->hopeless ? -1 : clock_mono_ms(db->clock) + backoff_ms(db);
	db->failures++;
	db->first_over = true;
	request_reset(db);
}

/*
 * ncurses owns the terminal, so nothing may reach stderr. Of what the server
 * says unasked only the code of its last word is kept.
 */
static void notice_receive(void *ctx, const PGresult *res)
{
	struct db *db = ctx;
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (sqlstate && (str_equal(severity, "FATAL") || str_equal(severity, "PANIC")))
		str_copy(db->farewell, sizeof(db->farewell), sqlstate);
}

static void conn_lost(struct db *db)
{
	if (db->result)
		notice_receive(db, db->result);
	sqlstate_plain(db->farewell[0] ? db->farewell : "08006", &db->last_error);
	db->last_error.kind = ERR_OFFLINE;
	db->failures = 0;
	conn_down(db);
	request_fail_all(db);
}

static void conn_failed(struct db *db)
{
	sqlstate_connect_err(db->pg, &db->last_error);
	conn_down(db);
}

/* Patience begins anew with each host that libpq goes on to. */
static void conn_patience(struct db *db)
{
	const char *host = PQhost(db->pg), *address = PQhostaddr(db->pg), *port = PQport(db->pg);
	char trying[sizeof(db->trying)];

	str_format(trying, sizeof(trying), "%s %s %s", host ? host : "", address ? address : "", port ? port : "");
	if (str_equal(trying, db->trying))
		return;
	str_copy(db->trying, sizeof(db->trying), trying);
	db->give_up_at_ms = db->info.connect_ms > 0 ? clock_mono_ms(db->clock) + db->info.connect_ms : 0;
}

static void conn_start(struct db *db)
{
	db->pg = PQconnectStartParams(db->info.keyword, (const char *const *)db->info.value, 0);
	db->phase = PHASE_CONNECTING;
	db->polling = PGRES_POLLING_WRITING;
	db->trying[0] = '\0';
	db->farewell[0] = '\0';
	if (PQstatus(db->pg) == CONNECTION_BAD) {
		conn_failed(db);
		return;
	}
	PQsetErrorVerbosity(db->pg, PQERRORS_SQLSTATE);
	PQsetNoticeReceiver(db->pg, notice_receive, db);
	conn_patience(db);
}

static void conn_up(struct db *db)
{
	PQsetnonblocking(db->pg, 1);
	db->phase = PHASE_UP;
	db->failures = 0;
	db->first_over = true;
	db->generation++;
	db->last_error = (struct err){ 0 };
	if (db->zone[0])
		request_zone(db);
}

static short conn_events(const struct db *db)
{
	if (db->phase == PHASE_CONNECTING)
		return db->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	return (short)(db->must_flush ? POLLIN | POLLOUT : POLLIN);
}

static bool conn_ready(const struct db *db)
{
	struct pollfd p = { .fd = PQsocket(db->pg), .events = conn_events(db) };

	return p.fd < 0 || poll(&p, 1, 0) > 0;
}

/* PQconnectPoll takes an early call for a finished connect(), so the socket is asked first. */
static void conn_poll(struct db *db)
{
	while (db->phase == PHASE_CONNECTING && conn_ready(db)) {
		db->polling = PQconnectPoll(db->pg);
		if (db->polling == PGRES_POLLING_FAILED) {
			conn_failed(db);
		} else if (db->polling == PGRES_POLLING_OK) {
			conn_up(db);
		} else {
			conn_patience(db);
		}
	}
	if (db->phase == PHASE_CONNECTING && db->give_up_at_ms > 0 && clock_mono_ms(db->clock) >= db->give_up_at_ms) {
		sqlstate_plain(NULL, &db->last_error);
		conninfo_rotate(&db->info);
		conn_down(db);
	}
}

/* False: the connection is lost. */
static bool conn_transfer(struct db *db)
{
	int left;

	if (!PQconsumeInput(db->pg) || PQstatus(db->pg) == CONNECTION_BAD)
		return false;
	notify_drain(db);
	if (db->must_flush) {
		left = PQflush(db->pg);
		db->must_flush = left > 0;
		if (left < 0)
			return false;
	}
	return true;
}

static bool conn_overdue(const struct db *db)
{
	return db->answer_by_ms > 0 && clock_mono_ms(db->clock) >= db->answer_by_ms;
}

static void conn_run(struct db *db)
{
	bool alive, moved;

	do {
		alive = request_start(db) && conn_transfer(db);
		moved = alive && request_take(db);
		alive = alive && PQstatus(db->pg) == CONNECTION_OK;
	} while (alive && moved);
	if (!alive || conn_overdue(db))
		conn_lost(db);
}

void db_step(struct db *db)
{
	if (db->stepping)
		return;
	db->stepping = true;
	notify_release(db);
	if (db->phase == PHASE_WAITING && !db->hopeless && clock_mono_ms(db->clock) >= db->retry_at_ms)
		conn_start(db);
	if (db->phase == PHASE_CONNECTING)
		conn_poll(db);
	if (db->phase == PHASE_UP)
		conn_run(db);
	else if (db->first_over)
		request_fail_all(db);
	db->stepping = false;
}

struct db *db_new(const char *conninfo, const struct clock *clock)
{
	struct db *db = mem_alloc(sizeof(*db));

	*db = (struct db){ .clock = clock };
	db->tail = &db->head;
	db->notify_tail = &db->notify_head;
	if (conninfo_parse(&db->info, conninfo, CONNINFO_SCREEN, &db->last_error)) {
		conn_start(db);
	} else {
		db->hopeless = true;
		conn_down(db);
	}
	return db;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	PQclear(db->result);
	PQfinish(db->pg);
	request_free_all(db);
	notify_free_all(db);
	conninfo_done(&db->info);
	free(db);
}

void db_wait(const struct db *db, struct db_wait *ret)
{
	bool has_work = db->head && !db->flight && (db->phase == PHASE_UP || db->first_over);

	*ret = (struct db_wait){ .fd = -1, .deadline_ms = -1 };
	if (db->pg) {
		ret->fd = PQsocket(db->pg);
		ret->events = conn_events(db);
	}
	if (has_work)
		ret->deadline_ms = clock_mono_ms(db->clock);
	else if (db->phase == PHASE_WAITING)
		ret->deadline_ms = db->retry_at_ms;
	else if (db->phase == PHASE_CONNECTING && db->give_up_at_ms > 0)
		ret->deadline_ms = db->give_up_at_ms;
	else if (db->phase == PHASE_UP && db->answer_by_ms > 0)
		ret->deadline_ms = db->answer_by_ms;
}

enum db_state db_state(const struct db *db)
{
	if (db->phase == PHASE_WAITING)
		return DB_WAITING;
	if (db->phase == PHASE_CONNECTING)
		return DB_CONNECTING;
	return db->flight || db->head ? DB_BUSY : DB_READY;
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
	str_copy(db->zone, sizeof(db->zone), zone);
	if (db->phase == PHASE_UP)
		request_zone(db);
}
