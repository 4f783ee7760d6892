/*
 * log - syslog plus a ring of the last lines for the status screen.
 */
#include "core/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "core/base/arena.h"
#include "core/base/str.h"

enum { LINES = 100, LINE_SIZE = 256 };

struct log {
	char ident[32]; /* openlog keeps the pointer */
	enum log_level level;
	bool to_syslog;
	unsigned long n; /* lines ever written; the newest is at (n - 1) % LINES */
	char line[LINES][LINE_SIZE];
};

struct log *log_new(const char *ident, enum log_level level, bool to_syslog)
{
	struct log *log = mem_alloc(sizeof(*log));

	str_copy(log->ident, sizeof(log->ident), ident);
	log->level = level;
	log->to_syslog = to_syslog;
	if (to_syslog)
		openlog(log->ident, LOG_PID, LOG_USER);
	return log;
}

void log_free(struct log *log)
{
	if (log && log->to_syslog)
		closelog();
	free(log);
}

static int syslog_priority(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return LOG_ERR;
	case LOG_LEVEL_WARNING:
		return LOG_WARNING;
	case LOG_LEVEL_INFO:
		return LOG_INFO;
	case LOG_LEVEL_DEBUG:
		return LOG_DEBUG;
	}
	return LOG_ERR;
}

void log_line(struct log *log, enum log_level level, const char *fmt, ...)
{
	char raw[LINE_SIZE];
	char *line;
	va_list args;

	if (!log || level > log->level)
		return;
	va_start(args, fmt);
	if (vsnprintf(raw, sizeof(raw), fmt, args) < 0)
		raw[0] = '\0';
	va_end(args);
	utf8_cut(raw);
	line = log->line[log->n++ % LINES];
	str_printable(line, LINE_SIZE, raw, false);
	if (log->to_syslog)
		syslog(syslog_priority(level), "%s", line);
}

const char *log_recent(const struct log *log, unsigned i)
{
	if (!log || i >= LINES || i >= log->n)
		return NULL;
	return log->line[(log->n - 1 - i) % LINES];
}
