/*
 * gantt_words - the signs, what they are called, and a bar's state in words.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/gantt_own.h"
#include "ui/widgets/gauge.h"

/* text.h's stand-ins would make one of several signs: the board has its own. words NULL: not in the legend. */
static const struct {
	const char *sign, *ascii;
	enum role role;
	const char *words;
} signs[SIGN_COUNT] = {
	[SIGN_HELD] = { "↔", "@", ROLE_GANTT_MOVED, "held" },
	[SIGN_MOVED] = { "~", "~", ROLE_GANTT_MOVED, "moved" },
	[SIGN_BEFORE] = { "‹", "{", ROLE_GANTT_BEFORE, "before it" },
	[SIGN_AFTER] = { "›", "}", ROLE_GANTT_AFTER, "after it" },
	[SIGN_CONFLICT] = { "!", "!", ROLE_GANTT_CONFLICT, "conflict" },
	[SIGN_LATE] = { "▲", "^", ROLE_GANTT_LATE, "late" },
	[SIGN_CRITICAL] = { "◆", "*", ROLE_GANTT_CRITICAL, "critical" },
	[SIGN_SHORT] = { "○", "o", ROLE_GANTT_NOTE, "short of material" },
	[SIGN_OVERTIME] = { "+", "+", ROLE_GANTT_NOTE, "overtime" },
	[SIGN_RUNNING] = { "◐", "%", ROLE_GANTT_RUNNING, "running" },
	[SIGN_FIRM] = { "■", "#", ROLE_GANTT_FIRM, "firm" },
	[SIGN_DONE] = { "✓", "v", ROLE_GANTT_DONE, "done" },
	[SIGN_PLANNED] = { "═", "=", ROLE_GANTT_PLANNED, "planned" },
	[SIGN_REST] = { "░", ".", ROLE_GANTT_REST, NULL },
	[SIGN_DONE_FILL] = { "─", "-", ROLE_GANTT_DONE, NULL },
	[SIGN_SOLID] = { "█", "#", ROLE_GANTT_FIRM_EDGE, NULL },
	[SIGN_LEFT] = { "▐", "[", ROLE_GANTT_PLANNED_EDGE, NULL },
	[SIGN_RIGHT] = { "▌", "]", ROLE_GANTT_PLANNED_EDGE, NULL },
	[SIGN_CURSOR_LEFT] = { "[", "(", ROLE_GANTT_CURSOR, NULL },
	[SIGN_CURSOR_RIGHT] = { "]", ")", ROLE_GANTT_CURSOR, NULL },
	[SIGN_CUT_LEFT] = { "◀", "<", ROLE_BODY, NULL },
	[SIGN_CUT_RIGHT] = { "▶", ">", ROLE_BODY, NULL },
	[SIGN_GHOST_LEFT] = { "┊", ":", ROLE_GANTT_GHOST, NULL },
	[SIGN_GHOST] = { "┈", ".", ROLE_GANTT_GHOST, NULL },
	[SIGN_GHOST_RIGHT] = { "┊", ":", ROLE_GANTT_GHOST, NULL },
	[SIGN_OFF] = { "░", ".", ROLE_GANTT_OFF, "off time" },
	[SIGN_MAINTENANCE] = { "▒", ":", ROLE_GANTT_MAINTENANCE, "maintenance" },
	[SIGN_DOWN] = { "×", "x", ROLE_GANTT_DOWN, "machine down" },
	[SIGN_NOW] = { "┃", "|", ROLE_GANTT_NOW, "now" },
	[SIGN_NOW_HEAD] = { "▼", "v", ROLE_GANTT_NOW, NULL },
	[SIGN_DAY] = { "┊", "'", ROLE_GANTT_DAY, NULL },
};

void gantt_sign_in(const struct canvas *c, int row, int col, enum gantt_sign sign, enum role role)
{
	text_put(c, row, col, 1, role, c->grid->ascii ? signs[sign].ascii : signs[sign].sign);
}

void gantt_sign(const struct canvas *c, int row, int col, enum gantt_sign sign)
{
	gantt_sign_in(c, row, col, sign, signs[sign].role);
}

/* What warns first, then what is, then what the hands do and the ground. */
void gantt_legend(const struct canvas *c, int row, int col)
{
	static const uint8_t order[] = { SIGN_CONFLICT, SIGN_LATE,   SIGN_CRITICAL, SIGN_SHORT, SIGN_OVERTIME,
					 SIGN_PLANNED,	SIGN_FIRM,   SIGN_RUNNING,  SIGN_DONE,	SIGN_HELD,
					 SIGN_MOVED,	SIGN_BEFORE, SIGN_AFTER,    SIGN_OFF,	SIGN_MAINTENANCE,
					 SIGN_DOWN,	SIGN_NOW };

	for (size_t i = 0; i < sizeof(order); i++) {
		const char *words = signs[order[i]].words;

		if (col + 2 + text_width(words) > c->rect.cols)
			return;
		gantt_sign(c, row, col, (enum gantt_sign)order[i]);
		col += 2 + text_put(c, row, col + 2, -1, ROLE_LABEL, words) + 2;
	}
}

/* ---- a bar's state ---- */

int gantt_progress(const struct gantt_scene *s, uint32_t bar)
{
	const struct board_fact *f = &s->board->fact[bar];

	return gauge_permille(f->good, f->quantity);
}

