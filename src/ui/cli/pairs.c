/*
 * pairs - split at the last "=" (a code may hold one), then at "@".
 */
#include "ui/cli/pairs.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

enum { CODE_MAX = 64 };

bool pair_split(struct arena *mem, const char *text, const char *field, struct pair *ret, struct err *err)
{
	char *copy = arena_strdup(mem, text);
	char *equals = strrchr(copy, '='), *at;

	if (!equals || equals == copy || !equals[1]) {
		err_set(err, ERR_VALIDATION, "BAD_PAIR", field, "\"%s\" has not the form that is wanted.", text);
		return err_hint(err, "NAME=QUANTITY, or NAME=QUANTITY@PRICE");
	}
	*equals = '\0';
	at = strchr(equals + 1, '@');
	if (at)
		*at = '\0';
	*ret = (struct pair){ .key = str_trim(copy), .quantity = equals + 1, .price = at ? at + 1 : NULL };
	return true;
}

static bool put_number(json_t *object, const char *name, const char *text, int scale, bool positive, const char *field,
		       struct err *err)
{
	char plain[NUM_TEXT];
	int64_t v;

	if (!(positive ? num_parse_positive(text, scale, field, &v, err)
		       : num_parse_not_negative(text, scale, field, &v, err)))
		return false;
	num_format(v, scale, plain);
	json_object_set_new(object, name, json_string(plain));
	return true;
}

static bool put_material(json_t *object, const char *text, const char *field, struct err *err)
{
	if (!utf8_valid(text) || str_has_control(text))
		return err_set(err, ERR_VALIDATION, "CONTROL_CHARACTER", field,
			       "The material's code holds a character that cannot be seen.");
	if (strlen(text) > CODE_MAX)
		return err_set(err, ERR_VALIDATION, "TOO_LONG", field,
			       "The material's code is longer than %d characters.", CODE_MAX);
	json_object_set_new(object, "material", json_string(text));
	return true;
}

static bool put_line(json_t *object, const char *text, const char *field, struct err *err)
{
	int64_t line;

	if (!num_parse_int(text, field, &line, err))
		return false;
	json_object_set_new(object, "line", json_integer(line));
	return true;
}

static bool put_pair(json_t *object, enum pair_kind kind, const struct pair *p, const char *field, struct err *err)
{
	if (kind != PAIR_PRICED && p->price)
		return err_set(err, ERR_VALIDATION, "BAD_PAIR", field, "A price has no place here.");
	if (kind == PAIR_PRICED && !p->price) {
		err_set(err, ERR_VALIDATION, "BAD_PAIR", field, "The price of %s is missing.", p->key);
		return err_hint(err, "NAME=QUANTITY@PRICE");
	}
	if (!(kind == PAIR_LINE ? put_line(object, p->key, field, err) : put_material(object, p->key, field, err)))
		return false;
	return put_number(object, "quantity", p->quantity, NUM_QUANTITY_SCALE, true, field, err) &&
	       (!p->price || put_number(object, "unit_price", p->price, NUM_COST_SCALE, false, field, err));
}

bool pairs_json(struct arena *mem, enum pair_kind kind, const char *const *texts, size_t n, const char *field,
		const char **ret, struct err *err)
{
	json_t *list = json_array();
	bool ok = true;
	char *text;

	for (size_t i = 0; ok && i < n; i++) {
		json_t *object = json_object();
		struct pair p;

		ok = pair_split(mem, texts[i], field, &p, err) && put_pair(object, kind, &p, field, err);
		json_array_append_new(list, object);
	}
	if (ok) {
		text = json_dumps(list, JSON_COMPACT | JSON_PRESERVE_ORDER);
		*ret = arena_strdup(mem, text);
		free(text);
	}
	json_decref(list);
	return ok;
}

void split_slash(struct arena *mem, const char *text, const char **ret_code, const char **ret_number)
{
	char *copy = arena_strdup(mem, text), *slash = strrchr(copy, '/');

	*ret_code = copy;
	*ret_number = NULL;
	if (!slash || slash == copy || !slash[1] || slash[1 + strspn(slash + 1, "0123456789")])
		return;
	*slash = '\0';
	*ret_number = slash + 1;
}
