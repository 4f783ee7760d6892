/*
 * core_issue_draft - what a scan means on the issue screen, what is missing,
 * what is short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/issue_draft.h"

static const struct issue_typed nothing = { "", "", "" };

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

static struct rows needs(void)
{
	static const char *const cells[] = {
		"M-1", "Bolt",	 "pcs", "16", "4", "12", "12", "99", "1", /**/
		"M-2", "Washer", "pcs", "8",  "0", "8",	 "5",  "5",  "0", /**/
		"M-3", "Coil",	 "kg",	"5",  "5", "0",	 "0",  "7",  "9", /**/
		"M-4", "Nut",	 "pcs", "5",  "0", "5",	 "0",  "0",  "0", /**/
		"M-5", "Tape",	 "m",	"0",  "2", "0",	 "0",  "0",  "1",
	};

	return rows_of(Q_ORDER_MATERIALS, cells, 5);
}

static enum issue_step scan(const struct issue_draft *d, const struct issue_typed *typed, const char *what,
			    const char *code, const char *material, struct issue_scan *ret, struct err *err)
{
	const char *const cells[] = { what, code, "name", material, NULL, NULL, NULL };
	struct rows n = needs(), resolved = rows_of(Q_RESOLVE, cells, what != NULL ? 1 : 0);
	struct issue_seen seen = { &n, &resolved, "TEXT", NULL };
	enum issue_step step = issue_draft_scan(d, typed, &seen, ret, err);

	rows_done(&n);
	rows_done(&resolved);
	return step;
}

static void test_scans(void **state)
{
	struct issue_draft d;
	struct issue_scan s;
	struct err err;
	const struct issue_typed typed = { "5", "", "" };

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	assert_int_equal(scan(&d, &nothing, "work_order", "WO-1", NULL, &s, &err), ISSUE_STEP_ORDER);
	issue_draft_take_order(&d, "WO-1");
	assert_int_equal(scan(&d, &nothing, "material", "M-2", "M-2", &s, &err), ISSUE_STEP_NEED);
	assert_int_equal(s.row, 1);
	assert_int_equal(scan(&d, &nothing, "lot", "L-7", "M-2", &s, &err), ISSUE_STEP_NEED);
	assert_string_equal(s.lot, "L-7");
	assert_int_equal(scan(&d, &nothing, "material", "M-9", "M-9", &s, &err), ISSUE_STEP_MATERIAL);
	assert_int_equal(scan(&d, &nothing, "location", "D2-04", NULL, &s, &err), ISSUE_STEP_LOCATION);
	assert_int_equal(scan(&d, &nothing, "purchase_order", "PO-1", NULL, &s, &err), ISSUE_STEP_REFUSED);
	assert_string_equal(err.code, "WRONG_KIND");
	assert_string_equal(err.hint, "a work order or a material is wanted here");
	assert_int_equal(scan(&d, &nothing, NULL, NULL, NULL, &s, &err), ISSUE_STEP_REFUSED);
	assert_string_equal(err.code, "UNKNOWN_CODE");
	issue_draft_want(&d, "M-2", "Washer");
	assert_int_equal(scan(&d, &typed, "material", "M-1", "M-1", &s, &err), ISSUE_STEP_REFUSED);
	assert_string_equal(err.code, "NOT_POSTED");
	assert_int_equal(scan(&d, &typed, "lot", "L-7", "M-2", &s, &err), ISSUE_STEP_LOT);
	assert_string_equal(s.code, "L-7");
}

/* A label fills in what it tells, in the order's unit; what is typed stays. */
static void test_labels(void **state)
{
	static const char *const cells[] = { "material", "M-1", "Bolt", "M-1", NULL, "CS", "24" };
	struct rows n = needs(), resolved = rows_of(Q_RESOLVE, cells, 1), none = { 0 };
	struct label label = { .kind = LABEL_GOODS, .quantity = "2", .lot = "L1" };
	struct issue_seen seen = { &n, &resolved, "TEXT", &label };
	const struct issue_typed typed = { "3", "", "" }, other_lot = { "", "L2", "" };
	struct issue_draft d;
	struct issue_scan s;
	struct err err;

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	issue_draft_take_order(&d, "WO-1");
	assert_int_equal(issue_draft_scan(&d, &nothing, &seen, &s, &err), ISSUE_STEP_NEED);
	assert_string_equal(s.fill.quantity, "48");
	assert_string_equal(s.fill.lot, "L1");
	issue_draft_take_need(&d, &n, s.row);
	assert_int_equal(issue_draft_scan(&d, &typed, &seen, &s, &err), ISSUE_STEP_REFUSED);
	assert_string_equal(err.code, "NOT_POSTED");
	assert_int_equal(issue_draft_scan(&d, &other_lot, &seen, &s, &err), ISSUE_STEP_REFUSED);
	/* Only the case: it is counted, and stays so when its line is read again. */
	label.quantity[0] = '\0';
	assert_int_equal(issue_draft_scan(&d, &nothing, &seen, &s, &err), ISSUE_STEP_NEED);
	assert_string_equal(s.unit.factor, "24");
	d.unit = s.unit;
	issue_draft_take_need(&d, &n, s.row);
	assert_string_equal(d.unit.factor, "24");
	/* A second symbol belongs to what is chosen. */
	label.kind = LABEL_PART;
	seen.resolved = &none;
	assert_int_equal(issue_draft_scan(&d, &typed, &seen, &s, &err), ISSUE_STEP_PART);
	assert_string_equal(s.fill.lot, "L1");
	rows_done(&n);
	rows_done(&resolved);
}

