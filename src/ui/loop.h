/*
 * loop - poll() on the terminal, signals, a timer and the session's
 * connection: the only blocking call of the terminal.
 */
#ifndef GEMBA_UI_LOOP_H
#define GEMBA_UI_LOOP_H

#include <stdbool.h>

#include "core/base/err.h"
#include "ui/app.h"
#include "ui/term.h"

/*
 * Block the signals the loop takes (call it before term_open and before any
 * child is forked). Children must unblock them after fork: loop_unblock.
 */
void loop_block_signals(void);
void loop_unblock_signals(void);

/*
 * Run until the person leaves, the terminal hangs up or a signal ends the
 * program. *ret_signal: that signal, 0 when none.
 */
MUSTUSE bool loop_run(struct app *app, struct terminal *term, int *ret_signal, struct err *err);

#endif
