/*
 * table_draw - titles, lines, the selection, and what the last line says.
 */
#include <stdint.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/gauge.h"
#include "ui/widgets/table_own.h"

enum { POINTER = 2, GAP = 2, LEAST_BAR = 6 };

/* Where each column stands; width 0: dropped. */
struct places {
	int col[TABLE_COLUMNS];
	int width[TABLE_COLUMNS];
};

static int wanted(const struct table *t, size_t i)
{
	const struct table_column *c = &t->spec->columns[i];
	int want = t->natural[i] > c->min ? t->natural[i] : c->min;

	return c->max > 0 && want > c->max ? c->max : want;
}

/* True when the indispensable columns can all stand there whole. */
static bool whole_fits(const struct table *t, int cols)
{
	int sum = -GAP;

	for (size_t i = 0; i < t->spec->n_columns; i++)
		if (t->spec->columns[i].priority == 0)
			sum += wanted(t, i) + GAP;
	return sum <= cols;
}

static void place_columns(const struct table *t, int cols, struct places *ret)
{
	struct layout_item items[TABLE_COLUMNS];
	int at = POINTER, n = (int)t->spec->n_columns;
	/* Nothing dispensable takes the place of a number that would be cut for it. */
	bool whole = whole_fits(t, cols - POINTER);

	for (int i = 0; i < n; i++) {
		const struct table_column *c = &t->spec->columns[i];
		int want = wanted(t, (size_t)i);

		items[i] =
			(struct layout_item){ whole && c->priority == 0 ? want : c->min, want, c->priority, c->grow };
	}
	layout_share(items, n, cols - POINTER, GAP, ret->width);
	for (int i = 0; i < n; i++) {
		ret->col[i] = at;
		if (ret->width[i] > 0)
			at += ret->width[i] + GAP;
	}
}

static void draw_titles(const struct table *t, const struct canvas *c, const struct places *p)
{
	canvas_fill(c, (struct rect){ 0, 0, 1, c->rect.cols }, ROLE_HEADER);
	for (size_t i = 0; i < t->spec->n_columns; i++)
		if (p->width[i] > 0)
			text_put_in(c, 0, p->col[i], p->width[i], t->spec->columns[i].align, ROLE_HEADER,
				    t->spec->columns[i].title);
}

/* The part of a cell that the find text matched stands out. */
static void draw_match(const struct table *t, const struct canvas *c, int row, int col, int width, const char *text)
{
	const char *hit = t->find[0] != '\0' ? strcasestr(text, t->find) : NULL;
	char head[160], part[TABLE_FIND];
	int at;

	if (hit == NULL)
		return;
	str_format(head, sizeof(head), "%.*s", (int)(hit - text), text);
	str_format(part, sizeof(part), "%.*s", (int)strlen(t->find), hit);
	at = text_width(head);
	if (at + text_width(part) <= width)
		text_put(c, row, col + at, -1, ROLE_MATCH, part);
}

static void draw_cell(const struct table *t, const struct canvas *c, int row, int col, size_t index, size_t column,
		      int width)
{
	enum align align = t->spec->columns[column].align;
	struct table_cell cell;
	int used;

	table_cell_get(t, &t->rows, index, column, &cell);
	if (t->gone != NULL && t->gone[index])
		cell.role = ROLE_DIM;
	if (cell.bar >= 0) {
		int text = cell.text[0] != '\0' ? text_width(cell.text) + 1 : 0;

		/* A bar of a few cells says less than the numbers beside it. */
		if (width - text < LEAST_BAR)
			text = 0;
		gauge_draw(c, row, col, width - text, cell.bar, cell.role);
		if (text > 0)
			text_put_in(c, row, col + width - text, text, ALIGN_RIGHT, ROLE_NUMBER, cell.text);
		return;
	}
	text_put_in(c, row, col, width, align, cell.role, cell.text);
	used = text_width(cell.text);
	if (align == ALIGN_RIGHT && used < width)
		draw_match(t, c, row, col + width - used, used, cell.text);
	else if (align != ALIGN_CENTRE)
		draw_match(t, c, row, col, width, cell.text);
}

