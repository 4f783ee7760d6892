/*
 * spool - what this terminal must not lose: operations until the server has
 * acknowledged them, every scan, and what it remembers for the time without
 * a server.
 *
 * SQLite, one file a kiosk, one process (flock on a file beside it), one
 * connection, WAL, synchronous=FULL: a call that returned true is on the
 * disk. An error of a write makes the spool broken for good: nothing more is
 * accepted until the program starts again, and the screen says "use paper".
 */
#ifndef GEMBA_CORE_SPOOL_SPOOL_H
#define GEMBA_CORE_SPOOL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "core/call.h"

struct spool;

/*
 * path NULL: in memory (tests). The directory is made (0700), the file is
 * 0600. Errors: CONFLICT SPOOL_HELD (another process has it), RETRY
 * SPOOL_BROKEN (cannot be opened or written), BUG SPOOL_TOO_NEW.
 */
MUSTUSE bool spool_open(const char *path, const struct clock *clock, struct spool **ret, struct err *err);
void spool_close(struct spool *s); /* accepts NULL */
/* NULL while all is well; else RETRY SPOOL_BROKEN, "... use paper". Borrowed. */
const struct err *spool_broken(const struct spool *s);
/* Made once a file; the server tells spools of one kiosk apart by it. */
const char *spool_uuid(const struct spool *s);

/* ---- operations ---- */

/*
 * QUEUED   waits for the server
 * POSTED   acknowledged; kept 30 days
 * REFUSED  the server said no and nobody has dealt with it yet
 * VOID     taken back: by who queued it before it was ever sent, by the person who saw the refusal at once, or by a
 *          supervisor, with a reason
 */
enum spool_state { SPOOL_QUEUED, SPOOL_POSTED, SPOOL_REFUSED, SPOOL_VOID };
const char *spool_state_name(enum spool_state state); /* "QUEUED" ... */

/* Who does it. session_id 0: nobody could sign on (a verb with --queue); it is sent when user_name signs on here. */
struct spool_actor {
	int64_t session_id;
	const char *user_name, *display_name;
};

/* One operation, all of it. Strings are in mem. */
struct spool_op {
	struct arena mem;
	int64_t seq;		  /* gapless, per spool, from 1 */
	const char *op_id, *kind; /* kind: name of the statement ("stock_receive"), "scans", "void" */
	/*
	 * JSON: {"spool":uuid,"values":{parameter:text,..},"scans":[{"at":RFC 3339,"raw":base64,"verdict":..,"became":..}]}.
	 * "scans" has no values; of "void" they are of_op_id, of_seq, kind, words and reason of what was taken back.
	 */
	const char *payload;
	const char *words; /* "+2 500 pcs M-1077 from PO-4500012/20" */
	enum spool_state state;
	struct spool_actor actor;
	int64_t captured_us; /* this machine's clock */
	int64_t depends_on;  /* seq; 0: none. Parked while that one is REFUSED, void when it is VOID. */
	bool sent;	     /* it may have reached the server since it was last queued */
	bool heard;	     /* the server has answered it, with yes or no */
	int tries;
	struct err refusal; /* of REFUSED */
	const char *answer; /* JSON of the server, of POSTED; else NULL */
	const char *reason; /* of VOID */
};
void spool_op_done(struct spool_op *op);

/*
 * Put a filled call into the spool. It must be a statement that can be
 * queued (call_is_queueable) and complete but for token; its op_id is kept,
 * or made. All scans that no operation has taken along yet (the newest 200)
 * go along. The same op_id again returns the first seq and changes nothing
 * (DUPLICATE OP_ID_REUSED when it is not the same operation).
 */
MUSTUSE bool spool_put(struct spool *s, const struct call *call, const char *words, const struct spool_actor *actor,
		       int64_t *ret_seq, struct err *err);
/*
 * The same, for what makes no sense without an earlier line (0: none): NOT_FOUND when there is no such line, CONFLICT
 * IS_VOID when it was taken back.
 */
MUSTUSE bool spool_put_after(struct spool *s, int64_t depends_on, const struct call *call, const char *words,
			     const struct spool_actor *actor, int64_t *ret_seq, struct err *err);
