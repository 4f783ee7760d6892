/*
 * sender_send - one line on its way: its values, its answer, when it goes
 * again.
 *
 * Offline, busy and starting servers stop the line, a bug does so a few
 * times; every other no is final. Nothing here calls who waits: what they
 * will be told is settled, sender_step tells it.
 */
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/str.h"
#include "core/spool/sender_own.h"
#include "db/query.h"

/* ---- when ---- */

void sender_stop(struct sender *s)
{
	int64_t ceiling = SENDER_PAUSE_MAX_MS, half;

	if (s->tries < 5)
		ceiling = (int64_t)SENDER_PAUSE_MIN_MS << (s->tries + 1);
	if (ceiling > SENDER_PAUSE_MAX_MS)
		ceiling = SENDER_PAUSE_MAX_MS;
	half = ceiling / 2;
	s->tries++;
	s->more = true;
	/* By chance, so that the terminals of a plant do not all come back at once. */
	s->not_before_ms = clock_mono_ms(s->clock) + half + (int64_t)(clock_random(s->clock) % (uint64_t)(half + 1));
}

void sender_go(struct sender *s)
{
	s->tries = 0;
	s->not_before_ms = 0;
	s->more = true;
}

bool sender_can_send(const struct sender *s)
{
	return session_link(s->session) == LINK_LIVE && !spool_broken(s->spool) &&
	       clock_mono_ms(s->clock) >= s->not_before_ms;
}

/* ---- the answer ---- */

static bool bug_again(struct sender *s, int64_t seq)
{
	if (s->bug_seq != seq) {
		s->bug_seq = seq;
		s->bugs = 0;
	}
	return ++s->bugs <= SENDER_BUGS;
}

static bool passes(struct sender *s, int64_t seq, const struct err *err)
{
	return err->kind == ERR_OFFLINE || err->kind == ERR_RETRY || (err->kind == ERR_BUG && bug_again(s, seq));
}

/*
 * It could not be written down. The line is as it was: it stops, and goes off again under its op_id when the spool
 * can be written, at the next start at the latest.
 */
static void not_kept(struct sender *s, int64_t seq, const struct err *err)
{
	log_line(s->log, LOG_LEVEL_ERROR, "spool: %lld: %s", (long long)seq, err->message);
	sender_stop(s);
}

static void refused(struct sender *s, const struct flight *f, const struct err *why)
{
	struct err err;

	/* Whoever counted the goods has gone: they are taken and flagged, not refused. */
	if (!f->offline && str_equal(why->code, "OVER_RECEIPT") && !sender_waited(s, f->seq))
		return;
	log_line(s->log, LOG_LEVEL_WARNING, "spool: %lld refused: %s", (long long)f->seq, why->code);
	if (!spool_refused(s->spool, f->seq, why, &err)) {
		not_kept(s, f->seq, &err);
		sender_settle(s, f->seq, SENT_QUEUED, NULL, NULL);
		return;
	}
	sender_go(s);
	sender_settle(s, f->seq, SENT_REFUSED, NULL, why);
}

static void answered_no(struct sender *s, const struct flight *f, const struct err *why)
{
	if (!passes(s, f->seq, why)) {
		refused(s, f, why);
		return;
	}
	sender_stop(s);
	log_line(s->log, LOG_LEVEL_INFO, "spool: %lld stopped: %s", (long long)f->seq, why->code);
}

static void skew_take(struct sender *s, const struct flight *f, const struct rows *rows)
{
	if (rows_get(rows, 0, "skew_s") && clock_mono_ms(s->clock) - f->sent_ms < SENDER_SKEW_MS)
		s->skew_s = (int)rows_int(rows, 0, "skew_s");
}

