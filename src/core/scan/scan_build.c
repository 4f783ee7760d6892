/*
 * scan_build - elements, fields and warnings of a reading, and what all
 * formats need of dates and errors.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan_own.h"

struct scan_reading *scan_add_reading(struct scan *s)
{
	struct scan_reading *r;

	if (s->n_readings == SCAN_READINGS)
		return NULL;
	r = arena_alloc(&s->mem, sizeof(*r));
	s->reading[s->n_readings++] = r;
	return r;
}

bool scan_add_element(struct scan *s, struct scan_reading *r, const char *id, struct scan_text value, struct err *err)
{
	struct scan_element *e;

	if (r->n_elements == SCAN_ELEMENTS)
		return scan_fail(err, "TOO_LONG", "More than %d values: the label ends for us at %zu.", SCAN_ELEMENTS,
				 value.at + 1);
	e = &r->element[r->n_elements++];
	e->id = arena_strdup(&s->mem, id);
	e->value = arena_strndup(&s->mem, value.bytes, value.n);
	e->at = value.at;
	return true;
}

/* A copy that can be painted and sent: what is not printable UTF-8 becomes U+FFFD. */
static const char *printable(struct scan *s, const char *value, size_t n)
{
	char *copy = arena_alloc(&s->mem, n + 1);
	char *clean;

	for (size_t i = 0; i < n; i++)
		copy[i] = value[i] ? value[i] : '\1';
	if (!str_has_control(copy) && utf8_valid(copy))
		return copy;
	clean = arena_alloc(&s->mem, 3 * n + 1);
	str_printable(clean, 3 * n + 1, copy, false);
	return clean;
}

void scan_put(struct scan *s, struct scan_reading *r, const char *name, const char *value, size_t n)
{
	if (r->n_fields == SCAN_FIELDS || scan_get(r, name))
		return;
	r->field[r->n_fields].name = arena_strdup(&s->mem, name);
	r->field[r->n_fields++].value = printable(s, value, n);
}

void scan_warn(struct scan *s, const char *fmt, ...)
{
	char text[256];
	va_list args;

	if (s->n_warnings == SCAN_WARNINGS)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	utf8_cut(text);
	for (size_t i = 0; i < s->n_warnings; i++)
		if (strcmp(s->warning[i], text) == 0)
			return;
	s->warning[s->n_warnings++] = arena_strdup(&s->mem, text);
}

bool scan_fail(struct err *err, const char *code, const char *fmt, ...)
{
	char text[sizeof(err->message)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return err_set(err, ERR_VALIDATION, code, "text", "%s", text);
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Two digits; -1 when they are none. */
static int two(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

bool scan_date(const char yymmdd[6], int year, char ret[11], bool *ret_day_given)
{
	int yy = two(yymmdd);
	int month = two(yymmdd + 2);
	int day = two(yymmdd + 4);
	int full, ahead;

	if (yy < 0 || month < 1 || month > 12 || day < 0)
		return false;
	full = year - year % 100 + yy;
	ahead = full - year;
	if (ahead > 50)
		full -= 100;
	else if (ahead < -49)
		full += 100;
	if (full < 0 || full > 9999 || day > days_in(full, month))
		return false;
	*ret_day_given = day > 0;
	(void)snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)full % 10000, (unsigned)month % 100,
		       (unsigned)(day > 0 ? day : days_in(full, month)) % 100);
	return true;
}

const char *scan_rule_for(const struct scan_rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->n_rules; i++)
		if (strcmp(rules->rule[i].id, id) == 0)
			return rules->rule[i].field;
	return NULL;
}
