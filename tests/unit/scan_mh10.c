/*
 * Envelopes and data identifiers: the form of the standard, what scanners make of it, and the supplier's rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "support/unit_scan.h"

#define RS	   "\x1e"
#define GS	   "\x1d"
#define EOT	   "\x04"
#define OF(fields) "[)>" RS "06" GS fields RS EOT

static void tells(const char *text, const char *name, const char *value)
{
	unit_scan_tells(text, NULL, SCAN_MH10, name, value);
}

/* Pairs as "id=value|id=value". */
static void has_pairs(const char *text, const char *wanted)
{
	char is[512] = "";
	struct scan s;

	unit_scan_reads(text, NULL, SCAN_MH10, &s);
	assert_int_equal(s.n_readings, 1);
	for (size_t i = 0; i < s.reading[0]->n_elements; i++) {
		const struct scan_element *e = &s.reading[0]->element[i];

		str_append(is, sizeof(is), i > 0 ? "|" : "");
		str_append(is, sizeof(is), e->id);
		str_append(is, sizeof(is), "=");
		str_append(is, sizeof(is), e->value);
		assert_true(strncmp(text + e->at, e->id, 0) == 0 && e->at < strlen(text));
	}
	assert_string_equal(is, wanted);
	scan_done(&s);
}

static void reads_an_electronics_label(void **state)
{
	struct scan s;

	unit_scan_reads(OF("PM-1077" GS "1PWASHER-8" GS "Q2500" GS "KPO-4500012" GS "14KPO-4500012+00020" GS
			   "1TL2611-7" GS "4LDE" GS "14D20271130" GS "16D20260102" GS "3SS123" GS "VACME" GS
			   "11KDN-9" GS "SSN1" GS "10D2615"),
			NULL, SCAN_MH10, &s);
	assert_int_equal(s.n_readings, 1);
	assert_int_equal(s.reading[0]->n_elements, 14);
	unit_scan_pair(&s, 0, "P", "M-1077");
	unit_scan_pair(&s, 4, "14K", "PO-4500012+00020");
	assert_int_equal(s.reading[0]->element[0].at, 7);
	unit_scan_field(&s, "material", "M-1077");
	unit_scan_field(&s, "supplier_material", "WASHER-8");
	unit_scan_field(&s, "quantity", "2500");
	unit_scan_field(&s, "uom", NULL);
	unit_scan_field(&s, "order", "PO-4500012");
	unit_scan_field(&s, "order_line", "20");
	unit_scan_field(&s, "lot", "L2611-7");
	unit_scan_field(&s, "origin", "DE");
	unit_scan_field(&s, "expiry", "2027-11-30");
	unit_scan_field(&s, "expiry_day_given", "true");
	unit_scan_field(&s, "production_date", "2026-01-02");
	unit_scan_field(&s, "package", "S123");
	unit_scan_field(&s, "supplier", "ACME");
	unit_scan_field(&s, "delivery_note", "DN-9");
	unit_scan_field(&s, "serial", "SN1");
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
}

static void takes_what_scanners_make_of_separators(void **state)
{
	static const char wanted[] = "P=A-1|Q=5";

	has_pairs(OF("PA-1" GS "Q5"), wanted);
	has_pairs("[)>" RS "06" GS "PA-1" GS "Q5" GS RS EOT, wanted); /* a separator before the trailer */
	has_pairs("[)>" RS "06" GS "PA-1" GS "Q5" RS, wanted);	      /* no EOT */
	has_pairs("[)>" RS "06" GS "PA-1" GS "Q5" EOT, wanted);	      /* no RS */
	has_pairs("[)>" RS "06" GS "PA-1" GS "Q5", wanted);	      /* no trailer */
	has_pairs("[)>06" GS "PA-1" GS "Q5", wanted);		      /* no RS in front */
	has_pairs("[)>" RS "06PA-1" GS "Q5" RS EOT, wanted);	      /* no GS behind the format */
	has_pairs("[)>" RS "06" RS "PA-1" RS "Q5" RS EOT, wanted);    /* RS for GS */
	has_pairs("[)>" GS "06" GS "PA-1" GS "Q5", wanted);	      /* GS for RS */
	has_pairs("[)>^06]PA-1]Q5^d", wanted);			      /* Ctrl got lost */
	has_pairs("[)>^06]PA-1]Q5^D", wanted);
	has_pairs("[)>^06]PA-1]Q5^^d", wanted);
	has_pairs("[)>^06]pA-1]q5^", wanted);
	has_pairs("[)>06]PA-1]Q5", wanted);
	has_pairs("[)>" RS "06PA-1]Q5" RS "d", wanted);
	has_pairs("[)>^06^PA-1^Q5^^d", wanted);
	has_pairs("[)>06|PA-1|Q5", wanted);
	has_pairs("[)>06\xe2\x94\xb4PA-1\xe2\x94\xb4Q5", wanted); /* a box-drawing character */
	has_pairs("[)>@06@PA-1@Q5@@", wanted);
	has_pairs(OF("PA-1" GS GS "Q5" GS), wanted);		     /* an empty field */
	has_pairs(OF("PA-1" GS "Q5") "[)>" RS "06" GS "PB", wanted); /* what follows is another label */
	has_pairs(OF("PA]1^" GS "Q5"), "P=A]1^|Q=5");		     /* where GS is kept, these are data */
	has_pairs(OF("K" GS "P" GS "1PM.."), "K=|P=|1P=M..");	     /* empty values */
	has_pairs(OF("3N1ABC" GS "ZZ" GS "1234567" GS "+-"), "3N=1ABC|Z=Z|=1234567|=+-");
}

