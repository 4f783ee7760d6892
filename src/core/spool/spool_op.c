/*
 * spool_op - operations from the floor to the server's answer.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"
#include "db/query.h"

enum { REASON_MAX = 200 };

/* As the states are written in the file. */
static const char *const state_names[] = {
	[SPOOL_QUEUED] = "QUEUED",
	[SPOOL_POSTED] = "POSTED",
	[SPOOL_REFUSED] = "REFUSED",
	[SPOOL_VOID] = "VOID",
};

const char *spool_state_name(enum spool_state state)
{
	return state_names[state];
}

static enum spool_state state_parse(const char *name)
{
	for (int i = SPOOL_QUEUED; i <= SPOOL_VOID; i++)
		if (str_equal(name, state_names[i]))
			return (enum spool_state)i;
	return SPOOL_VOID; /* the schema allows no other */
}

void spool_op_done(struct spool_op *op)
{
	arena_done(&op->mem);
	*op = (struct spool_op){ 0 };
}

/* ---- put ---- */

bool spool_op_add(struct spool *s, const struct spool_new *op, int64_t *ret_seq, struct err *err)
{
	const struct spool_actor *a = op->actor;
	struct arena mem = { 0 };
	bool ok;

	if (!spool_number(s, SPOOL_SQL_SEQ_NEXT, NULL, ret_seq)) {
		spool_break(s, SQLITE_CORRUPT); /* the one row of table spool is gone */
		return spool_well(s, err);
	}
	ok = spool_exec(s, SPOOL_SQL_OP_ADD,
			ARGS(arg_int(*ret_seq), arg_text(op->op_id), arg_text(op->kind), arg_text(op->payload),
			     arg_text(spool_clean(&mem, op->words ? op->words : "")), arg_text(op->material),
			     arg_text(op->quantity), arg_id(a->session_id),
			     arg_text(spool_clean(&mem, a->user_name ? a->user_name : "")),
			     arg_text(spool_clean(&mem, a->display_name ? a->display_name : "")),
			     arg_int(spool_now_us(s)), arg_id(op->depends_on)),
			err);
	arena_done(&mem);
	return ok;
}

/* The same op_id again is the same operation, or somebody's mistake. True: it is in the spool as *ret_seq. */
static bool put_again(struct spool *s, const struct spool_new *op, int64_t *ret_seq, struct err *err)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_OP_SAME,
					ARGS(arg_text(op->op_id), arg_text(op->kind), arg_text(op->payload)));
	bool same;

	err->kind = ERR_NONE;
	if (!st)
		return false;
	*ret_seq = sqlite3_column_int64(st, 0);
	same = sqlite3_column_int(st, 1) != 0;
	spool_release(st);
	if (same)
		return true;
	err_set(err, ERR_DUPLICATE, "OP_ID_REUSED", "op_id", "This op_id was used for something else.");
	return err_hint(err, "Make a new op_id for a new operation.");
}

/* What an operation waits for must be known, and not be taken back. */
static bool may_depend(struct spool *s, int64_t seq, struct err *err)
{
	struct spool_op op = { 0 };
	bool is_void;

	if (seq == 0)
		return true;
	if (!spool_get(s, seq, &op, err))
		return false;
	is_void = op.state == SPOOL_VOID;
	spool_op_done(&op);
	return !is_void || err_set(err, ERR_CONFLICT, "IS_VOID", "", "Line %lld was taken back.", (long long)seq);
}

static bool put_new(struct spool *s, const struct spool_new *op, const struct spool_taken *taken, int64_t *ret_seq,
		    struct err *err)
{
	return may_depend(s, op->depends_on, err) && spool_op_add(s, op, ret_seq, err) &&
	       spool_take(s, *ret_seq, taken, err);
}

