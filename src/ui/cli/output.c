/*
 * output - sections, and their JSON.
 */
#include "ui/cli/output.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/str.h"

void output_done(struct output *o)
{
	for (size_t i = 0; i < o->n; i++) {
		rows_done(&o->section[i].rows);
		json_decref(o->section[i].json);
	}
	*o = (struct output){ 0 };
}

static struct section *section_new(struct output *o, enum section_kind kind, const char *key)
{
	struct section *s = &o->section[o->n < OUTPUT_SECTIONS ? o->n++ : OUTPUT_SECTIONS - 1];

	*s = (struct section){ .kind = kind, .key = key };
	return s;
}

static void rows_move(struct rows *to, struct rows *from)
{
	*to = *from;
	*from = (struct rows){ 0 };
}

void output_fields(struct output *o, struct rows *rows, const char *drop)
{
	struct section *s = section_new(o, SECTION_FIELDS, NULL);

	s->drop = drop;
	rows_move(&s->rows, rows);
}

void output_list(struct output *o, const char *key, struct rows *rows, const char *drop)
{
	struct section *s = section_new(o, SECTION_LIST, key);

	s->drop = drop;
	rows_move(&s->rows, rows);
}

void output_map(struct output *o, const char *key, struct rows *rows)
{
	rows_move(&section_new(o, SECTION_MAP, key)->rows, rows);
}

void output_words(struct output *o, const char *key, const char *const *words, size_t n)
{
	const struct column column = { .name = key, .kind = VAL_TEXT };
	struct section *s = section_new(o, SECTION_WORDS, key);

	rows_init(&s->rows, &column, 1);
	for (size_t i = 0; i < n; i++)
		rows_append(&s->rows, &words[i]);
}

void output_field(struct output *o, const char *name, enum value_kind kind, const char *text)
{
	const struct column column = { .name = name, .kind = kind };
	struct section *s = section_new(o, SECTION_FIELDS, NULL);

	rows_init(&s->rows, &column, 1);
	rows_append(&s->rows, &text);
}

void output_json_only(struct output *o, const char *key, json_t *value)
{
	section_new(o, SECTION_JSON, key)->json = value;
}

void output_people_list(struct output *o, const char *key, struct rows *rows)
{
	rows_move(&section_new(o, SECTION_TABLE, key)->rows, rows);
}

/* ---- lists of objects ---- */

enum { PATHS_MAX = 24 };

static const json_t *value_at(const json_t *object, const char *path)
{
	const char *dot = strchr(path, '.');
	char key[48];

	if (!dot)
		return json_object_get(object, path);
	str_format(key, sizeof(key), "%.*s", (int)(dot - path), path);
	return value_at(json_object_get(object, key), dot + 1);
}

static char *joined_words(struct arena *mem, const json_t *list)
{
	char *text = arena_strdup(mem, "");

	for (size_t i = 0; i < json_array_size(list); i++)
		text = arena_printf(mem, "%s%s%s", text, i > 0 ? ", " : "", json_string_value(json_array_get(list, i)));
	return text;
}

