/*
 * Labels that lost their separators: what is offered beside what stands
 * there. Random labels come from one seed, so that a failure can be had again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/scan/scan.h"

#define GS   "\x1d"
#define ITEM "0109506000134352"

static const struct scan_rules usual = { .year = 2026 };
static const struct scan_rules bare = { .year = 2026, .bare_gs1 = true };
static const struct scan_rules kept = { .year = 2026, .gs_is_kept = true };

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

static void expect_error(const char *text, const struct scan_rules *rules, const char *code)
{
	struct scan s;
	struct err err = { 0 };

	assert_false(scan_parse(text, strlen(text), rules, &s, &err));
	assert_string_equal(err.code, code);
	assert_null(s.mem.head);
}

static bool has_warning(const struct scan *s, const char *part)
{
	for (size_t i = 0; i < s->n_warnings; i++)
		if (strstr(s->warning[i], part))
			return true;
	return false;
}

/* Whether a reading of s holds exactly those pairs. */
static bool has_reading(const struct scan *s, const char *wanted)
{
	char got[1024];

	for (size_t i = 0; i < s->n_readings; i++) {
		pairs(s->reading[i], got, sizeof(got));
		if (strcmp(got, wanted) == 0)
			return true;
	}
	return false;
}

static void expect_readings(const char *text, size_t n, const char *first, const char *second)
{
	struct scan s;
	char got[1024];

	parse(text, &usual, &s);
	if (s.n_readings != n)
		fail_msg("%s: %zu readings", text, s.n_readings);
	pairs(s.reading[0], got, sizeof(got));
	assert_string_equal(got, first);
	if (second) {
		pairs(s.reading[1], got, sizeof(got));
		assert_string_equal(got, second);
	}
	assert_int_equal(has_warning(&s, "seems to be lost"), n > 1);
	scan_done(&s);
}

static void a_lost_separator_gives_two_readings(void **state)
{
	expect_readings("]C1" ITEM "10ABC17261231", 2, "(01)09506000134352(10)ABC17261231",
			"(01)09506000134352(10)ABC(17)261231");
	expect_readings("]C1" ITEM "10ABC17261231" GS, 1, "(01)09506000134352(10)ABC17261231", NULL);
	expect_readings("]C1" ITEM "10ABC17561231", 1, "(01)09506000134352(10)ABC17561231", NULL); /* too far away */
	expect_readings("]C1" ITEM "10ABC12321SERIAL99", 2, "(01)09506000134352(10)ABC12321SERIAL99",
			"(01)09506000134352(10)ABC123(21)SERIAL99");
	expect_readings("]C1" ITEM "10AB21SERIAL99", 1, "(01)09506000134352(10)AB21SERIAL99", NULL);
	expect_readings("]C1" ITEM "10ABC21SER", 1, "(01)09506000134352(10)ABC21SER", NULL);
	expect_readings("]C1" ITEM "10LOTX3050", 2, "(01)09506000134352(10)LOTX3050",
			"(01)09506000134352(10)LOTX(30)50");
	expect_readings("]C1" ITEM "10LOTX3103001250", 3, "(01)09506000134352(10)LOTX3103001250",
			"(01)09506000134352(10)LOTX(3103)001250");
	/* Not with what is on the label already, nor beside what excludes it. */
	expect_readings("]C1" ITEM "1726123110A17261231", 1, "(01)09506000134352(17)261231(10)A17261231", NULL);
	expect_readings("]C1" ITEM "10LOTX3750", 1, "(01)09506000134352(10)LOTX3750", NULL);
	/* Two may be lost. */
	expect_readings("]C1" ITEM "10AB21S1X17261231", 3, "(01)09506000134352(10)AB21S1X17261231",
			"(01)09506000134352(10)AB21S1X(17)261231");
	/* A rare AI says little. */
	expect_readings("]C1" ITEM "10LOT91ABC", 1, "(01)09506000134352(10)LOT91ABC", NULL);
}

/* What is sound only when split: the splits, and at the end what is certain. */
static void an_unsound_value_may_be_two(void **state)
{
	struct scan s;

	expect_readings("]C1371217261231", 2, "(37)12(17)261231", "");
	expect_readings("]C10209506000134352"
			"3712"
			"17261231"
			"10LOT1",
			2, "(02)09506000134352(37)12(17)261231(10)LOT1", "(02)09506000134352");
	parse("]C1" ITEM "10LONGLOT8901217261231240SUPPLIER", &usual, &s);
	assert_true(has_reading(&s, "(01)09506000134352(10)LONGLOT89012(17)261231(240)SUPPLIER"));
	assert_true(s.n_readings >= 2);
	scan_done(&s);
	expect_error("]C1371217261231", &kept, "TOO_LONG");
	expect_error("]C13712ABC", &usual, "BAD_CHARACTER");
	/* The label is wrong before that already. */
	expect_error("]C1" ITEM "0209506000134352371217261231", &usual, "TOO_LONG");
}

static void there_is_no_room_to_split(void **state)
{
	char text[SCAN_BYTES];
	struct scan s;

	memcpy(text, "]C1", 4);
	for (int i = 0; i < SCAN_ELEMENTS - 1; i++)
		memcpy(text + strlen(text), "2001", 5);
	memcpy(text + strlen(text), "10ABC17261231", 14);
	parse(text, &usual, &s);
	assert_int_equal(s.n_readings, 1);
	assert_false(has_warning(&s, "lost"));
	scan_done(&s);
	/* A tail without end is not searched. */
	memset(text, '1', sizeof(text));
	memcpy(text, "]C110", 5);
	text[sizeof(text) - 1] = '\0';
	expect_error(text, &usual, "TOO_LONG");
}

