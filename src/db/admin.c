/*
 * admin - one statement on the administrator's connection.
 */
#include "db/admin.h"

#include <libpq-fe.h>
#include <string.h>

#include "core/base/str.h"
#include "db/connect.h"
#include "db/rows.h"

bool admin_run(const char *conninfo, enum query_id id, const char *const *values, struct rows *ret, struct err *err)
{
	const struct query *q = query_get(id);
	PGconn *pg = connect_blocking(conninfo, err);
	PGresult *res;
	bool ok;

	if (!pg)
		return false;
	res = PQexecParams(pg, q->sql, (int)q->n_params, NULL, values, NULL, NULL, 0);
	ok = rows_from_result(q, res, ret, err);
	PQclear(res);
	PQfinish(pg);
	return ok;
}

bool admin_scram(const char *conninfo, const char *role, const char *password, char *ret, size_t size, struct err *err)
{
	PGconn *pg = connect_blocking(conninfo, err);
	char *verifier;
	bool ok;

	if (!pg)
		return false;
	verifier = PQencryptPasswordConn(pg, password, role, "scram-sha-256");
	PQfinish(pg);
	ok = verifier && strlen(verifier) < size;
	if (ok)
		str_copy(ret, size, verifier);
	else
		err_set(err, ERR_BUG, "SCRAM", "", "The password could not be turned into a verifier.");
	PQfreemem(verifier);
	return ok;
}
