/*
 * spool_payload - what an operation carries to the server, as JSON.
 *
 * It is written once, when the operation is put: the server compares what
 * comes twice under one op_id.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"
#include "db/query.h"

/* What the server logs with one operation, and well below what a parameter may be long. */
enum { SCANS_MAX = 200, SCAN_BYTES_MAX = 400000 };

/* Out of memory is the end, as everywhere. */
static json_t *must(json_t *value)
{
	if (!value)
		abort();
	return value;
}

static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0)
		abort();
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		set(object, key, json_string(text));
}

static json_t *payload_new(const struct spool *s)
{
	json_t *payload = must(json_object());

	set_text(payload, "spool", s->uuid);
	return payload;
}

static const char *payload_text(json_t *payload, struct arena *mem)
{
	char *text = json_dumps(payload, JSON_COMPACT);
	const char *copy;

	if (!text)
		abort();
	copy = arena_strdup(mem, text);
	free(text);
	json_decref(payload);
	return copy;
}

static char *base64(const unsigned char *bytes, size_t n, struct arena *mem)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_alloc(mem, (n + 2) / 3 * 4 + 1);
	char *to = text;

	for (size_t i = 0; i < n; i += 3) {
		unsigned b1 = i + 1 < n ? bytes[i + 1] : 0;
		unsigned b2 = i + 2 < n ? bytes[i + 2] : 0;

		*to++ = digit[bytes[i] >> 2];
		*to++ = digit[(bytes[i] & 3u) << 4 | b1 >> 4];
		*to++ = i + 1 < n ? digit[(b1 & 15u) << 2 | b2 >> 6] : '=';
		*to++ = i + 2 < n ? digit[b2 & 63u] : '=';
	}
	return text;
}

/* ---- scans ---- */

/* Columns of scans_loose: id, at, raw, verdict, became. */
static json_t *scan_json(sqlite3_stmt *st, struct arena *mem)
{
	json_t *scan = must(json_object());
	const unsigned char *raw = sqlite3_column_blob(st, 2);

	set_text(scan, "at", (const char *)sqlite3_column_text(st, 1));
	set_text(scan, "raw", base64(raw, (size_t)sqlite3_column_bytes(st, 2), mem));
	set_text(scan, "verdict", (const char *)sqlite3_column_text(st, 3));
	set_text(scan, "became", (const char *)sqlite3_column_text(st, 4));
	return scan;
}

/* Of a statement on its first row; NULL: none. */
static json_t *list_json(struct spool *s, sqlite3_stmt *st, struct arena *mem, struct spool_taken *ret)
{
	json_t *list = must(json_array());

	if (!st)
		return list;
	ret->first = sqlite3_column_int64(st, 0);
	do {
		ret->last = sqlite3_column_int64(st, 0);
		ret->n++;
		if (json_array_append_new(list, scan_json(st, mem)) != 0)
			abort();
	} while (spool_more(s, st));
	return list;
}

static json_t *loose_json(struct spool *s, enum spool_sql which, int64_t until_us, struct arena *mem,
			  struct spool_taken *ret)
{
	*ret = (struct spool_taken){ .until_us = until_us };
	return list_json(s,
			 spool_select(s, which, ARGS(arg_int(until_us), arg_int(SCANS_MAX), arg_int(SCAN_BYTES_MAX))),
			 mem, ret);
}

bool spool_take(struct spool *s, int64_t seq, const struct spool_taken *taken, struct err *err)
{
	return taken->n == 0 ||
	       spool_exec(s, SPOOL_SQL_SCANS_ATTACH,
			  ARGS(arg_int(seq), arg_int(taken->first), arg_int(taken->last), arg_int(taken->until_us)),
			  err);
}

/* ---- payloads ---- */

/* Who asks and under which id is said beside the payload, and a secret is never kept. */
static bool is_kept(const struct query_param *p)
{
	return p->kind != VAL_SECRET && !str_equal(p->name, "op_id") && !str_equal(p->name, "client_version");
}

static json_t *values_json(const struct call *call)
{
	const struct query *q = query_get(call->id);
	json_t *values = must(json_object());

	for (size_t i = 0; i < q->n_params; i++)
		if (is_kept(&q->param[i]))
			set_text(values, q->param[i].name, call->value[i]);
	return values;
}

const char *spool_payload_call(struct spool *s, const struct call *call, struct arena *mem, struct spool_taken *ret)
{
	json_t *payload = payload_new(s);

	set(payload, "values", values_json(call));
	set(payload, "scans", loose_json(s, SPOOL_SQL_SCANS_LOOSE, INT64_MAX, mem, ret));
	return payload_text(payload, mem);
}

const char *spool_payload_scans(struct spool *s, int64_t until_us, struct arena *mem, struct spool_taken *ret)
{
	json_t *payload = payload_new(s);

	set(payload, "scans", loose_json(s, SPOOL_SQL_SCANS_LOOSE_OLDEST, until_us, mem, ret));
	return payload_text(payload, mem);
}

const char *spool_payload_void(struct spool *s, const struct spool_op *op, const char *reason, struct arena *mem)
{
	json_t *payload = payload_new(s);
	json_t *values = must(json_object());

	set_text(values, "of_op_id", op->op_id);
	set(values, "of_seq", json_integer(op->seq));
	set_text(values, "kind", op->kind);
	set_text(values, "words", op->words);
	set_text(values, "reason", reason);
	set(payload, "values", values);
	return payload_text(payload, mem);
}

const char *spool_payload_again(struct spool *s, int64_t seq, const char *payload, struct arena *mem)
{
	json_t *value = must(json_loads(payload, 0, NULL)); /* the schema let no other in */
	struct spool_taken ignored = { 0 };

	set(value, "scans", list_json(s, spool_select(s, SPOOL_SQL_SCANS_OF, ARGS(arg_int(seq))), mem, &ignored));
	return payload_text(value, mem);
}
