/*
 * routing - an operation is split at its first and its last colon, so that a
 * lane's code may hold one.
 */
#include "ui/cli/routing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

enum { MINUTE_SCALE = 3 };

static const char *dumped(struct arena *mem, json_t *list)
{
	char *text = json_dumps(list, JSON_COMPACT | JSON_PRESERVE_ORDER);
	const char *copy = arena_strdup(mem, text);

	free(text);
	json_decref(list);
	return copy;
}

static bool bad(const char *text, struct err *err)
{
	err_set(err, ERR_VALIDATION, "BAD_OPERATION", "operations", "\"%s\" has not the form that is wanted.", text);
	return err_hint(err, "SEQ:LANE:MINUTES, as in 10:PRESS:240 or 10:PRESS|LASER:240");
}

static bool put_minutes(json_t *object, const char *text, struct err *err)
{
	char plain[NUM_TEXT];
	int64_t minutes;

	if (!num_parse_positive(text, MINUTE_SCALE, "operations", &minutes, err))
		return false;
	num_format(minutes, MINUTE_SCALE, plain);
	json_object_set_new(object, "minutes", json_string(plain));
	return true;
}

static bool put_lane(json_t *object, const char *lane, const char *text, struct err *err)
{
	if (!utf8_valid(lane) || str_has_control(lane))
		return bad(text, err);
	json_object_set_new(object, "lane", json_string(lane));
	return true;
}

static bool put_operation(json_t *object, struct arena *mem, const char *text, struct err *err)
{
	char *copy = arena_strdup(mem, text), *lane = strchr(copy, ':'), *minutes = strrchr(copy, ':');
	int64_t sequence;

	if (lane)
		*lane++ = '\0';
	if (minutes && minutes + 1 > lane)
		*minutes++ = '\0';
	else
		minutes = NULL;
	if (!copy[0] || !num_parse_int(copy, "operations", &sequence, err))
		return bad(text, err);
	json_object_set_new(object, "operation", json_integer(sequence));
	if (lane && lane[0] && !put_lane(object, lane, text, err))
		return false;
	return !minutes || !minutes[0] || put_minutes(object, minutes, err);
}

bool routing_json(struct arena *mem, const char *const *texts, size_t n, const char **ret, struct err *err)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object();

		json_array_append_new(list, object);
		if (!put_operation(object, mem, texts[i], err)) {
			json_decref(list);
			return false;
		}
	}
	*ret = dumped(mem, list);
	return true;
}

bool after_split(struct arena *mem, const char *text, struct after *ret)
{
	const char *sign = text + strlen(text);

	while (sign > text && strchr("0123456789.", sign[-1]))
		sign--;
	if (!sign[0] || sign - 1 <= text || (sign[-1] != '+' && sign[-1] != '-'))
		return false;
	sign--;
	*ret = (struct after){ .work_order = arena_strndup(mem, text, (size_t)(sign - text)),
			       .lag_minutes = arena_strdup(mem, *sign == '+' ? sign + 1 : sign) };
	return true;
}

const char *after_json(struct arena *mem, const struct after *after, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object();

		json_object_set_new(object, "work_order", json_string(after[i].work_order));
		if (after[i].lag_minutes)
			json_object_set_new(object, "lag_minutes", json_string(after[i].lag_minutes));
		json_array_append_new(list, object);
	}
	return dumped(mem, list);
}
