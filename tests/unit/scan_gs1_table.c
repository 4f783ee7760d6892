/*
 * The AI table: every AI by samples made from its own parts, and every check
 * by texts it must take and texts it must refuse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/scan/gs1_own.h"

static const struct scan_rules rules = { .year = 2026 };

static void expect(const char *id, const char *value, const char *code)
{
	struct scan_text text = { value, strlen(value), 0 };
	struct err err = { 0 };
	size_t n = 0;
	const struct gs1_ai *ai = gs1_find((struct scan_text){ id, strlen(id), 0 }, &n);
	bool ok;

	if (!ai || n != strlen(id))
		fail_msg("AI %s is not in the table", id);
	ok = gs1_value(ai, id, text, &rules, &err);
	if (ok != !code)
		fail_msg("(%s)%s: %s, %s wanted", id, value, ok ? "taken" : err.message, code ? code : "no error");
	if (code && strcmp(err.code, code) != 0)
		fail_msg("(%s)%s: %s %s, %s wanted", id, value, err.code, err.message, code);
	if (code && !strstr(err.message, id))
		fail_msg("(%s)%s: the message does not name it: %s", id, value, err.message);
}

static void takes(const char *id, const char *value)
{
	expect(id, value, NULL);
}

/* A sound text of n characters for a part. */
static void sample(const struct gs1_part *part, size_t n, char *ret)
{
	static const char *const texts[GS1_CHECKS] = {
		[MONTH_OR_DATE] = "260200",
		[DATE] = "261231",
		[LONG_DATE] = "19680229",
		[HOUR] = "23",
		[SIXTY] = "59",
		[HOUR_MINUTE] = "2359",
		[COUNTRY] = "276",
		[COUNTRY_OR_999] = "999",
		[COUNTRY_LETTERS] = "DE",
		[CURRENCY] = "978",
		[LATITUDE] = "1800000000",
		[LONGITUDE] = "3600000000",
		[YES_NO] = "1",
		[HYPHEN] = "-",
		[IMPORTER] = "_",
		[PACKAGE] = "201A",
		[MEDIA] = "10",
		[SEX] = "9",
		[SEQUENCE] = "2/3",
		[PIECE] = "0203",
		[WINDING] = "9",
		[ZERO] = "0",
		[IBAN] = "GB82WEST12345698765432",
	};
	const char *text = texts[part->check];

	memset(ret, '1', n);
	ret[n] = '\0';
	if (text && strlen(text) <= n)
		memcpy(ret, text, strlen(text) + 1);
	else if (text)
		memcpy(ret, text, n);
	if (part->check == DIGIT)
		while (!scan_check_digit_ok(ret, n))
			ret[n - 1] = ret[n - 1] == '9' ? '0' : (char)(ret[n - 1] + 1);
}

/* The shortest or longest sound value of an AI. */
static void sample_value(const struct gs1_ai *ai, bool longest, char *ret)
{
	*ret = '\0';
	for (size_t i = 0; i < GS1_PARTS && ai->part[i].set; i++)
		if (longest || !ai->part[i].is_optional)
			sample(&ai->part[i], longest ? ai->part[i].max : ai->part[i].min, ret + strlen(ret));
}

static void check_ai(const char *id, const struct gs1_ai *ai)
{
	char value[128];
	size_t min, max;
	bool is_model = ai->part[0].check == PAIR || ai->part[0].check == PAIR_NOT_NUMBER;

	gs1_lengths(ai, &min, &max);
	assert_true(min > 0 && min <= max && max <= 90);
	assert_true(*gs1_title(ai));
	if (gs1_is_predefined(ai))
		assert_int_equal(min, max);
	sample_value(ai, true, value);
	if (ai->part[0].check != IBAN) {
		assert_int_equal(strlen(value), max);
		memcpy(value + strlen(value), "1", 2);
		expect(id, value, "TOO_LONG");
		value[strlen(value) - 1] = '\0';
	}
	if (!is_model)
		takes(id, value);
	value[min - 1] = '\0';
	expect(id, value, "TOO_SHORT");
	sample_value(ai, false, value);
	if (!is_model && ai->part[0].check != PREFIX && ai->part[0].check != IBAN)
		takes(id, value);
	value[0] = ' ';
	expect(id, value, ai->part[0].check == IBAN || is_model || min > 1 || strlen(value) ? "BAD_CHARACTER" : NULL);
}

static void every_ai_takes_what_it_should(void **state)
{
	int known = 0;

	for (int length = 2; length <= 4; length++) {
		for (int i = 0; i < (length == 2 ? 100 : length == 3 ? 1000 : 10000); i++) {
			char id[16];
			size_t n;
			const struct gs1_ai *ai;

			(void)snprintf(id, sizeof(id), "%0*d", length, i);
			ai = gs1_find((struct scan_text){ id, strlen(id), 0 }, &n);
			if (!ai || n != (size_t)length)
				continue;
			check_ai(id, ai);
			known++;
		}
	}
	assert_int_equal(known, 541);
}

