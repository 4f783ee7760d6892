/*
 * local - the private server of a home, and the maintenance that runs beside
 * it. Blocking: used by verbs only.
 */
#ifndef GEMBA_CORE_LOCAL_H
#define GEMBA_CORE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/schema.h"

struct local {
	char home[1024];
	char data_dir[1100];
	char passfile[1100];
	char url[2048]; /* the administrator's conninfo */
	bool initialised;
	bool running;
};

/* home NULL: the default one. */
MUSTUSE bool local_look(const char *home, struct local *ret, struct err *err);
/*
 * Idempotent: the server runs, the schema is up to date, the maintenance
 * loop runs beside it (program: this binary, "maintain --loop").
 */
MUSTUSE bool local_start(const char *home, schema_progress progress, void *ctx, struct local *ret, struct err *err);
MUSTUSE bool local_stop(const char *home, struct local *ret, struct err *err);
/* CONFLICT SPOOL_NOT_EMPTY while a spool of the home holds what is nowhere else. */
MUSTUSE bool local_destroy(const char *home, struct local *ret, struct err *err);
/* That kiosk's conninfo. */
MUSTUSE bool local_kiosk_url(const char *home, const char *kiosk, char *ret, size_t size, struct err *err);
/* NULL password removes the kiosk's line from the home's passfile. */
MUSTUSE bool local_set_password(const char *home, const char *kiosk, const char *password, struct err *err);

/* local_spool.c */
MUSTUSE bool local_spools_are_done(const struct local *l, struct err *err);
void local_spools_remove(const struct local *l);

/* local_beside.c: one detached "gemba --home H maintain --loop". */
MUSTUSE bool beside_start(const struct local *l, struct err *err);
void beside_stop(const struct local *l);
bool beside_runs(const struct local *l);

#endif
