/*
 * app_own - what the files of app share; nobody else includes it.
 *
 * app.c stack of screens, app_ask.c requests, app_post.c the spool,
 * app_dialog.c dialogs, app_input.c keys, app_scan.c scans, app_message.c the
 * message line, app_lock.c the idle lock, app_menu.c F10, app_turn.c one turn
 * and its times, app_paint.c the picture.
 */
#ifndef GEMBA_UI_APP_OWN_H
#define GEMBA_UI_APP_OWN_H

#include "ui/app.h"
#include "ui/canvas.h"
#include "ui/key.h"
#include "ui/scan_setting.h"
#include "ui/serial.h"
#include "ui/term.h"
#include "ui/wedge.h"

/* One open screen. */
struct level {
	const struct screen_ops *ops;
	void *state;
	topic_mask pending; /* changed, not yet told */
	int64_t updated_ms;
	bool updated;	 /* update was called at least once */
	bool reading;	 /* its answers have not all come yet */
	int64_t took_ms; /* the last reading, from update to the last answer */
	bool working;	 /* its work wants to go on */
	struct level *below;
};

enum dialog_kind {
	DIALOG_CONFIRM,
	DIALOG_PICK,
	DIALOG_CHOICE,
	DIALOG_MENU,
	DIALOG_FORM,
	DIALOG_REASON,
	DIALOG_NOTICE,
	DIALOG_LOCK
};

/* One open dialog. */
struct dialog {
	enum dialog_kind kind;
	struct overlay *overlay;
	void *owner;
	struct dialog *below;
	app_confirmed confirmed;
	app_picked picked;
	app_filled filled;
	app_reasoned reasoned;
};

struct message {
	bool shown;
	bool passing; /* the next key takes it away */
	bool locked;  /* only a person's key takes it away */
	enum message_kind kind;
	char text[512];
	int64_t since_ms;
};

/* One request on its way. */
struct ask {
	struct app *app;
	void *owner;
	uint64_t number;  /* the app's own, never 0 */
	uint64_t request; /* the session's, 0 without one */
	int64_t since_ms;
	app_answer answer;
	struct table *table; /* takes the answer in place of answer */
	struct call call;    /* of a read that memory may answer; else empty */
	bool from_memory;    /* answer it in the next turn without the server */
	struct ask *next;
};

/* One operation on its way into the spool and to the server. */
struct post {
	struct app *app;
	void *owner;
	app_posted done;
	int64_t since_ms;
	bool failed; /* could not be kept: err */
	struct err err;
	struct post *next;
};

/* A scan the screen could not take yet. */
struct waiting_scan {
	char *text;
	int64_t at_ms;
	bool typed; /* by hand, with Enter behind */
};
enum { SCANS_WAITING = 16 };

struct app_own {
	struct terminal *term;
	const struct screen_ops *const *screens;
	struct level *top;
	struct dialog *dialog;
	struct ask *asks;
	uint64_t last_number;
	struct message message;
	char news[512]; /* waits until what this person did was readable for a while; "": none */
	struct grid grid;
	bool dirty, relayout, quit;
	unsigned paints;
	bool signed_on;	      /* as of the last turn */
	char user_name[80];   /* who unlocks */
	enum link_state link; /* as painted */
	int64_t offline_ms;   /* since when, 0: not */
	int64_t minute;	      /* as painted */
	int64_t last_key_ms;
	int64_t opened_ms; /* when the present screen came up */
	bool esc;	   /* an Esc waits whether it becomes "Esc digit" */
	int64_t esc_ms;	   /* since when */
	bool pasting;
	struct wedge wedge;
	struct scan_setting scanner;  /* of this terminal: config, and what the scanner check kept */
	struct key typed[WEDGE_KEYS]; /* of one batch, what was no scan */
	size_t n_typed;
	struct serial *serial; /* borrowed; NULL: none */
	struct waiting_scan scans[SCANS_WAITING];
	size_t n_scans;
	int64_t scan_id; /* in the spool's log: the one the screen has now; 0: none */
	char last_scan[SCAN_BYTES + 1];
	int64_t last_scan_ms;
	const struct level *last_scan_screen;
	struct post *posts;
	const struct err *no_spool; /* borrowed */
	struct spool_count count;
	bool counted;
	bool told_queued; /* somebody was told QUEUED since the queue was empty */
	bool hint_shown;  /* "asking the server" */
};

