/*
 * cluster_conf - what stands in the server's configuration files.
 *
 * gemba.conf is written anew at each start. Settings of the operator go to
 * gemba.local.conf beside it, which is read last and never touched.
 */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster_os.h"

enum { CONF_SIZE = 8192 };

static const char settings[] = "# Written by gemba at each start; your own settings belong in gemba.local.conf.\n"
			       "listen_addresses = ''\n"
			       "port = 5432\n"
			       "unix_socket_permissions = 0700\n"
			       "max_connections = 60\n"
			       "shared_buffers = '128MB'\n"
			       "jit = off\n"
			       "timezone = 'UTC'\n"
			       "log_timezone = 'UTC'\n"
			       "datestyle = 'iso, ymd'\n"
			       "password_encryption = 'scram-sha-256'\n"
			       "logging_collector = on\n"
			       "log_filename = 'server-%a.log'\n"
			       "log_file_mode = 0600\n"
			       "log_rotation_age = '1d'\n"
			       "log_rotation_size = 0\n"
			       "log_truncate_on_rotation = on\n"
			       "# Neither statements nor values reach the log: they may hold PINs and tokens.\n"
			       "log_error_verbosity = terse\n"
			       "log_min_error_statement = panic\n"
			       "log_statement = 'none'\n"
			       "log_parameter_max_length = 0\n"
			       "log_parameter_max_length_on_error = 0\n";

static const char cron_settings[] = "shared_preload_libraries = 'pg_cron'\n"
				    "cron.database_name = 'gemba'\n"
				    "# A connection of its own would need a password; a background worker needs none.\n"
				    "cron.use_background_workers = on\n"
				    "cron.log_statement = off\n";

static const char hba[] = "# Written by gemba at each start. Nobody comes in by network.\n"
			  "local all postgres peer map=gemba\n"
			  "local all all scram-sha-256\n";

/* Quotes and backslashes are doubled, or get a backslash where escape is one. */
static void quoted_add(char *ret, size_t size, const char *value, char escape)
{
	size_t at;

	str_append(ret, size, "'");
	at = strlen(ret);
	for (const char *p = value; *p && at + 3 < size; p++) {
		if (*p == '\'' || *p == '\\')
			ret[at++] = escape ? escape : *p;
		ret[at++] = *p;
	}
	ret[at] = '\0';
	str_append(ret, size, "'");
}

static void setting_add(char *text, size_t size, const char *name, const char *value)
{
	str_append(text, size, name);
	str_append(text, size, " = ");
	quoted_add(text, size, value, '\0');
	str_append(text, size, "\n");
}

void conf_conninfo_add(char *ret, size_t size, const char *keyword, const char *value)
{
	str_append(ret, size, ret[0] ? " " : "");
	str_append(ret, size, keyword);
	str_append(ret, size, "=");
	quoted_add(ret, size, value, '\\');
}

/*
 * Where parallel workers share memory. /dev/shm is the usual place, but a
 * chroot or a lean container may have none that the server's user can write.
 */
static const char *conf_shared_memory(const struct server_user *u)
{
	struct stat st;
	bool writable = stat("/dev/shm", &st) == 0 && ((st.st_mode & S_IWOTH) || st.st_uid == u->uid);

	return writable ? "posix" : "sysv";
}

static bool conf_main(const struct cluster *c, const char *data_dir, const struct server_user *u,
		      const struct programs *p, struct err *err)
{
	char text[CONF_SIZE], log_dir[1100];

	if (!files_join(log_dir, sizeof(log_dir), c->home, "log", err))
		return false;
	str_copy(text, sizeof(text), settings);
	setting_add(text, sizeof(text), "unix_socket_directories", c->socket_dir);
	setting_add(text, sizeof(text), "log_directory", log_dir);
	setting_add(text, sizeof(text), "dynamic_shared_memory_type", conf_shared_memory(u));
	if (p->has_cron)
		str_append(text, sizeof(text), cron_settings);
	str_append(text, sizeof(text), "include_if_exists = 'gemba.local.conf'\n");
	return files_write(data_dir, "gemba.conf", text, 0600, u->uid, u->gid, err);
}

static void ident_add(char *text, size_t size, const char *user)
{
	char line[160];

	if (str_format(line, sizeof(line), "gemba \"%s\" postgres\n", user) && !strstr(text, line))
		str_append(text, size, line);
}

/* root, the owner of the home and the server's own user are the administrator. */
static bool conf_ident(const struct cluster *c, const char *data_dir, const struct server_user *u, struct err *err)
{
	char text[1024] = "";
	struct passwd *owner;
	struct stat st;

	ident_add(text, sizeof(text), "root");
	ident_add(text, sizeof(text), u->name);
	owner = stat(c->home, &st) == 0 ? getpwuid(st.st_uid) : NULL;
	if (owner)
		ident_add(text, sizeof(text), owner->pw_name);
	return files_write(data_dir, "pg_ident.conf", text, 0600, u->uid, u->gid, err);
}

bool conf_write(const struct cluster *c, const char *data_dir, const struct server_user *u, const struct programs *p,
		struct err *err)
{
	return files_write(data_dir, "pg_hba.conf", hba, 0600, u->uid, u->gid, err) &&
	       conf_ident(c, data_dir, u, err) && conf_main(c, data_dir, u, p, err);
}

bool conf_include(const char *data_dir, const struct server_user *u, struct err *err)
{
	return files_write(data_dir, "postgresql.conf", "include = 'gemba.conf'\n", 0600, u->uid, u->gid, err);
}
