/*
 * config - reads the config file by one table of options.
 */
#include "core/config.h"

#include <errno.h>
#include <libconfig.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"

enum option_kind { OPTION_TEXT, OPTION_BOOL, OPTION_SECONDS, OPTION_BELL, OPTION_LEVEL };

enum { DAY_S = 86400, PATH_SIZE = 1024 };

struct option {
	const char *name; /* "relay.program": groups are written with a dot */
	enum option_kind kind;
	size_t offset;
	int min; /* seconds */
};

static const struct option options[] = {
	{ "home", OPTION_TEXT, offsetof(struct config, home), 0 },
	{ "db", OPTION_TEXT, offsetof(struct config, db), 0 },
	{ "kiosk", OPTION_TEXT, offsetof(struct config, kiosk), 0 },
	{ "theme", OPTION_TEXT, offsetof(struct config, theme), 0 },
	{ "ascii", OPTION_BOOL, offsetof(struct config, ascii), 0 },
	{ "bell", OPTION_BELL, offsetof(struct config, bell), 0 },
	{ "idle_lock_s", OPTION_SECONDS, offsetof(struct config, idle_lock_s), 0 },
	{ "live_poll_s", OPTION_SECONDS, offsetof(struct config, live_poll_s), 1 },
	{ "receipt.autopost", OPTION_BOOL, offsetof(struct config, receipt_autopost), 0 },
	{ "relay.program", OPTION_TEXT, offsetof(struct config, relay_program), 0 },
	{ "relay.timeout_s", OPTION_SECONDS, offsetof(struct config, relay_timeout_s), 1 },
	{ "log_level", OPTION_LEVEL, offsetof(struct config, log_level), 0 },
};

static const char *const bell_words[] = { "off", "sound", "flash", "both", NULL };
static const char *const level_words[] = { "error", "warning", "info", "debug", NULL };

void config_defaults(struct config *c)
{
	*c = (struct config){
		.kiosk = "kiosk1",
		.theme = "dark",
		.bell = BELL_SOUND,
		.idle_lock_s = 300,
		.live_poll_s = 5,
		.receipt_autopost = true,
		.relay_timeout_s = 30,
		.log_level = "warning",
	};
}

void config_done(struct config *c)
{
	arena_done(&c->mem);
	*c = (struct config){ 0 };
}

/* "file:line: message", the form that editors jump to. */
static bool wrong(const config_setting_t *s, const char *code, const char *name, const char *message, struct err *err)
{
	const char *file = config_setting_source_file(s);

	return err_set(err, ERR_VALIDATION, code, name, "%s:%u: %s: %s", file ? file : "config",
		       config_setting_source_line(s), name, message);
}

static int word_index(const char *const *words, const char *text)
{
	for (int i = 0; text && words[i]; i++)
		if (str_equal(words[i], text))
			return i;
	return -1;
}

static bool take_text(struct config *c, const char **ret, const config_setting_t *s, const char *name, struct err *err)
{
	const char *text = config_setting_get_string(s);

	if (!text)
		return wrong(s, "BAD_VALUE", name, "a text in quotes is wanted", err);
	if (str_has_control(text))
		return wrong(s, "BAD_VALUE", name, "the text holds a character that cannot be shown", err);
	*ret = str_empty(text) ? NULL : arena_strdup(&c->mem, text);
	return true;
}

static bool take_option(struct config *c, const struct option *o, const config_setting_t *s, struct err *err)
{
	void *at = (char *)c + o->offset;
	int index;

	switch (o->kind) {
	case OPTION_TEXT:
		return take_text(c, at, s, o->name, err);
	case OPTION_BOOL:
		if (config_setting_type(s) != CONFIG_TYPE_BOOL)
			return wrong(s, "BAD_VALUE", o->name, "true or false is wanted", err);
		*(bool *)at = config_setting_get_bool(s);
		return true;
	case OPTION_SECONDS:
		if (config_setting_type(s) != CONFIG_TYPE_INT || config_setting_get_int(s) < o->min ||
		    config_setting_get_int(s) > DAY_S)
			return wrong(s, "BAD_VALUE", o->name, "a number of seconds, at most a day, is wanted", err);
		*(int *)at = config_setting_get_int(s);
		return true;
	case OPTION_BELL:
		index = word_index(bell_words, config_setting_get_string(s));
		if (index < 0)
			return wrong(s, "BAD_VALUE", o->name,
				     "one of \"off\", \"sound\", \"flash\", \"both\" is wanted", err);
		*(enum bell_kind *)at = (enum bell_kind)index;
		return true;
	case OPTION_LEVEL:
		index = word_index(level_words, config_setting_get_string(s));
		if (index < 0)
			return wrong(s, "BAD_VALUE", o->name,
				     "one of \"error\", \"warning\", \"info\", \"debug\" is wanted", err);
		*(const char **)at = level_words[index];
		return true;
	}
	return true;
}

