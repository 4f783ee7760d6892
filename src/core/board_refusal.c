/*
 * board_refusal - what is wrong with a draft, said to a person.
 *
 * Judged as the server judges: by every broken link that touches a moved bar
 * and every overload one stands in, whoever began it; the rest only when the
 * gesture caused it.
 */
#include <string.h>

#include "core/base/str.h"
#include "core/board_own.h"

enum { WORDS = 40, LIST = 100 };

static const char *number_of(const struct board *b, uint32_t bar)
{
	return bar < b->plan.n_bars ? b->plan.bar[bar].number : "?";
}

static const char *lane_of(const struct board *b, uint32_t lane)
{
	return lane < b->plan.n_lanes ? b->plan.lane[lane].code : "the tray";
}

/* ---- blocked ---- */

static bool refuse_block(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	const char *who = number_of(b, o->who);
	const struct plan_place *at = &o->place[o->who];

	switch (o->block) {
	case PLAN_BLOCK_HELD:
		err_set(err, ERR_CONFLICT, "FROZEN", "work_order", "%s is %s and is not moved.", who,
			plan_status_word(at->status));
		err_hint(err, "Firm ones can be made planned again.");
		return true;
	case PLAN_BLOCK_FIXED:
		err_set(err, ERR_CONFLICT, "BLOCKED", "start", "%s is %s on %s and would have to give way to %s.", who,
			plan_status_word(at->status), lane_of(b, at->lane), number_of(b, o->by));
		err_hint(err, "Another place, or another way for others to follow.");
		return true;
	case PLAN_BLOCK_CALENDAR:
		err_set(err, ERR_CONFLICT, "CALENDAR", "start", "The calendar of %s ends before %s fits in.",
			lane_of(b, at->lane), who);
		err_hint(err, "An earlier time, another lane, or more shifts in the calendar.");
		return true;
	case PLAN_BLOCK_NONE:
		break;
	}
	return false;
}

/* ---- hard ---- */

static bool refuse_link(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	const struct plan_conflicts *c = &o->conflicts;
	char by[WORDS], start[WORDS];

	for (size_t i = 0; i < c->n_broken; i++) {
		const struct plan_broken *broken = &c->broken[i];

		if (!board_is_moved(b, o->place, broken->from) && !board_is_moved(b, o->place, broken->to))
			continue;
		board_duration_words(broken->by, by, sizeof(by));
		board_time_words(o->place[broken->to].start, start, sizeof(start));
		err_set(err, ERR_CONFLICT, "DEPENDENCY", "start", "%s would start %s, %s before %s lets it.",
			number_of(b, broken->to), start, by, number_of(b, broken->from));
		err_hint(err, "%s must be finished first.", number_of(b, broken->from));
		return true;
	}
	return false;
}

/* ---- soft ---- */

static void order_list(const struct board *b, const struct plan_overload *v, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < v->n; i++) {
		if (strlen(ret) + strlen(number_of(b, v->bar[i])) + 8 > size) {
			str_append(ret, size, " ..");
			return;
		}
		if (i > 0)
			str_append(ret, size, ", ");
		str_append(ret, size, number_of(b, v->bar[i]));
	}
}

static bool has_moved(const struct board *b, const struct plan_outcome *o, const struct plan_overload *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (board_is_moved(b, o->place, v->bar[i]))
			return true;
	return false;
}

static bool refuse_overload(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	char from[WORDS], to[WORDS], orders[LIST];

	for (size_t i = 0; i < o->conflicts.n_overloads; i++) {
		const struct plan_overload *v = &o->conflicts.overload[i];

		if (!has_moved(b, o, v))
			continue;
		board_time_words(v->from, from, sizeof(from));
		board_time_words(v->to, to, sizeof(to));
		order_list(b, v, orders, sizeof(orders));
		err_set(err, ERR_CONFLICT, "OVERLOAD", "lane", "%s would carry %d from %s to %s and can do %d: %s.",
			lane_of(b, v->lane), v->load, from, to, b->plan.lane[v->lane].capacity, orders);
		err_hint(err, "Another time or lane, or push what follows.");
		return true;
	}
	return false;
}

