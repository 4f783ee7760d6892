/*
 * core_queued - lines of the spool in words, their values, who may take one
 * back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/queued.h"

static void set(struct call *c, const char *param, const char *text)
{
	struct err err;

	assert_true(call_set(c, param, text, &err));
}

static void words_are(struct call *c, const char *wanted)
{
	char words[QUEUED_WORDS];

	queued_words(c, words);
	assert_string_equal(words, wanted);
	call_done(c);
}

static void test_words(void **state)
{
	struct call c;

	(void)state;
	call_init(&c, Q_STOCK_RECEIVE);
	set(&c, "material", "M-1077");
	set(&c, "quantity", "2500");
	set(&c, "ref_type", "PURCHASE_ORDER");
	set(&c, "ref", "PO-4500012/20");
	set(&c, "lot", "L1");
	set(&c, "location", "D2-04");
	words_are(&c, "+2500 M-1077 from PO-4500012/20 lot L1 to D2-04");

	call_init(&c, Q_STOCK_RECEIVE);
	set(&c, "material", "M-1");
	set(&c, "quantity", "0.5");
	set(&c, "ref_type", "ADJUSTMENT");
	words_are(&c, "+0.5 M-1 by ADJUSTMENT");

	call_init(&c, Q_STOCK_RECEIVE_LINES);
	set(&c, "purchase_order", "PO-1");
	set(&c, "lines", "[{\"line\":10,\"quantity\":\"5\"},{\"line\":20,\"quantity\":\"7\"}]");
	words_are(&c, "delivery to PO-1 10=5 20=7");

	call_init(&c, Q_STOCK_COUNT);
	set(&c, "material", "M-1");
	set(&c, "quantity", "12");
	words_are(&c, "stock count 12 M-1");
}

static void age_is(int64_t age_s, const char *wanted)
{
	char age[QUEUED_AGE];

	queued_age(age_s, age);
	assert_string_equal(age, wanted);
}

static void test_ages(void **state)
{
	(void)state;
	age_is(-5, "0 s");
	age_is(59, "59 s");
	age_is(60, "1 min");
	age_is(3599, "59 min");
	age_is(3600, "1 h");
	age_is(47 * 3600, "47 h");
	age_is(48 * 3600, "2 days");
}

static void test_payload(void **state)
{
	const struct spool_op op = {
		.payload = "{\"values\":{\"material\":\"M-1\",\"op_id\":\"x\",\"token\":\"t\",\"lot\":null,"
			   "\"lines\":[1]},\"scans\":[{\"raw\":\"XUMxMDE=\",\"became\":\"material M-1\"},"
			   "{\"raw\":\"QR1C\"},{\"raw\":\"\"},{\"raw\":\"!\"}]}",
	};
	struct queued_value values[4];
	struct arena mem = { 0 };
	const char *scans[3];

	(void)state;
	assert_int_equal(queued_values(&op, &mem, values, 4), 2);
	assert_string_equal(values[0].name, "material");
	assert_string_equal(values[0].text, "M-1");
	assert_string_equal(values[1].text, "[1]");
	assert_int_equal(queued_values(&op, &mem, values, 1), 1);
	assert_string_equal(queued_value_of(&op, &mem, "material"), "M-1");
	assert_null(queued_value_of(&op, &mem, "lot"));
	assert_int_equal(queued_scans(&op, &mem, scans, 3), 3);
	assert_string_equal(scans[0], "]C101 = material M-1");
	/* GS is seen. */
	assert_string_equal(scans[1], "A<GS>B");
	assert_string_equal(scans[2], "");
	arena_done(&mem);
}

static void test_a_payload_that_is_none(void **state)
{
	const struct spool_op none = { 0 }, bad = { .payload = "nonsense" };
	struct queued_value values[2];
	struct arena mem = { 0 };
	const char *scans[2];

	(void)state;
	assert_int_equal(queued_values(&none, &mem, values, 2), 0);
	assert_int_equal(queued_values(&bad, &mem, values, 2), 0);
	assert_int_equal(queued_scans(&bad, &mem, scans, 2), 0);
	assert_null(queued_value_of(&bad, &mem, "lot"));
	arena_done(&mem);
}

static const char *may(enum spool_state line_state, bool sent, const char *user, bool supervisor)
{
	static struct err err;
	struct spool_op op = { .seq = 3, .state = line_state, .sent = sent, .actor = { 1, "Anna", "Anna" } };

	err = (struct err){ 0 };
	return queued_may_void(&op, user, supervisor, &err) ? "" : err.code;
}

static void test_who_may_take_back(void **state)
{
	(void)state;
	assert_string_equal(may(SPOOL_QUEUED, false, "anna", false), "");
	assert_string_equal(may(SPOOL_QUEUED, false, "bert", false), "NOT_PERMITTED");
	assert_string_equal(may(SPOOL_QUEUED, true, "anna", false), "NOT_PERMITTED");
	assert_string_equal(may(SPOOL_REFUSED, true, "anna", false), "NOT_PERMITTED");
	assert_string_equal(may(SPOOL_REFUSED, true, "bert", true), "");
	assert_string_equal(may(SPOOL_POSTED, true, "bert", true), "ALREADY_POSTED");
	assert_string_equal(may(SPOOL_VOID, true, "bert", true), "ALREADY_VOID");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_a_payload_that_is_none),
		cmocka_unit_test(test_who_may_take_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
