/*
 * conninfo_user - one keyword of libpq's own reading of the string.
 */
#include "db/conninfo_user.h"

#include <libpq-fe.h>
#include <string.h>

#include "core/base/str.h"

bool conninfo_user(const char *conninfo, char *ret, size_t size)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	bool found = false;

	for (const PQconninfoOption *o = options; o && o->keyword; o++)
		if (strcmp(o->keyword, "user") == 0 && o->val && o->val[0]) {
			str_copy(ret, size, o->val);
			found = true;
		}
	PQconninfoFree(options);
	return found;
}
