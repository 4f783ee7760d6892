/*
 * core_home_facts - the figures of the front page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/call.h"
#include "core/home_facts.h"

static struct rows rows_of(enum query_id id, const char *const *cells, size_t rows)
{
	struct rows r = { 0 };
	size_t n;
	const struct column *c = call_columns(id, &n);

	rows_init(&r, c, n);
	for (size_t i = 0; i < rows; i++)
		rows_append(&r, cells + i * n);
	return r;
}

static void test_alerts_count_materials_once(void **state)
{
	static const char *const cells[] = {
		"3", "LOW_STOCK", "M-1", "a", "pcs", "1", "5", "1", "t", NULL, NULL,	     NULL, /**/
		"2", "LOW_STOCK", "M-1", "a", "pcs", "2", "5", "1", "t", NULL, "2026-11-24", "x",  /**/
		"1", "LOW_STOCK", "M-2", "b", "pcs", "2", "5", "9", "f", NULL, NULL,	     NULL,
	};
	struct rows r = rows_of(Q_ALERTS, cells, 3);
	struct home_facts f;

	(void)state;
	home_facts_init(&f);
	assert_int_equal(f.low, -1);
	home_facts_alerts(&f, &r);
	assert_int_equal(f.low, 1);
	assert_int_equal(f.low_new, 2);
	assert_string_equal(f.low_material, "M-1");
	rows_done(&r);
}

static void test_stock_value(void **state)
{
	static const char *const seen[] = { "M-1", "a", "pcs", "1", "0", "1", "0", "10.5",
					    "M-2", "b", "pcs", "1", "0", "1", "0", "0.0001" };
	static const char *const hidden[] = { "M-1", "a", "pcs", "1", "0", "1", "0", NULL };
	struct rows r = rows_of(Q_STOCK_SEARCH, seen, 2);
	struct home_facts f;

	(void)state;
	home_facts_init(&f);
	home_facts_stock(&f, &r);
	assert_true(f.value_known);
	assert_int_equal(f.value, 105001);
	rows_done(&r);
	r = rows_of(Q_STOCK_SEARCH, hidden, 1);
	home_facts_stock(&f, &r);
	assert_false(f.value_known);
	rows_done(&r);
}

static void test_orders(void **state)
{
	static const char *const cells[] = {
		"WO-1", "PLANNED",     NULL, NULL, "1", "0", "0", "0", NULL, /**/
		"WO-2", "RELEASED",    NULL, NULL, "1", "0", "0", "0", NULL, /**/
		"WO-3", "IN_PROGRESS", NULL, NULL, "1", "0", "0", "0", NULL,
	};
	static const char *const purchase[] = { "PO-1", "S", "s", "OPEN", "4", "3", NULL,
						"PO-2", "S", "s", "OPEN", "1", "1", NULL };
	struct rows r = rows_of(Q_ORDER_LIST, cells, 3);
	struct home_facts f;

	(void)state;
	home_facts_init(&f);
	home_facts_orders(&f, &r);
	assert_int_equal(f.released, 1);
	assert_int_equal(f.running, 1);
	assert_int_equal(f.paused, 0);
	rows_done(&r);
	r = rows_of(Q_PO_LIST, purchase, 2);
	home_facts_purchase(&f, &r);
	assert_int_equal(f.purchase_open, 2);
	assert_int_equal(f.purchase_lines, 4);
	rows_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alerts_count_materials_once),
		cmocka_unit_test(test_stock_value),
		cmocka_unit_test(test_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
