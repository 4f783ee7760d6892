/*
 * spool_adopt - lines kept for somebody who was named by a badge.
 */
#include "core/spool/spool_own.h"

bool spool_adopt(struct spool *s, const char *given, const char *user_name, struct err *err)
{
	return spool_begin(s, err) &&
	       spool_end(s, spool_exec(s, SPOOL_SQL_OP_ADOPT, ARGS(arg_text(given), arg_text(user_name)), err), err);
}
