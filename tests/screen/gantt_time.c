/*
 * gantt_time - columns of time on days when clocks change and on others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "core/base/zone.h"
#include "ui/widgets/gantt.h"

enum { HOUR = 3600, DAY = 24 * HOUR, ZOOM_2H = 5, ZOOM_4H, ZOOM_8H, ZOOM_DAY, ZOOM_WEEK };

static struct tm wall(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	assert_non_null(localtime_r(&at, &tm));
	return tm;
}

static void test_zooms(void **state)
{
	(void)state;
	assert_int_equal(gantt_zoom_seconds(0), 300);
	assert_int_equal(gantt_zoom_seconds(GANTT_ZOOM_HOUR), HOUR);
	assert_int_equal(gantt_zoom_seconds(GANTT_ZOOMS - 1), 7 * DAY);
	assert_string_equal(gantt_zoom_words(0), "5 min");
	assert_string_equal(gantt_zoom_words(GANTT_ZOOM_HOUR), "1 h");
	assert_string_equal(gantt_zoom_words(99), "1 week");
	for (int z = 1; z < GANTT_ZOOMS; z++)
		assert_true(gantt_zoom_seconds(z) > gantt_zoom_seconds(z - 1));
}

/* Columns whose left edge lies in the local day that begins at midnight. */
static int columns_of_day(int zoom, int year, int month, int day)
{
	int64_t from = zone_wall(year, month, day, 0, 0, 0), to = zone_wall(year, month, day + 1, 0, 0, 0);
	struct gantt_view v = { gantt_align(zoom, from), zoom, 0 };

	assert_int_equal(v.from, from);
	assert_int_equal(gantt_column_start(&v, gantt_column_of(&v, to)), to);
	return gantt_column_of(&v, to);
}

static void test_rome(void **state)
{
	struct gantt_view v;

	(void)state;
	assert_true(zone_use("Europe/Rome"));
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 3, 29), 23);
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 10, 25), 25);
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 11, 24), 24);
	assert_int_equal(columns_of_day(0, 2026, 3, 29), 23 * 12);
	assert_int_equal(columns_of_day(0, 2026, 10, 25), 25 * 12);
	assert_int_equal(columns_of_day(ZOOM_2H, 2026, 3, 29), 12);
	assert_int_equal(columns_of_day(ZOOM_4H, 2026, 10, 25), 6);
	assert_int_equal(columns_of_day(ZOOM_8H, 2026, 3, 29), 3);
	assert_int_equal(columns_of_day(ZOOM_DAY, 2026, 3, 29), 1);
	/* The column that holds the leap is an hour shorter, and the one with the hour twice longer. */
	v = (struct gantt_view){ zone_wall(2026, 3, 29, 0, 0, 0), ZOOM_4H, 0 };
	assert_int_equal(gantt_column_start(&v, 1) - gantt_column_start(&v, 0), 3 * HOUR);
	v = (struct gantt_view){ zone_wall(2026, 10, 25, 0, 0, 0), ZOOM_4H, 0 };
	assert_int_equal(gantt_column_start(&v, 1) - gantt_column_start(&v, 0), 5 * HOUR);
	assert_int_equal(wall(gantt_column_start(&v, 1)).tm_hour, 4);
}

static void test_new_york(void **state)
{
	(void)state;
	assert_true(zone_use("America/New_York"));
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 3, 8), 23);
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 11, 1), 25);
	assert_int_equal(columns_of_day(1, 2026, 11, 1), 25 * 6);
	assert_int_equal(columns_of_day(ZOOM_2H, 2026, 11, 1), 12);
	assert_int_equal(columns_of_day(ZOOM_DAY, 2026, 11, 1), 1);
}

static void test_kolkata(void **state)
{
	int64_t t;

	(void)state;
	assert_true(zone_use("Asia/Kolkata"));
	t = zone_wall(2026, 11, 24, 14, 32, 10);
	assert_int_equal(gantt_align(GANTT_ZOOM_HOUR, t), zone_wall(2026, 11, 24, 14, 0, 0));
	assert_int_equal(gantt_align(2, t), zone_wall(2026, 11, 24, 14, 30, 0));
	assert_int_equal(gantt_align(ZOOM_8H, t), zone_wall(2026, 11, 24, 8, 0, 0));
	assert_int_equal(gantt_align(ZOOM_DAY, t), zone_wall(2026, 11, 24, 0, 0, 0));
	assert_int_equal(gantt_align(ZOOM_WEEK, t), zone_wall(2026, 11, 23, 0, 0, 0));
	assert_int_equal(columns_of_day(GANTT_ZOOM_HOUR, 2026, 3, 29), 24);
}

/* ---- what holds in every zone at every zoom ---- */

static void check_columns(const struct gantt_view *v)
{
	for (int c = -50; c < 150; c++) {
		int64_t start = gantt_column_start(v, c), next = gantt_column_start(v, c + 1);

		assert_true(start < next);
		assert_int_equal(gantt_column_of(v, start), c);
		assert_int_equal(gantt_column_of(v, next - 1), c);
		assert_int_equal(gantt_align(v->zoom, start), start);
		assert_int_equal(gantt_align(v->zoom, start + (next - start) / 2), start);
	}
}

