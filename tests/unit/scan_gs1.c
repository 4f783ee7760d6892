/*
 * Texts and what they are taken for: which format, element strings, the
 * bracketed form, fields, and labels that lost their separators.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/scan/scan_own.h"

#define GS   "\x1d"
#define ITEM "0109506000134352"

static const struct scan_rules usual = { .year = 2026 };
static const struct scan_rules bare = { .year = 2026, .bare_gs1 = true };
static const struct scan_rules kept = { .year = 2026, .gs_is_kept = true };
static const struct scan_rules stand_in = { .year = 2026, .gs = "|]" };

/* "(01)0950..(10)A" of a reading. */
static void pairs(const struct scan_reading *r, char *ret, size_t size)
{
	size_t used = 0;

	*ret = '\0';
	for (size_t i = 0; i < r->n_elements && used < size; i++)
		used += (size_t)snprintf(ret + used, size - used, "(%s)%s", r->element[i].id, r->element[i].value);
}

static void parse_bytes(const char *text, size_t n, const struct scan_rules *rules, struct scan *s)
{
	struct err err = { 0 };

	if (!scan_parse(text, n, rules, s, &err))
		fail_msg("%s: %s %s", text, err.code, err.message);
	assert_true(s->n_readings >= 1);
}

static void parse(const char *text, const struct scan_rules *rules, struct scan *s)
{
	parse_bytes(text, strlen(text), rules, s);
}

/* One reading, exactly those pairs. */
static void expect_pairs(const char *text, const struct scan_rules *rules, const char *wanted)
{
	char got[4096];
	struct scan s;

	parse(text, rules, &s);
	assert_int_equal(s.format, SCAN_GS1);
	pairs(s.reading[0], got, sizeof(got));
	assert_string_equal(got, wanted);
	assert_int_equal(s.n_readings, 1);
	scan_done(&s);
}

static void expect_error(const char *text, const struct scan_rules *rules, const char *code, const char *message)
{
	struct scan s;
	struct err err = { 0 };

	if (scan_parse(text, strlen(text), rules, &s, &err))
		fail_msg("%s is taken", text);
	if (strcmp(err.code, code) != 0 || (message && strcmp(err.message, message) != 0))
		fail_msg("%s: %s %s; wanted %s %s", text, err.code, err.message, code, message ? message : "");
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.field, "text");
	assert_int_equal(s.n_readings, 0);
	assert_null(s.mem.head);
}

/* The fields of the first reading, as "name=value" one after the other. */
static void expect_fields_by(const char *text, const struct scan_rules *rules, const char *wanted)
{
	char got[1024] = "";
	size_t used = 0;
	struct scan s;

	parse(text, rules, &s);
	for (size_t i = 0; i < s.reading[0]->n_fields; i++)
		used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s=%s", i ? " " : "",
					 s.reading[0]->field[i].name, s.reading[0]->field[i].value);
	assert_string_equal(got, wanted);
	scan_done(&s);
}

static void expect_fields(const char *text, const char *wanted)
{
	expect_fields_by(text, &usual, wanted);
}

static bool has_warning(const struct scan *s, const char *part)
{
	for (size_t i = 0; i < s->n_warnings; i++)
		if (strstr(s->warning[i], part))
			return true;
	return false;
}

static void expect_format(const char *text, enum scan_format format, const char *symbology)
{
	struct scan s;

	parse(text, &usual, &s);
	if (s.format != format)
		fail_msg("%s is %s", text, scan_format_name(s.format));
	assert_string_equal(s.symbology, symbology);
	scan_done(&s);
}

