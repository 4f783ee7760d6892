/*
 * call - judges a parameter by one table of kinds.
 */
#include "core/call.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/str.h"
#include "db/query.h"

enum { CODE_MAX = 64, TEXT_MAX = 2000, SECRET_MAX = 256, JSON_MAX = 1000000 };

typedef bool (*kind_check)(struct call *c, const char *field, const char *text, const char **ret, struct err *err);

/* ---- texts ---- */

static bool check_characters(const char *field, const char *text, struct err *err)
{
	if (!utf8_valid(text)) {
		err_set(err, ERR_VALIDATION, "NOT_UTF8", field, "%s is not valid UTF-8 text.", field);
		return err_hint(err, "Send the text as UTF-8.");
	}
	if (str_has_control(text)) {
		err_set(err, ERR_VALIDATION, "CONTROL_CHARACTER", field, "%s holds a character that cannot be seen.",
			field);
		return err_hint(err, "Type it again without control characters.");
	}
	return true;
}

static bool check_length(const char *field, const char *text, size_t max, struct err *err)
{
	size_t n = 0;
	unsigned codepoint;

	for (size_t step; (step = utf8_next(text, &codepoint)) > 0; text += step)
		n++;
	return n <= max ||
	       err_set(err, ERR_VALIDATION, "TOO_LONG", field, "%s is longer than %zu characters.", field, max);
}

static bool take_words(struct call *c, const char *field, const char *text, size_t max, const char **ret,
		       struct err *err)
{
	char *copy = str_trim(arena_strdup(&c->mem, text));

	if (!check_characters(field, copy, err) || !check_length(field, copy, max, err))
		return false;
	*ret = copy;
	return true;
}

static bool take_text(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	return take_words(c, field, text, TEXT_MAX, ret, err);
}

static bool take_code(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	return take_words(c, field, text, CODE_MAX, ret, err);
}

/* A PIN is kept as typed. Its text never stands in a message. */
static bool take_secret(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	if (!check_characters(field, text, err) || !check_length(field, text, SECRET_MAX, err))
		return false;
	*ret = arena_strdup(&c->mem, text);
	return true;
}

static bool take_json(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	json_error_t e;
	json_t *value =
		strlen(text) <= JSON_MAX ? json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e) : NULL;

	if (!value)
		return err_set(err, ERR_VALIDATION, "BAD_JSON", field, "%s is not valid JSON.", field);
	json_decref(value);
	*ret = arena_strdup(&c->mem, text);
	return true;
}

/* Words separated by commas, as PostgreSQL writes an array: {"a","b"}. */
static bool take_array(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	size_t at = 0;
	char *out, *word, *rest;

	if (!check_characters(field, text, err) || !check_length(field, text, TEXT_MAX, err))
		return false;
	rest = arena_strdup(&c->mem, text);
	out = arena_alloc(&c->mem, strlen(text) * 4 + 8);
	out[at++] = '{';
	while ((word = strsep(&rest, ",")) != NULL) {
		str_trim(word);
		if (!word[0])
			continue;
		if (at > 1)
			out[at++] = ',';
		out[at++] = '"';
		for (; *word; word++) {
			if (*word == '"' || *word == '\\')
				out[at++] = '\\';
			out[at++] = *word;
		}
		out[at++] = '"';
	}
	out[at] = '}';
	*ret = out;
	return true;
}

/* ---- numbers ---- */

static bool take_number(struct call *c, int64_t value, int scale, const char **ret)
{
	char plain[NUM_TEXT];

	num_format(value, scale, plain);
	*ret = arena_strdup(&c->mem, plain);
	return true;
}

static bool take_quantity(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse_positive(text, NUM_QUANTITY_SCALE, field, &v, err) &&
	       take_number(c, v, NUM_QUANTITY_SCALE, ret);
}

static bool take_signed(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	if (!num_parse(text, NUM_QUANTITY_SCALE, field, &v, err))
		return false;
	if (v == 0)
		return err_set(err, ERR_VALIDATION, "ZERO", field, "%s must not be zero.", field);
	return take_number(c, v, NUM_QUANTITY_SCALE, ret);
}

static bool take_count(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse_not_negative(text, NUM_QUANTITY_SCALE, field, &v, err) &&
	       take_number(c, v, NUM_QUANTITY_SCALE, ret);
}

static bool take_cost(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse_not_negative(text, NUM_COST_SCALE, field, &v, err) && take_number(c, v, NUM_COST_SCALE, ret);
}

static bool take_amount(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse(text, NUM_AMOUNT_SCALE, field, &v, err) && take_number(c, v, NUM_AMOUNT_SCALE, ret);
}

static bool take_int(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse_int(text, field, &v, err) && take_number(c, v, 0, ret);
}

