/*
 * verbs_local - the private server of a home, and the schema's versions.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/local.h"
#include "core/place.h"
#include "core/schema.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param down_params[] = {
	{ "N", FORM_ARG_MAY, "version", NULL, "down to this version, 0: empty; default: one step", 0 },
	{ "destroy", FORM_FLAG, "destroy", NULL, "even where rows are lost", 0 },
	END,
};

static void output_local(struct output *out, const struct local *l, const char *url)
{
	output_field(out, "running", VAL_BOOL, l->running ? "true" : "false");
	output_field(out, "data_dir", VAL_TEXT, l->data_dir);
	output_field(out, "url", VAL_TEXT, url);
}

static bool run_start(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct local l;

	(void)req;
	if (!local_start(cli->config.home, cli_progress, cli, &l, err))
		return false;
	output_local(out, &l, l.url);
	return true;
}

static bool run_stop(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct local l;

	(void)req;
	if (!local_stop(cli->config.home, &l, err))
		return false;
	output_local(out, &l, l.url);
	return true;
}

static bool run_status(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct local l;

	(void)req;
	if (!local_look(cli->config.home, &l, err))
		return false;
	output_local(out, &l, l.url);
	output_field(out, "maintained", VAL_BOOL, beside_runs(&l) ? "true" : "false");
	return true;
}

/* A conninfo without a password behind it is of no use to anybody. */
static bool kiosk_is_known(const struct local *l, const char *kiosk, struct err *err)
{
	char password[1024];
	bool known = passfile_get(l->passfile, kiosk, password, sizeof(password));

	explicit_bzero(password, sizeof(password));
	if (known)
		return true;
	err_set(err, ERR_NOT_FOUND, "UNKNOWN_KIOSK", "kiosk", "No kiosk %s is enrolled in this home.", kiosk);
	return err_hint(err, "gemba kiosk list names those there are.");
}

static bool run_url(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	char url[PLACE_URL];
	struct local l;

	(void)req;
	if (!local_look(cli->config.home, &l, err))
		return false;
	str_copy(url, sizeof(url), l.url);
	if (cli->globals.kiosk && (!kiosk_is_known(&l, cli->globals.kiosk, err) ||
				   !local_kiosk_url(cli->config.home, cli->globals.kiosk, url, sizeof(url), err)))
		return false;
	output_local(out, &l, url);
	out->plain = "url";
	return true;
}

static bool run_destroy(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct local l;

	(void)req;
	if (!local_destroy(cli->config.home, &l, err))
		return false;
	output_local(out, &l, l.url);
	return true;
}

/* ---- migrate ---- */

static void output_version(struct output *out, const struct schema_report *r)
{
	char number[16];

	str_format(number, sizeof(number), "%d", r->version);
	output_field(out, "version", VAL_INT, number);
	str_format(number, sizeof(number), "%d", r->latest);
	output_field(out, "latest", VAL_INT, number);
}

static bool run_up(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct schema_report r = { 0 };
	char url[PLACE_URL];

	(void)req;
	if (!place_admin_url(&cli->config, url, err) || !schema_up(url, cli_progress, cli, &r, err))
		return false;
	output_version(out, &r);
	output_words(out, "applied", r.applied, r.n_applied);
	schema_report_done(&r);
	return true;
}

static bool run_down(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct schema_report r = { 0 };
	char url[PLACE_URL];
	int64_t target;

	if (!cli_int(req, "version", -1, 0, INT32_MAX, &target, err) || !place_admin_url(&cli->config, url, err) ||
	    !schema_down(url, (int)target, request_has(req, "destroy"), &r, err))
		return false;
	output_version(out, &r);
	output_words(out, "applied", r.applied, r.n_applied);
	schema_report_done(&r);
	return true;
}

/* Of the status, "applied" names what stands in the database. */
static bool run_migrate_status(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct schema_report r = { 0 };
	const char **names;
	char url[PLACE_URL];
	size_t n = 0;

	(void)req;
	if (!place_admin_url(&cli->config, url, err) || !schema_status(url, &r, err))
		return false;
	names = mem_alloc((r.status.n + 1) * sizeof(*names));
	for (size_t i = 0; i < r.status.n; i++)
		if (!str_equal(rows_get(&r.status, i, "state"), "pending"))
			names[n++] = rows_text(&r.status, i, "name");
	output_version(out, &r);
	output_words(out, "applied", names, n);
	free(names);
	output_list(out, "migrations", &r.status, NULL);
	schema_report_done(&r);
	return true;
}

#define HERE .query = Q_COUNT, .not_in_batch = true

const struct verb verbs_local[] = {
	{ .path = "local start", .help = "start the private server; idempotent", HERE, .run = run_start },
	{ .path = "local stop", .help = "stop it", HERE, .run = run_stop },
	{ .path = "local status", .help = "does it run?", HERE, .run = run_status },
	{ .path = "local url",
	  .help = "conninfo for psql: the administrator's, or that of --kiosk NAME",
	  HERE,
	  .run = run_url },
	{ .path = "local destroy", .help = "stop it and delete all its data", HERE, .run = run_destroy },
	{ .path = "migrate up", .help = "bring the schema up to date", HERE, .run = run_up },
	{ .path = "migrate down", .help = "take versions back", HERE, .params = down_params, .run = run_down },
	{ .path = "migrate status", .help = "which versions are applied", HERE, .run = run_migrate_status },
	{ .path = NULL },
};
