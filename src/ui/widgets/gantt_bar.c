/*
 * gantt_bar - one bar: edges, signs, number, and a filling that says its
 * status, each of them by its shape before its colour.
 *
 *   ▐◆WO-124═══▌ planned, critical    ▐■WO-130███▌ firm
 *   ▐◐WO-121██░░▌ running, half done  ▐✓WO-118───▌ done
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/gantt_own.h"

enum { ROOM_FOR_WORDS = 3 };

struct shape {
	const struct gantt_picture *p;
	uint32_t bar;
	int row;
	int from, to; /* columns of the window, [from, to) */
	bool cut_left, cut_right;
	int made_to; /* of a running one: columns below are made */
	enum gantt_sign state[GANTT_STATES];
	int n_states;		/* the last one is the status */
	int n_signs;		/* of them painted before the number: a planned bar needs no sign for that */
	bool no_left, no_right; /* the edge gave its column to the number */
	unsigned mark;
};

static enum plan_status status_of(const struct shape *b)
{
	return b->p->scene->place[b->bar].status;
}

/* What the bar is made of in a column; its edge is the next role. */
static enum role surface_at(const struct shape *b, int col)
{
	static const enum role of_status[] = { [PLAN_PLANNED] = ROLE_GANTT_PLANNED,
					       [PLAN_FIRM] = ROLE_GANTT_FIRM,
					       [PLAN_RUNNING] = ROLE_GANTT_REST,
					       [PLAN_DONE] = ROLE_GANTT_DONE };

	if (b->mark & GANTT_HELD)
		return ROLE_GANTT_HELD;
	if (b->mark & GANTT_CURSOR)
		return ROLE_GANTT_CURSOR;
	if (status_of(b) == PLAN_RUNNING && col < b->made_to)
		return ROLE_GANTT_RUNNING;
	return of_status[status_of(b)];
}

static enum role edge_role(const struct shape *b, int col)
{
	return (enum role)(surface_at(b, col) + 1);
}

static struct canvas on_bar(const struct shape *b, int col)
{
	return canvas_on(&b->p->time, surface_at(b, col));
}

/* A sign of its own colour, or one that lies on the bar. */
static void put_state(const struct shape *b, int col, enum gantt_sign sign)
{
	struct canvas c = on_bar(b, col);

	if (sign < SIGN_RUNNING)
		gantt_sign(&b->p->time, b->row, col, sign);
	else
		gantt_sign_in(&c, b->row, col, sign, ROLE_GANTT_NUMBER);
}

static enum gantt_sign link_sign(const struct shape *b)
{
	if (b->mark & GANTT_PREDECESSOR)
		return SIGN_BEFORE;
	return b->mark & GANTT_SUCCESSOR ? SIGN_AFTER : SIGN_COUNT;
}

/* left or right edge, when the bar is not cut there */
static void put_edge(const struct shape *b, int col, bool left)
{
	struct canvas c = on_bar(b, col);
	enum gantt_sign link = link_sign(b);

	if (b->mark & GANTT_TROUBLE)
		gantt_sign(&b->p->time, b->row, col, SIGN_CONFLICT);
	else if (link != SIGN_COUNT)
		gantt_sign(&b->p->time, b->row, col, link);
	else if ((b->mark & GANTT_CURSOR) && !(b->mark & GANTT_HELD))
		gantt_sign_in(&c, b->row, col, left ? SIGN_CURSOR_LEFT : SIGN_CURSOR_RIGHT, ROLE_GANTT_NUMBER);
	else if (c.grid->ascii)
		gantt_sign_in(&c, b->row, col, left ? SIGN_LEFT : SIGN_RIGHT, ROLE_GANTT_NUMBER);
	else
		gantt_sign_in(&b->p->time, b->row, col, left ? SIGN_LEFT : SIGN_RIGHT, edge_role(b, col));
}

static void put_cut(const struct shape *b, int col, enum gantt_sign sign)
{
	struct canvas c = on_bar(b, col);

	gantt_sign_in(&c, b->row, col, sign, ROLE_GANTT_NUMBER);
}

static void put_left(const struct shape *b)
{
	if (b->cut_left)
		put_cut(b, b->from, SIGN_CUT_LEFT);
	else
		put_edge(b, b->from, true);
}

static void put_right(const struct shape *b)
{
	if (b->cut_right)
		put_cut(b, b->to - 1, SIGN_CUT_RIGHT);
	else
		put_edge(b, b->to - 1, false);
}

/* ---- filling ---- */

/* A block fills its cell; what stands for it in ASCII does not. */
static void put_solid(const struct shape *b, int col)
{
	struct canvas c = on_bar(b, col);

	if (c.grid->ascii)
		gantt_sign_in(&c, b->row, col, SIGN_SOLID, ROLE_GANTT_FILL);
	else
		gantt_sign_in(&b->p->time, b->row, col, SIGN_SOLID, edge_role(b, col));
}

