/*
 * board_words - what bars, steps and plans are in words.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/board.h"

enum { NAMED = 3 };

/* ---- times ---- */

static bool same_day(int64_t a, int64_t b)
{
	time_t x = (time_t)a, y = (time_t)b;
	struct tm p, q;

	localtime_r(&x, &p);
	localtime_r(&y, &q);
	return p.tm_year == q.tm_year && p.tm_yday == q.tm_yday;
}

static void clock_words(int64_t t, char ret[16])
{
	time_t at = (time_t)t;
	struct tm tm;

	localtime_r(&at, &tm);
	strftime(ret, 16, "%H:%M", &tm);
}

void desk_interval_words(int64_t from, int64_t to, char *ret, size_t size)
{
	char a[48], b[48];

	board_time_words(from, a, sizeof(a));
	if (same_day(from, to)) {
		clock_words(to, b);
		str_format(ret, size, "%s-%s", a, b);
	} else {
		board_time_words(to, b, sizeof(b));
		str_format(ret, size, "%s - %s", a, b);
	}
}

void desk_delta_words(int64_t seconds, char *ret, size_t size)
{
	char words[32];

	board_duration_words(seconds < 0 ? -seconds : seconds, words, sizeof(words));
	if (seconds == 0)
		str_copy(ret, size, "same time");
	else
		str_format(ret, size, "%s%s", seconds < 0 ? "-" : "+", words);
}

void desk_place_words(const struct plan_place *at, char *ret, size_t size)
{
	char when[DESK_SHORT], work[32];

	desk_interval_words(at->start, at->end, when, sizeof(when));
	board_duration_words(at->work, work, sizeof(work));
	str_format(ret, size, "%s (%s %s)", when, work, at->overtime ? "overtime" : "working");
}

/* ---- lanes and bars ---- */

const char *desk_lane_name(const struct desk *s, uint32_t lane)
{
	if (lane == PLAN_NO_LANE || lane >= s->base.plan.n_lanes)
		return "no lane";
	return s->base.lane_fact[lane].name[0] ? s->base.lane_fact[lane].name : s->base.plan.lane[lane].code;
}

const char *desk_cascade_words(enum plan_cascade mode)
{
	switch (mode) {
	case PLAN_CASCADE_NONE:
		return "none";
	case PLAN_CASCADE_PUSH:
		return "push";
	case PLAN_CASCADE_KEEP:
		return "keep gap";
	case PLAN_CASCADE_CLOSE:
		return "close up";
	}
	return "";
}

int64_t desk_delta(const struct desk *s, uint32_t bar)
{
	const struct plan_place *was = &s->plan.place[bar], *is = &desk_shown(s)->place[bar];

	if (was->lane == PLAN_NO_LANE || is->lane == PLAN_NO_LANE)
		return 0;
	return is->start - was->start;
}

void desk_step_words(const struct desk *s, char *ret, size_t size)
{
	const struct plan_place *was = &s->plan.place[s->held.bar], *is = &s->held.to;
	char delta[32], work[40];

	desk_delta_words(desk_delta(s, s->held.bar), delta, sizeof(delta));
	if (was->lane == PLAN_NO_LANE)
		str_format(ret, size, "placed on %s", desk_lane_name(s, is->lane));
	else if (plan_place_equal(was, is))
		str_copy(ret, size, "where it was");
	else if (was->lane != is->lane)
		str_format(ret, size, "%s, %s to %s", delta, desk_lane_name(s, was->lane), desk_lane_name(s, is->lane));
	else
		str_format(ret, size, "%s on %s", delta, desk_lane_name(s, is->lane));
	if (was->lane != PLAN_NO_LANE && was->work != is->work) {
		desk_delta_words(is->work - was->work, delta, sizeof(delta));
		str_format(work, sizeof(work), ", work %s", delta);
		str_append(ret, size, work);
	}
}

/* ---- who follows ---- */

struct carried {
	int64_t order, delta;
	const char *number;
};

static int by_reach(const void *a, const void *b)
{
	const struct carried *x = a, *y = b;

	return (llabs(x->delta) < llabs(y->delta)) - (llabs(x->delta) > llabs(y->delta));
}

