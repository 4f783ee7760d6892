/*
 * Times: the accepted forms and no other, RFC 3339, UUIDs, the injected clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/str.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void accepts_the_written_forms(void **state)
{
	static const char *const texts[] = {
		"2026-11-24",
		"2026-11-24 14:32",
		"2026-11-24T14:32",
		"2026-11-24 14:32:05",
		"2026-11-24T14:32:05.1",
		"2026-11-24T14:32:05.123456",
		"2026-11-24T14:32:05Z",
		"2026-11-24T14:32Z",
		"2026-11-24 14:32:05.12+01",
		"2026-11-24T14:32:05+05:30",
		"2026-11-24T14:32-03:30",
		"2026-11-24T00:00:00+00:00",
		"2026-11-24T23:59:59.999999-15:59",
		"2024-02-29",
		"2000-02-29 00:00",
		"0001-01-01",
		"9999-12-31 23:59:59",
	};
	struct err err = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!time_check(texts[i], "at", &err))
			fail_msg("\"%s\" refused", texts[i]);
	assert_int_equal(err.kind, ERR_NONE);
}

static const char *const no_times[] = {
	"",
	" ",
	"now",
	"infinity",
	"yesterday",
	"24.11.2026",
	"11/24/2026",
	"2026-11",
	"2026-1-2",
	"26-11-24",
	"2026-13-01",
	"2026-00-01",
	"2026-01-00",
	"2026-01-32",
	"2026-04-31",
	"2026-02-29",
	"1900-02-29",
	"2100-02-29",
	"0000-01-01",
	"-2026-01-01",
	"12026-01-01",
	"2026-11-24 ",
	" 2026-11-24",
	"2026-11-24T",
	"2026-11-24 14",
	"2026-11-24 1432",
	"2026-11-24 24:00",
	"2026-11-24 24:00:00",
	"2026-11-24 23:60",
	"2026-11-24 23:59:60",
	"2026-11-24 -1:00",
	"2026-11-24 14:32:",
	"2026-11-24 14:32:05.",
	"2026-11-24 14:32:05.1234567",
	"2026-11-24 14:32 Z",
	"2026-11-24 14:32z",
	"2026-11-24t14:32",
	"2026-11-24 14:32Z1",
	"2026-11-24 14:32ZZ",
	"2026-11-24 14:32+1",
	"2026-11-24 14:32+0100",
	"2026-11-24 14:32+16",
	"2026-11-24 14:32+24:00",
	"2026-11-24 14:32+01:60",
	"2026-11-24 14:32+01:",
	"2026-11-24 14:32+01:3",
	"2026-11-24 14:32 Europe/Berlin",
	"2026-11-24 14:32 CET",
	"2026-11-24Z",
	"2026-11-24+01",
	"2026-11-24 02:32 PM",
	"2026-11-24'; DROP TABLE x; --",
	"２０２６-11-24",
};

static void refuses_other_forms(void **state)
{
	for (size_t i = 0; i < COUNT(no_times); i++) {
		struct err err = { 0 };

		if (time_check(no_times[i], "at", &err))
			fail_msg("\"%s\" accepted", no_times[i]);
		assert_int_equal(err.kind, ERR_VALIDATION);
		assert_string_equal(err.code, "BAD_TIME");
		assert_string_equal(err.field, "at");
		assert_false(str_empty(err.hint));
	}
}

static void refuses_nothing_at_all(void **state)
{
	struct err err = { 0 };

	assert_false(time_check(NULL, "at", &err));
	assert_false(date_check(NULL, "expiry", &err));
}

static void checks_dates(void **state)
{
	static const char *const bad[] = { "",		 "2026-11-24 00:00", "2026-11-24T",
					   "2025-02-29", "24.11.2026",	     "2026-11-31" };
	struct err err = { 0 };

	assert_true(date_check("2026-11-24", "expiry", &err));
	assert_true(date_check("2024-02-29", "expiry", &err));
	assert_int_equal(err.kind, ERR_NONE);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(date_check(bad[i], "expiry", &err));
		assert_string_equal(err.code, "BAD_DATE");
		assert_string_equal(err.field, "expiry");
	}
}

static void expect_rfc3339(const char *pg, const char *expected)
{
	char text[64];

	time_rfc3339(pg, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void writes_rfc3339(void **state)
{
	char text[11];

	expect_rfc3339("2026-11-24 14:32:05.12+01", "2026-11-24T14:32:05.12+01:00");
	expect_rfc3339("2026-11-24 14:32:05+00", "2026-11-24T14:32:05+00:00");
	expect_rfc3339("2026-11-24 14:32:05-03:30", "2026-11-24T14:32:05-03:30");
	expect_rfc3339("2026-11-24 14:32:05.123456+05:45", "2026-11-24T14:32:05.123456+05:45");
	expect_rfc3339("2026-11-24 14:32:05", "2026-11-24 14:32:05"); /* no zone: not ours to invent one */
	expect_rfc3339("infinity", "infinity");
	expect_rfc3339("1880-01-01 00:00:00+00:53:28", "1880-01-01 00:00:00+00:53:28");
	expect_rfc3339("0044-03-15 12:00:00+00 BC", "0044-03-15 12:00:00+00 BC");
	expect_rfc3339("2026-11-24T14:32:05+01:00", "2026-11-24T14:32:05+01:00");
	expect_rfc3339("", "");
	time_rfc3339("2026-11-24 14:32:05+01", text, sizeof(text));
	assert_string_equal(text, "2026-11-24");
}

