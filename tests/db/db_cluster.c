/*
 * The private cluster's life and accidents. Each test makes homes of its own;
 * the runner's is left alone.
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

static const struct passwd *postgres(void)
{
	return getpwnam("postgres");
}

/* ---- the ordinary life ---- */

static void start_stop_start(void **state)
{
	struct yard *y = *state;
	struct stat st;
	int pid;

	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	assert_false(y->c.initialised);
	assert_false(y->c.running);
	yard_must(y, cluster_stop(&y->c, &y->err));
	assert_int_not_equal(lstat(y->home, &st), 0); /* looking makes nothing */
	yard_start(y);
	pid = y->c.pid;
	yard_mark(y, "kept");
	yard_must(y, cluster_start(&y->c, &y->err));
	assert_int_equal(y->c.pid, pid);
	yard_must(y, cluster_stop(&y->c, &y->err));
	assert_false(y->c.running);
	assert_true(y->c.initialised);
	assert_false(yard_connects(y->c.admin_url));
	yard_must(y, cluster_stop(&y->c, &y->err));
	yard_start(y);
	yard_ask_is(y->c.admin_url, "marks", "", "kept");
}

static void nothing_listens_but_a_private_socket(void **state)
{
	struct yard *y = *state;
	struct stat st;
	char url[2048];

	yard_start(y);
	yard_ask_is(y->c.admin_url, "setting", "listen_addresses", "");
	yard_ask_is(y->c.admin_url, "setting", "log_parameter_max_length_on_error", "0");
	yard_ask_is(y->c.admin_url, "setting", "log_min_error_statement", "panic");
	yard_ask_is(y->c.admin_url, "setting", "password_encryption", "scram-sha-256");
	yard_ask_is(y->c.admin_url, "setting", "data_checksums", "on");
	yard_ask_is(y->c.admin_url, "setting", "fsync", "on");
	yard_ask_is(y->c.admin_url, "setting", "server_encoding", "UTF8");
	assert_int_equal(lstat(y->c.socket_dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(lstat(y->c.data_dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	/* A role without a password of its own has no way in. */
	cluster_kiosk_url(&y->c, "gemba_owner", url, sizeof(url));
	assert_false(yard_connects(url));
}

static void own_settings_are_kept(void **state)
{
	struct yard *y = *state;

	yard_start(y);
	yard_must(y, cluster_stop(&y->c, &y->err));
	yard_write(y->c.data_dir, "gemba.local.conf", "max_connections = 33\n");
	yard_start(y);
	yard_ask_is(y->c.admin_url, "setting", "max_connections", "33");
}

static void a_home_of_any_name(void **state)
{
	struct yard *y = *state;

	str_format(y->home, sizeof(y->home), "%s/it's a \"home\" \\ $x", y->dir);
	yard_start(y);
	yard_ask_is(y->c.admin_url, "setting", "port", "5432");
}

static void two_homes_side_by_side(void **state)
{
	struct yard *y = *state, other = *y;

	str_append(other.home, sizeof(other.home), "2");
	yard_start(y);
	yard_start(&other);
	assert_int_not_equal(y->c.pid, other.c.pid);
	yard_mark(y, "one");
	yard_mark(&other, "two");
	yard_ask_is(y->c.admin_url, "marks", "", "one");
	yard_must(y, cluster_stop(&y->c, &y->err));
	yard_ask_is(other.c.admin_url, "marks", "", "two");
	yard_must(&other, cluster_destroy(&other.c, &other.err));
	assert_false(files_exists(other.home));
	assert_true(files_exists(y->home));
}

static void a_relative_home_is_made_absolute(void **state)
{
	struct yard *y = *state;
	char before[1024];

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(y->dir), 0);
	yard_must(y, cluster_open("home//", &y->c, &y->err));
	assert_int_equal(chdir(before), 0);
	assert_string_equal(y->c.home, y->home);
	yard_refused(y, cluster_open("/", &y->c, &y->err), ERR_VALIDATION, "BAD_HOME");
}

/* ---- after accidents ---- */

/* A process of the server's own user, whom the next postmaster would take for the last one. */
static pid_t bystander(void)
{
	const struct passwd *pw = postgres();
	pid_t pid = fork();

	if (pid == 0) {
		if (geteuid() == 0 && setuid(pw->pw_uid) != 0)
			_exit(1);
		for (;;)
			pause();
	}
	return pid;
}

static void pid_file_replace(struct yard *y, pid_t pid)
{
	char path[1200], old[4096], text[4400];

	str_format(path, sizeof(path), "%s/postmaster.pid", y->c.data_dir);
	assert_true(files_read(path, old, sizeof(old)));
	str_format(text, sizeof(text), "%ld\n%s", (long)pid, strchr(old, '\n') + 1);
	yard_write(y->c.data_dir, "postmaster.pid", text);
	if (geteuid() == 0)
		assert_int_equal(chown(path, postgres()->pw_uid, postgres()->pw_gid), 0);
}

static void kill_9_is_survived(void **state)
{
	struct yard *y = *state;

	yard_start(y);
	yard_mark(y, "kept");
	assert_int_equal(kill(y->c.pid, SIGKILL), 0);
	yard_start(y);
	yard_ask_is(y->c.admin_url, "marks", "", "kept");
}

static void a_stale_pid_file_is_no_server(void **state)
{
	struct yard *y = *state;
	pid_t other = bystander();
	char lock[512], text[128];

	yard_start(y);
	yard_mark(y, "kept");
	assert_int_equal(kill(y->c.pid, SIGKILL), 0);
	pid_file_replace(y, other);
	str_format(lock, sizeof(lock), "%s.lock", CLUSTER_SOCKET);
	str_format(text, sizeof(text), "%ld\n", (long)other);
	yard_write(y->c.socket_dir, lock, text);
	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	assert_false(y->c.running);
	yard_start(y);
	assert_int_not_equal(y->c.pid, other);
	yard_ask_is(y->c.admin_url, "marks", "", "kept");
	yard_must(y, cluster_stop(&y->c, &y->err));
	assert_int_equal(kill(other, 0), 0); /* unharmed */
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
}

static void an_interrupted_initdb_is_begun_anew(void **state)
{
	struct yard *y = *state;
	char half[300];

	yard_must(y, cluster_open(y->home, &y->c, &y->err));
	assert_int_equal(mkdir(y->home, 0755), 0);
	yard_write(y->home, CLUSTER_MARKER, "x\n");
	str_format(half, sizeof(half), "%s/data.new", y->home);
	assert_int_equal(mkdir(half, 0700), 0);
	yard_write(half, "PG_VERSION", "15\n");
	yard_start(y);
	assert_false(files_exists(half));
}

static void two_starters_at_once(void **state)
{
	struct yard *y = *state;
	pid_t child[3];

	for (int i = 0; i < 3; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			bool ok = cluster_open(y->home, &y->c, &y->err) && cluster_start(&y->c, &y->err) &&
				  yard_connects(y->c.admin_url);

			_exit(ok ? 0 : 1);
		}
	}
	for (int i = 0; i < 3; i++) {
		int status;

		waitpid(child[i], &status, 0);
		assert_int_equal(status, 0);
	}
	yard_start(y);
}

static void opened_modes_are_put_right(void **state)
{
	struct yard *y = *state;
	struct stat st;

	yard_start(y);
	yard_must(y, cluster_stop(&y->c, &y->err));
	assert_int_equal(chmod(y->c.data_dir, 0755), 0);
	assert_int_equal(chmod(y->c.socket_dir, 0777), 0);
	yard_start(y);
	assert_int_equal(lstat(y->c.socket_dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
}

static void a_broken_configuration_is_told(void **state)
{
	struct yard *y = *state;

	yard_start(y);
	yard_must(y, cluster_stop(&y->c, &y->err));
	yard_write(y->c.data_dir, "gemba.local.conf", "no_such_setting = 1\n");
	yard_refused(y, cluster_start(&y->c, &y->err), ERR_OFFLINE, "START_FAILED");
	assert_false(y->c.running);
	assert_non_null(strstr(y->err.hint, "start.log"));
}

#define WITH_YARD(f) cmocka_unit_test_setup_teardown(f, yard_open, yard_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_YARD(start_stop_start),
		WITH_YARD(nothing_listens_but_a_private_socket),
		WITH_YARD(own_settings_are_kept),
		WITH_YARD(a_home_of_any_name),
		WITH_YARD(two_homes_side_by_side),
		WITH_YARD(a_relative_home_is_made_absolute),
		WITH_YARD(kill_9_is_survived),
		WITH_YARD(a_stale_pid_file_is_no_server),
		WITH_YARD(an_interrupted_initdb_is_begun_anew),
		WITH_YARD(two_starters_at_once),
		WITH_YARD(opened_modes_are_put_right),
		WITH_YARD(a_broken_configuration_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