static int by_order(const void *a, const void *b)
{
	const struct carried *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return by_reach(a, b);
}

/* One entry an order, with the farthest of its bars. */
static size_t list_carried(const struct desk *s, struct carried *list)
{
	const struct plan_outcome *o = &s->held.out;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < o->n_moved; i++) {
		uint32_t bar = o->moved[i];

		if (bar != s->held.bar)
			list[n++] = (struct carried){ s->base.plan.bar[bar].order, desk_delta(s, bar),
						      s->base.fact[bar].number };
	}
	qsort(list, n, sizeof(*list), by_order);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || list[kept - 1].order != list[i].order)
			list[kept++] = list[i];
	qsort(list, kept, sizeof(*list), by_reach);
	return kept;
}

static const char *carried_verb(const struct carried *list, size_t n)
{
	size_t later = 0, earlier = 0;

	for (size_t i = 0; i < n; i++) {
		later += list[i].delta > 0;
		earlier += list[i].delta < 0;
	}
	if (earlier == 0)
		return "pushes";
	return later == 0 ? "pulls" : "moves";
}

void desk_carried_words(const struct desk *s, char *ret, size_t size)
{
	struct arena mem = { 0 };
	struct carried *list = arena_alloc(&mem, (s->held.out.n_moved + 1) * sizeof(*list));
	size_t n = list_carried(s, list);
	char one[80], delta[32];

	ret[0] = '\0';
	if (n > 0)
		str_format(ret, size, "%s %zu order%s (", carried_verb(list, n), n, n == 1 ? "" : "s");
	for (size_t i = 0; i < n && i < NAMED; i++) {
		desk_delta_words(list[i].delta, delta, sizeof(delta));
		str_format(one, sizeof(one), "%s%s %s", i ? ", " : "", list[i].number, delta);
		str_append(ret, size, one);
	}
	if (n > 0)
		str_append(ret, size, n > NAMED ? " ...)" : ")");
	arena_done(&mem);
}

static const char *status_words(enum plan_status status)
{
	switch (status) {
	case PLAN_PLANNED:
		return "planned";
	case PLAN_FIRM:
		return "firm";
	case PLAN_RUNNING:
		return "running";
	case PLAN_DONE:
		return "done";
	}
	return "";
}

void desk_blocked_words(const struct desk *s, char *ret, size_t size)
{
	const struct plan_outcome *o = &s->held.out;

	ret[0] = '\0';
	switch (o->block) {
	case PLAN_BLOCK_NONE:
		break;
	case PLAN_BLOCK_HELD:
		str_format(ret, size, "✗ %s itself is %s now", s->base.plan.bar[s->held.bar].number,
			   status_words(s->base.plan.bar[s->held.bar].at.status));
		break;
	case PLAN_BLOCK_FIXED:
		str_format(ret, size, "✗ blocked by %s (%s)", s->base.plan.bar[o->who].number,
			   status_words(s->base.plan.bar[o->who].at.status));
		break;
	case PLAN_BLOCK_CALENDAR:
		str_format(ret, size, "✗ no working time is left for %s on %s", s->base.plan.bar[o->who].number,
			   desk_lane_name(s, o->place[o->who].lane));
		break;
	}
}

/* ---- facts of a bar ---- */

void desk_due_words(const struct desk *s, uint32_t bar, char *ret, size_t size)
{
	int64_t due = s->base.plan.bar[bar].due, end = desk_shown(s)->place[bar].end;
	char when[48], by[32];

	ret[0] = '\0';
	if (due >= PLAN_NEVER || desk_shown(s)->place[bar].lane == PLAN_NO_LANE)
		return;
	board_time_words(due, when, sizeof(when));
	board_duration_words(end > due ? end - due : due - end, by, sizeof(by));
	if (end == due)
		str_format(ret, size, "due %s, just in time", when);
	else
		str_format(ret, size, "due %s, %s %s", when, by, end > due ? "late" : "early");
}