struct fake_time {
	int64_t now;
	uint64_t bits;
};

static int64_t fake_now(void *ctx)
{
	return ((struct fake_time *)ctx)->now++;
}

static uint64_t fake_random(void *ctx)
{
	return ((struct fake_time *)ctx)->bits;
}

static void asks_the_injected_clock(void **state)
{
	struct fake_time time = { .now = 41, .bits = UINT64_MAX };
	struct clock clock = { .mono_ms = fake_now, .wall_us = fake_now, .random = fake_random, .ctx = &time };
	char id[UUID_TEXT];

	assert_int_equal(clock_mono_ms(&clock), 41);
	assert_int_equal(clock_wall_us(&clock), 42);
	uuid_make(&clock, id);
	assert_string_equal(id, "ffffffff-ffff-4fff-bfff-ffffffffffff");
	time.bits = 0;
	uuid_make(&clock, id);
	assert_string_equal(id, "00000000-0000-4000-8000-000000000000");
	time.bits = UINT64_C(0x0123456789abcdef);
	uuid_make(&clock, id);
	assert_string_equal(id, "01234567-89ab-4def-8123-456789abcdef");
}

static void reads_the_machines_clock(void **state)
{
	const struct clock *clock = clock_system();
	int64_t before = clock_mono_ms(clock);
	char a[UUID_TEXT];
	char b[UUID_TEXT];

	assert_true(clock_mono_ms(clock) >= before);
	assert_true(clock_wall_us(clock) > INT64_C(1700000000) * 1000000);
	uuid_make(clock, a);
	uuid_make(clock, b);
	assert_true(uuid_valid(a));
	assert_string_not_equal(a, b);
}

static void checks_uuids(void **state)
{
	assert_true(uuid_valid("01234567-89ab-4def-8123-456789abcdef"));
	assert_true(uuid_valid("01234567-89AB-4DEF-8123-456789ABCDEF"));
	assert_false(uuid_valid(NULL));
	assert_false(uuid_valid(""));
	assert_false(uuid_valid("01234567-89ab-4def-8123-456789abcde"));
	assert_false(uuid_valid("01234567-89ab-4def-8123-456789abcdef0"));
	assert_false(uuid_valid("0123456789ab-4def-8123-456789abcdef00"));
	assert_false(uuid_valid("01234567-89ab-4def-8123-456789abcdeg"));
	assert_false(uuid_valid("{1234567-89ab-4def-8123-456789abcde}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_the_written_forms),
		cmocka_unit_test(refuses_other_forms),
		cmocka_unit_test(refuses_nothing_at_all),
		cmocka_unit_test(checks_dates),
		cmocka_unit_test(writes_rfc3339),
		cmocka_unit_test(asks_the_injected_clock),
		cmocka_unit_test(reads_the_machines_clock),
		cmocka_unit_test(checks_uuids),
	};

	return cmocka_run_group_tests_name("base_clock", tests, NULL, NULL);
}
