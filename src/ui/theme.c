/*
 * theme - how each role looks, read from an ini file.
 */
#include "ui/theme.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/arena.h"
#include "core/base/embedded.h"
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/colour.h"

enum { THEME_FILE_MAX = 64 * 1024 };

static const struct {
	const char *name;
	char letter;
	bool keeps;
} roles[ROLE_COUNT] = {
#define ROLE(id, name, letter, keeps) [ROLE_##id] = { name, letter, keeps },
#include "ui/role.def"
#undef ROLE
};

const char *role_name(enum role role)
{
	return role < ROLE_COUNT ? roles[role].name : "";
}

char role_letter(enum role role)
{
	return role < ROLE_COUNT ? roles[role].letter : '?';
}

/* ---- parsing ---- */

struct parse {
	struct theme *theme;
	const char *origin;
	struct err *err; /* of the first line that is wrong */
	bool seen[ROLE_COUNT];
	bool seen_mono[ROLE_COUNT];
};

static unsigned attr_parse(const char *word)
{
	static const struct {
		const char *word;
		unsigned attr;
	} table[] = { { "bold", STYLE_BOLD },
		      { "underline", STYLE_UNDERLINE },
		      { "reverse", STYLE_REVERSE },
		      { "dim", STYLE_DIM } };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (str_equal_fold(word, table[i].word))
			return table[i].attr;
	return 0;
}

/* Cut the next word off *text; NULL when there is none. */
static char *next_word(char **text)
{
	char *word;

	do
		word = strsep(text, " \t");
	while (word != NULL && *word == '\0');
	return word;
}

/* Attribute words up to the end; false names the one that is none. */
static bool attrs_parse(char *words, unsigned *ret, const char **ret_bad)
{
	unsigned attrs = 0;
	char *w;

	while ((w = next_word(&words)) != NULL) {
		unsigned attr = attr_parse(w);

		if (attr == 0) {
			*ret_bad = w;
			return false;
		}
		attrs |= attr;
	}
	*ret = attrs;
	return true;
}

static int find_role(const char *name)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcmp(roles[i].name, name) == 0)
			return i;
	return -1;
}

/* Debian's inih tells the line only at the end: theme_parse puts it in front. */
static bool refuse(struct parse *p, const char *what, const char *word)
{
	if (p->err->kind == ERR_NONE)
		err_set(p->err, ERR_VALIDATION, "BAD_THEME", "", "%s: %s", what, word);
	return false;
}

static bool role_line(struct parse *p, int role, const char *value)
{
	struct style *s = &p->theme->style[role];
	char words[160], *rest = words, *fg, *bg;
	const char *bad = "";

	str_copy(words, sizeof(words), value);
	fg = next_word(&rest);
	bg = next_word(&rest);
	if (bg == NULL)
		return refuse(p, "a role needs a text and a background colour", roles[role].name);
	if (!colour_parse(fg, &s->fg, &s->fg16))
		return refuse(p, "no such colour", fg);
	if (!colour_parse(bg, &s->bg, &s->bg16))
		return refuse(p, "no such colour", bg);
	if (!attrs_parse(rest, &s->attrs, &bad))
		return refuse(p, "no such attribute", bad);
	p->seen[role] = true;
	return true;
}

static bool mono_line(struct parse *p, int role, const char *value)
{
	char words[160];
	const char *bad = "";

	str_copy(words, sizeof(words), value);
	if (!attrs_parse(words, &p->theme->style[role].mono, &bad))
		return refuse(p, "no such attribute", bad);
	p->seen_mono[role] = true;
	return true;
}

static bool theme_line(struct parse *p, const char *name, const char *value)
{
	if (strcmp(name, "name") == 0) {
		str_printable(p->theme->name, sizeof(p->theme->name), value, false);
		return true;
	}
	if (strcmp(name, "colours") != 0)
		return refuse(p, "no such setting", name);
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return refuse(p, "colours is yes or no, not", value);
	p->theme->colours = value[0] == 'y';
	return true;
}

static int on_line(void *user, const char *section, const char *name, const char *value)
{
	struct parse *p = user;
	int role;

	if (strcmp(section, "theme") == 0)
		return theme_line(p, name, value);
	if (strcmp(section, "roles") != 0 && strcmp(section, "mono") != 0)
		return refuse(p, "no such section", section);
	role = find_role(name);
	if (role < 0)
		return refuse(p, "no such role", name);
	return section[0] == 'r' ? role_line(p, role, value) : mono_line(p, role, value);
}

