/*
 * str - bounded copies, UTF-8 decoding, and text made safe to paint.
 */
#include "core/base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#undef str_empty

enum { REPLACEMENT = 0xfffd };

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void utf8_cut(char *s)
{
	size_t length = strlen(s);
	size_t start = length;
	unsigned char lead;
	size_t wanted;

	while (start > 0 && length - start < 3 && is_continuation(s[start - 1]))
		start--;
	if (start == 0)
		return;
	lead = (unsigned char)s[--start];
	wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (length - start < wanted)
		s[start] = '\0';
}

bool str_copy(char *dst, size_t size, const char *src)
{
	size_t length = strlen(src);

	if (size == 0)
		return false;
	if (length < size) {
		memmove(dst, src, length + 1);
		return true;
	}
	memmove(dst, src, size - 1);
	dst[size - 1] = '\0';
	utf8_cut(dst);
	return false;
}

bool str_format(char *dst, size_t size, const char *fmt, ...)
{
	va_list args;
	int length;

	if (size == 0)
		return false;
	va_start(args, fmt);
	length = vsnprintf(dst, size, fmt, args);
	va_end(args);
	if (length < 0)
		dst[0] = '\0';
	if (length >= 0 && (size_t)length < size)
		return true;
	utf8_cut(dst);
	return false;
}

bool str_append(char *dst, size_t size, const char *src)
{
	size_t used = strnlen(dst, size);

	return used < size && str_copy(dst + used, size - used, src);
}

bool str_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_fold(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	while (*a && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool str_empty(const char *s)
{
	if (!s)
		return true;
	while (is_blank(*s))
		s++;
	return *s == '\0';
}

char *str_trim(char *s)
{
	size_t start = 0;
	size_t end = strlen(s);

	while (is_blank(s[start]))
		start++;
	while (end > start && is_blank(s[end - 1]))
		end--;
	memmove(s, s + start, end - start);
	s[end - start] = '\0';
	return s;
}

/* Length of the sequence that the first byte announces, its first bits in *ret; 0 for no first byte. */
static size_t sequence_length(unsigned char lead, unsigned *ret)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		*ret = lead & 0x1fu;
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*ret = lead & 0x0fu;
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*ret = lead & 0x07u;
		return 4;
	}
	return 0;
}

/* Overlong forms, surrogates and what lies above Unicode. */
static bool is_forbidden(unsigned codepoint, size_t length)
{
	return (length == 3 && codepoint < 0x800) || (length == 4 && codepoint < 0x10000) || codepoint > 0x10ffff ||
	       (codepoint >= 0xd800 && codepoint <= 0xdfff);
}

size_t utf8_next(const char *s, unsigned *ret_codepoint)
{
	unsigned codepoint = 0;
	size_t length;

	if ((unsigned char)*s < 0x80) {
		*ret_codepoint = (unsigned char)*s;
		return *s ? 1 : 0;
	}
	*ret_codepoint = REPLACEMENT;
	length = sequence_length((unsigned char)*s, &codepoint);
	if (length == 0)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation(s[i]))
			return 1;
		codepoint = codepoint << 6 | ((unsigned char)s[i] & 0x3fu);
	}
	if (is_forbidden(codepoint, length))
		return 1;
	*ret_codepoint = codepoint;
	return length;
}

bool utf8_valid(const char *s)
{
	unsigned codepoint;
	size_t length;

	while ((length = utf8_next(s, &codepoint)) > 0) {
		if (length == 1 && codepoint == REPLACEMENT)
			return false;
		s += length;
	}
	return true;
}

bool utf8_is_unsafe(unsigned c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) ||	    /* C0, DEL, C1 */
	       c == 0x061c || c == 0x200e || c == 0x200f || /* bidi marks */
	       (c >= 0x202a && c <= 0x202e) ||		    /* bidi embeddings and overrides */
	       (c >= 0x2066 && c <= 0x2069) ||		    /* bidi isolates */
	       c == 0x2028 || c == 0x2029 ||		    /* line and paragraph separator */
	       c == REPLACEMENT;
}

bool str_has_control(const char *s)
{
	unsigned codepoint;
	size_t length;

	while ((length = utf8_next(s, &codepoint)) > 0) {
		if (utf8_is_unsafe(codepoint))
			return true;
		s += length;
	}
	return false;
}

void str_printable(char *dst, size_t size, const char *src, bool ascii)
{
	const char *replacement = ascii ? "?" : "\xef\xbf\xbd";
	unsigned codepoint;
	size_t length;
	size_t used = 0;

	if (size == 0)
		return;
	for (; (length = utf8_next(src, &codepoint)) > 0; src += length) {
		const char *piece = src;
		size_t n = length;

		if (is_blank(*src)) {
			piece = " ";
		} else if (utf8_is_unsafe(codepoint)) {
			piece = replacement;
			n = strlen(replacement);
		}
		if (n > size - 1 - used)
			break;
		memcpy(dst + used, piece, n);
		used += n;
	}
	dst[used] = '\0';
}
