/*
 * Answers as JSON (kinds, order, nulls) and as tables for people.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/cli/answer.h"
#include "ui/cli/output.h"

static void cell_is(enum value_kind kind, const char *text, const char *wanted)
{
	json_t *value = output_cell_json(kind, text);
	char *got = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

	assert_string_equal(got, wanted);
	free(got);
	json_decref(value);
}

static void every_kind_has_its_form(void **state)
{
	cell_is(VAL_QUANTITY, "12.500000", "\"12.5\"");
	cell_is(VAL_QUANTITY, "500.000000", "\"500\"");
	cell_is(VAL_QUANTITY, "0.000000", "\"0\"");
	cell_is(VAL_COUNT, "1e3", "null");
	cell_is(VAL_SIGNED, "-3.250000", "\"-3.25\"");
	cell_is(VAL_COST, "0.02100000", "\"0.021\"");
	cell_is(VAL_AMOUNT, "1234567.0000", "\"1234567\"");
	cell_is(VAL_QUANTITY, NULL, "null");
	cell_is(VAL_INT, "42", "42");
	cell_is(VAL_INT, "9223372036854775807", "9223372036854775807");
	cell_is(VAL_RATIO, "0.5", "0.5");
	cell_is(VAL_BOOL, "t", "true");
	cell_is(VAL_BOOL, "false", "false");
	cell_is(VAL_TIME, "2026-11-24 14:32:05.12+01", "\"2026-11-24T14:32:05.12+01:00\"");
	cell_is(VAL_DATE, "2026-11-24", "\"2026-11-24\"");
	cell_is(VAL_TEXT, "a \"b\"", "\"a \\\"b\\\"\"");
	cell_is(VAL_TEXT, "\xff", "null");
	cell_is(VAL_CODE, "4500012", "\"4500012\"");
	cell_is(VAL_JSON, "{\"a\":[1]}", "{\"a\":[1]}");
	cell_is(VAL_JSON, "{", "null");
	cell_is(VAL_SECRET, "1234", "null");
}

static void arrays_become_lists(void **state)
{
	cell_is(VAL_ARRAY, "{}", "[]");
	cell_is(VAL_ARRAY, "{a,b}", "[\"a\",\"b\"]");
	cell_is(VAL_ARRAY, "{\"a b\",\"c\\\"d\",\"\",NULL,\"NULL\"}", "[\"a b\",\"c\\\"d\",\"\",null,\"NULL\"]");
	cell_is(VAL_ARRAY, "{a", "[\"a\"]");
	cell_is(VAL_ARRAY, "", "[]");
}

static void fill(struct output *o)
{
	static const struct column head[] = { { "number", VAL_TEXT }, { "replayed", VAL_BOOL } };
	static const struct column line[] = { { "line", VAL_INT },
					      { "material_name", VAL_TEXT },
					      { "open", VAL_QUANTITY } };
	static const char *const words[] = { "one", "two" };
	struct rows rows;

	rows_init(&rows, head, 2);
	rows_append(&rows, (const char *const[]){ "PO-1", "f" });
	output_fields(o, &rows, "replayed");
	rows_init(&rows, line, 3);
	rows_append(&rows, (const char *const[]){ "10", "Bolt", "1234567.500000" });
	rows_append(&rows, (const char *const[]){ "20", NULL, "3.000000" });
	output_list(o, "lines", &rows, NULL);
	assert_null(rows.cell);
	output_words(o, "applied", words, 2);
	output_field(o, "replayed", VAL_BOOL, "true");
}

static void keys_stand_in_the_order_of_the_sections(void **state)
{
	struct output o = { 0 };
	json_t *json;
	char *text;

	fill(&o);
	json = output_json(&o);
	text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert_string_equal(text, "{\"number\":\"PO-1\",\"lines\":["
				  "{\"line\":10,\"material_name\":\"Bolt\",\"open\":\"1234567.5\"},"
				  "{\"line\":20,\"material_name\":null,\"open\":\"3\"}],"
				  "\"applied\":[\"one\",\"two\"],\"replayed\":true}");
	free(text);
	json_decref(json);
	output_done(&o);
	output_done(&o);
}

static void a_map_has_the_first_column_as_keys(void **state)
{
	static const struct column columns[] = { { "topic", VAL_TEXT }, { "channel", VAL_TEXT } };
	struct output o = { 0 };
	struct rows rows;
	json_t *json;
	char *text;

	rows_init(&rows, columns, 2);
	rows_append(&rows, (const char *const[]){ "stock", "stock_1" });
	output_map(&o, "channels", &rows);
	json = output_json(&o);
	text = json_dumps(json, JSON_COMPACT);
	assert_string_equal(text, "{\"channels\":{\"stock\":\"stock_1\"}}");
	free(text);
	json_decref(json);
	output_done(&o);
}

static void errors_have_all_their_keys(void **state)
{
	struct err err;
	json_t *json;
	char *text;

	err_set(&err, ERR_VALIDATION, "ZERO", "quantity", "nothing");
	json = output_error_json(&err, 0);
	text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert_string_equal(text, "{\"error\":{\"kind\":\"VALIDATION\",\"code\":\"ZERO\",\"field\":\"quantity\","
				  "\"message\":\"nothing\",\"hint\":\"\"}}");
	free(text);
	json_decref(json);
}

static void people_get_aligned_tables(void **state)
{
	struct output o = { 0 };
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fill(&o);
	output_write_plain(f, &o);
	fclose(f);
	assert_string_equal(text, "number    PO-1\n"
				  "\n"
				  "line  material name         open\n"
				  "  10  Bolt           1 234 567.5\n"
				  "  20  -                        3\n"
				  "\n"
				  "applied  one\n"
				  "applied  two\n"
				  "\n"
				  "replayed  yes\n");
	free(text);
	output_done(&o);
}

static void an_empty_list_says_so(void **state)
{
	static const struct column columns[] = { { "topic", VAL_TEXT } };
	struct output o = { 0 };
	struct rows rows;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	rows_init(&rows, columns, 1);
	output_list(&o, "purchase_orders", &rows, NULL);
	output_write_plain(f, &o);
	fclose(f);
	assert_string_equal(text, "no purchase orders\n");
	free(text);
	output_done(&o);
}

/* The same told twice: as JSON of any shape, and as a table. */
static void programs_and_people_hear_their_own(void **state)
{
	static const struct column columns[] = { { "id", VAL_TEXT }, { "value", VAL_TEXT } };
	struct output o = { 0 };
	struct rows rows;
	json_t *json;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	output_field(&o, "format", VAL_TEXT, "gs1");
	rows_init(&rows, columns, 2);
	rows_append(&rows, (const char *const[]){ "01", "x" });
	output_people_list(&o, "elements", &rows);
	output_json_only(&o, "elements", json_pack("[{s:s}]", "id", "01"));
	output_words(&o, "warnings", NULL, 0);
	output_write_plain(f, &o);
	fclose(f);
	assert_string_equal(text, "format  gs1\n\nid  value\n01  x\n");
	free(text);
	json = output_json(&o);
	text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert_string_equal(text, "{\"format\":\"gs1\",\"elements\":[{\"id\":\"01\"}],\"warnings\":[]}");
	free(text);
	json_decref(json);
	output_done(&o);
}

