/*
 * zone - by the C library's rules of the process's zone.
 */
#include "core/base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/str.h"

enum { DAY_S = 86400 };

bool zone_use(const char *name)
{
	char path[256];

	if (str_empty(name) || strstr(name, "..") != NULL ||
	    !str_format(path, sizeof(path), "/usr/share/zoneinfo/%s", name) || access(path, R_OK) != 0)
		return false;
	setenv("TZ", name, 1);
	tzset();
	return true;
}

int64_t zone_offset(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	return localtime_r(&at, &tm) ? tm.tm_gmtoff : 0;
}

int64_t zone_wall(int year, int month, int day, int hour, int minute, int second)
{
	struct tm tm = { .tm_year = year - 1900,
			 .tm_mon = month - 1,
			 .tm_mday = day,
			 .tm_hour = hour,
			 .tm_min = minute,
			 .tm_sec = second };
	int64_t wall = timegm(&tm);
	/* Clocks are set at most once within a day on either side. */
	int64_t before = zone_offset(wall - DAY_S), after = zone_offset(wall + DAY_S);

	return zone_offset(wall - after) == after ? wall - after : wall - before;
}

static int digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++)
		value = value * 10 + s[i] - '0';
	return value;
}

/* Behind the time of day: "Z", "+01", "-05:30" or nothing. */
static bool offset_of(const char *s, int64_t *ret)
{
	s += strcspn(s, "Z+-");
	*ret = 0;
	if (*s == '\0' || *s == 'Z')
		return *s == 'Z';
	*ret = digits(s + 1, 2) * 3600 + (s[3] == ':' ? digits(s + 4, 2) * 60 : 0);
	if (*s == '-')
		*ret = -*ret;
	return true;
}

bool zone_instant(const char *text, const char *field, int64_t *ret, struct err *err)
{
	int part[6] = { 0 };
	int64_t offset;

	if (!time_check(text, field, err))
		return false;
	part[0] = digits(text, 4);
	part[1] = digits(text + 5, 2);
	part[2] = digits(text + 8, 2);
	if (text[10] != '\0') {
		part[3] = digits(text + 11, 2);
		part[4] = digits(text + 14, 2);
		part[5] = text[16] == ':' ? digits(text + 17, 2) : 0;
	}
	if (text[10] != '\0' && offset_of(text + 16, &offset)) {
		struct tm tm = { .tm_year = part[0] - 1900,
				 .tm_mon = part[1] - 1,
				 .tm_mday = part[2],
				 .tm_hour = part[3],
				 .tm_min = part[4],
				 .tm_sec = part[5] };

		*ret = timegm(&tm) - offset;
	} else {
		*ret = zone_wall(part[0], part[1], part[2], part[3], part[4], part[5]);
	}
	return true;
}

void zone_rfc3339(int64_t t, char ret[ZONE_TEXT])
{
	time_t at = (time_t)t;
	struct tm tm;
	long minutes;

	if (!localtime_r(&at, &tm)) {
		ret[0] = '\0';
		return;
	}
	minutes = labs(tm.tm_gmtoff) / 60;
	str_format(ret, ZONE_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld", tm.tm_year + 1900, tm.tm_mon + 1,
		   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60,
		   minutes % 60);
}

int64_t zone_midnight(int64_t t, int days)
{
	time_t at = (time_t)t;
	struct tm tm;

	if (!localtime_r(&at, &tm))
		return t + (int64_t)days * DAY_S;
	return zone_wall(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday + days, 0, 0, 0);
}
