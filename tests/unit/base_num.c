/*
 * Decimals: every text that must be refused, limits, rounding, and a round trip on random values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/num.h"

#define MAX_TEXT "999999999999.999999"

static void expect_parse(const char *text, int scale, int64_t expected)
{
	struct err err = { 0 };
	int64_t value = -1;

	if (!num_parse(text, scale, "quantity", &value, &err))
		fail_msg("\"%s\" refused: %s", text, err.code);
	assert_int_equal(value, expected);
	assert_int_equal(err.kind, ERR_NONE);
}

static void expect_refusal(const char *text, int scale, const char *code)
{
	struct err err = { 0 };
	int64_t value = 77;

	if (num_parse(text, scale, "quantity", &value, &err))
		fail_msg("\"%s\" accepted as %lld", text ? text : "(null)", (long long)value);
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.code, code);
	assert_string_equal(err.field, "quantity");
	assert_int_equal(value, 77); /* written only on success */
}

static void parses_plain_decimals(void **state)
{
	expect_parse("0", 6, 0);
	expect_parse("-0", 6, 0);
	expect_parse("12.5", 6, 12500000);
	expect_parse("+12.5", 6, 12500000);
	expect_parse("-3.25", 6, -3250000);
	expect_parse("0.000001", 6, 1);
	expect_parse("-0.000001", 6, -1);
	expect_parse("  7 \t\r\n", 6, 7000000);
	expect_parse("000000000000000000000000012", 6, 12000000);
	expect_parse("42", 0, 42);
	expect_parse("0.12345678", 8, 12345678);
	expect_parse("1.2345", 4, 12345);
}

static void keeps_the_limits_of_numeric_18(void **state)
{
	expect_parse(MAX_TEXT, 6, NUM_LIMIT - 1);
	expect_parse("-" MAX_TEXT, 6, -(NUM_LIMIT - 1));
	expect_refusal("1000000000000", 6, "TOO_LARGE");
	expect_refusal("-1000000000000", 6, "TOO_LARGE");
	expect_refusal("1000000000000.000000", 6, "TOO_LARGE");
	expect_parse("9999999999.99999999", 8, NUM_LIMIT - 1);
	expect_refusal("10000000000", 8, "TOO_LARGE");
	expect_parse("99999999999999.9999", 4, NUM_LIMIT - 1);
	expect_refusal("100000000000000", 4, "TOO_LARGE");
	expect_refusal("99999999999999999999999999999999999999999999999999", 6, "TOO_LARGE");
	expect_refusal("9223372036854775808", 0, "TOO_LARGE");
}

static void refuses_decimals_that_would_be_lost(void **state)
{
	expect_refusal("1.0000001", 6, "TOO_MANY_DECIMALS");
	expect_refusal("0.12345678901234567890", 6, "TOO_MANY_DECIMALS");
	expect_refusal("1.5", 0, "TOO_MANY_DECIMALS");
	expect_parse("1.0000000", 6, 1000000);
	expect_parse("1.00000000000000000000000000000000", 6, 1000000);
	expect_parse("1.0", 0, 1);
}

static void refuses_what_is_no_number(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"+",
		"-",
		".",
		".5",
		"5.",
		"-.5",
		"+-1",
		"--1",
		"1e30",
		"1E3",
		"NaN",
		"nan",
		"inf",
		"Infinity",
		"-Infinity",
		"1,5",
		"1.2.3",
		"1 2",
		"0x10",
		"1_000",
		"١٢",
		"１２",
		"5\v",
		"12a",
		"a12",
		"1.-5",
		"1.+5",
		"$1",
		"1;DROP TABLE materials",
		"\xc2\xa0"
		"1",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_refusal(texts[i], 6, "NOT_A_NUMBER");
	expect_refusal(NULL, 6, "NOT_A_NUMBER");
}

static void judges_the_sign_where_asked(void **state)
{
	struct err err = { 0 };
	int64_t value = 5;

	assert_false(num_parse_positive("0", 6, "quantity", &value, &err));
	assert_string_equal(err.code, "NOT_POSITIVE");
	assert_false(num_parse_positive("-1", 6, "quantity", &value, &err));
	assert_string_equal(err.code, "NOT_POSITIVE");
	assert_false(num_parse_positive("0.0000001", 6, "quantity", &value, &err));
	assert_string_equal(err.code, "TOO_MANY_DECIMALS");
	assert_false(num_parse_not_negative("-0.000001", 6, "unit_cost", &value, &err));
	assert_string_equal(err.code, "NEGATIVE");
	assert_string_equal(err.field, "unit_cost");
	assert_int_equal(value, 5);
	assert_true(num_parse_positive("0.000001", 6, "quantity", &value, &err));
	assert_int_equal(value, 1);
	assert_true(num_parse_not_negative("-0", 6, "unit_cost", &value, &err));
	assert_int_equal(value, 0);
}

