/*
 * test_sql - the SQL of tests, from files of named statements like those of sql/queries.
 */
#ifndef GEMBA_TEST_SQL_H
#define GEMBA_TEST_SQL_H

/* The text behind "-- name: NAME" in tests/db/sql/FILE. Ends the test program when there is none. Free it. */
char *test_sql(const char *file, const char *name);
/* A whole file below the root of the source. Free it. */
char *test_file(const char *path);

#endif
