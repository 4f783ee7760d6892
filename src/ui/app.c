/*
 * app - the stack of screens, and the life of the program.
 */
#include "ui/app.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/zone.h"
#include "ui/app_own.h"
#include "ui/screens.h"

int64_t app_now_ms(const struct app *app)
{
	return clock_mono_ms(app->clock);
}

struct app *app_new(const struct app_setup *setup, struct err *err)
{
	struct app *app = mem_alloc(sizeof(*app));

	app->config = setup->config;
	app->session = setup->session;
	app->clock = setup->clock;
	app->log = setup->log;
	app->sender = setup->sender;
	app->remembered = setup->remembered;
	app->ascii = term_ascii(setup->term);
	number_style_init(&app->numbers);
	if (!theme_load(&app->theme, setup->config->theme != NULL ? setup->config->theme : "dark", err) ||
	    !keymap_init(&app->keymap, setup->config->keys, setup->config->n_keys, err)) {
		free(app);
		return NULL;
	}
	app->own = mem_alloc(sizeof(*app->own));
	app->own->term = setup->term;
	app->own->screens = setup->screens != NULL ? setup->screens : screens_all();
	app->own->last_key_ms = app_now_ms(app);
	app->own->link = LINK_CONNECTING;
	app->own->no_spool = setup->no_spool;
	app->own->serial = setup->serial;
	input_setting(app);
	app_resized(app);
	return app;
}

void app_free(struct app *app)
{
	if (app == NULL)
		return;
	app_close_all(app);
	scans_drop(app);
	grid_done(&app->own->grid);
	free(app->own);
	free(app);
}

/* ---- the stack ---- */

static void close_top(struct app *app)
{
	struct level *l = app->own->top;

	app->own->top = l->below;
	dialogs_close_owner(app, l->state);
	asks_forget_owner(app, l->state);
	posts_forget_owner(app, l->state);
	if (l->ops->close != NULL)
		l->ops->close(app, l->state);
	free(l->state);
	free(l);
	app->own->opened_ms = app_now_ms(app);
	app->own->relayout = true;
	app_dirty(app);
}

void app_close_all(struct app *app)
{
	while (app->own->top != NULL)
		close_top(app);
	dialogs_close_all(app);
}

static bool refuse(struct app *app, const struct err *err)
{
	app_error(app, err);
	return false;
}

static void push(struct app *app, struct level *l)
{
	l->below = app->own->top;
	app->own->top = l;
	l->pending = l->ops->topics;
	app->own->opened_ms = app_now_ms(app);
	app->own->relayout = true;
	app_dirty(app);
}

bool app_open(struct app *app, const char *name, const char *arg)
{
	const struct screen_ops *ops = screens_find(app->own->screens, name);
	struct err err = { 0 };
	struct level *l;

	if (ops == NULL) {
		err_set(&err, ERR_NOT_FOUND, "NO_SCREEN", "", "there is no screen called %s", name);
		return refuse(app, &err);
	}
	if (!app_may(app, ops->permission)) {
		err_set(&err, ERR_UNAUTHORIZED, "PERMISSION", "", "%s needs the permission %s", ops->title,
			ops->permission);
		err_hint(&err, "ask a supervisor");
		return refuse(app, &err);
	}
	/* What was said of the screen before is no news here. */
	if (!app->own->message.locked && !app->own->message.passing)
		app_message_none(app);
	l = mem_alloc(sizeof(*l));
	l->ops = ops;
	l->state = mem_alloc(ops->state_size > 0 ? ops->state_size : 1);
	if (ops->open != NULL && !ops->open(app, l->state, arg != NULL ? arg : "", &err)) {
		asks_forget_owner(app, l->state);
		if (ops->close != NULL)
			ops->close(app, l->state);
		free(l->state);
		free(l);
		return refuse(app, &err);
	}
	push(app, l);
	return true;
}

bool app_replace(struct app *app, const char *name, const char *arg)
{
	struct level *old = app->own->top;

	if (!app_open(app, name, arg))
		return false;
	if (old != NULL) {
		struct level *fresh = app->own->top;

		/* Take the new one off while the old one closes, so that close_top finds what it expects. */
		app->own->top = old;
		close_top(app);
		fresh->below = app->own->top;
		app->own->top = fresh;
	}
	return true;
}

void app_back(struct app *app)
{
	if (app->own->top != NULL && app->own->top->below != NULL)
		close_top(app);
}

void app_quit(struct app *app)
{
	app->own->quit = true;
}

/* ---- who is here ---- */

bool app_may(const struct app *app, const char *permission)
{
	if (permission == NULL)
		return true;
	return app->session != NULL && session_may(app->session, permission);
}

