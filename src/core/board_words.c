/*
 * board_words - times, durations and gestures in words. Days and months are
 * named in English whatever the locale: they stand beside words that are.
 */
#include <stdlib.h>
#include <time.h>

#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/board_own.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400, DAYS_FROM_S = 48 * 3600 };

void board_time_words(int64_t t, char *ret, size_t size)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t at = (time_t)t;
	struct tm tm;

	if (t >= PLAN_NEVER || t <= PLAN_ALWAYS || !localtime_r(&at, &tm)) {
		str_copy(ret, size, t >= PLAN_NEVER ? "never" : "always");
		return;
	}
	str_format(ret, size, "%s %02d %s %02d:%02d", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_hour,
		   tm.tm_min);
}

void board_duration_words(int64_t seconds, char *ret, size_t size)
{
	const char *sign = seconds < 0 ? "-" : "";
	long long s = llabs((long long)seconds), hours = s / HOUR_S, minutes = s % HOUR_S / MINUTE_S;

	if (s >= DAYS_FROM_S && s % DAY_S < HOUR_S)
		str_format(ret, size, "%s%lldd", sign, s / DAY_S);
	else if (s >= DAYS_FROM_S)
		str_format(ret, size, "%s%lldd %lldh", sign, s / DAY_S, s % DAY_S / HOUR_S);
	else if (hours > 0 && minutes > 0)
		str_format(ret, size, "%s%lldh%02lld", sign, hours, minutes);
	else if (hours > 0)
		str_format(ret, size, "%s%lldh", sign, hours);
	else if (minutes > 0 || s == 0)
		str_format(ret, size, "%s%lldm", sign, minutes);
	else
		str_format(ret, size, "%s%llds", sign, s);
}

static const char *mode_word(enum plan_cascade mode)
{
	static const char *const words[] = { "none", "push", "keep", "close" };

	return words[mode];
}

static void utc_words(int64_t t, char *ret, size_t size)
{
	time_t at = (time_t)t;
	struct tm tm;

	ret[0] = '\0';
	if (gmtime_r(&at, &tm))
		str_format(ret, size, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			   tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* What a drop changes beside lane and start is said too: the text is what an op_id is bound to. */
static void append_rest(const struct plan_place *from, const struct plan_place *to, char *ret, size_t size)
{
	char work[32];

	if (to->work != from->work) {
		str_format(work, sizeof(work), " for %llds", (long long)to->work);
		str_append(ret, size, work);
	}
	if (to->overtime)
		str_append(ret, size, " overtime");
	if (to->status != from->status)
		str_append(ret, size, to->status == PLAN_FIRM ? " firm" : " planned");
}

void board_gesture_words(const struct board *b, const struct plan_gesture *g, char *ret, size_t size)
{
	const struct plan_bar *bar = &b->plan.bar[g->bar];
	const struct board_fact *fact = &b->fact[g->bar];
	char start[64];

	str_format(ret, size, "%s/%d to ", fact->number, fact->sequence);
	if (g->to.lane == PLAN_NO_LANE) {
		str_append(ret, size, "the tray");
		return;
	}
	utc_words(g->to.start, start, sizeof(start));
	str_append(ret, size, b->plan.lane[g->to.lane].code);
	str_append(ret, size, " at ");
	str_append(ret, size, start);
	append_rest(&bar->at, &g->to, ret, size);
	str_append(ret, size, " ");
	str_append(ret, size, mode_word(g->mode));
}
