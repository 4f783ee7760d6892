/*
 * app - everything a screen needs, passed everywhere: the stack of screens,
 * dialogs over them, the message line, requests to the server.
 *
 * One thread, one loop, nothing here blocks. Whatever a screen does inside
 * its functions is painted at the end of the same turn.
 */
#ifndef GEMBA_UI_APP_H
#define GEMBA_UI_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/log.h"
#include "core/config.h"
#include "core/remembered.h"
#include "core/scan/scan.h"
#include "core/session.h"
#include "core/spool/sender.h"
#include "ui/keymap.h"
#include "ui/screen.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/overlay.h"

struct serial;
struct app_own; /* app_own.h: for src/ui/app*.c only */
struct terminal;

struct app {
	const struct config *config;
	struct session *session; /* NULL: no server at all (tests of the framework) */
	const struct clock *clock;
	struct log *log;	       /* may be NULL */
	struct sender *sender;	       /* NULL: nothing can be queued (why: app_queue_broken) */
	struct remembered *remembered; /* NULL: nothing is */
	struct theme theme;
	struct keymap keymap;
	struct number_style numbers;
	bool ascii; /* only ASCII can be shown */
	struct app_own *own;
};

struct app_setup {
	const struct config *config;
	struct session *session;
	const struct clock *clock;
	struct log *log;
	struct terminal *term;			 /* borrowed */
	struct sender *sender;			 /* borrowed; NULL: none */
	struct remembered *remembered;		 /* borrowed; NULL: none */
	const struct err *no_spool;		 /* why there is no sender; NULL: none wanted (tests). Borrowed. */
	struct serial *serial;			 /* borrowed; NULL: the scanner is a keyboard */
	const struct screen_ops *const *screens; /* NULL: screens_all() */
};

/* Reads theme and keys of the config; NULL and *err when they are wrong. */
MUSTUSE struct app *app_new(const struct app_setup *setup, struct err *err);
void app_free(struct app *app); /* accepts NULL; closes all screens */

/* ---- screens ---- */

/*
 * Open a screen over the present one; the name as in screen_ops, arg may be
 * NULL. An unknown name, a missing permission or a refusal by the screen's
 * open is shown to the person and returns false.
 */
bool app_open(struct app *app, const char *name, const char *arg);
/* The same, in place of the present screen. */
bool app_replace(struct app *app, const char *name, const char *arg);
/* Close the present screen; the first one stays. Its state is gone when this returns: touch it no more. */
void app_back(struct app *app);
/* After a successful sign-on: sign-on closes, home opens. */
void app_signed_on(struct app *app);
/* Sign off: all screens close, sign-on opens. */
void app_sign_off(struct app *app);
/* The same, but a person is told first when lines of the queue still wait here. */
void app_offer_sign_off(struct app *app);
/* Leave the program at the end of this turn. */
void app_quit(struct app *app);
/* Times and the clock in that zone (IANA), when this machine knows it; an unknown one would silently mean UTC. */
void app_use_zone(const char *zone);
/* True when nobody has to be asked: permission NULL, or the person has it. */
bool app_may(const struct app *app, const char *permission);
/* All screens; ends with NULL. */
const struct screen_ops *const *app_screens(const struct app *app);
/* The screen below this one on the stack (help explains that one); NULL at the bottom. */
const struct screen_ops *app_screen_below(const struct app *app);

/* ---- the message line ---- */

enum message_kind { MSG_GOOD, MSG_BAD, MSG_INFO };
/* Stays until the next message. MSG_GOOD and MSG_BAD sound (see app_bell). */
void app_message(struct app *app, enum message_kind kind, const char *fmt, ...) PRINTF_LIKE(3, 4);
void app_message_none(struct app *app);
/*
 * "✗ VALIDATION: message - hint", with the bad sound; the field err names is
 * marked in the screen's (or dialog's) form. On scan screens the line is
 * locked until Esc, a function key, an arrow ... acknowledges it: text and
 * Enter are refused with the error sound. Elsewhere the next key clears it.
 */
void app_error(struct app *app, const struct err *err);
void app_bell(struct app *app, bool good);

/* ---- requests ---- */

/*
 * Exactly one of rows and err is non-NULL. rows is lent; to keep it, move it
 * out: "mine = *rows; *rows = (struct rows){ 0 };" or app_table_load. owner
 * is what app_ask was given.
 */
typedef void (*app_answer)(struct app *app, void *owner, struct rows *rows, const struct err *err);
/*
 * Send a call; call_done stays with the caller. owner is the screen's state:
 * when the screen closes, the answer is forgotten. Returns a number for
 * app_forget. Without a session the answer is OFFLINE, in the next turn.
 */
uint64_t app_ask(struct app *app, void *owner, const struct call *call, app_answer answer);
/* The answer goes into a table that is only shown (table_load); an error is shown. An older request for it is dropped. */
uint64_t app_ask_table(struct app *app, void *owner, const struct call *call, struct table *table);
/* What the table was asked for is not wanted any more: table_reset, and no late answer fills it again. */
void app_table_reset(struct app *app, struct table *table);
void app_forget(struct app *app, uint64_t request);
/* True while an answer to owner is missing. */
bool app_asking(const struct app *app, const void *owner);
/* Paint at the end of this turn. Keys, answers and updates do it by themselves. */
void app_dirty(struct app *app);
/* table_load, frozen while a person worked at the keyboard in the last 10 s and the same screen. Takes *rows. */
void app_table_load(struct app *app, struct table *t, struct rows *rows);

