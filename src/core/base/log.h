/*
 * log - the program's diary: syslog plus a ring of the last lines.
 *
 * Never stderr while the terminal is open. Parameters, PINs, tokens and
 * connection strings are never passed in.
 */
#ifndef GEMBA_BASE_LOG_H
#define GEMBA_BASE_LOG_H

#include <stdbool.h>

#include "core/base/attr.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct log;
struct log *log_new(const char *ident, enum log_level level, bool to_syslog);
void log_free(struct log *log); /* accepts NULL */
/* log may be NULL: then nothing happens. Control characters are replaced. */
void log_line(struct log *log, enum log_level level, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The i-th newest line (0 = newest) or NULL. Borrowed until the next log_line. */
const char *log_recent(const struct log *log, unsigned i);

#endif
