/*
 * theme - how each role of role.def looks, read from an ini file.
 *
 * [theme]  name = dark   colours = yes|no
 * [roles]  role = FG BG [bold] [underline] [reverse] [dim]
 * [mono]   role = [bold] [underline] [reverse] [dim]
 *
 * A colour is "default", a name (black red green yellow blue magenta cyan
 * white, with "bright-" before it), or a number 0..255; "N/NAME" adds what
 * to use on 8 and 16 colours (without it the nearest is taken). Roles a
 * theme leaves out look as "body". No curses here: term.c makes attributes.
 */
#ifndef GEMBA_UI_THEME_H
#define GEMBA_UI_THEME_H

#include <stdbool.h>

#include "core/base/err.h"

enum role {
#define ROLE(id, name, letter, keeps) ROLE_##id,
#include "ui/role.def"
#undef ROLE
	ROLE_COUNT
};

enum style_attr { STYLE_BOLD = 1, STYLE_UNDERLINE = 2, STYLE_REVERSE = 4, STYLE_DIM = 8 };

enum { THEME_DEFAULT_COLOUR = -1 };

struct style {
	short fg, bg;	  /* 0..255, or THEME_DEFAULT_COLOUR */
	short fg16, bg16; /* 0..15, or THEME_DEFAULT_COLOUR */
	unsigned attrs;	  /* style_attr */
	unsigned mono;	  /* style_attr without colours */
};

struct theme {
	char name[32];
	bool colours; /* false: never use colour */
	struct style style[ROLE_COUNT];
};

/*
 * name: "dark", "light", "mono", "high-contrast", the name of a file NAME.ini in
 * $XDG_CONFIG_HOME/gemba/themes or /usr/share/gemba/themes, or a path (holds
 * a "/"). Errors: USAGE UNKNOWN_THEME; VALIDATION BAD_THEME with file:line.
 */
MUSTUSE bool theme_load(struct theme *ret, const char *name, struct err *err);
/* The same from text; origin stands before the line number in errors. */
MUSTUSE bool theme_parse(struct theme *ret, const char *text, const char *origin, struct err *err);

/*
 * The style of a cell: role alone, or role lying on a surface (selected row,
 * dialog). Pass ROLE_COUNT as surface for none.
 */
struct style theme_style(const struct theme *t, enum role role, enum role surface);

/* Theme name and test letter of a role. */
const char *role_name(enum role role);
char role_letter(enum role role);

#endif
