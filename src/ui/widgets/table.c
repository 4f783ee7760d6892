/*
 * table - rows, selection by key, find, and the order frozen under a person's
 * hands. Cells stand in table_cell.c, painting in table_draw.c.
 */
#include "ui/widgets/table.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/table_own.h"

enum { MEASURED_ROWS = 2000 };

void table_init(struct table *t, const struct table_spec *spec, const void *ctx)
{
	assert(spec->n_columns <= TABLE_COLUMNS);
	memset(t, 0, sizeof(*t));
	t->spec = spec;
	t->ctx = ctx;
	t->page = 1;
	number_style_init(&t->numbers);
}

void table_done(struct table *t)
{
	rows_done(&t->rows);
	rows_done(&t->held);
	free(t->gone);
	free(t->view);
	t->gone = NULL;
	t->view = NULL;
	t->n_view = 0;
}

void table_reset(struct table *t)
{
	table_done(t);
	t->rows = t->held = (struct rows){ 0 };
	t->selected = t->top = 0;
	t->key[0] = t->find[0] = '\0';
	t->finding = t->loaded = false;
	t->changes = 0;
}

/* ---- what is shown ---- */

static bool row_matches(const struct table *t, size_t row)
{
	struct table_cell cell;

	if (t->find[0] == '\0')
		return true;
	for (size_t c = 0; c < t->spec->n_columns; c++) {
		table_cell_get(t, &t->rows, row, c, &cell);
		if (strcasestr(cell.text, t->find) != NULL)
			return true;
	}
	return false;
}

static void keep_key(struct table *t)
{
	t->key[0] = '\0';
	if (t->selected < t->n_view)
		table_row_key(t, &t->rows, t->view[t->selected], t->key);
}

/* Selection back on its key; where that is gone, on what now stands in its place. */
static void find_key(struct table *t)
{
	char key[TABLE_KEY];

	for (size_t i = 0; t->key[0] != '\0' && i < t->n_view; i++) {
		table_row_key(t, &t->rows, t->view[i], key);
		if (strcmp(key, t->key) == 0) {
			t->selected = i;
			return;
		}
	}
	if (t->selected >= t->n_view)
		t->selected = t->n_view > 0 ? t->n_view - 1 : 0;
	/* While finding, the key waits for its row to come back. */
	if (t->find[0] == '\0')
		keep_key(t);
}

void table_view(struct table *t)
{
	t->view = mem_grow(t->view, (t->rows.n + 1) * sizeof(*t->view));
	t->n_view = 0;
	for (size_t i = 0; i < t->rows.n; i++)
		if (row_matches(t, i))
			t->view[t->n_view++] = i;
	find_key(t);
	t->top = table_top(t, (size_t)t->page);
}

static void measure(struct table *t)
{
	size_t n = t->rows.n < MEASURED_ROWS ? t->rows.n : MEASURED_ROWS;
	struct table_cell cell;

	for (size_t c = 0; c < t->spec->n_columns; c++) {
		t->natural[c] = text_width(t->spec->columns[c].title);
		for (size_t r = 0; r < n; r++) {
			int w;

			table_cell_get(t, &t->rows, r, c, &cell);
			w = text_width(cell.text);
			if (w > t->natural[c])
				t->natural[c] = w;
		}
	}
}

/* ---- loading ---- */

/* Row of that key in rows; the search starts where it most likely is. */
static size_t find_row(const struct table *t, const struct rows *rows, const char *key, size_t guess)
{
	char other[TABLE_KEY];

	for (size_t i = 0; i < rows->n; i++) {
		size_t row = (guess + i) % rows->n;

		table_row_key(t, rows, row, other);
		if (strcmp(other, key) == 0)
			return row;
	}
	return SIZE_MAX;
}

static void replace(struct table *t, struct rows *rows)
{
	rows_done(&t->rows);
	t->rows = *rows;
	*rows = (struct rows){ 0 };
	rows_done(&t->held);
	t->held = (struct rows){ 0 };
	free(t->gone);
	t->gone = mem_alloc(t->rows.n + 1);
	t->changes = 0;
	t->loaded = true;
	measure(t);
	table_view(t);
}

/* The old order with the new cells; what the server no longer has keeps its old ones and is marked. */
static void merge(struct table *t, const struct rows *fresh, struct rows *ret, bool *gone)
{
	size_t guess = 0;
	char key[TABLE_KEY];

	rows_init(ret, fresh->column, fresh->n_columns);
	for (size_t i = 0; i < t->rows.n; i++) {
		size_t row;

		table_row_key(t, &t->rows, i, key);
		row = find_row(t, fresh, key, guess);
		gone[i] = row == SIZE_MAX;
		if (gone[i]) {
			rows_append(ret, t->rows.cell + i * t->rows.n_columns);
		} else {
			rows_append(ret, fresh->cell + row * fresh->n_columns);
			guess = row + 1;
		}
	}
}

