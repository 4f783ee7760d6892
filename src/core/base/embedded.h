/*
 * embedded - files of the source tree that travel inside the program.
 *
 * build/gen/embedded.c holds sql/roles.sql, sql/migrations, sql/api, sql/demo,
 * the steps of sql/spool and themes, sorted by path. Made by sql/embed.awk.
 */
#ifndef GEMBA_BASE_EMBEDDED_H
#define GEMBA_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *path; /* "sql/migrations/0001_x.up.sql", "themes/dark.ini" */
	const char *text;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_files_n;

/* The text of that path; NULL when there is none. */
const char *embedded_text(const char *path);

#endif
