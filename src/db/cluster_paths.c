/*
 * cluster_paths - where a home's parts lie, whose they are, how to connect.
 */
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster_os.h"

/* sun_path holds 107; beyond this the socket goes to a short directory. */
enum { SOCKET_PATH_MAX = 100 };

/* The default home, as cluster.h tells. */
static bool home_default(char *ret, size_t size, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	const struct passwd *me;

	if (geteuid() == 0)
		return str_copy(ret, size, "/var/lib/gemba");
	if (!str_empty(state) && state[0] == '/')
		return files_join(ret, size, state, "gemba", err);
	me = str_empty(home) ? getpwuid(geteuid()) : NULL;
	if (me)
		home = me->pw_dir;
	if (str_empty(home))
		return err_set(err, ERR_VALIDATION, "NO_HOME", "home", "No home directory is known; name one.");
	return files_join(ret, size, home, ".local/state/gemba", err);
}

static bool user_by_id(uid_t uid, struct server_user *ret, struct err *err)
{
	const struct passwd *pw = getpwuid(uid);

	if (!pw)
		return err_set(err, ERR_VALIDATION, "NO_USER", "", "The system does not know user number %ld.",
			       (long)uid);
	ret->uid = pw->pw_uid;
	ret->gid = pw->pw_gid;
	str_copy(ret->name, sizeof(ret->name), pw->pw_name);
	return true;
}

/* PostgreSQL refuses to run as root. Root may also serve a home that another user began: then as that user. */
bool cluster_user(const struct cluster *c, struct server_user *ret, struct err *err)
{
	const struct passwd *pw;
	struct stat st;

	if (geteuid() != 0)
		return user_by_id(geteuid(), ret, err);
	if ((lstat(c->data_dir, &st) == 0 || lstat(c->home, &st) == 0) && st.st_uid != 0)
		return user_by_id(st.st_uid, ret, err);
	pw = getpwnam("postgres");
	if (!pw) {
		err_set(err, ERR_NOT_FOUND, "NO_POSTGRESQL", "", "There is no system user \"postgres\".");
		return err_hint(err, "make deps, or apt-get install postgresql-15 postgresql-contrib");
	}
	return user_by_id(pw->pw_uid, ret, err);
}

/* FNV-1a; enough to keep two homes of one user apart, ownership is checked. */
static uint64_t path_hash(const char *path)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (const char *p = path; *p; p++)
		h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	return h;
}

static bool socket_dir_choose(struct cluster *c, struct err *err)
{
	size_t needed = strlen(c->home) + strlen("/run/" CLUSTER_SOCKET);
	unsigned long long hash = path_hash(c->home);
	struct server_user u;

	if (needed <= SOCKET_PATH_MAX)
		return files_join(c->socket_dir, sizeof(c->socket_dir), c->home, "run", err);
	if (!cluster_user(c, &u, err))
		return false;
	if (geteuid() == 0 && str_equal(u.name, "postgres") && access("/run", W_OK) == 0)
		str_format(c->socket_dir, sizeof(c->socket_dir), "/run/gemba-%016llx", hash);
	else
		str_format(c->socket_dir, sizeof(c->socket_dir), "/tmp/gemba-%ld-%016llx", (long)u.uid, hash);
	return true;
}

/* requirepeer: nobody but the server's own user can pose as the server. */
void cluster_url(const struct cluster *c, const char *database, const char *user, char *ret, size_t size)
{
	struct server_user u;
	struct err ignored;
	struct stat st;
	bool known = lstat(c->data_dir, &st) == 0 ? user_by_id(st.st_uid, &u, &ignored) : cluster_user(c, &u, &ignored);

	ret[0] = '\0';
	conf_conninfo_add(ret, size, "host", c->socket_dir);
	conf_conninfo_add(ret, size, "port", "5432");
	conf_conninfo_add(ret, size, "dbname", database);
	conf_conninfo_add(ret, size, "user", user);
	if (known)
		conf_conninfo_add(ret, size, "requirepeer", u.name);
}

static bool url_admin(struct cluster *c)
{
	cluster_url(c, "gemba", "postgres", c->admin_url, sizeof(c->admin_url));
	return true;
}

bool cluster_paths(struct cluster *c, struct err *err)
{
	return files_join(c->data_dir, sizeof(c->data_dir), c->home, "data", err) &&
	       files_join(c->passfile, sizeof(c->passfile), c->home, "passfile", err) && socket_dir_choose(c, err) &&
	       url_admin(c);
}

void cluster_kiosk_url(const struct cluster *c, const char *kiosk, char *ret, size_t size)
{
	cluster_url(c, "gemba", kiosk, ret, size);
	conf_conninfo_add(ret, size, "passfile", c->passfile);
}

void cluster_look(struct cluster *c)
{
	char version[1200];
	struct postmaster pm;

	c->initialised = str_format(version, sizeof(version), "%s/PG_VERSION", c->data_dir) && files_exists(version);
	c->running = proc_postmaster(c->data_dir, &pm) && pm.ready;
	c->pid = c->running ? (int)pm.pid : 0;
}

bool cluster_open(const char *home, struct cluster *ret, struct err *err)
{
	struct cluster c = { 0 };
	char standard[1024];

	if (str_empty(home))
		home = getenv("GEMBA_HOME");
	if (str_empty(home)) {
		if (!home_default(standard, sizeof(standard), err))
			return false;
		home = standard;
	}
	if (!files_home(home, c.home, sizeof(c.home), err) || !cluster_paths(&c, err))
		return false;
	cluster_look(&c);
	*ret = c;
	return true;
}
