/*
 * clock - the machine's clocks, UUIDs, and the written form of a time.
 */
#include "core/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/base/str.h"

static int64_t read_clock(clockid_t id, int64_t per_second)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * per_second + t.tv_nsec / (INT64_C(1000000000) / per_second);
}

static int64_t system_mono_ms(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_MONOTONIC, 1000);
}

static int64_t system_wall_us(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_REALTIME, 1000000);
}

/* Ids protect against doing things twice: a guessable or repeated one is worse than none. */
static uint64_t system_random(void *ctx)
{
	uint64_t bits;

	(void)ctx;
	if (getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
		abort();
	return bits;
}

const struct clock *clock_system(void)
{
	static const struct clock machine = {
		.mono_ms = system_mono_ms,
		.wall_us = system_wall_us,
		.random = system_random,
	};

	return &machine;
}

int64_t clock_mono_ms(const struct clock *c)
{
	return c->mono_ms(c->ctx);
}

int64_t clock_wall_us(const struct clock *c)
{
	return c->wall_us(c->ctx);
}

uint64_t clock_random(const struct clock *c)
{
	return c->random(c->ctx);
}

void uuid_make(const struct clock *c, char ret[UUID_TEXT])
{
	uint64_t high = (clock_random(c) & ~UINT64_C(0xf000)) | UINT64_C(0x4000);
	uint64_t low = (clock_random(c) & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63;

	snprintf(ret, UUID_TEXT, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
		 (unsigned)(high & 0xffff), (unsigned)(low >> 48),
		 (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

bool uuid_valid(const char *text)
{
	size_t i;

	if (!text)
		return false;
	for (i = 0; text[i]; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ? text[i] != '-' : !strchr("0123456789abcdefABCDEF", text[i]))
			return false;
	}
	return i == UUID_TEXT - 1;
}

/* ---- the written form of a time ----------------------------------------- */

/* Takes exactly n digits within min..max off *s. */
static bool take_number(const char **s, int n, int min, int max, int *ret)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if ((*s)[i] < '0' || (*s)[i] > '9')
			return false;
		value = value * 10 + (*s)[i] - '0';
	}
	if (value < min || value > max)
		return false;
	*s += n;
	*ret = value;
	return true;
}

static bool take_char(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool take_date(const char **s)
{
	int year;
	int month;
	int day;

	return take_number(s, 4, 1, 9999, &year) && take_char(s, '-') && take_number(s, 2, 1, 12, &month) &&
	       take_char(s, '-') && take_number(s, 2, 1, month_days(year, month), &day);
}

/* HH:MM[:SS[.ffffff]] */
static bool take_time(const char **s)
{
	size_t digits;
	int ignored;

	if (!take_number(s, 2, 0, 23, &ignored) || !take_char(s, ':') || !take_number(s, 2, 0, 59, &ignored))
		return false;
	if (!take_char(s, ':'))
		return true;
	if (!take_number(s, 2, 0, 59, &ignored))
		return false;
	if (!take_char(s, '.'))
		return true;
	digits = strspn(*s, "0123456789");
	*s += digits;
	return digits >= 1 && digits <= 6;
}

/* +-HH[:MM]; PostgreSQL's limit is 15:59. */
static bool take_offset(const char **s, bool *ret_minutes)
{
	int ignored;

	if (!take_char(s, '+') && !take_char(s, '-'))
		return false;
	if (!take_number(s, 2, 0, 15, &ignored))
		return false;
	*ret_minutes = take_char(s, ':');
	return !*ret_minutes || take_number(s, 2, 0, 59, &ignored);
}

static bool time_form(const char *s)
{
	bool minutes;

	if (!take_date(&s))
		return false;
	if (*s == '\0')
		return true;
	if (!take_char(&s, ' ') && !take_char(&s, 'T'))
		return false;
	if (!take_time(&s))
		return false;
	return *s == '\0' || ((take_char(&s, 'Z') || take_offset(&s, &minutes)) && *s == '\0');
}

bool time_check(const char *text, const char *field, struct err *err)
{
	if (text && time_form(text))
		return true;
	err_set(err, ERR_VALIDATION, "BAD_TIME", field, "not a time: %s", text ? text : "");
	return err_hint(err, "write it as 2026-11-24 14:30, if need be with a zone: 2026-11-24T14:30:00+01:00");
}

bool date_check(const char *text, const char *field, struct err *err)
{
	const char *s = text;

	if (text && take_date(&s) && *s == '\0')
		return true;
	err_set(err, ERR_VALIDATION, "BAD_DATE", field, "not a date: %s", text ? text : "");
	return err_hint(err, "write it as 2026-11-24");
}

void time_rfc3339(const char *pg, char *ret, size_t size)
{
	const char *s = pg;
	bool minutes = false;

	if (take_date(&s) && take_char(&s, ' ') && take_time(&s) && take_offset(&s, &minutes) && *s == '\0')
		str_format(ret, size, "%.10sT%s%s", pg, pg + 11, minutes ? "" : ":00");
	else
		str_copy(ret, size, pg);
}
