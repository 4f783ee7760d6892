/*
 * db_plant - a scratch database with the whole schema and one organization,
 * made for one test program, and people at its desks.
 *
 *   plant      the database: as administrator, and "the gate", a second
 *              connection that holds locks so that others meet behind it
 *   desk       one real connection of a kiosk with somebody signed on
 *   reply      what a call answered: an error, or rows
 *
 * Nothing here waits for time, only for conditions, and for at most
 * PLANT_LIMIT_MS.
 */
#ifndef GEMBA_DB_PLANT_H
#define GEMBA_DB_PLANT_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "db/query.h"

enum { PLANT_LIMIT_MS = 20000, PLANT_CELL = 96 };

struct plant {
	PGconn *admin;
	PGconn *gate;
	char database[64], kiosk[64];
	char url[2048]; /* the administrator's */
	char kiosk_url[2048];
	unsigned last_op;
	bool gate_closed;
};

struct desk {
	struct plant *plant;
	PGconn *pg;
	int pid; /* of its server process */
	char token[128];
	char op_id[40]; /* of the last call */
};

struct reply {
	struct err err; /* kind NONE: rows */
	PGresult *rows; /* reply_done */
};

/* ---- the database: for cmocka's group; *state is the plant ---- */

int plant_open(void **state);
int plant_close(void **state);

/* For each test: whatever happened, nobody waits at the gate. */
int plant_settle(void **state);
#define PLANT_TEST(f) cmocka_unit_test_teardown(f, plant_settle)

/* First cell of a statement of plant.sql; argument NULL: it has none. */
void plant_ask(struct plant *p, const char *name, const char *argument, char ret[PLANT_CELL]);
/* Fails the test when the first cell is another. */
#define plant_expect(p, name, argument, wanted) plant_assert((p), (name), (argument), (wanted), __FILE__, __LINE__)
void plant_assert(struct plant *p, const char *name, const char *argument, const char *wanted, const char *file,
		  int line);
/* Remember what all tables hold; then: which of them hold something else. */
void plant_remember(struct plant *p);
#define plant_expect_unchanged(p) plant_assert_unchanged((p), __FILE__, __LINE__)
void plant_assert_unchanged(struct plant *p, const char *file, int line);
/* "check stock" finds nothing, and nothing is reserved that is not there. */
void plant_expect_sound(struct plant *p, struct desk *d);

/* Lock what a hold_... statement of plant.sql selects; and let go. */
void gate_close(struct plant *p, const char *name, const char *argument);
void gate_open(struct plant *p);
/* Until so many of the desks' server processes wait for a lock. */
void plant_wait_blocked(struct plant *p, struct desk *const *desks, size_t n, int wanted);
/* Until a server process has ended. */
void plant_wait_gone(struct plant *p, int pid);

/* A fresh operation id, the same in every run. */
void plant_op_id(struct plant *p, char ret[40]);

/* ---- desks ---- */

/* Connects as the kiosk and signs on "chief" (may do everything) or "keeper" (storekeeper). */
void desk_open(struct desk *d, struct plant *p, const char *user);
void desk_close(struct desk *d); /* accepts zeroed memory */

/*
 * Send a call and do not wait. Pairs of parameter and value, closed by NULL;
 * token is filled in, op_id too where none is given.
 */
void desk_send(struct desk *d, enum query_id id, ...);
/* The same from an array closed by NULL. */
void desk_send_pairs(struct desk *d, enum query_id id, const char *const *pairs);
/* True when the answer is there, so that desk_take does not wait. */
bool desk_ready(struct desk *d);
/* Wait for the answer. */
struct reply desk_take(struct desk *d);
/* Send and wait. */
struct reply desk_ask(struct desk *d, enum query_id id, ...);
/* The same, for what must succeed; and its cell of one column (ret NULL: none is wanted). */
void desk_do(struct desk *d, enum query_id id, const char *column, char ret[PLANT_CELL], ...);

void reply_done(struct reply *r);
/* Cell of the first row by name, "" for NULL. */
const char *reply_get(const struct reply *r, const char *column);
bool reply_ok(const struct reply *r);
/* Kind, and code unless NULL. */
bool reply_is(const struct reply *r, enum err_kind kind, const char *code);
/* The same as an assertion that says what came instead. */
#define reply_expect(r, kind, code) reply_assert((r), (kind), (code), __FILE__, __LINE__)
void reply_assert(const struct reply *r, enum err_kind kind, const char *code, const char *file, int line);
/* For messages: "ok", or kind, code and text. Borrowed until the next call with this buffer. */
const char *reply_text(const struct reply *r, char *buffer, size_t size);

/* ---- what most tests begin with ---- */

/* A new material; with quantity, also received at 2 each, as ADJUSTMENT. */
void stock_make(struct desk *d, const char *material, const char *method, const char *quantity);
/* A work order of 10 pieces without a product, released, that needs (JSON, or NULL). */
void order_make(struct desk *d, const char *number, const char *needs);

#endif
