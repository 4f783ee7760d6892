/*
 * app_input - from keys to whoever they are for.
 *
 * The place for a scan classifier is between input_keys and one_key: it sees
 * a whole batch with its times before any key means something.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/app_own.h"
#include "ui/screens.h"

/* How long a lone Esc waits for a digit: long enough for a hand where Esc digit is the only way to F-keys. */
enum { ESC_WAIT_MS = 25, ESC_WAIT_NO_FKEYS_MS = 700, SCAN_LEAST = 4 };

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
	for (const struct screen_key *k = l->ops->keys; k != NULL && k->action != ACT_NONE; k++)
		if (k->action == a)
			return k->enabled == NULL || k->enabled(l->state);
	return true;
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
	l->ops->scan(app, l->state, str_trim(text));
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
	if (app->own->top != NULL && app->own->top->below == NULL) {
		app_confirm(app, NULL, "Leave gemba", "Leave the program on this terminal?", "Leave", leave_answered);
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
	if (l->ops->act != NULL && level_key_enabled(l, a) && l->ops->act(app, l->state, a))
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

int64_t input_deadline_ms(const struct app *app)
{
	return app->own->esc ? app->own->esc_ms + esc_wait_ms(app) : -1;
}

void input_time(struct app *app)
{
	if (!app->own->esc || app_now_ms(app) < app->own->esc_ms + esc_wait_ms(app))
		return;
	app->own->esc = false;
	one_key(app, KEYC_ESC);
}

/*
 * A label read where no text is wanted would be a handful of commands. It
 * comes as one batch of several different characters.
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

void input_keys(struct app *app, const struct key *keys, size_t n)
{
	if (n == 0)
		return;
	app->own->last_key_ms = keys[n - 1].at_ms;
	app_dirty(app);
	if (is_stray_scan(app, keys, n)) {
		app_message(app, MSG_BAD, "nothing can be scanned here: %s",
			    app->own->dialog != NULL ? "answer the question first" : "open a scan screen first");
		return;
	}
	for (size_t i = 0; i < n && !app->own->quit; i++)
		key_after_esc(app, &keys[i]);
}

void app_feed(struct app *app, const struct key *keys, size_t n)
{
	input_keys(app, keys, n);
}
