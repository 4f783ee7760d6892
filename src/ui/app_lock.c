/*
 * app_lock - after a while without a key, a PIN of the same person; the
 * screen below keeps its draft.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/app_own.h"

static const struct field_spec lock_fields[] = {
	{ .name = "pin", .label = "PIN", .kind = FIELD_SECRET, .width = 20, .required = true },
};

static struct dialog *find_lock(const struct app *app)
{
	struct dialog *d = app->own->dialog;

	while (d != NULL && d->kind != DIALOG_LOCK)
		d = d->below;
	return d;
}

bool lock_is_on(const struct app *app)
{
	return find_lock(app) != NULL;
}

void lock_show(struct app *app)
{
	const struct person *who = app->session != NULL ? session_person(app->session) : NULL;
	char text[240];
	struct overlay *o;

	if (who == NULL || lock_is_on(app))
		return;
	str_format(text, sizeof(text),
		   "%s is signed on; what was begun is kept. The PIN goes on. F3 signs off for somebody else: then "
		   "it is lost.",
		   who->display_name);
	o = overlay_form("Locked", text, lock_fields, 1);
	o->keys[0] = (struct overlay_key){ ACT_GO, "Unlock" };
	o->keys[1] = (struct overlay_key){ ACT_EXIT, "Sign off" };
	dialog_push(app, DIALOG_LOCK, app->own, o);
}

static void refuse(struct app *app, struct dialog *d, const struct err *err)
{
	struct err shown = *err;

	form_reset(overlay_form_get(d->overlay));
	str_copy(shown.field, sizeof(shown.field), "pin");
	app_error(app, &shown);
}

/* session_done of the new sign-on. */
static void on_signed_on(void *ctx, struct rows *rows, const struct err *err)
{
	struct app *app = ctx;
	struct dialog *d = find_lock(app);

	(void)rows;
	app_dirty(app);
	if (d == NULL)
		return;
	if (err != NULL)
		refuse(app, d, err);
	else
		dialog_close(app, d);
}

/* Whoever was signed on goes on without a server too. */
static void unlock_offline(struct app *app, struct dialog *d)
{
	struct err err = { 0 };

	if (session_unlock_offline(app->session, form_get(overlay_form_get(d->overlay), "pin"), &err))
		dialog_close(app, d);
	else
		refuse(app, d, &err);
}

static void on_unlocked(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct dialog *d = find_lock(app);

	(void)owner;
	(void)rows;
	if (d == NULL)
		return;
	if (err == NULL)
		dialog_close(app, d);
	else if (err->kind == ERR_OFFLINE)
		unlock_offline(app, d);
	else if (err->kind == ERR_UNAUTHORIZED && strcmp(err->field, "pin") != 0)
		/* The session itself ran out meanwhile: the same person signs on anew, the draft stays. */
		session_sign_on(app->session, app->own->user_name, form_get(overlay_form_get(d->overlay), "pin"),
				on_signed_on, app);
	else
		refuse(app, d, err);
}

static void ask_unlock(struct app *app, const char *pin)
{
	struct err err = { 0 };
	struct call call;

	call_init(&call, Q_UNLOCK);
	if (call_set(&call, "pin", pin, &err))
		app_ask(app, app->own, &call, on_unlocked);
	else
		app_error(app, &err);
	call_done(&call);
}

void lock_accept(struct app *app, struct dialog *d)
{
	struct form *form = overlay_form_get(d->overlay);
	bool accepted = d->overlay->state == OVERLAY_ACCEPTED;
	struct err err = { 0 };

	d->overlay->state = OVERLAY_OPEN;
	if (!accepted)
		return;
	if (app_asking(app, app->own))
		return;
	if (!form_complete(form, &err))
		app_error(app, &err);
	else if (session_link(app->session) != LINK_LIVE)
		unlock_offline(app, d);
	else
		ask_unlock(app, form_get(form, "pin"));
}

static void sign_off_answered(struct app *app, void *owner, bool yes)
{
	(void)owner;
	if (yes)
		app_sign_off(app);
}

const char *lock_queue_words(const struct app *app, const char *then, char *ret, size_t size)
{
	struct spool_count count = { 0 };

	ret[0] = '\0';
	app_queue_count(app, &count);
	if (count.queued > 0)
		str_format(ret, size, "\n%d %s still QUEUED here; %s %s.", count.queued,
			   count.queued == 1 ? "line is" : "lines are", count.queued == 1 ? "it is" : "they are", then);
	return ret;
}

void lock_ask_sign_off(struct app *app)
{
	char text[240], queued[120];

	str_format(text, sizeof(text), "Sign off? What was begun and not saved is lost.%s",
		   lock_queue_words(app, "sent without you", queued, sizeof(queued)));
	app_confirm(app, NULL, "Sign off", text, "Sign off", sign_off_answered);
}

void app_offer_sign_off(struct app *app)
{
	char text[240], queued[120];

	if (!lock_queue_words(app, "sent without you", queued, sizeof(queued))[0]) {
		app_sign_off(app);
		return;
	}
	str_format(text, sizeof(text), "Sign off?%s", queued);
	app_confirm(app, NULL, "Sign off", text, "Sign off", sign_off_answered);
}
