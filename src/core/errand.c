/*
 * errand - db.h, stepped and polled until the answer is there.
 */
#include "core/errand.h"

#include <poll.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "db/db.h"

enum { CONNECT_MS = 10000, STEP_MS = 1000 };

struct errand {
	struct db *db;
};

struct answer {
	bool over, ok;
	struct rows *rows;
	struct err *err;
};

struct errand *errand_new(const char *conninfo)
{
	struct errand *e = mem_alloc(sizeof(*e));

	e->db = db_new(conninfo, clock_system());
	return e;
}

void errand_free(struct errand *e)
{
	if (!e)
		return;
	db_free(e->db);
	free(e);
}

static void step(struct errand *e)
{
	int64_t now = clock_mono_ms(clock_system()), timeout_ms = STEP_MS;
	struct db_wait w;
	struct pollfd p;

	db_wait(e->db, &w);
	if (w.deadline_ms >= 0 && w.deadline_ms - now < timeout_ms)
		timeout_ms = w.deadline_ms > now ? w.deadline_ms - now : 0;
	p = (struct pollfd){ .fd = w.fd, .events = w.events };
	(void)poll(&p, w.fd >= 0 ? 1 : 0, (int)timeout_ms);
	db_step(e->db);
}

static bool connected(const struct errand *e)
{
	return db_state(e->db) == DB_READY || db_state(e->db) == DB_BUSY;
}

/* What cannot heal by waiting, such as a wrong password, ends the waiting. */
static bool await_connection(struct errand *e, struct err *err)
{
	int64_t until_ms = clock_mono_ms(clock_system()) + CONNECT_MS;

	db_step(e->db);
	while (!connected(e)) {
		const struct err *why = db_last_error(e->db);

		if (why->kind != ERR_NONE && (why->kind != ERR_OFFLINE || clock_mono_ms(clock_system()) >= until_ms)) {
			*err = *why;
			return false;
		}
		step(e);
	}
	return true;
}

static void take(void *ctx, struct rows *rows, const struct err *err)
{
	struct answer *a = ctx;

	a->over = true;
	a->ok = rows != NULL;
	if (rows) {
		*a->rows = *rows;
		*rows = (struct rows){ 0 };
	} else {
		*a->err = *err;
	}
}

bool errand_run(struct errand *e, enum query_id id, const char *const *values, struct rows *ret, struct err *err)
{
	static const char *const none[1] = { NULL };
	struct answer a = { .rows = ret, .err = err };

	if (!await_connection(e, err))
		return false;
	db_send(e->db, id, values ? values : none, take, &a);
	while (!a.over)
		step(e);
	return a.ok;
}
