/*
 * form_own - what the files of form share; nobody else includes it.
 */
#ifndef GEMBA_UI_FORM_OWN_H
#define GEMBA_UI_FORM_OWN_H

#include "ui/widgets/form.h"

bool form_can_focus(const struct form *f, size_t i);
/* Focus to the next (1) or previous (-1) field that can have it, round the ends. */
bool form_step(struct form *f, int direction);
/* The label of a choice's value; the value itself when it is none of them. */
const char *form_choice_label(const struct field_spec *spec, const char *value);

#endif
