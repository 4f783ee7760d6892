/*
 * board_drag - a held bar. Each key changes where it is meant to go, the
 * whole gesture is played anew on the base, and what that means is said.
 * Nothing is written before the drop.
 */
#include <time.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

/* How far a step looks for working time before it gives up. */
enum { LOOKS = 400, MINUTE_S = 60 };

/* ---- the gesture ---- */

void desk_play(struct desk *s)
{
	struct desk_held *h = &s->held;
	struct plan_gesture g = { .bar = h->bar, .to = h->to, .mode = s->look.cascade };

	arena_empty(&h->draft.mem);
	h->draft = (struct desk_draft){ .mem = h->draft.mem };
	plan_play(&s->base.plan, &g, &h->draft.mem, &h->out);
	h->draft.place = h->out.place;
	h->draft.conflicts = h->out.conflicts;
	h->draft.times = h->out.times;
	desk_caused(s, &h->draft.mem, &h->draft.troubles);
	h->trouble = SIZE_MAX;
	s->look.at.operation = h->operation;
	if (h->to.lane != PLAN_NO_LANE)
		s->look.at.lane = h->lane = s->base.plan.lane[h->to.lane].id;
}

static void say_step(struct app *app, const struct desk *s)
{
	char step[DESK_WORDS], place[DESK_SHORT];

	desk_step_words(s, step, sizeof(step));
	desk_place_words(&s->held.to, place, sizeof(place));
	app_message(app, MSG_INFO, "%s  new %s", step, place);
}

static void played(struct app *app, struct desk *s)
{
	desk_play(s);
	desk_follow(s);
	say_step(app, s);
}

/* ---- grabbing ---- */

static void hold(struct desk *s, uint32_t bar, const struct plan_place *to)
{
	struct desk_held *h = &s->held;

	*h = (struct desk_held){ .operation = s->base.plan.bar[bar].operation, .bar = bar, .to = *to };
	h->before = s->look;
	h->wanted = to->start;
	h->trouble = SIZE_MAX;
	s->look.in_tray = false;
	s->mode = DESK_HELD;
}

static void say_fixed(struct app *app, const struct desk *s, uint32_t bar)
{
	enum plan_status status = s->base.plan.bar[bar].at.status;

	if (status == PLAN_FIRM)
		app_message(app, MSG_BAD, "%s is firm and does not move; p makes it planned again",
			    s->base.plan.bar[bar].number);
	else
		app_message(app, MSG_BAD, "%s is %s and stays where it is", s->base.plan.bar[bar].number,
			    status == PLAN_RUNNING ? "running" : "done");
}

void desk_grab(struct app *app, struct desk *s, uint32_t bar)
{
	const struct plan_place *at = &s->base.plan.bar[bar].at;

	if (!desk_may_change(app, s))
		return;
	if (plan_is_fixed(at)) {
		say_fixed(app, s, bar);
		return;
	}
	hold(s, bar, at);
	desk_play(s);
	desk_follow(s);
	app_message(app, MSG_INFO, "%s is held: arrows move it, Enter drops it, Esc puts it back",
		    s->base.plan.bar[bar].number);
}

void desk_grab_at(struct app *app, struct desk *s, uint32_t bar, const struct plan_place *to)
{
	hold(s, bar, to);
	played(app, s);
}

void desk_release(struct desk *s, bool back)
{
	struct desk_look before = s->held.before;

	s->mode = DESK_BROWSE;
	arena_done(&s->held.draft.mem);
	s->held = (struct desk_held){ .trouble = SIZE_MAX };
	if (back)
		s->look = before;
}

/* ---- along the time ---- */

static bool take_place(struct desk *s, const struct plan_place *to)
{
	s->held.to = *to;
	s->held.wanted = to->start;
	return true;
}

static void say_no_time(struct app *app, const struct desk *s, const char *where)
{
	app_message(app, MSG_BAD, "%s has no working time %s as far as its calendar is known",
		    desk_lane_name(s, s->held.to.lane), where);
}

