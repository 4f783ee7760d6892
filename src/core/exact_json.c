/*
 * exact_json - numbers are put into quotes before they are parsed.
 */
#include "core/exact_json.h"

#include <stdlib.h>
#include <string.h>

static size_t number_length(const char *s)
{
	return *s == '-' || (*s >= '0' && *s <= '9') ? strspn(s, "+-.0123456789eE") : 0;
}

static size_t string_length(const char *s)
{
	size_t n = 1;

	while (s[n] && s[n] != '"')
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return s[n] ? n + 1 : n;
}

/* At most three times as long: one digit becomes three characters. */
static char *numbers_quoted(struct arena *mem, const char *json)
{
	char *out = arena_alloc(mem, strlen(json) * 3 + 1), *at = out;

	while (*json) {
		size_t number = number_length(json), n = number ? number : *json == '"' ? string_length(json) : 1;

		if (number)
			*at++ = '"';
		memcpy(at, json, n);
		at += n;
		json += n;
		if (number)
			*at++ = '"';
	}
	return out;
}

json_t *exact_json(const char *text)
{
	struct arena mem = { 0 };
	json_t *value = text ? json_loads(numbers_quoted(&mem, text), 0, NULL) : NULL;

	arena_done(&mem);
	return value;
}

const char *exact_json_cell(struct arena *mem, const json_t *value)
{
	char *text;
	const char *cell;

	if (!value || json_is_null(value))
		return NULL;
	if (json_is_boolean(value))
		return json_is_true(value) ? "t" : "f";
	if (json_is_string(value))
		return arena_strdup(mem, json_string_value(value));
	text = json_dumps(value, JSON_COMPACT);
	cell = arena_strdup(mem, text);
	free(text);
	return cell;
}
