/*
 * connect - a connection for the administrator's verbs.
 *
 * By the non-blocking calls all the same: only so can the verbosity be set
 * before the server's refusal comes, and with it the SQLSTATE be had.
 */
#include "db/connect.h"

#include <poll.h>
#include <stdbool.h>

#include "core/base/clock.h"
#include "db/conninfo.h"
#include "db/sqlstate.h"

static void notice_drop(void *ctx, const PGresult *res)
{
	(void)ctx;
	(void)res;
}

/* False: too late. */
static bool socket_await(const PGconn *pg, PostgresPollingStatusType polling, int64_t until_ms)
{
	struct pollfd p = { .fd = PQsocket(pg), .events = polling == PGRES_POLLING_READING ? POLLIN : POLLOUT };
	int64_t left = until_ms - clock_mono_ms(clock_system());

	return left > 0 && poll(&p, 1, (int)left) != 0;
}

static bool connect_finish(PGconn *pg, int64_t limit_ms)
{
	int64_t until = clock_mono_ms(clock_system()) + (limit_ms > 0 ? limit_ms : 3600000);
	PostgresPollingStatusType polling = PGRES_POLLING_WRITING;

	while (polling != PGRES_POLLING_OK && polling != PGRES_POLLING_FAILED) {
		if (!socket_await(pg, polling, until))
			return false;
		polling = PQconnectPoll(pg);
	}
	return polling == PGRES_POLLING_OK;
}

PGconn *connect_blocking(const char *conninfo, struct err *err)
{
	struct conninfo ci;
	PGconn *pg;

	if (!conninfo_parse(&ci, conninfo, CONNINFO_ADMIN, err))
		return NULL;
	pg = PQconnectStartParams(ci.keyword, (const char *const *)ci.value, 0);
	PQsetErrorVerbosity(pg, PQERRORS_SQLSTATE);
	PQsetNoticeReceiver(pg, notice_drop, NULL);
	if (PQstatus(pg) == CONNECTION_BAD || !connect_finish(pg, ci.connect_ms)) {
		sqlstate_connect_err(pg, err);
		PQfinish(pg);
		pg = NULL;
	}
	conninfo_done(&ci);
	return pg;
}