/* The first instant of each local day is an edge, of each week at the last zoom. */
static void check_days(const struct gantt_view *v)
{
	struct tm before = wall(v->from - HOUR);

	for (int64_t t = v->from - HOUR; t < v->from + 40 * DAY; t += 900) {
		struct tm tm = wall(t);
		bool new_day = tm.tm_mday != before.tm_mday;

		before = tm;
		if (new_day && (v->zoom <= ZOOM_DAY || tm.tm_wday == 1))
			assert_int_equal(gantt_column_start(v, gantt_column_of(v, t)), t);
	}
}

static void check_scrolling(const struct gantt_view *v)
{
	for (int by = 1; by < 3000; by += by / 2 + 1) {
		struct gantt_view moved = *v;

		gantt_scroll(&moved, by);
		assert_int_equal(moved.from, gantt_column_start(v, by));
		gantt_scroll(&moved, -by);
		assert_int_equal(moved.from, v->from);
	}
}

static void check_zooming(const struct gantt_view *v)
{
	int64_t keep = gantt_column_start(v, 40) + 60;

	for (int zoom = 0; zoom < GANTT_ZOOMS; zoom++) {
		struct gantt_view other = *v;

		gantt_set_zoom(&other, zoom, keep, 120);
		assert_int_equal(other.zoom, zoom);
		assert_int_equal(gantt_column_of(&other, keep), 40);
		assert_int_equal(gantt_align(zoom, other.from), other.from);
	}
}

static void check_zone(const char *zone)
{
	static const int days[][3] = { { 2026, 3, 7 },	{ 2026, 3, 28 },  { 2026, 4, 4 },   { 2026, 7, 1 },
				       { 2026, 10, 3 }, { 2026, 10, 24 }, { 2026, 10, 31 }, { 2026, 12, 31 } };

	print_message("%s\n", zone);
	assert_true(zone_use(zone));
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		for (int zoom = 0; zoom < GANTT_ZOOMS; zoom++) {
			int64_t t = zone_wall(days[i][0], days[i][1], days[i][2], 13, 37, 11);
			struct gantt_view v = { gantt_align(zoom, t), zoom, 0 };

			check_columns(&v);
			check_days(&v);
			check_scrolling(&v);
			check_zooming(&v);
		}
}

static void test_zones(void **state)
{
	(void)state;
	check_zone("Europe/Rome");
	check_zone("America/New_York");
	check_zone("Asia/Kolkata");
	check_zone("UTC");
	check_zone("America/Havana");	   /* midnight is left out, and comes twice */
	check_zone("Australia/Lord_Howe"); /* by half an hour */
	check_zone("Asia/Kathmandu");
}

static void test_zoom_keeps_what_is_seen(void **state)
{
	struct gantt_view v;

	(void)state;
	assert_true(zone_use("Europe/Rome"));
	v = (struct gantt_view){ zone_wall(2026, 11, 24, 0, 0, 0), GANTT_ZOOM_HOUR, 3 };
	/* Left and right of the window: it comes to the edge. */
	gantt_set_zoom(&v, 2, zone_wall(2026, 11, 1, 12, 5, 0), 80);
	assert_int_equal(v.from, zone_wall(2026, 11, 1, 12, 0, 0));
	gantt_set_zoom(&v, 2, zone_wall(2026, 12, 1, 12, 5, 0), 80);
	assert_int_equal(gantt_column_of(&v, zone_wall(2026, 12, 1, 12, 5, 0)), 79);
	assert_int_equal(v.top, 3);
	gantt_set_zoom(&v, 99, v.from, 1);
	assert_int_equal(v.zoom, GANTT_ZOOMS - 1);
	gantt_set_zoom(&v, -1, v.from, 1);
	assert_int_equal(v.zoom, 0);
}

static void test_far_away(void **state)
{
	(void)state;
	assert_true(zone_use("Europe/Rome"));
	for (int zoom = 0; zoom < GANTT_ZOOMS; zoom++) {
		struct gantt_view v = { gantt_align(zoom, zone_wall(2026, 11, 24, 0, 0, 0)), zoom, 0 };

		assert_true(gantt_column_of(&v, PLAN_NEVER) > 10000);
		assert_true(gantt_column_of(&v, PLAN_ALWAYS) < -4000);
		for (int i = 0; i < 3; i++)
			gantt_scroll(&v, INT32_MAX);
		for (int i = 0; i < 6; i++)
			gantt_scroll(&v, INT32_MIN);
		assert_true(gantt_column_of(&v, 0) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zooms),	 cmocka_unit_test(test_rome),
		cmocka_unit_test(test_new_york), cmocka_unit_test(test_kolkata),
		cmocka_unit_test(test_zones),	 cmocka_unit_test(test_zoom_keeps_what_is_seen),
		cmocka_unit_test(test_far_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