/* A moved bar with that flag, if one can be the one that ends later than before. */
static uint32_t flagged(const struct board *b, const struct plan_outcome *o, uint8_t flag)
{
	uint32_t found = PLAN_NO_BAR;

	for (size_t i = 0; i < o->n_moved; i++) {
		uint32_t bar = o->moved[i];
		const struct plan_place *base = &b->plan.bar[bar].at;

		if (!(o->conflicts.flags[bar] & flag))
			continue;
		if (base->lane == PLAN_NO_LANE || o->place[bar].end > base->end)
			return bar;
		if (found == PLAN_NO_BAR)
			found = bar;
	}
	return found;
}

static bool refuse_late(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	uint32_t bar = flagged(b, o, PLAN_LATE);
	char end[WORDS], by[WORDS];

	if (bar == PLAN_NO_BAR)
		return false;
	board_time_words(o->place[bar].end, end, sizeof(end));
	board_duration_words(o->place[bar].end - b->plan.bar[bar].due, by, sizeof(by));
	err_set(err, ERR_CONFLICT, "LATE", "start", "%s would end %s, %s after it is due.", number_of(b, bar), end, by);
	err_hint(err, "An earlier time, or a faster lane.");
	return true;
}

static bool refuse_off_time(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	uint32_t bar = flagged(b, o, PLAN_OFF_CALENDAR);
	const struct plan_place *at;
	char start[WORDS], next[WORDS];
	int64_t open;

	if (bar == PLAN_NO_BAR || o->place[bar].lane >= b->plan.n_lanes)
		return false;
	at = &o->place[bar];
	open = plan_calendar_next(&b->plan.lane[at->lane].calendar, at->start);
	board_time_words(at->start, start, sizeof(start));
	board_time_words(open, next, sizeof(next));
	err_set(err, ERR_CONFLICT, "OFF_CALENDAR", "start", "%s would be made in off time of %s: %s.",
		number_of(b, bar), lane_of(b, at->lane), start);
	if (open == at->start)
		err_hint(err, "Without overtime it waits for the next working time.");
	else if (open < PLAN_NEVER)
		err_hint(err, "The next working time is %s.", next);
	return true;
}

static bool refuse_lane(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	uint32_t bar = flagged(b, o, PLAN_WRONG_LANE);
	const struct plan_bar *made;
	char lanes[LIST] = "";

	if (bar == PLAN_NO_BAR)
		return false;
	made = &b->plan.bar[bar];
	for (size_t i = 0; i < made->n_lanes; i++) {
		if (i > 0)
			str_append(lanes, sizeof(lanes), ", ");
		str_append(lanes, sizeof(lanes), lane_of(b, made->lanes[i]));
	}
	err_set(err, ERR_CONFLICT, "WRONG_LANE", "lane", "%s cannot be made on %s.", number_of(b, bar),
		lane_of(b, o->place[bar].lane));
	err_hint(err, "It can be made on %s.", lanes);
	return true;
}

static bool refuse_soft(const struct board *b, const struct plan_outcome *o, struct err *err)
{
	if (refuse_overload(b, o, err))
		return true;
	return ((o->caused & PLAN_OFF_CALENDAR) && refuse_off_time(b, o, err)) ||
	       ((o->caused & PLAN_LATE) && refuse_late(b, o, err)) ||
	       ((o->caused & PLAN_WRONG_LANE) && refuse_lane(b, o, err));
}

bool board_refusal(const struct board *b, const struct plan_outcome *o, bool allow_soft, struct err *ret)
{
	if (refuse_block(b, o, ret) || refuse_link(b, o, ret))
		return true;
	return !allow_soft && refuse_soft(b, o, ret);
}
