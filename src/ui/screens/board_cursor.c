/*
 * board_cursor - moving about on the board: from bar to bar, from lane to
 * lane, and the window that follows.
 */
#include <stdlib.h>

#include "ui/screens/board.h"

/*
 * Columns kept free at both edges where the cursor goes. What leaves the window moves it by a quarter at once: every
 * step of it paints all that is shown, which is long on a slow line.
 */
enum { MARGIN = 2, JUMP_PART = 4 };

/* ---- where it is ---- */

uint32_t desk_bar(const struct desk *s)
{
	uint32_t bar = s->look.at.operation ? board_bar_of(&s->base, s->look.at.operation) : PLAN_NO_BAR;

	return bar != PLAN_NO_BAR && desk_shown(s)->place[bar].lane != PLAN_NO_LANE ? bar : PLAN_NO_BAR;
}

uint32_t desk_lane_of_id(const struct board *b, int64_t id)
{
	for (uint32_t i = 0; i < b->plan.n_lanes; i++)
		if (b->plan.lane[i].id == id)
			return i;
	return PLAN_NO_LANE;
}

uint32_t desk_lane(const struct desk *s)
{
	uint32_t bar = desk_bar(s);

	return bar != PLAN_NO_BAR ? desk_shown(s)->place[bar].lane : desk_lane_of_id(&s->base, s->look.at.lane);
}

size_t desk_shown_lane(const struct desk *s, uint32_t lane)
{
	for (size_t i = 0; i < s->frame.n_lanes; i++)
		if (s->frame.lane[i] == lane)
			return i;
	return s->frame.n_lanes;
}

static int64_t middle(const struct plan_place *at)
{
	return at->start + (at->end - at->start) / 2;
}

/* On that bar; the instant that Up and Down keep stays. */
static void stand_on(struct desk *s, uint32_t bar)
{
	s->look.at.operation = s->base.plan.bar[bar].operation;
	s->look.at.lane = s->base.plan.lane[desk_shown(s)->place[bar].lane].id;
}

void desk_to_bar(struct desk *s, uint32_t bar)
{
	stand_on(s, bar);
	s->look.at.t = middle(&desk_shown(s)->place[bar]);
}

/* ---- the window ---- */

int64_t desk_window_end(const struct desk *s)
{
	return gantt_column_start(&s->look.view, s->area.cols);
}

void desk_show_time(struct desk *s, int64_t from, int64_t to)
{
	struct gantt_view *v = &s->look.view;
	int first = gantt_column_of(v, from), last = gantt_column_of(v, to), cols = s->area.cols, jump;

	if (cols <= 2 * MARGIN)
		return;
	/* What does not fit shows its beginning. */
	if (last - first > cols - 1 - 2 * MARGIN)
		last = first + cols - 1 - 2 * MARGIN;
	jump = cols - 1 - 2 * MARGIN - (last - first);
	if (jump > cols / JUMP_PART)
		jump = cols / JUMP_PART;
	if (first < MARGIN)
		gantt_scroll(v, first - MARGIN - jump);
	else if (last > cols - 1 - MARGIN)
		gantt_scroll(v, last - (cols - 1 - MARGIN) + jump);
}

void desk_follow(struct desk *s)
{
	uint32_t bar = s->mode == DESK_HELD ? s->held.bar : desk_bar(s);
	const struct plan_place *at = bar != PLAN_NO_BAR ? &desk_shown(s)->place[bar] : NULL;

	if (at && at->lane != PLAN_NO_LANE)
		desk_show_time(s, at->start, at->end);
}

static int first_row_of(const struct gantt_rows *r, uint32_t lane)
{
	for (int i = 0; i < r->n; i++)
		if (r->row[i].lane == lane)
			return i;
	return 0;
}

static int page_rows(const struct desk *s)
{
	int rows = s->area.gantt.rows - DESK_HEADER;

	return rows > 1 ? rows : 1;
}

void desk_show_row(struct desk *s)
{
	uint32_t bar = s->mode == DESK_HELD ? s->held.bar : desk_bar(s), lane = desk_lane(s);
	const struct gantt_rows *r = &s->frame.rows;
	int row = bar != PLAN_NO_BAR ? r->bar_row[bar] : -1, page = page_rows(s), last = r->n - page;
	int *top = &s->look.view.top;

	if (row < 0)
		row = first_row_of(r, lane);
	if (row < *top)
		*top = row - page / JUMP_PART;
	if (row >= *top + page)
		*top = row - page + 1 + page / JUMP_PART;
	if (*top > last)
		*top = last;
	if (*top < 0)
		*top = 0;
}

static bool in_window(const struct desk *s, const struct plan_place *at)
{
	return at->end > s->look.view.from && at->start < desk_window_end(s);
}