static void the_beginning_decides(void **state)
{
	expect_format("]C1" ITEM, SCAN_GS1, "]C1");
	expect_format("]d2" ITEM, SCAN_GS1, "]d2");
	expect_format("]d5" ITEM, SCAN_GS1, "]d5");
	expect_format("]Q3" ITEM, SCAN_GS1, "]Q3");
	expect_format("]Q4" ITEM, SCAN_GS1, "]Q4");
	expect_format("]e0" ITEM, SCAN_GS1, "]e0");
	expect_format("]J1" ITEM, SCAN_GS1, "]J1");
	expect_format("(01)09506000134352", SCAN_GS1, "");
	expect_format("]C1(01)09506000134352", SCAN_GS1, "]C1");
	expect_format("]C0(01)09506000134352", SCAN_GS1, "]C0");
	expect_format("]E09506000134352", SCAN_EAN, "]E0");
	expect_format("]E496385074", SCAN_EAN, "]E4");
	expect_format("]I109506000134352", SCAN_EAN, "]I1");
	expect_format("]I009506000134352", SCAN_EAN, "]I0");
	expect_format("]I009506000134353", SCAN_PLAIN, "]I0");
	expect_format("]I1123456", SCAN_PLAIN, "]I1");
	expect_format("]E112", SCAN_PLAIN, "]E1");
	expect_format("]A0PM-1077", SCAN_PLAIN, "]A0");
	expect_format("]d1[)>\x1e"
		      "06\x1dPPM-1077\x1e\x04",
		      SCAN_MH10, "]d1");
	expect_format("[)>\x1e"
		      "06\x1dPPM-1077\x1e\x04",
		      SCAN_MH10, "");
	expect_format("https://id.gs1.org/01/09506000134352", SCAN_DIGITAL_LINK, "");
	expect_format("HTTPS://ID.GS1.ORG/01/09506000134352", SCAN_DIGITAL_LINK, "");
	expect_format("http://id.gs1.org/01/09506000134352", SCAN_DIGITAL_LINK, "");
	expect_format("]Q1HTTP://ID.GS1.ORG/01/09506000134352", SCAN_DIGITAL_LINK, "]Q1");
	expect_format("https://example.com/manual.pdf", SCAN_PLAIN, "");
	expect_format("Http://id.gs1.org/01/09506000134352", SCAN_PLAIN, "");
	expect_format("PM-1077", SCAN_PLAIN, "");
	expect_format("(A)", SCAN_PLAIN, "");
	expect_format("(", SCAN_PLAIN, "");
	expect_error("]x9ABC", &usual, "UNKNOWN_SYMBOLOGY", "]x9 at 1 is the identifier of no known kind of symbol.");
	expect_error("]", &usual, "UNKNOWN_SYMBOLOGY", NULL);
	expect_error("]C", &usual, "UNKNOWN_SYMBOLOGY", NULL);
	expect_error("]C/1", &usual, "UNKNOWN_SYMBOLOGY", NULL);
	expect_error("]Cx1", &usual, "UNKNOWN_SYMBOLOGY", NULL);
	expect_error("]" ITEM, &usual, "UNKNOWN_SYMBOLOGY", NULL);
	expect_error("https://id.gs1.org/01/09506000134353", &usual, "BAD_CHECK_DIGIT", NULL);
}

static void formats_have_names(void **state)
{
	assert_string_equal(scan_format_name(SCAN_GS1), "gs1");
	assert_string_equal(scan_format_name(SCAN_DIGITAL_LINK), "digital_link");
	assert_string_equal(scan_format_name(SCAN_MH10), "mh10");
	assert_string_equal(scan_format_name(SCAN_EAN), "ean");
	assert_string_equal(scan_format_name(SCAN_PLAIN), "plain");
	assert_string_equal(scan_format_name((enum scan_format)77), "plain");
}

static void the_end_is_cut_and_limits_hold(void **state)
{
	char text[SCAN_BYTES + 8];
	struct scan s;

	expect_pairs("]C1" ITEM "\r\n", &usual, "(01)09506000134352");
	expect_pairs("]C1" ITEM "\t", &usual, "(01)09506000134352");
	expect_error("", &usual, "EMPTY", NULL);
	expect_error("\r\n\t", &usual, "EMPTY", NULL);
	expect_error("]C1", &usual, "EMPTY", NULL);
	expect_error("]E0\r", &usual, "EMPTY", NULL);
	expect_error("]C1" GS GS, &usual, "EMPTY", NULL);
	memset(text, 'A', sizeof(text));
	text[SCAN_BYTES + 1] = '\0';
	expect_error(text, &usual, "TOO_LONG", "4097 characters are more than a label holds (4096).");
	text[SCAN_BYTES] = '\0';
	expect_format(text, SCAN_PLAIN, "");
	memcpy(text, "]C110", 5);
	expect_error(text, &usual, "TOO_LONG", NULL);
	text[0] = '\0';
	for (int i = 0; i < SCAN_ELEMENTS; i++)
		memcpy(text + 4 * i + 3, "2001", 5);
	memcpy(text, "]C1", 3);
	parse(text, &usual, &s);
	assert_int_equal(s.reading[0]->n_elements, SCAN_ELEMENTS);
	scan_done(&s);
	memcpy(text + strlen(text), "2001", 5);
	expect_error(text, &usual, "TOO_LONG", "More than 128 values: the label ends for us at 516.");
	memcpy(text, "(20", 3);
	for (int i = 0; i <= SCAN_ELEMENTS; i++)
		memcpy(text + 6 * i, "(20)01", 7);
	expect_error(text, &usual, "TOO_LONG", NULL);
}

