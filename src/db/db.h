/*
 * db - one connection to PostgreSQL that never blocks the caller.
 *
 * The caller polls what db_wait reports and calls db_step; db registers
 * nothing with anybody. Requests are sent one after the other in the order
 * they were made. Each statement is prepared on first use of a connection.
 * A lost connection fails the request in flight and those that wait
 * (ERR_OFFLINE) and is built anew with back-off 0.25 s .. 10 s with jitter.
 *
 * Core is tested with a fake that implements these functions
 * (tests/support/fake_db.c); no libpq type appears here.
 */
#ifndef GEMBA_DB_DB_H
#define GEMBA_DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/query.h"

struct db;

enum db_state {
	DB_CONNECTING, /* first try, or trying again */
	DB_READY,      /* nothing in flight */
	DB_BUSY,       /* a request is in flight */
	DB_WAITING,    /* lost; next try at the deadline of db_wait */
};

struct db_wait {
	int fd;		     /* -1: nothing to poll */
	short events;	     /* POLLIN | POLLOUT */
	int64_t deadline_ms; /* on clock_mono_ms; -1: none */
};

/*
 * Exactly one of rows and err is non-NULL. rows is lent for the call; to
 * keep it, move it out: "mine = *rows; *rows = (struct rows){ 0 };".
 * The callback may send further requests but not free the connection.
 */
typedef void (*db_done)(void *ctx, struct rows *rows, const struct err *err);

/* conninfo: libpq's syntax; several hosts allowed. Copied. Starts to connect at once. */
struct db *db_new(const char *conninfo, const struct clock *clock);
void db_free(struct db *db); /* accepts NULL; callbacks of waiting requests are not called */

/*
 * Queue a request. values: one per parameter, NULL is SQL NULL; copied.
 * Returns its number (never 0). done is called from db_step, never from here;
 * while not connected it fails with ERR_OFFLINE at the next step.
 */
uint64_t db_send(struct db *db, enum query_id id, const char *const *values, db_done done, void *ctx);
/* Forget the callback of a request (it still runs on the server). Unknown numbers are ignored. */
void db_forget(struct db *db, uint64_t request);

void db_wait(const struct db *db, struct db_wait *ret);
void db_step(struct db *db);
enum db_state db_state(const struct db *db);
/* Counts successful connects; a change means LISTEN and load everything again. */
unsigned db_generation(const struct db *db);
/* Why the last connect or connection failed; kind ERR_NONE when all is well. Borrowed. */
const struct err *db_last_error(const struct db *db);
/* Set the session's TimeZone after each connect from now on (and at once when connected). IANA name. */
void db_set_time_zone(struct db *db, const char *zone);
/* Next notification. Borrowed until the next call of db_step or db_notification. */
bool db_notification(struct db *db, const char **ret_channel, const char **ret_payload);

#endif