void desk_bring(struct desk *s, uint32_t bar)
{
	const struct plan_place *at = &desk_shown(s)->place[bar];

	if (!in_window(s, at))
		gantt_scroll(&s->look.view, gantt_column_of(&s->look.view, at->start) - s->area.cols / 4);
	desk_follow(s);
}

/* ---- finding bars ---- */

static bool counts(const struct desk *s, uint32_t bar, uint32_t lane)
{
	return desk_shown(s)->place[bar].lane == lane && !(s->frame.mark[bar] & GANTT_HIDDEN);
}

/* Order along a lane: by start, then number. */
static bool is_before(int64_t a_start, uint32_t a, int64_t b_start, uint32_t b)
{
	return a_start != b_start ? a_start < b_start : a < b;
}

/* The next one behind (direction 1) or before (start, bar) on the lane; bar PLAN_NO_BAR: after all that begin then. */
static uint32_t next_along(const struct desk *s, uint32_t lane, int64_t start, uint32_t bar, int direction)
{
	const struct plan_place *place = desk_shown(s)->place;
	uint32_t best = PLAN_NO_BAR;

	for (uint32_t i = 0; i < s->base.plan.n_bars; i++) {
		int64_t at = place[i].start;
		bool ahead = direction > 0 ? is_before(start, bar, at, i) : is_before(at, i, start, bar);

		if (!ahead || i == bar || !counts(s, i, lane))
			continue;
		if (best == PLAN_NO_BAR || (direction > 0 ? is_before(at, i, place[best].start, best)
							  : is_before(place[best].start, best, at, i)))
			best = i;
	}
	return best;
}

static int64_t distance(const struct plan_place *at, int64_t t)
{
	if (t < at->start)
		return at->start - t;
	return t < at->end ? 0 : t - at->end + 1;
}

static uint32_t nearest(const struct desk *s, uint32_t lane, int64_t t)
{
	const struct plan_place *place = desk_shown(s)->place;
	uint32_t best = PLAN_NO_BAR;

	for (uint32_t i = 0; i < s->base.plan.n_bars; i++) {
		if (!counts(s, i, lane))
			continue;
		if (best == PLAN_NO_BAR || distance(&place[i], t) < distance(&place[best], t))
			best = i;
	}
	return best;
}

static void stand_on_lane(struct desk *s, uint32_t lane)
{
	s->look.at.operation = 0;
	s->look.at.lane = s->base.plan.lane[lane].id;
}

void desk_to_lane(struct desk *s, uint32_t lane)
{
	uint32_t bar = nearest(s, lane, s->look.at.t);

	if (bar != PLAN_NO_BAR)
		stand_on(s, bar);
	else
		stand_on_lane(s, lane);
}

/* ---- steps ---- */

static void along(struct app *app, struct desk *s, int direction)
{
	uint32_t bar = desk_bar(s), lane = desk_lane(s), next;
	int64_t start = bar != PLAN_NO_BAR ? desk_shown(s)->place[bar].start : s->look.at.t;

	if (lane == PLAN_NO_LANE)
		return;
	next = next_along(s, lane, start, bar, direction);
	if (next != PLAN_NO_BAR)
		desk_to_bar(s, next);
	else
		app_message(app, MSG_INFO, "%s has no bar %s this one", desk_lane_name(s, lane),
			    direction > 0 ? "behind" : "before");
}

static void across(struct desk *s, int by)
{
	size_t n = s->frame.n_lanes, at = desk_shown_lane(s, desk_lane(s));
	int64_t to = (at < n ? (int64_t)at : 0) + by;

	if (n == 0)
		return;
	if (to < 0)
		to = 0;
	if (to >= (int64_t)n)
		to = (int64_t)n - 1;
	if ((size_t)to != at)
		desk_to_lane(s, s->frame.lane[to]);
}

static void to_edge(struct desk *s, int direction)
{
	uint32_t lane = desk_lane(s), bar;

	if (lane == PLAN_NO_LANE)
		return;
	bar = next_along(s, lane, direction > 0 ? PLAN_NEVER : PLAN_ALWAYS, PLAN_NO_BAR, -direction);
	if (bar != PLAN_NO_BAR)
		desk_to_bar(s, bar);
}

/* After the window went elsewhere: the bar in its middle, or the lane there. */
static void follow_window(struct desk *s)
{
	uint32_t bar = desk_bar(s), lane = desk_lane(s);

	if (bar != PLAN_NO_BAR && in_window(s, &desk_shown(s)->place[bar]))
		return;
	s->look.at.t = gantt_column_start(&s->look.view, s->area.cols / 2);
	if (lane == PLAN_NO_LANE)
		return;
	bar = nearest(s, lane, s->look.at.t);
	if (bar != PLAN_NO_BAR && in_window(s, &desk_shown(s)->place[bar]))
		stand_on(s, bar);
	else
		stand_on_lane(s, lane);
}

