/*
 * e2e_home - a home with a server of its own and the demo plant in it; the
 * program's verbs as the second opinion about what a screen shows.
 */
#ifndef GEMBA_TESTS_E2E_HOME_H
#define GEMBA_TESTS_E2E_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { HOME_CELL = 512 };

struct home {
	char program[4096]; /* PATH_MAX: realpath writes it */
	char dir[64];	    /* for files of the test */
	char url[1024];	    /* the administrator's */
	int alive;	    /* closed when the test program ends, however that is */
	pid_t cleaner;	    /* then stops the server and removes everything */
};

/* For cmocka's group. */
int home_open(void **state);
int home_close(void **state);
/* For one test's setup: the server runs, whatever the test before left. */
int home_settle(void **state);

/* Exit code of a verb, its JSON kept for home_value; the last argument is NULL. user NULL: without one. */
int home_verb(struct home *h, const char *user, ...);
/* Many verbs, one a line, of which none may fail; exit code. Nothing is kept for home_value. */
int home_batch(struct home *h, const char *user, const char *lines);
/* A value of the last verb's JSON, by path: "lines.1.received", "error.code"; "" when there is none. */
const char *home_value(const char *path);
/* The same as the screens write quantities: 12480 is "12 480". */
const char *home_shown(const char *path);

/* Money as the screens write it: two decimals at least. */
const char *home_money(const char *path);
/* How many objects of a list have this value under key; key NULL: how many there are. */
int home_count(const char *list, const char *key, const char *value);

/* A file of SQL below tests/e2e/sql as the administrator; name is psql's variable "name". First cell in ret. */
void home_sql(struct home *h, const char *file, const char *name, char ret[HOME_CELL]);
/* Asks until the first cell is wanted. */
bool home_sql_until(struct home *h, const char *file, const char *name, const char *wanted, int deadline_s);

/* The same, beside the test; its session stays open until it is told to end. */
struct home_session {
	pid_t pid;
	int in;
};
struct home_session home_sql_begin(struct home *h, const char *file, const char *name);
void home_sql_end(struct home_session s);

void home_stop(struct home *h);
void home_start(struct home *h);
/* The whole server at once, as a power cut would. */
void home_kill(struct home *h);
/* Settings of the server beside gemba's own, read at once; "" takes them away, to be read at the next start. */
void home_settings(struct home *h, const char *text);

/* Commits wait for a standby that does not exist, so they are kept, but nobody is told; until home_settings. */
void home_hang_commits(struct home *h);

/* A configuration file with this text; borrowed until the next call. */
const char *home_config(struct home *h, const char *text);

#endif
