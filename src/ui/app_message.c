/*
 * app_message - the message line, its lock, and the sound.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/app_own.h"

enum { MESSAGE_LINES = 3, GOES_ON_COLS = 13 };

void app_bell(struct app *app, bool good)
{
	term_bell(app->own->term, good);
}

void app_message(struct app *app, enum message_kind kind, const char *fmt, ...)
{
	struct message *m = &app->own->message;
	char text[sizeof(m->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	str_printable(m->text, sizeof(m->text), text, app->ascii);
	m->kind = kind;
	m->since_ms = app_now_ms(app);
	m->shown = true;
	m->passing = kind == MSG_BAD;
	m->locked = false;
	if (kind != MSG_INFO)
		app_bell(app, kind == MSG_GOOD);
	app_dirty(app);
}

void app_message_none(struct app *app)
{
	app->own->message = (struct message){ 0 };
	app_dirty(app);
}

int64_t message_news_due_ms(const struct app *app)
{
	const struct message *m = &app->own->message;

	if (app->own->news[0] == '\0' || m->locked || m->passing)
		return -1;
	return m->shown && m->kind == MSG_GOOD ? m->since_ms + NEWS_WAIT_MS : 0;
}

void message_news(struct app *app)
{
	int64_t due = message_news_due_ms(app);

	if (due < 0 || app_now_ms(app) < due)
		return;
	app_message(app, MSG_INFO, "%s", app->own->news);
	app->own->news[0] = '\0';
}

static struct form *form_in_front(struct app *app)
{
	struct dialog *d = app->own->dialog;
	struct level *l = app->own->top;

	if (d != NULL && (d->kind == DIALOG_FORM || d->kind == DIALOG_REASON || d->kind == DIALOG_LOCK))
		return overlay_form_get(d->overlay);
	if (l != NULL && l->ops->form != NULL)
		return l->ops->form(l->state);
	return NULL;
}

static bool ends_with_stop(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && text[n - 1] == '.';
}

/* "What happened - what to do", or two sentences when both are. */
static void sentence(const struct err *err, char *ret, size_t size)
{
	size_t n = strlen(err->message);
	bool stop = ends_with_stop(err->message);
	bool two = stop && err->hint[0] >= 'A' && err->hint[0] <= 'Z';

	if (err->hint[0] == '\0')
		str_copy(ret, size, err->message);
	else
		str_format(ret, size, "%.*s%s%s", (int)(stop && !two ? n - 1 : n), err->message, two ? " " : " - ",
			   err->hint);
}

/* The word before the sentence. That nothing can be stored is no matter of trying again. */
static const char *error_word(const struct err *err)
{
	return str_equal(err->code, "SPOOL_BROKEN") ? "CANNOT STORE" : err_kind_name(err->kind);
}

void app_error(struct app *app, const struct err *err)
{
	struct form *form = form_in_front(app);
	struct level *l = app->own->top;
	char text[sizeof(app->own->message.text)];

	sentence(err, text, sizeof(text));
	app_message(app, MSG_BAD, "%s: %s", error_word(err), text);
	if (form != NULL)
		form_mark(form, err);
	/* In a dialog the person is at the keyboard already; a scan cannot be meant. */
	app->own->message.locked = app->own->dialog == NULL && l != NULL && (l->ops->flags & SCREEN_SCAN);
	log_line(app->log, LOG_LEVEL_INFO, "shown: %s %s", err_kind_name(err->kind), err->code);
}

/* ---- painting ---- */

static const char *symbol(const struct message *m)
{
	if (m->kind == MSG_GOOD)
		return "✓ ";
	return m->kind == MSG_BAD ? "✗ " : "";
}

static enum role message_role(const struct message *m)
{
	if (m->locked)
		return ROLE_LOCKED;
	if (m->kind == MSG_GOOD)
		return ROLE_GOOD;
	return m->kind == MSG_BAD ? ROLE_BAD : ROLE_INFO;
}

/* Columns for the text itself: symbol and margin before it. */
static int text_cols(int cols)
{
	return cols - 4;
}

static void first_bytes(void *ctx, int number, const char *text)
{
	size_t *bytes = ctx;

	if (number == 0)
		*bytes = strlen(text);
}

/* What stands below the first line; that one is shorter while "Esc goes on" stands behind it. */
static const char *below_first(const struct message *m, int cols, size_t *ret_bytes)
{
	const char *rest;

	*ret_bytes = 0;
	text_wrap(m->text, text_cols(cols) - (m->locked ? GOES_ON_COLS : 0), first_bytes, ret_bytes);
	rest = m->text + *ret_bytes;
	return rest + strspn(rest, " \n");
}

int message_rows(const struct app *app, int cols)
{
	const struct message *m = &app->own->message;
	const char *rest;
	size_t bytes;
	int rows;

	if (!m->shown || m->kind != MSG_BAD)
		return 1;
	rest = below_first(m, cols, &bytes);
	rows = 1 + (rest[0] != '\0' ? text_wrap(rest, text_cols(cols), NULL, NULL) : 0);
	return rows > MESSAGE_LINES ? MESSAGE_LINES : rows;
}

struct wrapped {
	const struct canvas *c;
	enum role role;
	int limit;
};

static void wrapped_line(void *ctx, int number, const char *text)
{
	const struct wrapped *w = ctx;

	if (number + 1 < w->limit)
		text_put(w->c, number + 1, 3, -1, w->role, text);
}

/* Nothing to say: why there is no server, or that an answer takes its time. */
static void draw_quiet(const struct app *app, const struct canvas *c)
{
	const struct err *trouble = app->session != NULL ? session_trouble(app->session) : NULL;

	if (app->own->link == LINK_OFFLINE && trouble != NULL && trouble->kind != ERR_NONE)
		text_printf(c, 0, 1, ROLE_WARN, "%.*s - trying again by itself",
			    (int)strlen(trouble->message) - (ends_with_stop(trouble->message) ? 1 : 0),
			    trouble->message);
	else if (app->own->hint_shown)
		text_put(c, 0, 1, -1, ROLE_DIM, "asking the server …");
}

static void draw_bad(const struct message *m, const struct canvas *c, enum role role)
{
	struct wrapped w = { c, role, c->rect.rows };
	char first[sizeof(m->text)];
	const char *rest;
	size_t bytes;

	rest = below_first(m, c->rect.cols, &bytes);
	str_format(first, sizeof(first), "%.*s", (int)bytes, m->text);
	text_put(c, 0, 1, -1, role, symbol(m));
	text_put(c, 0, 3, -1, role, first);
	if (rest[0] != '\0')
		text_wrap(rest, text_cols(c->rect.cols), wrapped_line, &w);
	if (m->locked)
		text_put(c, 0, c->rect.cols - GOES_ON_COLS + 1, -1, role, "Esc goes on");
}

void message_draw(const struct app *app, const struct canvas *whole)
{
	const struct message *m = &app->own->message;
	int rows = message_rows(app, whole->rect.cols);
	struct rect place = { whole->rect.rows - 1 - rows, 0, rows, whole->rect.cols };
	struct canvas c = canvas_sub(whole, place);
	enum role role = message_role(m);

	canvas_fill(&c, (struct rect){ 0, 0, rows, c.rect.cols }, m->shown && m->locked ? ROLE_LOCKED : ROLE_BODY);
	if (!m->shown) {
		draw_quiet(app, &c);
		return;
	}
	if (m->kind != MSG_BAD) {
		int used = text_put(&c, 0, 1, -1, role, symbol(m));

		text_put(&c, 0, 1 + used, c.rect.cols - used - 2, role, m->text);
		return;
	}
	draw_bad(m, &c, role);
}
