/*
 * screen_scene - a board made by hand, for pictures of it: lanes, shifts and
 * bars without a server.
 */
#ifndef GEMBA_TESTS_SCREEN_SCENE_H
#define GEMBA_TESTS_SCREEN_SCENE_H

#include "ui/widgets/gantt.h"

enum { SCENE_LANES = 80, SCENE_BARS = 12000 };

/* What the scene is made of; all of it may be changed between scene_make and drawing. */
struct scene {
	struct board board;
	struct gantt_scene gantt;
	struct gantt_view view;
	struct plan_lane lane[SCENE_LANES];
	struct board_lane_fact lane_fact[SCENE_LANES];
	uint32_t shown[SCENE_LANES];
	struct plan_bar *bar;
	struct board_fact *fact;
	struct plan_place *place;
	struct plan_times *times;
	struct plan_conflicts conflicts;
	uint8_t *flags, *mark;
	size_t n_lanes, n_bars;
};

/* No lanes, no bars; the left edge of the window at from. */
struct scene *scene_new(int64_t from, int zoom, int64_t now);
void scene_free(struct scene *s);
/* Works round the clock until scene_shift says otherwise. */
uint32_t scene_lane(struct scene *s, const char *name, int capacity);
/* From one hour to another one of the local day, days days from the one that holds t; weekends are off. */
void scene_shift(struct scene *s, uint32_t lane, int64_t t, int days, int from_hour, int to_hour);
uint32_t scene_bar(struct scene *s, const char *number, uint32_t lane, int64_t start, int64_t end,
		   enum plan_status status);
/* Lay out and draw on the whole of a grid. Returns the rows of the layout. */
int scene_draw(struct scene *s, struct grid *g);

#endif
