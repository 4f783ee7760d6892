/*
 * board_level - a plan without conflicts is proposed: the search goes on in
 * slices between the turns of the program, the best so far is always shown,
 * and nothing is written before Enter.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

/* A slice ends by the clock or after so many tries; the search when nothing got better for a while. */
enum {
	SLICE_MS = 25,
	SLICE_TRIES = 500,
	SHOW_MS = 200,
	IDLE_MS = 3000,
	LONGEST_MS = 10000,
	IDLE_TRIES = 20000,
	SEED = 1,
	START_S = 300
};

/* ---- the proposal ---- */

struct by_start {
	int64_t start;
	uint32_t bar;
};

static int compare_start(const void *a, const void *b)
{
	const struct by_start *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->bar > y->bar) - (x->bar < y->bar);
}

static void list_moved(struct desk *s)
{
	struct desk_level *l = &s->level;
	const struct plan *p = &s->base.plan;
	struct by_start *list = arena_alloc(&l->draft.mem, p->n_bars * sizeof(*list));
	size_t n = 0;

	for (uint32_t i = 0; i < p->n_bars; i++)
		if (!plan_place_equal(&p->bar[i].at, &l->draft.place[i]))
			list[n++] = (struct by_start){ l->draft.place[i].start, i };
	qsort(list, n, sizeof(*list), compare_start);
	l->moved = arena_alloc(&l->draft.mem, n * sizeof(*l->moved));
	l->n_moved = n;
	for (size_t i = 0; i < n; i++)
		l->moved[i] = list[i].bar;
	if (l->at >= n)
		l->at = n > 0 ? n - 1 : 0;
}

/* The best so far becomes what is shown. */
static void show_best(struct desk *s)
{
	struct desk_level *l = &s->level;

	arena_done(&l->draft.mem);
	l->draft = (struct desk_draft){ 0 };
	l->moved = NULL;
	l->n_moved = 0;
	level_search_best(l->search, l->best, &l->worth);
	desk_judge(&s->base.plan, board_level_draft(&s->base, l->best, &l->draft.mem), &l->draft);
	list_moved(s);
}

void desk_level_done(struct desk *s)
{
	struct desk_level *l = &s->level;

	level_search_free(l->search);
	arena_done(&l->draft.mem);
	arena_done(&l->mem);
	*l = (struct desk_level){ 0 };
	if (s->mode == DESK_LEVEL)
		s->mode = DESK_BROWSE;
}

static void run_on(struct app *app, struct desk *s)
{
	s->level.running = true;
	s->level.started_ms = s->level.better_ms = s->level.shown_ms = clock_mono_ms(app->clock);
	s->level.better_tries = s->level.tries;
}

static void start(struct app *app, struct desk *s, bool tray)
{
	struct desk_level *l = &s->level;

	desk_level_done(s);
	desk_hold_load(app, s);
	board_level_input(&s->base, tray, &l->mem, &l->input);
	/* Nobody starts at 21:53, and what does stands in the past a minute later. */
	l->input.start += (START_S - l->input.start % START_S) % START_S;
	l->search = level_search_new(&l->input, SEED);
	l->best = arena_alloc(&l->mem, (l->input.graph->n + 1) * sizeof(*l->best));
	l->before = s->look;
	s->mode = DESK_LEVEL;
	s->look.in_tray = false;
	show_best(s);
	run_on(app, s);
	app_message_none(app);
	desk_settle(s);
}

static void chosen(struct app *app, void *owner, const char *key)
{
	if (key)
		start(app, owner, str_equal(key, "tray"));
}

void desk_level(struct app *app, struct desk *s)
{
	char label[80];

	if (!desk_may_change(app, s))
		return;
	if (s->frame.n_tray == 0) {
		start(app, s, false);
		return;
	}
	str_format(label, sizeof(label), "The board and the %zu in the tray", s->frame.n_tray);
	app_menu(app, s, "Level",
		 (const struct menu_item[]){
			 { "board", "What stands on the board", NULL }, { "tray", label, NULL }, { NULL, NULL, NULL } },
		 chosen);
}

/* ---- a slice ---- */

struct slice {
	const struct clock *clock;
	int64_t until_ms;
};

static bool slice_over(void *ctx)
{
	const struct slice *slice = ctx;

	return clock_mono_ms(slice->clock) >= slice->until_ms;
}

static bool is_better(const struct level_worth *a, const struct level_worth *b)
{
	if (a->unplaced != b->unplaced)
		return a->unplaced < b->unplaced;
	if (a->tardiness != b->tardiness)
		return a->tardiness < b->tardiness;
	return a->end != b->end ? a->end < b->end : a->moved < b->moved;
}

static void look_for_better(struct desk *s, int64_t now_ms)
{
	struct desk_level *l = &s->level;
	struct level_worth worth;

	level_search_best(l->search, l->best, &worth);
	if (is_better(&worth, &l->worth)) {
		l->better_ms = now_ms;
		l->better_tries = l->tries;
		show_best(s);
		desk_compose(s);
	}
	l->shown_ms = now_ms;
}