static bool is_critical(const struct gantt_scene *s, uint32_t bar)
{
	return s->times != NULL && s->times[bar].critical;
}

static unsigned flags_of(const struct gantt_scene *s, uint32_t bar)
{
	return s->conflicts != NULL && s->conflicts->flags != NULL ? s->conflicts->flags[bar] : 0;
}

/* Overtime is told as such and no conflict by itself. */
static bool is_in_conflict(const struct gantt_scene *s, uint32_t bar)
{
	unsigned flags = flags_of(s, bar);

	if (s->place[bar].overtime)
		flags &= ~(unsigned)PLAN_OFF_CALENDAR;
	return (flags & (PLAN_OVERLOADED | PLAN_BROKEN | PLAN_OFF_CALENDAR | PLAN_WRONG_LANE)) != 0;
}

int gantt_states(const struct gantt_scene *s, uint32_t bar, enum gantt_sign ret[GANTT_STATES])
{
	static const enum gantt_sign of_status[] = { [PLAN_PLANNED] = SIGN_PLANNED,
						     [PLAN_FIRM] = SIGN_FIRM,
						     [PLAN_RUNNING] = SIGN_RUNNING,
						     [PLAN_DONE] = SIGN_DONE };
	unsigned mark = s->mark[bar];
	int n = 0;

	if (mark & GANTT_HELD)
		ret[n++] = SIGN_HELD;
	else if (mark & GANTT_MOVED)
		ret[n++] = SIGN_MOVED;
	if (is_in_conflict(s, bar) || (mark & GANTT_TROUBLE))
		ret[n++] = SIGN_CONFLICT;
	if (flags_of(s, bar) & PLAN_LATE)
		ret[n++] = SIGN_LATE;
	if (is_critical(s, bar))
		ret[n++] = SIGN_CRITICAL;
	if (s->board->fact[bar].is_short)
		ret[n++] = SIGN_SHORT;
	if (s->place[bar].overtime)
		ret[n++] = SIGN_OVERTIME;
	ret[n++] = of_status[s->place[bar].status];
	return n;
}

/* ---- in words ---- */

struct words {
	char *text;
	size_t size;
};

static void say(struct words *w, const char *text)
{
	if (w->text[0] != '\0')
		str_append(w->text, w->size, ", ");
	str_append(w->text, w->size, text);
}

static void say_status(struct words *w, const struct gantt_scene *s, uint32_t bar)
{
	static const char *const names[] = { "planned", "firm", "running", "done" };
	char text[32];

	if (s->place[bar].lane == PLAN_NO_LANE) {
		say(w, "waits in the tray");
		return;
	}
	if (s->place[bar].status != PLAN_RUNNING || s->board->fact[bar].quantity <= 0) {
		say(w, names[s->place[bar].status]);
		return;
	}
	str_format(text, sizeof(text), "running %d %%", gantt_progress(s, bar) / 10);
	say(w, text);
}

static void say_slack(struct words *w, const struct gantt_scene *s, uint32_t bar)
{
	char time[32], text[48];

	if (is_critical(s, bar)) {
		say(w, "critical");
		return;
	}
	if (s->times == NULL || s->place[bar].status == PLAN_DONE || s->times[bar].slack <= 0)
		return;
	board_duration_words(s->times[bar].slack, time, sizeof(time));
	str_format(text, sizeof(text), "slack %s", time);
	say(w, text);
}

static void say_late(struct words *w, const struct gantt_scene *s, uint32_t bar)
{
	const struct plan *p = &s->board->plan;
	int64_t late = plan_end(p, &s->place[bar]) - p->bar[bar].due;
	char time[32], text[48];

	if (!(flags_of(s, bar) & PLAN_LATE))
		return;
	if (late <= 0 || p->bar[bar].due >= PLAN_NEVER) {
		say(w, "its order is late");
		return;
	}
	board_duration_words(late, time, sizeof(time));
	str_format(text, sizeof(text), "%s late", time);
	say(w, text);
}

static void say_flags(struct words *w, const struct gantt_scene *s, uint32_t bar)
{
	static const struct {
		enum plan_flag flag;
		const char *words;
	} table[] = {
		{ PLAN_OVERLOADED, "lane carries too much" },
		{ PLAN_BROKEN, "too close to what comes before or after" },
		{ PLAN_OFF_CALENDAR, "in off time" },
		{ PLAN_WRONG_LANE, "cannot be made on this lane" },
		{ PLAN_PAST, "should have begun already" },
	};
	unsigned flags = flags_of(s, bar);

	if (s->place[bar].overtime)
		flags &= ~(unsigned)PLAN_OFF_CALENDAR;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (flags & table[i].flag)
			say(w, table[i].words);
}

void gantt_bar_words(const struct gantt_scene *s, uint32_t bar, char *ret, size_t size)
{
	struct words w = { ret, size };

	if (size == 0)
		return;
	ret[0] = '\0';
	say_status(&w, s, bar);
	if (s->place[bar].lane != PLAN_NO_LANE) {
		say_slack(&w, s, bar);
		say_late(&w, s, bar);
	}
	if (s->board->fact[bar].is_short)
		say(&w, "short of material");
	if (s->place[bar].lane == PLAN_NO_LANE)
		return;
	if (s->place[bar].overtime)
		say(&w, "overtime");
	say_flags(&w, s, bar);
}