static void separators_split(void **state)
{
	expect_pairs("]C1" ITEM "10AB" GS "17261231", &usual, "(01)09506000134352(10)AB(17)261231");
	expect_pairs("]C1" GS ITEM GS GS "10AB" GS GS "17261231" GS, &usual, "(01)09506000134352(10)AB(17)261231");
	expect_pairs("]C110AB" GS, &usual, "(10)AB");
	expect_pairs("]C1422276" GS "10A", &usual, "(422)276(10)A");
	expect_pairs("]C110AB|17261231]21X", &stand_in, "(10)AB(17)261231(21)X");
	expect_pairs("]C1310300125010A", &usual, "(3103)001250(10)A");
	expect_pairs("]C110A" GS "10A", &usual, "(10)A(10)A");
	expect_error("]C101095060001343", &usual, "TOO_SHORT", "AI 01 at 4 (GTIN) takes 14 characters, not 12.");
	expect_error("]C10109506" GS "00134352", &usual, "TOO_SHORT", NULL);
	expect_error("]C1" ITEM "37" GS "1", &kept, "TOO_SHORT",
		     "AI 37 at 20 (COUNT) takes 1 characters or more, not 0.");
	expect_error("]C1" ITEM "05", &usual, "UNKNOWN_AI", "No AI begins with 05, at 20.");
	expect_error("]C1" ITEM "x", &usual, "UNKNOWN_AI", "No AI begins at 20.");
	expect_error("]C1" ITEM "3107000001", &usual, "BAD_VALUE",
		     "AI 3107 at 20: the decimal point can stand at 0 to 5, not at 7.");
	expect_error("]C1" ITEM "17261301", &usual, "BAD_DATE", "AI 17 at 20: 261301 is no date (YYMMDD).");
	expect_error("]C1010950600013435317261231", &usual, "BAD_CHECK_DIGIT",
		     "AI 01 at 4: the check digit of 09506000134353 is wrong.");
}

static void elements_know_their_place(void **state)
{
	struct scan s;

	parse("]C1" ITEM "10AB" GS "17261231", &usual, &s);
	assert_int_equal(s.reading[0]->element[0].at, 3);
	assert_int_equal(s.reading[0]->element[1].at, 19);
	assert_int_equal(s.reading[0]->element[2].at, 24);
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
	parse("(01)09506000134352(10)A\\(B", &usual, &s);
	assert_int_equal(s.reading[0]->element[0].at, 1);
	assert_int_equal(s.reading[0]->element[1].at, 19);
	scan_done(&s);
	parse("]C110AB]17261231]21X", &usual, &s);
	assert_int_equal(s.reading[0]->n_elements, 3);
	assert_true(has_warning(&s, "A ] was taken"));
	scan_done(&s);
	parse("]C110AB]17261231", &stand_in, &s);
	assert_false(has_warning(&s, "A ] was taken"));
	scan_done(&s);
}

static void ais_exclude_one_another(void **state)
{
	expect_error("]C110A" GS "10B", &usual, "DUPLICATE_AI", "AI 10 at 8 stands at 4 already, with another value.");
	expect_error("]C1" ITEM "3712", &usual, "EXCLUSIVE_AI", "AI 37 at 20 must not stand beside AI 01 at 4.");
	expect_error("]C13712" GS ITEM, &usual, "EXCLUSIVE_AI", NULL);
	expect_error("]C1" ITEM "0209506000134352", &usual, "EXCLUSIVE_AI", NULL);
	expect_error("]C102095060001343520309506000134352", &usual, "EXCLUSIVE_AI", NULL);
	expect_error("]C1" ITEM "31030012503102001250", &usual, "EXCLUSIVE_AI", NULL);
	expect_error("(235)X(21)Y", &usual, "EXCLUSIVE_AI", "AI 21 at 8 must not stand beside AI 235 at 2.");
	expect_error("(422)276(426)276", &usual, "EXCLUSIVE_AI", NULL);
	expect_pairs("]C1" ITEM "31030012503103001250", &usual, "(01)09506000134352(3103)001250(3103)001250");
}