/* Whether the action exists is known in ui, which owns the list. */
static bool take_keys(struct config *c, const config_setting_t *group, struct err *err)
{
	int n = config_setting_length(group);

	if (!config_setting_is_group(group))
		return wrong(group, "BAD_VALUE", "keys", "a group is wanted: keys = { save = \"F2\"; };", err);
	c->keys = arena_alloc(&c->mem, (size_t)n * sizeof(*c->keys));
	c->n_keys = 0;
	for (int i = 0; i < n; i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *keys = config_setting_get_string(s);

		if (!keys)
			return wrong(s, "BAD_VALUE", config_setting_name(s), "names of keys in quotes are wanted", err);
		c->keys[c->n_keys++] = (struct key_setting){
			.action = arena_strdup(&c->mem, config_setting_name(s)),
			.keys = arena_strdup(&c->mem, keys),
		};
	}
	return true;
}

static bool take_setting(struct config *c, const config_setting_t *s, const char *group, struct err *err)
{
	char name[128];
	size_t length;

	str_format(name, sizeof(name), "%s%s", group, config_setting_name(s));
	if (str_equal(name, "keys"))
		return take_keys(c, s, err);
	length = strlen(name);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (str_equal(options[i].name, name))
			return take_option(c, &options[i], s, err);
		if (!group[0] && config_setting_is_group(s) && strncmp(options[i].name, name, length) == 0 &&
		    options[i].name[length] == '.') {
			str_append(name, sizeof(name), ".");
			for (int k = 0; k < config_setting_length(s); k++)
				if (!take_setting(c, config_setting_get_elem(s, (unsigned)k), name, err))
					return false;
			return true;
		}
	}
	return wrong(s, "UNKNOWN_OPTION", name, "there is no such option", err);
}

static bool take_file(struct config *c, config_t *file, const char *path, struct err *err)
{
	const config_setting_t *root;

	if (!config_read_file(file, path)) {
		if (config_error_type(file) == CONFIG_ERR_FILE_IO)
			return err_set(err, ERR_VALIDATION, "UNREADABLE", "config", "%s: cannot be read", path);
		return err_set(err, ERR_VALIDATION, "SYNTAX", "config", "%s:%d: %s",
			       config_error_file(file) ? config_error_file(file) : path, config_error_line(file),
			       config_error_text(file));
	}
	root = config_root_setting(file);
	for (int i = 0; i < config_setting_length(root); i++)
		if (!take_setting(c, config_setting_get_elem(root, (unsigned)i), "", err))
			return false;
	return true;
}

static bool can_open(const char *path)
{
	FILE *f = fopen(path, "re");

	if (!f)
		return errno != ENOENT &&
		       errno != ENOTDIR; /* one that is there but unreadable is an error, not a default */
	fclose(f);
	return true;
}

/* False: no file at all. */
static bool find_file(const char *path, char *ret, size_t size)
{
	const char *named = path ? path : getenv("GEMBA_CONFIG");
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (!str_empty(named)) {
		str_copy(ret, size, named);
		return true;
	}
	if (!str_empty(xdg))
		str_format(ret, size, "%s/gemba/gemba.conf", xdg);
	else
		str_format(ret, size, "%s/.config/gemba/gemba.conf", str_empty(home) ? "" : home);
	if (can_open(ret))
		return true;
	str_copy(ret, size, "/etc/gemba.conf");
	return can_open(ret);
}

bool config_load(struct config *c, const char *path, struct err *err)
{
	const char *home = getenv("GEMBA_HOME");
	char found[PATH_SIZE];
	bool ok = true;
	config_t file;

	if (find_file(path, found, sizeof(found))) {
		config_init(&file);
		ok = take_file(c, &file, found, err);
		config_destroy(&file);
	}
	if (!str_empty(home))
		c->home = arena_strdup(&c->mem, home);
	return ok;
}