static void uses_the_terminals_stand_in(void **state)
{
	const struct scan_rules rules = { .year = UNIT_SCAN_YEAR, .gs = "#~" };
	const struct scan_rules ascii = { .year = UNIT_SCAN_YEAR };

	unit_scan_tells("[)>06PA-1~Q5", &rules, SCAN_MH10, "quantity", "5");
	unit_scan_tells("[)>06PA-1~Q5", &ascii, SCAN_MH10, "material", "A-1~Q5");
}

static void says_when_no_separator_was_found(void **state)
{
	struct scan s;

	unit_scan_reads("[)>06PA-1Q51TL", NULL, SCAN_MH10, &s);
	assert_int_equal(s.n_warnings, 1);
	unit_scan_field(&s, "quantity", NULL);
	scan_done(&s);
	unit_scan_reads("[)>06" GS "1234", NULL, SCAN_MH10, &s);
	assert_int_equal(s.n_warnings, 1);
	assert_non_null(strstr(s.warning[0], "no identifier"));
	scan_done(&s);
}

static void reads_several_envelopes(void **state)
{
	has_pairs("[)>" RS "06" GS "PA-1" RS "06" GS "Q5" RS "12" GS "SER X1" RS EOT, "P=A-1|Q=5|SER=X1");
	has_pairs("[)>" RS "06" GS "PA-1" RS "06" RS "Q5" RS EOT, "P=A-1|Q=5");
	has_pairs("[)>" RS "06" GS "PA-1" RS "05" GS "10L1" RS EOT, "P=A-1|10=L1");
	has_pairs("[)>" RS "05" GS "10L1" RS "06" GS "Q5" RS "05" GS "10L2" RS EOT, "10=L1|Q=5");
	has_pairs("[)>" RS "05" GS RS "06" GS "Q5" RS EOT, "Q=5");
}

static void hands_element_strings_on(void **state)
{
	struct scan s;

	unit_scan_reads("[)>" RS "05" GS "0109506000134352"
			"10LOT1" GS "17261231" RS EOT,
			NULL, SCAN_MH10, &s);
	assert_int_equal(s.reading[0]->n_elements, 3);
	unit_scan_field(&s, "gtin", "09506000134352");
	unit_scan_field(&s, "lot", "LOT1");
	unit_scan_field(&s, "expiry", "2026-12-31");
	assert_int_equal(s.reading[0]->element[0].at, 7);
	scan_done(&s);
	tells("[)>@05@0109506000134352"
	      "10LOT1@17261231@@",
	      "expiry", "2026-12-31");
	unit_scan_refuses("[)>" RS "05" GS "0109506000134353" RS EOT, NULL, "BAD_CHECK_DIGIT");
}

static void reads_text_elements(void **state)
{
	has_pairs("[)>" RS "12" GS "MFR 54321" GS "ser 786950" GS "PNO A-1" GS "1TX" GS "AB" GS "ABCD" RS EOT,
		  "MFR=54321|SER=786950|PNO=A-1|1T=X|A=B|A=BCD");
	tells("[)>" RS "12" GS "SER 786950" GS "PNO A-1" RS EOT, "serial", "786950");
	tells("[)>" RS "12" GS "SER 786950" GS "PNO A-1" RS EOT, "supplier_material", "A-1");
}

