/*
 * gantt - the picture: header, names, ground, ghosts, bars, from back to
 * front.
 */
#include "ui/widgets/gantt.h"

#include "ui/widgets/gantt_own.h"

enum { HEAD_ROWS = 2 };

static struct tm wall_time(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm = { 0 };

	localtime_r(&at, &tm);
	return tm;
}

static uint8_t edge_between(const struct tm *before, const struct tm *tm)
{
	unsigned edge = 0;

	if (tm->tm_yday != before->tm_yday || tm->tm_year != before->tm_year)
		edge |= EDGE_DAY;
	if (edge != 0 && tm->tm_wday == 1)
		edge |= EDGE_WEEK;
	if (tm->tm_mon != before->tm_mon || tm->tm_year != before->tm_year)
		edge |= EDGE_MONTH;
	return (uint8_t)edge;
}

static void make_columns(struct gantt_picture *p, int n, struct arena *mem)
{
	struct tm *wall = arena_alloc(mem, ((size_t)n + 1) * sizeof(*wall));
	struct tm before = wall_time(gantt_column_start(p->view, -1));
	uint8_t *edge = arena_alloc(mem, (size_t)n + 1);

	gantt_columns_make(p->view, 0, n, mem, &p->cols);
	for (int i = 0; i < n; i++) {
		wall[i] = wall_time(p->cols.start[i]);
		edge[i] = edge_between(i > 0 ? &wall[i - 1] : &before, &wall[i]);
	}
	p->wall = wall;
	p->edge = edge;
	p->now = gantt_columns_find(&p->cols, p->scene->now);
}

static void cut_canvas(struct gantt_picture *p, const struct canvas *c)
{
	int rows = c->rect.rows - HEAD_ROWS, cols = c->rect.cols;

	p->label = gantt_label_cols(cols);
	p->head = canvas_sub(c, (struct rect){ 0, 0, HEAD_ROWS, cols });
	p->names = canvas_sub(c, (struct rect){ HEAD_ROWS, 0, rows, p->label });
	p->time = canvas_sub(c, (struct rect){ HEAD_ROWS, p->label, rows, cols - p->label });
}

static bool is_shown(const struct gantt_picture *p, size_t bar)
{
	int row = p->rows->bar_row[bar] - p->view->top;

	return p->rows->bar_row[bar] >= 0 && row >= 0 && row < p->time.rect.rows &&
	       p->rows->span[bar].from < p->cols.n && p->rows->span[bar].to > 0;
}

static void draw_bars(const struct gantt_picture *p)
{
	size_t n = p->scene->board->plan.n_bars;

	for (size_t i = 0; i < n; i++)
		if (p->scene->mark[i] & GANTT_HELD)
			gantt_ghost(p, (uint32_t)i);
	for (size_t i = 0; i < n; i++)
		if (is_shown(p, i))
			gantt_bar(p, (uint32_t)i);
}

void gantt_draw(const struct canvas *c, const struct gantt_scene *s, const struct gantt_view *v,
		const struct gantt_rows *rows)
{
	struct gantt_picture p = { .scene = s, .view = v, .rows = rows };
	struct arena mem = { 0 };

	canvas_fill(c, (struct rect){ 0, 0, c->rect.rows, c->rect.cols }, ROLE_BODY);
	cut_canvas(&p, c);
	if (p.time.rect.cols > 0) {
		make_columns(&p, p.time.rect.cols, &mem);
		p.load = plan_lane_loads(&s->board->plan, s->place, p.cols.start[0], p.cols.start[p.cols.n], &mem);
		gantt_ground(&p);
		gantt_names(&p);
		draw_bars(&p);
		gantt_head(&p);
	}
	arena_done(&mem);
}
