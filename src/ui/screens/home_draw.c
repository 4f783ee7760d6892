/*
 * home_draw - how the front page looks.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/screens/home.h"
#include "ui/text.h"

enum { FACTS_ROWS = 9, FACTS_TALL = 12, LOW_ROWS = 4 };
/* Where the list goes on when it is too long for one column. */
enum { SECOND_COL = 22 };

/* With a purpose below each, and "Sign off". */
static int list_rows(const struct home *h)
{
	return 2 * h->n_entries + 1;
}

void home_layout(void *state, struct rect body)
{
	struct home *h = state;

	h->narrow = body.cols < 70 || body.rows < 15;
	h->more = body.cols >= 110 && body.rows >= 26;
	h->form_rect = rect_cut_bottom(&body, 1);
	h->facts_rect = h->low_rect = h->moves_rect = (struct rect){ 0 };
	if (h->narrow) {
		h->list = body;
		return;
	}
	rect_cut_bottom(&body, 1);
	/* Rather every purpose than a blank line above them. */
	if (body.rows - 1 > list_rows(h))
		rect_cut_top(&body, 1);
	h->list = rect_cut_left(&body, h->more ? 46 : body.cols * 55 / 100);
	rect_cut_left(&body, 1);
	rect_cut_right(&body, 1);
	h->facts_rect = rect_cut_top(&body, h->more ? FACTS_ROWS : body.rows < FACTS_TALL ? body.rows : FACTS_TALL);
	if (!h->more) {
		h->low_rect = body.rows >= LOW_ROWS ? body : h->low_rect;
		return;
	}
	h->moves_rect = body;
	h->low_rect = h->facts_rect;
	h->facts_rect = rect_cut_left(&h->low_rect, 36);
}

/* ---- the list ---- */

static void draw_entry(const struct home *h, const struct canvas *whole, int i, int row, int lines)
{
	bool selected = i == h->selected, off = i == h->n_entries;
	struct canvas c = *whole;
	char number[4] = { off ? '0' : (char)('1' + i), '\0' };

	if (selected) {
		c = canvas_on(whole, ROLE_SELECTION);
		canvas_fill(&c, (struct rect){ row, 1, 1, c.rect.cols - 1 }, ROLE_BODY);
		text_put(&c, row, 1, 1, ROLE_BODY, "▶");
	}
	text_put(&c, row, 3, 1, ROLE_NUMBER, number);
	text_put(&c, row, 6, -1, ROLE_VALUE, off ? "Sign off" : h->entry[i]->title);
	if (lines < 2 || off)
		return;
	if (h->entry[i]->purpose != NULL)
		text_put(whole, row + 1, 6, -1, ROLE_LABEL, h->entry[i]->purpose);
}

static void draw_list(const struct home *h, const struct canvas *c)
{
	int lines = h->n_entries > 0 ? (c->rect.rows - 1) / h->n_entries : 1, n = h->n_entries + 1, rows = n;

	lines = lines > 3 ? 3 : lines < 1 ? 1 : lines;
	if (n > c->rect.rows)
		rows = c->rect.rows > 0 ? c->rect.rows : 1;
	for (int i = 0; i < n; i++) {
		bool first = i < rows;
		struct canvas column = canvas_sub(c, (struct rect){ 0, first ? 0 : SECOND_COL, c->rect.rows,
								    first && rows < n ? SECOND_COL : c->rect.cols });

		draw_entry(h, &column, i, i % rows * lines, lines);
	}
}

/* ---- the figures ---- */

struct pen {
	const struct app *app;
	struct canvas c;
	int row, gap; /* gap: blank lines between groups */
};

static void fact(struct pen *p, const char *label, int count, const char *unit, enum role role)
{
	char plain[24], number[48];
	int cols = p->c.rect.cols;

	if (count < 0)
		return;
	str_format(plain, sizeof(plain), "%d", count);
	app_number(p->app, plain, number, sizeof(number));
	text_put(&p->c, p->row, 1, -1, ROLE_LABEL, label);
	text_put_in(&p->c, p->row, cols - 15, 5, ALIGN_RIGHT, role, number);
	text_put(&p->c, p->row, cols - 9, -1, ROLE_BODY, unit);
	p->row++;
}

static void draw_value(struct pen *p, const struct home *h)
{
	const struct person *person = p->app->session != NULL ? session_person(p->app->session) : NULL;
	char text[NUM_TEXT];

	if (!h->facts.value_known)
		return;
	/* At a glance: whole units of money. */
	num_format_grouped(h->facts.value / 10000 * 10000, NUM_AMOUNT_SCALE, 0, p->app->numbers.group,
			   p->app->numbers.point, text);
	text_put(&p->c, p->row, 1, -1, ROLE_LABEL, "Stock is worth");
	text_put_in(&p->c, p->row, p->c.rect.cols - 10 - text_width(text), text_width(text), ALIGN_RIGHT, ROLE_NUMBER,
		    text);
	text_put(&p->c, p->row, p->c.rect.cols - 9, -1, ROLE_BODY, person != NULL ? person->currency : "");
	p->row++;
}

