/*
 * board_changes - what a draft changes, as the server takes it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "core/board_own.h"

enum { CHANGE_SIZE = 256 };

static const struct rule_word {
	uint8_t flag;
	const char *word;
} rule_words[] = {
	{ PLAN_OVERLOADED, "overload" },
	{ PLAN_LATE, "late" },
	{ PLAN_OFF_CALENDAR, "off_calendar" },
	{ PLAN_WRONG_LANE, "wrong_lane" },
};

void board_accepted(uint8_t caused, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < sizeof(rule_words) / sizeof(rule_words[0]); i++) {
		if (!(caused & rule_words[i].flag))
			continue;
		if (ret[0])
			str_append(ret, size, ",");
		str_append(ret, size, rule_words[i].word);
	}
}

bool board_is_moved(const struct board *b, const struct plan_place *place, uint32_t bar)
{
	const struct plan_place *from = &b->plan.bar[bar].at, *to = &place[bar];

	if (from->lane == PLAN_NO_LANE || to->lane == PLAN_NO_LANE)
		return from->lane != to->lane;
	return from->lane != to->lane || from->start != to->start || from->end != to->end || from->work != to->work ||
	       from->overtime != to->overtime;
}

uint8_t board_soft_rules(const struct board *b, const struct plan_outcome *o)
{
	unsigned rules = o->caused & (PLAN_OVERLOADED | PLAN_LATE | PLAN_OFF_CALENDAR | PLAN_WRONG_LANE);

	for (size_t i = 0; i < o->n_moved; i++)
		if (board_is_moved(b, o->place, o->moved[i]))
			rules |= o->conflicts.flags[o->moved[i]] & PLAN_OVERLOADED;
	return (uint8_t)rules;
}

/* In the tray there is no place to differ in. */
static bool differs(const struct plan_place *base, const struct plan_place *draft)
{
	if (base->lane == PLAN_NO_LANE || draft->lane == PLAN_NO_LANE)
		return base->lane != draft->lane;
	return !plan_place_equal(base, draft);
}

static void change_write(const struct board *b, size_t bar, const struct plan_place *to, char ret[CHANGE_SIZE])
{
	int64_t operation = b->plan.bar[bar].operation;
	char version[24] = "null";

	if (b->fact[bar].booking)
		str_format(version, sizeof(version), "%" PRId64, b->fact[bar].version);
	if (to->lane == PLAN_NO_LANE)
		str_format(ret, CHANGE_SIZE, "{\"operation_id\":%" PRId64 ",\"version\":%s,\"remove\":true}", operation,
			   version);
	else
		str_format(ret, CHANGE_SIZE,
			   "{\"operation_id\":%" PRId64 ",\"version\":%s,\"lane_id\":%" PRId64 ",\"start_s\":%" PRId64
			   ",\"end_s\":%" PRId64 ",\"work_s\":%" PRId64 ",\"overtime\":%s,\"status\":\"%s\"}",
			   operation, version, b->plan.lane[to->lane].id, to->start, to->end, to->work,
			   to->overtime ? "true" : "false", plan_status_word(to->status));
}

const char *board_changes(const struct board *b, const struct plan_place *place, struct arena *mem)
{
	char change[CHANGE_SIZE], *text, *at;
	size_t n = 0;

	for (size_t i = 0; i < b->plan.n_bars; i++)
		n += differs(&b->plan.bar[i].at, &place[i]);
	text = at = arena_alloc(mem, n * (CHANGE_SIZE + 1) + 3);
	*at++ = '[';
	for (size_t i = 0; i < b->plan.n_bars; i++) {
		size_t length;

		if (!differs(&b->plan.bar[i].at, &place[i]))
			continue;
		change_write(b, i, &place[i], change);
		length = strlen(change);
		if (at > text + 1)
			*at++ = ',';
		memcpy(at, change, length);
		at += length;
	}
	*at = ']';
	return text;
}
