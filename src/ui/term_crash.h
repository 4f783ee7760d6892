/*
 * term_crash - gives the terminal back when the program dies of its own
 * fault (SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL).
 *
 * A signal handler gets no argument, so this is the one place that keeps
 * state of the process in a file.
 */
#ifndef GEMBA_UI_TERM_CRASH_H
#define GEMBA_UI_TERM_CRASH_H

/* Remember the terminal's state as it is now and install the handlers. */
void term_crash_arm(int in_fd, int out_fd);
/* Back to the default handlers. Without arm: nothing. */
void term_crash_disarm(void);

#endif
