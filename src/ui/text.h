/*
 * text - text measured in terminal columns (wcwidth, as ncurses does), and
 * turned into what a terminal of this kind can show.
 *
 * Nothing here paints; canvas.h does.
 */
#ifndef GEMBA_UI_TEXT_H
#define GEMBA_UI_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Columns that s takes; unsafe characters count as the one that replaces them. */
int text_width(const char *s);
/* Columns of one character: 0 (combining), 1 or 2. */
int text_char_width(unsigned codepoint);
/* Bytes of s that fit into cols columns, whole characters with what combines with them. */
size_t text_fit(const char *s, int cols);
/* Copy s cut to cols columns; what was cut ends in "…" (counts as one column). */
void text_clip(char *dst, size_t size, const char *s, int cols);
/* One character as UTF-8, NUL terminated; returns its bytes. */
size_t text_encode(unsigned cp, char ret[5]);
/*
 * Break s at blanks into lines of at most cols columns. Calls line for each
 * with its number; returns how many there are. line may be NULL (count only).
 * A newline in s starts a new line.
 */
int text_wrap(const char *s, int cols, void (*line)(void *ctx, int number, const char *text), void *ctx);
/*
 * The character to paint when only ASCII can be shown: "●" is "*", "é" is
 * "e", box drawing and blocks have their stand-ins, the rest is "?".
 */
char text_ascii(unsigned cp);

/* How the locale writes numbers; filled once at start. */
struct number_style {
	char group[8]; /* between thousands; a blank when the locale has none */
	char point[8];
};
void number_style_init(struct number_style *s);
/* "12480.5" -> "12 480.5". What is not plain digits is copied. */
void text_number(const struct number_style *s, const char *plain, char *dst, size_t size);

#endif
