/*
 * form_edit - the line editor: by character, a character with what combines
 * with it being one.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/form_own.h"

/* Start of the character before at. */
static size_t before(const char *s, size_t at)
{
	unsigned cp;

	while (at > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80);
		utf8_next(s + at, &cp);
		if (text_char_width(cp) > 0)
			break;
	}
	return at;
}

/* Start of the character after at. */
static size_t after(const char *s, size_t at)
{
	unsigned cp;
	size_t n = utf8_next(s + at, &cp);

	at += n;
	while (n > 0 && (n = utf8_next(s + at, &cp)) > 0 && text_char_width(cp) == 0)
		at += n;
	return at;
}

static void cut(struct field *field, size_t from, size_t to)
{
	memmove(field->value + from, field->value + to, strlen(field->value + to) + 1);
	field->cursor = from;
}

static void touched(struct form *f)
{
	f->edited = true;
	f->field[f->focus].error[0] = '\0';
}

const char *form_choice_label(const struct field_spec *spec, const char *value)
{
	for (const struct choice *c = spec->choices; c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return c->label;
	return value;
}

static bool cycle(struct form *f, int direction)
{
	const struct choice *c = f->spec[f->focus].choices;
	int n = 0, at = 0;

	if (c == NULL)
		return false;
	for (; c[n].value != NULL; n++)
		if (strcmp(c[n].value, f->field[f->focus].value) == 0)
			at = n;
	if (n == 0)
		return false;
	str_copy(f->field[f->focus].value, FIELD_SIZE, c[(at + direction + n) % n].value);
	touched(f);
	return true;
}

bool form_type(struct form *f, unsigned cp)
{
	const struct field_spec *spec = &f->spec[f->focus];
	struct field *field = &f->field[f->focus];
	char bytes[5];
	size_t n, len = strlen(field->value);

	if (!form_can_focus(f, f->focus) || utf8_is_unsafe(cp))
		return false;
	if (spec->kind == FIELD_CHOICE)
		return cp == ' ' && cycle(f, 1);
	if (cp == ',' && (spec->kind == FIELD_QUANTITY || spec->kind == FIELD_COST))
		cp = '.';
	n = text_encode(cp, bytes);
	if (len + n >= FIELD_SIZE)
		return false;
	memmove(field->value + field->cursor + n, field->value + field->cursor, len - field->cursor + 1);
	memcpy(field->value + field->cursor, bytes, n);
	field->cursor += n;
	touched(f);
	return true;
}

static bool rub_out(struct form *f, enum action action)
{
	struct field *field = &f->field[f->focus];
	size_t from = field->cursor, to = field->cursor;

	if (f->spec[f->focus].kind == FIELD_CHOICE)
		return true;
	if (action == ACT_BACKSPACE) {
		from = before(field->value, to);
	} else if (action == ACT_DELETE) {
		to = after(field->value, from);
	} else {
		from = 0;
		to = strlen(field->value);
	}
	if (from != to) {
		cut(field, from, to);
		touched(f);
	}
	return true;
}

static bool cursor_act(struct form *f, enum action action)
{
	struct field *field = &f->field[f->focus];

	if (f->spec[f->focus].kind == FIELD_CHOICE && (action == ACT_LEFT || action == ACT_RIGHT))
		return cycle(f, action == ACT_LEFT ? -1 : 1);
	if (action == ACT_LEFT)
		field->cursor = before(field->value, field->cursor);
	else if (action == ACT_RIGHT)
		field->cursor = after(field->value, field->cursor);
	else
		field->cursor = action == ACT_HOME ? 0 : strlen(field->value);
	return true;
}

/* True when no field behind the focused one can have the focus. */
static bool on_last(const struct form *f)
{
	for (size_t i = f->focus + 1; i < f->n; i++)
		if (form_can_focus(f, i))
			return false;
	return true;
}

bool form_act(struct form *f, enum action action)
{
	if (!form_can_focus(f, f->focus))
		return false;
	if (action == ACT_LEFT || action == ACT_RIGHT || action == ACT_HOME || action == ACT_END)
		return cursor_act(f, action);
	if (action == ACT_BACKSPACE || action == ACT_DELETE || action == ACT_EMPTY)
		return rub_out(f, action);
	if (action == ACT_NEXT_FIELD || action == ACT_DOWN)
		return form_step(f, 1);
	if (action == ACT_PREV_FIELD || action == ACT_UP)
		return form_step(f, -1);
	if (action == ACT_GO && !on_last(f))
		return form_step(f, 1);
	return false;
}
