/*
 * local - start, stop, look at and destroy the private server.
 */
#include "core/local.h"

#include "core/base/str.h"
#include "db/cluster.h"

static void local_take(const struct cluster *c, struct local *ret)
{
	str_copy(ret->home, sizeof(ret->home), c->home);
	str_copy(ret->data_dir, sizeof(ret->data_dir), c->data_dir);
	str_copy(ret->passfile, sizeof(ret->passfile), c->passfile);
	str_copy(ret->url, sizeof(ret->url), c->admin_url);
	ret->initialised = c->initialised;
	ret->running = c->running;
}

bool local_look(const char *home, struct local *ret, struct err *err)
{
	struct cluster c;

	if (!cluster_open(home, &c, err))
		return false;
	local_take(&c, ret);
	return true;
}

bool local_start(const char *home, schema_progress progress, void *ctx, struct local *ret, struct err *err)
{
	struct schema_report report = { 0 };
	struct cluster c;

	if (!cluster_open(home, &c, err))
		return false;
	if (!c.running && progress)
		progress(ctx, c.initialised ? "start the server" : "make the database");
	if (!cluster_start(&c, err))
		return false;
	local_take(&c, ret);
	if (!schema_up(c.admin_url, progress, ctx, &report, err))
		return false;
	schema_report_done(&report);
	return beside_start(ret, err);
}

bool local_stop(const char *home, struct local *ret, struct err *err)
{
	struct cluster c;

	if (!cluster_open(home, &c, err))
		return false;
	local_take(&c, ret);
	beside_stop(ret);
	if (!cluster_stop(&c, err))
		return false;
	local_take(&c, ret);
	return true;
}

bool local_destroy(const char *home, struct local *ret, struct err *err)
{
	struct cluster c;

	if (!cluster_open(home, &c, err))
		return false;
	local_take(&c, ret);
	if (!local_spools_are_done(ret, err))
		return false;
	beside_stop(ret);
	if (!cluster_destroy(&c, err))
		return false;
	local_spools_remove(ret);
	local_take(&c, ret);
	return true;
}

bool local_kiosk_url(const char *home, const char *kiosk, char *ret, size_t size, struct err *err)
{
	struct cluster c;

	if (!cluster_open(home, &c, err))
		return false;
	cluster_kiosk_url(&c, kiosk, ret, size);
	return true;
}

bool local_set_password(const char *home, const char *kiosk, const char *password, struct err *err)
{
	struct cluster c;

	return cluster_open(home, &c, err) && cluster_set_password(&c, kiosk, password, err);
}
