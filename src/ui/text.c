/*
 * text - measuring, cutting and wrapping by terminal columns.
 */
#include "ui/text.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "core/base/str.h"

int text_char_width(unsigned codepoint)
{
	int w;

	if (utf8_is_unsafe(codepoint))
		return 1;
	w = wcwidth((wchar_t)codepoint);
	return w < 0 ? 1 : w;
}

int text_width(const char *s)
{
	unsigned cp;
	int cols = 0;
	size_t n;

	while ((n = utf8_next(s, &cp)) > 0) {
		cols += text_char_width(cp);
		s += n;
	}
	return cols;
}

size_t text_fit(const char *s, int cols)
{
	unsigned cp;
	int used = 0;
	size_t at = 0, n;

	while ((n = utf8_next(s + at, &cp)) > 0) {
		int w = text_char_width(cp);

		if (used + w > cols)
			break;
		used += w;
		at += n;
	}
	return at;
}

size_t text_encode(unsigned cp, char ret[5])
{
	size_t n = 0;

	if (cp < 0x80) {
		ret[n++] = (char)cp;
	} else if (cp < 0x800) {
		ret[n++] = (char)(0xC0 | cp >> 6);
	} else if (cp < 0x10000) {
		ret[n++] = (char)(0xE0 | cp >> 12);
		ret[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
	} else {
		ret[n++] = (char)(0xF0 | cp >> 18);
		ret[n++] = (char)(0x80 | (cp >> 12 & 0x3F));
		ret[n++] = (char)(0x80 | (cp >> 6 & 0x3F));
	}
	if (cp >= 0x80)
		ret[n++] = (char)(0x80 | (cp & 0x3F));
	ret[n] = '\0';
	return n;
}

/* Copy n bytes of s, less when dst is small, never half a character. */
static void copy_bytes(char *dst, size_t size, const char *s, size_t n)
{
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(dst, s, n);
	dst[n] = '\0';
}

void text_clip(char *dst, size_t size, const char *s, int cols)
{
	size_t fit = text_fit(s, cols);

	if (s[fit] == '\0') {
		copy_bytes(dst, size, s, fit);
		return;
	}
	if (cols <= 0) {
		dst[0] = '\0';
		return;
	}
	fit = text_fit(s, cols - 1);
	copy_bytes(dst, size > 4 ? size - 3 : 1, s, fit);
	str_append(dst, size, "…");
}

/* Where the line starting at s ends; *ret_next is where the following one starts. */
static size_t wrap_one(const char *s, int cols, size_t *ret_next)
{
	size_t fit, cut, newline = strcspn(s, "\n");

	fit = text_fit(s, cols > 0 ? cols : 1);
	if (fit == 0 && s[0] != '\0' && s[0] != '\n') {
		unsigned cp;

		fit = utf8_next(s, &cp); /* one column for a wide character: better cut off than stuck */
	}
	if (newline <= fit) {
		*ret_next = newline + (s[newline] == '\n');
		return newline;
	}
	if (s[fit] == '\0' || s[fit] == ' ') {
		cut = fit;
	} else {
		cut = fit;
		while (cut > 0 && s[cut - 1] != ' ')
			cut--;
		if (cut == 0)
			cut = fit;
	}
	*ret_next = cut;
	while (s[*ret_next] == ' ')
		++*ret_next;
	while (cut > 0 && s[cut - 1] == ' ')
		cut--;
	return cut;
}

int text_wrap(const char *s, int cols, void (*line)(void *ctx, int number, const char *text), void *ctx)
{
	char buf[1024];
	int number = 0;

	while (*s != '\0') {
		size_t next, n = wrap_one(s, cols, &next);

		if (line != NULL) {
			copy_bytes(buf, sizeof(buf), s, n);
			line(ctx, number, buf);
		}
		number++;
		s += next > 0 ? next : 1;
	}
	return number;
}

/* Latin-1 letters without their accents, U+00C0 on. */
static const char latin[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

static char ascii_symbol(unsigned cp)
{
	static const struct {
		unsigned cp;
		char c;
	} table[] = {
		{ 0x00A0, ' ' }, { 0x00A7, 'S' }, { 0x00B0, 'o' },  { 0x00B1, '~' },  { 0x00B2, '2' }, { 0x00B3, '3' },
		{ 0x00B5, 'u' }, { 0x00B7, '-' }, { 0x2009, ' ' },  { 0x2010, '-' },  { 0x2011, '-' }, { 0x2012, '-' },
		{ 0x2013, '-' }, { 0x2014, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201C, '"' }, { 0x201D, '"' },
		{ 0x2022, '*' }, { 0x2026, '~' }, { 0x202F, ' ' },  { 0x2039, '<' },  { 0x203A, '>' }, { 0x20AC, 'E' },
		{ 0x2190, '<' }, { 0x2191, '^' }, { 0x2192, '>' },  { 0x2193, 'v' },  { 0x2194, '-' }, { 0x2260, '#' },
		{ 0x2264, '<' }, { 0x2265, '>' }, { 0x2588, '#' },  { 0x2591, '.' },  { 0x2592, ':' }, { 0x2593, '%' },
		{ 0x25A0, '#' }, { 0x25B2, '!' }, { 0x25B6, '>' },  { 0x25B8, '>' },  { 0x25BC, 'v' }, { 0x25BE, 'v' },
		{ 0x25C0, '<' }, { 0x25C6, '*' }, { 0x25CB, 'o' },  { 0x25CC, '.' },  { 0x25CF, '*' }, { 0x25D0, '%' },
		{ 0x26A0, '!' }, { 0x2713, '+' }, { 0x2717, 'x' },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].cp == cp)
			return table[i].c;
	return '?';
}

char text_ascii(unsigned cp)
{
	if (cp < 0x20 || cp == 0x7F)
		return '?';
	if (cp < 0x7F)
		return (char)cp;
	if (cp >= 0xC0 && cp <= 0xFF)
		return latin[cp - 0xC0];
	if (cp == 0x2500 || cp == 0x2501)
		return '-';
	if (cp == 0x2550)
		return '=';
	if (cp >= 0x2504 && cp <= 0x250B) /* dotted: across, upright */
		return (cp & 2) == 0 ? '.' : ':';
	if (cp == 0x2502 || cp == 0x2503 || cp == 0x2551)
		return '|';
	if (cp > 0x2503 && cp < 0x2580)
		return '+';
	if (cp >= 0x2581 && cp <= 0x2587) /* lower eighths */
		return "_.-=+*#"[cp - 0x2581];
	if (cp >= 0x2589 && cp <= 0x258F) /* left eighths: at least half is a full cell */
		return cp <= 0x258C ? '#' : '.';
	return ascii_symbol(cp);
}

void number_style_init(struct number_style *s)
{
	const struct lconv *lc = localeconv();

	str_copy(s->group, sizeof(s->group), lc->thousands_sep[0] != '\0' ? lc->thousands_sep : " ");
	str_copy(s->point, sizeof(s->point), lc->decimal_point[0] != '\0' ? lc->decimal_point : ".");
	if (str_has_control(s->group) || !utf8_valid(s->group))
		str_copy(s->group, sizeof(s->group), " ");
}

static bool is_plain_number(const char *s)
{
	bool digits = false, point = false;

	if (*s == '-' || *s == '+')
		s++;
	for (; *s != '\0'; s++) {
		if (*s == '.' && !point)
			point = true;
		else if (*s >= '0' && *s <= '9')
			digits = true;
		else
			return false;
	}
	return digits;
}

void text_number(const struct number_style *s, const char *plain, char *dst, size_t size)
{
	const char *p = plain;
	size_t whole;

	if (!is_plain_number(plain)) {
		str_copy(dst, size, plain);
		return;
	}
	dst[0] = '\0';
	if (*p == '-' || *p == '+')
		str_format(dst, size, "%c", *p++);
	whole = strcspn(p, ".");
	for (size_t i = 0; i < whole; i++) {
		const char digit[2] = { p[i], '\0' };

		/* Four digits stay together only in a table of one; grouping all of them keeps columns alike. */
		if (i > 0 && (whole - i) % 3 == 0)
			str_append(dst, size, s->group);
		str_append(dst, size, digit);
	}
	if (p[whole] == '.') {
		str_append(dst, size, s->point);
		str_append(dst, size, p + whole + 1);
	}
}
