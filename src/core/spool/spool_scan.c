/*
 * spool_scan - every scan as it was read, until an operation takes it along.
 */
#include <string.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"

/* No label holds more, and the server does not log more. */
enum { SCAN_MAX = 4096 };

bool spool_scan(struct spool *s, const char *bytes, size_t n, const char *verdict, const struct spool_actor *actor,
		int64_t *ret_id, struct err *err)
{
	static const struct spool_actor nobody = { 0 };
	const struct spool_actor *who = actor ? actor : &nobody;
	struct arena mem = { 0 };
	bool ok;

	if (!spool_begin(s, err))
		return false;
	ok = spool_exec(s, SPOOL_SQL_SCAN_ADD,
			ARGS(arg_int(spool_now_us(s)), arg_bytes(bytes, n < SCAN_MAX ? n : SCAN_MAX),
			     arg_text(spool_clean(&mem, verdict)), arg_id(who->session_id),
			     arg_text(spool_clean(&mem, who->user_name))),
			err);
	*ret_id = sqlite3_last_insert_rowid(s->db);
	arena_done(&mem);
	return spool_end(s, ok, err);
}

/* What came of a scan may be known only after an operation has taken it along. */
static bool tell_payload(struct spool *s, int64_t id, struct arena *mem, struct err *err)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_SCAN_OP_OPEN, ARGS(arg_int(id)));
	const char *payload;
	int64_t seq;

	if (!st)
		return true;
	seq = sqlite3_column_int64(st, 0);
	payload = spool_column(st, 1, mem);
	spool_release(st);
	payload = spool_payload_again(s, seq, payload, mem);
	return spool_exec(s, SPOOL_SQL_OP_PAYLOAD, ARGS(arg_int(seq), arg_text(payload)), err);
}

/* What came of a scan, by one statement of (id, text). */
static bool change_scan(struct spool *s, enum spool_sql sql, int64_t id, const char *text, struct err *err)
{
	struct arena mem = { 0 };
	int n = 0;
	bool ok;

	if (!spool_begin(s, err))
		return false;
	ok = spool_change(s, sql, ARGS(arg_int(id), arg_text(spool_clean(&mem, text))), &n, err);
	if (ok && n == 0)
		ok = err_set(err, ERR_NOT_FOUND, "NO_SUCH_SCAN", "", "There is no scan %lld here.", (long long)id);
	ok = ok && tell_payload(s, id, &mem, err);
	arena_done(&mem);
	return spool_end(s, ok, err);
}

bool spool_scan_became(struct spool *s, int64_t id, const char *what, struct err *err)
{
	return change_scan(s, SPOOL_SQL_SCAN_BECAME, id, what, err);
}

/* The write-ahead log would keep the bytes until it is overwritten. */
bool spool_scan_was_badge(struct spool *s, int64_t id, const char *person, struct err *err)
{
	return change_scan(s, SPOOL_SQL_SCAN_BADGE, id, person, err) && spool_exec(s, SPOOL_SQL_CHECKPOINT, NULL, err);
}

static bool put_scans(struct spool *s, const char *payload, const struct spool_taken *taken,
		      const struct spool_actor *actor, struct err *err)
{
	struct arena mem = { 0 };
	char op_id[UUID_TEXT];
	struct spool_new op = { .op_id = op_id, .kind = "scans", .payload = payload, .actor = actor };
	int64_t seq;
	bool ok;

	uuid_make(s->clock, op_id);
	op.words = arena_printf(&mem, taken->n == 1 ? "%d scan" : "%d scans", taken->n);
	ok = spool_op_add(s, &op, &seq, err) && spool_take(s, seq, taken, err);
	arena_done(&mem);
	return ok;
}

bool spool_scans_flush(struct spool *s, int64_t age_s, const struct spool_actor *actor, bool *ret, struct err *err)
{
	struct spool_taken taken;
	struct arena mem = { 0 };
	const char *payload;
	bool ok;

	*ret = false;
	if (!spool_begin(s, err))
		return false;
	payload = spool_payload_scans(s, spool_now_us(s) - age_s * 1000000, &mem, &taken);
	ok = taken.n == 0 || put_scans(s, payload, &taken, actor, err);
	arena_done(&mem);
	if (!spool_end(s, ok, err))
		return false;
	*ret = taken.n > 0;
	return true;
}