static void parses_integers_to_the_last(void **state)
{
	struct err err = { 0 };
	int64_t value = 5;

	assert_true(num_parse_int("9223372036854775807", "seq", &value, &err));
	assert_true(value == INT64_MAX);
	assert_true(num_parse_int("-9223372036854775808", "seq", &value, &err));
	assert_true(value == INT64_MIN);
	assert_true(num_parse_int(" +12 ", "seq", &value, &err));
	assert_int_equal(value, 12);
	assert_false(num_parse_int("9223372036854775808", "seq", &value, &err));
	assert_string_equal(err.code, "TOO_LARGE");
	assert_false(num_parse_int("-9223372036854775809", "seq", &value, &err));
	assert_string_equal(err.code, "TOO_LARGE");
	assert_false(num_parse_int("1.0", "seq", &value, &err));
	assert_string_equal(err.code, "NOT_A_NUMBER");
	assert_false(num_parse_int("", "seq", &value, &err));
	assert_false(num_parse_int(NULL, "seq", &value, &err));
	assert_int_equal(value, 12);
}

static void expect_format(int64_t value, int scale, const char *expected)
{
	char text[NUM_TEXT];

	num_format(value, scale, text);
	assert_string_equal(text, expected);
}

static void prints_plain_digits(void **state)
{
	expect_format(0, 6, "0");
	expect_format(12500000, 6, "12.5");
	expect_format(500000000, 6, "500");
	expect_format(-3250000, 6, "-3.25");
	expect_format(1, 6, "0.000001");
	expect_format(-1, 8, "-0.00000001");
	expect_format(NUM_LIMIT - 1, 6, MAX_TEXT);
	expect_format(INT64_MIN, 6, "-9223372036854.775808");
	expect_format(INT64_MIN, 0, "-9223372036854775808");
	expect_format(100, 0, "100");
	expect_format(1, 18, "0.000000000000000001");
}

static void groups_for_people(void **state)
{
	char text[NUM_TEXT];

	num_format_grouped(1234567500000, 6, 2, ",", ".", text);
	assert_string_equal(text, "1,234,567.50");
	num_format_grouped(-999000000, 6, 0, ",", ".", text);
	assert_string_equal(text, "-999");
	num_format_grouped(-1000000000, 6, 0, ".", ",", text);
	assert_string_equal(text, "-1.000");
	num_format_grouped(1234, 4, 2, ",", ".", text);
	assert_string_equal(text, "0.1234");
	num_format_grouped(5, 0, 2, ",", ".", text);
	assert_string_equal(text, "5.00");
	num_format_grouped(NUM_LIMIT - 1, 6, 0, "\u202f", ",", text);
	assert_string_equal(text, "999\u202f999\u202f999\u202f999,999999");
	num_format_grouped(INT64_MIN, 0, 0, "\u202f", ".", text); /* the longest there is fits */
	assert_string_equal(text, "-9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808");
}

static void expect_trim(const char *numeric, const char *expected)
{
	char text[64];

	assert_true(num_trim(numeric, text, sizeof(text)));
	assert_string_equal(text, expected);
}

static void trims_the_servers_numbers(void **state)
{
	char text[8];

	expect_trim("123.450000", "123.45");
	expect_trim("500.000000", "500");
	expect_trim("0.000000", "0");
	expect_trim("-0.000000", "0");
	expect_trim("-0.500", "-0.5");
	expect_trim("007", "7");
	expect_trim("12345678901234567890123456789.10", "12345678901234567890123456789.1");
	assert_false(num_trim("NaN", text, sizeof(text)));
	assert_false(num_trim("Infinity", text, sizeof(text)));
	assert_false(num_trim("-Infinity", text, sizeof(text)));
	assert_false(num_trim("", text, sizeof(text)));
	assert_false(num_trim("12345678", text, sizeof(text))); /* does not fit */
	assert_true(num_trim("1234567", text, sizeof(text)));
}

static void rounds_half_away_from_zero(void **state)
{
	int64_t value = 0;

	assert_true(num_round("1.00005", 4, &value));
	assert_int_equal(value, 10001);
	assert_true(num_round("-1.00005", 4, &value));
	assert_int_equal(value, -10001);
	assert_true(num_round("1.000049999", 4, &value));
	assert_int_equal(value, 10000);
	assert_true(num_round("0.5", 0, &value));
	assert_int_equal(value, 1);
	assert_true(num_round("999999999999.9999994", 6, &value));
	assert_true(value == NUM_LIMIT - 1);
	assert_false(num_round("999999999999.9999995", 6, &value));
	assert_false(num_round("NaN", 6, &value));
	assert_false(num_round(NULL, 6, &value));

	assert_true(num_mul(1, 0, 5, 1, 0, &value)); /* 0.5 */
	assert_int_equal(value, 1);
	assert_true(num_mul(-1, 0, 5, 1, 0, &value));
	assert_int_equal(value, -1);
	assert_true(num_mul(1, 0, 49, 2, 0, &value)); /* 0.49 */
	assert_int_equal(value, 0);
	assert_true(num_mul(-1, 0, 49, 2, 0, &value));
	assert_int_equal(value, 0);
}