static bool is_enough(const struct desk_level *l, int64_t done, int64_t now_ms)
{
	return done == 0 || now_ms - l->better_ms >= IDLE_MS || now_ms - l->started_ms >= LONGEST_MS ||
	       l->tries - l->better_tries >= IDLE_TRIES;
}

bool desk_work(struct app *app, void *state)
{
	struct desk *s = state;
	struct desk_level *l = &s->level;
	int64_t now_ms = clock_mono_ms(app->clock), done;
	struct slice slice = { app->clock, now_ms + SLICE_MS };
	struct level_limit limit = { .iterations = SLICE_TRIES, .seed = SEED, .stop = slice_over, .ctx = &slice };

	if (s->mode != DESK_LEVEL || !l->running)
		return false;
	done = level_search_run(l->search, &limit);
	l->tries += done;
	now_ms = clock_mono_ms(app->clock);
	l->running = !is_enough(l, done, now_ms);
	if (!l->running || now_ms - l->shown_ms >= SHOW_MS) {
		look_for_better(s, now_ms);
		app_dirty(app);
	}
	return l->running;
}

/* ---- why ---- */

void desk_level_reason(const struct desk *s, uint32_t bar, char *ret, size_t size)
{
	const struct level_place *at = &s->level.best[bar];

	if (at->after == UINT32_MAX)
		str_copy(ret, size, "as early as it can");
	else if (at->after_lane)
		str_format(ret, size, "%s is full until %s ends", desk_lane_name(s, at->lane),
			   s->base.plan.bar[at->after].number);
	else
		str_format(ret, size, "must wait for %s", s->base.plan.bar[at->after].number);
}

/* ---- keys ---- */

static void give_up(struct app *app, struct desk *s)
{
	struct desk_look before = s->level.before;

	desk_level_done(s);
	s->look = before;
	app_message(app, MSG_INFO, "the plan stays as it is");
	if (s->load.missed)
		desk_ask(app, s, PARTS_CALENDAR | PARTS_BARS);
	s->load.missed = false;
}

static void stop_search(struct desk *s)
{
	s->level.running = false;
	show_best(s);
}

static uint8_t caused(const struct desk *s)
{
	uint8_t all = 0;

	for (size_t i = 0; i < s->level.n_moved; i++) {
		uint32_t bar = s->level.moved[i];

		all |= s->level.draft.conflicts.flags[bar] & (uint8_t)~s->plan.conflicts.flags[bar];
	}
	return all;
}

static void accept(struct app *app, struct desk *s)
{
	const struct desk_level *l = &s->level;
	struct plan_outcome o;
	char gesture[64], done[120];

	if (l->running)
		stop_search(s);
	o = (struct plan_outcome){ .place = l->draft.place,
				   .moved = l->moved,
				   .n_moved = l->n_moved,
				   .conflicts = l->draft.conflicts,
				   .times = l->draft.times,
				   .caused = caused(s) };
	if (l->n_moved == 0) {
		give_up(app, s);
		return;
	}
	str_format(gesture, sizeof(gesture), "board-level %zu bars", l->n_moved);
	str_format(done, sizeof(done), "levelled: %zu bars moved - u takes it back", l->n_moved);
	desk_drop_plan(app, s, ERRAND_LEVEL, &o, gesture, done);
}

static void walk(struct desk *s, int by)
{
	struct desk_level *l = &s->level;
	int64_t to = (int64_t)l->at + by;

	if (l->n_moved == 0)
		return;
	if (to < 0)
		to = 0;
	if (to >= (int64_t)l->n_moved)
		to = (int64_t)l->n_moved - 1;
	l->at = (size_t)to;
	desk_to_bar(s, l->moved[l->at]);
	desk_follow(s);
}

static bool walk_act(struct desk *s, enum action action)
{
	switch ((int)action) {
	case ACT_UP:
		return walk(s, -1), true;
	case ACT_DOWN:
		return walk(s, 1), true;
	case ACT_PAGE_UP:
		return walk(s, -10), true;
	case ACT_PAGE_DOWN:
		return walk(s, 10), true;
	default:
		return false;
	}
}

bool desk_level_act(struct app *app, struct desk *s, enum action action)
{
	if (walk_act(s, action))
		return true;
	if (action == ACT_BACK && s->level.running)
		stop_search(s);
	else if (action == ACT_BACK)
		give_up(app, s);
	else if (action == ACT_GO || action == ACT_GRAB)
		accept(app, s);
	else if (action == ACT_LEVEL)
		run_on(app, s);
	else if (action != ACT_FAR_LEFT && action != ACT_FAR_RIGHT && action != ACT_ZOOM_IN && action != ACT_ZOOM_OUT &&
		 action != ACT_NOW)
		app_message(app, MSG_BAD, "this is a proposal: Enter accepts it, Esc gives it up");
	else
		desk_browse(app, s, action);
	return true;
}
