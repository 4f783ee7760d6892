/*
 * app_input - from keys to whoever they are for.
 *
 * Keys with their times go through the wedge, which tells scans from typing:
 * scans go to app_scan, keys to the form, the table, the screen.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/app_own.h"
#include "ui/screens.h"

/* How long a lone Esc waits for a digit: long enough for a hand where Esc digit is the only way to F-keys. */
enum { ESC_WAIT_MS = 25, ESC_WAIT_NO_FKEYS_MS = 700, SCAN_LEAST = 4, PIN_DIGITS = 12 };

/* ---- who takes text ---- */

static struct form *top_form(const struct app *app)
{
	struct level *l = app->own->top;

	return l != NULL && l->ops->form != NULL ? l->ops->form(l->state) : NULL;
}

static struct table *top_table(const struct app *app)
{
	struct level *l = app->own->top;

	return l != NULL && l->ops->table != NULL ? l->ops->table(l->state) : NULL;
}

static bool takes_text(const struct app *app)
{
	const struct dialog *d = app->own->dialog;
	const struct table *t = top_table(app);

	if (d != NULL)
		return d->overlay->ops->takes_text(d->overlay);
	if (t != NULL && t->finding)
		return true;
	return top_form(app) != NULL || (app->own->top != NULL && (app->own->top->ops->flags & SCREEN_SCAN));
}

static void edited(struct app *app)
{
	struct level *l = app->own->top;

	if (l->ops->edited != NULL)
		l->ops->edited(app, l->state);
}

static void type(struct app *app, unsigned cp)
{
	struct dialog *d = app->own->dialog;
	struct table *t = top_table(app);
	struct form *f = top_form(app);

	app_dirty(app);
	if (d != NULL) {
		d->overlay->ops->type(d->overlay, cp);
		app->own->relayout = true;
	} else if (t != NULL && t->finding) {
		table_type(t, cp);
	} else if (f != NULL && form_type(f, cp)) {
		edited(app);
	} else {
		app_bell(app, false);
	}
}

/* ---- actions ---- */

bool level_key_enabled(const struct level *l, enum action a)
{
	bool listed = false;

	for (const struct screen_key *k = l->ops->keys; k != NULL && k->action != ACT_NONE; k++) {
		if (k->action != a)
			continue;
		if (k->enabled == NULL || k->enabled(l->state))
			return true;
		listed = true;
	}
	return !listed;
}

/* Enter behind text in a scan field: the text is the screen's. */
static bool scanned(struct app *app, struct level *l, struct form *f)
{
	char text[FIELD_SIZE];

	if (f == NULL || l->ops->scan == NULL || form_focus_spec(f)->kind != FIELD_SCAN ||
	    str_empty(form_get(f, form_focus_name(f))))
		return false;
	str_copy(text, sizeof(text), form_get(f, form_focus_name(f)));
	form_set(f, form_focus_name(f), "");
	scans_take(app, str_trim(text), true);
	return true;
}

static bool belongs_to_list(enum action a)
{
	return a == ACT_UP || a == ACT_DOWN || a == ACT_PAGE_UP || a == ACT_PAGE_DOWN;
}

static bool form_takes(struct app *app, struct form *f, enum action a)
{
	if (f == NULL || !form_act(f, a))
		return false;
	edited(app);
	return true;
}

static bool widgets_take(struct app *app, struct form *f, struct table *t, enum action a)
{
	if (t != NULL && (f == NULL || belongs_to_list(a)))
		return table_act(t, a) || form_takes(app, f, a);
	return form_takes(app, f, a) || (t != NULL && table_act(t, a));
}

static void reload(struct app *app, struct table *t)
{
	struct level *l = app->own->top;

	if (t != NULL)
		table_apply(t);
	app->own->last_key_ms = l->updated_ms - 1; /* F5 says: now, whatever moves */
	app->own->opened_ms = app_now_ms(app);
	l->pending |= l->ops->topics;
	l->updated = false;
}

static void leave_answered(struct app *app, void *owner, bool yes)
{
	(void)owner;
	if (yes)
		app_quit(app);
}