static int64_t local_day(int64_t t, int days)
{
	time_t at = (time_t)t;
	struct tm tm;

	localtime_r(&at, &tm);
	tm.tm_mday += days;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

/* The next line to aim at: of the snap, or whole days. */
static int64_t line_from(const struct desk *s, int64_t t, int direction, bool by_day)
{
	if (by_day)
		return local_day(t, direction);
	return board_snap_line(&s->base, s->held.to.lane, s->look.snap, t, direction);
}

static bool step_right(struct app *app, struct desk *s, bool by_day)
{
	struct plan_place to = s->held.to;
	int64_t t = line_from(s, to.start, 1, by_day);

	if (!plan_put(&s->base.plan, &to, to.lane, t))
		return say_no_time(app, s, "behind"), false;
	return take_place(s, &to);
}

/* Before a line in off time the last line in working time, or the beginning of work behind the line if that is earlier. */
static bool step_left(struct app *app, struct desk *s, bool by_day)
{
	const struct plan_calendar *c = plan_place_calendar(&s->base.plan, &s->held.to);
	int64_t now_at = s->held.to.start, t = now_at;

	for (int i = 0; i < LOOKS; i++) {
		struct plan_place to = s->held.to;

		t = line_from(s, t, -1, by_day);
		if (plan_put(&s->base.plan, &to, to.lane, t) && to.start < now_at)
			return take_place(s, &to);
		if (!by_day && c && !plan_calendar_is_open(c, t) && plan_calendar_back(c, t) > PLAN_ALWAYS)
			t = plan_calendar_back(c, t) + 1;
	}
	say_no_time(app, s, "before");
	return false;
}

static bool step(struct app *app, struct desk *s, int direction, bool by_day)
{
	return direction > 0 ? step_right(app, s, by_day) : step_left(app, s, by_day);
}

/* ---- across the lanes ---- */

static bool to_lane(struct app *app, struct desk *s, uint32_t lane)
{
	struct plan_place to = s->held.to;

	if (!plan_put(&s->base.plan, &to, lane, s->held.wanted)) {
		app_message(app, MSG_BAD, "%s has no working time left for it", desk_lane_name(s, lane));
		return false;
	}
	s->held.to = to;
	return true;
}

static bool change_lane(struct app *app, struct desk *s, int direction)
{
	const struct plan_bar *bar = &s->base.plan.bar[s->held.bar];
	int64_t n = (int64_t)s->frame.n_lanes, i = (int64_t)desk_shown_lane(s, s->held.to.lane);
	char skipped[DESK_SHORT] = "", step_words[DESK_WORDS];

	for (i += direction; i >= 0 && i < n; i += direction) {
		uint32_t lane = s->frame.lane[i];

		if (!plan_is_eligible(bar, lane)) {
			str_append(skipped, sizeof(skipped), skipped[0] ? ", " : "");
			str_append(skipped, sizeof(skipped), desk_lane_name(s, lane));
			continue;
		}
		if (!to_lane(app, s, lane))
			return false;
		desk_play(s);
		desk_follow(s);
		desk_step_words(s, step_words, sizeof(step_words));
		app_message(app, MSG_INFO, "%s%s%s", skipped, skipped[0] ? " cannot make it; " : "", step_words);
		return false;
	}
	if (skipped[0])
		app_message(app, MSG_BAD, "%s cannot be made on %s", bar->number, skipped);
	else
		app_message(app, MSG_BAD, "there is no lane %s this one", direction > 0 ? "below" : "above");
	return false;
}

/* ---- longer and shorter ---- */

static bool stretch(struct app *app, struct desk *s, int direction)
{
	const struct plan_calendar *c = plan_place_calendar(&s->base.plan, &s->held.to);
	struct plan_place to = s->held.to;
	int64_t t = to.end;

	for (int i = 0; i < LOOKS; i++) {
		int64_t work;

		t = board_snap_line(&s->base, to.lane, s->look.snap, t, direction);
		work = plan_calendar_between(c, to.start, t);
		if (direction < 0 && (t <= to.start || work < MINUTE_S))
			break;
		if (work == to.work)
			continue;
		to.work = work;
		if (!plan_put(&s->base.plan, &to, to.lane, to.start))
			return say_no_time(app, s, "behind"), false;
		s->held.to = to;
		return true;
	}
	if (direction < 0)
		app_message(app, MSG_BAD, "it cannot be shorter by %s", board_snap_words(s->look.snap));
	else
		say_no_time(app, s, "behind");
	return false;
}

/* ---- the next place without trouble ---- */

static bool fit(struct app *app, struct desk *s, int direction)
{
	struct desk_held *h = &s->held;
	struct arena mem = { 0 };
	struct plan_place *draft = plan_draft(&s->base.plan, &mem), to = h->to;
	int64_t from = h->to.start;
	bool found;

	draft[h->bar] = h->to;
	found = plan_first_fit(&s->base.plan, draft, h->bar, h->to.lane, from, direction, &to);
	if (found && to.start == h->to.start) {
		from = board_snap_line(&s->base, h->to.lane, s->look.snap, from, direction);
		found = plan_first_fit(&s->base.plan, draft, h->bar, h->to.lane, from, direction, &to);
	}
	arena_done(&mem);
	if (!found) {
		app_message(app, MSG_BAD, "%s has no place for it %s", desk_lane_name(s, h->to.lane),
			    direction > 0 ? "from here on" : "before here and after now");
		return false;
	}
	return take_place(s, &to);
}

/* ---- how others follow, and the rest ---- */

static bool next_cascade(struct desk *s)
{
	s->look.cascade = (enum plan_cascade)((s->look.cascade + 1) % (PLAN_CASCADE_CLOSE + 1));
	return true;
}

static bool next_snap(struct app *app, struct desk *s)
{
	s->look.snap = (enum board_snap)((s->look.snap + 1) % SNAP_COUNT);
	app_message(app, MSG_INFO, "it moves by %s", board_snap_words(s->look.snap));
	return false;
}

static bool toggle_overtime(struct app *app, struct desk *s)
{
	struct plan_place to = s->held.to;

	to.overtime = !to.overtime;
	if (!plan_put(&s->base.plan, &to, to.lane, s->held.wanted))
		return say_no_time(app, s, "for it"), false;
	s->held.to = to;
	return true;
}

static bool walk_troubles(struct app *app, struct desk *s, int direction)
{
	struct desk_held *h = &s->held;
	size_t n = h->draft.troubles.n;
	char words[DESK_WORDS];

	if (n == 0) {
		app_message(app, MSG_INFO, "this makes no conflict");
		return false;
	}
	if (h->trouble >= n)
		h->trouble = direction > 0 ? 0 : n - 1;
	else
		h->trouble = (h->trouble + (direction > 0 ? 1 : n - 1)) % n;
	desk_trouble_words(s, &h->draft.troubles.item[h->trouble], words, sizeof(words));
	desk_show_time(s, h->draft.troubles.item[h->trouble].from, h->draft.troubles.item[h->trouble].to);
	app_message(app, MSG_INFO, "%zu of %zu  %s", h->trouble + 1, n, words);
	return false;
}

/* ---- keys ---- */

/* True: the gesture is another one and must be played. */
static bool drag_time(struct app *app, struct desk *s, enum action a)
{
	switch ((int)a) {
	case ACT_LEFT:
		return step(app, s, -1, false);
	case ACT_RIGHT:
		return step(app, s, 1, false);
	case ACT_FAR_LEFT:
		return step(app, s, -1, true);
	case ACT_FAR_RIGHT:
		return step(app, s, 1, true);
	case ACT_SHORTER:
		return stretch(app, s, -1);
	case ACT_LONGER:
		return stretch(app, s, 1);
	case ACT_FIT_NEXT:
		return fit(app, s, 1);
	case ACT_FIT_BEFORE:
		return fit(app, s, -1);
	default:
		return false;
	}
}

static bool drag_way(struct app *app, struct desk *s, enum action a)
{
	switch ((int)a) {
	case ACT_UP:
		return change_lane(app, s, -1);
	case ACT_DOWN:
		return change_lane(app, s, 1);
	case ACT_CASCADE:
		return next_cascade(s);
	case ACT_SNAP:
		return next_snap(app, s);
	case ACT_OVERTIME:
		return toggle_overtime(app, s);
	case ACT_NEXT_FIELD:
		return walk_troubles(app, s, 1);
	case ACT_PREV_FIELD:
		return walk_troubles(app, s, -1);
	default:
		return drag_time(app, s, a);
	}
}

static bool is_drag(enum action a)
{
	static const enum action all[] = { ACT_LEFT,	  ACT_RIGHT,   ACT_UP,	     ACT_DOWN,	     ACT_FAR_LEFT,
					   ACT_FAR_RIGHT, ACT_SHORTER, ACT_LONGER,   ACT_FIT_NEXT,   ACT_FIT_BEFORE,
					   ACT_CASCADE,	  ACT_SNAP,    ACT_OVERTIME, ACT_NEXT_FIELD, ACT_PREV_FIELD };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] == a)
			return true;
	return false;
}

static void put_back(struct app *app, struct desk *s)
{
	desk_release(s, true);
	app_message_none(app);
}

bool desk_drag(struct app *app, struct desk *s, enum action action)
{
	if (action == ACT_BACK)
		put_back(app, s);
	else if (action == ACT_GO || action == ACT_GRAB)
		desk_drop_held(app, s);
	else if (action == ACT_ZOOM_IN || action == ACT_ZOOM_OUT)
		desk_zoom(s, action == ACT_ZOOM_IN ? -1 : 1);
	else if (action == ACT_RELOAD)
		return s->load.all = true, false;
	else if (!is_drag(action))
		app_message(app, MSG_BAD, "%s is held: drop it with Enter or put it back with Esc first",
			    s->base.plan.bar[s->held.bar].number);
	else if (drag_way(app, s, action))
		played(app, s);
	return true;
}
