/*
 * answer - from the parts of an order, or the JSON of a write, to sections.
 */
#include "ui/cli/answer.h"

#include <string.h>

#include "core/call.h"

enum { COLUMNS_MAX = 32 };

void answer_add(const struct answer_part *part, struct rows *rows, struct output *out)
{
	if (part->list)
		output_list(out, part->list, rows, NULL);
	else
		output_fields(out, rows, NULL);
}

/* As the server writes a cell: its JSON has a T in a time, a column has a blank. */
static const char *cell_of(struct arena *mem, enum value_kind kind, const json_t *value)
{
	char *text;

	if (json_is_integer(value))
		return arena_printf(mem, "%lld", (long long)json_integer_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	text = arena_strdup(mem, json_string_value(value));
	if (text && kind == VAL_TIME && strchr(text, 'T'))
		*strchr(text, 'T') = ' ';
	return text;
}

static void append(struct rows *rows, const json_t *object)
{
	const char *cell[COLUMNS_MAX];
	struct arena mem = { 0 };

	for (size_t i = 0; i < rows->n_columns; i++)
		cell[i] = cell_of(&mem, rows->column[i].kind, json_object_get(object, rows->column[i].name));
	rows_append(rows, cell);
	arena_done(&mem);
}

static void tell_part(const struct answer_part *part, const json_t *object, struct output *out)
{
	const json_t *list = part->list ? json_object_get(object, part->list) : NULL;
	const struct column *column;
	struct column told[COLUMNS_MAX];
	struct rows rows = { 0 };
	size_t all, n = 0, i;

	if (part->list && !list)
		return;
	column = call_columns(part->query, &all);
	for (i = 0; i < all && n < COLUMNS_MAX; i++)
		if (list || json_object_get(object, column[i].name))
			told[n++] = column[i];
	rows_init(&rows, told, n);
	if (!list)
		append(&rows, object);
	for (i = 0; i < json_array_size(list); i++)
		append(&rows, json_array_get(list, i));
	answer_add(part, &rows, out);
}

void answer_tell(const struct answer *a, const json_t *object, struct output *out)
{
	for (size_t i = 0; i < a->n; i++)
		tell_part(&a->part[i], object, out);
}
