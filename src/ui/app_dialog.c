/*
 * app_dialog - dialogs over the screens: opening, and telling their owner
 * what became of them.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/app_own.h"

struct dialog *dialog_push(struct app *app, enum dialog_kind kind, void *owner, struct overlay *overlay)
{
	struct dialog *d = mem_alloc(sizeof(*d));

	d->kind = kind;
	d->owner = owner;
	d->overlay = overlay;
	d->below = app->own->dialog;
	app->own->dialog = d;
	app->own->relayout = true;
	app_dirty(app);
	return d;
}

static void unlink_dialog(struct app *app, struct dialog *d)
{
	for (struct dialog **p = &app->own->dialog; *p != NULL; p = &(*p)->below)
		if (*p == d) {
			*p = d->below;
			break;
		}
	app->own->relayout = true;
	app_dirty(app);
}

static void dispose(struct dialog *d)
{
	overlay_free(d->overlay);
	free(d);
}

void dialog_close(struct app *app, struct dialog *d)
{
	unlink_dialog(app, d);
	dispose(d);
}

static bool is_open(const struct app *app, const struct dialog *wanted)
{
	for (const struct dialog *d = app->own->dialog; d != NULL; d = d->below)
		if (d == wanted)
			return true;
	return false;
}

void dialogs_close_owner(struct app *app, const void *owner)
{
	struct dialog *below;

	for (struct dialog *d = app->own->dialog; d != NULL; d = below) {
		below = d->below;
		if (d->owner == owner && d->kind != DIALOG_LOCK)
			dialog_close(app, d);
	}
}

void dialogs_close_all(struct app *app)
{
	while (app->own->dialog != NULL)
		dialog_close(app, app->own->dialog);
}

void app_dialog_close(struct app *app, void *owner)
{
	for (struct dialog *d = app->own->dialog; d != NULL; d = d->below)
		if (d->owner == owner && d->kind != DIALOG_LOCK) {
			dialog_close(app, d);
			return;
		}
}

/* ---- the end of a dialog ---- */

/* A form stays open while its owner is not content. The owner may close it, and itself, meanwhile. */
static void settle_form(struct app *app, struct dialog *d)
{
	bool accepted = d->overlay->state == OVERLAY_ACCEPTED, content;
	struct form *form = overlay_form_get(d->overlay);
	struct err err = { 0 };

	d->overlay->state = OVERLAY_OPEN;
	if (accepted && !form_complete(form, &err)) {
		app_error(app, &err);
		return;
	}
	if (accepted)
		form_unmark(form);
	content = d->filled(app, d->owner, accepted ? form : NULL) || !accepted;
	if (content && is_open(app, d))
		dialog_close(app, d);
}

static void settle_reason(struct app *app, struct dialog *d)
{
	struct form *form = overlay_form_get(d->overlay);
	bool accepted = d->overlay->state == OVERLAY_ACCEPTED;
	struct err err = { 0 };

	if (accepted && !form_complete(form, &err)) {
		d->overlay->state = OVERLAY_OPEN;
		app_error(app, &err);
		return;
	}
	unlink_dialog(app, d);
	d->reasoned(app, d->owner, accepted ? form_get(form, "reason") : NULL);
	dispose(d);
}

static void settle_choice(struct app *app, struct dialog *d)
{
	const struct level *top = app->own->top;
	struct form *form = d->owner;

	unlink_dialog(app, d);
	if (d->overlay->state == OVERLAY_ACCEPTED) {
		form_set(form, form_focus_name(form), overlay_menu_key(d->overlay));
		form->edited = true;
		if (top != NULL && top->ops->edited != NULL)
			top->ops->edited(app, top->state);
	}
	dispose(d);
}

void dialog_settle(struct app *app)
{
	struct dialog *d = app->own->dialog;
	bool accepted;

	app->own->relayout = true;
	if (d == NULL || d->overlay->state == OVERLAY_OPEN)
		return;
	accepted = d->overlay->state == OVERLAY_ACCEPTED;
	switch (d->kind) {
	case DIALOG_FORM:
		settle_form(app, d);
		return;
	case DIALOG_REASON:
		settle_reason(app, d);
		return;
	case DIALOG_LOCK:
		lock_accept(app, d);
		return;
	case DIALOG_CHOICE:
		settle_choice(app, d);
		return;
	case DIALOG_CONFIRM:
		unlink_dialog(app, d);
		d->confirmed(app, d->owner, accepted);
		break;
	case DIALOG_PICK:
		unlink_dialog(app, d);
		d->picked(app, d->owner, accepted ? overlay_pick_key(d->overlay) : NULL);
		break;
	case DIALOG_MENU:
		unlink_dialog(app, d);
		d->picked(app, d->owner, accepted ? overlay_menu_key(d->overlay) : NULL);
		break;
	case DIALOG_NOTICE:
		unlink_dialog(app, d);
		break;
	}
	dispose(d);
}

/* ---- opening ---- */

void app_confirm(struct app *app, void *owner, const char *title, const char *text, const char *yes, app_confirmed done)
{
	dialog_push(app, DIALOG_CONFIRM, owner, overlay_confirm(title, text, yes))->confirmed = done;
}

struct overlay *app_pick(struct app *app, void *owner, const char *title, const struct table_spec *spec,
			 const void *ctx, struct rows *rows, app_picked done)
{
	struct overlay *o = overlay_pick(title, spec, ctx, rows);

	dialog_push(app, DIALOG_PICK, owner, o)->picked = done;
	return o;
}

void app_menu(struct app *app, void *owner, const char *title, const struct menu_item *items, app_picked done)
{
	dialog_push(app, DIALOG_MENU, owner, overlay_menu(title, items))->picked = done;
}

struct form *app_prompt(struct app *app, void *owner, const char *title, const char *text,
			const struct field_spec *spec, size_t n, app_filled done)
{
	struct overlay *o = overlay_form(title, text, spec, n);

	dialog_push(app, DIALOG_FORM, owner, o)->filled = done;
	return overlay_form_get(o);
}

void app_reason(struct app *app, void *owner, const char *title, const char *text, app_reasoned done)
{
	static const struct field_spec spec[] = {
		{ .name = "reason", .label = "Reason", .kind = FIELD_TEXT, .required = true },
	};

	dialog_push(app, DIALOG_REASON, owner, overlay_form(title, text, spec, 1))->reasoned = done;
}

void app_notice(struct app *app, const char *title, const char *text)
{
	dialog_push(app, DIALOG_NOTICE, NULL, overlay_notice(title, text));
}

bool app_has_overlay(const struct app *app)
{
	return app->own->dialog != NULL;
}

void dialog_choices(struct app *app, struct form *form)
{
	const struct field_spec *spec = form_focus_spec(form);
	struct menu_item items[64] = { 0 };
	struct overlay *o;

	for (size_t i = 0; i < 63 && spec->choices != NULL && spec->choices[i].value != NULL; i++)
		items[i] = (struct menu_item){ spec->choices[i].value, spec->choices[i].label, NULL };
	o = overlay_menu(spec->label, items);
	dialog_push(app, DIALOG_CHOICE, form, o);
}