static void leave(struct app *app)
{
	char text[240], queued[120];

	if (app->own->top != NULL && app->own->top->below == NULL) {
		str_format(text, sizeof(text), "Leave the program on this terminal?%s",
			   lock_queue_words(app, "sent when gemba runs again", queued, sizeof(queued)));
		app_confirm(app, NULL, "Leave gemba", text, "Leave", leave_answered);
		return;
	}
	while (app->own->top != NULL && app->own->top->below != NULL)
		app_back(app);
}

static void app_act(struct app *app, enum action a, struct table *t)
{
	if (a == ACT_BACK)
		app_back(app);
	else if (a == ACT_EXIT)
		leave(app);
	else if (a == ACT_HELP && strcmp(app_screen(app)->name, SCREEN_NAME_HELP) != 0)
		app_open(app, SCREEN_NAME_HELP, app_screen(app)->name);
	else if (a == ACT_MENU)
		menu_show(app);
	else if (a == ACT_RELOAD)
		reload(app, t);
	else if (a == ACT_SIGN_OFF && app->own->signed_on)
		lock_ask_sign_off(app);
}

static void screen_act(struct app *app, enum action a)
{
	struct level *l = app->own->top;
	struct table *t = top_table(app);
	struct form *f = top_form(app);

	if (l == NULL)
		return;
	if (t != NULL && t->finding && table_act(t, a))
		return;
	if (a == ACT_GO && scanned(app, l, f))
		return;
	if (l->ops->act != NULL && (level_key_enabled(l, a) || (l->ops->flags & SCREEN_LETTERS)) &&
	    l->ops->act(app, l->state, a))
		return;
	if (a == ACT_PICK && f != NULL && form_focus_spec(f)->kind == FIELD_CHOICE) {
		dialog_choices(app, f);
		return;
	}
	if (!widgets_take(app, f, t, a))
		app_act(app, a, t);
}

void input_action(struct app *app, enum action a)
{
	struct dialog *d = app->own->dialog;

	app_dirty(app);
	app->own->relayout = true;
	if (a == ACT_REPAINT) {
		term_repaint(app->own->term);
	} else if (d != NULL) {
		if (d->kind == DIALOG_LOCK && (a == ACT_EXIT || a == ACT_SIGN_OFF))
			lock_ask_sign_off(app);
		else if (d->kind != DIALOG_LOCK || a != ACT_BACK)
			d->overlay->ops->act(d->overlay, a);
		dialog_settle(app);
	} else {
		screen_act(app, a);
	}
}

/* ---- keys ---- */

/* True when the key may go on; a locked line takes it otherwise. */
static bool pass_message(struct app *app, key_code code)
{
	struct message *m = &app->own->message;

	if (!m->shown || (!m->locked && !m->passing))
		return true;
	if (m->locked && !key_is_persons(code)) {
		app_bell(app, false);
		return false;
	}
	if (!m->locked) {
		/* The next thing the person does; a resize or a paste mark is none. */
		app_message_none(app);
		return true;
	}
	app_message_none(app);
	return false;
}

static void take_key(struct app *app, key_code code)
{
	bool text = takes_text(app);
	enum action a;

	if (code == KEYC_PASTE_BEGIN || code == KEYC_PASTE_END) {
		app->own->pasting = code == KEYC_PASTE_BEGIN;
		return;
	}
	a = keymap_find(&app->keymap, code, text || app->own->pasting);
	if (a != ACT_REPAINT && !pass_message(app, code))
		return;
	if (app->own->pasting) {
		if (key_is_text(code) && text)
			type(app, code);
		return;
	}
	if (key_is_text(code) && (text || (a == ACT_NONE && app->own->dialog != NULL)))
		type(app, code);
	else if (app->own->dialog != NULL && key_is_text(code) && code >= '0' && code <= '9')
		type(app, code);
	else if (a != ACT_NONE)
		input_action(app, a);
}

static void one_key(struct app *app, key_code code)
{
	struct level *l;

	take_key(app, code);
	l = app->own->top;
	if (l != NULL && l->ops->selected != NULL)
		l->ops->selected(app, l->state);
}

