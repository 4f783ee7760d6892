/*
 * board - the plan as a Gantt of text: bars are grabbed, moved with keys and
 * dropped; what that breaks and pushes stands there at every step.
 */
#include "ui/screens/board.h"

#include <string.h>

#include "core/base/str.h"
#include "ui/screens.h"

enum { LISTS_ROWS = 10 };

/* ---- what is shown ---- */

const struct desk_draft *desk_shown(const struct desk *s)
{
	if (s->mode == DESK_HELD)
		return &s->held.draft;
	if (s->mode == DESK_LEVEL && s->level.draft.place)
		return &s->level.draft;
	return &s->plan;
}

void desk_judge(const struct plan *p, const struct plan_place *place, struct desk_draft *d)
{
	d->place = place;
	plan_conflicts(p, place, &d->mem, &d->conflicts);
	d->times = plan_times_of(p, place, &d->mem);
	desk_troubles(p, place, &d->conflicts, &d->mem, &d->troubles);
}

/* ---- the frame ---- */

static void mark_neighbours(const struct desk *s, uint32_t bar)
{
	const struct plan_graph *g = &s->base.plan.graph;

	if (bar == PLAN_NO_BAR || g->n == 0)
		return;
	for (uint32_t i = g->pred_at[bar]; i < g->pred_at[bar + 1]; i++)
		s->frame.mark[g->pred[i].to] |= GANTT_PREDECESSOR;
	for (uint32_t i = g->succ_at[bar]; i < g->succ_at[bar + 1]; i++)
		s->frame.mark[g->succ[i].to] |= GANTT_SUCCESSOR;
}

static void mark_moved(const struct desk *s)
{
	if (s->mode == DESK_HELD) {
		for (size_t i = 0; i < s->held.out.n_moved; i++)
			s->frame.mark[s->held.out.moved[i]] |= GANTT_MOVED;
		s->frame.mark[s->held.bar] |= GANTT_HELD;
	} else if (s->mode == DESK_LEVEL) {
		for (size_t i = 0; i < s->level.n_moved; i++)
			s->frame.mark[s->level.moved[i]] |= GANTT_MOVED;
	}
}

static void mark_trouble(const struct desk *s)
{
	const struct desk_troubles *t = &s->held.draft.troubles;

	if (s->mode != DESK_HELD || s->held.trouble >= t->n)
		return;
	s->frame.mark[t->item[s->held.trouble].bar] |= GANTT_TROUBLE;
	if (t->item[s->held.trouble].other != PLAN_NO_BAR)
		s->frame.mark[t->item[s->held.trouble].other] |= GANTT_TROUBLE;
}

static void mark_bars(struct desk *s, const struct desk_draft *shown)
{
	struct desk_frame *f = &s->frame;
	uint32_t bar = s->mode == DESK_HELD ? s->held.bar : desk_bar(s);

	f->n_shown = 0;
	for (uint32_t i = 0; i < s->base.plan.n_bars; i++) {
		bool kept = i == bar && s->mode == DESK_HELD;

		if (shown->place[i].lane == PLAN_NO_LANE || (!kept && desk_hides(s, shown, i)))
			f->mark[i] |= GANTT_HIDDEN;
		else
			f->n_shown++;
	}
	if (bar != PLAN_NO_BAR)
		f->mark[bar] |= GANTT_CURSOR;
	mark_neighbours(s, bar);
	mark_moved(s);
	mark_trouble(s);
}

static void list_lanes(struct desk *s)
{
	struct desk_frame *f = &s->frame;

	f->lane = arena_alloc(&f->mem, s->base.plan.n_lanes * sizeof(*f->lane));
	for (uint32_t i = 0; i < s->base.plan.n_lanes; i++)
		if (!desk_hides_lane(s, i))
			f->lane[f->n_lanes++] = i;
}

/* A blank line below each lane when the lists below the lanes keep their room. */
static void set_gap(struct desk *s)
{
	struct desk_frame *f = &s->frame;
	int lanes = (int)f->n_lanes, bare = f->rows.n - s->gap * lanes;
	int gap = DESK_HEADER + bare + lanes + LISTS_ROWS <= s->area.gantt.rows;

	if (gap == s->gap || s->mode != DESK_BROWSE)
		return;
	s->gap = f->scene.gap = gap;
	gantt_layout(&f->scene, &s->look.view, s->area.gantt.cols, &f->mem, &f->rows);
}

