/*
 * office - what an administrator does on his own connection: organizations,
 * plants, kiosks, people, the demo plant. Blocking: used by verbs only.
 */
#ifndef GEMBA_CORE_OFFICE_H
#define GEMBA_CORE_OFFICE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/rows.h"
#include "core/call.h"
#include "core/config.h"

/* Where passwords of kiosks go. */
struct office {
	const struct config *config;
	const struct clock *clock;
	char url[2048];	     /* the administrator's conninfo */
	char passfile[1100]; /* the home's; for a server in the network a file of its own */
};

/* passfile NULL: the home's, or ./gemba.passfile for a server in the network. */
MUSTUSE bool office_open(struct office *o, const struct config *config, const struct clock *clock, const char *passfile,
			 struct err *err);
/* One admin_ statement. */
MUSTUSE bool office_run(const struct office *o, const struct call *c, struct rows *ret, struct err *err);
/*
 * c is an admin_kiosk_enrol without verifier. A random password is made; only
 * its verifier reaches the server, itself the passfile (mode 0600).
 */
MUSTUSE bool office_kiosk_enrol(const struct office *o, struct call *c, struct rows *ret, struct err *err);
/* c is an admin_kiosk_retire; the passfile forgets the kiosk. */
MUSTUSE bool office_kiosk_retire(const struct office *o, const struct call *c, struct rows *ret, struct err *err);
/* Load the demo plant; kiosks that have a password keep it. ret: area, name, detail. */
MUSTUSE bool office_demo(const struct office *o, struct rows *ret, struct err *err);
/* What is wrong and what to do: area, name, state (ok|warning|wrong), detail, advice. A server that does not answer is a finding. */
void office_doctor(const struct config *config, const char *config_path, struct rows *ret);

/* passfile.c: libpq's password file. Lines are "*:*:*:ROLE:PASSWORD". */
MUSTUSE bool passfile_set(const char *path, const char *role, const char *password, struct err *err);
/* False: there is none. */
bool passfile_get(const char *path, const char *role, char *ret, size_t size);

#endif