/* ---- the spool: what happened on the floor is kept first and sent then ---- */

enum post_outcome {
	POST_POSTED,  /* rows: the statement's answer; lent, may be moved out */
	POST_REFUSED, /* err: nothing was posted, or nothing could be kept; what was typed stays with the screen */
	POST_QUEUED,  /* kept on this terminal; sent by itself. The person may go on. */
};
/* Exactly once, in a later turn. seq: its number in the spool, 0 when it was not kept. */
typedef void (*app_posted)(struct app *app, void *owner, enum post_outcome outcome, int64_t seq, struct rows *rows,
			   const struct err *err);
/*
 * Post a call that can be queued. words: what it is, for lists ("+2 500 pcs M-1077 from PO-4500012/20"). The scans of
 * this screen since the last post go along. Stays with the caller: call_done. When the screen closes the post goes on.
 */
void app_post(struct app *app, void *owner, const struct call *call, const char *words, app_posted done);
/* Take back a QUEUED one (F8), or a REFUSED one. Shows the error. */
bool app_post_void(struct app *app, int64_t seq, const char *reason);
/* REFUSED goes off again. Shows the error. */
bool app_post_retry(struct app *app, int64_t seq);
/* Lines of the spool as spool_list; *ret empty when there is none. */
void app_queue_lines(struct app *app, unsigned which, const char *kind, int limit, struct rows *ret);
void app_queue_count(const struct app *app, struct spool_count *ret);
/* Try now, whatever the back-off says. */
void app_queue_now(struct app *app);
/* Nothing can be kept any more: the reason; NULL while all is well. Shown red; scans are refused. */
const struct err *app_queue_broken(const struct app *app);

/* ---- scans ---- */

/* A scan with this terminal's rules and those of a supplier ("" : nobody's). As scan_parse. */
bool app_label(const struct app *app, const char *supplier, const char *text, struct scan *ret, struct err *err);
/* What came of the scan that was given to the screen last: for the log ("material M-1077"). A badge: the person. */
void app_scan_became(struct app *app, const char *what);
void app_scan_was_badge(struct app *app, const char *person);

/* ---- dialogs: owner is the screen's state; they close with the screen ---- */

typedef void (*app_confirmed)(struct app *app, void *owner, bool yes);
void app_confirm(struct app *app, void *owner, const char *title, const char *text, const char *yes,
		 app_confirmed done);
/* key: NULL when nothing was chosen. */
typedef void (*app_picked)(struct app *app, void *owner, const char *key);
/* Takes *rows. spec (and ctx) as for a table, borrowed until done. Returns the overlay for overlay_pick_select. */
struct overlay *app_pick(struct app *app, void *owner, const char *title, const struct table_spec *spec,
			 const void *ctx, struct rows *rows, app_picked done);
void app_menu(struct app *app, void *owner, const char *title, const struct menu_item *items, app_picked done);
/*
 * form: NULL when cancelled. Return false to keep it open: after a mistake
 * (app_error marks the field), or until the server's answer came - then
 * app_dialog_close. Lent for the call.
 */
typedef bool (*app_filled)(struct app *app, void *owner, struct form *form);
/* Returns the form to prefill. spec is borrowed until done. */
struct form *app_prompt(struct app *app, void *owner, const char *title, const char *text,
			const struct field_spec *spec, size_t n, app_filled done);
/* One required line "Reason"; reason: NULL when cancelled. */
typedef void (*app_reasoned)(struct app *app, void *owner, const char *reason);
void app_reason(struct app *app, void *owner, const char *title, const char *text, app_reasoned done);
void app_notice(struct app *app, const char *title, const char *text);
/* Close the topmost dialog of this owner without asking it (a prompt kept open until the server said yes). */
void app_dialog_close(struct app *app, void *owner);
bool app_has_overlay(const struct app *app);

/* ---- small helpers ---- */

/* A number of the server as people read it, "12480.500000" as "12 480.5". Returns ret. */
const char *app_number(const struct app *app, const char *plain, char *ret, size_t size);
/*
 * "14:32" of a server time text ("2026-11-24 14:32:05.12+01"), "24 Nov 14:32" when not of today. What this terminal
 * wrote itself in UTC ("...+00") is shown in the plant's time. Returns ret.
 */
const char *app_time(const struct app *app, const char *server, char *ret, size_t size);

/* ---- for the loop and the tests ---- */

/* Opens sign-on, or home when somebody is signed on already. */
bool app_start(struct app *app);
/* One turn without waiting: keys, session, topics, paint. False: leave. */
bool app_turn(struct app *app);
/* When app_turn has something to do again without input, on clock_mono_ms; -1: never. */
int64_t app_deadline_ms(const struct app *app);
/* True when nothing is asked, pending or unpainted. */
bool app_idle(const struct app *app);
/* The serial scanner's descriptor; -1: none. */
int app_scanner_fd(const struct app *app);
/* The scanner check kept another setting: use it. */
void app_scanner_changed(struct app *app);
const struct grid *app_grid(const struct app *app);
const struct screen_ops *app_screen(const struct app *app);
/* The present screen's state (tests). */
void *app_state(const struct app *app);
/* The terminal has a new size. */
void app_resized(struct app *app);
/* Keys as if they had been typed now, all of them at once. */
void app_feed(struct app *app, const struct key *keys, size_t n);
/* How often something was painted. */
unsigned app_paints(const struct app *app);

#endif
