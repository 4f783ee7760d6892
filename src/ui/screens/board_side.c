/*
 * board_side - the lists of the board: the tray, what moved, what is wrong.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/board.h"

/* ---- a list ---- */

/* The first line that is shown, so that line "at" is among them. */
static size_t top_for(size_t n, size_t at, int rows)
{
	size_t room = rows > 0 ? (size_t)rows : 0;

	if (at < room || n <= room)
		return 0;
	return at - room + 1;
}

static void heading(const struct canvas *c, const char *title, size_t n)
{
	canvas_line(c, 0, 0, c->rect.cols, ROLE_BORDER);
	text_printf(c, 0, 1, ROLE_HEADER, " %s %zu ", title, n);
}

static struct canvas below(const struct canvas *c, int row)
{
	return canvas_sub(c, (struct rect){ row, 0, c->rect.rows - row, c->rect.cols });
}

/* ---- the tray ---- */

static void tray_line(const struct app *app, const struct desk *s, const struct canvas *whole, int row, uint32_t bar,
		      bool selected)
{
	struct canvas c = selected ? canvas_on(whole, ROLE_SELECTION) : *whole;
	const struct board_fact *f = &s->base.fact[bar];
	char plain[NUM_TEXT], quantity[NUM_TEXT], due[48] = "", work[32];
	int at;

	num_format(f->quantity, NUM_QUANTITY_SCALE, plain);
	board_duration_words(s->base.plan.bar[bar].at.work, work, sizeof(work));
	if (s->base.plan.bar[bar].due < PLAN_NEVER)
		board_time_words(s->base.plan.bar[bar].due, due, sizeof(due));
	canvas_fill(&c, (struct rect){ row, 0, 1, c.rect.cols }, ROLE_BODY);
	if (selected) {
		text_put(&c, row, 0, 1, ROLE_BODY, "▶");
		canvas_cursor(&c, row, 0);
	}
	/* What decides first: narrow lists cut the rest. */
	at = 2 + text_put(&c, row, 2, -1, ROLE_VALUE, s->base.plan.bar[bar].number) + 1;
	at += text_put(&c, row, at, -1, ROLE_LABEL, work) + 1;
	at += text_printf(&c, row, at, ROLE_BODY, "due %s", due) + 1;
	if (f->is_short)
		at += text_put(&c, row, at, -1, ROLE_WARN, "short") + 1;
	text_printf(&c, row, at, ROLE_DIM, "%s %s", app_number(app, plain, quantity, sizeof(quantity)), f->product);
}

static size_t tray_at(const struct desk *s)
{
	uint32_t bar = desk_tray_bar(s);

	for (size_t i = 0; i < s->frame.n_tray; i++)
		if (s->frame.tray[i] == bar)
			return i;
	return 0;
}

void desk_draw_tray(const struct app *app, const struct desk *s, const struct canvas *c)
{
	size_t n = s->frame.n_tray, at = tray_at(s), top = top_for(n, at, c->rect.rows);

	if (n == 0)
		text_put(c, 0, 1, -1, ROLE_DIM, "empty: every released order is booked");
	for (int row = 0; row < c->rect.rows && top + (size_t)row < n; row++) {
		size_t i = top + (size_t)row;

		tray_line(app, s, c, row, s->frame.tray[i], s->look.in_tray && i == at);
	}
}

/* ---- what moved ---- */

static void moved_line(const struct desk *s, const struct canvas *c, int row, uint32_t bar)
{
	const struct plan_place *was = &s->plan.place[bar], *is = &desk_shown(s)->place[bar];
	char delta[32], reason[DESK_WORDS] = "";
	int at = 2 + text_put(c, row, 2, -1, ROLE_VALUE, s->base.plan.bar[bar].number) + 1;

	if (was->lane == PLAN_NO_LANE)
		str_copy(delta, sizeof(delta), "placed");
	else
		desk_delta_words(desk_delta(s, bar), delta, sizeof(delta));
	at += text_put(c, row, at, -1, ROLE_NUMBER, delta) + 1;
	if (was->lane != is->lane)
		at += text_printf(c, row, at, ROLE_BODY, "to %s", desk_lane_name(s, is->lane)) + 1;
	if (s->mode == DESK_LEVEL)
		desk_level_reason(s, bar, reason, sizeof(reason));
	text_put(c, row, at, -1, ROLE_DIM, reason);
}

static void draw_moved(const struct desk *s, const struct canvas *c, const uint32_t *moved, size_t n, size_t at)
{
	size_t top = top_for(n, at, c->rect.rows);

	for (int row = 0; row < c->rect.rows && top + (size_t)row < n; row++) {
		size_t i = top + (size_t)row;

		moved_line(s, c, row, moved[i]);
		if (i == at)
			text_put(c, row, 0, 1, ROLE_VALUE, "▶");
	}
}

void desk_draw_moved(const struct desk *s, const struct canvas *c)
{
	if (s->mode == DESK_LEVEL)
		draw_moved(s, c, s->level.moved, s->level.n_moved, s->level.at);
	else
		draw_moved(s, c, s->held.out.moved, s->held.out.n_moved, SIZE_MAX);
}

/* ---- what is wrong ---- */

struct wrapped {
	const struct canvas *c;
	int row, col;
	enum role role;
};

static void put_line(void *ctx, int number, const char *text)
{
	struct wrapped *w = ctx;

	if (w->row < w->c->rect.rows)
		text_put(w->c, w->row, number == 0 ? w->col : w->col + 2, -1, w->role, text);
	w->row++;
}

/* The one that is looked at is shown whatever stands before it. */
static void draw_troubles(const struct desk *s, const struct canvas *c, const struct desk_troubles *t, size_t at)
{
	size_t half = (size_t)c->rect.rows / 2, first = at < t->n && at >= half ? at - half / 2 : 0;
	struct wrapped w = { .c = c, .col = 1 };
	char words[DESK_WORDS];

	if (t->n == 0)
		text_put(c, 0, 1, -1, ROLE_GOOD, "none");
	for (size_t i = first; i < t->n && w.row < c->rect.rows; i++) {
		if (i == at)
			text_put(c, w.row, 0, 1, ROLE_VALUE, "▶");
		desk_trouble_words(s, &t->item[i], words, sizeof(words));
		w.role = t->item[i].flag == PLAN_BROKEN ? ROLE_BAD : ROLE_WARN;
		text_wrap(words, c->rect.cols - 4, put_line, &w);
	}
}

/* ---- the side ---- */

void desk_draw_side(const struct app *app, const struct desk *s, const struct canvas *c)
{
	const struct desk_draft *shown = desk_shown(s);
	int half = c->rect.rows / 2;
	struct canvas upper = canvas_sub(c, (struct rect){ 0, 0, half, c->rect.cols }), lower = below(c, half);
	struct canvas list = below(&upper, 1);

	if (s->mode == DESK_BROWSE) {
		heading(&upper, "tray", s->frame.n_tray);
		desk_draw_tray(app, s, &list);
	} else {
		heading(&upper, "moved", s->mode == DESK_LEVEL ? s->level.n_moved : s->held.out.n_moved);
		desk_draw_moved(s, &list);
	}
	heading(&lower, s->mode == DESK_HELD ? "conflicts of this step" : "conflicts", shown->troubles.n);
	list = below(&lower, 1);
	draw_troubles(s, &list, &shown->troubles, s->mode == DESK_HELD ? s->held.trouble : SIZE_MAX);
}
