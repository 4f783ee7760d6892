/*
 * unit_scan - see the header.
 */
#include "support/unit_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct scan_rules only_year = { .year = UNIT_SCAN_YEAR };

void unit_scan_reads(const char *text, const struct scan_rules *rules, enum scan_format format, struct scan *ret)
{
	struct err err = { 0 };

	if (!scan_parse(text, strlen(text), rules ? rules : &only_year, ret, &err))
		fail_msg("%s: %s %s", text, err.code, err.message);
	assert_string_equal(scan_format_name(ret->format), scan_format_name(format));
	assert_true(ret->n_readings > 0);
}

struct err unit_scan_refuses(const char *text, const struct scan_rules *rules, const char *code)
{
	struct err err = { 0 };
	struct scan s = { 0 };

	if (scan_parse(text, strlen(text), rules ? rules : &only_year, &s, &err))
		fail_msg("%s was read, %s was expected", text, code);
	if (strcmp(err.code, code) != 0)
		fail_msg("%s: %s (%s), %s was expected", text, err.code, err.message, code);
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.field, "text");
	assert_int_equal(s.n_readings, 0);
	scan_done(&s);
	return err;
}

void unit_scan_pair(const struct scan *s, size_t i, const char *id, const char *value)
{
	assert_true(i < s->reading[0]->n_elements);
	assert_string_equal(s->reading[0]->element[i].id, id);
	assert_string_equal(s->reading[0]->element[i].value, value);
}

void unit_scan_field(const struct scan *s, const char *name, const char *value)
{
	const char *is = scan_get(s->reading[0], name);

	if (!value && is)
		fail_msg("%s is %s, nothing was expected", name, is);
	if (value && !is)
		fail_msg("%s is missing, %s was expected", name, value);
	if (value)
		assert_string_equal(is, value);
}

void unit_scan_tells(const char *text, const struct scan_rules *rules, enum scan_format format, const char *name,
		     const char *value)
{
	struct scan s;

	unit_scan_reads(text, rules, format, &s);
	unit_scan_field(&s, name, value);
	scan_done(&s);
}
