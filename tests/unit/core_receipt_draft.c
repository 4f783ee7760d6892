/*
 * core_receipt_draft - what a scan means on the receipt screen, and what is
 * missing before it can be posted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/receipt_draft.h"

static const struct receipt_typed nothing = { "", "", "", "", "", false };

static struct rows lines(void)
{
	struct rows r = { 0 };
	static const char *const cells[][12] = {
		{ "10", "M-1", "Bolt", "pcs", "50", "30", "20", "20", "0.05", "OPEN", "f", "f" },
		{ "20", "M-2", "Washer", "pcs", "100", "0", "100", "110", "0.02", "OPEN", "t", "t" },
		{ "30", "M-3", "Coil", "kg", "8", "8", "0", "0", "1.2", "RECEIVED", "f", "f" },
		{ "40", "M-1", "Bolt", "pcs", "5", "0", "5", "5", "0.06", "OPEN", "f", "f" },
	};
	size_t n;
	const struct column *c = call_columns(Q_PO_LINES, &n);

	rows_init(&r, c, n);
	for (size_t i = 0; i < 4; i++)
		rows_append(&r, cells[i]);
	return r;
}

static void add(struct rows *r, const char *what, const char *code, const char *material)
{
	const char *const cells[] = { what, code, "name", material, NULL, NULL, NULL };
	size_t n;
	const struct column *c = call_columns(Q_RESOLVE, &n);

	if (r->column == NULL)
		rows_init(r, c, n);
	rows_append(r, cells);
}

/* One scan on the lines above; the draft is at order PO-1. */
struct trial {
	struct receipt_draft d;
	struct rows lines, resolved;
	struct receipt_scan scan;
	struct err err;
};

static void trial_init(struct trial *t)
{
	memset(t, 0, sizeof(*t));
	t->lines = lines();
	receipt_draft_start(&t->d, RECEIPT_ORDER);
	receipt_draft_take_order(&t->d, "PO-1");
}

static void trial_done(struct trial *t)
{
	rows_done(&t->lines);
	rows_done(&t->resolved);
}

static enum receipt_step scan(struct trial *t, const struct receipt_typed *typed, bool in_lot)
{
	struct receipt_seen seen = { &t->lines, &t->resolved, "TEXT", in_lot, NULL, false };
	enum receipt_step step = receipt_draft_scan(&t->d, typed, &seen, &t->scan, &t->err);

	rows_done(&t->resolved);
	return step;
}

static void test_scan_finds_the_only_open_line(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	add(&t.resolved, "material", "M-2", "M-2");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_LINE);
	assert_int_equal(t.scan.row, 1);
	receipt_draft_take_line(&t.d, &t.lines, t.scan.row);
	assert_int_equal(t.d.line, 20);
	assert_string_equal(t.d.open, "100");
	assert_true(t.d.lot_required);
	/* The same label again changes nothing, whatever is typed. */
	add(&t.resolved, "material", "M-2", "M-2");
	assert_int_equal(scan(&t, &(struct receipt_typed){ "5", "", "", "", "", false }, false), RECEIPT_STEP_LINE);
	trial_done(&t);
}

static void test_several_lines_are_a_choice(void **state)
{
	struct trial t;
	size_t first;

	(void)state;
	trial_init(&t);
	add(&t.resolved, "material", "M-1", "M-1");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_PICK);
	assert_int_equal(receipt_draft_fits(&t.lines, "M-1", &first), 2);
	assert_int_equal(first, 0);
	/* Once chosen, the label means that line. */
	receipt_draft_take_line(&t.d, &t.lines, 3);
	add(&t.resolved, "material", "M-1", "M-1");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_LINE);
	assert_int_equal(t.scan.row, 3);
	trial_done(&t);
}

static void expect_refusal(struct trial *t, const struct receipt_typed *typed, const char *code)
{
	assert_int_equal(scan(t, typed, false), RECEIPT_STEP_REFUSED);
	assert_string_equal(t->err.code, code);
	assert_string_equal(t->err.field, "scan");
}

static void test_refusals(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	add(&t.resolved, "material", "M-9", "M-9");
	expect_refusal(&t, &nothing, "NOT_ON_ORDER");
	add(&t.resolved, "material", "M-3", "M-3");
	expect_refusal(&t, &nothing, "LINE_COMPLETE");
	add(&t.resolved, "work_order", "WO-1", NULL);
	expect_refusal(&t, &nothing, "WRONG_KIND");
	assert_string_equal(t.err.message, "WO-1 is a work order");
	add(&t.resolved, "user", "M. Rossi", NULL);
	expect_refusal(&t, &nothing, "WRONG_KIND");
	assert_string_equal(t.err.message, "that is a badge");
	expect_refusal(&t, &nothing, "UNKNOWN_CODE");
	receipt_draft_take_line(&t.d, &t.lines, 1);
	add(&t.resolved, "material", "M-1", "M-1");
	expect_refusal(&t, &(struct receipt_typed){ "5", "", "", "", "", false }, "NOT_POSTED");
	add(&t.resolved, "purchase_order", "PO-2", NULL);
	expect_refusal(&t, &(struct receipt_typed){ "5", "", "", "", "", false }, "NOT_POSTED");
	trial_done(&t);
}

/* A text that names several things goes to the first that can go on here. */
static void test_best_reading_wins(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	add(&t.resolved, "material", "M-9", "M-9");
	add(&t.resolved, "purchase_order", "PO-2", NULL);
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_ORDER);
	assert_string_equal(t.scan.code, "PO-2");
	trial_done(&t);
}

