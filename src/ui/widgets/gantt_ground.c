/*
 * gantt_ground - what lies behind the bars: off time, maintenance, machines
 * that stand, days, now. One walk over a lane's windows, not one a cell.
 */
#include "ui/widgets/gantt_own.h"

/* Is there a window between the two? *at: the first one that may be; the caller goes on to the right. */
static bool meets(const struct plan_window *w, size_t n, int64_t from, int64_t to, size_t *at)
{
	while (*at < n && w[*at].end <= from)
		++*at;
	return *at < n && w[*at].start < to;
}

/* The first window that ends after t. */
static size_t first_window(const struct plan_calendar *c, int64_t t)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->window[middle].end <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Outside of what was loaded nothing is known of working time. */
static bool is_known(const struct board *b, int64_t from, int64_t to)
{
	return b->to <= b->from || (to > b->from && from < b->to);
}

static enum gantt_sign plain_ground(const struct gantt_picture *p, int col)
{
	static const uint8_t line[GANTT_ZOOMS] = { EDGE_DAY, EDGE_DAY, EDGE_DAY, EDGE_DAY,  EDGE_DAY,
						   EDGE_DAY, EDGE_DAY, EDGE_DAY, EDGE_WEEK, EDGE_MONTH };

	return col > 0 && (p->edge[col] & line[p->view->zoom]) ? SIGN_DAY : SIGN_COUNT;
}

static void shade_off(const struct gantt_picture *p, const struct plan_calendar *c, uint8_t *ground)
{
	const int64_t *start = p->cols.start;
	size_t at = first_window(c, start[0]);

	for (int i = 0; i < p->cols.n && !c->round_the_clock; i++)
		if (is_known(p->scene->board, start[i], start[i + 1]) &&
		    !meets(c->window, c->n, start[i], start[i + 1], &at) && ground[i] == SIGN_COUNT)
			ground[i] = SIGN_OFF;
}

/* Every other column is enough to see that nothing will run. */
static void shade_down(const struct gantt_picture *p, const struct board_lane_fact *f, uint8_t *ground)
{
	int64_t since = f->down_since != 0 && f->down_since < p->scene->now ? f->down_since : p->scene->now;

	if (f->down == NULL || f->down[0] == '\0')
		return;
	for (int i = 0; i < p->cols.n; i++)
		if (p->cols.start[i + 1] > since && ground[i] == SIGN_COUNT && (p->cols.start[i] / 300 + i) % 2 == 0)
			ground[i] = SIGN_DOWN;
}

static void shade_maintenance(const struct gantt_picture *p, const struct plan_window *w, uint8_t *ground)
{
	for (int i = 0; i < p->cols.n; i++)
		if (p->cols.start[i] < w->end && w->start < p->cols.start[i + 1])
			ground[i] = SIGN_MAINTENANCE;
}

static void lane_ground(const struct gantt_picture *p, uint32_t lane, uint8_t *ground)
{
	const struct board_lane_fact *f = &p->scene->board->lane_fact[lane];

	for (int i = 0; i < p->cols.n; i++)
		ground[i] = (uint8_t)plain_ground(p, i);
	shade_off(p, &p->scene->board->plan.lane[lane].calendar, ground);
	shade_down(p, f, ground);
	for (size_t i = 0; i < f->n_maintenance; i++)
		shade_maintenance(p, &f->maintenance[i], ground);
	if (p->now >= 0 && p->now < p->cols.n)
		ground[p->now] = SIGN_NOW;
}

static void draw_row(const struct gantt_picture *p, int row, const uint8_t *ground)
{
	for (int i = 0; i < p->cols.n; i++) {
		if (ground[i] != SIGN_COUNT)
			gantt_sign(&p->time, row, i, (enum gantt_sign)ground[i]);
		if (ground[i] == SIGN_MAINTENANCE && (i == 0 || ground[i - 1] != SIGN_MAINTENANCE))
			text_put(&p->time, row, i, 1, ROLE_GANTT_MAINTENANCE, "m");
	}
}

void gantt_ground(const struct gantt_picture *p)
{
	struct arena mem = { 0 };
	uint8_t *ground = arena_alloc(&mem, (size_t)p->cols.n + 1);

	for (int i = 0; i < p->time.rect.rows && p->view->top + i < p->rows->n; i++) {
		const struct gantt_row *row = &p->rows->row[p->view->top + i];

		if (i == 0 || row->first)
			lane_ground(p, row->lane, ground);
		draw_row(p, i, ground);
	}
	arena_done(&mem);
}
