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
#include "core/scan/scan.h"

enum option_kind {
	OPTION_TEXT,
	OPTION_BOOL,
	OPTION_SECONDS,
	OPTION_BELL,
	OPTION_LEVEL,
	OPTION_SCANNER,
	OPTION_GAP,
	OPTION_BAUD,
	OPTION_AFFIX,
	OPTION_SUFFIX,
	OPTION_LABEL
};

enum { DAY_S = 86400, PATH_SIZE = 1024, GAP_MOST_MS = 2000, AFFIX_MOST = 7, LABEL_MOST = 15 };

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
	{ "spool", OPTION_TEXT, offsetof(struct config, spool), 0 },
	{ "scanner", OPTION_SCANNER, offsetof(struct config, scanner), 0 },
	{ "scan.gap_ms", OPTION_GAP, offsetof(struct config, scan_gap_ms), 0 },
	{ "scan.prefix", OPTION_AFFIX, offsetof(struct config, scan_prefix), 0 },
	{ "scan.suffix", OPTION_SUFFIX, offsetof(struct config, scan_suffix), 0 },
	{ "scan.gs", OPTION_AFFIX, offsetof(struct config, scan_gs), 0 },
	{ "scan.gs_kept", OPTION_BOOL, offsetof(struct config, scan_gs_kept), 0 },
	{ "scan.bare_gs1", OPTION_BOOL, offsetof(struct config, scan_bare_gs1), 0 },
	{ "scan.baud", OPTION_BAUD, offsetof(struct config, scan_baud), 0 },
	{ "labels.order", OPTION_LABEL, offsetof(struct config, label_prefix[0]), 0 },
	{ "labels.work_order", OPTION_LABEL, offsetof(struct config, label_prefix[1]), 0 },
	{ "labels.material", OPTION_LABEL, offsetof(struct config, label_prefix[2]), 0 },
	{ "labels.lot", OPTION_LABEL, offsetof(struct config, label_prefix[3]), 0 },
	{ "labels.location", OPTION_LABEL, offsetof(struct config, label_prefix[4]), 0 },
	{ "labels.badge", OPTION_LABEL, offsetof(struct config, label_prefix[5]), 0 },
	{ "labels.command", OPTION_LABEL, offsetof(struct config, label_prefix[6]), 0 },
	{ "receipt.autopost", OPTION_BOOL, offsetof(struct config, receipt_autopost), 0 },
	{ "relay.program", OPTION_TEXT, offsetof(struct config, relay_program), 0 },
	{ "relay.timeout_s", OPTION_SECONDS, offsetof(struct config, relay_timeout_s), 1 },
	{ "log_level", OPTION_LEVEL, offsetof(struct config, log_level), 0 },
};

static const char *const bell_words[] = { "off", "sound", "flash", "both", NULL };
static const char *const suffix_words[] = { "enter", "tab", "none", NULL };
static const int bauds[] = { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 0 };
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
		.scan_baud = 9600,
		.scan_gap_ms = 60,
		.scan_suffix = "enter",
		.scan_bare_gs1 = true,
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

/* What a scanner types may hold a control character: "\\x02". */
static bool take_affix(struct config *c, const char **ret, const config_setting_t *s, const char *name, struct err *err)
{
	const char *text = config_setting_get_string(s);

	if (!text || !utf8_valid(text) || strlen(text) > AFFIX_MOST || strpbrk(text, "\r\n\t\x1b"))
		return wrong(s, "BAD_VALUE", name, "at most 7 characters, none of them Enter, Tab or Esc, are wanted",
			     err);
	*ret = text[0] ? arena_strdup(&c->mem, text) : NULL;
	return true;
}

static bool take_scanner(struct config *c, const char **ret, const config_setting_t *s, const char *name,
			 struct err *err)
{
	const char *text = config_setting_get_string(s);

	if (str_equal(text, "keyboard")) {
		*ret = NULL;
		return true;
	}
	if (!text || !str_starts(text, "serial:/") || str_has_control(text))
		return wrong(s, "BAD_VALUE", name, "\"keyboard\", or \"serial:\" and the path of a device, is wanted",
			     err);
	*ret = arena_strdup(&c->mem, text);
	return true;
}

static bool take_suffix(const char **ret, const config_setting_t *s, const char *name, struct err *err)
{
	int index = word_index(suffix_words, config_setting_get_string(s));

	if (index < 0)
		return wrong(s, "BAD_VALUE", name, "one of \"enter\", \"tab\", \"none\" is wanted", err);
	*ret = suffix_words[index];
	return true;
}

static bool take_label(struct config *c, const char **ret, const config_setting_t *s, const char *name, struct err *err)
{
	const char *text = config_setting_get_string(s);

	if (str_empty(text) || str_has_control(text) || strlen(text) > LABEL_MOST)
		return wrong(s, "BAD_VALUE", name, "1 to 15 characters that can be printed are wanted", err);
	*ret = arena_strdup(&c->mem, text);
	return true;
}

static bool take_gap(int *ret, const config_setting_t *s, const char *name, struct err *err)
{
	if (config_setting_type(s) != CONFIG_TYPE_INT || config_setting_get_int(s) < 1 ||
	    config_setting_get_int(s) > GAP_MOST_MS)
		return wrong(s, "BAD_VALUE", name, "milliseconds from 1 to 2000 are wanted", err);
	*ret = config_setting_get_int(s);
	return true;
}

static bool take_baud(int *ret, const config_setting_t *s, const char *name, struct err *err)
{
	for (size_t i = 0; config_setting_type(s) == CONFIG_TYPE_INT && bauds[i]; i++)
		if (bauds[i] == config_setting_get_int(s)) {
			*ret = bauds[i];
			return true;
		}
	return wrong(s, "BAD_VALUE", name, "a usual speed is wanted: 9600, 19200, 38400, 57600, 115200 ...", err);
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
	case OPTION_SCANNER:
		return take_scanner(c, at, s, o->name, err);
	case OPTION_GAP:
		return take_gap(at, s, o->name, err);
	case OPTION_BAUD:
		return take_baud(at, s, o->name, err);
	case OPTION_AFFIX:
		return take_affix(c, at, s, o->name, err);
	case OPTION_SUFFIX:
		return take_suffix(at, s, o->name, err);
	case OPTION_LABEL:
		return take_label(c, at, s, o->name, err);
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

static const char *label_prefix(const struct config *c, size_t i)
{
	return c->label_prefix[i] ? c->label_prefix[i] : scan_default_prefixes[i].text;
}

/* Two kinds of label of which one begins as the other could not be told apart. */
static bool labels_differ(const struct config *c, const config_t *file, struct err *err)
{
	const config_setting_t *group = config_lookup(file, "labels");
	size_t n = sizeof(c->label_prefix) / sizeof(c->label_prefix[0]);
	char message[128];

	for (size_t i = 0; group && i < n; i++)
		for (size_t k = 0; k < n; k++) {
			if (i == k || !str_starts(label_prefix(c, i), label_prefix(c, k)))
				continue;
			str_format(message, sizeof(message), "labels of %s and %s begin alike",
				   scan_default_prefixes[i].field, scan_default_prefixes[k].field);
			return wrong(group, "BAD_VALUE", "labels", message, err);
		}
	return true;
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
	return labels_differ(c, file, err);
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
