/*
 * GS1 Digital Link: keys, qualifiers, attributes, escapes, and web pages that are none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "support/unit_scan.h"

#define GTIN "09506000134352"

static void refuses(const char *text, const char *code)
{
	unit_scan_refuses(text, NULL, code);
}

static void is_plain(const char *text)
{
	unit_scan_tells(text, NULL, SCAN_PLAIN, "text", text);
}

static void reads_key_qualifiers_and_attributes(void **state)
{
	struct scan s;

	unit_scan_reads("https://id.gs1.org/01/" GTIN "/22/2A/10/ABC123/21/S-1?17=261200&3103=000195#top", NULL,
			SCAN_DIGITAL_LINK, &s);
	assert_int_equal(s.reading[0]->n_elements, 6);
	unit_scan_pair(&s, 0, "01", GTIN);
	unit_scan_pair(&s, 1, "22", "2A");
	unit_scan_pair(&s, 2, "10", "ABC123");
	unit_scan_pair(&s, 3, "21", "S-1");
	unit_scan_pair(&s, 4, "17", "261200");
	unit_scan_pair(&s, 5, "3103", "000195");
	assert_int_equal(s.reading[0]->element[0].at, 19);
	assert_int_equal(s.reading[0]->element[4].at, 60);
	unit_scan_field(&s, "gtin", GTIN);
	unit_scan_field(&s, "lot", "ABC123");
	unit_scan_field(&s, "expiry", "2026-12-31");
	unit_scan_field(&s, "expiry_day_given", "false");
	unit_scan_field(&s, "quantity", "0.195");
	unit_scan_field(&s, "uom", "KG");
	assert_int_equal(s.n_readings, 1);
	scan_done(&s);
}

static void takes_any_host_and_stem(void **state)
{
	unit_scan_tells("HTTPS://ID.GS1.ORG/01/" GTIN, NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("http://user@localhost:8080/a/b/c/01/" GTIN "/", NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("HTTP://X/01/" GTIN "?x=1", NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	/* The rightmost key, and a value that looks like one. */
	unit_scan_tells("https://x.de/00/123/01/" GTIN, NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("https://x.de/01/" GTIN "/10/01", NULL, SCAN_DIGITAL_LINK, "lot", "01");
	unit_scan_tells("https://x.de/01/" GTIN "/10/01/21/00", NULL, SCAN_DIGITAL_LINK, "serial", "00");
	unit_scan_tells("]Q1https://x.de/00/395011015300000011", NULL, SCAN_DIGITAL_LINK, "sscc", "395011015300000011");
}

