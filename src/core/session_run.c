/*
 * session_run - for verbs: step and poll until it is answered.
 */
#include <poll.h>

#include "core/base/str.h"
#include "core/session_own.h"

struct outcome {
	bool over, ok;
	struct rows *rows;
	struct err *err;
};

static void outcome_take(void *ctx, struct rows *rows, const struct err *err)
{
	struct outcome *o = ctx;

	o->over = true;
	o->ok = rows != NULL;
	if (rows && o->rows) {
		*o->rows = *rows;
		*rows = (struct rows){ 0 };
	}
	if (err)
		*o->err = *err;
}

void session_sleep(const struct session *s, int64_t until_ms)
{
	struct session_wait w;
	struct pollfd p;
	int timeout_ms = -1;

	session_wait(s, &w);
	if (until_ms >= 0 && (w.deadline_ms < 0 || until_ms < w.deadline_ms))
		w.deadline_ms = until_ms;
	if (w.deadline_ms >= 0) {
		int64_t left = w.deadline_ms - clock_mono_ms(s->clock);

		timeout_ms = left <= 0 ? 0 : left > 1000 ? 1000 : (int)left;
	}
	p = (struct pollfd){ .fd = w.fd, .events = w.events };
	(void)poll(&p, w.fd >= 0 ? 1 : 0, timeout_ms);
}

static bool run(struct session *s, const struct outcome *o)
{
	session_step(s);
	while (!o->over) {
		session_sleep(s, -1);
		session_step(s);
	}
	return o->ok;
}

void session_headless(struct session *s, int connect_ms)
{
	s->headless = true;
	s->connect_ms = connect_ms;
}

bool session_run(struct session *s, const struct call *c, struct rows *ret, struct err *err)
{
	struct outcome o = { .rows = ret, .err = err };

	session_send(s, c, outcome_take, &o);
	return run(s, &o);
}

bool session_run_sign_on(struct session *s, const char *user, const char *pin, struct err *err)
{
	struct outcome o = { .err = err };

	session_sign_on(s, user, pin, outcome_take, &o);
	return run(s, &o);
}

/* Nobody waits for the answer of a sign-off, so its end is seen by the list. */
void session_run_sign_off(struct session *s)
{
	session_sign_off(s);
	session_step(s);
	while (s->asks && s->link == LINK_LIVE) {
		session_sleep(s, -1);
		session_step(s);
	}
}
