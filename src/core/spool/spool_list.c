/*
 * spool_list - operations as lines of a list.
 */
#include "core/spool/spool_own.h"

static const struct column columns[] = {
	{ "seq", VAL_INT },
	{ "state", VAL_TEXT },
	{ "kind", VAL_TEXT },
	{ "words", VAL_TEXT },
	{ "user", VAL_TEXT },
	{ "captured_at", VAL_TIME },
	{ "tries", VAL_INT },
	{ "code", VAL_TEXT },
	{ "message", VAL_TEXT },
	{ "hint", VAL_TEXT },
	{ "reason", VAL_TEXT },
	{ "op_id", VAL_UUID },
	{ "transaction_id", VAL_INT },
	{ "material", VAL_TEXT },
	{ "quantity", VAL_QUANTITY },
};

enum { N_COLUMNS = sizeof(columns) / sizeof(columns[0]) };

bool spool_list(struct spool *s, unsigned which, const char *kind, int limit, struct rows *ret, struct err *err)
{
	bool was_well = !spool_broken(s); /* what cannot be written any more can still be read */
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_OP_LIST, ARGS(arg_int(which), arg_text(kind), arg_int(limit)));
	bool any = st != NULL;

	rows_init(ret, columns, N_COLUMNS);
	while (any) {
		const char *cell[N_COLUMNS];

		for (int i = 0; i < N_COLUMNS; i++)
			cell[i] = (const char *)sqlite3_column_text(st, i);
		rows_append(ret, cell);
		any = spool_more(s, st);
	}
	return !was_well || spool_well(s, err);
}
