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
	int idle_lock_s;       /* lock the screen after so long without a key; 0: never */
	int live_poll_s;       /* re-read live panels at least so often; 5 */
	bool receipt_autopost; /* a label that tells all posts by itself */
	const char *spool;     /* directory of the spool; NULL: below the home, or $XDG_STATE_HOME/gemba/spool */
	const char *scanner;   /* NULL: keyboard; "serial:/dev/..." */
	int scan_baud;	       /* of a serial scanner; 9600 */
	int scan_gap_ms;       /* largest gap between the characters of a scan; 60 */
	const char *scan_prefix,
		*scan_suffix; /* what the scanner puts around; suffix "enter" (default), "tab", "none" */
	const char *scan_gs;  /* characters that stand for GS, beside 1D and "]"; NULL: none */
	bool scan_gs_kept;    /* GS is known to arrive: a lot is never suspected to have swallowed what follows */
	bool scan_bare_gs1;   /* labels come without a symbology identifier; true */
	const char *label_prefix[7]; /* in-house prefixes, in the order of scan_default_prefixes; NULL: the default */
	const char *relay_program;   /* NULL: none configured */
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