static void put_status(const struct shape *b, int col)
{
	static const enum gantt_sign of_status[] = { [PLAN_PLANNED] = SIGN_PLANNED,
						     [PLAN_FIRM] = SIGN_SOLID,
						     [PLAN_RUNNING] = SIGN_REST,
						     [PLAN_DONE] = SIGN_DONE_FILL };
	struct canvas c = on_bar(b, col);
	enum plan_status status = status_of(b);

	if (status == PLAN_FIRM || (status == PLAN_RUNNING && col < b->made_to))
		put_solid(b, col);
	else
		gantt_sign_in(&c, b->row, col, of_status[status], ROLE_GANTT_FILL);
}

static bool has_state(const struct shape *b, enum gantt_sign sign)
{
	for (int i = 0; i < b->n_states; i++)
		if (b->state[i] == sign)
			return true;
	return false;
}

/* What must not be overlooked is told along the whole bar, in turn with its status. */
static void put_fill(const struct shape *b, int col, int turn)
{
	struct canvas c = on_bar(b, col);
	int critical_turn = has_state(b, SIGN_CONFLICT) ? 3 : 1;

	if (col == b->p->now)
		gantt_sign_in(&c, b->row, col, SIGN_NOW, ROLE_GANTT_NUMBER);
	else if (turn % 4 == 1 && has_state(b, SIGN_CONFLICT))
		gantt_sign(&b->p->time, b->row, col, SIGN_CONFLICT);
	else if (turn % 4 == critical_turn && has_state(b, SIGN_CRITICAL))
		gantt_sign_in(&c, b->row, col, SIGN_CRITICAL, ROLE_GANTT_NUMBER);
	else
		put_status(b, col);
}

/* ---- number ---- */

static int cols_of(const struct shape *b, const char *s)
{
	int cols = 0;
	unsigned cp;
	size_t n;

	if (!b->p->time.grid->ascii)
		return text_width(s);
	for (; (n = utf8_next(s, &cp)) > 0; s += n)
		cols++;
	return cols;
}

/* "WO-124/20", "124/20" or "124", whatever fits whole; "" when nothing does. */
static void number_for(const struct shape *b, int room, char *ret, size_t size)
{
	const char *number = b->p->scene->board->plan.bar[b->bar].number, *dash = strrchr(number, '-');
	char *slash;

	str_copy(ret, size, number);
	if (cols_of(b, ret) <= room)
		return;
	if (dash != NULL && dash[1] != '\0')
		str_copy(ret, size, dash + 1);
	if (cols_of(b, ret) <= room)
		return;
	slash = strchr(ret, '/');
	if (slash != NULL)
		*slash = '\0';
	if (cols_of(b, ret) > room)
		ret[0] = '\0';
}

/* Text on the bar, each character on what the bar is made of there; returns the columns used. */
static int put_text(const struct shape *b, int col, enum role role, const char *s)
{
	int at = col;
	unsigned cp;
	char one[5];

	for (size_t n; (n = utf8_next(s, &cp)) > 0; s += n) {
		struct canvas c = on_bar(b, at);

		text_encode(cp, one);
		at += text_put(&c, b->row, at, b->to - at, role, one);
	}
	return at - col;
}

/* The number first of all, then as many signs as fit, but one at least. */
static void share_room(struct shape *b, int room, char *number, size_t size)
{
	int least = b->n_signs > 0 ? 1 : 0;

	number_for(b, room - b->n_signs, number, size);
	if (number[0] == '\0')
		number_for(b, room - least, number, size);
	if (cols_of(b, number) + b->n_signs > room)
		b->n_signs = room - cols_of(b, number);
}

/* What is made, where there is much room. */
static int put_product(const struct shape *b, int col, int end)
{
	const char *product = b->p->scene->board->fact[b->bar].product;

	if (str_empty(product) || cols_of(b, product) + 2 + ROOM_FOR_WORDS > end - col)
		return 0;
	return put_text(b, col, ROLE_BODY, " ") + put_text(b, col + 1, ROLE_BODY, product) +
	       put_text(b, col + 1 + cols_of(b, product), ROLE_BODY, " ");
}

static void put_inside(struct shape *b, int col, int end)
{
	char number[64];

	share_room(b, end - col, number, sizeof(number));
	for (int i = 0; i < b->n_signs; i++)
		put_state(b, col++, b->state[i]);
	col += put_text(b, col, ROLE_GANTT_NUMBER, number);
	col += put_product(b, col, end);
	for (int turn = 0; col < end; col++, turn++)
		put_fill(b, col, turn);
}

/* A short bar says its number rather than where its edges are; what an edge tells beside that stays. */
static void give_up_edges(struct shape *b)
{
	int least = b->n_signs > 0 ? 1 : 0, room = b->to - b->from - 2 - least;
	bool right = !b->cut_right && link_sign(b) == SIGN_COUNT && !(b->mark & GANTT_TROUBLE);
	bool left = !b->cut_left && right;
	char number[64];

	number_for(b, room, number, sizeof(number));
	if (number[0] != '\0' || !right)
		return;
	number_for(b, room + 1, number, sizeof(number));
	b->no_right = number[0] != '\0';
	if (b->no_right || !left)
		return;
	number_for(b, room + 2, number, sizeof(number));
	b->no_left = b->no_right = number[0] != '\0';
}