static void answered_yes(struct sender *s, const struct flight *f, const struct rows *rows)
{
	const char *answer = rows_text(rows, 0, "answer");
	struct rows told = { 0 };
	struct err err;

	if (!sender_answer_rows(f->id, answer, rows_bool(rows, 0, "replayed"), &told)) {
		err_set(&err, ERR_BUG, "BAD_ANSWER", "", "The server's answer to a queued operation cannot be read.");
		answered_no(s, f, &err);
		rows_done(&told);
		return;
	}
	skew_take(s, f, rows);
	if (spool_posted(s->spool, f->seq, answer, &err))
		sender_go(s);
	else
		not_kept(s, f->seq, &err);
	sender_settle(s, f->seq, SENT_POSTED, &told, NULL);
	rows_done(&told);
}

static void answered(void *ctx, struct rows *rows, const struct err *err)
{
	struct sender *s = ctx;
	struct flight f = s->flight;

	s->flight = (struct flight){ .id = Q_COUNT };
	s->changed = s->more = true;
	if (rows)
		answered_yes(s, &f, rows);
	else
		answered_no(s, &f, err);
}

/* ---- the values ---- */

/* As the server reads it whatever its time zone: 2026-11-24T14:32:05.123456Z. */
static const char *time_text(struct arena *mem, int64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm t;

	gmtime_r(&seconds, &t);
	return arena_printf(mem, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
			    t.tm_hour, t.tm_min, t.tm_sec, (int)(us % 1000000));
}

/* When it happened goes into the statement's own "at": the session it is sent with began later. */
static const char *payload_at(struct arena *mem, enum query_id id, const struct spool_op *op)
{
	json_t *payload, *values;
	const char *text = op->payload;
	char *dump;

	if (id == Q_COUNT || !call_has(id, "at"))
		return text;
	payload = json_loads(op->payload, 0, NULL);
	values = json_object_get(payload, "values");
	if (json_is_object(values) && !json_is_string(json_object_get(values, "at"))) {
		json_object_set_new(values, "at", json_string(time_text(mem, op->captured_us)));
		dump = json_dumps(payload, JSON_COMPACT);
		text = arena_strdup(mem, dump);
		free(dump);
	}
	json_decref(payload);
	return text;
}

/* A line without a session goes with the present one of the same person, as of now. */
static bool fill(struct sender *s, struct call *c, const struct spool_op *op, struct flight *f, struct err *err)
{
	const struct person *p = session_person(s->session);
	int64_t now_us = clock_wall_us(s->clock), session = op->actor.session_id;
	int64_t captured_us = session ? op->captured_us : now_us;
	const char *payload = session ? op->payload : payload_at(&c->mem, f->id, op);

	if (!session && p)
		session = p->session_id;
	return call_set(c, "session", arena_printf(&c->mem, "%lld", (long long)session), err) &&
	       call_set(c, "op_id", op->op_id, err) &&
	       call_set(c, "seq", arena_printf(&c->mem, "%lld", (long long)op->seq), err) &&
	       call_set(c, "kind", op->kind, err) && call_set(c, "payload", payload, err) &&
	       call_set(c, "captured_at", time_text(&c->mem, captured_us), err) &&
	       call_set(c, "sent_at", time_text(&c->mem, now_us), err) &&
	       call_set(c, "offline", f->offline ? "true" : "false", err) && call_complete(c, err);
}

static void send_line(struct sender *s, const struct spool_op *op)
{
	struct flight f = { .seq = op->seq, .id = sender_statement(op->kind) };
	struct call c;
	struct err err;

	f.offline = !sender_waited(s, op->seq);
	f.sent_ms = clock_mono_ms(s->clock);
	call_init(&c, Q_REPLAY);
	if (!fill(s, &c, op, &f, &err)) {
		refused(s, &f, &err);
	} else if (!spool_sending(s->spool, op->seq, &err)) {
		not_kept(s, op->seq, &err);
	} else {
		s->flight = f;
		session_send(s->session, &c, answered, s);
	}
	s->changed = true;
	call_done(&c);
}

bool sender_send_next(struct sender *s)
{
	const struct person *p = session_person(s->session);
	struct spool_op op = { 0 };

	if (s->flight.seq)
		return true;
	if (!sender_can_send(s))
		return false;
	s->more = spool_next(s->spool, 0, p ? p->user_name : NULL, &op);
	if (s->more)
		send_line(s, &op);
	spool_op_done(&op);
	return s->more;
}
