/*
 * rows - read cells by name, copy and build result sets.
 */
#include "core/base/rows.h"

#include <stdint.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

void rows_done(struct rows *r)
{
	arena_done(&r->mem);
	*r = (struct rows){ 0 };
}

size_t rows_column(const struct rows *r, const char *name)
{
	for (size_t i = 0; i < r->n_columns; i++)
		if (strcmp(r->column[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

const char *rows_get(const struct rows *r, size_t row, const char *name)
{
	size_t column = rows_column(r, name);

	if (row >= r->n || column == SIZE_MAX)
		return NULL;
	return r->cell[row * r->n_columns + column];
}

const char *rows_text(const struct rows *r, size_t row, const char *name)
{
	const char *cell = rows_get(r, row, name);

	return cell ? cell : "";
}

int64_t rows_int(const struct rows *r, size_t row, const char *name)
{
	struct err ignored;
	int64_t value;

	return num_parse_int(rows_get(r, row, name), name, &value, &ignored) ? value : 0;
}

bool rows_bool(const struct rows *r, size_t row, const char *name)
{
	const char *cell = rows_get(r, row, name);

	return str_equal(cell, "t") || str_equal(cell, "true");
}

int64_t rows_num(const struct rows *r, size_t row, const char *name, int scale)
{
	int64_t value;

	return num_round(rows_get(r, row, name), scale, &value) ? value : 0;
}

void rows_init(struct rows *r, const struct column *columns, size_t n_columns)
{
	struct column *copy;

	*r = (struct rows){ .n_columns = n_columns };
	copy = arena_alloc(&r->mem, n_columns * sizeof(*copy));
	for (size_t i = 0; i < n_columns; i++)
		copy[i] = (struct column){ .name = arena_strdup(&r->mem, columns[i].name), .kind = columns[i].kind };
	r->column = copy;
}

/* There is room for a power of two of rows; a full table moves to one of twice the size. */
static void make_room(struct rows *r)
{
	const char **grown;
	size_t room = r->n ? r->n * 2 : 1;

	if ((r->n & (r->n - 1)) != 0)
		return;
	grown = arena_alloc(&r->mem, room * r->n_columns * sizeof(*grown));
	if (r->n > 0)
		memcpy(grown, r->cell, r->n * r->n_columns * sizeof(*grown));
	r->cell = grown;
}

void rows_append(struct rows *r, const char *const *cells)
{
	make_room(r);
	for (size_t i = 0; i < r->n_columns; i++)
		r->cell[r->n * r->n_columns + i] = arena_strdup(&r->mem, cells[i]);
	r->n++;
}

void rows_copy(struct rows *to, const struct rows *from)
{
	rows_init(to, from->column, from->n_columns);
	for (size_t row = 0; row < from->n; row++)
		rows_append(to, from->cell + row * from->n_columns);
}
