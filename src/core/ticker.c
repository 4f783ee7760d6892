/*
 * ticker - a signalfd that is waited on for a time.
 */
#include "core/ticker.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool ticker_open(struct ticker *t, struct err *err)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, &t->before);
	t->fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	return t->fd >= 0 || err_set(err, ERR_BUG, "SYSTEM", "", "Signals cannot be waited for: %s.", strerror(errno));
}

void ticker_close(struct ticker *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}

bool ticker_wait(struct ticker *t, int ms)
{
	struct pollfd p = { .fd = t->fd, .events = POLLIN };

	return poll(&p, 1, ms) <= 0 || (p.revents & POLLIN) == 0;
}