void desk_compose(struct desk *s)
{
	const struct desk_draft *shown = desk_shown(s);
	struct desk_frame *f = &s->frame;

	arena_empty(&f->mem);
	*f = (struct desk_frame){ .mem = f->mem };
	if (!s->loaded)
		return;
	f->mark = arena_alloc(&f->mem, s->base.plan.n_bars);
	list_lanes(s);
	mark_bars(s, shown);
	desk_list_tray(s, &f->mem);
	desk_list_company(s);
	f->scene = (struct gantt_scene){
		.board = &s->base,
		.place = shown->place,
		.conflicts = &shown->conflicts,
		.times = shown->times,
		.mark = f->mark,
		.lane = f->lane,
		.n_lanes = f->n_lanes,
		.gap = s->gap,
		.now = s->base.plan.now,
	};
	gantt_layout(&f->scene, &s->look.view, s->area.gantt.cols, &f->mem, &f->rows);
	set_gap(s);
}

void desk_settle(struct desk *s)
{
	if (!s->loaded)
		return;
	desk_compose(s);
	desk_show_row(s);
}

/* ---- keys ---- */

int64_t desk_now_s(const struct app *app)
{
	return clock_wall_us(app->clock) / 1000000;
}

bool desk_may_change(struct app *app, const struct desk *s)
{
	if (!s->may_update)
		app_message(app, MSG_BAD, "the plan is only shown: moving bars needs the permission scheduling.update");
	return s->may_update;
}

/* What works in every mode and goes past this screen. */
static bool is_for_app(enum action a)
{
	return a == ACT_HELP || a == ACT_SIGN_OFF || a == ACT_MENU;
}

/* Typed while the server is asked: done when it said yes. */
static bool keep_for_later(struct desk *s, enum action a)
{
	if (s->drop.wait == WAIT_NONE)
		return false;
	if (s->drop.n_queue < DESK_QUEUE)
		s->drop.queue[s->drop.n_queue++] = a;
	return true;
}

static void open_order(struct app *app, struct desk *s)
{
	uint32_t bar = s->look.in_tray ? desk_tray_bar(s) : desk_bar(s);

	if (bar == PLAN_NO_BAR)
		app_message(app, MSG_INFO, "no bar is under the cursor");
	else
		app_open(app, "orders", s->base.fact[bar].number);
}

static bool grab(struct app *app, struct desk *s)
{
	uint32_t bar = desk_bar(s);

	if (bar == PLAN_NO_BAR)
		app_message(app, MSG_INFO, "no bar is under the cursor: arrows go to one, t to the tray");
	else
		desk_grab(app, s, bar);
	return true;
}

static void reload(struct desk *s)
{
	s->load.all = true;
}

static bool act_plan(struct app *app, struct desk *s, enum action a)
{
	switch ((int)a) {
	case ACT_GRAB:
	case ACT_GO:
		return grab(app, s);
	case ACT_PIN:
		return desk_toggle_firm(app, s), true;
	case ACT_UNBOOK:
		return desk_unbook(app, s), true;
	case ACT_UNDO:
		return desk_undo(app, s, ERRAND_UNDO), true;
	case ACT_REDO:
		return desk_undo(app, s, ERRAND_REDO), true;
	case ACT_HISTORY:
		return desk_history(app, s), true;
	case ACT_LEVEL:
		return desk_level(app, s), true;
	default:
		return false;
	}
}

static bool act_look(struct app *app, struct desk *s, enum action a)
{
	switch ((int)a) {
	case ACT_FILTER:
		return desk_ask_view(app, s), true;
	case ACT_FIND:
		return desk_ask_jump(app, s), true;
	case ACT_TRAY:
		return desk_tray_focus(app, s), true;
	case ACT_EXPORT:
		return desk_export(app, s), true;
	case ACT_PICK:
	case ACT_MORE:
		return open_order(app, s), true;
	case ACT_RELOAD:
		return reload(s), false;
	default:
		return false;
	}
}

