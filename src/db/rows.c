/*
 * rows - from libpq's result to struct rows, or to the refusal it returns.
 */
#include "db/rows.h"

#include <string.h>

#include "core/base/str.h"
#include "db/sqlstate.h"

static bool query_may_refuse(const struct query *q)
{
	static const char *const names[] = { "kind", "code", "field", "message", "hint" };
	const size_t n = sizeof(names) / sizeof(names[0]);

	if (q->n_columns < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!str_equal(q->column[i].name, names[i]))
			return false;
	}
	return true;
}

static const char *cell_text(const PGresult *res, int column)
{
	return PQgetisnull(res, 0, column) ? "" : PQgetvalue(res, 0, column);
}

static bool refusal_read(const PGresult *res, struct err *err)
{
	const char *hint = cell_text(res, 4);

	err_set(err, err_kind_parse(cell_text(res, 0)), cell_text(res, 1), cell_text(res, 2), "%s", cell_text(res, 3));
	return hint[0] ? err_hint(err, "%s", hint) : false;
}

/*
 * Much of a column says what stands above it: such a cell shares those bytes, which large results feel. So does asking
 * libpq only what must be asked: NULL looks empty.
 */
static const char *cell_keep(const PGresult *res, int row, int col, const char *above, struct arena *mem)
{
	const char *text = PQgetvalue(res, row, col);

	if (text[0] == '\0' && PQgetisnull(res, row, col))
		return NULL;
	return above && strcmp(above, text) == 0 ? above : arena_strdup(mem, text);
}

static void rows_fill(const struct query *q, const PGresult *res, struct rows *ret)
{
	size_t at = 0;

	*ret = (struct rows){ .column = q->column, .n_columns = q->n_columns, .n = (size_t)PQntuples(res) };
	if (q->n_columns == 0)
		ret->n = 0;
	ret->cell = arena_alloc(&ret->mem, ret->n * ret->n_columns * sizeof(*ret->cell));
	for (size_t row = 0; row < ret->n; row++) {
		for (size_t col = 0; col < ret->n_columns; col++, at++)
			ret->cell[at] = cell_keep(res, (int)row, (int)col,
						  row > 0 ? ret->cell[at - ret->n_columns] : NULL, &ret->mem);
	}
}

bool rows_from_result(const struct query *q, const PGresult *res, struct rows *ret, struct err *err)
{
	ExecStatusType status = PQresultStatus(res);

	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		return sqlstate_err(res, err);
	if ((size_t)PQnfields(res) != q->n_columns) {
		err_set(err, ERR_BUG, "SCHEMA_DIFFERS", "", "The server's schema and this program differ in \"%s\".",
			q->name);
		return err_hint(err, "Run gemba migrate status as administrator.");
	}
	if (query_may_refuse(q) && PQntuples(res) > 0 && !PQgetisnull(res, 0, 0))
		return refusal_read(res, err);
	rows_fill(q, res, ret);
	return true;
}
