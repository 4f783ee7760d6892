/*
 * board_replay - others change the plan while a bar is held: the gesture
 * goes over to the new base, and what they did is said.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/screens/board.h"

enum { TOLD = 3 };

/* ---- what others did ---- */

static const char *status_now(enum plan_status status)
{
	if (status == PLAN_RUNNING)
		return "is running now";
	if (status == PLAN_FIRM)
		return "is firm now";
	return status == PLAN_DONE ? "is done now" : "is planned now";
}

/* False when nothing of that bar changed. */
static bool change_words(const struct desk *s, uint32_t old, const struct board *fresh, char *ret, size_t size)
{
	const struct plan_bar *was = &s->base.plan.bar[old];
	uint32_t bar = board_bar_of(fresh, was->operation);
	const struct plan_place *is = bar != PLAN_NO_BAR ? &fresh->plan.bar[bar].at : NULL;
	char when[48];

	if (is && s->base.fact[old].version == fresh->fact[bar].version && was->at.status == is->status)
		return false;
	if (!is) {
		str_format(ret, size, "%s left the board", was->number);
	} else if (is->lane == PLAN_NO_LANE) {
		str_format(ret, size, "%s went to the tray", was->number);
	} else if (was->at.status != is->status) {
		str_format(ret, size, "%s %s", was->number, status_now(is->status));
	} else {
		board_time_words(is->start, when, sizeof(when));
		str_format(ret, size, "%s stands on %s from %s now", was->number, fresh->lane_fact[is->lane].name,
			   when);
	}
	return true;
}

/* Who, as far as the list of drops says so; NULL. */
static const char *who_moved(const struct desk *s, const char *number)
{
	const struct rows *r = &s->load.rows[PART_HISTORY];

	for (size_t i = 0; s->drop.stale && i < r->n && i < TOLD; i++)
		if (strstr(rows_text(r, i, "gesture"), number))
			return rows_text(r, i, "user");
	return NULL;
}

static void add_change(char *banner, size_t size, const char *words, size_t told)
{
	if (told == TOLD)
		str_append(banner, size, " ...");
	if (told >= TOLD)
		return;
	str_append(banner, size, told ? "; " : "");
	str_append(banner, size, words);
}

static void note_bars(struct desk *s, const struct board *fresh)
{
	const struct plan_outcome *o = &s->held.out;
	char words[DESK_SHORT * 2];
	char banner[DESK_WORDS] = "";
	const char *who = NULL;
	size_t told = 0;

	for (size_t i = 0; i < o->n_moved; i++) {
		if (!change_words(s, o->moved[i], fresh, words, sizeof(words)))
			continue;
		if (!who)
			who = who_moved(s, s->base.fact[o->moved[i]].number);
		add_change(banner, sizeof(banner), words, told++);
	}
	if (!told)
		return;
	str_format(s->held.banner, sizeof(s->held.banner), "%s%smeanwhile: %s", who ? who : "", who ? " " : "", banner);
	s->held.unseen = true;
}

/* ---- going over ---- */

/* Aimed at the same instant of the same lane; a bar that was not moved yet stays where it is now. */
static void carry_over(struct desk *s, const struct board *fresh, uint32_t bar)
{
	struct desk_held *h = &s->held;
	const struct plan_place *at = &fresh->plan.bar[bar].at;
	bool moved = !plan_place_equal(&h->to, &s->base.plan.bar[h->bar].at);
	uint32_t lane = desk_lane_of_id(fresh, h->lane);
	struct plan_place to = h->to;

	h->bar = bar;
	to.status = at->status;
	if (moved && lane != PLAN_NO_LANE && plan_put(&fresh->plan, &to, lane, h->wanted)) {
		h->to = to;
		return;
	}
	h->to = *at;
	h->wanted = at->start;
}

static bool was_moved(const struct desk *s)
{
	return !plan_place_equal(&s->held.to, &s->base.plan.bar[s->held.bar].at);
}

bool desk_note_changes(struct desk *s, const struct board *fresh)
{
	uint32_t bar = board_bar_of(fresh, s->held.operation);
	bool listed = s->held.out.n_moved > 0;
	char words[DESK_SHORT * 2];

	if (bar != PLAN_NO_BAR && listed)
		note_bars(s, fresh);
	else if (change_words(s, s->held.bar, fresh, words, sizeof(words)))
		str_format(s->held.banner, sizeof(s->held.banner), "meanwhile: %s", words);
	/* From the tray it must have a lane; booked by somebody else meanwhile it has one. */
	if (bar == PLAN_NO_BAR || (fresh->plan.bar[bar].at.lane == PLAN_NO_LANE && !was_moved(s))) {
		s->held.bar = PLAN_NO_BAR;
		return false;
	}
	carry_over(s, fresh, bar);
	return true;
}

void desk_say_replayed(struct app *app, struct desk *s)
{
	char step[DESK_WORDS], carried[DESK_WORDS];

	s->held.unseen = false;
	desk_step_words(s, step, sizeof(step));
	desk_carried_words(s, carried, sizeof(carried));
	app_message(app, MSG_BAD, "changed meanwhile; now it would go %s%s%s: Enter drops it", step,
		    carried[0] ? ", " : "", carried);
}

void desk_replay(struct app *app, struct desk *s)
{
	char banner[DESK_WORDS];

	if (s->held.bar == PLAN_NO_BAR) {
		str_copy(banner, sizeof(banner), s->held.banner);
		desk_release(s, true);
		desk_mend_cursor(s);
		app_message(app, MSG_BAD, "%s: it is held no more", banner);
		return;
	}
	desk_play(s);
	desk_follow(s);
	if (s->drop.stale)
		desk_say_replayed(app, s);
}
