/*
 * board_snap - the lines a held bar steps along.
 */
#include "core/base/zone.h"
#include "core/board_own.h"

enum { MINUTE_S = 60, DAY_S = 86400 };

static const struct snap_kind {
	const char *words;
	int64_t step_s; /* 0: no even steps */
} kinds[SNAP_COUNT] = {
	[SNAP_1_MIN] = { "1 min", MINUTE_S },
	[SNAP_5_MIN] = { "5 min", 5 * MINUTE_S },
	[SNAP_15_MIN] = { "15 min", 15 * MINUTE_S },
	[SNAP_30_MIN] = { "30 min", 30 * MINUTE_S },
	[SNAP_1_HOUR] = { "1 hour", 60 * MINUTE_S },
	[SNAP_SHIFT] = { "shift", 0 },
	[SNAP_DAY] = { "day", 0 },
};

const char *board_snap_words(enum board_snap snap)
{
	return kinds[snap].words;
}

static int64_t floor_to(int64_t t, int64_t step)
{
	int64_t rest = t % step;

	return t - (rest < 0 ? rest + step : rest);
}

/* On the local hour: zones are not all whole hours from UTC. */
static int64_t even_line(int64_t t, int64_t step, int direction)
{
	int64_t offset = zone_offset(t), wall = t + offset;

	return (direction > 0 ? floor_to(wall, step) + step : floor_to(wall - 1, step)) - offset;
}

static int64_t day_line(int64_t t, int direction)
{
	return direction > 0 ? zone_midnight(t, 1) : zone_midnight(t - 1, 0);
}

/* How many windows begin at or before t. */
static size_t windows_before(const struct plan_calendar *c, int64_t t)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->window[middle].start <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t window_line(const struct plan_calendar *c, int64_t t, int direction)
{
	size_t at = windows_before(c, direction > 0 ? t : t - 1);

	if (direction > 0)
		return at < c->n ? c->window[at].start : t + DAY_S;
	return at > 0 ? c->window[at - 1].start : t - DAY_S;
}

int64_t board_snap_line(const struct board *b, uint32_t lane, enum board_snap snap, int64_t t, int direction)
{
	if (kinds[snap].step_s > 0)
		return even_line(t, kinds[snap].step_s, direction);
	if (snap == SNAP_DAY)
		return day_line(t, direction);
	if (lane >= b->plan.n_lanes || b->plan.lane[lane].calendar.round_the_clock)
		return direction > 0 ? t + DAY_S : t - DAY_S;
	return window_line(&b->plan.lane[lane].calendar, t, direction);
}