/* Esc and a digit make an F-key; Esc alone waits a moment for it. */
static void key_after_esc(struct app *app, const struct key *k)
{
	struct app_own *own = app->own;
	bool waited = own->esc;

	own->esc = false;
	if (waited && k->code >= '0' && k->code <= '9') {
		one_key(app, KEYC_F0 + (k->code == '0' ? 10 : k->code - '0'));
		return;
	}
	if (waited)
		one_key(app, KEYC_ESC);
	if (k->code == KEYC_ESC) {
		own->esc = true;
		own->esc_ms = k->at_ms;
	} else {
		one_key(app, k->code);
	}
}

static int64_t esc_wait_ms(const struct app *app)
{
	return term_has_function_keys(app->own->term) ? ESC_WAIT_MS : ESC_WAIT_NO_FKEYS_MS;
}

static int64_t esc_due_ms(const struct app *app)
{
	return app->own->esc ? app->own->esc_ms + esc_wait_ms(app) : -1;
}

static void lone_esc(struct app *app)
{
	if (!app->own->esc || app_now_ms(app) < esc_due_ms(app))
		return;
	app->own->esc = false;
	one_key(app, KEYC_ESC);
}

/* ---- scans ---- */

/* The form that has the cursor, in a dialog or on the screen. */
static struct form *form_with_cursor(const struct app *app)
{
	const struct dialog *d = app->own->dialog;

	if (d == NULL)
		return top_form(app);
	if (d->kind == DIALOG_FORM || d->kind == DIALOG_REASON || d->kind == DIALOG_LOCK)
		return overlay_form_get(d->overlay);
	return NULL;
}

static bool in_secret(const struct app *app)
{
	struct form *f = form_with_cursor(app);

	return f != NULL && form_focus_spec(f)->kind == FIELD_SECRET;
}

/* A label tried as a PIN would lock the person after five boxes. */
static bool may_be_pin(const char *text)
{
	return strlen(text) <= PIN_DIGITS && strspn(text, "0123456789") == strlen(text);
}

/* Where a scan is nothing but text that was typed fast: dialogs with a line, the search in a list, forms without scans. */
static bool scan_is_text(const struct app *app, const char *text)
{
	const struct level *l = app->own->top;
	const struct table *t = top_table(app);

	if (app->own->dialog != NULL || (t != NULL && t->finding))
		return takes_text(app);
	if (in_secret(app))
		return may_be_pin(text);
	return l != NULL && l->ops->scan == NULL && takes_text(app);
}

static void type_scan(struct app *app, const char *text)
{
	unsigned cp;

	for (size_t step; (step = utf8_next(text, &cp)) > 0; text += step)
		if (key_is_text(cp))
			one_key(app, cp);
	one_key(app, KEYC_ENTER);
}

static void stray_scan(struct app *app)
{
	app_message(app, MSG_BAD, "nothing can be scanned here: %s",
		    app->own->dialog != NULL ? "answer the question first" : "open a scan screen first");
}

static void scan_arrived(struct app *app, const char *text, size_t n)
{
	struct level *l = app->own->top;

	app_dirty(app);
	if (app->own->dialog == NULL && l != NULL && l->ops->raw_scan != NULL &&
	    l->ops->raw_scan(app, l->state, text, n))
		return;
	if (in_secret(app) && !may_be_pin(text) && (app->own->dialog != NULL || l == NULL || l->ops->scan == NULL)) {
		app_message(app, MSG_BAD, "a PIN is wanted here: type it, a label is none");
	} else if (scan_is_text(app, text)) {
		type_scan(app, text);
	} else if (app->own->dialog != NULL || l == NULL || l->ops->scan == NULL) {
		stray_scan(app);
	} else {
		/* Behind a locked error it is refused, with the sound and a line in the log. */
		if (!app->own->message.locked)
			app_message_none(app);
		scans_take(app, text, false);
	}
}