/* double precision: the parser of costs is exact enough and refuses NaN, infinity and exponents. */
static bool take_ratio(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	int64_t v;

	return num_parse(text, NUM_COST_SCALE, field, &v, err) && take_number(c, v, NUM_COST_SCALE, ret);
}

/* ---- the rest ---- */

static bool take_bool(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	static const char *const yes[] = { "true", "t", "yes", "y", "on", "1" };
	static const char *const no[] = { "false", "f", "no", "n", "off", "0" };
	char *word = str_trim(arena_strdup(&c->mem, text));

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (str_equal_fold(word, yes[i]) || str_equal_fold(word, no[i])) {
			*ret = str_equal_fold(word, yes[i]) ? "true" : "false";
			return true;
		}
	}
	return err_set(err, ERR_VALIDATION, "NOT_A_BOOL", field, "%s must be yes or no.", field);
}

static bool take_time(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	char *trimmed = str_trim(arena_strdup(&c->mem, text));

	*ret = trimmed;
	return time_check(trimmed, field, err);
}

static bool take_date(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	char *trimmed = str_trim(arena_strdup(&c->mem, text));

	*ret = trimmed;
	return date_check(trimmed, field, err);
}

static bool take_uuid(struct call *c, const char *field, const char *text, const char **ret, struct err *err)
{
	char *trimmed = str_trim(arena_strdup(&c->mem, text));

	*ret = trimmed;
	return uuid_valid(trimmed) || err_set(err, ERR_VALIDATION, "BAD_UUID", field,
					      "%s must be a UUID such as 6f1c2d3e-0000-4000-8000-000000000001.", field);
}

static const kind_check checks[] = {
	[VAL_TEXT] = take_text,	    [VAL_CODE] = take_code,	[VAL_QUANTITY] = take_quantity,
	[VAL_SIGNED] = take_signed, [VAL_COUNT] = take_count,	[VAL_COST] = take_cost,
	[VAL_AMOUNT] = take_amount, [VAL_INT] = take_int,	[VAL_RATIO] = take_ratio,
	[VAL_BOOL] = take_bool,	    [VAL_TIME] = take_time,	[VAL_DATE] = take_date,
	[VAL_UUID] = take_uuid,	    [VAL_SECRET] = take_secret, [VAL_JSON] = take_json,
	[VAL_ARRAY] = take_array,
};

/* ---- the call ---- */

void call_init(struct call *c, enum query_id id)
{
	*c = (struct call){ .id = id };
	c->value = arena_alloc(&c->mem, (query_get(id)->n_params + 1) * sizeof(*c->value));
}

void call_copy(struct call *to, const struct call *from)
{
	call_init(to, from->id);
	for (size_t i = 0; i < query_get(from->id)->n_params; i++)
		to->value[i] = arena_strdup(&to->mem, from->value[i]);
}

void call_done(struct call *c)
{
	const struct query *q = c->value ? query_get(c->id) : NULL;

	for (size_t i = 0; q && i < q->n_params; i++)
		if (q->param[i].kind == VAL_SECRET && c->value[i])
			explicit_bzero((void *)(uintptr_t)c->value[i], strlen(c->value[i]));
	arena_done(&c->mem);
	*c = (struct call){ 0 };
}

bool call_set(struct call *c, const char *param, const char *text, struct err *err)
{
	const struct query *q = query_get(c->id);
	size_t i = query_param_index(q, param);
	const char *value = NULL;

	if (i == SIZE_MAX)
		return err_set(err, ERR_BUG, "NO_SUCH_PARAMETER", param, "%s takes no %s.", q->name, param);
	if (!str_empty(text) && !checks[q->param[i].kind](c, param, text, &value, err))
		return false;
	c->value[i] = value;
	return true;
}

const char *call_get(const struct call *c, const char *param)
{
	size_t i = query_param_index(query_get(c->id), param);

	return i == SIZE_MAX ? NULL : c->value[i];
}

static bool filled_by_session(const char *param)
{
	return str_equal(param, "token") || str_equal(param, "op_id") || str_equal(param, "client_version");
}

bool call_complete(const struct call *c, struct err *err)
{
	const struct query *q = query_get(c->id);

	for (size_t i = 0; i < q->n_params; i++)
		if (!c->value[i] && !q->param[i].optional && !filled_by_session(q->param[i].name))
			return err_set(err, ERR_USAGE, "MISSING", q->param[i].name, "%s is missing.", q->param[i].name);
	return true;
}

bool call_has(enum query_id id, const char *param)
{
	return query_param_index(query_get(id), param) != SIZE_MAX;
}

bool call_is_write(enum query_id id)
{
	return call_has(id, "op_id");
}

bool call_is_queueable(enum query_id id)
{
	return query_get(id)->can_queue;
}

const struct column *call_columns(enum query_id id, size_t *ret_n)
{
	const struct query *q = query_get(id);

	*ret_n = q->n_columns;
	return q->column;
}
