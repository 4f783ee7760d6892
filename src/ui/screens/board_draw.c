/*
 * board_draw - the picture: lanes and bars, below them what is known of the
 * bar under the cursor or what the present step means, at the side the lists
 * there is room for.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

enum { DETAIL_ROWS = 4, DETAIL_TALL = 7, LIST_ROWS = 8, SIDE_LEAST = 38, SIDE_MOST = 60, GAP = 3 };

/* ---- where ---- */

static bool lists_below(const struct desk *s, bool wide)
{
	return !wide && (s->look.in_tray || s->mode == DESK_LEVEL);
}

static int side_cols(int cols)
{
	int n = cols * 28 / 100;

	return n < SIDE_LEAST ? SIDE_LEAST : n > SIDE_MOST ? SIDE_MOST : n;
}

void desk_layout(void *state, struct rect body)
{
	struct desk *s = state;
	bool wide = body.cols >= DESK_WIDE_COLS, tall = body.rows >= DESK_TALL_ROWS;
	struct desk_area a = { .body = body };

	a.detail = rect_cut_bottom(&body, lists_below(s, wide) ? LIST_ROWS : tall ? DETAIL_TALL : DETAIL_ROWS);
	a.title = rect_cut_bottom(&body, 1);
	if (tall)
		a.legend = rect_cut_bottom(&body, 1);
	if (wide) {
		a.side = rect_cut_right(&body, side_cols(body.cols));
		rect_cut_right(&body, 1);
	}
	a.gantt = body;
	a.cols = body.cols - gantt_label_cols(body.cols);
	if (memcmp(&a, &s->area, sizeof(a)) == 0)
		return;
	s->area = a;
	desk_settle(s);
}

void desk_lay_out(struct desk *s)
{
	desk_layout(s, s->area.body);
}

/* ---- text that flows ---- */

struct flow {
	const struct canvas *c;
	int row, col;
	enum role role;
};

static void flow_line(void *ctx, int number, const char *text)
{
	struct flow *f = ctx;

	(void)number;
	if (f->row < f->c->rect.rows)
		text_put(f->c, f->row, 0, -1, f->role, text);
	f->row++;
}

static void flow_break(struct flow *f)
{
	if (f->col > 0)
		f->row++;
	f->col = 0;
}

/* A piece behind the others, on the next line where it does not fit. */
static void flow_put(struct flow *f, enum role role, const char *text)
{
	int width = text_width(text), cols = f->c->rect.cols - 1;

	if (!text[0])
		return;
	if (f->col > 0 && f->col + width > cols)
		flow_break(f);
	if (width > cols) {
		f->role = role;
		text_wrap(text, cols, flow_line, f);
		return;
	}
	if (f->row < f->c->rect.rows)
		text_put(f->c, f->row, f->col, -1, role, text);
	f->col += width + GAP;
}

/* ---- details ---- */

static enum role trouble_role(enum plan_flag flag)
{
	return flag == PLAN_BROKEN || flag == PLAN_OVERLOADED ? ROLE_BAD : ROLE_WARN;
}

static void put_trouble(struct flow *f, const struct desk *s, const struct desk_trouble *t)
{
	char words[DESK_WORDS];

	desk_trouble_words(s, t, words, sizeof(words));
	flow_put(f, trouble_role(t->flag), words);
}

static bool concerns(const struct desk_trouble *t, uint32_t bar)
{
	if (t->bar == bar)
		return true;
	for (size_t i = 0; t->overload && i < t->overload->n; i++)
		if (t->overload->bar[i] == bar)
			return true;
	return t->flag == PLAN_BROKEN && t->other == bar;
}

static void put_troubles_of(struct flow *f, const struct desk *s, uint32_t bar)
{
	const struct desk_troubles *t = &desk_shown(s)->troubles;

	for (size_t i = 0; i < t->n; i++)
		if (concerns(&t->item[i], bar) && t->item[i].flag != PLAN_LATE)
			put_trouble(f, s, &t->item[i]);
}