/* The same lot number of two materials: the chosen material's comes first. */
static void test_lot_of_the_chosen_material(void **state)
{
	static const char *const cells[] = { "lot", "L-7", "Bolt",   "M-1", NULL, NULL, NULL,
					     "lot", "L-7", "Washer", "M-2", NULL, NULL, NULL };
	struct rows n = needs(), resolved = rows_of(Q_RESOLVE, cells, 2);
	struct issue_seen seen = { &n, &resolved, "L-7", NULL };
	struct issue_draft d;
	struct issue_scan s;
	struct err err;

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	issue_draft_take_order(&d, "WO-1");
	issue_draft_want(&d, "M-2", "Washer");
	assert_int_equal(issue_draft_scan(&d, &nothing, &seen, &s, &err), ISSUE_STEP_LOT);
	assert_string_equal(s.code, "L-7");
	rows_done(&n);
	rows_done(&resolved);
}

static void test_what_is_missing(void **state)
{
	struct issue_draft d;
	struct issue_typed t = nothing;

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	issue_draft_want(&d, "M-2", "Washer");
	assert_string_equal(issue_draft_missing(&d, &t), "scan");
	issue_draft_take_order(&d, "WO-1");
	assert_string_equal(d.material, "M-2");
	assert_string_equal(issue_draft_missing(&d, &t), "quantity");
	t.quantity = "5";
	assert_null(issue_draft_missing(&d, &t));
	d.lot_required = true;
	assert_string_equal(issue_draft_missing(&d, &t), "lot");
	d.lot_required = false;
	d.kind = ISSUE_TRANSFER;
	assert_string_equal(issue_draft_missing(&d, &t), "ref");
}

static void test_states(void **state)
{
	struct rows n = needs();
	char lacking[48];

	(void)state;
	assert_int_equal(issue_draft_state(&n, 0, lacking, sizeof(lacking)), ISSUE_STATE_READY);
	assert_string_equal(lacking, "");
	assert_int_equal(issue_draft_state(&n, 1, lacking, sizeof(lacking)), ISSUE_STATE_SHORT);
	assert_string_equal(lacking, "3");
	assert_int_equal(issue_draft_state(&n, 2, lacking, sizeof(lacking)), ISSUE_STATE_DONE);
	assert_int_equal(issue_draft_state(&n, 3, lacking, sizeof(lacking)), ISSUE_STATE_NONE);
	assert_string_equal(lacking, "5");
	assert_int_equal(issue_draft_state(&n, 4, lacking, sizeof(lacking)), ISSUE_STATE_EXTRA);
	rows_done(&n);
}

static void test_need_keeps_what_the_material_said(void **state)
{
	struct rows n = needs();
	struct issue_draft d;

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	issue_draft_take_need(&d, &n, 1);
	assert_string_equal(d.available, "5");
	assert_true(d.planned);
	d.lot_required = true;
	issue_draft_take_need(&d, &n, 1);
	assert_true(d.lot_required);
	issue_draft_take_need(&d, &n, 0);
	assert_false(d.lot_required);
	rows_done(&n);
}

static void test_orders_one_can_issue_to(void **state)
{
	static const char *const cells[] = {
		"WO-1", "PLANNED",     NULL, NULL, "1", "0", "0", "0", NULL, /**/
		"WO-2", "RELEASED",    NULL, NULL, "1", "0", "0", "0", NULL, /**/
		"WO-3", "IN_PROGRESS", NULL, NULL, "1", "0", "0", "0", NULL, /**/
		"WO-4", "PAUSED",      NULL, NULL, "1", "0", "0", "0", NULL,
	};
	struct rows all = rows_of(Q_ORDER_LIST, cells, 4), open = { 0 };

	(void)state;
	issue_draft_orders(&all, &open);
	assert_int_equal(open.n, 2);
	assert_string_equal(rows_text(&open, 0, "work_order_number"), "WO-2");
	rows_done(&all);
	rows_done(&open);
}

static void test_call(void **state)
{
	struct issue_draft d;
	struct call call;
	struct err err = { 0 };

	(void)state;
	issue_draft_start(&d, ISSUE_ORDER);
	issue_draft_take_order(&d, "WO-1");
	issue_draft_want(&d, "M-2", "Washer");
	call_init(&call, Q_STOCK_ISSUE);
	assert_true(issue_draft_call(&d, &nothing, clock_system(), &call, &err));
	assert_string_equal(call_get(&call, "ref"), "WO-1");
	assert_string_equal(call_get(&call, "ref_type"), "WORK_ORDER");
	call_done(&call);
	err.kind = ERR_OFFLINE;
	issue_draft_failed(&d, &err);
	assert_string_not_equal(d.op_id, "");
	err.kind = ERR_DUPLICATE;
	issue_draft_failed(&d, &err);
	assert_string_equal(d.op_id, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scans),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_lot_of_the_chosen_material),
		cmocka_unit_test(test_what_is_missing),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_need_keeps_what_the_material_said),
		cmocka_unit_test(test_orders_one_can_issue_to),
		cmocka_unit_test(test_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
