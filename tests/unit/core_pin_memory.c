/*
 * core_pin_memory - who was signed on is known again by the PIN, nobody else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/pin_memory.h"

static void check_is(struct pin_memory *m, const char *pin, const char *code)
{
	struct err err = { 0 };
	bool right = pin_memory_check(m, pin, &err);

	assert_string_equal(right ? "" : err.code, code);
	if (!right)
		assert_string_equal(err.field, "pin");
}

static void test_nothing_is_known_at_first(void **state)
{
	struct pin_memory m = { 0 };

	(void)state;
	check_is(&m, "", "PIN_UNKNOWN");
	check_is(&m, "1234", "PIN_UNKNOWN");
}

static void test_the_same_pin_only(void **state)
{
	struct pin_memory m = { 0 }, other = { 0 };

	(void)state;
	pin_memory_learn(&m, clock_system(), "1234");
	assert_null(strstr(m.hash, "1234"));
	check_is(&m, "1234", "");
	check_is(&m, "12345", "WRONG_PIN");
	check_is(&m, "", "WRONG_PIN");
	check_is(&m, "1234", "");
	/* Salted: the same PIN of another person is another text. */
	pin_memory_learn(&other, clock_system(), "1234");
	assert_string_not_equal(m.hash, other.hash);
	pin_memory_forget(&m);
	check_is(&m, "1234", "PIN_UNKNOWN");
}

static void test_five_wrong_ones_end_it(void **state)
{
	struct pin_memory m = { 0 };

	(void)state;
	pin_memory_learn(&m, clock_system(), "1234");
	for (int i = 1; i < PIN_MEMORY_TRIES; i++)
		check_is(&m, "9999", "WRONG_PIN");
	check_is(&m, "9999", "TOO_MANY_TRIES");
	check_is(&m, "1234", "TOO_MANY_TRIES");
	pin_memory_forgive(&m);
	check_is(&m, "1234", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_known_at_first),
		cmocka_unit_test(test_the_same_pin_only),
		cmocka_unit_test(test_five_wrong_ones_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
