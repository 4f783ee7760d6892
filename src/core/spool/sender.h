/*
 * sender - brings the spool's operations to the server, strictly in order,
 * one at a time, and tells who waits for one.
 *
 * Every queueable operation of the terminal goes this way, online too. A
 * lost connection, a busy or starting server stop the line: back-off 1 .. 60 s
 * with jitter, at once when the link comes back. A refusal is for good: the
 * line goes on behind it.
 */
#ifndef GEMBA_CORE_SPOOL_SENDER_H
#define GEMBA_CORE_SPOOL_SENDER_H

#include "core/session.h"
#include "core/spool/spool.h"

struct sender;

/* All borrowed; log may be NULL. */
struct sender *sender_new(struct spool *spool, struct session *session, const struct clock *clock, struct log *log);
void sender_free(struct sender *s); /* accepts NULL */
struct spool *sender_spool(struct sender *s);

enum sender_outcome {
	SENT_POSTED,  /* rows: the answer, in the columns of the statement; lent, may be moved out */
	SENT_REFUSED, /* err; the line is closed as seen by the person */
	SENT_QUEUED,  /* kept; it will be sent by itself */
};
typedef void (*sender_done)(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows,
			    const struct err *err);
/*
 * Into the spool and, when the line is free, off to the server. done is
 * called once, from sender_step: POSTED or REFUSED when the answer comes
 * within patience_ms, else QUEUED (at once while there is no server). False:
 * it could not be stored, nothing was kept, *err says why.
 * actor: who is signed on in the session.
 */
MUSTUSE bool sender_post(struct sender *s, const struct call *call, const char *words, int64_t patience_ms,
			 sender_done done, void *ctx, int64_t *ret_seq, struct err *err);
/* Nobody waits with this ctx any more; what was put stays. */
void sender_forget(struct sender *s, const void *ctx);

void sender_step(struct sender *s);
int64_t sender_deadline_ms(const struct sender *s); /* on clock_mono_ms; -1: none */
/* True when something in the spool changed since the last call; cleared by it. */
bool sender_changed(struct sender *s);
/* True while something is on its way or could be sent now. */
bool sender_busy(const struct sender *s);
/* The server's clock minus this machine's as of the last answer, in s; 0: not known. A warning above 60 s. */
int sender_skew_s(const struct sender *s);
/* Stop waiting and try now (F5 on the queue screen). */
void sender_now(struct sender *s);
/* Take back, as spool_void, by who is signed on; CONFLICT while it is on its way. */
MUSTUSE bool sender_void(struct sender *s, int64_t seq, const char *reason, struct err *err);
MUSTUSE bool sender_retry(struct sender *s, int64_t seq, struct err *err);
/* Who is signed on, for spool_scan and spool_void; session_id 0 and empty names when nobody is. */
struct spool_actor sender_actor(const struct sender *s);

/* sender_answer.c: what the spool keeps of an answer (spool_op.answer) as rows; false: no JSON object. */
MUSTUSE bool sender_answer_rows(enum query_id id, const char *answer, bool replayed, struct rows *ret);

/* Verbs only: step and poll until the line is empty, stopped, or ms are over. True: nothing is queued any more. */
bool sender_run(struct sender *s, int64_t ms);

#endif
