/*
 * session_retry - what is sent again, and when that ends.
 *
 * Three cases. RETRY: the server undid everything, so the same values may go
 * again after a pause. Unknown outcome of a write: the same op_id makes the
 * second sending harmless, so it goes again after the reconnect. Never sent,
 * in a verb: it waits for the server.
 */
#include "core/base/str.h"
#include "core/session_own.h"

enum { PAUSE_MIN_MS = 10, PAUSE_MAX_MS = 640 };

/* Up to twice the base by chance: those who collided must not meet again. */
static int64_t pause_ms(const struct session *s, int tries)
{
	int64_t base = tries < 7 ? (int64_t)PAUSE_MIN_MS << (tries - 1) : PAUSE_MAX_MS;

	return base + (int64_t)(clock_random(s->clock) % (uint64_t)base);
}

static bool lost_with_connection(const struct err *err)
{
	return err->kind == ERR_OFFLINE;
}

static bool again_busy(struct ask *a, const struct err *err)
{
	if (err->kind != ERR_RETRY || a->tries >= SESSION_TRIES)
		return false;
	a->tries++;
	a->not_before_ms = clock_mono_ms(a->session->clock) + pause_ms(a->session, a->tries);
	return true;
}

/* Sign-on has no op_id: to repeat a counted wrong PIN would count it twice. A verb's read may go again. */
static bool again_lost(struct ask *a, const struct err *err)
{
	struct session *s = a->session;
	int64_t now = clock_mono_ms(s->clock);

	if (!lost_with_connection(err))
		return false;
	if (str_equal(err->code, "UNKNOWN_OUTCOME") && !a->unknown) {
		if (a->role != ASK_CALL || (!call_is_write(a->id) && !s->headless))
			return false;
		a->unknown = true;
		a->give_up_ms = now + SESSION_RESEND_MS;
	}
	return (a->unknown || (s->headless && a->role != ASK_SIGN_OFF)) && now < a->give_up_ms;
}

static void unknown_outcome(struct err *err)
{
	err_set(err, ERR_OFFLINE, "UNKNOWN_OUTCOME", "",
		"The connection was lost before the server's answer came, and it did not come back.");
	err_hint(err, "Look whether it was done, or send it again with the same op-id.");
}

void ask_answer(void *ctx, struct rows *rows, const struct err *err)
{
	struct ask *a = ctx;
	struct err e;

	a->request = 0;
	if (rows) {
		ask_end(a, rows, NULL);
		return;
	}
	if (again_busy(a, err) || again_lost(a, err))
		return;
	e = *err;
	if (a->unknown && lost_with_connection(err))
		unknown_outcome(&e);
	ask_end(a, NULL, &e);
}

static void ask_send(struct ask *a)
{
	a->request = db_send(a->session->db, a->id, a->value, ask_answer, a);
}

/* Why it cannot be sent; only what the network may heal is worth waiting for. */
static bool hopeless(const struct ask *a, int64_t now)
{
	const struct session *s = a->session;
	bool may_heal = s->trouble.kind == ERR_OFFLINE || s->trouble.kind == ERR_NONE || s->trouble.kind == ERR_RETRY;

	if (a->unknown)
		return now >= a->give_up_ms;
	if (s->link == LINK_CONNECTING)
		return s->headless && now >= a->give_up_ms;
	return !s->headless || !may_heal || now >= a->give_up_ms;
}

static void ask_fail(struct ask *a)
{
	struct err e = a->session->trouble;

	if (a->unknown) {
		unknown_outcome(&e);
	} else if (e.kind == ERR_NONE) {
		err_set(&e, ERR_OFFLINE, "NOT_CONNECTED", "", "The server does not answer.");
		err_hint(&e, "Check the network, or run gemba local start for a private server.");
	} else if (e.kind == ERR_OFFLINE) {
		/* It was never sent, whatever ended the connection before. */
		str_copy(e.code, sizeof(e.code), "NOT_CONNECTED");
	}
	ask_end(a, NULL, &e);
}

static struct ask *next_after(const struct session *s, uint64_t number)
{
	for (struct ask *a = s->asks; a; a = a->next)
		if (a->number > number)
			return a;
	return NULL;
}

/* Callbacks may add and forget asks, so the list is looked up anew each time. */
void asks_pump(struct session *s)
{
	const uint64_t last = s->last_number;
	int64_t now = clock_mono_ms(s->clock);
	struct ask *a;

	for (uint64_t n = 0; (a = next_after(s, n)) != NULL && a->number <= last;) {
		n = a->number;
		if (a->request)
			continue;
		if (s->link != LINK_LIVE) {
			if (hopeless(a, now))
				ask_fail(a);
		} else if (now >= a->not_before_ms) {
			ask_send(a);
		}
	}
}

int64_t asks_deadline_ms(const struct session *s)
{
	int64_t now = clock_mono_ms(s->clock), earliest = -1;

	for (const struct ask *a = s->asks; a; a = a->next) {
		int64_t at;

		if (a->request)
			continue;
		if (s->link == LINK_LIVE)
			at = a->not_before_ms > now ? a->not_before_ms : now;
		else if (a->unknown || s->headless)
			at = hopeless(a, now) ? now : a->give_up_ms;
		else if (s->link == LINK_OFFLINE)
			at = now;
		else
			continue;
		if (earliest < 0 || at < earliest)
			earliest = at;
	}
	return earliest;
}
