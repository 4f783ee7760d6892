/*
 * term_caps - what terminfo says about a terminal type. Apart because
 * <term.h> takes hundreds of plain words as macros.
 */
#ifndef GEMBA_UI_TERM_CAPS_H
#define GEMBA_UI_TERM_CAPS_H

#include <stdbool.h>

enum term_caps_type { TYPE_UNKNOWN, TYPE_POOR, TYPE_GOOD };

/* Whether this machine describes the type, and the type can place the cursor. Leaves nothing behind. */
enum term_caps_type term_caps_try(const char *type, int fd);
/* True when the present terminal has that string capability; after newterm. */
bool term_caps_has(const char *name);

#endif
