/*
 * term_caps - what terminfo says about a terminal type.
 */
#include "ui/term_caps.h"

#include <curses.h>
#include <stddef.h>
#include <term.h>

bool term_caps_has(const char *name)
{
	const char *text = tigetstr(name);

	return text != NULL && text != (const char *)-1;
}

enum term_caps_type term_caps_try(const char *type, int fd)
{
	enum term_caps_type found = TYPE_UNKNOWN;
	int status = 0;

	if (setupterm(type, fd, &status) == OK) {
		found = term_caps_has("cup") ? TYPE_GOOD : TYPE_POOR;
		del_curterm(cur_term);
	}
	return found;
}