static void what_is_missing_is_a_hint(void **state)
{
	struct scan s;

	parse("]C110AB", &usual, &s);
	assert_int_equal(s.n_warnings, 1);
	assert_string_equal(s.warning[0],
			    "AI 10 (BATCH/LOT) goes with 01, 02, 03, 8006, 8026, which this symbol does not hold.");
	scan_done(&s);
	parse("]C1" ITEM "10AB", &usual, &s);
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
	parse("(01)09506000134352(250)X", &usual, &s);
	assert_true(has_warning(&s, "AI 250 (SECONDARY SERIAL) goes with 01+21, 03+21, 8006+21"));
	scan_done(&s);
	parse("(01)09506000134352(21)A(250)X", &usual, &s);
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
	parse("(01)09506000134352(3103)001250(3922)100", &usual, &s);
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
}

static void warnings_are_bounded(void **state)
{
	struct scan s = { 0 };
	char longest[400];

	memset(longest, 'w', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	scan_warn(&s, "%s", longest);
	assert_int_equal(strlen(s.warning[0]), 255);
	for (int i = 0; i < 20; i++) {
		scan_warn(&s, "warning %d", i);
		scan_warn(&s, "warning %d", i);
	}
	assert_int_equal(s.n_warnings, SCAN_WARNINGS);
	assert_string_equal(s.warning[2], "warning 1");
	scan_done(&s);
}

static void bracketed_form(void **state)
{
	expect_pairs("(01)09506000134352(17)261231(10)A\\(1\\)", &usual, "(01)09506000134352(17)261231(10)A(1)");
	expect_pairs("(10)A)B", &usual, "(10)A)B");
	expect_pairs("(10)ABC17261231", &usual, "(10)ABC17261231");
	expect_error("(10)A\\", &usual, "BAD_ESCAPE", "The \\ at 6 stands before no bracket.");
	expect_error("(10)A\\x", &usual, "BAD_ESCAPE", NULL);
	expect_error("(05)A", &usual, "UNKNOWN_AI", "No AI begins with 05, at 2.");
	expect_error("(10)A(x)", &usual, "UNKNOWN_AI", "No AI begins at 7.");
	expect_error("(100)A", &usual, "UNKNOWN_AI", NULL);
	expect_error("(1", &usual, "UNKNOWN_AI", NULL);
	expect_error("(10", &usual, "UNKNOWN_AI", "The bracket at 1 does not close behind AI 10.");
	expect_error("(10A)", &usual, "UNKNOWN_AI", NULL);
	expect_error("(10)", &usual, "TOO_SHORT", NULL);
	expect_error("(10)A B", &usual, "BAD_CHARACTER",
		     "AI 10 at 2: character 2 of the value,  , is not allowed there.");
	expect_error("(555) 123", &usual, "UNKNOWN_AI", NULL);
	expect_error("(3107)000001", &usual, "BAD_VALUE", NULL);
}

static void bare_text_is_gs1_when_rules_say_so(void **state)
{
	struct scan s;

	expect_pairs(ITEM "17261231", &bare, "(01)09506000134352(17)261231");
	expect_pairs("00106141412345678908", &bare, "(00)106141412345678908");
	expect_pairs(GS "0209506000134352"
			"37"
			"12",
		     &bare, "(02)09506000134352(37)12");
	expect_pairs("]" ITEM "10A]17261231", &bare, "(01)09506000134352(10)A(17)261231");
	expect_error("]0109506000134353", &bare, "UNKNOWN_SYMBOLOGY", NULL);
	parse(ITEM, &usual, &s);
	assert_int_equal(s.format, SCAN_PLAIN);
	assert_true(has_warning(&s, "looks like GS1"));
	scan_done(&s);
	parse(ITEM "x", &bare, &s); /* not sound to its end */
	assert_int_equal(s.format, SCAN_PLAIN);
	assert_int_equal(s.n_warnings, 0);
	scan_done(&s);
	parse("0109506000134353", &bare, &s);
	assert_int_equal(s.format, SCAN_PLAIN);
	scan_done(&s);
	parse("03095060", &bare, &s);
	assert_int_equal(s.format, SCAN_PLAIN);
	scan_done(&s);
}

static void fields_have_meaning(void **state)
{
	expect_fields("]C1" ITEM "17260200", "gtin=09506000134352 expiry=2026-02-28 expiry_day_given=false");
	expect_fields("]C1" ITEM "17280200", "gtin=09506000134352 expiry=2028-02-29 expiry_day_given=false");
	expect_fields("(7003)2612312359(17)270101", "expiry=2026-12-31 expiry_day_given=true");
	expect_fields("(11)260300(13)260317", "production_date=2026-03 packaging_date=2026-03-17");
	expect_fields("(15)260300(16)260317", "best_before=2026-03-31 sell_by=2026-03-17");
	expect_fields("(00)106141412345678908(02)09506000134352(37)0012",
		      "sscc=106141412345678908 gtin=09506000134352 quantity=12 uom=");
	expect_fields("(03)09506000134352(20)01(21)S1", "gtin=09506000134352 variant=01 serial=S1");
	expect_fields("(8006)095060001343520203", "gtin=09506000134352");
	expect_fields("(8026)095060001343520203(37)5", "gtin=09506000134352 quantity=5 uom=");
	expect_fields("(240)SUP1(241)PM-1(400)PO-7(412)9506000134352(422)276",
		      "supplier_material=SUP1 material=PM-1 order=PO-7 supplier_gln=9506000134352 origin=276");
	expect_fields("(426)276", "origin=276");
	expect_fields("(99)internal", "");
	/* The century turns 50 ahead and 49 back. */
	expect_fields("(17)760101", "expiry=2076-01-01 expiry_day_given=true");
	expect_fields("(17)770101", "expiry=1977-01-01 expiry_day_given=true");
	expect_fields_by("(17)490101", &(struct scan_rules){ .year = 2099 }, "expiry=2149-01-01 expiry_day_given=true");
	expect_fields_by("(17)500101", &(struct scan_rules){ .year = 2099 }, "expiry=2050-01-01 expiry_day_given=true");
}

static void one_thing_is_the_quantity(void **state)
{
	expect_fields("(3103)001250", "quantity=1.25 uom=KG");
	expect_fields("(3100)000000", "quantity=0 uom=KG");
	expect_fields("(3105)000001", "quantity=0.00001 uom=KG");
	expect_fields("(3105)123456", "quantity=1.23456 uom=KG");
	expect_fields("(3102)010000", "quantity=100 uom=KG");
	expect_fields("(3150)000700", "quantity=700 uom=L");
	expect_fields("(3111)000015", "quantity=1.5 uom=M");
	expect_fields("(3141)000015", "quantity=1.5 uom=M2");
	expect_fields("(3161)000015", "quantity=1.5 uom=M3");
	expect_fields("(3201)000015", "quantity=1.5 uom=LB");
	expect_fields("(3301)000015", "");
	expect_fields("(30)00", "quantity=0 uom=");
	expect_fields("(3103)001250(30)12", "quantity=12 uom=");
	expect_fields("(01)09506000134352(30)12(3103)001250", "gtin=09506000134352 quantity=12 uom=");
	expect_fields("(01)95060001343528(30)12(3103)001250", "gtin=95060001343528 quantity=1.25 uom=KG");
	expect_fields("(01)95060001343528(30)12", "gtin=95060001343528 quantity=12 uom=");
}

static void suppliers_have_their_own_use(void **state)
{
	static const struct scan_rule own[] = {
		{ "91", "lot" },
		{ "10", "" },
		{ "92", "expiry" },
		{ "93", "quantity" },
		{ "94", "production_date" },
		{ "3103", "" },
		{ "3101", "quantity" },
		{ "37", "variant" },
	};
	const struct scan_rules rules = { .year = 2026, .rule = own, .n_rules = 8 };

	expect_fields_by("(10)X(91)L1(92)261200(93)0050(94)260400", &rules,
			 "lot=L1 expiry=2026-12-31 expiry_day_given=false quantity=50 uom= production_date=2026-04");
	expect_fields_by("(92)2612(93)A5(94)2604", &rules, "");
	expect_fields_by("(92)261301(94)261301(93)1234567890123456", &rules, "");
	expect_fields_by("(3103)001250", &rules, "");
	expect_fields_by("(3101)001250(37)4", &rules, "quantity=125 uom=KG variant=4");
}

static void a_reading_has_room_for_so_many_fields(void **state)
{
	struct scan s = { 0 };
	struct scan_reading *r = scan_add_reading(&s);
	char name[16];

	for (int i = 0; i < SCAN_FIELDS + 3; i++) {
		(void)snprintf(name, sizeof(name), "f%d", i);
		scan_put(&s, r, name, "v", 1);
	}
	assert_int_equal(r->n_fields, SCAN_FIELDS);
	for (int i = 1; i < SCAN_READINGS; i++)
		assert_non_null(scan_add_reading(&s));
	assert_null(scan_add_reading(&s));
	r = s.reading[1];
	scan_put(&s, r, "a", "x\0y\x1d\xff", 5);
	assert_string_equal(scan_get(r, "a"), "x\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd");
	scan_put(&s, r, "a", "second", 6);
	assert_string_equal(scan_get(r, "a"), "x\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd");
	assert_null(scan_get(r, "b"));
	scan_done(&s);
}

static void impossible_dates_are_none(void **state)
{
	char date[11];
	bool day_given;

	assert_false(scan_date("2x0101", 2026, date, &day_given));
	assert_false(scan_date("26/101", 2026, date, &day_given));
	assert_false(scan_date("2601x1", 2026, date, &day_given));
	assert_false(scan_date("260132", 2026, date, &day_given));
	assert_false(scan_date("990101", 0, date, &day_given));
	assert_false(scan_date("010101", 9999, date, &day_given));
	assert_true(scan_date("000229", 2000, date, &day_given));
	assert_false(scan_date("000229", 2100, date, &day_given));
}

static void check_digits(void **state)
{
	assert_true(scan_check_digit_ok("96385074", 8));
	assert_true(scan_check_digit_ok("614141007349", 12));
	assert_true(scan_check_digit_ok("9506000134352", 13));
	assert_false(scan_check_digit_ok("9506000134353", 13));
	assert_false(scan_check_digit_ok("95060001343x2", 13));
	assert_false(scan_check_digit_ok("0", 1));
	assert_false(scan_check_digit_ok("0000000000000000000", 19));
}

static void expect_shown(const char *bytes, size_t n, bool ascii, size_t size, const char *wanted)
{
	char got[64];

	scan_show(bytes, n, ascii, got, size);
	assert_string_equal(got, wanted);
}

static void bytes_are_shown(void **state)
{
	expect_shown("A" GS "B\x1e\x04", 5, false, 64, "A<GS>B<RS><EOT>");
	expect_shown("A" GS "B\x1e\x04\x7f\0", 7, true, 64, "A<GS>B<RS><EOT><DEL><NUL>");
	expect_shown("\x7f", 1, false, 64, "<DEL>");
	expect_shown("\xc3\xa4", 2, false, 64, "\xc3\xa4");
	expect_shown("\xc3\xa4", 2, true, 64, "<U+00E4>");
	expect_shown("\xc3", 1, false, 64, "<C3>");
	expect_shown("\xe2\x80\xae", 3, false, 64, "<U+202E>");
	expect_shown("A" GS "B", 3, true, 5, "A");
	expect_shown("A" GS "B", 3, false, 6, "A<GS>");
	expect_shown("", 0, false, 1, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_beginning_decides),
		cmocka_unit_test(formats_have_names),
		cmocka_unit_test(the_end_is_cut_and_limits_hold),
		cmocka_unit_test(separators_split),
		cmocka_unit_test(elements_know_their_place),
		cmocka_unit_test(ais_exclude_one_another),
		cmocka_unit_test(what_is_missing_is_a_hint),
		cmocka_unit_test(warnings_are_bounded),
		cmocka_unit_test(bracketed_form),
		cmocka_unit_test(bare_text_is_gs1_when_rules_say_so),
		cmocka_unit_test(fields_have_meaning),
		cmocka_unit_test(one_thing_is_the_quantity),
		cmocka_unit_test(suppliers_have_their_own_use),
		cmocka_unit_test(a_reading_has_room_for_so_many_fields),
		cmocka_unit_test(impossible_dates_are_none),
		cmocka_unit_test(check_digits),
		cmocka_unit_test(bytes_are_shown),
	};

	return cmocka_run_group_tests_name("scan_gs1", tests, NULL, NULL);
}
