/*
 * cluster - start, stop and destroy the private PostgreSQL of a home.
 *
 * All of it works under the home's lock. What a killed start leaves behind
 * (a half-made data.new, pid files, sockets) is cleared by the next one.
 */
#include "db/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/rows.h"
#include "core/base/str.h"
#include "db/admin.h"
#include "db/cluster_os.h"

enum {
	INITDB_LIMIT_MS = 180000,
	START_LIMIT_MS = 180000,
	STOP_LIMIT_MS = 60000,
	KILL_LIMIT_MS = 10000,
	ANSWER_LIMIT_MS = 30000,
	POLL_MS = 25
};

/* What this program makes in a home, and so may delete: the marker and the lock last. */
static const char *const parts[] = { "data", "data.new", "run", "log", "passfile", "passfile.new" };
static const char marker_text[] = "This directory is a home of gemba. \"gemba local destroy\" deletes its database.\n";

/* ---- the home ---- */

static bool marker_exists(const struct cluster *c)
{
	char path[1100];

	return str_format(path, sizeof(path), "%s/%s", c->home, CLUSTER_MARKER) && files_exists(path);
}

/* Before the lock, so without a temporary file that two starters would fight for. */
static bool marker_make(const struct cluster *c, struct err *err)
{
	char path[1100];
	struct stat st;
	bool ok;
	int fd;

	if (!files_join(path, sizeof(path), c->home, CLUSTER_MARKER, err))
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	/* Only root gives it away: another user's home may have a group that he is not in. */
	ok = fd >= 0 && stat(c->home, &st) == 0 && (geteuid() != 0 || fchown(fd, st.st_uid, st.st_gid) == 0) &&
	     write(fd, marker_text, strlen(marker_text)) == (ssize_t)strlen(marker_text);
	if (!ok)
		files_err(err, "write", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Everything below a home may be deleted one day, so a directory with somebody else's "log" or "data" is no home. */
bool cluster_adopt(const struct cluster *c, struct err *err)
{
	char path[1100];

	if (marker_exists(c))
		return true;
	for (size_t i = 0; i <= sizeof(parts) / sizeof(parts[0]); i++) {
		const char *part = i < sizeof(parts) / sizeof(parts[0]) ? parts[i] : "lock";

		if (!files_join(path, sizeof(path), c->home, part, err))
			return false;
		/* Another starter makes the marker first, then the rest. */
		if (files_exists(path) && !marker_exists(c)) {
			err_set(err, ERR_VALIDATION, "FOREIGN_HOME", "home",
				"%s holds a \"%s\" that gemba did not make.", c->home, part);
			return err_hint(err, "Name an empty directory as home.");
		}
	}
	return marker_make(c, err);
}

static bool home_is_ours(const struct cluster *c, struct err *err)
{
	struct stat st;

	if (geteuid() == 0 || stat(c->home, &st) != 0 || st.st_uid == geteuid())
		return true;
	err_set(err, ERR_VALIDATION, "FOREIGN_HOME", "home", "%s belongs to another user.", c->home);
	return err_hint(err, "Run this as its owner or as root, or name another home.");
}

bool cluster_make_home(const struct cluster *c, struct err *err)
{
	return files_make_path(c->home, geteuid() == 0 ? 0755 : 0700, err);
}

static bool home_make(struct cluster *c, const struct server_user *u, struct err *err)
{
	char blocked[PATH_MAX], again[sizeof(c->home)];

	if (!home_is_ours(c, err))
		return false;
	if (proc_blocked_at(u, c->home, blocked, sizeof(blocked))) {
		err_set(err, ERR_VALIDATION, "UNREACHABLE_HOME", "home",
			"The server runs as user \"%s\", who may not enter %s.", u->name, blocked);
		return err_hint(err, "Name a home elsewhere, such as /var/lib/gemba.");
	}
	if (!cluster_make_home(c, err))
		return false;
	/* A link on the way may have come into sight only now. */
	if (!files_home(c->home, again, sizeof(again), err))
		return false;
	str_copy(c->home, sizeof(c->home), again);
	return cluster_paths(c, err) && cluster_adopt(c, err);
}

static bool log_path(const struct cluster *c, const char *name, char *ret, size_t size, struct err *err)
{
	char dir[1100];

	return files_join(dir, sizeof(dir), c->home, "log", err) && files_join(ret, size, dir, name, err);
}

static bool home_dirs(const struct cluster *c, const struct server_user *u, struct err *err)
{
	char log[1100];

	return files_join(log, sizeof(log), c->home, "log", err) && files_make_private(log, u, err) &&
	       files_make_private(c->socket_dir, u, err);
}

/* ---- the data directory ---- */

static bool data_make(struct cluster *c, const struct server_user *u, const struct programs *p, struct err *err)
{
	char fresh[1100], log[1200];
	char *argv[] = { (char *)"initdb",
			 (char *)"--pgdata",
			 fresh,
			 (char *)"--username=postgres",
			 (char *)"--auth-local=peer",
			 (char *)"--auth-host=reject",
			 (char *)"--encoding=UTF8",
			 (char *)"--locale=C.UTF-8",
			 (char *)"--data-checksums",
			 (char *)"--no-instructions",
			 NULL };

	if (!files_join(fresh, sizeof(fresh), c->home, "data.new", err) ||
	    !log_path(c, "initdb.log", log, sizeof(log), err))
		return false;
	if (!files_remove(c->home, "data.new", err) || !files_make_private(fresh, u, err) ||
	    !proc_run(p, u, argv, log, INITDB_LIMIT_MS, err) || !conf_include(fresh, u, err))
		return false;
	if (rename(fresh, c->data_dir) != 0)
		return files_err(err, "rename", fresh);
	c->initialised = true;
	return true;
}

/* ---- start ---- */

static bool wait_gone(const char *data_dir, int64_t limit_ms)
{
	int64_t until = proc_now_ms() + limit_ms;

	while (proc_signal_all(data_dir, 0) > 0) {
		if (proc_now_ms() > until)
			return false;
		proc_pause(POLL_MS);
	}
	return true;
}

/*
 * A killed postmaster leaves servers that notice it only when their query
 * ends, and pid files whose number may be some other process by now, which
 * the next postmaster would take for a running one.
 */
static bool leftovers_clear(const struct cluster *c, struct err *err)
{
	if (proc_signal_all(c->data_dir, SIGTERM) > 0 && !wait_gone(c->data_dir, KILL_LIMIT_MS)) {
		proc_signal_all(c->data_dir, SIGKILL);
		if (!wait_gone(c->data_dir, KILL_LIMIT_MS))
			return err_set(err, ERR_RETRY, "STILL_RUNNING", "", "Processes of the old server do not end.");
	}
	return files_remove(c->data_dir, "postmaster.pid", err) && files_remove(c->socket_dir, CLUSTER_SOCKET, err) &&
	       files_remove(c->socket_dir, CLUSTER_SOCKET ".lock", err);
}

/* The server's own last word, when it ended before it could open its log. */
static bool start_failed(const char *log, struct err *err)
{
	char text[4096] = "", *line, *end;

	if (files_read(log, text, sizeof(text)) && (line = strstr(text, "FATAL:  "))) {
		line += strlen("FATAL:  ");
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		err_set(err, ERR_OFFLINE, "START_FAILED", "", "The private server did not start: %s.", line);
	} else {
		err_set(err, ERR_OFFLINE, "START_FAILED", "", "The private server did not start.");
	}
	return err_hint(err, "See %s", log);
}

static bool wait_ready(struct cluster *c, pid_t pid, const char *log, struct err *err)
{
	int64_t until = proc_now_ms() + START_LIMIT_MS;

	for (;;) {
		cluster_look(c);
		if (c->running && c->pid == (int)pid)
			return true;
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return start_failed(log, err);
		if (proc_now_ms() > until)
			return err_set(err, ERR_OFFLINE, "START_SLOW", "",
				       "The private server is still starting; try again later.");
		proc_pause(POLL_MS);
	}
}

static bool server_start(struct cluster *c, const struct server_user *u, const struct programs *p, struct err *err)
{
	char *argv[] = { (char *)"postgres", (char *)"-D", c->data_dir, NULL };
	char log[1200];
	pid_t pid;

	return log_path(c, "start.log", log, sizeof(log), err) && files_make_private(c->data_dir, u, err) &&
	       leftovers_clear(c, err) && conf_write(c, c->data_dir, u, p, err) &&
	       proc_spawn(p, u, argv, log, &pid, err) && wait_ready(c, pid, log, err);
}

/* Somebody may have started it a moment ago, and a crashed one may be recovering: wait for it. */
static bool server_await(struct cluster *c, bool *ret_runs, struct err *err)
{
	int64_t until = proc_now_ms() + START_LIMIT_MS;
	struct postmaster pm;

	for (;;) {
		*ret_runs = proc_postmaster(c->data_dir, &pm) && pm.alive;
		cluster_look(c);
		if (!*ret_runs || c->running)
			return true;
		if (proc_now_ms() > until)
			return err_set(err, ERR_OFFLINE, "START_SLOW", "",
				       "The private server is still starting; try again later.");
		proc_pause(POLL_MS);
	}
}

static bool database_make(const struct cluster *c, struct err *err)
{
	char url[sizeof(c->admin_url)];
	struct rows found = { 0 };
	bool ok, exists;

	cluster_url(c, "postgres", "postgres", url, sizeof(url));
	ok = admin_run(url, Q_CLUSTER_DATABASE_EXISTS, NULL, &found, err);
	exists = ok && rows_bool(&found, 0, "database_exists");
	rows_done(&found);
	if (!ok || exists)
		return ok;
	ok = admin_run(url, Q_CLUSTER_DATABASE_CREATE, NULL, &found, err);
	rows_done(&found);
	return ok;
}

/* Between a kill -9 and the postmaster's last breath it still looks alive; so only an answer counts. */
static bool start_until_answered(struct cluster *c, const struct server_user *u, const struct programs *p,
				 struct err *err)
{
	int64_t until = proc_now_ms() + ANSWER_LIMIT_MS;
	bool runs;

	for (;;) {
		if (!server_await(c, &runs, err))
			return false;
		if (!runs && !server_start(c, u, p, err))
			return false;
		if (database_make(c, err))
			return true;
		if (err->kind != ERR_OFFLINE || proc_now_ms() > until)
			return false;
		proc_pause(POLL_MS);
	}
}

static bool start_locked(struct cluster *c, const struct server_user *u, const struct programs *p, struct err *err)
{
	cluster_look(c);
	return home_dirs(c, u, err) && (c->initialised || data_make(c, u, p, err)) &&
	       start_until_answered(c, u, p, err);
}

bool cluster_start(struct cluster *c, struct err *err)
{
	struct server_user u;
	struct programs p;
	bool ok;
	int lock;

	if (!proc_programs(&p, err) || !cluster_user(c, &u, err) || !home_make(c, &u, err))
		return false;
	lock = lock_take(c->home, err);
	if (lock < 0)
		return false;
	ok = start_locked(c, &u, &p, err);
	close(lock);
	return ok;
}

/* ---- stop and destroy ---- */

static bool stop_locked(struct cluster *c, struct err *err)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGKILL };
	struct postmaster pm = { 0 };
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (proc_postmaster(c->data_dir, &pm) && pm.alive)
			kill(pm.pid, signals[i]);
		else
			proc_signal_all(c->data_dir, signals[i]);
		if (wait_gone(c->data_dir, i == 0 ? STOP_LIMIT_MS : KILL_LIMIT_MS))
			break;
	}
	/* It may have been this very process's child. */
	if (pm.pid > 0)
		(void)waitpid(pm.pid, NULL, WNOHANG);
	cluster_look(c);
	if (i == sizeof(signals) / sizeof(signals[0]))
		return err_set(err, ERR_RETRY, "STILL_RUNNING", "", "The private server does not end.");
	return true;
}

