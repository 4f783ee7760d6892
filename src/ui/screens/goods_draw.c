/*
 * goods_draw - the panels of the receipt and the issue screen.
 */
#include <inttypes.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/goods.h"

static bool is_null(const struct rows *rows, size_t row, const char *column)
{
	return rows_get(rows, row, column) == NULL;
}

/* "14:31"; of another day "20 Nov 09:12", or only the day where the room is small. */
static void put_time(const struct app *app, const struct canvas *c, int row, int col, int cols, const char *time)
{
	char text[64];

	app_time(app, time, text, sizeof(text));
	if (text_width(text) > cols && cols >= 6)
		text[6] = '\0';
	text_put_in(c, row, col, cols, ALIGN_LEFT, ROLE_DIM, text);
}

static void put_signed(const struct app *app, const struct canvas *c, int row, int col, int cols, const char *change)
{
	char plain[64], number[96], text[100];

	if (!num_trim(change, plain, sizeof(plain)))
		return;
	app_number(app, plain, number, sizeof(number));
	str_format(text, sizeof(text), "%s%s", plain[0] == '-' ? "" : "+", number);
	text_put_in(c, row, col, cols, ALIGN_RIGHT, ROLE_NUMBER, text);
}

/* "PO-4500012/20", "WO-124"; a bare number needs its kind: "transfer 18". */
static void put_reference(const struct rows *m, size_t i, const struct canvas *c, struct rect r)
{
	const char *type = rows_text(m, i, "reference_type");
	const char *word = str_equal(type, "TRANSFER")	   ? "transfer "
			   : str_equal(type, "ADJUSTMENT") ? "adjustment "
							   : "";
	char text[160];

	str_format(text, sizeof(text), "%s%s", word, rows_text(m, i, "reference"));
	text_put_in(c, r.row, r.col, r.cols, ALIGN_LEFT, ROLE_BODY, text);
}

enum { STATE_COLS = 7 };

/* One move: time, material (or kind), signed quantity, what it belongs to, state. */
static void draw_move(const struct app *app, const struct rows *m, size_t i, const struct canvas *c, int row,
		      const char *first)
{
	int cols = c->rect.cols, wide = cols >= 44, time = wide ? 12 : 6, qty = wide ? 9 : 8, state = STATE_COLS;
	int name = wide ? 10 : cols - time - qty - state - 3, at = time + 1 + name + 1;
	bool reversed = rows_bool(m, i, "reversed");

	put_time(app, c, row, 0, time, rows_text(m, i, "created_at"));
	text_put_in(c, row, time + 1, name, ALIGN_LEFT, ROLE_VALUE, rows_text(m, i, first));
	put_signed(app, c, row, at, qty, rows_text(m, i, "quantity_change"));
	at += qty + 1;
	text_put_in(c, row, cols - state, state, ALIGN_RIGHT, reversed ? ROLE_WARN : ROLE_DIM,
		    reversed ? "undone" : "posted");
	if (wide)
		put_reference(m, i, c, (struct rect){ row, at, 1, cols - at - state - 1 });
}

/* What is behind " from " of "+500 pcs M-1 from PO-7/20". */
static const char *source_of(const char *words)
{
	const char *from = strstr(words, " from ");

	return from != NULL ? from + strlen(" from ") : "";
}

/* A line of the spool, in the columns of a move. */
static void draw_queued(const struct app *app, const struct goods *g, size_t i, const struct canvas *c, int row)
{
	const struct rows *q = &g->queued;
	int cols = c->rect.cols, wide = cols >= 44, time = wide ? 12 : 6, qty = wide ? 9 : 8;
	int name = wide ? 10 : cols - time - qty - STATE_COLS - 3, at = time + 1 + name + 1;
	const char *state = rows_text(q, i, "state");
	char amount[96], text[100];

	put_time(app, c, row, 0, time, rows_text(q, i, "captured_at"));
	text_put_in(c, row, time + 1, name, ALIGN_LEFT, ROLE_VALUE, rows_text(q, i, "material"));
	goods_amount(app, rows_text(q, i, "quantity"), "", amount, sizeof(amount));
	str_format(text, sizeof(text), "%s%s", amount[0] != '\0' ? g->ops->sign : "", amount);
	text_put_in(c, row, at, qty, ALIGN_RIGHT, ROLE_NUMBER, text);
	at += qty + 1;
	text_put_in(c, row, cols - STATE_COLS, STATE_COLS, ALIGN_RIGHT,
		    str_equal(state, spool_state_name(SPOOL_REFUSED)) ? ROLE_BAD : ROLE_WARN, state);
	if (wide)
		text_put_in(c, row, at, cols - at - STATE_COLS - 1, ALIGN_LEFT, ROLE_BODY,
			    source_of(rows_text(q, i, "words")));
}