void input_serial(struct app *app)
{
	char text[SCAN_BYTES + 1];
	size_t n;

	while (app->own->serial != NULL && serial_take(app->own->serial, text, &n)) {
		app->own->last_key_ms = app_now_ms(app);
		scan_arrived(app, text, n);
	}
}

/* ---- keys told from scans ---- */

/*
 * A label shorter than a scan, read where no text is wanted, would be a
 * handful of commands. It comes as one batch of several different characters.
 */
static bool is_stray_scan(const struct app *app, const struct key *keys, size_t n)
{
	key_code first = 0;
	size_t text = 0;
	bool varied = false;

	if (takes_text(app) || app->own->esc)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (keys[i].code == KEYC_ESC)
			return false;
		if (!key_is_text(keys[i].code))
			continue;
		if (text++ == 0)
			first = keys[i].code;
		varied |= keys[i].code != first;
	}
	return text >= SCAN_LEAST && varied && keymap_find(&app->keymap, first, false) != ACT_FIND;
}

/* What was typing goes on in its order, before the scan behind it. */
static void act_typed(struct app *app)
{
	struct app_own *own = app->own;
	size_t n = own->n_typed;

	own->n_typed = 0;
	if (is_stray_scan(app, own->typed, n)) {
		stray_scan(app);
		return;
	}
	for (size_t i = 0; i < n && !own->quit; i++)
		key_after_esc(app, &own->typed[i]);
}

static void on_wedge(void *ctx, const struct wedge_event *event)
{
	struct app *app = ctx;
	struct app_own *own = app->own;

	if (event->kind == WEDGE_KEY) {
		if (own->n_typed == WEDGE_KEYS)
			act_typed(app);
		own->typed[own->n_typed++] = event->key;
		return;
	}
	act_typed(app);
	if (event->kind == WEDGE_SCAN)
		scan_arrived(app, event->text, event->n);
	else
		app_message(app, MSG_BAD, "that was too long for a label; it was not taken");
}

/* Where every key must act at once. */
static bool is_unguarded(const struct app *app)
{
	const struct level *l = app->own->top;

	return app->own->dialog == NULL && l != NULL && (l->ops->flags & SCREEN_LETTERS) && !takes_text(app);
}

void input_keys(struct app *app, const struct key *keys, size_t n)
{
	struct level *l = app->own->top;

	if (n == 0)
		return;
	app->own->last_key_ms = keys[n - 1].at_ms;
	app_dirty(app);
	if (app->own->dialog == NULL && l != NULL && l->ops->raw != NULL && l->ops->raw(app, l->state, keys, n))
		return;
	if (is_unguarded(app)) {
		wedge_release(&app->own->wedge, on_wedge, app);
		for (size_t i = 0; i < n; i++)
			on_wedge(app, &(struct wedge_event){ .kind = WEDGE_KEY, .key = keys[i] });
	} else {
		wedge_keys(&app->own->wedge, keys, n, on_wedge, app);
	}
	act_typed(app);
}

static int64_t earlier(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b >= 0 && b < a ? b : a;
}

int64_t input_deadline_ms(const struct app *app)
{
	int64_t due = earlier(esc_due_ms(app), wedge_deadline_ms(&app->own->wedge));

	return app->own->serial != NULL ? earlier(due, serial_deadline_ms(app->own->serial)) : due;
}

void input_time(struct app *app)
{
	wedge_time(&app->own->wedge, app_now_ms(app), on_wedge, app);
	act_typed(app);
	lone_esc(app);
}

void input_setting(struct app *app)
{
	scan_setting_of(app->config, app->sender != NULL ? sender_spool(app->sender) : NULL, &app->own->scanner);
	if (!wedge_holds(&app->own->wedge))
		wedge_init(&app->own->wedge, &app->own->scanner.wedge);
}

int app_scanner_fd(const struct app *app)
{
	return app->own->serial != NULL ? serial_fd(app->own->serial) : -1;
}

void app_scanner_changed(struct app *app)
{
	input_setting(app);
}

void app_feed(struct app *app, const struct key *keys, size_t n)
{
	input_keys(app, keys, n);
}
