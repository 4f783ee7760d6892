/*
 * gantt_time - columns of time. Clocks count wall time, which leaps twice a
 * year; a column's edge is the first instant at which they show it.
 *
 * Up to an hour a column all columns are equally long, so that the hour that
 * clocks leave out has none and the one they repeat has two. Beyond, columns
 * follow the wall: "04:00" stays in its place and one column is an hour
 * shorter or longer.
 */
#include "core/base/zone.h"
#include "ui/widgets/gantt_own.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY, WEEK_ZOOM = GANTT_ZOOMS - 1 };

/* Nobody plans beyond it, and localtime_r still knows a year there. */
#define INSTANT_MAX (INT64_C(1) << 36)

static const struct {
	int seconds;
	const char *words;
} zooms[GANTT_ZOOMS] = {
	{ 5 * MINUTE, "5 min" }, { 10 * MINUTE, "10 min" }, { 15 * MINUTE, "15 min" }, { 30 * MINUTE, "30 min" },
	{ HOUR, "1 h" },	 { 2 * HOUR, "2 h" },	    { 4 * HOUR, "4 h" },       { 8 * HOUR, "8 h" },
	{ DAY, "1 day" },	 { WEEK, "1 week" },
};

static int valid_zoom(int zoom)
{
	return zoom < 0 ? 0 : zoom >= GANTT_ZOOMS ? GANTT_ZOOMS - 1 : zoom;
}

int64_t gantt_zoom_seconds(int zoom)
{
	return zooms[valid_zoom(zoom)].seconds;
}

const char *gantt_zoom_words(int zoom)
{
	return zooms[valid_zoom(zoom)].words;
}

static int64_t clamp(int64_t t)
{
	return t < -INSTANT_MAX ? -INSTANT_MAX : t > INSTANT_MAX ? INSTANT_MAX : t;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t wall_of(int64_t t)
{
	return t + zone_offset(t);
}

/* The instant at which the clocks change; they do so once between the two. */
static int64_t change_between(int64_t before, int64_t after)
{
	int64_t old = zone_offset(before);

	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		if (zone_offset(middle) == old)
			before = middle;
		else
			after = middle;
	}
	return after;
}

/* The first instant at which clocks show that wall time or a later one. */
static int64_t instant_of(int64_t wall)
{
	int64_t before = zone_offset(wall - DAY), after = zone_offset(wall + DAY), change;

	if (before == after)
		return wall - before;
	change = change_between(wall - DAY, wall + DAY);
	if (wall - before < change)
		return wall - before;
	return wall - after > change ? wall - after : change;
}

/* Edges of columns on the wall: multiples from midnight, weeks from Monday (day 0 of time was a Thursday). */
static int64_t wall_floor(int zoom, int64_t wall)
{
	int64_t step = gantt_zoom_seconds(zoom), phase = valid_zoom(zoom) == WEEK_ZOOM ? 3 * DAY : 0;

	return floor_div(wall + phase, step) * step - phase;
}

/* Are columns from one to the other instant equally long and their edges still edges on the wall? */
static bool is_even(int64_t step, int64_t from, int64_t t)
{
	return step <= HOUR && (zone_offset(t) - zone_offset(from)) % step == 0;
}

int64_t gantt_align(int zoom, int64_t t)
{
	int64_t step = gantt_zoom_seconds(zoom), at = clamp(t), wall = wall_floor(zoom, wall_of(at));
	int64_t even = wall - zone_offset(at);

	if (is_even(step, even, at))
		return even;
	if (instant_of(wall + step) <= at)
		wall += step;
	return instant_of(wall);
}

static int64_t start_of(const struct gantt_view *v, int64_t column)
{
	int64_t step = gantt_zoom_seconds(v->zoom), even = clamp(v->from + column * step);

	if (is_even(step, v->from, even))
		return even;
	return clamp(instant_of(wall_floor(v->zoom, wall_of(v->from)) + column * step));
}

int64_t gantt_column_start(const struct gantt_view *v, int column)
{
	return start_of(v, column);
}

int gantt_column_of(const struct gantt_view *v, int64_t t)
{
	int64_t step = gantt_zoom_seconds(v->zoom), at = clamp(t), column;

	if (is_even(step, v->from, at))
		return (int)floor_div(at - v->from, step);
	column = floor_div(wall_floor(v->zoom, wall_of(at)) - wall_floor(v->zoom, wall_of(v->from)), step);
	while (start_of(v, column) > at)
		column--;
	while (start_of(v, column + 1) <= at && start_of(v, column + 1) < INSTANT_MAX)
		column++;
	return (int)column;
}

void gantt_scroll(struct gantt_view *v, int columns)
{
	v->from = gantt_align(v->zoom, gantt_column_start(v, columns));
}

void gantt_set_zoom(struct gantt_view *v, int zoom, int64_t keep, int cols)
{
	int column = gantt_column_of(v, keep), last = cols - 1;

	if (column > last)
		column = last;
	if (column < 0)
		column = 0;
	v->zoom = valid_zoom(zoom);
	v->from = gantt_align(v->zoom, keep);
	gantt_scroll(v, -column);
}

void gantt_columns_make(const struct gantt_view *v, int first, int n, struct arena *mem, struct gantt_columns *ret)
{
	int64_t *start = arena_alloc(mem, ((size_t)n + 1) * sizeof(*start));

	for (int i = 0; i <= n; i++)
		start[i] = gantt_column_start(v, first + i);
	*ret = (struct gantt_columns){ first, n, start };
}

int gantt_columns_find(const struct gantt_columns *c, int64_t t)
{
	int low = -1, high = c->n + 1;

	/* start[low] <= t < start[high], with nothing known of the two outside. */
	while (high - low > 1) {
		int middle = low + (high - low) / 2;

		if (c->start[middle] <= t)
			low = middle;
		else
			high = middle;
	}
	return c->first + low;
}