/* What a theme leaves out looks as its body; without colours as its attributes. */
static void fill_gaps(struct parse *p)
{
	struct theme *t = p->theme;

	for (int i = 0; i < ROLE_COUNT; i++) {
		unsigned mono = t->style[i].mono;

		if (!p->seen[i] && i != ROLE_BODY)
			t->style[i] = t->style[ROLE_BODY];
		t->style[i].mono = p->seen_mono[i] ? mono : t->style[i].attrs;
	}
}

bool theme_parse(struct theme *ret, const char *text, const char *origin, struct err *err)
{
	struct theme theme = { .name = "", .colours = true };
	struct err problem = { 0 };
	struct parse p = { .theme = &theme, .origin = origin, .err = &problem };
	int line;

	for (int i = 0; i < ROLE_COUNT; i++)
		theme.style[i] = (struct style){ -1, -1, -1, -1, 0, 0 };
	line = ini_parse_string(text, on_line, &p);
	if (line != 0) {
		const char *what = problem.kind != ERR_NONE ? problem.message : "expected name = value";

		return err_set(err, ERR_VALIDATION, "BAD_THEME", "theme", "%s:%d: %s", origin, line, what);
	}
	fill_gaps(&p);
	*ret = theme;
	return true;
}

/* ---- files ---- */

/* The whole file, or NULL with errno. Freed by the caller. */
static char *read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text;
	size_t n;

	if (f == NULL)
		return NULL;
	text = mem_alloc(THEME_FILE_MAX + 1);
	n = fread(text, 1, THEME_FILE_MAX, f);
	if (ferror(f)) {
		int why = errno;

		fclose(f);
		free(text);
		errno = why;
		return NULL;
	}
	fclose(f);
	text[n] = '\0';
	return text;
}

static bool load_path(struct theme *ret, const char *path, struct err *err)
{
	char *text = read_file(path);
	bool ok;

	if (text == NULL)
		return err_set(err, ERR_USAGE, "UNKNOWN_THEME", "theme", "cannot read theme %s: %s", path,
			       strerror(errno));
	ok = theme_parse(ret, text, path, err);
	free(text);
	return ok;
}

/* A file of that name in the places for files; NULL when there is none. */
static char *find_file(const char *name, char *ret_path, size_t size)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char own[512] = "";
	const char *places[] = { own, "/usr/local/share/gemba/themes", "/usr/share/gemba/themes" };

	if (xdg != NULL && xdg[0] == '/')
		str_format(own, sizeof(own), "%s/gemba/themes", xdg);
	else if (home != NULL && home[0] == '/')
		str_format(own, sizeof(own), "%s/.config/gemba/themes", home);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *text;

		if (places[i][0] == '\0' || !str_format(ret_path, size, "%s/%s.ini", places[i], name))
			continue;
		text = read_file(ret_path);
		if (text != NULL)
			return text;
	}
	return NULL;
}

bool theme_load(struct theme *ret, const char *name, struct err *err)
{
	char path[600];
	const char *built_in;
	char *text;
	bool ok;

	if (strchr(name, '/') != NULL)
		return load_path(ret, name, err);
	text = find_file(name, path, sizeof(path));
	if (text != NULL) {
		ok = theme_parse(ret, text, path, err);
		free(text);
		return ok;
	}
	str_format(path, sizeof(path), "themes/%s.ini", name);
	built_in = embedded_text(path);
	if (built_in != NULL)
		return theme_parse(ret, built_in, path, err);
	err_set(err, ERR_USAGE, "UNKNOWN_THEME", "theme", "there is no theme called %s", name);
	return err_hint(err, "dark, light, mono, high-contrast, or the path of an ini file");
}

struct style theme_style(const struct theme *t, enum role role, enum role surface)
{
	struct style s, below;

	s = t->style[role < ROLE_COUNT ? role : ROLE_BODY];
	if (surface >= ROLE_COUNT)
		return s;
	below = t->style[surface];
	/* A field keeps its own ground even in a dialog; the rest lies on the surface. */
	if (role == ROLE_FIELD || role == ROLE_FIELD_FOCUS || role == ROLE_FIELD_ERROR || role == ROLE_SELECTION)
		return s;
	/* What is quiet elsewhere would be unreadable on the bright line. */
	if (roles[role].keeps && !(surface == ROLE_SELECTION && (role == ROLE_DIM || role == ROLE_BORDER))) {
		below.fg = s.fg;
		below.fg16 = s.fg16;
	}
	below.attrs |= s.attrs;
	below.mono |= s.mono;
	return below;
}