static const char *value_text(struct arena *mem, const json_t *value)
{
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_integer(value))
		return arena_printf(mem, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return arena_printf(mem, "%.6g", json_real_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? "t" : "f";
	return json_is_array(value) ? joined_words(mem, value) : NULL;
}

void output_objects(struct output *o, const char *key, json_t *list, const struct output_path *path, size_t n)
{
	struct column column[PATHS_MAX];
	const char *cell[PATHS_MAX];
	struct arena mem = { 0 };
	struct rows rows;

	for (size_t c = 0; c < n && c < PATHS_MAX; c++)
		column[c] = (struct column){ path[c].name, path[c].kind };
	rows_init(&rows, column, n);
	for (size_t i = 0; i < json_array_size(list); i++) {
		for (size_t c = 0; c < n; c++)
			cell[c] = value_text(&mem, value_at(json_array_get(list, i), path[c].path));
		rows_append(&rows, cell);
	}
	arena_done(&mem);
	output_json_only(o, key, list);
	if (rows.n > 0)
		output_people_list(o, key, &rows);
	rows_done(&rows);
}

/* ---- JSON ---- */

/* An element of PostgreSQL's array text, quoted or not. Returns where to go on. */
static const char *array_element(const char *at, char *ret, bool *ret_null)
{
	bool quoted = *at == '"';
	char *to = ret;

	for (at += quoted; *at && (quoted ? *at != '"' : *at != ',' && *at != '}'); at++) {
		if (*at == '\\' && at[1])
			at++;
		*to++ = *at;
	}
	*to = '\0';
	*ret_null = !quoted && str_equal(ret, "NULL");
	return *at == '"' ? at + 1 : at;
}

static json_t *array_json(const char *text)
{
	json_t *list = json_array();
	char *element = mem_alloc(strlen(text) + 1);
	bool null;

	for (const char *at = text + 1; text[0] == '{' && *at && *at != '}';) {
		at = array_element(at, element, &null);
		json_array_append_new(list, null ? json_null() : json_string(element));
		if (*at == ',')
			at++;
	}
	free(element);
	return list;
}

static json_t *number_json(const char *text)
{
	size_t size = strlen(text) + 8;
	char *plain = mem_alloc(size);
	json_t *value = num_trim(text, plain, size) ? json_string(plain) : json_null();

	free(plain);
	return value;
}

static json_t *time_json(const char *text)
{
	char rfc[64];

	time_rfc3339(text, rfc, sizeof(rfc));
	return json_string(rfc);
}

/* A text that is no UTF-8 cannot be JSON; such a value is told as missing. */
static json_t *text_json(const char *text)
{
	json_t *value = json_string(text);

	return value ? value : json_null();
}

json_t *output_cell_json(enum value_kind kind, const char *text)
{
	json_t *value;

	if (!text)
		return json_null();
	switch (kind) {
	case VAL_QUANTITY:
	case VAL_SIGNED:
	case VAL_COUNT:
	case VAL_COST:
	case VAL_AMOUNT:
		return number_json(text);
	case VAL_INT:
		return json_integer(strtoll(text, NULL, 10));
	case VAL_RATIO:
		return json_real(strtod(text, NULL));
	case VAL_BOOL:
		return json_boolean(str_equal(text, "t") || str_equal(text, "true"));
	case VAL_TIME:
		return time_json(text);
	case VAL_JSON:
		value = json_loads(text, JSON_DECODE_ANY, NULL);
		return value ? value : json_null();
	case VAL_ARRAY:
		return array_json(text);
	case VAL_SECRET:
		return json_null();
	case VAL_TEXT:
	case VAL_CODE:
	case VAL_DATE:
	case VAL_UUID:
		break;
	}
	return text_json(text);
}

static void add_row(json_t *object, const struct section *s, size_t row)
{
	const struct rows *r = &s->rows;

	for (size_t c = 0; c < r->n_columns; c++)
		if (!str_equal(r->column[c].name, s->drop))
			json_object_set_new(object, r->column[c].name,
					    output_cell_json(r->column[c].kind, r->cell[row * r->n_columns + c]));
}

static json_t *list_json(const struct section *s)
{
	json_t *list = json_array();

	for (size_t row = 0; row < s->rows.n; row++) {
		json_t *object = json_object();

		add_row(object, s, row);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *words_json(const struct section *s)
{
	json_t *list = json_array();

	for (size_t row = 0; row < s->rows.n; row++)
		json_array_append_new(list, text_json(s->rows.cell[row * s->rows.n_columns]));
	return list;
}

static json_t *map_json(const struct section *s)
{
	json_t *map = json_object();

	for (size_t row = 0; row < s->rows.n; row++) {
		const char *const *cell = s->rows.cell + row * s->rows.n_columns;

		if (cell[0])
			json_object_set_new(map, cell[0], output_cell_json(s->rows.column[1].kind, cell[1]));
	}
	return map;
}

json_t *output_json(const struct output *o)
{
	json_t *object = json_object();

	for (size_t i = 0; i < o->n; i++) {
		const struct section *s = &o->section[i];

		switch (s->kind) {
		case SECTION_FIELDS:
			if (s->rows.n > 0)
				add_row(object, s, 0);
			break;
		case SECTION_LIST:
			json_object_set_new(object, s->key, list_json(s));
			break;
		case SECTION_WORDS:
			json_object_set_new(object, s->key, words_json(s));
			break;
		case SECTION_MAP:
			json_object_set_new(object, s->key, map_json(s));
			break;
		case SECTION_JSON:
			json_object_set(object, s->key, s->json);
			break;
		case SECTION_TABLE:
			break;
		}
	}
	return object;
}

json_t *output_error_json(const struct err *err, long line)
{
	json_t *error = json_object(), *object = json_object();

	json_object_set_new(error, "kind", json_string(err_kind_name(err->kind)));
	json_object_set_new(error, "code", text_json(err->code));
	json_object_set_new(error, "field", text_json(err->field));
	json_object_set_new(error, "message", text_json(err->message));
	json_object_set_new(error, "hint", text_json(err->hint));
	if (line > 0)
		json_object_set_new(error, "line", json_integer(line));
	json_object_set_new(object, "error", error);
	return object;
}

void output_write_json(FILE *f, json_t *object)
{
	json_dumpf(object, f, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
	fputc('\n', f);
}
