/*
 * connect - a connection for the administrator's verbs, made while the caller
 * waits. Private to src/db.
 */
#ifndef GEMBA_DB_CONNECT_H
#define GEMBA_DB_CONNECT_H

#include <libpq-fe.h>

#include "core/base/err.h"

/* NULL with *err filled. PQfinish it. */
PGconn *connect_blocking(const char *conninfo, struct err *err);

#endif
