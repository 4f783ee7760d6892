/*
 * place - connection strings from config, home and options.
 */
#include "core/place.h"

#include <string.h>

#include "core/base/str.h"
#include "db/cluster.h"

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
