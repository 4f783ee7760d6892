/*
 * verbs_jobs - work in the background, and many verbs at once.
 */
#include <stdio.h>
#include <time.h>

#include "core/base/str.h"
#include "core/local.h"
#include "core/maintain.h"
#include "core/place.h"
#include "core/relay.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param relay_params[] = {
	{ "once", FORM_FLAG, "once", NULL, "what is due now, then end", 0 },
	END,
};
static const struct verb_param maintain_params[] = {
	{ "loop", FORM_FLAG, "loop", NULL, "until it is told to end", 0 },
	END,
};
static const struct verb_param batch_params[] = {
	{ "FILE", FORM_ARG_MAY, "file", NULL, "default: standard input", 0 },
	{ "keep-going", FORM_FLAG, "keep_going", NULL, "go on after an error", 0 },
	{ "queue", FORM_FLAG, "queue", NULL, "all lines that take --queue: as if it stood there", 0 },
	END,
};

static void output_number(struct output *out, const char *name, int64_t value)
{
	char text[24];

	str_format(text, sizeof(text), "%lld", (long long)value);
	output_field(out, name, VAL_INT, text);
}

static bool run_relay(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct relay_report report;
	char url[PLACE_URL];

	if (!place_admin_url(&cli->config, url, err) ||
	    !relay_run(&cli->config, url, request_has(req, "once"), &report, err))
		return false;
	output_number(out, "delivered", report.delivered);
	output_number(out, "failed", report.failed);
	if (request_has(req, "once"))
		output_number(out, "waiting", report.waiting);
	return true;
}

/* A private server whose data is gone does not come back. */
static bool home_is_there(const struct cli *cli)
{
	struct local l;
	struct err ignored;

	return !place_is_private(&cli->config) || (local_look(cli->config.home, &l, &ignored) && l.initialised);
}

/* The loop's diary: the file that "local start" gave it, or a terminal. */
static bool told(void *ctx, const struct rows *ran, const struct err *err)
{
	const struct cli *cli = ctx;
	time_t now = (time_t)(clock_wall_us(cli->clock) / 1000000);
	char stamp[32];
	struct tm t;

	gmtime_r(&now, &t);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &t);
	for (size_t i = 0; ran && i < ran->n; i++)
		printf("%s %s: %s %s\n", stamp, rows_text(ran, i, "job"), rows_bool(ran, i, "ok") ? "ok" : "failed",
		       rows_text(ran, i, "detail"));
	if (err)
		printf("%s %s: %s\n", stamp, err_kind_name(err->kind), err->message);
	fflush(stdout);
	return !err || home_is_there(cli);
}

static bool run_maintain(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	char url[PLACE_URL];

	if (!place_admin_url(&cli->config, url, err))
		return false;
	if (request_has(req, "loop"))
		return maintain_loop(url, told, cli, err);
	if (!maintain_once(url, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (!rows_bool(&rows, i, "ok"))
			out->exit_code = ERR_BUG;
	output_list(out, "jobs", &rows, NULL);
	return true;
}

const struct verb verbs_jobs[] = {
	{ .path = "relay",
	  .help = "carry messages to the ERP",
	  .query = Q_COUNT,
	  .params = relay_params,
	  .run = run_relay,
	  .not_in_batch = true },
	{ .path = "maintain",
	  .help = "run the jobs that are due",
	  .query = Q_COUNT,
	  .params = maintain_params,
	  .run = run_maintain,
	  .not_in_batch = true },
	{ .path = "batch",
	  .help = "one verb a line, one sign-on, one JSON object a line",
	  .query = Q_COUNT,
	  .params = batch_params,
	  .run = cli_batch,
	  .not_in_batch = true },
	{ .path = NULL },
};
