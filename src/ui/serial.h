/*
 * serial - a scanner on a serial line (USB-CDC, RS-232): bytes exactly as it
 * read them, whatever the keyboard does.
 *
 * Opened without blocking, raw, exclusive; opened again by itself when it
 * was unplugged. A scan ends with CR, LF, tab or EOT, or 100 ms of silence.
 */
#ifndef GEMBA_UI_SERIAL_H
#define GEMBA_UI_SERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/scan/scan.h"

struct serial;

/* path: a tty device (tests: a pty). Never fails for a device that is not there yet. */
struct serial *serial_new(const char *path, int baud, const struct clock *clock);
void serial_free(struct serial *s);		    /* accepts NULL */
int serial_fd(const struct serial *s);		    /* -1: not there now */
int64_t serial_deadline_ms(const struct serial *s); /* silence, or the next try to open; -1: none */
/* Read what is there. True: one complete scan (call again, there may be more). A zero byte is kept out. */
bool serial_take(struct serial *s, char ret[SCAN_BYTES + 1], size_t *ret_n);
/* Why it does not work now; kind ERR_NONE when it does. Borrowed. */
const struct err *serial_trouble(const struct serial *s);
/* Bytes of the last scan with their times, for the scanner check: n of them. */
size_t serial_last(const struct serial *s, const unsigned char **ret_bytes);

#endif
