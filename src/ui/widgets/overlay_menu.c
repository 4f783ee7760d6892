/*
 * overlay_menu - a few choices.
 */
#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/overlay.h"

enum { DIGIT_COLS = 4, HINT_GAP = 3 };

struct menu {
	struct overlay base;
	struct arena mem;
	struct menu_item *item;
	int n, at, top;
	int typed; /* characters since the last other key; more than one is a scanner */
};

static bool menu_takes_text(const struct overlay *o)
{
	(void)o;
	return false;
}

static bool is_line(const struct menu *m, int i)
{
	return m->item[i].key[0] == '\0';
}

/* The choice number n, counted from 1 without the lines between. */
static int nth(const struct menu *m, int n)
{
	for (int i = 0; i < m->n; i++)
		if (!is_line(m, i) && --n == 0)
			return i;
	return -1;
}

static void menu_type(struct overlay *o, unsigned cp)
{
	struct menu *m = (struct menu *)o;

	m->typed++;
	if (cp >= '1' && cp <= '9' && m->typed == 1) {
		int i = nth(m, (int)(cp - '0'));

		if (i >= 0)
			m->at = i;
	}
}

static void step(struct menu *m, int direction)
{
	for (int i = m->at + direction; i >= 0 && i < m->n; i += direction)
		if (!is_line(m, i)) {
			m->at = i;
			return;
		}
}

static void menu_act(struct overlay *o, enum action action)
{
	struct menu *m = (struct menu *)o;
	int typed = m->typed;

	m->typed = 0;
	if (action == ACT_BACK || action == ACT_EXIT || action == ACT_MENU)
		o->state = OVERLAY_CANCELLED;
	else if (action == ACT_GO && typed <= 1 && m->n > 0)
		o->state = OVERLAY_ACCEPTED;
	else if (action == ACT_UP || action == ACT_PREV_FIELD)
		step(m, -1);
	else if (action == ACT_DOWN || action == ACT_NEXT_FIELD)
		step(m, 1);
	else if (action == ACT_HOME || action == ACT_PAGE_UP)
		m->at = nth(m, 1);
	else if (action == ACT_END || action == ACT_PAGE_DOWN)
		m->at = m->n - 1;
}

static void menu_size(const struct overlay *o, struct rect space, int *ret_rows, int *ret_cols)
{
	const struct menu *m = (const struct menu *)o;
	int cols = 24;

	(void)space;
	for (int i = 0; i < m->n; i++) {
		int w = DIGIT_COLS + text_width(m->item[i].label) + 1;

		if (m->item[i].hint != NULL)
			w += HINT_GAP + text_width(m->item[i].hint);
		if (w > cols)
			cols = w;
	}
	*ret_rows = m->n;
	*ret_cols = cols;
}

static void menu_layout(struct overlay *o)
{
	struct menu *m = (struct menu *)o;

	if (m->at < m->top)
		m->top = m->at;
	if (m->at >= m->top + o->rows)
		m->top = m->at - o->rows + 1;
}

static void draw_item(const struct menu *m, const struct canvas *whole, int row, int i, int number)
{
	struct canvas c = i == m->at ? canvas_on(whole, ROLE_SELECTION) : *whole;
	const struct menu_item *item = &m->item[i];

	canvas_fill(&c, (struct rect){ row, 0, 1, c.rect.cols }, ROLE_BODY);
	if (i == m->at) {
		text_put(&c, row, 0, 1, ROLE_BODY, "▶");
		canvas_cursor(&c, row, 0);
	}
	if (number <= 9)
		text_printf(&c, row, 2, ROLE_DIM, "%d", number);
	text_put(&c, row, DIGIT_COLS, -1, ROLE_BODY, item->label);
	if (item->hint != NULL)
		text_put(&c, row, c.rect.cols - text_width(item->hint) - 1, -1, ROLE_DIM, item->hint);
}

static void menu_draw(const struct overlay *o, const struct canvas *c)
{
	const struct menu *m = (const struct menu *)o;
	int number = 0;

	for (int i = 0; i < m->n; i++) {
		int row = i - m->top;

		number += !is_line(m, i);
		if (row < 0 || row >= c->rect.rows)
			continue;
		if (is_line(m, i))
			canvas_line(c, row, 0, c->rect.cols, ROLE_OVERLAY_BORDER);
		else
			draw_item(m, c, row, i, number);
	}
}

static void menu_done(struct overlay *o)
{
	arena_done(&((struct menu *)o)->mem);
}

static const struct overlay_ops menu_ops = {
	.name = "menu",
	.takes_text = menu_takes_text,
	.type = menu_type,
	.act = menu_act,
	.size = menu_size,
	.layout = menu_layout,
	.draw = menu_draw,
	.done = menu_done,
};

struct overlay *overlay_menu(const char *title, const struct menu_item *items)
{
	struct menu *m = mem_alloc(sizeof(*m));

	m->base.ops = &menu_ops;
	m->base.keys[0] = (struct overlay_key){ ACT_GO, "Open" };
	m->base.keys[1] = (struct overlay_key){ ACT_BACK, "Back" };
	str_printable(m->base.title, sizeof(m->base.title), title, false);
	while (items[m->n].key != NULL)
		m->n++;
	m->item = arena_alloc(&m->mem, (size_t)m->n * sizeof(*m->item));
	for (int i = 0; i < m->n; i++) {
		m->item[i].key = arena_strdup(&m->mem, items[i].key);
		m->item[i].label = arena_strdup(&m->mem, items[i].label != NULL ? items[i].label : "");
		m->item[i].hint = arena_strdup(&m->mem, items[i].hint);
	}
	m->at = nth(m, 1) > 0 ? nth(m, 1) : 0;
	return &m->base;
}

const char *overlay_menu_key(const struct overlay *o)
{
	const struct menu *m = (const struct menu *)o;

	return m->n > 0 ? m->item[m->at].key : "";
}