static void put_state(struct flow *f, const struct desk *s, uint32_t bar)
{
	char words[DESK_WORDS];

	gantt_bar_words(&s->frame.scene, bar, words, sizeof(words));
	flow_put(f, ROLE_INFO, words);
}

/* Of the held bar only what the conflicts below do not say. */
static void put_held_state(struct flow *f, const struct desk *s)
{
	const struct plan_times *t = &s->held.draft.times[s->held.bar];
	char slack[32], words[96];

	board_duration_words(t->slack, slack, sizeof(slack));
	if (t->critical)
		str_copy(words, sizeof(words), "critical, slack 0");
	else
		str_format(words, sizeof(words), "slack %s", slack);
	if (s->base.fact[s->held.bar].is_short)
		str_append(words, sizeof(words), ", short of material");
	flow_put(f, ROLE_INFO, words);
}

static void put_links(struct flow *f, const struct desk *s, uint32_t bar)
{
	char words[DESK_WORDS];

	desk_links_words(s, bar, true, words, sizeof(words));
	flow_put(f, ROLE_BODY, words);
	desk_links_words(s, bar, false, words, sizeof(words));
	flow_put(f, ROLE_BODY, words);
}

static void put_place(struct flow *f, const struct desk *s, uint32_t bar)
{
	const struct plan_place *at = &desk_shown(s)->place[bar];
	char place[DESK_SHORT], words[DESK_WORDS];

	if (at->lane == PLAN_NO_LANE) {
		board_duration_words(at->work, place, sizeof(place));
		str_format(words, sizeof(words), "not booked yet, %s of work", place);
	} else {
		desk_place_words(at, place, sizeof(place));
		str_format(words, sizeof(words), "%s on %s", place, desk_lane_name(s, at->lane));
	}
	flow_put(f, ROLE_VALUE, words);
}

static void draw_bar(const struct app *app, const struct desk *s, uint32_t bar, const struct canvas *c)
{
	struct flow f = { .c = c };
	char words[DESK_WORDS];

	put_place(&f, s, bar);
	desk_due_words(s, bar, words, sizeof(words));
	flow_put(&f, desk_shown(s)->conflicts.flags[bar] & PLAN_LATE ? ROLE_WARN : ROLE_BODY, words);
	put_state(&f, s, bar);
	desk_made_words(app, s, bar, words, sizeof(words));
	flow_put(&f, ROLE_BODY, words);
	put_links(&f, s, bar);
	put_troubles_of(&f, s, bar);
}

static void draw_lane(const struct desk *s, uint32_t lane, const struct canvas *c)
{
	const struct board_lane_fact *l = &s->base.lane_fact[lane];
	struct flow f = { .c = c };
	char words[DESK_WORDS], when[48];

	str_format(words, sizeof(words), "%d bar%s at once", s->base.plan.lane[lane].capacity,
		   s->base.plan.lane[lane].capacity == 1 ? "" : "s");
	flow_put(&f, ROLE_BODY, words);
	str_format(words, sizeof(words), "calendar %s", l->calendar[0] ? l->calendar : "round the clock");
	flow_put(&f, ROLE_BODY, words);
	str_format(words, sizeof(words), "machines %s", l->machines[0] ? l->machines : "none");
	flow_put(&f, ROLE_BODY, words);
	if (l->down[0]) {
		board_time_words(l->down_since, when, sizeof(when));
		str_format(words, sizeof(words), "■ down: %s since %s", l->down, when);
		flow_put(&f, ROLE_BAD, words);
	}
}

