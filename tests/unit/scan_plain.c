/*
 * EAN, UPC, ITF-14, in-house prefixes, and plain text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_scan.h"

static void is_item(const char *text, const char *value, const char *gtin)
{
	struct scan s;

	unit_scan_reads(text, NULL, SCAN_EAN, &s);
	assert_int_equal(s.reading[0]->n_elements, 1);
	unit_scan_pair(&s, 0, "01", value);
	assert_int_equal(s.reading[0]->element[0].at, 3);
	unit_scan_field(&s, "gtin", gtin);
	scan_done(&s);
}

static void reads_trade_items(void **state)
{
	struct scan s;

	is_item("]E09506000134352", "9506000134352", "09506000134352");
	is_item("]E00614141999996", "0614141999996", "00614141999996");
	is_item("]E0614141999996", "614141999996", "00614141999996");
	is_item("]E496385074", "96385074", "00000096385074");
	is_item("]I109506000134352\r\n", "09506000134352", "09506000134352");
	is_item("]E3950600013435212", "9506000134352", "09506000134352");
	is_item("]E3950600013435212345", "9506000134352", "09506000134352");
	is_item("]E39506000134352", "9506000134352", "09506000134352");
	unit_scan_reads("]E3950600013435212", NULL, SCAN_EAN, &s);
	assert_int_equal(s.n_warnings, 1);
	scan_done(&s);
}

static void refuses_wrong_trade_items(void **state)
{
	struct err err = unit_scan_refuses("]E09506000134353", NULL, "BAD_CHECK_DIGIT");

	assert_non_null(strstr(err.message, "01"));
	unit_scan_refuses("]E0950600013435", NULL, "BAD_CHECK_DIGIT");
	unit_scan_refuses("]E095060001343", NULL, "TOO_SHORT");
	unit_scan_refuses("]E009506000134352", NULL, "TOO_LONG");
	unit_scan_refuses("]E0950600013435X", NULL, "BAD_CHARACTER");
	unit_scan_refuses("]E39506000134352x1", NULL, "BAD_CHARACTER");
	unit_scan_refuses("]E496385075", NULL, "BAD_CHECK_DIGIT");
	unit_scan_refuses("]E49638507", NULL, "TOO_SHORT");
	unit_scan_refuses("]I109506000134353", NULL, "BAD_CHECK_DIGIT");
	unit_scan_refuses("]I10950600013435X", NULL, "BAD_CHARACTER");
}

static void other_interleaved_codes_are_plain(void **state)
{
	unit_scan_tells("]I11234567890", NULL, SCAN_PLAIN, "text", "1234567890");
	unit_scan_tells("]I11234567890", NULL, SCAN_PLAIN, "gtin", NULL);
	unit_scan_tells("]I009506000134353", NULL, SCAN_PLAIN, "text", "09506000134353");
}

static void prefixes_say_what_it_is(void **state)
{
	static const struct scan_prefix own[] = { { "BIN-", "location" }, { "", "order" } };
	const struct scan_rules rules = { .year = UNIT_SCAN_YEAR, .prefix = own, .n_prefixes = 2 };

	unit_scan_tells(".O.PO-4500012", NULL, SCAN_PLAIN, "order", "PO-4500012");
	unit_scan_tells(".O.PO-4500012", NULL, SCAN_PLAIN, "text", NULL);
	unit_scan_tells(".W.WO-118", NULL, SCAN_PLAIN, "work_order", "WO-118");
	unit_scan_tells(".I.M-1077", NULL, SCAN_PLAIN, "material", "M-1077");
	unit_scan_tells(".l.L2611", NULL, SCAN_PLAIN, "lot", "L2611");
	unit_scan_tells("]A0.B.D2-04", NULL, SCAN_PLAIN, "location", "D2-04");
	unit_scan_tells(".U.4711\r", NULL, SCAN_PLAIN, "badge", "4711");
	unit_scan_tells(".C.save", NULL, SCAN_PLAIN, "command", "save");
	unit_scan_tells(".O.", NULL, SCAN_PLAIN, "text", ".O.");
	unit_scan_tells(".O. ", NULL, SCAN_PLAIN, "text", ".O.");
	unit_scan_tells(".X.1", NULL, SCAN_PLAIN, "text", ".X.1");
	unit_scan_tells("bin-7", &rules, SCAN_PLAIN, "location", "7");
	unit_scan_tells(".O.1", &rules, SCAN_PLAIN, "text", ".O.1");
}

static void the_rest_is_a_search_key(void **state)
{
	struct scan s;

	unit_scan_reads("  M-1077 zinc \t", NULL, SCAN_PLAIN, &s);
	assert_int_equal(s.n_readings, 1);
	assert_int_equal(s.reading[0]->n_elements, 0);
	unit_scan_field(&s, "text", "M-1077 zinc");
	scan_done(&s);
	unit_scan_tells("{LCSC:1}", NULL, SCAN_PLAIN, "text", "{LCSC:1}");
	unit_scan_tells("caf\xc3\xa9 \xff\x01", NULL, SCAN_PLAIN, "text", "caf\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd");
	unit_scan_tells("9506000134352", NULL, SCAN_PLAIN, "gtin", "09506000134352");
	unit_scan_tells("9506000134352", NULL, SCAN_PLAIN, "text", "9506000134352");
	unit_scan_tells("96385074", NULL, SCAN_PLAIN, "gtin", "00000096385074");
	unit_scan_tells("96385075", NULL, SCAN_PLAIN, "gtin", NULL);
	unit_scan_tells("614141999996", NULL, SCAN_PLAIN, "gtin", "00614141999996");
	unit_scan_refuses("   ", NULL, "EMPTY");
	unit_scan_refuses("", NULL, "EMPTY");
}

static void keeps_what_stands_behind_a_zero_byte(void **state)
{
	const struct scan_rules rules = { .year = UNIT_SCAN_YEAR };
	struct err err = { 0 };
	struct scan s;

	assert_true(scan_parse("A\0B", 3, &rules, &s, &err));
	unit_scan_field(&s, "text",
			"A\xef\xbf\xbd"
			"B");
	scan_done(&s);
}

/* "PM-1077" may be a part number that begins with P. */
static void one_field_needs_a_rule(void **state)
{
	static const struct scan_rule rule[] = { { "P", "material" }, { "1T", "lot" }, { "Q", "" } };
	const struct scan_rules rules = { .year = UNIT_SCAN_YEAR, .rule = rule, .n_rules = 3 };

	unit_scan_tells("PM-1077", NULL, SCAN_PLAIN, "material", NULL);
	unit_scan_tells("PM-1077", &rules, SCAN_PLAIN, "material", "M-1077");
	unit_scan_tells("PM-1077", &rules, SCAN_PLAIN, "text", "PM-1077");
	unit_scan_tells("]C01TL2611", &rules, SCAN_PLAIN, "lot", "L2611");
	unit_scan_tells("]A0PM-1077", &rules, SCAN_PLAIN, "material", "M-1077");
	unit_scan_tells("]Q1PM-1077", &rules, SCAN_PLAIN, "material", NULL);
	unit_scan_tells("P", &rules, SCAN_PLAIN, "material", NULL);
	unit_scan_tells("Q500", &rules, SCAN_PLAIN, "quantity", NULL);
	unit_scan_tells("Q500", &rules, SCAN_PLAIN, "text", "Q500");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_trade_items),
		cmocka_unit_test(refuses_wrong_trade_items),
		cmocka_unit_test(other_interleaved_codes_are_plain),
		cmocka_unit_test(prefixes_say_what_it_is),
		cmocka_unit_test(the_rest_is_a_search_key),
		cmocka_unit_test(keeps_what_stands_behind_a_zero_byte),
		cmocka_unit_test(one_field_needs_a_rule),
	};

	return cmocka_run_group_tests_name("scan_plain", tests, NULL, NULL);
}