static size_t count_state(const struct goods *g, enum spool_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < g->queued.n; i++)
		n += str_equal(rows_text(&g->queued, i, "state"), spool_state_name(state));
	return n;
}

bool goods_has_queue(const struct goods *g)
{
	return g->queued.n > 0;
}

void goods_draw_queue_count(const struct goods *g, const struct canvas *c)
{
	size_t waits = count_state(g, SPOOL_QUEUED), refused = count_state(g, SPOOL_REFUSED);
	int at = 1;

	if (waits > 0)
		at += text_printf(c, 0, at, ROLE_WARN, "%zu QUEUED", waits) + 2;
	if (refused > 0)
		text_printf(c, 0, at, ROLE_BAD, "%zu REFUSED", refused);
}

static struct canvas framed(const struct canvas *c, const char *title)
{
	struct rect all = { 0, 0, c->rect.rows, c->rect.cols };
	struct rect in = rect_inside(all, 1);

	canvas_box(c, all, ROLE_BORDER, title);
	rect_cut_left(&in, 1);
	rect_cut_right(&in, 1);
	return canvas_sub(c, in);
}

void goods_draw_form(const struct goods *g, const struct canvas *c, const char *title)
{
	struct rect in = { 0, 0, c->rect.rows, c->rect.cols };
	struct canvas inside;

	if (!g->narrow) {
		canvas_box(c, in, ROLE_BORDER, g->posting ? "posting ..." : title);
		in = rect_inside(in, 1);
	}
	inside = canvas_sub(c, in);
	form_draw(&g->form, &inside, true);
}

/* Lines for the queue: all of it but two lines, so that a post is seen to come; the last says how many more there are. */
static int queue_lines(const struct goods *g, int rows)
{
	int n = (int)g->queued.n, most = rows > 4 ? rows - 2 : rows;

	return n < most ? n : most;
}

void goods_draw_recent(const struct app *app, const struct goods *g, const struct canvas *c, const char *title)
{
	struct canvas in = framed(c, title);
	int n = queue_lines(g, in.rect.rows), row = 0;
	bool more = (size_t)n < g->queued.n;

	if (g->recent.n == 0 && n == 0)
		text_put(&in, 0, 0, -1, ROLE_DIM, "Nothing yet: the first post shows here.");
	for (; row < n - more; row++)
		draw_queued(app, g, (size_t)row, &in, row);
	if (more)
		text_printf(&in, row++, 0, ROLE_WARN, "and %zu more QUEUED or REFUSED", g->queued.n - (size_t)(n - 1));
	for (size_t i = 0; i < g->recent.n && row < in.rect.rows; i++)
		draw_move(app, &g->recent, i, &in, row++, "material");
}

/* ---- facts about a material ---- */

struct pen {
	const struct app *app;
	const struct goods *g;
	struct canvas c;
	int row;
};

static int put_fact(struct pen *p, int col, const char *label, const char *value, enum role role)
{
	int at = col;

	if (value[0] == '\0')
		return col;
	at += text_put(&p->c, p->row, at, -1, ROLE_LABEL, label) + 1;
	at += text_put(&p->c, p->row, at, -1, role, value);
	return at + 3;
}

static void heading(struct pen *p, const char *text)
{
	int used;

	p->row++;
	used = text_put(&p->c, p->row, 0, -1, ROLE_LABEL, text);
	if (used + 1 < p->c.rect.cols)
		canvas_line(&p->c, p->row, used + 1, p->c.rect.cols - used - 1, ROLE_BORDER);
	p->row++;
}

static void draw_stock_facts(struct pen *p)
{
	const struct rows *s = &p->g->show;
	char text[96], money[96];
	const char *uom = rows_text(s, 0, "uom");
	int64_t hand = rows_num(s, 0, "quantity_on_hand", NUM_QUANTITY_SCALE);
	int64_t reorder = rows_num(s, 0, "reorder_point", NUM_QUANTITY_SCALE);
	int at;

	at = put_fact(p, 0, "on hand",
		      goods_amount(p->app, rows_text(s, 0, "quantity_on_hand"), uom, text, sizeof(text)), ROLE_NUMBER);
	at = put_fact(p, at, "available", goods_amount(p->app, rows_text(s, 0, "available"), "", text, sizeof(text)),
		      ROLE_NUMBER);
	put_fact(p, at, "reserved", goods_amount(p->app, rows_text(s, 0, "reserved"), "", text, sizeof(text)),
		 ROLE_NUMBER);
	p->row++;
	if (reorder > 0) {
		at = put_fact(p, 0, "reorder at",
			      goods_amount(p->app, rows_text(s, 0, "reorder_point"), uom, text, sizeof(text)),
			      ROLE_NUMBER);
		text_put(&p->c, p->row, at, -1, hand <= reorder ? ROLE_WARN : ROLE_GOOD,
			 hand <= reorder ? "LOW ▼" : "enough");
		p->row++;
	}
	if (is_null(s, 0, "value_on_hand"))
		return;
	at = put_fact(p, 0, "value", goods_money(p->app, rows_text(s, 0, "value_on_hand"), money, sizeof(money)),
		      ROLE_NUMBER);
	at = put_fact(p, at, "last cost",
		      goods_amount(p->app, rows_text(s, 0, "last_unit_cost"), "", text, sizeof(text)), ROLE_NUMBER);
	put_fact(p, at, "by", rows_text(s, 0, "method"), ROLE_BODY);
	p->row++;
}