/* Predefined lengths come in fixed families; one more would split labels wrongly. */
static void predefined_lengths_are_the_known_ones(void **state)
{
	for (int i = 0; i < 10000; i++) {
		char id[16];
		size_t n;
		const struct gs1_ai *ai;
		int family = i / 100;

		(void)snprintf(id, sizeof(id), "%04d", i);
		ai = gs1_find((struct scan_text){ id, 4, 0 }, &n);
		if (ai)
			assert_int_equal(gs1_is_predefined(ai), family <= 4 || (family >= 11 && family <= 20) ||
									(family >= 31 && family <= 36) || family == 41);
	}
}

static void unknown_ones_are_told(void **state)
{
	static const struct {
		const char *text;
		const char *code;
	} wrong[] = {
		{ "3106123456", "BAD_VALUE" }, { "3699123456", "BAD_VALUE" },
		{ "3944", "BAD_VALUE" },       { "3956", "BAD_VALUE" },
		{ "18", "UNKNOWN_AI" },	       { "05", "UNKNOWN_AI" },
		{ "19", "UNKNOWN_AI" },	       { "256", "UNKNOWN_AI" },
		{ "4335", "UNKNOWN_AI" },      { "8200", NULL },
		{ "8015", "UNKNOWN_AI" },      { "1", "UNKNOWN_AI" },
		{ "", "UNKNOWN_AI" },	       { "AB", "UNKNOWN_AI" },
		{ "2", "UNKNOWN_AI" },	       { "31", "UNKNOWN_AI" },
		{ "310", "UNKNOWN_AI" },       { "999", NULL },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct scan_text text = { wrong[i].text, strlen(wrong[i].text), 6 };
		struct err err = { 0 };
		size_t n;

		if (!wrong[i].code) {
			assert_non_null(gs1_find(text, &n));
			continue;
		}
		assert_null(gs1_find(text, &n));
		assert_false(gs1_unknown(text, &err));
		assert_string_equal(err.code, wrong[i].code);
		assert_non_null(strstr(err.message, " 7"));
	}
}

static void keys_have_check_digits(void **state)
{
	takes("00", "106141412345678908");
	expect("00", "106141412345678907", "BAD_CHECK_DIGIT");
	takes("01", "09506000134352");
	expect("01", "09506000134353", "BAD_CHECK_DIGIT");
	expect("01", "0950600013435A", "BAD_CHARACTER");
	takes("414", "9506000134352");
	expect("414", "9506000134351", "BAD_CHECK_DIGIT");
	takes("402", "12345678901234560");
	takes("253", "9506000134352");
	takes("253", "9506000134352ABC");
	takes("255", "950600013435212");
	expect("255", "9506000134352A", "BAD_CHARACTER");
	takes("8003", "09506000134352XYZ");
	expect("8003", "19506000134352XYZ", "BAD_VALUE");
	expect("8003", "09506000134350XYZ", "BAD_CHECK_DIGIT");
	takes("8013", "1987654Ad4X4bL5ttr2310c2K");
	expect("8013", "1987654Ad4X4bL5ttr2310c2J", "BAD_CHECK_DIGIT");
	expect("8013", "A987654Ad4X4bL5ttr2310c2K", "BAD_CHECK_DIGIT");
	expect("8013", "12", "BAD_CHECK_DIGIT");
	expect("8014", "12345678", "BAD_CHECK_DIGIT");
	takes("8014", "1987654Ad4X4bL5ttr2310c2K");
	takes("8004", "9506-1");
	expect("8004", "950A", "BAD_VALUE");
	expect("8004", "950", "BAD_VALUE");
}

static void dates_and_times_are_real(void **state)
{
	takes("17", "260228");
	takes("17", "280229");
	takes("17", "261200");
	expect("17", "260229", "BAD_DATE");
	expect("17", "261301", "BAD_DATE");
	expect("17", "260001", "BAD_DATE");
	expect("17", "260431", "BAD_DATE");
	expect("17", "2612311", "TOO_LONG");
	expect("7006", "261200", "BAD_DATE");
	takes("7007", "261231");
	takes("7007", "261231270101");
	expect("7007", "261231270100", "BAD_DATE");
	expect("7007", "2612312701", "TOO_SHORT");
	takes("7003", "2612312359");
	expect("7003", "2612312400", "BAD_DATE");
	expect("7003", "2612312360", "BAD_DATE");
	takes("7011", "261231");
	takes("8008", "26123123");
	takes("8008", "2612312359");
	takes("8008", "261231235959");
	expect("8008", "26123124", "BAD_DATE");
	expect("8008", "2612312360", "BAD_DATE");
	expect("8008", "261231235960", "BAD_DATE");
	expect("8008", "261231235", "TOO_SHORT");
	takes("7250", "19680229");
	expect("7250", "19690229", "BAD_DATE");
	expect("7250", "19690200", "BAD_DATE");
}

