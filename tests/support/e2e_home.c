/*
 * e2e_home - see e2e_home.h.
 */
#include "support/e2e_home.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/str.h"

enum { ARGUMENTS = 24, OUTPUT = 64 * 1024 };

/* What the last verb answered; one of it is enough, a test asks and looks. */
static struct {
	json_t *root;
	char text[HOME_CELL], shown[HOME_CELL];
} answer;

/* ---- programs ---- */

static pid_t start(const char *const argv[], int in, int out)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

/* Runs it to its end; what it said is in ret. */
static int run(const char *const argv[], char *ret, size_t size)
{
	int pipes[2], status, nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		abort();
	pid = start(argv, nothing, pipes[1]);
	close(pipes[1]);
	close(nothing);
	while ((got = read(pipes[0], ret + n, size - 1 - n)) > 0)
		n += (size_t)got;
	ret[n] = '\0';
	close(pipes[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void must(struct home *h, const char *one, const char *two)
{
	const char *argv[] = { h->program, one, two, NULL };
	char said[OUTPUT];

	if (run(argv, said, sizeof(said)) != 0)
		fail_msg("gemba %s %s: %s", one, two ? two : "", said);
}

/* ---- the home ---- */

static void clean_up(struct home *h, int alive)
{
	const char *remove[] = { "rm", "-rf", h->dir, NULL };
	const char *destroy[] = { h->program, "local", "destroy", NULL };
	char said[OUTPUT], spool[sizeof(h->dir) + 16];
	const char *forget[] = { "rm", "-rf", spool, NULL };

	/* Out of the group that a runner kills when time is up. */
	setsid();
	while (read(alive, said, 1) < 0 && errno == EINTR)
		;
	/* A test may leave lines there that were never sent; they would keep the home alive. */
	str_format(spool, sizeof(spool), "%s/home/spool", h->dir);
	run(forget, said, sizeof(said));
	run(destroy, said, sizeof(said));
	run(remove, said, sizeof(said));
	_exit(0);
}

static bool begin_cleaner(struct home *h)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return false;
	fflush(stdout);
	h->cleaner = fork();
	if (h->cleaner == 0) {
		close(pipes[1]);
		clean_up(h, pipes[0]);
	}
	close(pipes[0]);
	h->alive = pipes[1];
	return h->cleaner > 0;
}

/* The server runs as another user when we are root: /tmp is open to all. */
int home_open(void **state)
{
	struct home *h = calloc(1, sizeof(*h));
	char path[128];

	if (!h || !getenv("GEMBA") || !realpath(getenv("GEMBA"), h->program))
		return -1;
	str_copy(h->dir, sizeof(h->dir), "/tmp/gemba-e2e.XXXXXX");
	if (!mkdtemp(h->dir) || chmod(h->dir, 0755) != 0)
		return -1;
	str_format(path, sizeof(path), "%s/home", h->dir);
	setenv("GEMBA_HOME", path, 1);
	setenv("GEMBA_PIN", "1234", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	*state = h;
	if (!begin_cleaner(h))
		return -1;
	must(h, "local", "start");
	must(h, "demo", NULL);
	home_verb(h, NULL, "local", "url", NULL);
	str_copy(h->url, sizeof(h->url), home_value("url"));
	return 0;
}

int home_close(void **state)
{
	struct home *h = *state;

	close(h->alive);
	while (waitpid(h->cleaner, NULL, 0) < 0 && errno == EINTR)
		;
	json_decref(answer.root);
	answer.root = NULL;
	free(h);
	return 0;
}

void home_stop(struct home *h)
{
	must(h, "local", "stop");
}

void home_start(struct home *h)
{
	must(h, "local", "start");
}

int home_settle(void **state)
{
	home_settings(*state, "");
	home_start(*state);
	return 0;
}

void home_kill(struct home *h)
{
	char path[128], text[32] = "";
	pid_t pid;
	FILE *f;

	str_format(path, sizeof(path), "%s/home/data/postmaster.pid", h->dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	pid = (pid_t)strtol(text, NULL, 10);
	assert_true(pid > 1);
	/* Its children see that it is gone when they next wait; that is before they could answer anybody. */
	assert_int_equal(kill(pid, SIGKILL), 0);
	home_sql_until(h, "alive.sql", "", "", 20);
}

const char *home_config(struct home *h, const char *text)
{
	static char path[128];
	FILE *f;

	str_format(path, sizeof(path), "%s/gemba.conf", h->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* ---- verbs ---- */

int home_verb(struct home *h, const char *user, ...)
{
	const char *argv[ARGUMENTS] = { h->program, "--json" };
	static char said[OUTPUT];
	size_t n = 2;
	va_list ap;
	int code;

	if (user) {
		argv[n++] = "--user";
		argv[n++] = user;
	}
	va_start(ap, user);
	while (n < ARGUMENTS - 1 && (argv[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	argv[n] = NULL;
	code = run(argv, said, sizeof(said));
	json_decref(answer.root);
	answer.root = json_loads(said, 0, NULL);
	if (!answer.root)
		print_message("# %s said: %s\n", argv[n - 1], said);
	return code;
}

int home_batch(struct home *h, const char *user, const char *lines)
{
	const char *argv[] = { h->program, "--json", "--user", user, "batch", NULL, NULL };
	static char said[OUTPUT];
	char path[128];
	FILE *f;
	int code;

	str_format(path, sizeof(path), "%s/batch", h->dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(lines, f);
	assert_int_equal(fclose(f), 0);
	argv[5] = path;
	code = run(argv, said, sizeof(said));
	if (code != 0)
		print_message("# batch said: %s\n", said);
	return code;
}

static const json_t *step(const json_t *at, const char *key)
{
	return json_is_array(at) ? json_array_get(at, (size_t)strtoul(key, NULL, 10)) : json_object_get(at, key);
}

const char *home_value(const char *path)
{
	const json_t *at = answer.root;
	char key[64];

	while (*path && at) {
		size_t n = strcspn(path, ".");

		str_format(key, sizeof(key), "%.*s", (int)n, path);
		at = step(at, key);
		path += path[n] == '.' ? n + 1 : n;
	}
	answer.text[0] = '\0';
	if (json_is_string(at))
		str_copy(answer.text, sizeof(answer.text), json_string_value(at));
	else if (json_is_integer(at))
		str_format(answer.text, sizeof(answer.text), "%lld", (long long)json_integer_value(at));
	else if (json_is_boolean(at))
		str_copy(answer.text, sizeof(answer.text), json_is_true(at) ? "true" : "false");
	return answer.text;
}

/* Three digits a group. */
static void group(const char *plain, char ret[HOME_CELL])
{
	size_t whole = strcspn(plain, "."), n = 0;

	for (size_t i = 0; i < whole && n < HOME_CELL / 2; i++) {
		if (i > 0 && plain[i - 1] != '-' && (whole - i) % 3 == 0)
			ret[n++] = ' ';
		ret[n++] = plain[i];
	}
	str_copy(ret + n, HOME_CELL - n, plain + whole);
}

const char *home_shown(const char *path)
{
	group(home_value(path), answer.shown);
	return answer.shown;
}

const char *home_money(const char *path)
{
	const char *point;
	size_t decimals;

	group(home_value(path), answer.shown);
	point = strchr(answer.shown, '.');
	decimals = point ? strlen(point + 1) : 0;
	if (decimals < 2)
		str_append(answer.shown, sizeof(answer.shown), decimals == 1 ? "0" : ".00");
	return answer.shown;
}

int home_count(const char *list, const char *key, const char *value)
{
	const json_t *item;
	size_t i;
	int n = 0;

	json_array_foreach(json_object_get(answer.root, list), i, item) n +=
		!key || str_equal(json_string_value(json_object_get(item, key)), value);
	return n;
}

/* ---- as administrator ---- */

static void sql_arguments(struct home *h, const char *file, const char *name, const char *argv[16],
			  char path[HOME_CELL], char variable[HOME_CELL])
{
	const char *root = getenv("GEMBA_TEST_SOURCE");
	const char *const words[] = { "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-v", variable, "-d", h->url,
				      "-f",   path,    NULL };

	str_format(path, HOME_CELL, "%s/tests/e2e/sql/%s", root ? root : ".", file);
	str_format(variable, HOME_CELL, "name=%s", name);
	memcpy(argv, words, sizeof(words));
}

static int ask_sql(struct home *h, const char *file, const char *name, char ret[HOME_CELL])
{
	char path[HOME_CELL], variable[HOME_CELL];
	const char *argv[16];
	int code;

	sql_arguments(h, file, name, argv, path, variable);
	code = run(argv, ret, HOME_CELL);
	ret[strcspn(ret, "\n")] = '\0';
	return code;
}

void home_sql(struct home *h, const char *file, const char *name, char ret[HOME_CELL])
{
	if (ask_sql(h, file, name, ret) != 0)
		fail_msg("%s: %s", file, ret);
}

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

bool home_sql_until(struct home *h, const char *file, const char *name, const char *wanted, int deadline_s)
{
	long long deadline = now_ms() + deadline_s * 1000LL;
	char cell[HOME_CELL];

	while (now_ms() < deadline) {
		if (ask_sql(h, file, name, cell) != 0)
			cell[0] = '\0';
		if (strcmp(cell, wanted) == 0)
			return true;
	}
	return false;
}

/* psql reads on from its standard input, which nobody writes to. */
struct home_session home_sql_begin(struct home *h, const char *file, const char *name)
{
	char path[HOME_CELL], variable[HOME_CELL];
	const char *argv[16];
	int in[2], nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct home_session s;

	sql_arguments(h, file, name, argv, path, variable);
	for (size_t i = 0; i < 16; i++) {
		if (!argv[i]) {
			argv[i] = "-f";
			argv[i + 1] = "-";
			argv[i + 2] = NULL;
			break;
		}
	}
	if (pipe2(in, O_CLOEXEC) != 0)
		abort();
	s.pid = start(argv, in[0], nothing);
	s.in = in[1];
	close(in[0]);
	close(nothing);
	return s;
}

void home_sql_end(struct home_session s)
{
	close(s.in);
	kill(s.pid, SIGTERM);
	while (waitpid(s.pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void home_settings(struct home *h, const char *text)
{
	char path[128], cell[HOME_CELL];
	FILE *f;

	str_format(path, sizeof(path), "%s/home/data/gemba.local.conf", h->dir);
	if (!text[0]) {
		unlink(path);
		return;
	}
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	chmod(path, 0644);
	home_sql(h, "reload.sql", "", cell);
}

void home_hang_commits(struct home *h)
{
	home_settings(h, "synchronous_standby_names = 'nobody'\n");
	for (int i = 0; i < 20; i++) {
		struct home_session s = home_sql_begin(h, "write.sql", "");
		bool hangs = home_sql_until(h, "waiting.sql", "SyncRep", "t", 1);
		char cell[HOME_CELL];

		home_sql_end(s);
		home_sql(h, "end_waiting.sql", "SyncRep", cell);
		if (hangs && home_sql_until(h, "waiting.sql", "SyncRep", "f", 20))
			return;
	}
	fail_msg("commits do not wait");
}
