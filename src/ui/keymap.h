/*
 * keymap - which key asks for which action: the defaults of action.def,
 * changed by the config's "keys".
 */
#ifndef GEMBA_UI_KEYMAP_H
#define GEMBA_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/config.h"
#include "ui/action.h"
#include "ui/key.h"

enum { KEYMAP_KEYS = 6 }; /* keys an action can have */

struct keymap {
	key_code keys[ACT_COUNT][KEYMAP_KEYS]; /* 0: none; the first is the one shown */
};

/*
 * A setting replaces all keys of its action (the second way in too, unless
 * it is named again); a key named there is taken from whoever had it.
 * Errors: USAGE UNKNOWN_ACTION, UNKNOWN_KEY, DUPLICATE_KEY with the name.
 */
MUSTUSE bool keymap_init(struct keymap *k, const struct key_setting *settings, size_t n, struct err *err);
/* ACT_NONE when the key is bound to nothing. text: a field takes characters, so none of them is a command. */
enum action keymap_find(const struct keymap *k, key_code key, bool text);
/* The key to show for an action: "F2"; without function keys on this terminal "Ctrl-S". "" when none. */
void keymap_shown(const struct keymap *k, enum action a, bool has_function_keys, char ret[KEY_NAME]);
/* All keys: "F2, Ctrl-S"; with text those that a field would take are left out. */
void keymap_all(const struct keymap *k, enum action a, bool text, char *ret, size_t size);

#endif
