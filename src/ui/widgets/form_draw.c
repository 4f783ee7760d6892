/*
 * form_draw - one line a field: label, box, unit, error or hint.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/form_own.h"

enum { INDENT = 1 };

static int label_width(const struct form *f)
{
	int widest = 0;

	for (size_t i = 0; i < f->n; i++) {
		int w = text_width(f->spec[i].label) + (f->spec[i].required ? 2 : 0);

		if (!f->field[i].off && w > widest)
			widest = w;
	}
	return widest;
}

int form_rows(const struct form *f, int cols)
{
	int rows = 0;

	(void)cols;
	for (size_t i = 0; i < f->n; i++)
		rows += !f->field[i].off;
	return rows;
}

/* A dot for every character of a secret. */
static void mask(const char *value, char *ret, size_t size)
{
	unsigned cp;
	size_t n;

	ret[0] = '\0';
	while ((n = utf8_next(value, &cp)) > 0) {
		str_append(ret, size, "•");
		value += n;
	}
}

/* Paint the part of text around the cursor; returns the cursor's column in the box. */
static int draw_scrolled(const struct canvas *c, struct rect box, enum role role, const char *text, const char *head)
{
	int at = text_width(head), hidden = 0;
	char shown[FIELD_SIZE * 3 + 1];
	size_t from = 0;

	/* Whole characters leave at the left until the cursor has its place. */
	while (at - hidden >= box.cols) {
		unsigned cp;
		size_t n = utf8_next(text + from, &cp);

		if (n == 0)
			break;
		from += n;
		hidden += text_char_width(cp);
	}
	str_format(shown, sizeof(shown), "%.*s", (int)text_fit(text + from, box.cols), text + from);
	text_put(c, box.row, box.col, box.cols, role, shown);
	return at - hidden;
}

static void draw_focused(const struct canvas *c, const struct form *f, size_t i, struct rect box, enum role role)
{
	const struct field *field = &f->field[i];
	char text[FIELD_SIZE * 3 + 1], head[FIELD_SIZE * 3 + 1], part[FIELD_SIZE];

	str_format(part, sizeof(part), "%.*s", (int)field->cursor, field->value);
	if (f->spec[i].kind == FIELD_SECRET) {
		mask(field->value, text, sizeof(text));
		mask(part, head, sizeof(head));
	} else {
		str_copy(text, sizeof(text), field->value);
		str_copy(head, sizeof(head), part);
	}
	canvas_cursor(c, box.row, box.col + draw_scrolled(c, box, role, text, head));
}

static void draw_choice(const struct canvas *c, const struct form *f, size_t i, struct rect box, enum role role,
			bool focused)
{
	text_put(c, box.row, box.col, 1, role, "◀");
	text_put_in(c, box.row, box.col + 1, box.cols - 2, ALIGN_CENTRE, role,
		    form_choice_label(&f->spec[i], f->field[i].value));
	text_put(c, box.row, box.col + box.cols - 1, 1, role, "▶");
	if (focused)
		canvas_cursor(c, box.row, box.col);
}

static void draw_box(const struct canvas *c, const struct form *f, size_t i, struct rect box, bool focused)
{
	const struct field *field = &f->field[i];
	enum role role = field->error[0] != '\0' ? ROLE_FIELD_ERROR : focused ? ROLE_FIELD_FOCUS : ROLE_FIELD;
	char text[FIELD_SIZE * 3 + 1];

	if (f->spec[i].kind == FIELD_SHOWN) {
		text_put(c, box.row, box.col, box.cols, ROLE_VALUE, field->value);
		return;
	}
	canvas_fill(c, box, role);
	if (f->spec[i].kind == FIELD_CHOICE) {
		draw_choice(c, f, i, box, role, focused);
	} else if (focused) {
		draw_focused(c, f, i, box, role);
	} else if (f->spec[i].kind == FIELD_SECRET) {
		mask(field->value, text, sizeof(text));
		text_put(c, box.row, box.col, box.cols, role, text);
	} else {
		text_put(c, box.row, box.col, box.cols, role, field->value);
	}
}

/* What stands behind the box: the error before the hint, the unit always. */
static void draw_tail(const struct canvas *c, const struct form *f, size_t i, int row, int col, bool focused)
{
	const struct field_spec *spec = &f->spec[i];
	const struct field *field = &f->field[i];
	const char *unit = field->unit[0] != '\0' ? field->unit : spec->unit;

	if (unit != NULL)
		col += text_put(c, row, col, -1, ROLE_LABEL, unit) + 2;
	/* A stub makes nobody wiser; the message line says it in full. */
	if (unit != NULL && field->error[0] != '\0' && c->rect.cols - col < text_width(field->error) + 2)
		return;
	if (field->error[0] != '\0') {
		col += text_put(c, row, col, -1, ROLE_BAD, "! ");
		text_put(c, row, col, -1, ROLE_BAD, field->error);
	} else if (focused && spec->hint != NULL && field->value[0] == '\0') {
		text_put(c, row, col, -1, ROLE_DIM, spec->hint);
	} else if (focused && spec->pick && c->rect.cols - col >= text_width("▼ list")) {
		text_put(c, row, col, -1, ROLE_DIM, "▼ list");
	}
}

static void draw_field(const struct canvas *c, const struct form *f, size_t i, int row, int labels, bool focused)
{
	const struct field_spec *spec = &f->spec[i];
	int col = INDENT + labels + 2, width = spec->width, room = c->rect.cols - col - 1;
	int used = text_put(c, row, INDENT, labels, focused ? ROLE_VALUE : ROLE_LABEL, spec->label);

	if (spec->required)
		text_put(c, row, INDENT + used + 1, 1, ROLE_LABEL, "*");
	if (width <= 0 || width > room)
		width = room;
	if (width <= 0)
		return;
	draw_box(c, f, i, (struct rect){ row, col, 1, width }, focused);
	draw_tail(c, f, i, row, col + width + 1, focused);
}

void form_draw(const struct form *f, const struct canvas *c, bool focused)
{
	int labels = label_width(f), before_focus = 0, skip = 0, line = 0;

	if (labels > c->rect.cols / 2)
		labels = c->rect.cols / 2;
	for (size_t i = 0; i < f->focus && i < f->n; i++)
		before_focus += !f->field[i].off;
	if (before_focus >= c->rect.rows)
		skip = before_focus - c->rect.rows + 1;
	for (size_t i = 0; i < f->n; i++) {
		if (f->field[i].off)
			continue;
		if (line >= skip && line - skip < c->rect.rows)
			draw_field(c, f, i, line - skip, labels, focused && i == f->focus && form_can_focus(f, i));
		line++;
	}
}
