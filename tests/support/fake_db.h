/*
 * fake_db - db.h without a server, for unit and screen tests.
 *
 * There is one script at a time, for the connection the code under test makes
 * (or made) with db_new. It starts offline in the sense of db.h: the first
 * db_step connects. Completions come from db_step, in the order of sending.
 *
 *   fake_db_reset();
 *   fake_db_answer_cells(Q_HELLO, 1, (const char *const[]){ "1", "gemba" });
 *   ... code under test sends ...
 *   db_step(db);
 *   assert_string_equal(fake_db_value(Q_HELLO, 0, "client_version"), "1.0");
 */
#ifndef GEMBA_FAKE_DB_H
#define GEMBA_FAKE_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/db.h"
#include "db/query.h"

/* Forget script, records and notifications; online. Frees no connection. */
void fake_db_reset(void);

/*
 * Answers of one query are used up in the order they were given; the last
 * one stays and answers every later request. Without any: ERR_BUG NO_ANSWER.
 */
void fake_db_answer(enum query_id id, const struct rows *rows); /* copied */
void fake_db_answer_err(enum query_id id, const struct err *err);
/* n_rows rows of the query's declared columns, cell after cell. */
void fake_db_answer_cells(enum query_id id, size_t n_rows, const char *const *cells);
/* Drop what was scripted for one query. */
void fake_db_forget_answers(enum query_id id);

/* How many requests of that query were sent since the reset; of any query. */
size_t fake_db_count(enum query_id id);
size_t fake_db_count_all(void);
/* Query of the i-th request sent, from 0; Q_COUNT beyond the end. */
enum query_id fake_db_sent(size_t i);
/* Value of the nth request (from 0) of a query by parameter name; NULL for NULL and for none. Until the reset. */
const char *fake_db_value(enum query_id id, size_t nth, const char *param);
/* The last db_set_time_zone; "" before. */
const char *fake_db_time_zone(void);

/* Hold completions back, so that requests stay in flight; false delivers them with the next step. */
void fake_db_hold(bool hold);
/* Without a server: what is sent fails at the next step with NOT_CONNECTED; what is in flight with UNKNOWN_OUTCOME. */
void fake_db_set_online(bool online);
/* The connection was lost and is back: db_generation grows with the next step. */
void fake_db_reconnect(void);
void fake_db_notify(const char *channel, const char *payload);
/* Requests sent and not completed, forgotten ones not counted. */
size_t fake_db_pending(void);

#endif
