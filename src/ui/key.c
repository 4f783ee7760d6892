/*
 * key - one key press, its name, and back.
 */
#include "ui/key.h"

#include <string.h>

#include "core/base/str.h"
#include "ui/text.h"

static const struct {
	const char *name;
	key_code code;
} names[] = {
	{ "Enter", KEYC_ENTER },
	{ "Esc", KEYC_ESC },
	{ "Tab", KEYC_TAB },
	{ "Shift-Tab", KEYC_SHIFT_TAB },
	{ "Backspace", KEYC_BACKSPACE },
	{ "Delete", KEYC_DELETE },
	{ "Insert", KEYC_INSERT },
	{ "Up", KEYC_UP },
	{ "Down", KEYC_DOWN },
	{ "Left", KEYC_LEFT },
	{ "Right", KEYC_RIGHT },
	{ "Home", KEYC_HOME },
	{ "End", KEYC_END },
	{ "PageUp", KEYC_PAGE_UP },
	{ "PageDown", KEYC_PAGE_DOWN },
	{ "Space", ' ' },
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

/* "F12" */
static bool parse_function(const char *name, key_code *ret)
{
	unsigned n = 0;

	if ((name[0] != 'F' && name[0] != 'f') || name[1] == '\0' || strlen(name) > 3)
		return false;
	for (const char *p = name + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return false;
		n = n * 10 + (unsigned)(*p - '0');
	}
	if (n < 1 || n > 24)
		return false;
	*ret = KEYC_F0 + n;
	return true;
}

/* "Ctrl-S", "Ctrl-]": the letter's own keys (Tab, Enter, Backspace) are what the terminal sends. */
static bool parse_control(const char *name, key_code *ret)
{
	unsigned char c;

	if (strlen(name) != 6 || (name[0] != 'C' && name[0] != 'c') ||
	    !str_equal_fold("trl-", (char[]){ name[1], name[2], name[3], name[4], '\0' }))
		return false;
	c = (unsigned char)name[5];
	if (c >= 'a' && c <= 'z')
		c = (unsigned char)(c - 'a' + 'A');
	if (c < '@' || c > '_')
		return false;
	c = (unsigned char)(c - '@');
	if (c == 0x09)
		*ret = KEYC_TAB;
	else if (c == 0x0D)
		*ret = KEYC_ENTER;
	else if (c == 0x1B)
		*ret = KEYC_ESC;
	else
		*ret = c;
	return true;
}

bool key_parse(const char *name, key_code *ret)
{
	unsigned cp;
	size_t n = utf8_next(name, &cp);

	if (n > 0 && name[n] == '\0' && key_is_text(cp)) {
		*ret = cp;
		return true;
	}
	for (size_t i = 0; i < NAMES; i++)
		if (str_equal_fold(name, names[i].name)) {
			*ret = names[i].code;
			return true;
		}
	return parse_function(name, ret) || parse_control(name, ret);
}

void key_text(key_code code, char ret[KEY_NAME])
{
	for (size_t i = 0; i < NAMES; i++)
		if (names[i].code == code) {
			str_copy(ret, KEY_NAME, names[i].name);
			return;
		}
	if (code > KEYC_F0 && code <= KEYC_LAST)
		str_format(ret, KEY_NAME, "F%u", code - KEYC_F0);
	else if (code < 0x20)
		str_format(ret, KEY_NAME, "Ctrl-%c", (int)(code + '@'));
	else if (key_is_text(code))
		text_encode(code, ret);
	else
		str_copy(ret, KEY_NAME, "?");
}

bool key_is_text(key_code code)
{
	return code >= 0x20 && code != 0x7F && code < KEYC_BASE && !utf8_is_unsafe(code);
}

bool key_is_persons(key_code code)
{
	return code > KEYC_BASE && code != KEYC_ENTER && code != KEYC_TAB && code != KEYC_PASTE_BEGIN &&
	       code != KEYC_PASTE_END && code != KEYC_OTHER;
}
