/*
 * verbs_spool - what a kiosk has kept: looking at it, sending it again,
 * taking it back.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "core/base/str.h"
#include "core/queued.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

enum { LIST_LIMIT = 100 };
#define STATES_OPEN ((1U << SPOOL_QUEUED) | (1U << SPOOL_REFUSED))
#define STATES_ALL  (STATES_OPEN | (1U << SPOOL_POSTED) | (1U << SPOOL_VOID))

/* clang-format off */
#define LINE { "N", FORM_ARG, "line", NULL, "number of the line (seq)", 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param list_params[] = {
	{ "open", FORM_FLAG, "open", NULL, "only what is QUEUED or REFUSED", 0 },
	{ "limit", FORM_OPTION, "limit", "N", "at most so many; default: 100", 0 },
	{ "all", FORM_FLAG, "all", NULL, "without that limit; what was posted is kept for 30 days", 0 },
	END,
};
static const struct verb_param retry_params[] = { LINE, END };
static const struct verb_param void_params[] = {
	LINE,
	{ "reason", FORM_NEEDED, "reason", "S", "why", 0 },
	END,
};

static void output_number(struct output *out, const char *name, int64_t value)
{
	char text[24];

	str_format(text, sizeof(text), "%lld", (long long)value);
	output_field(out, name, VAL_INT, text);
}

/* ---- status ---- */

