/*
 * queued - lines of the spool in words.
 */
#include "core/queued.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan.h"
#include "db/query.h"

/* ---- words ---- */

static const char *value_of(const struct call *c, const char *param)
{
	const char *value = call_has(c->id, param) ? call_get(c, param) : NULL;

	return value ? value : "";
}

static void add(char ret[QUEUED_WORDS], const char *before, const char *text)
{
	if (!text[0])
		return;
	if (ret[0])
		str_append(ret, QUEUED_WORDS, " ");
	str_append(ret, QUEUED_WORDS, before);
	str_append(ret, QUEUED_WORDS, text);
}

/* The name of the statement without underscores, for those that have no words of their own. */
static void add_name(const struct call *c, char ret[QUEUED_WORDS])
{
	add(ret, "", query_get(c->id)->name);
	for (char *p = ret; *p; p++)
		if (*p == '_')
			*p = ' ';
}

static void delivery_words(const struct call *c, char ret[QUEUED_WORDS])
{
	json_t *lines = json_loads(value_of(c, "lines"), 0, NULL), *line;
	size_t i;

	add(ret, "delivery to ", value_of(c, "purchase_order"));
	json_array_foreach(lines, i, line)
	{
		char text[80];
		const char *quantity = json_string_value(json_object_get(line, "quantity"));

		str_format(text, sizeof(text), "%lld=%s", (long long)json_integer_value(json_object_get(line, "line")),
			   quantity ? quantity : "?");
		add(ret, "", text);
	}
	json_decref(lines);
}

/* Not every statement is one of these, and new ones come. */
void queued_words(const struct call *c, char ret[QUEUED_WORDS])
{
	ret[0] = '\0';
	if (c->id == Q_STOCK_RECEIVE_LINES) {
		delivery_words(c, ret);
		return;
	}
	if (c->id != Q_STOCK_RECEIVE)
		add_name(c, ret);
	add(ret, c->id == Q_STOCK_RECEIVE ? "+" : "", value_of(c, "quantity"));
	add(ret, "", value_of(c, "material"));
	add(ret, "from ", value_of(c, "ref"));
	if (!value_of(c, "ref")[0])
		add(ret, "by ", value_of(c, "ref_type"));
	add(ret, "lot ", value_of(c, "lot"));
	add(ret, "to ", value_of(c, "location"));
}

void queued_age(int64_t age_s, char ret[QUEUED_AGE])
{
	if (age_s < 0)
		age_s = 0;
	if (age_s < 60)
		str_format(ret, QUEUED_AGE, "%d s", (int)age_s);
	else if (age_s < 3600)
		str_format(ret, QUEUED_AGE, "%d min", (int)(age_s / 60));
	else if (age_s < 48 * 3600)
		str_format(ret, QUEUED_AGE, "%d h", (int)(age_s / 3600));
	else
		str_format(ret, QUEUED_AGE, "%lld days", (long long)(age_s / 86400));
}

/* ---- the payload ---- */

static const char *text_of(struct arena *mem, json_t *value)
{
	char *text;
	const char *copy;

	if (json_is_string(value))
		return arena_strdup(mem, json_string_value(value));
	if (!value || json_is_null(value))
		return NULL;
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	copy = arena_strdup(mem, text);
	free(text);
	return copy;
}

static bool is_own(const char *name)
{
	return str_equal(name, "token") || str_equal(name, "op_id");
}

size_t queued_values(const struct spool_op *op, struct arena *mem, struct queued_value *ret, size_t max)
{
	json_t *payload = json_loads(op->payload ? op->payload : "", 0, NULL), *value;
	const char *name;
	size_t n = 0;

	json_object_foreach(json_object_get(payload, "values"), name, value)
	{
		const char *text = is_own(name) ? NULL : text_of(mem, value);

		if (text && n < max)
			ret[n++] = (struct queued_value){ arena_strdup(mem, name), text };
	}
	json_decref(payload);
	return n;
}

const char *queued_value_of(const struct spool_op *op, struct arena *mem, const char *name)
{
	json_t *payload = json_loads(op->payload ? op->payload : "", 0, NULL);
	const char *text = text_of(mem, json_object_get(json_object_get(payload, "values"), name));

	json_decref(payload);
	return text;
}

/* Base64 of bytes to text that can be painted: a control character shows by its name, "<GS>". */
static void scan_text(const char *base64, char ret[QUEUED_WORDS])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char bytes[QUEUED_WORDS];
	unsigned bits = 0, n_bits = 0;
	size_t n = 0;

	for (const char *digit; *base64 && *base64 != '=' && n < sizeof(bytes); base64++) {
		digit = strchr(digits, *base64);
		if (!digit)
			break;
		bits = bits << 6 | (unsigned)(digit - digits);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		bytes[n++] = (char)(bits >> n_bits & 0xff);
	}
	scan_show(bytes, n, false, ret, QUEUED_WORDS);
}

size_t queued_scans(const struct spool_op *op, struct arena *mem, const char **ret, size_t max)
{
	json_t *payload = json_loads(op->payload ? op->payload : "", 0, NULL), *scan;
	size_t i, n = 0;

	json_array_foreach(json_object_get(payload, "scans"), i, scan)
	{
		const char *raw = json_string_value(json_object_get(scan, "raw"));
		const char *became = json_string_value(json_object_get(scan, "became"));
		char shown[QUEUED_WORDS];

		if (n == max)
			break;
		scan_text(raw ? raw : "", shown);
		ret[n++] = arena_printf(mem, "%s%s%s", shown, became ? " = " : "", became ? became : "");
	}
	json_decref(payload);
	return n;
}

/* ---- taking back ---- */

bool queued_may_void(const struct spool_op *op, const char *user_name, bool supervisor, struct err *err)
{
	bool own = str_equal_fold(op->actor.user_name, user_name);

	if (op->state == SPOOL_POSTED) {
		err_set(err, ERR_CONFLICT, "ALREADY_POSTED", "", "Line %lld is posted.", (long long)op->seq);
		return err_hint(err, "A posted receipt is undone by a reversal.");
	}
	if (op->state == SPOOL_VOID)
		return err_set(err, ERR_CONFLICT, "ALREADY_VOID", "", "Line %lld was taken back before.",
			       (long long)op->seq);
	if (supervisor || (own && op->state == SPOOL_QUEUED && !op->sent))
		return true;
	err_set(err, ERR_UNAUTHORIZED, "NOT_PERMITTED", "", "Taking line %lld back needs the permission %s.",
		(long long)op->seq, QUEUED_PERMISSION);
	return err_hint(err, "Ask a supervisor.");
}