enum { NEWS_WAIT_MS = 6000 };
/* A reading takes at most one part in so many of the time, as long as that is not too rare. */
enum { READING_SHARE = 5, LONGEST_GAP_MS = 2000 };
enum { UPDATE_GAP_MS = 200, HANDS_ON_MS = 10000, HINT_MS = 400, LEAST_ROWS = 12, LEAST_COLS = 40 };

/* app.c */
void app_close_all(struct app *app);
int64_t app_now_ms(const struct app *app);

/* app_ask.c */
void asks_forget_owner(struct app *app, const void *owner);
void asks_answer_offline(struct app *app); /* those made without a session, and those memory answers */
/* True when asks_answer_offline has something to do. */
bool asks_are_due(const struct app *app);
/* Start of the oldest request; -1: none. */
int64_t asks_oldest_ms(const struct app *app);

/* app_post.c */
/* As long as a person waits for the answer before the line counts as QUEUED. */
enum { PATIENCE_MS = 2000 };
/* One step of the sender; TOPIC_QUEUE when something changed. */
topic_mask posts_step(struct app *app);
void posts_forget_owner(struct app *app, const void *owner);
int64_t posts_oldest_ms(const struct app *app); /* -1: none */
bool posts_are_waited_for(const struct app *app);

/* app_scan.c */
/* A complete scan for the present screen, which has a scan function. */
void scans_take(struct app *app, const char *text, bool typed);
/* Give the screen what waits, when it is ready. */
void scans_pump(struct app *app);
void scans_drop(struct app *app);
/* What waits is behind a mistake: refused with its sound. */
void scans_refuse(struct app *app);

/* app_dialog.c */
struct dialog *dialog_push(struct app *app, enum dialog_kind kind, void *owner, struct overlay *overlay);
void dialog_close(struct app *app, struct dialog *d);
void dialogs_close_owner(struct app *app, const void *owner);
void dialogs_close_all(struct app *app);
/* Call back and close when the topmost is finished. */
void dialog_settle(struct app *app);
/* A list of the choices of a FIELD_CHOICE. */
void dialog_choices(struct app *app, struct form *form);

/* app_message.c */
/* Show the news that wait, when their time has come. */
void message_news(struct app *app);
/* When that will be; -1: nothing waits, or it waits for a key. */
int64_t message_news_due_ms(const struct app *app);
void message_draw(const struct app *app, const struct canvas *whole);
/* Lines the message takes. */
int message_rows(const struct app *app, int cols);

/* app_input.c */
void input_keys(struct app *app, const struct key *keys, size_t n);
void input_time(struct app *app); /* a lone Esc that waited long enough */
int64_t input_deadline_ms(const struct app *app);
/* Scans of the serial line. */
void input_serial(struct app *app);
/* The scanner's setting may have changed. */
void input_setting(struct app *app);
void input_action(struct app *app, enum action action);
bool level_key_enabled(const struct level *l, enum action a);

/* app_lock.c */
void lock_show(struct app *app);
void lock_accept(struct app *app, struct dialog *d);
bool lock_is_on(const struct app *app);
void lock_ask_sign_off(struct app *app);
/* "\n3 lines are still QUEUED here; they are <then>.", "" when nothing waits. Returns ret. */
const char *lock_queue_words(const struct app *app, const char *then, char *ret, size_t size);

/* app_menu.c */
void menu_show(struct app *app);

/* app_paint.c */
void paint_layout(struct app *app);
void paint_all(struct app *app);

#endif
