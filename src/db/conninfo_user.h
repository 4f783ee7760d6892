/*
 * conninfo_user - who a connection string signs in as.
 */
#ifndef GEMBA_DB_CONNINFO_USER_H
#define GEMBA_DB_CONNINFO_USER_H

#include <stdbool.h>
#include <stddef.h>

/* False when it names nobody, or is none; a name that does not fit is cut. */
bool conninfo_user(const char *conninfo, char *ret, size_t size);

#endif