/* In lower case, so that one UUID is one text. */
static void choose_op_id(const struct spool *s, const struct call *call, char ret[UUID_TEXT])
{
	const char *given = call_get(call, "op_id");

	if (!given) {
		uuid_make(s->clock, ret);
		return;
	}
	str_copy(ret, UUID_TEXT, given);
	for (char *c = ret; *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a');
}

bool spool_put_after(struct spool *s, int64_t depends_on, const struct call *call, const char *words,
		     const struct spool_actor *actor, int64_t *ret_seq, struct err *err)
{
	struct spool_new op = { .kind = query_get(call->id)->name, .words = words, .actor = actor };
	struct spool_taken taken;
	struct arena mem = { 0 };
	char op_id[UUID_TEXT];
	bool ok;

	if (!call_is_queueable(call->id))
		return err_set(err, ERR_BUG, "NOT_QUEUEABLE", "", "%s needs the server; it cannot wait.", op.kind);
	if (!call_complete(call, err) || !spool_begin(s, err))
		return false;
	choose_op_id(s, call, op_id);
	op.op_id = op_id;
	op.material = call_get(call, "material");
	op.quantity = call_get(call, "quantity");
	op.depends_on = depends_on;
	op.payload = spool_payload_call(s, call, &mem, &taken);
	ok = put_again(s, &op, ret_seq, err) || (err->kind == ERR_NONE && put_new(s, &op, &taken, ret_seq, err));
	arena_done(&mem);
	return spool_end(s, ok, err);
}

bool spool_put(struct spool *s, const struct call *call, const char *words, const struct spool_actor *actor,
	       int64_t *ret_seq, struct err *err)
{
	return spool_put_after(s, 0, call, words, actor, ret_seq, err);
}

/* ---- look ---- */

static void read_refusal(sqlite3_stmt *st, int column, struct err *ret)
{
	const char *text[5];

	for (int i = 0; i < 5; i++) {
		text[i] = (const char *)sqlite3_column_text(st, column + i);
		if (!text[i])
			return;
	}
	ret->kind = err_kind_parse(text[0]);
	str_copy(ret->code, sizeof(ret->code), text[1]);
	str_copy(ret->field, sizeof(ret->field), text[2]);
	str_copy(ret->message, sizeof(ret->message), text[3]);
	str_copy(ret->hint, sizeof(ret->hint), text[4]);
}

/* Columns of op_get. */
static void read_op(sqlite3_stmt *st, struct spool_op *ret)
{
	struct arena *mem = &ret->mem;

	ret->seq = sqlite3_column_int64(st, 0);
	ret->op_id = spool_column(st, 1, mem);
	ret->kind = spool_column(st, 2, mem);
	ret->payload = spool_column(st, 3, mem);
	ret->words = spool_column(st, 4, mem);
	ret->state = state_parse((const char *)sqlite3_column_text(st, 5));
	ret->actor.session_id = sqlite3_column_int64(st, 6);
	ret->actor.user_name = spool_column(st, 7, mem);
	ret->actor.display_name = spool_column(st, 8, mem);
	ret->captured_us = sqlite3_column_int64(st, 9);
	ret->depends_on = sqlite3_column_int64(st, 10);
	ret->sent = sqlite3_column_int(st, 11) != 0;
	ret->tries = sqlite3_column_int(st, 12);
	read_refusal(st, 13, &ret->refusal);
	ret->answer = spool_column(st, 18, mem);
	ret->reason = spool_column(st, 19, mem);
	ret->heard = sqlite3_column_int(st, 20) != 0;
}

bool spool_get(struct spool *s, int64_t seq, struct spool_op *ret, struct err *err)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_OP_GET, ARGS(arg_int(seq)));

	if (!st && !spool_well(s, err))
		return false;
	if (!st)
		return err_set(err, ERR_NOT_FOUND, "NO_SUCH_LINE", "", "There is no line %lld in the queue.",
			       (long long)seq);
	read_op(st, ret);
	spool_release(st);
	return true;
}

bool spool_find(struct spool *s, const char *op_id, int64_t *ret_seq)
{
	return spool_number(s, SPOOL_SQL_OP_FIND, ARGS(arg_text(op_id)), ret_seq);
}

bool spool_next(struct spool *s, int64_t after, const char *user_name, struct spool_op *ret)
{
	struct err ignored;
	int64_t seq;

	return spool_number(s, SPOOL_SQL_OP_NEXT, ARGS(arg_int(after), arg_text(user_name)), &seq) &&
	       spool_get(s, seq, ret, &ignored);
}

void spool_count(struct spool *s, struct spool_count *ret)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_OP_COUNT, NULL);

	*ret = (struct spool_count){ 0 };
	if (!st)
		return;
	ret->queued = sqlite3_column_int(st, 0);
	ret->refused = sqlite3_column_int(st, 1);
	ret->oldest_us = sqlite3_column_int64(st, 2);
	ret->waiting_for_person = sqlite3_column_int(st, 3);
	spool_release(st);
}

/* ---- from state to state ---- */

/* Why the line is not in the state that was asked for. */
static bool wrong_state(struct spool *s, int64_t seq, enum spool_state wanted, struct err *err)
{
	struct spool_op op = { 0 };

	if (!spool_get(s, seq, &op, err))
		return false;
	err_set(err, ERR_CONFLICT, wanted == SPOOL_QUEUED ? "NOT_QUEUED" : "NOT_REFUSED", "",
		"Line %lld is %s, not %s.", (long long)seq, spool_state_name(op.state), spool_state_name(wanted));
	spool_op_done(&op);
	return false;
}

/* One statement that moves a line out of state from, as a transaction. */
static bool move(struct spool *s, int64_t seq, enum spool_state from, enum spool_sql id, const struct spool_arg *args,
		 struct err *err)
{
	int n = 0;
	bool ok;

	if (!spool_begin(s, err))
		return false;
	ok = spool_change(s, id, args, &n, err) && (n == 1 || wrong_state(s, seq, from, err));
	return spool_end(s, ok, err);
}

bool spool_sending(struct spool *s, int64_t seq, struct err *err)
{
	return move(s, seq, SPOOL_QUEUED, SPOOL_SQL_OP_SENDING, ARGS(arg_int(seq)), err);
}

