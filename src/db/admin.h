/*
 * admin - one statement on the administrator's connection. Blocking: used by
 * verbs only, never by anything a screen can reach.
 */
#ifndef GEMBA_DB_ADMIN_H
#define GEMBA_DB_ADMIN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "db/query.h"

/* values: one per parameter, NULL is SQL NULL; NULL itself when there are none. Errors as those of db_send. */
MUSTUSE bool admin_run(const char *conninfo, enum query_id id, const char *const *values, struct rows *ret,
		       struct err *err);

/* Room for any verifier admin_scram makes. */
enum { ADMIN_SCRAM_TEXT = 256 };

/* The SCRAM-SHA-256 verifier of a password, so that the password itself never travels in a statement. */
MUSTUSE bool admin_scram(const char *conninfo, const char *role, const char *password, char *ret, size_t size,
			 struct err *err);

#endif
