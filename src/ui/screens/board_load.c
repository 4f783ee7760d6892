/*
 * board_load - what the server says: lanes, when they work, bars and links,
 * each asked for as often as it changes, put together when all came.
 */
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/board.h"

/* Lanes and calendars change seldom; still they are read again so often without being told. */
enum { CALENDAR_MS = 60000, STALE_NOW_S = 60, DAY_S = 86400, BEFORE_DAYS = 21, BEHIND_DAYS = 90 };
static const enum query_id part_query[PARTS] = { Q_BOARD_LANES, Q_BOARD_WINDOWS, Q_BOARD_BARS, Q_BOARD_LINKS,
						 Q_BOARD_HISTORY };

/* ---- which time ---- */

static void time_text(int64_t t, char ret[32])
{
	time_t at = (time_t)t;
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* From some weeks before what is shown, and now, to months behind; more where more is shown at once. */
static void choose_window(struct desk *s, int64_t now)
{
	int64_t from = s->placed && s->look.view.from < now ? s->look.view.from : now;
	int64_t end = s->placed ? desk_window_end(s) : now;
	int64_t room = s->placed ? 2 * (end - s->look.view.from) : 0;

	s->load.next_from = from - greater(room, (int64_t)BEFORE_DAYS * DAY_S);
	s->load.next_to = greater(end, now) + greater(room, (int64_t)BEHIND_DAYS * DAY_S);
}

/* ---- taking it ---- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool rows_same(const struct rows *a, const struct rows *b)
{
	if (a->n != b->n || a->n_columns != b->n_columns)
		return false;
	for (size_t i = 0; i < a->n * a->n_columns; i++)
		if (!same_text(a->cell[i], b->cell[i]))
			return false;
	return true;
}

/* Keep what came; false when nothing of it is new. */
static bool keep_fresh(struct desk *s)
{
	bool changed = false;

	for (int i = 0; i < PARTS; i++) {
		if (!(s->load.have & 1U << i))
			continue;
		changed |= !rows_same(&s->load.rows[i], &s->load.fresh[i]);
		rows_done(&s->load.rows[i]);
		s->load.rows[i] = s->load.fresh[i];
		s->load.fresh[i] = (struct rows){ 0 };
	}
	if (s->load.have & 1U << PART_WINDOWS) {
		s->load.from = s->load.next_from;
		s->load.to = s->load.next_to;
	}
	return changed;
}

/* The first time: the window begins a little before now. */
static void place_window(struct desk *s)
{
	if (s->placed)
		return;
	s->placed = true;
	s->look.view.from = gantt_align(s->look.view.zoom, s->base.plan.now);
	gantt_scroll(&s->look.view, -(s->area.cols / 5));
	s->look.at.t = s->base.plan.now;
}

static void derive(struct desk *s)
{
	struct desk_draft *d = &s->plan;

	arena_done(&d->mem);
	*d = (struct desk_draft){ 0 };
	desk_judge(&s->base.plan, plan_draft(&s->base.plan, &d->mem), d);
}

static void put_base(struct desk *s, int64_t now)
{
	const struct rows *r = s->load.rows;
	struct board fresh = { 0 };

	board_load(&fresh, &r[PART_LANES], &r[PART_WINDOWS], &r[PART_BARS], &r[PART_LINKS], s->load.from, s->load.to,
		   now);
	if (s->mode == DESK_HELD)
		desk_note_changes(s, &fresh);
	board_done(&s->base);
	s->base = fresh;
	s->loaded = true;
	derive(s);
	place_window(s);
}

/* Only a damaged base has such links; planning goes on without them. */
static void say_circle(struct app *app, const struct desk *s)
{
	const struct plan_cycle *c = &s->base.cycle;

	if (c->n > 0)
		app_message(app, MSG_BAD, "%s and %zu more wait for each other in a circle: no links are shown",
			    s->base.plan.bar[c->vertex[0]].number, c->n - 1);
}

static void take(struct app *app, struct desk *s)
{
	int64_t now = desk_now_s(app);
	bool calendar = s->load.have & PARTS_CALENDAR;
	bool changed = keep_fresh(s) || !s->loaded || now - s->base.plan.now >= STALE_NOW_S || s->drop.stale ||
		       s->drop.wait == WAIT_BASE;

	s->load.wanted = s->load.have = 0;
	if (calendar)
		s->load.calendar_ms = clock_mono_ms(app->clock);
	if (!changed)
		return;
	if (s->drop.wait == WAIT_BASE)
		desk_lower(s);
	put_base(s, now);
	if (s->mode == DESK_HELD)
		desk_replay(app, s);
	else
		desk_mend_cursor(s);
	if (s->jump[0])
		desk_jump(app, s, s->jump);
	s->jump[0] = '\0';
	say_circle(app, s);
	/* Nothing moves under somebody who only looks. */
	if (s->mode == DESK_HELD)
		desk_settle(s);
	else
		desk_compose(s);
	desk_landed(app, s, true);
	desk_lay_out(s);
}

static void forget_all(struct app *app, struct desk *s)
{
	for (int i = 0; i < PARTS; i++) {
		if (s->load.request[i])
			app_forget(app, s->load.request[i]);
		s->load.request[i] = 0;
		rows_done(&s->load.fresh[i]);
		s->load.fresh[i] = (struct rows){ 0 };
	}
	s->load.wanted = s->load.have = 0;
}

static void got(struct app *app, struct desk *s, enum desk_part part, struct rows *rows, const struct err *err)
{
	s->load.request[part] = 0;
	if (err) {
		forget_all(app, s);
		s->load.failed = true;
		s->load.all = true;
		app_error(app, err);
		desk_landed(app, s, false);
		return;
	}
	s->load.fresh[part] = *rows;
	*rows = (struct rows){ 0 };
	s->load.have |= 1U << part;
	if ((s->load.wanted & ~s->load.have) == 0) {
		s->load.failed = false;
		take(app, s);
	}
}

static void got_lanes(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	got(app, owner, PART_LANES, rows, err);
}

static void got_windows(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	got(app, owner, PART_WINDOWS, rows, err);
}

static void got_bars(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	got(app, owner, PART_BARS, rows, err);
}

static void got_links(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	got(app, owner, PART_LINKS, rows, err);
}

static void got_history(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	got(app, owner, PART_HISTORY, rows, err);
}

/* ---- asking ---- */

static const app_answer part_answer[PARTS] = { got_lanes, got_windows, got_bars, got_links, got_history };

static uint64_t ask_part(struct app *app, struct desk *s, enum desk_part part)
{
	bool windows = part == PART_WINDOWS;
	char from[32], to[32];

	if (part != PART_WINDOWS && part != PART_BARS)
		return ask(app, s, part_query[part], part_answer[part], NULL);
	time_text(s->load.next_from, from);
	time_text(s->load.next_to, to);
	return ask(app, s, part_query[part], part_answer[part], "from", from, "to", to, windows ? NULL : "completed",
		   s->filter.completed ? "true" : NULL, NULL);
}

void desk_ask(struct app *app, struct desk *s, unsigned parts)
{
	/* What is on its way already is asked for again, so that all that is put together is of one time. */
	parts |= s->load.wanted;
	forget_all(app, s);
	if (parts & 1U << PART_WINDOWS || s->load.to == 0) {
		choose_window(s, desk_now_s(app));
	} else {
		s->load.next_from = s->load.from;
		s->load.next_to = s->load.to;
	}
	s->load.wanted = parts;
	for (int i = 0; i < PARTS; i++)
		if (parts & 1U << i)
			s->load.request[i] = ask_part(app, s, (enum desk_part)i);
}

void desk_update(struct app *app, void *state, topic_mask topics)
{
	struct desk *s = state;
	unsigned parts = PARTS_BARS;

	/* A proposal stands on the base it was made for. */
	if (s->mode == DESK_LEVEL) {
		s->load.missed = true;
		return;
	}
	if (topics & TOPIC_FLOOR)
		parts |= 1U << PART_LANES;
	if (s->load.all || clock_mono_ms(app->clock) - s->load.calendar_ms >= CALENDAR_MS)
		parts |= PARTS_CALENDAR;
	s->load.all = false;
	desk_ask(app, s, parts);
}

void desk_ask_beyond(struct app *app, struct desk *s)
{
	int64_t span = desk_window_end(s) - s->look.view.from;

	if (!s->loaded || s->mode == DESK_LEVEL || s->drop.wait != WAIT_NONE)
		return;
	if (s->look.view.from - span >= s->load.from && desk_window_end(s) + span <= s->load.to)
		return;
	if (s->load.wanted & 1U << PART_WINDOWS && s->look.view.from - span >= s->load.next_from &&
	    desk_window_end(s) + span <= s->load.next_to)
		return;
	desk_ask(app, s, PARTS_CALENDAR | PARTS_BARS);
}

void desk_hold_load(struct app *app, struct desk *s)
{
	s->load.missed |= s->load.wanted != 0;
	forget_all(app, s);
}

void desk_load_done(struct desk *s)
{
	for (int i = 0; i < PARTS; i++) {
		rows_done(&s->load.rows[i]);
		rows_done(&s->load.fresh[i]);
	}
}
