/*
 * core_label - from a label to a goods screen: keys, units, words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/call.h"
#include "core/label.h"

#define GTIN "(01)04012345678901"

static void read_label(const char *text, struct label *ret)
{
	const struct scan_rules rules = { .year = 2026, .bare_gs1 = true };
	struct scan scan = { 0 };
	struct err err = { 0 };

	if (!scan_parse(text, strlen(text), &rules, &scan, &err))
		fail_msg("%s: %s", text, err.message);
	label_from(&scan, 0, ret);
	scan_done(&scan);
}

/* ---- keys ---- */

static void test_what_a_label_is(void **state)
{
	static const struct {
		const char *text;
		enum label_kind kind;
		const char *key;
		enum scanned_what only;
	} cases[] = {
		{ "(01)04012345678901(10)L1", LABEL_GOODS, "04012345678901", SCANNED_MATERIAL },
		{ "(10)L1", LABEL_PART, "L1", SCANNED_LOT },
		{ "(241)M-2(10)L1", LABEL_GOODS, "M-2", SCANNED_MATERIAL },
		{ "(240)SUP-9", LABEL_GOODS, "SUP-9", SCANNED_MATERIAL },
		{ "(400)PO-1", LABEL_ORDER, "PO-1", SCANNED_PURCHASE_ORDER },
		{ "(400)PO-1(10)L1", LABEL_PART, "L1", SCANNED_LOT },
		{ "M-1077", LABEL_TEXT, "M-1077", SCANNED_NOTHING },
		{ ".O.PO-1", LABEL_ORDER, "PO-1", SCANNED_PURCHASE_ORDER },
		{ ".W.WO-1", LABEL_WORK_ORDER, "WO-1", SCANNED_WORK_ORDER },
		{ ".I.M-2", LABEL_GOODS, "M-2", SCANNED_MATERIAL },
		{ ".L.L1", LABEL_PART, "L1", SCANNED_LOT },
		{ ".B.D2-04", LABEL_LOCATION, "D2-04", SCANNED_LOCATION },
		{ ".U.ROSSI", LABEL_BADGE, "ROSSI", SCANNED_USER },
		{ "]E04012345678901", LABEL_GOODS, "04012345678901", SCANNED_MATERIAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct label l;

		read_label(cases[i].text, &l);
		assert_int_equal(l.kind, cases[i].kind);
		assert_string_equal(l.key[0].text, cases[i].key);
		assert_int_equal(l.key[0].only, cases[i].only);
		assert_int_equal(l.n_readings, 1);
	}
}

static void test_what_a_label_tells(void **state)
{
	struct label l;

	(void)state;
	read_label("(01)04012345678901(17)270200(10)L1(30)25(241)M-2(240)S-9(21)SN7(400)PO-1", &l);
	assert_int_equal(l.n_keys, 3);
	assert_string_equal(l.key[1].text, "M-2");
	assert_string_equal(l.key[2].text, "S-9");
	assert_string_equal(l.lot, "L1");
	assert_string_equal(l.expiry, "2027-02-28");
	assert_false(l.expiry_day_given);
	assert_string_equal(l.quantity, "25");
	assert_string_equal(l.uom, "");
	assert_string_equal(l.serial, "SN7");
	assert_string_equal(l.order, "PO-1");
	read_label("(00)340123456789012340(02)04012345678901(37)12", &l);
	assert_string_equal(l.quantity, "12");
	assert_string_equal(l.key[0].text, "04012345678901");
	read_label("(01)04012345678901(3103)012500", &l);
	assert_string_equal(l.quantity, "12.5");
	assert_string_equal(l.uom, "KG");
	assert_true(l.expiry_day_given);
	read_label("[)>\x1e"
		   "06\x1d"
		   "PM-2\x1dKPO-1\x1d"
		   "4K20\x1dQ500\x1d"
		   "1TL1\x1dVV7\x1e\x04",
		   &l);
	assert_int_equal(l.kind, LABEL_GOODS);
	assert_string_equal(l.key[0].text, "M-2");
	assert_string_equal(l.order, "PO-1");
	assert_int_equal(l.order_line, 20);
	assert_string_equal(l.supplier, "V7");
	read_label(".C.save", &l);
	assert_int_equal(l.kind, LABEL_COMMAND);
	assert_string_equal(l.command, "save");
	assert_int_equal(l.n_keys, 0);
	/* A number with a good check digit may be anybody's. */
	read_label("4012345678901", &l);
	assert_int_equal(l.n_keys, 2);
	assert_int_equal(l.kind, LABEL_TEXT);
	assert_string_equal(l.key[0].text, "4012345678901");
	assert_int_equal(l.key[0].only, SCANNED_NOTHING);
	assert_string_equal(l.key[1].text, "04012345678901");
	assert_int_equal(l.key[1].only, SCANNED_MATERIAL);
}

static void test_what_differs_between_readings(void **state)
{
	struct label l[2];
	char words[200];

	(void)state;
	memset(l, 0, sizeof(l));
	str_copy(l[0].key[0].text, LABEL_KEY_TEXT, "M-2");
	str_copy(l[0].quantity, sizeof(l[0].quantity), "5");
	l[1] = l[0];
	str_copy(l[0].lot, sizeof(l[0].lot), "L1");
	str_copy(l[0].expiry, sizeof(l[0].expiry), "2027-01-31");
	str_copy(l[1].lot, sizeof(l[1].lot), "L117270131");
	label_words(l, 2, 0, words, sizeof(words));
	assert_string_equal(words, "lot L1, expiry 2027-01-31");
	label_words(l, 2, 1, words, sizeof(words));
	assert_string_equal(words, "lot L117270131, no expiry");
}

/* ---- units ---- */

static void test_units(void **state)
{
	(void)state;
	assert_true(label_same_unit("pcs", "PCE"));
	assert_true(label_same_unit("H87", "st"));
	assert_true(label_same_unit("kg", "KGM"));
	assert_true(label_same_unit("CS", "cs"));
	assert_false(label_same_unit("kg", "pcs"));
	assert_false(label_same_unit("", ""));
	assert_false(label_same_unit("M", "M2"));
	assert_false(label_same_unit("CS", "BX"));
}

static void test_products_are_exact(void **state)
{
	struct err err = { 0 };
	char ret[NUM_TEXT];

	(void)state;
	assert_true(label_product("3", "24", ret, &err));
	assert_string_equal(ret, "72");
	assert_true(label_product("0.5", "0.333332", ret, &err));
	assert_string_equal(ret, "0.166666");
	assert_true(label_product("7", "", ret, &err));
	assert_string_equal(ret, "7");
	assert_false(label_product("0.000001", "0.5", ret, &err));
	assert_string_equal(err.code, "TOO_MANY_DECIMALS");
	assert_string_equal(err.field, "quantity");
	assert_false(label_product("99999999999", "1000", ret, &err));
	assert_string_equal(err.code, "TOO_LARGE");
	assert_false(label_product("0", "24", ret, &err));
	assert_false(label_product("", "24", ret, &err));
}

static struct rows resolved_as(const char *material, const char *uom, const char *factor)
{
	const char *const cells[] = { "material", material, "name", material, NULL, uom, factor };
	struct rows r = { 0 };
	size_t n;
	const struct column *c = call_columns(Q_RESOLVE, &n);

	rows_init(&r, c, n);
	rows_append(&r, cells);
	return r;
}

static void test_quantities(void **state)
{
	static const struct {
		const char *quantity, *uom;	    /* of the label */
		const char *barcode, *factor;	    /* of the barcode */
		const char *own;		    /* the material's unit */
		const char *filled, *counts, *said; /* in the form; what is counted there; not taken */
	} cases[] = {
		{ "12", "", "pcs", "1", "pcs", "12", "", "" },
		{ "12", "", "CS", "24", "pcs", "288", "", "" },
		{ "12", "PCE", "CS", "24", "pcs", "12", "", "" },
		{ "12", "cs", "CS", "24", "pcs", "288", "", "" },
		{ "12.5", "KG", "kg", "1", "kg", "12.5", "", "" },
		{ "12.5", "KG", "pcs", "1", "pcs", "", "", "12.5 KG" },
		{ "12.5", "KG", "CS", "24", "pcs", "", "", "12.5 KG" },
		{ "", "", "CS", "24", "pcs", "", "24", "" },
		{ "0", "", "CS", "24", "pcs", "", "24", "" },
		{ "", "", "pcs", "1", "pcs", "", "", "" },
		/* The material's unit is not known yet: a barcode of factor 1 is in it. */
		{ "4", "NAR", "pcs", "1", "", "4", "", "" },
		{ "4", "KG", "CS", "24", "", "", "", "4 KG" },
		/* A server that does not tell. */
		{ "4", "", NULL, NULL, "pcs", "4", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rows r = resolved_as("M-1", cases[i].barcode, cases[i].factor);
		struct label l = { .kind = LABEL_GOODS };
		struct label_fill fill;
		struct err err = { 0 };

		str_copy(l.quantity, sizeof(l.quantity), cases[i].quantity);
		str_copy(l.uom, sizeof(l.uom), cases[i].uom);
		assert_true(label_fill(&l, &r, 0, NULL, cases[i].own, &fill, &err));
		assert_string_equal(fill.quantity, cases[i].filled);
		assert_string_equal(fill.unit.factor, cases[i].counts);
		assert_string_equal(fill.said, cases[i].said);
		rows_done(&r);
	}
}

static void test_sift(void **state)
{
	const struct label_key only = { "M-1", SCANNED_MATERIAL }, lot = { "M-1", SCANNED_LOT };
	const char *const place[] = { "location", "M-1", "P1", NULL, NULL, NULL, NULL };
	struct rows r = resolved_as("M-1", NULL, NULL), to = { 0 };

	(void)state;
	rows_append(&r, place);
	assert_true(label_sift(&only, &r, &to));
	assert_int_equal(to.n, 1);
	rows_done(&to);
	assert_false(label_sift(&lot, &r, &to));
	rows_done(&to);
	assert_true(label_sift(&(struct label_key){ "M-1", SCANNED_NOTHING }, &r, &to));
	assert_int_equal(to.n, 2);
	rows_done(&to);
	rows_done(&r);
}

/* ---- codes of nobody ---- */

static void test_unknown_keys(void **state)
{
	static const struct {
		const char *label, *message;
	} cases[] = {
		{ GTIN, "no material has the code 04012345678901 of this label" },
		{ ".O.PO-9", "there is no order PO-9" },
		{ ".L.L9", "there is no lot L9" },
		{ ".U.SECRET", "that is a badge of nobody here" },
		{ "what", "nothing here is called what" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct label l;
		struct err err = { 0 };

		read_label(cases[i].label, &l);
		label_refuse_unknown(&l, "a material", &err);
		assert_string_equal(err.message, cases[i].message);
		assert_int_equal(err.kind, ERR_NOT_FOUND);
		assert_string_equal(err.field, "scan");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_label_is),
		cmocka_unit_test(test_what_a_label_tells),
		cmocka_unit_test(test_what_differs_between_readings),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_products_are_exact),
		cmocka_unit_test(test_quantities),
		cmocka_unit_test(test_sift),
		cmocka_unit_test(test_unknown_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