static void refuses_what_is_no_envelope(void **state)
{
	char text[SCAN_BYTES] = "[)>06";

	unit_scan_refuses("[)>", NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>" RS, NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>PA-1", NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>" RS "0", NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>" RS "07" GS "text" RS EOT, NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>" EOT "06" GS "PA", NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>^^^^^^^06]PA", NULL, "BAD_ENVELOPE");
	unit_scan_refuses("[)>06", NULL, "EMPTY");
	unit_scan_refuses(OF(GS GS), NULL, "EMPTY");
	for (int i = 0; i < 40; i++)
		str_append(text, sizeof(text), RS "Q1");
	unit_scan_refuses(text, NULL, "TOO_LONG");
	str_copy(text, sizeof(text), "[)>06");
	for (int i = 0; i <= SCAN_ELEMENTS; i++)
		str_append(text, sizeof(text), GS "Q1");
	unit_scan_refuses(text, NULL, "TOO_LONG");
}

static void reads_quantities(void **state)
{
	struct scan s;

	tells(OF("Q000500"), "quantity", "500");
	tells(OF("Q12.50"), "quantity", "12.5");
	tells(OF("Q12.00"), "quantity", "12");
	tells(OF("Q0"), "quantity", "0");
	tells(OF("Q0.5"), "quantity", "0.5");
	tells(OF("Q 500 "), "quantity", "500");
	tells(OF("Q1,000"), "quantity", NULL);
	tells(OF("Q500 PCS"), "quantity", NULL);
	tells(OF("Q5."), "quantity", NULL);
	tells(OF("Q.5"), "quantity", NULL);
	tells(OF("Q1.2.3"), "quantity", NULL);
	tells(OF("Q-5"), "quantity", NULL);
	tells(OF("Q1234567890123456789012345"), "quantity", NULL);
	tells(OF("Q12345678901234567890NAR000"), "quantity", NULL);
	tells(OF("Q3000NAR00"), "quantity", NULL);
	tells(OF("Q3000N1R000"), "quantity", NULL);
	tells(OF("Q3000NARX00"), "quantity", NULL);
	unit_scan_reads("[)>@06@12PGTL3@PA-1@Q3000NAR250@@", NULL, SCAN_MH10, &s);
	unit_scan_pair(&s, 2, "Q", "3000NAR250");
	unit_scan_field(&s, "quantity", "3000.25");
	unit_scan_field(&s, "uom", "NAR");
	scan_done(&s);
	tells("[)>@06@PA-1@Q3000kgm000@@", "uom", "KGM");
	tells(OF("7Q12.5kg"), "quantity", "12.5");
	tells(OF("7Q12.5kg"), "uom", "KG");
	tells(OF("7Q500P1"), "uom", "P1");
	tells(OF("7Q500"), "quantity", "500");
	tells(OF("7Q500"), "uom", NULL);
	tells(OF("7QKG"), "quantity", NULL);
	tells(OF("7Qx0KG"), "quantity", NULL);
	tells(OF("7Q5 %"), "quantity", NULL);
	/* One quantity and its own unit, not another's. */
	tells(OF("Q5" GS "7Q2KG"), "uom", NULL);
	tells(OF("3QEA" GS "Q5"), "uom", "EA");
	tells(OF("3QEA" GS "7Q5KG"), "uom", "KG");
}

static void reads_dates(void **state)
{
	struct scan s;

	tells(OF("14D20280229"), "expiry", "2028-02-29");
	tells(OF("14D20270229"), "expiry", NULL);
	tells(OF("14D2027-11-30"), "expiry", NULL);
	tells(OF("14D18991231"), "expiry", NULL);
	tells(OF("14D271130"), "expiry", "2027-11-30");
	tells(OF("14D271131"), "expiry", NULL);
	tells(OF("14D2727"), "expiry", NULL);
	tells(OF("15D30112027"), "expiry", "2027-11-30");
	tells(OF("15D31112027"), "expiry", NULL);
	tells(OF("14D20270200"), "expiry", "2027-02-28");
	tells(OF("14D20280200"), "expiry", "2028-02-29");
	tells(OF("14D20270200"), "expiry_day_given", "false");
	tells(OF("14D20271300"), "expiry", NULL);
	tells(OF("16D20270400"), "production_date", "2027-04");
	tells(OF("16D20270430"), "production_date", "2027-04-30");
	tells(OF("6D20271130036"), "expiry", "2027-11-30");
	tells(OF("5D271130036"), "expiry", "2027-11-30");
	tells(OF("6D20260102094"), "production_date", "2026-01-02");
	tells(OF("6D20260102011"), "production_date", NULL);
	tells(OF("6D36"), "expiry", NULL);
	/* A week, or a date of nothing in particular. */
	tells(OF("D2615"), "production_date", NULL);
	tells(OF("12D20260102"), "production_date", NULL);
	/* The first expiry stays, with its own mark. */
	unit_scan_reads(OF("14D20271130" GS "15D00122027"), NULL, SCAN_MH10, &s);
	unit_scan_field(&s, "expiry", "2027-11-30");
	unit_scan_field(&s, "expiry_day_given", "true");
	scan_done(&s);
}