static void test_label_of_an_order_line(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	add(&t.resolved, "purchase_order", "A/B/20", "M-2");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_ORDER);
	assert_string_equal(t.scan.code, "A/B");
	assert_int_equal(t.scan.line, 20);
	assert_int_equal(receipt_draft_line_row(&t.lines, 20), 1);
	assert_int_equal(receipt_draft_line_row(&t.lines, 30), SIZE_MAX);
	/* An order whose number ends like a line. */
	add(&t.resolved, "purchase_order", "2026/20", NULL);
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_ORDER);
	assert_string_equal(t.scan.code, "2026/20");
	assert_int_equal(t.scan.line, 0);
	trial_done(&t);
}

static void test_lots(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	/* A lot's label names its material too. */
	add(&t.resolved, "lot", "L-7", "M-2");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_LINE);
	assert_string_equal(t.scan.lot, "L-7");
	receipt_draft_take_line(&t.d, &t.lines, 1);
	add(&t.resolved, "lot", "L-7", "M-2");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_LOT);
	assert_string_equal(t.scan.code, "L-7");
	/* In the lot field an unknown text is a new lot, a material is a mistake. */
	assert_int_equal(scan(&t, &nothing, true), RECEIPT_STEP_LOT);
	assert_string_equal(t.scan.code, "TEXT");
	add(&t.resolved, "material", "M-1", "M-1");
	assert_int_equal(scan(&t, &nothing, true), RECEIPT_STEP_REFUSED);
	assert_string_equal(t.err.code, "WRONG_KIND");
	add(&t.resolved, "lot", "L-7", "M-1");
	assert_int_equal(scan(&t, &nothing, true), RECEIPT_STEP_LOT);
	assert_string_equal(t.scan.code, "TEXT");
	trial_done(&t);
}

static void test_without_an_order(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	receipt_draft_start(&t.d, RECEIPT_TRANSFER);
	add(&t.resolved, "material", "M-9", "M-9");
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_MATERIAL);
	add(&t.resolved, "location", "D2-04", NULL);
	assert_int_equal(scan(&t, &nothing, false), RECEIPT_STEP_LOCATION);
	trial_done(&t);
}

static void test_wanted_material_survives_its_order(void **state)
{
	struct receipt_draft d;

	(void)state;
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_want(&d, "M-2", "Washer");
	receipt_draft_take_order(&d, "PO-1");
	assert_string_equal(d.material, "M-2");
	d.line = 20;
	receipt_draft_take_order(&d, "PO-2");
	assert_string_equal(d.material, "");
}

static void test_what_is_missing(void **state)
{
	struct receipt_draft d;
	struct receipt_typed t = nothing;
	struct rows l = lines();

	(void)state;
	receipt_draft_start(&d, RECEIPT_ORDER);
	assert_string_equal(receipt_draft_missing(&d, &t, true), "scan");
	receipt_draft_take_order(&d, "PO-1");
	assert_string_equal(receipt_draft_missing(&d, &t, true), "scan");
	receipt_draft_take_line(&d, &l, 1);
	assert_string_equal(receipt_draft_missing(&d, &t, true), "quantity");
	t.quantity = "5";
	assert_string_equal(receipt_draft_missing(&d, &t, true), "lot");
	t.lot = "L";
	assert_string_equal(receipt_draft_missing(&d, &t, true), "expiry");
	t.expiry = "2027-01-31";
	assert_null(receipt_draft_missing(&d, &t, true));
	d.kind = RECEIPT_ADJUSTMENT;
	assert_string_equal(receipt_draft_missing(&d, &t, true), "unit_cost");
	assert_null(receipt_draft_missing(&d, &t, false));
	rows_done(&l);
}

static void test_the_call(void **state)
{
	struct receipt_draft d;
	struct call call;
	struct err err = { 0 };
	struct rows l = lines();
	struct receipt_typed typed = { "3", "", "", "", "", false };

	(void)state;
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_take_order(&d, "PO-1");
	receipt_draft_take_line(&d, &l, 1);
	call_init(&call, Q_STOCK_RECEIVE);
	assert_true(receipt_draft_call(&d, &typed, &call, &err));
	assert_string_equal(call_get(&call, "ref"), "PO-1/20");
	assert_string_equal(call_get(&call, "ref_type"), "PURCHASE_ORDER");
	assert_string_equal(call_get(&call, "material"), "M-2");
	/* Counted in cases. */
	str_copy(d.unit.factor, sizeof(d.unit.factor), "24");
	assert_true(receipt_draft_call(&d, &typed, &call, &err));
	assert_string_equal(call_get(&call, "quantity"), "72");
	typed.quantity = "0.0000001";
	assert_false(receipt_draft_call(&d, &typed, &call, &err));
	assert_string_equal(err.code, "TOO_MANY_DECIMALS");
	call_done(&call);
	rows_done(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan_finds_the_only_open_line),
		cmocka_unit_test(test_several_lines_are_a_choice),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_best_reading_wins),
		cmocka_unit_test(test_label_of_an_order_line),
		cmocka_unit_test(test_lots),
		cmocka_unit_test(test_without_an_order),
		cmocka_unit_test(test_wanted_material_survives_its_order),
		cmocka_unit_test(test_what_is_missing),
		cmocka_unit_test(test_the_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
