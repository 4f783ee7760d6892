/*
 * conninfo - libpq's connection parameters with gemba's defaults filled in.
 *
 * Private to src/db.
 */
#ifndef GEMBA_DB_CONNINFO_H
#define GEMBA_DB_CONNINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct conninfo {
	const char **keyword; /* both NULL-terminated, for PQconnectStartParams */
	char **value;
	size_t n;
	int64_t connect_ms;   /* patience with one host; 0 = without end */
	int64_t statement_ms; /* patience with one answer; 0 = the caller set statement_timeout himself */
};

enum conninfo_use {
	CONNINFO_SCREEN, /* lock_timeout and statement_timeout, so that no screen waits without end */
	CONNINFO_ADMIN,	 /* long work is expected */
};

/* Errors: ERR_VALIDATION BAD_CONNINFO on field "db"; the text itself is never repeated. */
MUSTUSE bool conninfo_parse(struct conninfo *ci, const char *text, enum conninfo_use use, struct err *err);
void conninfo_done(struct conninfo *ci); /* accepts zeroed memory; wipes the values */
/* NULL when not given. */
const char *conninfo_get(const struct conninfo *ci, const char *keyword);
/*
 * Move the first of several hosts to the end. libpq itself tries the hosts
 * in order but, non-blocking, never gives up on one that does not answer.
 */
void conninfo_rotate(struct conninfo *ci);

#endif