/* A tail of nothing but AIs can be read in very many ways: it stays few, and quick. */
static void many_ways_stay_few(void **state)
{
	char text[128] = "]C110";
	struct scan s;

	for (int i = 5; i < 100; i++)
		text[i] = i % 2 ? '9' : '1';
	memcpy(text + 100, "17261231", 9);
	parse(text, &usual, &s);
	assert_int_equal(s.n_readings, SCAN_READINGS);
	scan_done(&s);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void random_text(uint32_t *seed, const char *set, size_t shortest, size_t longest, char *ret)
{
	size_t n = shortest + next_random(seed) % (longest - shortest + 1);

	for (size_t i = 0; i < n; i++)
		ret[i] = set[next_random(seed) % strlen(set)];
	ret[n] = '\0';
}

static const char set_82[] = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
static const char set_36[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* What follows the lot, with and without the brackets that tell. */
static void random_tail(uint32_t *seed, char *tail, char *told, size_t size)
{
	char serial[16];
	unsigned year = 2026 - 5 + next_random(seed) % 15;
	unsigned month = 1 + next_random(seed) % 12;
	unsigned day = next_random(seed) % 29;
	unsigned number = 1 + next_random(seed) % 500;

	random_text(seed, set_36, 1, 12, serial);
	(void)snprintf(tail, size, "17%02u%02u%02u", year % 100, month, day);
	(void)snprintf(told, size, "(17)%02u%02u%02u", year % 100, month, day);
	tail += strlen(tail);
	told += strlen(told);
	size -= 16;
	switch (next_random(seed) % 5) {
	case 0:
		(void)snprintf(tail, size, "30%u", number);
		(void)snprintf(told, size, "(30)%u", number);
		break;
	case 1:
		(void)snprintf(tail, size, "21%s", serial);
		(void)snprintf(told, size, "(21)%s", serial);
		break;
	case 2:
		(void)snprintf(tail, size, "3103%06u", number);
		(void)snprintf(told, size, "(3103)%06u", number);
		break;
	case 3:
		(void)snprintf(tail, size, "1126010121%s", serial);
		(void)snprintf(told, size, "(11)260101(21)%s", serial);
		break;
	default:
		break;
	}
}

static void check_random_lot(uint32_t *seed, const char *set, int round)
{
	char lot[16], tail[64], told[64], text[256], wanted[256];
	struct scan s;

	random_text(seed, set, 1, 12, lot);
	random_tail(seed, tail, told, sizeof(tail));
	(void)snprintf(text, sizeof(text), "]C1" ITEM "10%s%s", lot, tail);
	(void)snprintf(wanted, sizeof(wanted), "(01)09506000134352(10)%s%s", lot, told);
	parse(text, &usual, &s);
	if (s.n_readings < 2 || !has_reading(&s, wanted))
		fail_msg("round %d: %s has %zu readings, none is %s", round, text, s.n_readings, wanted);
	scan_done(&s);
	(void)snprintf(text, sizeof(text), "]C1" ITEM "10%s" GS "%s", lot, tail);
	parse(text, &usual, &s);
	if (s.n_readings != 1 || !has_reading(&s, wanted))
		fail_msg("round %d: %s has %zu readings", round, text, s.n_readings);
	scan_done(&s);
	(void)snprintf(text, sizeof(text), "]C1" ITEM "10%s%s", lot, "");
	parse(text, &kept, &s);
	assert_int_equal(s.n_readings, 1);
	scan_done(&s);
}

static void the_true_reading_is_always_there(void **state)
{
	uint32_t seed = 20260101;

	for (int i = 0; i < 5000; i++)
		check_random_lot(&seed, set_82, i);
	for (int i = 0; i < 5000; i++)
		check_random_lot(&seed, set_36, i);
	for (int i = 0; i < 5000; i++)
		check_random_lot(&seed, "0123456789", i);
}

/* Any bytes: no crash, and what is taken keeps every promise. */
static void any_bytes_are_survived(void **state)
{
	static const char set[] = "]C1]d2(01)(10)00110172137309506000134352" GS GS "|ABC%/:?=[)>\x1e\x04\\";
	uint32_t seed = 7;

	for (int i = 0; i < 30000; i++) {
		char text[64] = "]C1";
		struct scan s;
		struct err err = { 0 };
		size_t n = i % 3 ? 3 : 0;
		size_t length = next_random(&seed) % 60;

		for (; n < length; n++)
			text[n] = set[next_random(&seed) % sizeof(set)];
		if (!scan_parse(text, n, i % 2 ? &usual : &bare, &s, &err)) {
			assert_int_equal(err.kind, ERR_VALIDATION);
			assert_string_equal(err.field, "text");
			continue;
		}
		assert_true(s.n_readings >= 1 && s.n_readings <= SCAN_READINGS);
		assert_true(s.n_warnings <= SCAN_WARNINGS);
		scan_done(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_separator_gives_two_readings), cmocka_unit_test(an_unsound_value_may_be_two),
		cmocka_unit_test(there_is_no_room_to_split),	       cmocka_unit_test(many_ways_stay_few),
		cmocka_unit_test(the_true_reading_is_always_there),    cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests_name("scan_gs1_lost", tests, NULL, NULL);
}
