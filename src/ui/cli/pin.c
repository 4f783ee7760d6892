/*
 * pin - a PIN from a file descriptor, the environment or a person; never
 * from the command line, which others can read.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/cli/cli.h"

/* One byte at a time: what follows the line belongs to somebody else (a batch on the same descriptor). */
static bool read_line(int fd, char ret[PIN_SIZE])
{
	size_t n = 0;
	ssize_t got;
	char c;

	while ((got = read(fd, &c, 1)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (c == '\n')
			break;
		if (c == '\0' || n + 1 >= PIN_SIZE)
			return false;
		ret[n++] = c;
	}
	if (n > 0 && ret[n - 1] == '\r')
		n--;
	ret[n] = '\0';
	return true;
}

static bool from_fd(const char *text, const char *field, char ret[PIN_SIZE], struct err *err)
{
	int64_t fd;

	if (!num_parse_int(text, "pin-fd", &fd, err))
		return false;
	if (fd < 0 || fd > 1000000 || !read_line((int)fd, ret))
		return err_set(err, ERR_VALIDATION, "PIN_FD", field, "No PIN can be read from file descriptor %s.",
			       text);
	return true;
}

static bool from_variable(const char *variable, char ret[PIN_SIZE], bool *ret_fits)
{
	const char *value = getenv(variable);

	if (!value)
		return false;
	*ret_fits = str_copy(ret, PIN_SIZE, value);
	return true;
}

/* Echo comes back whatever ends the reading. */
static bool from_person(const char *prompt, char ret[PIN_SIZE])
{
	struct termios before, quiet;
	sigset_t ends, old;
	bool ok;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, &old);
	fprintf(stderr, "%s: ", prompt);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	ok = read_line(STDIN_FILENO, ret);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	sigprocmask(SIG_SETMASK, &old, NULL);
	fputc('\n', stderr);
	return ok && !strchr(ret, '\003');
}

bool pin_read(const char *fd_text, const char *variable, const char *prompt, bool may_ask, const char *field,
	      char ret[PIN_SIZE], struct err *err)
{
	bool fits = true, ok = true;

	ret[0] = '\0';
	if (fd_text)
		ok = from_fd(fd_text, field, ret, err);
	else if (!from_variable(variable, ret, &fits) && may_ask)
		ok = from_person(prompt, ret) || err_set(err, ERR_USAGE, "MISSING", field, "No PIN was given.");
	if (!ok)
		return false;
	if (!fits)
		return err_set(err, ERR_VALIDATION, "TOO_LONG", field, "The PIN is too long.");
	if (!ret[0]) {
		err_set(err, ERR_USAGE, "MISSING", field, "A PIN is missing.");
		return err_hint(err, "Give it by --%s-fd N or in %s.", str_equal(field, "pin") ? "pin" : "new-pin",
				variable);
	}
	return true;
}
