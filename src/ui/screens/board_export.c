/*
 * board_export - the day of the cursor as two files: a table for other
 * programs and a page for the printer by the door.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "core/day_plan.h"
#include "core/place.h"
#include "ui/screens/board.h"

typedef void (*writer)(FILE *f, const struct day_plan *d);

/* Midnight of that day, or of one so many days later, by the wall. */
static int64_t midnight(int64_t t, int days)
{
	time_t at = (time_t)t;
	struct tm tm;

	localtime_r(&at, &tm);
	tm.tm_mday += days;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

static int64_t day_of_cursor(const struct desk *s)
{
	uint32_t bar = desk_bar(s);

	return bar != PLAN_NO_BAR ? s->plan.place[bar].start : s->look.at.t;
}

/* Written whole or not at all: the name appears when the last byte is there. */
static bool write_file(const char *path, writer write, const struct day_plan *d, struct err *err)
{
	char part[PLACE_PATH + 8];
	FILE *f;
	bool ok;

	str_format(part, sizeof(part), "%s.part", path);
	f = fopen(part, "w");
	ok = f != NULL;
	if (f) {
		write(f, d);
		ok = !ferror(f);
		ok = fclose(f) == 0 && ok;
	}
	if (ok && rename(part, path) == 0)
		return true;
	return err_set(err, ERR_VALIDATION, "NOT_WRITTEN", "", "%s could not be written: %s", path, strerror(errno));
}

static void fill(const struct app *app, const struct desk *s, bool *wanted, struct day_plan *ret)
{
	const struct person *who = app->session ? session_person(app->session) : NULL;
	int64_t from = midnight(day_of_cursor(s), 0);

	for (uint32_t i = 0; i < s->base.plan.n_lanes; i++)
		wanted[i] = !desk_hides_lane(s, i);
	*ret = (struct day_plan){
		.board = &s->base,
		.plant = who ? who->plant_name : "",
		.from = from,
		.to = midnight(from, 1),
		.printed_at = desk_now_s(app),
		.lane = wanted,
	};
}

static bool write_both(const struct app *app, const struct day_plan *d, char *ret_path, struct err *err)
{
	char dir[PLACE_PATH], day[16], path[PLACE_PATH + 32];
	time_t at = (time_t)d->from;
	struct tm tm;

	localtime_r(&at, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	if (!place_export_dir(app->config, dir, err))
		return false;
	str_format(path, sizeof(path), "%s/plan-%s.csv", dir, day);
	str_format(ret_path, PLACE_PATH + 32, "%s/plan-%s.txt", dir, day);
	return write_file(path, day_plan_csv, d, err) && write_file(ret_path, day_plan_page, d, err);
}

void desk_export(struct app *app, struct desk *s)
{
	bool *wanted = mem_alloc(s->base.plan.n_lanes * sizeof(*wanted) + 1);
	char path[PLACE_PATH + 32], *dot;
	struct day_plan d;
	struct err err = { 0 };

	fill(app, s, wanted, &d);
	if (write_both(app, &d, path, &err)) {
		dot = strrchr(path, '.');
		app_message(app, MSG_GOOD, "the plan of the day is in %.*s.txt and .csv", (int)(dot - path), path);
	} else {
		app_error(app, &err);
	}
	free(wanted);
}
