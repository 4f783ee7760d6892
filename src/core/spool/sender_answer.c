/*
 * sender_answer - a server's JSON as rows of the statement it answers for.
 *
 * One object is one row; where a statement answers with several rows, they
 * stand in a list named "rows" or "lines".
 */
#include "core/base/str.h"
#include "core/exact_json.h"
#include "core/spool/sender_own.h"
#include "db/query.h"

enum query_id sender_statement(const char *kind)
{
	for (int id = 0; id < Q_COUNT; id++)
		if (str_equal(query_get((enum query_id)id)->name, kind))
			return (enum query_id)id;
	return Q_COUNT;
}

/* What a row of a list does not say itself stands beside the list. */
static void row_add(struct rows *ret, const json_t *object, const json_t *outer, bool replayed)
{
	struct arena mem = { 0 };
	const char **cell = arena_alloc(&mem, (ret->n_columns + 1) * sizeof(*cell));

	for (size_t i = 0; i < ret->n_columns; i++) {
		const char *name = ret->column[i].name;
		const json_t *value = json_object_get(object, name);

		cell[i] = exact_json_cell(&mem, value ? value : json_object_get(outer, name));
		if (str_equal(name, "replayed") && (replayed || !cell[i]))
			cell[i] = replayed ? "t" : "f";
	}
	rows_append(ret, cell);
	arena_done(&mem);
}

static void rows_add(struct rows *ret, const json_t *answer, bool replayed)
{
	const json_t *list = json_object_get(answer, "rows");

	if (!json_is_array(list))
		list = json_object_get(answer, "lines");
	if (!json_is_array(list)) {
		row_add(ret, answer, NULL, replayed);
		return;
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		row_add(ret, json_array_get(list, i), answer, replayed);
}

bool sender_answer_rows(enum query_id id, const char *answer, bool replayed, struct rows *ret)
{
	json_t *object = exact_json(answer);
	bool ok = json_is_object(object);

	if (id != Q_COUNT)
		rows_init(ret, query_get(id)->column, query_get(id)->n_columns);
	if (id != Q_COUNT && ok)
		rows_add(ret, object, replayed);
	json_decref(object);
	return ok;
}
