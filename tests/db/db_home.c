/*
 * Which directory can be a home, whose it is, and what is kept in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster.h"
#include "db/cluster_os.h"
#include "support/db_yard.h"

/* ---- what is not ours ---- */

static void destroy_deletes_only_what_it_made(void **state)
{
	struct yard *y = *state;
	char spool[300];

	yard_start(y);
	str_format(spool, sizeof(spool), "%s/spool", y->home);
	assert_int_equal(mkdir(spool, 0755), 0);
	yard_must(y, cluster_destroy(&y->c, &y->err));
	assert_true(files_exists(spool));
	assert_false(files_exists(y->c.data_dir));
	assert_false(y->c.running);
	yard_refused(y, cluster_destroy(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	yard_start(y);
	assert_int_equal(rmdir(spool), 0);
	yard_must(y, cluster_destroy(&y->c, &y->err));
	assert_false(files_exists(y->home));
	yard_must(y, cluster_destroy(&y->c, &y->err));
}

static void destroy_refuses_a_foreign_directory(void **state)
{
	struct yard *y = *state;
	char log[300], file[400];

	assert_int_equal(mkdir(y->home, 0755), 0);
	str_format(log, sizeof(log), "%s/log", y->home);
	assert_int_equal(mkdir(log, 0755), 0);
	yard_write(log, "precious", "x\n");
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_refused(y, cluster_destroy(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	assert_string_equal(y->err.field, "home");
	yard_refused(y, cluster_destroy(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	str_format(file, sizeof(file), "%s/precious", log);
	assert_true(files_exists(file));
}

static void somebody_elses_lock_makes_no_home(void **state)
{
	struct yard *y = *state;
	char file[400];

	assert_int_equal(mkdir(y->home, 0755), 0);
	yard_write(y->home, "lock", "precious\n");
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	yard_refused(y, cluster_destroy(&y->c, &y->err), ERR_VALIDATION, "FOREIGN_HOME");
	str_format(file, sizeof(file), "%s/lock", y->home);
	assert_true(files_exists(file));
}

static void missing_programs_are_said(void **state)
{
	struct yard *y = *state;

	setenv("PG_BINDIR", y->dir, 1);
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_NOT_FOUND, "NO_POSTGRESQL");
	unsetenv("PG_BINDIR");
	assert_non_null(strstr(y->err.message, "server programs"));
	assert_true(y->err.hint[0] != '\0');
}

static void destroy_follows_no_link(void **state)
{
	struct yard *y = *state;
	char outside[300], link[1200], file[400];

	str_format(outside, sizeof(outside), "%s/outside", y->dir);
	assert_int_equal(mkdir(outside, 0755), 0);
	yard_write(outside, "precious", "x\n");
	yard_start(y);
	yard_must(y, cluster_stop(&y->c, &y->err));
	str_format(link, sizeof(link), "%s/link", y->c.data_dir);
	assert_int_equal(symlink(outside, link), 0);
	yard_must(y, cluster_destroy(&y->c, &y->err));
	str_format(file, sizeof(file), "%s/precious", outside);
	assert_true(files_exists(file));
}

/* ---- long paths ---- */

static void long_home(struct yard *y)
{
	str_format(y->home, sizeof(y->home), "%s/%0*d", y->dir, 120, 7);
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
}

static void a_long_path_moves_the_socket(void **state)
{
	struct yard *y = *state;

	long_home(y);
	assert_true(str_starts(y->c.socket_dir, "/run/gemba-") || str_starts(y->c.socket_dir, "/tmp/gemba-"));
	assert_true(strlen(y->c.socket_dir) + strlen("/" CLUSTER_SOCKET) <= 100);
	yard_start(y);
	yard_ask_is(y->c.admin_url, "setting", "port", "5432");
	yard_must(y, cluster_destroy(&y->c, &y->err));
	assert_false(files_exists(y->c.socket_dir));
}

static void a_planted_socket_directory_is_refused(void **state)
{
	struct yard *y = *state;

	long_home(y);
	if (geteuid() == 0) { /* root's own is not the server's */
		assert_int_equal(mkdir(y->c.socket_dir, 0777), 0);
		yard_refused(y, cluster_start(&y->c, &y->err), ERR_CONFLICT, "FOREIGN_DIRECTORY");
		assert_int_equal(rmdir(y->c.socket_dir), 0);
	}
	assert_int_equal(symlink(y->dir, y->c.socket_dir), 0);
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_CONFLICT, "FOREIGN_DIRECTORY");
	assert_int_equal(unlink(y->c.socket_dir), 0);
}

static void a_home_beyond_all_measure(void **state)
{
	struct yard *y = *state;
	char home[1200];

	str_format(home, sizeof(home), "%s/%0*d", y->dir, 1000, 7);
	yard_refused(y, cluster_open(home, &y->c, &y->err), ERR_VALIDATION, "TOO_LONG");
}

/* ---- users ---- */

static void a_home_the_server_cannot_reach(void **state)
{
	struct yard *y = *state;
	char closed[128];

	if (geteuid() != 0)
		skip();
	str_format(closed, sizeof(closed), "%s/closed", y->dir);
	assert_int_equal(mkdir(closed, 0700), 0);
	str_format(y->home, sizeof(y->home), "%s/home", closed);
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_VALIDATION, "UNREACHABLE_HOME");
	assert_string_equal(y->err.field, "home");
	assert_non_null(strstr(y->err.message, closed));
	assert_false(files_exists(y->home));
}

/* False when there is no such user, or we cannot become one. */
static bool ordinary_user(uid_t *ret_uid, gid_t *ret_gid)
{
	const struct passwd *pw = geteuid() == 0 ? getpwnam("nobody") : NULL;

	if (!pw)
		return false;
	*ret_uid = pw->pw_uid;
	*ret_gid = pw->pw_gid;
	return true;
}

/* An ordinary user runs the server as himself, and root may look after it. */
static void a_home_of_an_ordinary_user(void **state)
{
	struct yard *y = *state;
	int status;
	uid_t uid = 0;
	gid_t gid = 0;
	pid_t pid;

	if (!ordinary_user(&uid, &gid))
		skip();
	assert_int_equal(chown(y->dir, uid, gid), 0);
	pid = fork();
	if (pid == 0) {
		bool ok = setgid(gid) == 0 && setuid(uid) == 0 && cluster_open(y->home, &y->c, &y->err) &&
			  cluster_start(&y->c, &y->err) && yard_connects(y->c.admin_url) &&
			  cluster_set_password(&y->c, "k", "p", &y->err);

		if (!ok)
			printf("# %s %s\n", y->err.code, y->err.message);
		fflush(stdout);
		_exit(ok ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	assert_true(y->c.running);
	assert_true(yard_connects(y->c.admin_url));
	yard_start(y);
	yard_must(y, cluster_stop(&y->c, &y->err));
	yard_start(y);
	yard_must(y, cluster_destroy(&y->c, &y->err));
}

static void somebody_elses_home_is_left_alone(void **state)
{
	struct yard *y = *state;
	int status;
	uid_t uid = 0;
	gid_t gid = 0;
	pid_t pid;

	if (!ordinary_user(&uid, &gid))
		skip();
	yard_start(y);
	pid = fork();
	if (pid == 0) {
		bool refused = setgid(gid) == 0 && setuid(uid) == 0 && cluster_open(y->home, &y->c, &y->err) &&
			       !cluster_start(&y->c, &y->err) && y->err.kind == ERR_VALIDATION &&
			       !cluster_stop(&y->c, &y->err) && !cluster_destroy(&y->c, &y->err) &&
			       !yard_connects(y->c.admin_url);

		if (!refused)
			printf("# %s %s\n", y->err.code, y->err.message);
		fflush(stdout);
		_exit(refused ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_true(yard_connects(y->c.admin_url));
}

/* ---- passwords ---- */

static void the_passfile_holds_one_line_a_kiosk(void **state)
{
	struct yard *y = *state;
	char text[1024];
	struct stat st;

	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	yard_must(y, cluster_set_password(&y->c, "kiosk1", "old", &y->err));
	yard_must(y, cluster_set_password(&y->c, "kiosk10", "ten", &y->err));
	yard_must(y, cluster_set_password(&y->c, "a:b\\c", "p:\\w", &y->err));
	yard_must(y, cluster_set_password(&y->c, "kiosk1", "new", &y->err));
	assert_true(files_read(y->c.passfile, text, sizeof(text)));
	assert_string_equal(text, "*:*:gemba:kiosk10:ten\n*:*:gemba:a\\:b\\\\c:p\\:\\\\w\n*:*:gemba:kiosk1:new\n");
	assert_int_equal(stat(y->c.passfile, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	yard_must(y, cluster_set_password(&y->c, "kiosk1", NULL, &y->err));
	yard_must(y, cluster_set_password(&y->c, "nobody", NULL, &y->err));
	assert_true(files_read(y->c.passfile, text, sizeof(text)));
	assert_null(strstr(text, "kiosk1:"));
	yard_refused(y, cluster_set_password(&y->c, "k", "two\nlines", &y->err), ERR_VALIDATION, "BAD_KIOSK");
	yard_refused(y, cluster_set_password(&y->c, "", "x", &y->err), ERR_VALIDATION, "BAD_KIOSK");
}

static void where_a_home_is_by_default(void **state)
{
	struct yard *y = *state;
	char saved[1024];

	str_copy(saved, sizeof(saved), getenv("GEMBA_HOME") ? getenv("GEMBA_HOME") : "");
	setenv("GEMBA_HOME", y->home, 1);
	yard_must(y, cluster_open(NULL, &y->c, &y->err));
	assert_string_equal(y->c.home, y->home);
	unsetenv("GEMBA_HOME");
	yard_must(y, cluster_open(NULL, &y->c, &y->err));
	if (geteuid() == 0)
		assert_string_equal(y->c.home, "/var/lib/gemba");
	setenv("GEMBA_HOME", saved, 1);
}

#define WITH_YARD(f) cmocka_unit_test_setup_teardown(f, yard_open, yard_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_YARD(destroy_deletes_only_what_it_made),
		WITH_YARD(destroy_refuses_a_foreign_directory),
		WITH_YARD(somebody_elses_lock_makes_no_home),
		WITH_YARD(missing_programs_are_said),
		WITH_YARD(destroy_follows_no_link),
		WITH_YARD(a_long_path_moves_the_socket),
		WITH_YARD(a_planted_socket_directory_is_refused),
		WITH_YARD(a_home_beyond_all_measure),
		WITH_YARD(a_home_the_server_cannot_reach),
		WITH_YARD(a_home_of_an_ordinary_user),
		WITH_YARD(somebody_elses_home_is_left_alone),
		WITH_YARD(the_passfile_holds_one_line_a_kiosk),
		WITH_YARD(where_a_home_is_by_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
