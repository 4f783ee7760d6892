/*
 * db_yard - a directory below /tmp with a home in it, for tests of the cluster.
 */
#ifndef GEMBA_DB_YARD_H
#define GEMBA_DB_YARD_H

#include <stdbool.h>

#include "core/base/err.h"
#include "db/cluster.h"

/* Short enough for the socket to stay in the home, whatever TMPDIR is. */
struct yard {
	char dir[64];
	char home[256];
	struct cluster c;
	struct err err;
};

/* For cmocka. Closing stops the server and deletes all. */
int yard_open(void **state);
int yard_close(void **state);

void yard_must(struct yard *y, bool ok);
void yard_refused(struct yard *y, bool ok, enum err_kind kind, const char *code);
/* Open and start the home. */
void yard_start(struct yard *y);
bool yard_connects(const char *conninfo);
/* First cell of a statement of tests/db/sql/cluster.sql; free it. value NULL: it has no parameter. */
char *yard_ask(const char *conninfo, const char *name, const char *value);
void yard_ask_is(const char *conninfo, const char *name, const char *value, const char *expected);
/* A row that says where it was written; "marks" lists them. */
void yard_mark(struct yard *y, const char *text);
void yard_write(const char *dir, const char *name, const char *text);

#endif
