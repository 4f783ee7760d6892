/*
 * overlay_form - a few fields in a frame.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/overlay.h"

enum { WANTED_COLS = 64 };

struct prompt {
	struct overlay base;
	struct form form;
	char *text;
};

static bool prompt_takes_text(const struct overlay *o)
{
	(void)o;
	return true;
}

static void prompt_type(struct overlay *o, unsigned cp)
{
	form_type(&((struct prompt *)o)->form, cp);
}

static void prompt_act(struct overlay *o, enum action action)
{
	struct prompt *p = (struct prompt *)o;

	if (action == ACT_BACK || action == ACT_EXIT)
		o->state = OVERLAY_CANCELLED;
	else if (action == ACT_SAVE || (!form_act(&p->form, action) && action == ACT_GO))
		o->state = OVERLAY_ACCEPTED;
}

/* Lines of the sentence and the blank one behind it. */
static int text_rows(const struct prompt *p, int cols)
{
	int rows = text_wrap(p->text, cols, NULL, NULL);

	return rows > 0 ? rows + 1 : 0;
}

static void prompt_size(const struct overlay *o, struct rect space, int *ret_rows, int *ret_cols)
{
	const struct prompt *p = (const struct prompt *)o;
	int cols = space.cols < WANTED_COLS ? space.cols : WANTED_COLS;

	*ret_cols = cols;
	*ret_rows = text_rows(p, cols) + form_rows(&p->form, cols);
}

static void prompt_line(void *ctx, int number, const char *text)
{
	text_put(ctx, number, 1, -1, ROLE_OVERLAY, text);
}

static void prompt_draw(const struct overlay *o, const struct canvas *c)
{
	const struct prompt *p = (const struct prompt *)o;
	int above = text_rows(p, c->rect.cols), fields = form_rows(&p->form, c->rect.cols);
	struct canvas copy = *c, form;

	/* The fields matter more than the sentence when there is no room for both. */
	if (above > c->rect.rows - fields)
		above = c->rect.rows - fields > 0 ? c->rect.rows - fields : 0;
	copy.rect.rows = above;
	text_wrap(p->text, c->rect.cols - 1, prompt_line, &copy);
	form = canvas_sub(c, (struct rect){ above, 0, c->rect.rows - above, c->rect.cols });
	form_draw(&p->form, &form, true);
}

static void prompt_done(struct overlay *o)
{
	struct prompt *p = (struct prompt *)o;

	/* A PIN may have been typed here. */
	explicit_bzero(p->form.field, sizeof(p->form.field));
	free(p->text);
}

static const struct overlay_ops prompt_ops = {
	.name = "form",
	.takes_text = prompt_takes_text,
	.type = prompt_type,
	.act = prompt_act,
	.size = prompt_size,
	.draw = prompt_draw,
	.done = prompt_done,
};

struct overlay *overlay_form(const char *title, const char *text, const struct field_spec *spec, size_t n)
{
	struct prompt *p = mem_alloc(sizeof(*p));

	p->base.ops = &prompt_ops;
	p->base.keys[0] = (struct overlay_key){ ACT_SAVE, "Accept" };
	p->base.keys[1] = (struct overlay_key){ ACT_BACK, "Back" };
	str_printable(p->base.title, sizeof(p->base.title), title, false);
	p->text = mem_strdup(text != NULL ? text : "");
	form_init(&p->form, spec, n);
	return &p->base;
}

struct form *overlay_form_get(struct overlay *o)
{
	return &((struct prompt *)o)->form;
}