/* NOT_FOUND when there is none. ret must be empty memory. */
MUSTUSE bool spool_get(struct spool *s, int64_t seq, struct spool_op *ret, struct err *err);
bool spool_find(struct spool *s, const char *op_id, int64_t *ret_seq);
/*
 * The next to send after seq "after" (0: from the start), strictly by seq: QUEUED, its dependency POSTED, and its
 * actor has a session or is user_name (NULL: nobody). False: nothing to send.
 */
bool spool_next(struct spool *s, int64_t after, const char *user_name, struct spool_op *ret);
/* Before it goes out. */
MUSTUSE bool spool_sending(struct spool *s, int64_t seq, struct err *err);
/* The server's yes, with its answer (JSON object). */
MUSTUSE bool spool_posted(struct spool *s, int64_t seq, const char *answer, struct err *err);
/* The server's no. */
MUSTUSE bool spool_refused(struct spool *s, int64_t seq, const struct err *why, struct err *err);
/*
 * Take back. A QUEUED one that was never sent, or a REFUSED one; else CONFLICT MAY_BE_POSTED or ALREADY_POSTED. A void
 * of something the server has heard of is itself queued (kind "void"), so that the server's audit knows. What depends
 * on it becomes VOID too; scans of what was never sent go along with the next operation. VALIDATION MISSING or TOO_LONG
 * (200 characters) on reason.
 */
MUSTUSE bool spool_void(struct spool *s, int64_t seq, const char *reason, const struct spool_actor *by,
			struct err *err);
/* Who signed on by that badge (or other spelling) is user_name: lines kept for the one are the other's. */
MUSTUSE bool spool_adopt(struct spool *s, const char *given, const char *user_name, struct err *err);
/* REFUSED -> QUEUED again, same op_id. */
MUSTUSE bool spool_retry(struct spool *s, int64_t seq, struct err *err);

struct spool_count {
	int queued, refused;
	int64_t oldest_us;	/* captured_us of the oldest QUEUED; 0: none */
	int waiting_for_person; /* of queued: no session yet */
};
void spool_count(struct spool *s, struct spool_count *ret);

/*
 * Lines for lists, newest first, at most limit: seq int, state text, kind text, words text, user text, captured_at
 * time, tries int, code text, message text, hint text, reason text, op_id uuid, transaction_id int, material text,
 * quantity qty (material and quantity as the call had them, NULL without).
 * which: bits 1 << enum spool_state.
 */
MUSTUSE bool spool_list(struct spool *s, unsigned which, const char *kind, int limit, struct rows *ret,
			struct err *err);
/* Drop what was acknowledged or void longer ago than that, and scans that were sent. Nothing else is ever deleted. */
MUSTUSE bool spool_prune(struct spool *s, int64_t keep_s, struct err *err);

/* ---- scans ---- */

/*
 * Log a scan verbatim before it is acted on. verdict: "gs1", "plain", "BAD_CHECK_DIGIT" ...; actor NULL: nobody is
 * signed on. Returns its number. Of more than 4096 bytes the first 4096 are kept.
 */
MUSTUSE bool spool_scan(struct spool *s, const char *bytes, size_t n, const char *verdict,
			const struct spool_actor *actor, int64_t *ret_id, struct err *err);
/* What came of it: "material M-1077", "unknown", "refused: same label". */
MUSTUSE bool spool_scan_became(struct spool *s, int64_t id, const char *what, struct err *err);
/*
 * It was a badge: the bytes are wiped, the person's name stands instead; also in an operation that took it along, but
 * for one that is on its way just then.
 */
MUSTUSE bool spool_scan_was_badge(struct spool *s, int64_t id, const char *person, struct err *err);
/*
 * Scans not yet attached to an operation and older than age_s become an operation of kind "scans" (payload
 * {"scans":[..]}, at most 200). False in *ret when there were none.
 */
MUSTUSE bool spool_scans_flush(struct spool *s, int64_t age_s, const struct spool_actor *actor, bool *ret,
			       struct err *err);

/* ---- what the terminal remembers ---- */

/* Keep an answer under a name, in place of the older one; recall it (false: none). ret must be empty memory. */
MUSTUSE bool spool_remember(struct spool *s, const char *name, const struct rows *rows, struct err *err);
bool spool_recall(struct spool *s, const char *name, struct rows *ret, int64_t *ret_at_us);
/* Small settings of this terminal; NULL removes. Returned text is in mem. */
MUSTUSE bool spool_set(struct spool *s, const char *name, const char *value, struct err *err);
const char *spool_setting(struct spool *s, const char *name, struct arena *mem);

#endif
