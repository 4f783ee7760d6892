/*
 * session - one terminal's conversation with the server: the connection, who
 * is signed on, which topics changed.
 *
 * Nothing here blocks except session_run (for verbs). The loop polls what
 * session_wait reports and calls session_step.
 */
#ifndef GEMBA_CORE_SESSION_H
#define GEMBA_CORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/log.h"
#include "core/call.h"
#include "core/topic.h"

struct session;

enum link_state {
	LINK_CONNECTING, /* never connected yet */
	LINK_LIVE,
	LINK_OFFLINE, /* lost or refused; trying again by itself */
};

struct session_wait {
	int fd; /* -1: none */
	short events;
	int64_t deadline_ms; /* on clock_mono_ms; -1: none */
};

/* Who is signed on. Strings are borrowed until sign-off. */
struct person {
	const char *user_name;	  /* "m.rossi" */
	const char *display_name; /* "M. Rossi" */
	const char *organization; /* code */
	const char *organization_name;
	const char *plant;	/* code */
	const char *plant_name; /* "Plant Rho" */
	const char *time_zone;	/* IANA */
	const char *kiosk;
	const char *currency;
	const char *roles;  /* "storekeeper, operator" */
	int64_t session_id; /* names this sign-on when its operations are replayed */
};

/* As db.h: exactly one of rows and err; rows is lent and may be moved out. */
typedef void (*session_done)(void *ctx, struct rows *rows, const struct err *err);

/* conninfo is copied; log may be NULL. */
struct session *session_new(const char *conninfo, const struct clock *clock, struct log *log);
void session_free(struct session *s); /* accepts NULL */

void session_wait(const struct session *s, struct session_wait *ret);
void session_step(struct session *s);
enum link_state session_link(const struct session *s);
/* Seconds until the next try while LINK_OFFLINE, else 0. */
int session_retry_in_s(const struct session *s);
/* Why we are offline, or what hello said (server too old ...); kind NONE when fine. */
const struct err *session_trouble(const struct session *s);

/*
 * Badge or user name, and PIN. On success the session LISTENs, sets the time
 * zone and marks every topic. done gets the sign-on row or the error.
 */
void session_sign_on(struct session *s, const char *user, const char *pin, session_done done, void *ctx);
/*
 * Without a server: is this the PIN of who is signed on? It is remembered from the sign-on, as a hash in memory. Errors
 * as pin_memory_check. Blocks for some 20 ms. With a server unlock is asked, which also lets the tries count anew.
 */
MUSTUSE bool session_unlock_offline(struct session *s, const char *pin, struct err *err);
/* Forget who is signed on; tells the server. */
void session_sign_off(struct session *s);
/* NULL when nobody is. */
const struct person *session_person(const struct session *s);
bool session_may(const struct session *s, const char *permission);

/*
 * Send a call; its values are copied, the caller still calls call_done.
 * Fills token, and op_id when it was not set. Serialization failures and
 * deadlocks are sent again (at most 8 times, with jitter), a write whose
 * outcome is unknown because the connection broke is sent again after the
 * reconnect (same op_id, so it cannot post twice) for up to retry_s seconds.
 * Returns a number for session_forget, never 0; done is called from
 * session_step only.
 */
uint64_t session_send(struct session *s, const struct call *c, session_done done, void *ctx);
/* A screen that closes forgets its requests: no callback any more. */
void session_forget(struct session *s, uint64_t request);
/* Forget everything asked with this ctx. */
void session_forget_ctx(struct session *s, const void *ctx);
/* True while something asked has not been answered. */
bool session_busy(const struct session *s);

/* Topics that changed since the last call; cleared by it. */
topic_mask session_take_topics(struct session *s);

/* Next message of the two told-once channels, for the message line; false when none. Borrowed until the next step. */
struct session_news {
	enum news_kind { NEWS_LOW_STOCK, NEWS_ORDER_STATUS } kind;
	char subject[80]; /* material code or order number; "" when many */
	char text[160];	  /* one printable line */
	int many;	  /* > 0: that many at once */
};
bool session_take_news(struct session *s, struct session_news *ret);

/*
 * Verbs only. They do not LISTEN, and they are patient: what is asked before
 * there is a connection, or is lost with one before it was sent, is sent when
 * the server is there, for at most connect_ms.
 */
void session_headless(struct session *s, int connect_ms);
/* Verbs only: send, then step and poll until it is answered. rows must be empty memory. */
MUSTUSE bool session_run(struct session *s, const struct call *c, struct rows *ret, struct err *err);
MUSTUSE bool session_run_sign_on(struct session *s, const char *user, const char *pin, struct err *err);
void session_run_sign_off(struct session *s);

#endif