static void lists_are_the_iso_ones(void **state)
{
	takes("422", "004");
	takes("422", "894");
	expect("422", "999", "BAD_VALUE");
	expect("422", "005", "BAD_VALUE");
	takes("423", "276004056");
	expect("423", "276005", "BAD_VALUE");
	expect("423", "2760", "TOO_SHORT");
	takes("7030", "999ABC");
	expect("7030", "998ABC", "BAD_VALUE");
	takes("4307", "AD");
	takes("4307", "ZW");
	expect("4307", "de", "BAD_VALUE");
	expect("4307", "DD", "BAD_VALUE");
	takes("3912", "978100");
	expect("3912", "979100x", "BAD_CHARACTER");
	expect("3912", "280100", "BAD_VALUE");
	takes("8007", "BE71096123456769");
	expect("8007", "BE71096123456768", "BAD_VALUE");
	expect("8007", "be71096123456769", "BAD_VALUE");
	expect("8007", "BEX1096123456769", "BAD_VALUE");
	expect("8007", "1E71096123456769", "BAD_VALUE");
	expect("8007", "BE71", "BAD_VALUE");
	takes("7252", "0");
	expect("7252", "3", "BAD_VALUE");
	takes("7241", "01");
	takes("7241", "99");
	expect("7241", "00", "BAD_VALUE");
	expect("7241", "11", "BAD_VALUE");
	takes("7041", "1A");
	expect("7041", "1a", "BAD_VALUE");
	takes("7040", "1ABC");
	takes("7040", "1AB-");
	expect("7040", "1AB+", "BAD_VALUE");
	expect("7040", "1AB=", "BAD_VALUE");
}

static void sizes_flags_and_texts_are_sound(void **state)
{
	takes("4321", "0");
	expect("4321", "2", "BAD_VALUE");
	takes("4300", "A%20B");
	expect("4300", "A%2", "BAD_VALUE");
	expect("4300", "A%2X", "BAD_VALUE");
	expect("4300", "A%X2", "BAD_VALUE");
	expect("4300", "A B", "BAD_CHARACTER");
	takes("4309", "02790858483015297971");
	expect("4309", "18000000013015297971", "BAD_VALUE");
	expect("4309", "02790858483600000001", "BAD_VALUE");
	takes("4330", "001234");
	takes("4330", "001234-");
	expect("4330", "001234+", "BAD_VALUE");
	takes("7258", "1/9");
	expect("7258", "3/2", "BAD_VALUE");
	expect("7258", "0/2", "BAD_VALUE");
	expect("7258", "1-2", "BAD_VALUE");
	takes("8006", "095060001343520203");
	expect("8006", "095060001343520403", "BAD_VALUE");
	expect("8006", "095060001343520003", "BAD_VALUE");
	takes("8001", "00010000100110");
	expect("8001", "00000000100110", "BAD_VALUE");
	expect("8001", "00010000100120", "BAD_VALUE");
	takes("8011", "123");
	expect("8011", "0123", "BAD_VALUE");
	takes("8010", "9506#A-/1");
	expect("8010", "9506a", "BAD_CHARACTER");
	takes("8030", "Ab-_9=");
	expect("8030", "Ab+", "BAD_CHARACTER");
	takes("8110", "106141416543213150110120");
	expect("8110", "A", "BAD_CHARACTER");
	takes("10", "!\"%&'()*+,-./:;<=>?_");
	expect("10", "A#", "BAD_CHARACTER");
	expect("10", "A\xc3", "BAD_CHARACTER");
	expect("30", "", "TOO_SHORT");
	expect("30", "123456789", "TOO_LONG");
	expect("30", "12A", "BAD_CHARACTER");
}

/* A NUL is no character of any set, and a place is counted from 1. */
static void places_are_told(void **state)
{
	size_t n;
	const struct gs1_ai *ai = gs1_find((struct scan_text){ "10", 2, 0 }, &n);
	struct err err = { 0 };

	assert_false(gs1_value(ai, "10", (struct scan_text){ "A\0B", 3, 18 }, &rules, &err));
	assert_string_equal(err.message, "AI 10 at 19: character 2 of the value, <NUL>, is not allowed there.");
	ai = gs1_find((struct scan_text){ "17", 2, 0 }, &n);
	assert_false(gs1_value(ai, "17", (struct scan_text){ "261301", 6, 18 }, &rules, &err));
	assert_string_equal(err.message, "AI 17 at 19: 261301 is no date (YYMMDD).");
	assert_string_equal(err.field, "text");
	assert_int_equal(err.kind, ERR_VALIDATION);
}

static void no_check_is_the_last_word(void **state)
{
	assert_true(gs1_check(ANY, "", 0, 2026));
	assert_true(gs1_check(GS1_CHECKS, "", 0, 2026));
	assert_true(gs1_check((enum gs1_check)(GS1_CHECKS + 1), "", 0, 2026));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ai_takes_what_it_should),
		cmocka_unit_test(predefined_lengths_are_the_known_ones),
		cmocka_unit_test(unknown_ones_are_told),
		cmocka_unit_test(keys_have_check_digits),
		cmocka_unit_test(dates_and_times_are_real),
		cmocka_unit_test(lists_are_the_iso_ones),
		cmocka_unit_test(sizes_flags_and_texts_are_sound),
		cmocka_unit_test(places_are_told),
		cmocka_unit_test(no_check_is_the_last_word),
	};

	return cmocka_run_group_tests_name("scan_gs1_table", tests, NULL, NULL);
}
