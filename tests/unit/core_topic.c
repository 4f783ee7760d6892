/*
 * Topics: from names of channels to bits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/topic.h"

#define KEY "0123456789abcdef0123456789abcdef"

static void channels_have_topics(void **state)
{
	assert_int_equal(topic_of_channel("order_" KEY), TOPIC_ORDER);
	assert_int_equal(topic_of_channel("purchase_" KEY), TOPIC_PURCHASE);
	assert_int_equal(topic_of_channel("low_stock_alert_" KEY), TOPIC_ALERT);
	assert_int_equal(topic_of_channel("order_" KEY "0"), 0);
	assert_int_equal(topic_of_channel("order"), 0);
	assert_int_equal(topic_of_channel("orders_" KEY), 0);
	assert_int_equal(topic_of_channel("order_0123456789ABCDEF0123456789ABCDEF"), 0);
	assert_int_equal(topic_of_channel(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(channels_have_topics),
	};

	return cmocka_run_group_tests_name("topic", tests, NULL, NULL);
}
