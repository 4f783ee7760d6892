/*
 * local_beside - the maintenance loop that runs beside a private server.
 *
 * Who holds the lock on log/maintain.pid is the one that runs: a lock dies
 * with its process, so a pid file left by a crash deceives nobody. The child
 * inherits the locked file.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/local.h"

enum { STOP_POLL_MS = 20, STOP_LIMIT_MS = 10000, HIGHEST_FD = 1024 };

static int open_below(const struct local *l, const char *name, int flags)
{
	char path[1200];

	if (!str_format(path, sizeof(path), "%s/log/%s", l->home, name)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* True when somebody else holds it. */
static bool is_held(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

static void pause_ms(int ms)
{
	(void)poll(NULL, 0, ms);
}

static bool failed(const struct local *l, const char *what, struct err *err)
{
	return err_set(err, ERR_BUG, "SYSTEM", "", "The maintenance beside %s could not be started: %s: %s.", l->home,
		       what, strerror(errno));
}

/* Everything but the three standard streams and the lock is closed. */
static void child_files(int lock, int log)
{
	int nothing = open("/dev/null", O_RDONLY);

	dup2(nothing, STDIN_FILENO);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	for (int fd = STDERR_FILENO + 1; fd < HIGHEST_FD; fd++)
		if (fd != lock)
			close(fd);
	(void)fcntl(lock, F_SETFD, 0);
}

static void child_run(const struct local *l, int lock, int log) __attribute__((noreturn));
static void child_run(const struct local *l, int lock, int log)
{
	const char *const argv[] = { "gemba", "--home", l->home, "maintain", "--loop", NULL };
	char program[4096], pid[32];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	sigset_t none;

	if (n <= 0 || setsid() < 0 || chdir("/") != 0)
		_exit(1);
	program[n] = '\0';
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	str_format(pid, sizeof(pid), "%ld\n", (long)getpid());
	if (ftruncate(lock, 0) != 0 || pwrite(lock, pid, strlen(pid), 0) < 0)
		_exit(1);
	child_files(lock, log);
	unsetenv("GEMBA_PIN");
	unsetenv("GEMBA_NEW_PIN");
	execv(program, (char *const *)(uintptr_t)argv);
	_exit(1);
}

static bool spawn(const struct local *l, int lock, int log, struct err *err)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return failed(l, "fork", err);
	if (pid == 0) {
		/* A grandchild belongs to init, so nobody has to wait for it. */
		pid = fork();
		if (pid == 0)
			child_run(l, lock, log);
		_exit(pid < 0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || failed(l, "fork", err);
}

bool beside_start(const struct local *l, struct err *err)
{
	int lock = open_below(l, "maintain.pid", O_RDWR | O_CREAT), log;
	bool ok;

	if (lock < 0)
		return failed(l, "maintain.pid", err);
	if (is_held(lock)) {
		close(lock);
		return true;
	}
	log = open_below(l, "maintain.log", O_WRONLY | O_CREAT | O_APPEND);
	ok = log >= 0 ? spawn(l, lock, log, err) : failed(l, "maintain.log", err);
	if (log >= 0)
		close(log);
	close(lock);
	return ok;
}

static pid_t recorded_pid(int fd)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	return n > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

/* The pid is read while the lock is held by that very process. */
void beside_stop(const struct local *l)
{
	int fd = open_below(l, "maintain.pid", O_RDWR), waited = 0;

	if (fd < 0)
		return;
	while (is_held(fd) && waited < STOP_LIMIT_MS) {
		pid_t pid = recorded_pid(fd);

		if (pid > 1)
			kill(pid, waited < STOP_LIMIT_MS / 2 ? SIGTERM : SIGKILL);
		pause_ms(STOP_POLL_MS);
		waited += STOP_POLL_MS;
	}
	close(fd);
}

bool beside_runs(const struct local *l)
{
	int fd = open_below(l, "maintain.pid", O_RDWR);
	bool held;

	if (fd < 0)
		return false;
	held = is_held(fd);
	close(fd);
	return held;
}
