/*
 * app_own - what the files of app share; nobody else includes it.
 *
 * app.c stack of screens, app_ask.c requests, app_dialog.c dialogs,
 * app_input.c keys, app_message.c the message line, app_lock.c the idle lock,
 * app_menu.c F10, app_turn.c one turn and its times, app_paint.c the picture.
 */
#ifndef GEMBA_UI_APP_OWN_H
#define GEMBA_UI_APP_OWN_H

#include "ui/app.h"
#include "ui/canvas.h"
#include "ui/key.h"
#include "ui/term.h"

/* One open screen. */
struct level {
	const struct screen_ops *ops;
	void *state;
	topic_mask pending; /* changed, not yet told */
	int64_t updated_ms;
	bool updated; /* update was called at least once */
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
	struct ask *next;
};

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
	bool hint_shown; /* "asking the server" */
};

enum { NEWS_WAIT_MS = 6000 };
enum { UPDATE_GAP_MS = 200, HANDS_ON_MS = 10000, HINT_MS = 400, LEAST_ROWS = 12, LEAST_COLS = 40 };

/* app.c */
void app_close_all(struct app *app);
int64_t app_now_ms(const struct app *app);

/* app_ask.c */
void asks_forget_owner(struct app *app, const void *owner);
void asks_answer_offline(struct app *app); /* those made without a session */
/* Start of the oldest request; -1: none. */
int64_t asks_oldest_ms(const struct app *app);

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
void input_action(struct app *app, enum action action);
bool level_key_enabled(const struct level *l, enum action a);

/* app_lock.c */
void lock_show(struct app *app);
void lock_accept(struct app *app, struct dialog *d);
bool lock_is_on(const struct app *app);
void lock_ask_sign_off(struct app *app);

/* app_menu.c */
void menu_show(struct app *app);

/* app_paint.c */
void paint_layout(struct app *app);
void paint_all(struct app *app);

#endif