static void draw_held(const struct desk *s, const struct canvas *c)
{
	const struct desk_troubles *t = &s->held.draft.troubles;
	struct flow f = { .c = c };
	char place[DESK_SHORT], words[DESK_WORDS];

	desk_place_words(&s->held.to, place, sizeof(place));
	str_format(words, sizeof(words), "new %s", place);
	flow_put(&f, ROLE_VALUE, words);
	put_held_state(&f, s);
	flow_put(&f, ROLE_WARN, s->held.banner);
	desk_blocked_words(s, words, sizeof(words));
	flow_put(&f, ROLE_BAD, words);
	desk_carried_words(s, words, sizeof(words));
	flow_put(&f, ROLE_BODY, words);
	for (size_t i = 0; i < t->n; i++)
		put_trouble(&f, s, &t->item[i]);
	if (t->n == 0 && !words[0] && s->held.out.block == PLAN_BLOCK_NONE)
		flow_put(&f, ROLE_DIM, s->held.out.n_moved > 0 ? "pushes nobody, breaks nothing" : "not moved yet");
}

static void draw_level(const struct desk *s, const struct canvas *c)
{
	struct canvas below = canvas_sub(c, (struct rect){ 2, 0, c->rect.rows - 2, c->rect.cols });
	char words[DESK_WORDS];

	desk_worth_words(&s->base.plan, &s->plan, words, sizeof(words));
	text_printf(c, 0, 0, ROLE_BODY, "before  %s", words);
	desk_worth_words(&s->base.plan, &s->level.draft, words, sizeof(words));
	text_printf(c, 1, 0, ROLE_VALUE, "after   %s", words);
	if (rect_empty(s->area.side))
		desk_draw_moved(s, &below);
}

static void draw_nothing(const struct desk *s, const struct canvas *c)
{
	if (s->frame.n_tray > 0)
		text_printf(c, 0, 0, ROLE_INFO, "Nothing is booked yet. t goes to the tray: %zu order%s wait there.",
			    s->frame.n_tray, s->frame.n_tray == 1 ? "" : "s");
	else
		text_put(c, 0, 0, -1, ROLE_INFO,
			 "Nothing is booked, and no released order waits. Release orders on the screen Work orders.");
}

static void draw_detail(const struct app *app, const struct desk *s, const struct canvas *whole)
{
	uint32_t bar = s->look.in_tray ? desk_tray_bar(s) : desk_bar(s);
	struct canvas part = canvas_sub(whole, (struct rect){ 0, 1, whole->rect.rows, whole->rect.cols - 1 }),
		      *c = &part;

	if (s->mode == DESK_LEVEL)
		draw_level(s, c);
	else if (s->mode == DESK_HELD)
		draw_held(s, c);
	else if (s->look.in_tray && rect_empty(s->area.side))
		desk_draw_tray(app, s, c);
	else if (bar != PLAN_NO_BAR)
		draw_bar(app, s, bar, c);
	else if (s->frame.n_shown == 0 && !desk_filters(s))
		draw_nothing(s, c);
	else if (desk_lane(s) != PLAN_NO_LANE)
		draw_lane(s, desk_lane(s), c);
}

/* ---- the line above the details ---- */

static void bar_title(const struct app *app, const struct desk *s, uint32_t bar, char *ret, size_t size)
{
	const struct board_fact *f = &s->base.fact[bar];
	bool named = f->name[0] && !str_equal(f->name, f->product), told = s->mode == DESK_BROWSE && !s->look.in_tray;
	char made[DESK_SHORT];

	desk_made_words(app, s, bar, made, sizeof(made));
	str_format(ret, size, "%s/%d %s%s%s", f->number, f->sequence, f->product, named ? " · " : "",
		   named ? f->name : "");
	/* The details of a bar on the board say it themselves. */
	if (!told) {
		str_append(ret, size, ", ");
		str_append(ret, size, made + strlen("made "));
	}
}

static void level_title(const struct app *app, const struct desk *s, char *ret, size_t size)
{
	const struct desk_level *l = &s->level;
	int64_t ms = clock_mono_ms(app->clock) - l->started_ms;

	if (l->running)
		str_format(ret, size, "proposal: %zu bars moved, searching %d.%d s, %d tries", l->n_moved,
			   (int)(ms / 1000), (int)(ms / 100 % 10), (int)l->tries);
	else
		str_format(ret, size, "proposal: %zu bars moved after %d tries", l->n_moved, (int)l->tries);
}

