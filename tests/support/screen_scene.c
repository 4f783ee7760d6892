/*
 * screen_scene - a board made by hand, for pictures of it.
 */
#include "support/screen_scene.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/zone.h"

static const struct number_style numbers = { " ", "." };

struct scene *scene_new(int64_t from, int zoom, int64_t now)
{
	struct scene *s = mem_alloc(sizeof(*s));

	s->bar = mem_alloc(SCENE_BARS * sizeof(*s->bar));
	s->fact = mem_alloc(SCENE_BARS * sizeof(*s->fact));
	s->place = mem_alloc(SCENE_BARS * sizeof(*s->place));
	s->times = mem_alloc(SCENE_BARS * sizeof(*s->times));
	s->flags = mem_alloc(SCENE_BARS);
	s->mark = mem_alloc(SCENE_BARS);
	s->conflicts.flags = s->flags;
	s->board.plan.lane = s->lane;
	s->board.plan.bar = s->bar;
	s->board.plan.now = now;
	s->board.fact = s->fact;
	s->board.lane_fact = s->lane_fact;
	s->gantt = (struct gantt_scene){ &s->board, s->place, &s->conflicts, s->times, s->mark, s->shown,
					 0,	    0,	      now,	     &numbers };
	s->view = (struct gantt_view){ gantt_align(zoom, from), zoom, 0 };
	return s;
}

void scene_free(struct scene *s)
{
	board_done(&s->board);
	free(s->bar);
	free(s->fact);
	free(s->place);
	free(s->times);
	free(s->flags);
	free(s->mark);
	free(s);
}

uint32_t scene_lane(struct scene *s, const char *name, int capacity)
{
	uint32_t lane = (uint32_t)s->n_lanes++;

	s->lane[lane] = (struct plan_lane){ .id = lane + 1, .code = name, .capacity = capacity };
	plan_calendar_always(&s->lane[lane].calendar);
	s->lane_fact[lane].name = name;
	s->lane_fact[lane].down = "";
	s->shown[lane] = lane;
	s->board.plan.n_lanes = s->gantt.n_lanes = s->n_lanes;
	return lane;
}

static bool is_weekend(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	localtime_r(&at, &tm);
	return tm.tm_wday % 6 == 0;
}

void scene_shift(struct scene *s, uint32_t lane, int64_t t, int days, int from_hour, int to_hour)
{
	struct plan_window *open = mem_alloc((size_t)days * sizeof(*open));
	size_t n = 0;

	for (int i = 0; i < days; i++) {
		int64_t midnight = zone_midnight(t, i);

		if (!is_weekend(midnight))
			open[n++] = (struct plan_window){ midnight + from_hour * 3600, midnight + to_hour * 3600 };
	}
	plan_calendar_make(&s->board.mem, open, n, NULL, 0, &s->lane[lane].calendar);
	free(open);
}

uint32_t scene_bar(struct scene *s, const char *number, uint32_t lane, int64_t start, int64_t end,
		   enum plan_status status)
{
	uint32_t bar = (uint32_t)s->n_bars++;

	s->place[bar] = (struct plan_place){ lane, start, end, end - start, false, status };
	s->bar[bar] = (struct plan_bar){ .operation = bar + 1,
					 .order = bar + 1,
					 .number = number,
					 .due = PLAN_NEVER,
					 .home = lane,
					 .at = s->place[bar] };
	s->fact[bar] = (struct board_fact){ .booking = bar + 1, .number = number, .name = "", .product = "" };
	s->board.plan.n_bars = s->n_bars;
	return bar;
}

int scene_draw(struct scene *s, struct grid *g)
{
	struct canvas c = canvas_whole(g);
	struct arena mem = { 0 };
	struct gantt_rows rows;
	int n;

	gantt_layout(&s->gantt, &s->view, g->cols, &mem, &rows);
	grid_blank(g);
	gantt_draw(&c, &s->gantt, &s->view, &rows);
	n = rows.n;
	arena_done(&mem);
	return n;
}
