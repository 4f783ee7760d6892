/*
 * e2e_term - a terminal with the program inside: a pty, libvterm as the
 * screen, keys by name. Waits for what is shown, never for time.
 */
#ifndef GEMBA_TESTS_E2E_TERM_H
#define GEMBA_TESTS_E2E_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct term_box;

/* Starts argv (NULL-terminated) in a terminal of that size and TERM. env: NAME=VALUE..., NULL-terminated, or NULL. */
struct term_box *term_box_new(int rows, int cols, const char *term, char *const argv[], const char *const env[]);
/* Kills what still runs. */
void term_box_free(struct term_box *t);

/* Bytes as a keyboard or scanner would send them. */
void term_box_type(struct term_box *t, const char *text);
/* "Enter", "Esc", "Tab", "Up", "Down", "F1".."F12", "Ctrl-X". */
void term_box_key(struct term_box *t, const char *name);
void term_box_resize(struct term_box *t, int rows, int cols);

/* True once text is somewhere on the screen (a line of it), false after deadline_s. */
bool term_box_wait(struct term_box *t, const char *text, int deadline_s);
/* True once text is nowhere on the screen. */
bool term_box_wait_gone(struct term_box *t, const char *text, int deadline_s);
bool term_box_shows(struct term_box *t, const char *text);
/* True when the program ended within deadline_s; its wait status. */
bool term_box_wait_end(struct term_box *t, int deadline_s, int *ret_status);
/* The screen as text, trailing blanks cut. Borrowed until the next call. */
const char *term_box_text(struct term_box *t);
/* True while the program is on the alternate screen; and whether the tty echoes (a restored terminal does). */
bool term_box_on_alternate(const struct term_box *t);
bool term_box_echoes(const struct term_box *t);
pid_t term_box_pid(const struct term_box *t);

#endif