/* At most rows lines of the list, the last one saying how many more there are. */
static size_t lines_of(const struct rows *r, int rows)
{
	if (rows <= 0)
		return 0;
	return r->n <= (size_t)rows ? r->n : (size_t)rows;
}

static void say_more(struct pen *p, const struct rows *r, size_t shown)
{
	if (shown < r->n)
		text_printf(&p->c, p->row++, 0, ROLE_DIM, "and %zu more", r->n - shown);
}

static void draw_balances(struct pen *p, int rows)
{
	const struct rows *b = &p->g->balances;
	size_t n = lines_of(b, rows - 2);
	char text[96];
	int cols = p->c.rect.cols;

	if (b->n == 0 || rows < 3)
		return;
	heading(p, "where it lies: location, lot, expiry");
	for (size_t i = 0; i < n; i++, p->row++) {
		text_put_in(&p->c, p->row, 0, 12, ALIGN_LEFT, ROLE_VALUE, rows_text(b, i, "location"));
		text_put_in(&p->c, p->row, 13, cols - 36, ALIGN_LEFT, ROLE_BODY, rows_text(b, i, "lot"));
		text_put_in(&p->c, p->row, cols - 22, 10, ALIGN_LEFT, ROLE_BODY, rows_text(b, i, "expiry"));
		goods_amount(p->app, rows_text(b, i, "quantity"), "", text, sizeof(text));
		text_put_in(&p->c, p->row, cols - 11, 11, ALIGN_RIGHT, ROLE_NUMBER, text);
	}
	say_more(p, b, n);
}

static void draw_layers(struct pen *p, int rows)
{
	const struct rows *l = &p->g->layers;
	size_t n = lines_of(l, rows - 2);
	char text[96];

	if (l->n == 0 || rows < 3 || is_null(l, 0, "unit_cost"))
		return;
	heading(p, "cost layers, drawn from the top");
	for (size_t i = 0; i < n; i++, p->row++) {
		put_time(p->app, &p->c, p->row, 0, 12, rows_text(l, i, "received_at"));
		goods_amount(p->app, rows_text(l, i, "quantity_left"), "", text, sizeof(text));
		text_put_in(&p->c, p->row, 13, 11, ALIGN_RIGHT, ROLE_NUMBER, text);
		text_put(&p->c, p->row, 25, -1, ROLE_LABEL, "at");
		goods_amount(p->app, rows_text(l, i, "unit_cost"), "", text, sizeof(text));
		text_put_in(&p->c, p->row, 28, p->c.rect.cols - 40, ALIGN_LEFT, ROLE_NUMBER, text);
		goods_money(p->app, rows_text(l, i, "value_left"), text, sizeof(text));
		text_put_in(&p->c, p->row, p->c.rect.cols - 11, 11, ALIGN_RIGHT, ROLE_NUMBER, text);
	}
	say_more(p, l, n);
}

static void draw_moves(struct pen *p, int rows)
{
	const struct rows *m = &p->g->moves;
	size_t n = lines_of(m, rows - 2);

	if (m->n == 0 || rows < 3)
		return;
	heading(p, "last moves");
	for (size_t i = 0; i < n; i++)
		draw_move(p->app, m, i, &p->c, p->row++, "transaction_type");
}

void goods_draw_about(const struct app *app, const struct goods *g, const struct canvas *c, const char *empty)
{
	struct pen p = { .app = app, .g = g, .c = framed(c, "material") };
	int left;

	if (g->material[0] == '\0') {
		text_put(&p.c, 0, 0, -1, ROLE_DIM, empty);
		return;
	}
	p.row += text_put(&p.c, 0, 0, -1, ROLE_VALUE, g->material) > 0;
	text_put(&p.c, 0, text_width(g->material) + 2, -1, ROLE_BODY, rows_text(&g->show, 0, "name"));
	if (g->show.n == 0)
		return;
	draw_stock_facts(&p);
	if (!g->facts)
		return;
	left = p.c.rect.rows - p.row;
	/* Little room: where it lies is what one needs at the shelf. */
	draw_balances(&p, left < 9 ? left : left * 2 / 5);
	if (left >= 9)
		draw_layers(&p, left * 3 / 10 + 1);
	draw_moves(&p, p.c.rect.rows - p.row);
}
