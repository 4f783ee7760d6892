/*
 * sqlstate - from the server's error codes to the errors of the product.
 *
 * Only GM0xx, raised by our own functions, brings the server's text along;
 * for every other code the sentence is ours, because the server's may hold
 * parameters, SQL or names of tables. Private to src/db.
 */
#ifndef GEMBA_DB_SQLSTATE_H
#define GEMBA_DB_SQLSTATE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "core/base/err.h"

/* sqlstate NULL or "": the error came from the client's side, so the server is out of reach. */
enum err_kind sqlstate_kind(const char *sqlstate);
/* Kind, code and sentence of a code. Returns false, like err_set. */
bool sqlstate_plain(const char *sqlstate, struct err *err);
/* The error of a failed result. Returns false, like err_set. */
bool sqlstate_err(const PGresult *res, struct err *err);
/*
 * Why a connection could not be made. It needs PQERRORS_SQLSTATE as the
 * connection's verbosity: libpq 15 has no other door to that code.
 */
bool sqlstate_connect_err(const PGconn *pg, struct err *err);

#endif