static void scroll(struct desk *s, int direction)
{
	int cols = s->area.cols / 3;

	gantt_scroll(&s->look.view, direction * (cols > 1 ? cols : 1));
	follow_window(s);
}

static void to_now(struct app *app, struct desk *s)
{
	s->look.view.from = gantt_align(s->look.view.zoom, desk_now_s(app));
	gantt_scroll(&s->look.view, -(s->area.cols / 5));
	follow_window(s);
}

void desk_zoom(struct desk *s, int by)
{
	uint32_t bar = s->mode == DESK_HELD ? s->held.bar : desk_bar(s);
	int zoom = s->look.view.zoom + by;
	int64_t keep = gantt_column_start(&s->look.view, s->area.cols / 2);

	if (zoom < 0 || zoom >= GANTT_ZOOMS)
		return;
	if (bar != PLAN_NO_BAR && in_window(s, &desk_shown(s)->place[bar]))
		keep = desk_shown(s)->place[bar].start;
	gantt_set_zoom(&s->look.view, zoom, keep, s->area.cols);
}

/* The next conflict behind the cursor, round about. */
static void to_trouble(struct app *app, struct desk *s, int direction)
{
	const struct desk_troubles *t = &s->plan.troubles;
	uint32_t bar = desk_bar(s);
	char words[DESK_WORDS];
	size_t at = direction > 0 ? 0 : t->n - 1;

	if (t->n == 0) {
		app_message(app, MSG_INFO, "no conflict in the plan");
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		if (t->item[i].bar == bar)
			at = (i + (direction > 0 ? 1 : t->n - 1)) % t->n;
	desk_to_bar(s, t->item[at].bar);
	desk_bring(s, t->item[at].bar);
	desk_trouble_words(s, &t->item[at], words, sizeof(words));
	app_message(app, MSG_INFO, "%zu of %zu  %s", at + 1, t->n, words);
}

static bool browse_window(struct app *app, struct desk *s, enum action action)
{
	switch ((int)action) {
	case ACT_FAR_LEFT:
		return scroll(s, -1), true;
	case ACT_FAR_RIGHT:
		return scroll(s, 1), true;
	case ACT_ZOOM_IN:
		return desk_zoom(s, -1), true;
	case ACT_ZOOM_OUT:
		return desk_zoom(s, 1), true;
	case ACT_NOW:
		return to_now(app, s), true;
	default:
		return false;
	}
}

static bool browse_bars(struct app *app, struct desk *s, enum action action)
{
	switch ((int)action) {
	case ACT_LEFT:
		return along(app, s, -1), true;
	case ACT_RIGHT:
		return along(app, s, 1), true;
	case ACT_UP:
		return across(s, -1), true;
	case ACT_DOWN:
		return across(s, 1), true;
	case ACT_PAGE_UP:
		return across(s, 1 - page_rows(s)), true;
	case ACT_PAGE_DOWN:
		return across(s, page_rows(s) - 1), true;
	case ACT_HOME:
		return to_edge(s, -1), true;
	case ACT_END:
		return to_edge(s, 1), true;
	case ACT_NEXT_FIELD:
		return to_trouble(app, s, 1), true;
	case ACT_PREV_FIELD:
		return to_trouble(app, s, -1), true;
	default:
		return false;
	}
}

bool desk_browse(struct app *app, struct desk *s, enum action action)
{
	if (!browse_bars(app, s, action))
		return browse_window(app, s, action);
	desk_follow(s);
	return true;
}

/* ---- after a change ---- */

static uint32_t some_lane(const struct desk *s)
{
	for (uint32_t i = 0; i < s->base.plan.n_lanes; i++)
		if (!desk_hides_lane(s, i))
			return i;
	return PLAN_NO_LANE;
}

void desk_mend_cursor(struct desk *s)
{
	uint32_t bar, lane;

	desk_compose(s);
	bar = desk_bar(s);
	lane = desk_lane(s);
	if (bar != PLAN_NO_BAR && !desk_hides(s, desk_shown(s), bar) && !desk_hides_lane(s, lane)) {
		stand_on(s, bar);
		return;
	}
	if (bar == PLAN_NO_BAR && s->look.at.operation == 0 && lane != PLAN_NO_LANE && !desk_hides_lane(s, lane))
		return;
	if (lane == PLAN_NO_LANE || desk_hides_lane(s, lane))
		lane = some_lane(s);
	s->look.at.operation = 0;
	s->look.at.lane = 0;
	if (lane != PLAN_NO_LANE)
		desk_to_lane(s, lane);
}