static void draw_line(const struct table *t, const struct canvas *whole, int row, size_t line, const struct places *p,
		      bool focused)
{
	bool selected = line == t->selected && !t->spec->read_only;
	struct canvas c = *whole;

	if (selected) {
		c = canvas_on(whole, focused ? ROLE_SELECTION : ROLE_SELECTION_IDLE);
		canvas_fill(&c, (struct rect){ row, 0, 1, c.rect.cols }, ROLE_BODY);
		text_put(&c, row, 0, 1, ROLE_BODY, "▶");
		if (focused && !t->finding)
			canvas_cursor(&c, row, 0);
	}
	for (size_t i = 0; i < t->spec->n_columns; i++)
		if (p->width[i] > 0)
			draw_cell(t, &c, row, p->col[i], t->view[line], i, p->width[i]);
}

struct empty {
	const struct canvas *c;
};

static void empty_line(void *ctx, int number, const char *text)
{
	const struct empty *e = ctx;

	text_put(e->c, 2 + number, POINTER, -1, ROLE_LABEL, text);
}

static void draw_empty(const struct table *t, const struct canvas *c, bool focused)
{
	struct empty e = { c };
	char none[160];
	const char *text = t->spec->empty != NULL ? t->spec->empty : "Nothing here.";

	if (!t->loaded) {
		text = "reading …";
	} else if (t->find[0] != '\0') {
		str_format(none, sizeof(none), "No line holds \"%s\". Esc shows all lines again.", t->find);
		text = none;
	}
	text_wrap(text, c->rect.cols - POINTER - 2, empty_line, &e);
	if (focused && !t->finding)
		canvas_cursor(c, 2, POINTER);
}

static void draw_status(const struct table *t, const struct canvas *c, bool focused)
{
	int row = c->rect.rows - 1, at = POINTER;
	char changes[64];

	if (t->finding || t->find[0] != '\0') {
		at += text_put(c, row, at, -1, ROLE_LABEL, "find ");
		at += text_put(c, row, at, -1, ROLE_VALUE, t->find);
		if (t->finding && focused)
			canvas_cursor(c, row, at);
		text_printf(c, row, at + 2, ROLE_LABEL, "%zu of %zu", t->n_view, t->rows.n);
	}
	if (t->changes > 0) {
		str_format(changes, sizeof(changes), "%u change%s - F5", t->changes, t->changes == 1 ? "" : "s");
		text_put(c, row, c->rect.cols - text_width(changes) - 1, -1, ROLE_INFO, changes);
	}
}

/* A thin bar at the right edge says where in the list we are. */
static void draw_scroll(const struct table *t, const struct canvas *c, size_t top, size_t page)
{
	size_t thumb = page * page / t->n_view, start;

	if (thumb == 0)
		thumb = 1;
	start = top * (page - thumb) / (t->n_view - page);
	for (size_t i = 0; i < page; i++) {
		bool on = i >= start && i < start + thumb;

		text_put(c, 1 + (int)i, c->rect.cols - 1, 1, on ? ROLE_LABEL : ROLE_BORDER, on ? "┃" : "│");
	}
}

/* Nobody can get there: say how many there are. Returns the lines left for the others. */
static int draw_rest(const struct table *t, const struct canvas *c, int page)
{
	if (t->n_view <= (size_t)page || page < 2)
		return page;
	text_printf(c, page, POINTER, ROLE_DIM, "and %zu more", t->n_view - (size_t)(page - 1));
	return page - 1;
}

void table_draw(const struct table *t, const struct canvas *c, bool focused)
{
	int page = c->rect.rows - 1 - (table_has_status(t) ? 1 : 0);
	bool scrolls = page > 0 && t->n_view > (size_t)page && !t->spec->read_only;
	struct canvas lines = canvas_sub(c, (struct rect){ 0, 0, c->rect.rows, c->rect.cols - (scrolls ? 2 : 0) });
	struct places places;
	size_t top;

	if (c->rect.rows < 2)
		return;
	place_columns(t, lines.rect.cols - 1, &places);
	draw_titles(t, c, &places);
	if (t->spec->read_only)
		page = draw_rest(t, c, page);
	top = table_top(t, (size_t)(page > 0 ? page : 1));
	for (int i = 0; i < page && top + (size_t)i < t->n_view; i++)
		draw_line(t, &lines, 1 + i, top + (size_t)i, &places, focused);
	if (t->n_view == 0)
		draw_empty(t, c, focused);
	if (scrolls)
		draw_scroll(t, c, top, (size_t)page);
	if (table_has_status(t))
		draw_status(t, c, focused);
}