static void reads_orders_lots_and_packages(void **state)
{
	tells(OF("14K10"), "order_line", "10");
	tells(OF("14K10"), "order", NULL);
	tells(OF("14K4500012"), "order", "4500012");
	tells(OF("14KA+B+0030"), "order", "A+B");
	tells(OF("14KA+B+0030"), "order_line", "30");
	tells(OF("14KA+X"), "order_line", NULL);
	tells(OF("14K"), "order", NULL);
	tells(OF("KPO-1" GS "4K0010"), "order_line", "10");
	tells(OF("KPO-1" GS "4K12345678"), "order_line", NULL);
	tells(OF("14KPO-2+1" GS "KPO-1"), "order", "PO-1");
	tells(OF("TOURS" GS "1TTHEIRS"), "lot", "THEIRS");
	tells(OF("TOURS"), "lot", "OURS");
	tells(OF("1JUN123"), "package", "UN123");
	tells(OF("2KSH1" GS "16KDN1"), "delivery_note", "DN1");
	tells(OF("PA\xff\a B"), "material", "A\xef\xbf\xbd\xef\xbf\xbd B");
}

static void suppliers_rules_come_first(void **state)
{
	static const struct scan_rule rule[] = {
		{ "1P", "material" },
		{ "P", "-" },
		{ "T", "" },
		{ "9D", "expiry" },
		{ "Q", "quantity" },
		{ "2P", "variant" },
		{ "6D", "best_before" },
		{ "8P", "gtin" },
		{ "Z", "nonsense" },
		{ "14K", "order" },
		{ "5D", "production_date" },
		{ "20L", "location" },
	};
	const struct scan_rules rules = { .year = UNIT_SCAN_YEAR,
					  .rule = rule,
					  .n_rules = sizeof(rule) / sizeof(rule[0]) };

	unit_scan_tells(OF("PTHEIRS" GS "1PM-1077"), &rules, SCAN_MH10, "material", "M-1077");
	unit_scan_tells(OF("PTHEIRS" GS "1PM-1077"), &rules, SCAN_MH10, "supplier_material", NULL);
	unit_scan_tells(OF("TX"), &rules, SCAN_MH10, "lot", NULL);
	unit_scan_tells(OF("9D30112027"), &rules, SCAN_MH10, "expiry", "2027-11-30");
	unit_scan_tells(OF("9D2647"), &rules, SCAN_MH10, "expiry", NULL);
	unit_scan_tells(OF("Q3000NAR000"), &rules, SCAN_MH10, "quantity", "3000");
	unit_scan_tells(OF("2PB"), &rules, SCAN_MH10, "variant", "B");
	unit_scan_tells(OF("6D20271130036"), &rules, SCAN_MH10, "best_before", "2027-11-30");
	unit_scan_tells(OF("6D20271130"), &rules, SCAN_MH10, "best_before", "2027-11-30");
	unit_scan_tells(OF("5D271100"), &rules, SCAN_MH10, "production_date", "2027-11");
	unit_scan_tells(OF("8P9506000134352"), &rules, SCAN_MH10, "gtin", "09506000134352");
	unit_scan_tells(OF("8P9506000134353"), &rules, SCAN_MH10, "gtin", NULL);
	unit_scan_tells(OF("ZX" GS "PA"), &rules, SCAN_MH10, "nonsense", NULL);
	unit_scan_tells(OF("14KPO-1+2"), &rules, SCAN_MH10, "order_line", "2");
	unit_scan_tells(OF("20LD2-04"), &rules, SCAN_MH10, "location", "D2-04");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_electronics_label),
		cmocka_unit_test(takes_what_scanners_make_of_separators),
		cmocka_unit_test(uses_the_terminals_stand_in),
		cmocka_unit_test(says_when_no_separator_was_found),
		cmocka_unit_test(reads_several_envelopes),
		cmocka_unit_test(hands_element_strings_on),
		cmocka_unit_test(reads_text_elements),
		cmocka_unit_test(refuses_what_is_no_envelope),
		cmocka_unit_test(reads_quantities),
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(reads_orders_lots_and_packages),
		cmocka_unit_test(suppliers_rules_come_first),
	};

	return cmocka_run_group_tests_name("scan_mh10", tests, NULL, NULL);
}
