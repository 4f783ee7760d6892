/*
 * sender_own - what the files of the sender share. Private to src/core/spool.
 *
 *   sender.c        what is put and taken back, one step, who is told what
 *   sender_send.c   one line on its way: its values, its answer, when it goes again
 *   sender_answer.c a server's JSON as rows of the statement it answers for
 *   sender_run.c    for verbs: step and poll until the line is empty
 *
 * When the spool can no longer be written (spool_broken) nothing more is
 * sent: a line whose sending cannot be noted could be taken back as "never
 * sent" after it was posted. What comes back for the line that was on its way
 * is still told to who waits for a yes; a no is told as QUEUED, because the
 * line goes off again when the program starts anew. The op_id keeps each of
 * these repeats from posting twice.
 */
#ifndef GEMBA_CORE_SPOOL_SENDER_OWN_H
#define GEMBA_CORE_SPOOL_SENDER_OWN_H

#include "core/spool/sender.h"

enum {
	SENDER_PAUSE_MIN_MS = 1000,
	SENDER_PAUSE_MAX_MS = 60000,
	SENDER_BUGS = 3,	    /* so often a line that meets a bug is tried again */
	SENDER_SCANS_S = 60,	    /* scans that went along with nothing for so long go by themselves */
	SENDER_KEEP_S = 30 * 86400, /* what is over stays readable */
	SENDER_PRUNE_MS = 3600 * 1000,
	SENDER_SKEW_MS = 5000, /* an answer that took longer says nothing about clocks */
};

/* Somebody waits for the answer to a line. */
struct waiter {
	struct waiter *next;
	uint64_t number;
	int64_t seq;
	sender_done done;
	void *ctx;
	int64_t until_ms;
	bool settled; /* outcome, rows and err are what will be told */
	enum sender_outcome outcome;
	struct rows rows;
	struct err err;
};

/* The one line that is on its way; seq 0: none. */
struct flight {
	int64_t seq;
	enum query_id id; /* the statement it stands for; Q_COUNT: none ("scans", "void") */
	bool offline;	  /* it was sent as the work of somebody who had gone */
	int64_t sent_ms;
};

struct sender {
	struct spool *spool;
	struct session *session;
	const struct clock *clock;
	struct log *log;

	struct waiter *waiters; /* in the order they came */
	uint64_t last_number;

	struct flight flight;
	bool was_live;	       /* the link as the last step saw it */
	int64_t session_id;    /* who was signed on then */
	bool more;	       /* there may be something to send */
	int tries;	       /* how often the line stopped in a row */
	int64_t not_before_ms; /* it is stopped until then */
	int64_t bug_seq;       /* this line met */
	int bugs;	       /* so many bugs */
	int64_t scans_ms;      /* when to look for scans that went along with nothing */
	int64_t prune_ms;
	bool changed;
	bool told_broken;
	int skew_s;
};

/* ---- sender.c ---- */
/* Somebody waits for this line and has not been told yet. */
bool sender_waited(const struct sender *s, int64_t seq);
/* What all who wait for the line will be told in the next step. rows is copied. */
void sender_settle(struct sender *s, int64_t seq, enum sender_outcome outcome, const struct rows *rows,
		   const struct err *err);

/* ---- sender_send.c ---- */
/* The next line off to the server. False: nothing is on its way and nothing can be sent now. */
bool sender_send_next(struct sender *s);
/* Not before a pause that doubles each time. */
void sender_stop(struct sender *s);
/* No pause any more. */
void sender_go(struct sender *s);
/* Live, writable and not stopped. */
bool sender_can_send(const struct sender *s);

/* ---- sender_answer.c ---- */
/* The statement of that name; Q_COUNT: none. */
enum query_id sender_statement(const char *kind);

#endif