static void say_snap(struct app *app, struct desk *s, enum action a)
{
	if (a == ACT_SNAP) {
		s->look.snap = (enum board_snap)((s->look.snap + 1) % SNAP_COUNT);
		app_message(app, MSG_INFO, "a held bar moves by %s", board_snap_words(s->look.snap));
		return;
	}
	s->look.cascade = (enum plan_cascade)((s->look.cascade + 1) % (PLAN_CASCADE_CLOSE + 1));
	app_message(app, MSG_INFO, "cascade %s", desk_cascade_words(s->look.cascade));
}

static bool act_browse(struct app *app, struct desk *s, enum action a)
{
	if (s->look.in_tray && desk_tray_act(app, s, a))
		return true;
	if (act_look(app, s, a))
		return true;
	if (a == ACT_RELOAD)
		return false;
	if (act_plan(app, s, a) || desk_browse(app, s, a))
		return true;
	if (a == ACT_SNAP || a == ACT_CASCADE)
		return say_snap(app, s, a), true;
	if (a == ACT_SHORTER || a == ACT_LONGER || a == ACT_FIT_NEXT || a == ACT_FIT_BEFORE || a == ACT_OVERTIME) {
		app_message(app, MSG_INFO, "grab a bar first: Space");
		return true;
	}
	return false;
}

static bool act_mode(struct app *app, struct desk *s, enum action a)
{
	if (s->mode == DESK_HELD)
		return desk_drag(app, s, a);
	if (s->mode == DESK_LEVEL)
		return desk_level_act(app, s, a);
	return act_browse(app, s, a);
}

/* Without a board only what does not need one. */
static bool act_empty(struct app *app, struct desk *s, enum action a)
{
	if (a == ACT_RELOAD)
		reload(s);
	if (a == ACT_FILTER && s->loaded)
		return desk_ask_view(app, s), true;
	return a != ACT_RELOAD && a != ACT_BACK && a != ACT_EXIT && a != ACT_MENU;
}

bool desk_act(struct app *app, void *state, enum action action)
{
	struct desk *s = state;
	bool taken;

	if (is_for_app(action))
		return false;
	if (keep_for_later(s, action))
		return true;
	if (!s->loaded || s->base.plan.n_lanes == 0)
		return act_empty(app, s, action);
	taken = act_mode(app, s, action);
	/* The order's screen may lie over this one now, but nothing closes it here. */
	if (taken) {
		desk_settle(s);
		desk_ask_beyond(app, s);
	}
	return taken;
}

/* ---- opening ---- */

static bool desk_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct desk *s = state;

	(void)err;
	s->may_update = app_may(app, "scheduling.update");
	s->may_override = app_may(app, "scheduling.override");
	s->look.snap = SNAP_15_MIN;
	s->look.cascade = PLAN_CASCADE_PUSH;
	s->look.view.zoom = GANTT_ZOOM_HOUR;
	s->held.trouble = SIZE_MAX;
	s->load.all = true;
	str_copy(s->jump, sizeof(s->jump), arg);
	return true;
}

static void draft_done(struct desk_draft *d)
{
	arena_done(&d->mem);
}

static void desk_close(struct app *app, void *state)
{
	struct desk *s = state;

	(void)app;
	desk_level_done(s);
	desk_drop_done(s);
	desk_load_done(s);
	arena_done(&s->frame.mem);
	draft_done(&s->held.draft);
	draft_done(&s->plan);
	board_done(&s->base);
}

/* ---- the key bar ---- */

static bool is_browse(const void *state)
{
	const struct desk *s = state;

	return s->mode == DESK_BROWSE && !s->look.in_tray && s->loaded && s->base.plan.n_lanes > 0;
}

static bool is_held(const void *state)
{
	return ((const struct desk *)state)->mode == DESK_HELD;
}

static bool is_level(const void *state)
{
	return ((const struct desk *)state)->mode == DESK_LEVEL;
}

static bool is_tray(const void *state)
{
	const struct desk *s = state;

	return s->mode == DESK_BROWSE && s->look.in_tray;
}

static bool can_grab(const void *state)
{
	const struct desk *s = state;

	return is_browse(s) && s->may_update && desk_bar(s) != PLAN_NO_BAR;
}

