/*
 * place - connection strings from config, home and options.
 */
#include "core/place.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "db/cluster.h"
#include "db/conninfo_user.h"

enum { PATIENCE_MS = 10000, PATIENCE_STOPPED_MS = 2000 };

bool place_is_private(const struct config *c)
{
	return c->db == NULL;
}

static bool no_server(const struct cluster *cluster, struct err *err)
{
	err_set(err, ERR_OFFLINE, "NO_SERVER", "", "No server runs for the home %s.", cluster->home);
	return err_hint(err, "Start it with: gemba local start");
}

static bool fits(bool whole, struct err *err)
{
	return whole || err_set(err, ERR_VALIDATION, "TOO_LONG", "db", "The connection string is too long.");
}

static bool fits_spool(bool whole, struct err *err)
{
	return whole || err_set(err, ERR_VALIDATION, "TOO_LONG", "spool", "The path of the spool is too long.");
}

bool place_admin_url(const struct config *c, char ret[PLACE_URL], struct err *err)
{
	struct cluster cluster;

	if (c->db)
		return fits(str_copy(ret, PLACE_URL, c->db), err);
	if (!cluster_open(c->home, &cluster, err))
		return false;
	if (!cluster.running)
		return no_server(&cluster, err);
	return fits(str_copy(ret, PLACE_URL, cluster.admin_url), err);
}

/* user='...' in libpq's keyword form, where the last one counts. */
static bool add_user(char *ret, const char *kiosk)
{
	char quoted[256];
	size_t n = 0;

	for (const char *p = kiosk; *p && n + 3 < sizeof(quoted); p++) {
		if (*p == '\'' || *p == '\\')
			quoted[n++] = '\\';
		quoted[n++] = *p;
	}
	quoted[n] = '\0';
	return str_append(ret, PLACE_URL, " user='") && str_append(ret, PLACE_URL, quoted) &&
	       str_append(ret, PLACE_URL, "'");
}

static bool is_uri(const char *conninfo)
{
	return str_starts(conninfo, "postgresql://") || str_starts(conninfo, "postgres://");
}

bool place_kiosk_url(const struct config *c, bool named, char ret[PLACE_URL], struct err *err)
{
	struct cluster cluster;

	if (c->db) {
		bool whole = str_copy(ret, PLACE_URL, c->db);

		if (!is_uri(c->db) && (named || !strstr(c->db, "user=")))
			whole = add_user(ret, c->kiosk) && whole;
		return fits(whole, err);
	}
	if (!cluster_open(c->home, &cluster, err))
		return false;
	cluster_kiosk_url(&cluster, c->kiosk, ret, PLACE_URL);
	return true;
}

bool place_patience_ms(const struct config *c, int *ret_ms, struct err *err)
{
	struct cluster cluster;

	*ret_ms = PATIENCE_MS;
	if (c->db)
		return true;
	if (!cluster_open(c->home, &cluster, err))
		return false;
	if (!cluster.initialised)
		return no_server(&cluster, err);
	if (!cluster.running)
		*ret_ms = PATIENCE_STOPPED_MS;
	return true;
}

/* ---- the spool ---- */

static bool in_state_home(char *ret, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/')
		return fits_spool(str_format(ret, PLACE_PATH, "%s/gemba/spool", state), err);
	if (home && home[0] == '/')
		return fits_spool(str_format(ret, PLACE_PATH, "%s/.local/state/gemba/spool", home), err);
	err_set(err, ERR_VALIDATION, "NO_SPOOL", "spool", "There is no place for the spool: HOME is not set.");
	return err_hint(err, "Set spool = \"/some/directory\"; in the configuration.");
}

static bool in_home(const struct config *c, char *ret, struct err *err)
{
	struct cluster cluster;

	return cluster_open(c->home, &cluster, err) && cluster_make_home(&cluster, err) &&
	       fits_spool(str_format(ret, PLACE_PATH, "%s/" PLACE_SPOOL_DIR, cluster.home), err);
}

static bool spool_dir(const struct config *c, char *ret, struct err *err)
{
	if (c->spool)
		return fits_spool(str_copy(ret, PLACE_PATH, c->spool), err);
	return place_is_private(c) ? in_home(c, ret, err) : in_state_home(ret, err);
}

/* Who signs in is the kiosk: a user in the connection string counts more than the config's kiosk. */
static const char *kiosk_of(const struct config *c, bool named, char *ret, size_t size)
{
	if (c->db && (!named || is_uri(c->db)) && conninfo_user(c->db, ret, size))
		return ret;
	return c->kiosk;
}

/* The name becomes that of a file. */
static bool kiosk_names_a_file(const char *kiosk)
{
	return kiosk && kiosk[0] && kiosk[0] != '.' && !strchr(kiosk, '/') && !str_has_control(kiosk);
}

bool place_spool_path(const struct config *c, bool named, char ret[PLACE_PATH], struct err *err)
{
	char user[128];
	const char *kiosk = kiosk_of(c, named, user, sizeof(user));

	if (!kiosk_names_a_file(kiosk))
		return err_set(err, ERR_VALIDATION, "BAD_KIOSK", "kiosk", "This cannot be the name of a kiosk.");
	return spool_dir(c, ret, err) &&
	       fits_spool(str_append(ret, PLACE_PATH, "/") && str_append(ret, PLACE_PATH, kiosk) &&
				  str_append(ret, PLACE_PATH, ".db"),
			  err);
}