static void load_frozen(struct table *t, struct rows *rows)
{
	struct rows merged = { 0 };
	bool *gone = mem_alloc(t->rows.n + 1);
	size_t lost = 0;

	merge(t, rows, &merged, gone);
	for (size_t i = 0; i < t->rows.n; i++)
		lost += gone[i];
	rows_done(&t->rows);
	t->rows = merged;
	free(t->gone);
	t->gone = gone;
	rows_done(&t->held);
	t->held = *rows;
	*rows = (struct rows){ 0 };
	t->changes = (unsigned)(t->held.n - (t->rows.n - lost) + lost);
	measure(t);
	table_view(t);
}

void table_load(struct table *t, struct rows *rows, bool freeze)
{
	if (freeze && t->loaded && t->rows.n > 0 && t->rows.n_columns == rows->n_columns)
		load_frozen(t, rows);
	else
		replace(t, rows);
}

void table_apply(struct table *t)
{
	struct rows held = t->held;

	if (held.column == NULL)
		return;
	t->held = (struct rows){ 0 };
	replace(t, &held);
}

/* ---- selection ---- */

bool table_has_status(const struct table *t)
{
	return t->finding || t->find[0] != '\0' || t->changes > 0;
}

void table_layout(struct table *t, int rows)
{
	t->page = rows - 1 - (table_has_status(t) ? 1 : 0);
	if (t->page < 1)
		t->page = 1;
	t->top = table_top(t, (size_t)t->page);
}

size_t table_top(const struct table *t, size_t page)
{
	size_t top = t->top;

	if (page == 0)
		page = 1;
	if (t->selected < top)
		top = t->selected;
	if (t->selected >= top + page)
		top = t->selected - page + 1;
	/* No blank lines at the end while there are more above. */
	if (t->n_view > page && top > t->n_view - page)
		top = t->n_view - page;
	return t->n_view <= page ? 0 : top;
}

size_t table_row(const struct table *t)
{
	return t->selected < t->n_view ? t->view[t->selected] : SIZE_MAX;
}

const char *table_get(const struct table *t, const char *column)
{
	size_t row = table_row(t);

	return row == SIZE_MAX ? "" : rows_text(&t->rows, row, column);
}

static void select_line(struct table *t, size_t line)
{
	t->selected = line;
	keep_key(t);
	t->top = table_top(t, (size_t)t->page);
}

bool table_select(struct table *t, const char *key)
{
	char other[TABLE_KEY];

	for (size_t i = 0; i < t->n_view; i++) {
		table_row_key(t, &t->rows, t->view[i], other);
		if (strcmp(other, key) == 0) {
			select_line(t, i);
			return true;
		}
	}
	return false;
}

/* ---- find ---- */

static void set_find(struct table *t, const char *text)
{
	str_copy(t->find, sizeof(t->find), text);
	table_view(t);
}

static bool find_act(struct table *t, enum action action)
{
	size_t n = strlen(t->find);

	if (action == ACT_BACK) {
		t->finding = false;
		if (t->selected < t->n_view)
			keep_key(t);
		set_find(t, "");
		return true;
	}
	if (action == ACT_GO) {
		t->finding = false;
		keep_key(t);
		return true;
	}
	if (action == ACT_EMPTY)
		n = 0;
	else if (action == ACT_BACKSPACE)
		while (n > 0 && ((unsigned char)t->find[--n] & 0xC0) == 0x80)
			continue;
	else
		return false;
	t->find[n] = '\0';
	table_view(t);
	return true;
}

bool table_type(struct table *t, unsigned cp)
{
	char text[TABLE_FIND], one[5];

	if (!t->finding || utf8_is_unsafe(cp))
		return false;
	text_encode(cp, one);
	str_copy(text, sizeof(text), t->find);
	if (!str_append(text, sizeof(text), one))
		return false;
	set_find(t, text);
	return true;
}

/* The line an action leads to. */
static size_t target(const struct table *t, enum action action)
{
	size_t last = t->n_view - 1, page = (size_t)t->page, at = t->selected;

	if (action == ACT_UP)
		return at > 0 ? at - 1 : 0;
	if (action == ACT_DOWN)
		return at < last ? at + 1 : last;
	if (action == ACT_PAGE_UP)
		return at > page ? at - page : 0;
	if (action == ACT_PAGE_DOWN)
		return at + page < last ? at + page : last;
	return action == ACT_HOME ? 0 : last;
}

bool table_act(struct table *t, enum action action)
{
	if (t->finding && find_act(t, action))
		return true;
	if (action == ACT_FIND) {
		t->finding = true;
		return true;
	}
	if (action == ACT_BACK && t->find[0] != '\0') {
		set_find(t, "");
		return true;
	}
	if (action != ACT_UP && action != ACT_DOWN && action != ACT_PAGE_UP && action != ACT_PAGE_DOWN &&
	    action != ACT_HOME && action != ACT_END)
		return false;
	if (t->n_view > 0)
		select_line(t, target(t, action));
	return true;
}
