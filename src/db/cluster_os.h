/*
 * cluster_os - files and processes below a home. Private to src/db.
 *
 *   cluster_files.c   directories, atomic files, deleting a tree
 *   cluster_proc.c    running programs, the postmaster and its pid file
 *   cluster_conf.c    what stands in the server's configuration files
 *   cluster_lock.c    one starter or stopper at a time
 *
 * As root the server's files lie in a directory that the server's user may
 * write, so nothing here follows a link below it.
 */
#ifndef GEMBA_DB_CLUSTER_OS_H
#define GEMBA_DB_CLUSTER_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "db/cluster.h"

/* Whom the server runs as. */
struct server_user {
	uid_t uid;
	gid_t gid;
	char name[64];
};

struct programs {
	char bin[600];
	bool has_cron; /* pg_cron's library is installed */
};

#define CLUSTER_MARKER "gemba.home"
#define CLUSTER_SOCKET ".s.PGSQL.5432"

/* ---- cluster_files.c ---- */

/* Absolute, links resolved as far as the path exists. Error: VALIDATION home when it is too long. */
MUSTUSE bool files_home(const char *home, char *ret, size_t size, struct err *err);
MUSTUSE bool files_join(char *ret, size_t size, const char *dir, const char *name, struct err *err);
bool files_exists(const char *path);
/* mkdir -p; every directory made gets mode whatever the umask is. */
MUSTUSE bool files_make_path(const char *path, mode_t mode, struct err *err);
/* One directory of that user, mode 0700. An existing one of somebody else, or a link, is refused. */
MUSTUSE bool files_make_private(const char *path, const struct server_user *u, struct err *err);
/* Replace dir/name whole, or not at all. */
MUSTUSE bool files_write(const char *dir, const char *name, const char *text, mode_t mode, uid_t uid, gid_t gid,
			 struct err *err);
/* The first size-1 bytes of a plain file; false when it cannot be read. */
bool files_read(const char *path, char *ret, size_t size);
/* Delete dir/name and all below; a missing one is no error. Never follows a link. */
MUSTUSE bool files_remove(const char *dir, const char *name, struct err *err);
/* An error of the operating system as errno tells it: ERR_BUG SYSTEM, or VALIDATION on home where a person can help. */
bool files_err(struct err *err, const char *what, const char *path);

/* ---- cluster_proc.c ---- */

/* PG_BINDIR, Debian's place, pg_config --bindir. Error: NOT_FOUND NO_POSTGRESQL. */
MUSTUSE bool proc_programs(struct programs *ret, struct err *err);
/* Run bin/argv[0] to its end as that user with output into log; false unless it ends with 0 in time. */
MUSTUSE bool proc_run(const struct programs *p, const struct server_user *u, char *argv[], const char *log,
		      int64_t limit_ms, struct err *err);
/* Start bin/argv[0] and leave it running in a session of its own. */
MUSTUSE bool proc_spawn(const struct programs *p, const struct server_user *u, char *argv[], const char *log,
			pid_t *ret, struct err *err);
/* The first directory of path that u may not enter, into ret; false when there is none. */
bool proc_blocked_at(const struct server_user *u, const char *path, char *ret, size_t size);

/* What postmaster.pid tells. */
struct postmaster {
	pid_t pid;
	bool alive; /* that pid is a postgres with this data directory, not a later process of the same number */
	bool ready; /* takes connections */
	char socket_dir[256];
};
/* False: no pid file, or a malformed one. */
bool proc_postmaster(const char *data_dir, struct postmaster *ret);
/* Send sig to every postgres process of this data directory; returns how many there are. */
size_t proc_signal_all(const char *data_dir, int sig);
void proc_pause(int ms);
int64_t proc_now_ms(void);

/* ---- cluster_conf.c ---- */

/* pg_hba.conf, pg_ident.conf and gemba.conf in data_dir. */
MUSTUSE bool conf_write(const struct cluster *c, const char *data_dir, const struct server_user *u,
			const struct programs *p, struct err *err);
/* Let the postgresql.conf that initdb made include ours. */
MUSTUSE bool conf_include(const char *data_dir, const struct server_user *u, struct err *err);
/* Text as a value of a connection string, appended to ret. */
void conf_conninfo_add(char *ret, size_t size, const char *keyword, const char *value);

/* ---- cluster_lock.c ---- */

/* Returns a descriptor to close, or -1. Waits for another start or stop of the same home to end. */
int lock_take(const char *home, struct err *err);

/* ---- cluster.c ---- */

/* Mark the home as ours, unless something else lives there. */
MUSTUSE bool cluster_adopt(const struct cluster *c, struct err *err);

/* ---- cluster_paths.c ---- */

MUSTUSE bool cluster_user(const struct cluster *c, struct server_user *ret, struct err *err);
/* All that follows from the home: directories and the administrator's connection string. */
MUSTUSE bool cluster_paths(struct cluster *c, struct err *err);
void cluster_url(const struct cluster *c, const char *database, const char *user, char *ret, size_t size);
/* Look at the state again. */
void cluster_look(struct cluster *c);

#endif
