/*
 * session_own - what the files of the session share. Private to src/core.
 *
 *   session.c       who is signed on, what is asked, one step
 *   session_link.c  the connection: hello, LISTEN, notifications, news
 *   session_retry.c what is sent again, and when that ends
 *   session_run.c   for verbs: step and poll until it is answered
 */
#ifndef GEMBA_CORE_SESSION_OWN_H
#define GEMBA_CORE_SESSION_OWN_H

#include "core/pin_memory.h"
#include "core/session.h"
#include "db/db.h"

enum { SESSION_TRIES = 8, SESSION_RESEND_MS = 30000, SESSION_NEWS = 8, SESSION_TOKEN = 256 };

enum ask_role { ASK_CALL, ASK_SIGN_ON, ASK_SIGN_OFF };

/* One thing asked, from session_send to its answer. */
struct ask {
	struct ask *next;
	struct session *session;
	struct arena mem; /* owns the values */
	uint64_t number;
	enum query_id id;
	enum ask_role role;
	const char **value;
	session_done done; /* NULL: nobody waits for the answer */
	void *ctx;
	uint64_t request; /* db's number; 0: not sent */
	int tries;	  /* how often it came back as RETRY */
	int64_t not_before_ms;
	int64_t give_up_ms; /* no further try after this */
	bool unknown;	    /* a connection broke while the server worked on it */
};

enum hello_state { HELLO_NONE, HELLO_ASKED, HELLO_GOOD, HELLO_REFUSED };

struct session {
	struct db *db;
	const struct clock *clock;
	struct log *log;
	enum link_state link;
	enum hello_state hello;
	int64_t hello_again_ms;
	unsigned generation;
	struct err trouble;
	bool headless;
	int connect_ms;

	char kiosk[80]; /* as hello named it */
	char token[SESSION_TOKEN];
	struct rows signed_on; /* the row of sign_on; n 0: nobody */
	struct person person;
	struct pin_memory pin; /* of that person */

	struct ask *asks; /* in the order they were made */
	uint64_t last_number;
	topic_mask topics;
	struct session_news news[SESSION_NEWS];
	unsigned first_news, n_news;
};

/* ---- session.c ---- */
struct ask *ask_new(struct session *s, enum query_id id, enum ask_role role, session_done done, void *ctx);
/* Take it off the list, tell who waits, free it. Exactly one of rows and err. */
void ask_end(struct ask *a, struct rows *rows, const struct err *err);

/* ---- session_link.c ---- */
/* Follow the connection: say hello to a new one, tell of a lost one. */
void link_follow(struct session *s);
/* LISTEN as the one signed on. */
void link_listen(struct session *s);
/* Notifications to topics and news. */
void link_drain(struct session *s);

/* ---- session_retry.c ---- */
/* The answer of an ask that was sent: the end, or another try. */
void ask_answer(void *ctx, struct rows *rows, const struct err *err);
/* Send what is due, end what has no hope. */
void asks_pump(struct session *s);
/* When asks_pump has something to do again; -1: not by itself. */
int64_t asks_deadline_ms(const struct session *s);

/* ---- session_run.c ---- */
/* For verbs: poll until the connection or the clock has something for session_step, at most 1 s where there is a
   deadline. until_ms: an earlier one of the caller; -1: none. */
void session_sleep(const struct session *s, int64_t until_ms);

#endif
