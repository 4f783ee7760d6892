/*
 * maintain - runs the jobs that are due, for servers without pg_cron.
 */
#ifndef GEMBA_CORE_MAINTAIN_H
#define GEMBA_CORE_MAINTAIN_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/rows.h"

/* Once: job text, ok bool, detail text. */
MUSTUSE bool maintain_once(const char *conninfo, struct rows *ret, struct err *err);
/*
 * Until SIGTERM, or until told returns false. told is called after each round
 * that did something or failed; a server that is away is waited for.
 */
typedef bool (*maintain_told)(void *ctx, const struct rows *ran, const struct err *err);
MUSTUSE bool maintain_loop(const char *conninfo, maintain_told told, void *ctx, struct err *err);

#endif