static bool can_change(const void *state)
{
	return is_browse(state) && ((const struct desk *)state)->may_update;
}

static bool has_tray(const void *state)
{
	return is_browse(state) && ((const struct desk *)state)->frame.n_tray > 0;
}

static bool can_take(const void *state)
{
	const struct desk *s = state;

	return is_tray(s) && s->may_update && desk_tray_bar(s) != PLAN_NO_BAR;
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_GRAB, .label = "Grab", .enabled = can_grab, .help = "Grab the bar under the cursor" },
	{ .action = ACT_GO, .label = "Drop", .enabled = is_held, .help = "Grab the bar; drop it; accept a proposal" },
	{ .action = ACT_BACK,
	  .label = "Put back",
	  .enabled = is_held,
	  .help = "Put a held bar back as it was; else go back" },
	{ .action = ACT_GO, .label = "Accept", .enabled = is_level },
	{ .action = ACT_BACK, .label = "Give up", .enabled = is_level },
	{ .action = ACT_GRAB, .label = "Take", .enabled = can_take },
	{ .action = ACT_CASCADE, .enabled = is_held },
	{ .action = ACT_FIT_NEXT, .enabled = is_held },
	{ .action = ACT_SNAP, .enabled = is_held },
	{ .action = ACT_SHORTER, .label = "] Stretch", .enabled = is_held },
	{ .action = ACT_NEXT_FIELD, .label = "Conflict", .enabled = is_held, .help = "To the next conflict" },
	{ .action = ACT_OVERTIME, .enabled = is_held },
	{ .action = ACT_TRAY, .label = "Tray", .enabled = has_tray },
	{ .action = ACT_TRAY, .label = "Board", .enabled = is_tray },
	{ .action = ACT_UNDO, .label = "Undo", .enabled = can_change, .help = "Take the last drop back" },
	{ .action = ACT_LEVEL, .enabled = can_change },
	{ .action = ACT_FIND, .label = "Order", .enabled = is_browse, .help = "Go to an order" },
	{ .action = ACT_FILTER, .enabled = is_browse },
	{ .action = ACT_PIN, .enabled = can_change },
	{ .action = ACT_ZOOM_IN, .label = "- Zoom", .enabled = is_browse, .help = "Less time in a column; - more" },
	{ .action = ACT_NOW, .enabled = is_browse },
	{ .action = ACT_HISTORY, .enabled = is_browse },
	{ .action = ACT_EXPORT, .enabled = is_browse },
	{ .action = ACT_UNBOOK, .enabled = can_change },
	{ .action = ACT_REDO, .enabled = can_change },
	{ .action = ACT_MORE, .label = "Order's screen", .enabled = is_browse, .help = "Open the order of the bar" },
	{ .action = ACT_RELOAD },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_board = {
	.name = "board",
	.title = "Board",
	.purpose = "Move orders on the plan",
	.permission = "scheduling.view",
	.help = "Lanes from top to bottom, time from left to right. Arrows go from bar to bar; < and > scroll, + and - "
		"zoom, n goes to now, / to an order.\n"
		"Space or Enter grabs the bar under the cursor. Then arrows move it, to other times and lanes; [ and ] "
		"make it shorter and longer; f and b look for the next place where nothing is broken; c says how "
		"others follow. What the step breaks and pushes stands below the lanes, Tab goes from one conflict to "
		"the next. Enter drops it, Esc leaves all as it was. u takes a drop back, also tomorrow; y lists "
		"them.\n"
		"p makes a bar firm: nothing moves it. x puts it into the tray, t goes there. L proposes a plan "
		"without conflicts; Enter accepts it as one drop. e writes the day of the cursor for print.\n"
		"A broken sequence and firm bars are never dropped over. Overloads, lateness and off time need the "
		"permission scheduling.override and a reason.",
	.topics = TOPIC_BOARD | TOPIC_ORDER | TOPIC_FLOOR,
	.flags = SCREEN_LIVE | SCREEN_LETTERS,
	.state_size = sizeof(struct desk),
	.keys = keys,
	.open = desk_open,
	.close = desk_close,
	.layout = desk_layout,
	.update = desk_update,
	.act = desk_act,
	.work = desk_work,
	.draw = desk_draw,
	.subtitle = desk_subtitle,
};