void desk_links_words(const struct desk *s, uint32_t bar, bool after, char *ret, size_t size)
{
	const struct plan_graph *g = &s->base.plan.graph;
	const uint32_t *at = after ? g->pred_at : g->succ_at;
	const struct plan_edge *edge = after ? g->pred : g->succ;

	ret[0] = '\0';
	if (g->n == 0 || at[bar] == at[bar + 1])
		return;
	str_copy(ret, size, after ? "after " : "before ");
	for (uint32_t i = at[bar]; i < at[bar + 1]; i++) {
		if (i > at[bar])
			str_append(ret, size, ", ");
		if (i - at[bar] >= NAMED) {
			str_append(ret, size, "...");
			return;
		}
		str_append(ret, size, s->base.plan.bar[edge[i].to].number);
	}
}

static void append_number(const struct app *app, int64_t value, char *ret, size_t size)
{
	char plain[NUM_TEXT], shown[NUM_TEXT];

	num_format(value, NUM_QUANTITY_SCALE, plain);
	str_append(ret, size, app_number(app, plain, shown, sizeof(shown)));
}

void desk_made_words(const struct app *app, const struct desk *s, uint32_t bar, char *ret, size_t size)
{
	const struct board_fact *f = &s->base.fact[bar];

	str_copy(ret, size, "made ");
	append_number(app, f->good, ret, size);
	str_append(ret, size, " of ");
	append_number(app, f->quantity, ret, size);
	if (f->scrap > 0) {
		str_append(ret, size, ", scrap ");
		append_number(app, f->scrap, ret, size);
	}
}

/* ---- a whole plan ---- */

void desk_worth_words(const struct plan *p, const struct desk_draft *d, char *ret, size_t size)
{
	int64_t late_s = 0, end = 0;
	size_t late = 0;
	char words[32], when[48] = "-";

	for (uint32_t i = 0; i < p->n_bars; i++) {
		if (d->place[i].lane == PLAN_NO_LANE)
			continue;
		if (d->conflicts.flags[i] & PLAN_LATE) {
			late++;
			late_s += d->place[i].end - p->bar[i].due;
		}
		if (d->place[i].end > end && d->place[i].end < PLAN_NEVER)
			end = d->place[i].end;
	}
	board_duration_words(late_s, words, sizeof(words));
	if (end > 0)
		board_time_words(end, when, sizeof(when));
	str_format(ret, size, "%zu overloads, %zu broken links, %zu late by %s, ends %s", d->conflicts.n_overloads,
		   d->conflicts.n_broken, late, late ? words : "0m", when);
}

/* ---- the title bar ---- */

/* "Mon 23", "Mon 23 Nov": out of "Mon 23 Nov 14:00". */
static void day_words(int64_t t, bool month, char *ret, size_t size)
{
	char words[48];
	size_t keep = 0;

	board_time_words(t, words, sizeof(words));
	for (int blanks = 0; words[keep]; keep++)
		if (words[keep] == ' ' && ++blanks == (month ? 3 : 2))
			break;
	str_format(ret, size, "%.*s", (int)keep, words);
}

static bool same_month(int64_t a, int64_t b)
{
	time_t x = (time_t)a, y = (time_t)b;
	struct tm p, q;

	localtime_r(&x, &p);
	localtime_r(&y, &q);
	return p.tm_year == q.tm_year && p.tm_mon == q.tm_mon;
}

void desk_subtitle(const void *state, char *ret, size_t size)
{
	const struct desk *s = state;
	int64_t from = s->look.view.from, last;
	char a[32], b[32], snap[32];

	ret[0] = '\0';
	if (!s->loaded || s->area.cols <= 0)
		return;
	last = desk_window_end(s) - 1;
	day_words(from, !same_month(from, last), a, sizeof(a));
	day_words(last, true, b, sizeof(b));
	/* Where there is room for one of both: what is missing on the screen. */
	if (desk_filters(s) && s->mode != DESK_HELD)
		str_copy(snap, sizeof(snap), "  filtered");
	else
		str_format(snap, sizeof(snap), "  snap %s", board_snap_words(s->look.snap));
	if (same_day(from, last))
		str_format(ret, size, "%s  zoom %s%s", b, gantt_zoom_words(s->look.view.zoom), snap);
	else
		str_format(ret, size, "%s - %s  zoom %s%s", a, b, gantt_zoom_words(s->look.view.zoom), snap);
}
