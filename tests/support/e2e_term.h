/*
 * e2e_term - a terminal with the program inside: a pty, libvterm as the
 * screen, keys by name. Waits for what is shown, never for time. Every byte
 * the program sent is kept, so that a test can say what never was among them.
 */
#ifndef GEMBA_TESTS_E2E_TERM_H
#define GEMBA_TESTS_E2E_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct term_box;

/* Starts argv (NULL-terminated) in a terminal of that size and TERM. env: NAME=VALUE..., NULL-terminated, or NULL. */
struct term_box *term_box_new(int rows, int cols, const char *term, const char *const argv[], const char *const env[]);
/* Kills what still runs. */
void term_box_free(struct term_box *t);

/* Bytes as a keyboard or scanner would send them. */
void term_box_type(struct term_box *t, const char *text);
/* "Enter", "Esc", "Tab", "Up", "Down", "F1".."F12", "Ctrl-X", as a terminal of that TERM sends them; "f" as itself. */
void term_box_key(struct term_box *t, const char *name);
void term_box_resize(struct term_box *t, int rows, int cols);
/*
 * The key, and the picture it makes: microseconds until its last byte came, 0 when none came within patience_ms. A
 * picture is whole when nothing came for quiet_ms.
 */
long long term_box_time_key(struct term_box *t, const char *name, int patience_ms, int quiet_ms, size_t *ret_bytes);

/* True once text is somewhere on the screen (a line of it), false after deadline_s. */
bool term_box_wait(struct term_box *t, const char *text, int deadline_s);
/* True once text is nowhere on the screen. */
bool term_box_wait_gone(struct term_box *t, const char *text, int deadline_s);
bool term_box_shows(struct term_box *t, const char *text);
/* Take what comes until nothing came for so long. */
void term_box_settle(struct term_box *t, int quiet_ms);
/* True when the program ended within deadline_s; its wait status. */
bool term_box_wait_end(struct term_box *t, int deadline_s, int *ret_status);
/* The screen as text, trailing blanks cut. Borrowed until the next call. */
const char *term_box_text(struct term_box *t);
/* True while the program is on the alternate screen; and whether the tty echoes (a restored terminal does). */
bool term_box_on_alternate(const struct term_box *t);
bool term_box_echoes(const struct term_box *t);
/* The terminal goes away: its line is cut. Only waiting for the end and freeing are left. */
void term_box_hang_up(struct term_box *t);
pid_t term_box_pid(const struct term_box *t);

/* Everything sent so far; borrowed until the next call. What is forgotten is not judged any more. */
const char *term_box_raw(struct term_box *t, size_t *ret_bytes);
void term_box_raw_forget(struct term_box *t);
/* True once these bytes were sent: a bell is "\a". */
bool term_box_wait_raw(struct term_box *t, const char *bytes, int deadline_s);
/*
 * The first thing among the bytes that no picture needs: a control character or a sequence other than moving, erasing
 * to an end, attributes and modes. Text of the data that came through raw would be one. NULL: none. Borrowed.
 */
const char *term_box_foreign(struct term_box *t);
/* True once somebody gave the window a title. */
bool term_box_titled(const struct term_box *t);
/* True when any cell on the screen has a colour. */
bool term_box_coloured(struct term_box *t);
/* A number for all that is seen, with colours and attributes: the same number, the same picture. */
unsigned long long term_box_picture(struct term_box *t);

#endif
