/*
 * screens - the one table of all screens; the list stands in screens.def.
 */
#ifndef GEMBA_UI_SCREENS_H
#define GEMBA_UI_SCREENS_H

#include <stddef.h>

#include "ui/screen.h"

#define SCREEN(id) extern const struct screen_ops screen_##id;
#include "ui/screens.def"
#undef SCREEN

/* Names the app itself opens. */
#define SCREEN_NAME_SIGN_ON "sign-on"
#define SCREEN_NAME_HOME    "home"
#define SCREEN_NAME_HELP    "help"

/* Ends with NULL. */
const struct screen_ops *const *screens_all(void);
/* NULL when there is none of that name. */
const struct screen_ops *screens_find(const struct screen_ops *const *all, const char *name);

#endif
