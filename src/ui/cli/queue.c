/*
 * queue - a verb with --queue: what it does is kept in the kiosk's spool
 * first and sent then. Without a server it stays there.
 */
#include <string.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/place.h"
#include "core/queued.h"
#include "ui/cli/cli.h"

/* The end of a verb may still bring lines home, but not for long. */
enum { CLOSE_MS = 2000, OFFLINE_MS = 30000 };

/* ---- the spool and its sender ---- */

bool cli_spool(struct cli *cli, struct err *err)
{
	char path[PLACE_PATH];

	if (cli->spool)
		return true;
	if (!place_spool_path(&cli->config, cli->globals.kiosk != NULL, path, err))
		return false;
	if (spool_open(path, cli->clock, &cli->spool, err))
		return true;
	if (str_equal(err->code, "SPOOL_HELD"))
		err_hint(err, "The terminal of %s is open: use its queue screen, or another --kiosk.",
			 cli->config.kiosk);
	return false;
}

bool cli_spool_exists(struct cli *cli, bool *ret, struct err *err)
{
	char path[PLACE_PATH];

	if (!place_spool_path(&cli->config, cli->globals.kiosk != NULL, path, err))
		return false;
	*ret = cli->spool || access(path, F_OK) == 0;
	return true;
}

static const char *user_name(const struct cli *cli, bool online)
{
	const struct person *who = online ? session_person(cli->session) : NULL;

	return who ? who->user_name : cli->globals.user;
}

bool cli_sender(struct cli *cli, struct err *err)
{
	if (!cli_spool(cli, err) || !cli_sign_on(cli, err))
		return false;
	if (cli->sender)
		return true;
	cli->sender = sender_new(cli->spool, cli->session, cli->clock, cli->log);
	return spool_adopt(cli->spool, cli->globals.user, user_name(cli, true), err);
}

void cli_queue_close(struct cli *cli)
{
	if (cli->sender && session_link(cli->session) == LINK_LIVE)
		(void)sender_run(cli->sender, CLOSE_MS);
	sender_free(cli->sender);
	spool_close(cli->spool);
	cli->sender = NULL;
	cli->spool = NULL;
}

bool cli_queue_load(struct cli *cli, int64_t seq, struct spool_op *ret, struct err *err)
{
	*ret = (struct spool_op){ 0 };
	return spool_get(cli->spool, seq, ret, err);
}

bool cli_queue_send(struct cli *cli, int64_t seq, struct spool_op *ret, struct err *err)
{
	sender_now(cli->sender);
	(void)sender_run(cli->sender, CLI_QUEUE_MS);
	return cli_queue_load(cli, seq, ret, err);
}

/* ---- who, and is there a server? ---- */

/*
 * Sign on when there is a server. A wrong PIN is an error: nothing is kept of it. A home that never had a server is one
 * too: most likely its name is mistyped, and nobody would ever look there.
 */
static bool find_server(struct cli *cli, bool *ret_online, struct err *err)
{
	int64_t now_ms = clock_mono_ms(cli->clock);

	*ret_online = false;
	if (!cli->session && now_ms < cli->offline_until_ms)
		return true;
	if (cli_sender(cli, err)) {
		*ret_online = true;
		return true;
	}
	if ((err->kind != ERR_OFFLINE && err->kind != ERR_RETRY) || str_equal(err->code, "NO_SERVER") ||
	    str_equal(err->code, "SPOOL_BROKEN"))
		return false;
	cli->offline_until_ms = now_ms + OFFLINE_MS;
	return true;
}

/* ---- a new operation ---- */

static bool tell_queued(struct cli *cli, int64_t seq, struct err *err)
{
	struct spool_op op;

	if (!cli_queue_load(cli, seq, &op, err))
		return false;
	cli->queued = true;
	str_copy(cli->queued_op_id, sizeof(cli->queued_op_id), op.op_id);
	spool_op_done(&op);
	return true;
}

/* Nobody could sign on: it is posted when this user does, here. */
static bool keep(struct cli *cli, const struct call *c, struct err *err)
{
	const struct spool_actor actor = { 0, cli->globals.user, "" };
	char words[QUEUED_WORDS];
	int64_t seq;

	queued_words(c, words);
	return spool_put(cli->spool, c, words, &actor, &seq, err) && tell_queued(cli, seq, err);
}

struct waiting {
	bool over;
	enum sender_outcome outcome;
	struct rows *rows;
	struct err *err;
};

static void on_sent(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err)
{
	struct waiting *w = ctx;

	(void)seq;
	w->over = true;
	w->outcome = outcome;
	if (outcome == SENT_POSTED && rows) {
		*w->rows = *rows;
		*rows = (struct rows){ 0 };
	}
	if (outcome == SENT_REFUSED && err)
		*w->err = *err;
}

