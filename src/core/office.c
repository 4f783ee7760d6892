/*
 * office - the administrator's work on his own connection.
 */
#include "core/office.h"

#include <string.h>

#include "core/base/str.h"
#include "core/local.h"
#include "core/place.h"
#include "db/admin.h"

enum { PASSWORD_TEXT = 33, DEMO_KIOSKS = 3 };

bool office_open(struct office *o, const struct config *config, const struct clock *clock, const char *passfile,
		 struct err *err)
{
	struct local l;

	*o = (struct office){ .config = config, .clock = clock };
	if (!place_admin_url(config, o->url, err))
		return false;
	if (passfile || !place_is_private(config))
		return str_copy(o->passfile, sizeof(o->passfile), passfile ? passfile : "gemba.passfile") ||
		       err_set(err, ERR_VALIDATION, "TOO_LONG", "passfile", "The file's path is too long.");
	if (!local_look(config->home, &l, err))
		return false;
	str_copy(o->passfile, sizeof(o->passfile), l.passfile);
	return true;
}

bool office_run(const struct office *o, const struct call *c, struct rows *ret, struct err *err)
{
	return call_complete(c, err) && admin_run(o->url, c->id, c->value, ret, err);
}

/* ---- kiosks ---- */

static void make_password(const struct office *o, char ret[PASSWORD_TEXT])
{
	str_format(ret, PASSWORD_TEXT, "%016llx%016llx", (unsigned long long)clock_random(o->clock),
		   (unsigned long long)clock_random(o->clock));
}

static bool keep_password(const struct office *o, const char *kiosk, const char *password, struct err *err)
{
	struct local l;

	if (place_is_private(o->config)) {
		if (!local_look(o->config->home, &l, err))
			return false;
		if (str_equal(l.passfile, o->passfile))
			return local_set_password(o->config->home, kiosk, password, err);
	}
	return passfile_set(o->passfile, kiosk, password, err);
}

bool office_kiosk_enrol(const struct office *o, struct call *c, struct rows *ret, struct err *err)
{
	char password[PASSWORD_TEXT], verifier[ADMIN_SCRAM_TEXT];
	const char *kiosk = call_get(c, "kiosk");
	bool ok;

	make_password(o, password);
	ok = kiosk == NULL || admin_scram(o->url, kiosk, password, verifier, sizeof(verifier), err);
	if (ok && kiosk)
		ok = call_set(c, "verifier", verifier, err);
	ok = ok && office_run(o, c, ret, err) && keep_password(o, kiosk, password, err);
	explicit_bzero(password, sizeof(password));
	return ok;
}

bool office_kiosk_retire(const struct office *o, const struct call *c, struct rows *ret, struct err *err)
{
	return office_run(o, c, ret, err) && keep_password(o, call_get(c, "kiosk"), NULL, err);
}

/* ---- demo ---- */

struct demo_kiosk {
	char password[128];
	char verifier[ADMIN_SCRAM_TEXT];
	bool fresh;
};

/* A kept password gets its verifier again: the database may be a new one. */
static bool demo_kiosk_make(const struct office *o, const char *name, struct demo_kiosk *k, struct err *err)
{
	k->fresh = !passfile_get(o->passfile, name, k->password, sizeof(k->password));
	if (k->fresh) {
		char password[PASSWORD_TEXT];

		make_password(o, password);
		str_copy(k->password, sizeof(k->password), password);
		explicit_bzero(password, sizeof(password));
	}
	return admin_scram(o->url, name, k->password, k->verifier, sizeof(k->verifier), err);
}

bool office_demo(const struct office *o, struct rows *ret, struct err *err)
{
	static const char *const names[DEMO_KIOSKS] = { "kiosk1", "kiosk2", "kiosk3" };
	struct demo_kiosk kiosk[DEMO_KIOSKS] = { 0 };
	struct call c;
	bool ok = true;

	call_init(&c, Q_ADMIN_DEMO);
	for (size_t i = 0; ok && i < DEMO_KIOSKS; i++) {
		char param[24];

		str_format(param, sizeof(param), "verifier%zu", i + 1);
		ok = demo_kiosk_make(o, names[i], &kiosk[i], err) && call_set(&c, param, kiosk[i].verifier, err);
	}
	ok = ok && office_run(o, &c, ret, err);
	for (size_t i = 0; ok && i < DEMO_KIOSKS; i++)
		ok = !kiosk[i].fresh || keep_password(o, names[i], kiosk[i].password, err);
	explicit_bzero(kiosk, sizeof(kiosk));
	call_done(&c);
	return ok;
}
