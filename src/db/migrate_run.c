/*
 * migrate_run - one script, one statement, one transaction.
 */
#include "db/migrate_run.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "db/rows.h"
#include "db/sqlstate.h"

bool run_query(struct migrator *m, enum query_id id, const char *const *values, struct rows *ret)
{
	const struct query *q = query_get(id);
	PGresult *res = PQexecParams(m->pg, q->sql, (int)q->n_params, NULL, values, NULL, NULL, 0);
	struct rows rows = { 0 };
	bool ok = rows_from_result(q, res, &rows, m->err);

	PQclear(res);
	if (ok && ret)
		*ret = rows;
	else
		rows_done(&rows);
	return ok;
}

/* The position the server tells counts characters, from 1. */
static int line_of(const char *text, const char *position)
{
	long left = position ? strtol(position, NULL, 10) : 0;
	int line = 1;
	unsigned codepoint;
	size_t step;

	if (left <= 0)
		return 0;
	for (; --left > 0 && (step = utf8_next(text, &codepoint)) > 0; text += step)
		line += *text == '\n';
	return line;
}

/* The administrator may see the server's words: these scripts hold no secret. */
static bool script_err(const struct embedded *script, const PGresult *res, struct err *err)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
	const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);
	enum err_kind kind = sqlstate_kind(sqlstate);
	int line = line_of(script->text, PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION));

	if (!sqlstate)
		return sqlstate_plain(NULL, err);
	if (kind != ERR_RETRY && kind != ERR_OFFLINE && kind != ERR_UNAUTHORIZED)
		kind = ERR_BUG;
	if (line > 0)
		err_set(err, kind, sqlstate, "", "%s:%d: %s", script->path, line, message ? message : "");
	else
		err_set(err, kind, sqlstate, "", "%s: %s", script->path, message ? message : "");
	if (hint || context)
		err_hint(err, "%s", hint ? hint : context);
	return false;
}

bool run_script(struct migrator *m, const struct embedded *script)
{
	PGresult *res = PQexec(m->pg, script->text);
	ExecStatusType status = PQresultStatus(res);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;

	if (!ok)
		script_err(script, res, m->err);
	PQclear(res);
	if (ok && PQtransactionStatus(m->pg) != PQTRANS_INTRANS)
		return err_set(m->err, ERR_BUG, "SCRIPT_COMMITS", "", "%s ends its own transaction.", script->path);
	return ok;
}

bool run_act_as(struct migrator *m, const char *role)
{
	const char *const values[] = { role };

	return run_query(m, Q_MIGRATE_ACT_AS, values, NULL);
}

bool run_begin(struct migrator *m, const char *role)
{
	return run_query(m, Q_MIGRATE_BEGIN, NULL, NULL) && run_act_as(m, role);
}

bool run_end(struct migrator *m, bool ok)
{
	struct err first;

	if (ok && run_query(m, Q_MIGRATE_COMMIT, NULL, NULL))
		return true;
	first = *m->err;
	if (PQtransactionStatus(m->pg) != PQTRANS_IDLE)
		(void)!run_query(m, Q_MIGRATE_ROLLBACK, NULL, NULL);
	*m->err = first;
	return false;
}