static bool post(struct cli *cli, const struct call *c, struct rows *ret, struct err *err)
{
	struct waiting w = { .rows = ret, .err = err };
	char words[QUEUED_WORDS];
	int64_t seq;

	queued_words(c, words);
	if (!sender_post(cli->sender, c, words, CLI_QUEUE_MS, on_sent, &w, &seq, err))
		return false;
	(void)sender_run(cli->sender, CLI_QUEUE_MS);
	if (!w.over)
		sender_step(cli->sender);
	sender_forget(cli->sender, &w);
	if (!w.over || w.outcome == SENT_QUEUED)
		return tell_queued(cli, seq, err);
	return w.outcome == SENT_POSTED;
}

/* ---- an op_id that the spool knows ---- */

static bool refused_before(const struct spool_op *op, struct err *err)
{
	*err = op->refusal;
	if (err->kind == ERR_NONE)
		err_set(err, ERR_CONFLICT, "ALREADY_VOID", "op_id", "This operation was taken back: %s.",
			op->reason ? op->reason : "");
	if (op->state == SPOOL_REFUSED)
		err_hint(err, "gemba spool retry %lld, or void %lld --reason S", (long long)op->seq,
			 (long long)op->seq);
	return false;
}

static bool answer_again(const struct call *c, const struct spool_op *op, struct rows *ret, struct err *err)
{
	return sender_answer_rows(c->id, op->answer ? op->answer : "", true, ret) ||
	       err_set(err, ERR_BUG, "BAD_ANSWER", "", "The answer kept for line %lld cannot be read.",
		       (long long)op->seq);
}

/* Somebody else's operation: when it is posted, the server knows who may hear what of it. */
static bool ask_server(struct cli *cli, const struct call *c, bool online, const struct spool_op *op, struct rows *ret,
		       struct err *err)
{
	if (online && op->state == SPOOL_POSTED)
		return session_run(cli->session, c, ret, err);
	err_set(err, ERR_DUPLICATE, "OP_ID_REUSED", "op_id", "This op_id stands for an operation of %s.",
		op->actor.user_name);
	return err_hint(err, "Take a new op_id.");
}

static bool by_state(struct cli *cli, const struct call *c, bool online, struct spool_op *op, struct rows *ret,
		     struct err *err)
{
	int64_t seq = op->seq;

	if (op->state == SPOOL_QUEUED && online) {
		spool_op_done(op);
		if (!cli_queue_send(cli, seq, op, err))
			return false;
	}
	switch (op->state) {
	case SPOOL_POSTED:
		return answer_again(c, op, ret, err);
	case SPOOL_QUEUED:
		return tell_queued(cli, seq, err);
	case SPOOL_REFUSED:
	case SPOOL_VOID:
		break;
	}
	return refused_before(op, err);
}

static bool known(struct cli *cli, const struct call *c, bool online, struct rows *ret, struct err *err)
{
	const char *user = user_name(cli, online);
	const struct spool_actor actor = { 0, user, "" };
	char words[QUEUED_WORDS];
	struct spool_op op;
	int64_t seq;
	bool ok, mine;

	queued_words(c, words);
	/* Changes nothing, but judges whether it is the same operation. */
	if (!spool_put(cli->spool, c, words, &actor, &seq, err) || !cli_queue_load(cli, seq, &op, err))
		return false;
	/* A badge and a name may be the same person; without a server nobody knows. */
	mine = str_equal_fold(op.actor.user_name, user) || (!online && op.state == SPOOL_QUEUED);
	ok = mine ? by_state(cli, c, online, &op, ret, err) : ask_server(cli, c, online, &op, ret, err);
	spool_op_done(&op);
	return ok;
}

bool cli_queue_ask(struct cli *cli, const struct call *c, struct rows *ret, struct err *err)
{
	const char *op_id = call_get(c, "op_id");
	bool online;
	int64_t seq;

	if (!call_complete(c, err) || !cli_spool(cli, err) || !find_server(cli, &online, err))
		return false;
	if (op_id && spool_find(cli->spool, op_id, &seq))
		return known(cli, c, online, ret, err);
	return online ? post(cli, c, ret, err) : keep(cli, c, err);
}

/* The answer of a verb that could queue. */
void cli_queue_tell(struct cli *cli, struct output *out)
{
	if (cli->queued) {
		output_done(out);
		output_field(out, "queued", VAL_BOOL, "true");
		output_field(out, "op_id", VAL_UUID, cli->queued_op_id);
	} else {
		output_field(out, "queued", VAL_BOOL, "false");
	}
	cli->queued = false;
}