static void pads_short_trade_item_numbers(void **state)
{
	unit_scan_tells("https://x.de/01/9506000134352", NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("https://x.de/01/614141999996", NULL, SCAN_DIGITAL_LINK, "gtin", "00614141999996");
	unit_scan_tells("https://x.de/01/96385074", NULL, SCAN_DIGITAL_LINK, "gtin", "00000096385074");
	refuses("https://x.de/01/9506000134353", "BAD_CHECK_DIGIT");
	refuses("https://x.de/01/950600013435", "BAD_CHECK_DIGIT");
	refuses("https://x.de/01/95060001343", "TOO_SHORT");
	refuses("https://x.de/01/095060001343520", "TOO_LONG");
	refuses("https://x.de/01/0950600013435X", "BAD_CHARACTER");
}

static void pages_of_other_people_are_plain(void **state)
{
	is_plain("https://example.com");
	is_plain("https://example.com/");
	is_plain("https://example.com/shop/items?id=5");
	is_plain("https:///01/" GTIN);
	is_plain("https://example.com?01=" GTIN);
	is_plain("https://example.com/2024/01");
	is_plain("https://example.com/blog/2026/01/15");
	is_plain("https://example.com/a/01/news/y/z");
	is_plain("https://example.com/414/office");
	is_plain("Https://id.gs1.org/01/" GTIN);
	is_plain("https://");
	is_plain("https://#/01/" GTIN);
}

static void refuses_what_does_not_qualify(void **state)
{
	struct err err = unit_scan_refuses("https://x.de/01/" GTIN "/21/S/10/L", NULL, "BAD_QUALIFIER");

	assert_true(strstr(err.hint, "22 10 21") != NULL);
	refuses("https://x.de/01/" GTIN "/10/L/10/L", "BAD_QUALIFIER");
	refuses("https://x.de/01/" GTIN "/17/261231", "BAD_QUALIFIER");
	refuses("https://x.de/01/" GTIN "/foo/bar", "BAD_QUALIFIER");
	refuses("https://x.de/01/" GTIN "/10", "BAD_QUALIFIER");
	refuses("https://x.de/01/" GTIN "/22/2A/235/T", "BAD_QUALIFIER");
	refuses("https://x.de/01/" GTIN "/235/T/10/L", "BAD_QUALIFIER");
	err = unit_scan_refuses("https://x.de/00/395011015300000011/10/L", NULL, "BAD_QUALIFIER");
	assert_string_equal(err.hint, "Nothing may stand behind this key.");
	refuses("https://x.de/417/9506000134352/254/1", "BAD_QUALIFIER");
	refuses("https://x.de/01//10/ABC", "BAD_KEY");
	refuses("https://x.de/01/123", "TOO_SHORT");
	refuses("https://x.de/01/" GTIN "/10//21/S", "TOO_SHORT");
	unit_scan_tells("https://x.de/01/" GTIN "/235/T-1", NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("https://x.de/414/9506000134352/254/A1", NULL, SCAN_DIGITAL_LINK, "gtin", NULL);
	unit_scan_tells("https://x.de/8004/1234AB/7040/1ABC", NULL, SCAN_DIGITAL_LINK, "gtin", NULL);
	unit_scan_tells("https://x.de/01/%30"
			"9506000134352",
			NULL, SCAN_DIGITAL_LINK, "gtin", GTIN);
	unit_scan_tells("https://x.de/8006/095060001343520102/10/L", NULL, SCAN_DIGITAL_LINK, "lot", "L");
}

static void judges_the_query(void **state)
{
	struct scan s;

	unit_scan_reads("https://x.de/01/" GTIN "?utm=1&&10x=2&17=261231&linkType=gs1:pip", NULL, SCAN_DIGITAL_LINK,
			&s);
	assert_int_equal(s.reading[0]->n_elements, 2);
	scan_done(&s);
	refuses("https://x.de/01/" GTIN "?9999=1", "UNKNOWN_AI");
	refuses("https://x.de/01/" GTIN "?1=1", "UNKNOWN_AI");
	refuses("https://x.de/01/" GTIN "?12345678901=1", "UNKNOWN_AI");
	refuses("https://x.de/01/" GTIN "?171=1", "UNKNOWN_AI");
	refuses("https://x.de/01/" GTIN "?17=261301", "BAD_DATE");
	refuses("https://x.de/01/" GTIN "?17", "TOO_SHORT");
	refuses("https://x.de/01/" GTIN "/10/A?10=B", "DUPLICATE_AI");
	refuses("https://x.de/01/" GTIN "?02=" GTIN, "EXCLUSIVE_AI");
}

static void decodes_escapes(void **state)
{
	unit_scan_tells("https://x.de/01/" GTIN "/10/A%2FB%3f%25", NULL, SCAN_DIGITAL_LINK, "lot", "A/B?%");
	unit_scan_tells("https://x.de/01/" GTIN "/10/A+B", NULL, SCAN_DIGITAL_LINK, "lot", "A+B");
	unit_scan_tells("https://x.de/01/" GTIN "?10=A%2bB", NULL, SCAN_DIGITAL_LINK, "lot", "A+B");
	/* A blank, which no AI may hold. */
	refuses("https://x.de/01/" GTIN "?10=A+B", "BAD_CHARACTER");
	refuses("https://x.de/01/" GTIN "?10=A%00B", "BAD_CHARACTER");
	refuses("https://x.de/01/" GTIN "/10/A%2", "BAD_ESCAPE");
	refuses("https://x.de/01/" GTIN "/10/A%", "BAD_ESCAPE");
	refuses("https://x.de/01/" GTIN "/10/A%G0", "BAD_ESCAPE");
	refuses("https://x.de/01/" GTIN "/10/A%0G", "BAD_ESCAPE");
}

/* More pairs than a reading holds. */
static void refuses_endless_queries(void **state)
{
	char text[SCAN_BYTES] = "https://x.de/01/" GTIN "?10=A";

	for (int i = 0; i < SCAN_ELEMENTS; i++)
		str_append(text, sizeof(text), "&10=A");
	refuses(text, "TOO_LONG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_key_qualifiers_and_attributes),
		cmocka_unit_test(takes_any_host_and_stem),
		cmocka_unit_test(pads_short_trade_item_numbers),
		cmocka_unit_test(pages_of_other_people_are_plain),
		cmocka_unit_test(refuses_what_does_not_qualify),
		cmocka_unit_test(judges_the_query),
		cmocka_unit_test(decodes_escapes),
		cmocka_unit_test(refuses_endless_queries),
	};

	return cmocka_run_group_tests_name("scan_digital_link", tests, NULL, NULL);
}
