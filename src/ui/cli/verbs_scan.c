/*
 * verbs_scan - what stands on a label. No database, nobody signs on.
 */
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"
#include "ui/scan_setting.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param scan_params[] = {
	{ "TEXT", FORM_ARG, "text", NULL, "the bytes as the scanner sent them; GS is the byte 1D", 0 },
	END,
};

/* What JSON can hold: control characters stay, bytes of no character become U+FFFD. */
static const char *valid(struct arena *mem, const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char *copy, *to;
	unsigned codepoint;
	size_t n;

	if (utf8_valid(text))
		return text;
	to = copy = arena_alloc(mem, strlen(text) * (sizeof(replacement) - 1) + 1);
	for (; (n = utf8_next(text, &codepoint)) > 0; text += n) {
		bool broken = n == 1 && (unsigned char)*text >= 0x80;

		memcpy(to, broken ? replacement : text, broken ? sizeof(replacement) - 1 : n);
		to += broken ? sizeof(replacement) - 1 : n;
	}
	return copy;
}

static enum value_kind kind_of(const char *field)
{
	return str_equal(field, "expiry_day_given") ? VAL_BOOL : VAL_TEXT;
}

/* ---- for programs ---- */

static json_t *elements_json(const struct scan_reading *r, struct arena *mem)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_elements; i++) {
		json_t *pair = json_object();

		json_object_set_new(pair, "id", json_string(valid(mem, r->element[i].id)));
		json_object_set_new(pair, "value", json_string(valid(mem, r->element[i].value)));
		json_array_append_new(list, pair);
	}
	return list;
}

static json_t *fields_json(const struct scan_reading *r)
{
	json_t *object = json_object();

	for (size_t i = 0; i < r->n_fields; i++)
		json_object_set_new(object, r->field[i].name,
				    output_cell_json(kind_of(r->field[i].name), r->field[i].value));
	return object;
}

static json_t *readings_json(const struct scan *s, struct arena *mem)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_readings; i++) {
		json_t *reading = json_object();

		json_object_set_new(reading, "elements", elements_json(s->reading[i], mem));
		json_object_set_new(reading, "fields", fields_json(s->reading[i]));
		json_array_append_new(list, reading);
	}
	return list;
}

static void tell_programs(const struct scan *s, struct arena *mem, struct output *out)
{
	output_json_only(out, "elements", elements_json(s->reading[0], mem));
	output_json_only(out, "fields", fields_json(s->reading[0]));
	output_words(out, "warnings", s->warning, s->n_warnings);
	output_json_only(out, "readings", readings_json(s, mem));
}

/* ---- for people ---- */

static const char *shown(struct arena *mem, const char *text)
{
	size_t size = 5 * strlen(text) + 1;
	char *to = arena_alloc(mem, size);

	scan_show(text, strlen(text), false, to, size);
	return to;
}

/* The pairs; which reading they belong to where there are several. */
static void tell_elements(const struct scan *s, struct arena *mem, struct output *out)
{
	static const struct column columns[] = { { "reading", VAL_INT }, { "id", VAL_TEXT }, { "value", VAL_TEXT } };
	size_t skip = s->n_readings == 1;
	struct rows rows;

	rows_init(&rows, columns + skip, 3 - skip);
	for (size_t i = 0; i < s->n_readings; i++)
		for (size_t k = 0; k < s->reading[i]->n_elements; k++) {
			const struct scan_element *e = &s->reading[i]->element[k];
			const char *cells[] = { arena_printf(mem, "%zu", i + 1), e->id, shown(mem, e->value) };

			rows_append(&rows, cells + skip);
		}
	if (rows.n > 0)
		output_people_list(out, "elements", &rows);
	rows_done(&rows);
}

/* One column a reading, one row a field: what differs stands side by side. */
static void tell_fields(const struct scan *s, struct arena *mem, struct output *out)
{
	struct column columns[1 + SCAN_READINGS] = { { "field", VAL_TEXT } };
	struct rows rows;

	for (size_t i = 0; i < s->n_readings; i++) {
		columns[1 + i].name = s->n_readings == 1 ? "value" : arena_printf(mem, "reading %zu", i + 1);
		columns[1 + i].kind = VAL_TEXT;
	}
	rows_init(&rows, columns, 1 + s->n_readings);
	for (size_t i = 0; i < s->n_readings; i++)
		for (size_t k = 0; k < s->reading[i]->n_fields; k++) {
			const char *cells[1 + SCAN_READINGS] = { s->reading[i]->field[k].name };
			bool told = false;

			for (size_t j = 0; j < s->n_readings; j++) {
				cells[1 + j] = scan_get(s->reading[j], cells[0]);
				told = told || (j < i && cells[1 + j]);
			}
			if (!told)
				rows_append(&rows, cells);
		}
	if (rows.n > 0)
		output_people_list(out, "fields", &rows);
	rows_done(&rows);
}

static void tell(const struct scan *s, struct arena *mem, struct output *out)
{
	output_field(out, "format", VAL_TEXT, scan_format_name(s->format));
	tell_elements(s, mem, out);
	tell_fields(s, mem, out);
	tell_programs(s, mem, out);
}

static bool run_scan(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	const char *text = request_get(req, "text");
	struct scan_rules rules;
	struct arena mem = { 0 };
	struct scan s = { 0 };
	bool ok;

	scan_rules_of(&cli->config, NULL, cli->clock, &mem, &rules);
	rules.bare_gs1 = false; /* here the beginning decides */
	ok = scan_parse(text, strlen(text), &rules, &s, err);
	if (ok)
		tell(&s, &mem, out);
	scan_done(&s);
	arena_done(&mem);
	return ok;
}

const struct verb verbs_scan[] = {
	{ .path = "scan", .help = "what stands on a label", .query = Q_COUNT, .params = scan_params, .run = run_scan },
	{ .path = NULL },
};
