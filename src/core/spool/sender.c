/*
 * sender - what is put and taken back, one step, who is told what.
 */
#include "core/spool/sender.h"

#include <stdlib.h>

#include "core/base/str.h"
#include "core/spool/sender_own.h"

struct sender *sender_new(struct spool *spool, struct session *session, const struct clock *clock, struct log *log)
{
	struct sender *s = mem_alloc(sizeof(*s));

	*s = (struct sender){ .spool = spool, .session = session, .clock = clock, .log = log };
	s->flight.id = Q_COUNT;
	s->more = true;
	return s;
}

static void waiter_free(struct waiter *w)
{
	rows_done(&w->rows);
	free(w);
}

/* What is on its way goes on to its end; what came of it is asked again at the next start. */
void sender_free(struct sender *s)
{
	if (!s)
		return;
	session_forget_ctx(s->session, s);
	while (s->waiters) {
		struct waiter *next = s->waiters->next;

		waiter_free(s->waiters);
		s->waiters = next;
	}
	free(s);
}

struct spool *sender_spool(struct sender *s)
{
	return s->spool;
}

struct spool_actor sender_actor(const struct sender *s)
{
	const struct person *p = session_person(s->session);

	if (!p)
		return (struct spool_actor){ .user_name = "", .display_name = "" };
	return (struct spool_actor){ p->session_id, p->user_name, p->display_name };
}

/* ---- who waits ---- */

bool sender_waited(const struct sender *s, int64_t seq)
{
	for (const struct waiter *w = s->waiters; w; w = w->next)
		if (w->seq == seq && !w->settled)
			return true;
	return false;
}

static void settle(struct waiter *w, enum sender_outcome outcome, const struct rows *rows, const struct err *err)
{
	if (w->settled)
		return;
	w->settled = true;
	w->outcome = outcome;
	if (rows)
		rows_copy(&w->rows, rows);
	if (err)
		w->err = *err;
}

void sender_settle(struct sender *s, int64_t seq, enum sender_outcome outcome, const struct rows *rows,
		   const struct err *err)
{
	for (struct waiter *w = s->waiters; w; w = w->next)
		if (w->seq == seq)
			settle(w, outcome, rows, err);
}

static bool taken_back(struct err *err)
{
	return err_set(err, ERR_CONFLICT, "TAKEN_BACK", "", "This was taken back before it was sent.");
}

/* The same op_id was put before: its line may be over already. */
static void settle_as_stored(struct sender *s, struct waiter *w, const struct spool_op *op)
{
	struct rows rows = { 0 };
	struct err err = op->refusal;

	switch (op->state) {
	case SPOOL_QUEUED:
		if (session_link(s->session) != LINK_LIVE)
			settle(w, SENT_QUEUED, NULL, NULL);
		break;
	case SPOOL_POSTED:
		if (sender_answer_rows(sender_statement(op->kind), op->answer ? op->answer : "{}", true, &rows))
			settle(w, SENT_POSTED, &rows, NULL);
		rows_done(&rows);
		break;
	case SPOOL_REFUSED:
		settle(w, SENT_REFUSED, NULL, &err);
		break;
	case SPOOL_VOID:
		(void)taken_back(&err);
		settle(w, SENT_REFUSED, NULL, &err);
		break;
	}
}

static void wait_for(struct sender *s, int64_t seq, int64_t patience_ms, sender_done done, void *ctx)
{
	struct waiter *w = mem_alloc(sizeof(*w)), **tail = &s->waiters;
	struct spool_op op = { 0 };
	struct err err;

	*w = (struct waiter){ .number = ++s->last_number, .seq = seq, .done = done, .ctx = ctx };
	w->until_ms = clock_mono_ms(s->clock) + patience_ms;
	while (*tail)
		tail = &(*tail)->next;
	*tail = w;
	if (spool_get(s->spool, seq, &op, &err))
		settle_as_stored(s, w, &op);
	spool_op_done(&op);
}

/* No answer will come while this person stands there. */
static bool hopeless(const struct sender *s, const struct waiter *w)
{
	int64_t now = clock_mono_ms(s->clock);

	return now >= w->until_ms || session_link(s->session) != LINK_LIVE || spool_broken(s->spool) ||
	       (s->flight.seq == 0 && now < s->not_before_ms);
}

/*
 * A refusal that the person sees is dealt with: it needs no supervisor. The server keeps refusals, so the spool tells
 * it that this one is closed; from then on it can never be posted.
 */
static void close_seen(struct sender *s, int64_t seq)
{
	struct spool_actor by = sender_actor(s);
	struct spool_op op = { 0 };
	struct err err;

	if (spool_get(s->spool, seq, &op, &err) && op.state == SPOOL_REFUSED &&
	    !spool_void(s->spool, seq, "seen at the terminal", session_person(s->session) ? &by : &op.actor, &err))
		log_line(s->log, LOG_LEVEL_WARNING, "spool: %lld: %s", (long long)seq, err.message);
	spool_op_done(&op);
	s->changed = s->more = true;
}

static void tell(struct sender *s, struct waiter *w)
{
	if (w->outcome == SENT_REFUSED)
		close_seen(s, w->seq);
	w->done(w->ctx, w->outcome, w->seq, w->outcome == SENT_POSTED ? &w->rows : NULL,
		w->outcome == SENT_REFUSED ? &w->err : NULL);
	waiter_free(w);
}

static struct waiter *take_settled(struct sender *s, uint64_t last)
{
	for (struct waiter **at = &s->waiters; *at && (*at)->number <= last; at = &(*at)->next) {
		struct waiter *w = *at;

		if (!w->settled)
			continue;
		*at = w->next;
		return w;
	}
	return NULL;
}

