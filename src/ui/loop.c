/*
 * loop - poll() on the terminal, signals, a timer and the session.
 */
#include "ui/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct loop {
	struct app *app;
	struct terminal *term;
	int signal_fd, timer_fd;
	int ended_by; /* signal, 0: none */
};

/* What ends the program, and the change of size. Stop and quit keys mean nothing on a kiosk. */
static void loop_signals(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGHUP);
	sigaddset(ret, SIGQUIT);
	sigaddset(ret, SIGTSTP);
	sigaddset(ret, SIGWINCH);
}

void loop_block_signals(void)
{
	sigset_t set;

	loop_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A peer that went away is an error of write, not the end. */
	signal(SIGPIPE, SIG_IGN);
}

void loop_unblock_signals(void)
{
	sigset_t set;

	loop_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
}

static void take_signals(struct loop *l)
{
	struct signalfd_siginfo info;

	while (read(l->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGWINCH) {
			if (term_resize(l->term, 0, 0))
				app_resized(l->app);
		} else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT || info.ssi_signo == SIGHUP) {
			l->ended_by = (int)info.ssi_signo;
		}
	}
}

/* Wake up at that time; -1: never. */
static void arm_timer(const struct loop *l, int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_mono_ms(l->app->clock);
	struct itimerspec when = { 0 };

	if (deadline_ms >= 0) {
		if (left < 0)
			left = 0;
		when.it_value.tv_sec = left / 1000;
		/* All zero would switch the timer off. */
		when.it_value.tv_nsec = left % 1000 * 1000000 + 1000;
	}
	timerfd_settime(l->timer_fd, 0, &when, NULL);
}

static bool wait_for_something(struct loop *l, struct err *err)
{
	struct session_wait wait = { -1, 0, -1 };
	int64_t deadline = app_deadline_ms(l->app);
	uint64_t ticks;
	struct pollfd fds[5];

	if (l->app->session != NULL)
		session_wait(l->app->session, &wait);
	if (wait.deadline_ms >= 0 && (deadline < 0 || wait.deadline_ms < deadline))
		deadline = wait.deadline_ms;
	arm_timer(l, deadline);
	fds[0] = (struct pollfd){ .fd = term_fd(l->term), .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = l->signal_fd, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = l->timer_fd, .events = POLLIN };
	fds[3] = (struct pollfd){ .fd = wait.fd, .events = wait.events };
	fds[4] = (struct pollfd){ .fd = app_scanner_fd(l->app), .events = POLLIN };
	if (poll(fds, 5, -1) < 0 && errno != EINTR)
		return err_set(err, ERR_BUG, "POLL", "", "poll: %s", strerror(errno));
	if (read(l->timer_fd, &ticks, sizeof(ticks)) < 0 && errno != EAGAIN)
		return err_set(err, ERR_BUG, "TIMER", "", "timer: %s", strerror(errno));
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		l->ended_by = SIGHUP;
	return true;
}

static bool run(struct loop *l, struct err *err)
{
	while (app_turn(l->app)) {
		if (!wait_for_something(l, err))
			return false;
		take_signals(l);
		if (l->ended_by != 0)
			break;
	}
	return true;
}

bool loop_run(struct app *app, struct terminal *term, int *ret_signal, struct err *err)
{
	struct loop l = { .app = app, .term = term };
	sigset_t set;
	bool ok;

	loop_signals(&set);
	l.signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	l.timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (l.signal_fd < 0 || l.timer_fd < 0)
		ok = err_set(err, ERR_BUG, "LOOP", "", "cannot wait for signals: %s", strerror(errno));
	else
		ok = run(&l, err);
	if (l.signal_fd >= 0)
		close(l.signal_fd);
	if (l.timer_fd >= 0)
		close(l.timer_fd);
	if (ok)
		*ret_signal = l.ended_by;
	return ok;
}