bool spool_posted(struct spool *s, int64_t seq, const char *answer, struct err *err)
{
	return move(s, seq, SPOOL_QUEUED, SPOOL_SQL_OP_POSTED,
		    ARGS(arg_int(seq), arg_text(answer ? answer : "{}"), arg_int(spool_now_us(s))), err);
}

bool spool_refused(struct spool *s, int64_t seq, const struct err *why, struct err *err)
{
	return move(s, seq, SPOOL_QUEUED, SPOOL_SQL_OP_REFUSED,
		    ARGS(arg_int(seq), arg_text(err_kind_name(why->kind)), arg_text(why->code), arg_text(why->field),
			 arg_text(why->message), arg_text(why->hint), arg_int(spool_now_us(s))),
		    err);
}

bool spool_retry(struct spool *s, int64_t seq, struct err *err)
{
	return move(s, seq, SPOOL_REFUSED, SPOOL_SQL_OP_RETRY, ARGS(arg_int(seq), arg_int(spool_now_us(s))), err);
}

/* ---- take back ---- */

static bool may_void(const struct spool_op *op, struct err *err)
{
	switch (op->state) {
	case SPOOL_POSTED:
		err_set(err, ERR_CONFLICT, "ALREADY_POSTED", "", "Line %lld is posted.", (long long)op->seq);
		return err_hint(err, "Reverse the posting instead");
	case SPOOL_VOID:
		return err_set(err, ERR_CONFLICT, "IS_VOID", "", "Line %lld was taken back already.",
			       (long long)op->seq);
	case SPOOL_QUEUED:
		if (!op->sent)
			return true;
		err_set(err, ERR_CONFLICT, "MAY_BE_POSTED", "", "Line %lld was sent and may be posted.",
			(long long)op->seq);
		return err_hint(err, "Wait for the server's answer");
	case SPOOL_REFUSED:
		return true;
	}
	return false;
}

/* The server has refused it once: its audit learns how that ended. */
static bool tell_server(struct spool *s, const struct spool_op *op, const char *reason, const struct spool_actor *by,
			struct err *err)
{
	struct arena mem = { 0 };
	char op_id[UUID_TEXT];
	struct spool_new tell = { .op_id = op_id, .kind = "void", .actor = by };
	int64_t seq;
	bool ok;

	if (!op->heard)
		return true;
	uuid_make(s->clock, op_id);
	tell.payload = spool_payload_void(s, op, reason, &mem);
	tell.words = arena_printf(&mem, "taken back: %s", op->words);
	ok = spool_op_add(s, &tell, &seq, err);
	arena_done(&mem);
	return ok;
}

static bool void_all(struct spool *s, const struct spool_op *op, const char *reason, const struct spool_actor *by,
		     struct err *err)
{
	struct arena mem = { 0 };
	int64_t now = spool_now_us(s);
	const char *who = spool_clean(&mem, by->user_name ? by->user_name : "");
	const char *then = arena_printf(&mem, "line %lld, which it needs, was taken back", (long long)op->seq);
	bool ok = spool_exec(s, SPOOL_SQL_OP_VOID,
			     ARGS(arg_int(op->seq), arg_text(reason), arg_text(who), arg_int(now)), err) &&
		  spool_exec(s, SPOOL_SQL_OP_VOID_DEPENDANTS,
			     ARGS(arg_int(op->seq), arg_text(then), arg_text(who), arg_int(now)), err) &&
		  spool_exec(s, SPOOL_SQL_SCANS_LOOSEN, NULL, err) && tell_server(s, op, reason, by, err);

	arena_done(&mem);
	return ok;
}

/* As the server will judge it. */
static bool check_reason(const char *reason, struct err *err)
{
	unsigned codepoint;
	size_t n = 0;

	if (str_empty(reason))
		return err_set(err, ERR_VALIDATION, "MISSING", "reason", "Say why it is taken back.");
	for (size_t step; (step = utf8_next(reason, &codepoint)) > 0; reason += step)
		n++;
	return n <= REASON_MAX || err_set(err, ERR_VALIDATION, "TOO_LONG", "reason",
					  "The reason is longer than %d characters.", REASON_MAX);
}

bool spool_void(struct spool *s, int64_t seq, const char *reason, const struct spool_actor *by, struct err *err)
{
	struct spool_op op = { 0 };
	bool ok;

	if (!check_reason(reason, err) || !spool_begin(s, err))
		return false;
	ok = spool_get(s, seq, &op, err) && may_void(&op, err) &&
	     void_all(s, &op, spool_clean(&op.mem, reason), by, err);
	spool_op_done(&op);
	return spool_end(s, ok, err);
}

/* ---- forget ---- */

bool spool_prune(struct spool *s, int64_t keep_s, struct err *err)
{
	const struct spool_arg *before = ARGS(arg_int(spool_now_us(s) - keep_s * 1000000));
	bool ok;

	if (!spool_begin(s, err))
		return false;
	ok = spool_exec(s, SPOOL_SQL_PRUNE_SCANS, before, err) && spool_exec(s, SPOOL_SQL_PRUNE_OPS, before, err);
	return spool_end(s, ok, err);
}