/* Callbacks may put, take back and forget, so the list is looked up anew each time. */
static void tell_all(struct sender *s)
{
	uint64_t last = s->last_number;
	struct waiter *w;

	for (w = s->waiters; w; w = w->next)
		if (!w->settled && hopeless(s, w))
			settle(w, SENT_QUEUED, NULL, NULL);
	while ((w = take_settled(s, last)) != NULL)
		tell(s, w);
}

void sender_forget(struct sender *s, const void *ctx)
{
	struct waiter **at = &s->waiters;

	while (*at) {
		struct waiter *w = *at;

		if (w->ctx != ctx) {
			at = &w->next;
			continue;
		}
		*at = w->next;
		waiter_free(w);
	}
}

/* ---- put and take back ---- */

static bool signed_on(const struct sender *s, struct err *err)
{
	return session_person(s->session) ||
	       err_set(err, ERR_UNAUTHORIZED, "NOT_SIGNED_ON", "", "Nobody is signed on at this terminal.");
}

bool sender_post(struct sender *s, const struct call *call, const char *words, int64_t patience_ms, sender_done done,
		 void *ctx, int64_t *ret_seq, struct err *err)
{
	struct spool_actor actor = sender_actor(s);
	int64_t seq;

	if (!signed_on(s, err) || !spool_put(s->spool, call, words, &actor, &seq, err))
		return false;
	if (ret_seq)
		*ret_seq = seq;
	if (done)
		wait_for(s, seq, patience_ms, done, ctx);
	s->changed = s->more = true;
	return true;
}

bool sender_void(struct sender *s, int64_t seq, const char *reason, struct err *err)
{
	struct spool_actor by = sender_actor(s);
	struct err told;

	if (s->flight.seq == seq) {
		err_set(err, ERR_CONFLICT, "ON_ITS_WAY", "", "This is on its way to the server.");
		return err_hint(err, "Wait a moment for the answer.");
	}
	if (!signed_on(s, err) || !spool_void(s->spool, seq, reason, &by, err))
		return false;
	(void)taken_back(&told);
	sender_settle(s, seq, SENT_REFUSED, NULL, &told);
	s->changed = s->more = true;
	return true;
}

bool sender_retry(struct sender *s, int64_t seq, struct err *err)
{
	if (!spool_retry(s->spool, seq, err))
		return false;
	if (s->bug_seq == seq)
		s->bugs = 0;
	s->changed = s->more = true;
	return true;
}

void sender_now(struct sender *s)
{
	sender_go(s);
}

/* ---- one step ---- */

static void look_around(struct sender *s)
{
	const struct person *p = session_person(s->session);
	bool live = session_link(s->session) == LINK_LIVE;
	int64_t session_id = p ? p->session_id : 0;

	if (live && !s->was_live)
		sender_go(s);
	if (session_id != s->session_id)
		s->more = true; /* there may be lines that waited for this person */
	s->was_live = live;
	s->session_id = session_id;
	if (spool_broken(s->spool) && !s->told_broken) {
		s->told_broken = s->changed = true;
		log_line(s->log, LOG_LEVEL_ERROR, "spool: %s", spool_broken(s->spool)->message);
	}
}

static void flush_scans(struct sender *s, int64_t now)
{
	struct spool_actor actor = sender_actor(s);
	struct err err;
	bool any = false;

	s->scans_ms = now + SENDER_SCANS_S * 1000;
	if (!spool_scans_flush(s->spool, SENDER_SCANS_S, &actor, &any, &err))
		log_line(s->log, LOG_LEVEL_ERROR, "spool: scans: %s", err.message);
	if (any) {
		s->changed = s->more = true;
		s->scans_ms = now; /* there may be more than fit into one line */
	}
}

/* Nothing to send: time for what may wait. */
static void idle(struct sender *s)
{
	int64_t now = clock_mono_ms(s->clock);
	struct err err;

	if (!sender_can_send(s))
		return;
	if (now >= s->scans_ms && session_person(s->session))
		flush_scans(s, now);
	if (now >= s->prune_ms) {
		s->prune_ms = now + SENDER_PRUNE_MS;
		if (!spool_prune(s->spool, SENDER_KEEP_S, &err))
			log_line(s->log, LOG_LEVEL_ERROR, "spool: %s", err.message);
	}
}

void sender_step(struct sender *s)
{
	look_around(s);
	tell_all(s);
	if (!sender_send_next(s))
		idle(s);
}

static void earlier(int64_t *deadline_ms, int64_t other_ms)
{
	if (*deadline_ms < 0 || other_ms < *deadline_ms)
		*deadline_ms = other_ms;
}

int64_t sender_deadline_ms(const struct sender *s)
{
	int64_t now = clock_mono_ms(s->clock), at = -1;

	for (const struct waiter *w = s->waiters; w; w = w->next)
		earlier(&at, w->settled || hopeless(s, w) ? now : w->until_ms);
	if (s->flight.seq || session_link(s->session) != LINK_LIVE || spool_broken(s->spool))
		return at;
	if (s->more)
		earlier(&at, s->not_before_ms > now ? s->not_before_ms : now);
	else if (session_person(s->session))
		earlier(&at, s->scans_ms > now ? s->scans_ms : now);
	return at;
}

bool sender_changed(struct sender *s)
{
	bool changed = s->changed;

	s->changed = false;
	return changed;
}

bool sender_busy(const struct sender *s)
{
	return s->flight.seq || s->waiters || (s->more && sender_can_send(s));
}

int sender_skew_s(const struct sender *s)
{
	return s->skew_s;
}
