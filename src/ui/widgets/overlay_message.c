/*
 * overlay_message - a question, or something to read.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/overlay.h"

enum { COMFORTABLE_COLS = 60 };

struct message {
	struct overlay base;
	char *text;
	char yes[40]; /* "" : nothing to answer */
	bool noise;   /* text came in: the Enter behind it is a scanner's */
	int top;      /* first line shown */
};

static bool message_takes_text(const struct overlay *o)
{
	(void)o;
	return false;
}

static void message_type(struct overlay *o, unsigned cp)
{
	(void)cp;
	((struct message *)o)->noise = true;
}

static void message_act(struct overlay *o, enum action action)
{
	struct message *m = (struct message *)o;
	bool noise = m->noise;

	m->noise = false;
	if (action == ACT_BACK || action == ACT_EXIT)
		o->state = OVERLAY_CANCELLED;
	else if (action == ACT_SAVE || (action == ACT_GO && !noise))
		o->state = OVERLAY_ACCEPTED;
	else if (action == ACT_DOWN)
		m->top++;
	else if (action == ACT_PAGE_DOWN)
		m->top += o->rows;
	else if (action == ACT_UP)
		m->top--;
	else if (action == ACT_PAGE_UP)
		m->top -= o->rows;
}

static int answer_rows(const struct message *m)
{
	return m->yes[0] != '\0' ? 2 : 0;
}

static void message_size(const struct overlay *o, struct rect space, int *ret_rows, int *ret_cols)
{
	const struct message *m = (const struct message *)o;
	int cols = space.cols < COMFORTABLE_COLS ? space.cols : COMFORTABLE_COLS;

	if (text_width(m->text) < cols && strchr(m->text, '\n') == NULL)
		cols = text_width(m->text) > 30 ? text_width(m->text) : 30;
	*ret_cols = cols;
	*ret_rows = text_wrap(m->text, cols, NULL, NULL) + answer_rows(m);
}

static void message_layout(struct overlay *o)
{
	struct message *m = (struct message *)o;
	int last = text_wrap(m->text, o->cols, NULL, NULL) - (o->rows - answer_rows(m));

	if (m->top > last)
		m->top = last;
	if (m->top < 0)
		m->top = 0;
}

struct lines {
	const struct canvas *c;
	int top, end;
};

static void message_line(void *ctx, int number, const char *text)
{
	const struct lines *l = ctx;

	if (number >= l->top && number - l->top < l->end)
		text_put(l->c, number - l->top, 0, -1, ROLE_OVERLAY, text);
}

static void message_draw(const struct overlay *o, const struct canvas *c)
{
	const struct message *m = (const struct message *)o;
	struct lines l = { c, m->top, c->rect.rows - answer_rows(m) };
	int row = c->rect.rows - 1, at;

	text_wrap(m->text, c->rect.cols, message_line, &l);
	if (m->yes[0] == '\0') {
		canvas_cursor(c, 0, 0);
		return;
	}
	canvas_cursor(c, row, 0);
	at = text_put(c, row, 0, -1, ROLE_FIELD_FOCUS, " Enter ");
	at += 1 + text_put(c, row, at + 1, -1, ROLE_VALUE, m->yes);
	at += 3 + text_put(c, row, at + 3, -1, ROLE_FIELD, " Esc ");
	text_put(c, row, at + 1, -1, ROLE_LABEL, "No");
}

static void message_done(struct overlay *o)
{
	free(((struct message *)o)->text);
}

static const struct overlay_ops message_ops = {
	.name = "message",
	.takes_text = message_takes_text,
	.type = message_type,
	.act = message_act,
	.size = message_size,
	.layout = message_layout,
	.draw = message_draw,
	.done = message_done,
};

/* Painted lines only: text is cut into lines by text_wrap, and text_put sees to the rest. */
static struct message *message_new(const char *title, const char *text)
{
	struct message *m = mem_alloc(sizeof(*m));

	m->base.ops = &message_ops;
	m->text = mem_strdup(text);
	str_printable(m->base.title, sizeof(m->base.title), title, false);
	return m;
}

struct overlay *overlay_confirm(const char *title, const char *text, const char *yes)
{
	struct message *m = message_new(title, text);

	str_copy(m->yes, sizeof(m->yes), yes != NULL ? yes : "Yes");
	m->base.keys[0] = (struct overlay_key){ ACT_GO, "Yes" };
	m->base.keys[1] = (struct overlay_key){ ACT_BACK, "No" };
	return &m->base;
}

struct overlay *overlay_notice(const char *title, const char *text)
{
	struct message *m = message_new(title, text);

	m->base.keys[0] = (struct overlay_key){ ACT_BACK, "Close" };
	return &m->base;
}