static void draw_facts(const struct app *app, const struct home *h, const struct canvas *c)
{
	struct rect in = { 0, 0, c->rect.rows, c->rect.cols };
	const struct home_facts *f = &h->facts;
	struct pen p = { .app = app };

	canvas_box(c, in, ROLE_BORDER, "now");
	p.c = canvas_sub(c, rect_inside(in, 1));
	p.gap = p.c.rect.rows >= 10;
	fact(&p, "Purchase orders", f->purchase_open, "open", ROLE_NUMBER);
	fact(&p, "", f->purchase_lines > 0 ? f->purchase_lines : -1, "lines", ROLE_NUMBER);
	p.row += p.row > 0 ? p.gap : 0;
	fact(&p, "Work orders", f->released, "released", ROLE_NUMBER);
	fact(&p, "", f->running, "in work", ROLE_NUMBER);
	fact(&p, "", f->paused > 0 ? f->paused : -1, "paused", ROLE_WARN);
	p.row += p.row > 0 ? p.gap : 0;
	if (f->low == 0)
		fact(&p, "Low stock", 0, "none ✓", ROLE_GOOD);
	else
		fact(&p, "Low stock", f->low, "low ▼", ROLE_WARN);
	p.row += f->value_known ? p.gap : 0;
	draw_value(&p, h);
	if (p.row == 0)
		text_put(&p.c, 0, 1, -1, ROLE_DIM, "reading ...");
}

/* Materials at or below their reorder point, each once. */
static void draw_low(const struct app *app, const struct home *h, const struct canvas *c)
{
	struct rect in = { 0, 0, c->rect.rows, c->rect.cols };
	struct canvas inside;
	int row = 0;

	canvas_box(c, in, ROLE_BORDER, "low stock");
	inside = canvas_sub(c, rect_inside(in, 1));
	for (size_t i = 0; i < h->alerts.n && row < inside.rect.rows; i++) {
		char plain[64], hand[64], text[96];
		int width;

		if (!home_facts_is_low(&h->alerts, i))
			continue;
		if (!num_trim(rows_text(&h->alerts, i, "quantity_on_hand"), plain, sizeof(plain)))
			plain[0] = '\0';
		str_format(text, sizeof(text), "%s %s", app_number(app, plain, hand, sizeof(hand)),
			   rows_text(&h->alerts, i, "uom"));
		width = text_width(text);
		text_put_in(&inside, row, 1, 8, ALIGN_LEFT, ROLE_VALUE, rows_text(&h->alerts, i, "material"));
		text_put(&inside, row, 10, inside.rect.cols - width - 12, ROLE_BODY, rows_text(&h->alerts, i, "name"));
		text_put(&inside, row++, inside.rect.cols - width - 1, width, ROLE_WARN, text);
	}
	if (row == 0)
		text_put(&inside, 0, 1, -1, ROLE_DIM, h->facts.low < 0 ? "" : "Nothing is low.");
}

static void draw_moves(const struct app *app, const struct home *h, const struct canvas *c)
{
	struct rect in = { 0, 0, c->rect.rows, c->rect.cols };
	struct canvas inside;
	char text[100], number[96], plain[64];

	canvas_box(c, in, ROLE_BORDER, "last moves");
	inside = canvas_sub(c, rect_inside(in, 1));
	if (h->moves.n == 0)
		text_put(&inside, 0, 1, -1, ROLE_DIM, "Nothing moved yet.");
	for (size_t i = 0; i < h->moves.n && (int)i < inside.rect.rows; i++) {
		int row = (int)i;

		app_time(app, rows_text(&h->moves, i, "created_at"), text, sizeof(text));
		text_put_in(&inside, row, 1, 12, ALIGN_LEFT, ROLE_DIM, text);
		text_put_in(&inside, row, 14, 10, ALIGN_LEFT, ROLE_BODY, rows_text(&h->moves, i, "transaction_type"));
		text_put_in(&inside, row, 25, 14, ALIGN_LEFT, ROLE_VALUE, rows_text(&h->moves, i, "material"));
		if (!num_trim(rows_text(&h->moves, i, "quantity_change"), plain, sizeof(plain)))
			plain[0] = '\0';
		str_format(text, sizeof(text), "%s%s", plain[0] == '-' ? "" : "+",
			   app_number(app, plain, number, sizeof(number)));
		text_put_in(&inside, row, 40, 11, ALIGN_RIGHT, ROLE_NUMBER, text);
		text_put(&inside, row, 53, inside.rect.cols - 54, ROLE_DIM, rows_text(&h->moves, i, "user"));
	}
}

void home_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct home *h = state;
	struct canvas c = canvas_sub(canvas, h->list);

	draw_list(h, &c);
	if (!rect_empty(h->facts_rect)) {
		c = canvas_sub(canvas, h->facts_rect);
		draw_facts(app, h, &c);
	}
	if (!rect_empty(h->low_rect)) {
		c = canvas_sub(canvas, h->low_rect);
		draw_low(app, h, &c);
	}
	if (!rect_empty(h->moves_rect)) {
		c = canvas_sub(canvas, h->moves_rect);
		draw_moves(app, h, &c);
	}
	c = canvas_sub(canvas, h->form_rect);
	form_draw(&h->form, &c, true);
}
