/*
 * key - one key press, its name, and back.
 *
 * Names: "F1".."F24", "Esc", "Enter", "Tab", "Shift-Tab", "Backspace",
 * "Delete", "Insert", "Up", "Down", "Left", "Right", "Home", "End",
 * "PageUp", "PageDown", "Space", "Ctrl-A".."Ctrl-Z", "Ctrl-]" and so on, or
 * one character. Case of the long names does not matter.
 */
#ifndef GEMBA_UI_KEY_H
#define GEMBA_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	KEYC_BASE = 0x110000, /* above every character */
	KEYC_ENTER,
	KEYC_ESC,
	KEYC_TAB,
	KEYC_SHIFT_TAB,
	KEYC_BACKSPACE,
	KEYC_DELETE,
	KEYC_INSERT,
	KEYC_UP,
	KEYC_DOWN,
	KEYC_LEFT,
	KEYC_RIGHT,
	KEYC_HOME,
	KEYC_END,
	KEYC_PAGE_UP,
	KEYC_PAGE_DOWN,
	KEYC_PASTE_BEGIN,
	KEYC_PASTE_END,
	KEYC_OTHER, /* a key without a name here; bound to nothing */
	KEYC_F0,    /* F1 is KEYC_F0 + 1 */
	KEYC_LAST = KEYC_F0 + 24,
};

/* A character (control characters are themselves: Ctrl-S is 0x13), or KEYC_... */
typedef uint32_t key_code;

struct key {
	key_code code;
	int64_t at_ms; /* when it was read, on clock_mono_ms */
};

enum { KEY_NAME = 16 };

bool key_parse(const char *name, key_code *ret);
void key_text(key_code code, char ret[KEY_NAME]);
/* True for characters that are text: no control character, no special key. */
bool key_is_text(key_code code);
/* True for F-keys, arrows, Esc, editing keys: no scanner types them as part of a label. */
bool key_is_persons(key_code code);

#endif