void app_use_zone(const char *zone)
{
	(void)zone_use(zone);
}

static void open_first(struct app *app, const char *name)
{
	if (screens_find(app->own->screens, name) != NULL)
		app_open(app, name, NULL);
	else if (app->own->screens[0] != NULL)
		app_open(app, app->own->screens[0]->name, NULL);
}

void app_signed_on(struct app *app)
{
	const struct person *who = app->session != NULL ? session_person(app->session) : NULL;

	app->own->signed_on = who != NULL;
	if (who != NULL) {
		str_copy(app->own->user_name, sizeof(app->own->user_name), who->user_name);
		app_use_zone(who->time_zone);
	}
	app_close_all(app);
	app_message_none(app);
	open_first(app, SCREEN_NAME_HOME);
}

void app_sign_off(struct app *app)
{
	app_close_all(app);
	if (app->session != NULL && session_person(app->session) != NULL)
		session_sign_off(app->session);
	app->own->signed_on = false;
	app_message_none(app);
	open_first(app, SCREEN_NAME_SIGN_ON);
}

bool app_start(struct app *app)
{
	if (app->session != NULL && session_person(app->session) != NULL)
		app_signed_on(app);
	else
		open_first(app, SCREEN_NAME_SIGN_ON);
	return app->own->top != NULL;
}

/* ---- what others may know ---- */

const struct screen_ops *const *app_screens(const struct app *app)
{
	return app->own->screens;
}

const struct screen_ops *app_screen(const struct app *app)
{
	return app->own->top != NULL ? app->own->top->ops : NULL;
}

const struct screen_ops *app_screen_below(const struct app *app)
{
	const struct level *l = app->own->top;

	return l != NULL && l->below != NULL ? l->below->ops : NULL;
}

void *app_state(const struct app *app)
{
	return app->own->top != NULL ? app->own->top->state : NULL;
}

const struct grid *app_grid(const struct app *app)
{
	return &app->own->grid;
}

unsigned app_paints(const struct app *app)
{
	return app->own->paints;
}

void app_dirty(struct app *app)
{
	app->own->dirty = true;
}

void app_resized(struct app *app)
{
	int rows, cols;

	term_size(app->own->term, &rows, &cols);
	grid_resize(&app->own->grid, rows, cols);
	app->own->grid.ascii = app->ascii;
	app->own->relayout = true;
	/* What there is room for now may have to be read first. */
	if (app->own->top != NULL)
		app->own->top->pending |= app->own->top->ops->topics;
	app_dirty(app);
}

void app_table_load(struct app *app, struct table *t, struct rows *rows)
{
	const struct app_own *own = app->own;
	/* A key pressed before this screen came up says nothing about this list. */
	bool hands_on = own->last_key_ms > own->opened_ms && app_now_ms(app) - own->last_key_ms < HANDS_ON_MS;

	table_load(t, rows, hands_on);
	app->own->relayout = true;
	app_dirty(app);
}

const char *app_number(const struct app *app, const char *plain, char *ret, size_t size)
{
	char trimmed[NUM_TEXT];

	text_number(&app->numbers, num_trim(plain, trimmed, sizeof(trimmed)) ? trimmed : plain, ret, size);
	return ret;
}

/* What this terminal wrote itself is in UTC ("... 14:32:05.12+00"); the server writes the plant's time already. */
static const char *here(const char *text, char local[32])
{
	size_t n = strlen(text);
	struct tm tm = { 0 };
	time_t at;

	if (n < 19 || strcmp(text + n - 3, "+00") != 0 || strptime(text, "%Y-%m-%d %H:%M:%S", &tm) == NULL)
		return text;
	at = timegm(&tm);
	localtime_r(&at, &tm);
	strftime(local, 32, "%Y-%m-%d %H:%M:%S", &tm);
	return local;
}

const char *app_time(const struct app *app, const char *server, char *ret, size_t size)
{
	char local[32];
	const char *text = here(server, local);
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)(clock_wall_us(app->clock) / 1000000);
	char today[16];
	struct tm tm;
	int month;

	if (strlen(text) < 16) {
		str_copy(ret, size, text);
		return ret;
	}
	localtime_r(&now, &tm);
	strftime(today, sizeof(today), "%Y-%m-%d", &tm);
	month = (text[5] - '0') * 10 + text[6] - '0';
	if (strncmp(today, text, 10) == 0 || month < 1 || month > 12)
		str_format(ret, size, "%.5s", text + 11);
	else
		str_format(ret, size, "%.2s %s %.5s", text + 8, months[month - 1], text + 11);
	return ret;
}