/* ---- the whole ---- */

/* One column: what matters most. */
static void put_dot(const struct shape *b)
{
	enum gantt_sign link = link_sign(b);

	put_state(b, b->from, link != SIGN_COUNT ? link : b->state[0]);
}

static void put_pair(const struct shape *b)
{
	if (b->cut_right && !b->cut_left) {
		put_dot(b);
		put_right(b);
		return;
	}
	put_left(b);
	put_state(b, b->from + 1, b->state[0]);
}

/* Some of it as soon as anything is made, all of it only when all is. */
static int made_columns(int cols, int permille)
{
	int made = (int)(((int64_t)cols * permille + 500) / 1000);

	if (made == 0 && permille > 0)
		return 1;
	return made == cols && permille < 1000 ? cols - 1 : made;
}

static void put_first(struct shape *b, enum gantt_sign sign)
{
	for (int i = b->n_states++; i > 0; i--)
		b->state[i] = b->state[i - 1];
	b->state[0] = sign;
}

static void make_shape(const struct gantt_picture *p, uint32_t bar, struct shape *ret)
{
	struct gantt_span span = p->rows->span[bar];
	int n = p->cols.n, planned;

	*ret = (struct shape){ .p = p, .bar = bar, .row = p->rows->bar_row[bar] - p->view->top };
	ret->mark = p->scene->mark[bar];
	ret->from = span.from < 0 ? 0 : span.from;
	ret->to = span.to > n ? n : span.to;
	ret->cut_left = span.from < 0;
	ret->cut_right = span.to > n;
	ret->made_to = span.from + made_columns(span.to - span.from, gantt_progress(p->scene, bar));
	ret->n_states = gantt_states(p->scene, bar, ret->state);
	/* Where both edges are cut they cannot tell it. */
	if (ret->cut_left && ret->cut_right && link_sign(ret) != SIGN_COUNT)
		put_first(ret, link_sign(ret));
	planned = ret->state[ret->n_states - 1] == SIGN_PLANNED;
	ret->n_signs = ret->n_states - planned;
}

void gantt_bar(const struct gantt_picture *p, uint32_t bar)
{
	struct shape b;
	int cols;

	make_shape(p, bar, &b);
	cols = b.to - b.from;
	if (cols <= 0 || b.row < 0 || b.row >= p->time.rect.rows)
		return;
	if (cols == 1) {
		put_dot(&b);
	} else if (cols == 2) {
		put_pair(&b);
	} else {
		give_up_edges(&b);
		put_inside(&b, b.from + !b.no_left, b.to - !b.no_right);
		if (!b.no_left)
			put_left(&b);
		if (!b.no_right)
			put_right(&b);
	}
	if (b.mark & GANTT_CURSOR)
		canvas_cursor(&p->time, b.row, b.from);
}

/* ---- ghost ---- */

static bool row_is_free(const struct gantt_picture *p, int row, struct gantt_span span)
{
	for (size_t i = 0; i < p->scene->board->plan.n_bars; i++)
		if (p->rows->bar_row[i] == row && p->rows->span[i].from < span.to && span.from < p->rows->span[i].to)
			return false;
	return true;
}

/* A row of that lane where nothing hides it, or its first one; -1: the lane is not shown. */
static int ghost_row(const struct gantt_picture *p, uint32_t lane, struct gantt_span span)
{
	int first = -1;

	for (int i = 0; i < p->rows->n; i++) {
		if (p->rows->row[i].lane != lane)
			continue;
		if (first < 0)
			first = i;
		if (row_is_free(p, i, span))
			return i;
	}
	return first;
}

void gantt_ghost(const struct gantt_picture *p, uint32_t bar)
{
	const struct plan_place *at = &p->scene->board->plan.bar[bar].at;
	struct gantt_span span;
	int row;

	if (at->lane == PLAN_NO_LANE || plan_place_equal(at, &p->scene->place[bar]))
		return;
	span.from = gantt_columns_find(&p->cols, at->start);
	span.to = gantt_columns_find(&p->cols, at->end);
	if (span.to == span.from)
		span.to++;
	row = ghost_row(p, at->lane, span) - p->view->top;
	for (int col = span.from > 0 ? span.from : 0; col < span.to && col < p->cols.n; col++)
		gantt_sign(&p->time, row, col, SIGN_GHOST);
	if (span.from >= 0)
		gantt_sign(&p->time, row, span.from, SIGN_GHOST_LEFT);
	if (span.to <= p->cols.n && span.to > 0)
		gantt_sign(&p->time, row, span.to - 1, SIGN_GHOST_RIGHT);
	if (span.to - span.from > 2 && span.from >= -1)
		text_put(&p->time, row, span.from + 1, span.to - span.from - 2, ROLE_GANTT_GHOST,
			 p->scene->board->plan.bar[bar].number);
}
