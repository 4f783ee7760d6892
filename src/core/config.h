/*
 * config - the kiosk's options: the config file (libconfig), the
 * environment and the global options of the command line, in that order.
 *
 * See doc/gemba.conf.example for every name. An unknown name is an error
 * with file:line, so that a typing mistake is not silently ignored.
 */
#ifndef GEMBA_CORE_CONFIG_H
#define GEMBA_CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

enum bell_kind { BELL_OFF, BELL_SOUND, BELL_FLASH, BELL_BOTH };

struct key_setting {
	const char *action; /* config name of src/ui/action.def */
	const char *keys;   /* "F2 Ctrl-S": names separated by blanks, replaces the default */
};

struct config {
	struct arena mem; /* owns every string */
	const char *home; /* NULL: default of cluster.h */
	const char *db;	  /* conninfo, or NULL: the private cluster of home */
	const char *kiosk;
	const char *theme;
	bool ascii; /* no characters beyond ASCII on the screen */
	enum bell_kind bell;
	int idle_lock_s;	   /* lock the screen after so long without a key; 0: never */
	int live_poll_s;	   /* re-read live panels at least so often; 5 */
	bool receipt_autopost;	   /* used when labels are parsed */
	const char *relay_program; /* NULL: none configured */
	int relay_timeout_s;
	const char *log_level; /* error|warning|info|debug */
	struct key_setting *keys;
	size_t n_keys;
};

/* Defaults, no file. (libconfig has a config_init.) */
void config_defaults(struct config *c);
/* path NULL: $GEMBA_CONFIG, then $XDG_CONFIG_HOME/gemba/gemba.conf, then /etc/gemba.conf; missing default files are fine. */
MUSTUSE bool config_load(struct config *c, const char *path, struct err *err);
void config_done(struct config *c);

#endif
