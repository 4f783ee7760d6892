/*
 * form - fields, their values, focus and errors. Editing stands in
 * form_edit.c, painting in form_draw.c.
 */
#include "ui/widgets/form.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/form_own.h"

bool form_can_focus(const struct form *f, size_t i)
{
	return i < f->n && !f->field[i].off && f->spec[i].kind != FIELD_SHOWN;
}

static void set_value(struct form *f, size_t i, const char *text)
{
	struct field *field = &f->field[i];

	str_copy(field->value, sizeof(field->value), text != NULL ? text : "");
	field->cursor = strlen(field->value);
	field->error[0] = '\0';
}

static void empty_value(struct form *f, size_t i)
{
	const struct choice *c = f->spec[i].choices;

	set_value(f, i, f->spec[i].kind == FIELD_CHOICE && c != NULL ? c[0].value : "");
}

void form_init(struct form *f, const struct field_spec *spec, size_t n)
{
	assert(n <= FORM_FIELDS);
	memset(f, 0, sizeof(*f));
	f->spec = spec;
	f->n = n;
	form_reset(f);
}

void form_reset(struct form *f)
{
	f->edited = false;
	f->focus = 0;
	for (size_t i = 0; i < f->n; i++)
		empty_value(f, i);
	for (size_t i = 0; i < f->n; i++)
		if (form_can_focus(f, i)) {
			f->focus = i;
			break;
		}
}

void form_kept(struct form *f)
{
	f->edited = false;
}

size_t form_find(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->spec[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

/* A name the form must have. */
static size_t field_number(const struct form *f, const char *name)
{
	size_t i = form_find(f, name);

	assert(i != SIZE_MAX);
	return i;
}

void form_set(struct form *f, const char *name, const char *text)
{
	set_value(f, field_number(f, name), text);
}

const char *form_get(const struct form *f, const char *name)
{
	return f->field[field_number(f, name)].value;
}

void form_set_unit(struct form *f, const char *name, const char *unit)
{
	struct field *field = &f->field[field_number(f, name)];

	str_copy(field->unit, sizeof(field->unit), unit != NULL ? unit : "");
}

void form_show(struct form *f, const char *name, bool shown)
{
	size_t i = field_number(f, name);

	if (f->field[i].off == !shown)
		return;
	f->field[i].off = !shown;
	if (!shown) {
		empty_value(f, i);
		if (f->focus == i)
			form_step(f, 1);
	}
}

void form_focus(struct form *f, const char *name)
{
	size_t i = field_number(f, name);

	if (!form_can_focus(f, i))
		return;
	f->focus = i;
	f->field[i].cursor = strlen(f->field[i].value);
}

bool form_focused(const struct form *f, const char *name)
{
	return f->n > 0 && strcmp(f->spec[f->focus].name, name) == 0;
}

const char *form_focus_name(const struct form *f)
{
	return f->n > 0 ? f->spec[f->focus].name : "";
}

const struct field_spec *form_focus_spec(const struct form *f)
{
	return &f->spec[f->focus];
}

bool form_step(struct form *f, int direction)
{
	size_t i = f->focus;

	for (size_t tried = 0; tried < f->n; tried++) {
		if (direction > 0)
			i = i + 1 < f->n ? i + 1 : 0;
		else
			i = i > 0 ? i - 1 : f->n - 1;
		if (form_can_focus(f, i)) {
			f->focus = i;
			f->field[i].cursor = strlen(f->field[i].value);
			return true;
		}
	}
	return false;
}

bool form_mark(struct form *f, const struct err *err)
{
	size_t i;

	form_unmark(f);
	i = err->field[0] != '\0' ? form_find(f, err->field) : SIZE_MAX;
	if (i == SIZE_MAX || f->field[i].off)
		return false;
	str_copy(f->field[i].error, sizeof(f->field[i].error), err->message);
	if (form_can_focus(f, i))
		f->focus = i;
	f->field[i].cursor = strlen(f->field[i].value);
	return true;
}

void form_unmark(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		f->field[i].error[0] = '\0';
}

bool form_complete(const struct form *f, struct err *err)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->spec[i].required && !f->field[i].off && str_empty(f->field[i].value))
			return err_set(err, ERR_USAGE, "MISSING", f->spec[i].name, "%s is missing", f->spec[i].label);
	return true;
}

bool form_call(const struct form *f, struct call *call, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		if (f->field[i].off || f->spec[i].kind == FIELD_SHOWN || !call_has(call->id, f->spec[i].name))
			continue;
		if (!call_set(call, f->spec[i].name, f->field[i].value, err))
			return false;
	}
	return true;
}