static void title_words(const struct app *app, const struct desk *s, char *ret, size_t size)
{
	uint32_t bar = desk_focus(s);

	ret[0] = '\0';
	if (s->mode == DESK_LEVEL)
		level_title(app, s, ret, size);
	else if (bar != PLAN_NO_BAR)
		bar_title(app, s, bar, ret, size);
	else if (desk_lane(s) != PLAN_NO_LANE)
		str_format(ret, size, "lane %s", desk_lane_name(s, desk_lane(s)));
}

static void title_right(const struct desk *s, char *ret, size_t size)
{
	char step[DESK_WORDS];

	if (s->mode == DESK_HELD) {
		desk_step_words(s, step, sizeof(step));
		str_format(ret, size, "held: %s, cascade %s", step, desk_cascade_words(s->look.cascade));
	} else if (s->look.in_tray) {
		str_format(ret, size, "tray: %zu", s->frame.n_tray);
	} else {
		str_format(ret, size, "cascade %s  tray %zu  conflicts %zu", desk_cascade_words(s->look.cascade),
			   s->frame.n_tray, desk_shown(s)->troubles.n);
	}
}

static void draw_title(const struct app *app, const struct desk *s, const struct canvas *c)
{
	char left[DESK_WORDS], right[DESK_WORDS];
	int cols = c->rect.cols, width;

	title_words(app, s, left, sizeof(left));
	title_right(s, right, sizeof(right));
	width = text_width(right);
	canvas_line(c, 0, 0, cols, ROLE_BORDER);
	if (width > cols - 20)
		width = cols - 20;
	text_put(c, 0, cols - width - 4, 1, ROLE_BORDER, " ");
	text_put(c, 0, cols - width - 3, width, s->mode == DESK_HELD ? ROLE_WARN : ROLE_LABEL, right);
	text_put(c, 0, cols - 3, 1, ROLE_BORDER, " ");
	if (left[0]) {
		text_put(c, 0, 2, 1, ROLE_BORDER, " ");
		width = text_put(c, 0, 3, cols - width - 9, ROLE_HEADER, left);
		text_put(c, 0, 3 + width, 1, ROLE_BORDER, " ");
	}
}

/* ---- all ---- */

static void draw_no_board(const struct desk *s, const struct canvas *c)
{
	if (!s->loaded && s->load.failed)
		text_put(c, 1, 1, -1, ROLE_WARN, "The plan could not be read. F5 tries again.");
	else if (!s->loaded)
		text_put(c, 1, 1, -1, ROLE_DIM, "reading the plan ...");
	else
		text_put(c, 1, 1, -1, ROLE_INFO, "No lanes yet. A planner adds them with: gemba lane add LANE");
}

static void draw_gantt(const struct app *app, const struct desk *s, const struct canvas *c)
{
	struct gantt_scene scene = s->frame.scene;
	struct canvas gantt = canvas_sub(c, s->area.gantt);

	scene.now = desk_now_s(app);
	scene.numbers = &app->numbers;
	if (s->frame.n_lanes > 0)
		gantt_draw(&gantt, &scene, &s->look.view, &s->frame.rows);
	if (s->frame.n_lanes > 0)
		desk_draw_below(s, &gantt);
	else
		text_put(&gantt, 1, 1, -1, ROLE_INFO, "No lane matches the view. v changes what is shown.");
}

void desk_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct desk *s = state;
	struct canvas part;

	if (!s->loaded || s->base.plan.n_lanes == 0) {
		draw_no_board(s, canvas);
		return;
	}
	draw_gantt(app, s, canvas);
	part = canvas_sub(canvas, s->area.legend);
	if (!rect_empty(s->area.legend))
		gantt_legend(&part, 0, 1);
	part = canvas_sub(canvas, s->area.title);
	draw_title(app, s, &part);
	part = canvas_sub(canvas, s->area.detail);
	draw_detail(app, s, &part);
	part = canvas_sub(canvas, s->area.side);
	if (!rect_empty(s->area.side))
		desk_draw_side(app, s, &part);
}
