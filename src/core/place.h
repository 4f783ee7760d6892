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

enum { PLACE_URL = 2048 };

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

#endif
