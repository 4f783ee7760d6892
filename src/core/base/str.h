/*
 * str - text helpers that never overflow and never leave half a character.
 *
 * All strings are UTF-8 and NUL terminated.
 */
#ifndef GEMBA_BASE_STR_H
#define GEMBA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"

/* Copy at most size-1 bytes, cut at a character; returns false when cut. */
bool str_copy(char *dst, size_t size, const char *src);
/* snprintf that cuts at a character; returns false when cut. */
bool str_format(char *dst, size_t size, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Append; returns false when cut. */
bool str_append(char *dst, size_t size, const char *src);
bool str_equal(const char *a, const char *b);	   /* NULL equals only NULL */
bool str_equal_fold(const char *a, const char *b); /* ASCII case ignored */
bool str_starts(const char *s, const char *prefix);
bool str_empty(const char *s); /* NULL, "" or only blanks */
/* The analyzer does not look into str.c: what is not empty is not NULL either. */
#ifdef __clang_analyzer__
#define str_empty(s) (!(s) || (str_empty)(s))
#endif
/* Cut blanks (space, tab, CR, LF) off both ends, in place; returns s. */
char *str_trim(char *s);

/*
 * Decode one character at s. Returns its length in bytes (1..4); an invalid
 * or overlong byte is length 1 and U+FFFD. At the end: 0.
 */
size_t utf8_next(const char *s, unsigned *ret_codepoint);
bool utf8_valid(const char *s);
/* Take a last character off that was cut in its middle. For text that a size limit may have cut. */
void utf8_cut(char *s);
/* True for C0, DEL, C1, bidi marks, overrides and isolates, U+2028/2029, U+FFFD by decoding. */
bool utf8_is_unsafe(unsigned codepoint);
/* True when s holds a character that must never be painted or stored raw. */
bool str_has_control(const char *s);
/*
 * Copy src so that it can be painted: every unsafe character becomes
 * U+FFFD ("?" when ascii). One line comes out: tab, CR and LF become a blank.
 */
void str_printable(char *dst, size_t size, const char *src, bool ascii);

#endif