/* As the server writes times, in the zone of this machine. */
static const char *time_text(int64_t us, char *ret, size_t size)
{
	time_t s = (time_t)(us / 1000000);
	char plain[40], zone[8];
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(plain, sizeof(plain), "%Y-%m-%d %H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	str_format(ret, size, "%s.%06d%.3s:%.2s", plain, (int)(us % 1000000), zone, zone + 3);
	return ret;
}

static void output_count(const struct cli *cli, const struct spool_count *count, struct output *out)
{
	int64_t age_us = count->oldest_us ? clock_wall_us(cli->clock) - count->oldest_us : 0;
	char text[64];

	output_field(out, "kiosk", VAL_TEXT, cli->config.kiosk);
	output_number(out, "queued", count->queued);
	output_number(out, "refused", count->refused);
	output_field(out, "oldest_at", VAL_TIME,
		     count->oldest_us ? time_text(count->oldest_us, text, sizeof(text)) : NULL);
	output_number(out, "age_s", age_us > 0 ? age_us / 1000000 : 0);
	output_number(out, "waiting_for_person", count->waiting_for_person);
}

static bool run_status(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct spool_count count = { 0 };
	bool exists, broken = false;

	(void)req;
	if (!cli_spool_exists(cli, &exists, err) || (exists && !cli_spool(cli, err)))
		return false;
	if (exists) {
		spool_count(cli->spool, &count);
		broken = spool_broken(cli->spool) != NULL;
	}
	output_count(cli, &count, out);
	/* Only who asked the server before, in the same batch, knows its clock. */
	if (cli->sender && sender_skew_s(cli->sender) != 0)
		output_number(out, "skew_s", sender_skew_s(cli->sender));
	output_field(out, "broken", VAL_BOOL, broken ? "true" : "false");
	return true;
}

/* ---- list ---- */

static bool run_list(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	unsigned which = request_has(req, "open") ? STATES_OPEN : STATES_ALL;
	int64_t fallback = request_has(req, "all") ? INT_MAX : LIST_LIMIT, limit;
	struct rows rows = { 0 };
	bool exists;

	if (!cli_int(req, "limit", fallback, 1, INT_MAX, &limit, err) || !cli_spool_exists(cli, &exists, err))
		return false;
	if (exists && (!cli_spool(cli, err) || !spool_list(cli->spool, which, NULL, (int)limit, &rows, err)))
		return false;
	output_list(out, "operations", &rows, NULL);
	return true;
}

/* ---- one line ---- */

static bool output_line(const struct cli *cli, int64_t seq, struct output *out, struct err *err)
{
	struct rows all = { 0 }, one = { 0 };

	if (!spool_list(cli->spool, STATES_ALL, NULL, INT_MAX, &all, err))
		return false;
	rows_init(&one, all.column, all.n_columns);
	for (size_t row = 0; row < all.n; row++)
		if (rows_int(&all, row, "seq") == seq)
			rows_append(&one, all.cell + row * all.n_columns);
	rows_done(&all);
	output_fields(out, &one, NULL);
	return true;
}

/* Signed on, and the line is there. spool_op_done in any case. */
static bool load(struct cli *cli, const struct request *req, struct spool_op *ret, struct err *err)
{
	int64_t seq;
	bool exists;

	*ret = (struct spool_op){ 0 };
	if (!cli_int(req, "line", 0, 1, INT64_MAX, &seq, err) || !cli_spool_exists(cli, &exists, err))
		return false;
	if (!exists)
		return err_set(err, ERR_NOT_FOUND, "NO_LINE", "line", "The spool of %s has no line %lld.",
			       cli->config.kiosk, (long long)seq);
	return cli_sender(cli, err) && cli_queue_load(cli, seq, ret, err);
}

/* Still QUEUED after all was sent that could be. */
static bool still_queued(const struct cli *cli, const struct spool_op *op, struct err *err)
{
	const struct person *who = session_person(cli->session);

	if (op->actor.session_id == 0 && who && !str_equal_fold(op->actor.user_name, who->user_name)) {
		err_set(err, ERR_CONFLICT, "WAITS_FOR_PERSON", "line", "Line %lld is sent when %s signs on.",
			(long long)op->seq, op->actor.user_name);
		return err_hint(err, "gemba spool retry %lld --user %s", (long long)op->seq, op->actor.user_name);
	}
	if (session_link(cli->session) == LINK_LIVE && op->depends_on != 0) {
		err_set(err, ERR_CONFLICT, "PARKED", "line", "Line %lld waits for line %lld, which was refused.",
			(long long)op->seq, (long long)op->depends_on);
		return err_hint(err, "Retry or void that one first.");
	}
	if (session_link(cli->session) == LINK_LIVE)
		return err_set(err, ERR_RETRY, "STILL_QUEUED", "line", "Line %lld is not through yet; it stays QUEUED.",
			       (long long)op->seq);
	return err_set(err, ERR_OFFLINE, "OFFLINE", "line", "There is no server now: line %lld stays QUEUED.",
		       (long long)op->seq);
}

static bool outcome(const struct cli *cli, const struct spool_op *op, struct output *out, struct err *err)
{
	switch (op->state) {
	case SPOOL_POSTED:
		return output_line(cli, op->seq, out, err);
	case SPOOL_REFUSED:
		*err = op->refusal;
		return false;
	case SPOOL_QUEUED:
		return still_queued(cli, op, err);
	case SPOOL_VOID:
		break;
	}
	return err_set(err, ERR_CONFLICT, "ALREADY_VOID", "line", "Line %lld was taken back.", (long long)op->seq);
}

static bool run_retry(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct spool_op op;
	int64_t seq;
	bool ok = load(cli, req, &op, err);

	seq = op.seq;
	if (ok && op.state == SPOOL_REFUSED)
		ok = sender_retry(cli->sender, seq, err);
	if (ok && (op.state == SPOOL_REFUSED || op.state == SPOOL_QUEUED)) {
		spool_op_done(&op);
		ok = cli_queue_send(cli, seq, &op, err);
	}
	ok = ok && outcome(cli, &op, out, err);
	spool_op_done(&op);
	return ok;
}

/* The server hears of it too, when it has heard of the line. */
static bool run_void(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct spool_op op;
	bool ok = load(cli, req, &op, err) &&
		  queued_may_void(&op, session_person(cli->session)->user_name,
				  session_may(cli->session, QUEUED_PERMISSION), err) &&
		  sender_void(cli->sender, op.seq, request_get(req, "reason"), err);

	if (ok) {
		sender_now(cli->sender);
		(void)sender_run(cli->sender, CLI_QUEUE_MS);
		ok = output_line(cli, op.seq, out, err);
	}
	spool_op_done(&op);
	return ok;
}

const struct verb verbs_spool[] = {
	{ .path = "spool status",
	  .help = "how much this kiosk has kept, and for how long; needs no server",
	  .query = Q_COUNT,
	  .run = run_status },
	{ .path = "spool list",
	  .help = "its lines, newest first: QUEUED, POSTED, REFUSED, VOID; needs no server",
	  .query = Q_COUNT,
	  .params = list_params,
	  .run = run_list },
	{ .path = "spool retry",
	  .help = "send now: a QUEUED line and those before it, or a REFUSED one again",
	  .query = Q_COUNT,
	  .params = retry_params,
	  .run = run_retry },
	{ .path = "spool void",
	  .help = "take a line back: a supervisor, or who queued it while it was not sent",
	  .query = Q_COUNT,
	  .params = void_params,
	  .run = run_void },
	{ .path = NULL },
};