static void multiplies_quantity_by_cost(void **state)
{
	int64_t value = 9;

	assert_true(num_mul(12500000, 6, 240000000, 8, 4, &value)); /* 12.5 x 2.40 = 30 */
	assert_int_equal(value, 300000);
	assert_true(num_mul(1, 6, 1, 8, 4, &value)); /* far below a cent */
	assert_int_equal(value, 0);
	assert_true(num_mul(3000000, 6, 33333333, 8, 4, &value)); /* 3 x 0.33333333 */
	assert_int_equal(value, 10000);
	assert_true(num_mul(7, 0, 3, 0, 6, &value)); /* to more decimals than there are */
	assert_int_equal(value, 21000000);
	assert_true(num_mul(NUM_LIMIT - 1, 6, 0, 8, 4, &value));
	assert_int_equal(value, 0);
	value = 9;
	assert_false(num_mul(NUM_LIMIT - 1, 6, NUM_LIMIT - 1, 8, 4, &value));
	assert_false(num_mul(INT64_MIN, 0, INT64_MIN, 0, 18, &value));
	assert_false(num_mul(NUM_LIMIT / 10, 0, 10, 0, 0, &value));
	assert_int_equal(value, 9);
	assert_true(num_mul(INT64_MIN, 6, 1, 0, 0, &value));
	assert_true(value == INT64_C(-9223372036855)); /* 9223372036854.775808 rounds up */
}

static void adds_within_the_limit(void **state)
{
	int64_t value = 9;

	assert_true(num_add(NUM_LIMIT - 2, 1, &value));
	assert_true(value == NUM_LIMIT - 1);
	value = 9;
	assert_false(num_add(NUM_LIMIT - 1, 1, &value));
	assert_false(num_add(-(NUM_LIMIT - 1), -1, &value));
	assert_false(num_add(INT64_MAX, 1, &value));
	assert_false(num_add(INT64_MIN, -1, &value));
	assert_int_equal(value, 9);
}

/* xorshift64*: the same values on every machine, so that a failure can be repeated. */
static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

static void printed_values_parse_back(void **state)
{
	static const int scales[] = { 0, 4, 6, 8 };
	uint64_t seed = 20261124;

	for (int i = 0; i < 100000; i++) {
		uint64_t start = seed;
		uint64_t bits = next_random(&seed);
		int scale = scales[next_random(&seed) % 4];
		int64_t value = (int64_t)(bits >> (next_random(&seed) % 60)) % NUM_LIMIT;
		int64_t back = 0;
		char text[NUM_TEXT];
		char trimmed[NUM_TEXT];
		struct err err;

		num_format(value, scale, text);
		if (!num_parse(text, scale, "x", &back, &err) || back != value ||
		    !num_trim(text, trimmed, sizeof(trimmed)) || strcmp(text, trimmed) != 0)
			fail_msg("seed %llu: %lld at scale %d printed as %s, read as %lld", (unsigned long long)start,
				 (long long)value, scale, text, (long long)back);
	}
}

/* The same rounding by plain int64 division, where the product fits. */
static void products_agree_with_division(void **state)
{
	uint64_t seed = 987654321;

	for (int i = 0; i < 100000; i++) {
		uint64_t start = seed;
		int64_t a = (int64_t)(next_random(&seed) % 2000000000) - 1000000000;
		int64_t b = (int64_t)(next_random(&seed) % 2000000000) - 1000000000;
		int64_t exact = a * b;
		int64_t expected = (exact < 0 ? -1 : 1) * ((llabs(exact) + 5000) / 10000);
		int64_t value = 0;

		if (!num_mul(a, 6, b, 2, 4, &value) || value != expected)
			fail_msg("seed %llu: %lld x %lld gave %lld, expected %lld", (unsigned long long)start,
				 (long long)a, (long long)b, (long long)value, (long long)expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_plain_decimals),
		cmocka_unit_test(keeps_the_limits_of_numeric_18),
		cmocka_unit_test(refuses_decimals_that_would_be_lost),
		cmocka_unit_test(refuses_what_is_no_number),
		cmocka_unit_test(judges_the_sign_where_asked),
		cmocka_unit_test(parses_integers_to_the_last),
		cmocka_unit_test(prints_plain_digits),
		cmocka_unit_test(groups_for_people),
		cmocka_unit_test(trims_the_servers_numbers),
		cmocka_unit_test(rounds_half_away_from_zero),
		cmocka_unit_test(multiplies_quantity_by_cost),
		cmocka_unit_test(adds_within_the_limit),
		cmocka_unit_test(printed_values_parse_back),
		cmocka_unit_test(products_agree_with_division),
	};

	return cmocka_run_group_tests_name("base_num", tests, NULL, NULL);
}
