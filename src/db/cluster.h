/*
 * cluster - the private PostgreSQL of a gemba home.
 *
 * Home layout: data/ (PGDATA), run/ or a short directory under /run or /tmp
 * when the socket path would pass 100 bytes, passfile (0600), log/. Blocking:
 * used by verbs only. As root everything of the server runs as "postgres".
 */
#ifndef GEMBA_DB_CLUSTER_H
#define GEMBA_DB_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

struct cluster {
	char home[1024];
	char data_dir[1100];
	char socket_dir[256];
	char passfile[1100];
	char admin_url[1400]; /* conninfo of the administrator (peer) */
	bool initialised;
	bool running;
	int pid;
};

/* Resolve paths and look at the state; starts nothing. home NULL: GEMBA_HOME, then XDG_STATE_HOME/gemba, root /var/lib/gemba. */
MUSTUSE bool cluster_open(const char *home, struct cluster *ret, struct err *err);
/* The home's directory alone, such that the server's user may enter it later. Idempotent. */
MUSTUSE bool cluster_make_home(const struct cluster *c, struct err *err);
/* Idempotent: initdb if missing, start if down (stale pid files and kill -9 are normal life), create database "gemba". */
MUSTUSE bool cluster_start(struct cluster *c, struct err *err);
MUSTUSE bool cluster_stop(struct cluster *c, struct err *err);
/* Stop and delete all below the home that this program made. */
MUSTUSE bool cluster_destroy(struct cluster *c, struct err *err);
/* conninfo for a kiosk of this home (SCRAM through the passfile). */
void cluster_kiosk_url(const struct cluster *c, const char *kiosk, char *ret, size_t size);
/* Write or replace a kiosk's line in the passfile; password NULL removes it. */
MUSTUSE bool cluster_set_password(const struct cluster *c, const char *kiosk, const char *password, struct err *err);

#endif
