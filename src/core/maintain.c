/*
 * maintain - what is due, once or in a loop.
 *
 * The jobs' own rows say when they are due; asking costs the server one
 * small query, so the loop asks every few seconds.
 */
#include "core/maintain.h"

#include "core/ticker.h"
#include "db/admin.h"

enum { ROUND_MS = 5000, AWAY_MS = 15000 };

bool maintain_once(const char *conninfo, struct rows *ret, struct err *err)
{
	return admin_run(conninfo, Q_ADMIN_MAINTAIN, NULL, ret, err);
}

bool maintain_loop(const char *conninfo, maintain_told told, void *ctx, struct err *err)
{
	struct ticker t;
	bool go_on = true;
	int pause_ms;

	if (!ticker_open(&t, err))
		return false;
	do {
		struct rows ran = { 0 };
		struct err e = { 0 };

		pause_ms = ROUND_MS;
		if (!maintain_once(conninfo, &ran, &e)) {
			go_on = told(ctx, NULL, &e);
			pause_ms = AWAY_MS;
		} else if (ran.n > 0) {
			go_on = told(ctx, &ran, NULL);
		}
		rows_done(&ran);
	} while (go_on && ticker_wait(&t, pause_ms));
	ticker_close(&t);
	return true;
}
