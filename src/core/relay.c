/*
 * relay - claim, run, tell the server.
 */
#include "core/relay.h"

#include "core/base/rows.h"
#include "core/base/str.h"
#include "core/errand.h"
#include "core/ticker.h"

enum { BATCH = 1, ROUND_MS = 2000, AWAY_MS = 10000, LEASE_MARGIN_S = 10 };

struct relay {
	const struct config *config;
	struct errand *server;
	struct ticker ticker;
	struct relay_report *report;
};

static bool take(const struct relay *r, struct rows *ret, struct err *err)
{
	char limit[16], lease[24];
	const char *const values[] = { limit, lease };

	/* One at a time: a relay that is killed hides only that one, and only until its lease ends. */
	str_format(limit, sizeof(limit), "%d", BATCH);
	str_format(lease, sizeof(lease), "%d", BATCH * r->config->relay_timeout_s + LEASE_MARGIN_S);
	return errand_run(r->server, Q_ADMIN_RELAY_TAKE, values, ret, err);
}

static bool tell(const struct relay *r, const struct rows *messages, size_t i, const char *error, struct err *err)
{
	const char *const values[] = { rows_get(messages, i, "organization_id"), rows_get(messages, i, "outbox_id"),
				       error };
	enum query_id id = error ? Q_ADMIN_RELAY_FAILED : Q_ADMIN_RELAY_DELIVERED;
	struct rows told = { 0 };
	bool ok = errand_run(r->server, id, values, &told, err);

	rows_done(&told);
	return ok;
}

static bool deliver(struct relay *r, const struct rows *messages, size_t i, struct err *err)
{
	char said[200] = "";
	bool delivered = relay_child(r->config->relay_program, rows_text(messages, i, "message"),
				     r->config->relay_timeout_s, &r->ticker, said, sizeof(said));

	if (delivered)
		r->report->delivered++;
	else
		r->report->failed++;
	return tell(r, messages, i, delivered ? NULL : said, err);
}

/* False with *err: the server is away. *ret_n: how many messages there were. */
static bool round_once(struct relay *r, size_t *ret_n, struct err *err)
{
	struct rows messages = { 0 };
	bool ok = take(r, &messages, err);

	*ret_n = messages.n;
	for (size_t i = 0; ok && i < messages.n && ticker_wait(&r->ticker, 0); i++)
		ok = deliver(r, &messages, i, err);
	rows_done(&messages);
	return ok;
}

static bool drain(struct relay *r, struct err *err)
{
	size_t n = 1;

	while (n > 0 && ticker_wait(&r->ticker, 0))
		if (!round_once(r, &n, err))
			return false;
	return true;
}

static bool waiting(struct relay *r, struct err *err)
{
	struct rows status = { 0 };
	bool ok = errand_run(r->server, Q_ADMIN_RELAY_STATUS, NULL, &status, err);

	r->report->waiting = rows_int(&status, 0, "waiting");
	rows_done(&status);
	return ok;
}

bool relay_run(const struct config *config, const char *conninfo, bool once, struct relay_report *ret, struct err *err)
{
	struct relay r = { .config = config, .report = ret };
	bool ok;

	*ret = (struct relay_report){ 0 };
	if (!config->relay_program) {
		err_set(err, ERR_VALIDATION, "NO_PROGRAM", "relay.program",
			"No program is configured that takes the messages.");
		return err_hint(err, "Set relay.program in the config file.");
	}
	if (!ticker_open(&r.ticker, err))
		return false;
	r.server = errand_new(conninfo);
	ok = drain(&r, err);
	once = once || (!ok && err->kind != ERR_OFFLINE); /* what waiting does not heal */
	while (!once && ticker_wait(&r.ticker, ok ? ROUND_MS : AWAY_MS))
		ok = drain(&r, err);
	if (once && ok)
		ok = waiting(&r, err);
	errand_free(r.server);
	ticker_close(&r.ticker);
	return ok || !once;
}