bool cluster_stop(struct cluster *c, struct err *err)
{
	bool ok;
	int lock;

	if (!files_exists(c->home))
		return true;
	if (!home_is_ours(c, err))
		return false;
	if (!marker_exists(c))
		return true;
	lock = lock_take(c->home, err);
	if (lock < 0)
		return false;
	ok = stop_locked(c, err);
	close(lock);
	return ok;
}

static bool destroy_locked(struct cluster *c, struct err *err)
{
	static const char *const last[] = { CLUSTER_MARKER, "lock" };

	if (!stop_locked(c, err))
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!files_remove(c->home, parts[i], err))
			return false;
	}
	/* Outside the home; a wrong owner there means that it is not ours to delete. */
	if (files_exists(c->socket_dir) && (!files_remove(c->socket_dir, CLUSTER_SOCKET, err) ||
					    !files_remove(c->socket_dir, CLUSTER_SOCKET ".lock", err)))
		return false;
	(void)rmdir(c->socket_dir);
	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++) {
		if (!files_remove(c->home, last[i], err))
			return false;
	}
	return true;
}

bool cluster_destroy(struct cluster *c, struct err *err)
{
	bool ok;
	int lock;

	if (!files_exists(c->home))
		return true;
	if (!home_is_ours(c, err))
		return false;
	if (!marker_exists(c)) {
		err_set(err, ERR_VALIDATION, "FOREIGN_HOME", "home", "%s is not a home that gemba made.", c->home);
		return err_hint(err, "Nothing was deleted.");
	}
	lock = lock_take(c->home, err);
	if (lock < 0)
		return false;
	ok = destroy_locked(c, err);
	close(lock);
	/* Stays when it holds something else, such as a spool that was not sent yet. */
	if (ok)
		(void)rmdir(c->home);
	cluster_look(c);
	return ok;
}
