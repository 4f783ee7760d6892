/*
 * relay_child - one run of the program that takes a message.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/relay.h"
#include "core/ticker.h"

enum { READ_END, WRITE_END, TAIL = 2048, WAIT_POLL_MS = 10, READS_MAX = 1000 };

struct child {
	pid_t pid;
	int in;	 /* its stdin; -1 when all is written */
	int err; /* its stderr; -1 at the end */
	char tail[TAIL];
	size_t n_tail;
};

static void child_exec(const char *program, const int in[2], const int err[2], const struct ticker *t)
	__attribute__((noreturn));
static void child_exec(const char *program, const int in[2], const int err[2], const struct ticker *t)
{
	const char *const argv[] = { program, NULL };
	int nothing = open("/dev/null", O_WRONLY);

	setpgid(0, 0); /* so that a timeout ends its children too */
	dup2(in[READ_END], STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(err[WRITE_END], STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &t->before, NULL);
	unsetenv("GEMBA_PIN");
	execv(program, (char *const *)(uintptr_t)argv);
	dprintf(STDERR_FILENO, "%s cannot be run: %s\n", program, strerror(errno));
	_exit(127);
}

static bool child_start(struct child *c, const char *program, const struct ticker *t)
{
	int in[2], err[2];

	if (pipe2(in, O_CLOEXEC) != 0)
		return false;
	if (pipe2(err, O_CLOEXEC) != 0) {
		close(in[READ_END]);
		close(in[WRITE_END]);
		return false;
	}
	c->pid = fork();
	if (c->pid == 0)
		child_exec(program, in, err, t);
	close(in[READ_END]);
	close(err[WRITE_END]);
	c->in = in[WRITE_END];
	c->err = err[READ_END];
	(void)fcntl(c->in, F_SETFL, O_NONBLOCK);
	(void)fcntl(c->err, F_SETFL, O_NONBLOCK);
	return c->pid > 0;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void child_write(struct child *c, const char **text)
{
	ssize_t n = write(c->in, *text, strlen(*text));

	if (n > 0)
		*text += n;
	/* A program need not read all of it: its exit code decides. */
	if ((n < 0 && errno != EAGAIN && errno != EINTR) || **text == '\0')
		close_end(&c->in);
}

/* Only the end of what it says is kept. False: nothing more is there now. */
static bool child_read(struct child *c)
{
	char piece[512];
	ssize_t n = read(c->err, piece, sizeof(piece));
	size_t keep;

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		close_end(&c->err);
		return false;
	}
	if (n < 0)
		return false;
	keep = c->n_tail + (size_t)n < TAIL ? c->n_tail : TAIL - 1 - (size_t)n;
	memmove(c->tail, c->tail + c->n_tail - keep, keep);
	memcpy(c->tail + keep, piece, (size_t)n);
	c->n_tail = keep + (size_t)n;
	return true;
}

/* True when it ended by itself before the time. */
static bool child_attend(struct child *c, const char *text, int64_t until_ms, int *ret_status)
{
	for (;;) {
		struct pollfd p[2] = { { .fd = c->in, .events = POLLOUT }, { .fd = c->err, .events = POLLIN } };
		int64_t left = until_ms - clock_mono_ms(clock_system());

		if (c->in < 0 && c->err < 0 && waitpid(c->pid, ret_status, WNOHANG) == c->pid)
			return true;
		if (left <= 0)
			return false;
		/* With both ends closed it is only waited for its end. */
		(void)poll(p, 2, c->in < 0 && c->err < 0 ? WAIT_POLL_MS : left > 1000 ? 1000 : (int)left);
		if (c->in >= 0 && p[0].revents)
			child_write(c, &text);
		if (c->err >= 0 && p[1].revents)
			(void)child_read(c);
		/* A grandchild may keep stderr open; the program's own end is what counts. */
		if (c->err >= 0 && waitpid(c->pid, ret_status, WNOHANG) == c->pid) {
			for (int i = 0; i < READS_MAX && c->err >= 0 && child_read(c); i++)
				;
			return true;
		}
	}
}

static void last_line(struct child *c, char *ret, size_t size)
{
	char *line;

	c->tail[c->n_tail] = '\0';
	str_trim(c->tail);
	line = strrchr(c->tail, '\n');
	str_printable(ret, size, line ? line + 1 : c->tail, false);
}

static bool judge(struct child *c, int status, char *said, size_t size)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	last_line(c, said, size);
	if (!said[0] && WIFEXITED(status))
		str_format(said, size, "exit %d", WEXITSTATUS(status));
	else if (!said[0])
		str_format(said, size, "ended by signal %d", WTERMSIG(status));
	return false;
}

bool relay_child(const char *program, const char *text, int timeout_s, const struct ticker *t, char *said, size_t size)
{
	struct child c = { .in = -1, .err = -1 };
	int64_t until_ms = clock_mono_ms(clock_system()) + timeout_s * INT64_C(1000);
	int status = 0;
	bool ended;

	said[0] = '\0';
	signal(SIGPIPE, SIG_IGN);
	if (!child_start(&c, program, t)) {
		str_format(said, size, "cannot be started: %s", strerror(errno));
		close_end(&c.in);
		close_end(&c.err);
		return false;
	}
	ended = child_attend(&c, text, until_ms, &status);
	close_end(&c.in);
	close_end(&c.err);
	if (!ended) {
		kill(-c.pid, SIGKILL);
		kill(c.pid, SIGKILL);
		(void)waitpid(c.pid, &status, 0);
		str_format(said, size, "did not end within %d seconds", timeout_s);
		return false;
	}
	return judge(&c, status, said, size);
}
