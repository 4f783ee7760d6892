/*
 * place - where the server is: the connection strings that follow from the
 * config, the home and the global options.
 */
#ifndef GEMBA_CORE_PLACE_H
#define GEMBA_CORE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/config.h"

enum { PLACE_URL = 2048, PLACE_PATH = 1400 };
/* Below the home of a private server. */
#define PLACE_SPOOL_DIR	 "spool"
#define PLACE_EXPORT_DIR "exports"

/* True when the server is a private one, below a home. */
bool place_is_private(const struct config *c);
/* The administrator's conninfo. For a private server that does not run: OFFLINE NO_SERVER. */
MUSTUSE bool place_admin_url(const struct config *c, char ret[PLACE_URL], struct err *err);
/*
 * The kiosk's. named: --kiosk stood on the command line and so goes before a
 * user in the conninfo. Whether the server runs is not asked: the terminal
 * waits for it.
 */
MUSTUSE bool place_kiosk_url(const struct config *c, bool named, char ret[PLACE_URL], struct err *err);
/* How long a verb waits for the server: long for one that is on its way, not at all when there is none. */
MUSTUSE bool place_patience_ms(const struct config *c, int *ret_ms, struct err *err);

/*
 * The file of this kiosk's spool: in the directory of the config, else in "spool" below the home of a private server
 * (the home's directory itself is made), else below $XDG_STATE_HOME/gemba or ~/.local/state/gemba.
 * Which kiosk it is follows from named and conninfo as in place_kiosk_url: never does one kiosk send another's lines.
 */
MUSTUSE bool place_spool_path(const struct config *c, bool named, char ret[PLACE_PATH], struct err *err);

/*
 * The directory for files people asked for: "exports" below the home that was named (config, $GEMBA_HOME), else below
 * $XDG_STATE_HOME/gemba or ~/.local/state/gemba. It is made.
 */
MUSTUSE bool place_export_dir(const struct config *c, char ret[PLACE_PATH], struct err *err);

#endif