static void told_is(const struct answer *a, const char *stored, const char *wanted)
{
	json_t *object = json_loads(stored, 0, NULL), *told;
	struct output o = { 0 };
	char *got;

	answer_tell(a, object, &o);
	told = output_json(&o);
	got = json_dumps(told, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert_string_equal(got, wanted);
	free(got);
	json_decref(told);
	json_decref(object);
	output_done(&o);
}

static void a_stored_answer_is_told_in_order(void **state)
{
	static const struct answer_part parts[] = { { NULL, Q_PO_SHOW }, { "lines", Q_PO_LINES } };
	static const struct answer order = { "purchase_order", parts, 2 };

	told_is(&order,
		"{\"lines\":[{\"open\":\"2.5\",\"line\":10,\"lot_required\":true,\"unit_price\":null}],"
		"\"created_at\":\"2026-11-24T14:32:05.12+01:00\",\"status\":\"OPEN\",\"purchase_order\":\"PO-1\"}",
		"{\"purchase_order\":\"PO-1\",\"status\":\"OPEN\",\"created_at\":\"2026-11-24T14:32:05.12+01:00\","
		"\"lines\":[{\"line\":10,\"material\":null,\"name\":null,\"uom\":null,\"ordered\":null,"
		"\"received\":null,\"open\":\"2.5\",\"max_receivable\":null,\"unit_price\":null,"
		"\"status\":null,\"lot_required\":true,\"expiry_required\":null}]}");
	told_is(&order, "{\"lines\":[],\"supplier\":\"ACME\"}", "{\"supplier\":\"ACME\",\"lines\":[]}");
	told_is(&order, "{\"supplier\":\"ACME\"}", "{\"supplier\":\"ACME\"}");
	told_is(&order, "{}", "{}");
	told_is(&order, "", "{}");
}

static void objects_become_a_table_too(void **state)
{
	static const struct output_path paths[] = {
		{ "order", "number", VAL_CODE }, { "start", "to.start", VAL_TIME }, { "hours", "hours", VAL_RATIO },
		{ "critical", "is", VAL_BOOL },	 { "orders", "orders", VAL_TEXT },  { "load", "load", VAL_INT },
	};
	json_t *list =
		json_loads("[{\"number\":\"WO-1\",\"to\":{\"start\":\"2026-11-24T16:00:00+01:00\"},\"hours\":1.5,"
			   "\"is\":true,\"orders\":[\"A\",\"B\"],\"load\":2},{\"number\":\"WO-2\",\"to\":null}]",
			   0, NULL);
	struct output o = { 0 };
	json_t *object;
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	output_objects(&o, "changed", list, paths, sizeof(paths) / sizeof(paths[0]));
	output_objects(&o, "late", json_array(), paths, 1);
	output_write_plain(f, &o);
	fclose(f);
	assert_string_equal(text, "order  start                hours  critical  orders  load\n"
				  "WO-1   2026-11-24T16:00:00    1.5  yes       A, B       2\n"
				  "WO-2   -                        -  -         -          -\n");
	free(text);
	object = output_json(&o);
	assert_int_equal(json_array_size(json_object_get(object, "changed")), 2);
	assert_int_equal(json_array_size(json_object_get(object, "late")), 0);
	assert_true(json_is_array(json_object_get(object, "late")));
	json_decref(object);
	output_done(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_form),
		cmocka_unit_test(a_stored_answer_is_told_in_order),
		cmocka_unit_test(arrays_become_lists),
		cmocka_unit_test(keys_stand_in_the_order_of_the_sections),
		cmocka_unit_test(a_map_has_the_first_column_as_keys),
		cmocka_unit_test(errors_have_all_their_keys),
		cmocka_unit_test(people_get_aligned_tables),
		cmocka_unit_test(an_empty_list_says_so),
		cmocka_unit_test(programs_and_people_hear_their_own),
		cmocka_unit_test(objects_become_a_table_too),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
