/*
 * conn - what the files of the connection share. Private to src/db.
 *
 *   conn.c     connect, lose, try again; one step
 *   request.c  the queue and the request in flight
 *   notify.c   notifications between libpq and the caller
 */
#ifndef GEMBA_DB_CONN_H
#define GEMBA_DB_CONN_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/conninfo.h"
#include "db/db.h"
#include "db/query.h"

enum conn_phase { PHASE_WAITING, PHASE_CONNECTING, PHASE_UP };

/* What the server is working on for the request in flight. */
enum request_stage { STAGE_NONE, STAGE_PREPARE, STAGE_EXECUTE };

struct request {
	struct request *next;
	uint64_t number;
	const struct query *query;
	db_done done; /* NULL: nobody asks */
	void *ctx;
	bool sets_zone;	    /* made by db itself */
	bool prepared_anew; /* its one second chance is used up */
	size_t size;	    /* of the whole block, values included */
	const char *value[];
};

struct statement {
	const struct query *query;
	unsigned serial; /* 0: not prepared on this connection; else part of its name */
};

struct notification {
	struct notification *next;
	char *channel;
	char *payload;
};

struct db {
	const struct clock *clock;
	struct conninfo info;
	PGconn *pg; /* NULL while waiting */
	enum conn_phase phase;
	PostgresPollingStatusType polling;
	bool stepping;
	bool first_over; /* the first attempt to connect has ended, well or badly */
	bool hopeless;	 /* the conninfo is malformed: no further try */
	unsigned failures;
	int64_t retry_at_ms;
	int64_t give_up_at_ms; /* of this attempt on this host; 0: never */
	char trying[256];      /* the host and port that give_up_at_ms belongs to */
	unsigned generation;
	struct err last_error;
	char farewell[6]; /* SQLSTATE of the FATAL the server sent unasked */
	char zone[64];

	struct request *head, **tail; /* not sent yet */
	struct request *flight;
	enum request_stage stage;
	PGresult *result; /* first result of the stage */
	bool must_flush;
	int64_t answer_by_ms; /* 0: no limit */
	uint64_t last_number;
	struct statement *statement;
	size_t n_statements;

	struct notification *notify_head, **notify_tail;
	size_t n_notifications;
	struct notification *lent;
};

/* db_send for a query that is not in the table; q lives as long as the connection. */
uint64_t db_send_query(struct db *db, const struct query *q, const char *const *values, db_done done, void *ctx);

/* Send the next request when nothing is in flight. False: the connection is lost. */
MUSTUSE bool request_start(struct db *db);
/* Take what libpq has parsed. True when something moved, so that it is worth going on. */
bool request_take(struct db *db);
/* The connection is gone: fail the request in flight, then those that wait. */
void request_fail_all(struct db *db);
/* Put the setting of db->zone before all that wait. */
void request_zone(struct db *db);
/* Forget what a new connection does not know. */
void request_reset(struct db *db);
void request_free_all(struct db *db);

/* Move notifications from libpq into the queue. Call after every result and every read. */
void notify_drain(struct db *db);
/* End the life of what db_notification lent. */
void notify_release(struct db *db);
void notify_free_all(struct db *db);

#endif
