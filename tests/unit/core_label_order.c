/*
 * core_label_order - what a label means for an order in this or that state:
 * which line, whether it posts by itself, what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/label.h"
#include "core/receipt_draft.h"

#define GTIN "(01)04012345678901"

static const struct receipt_typed nothing = { "", "", "", "", "", false };

static void read_label(const char *text, struct label *ret)
{
	const struct scan_rules rules = { .year = 2026, .bare_gs1 = true };
	struct scan scan = { 0 };
	struct err err = { 0 };

	if (!scan_parse(text, strlen(text), &rules, &scan, &err))
		fail_msg("%s: %s", text, err.message);
	label_from(&scan, 0, ret);
	scan_done(&scan);
}

static struct rows resolved_as(const char *material, const char *uom, const char *factor)
{
	const char *const cells[] = { "material", material, "name", material, NULL, uom, factor };
	struct rows r = { 0 };
	size_t n;
	const struct column *c = call_columns(Q_RESOLVE, &n);

	rows_init(&r, c, n);
	rows_append(&r, cells);
	return r;
}

/* 10 and 40: M-1, 20 and 5 open; 20: M-2 with lot and expiry, 100 open, 110 taken; 30: M-3, done. */
static struct rows order_lines(void)
{
	static const char *const cells[][12] = {
		{ "10", "M-1", "Bolt", "pcs", "50", "30", "20", "20", "0.05", "OPEN", "f", "f" },
		{ "20", "M-2", "Washer", "pcs", "100", "0", "100", "110", "0.02", "OPEN", "t", "t" },
		{ "30", "M-3", "Coil", "kg", "8", "8", "0", "0", "1.2", "RECEIVED", "f", "f" },
		{ "40", "M-1", "Bolt", "pcs", "5", "0", "5", "5", "0.06", "OPEN", "f", "f" },
	};
	struct rows r = { 0 };
	size_t n;
	const struct column *c = call_columns(Q_PO_LINES, &n);

	rows_init(&r, c, n);
	for (size_t i = 0; i < 4; i++)
		rows_append(&r, cells[i]);
	return r;
}

struct wanted {
	const char *label, *material, *uom, *factor;
	int line;			     /* chosen before the scan; 0: none */
	const char *quantity, *lot, *expiry; /* typed before */
	const char *odd;		     /* "note": something else is typed; "doubt": the label is doubtful */
	const char *result; /* "20" the line, "20 posts" by itself, "pick", or the code of the refusal */
};

#define ALL GTIN "(17)270131(30)25(10)L1"
#define MH10      \
	"[)>\x1e" \
	"06\x1d"

static const struct wanted wanted[] = {
	/* All is told, one line fits: within its tolerance, beyond it, in cases of 24, with a month for a date. */
	{ ALL, "M-2", "pcs", "1", 0, "", "", "", "", "20 posts" },
	{ GTIN "(17)270131(30)110(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20 posts" },
	{ GTIN "(17)270131(30)111(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20" },
	{ GTIN "(17)270131(30)4(10)L1", "M-2", "CS", "24", 0, "", "", "", "", "20 posts" },
	{ GTIN "(17)270131(30)5(10)L1", "M-2", "CS", "24", 0, "", "", "", "", "20" },
	{ GTIN "(17)270100(30)25(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20 posts" },
	/* No lot, no expiry, no quantity, another unit. */
	{ GTIN "(17)270131(30)25", "M-2", "pcs", "1", 0, "", "", "", "", "20" },
	{ GTIN "(30)25(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20" },
	{ GTIN "(17)270131(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20" },
	{ GTIN "(3103)025000(17)270131(10)L1", "M-2", "pcs", "1", 0, "", "", "", "", "20" },
	/* Something was odd, something was typed. */
	{ ALL, "M-2", "pcs", "1", 0, "", "", "", "doubt", "20" },
	{ ALL, "M-2", "pcs", "1", 0, "", "", "", "note", "20" },
	{ ALL, "M-2", "pcs", "1", 20, "25", "", "", "", "20" },
	/* What is filled in is not overwritten. */
	{ ALL, "M-2", "pcs", "1", 20, "24", "", "", "", "NOT_POSTED" },
	{ ALL, "M-2", "pcs", "1", 20, "", "L2", "", "", "NOT_POSTED" },
	{ ALL, "M-2", "pcs", "1", 20, "", "", "2027-02-28", "", "NOT_POSTED" },
	{ GTIN "(30)5", "M-1", "pcs", "1", 20, "25", "", "", "", "NOT_POSTED" },
	{ GTIN, "M-2", "CS", "24", 20, "25", "", "", "", "NOT_POSTED" },
	/* Two lines: both have room, one has, none has, one was chosen, one is named. */
	{ GTIN "(30)5", "M-1", "pcs", "1", 0, "", "", "", "", "pick" },
	{ GTIN "(30)20", "M-1", "pcs", "1", 0, "", "", "", "", "10 posts" },
	{ GTIN "(30)21", "M-1", "pcs", "1", 0, "", "", "", "", "pick" },
	{ GTIN "(30)5", "M-1", "pcs", "1", 40, "", "", "", "", "40" },
	{ MH10 "PM-1\x1dKPO-1\x1d"
	       "4K40\x1dQ5\x1e\x04",
	  "M-1", "pcs", "1", 0, "", "", "", "", "40 posts" },
	{ MH10 "PM-1\x1dKPO-1\x1d"
	       "4K40\x1dQ6\x1e\x04",
	  "M-1", "pcs", "1", 0, "", "", "", "", "40" },
	/* The line it names is another material's: not believed. */
	{ MH10 "PM-1\x1dKPO-1\x1d"
	       "4K20\x1dQ20\x1e\x04",
	  "M-1", "pcs", "1", 0, "", "", "", "", "10" },
	/* Not on the order; all of it is there. */
	{ GTIN "(30)5", "M-9", "pcs", "1", 0, "", "", "", "", "NOT_ON_ORDER" },
	{ GTIN "(3103)005000", "M-3", "kg", "1", 0, "", "", "", "", "LINE_COMPLETE" },
};

static void result_words(const struct rows *lines, const struct receipt_scan *scan, const struct err *err, char *ret,
			 size_t size)
{
	if (scan->step == RECEIPT_STEP_REFUSED)
		str_copy(ret, size, err->code);
	else if (scan->step == RECEIPT_STEP_LINE)
		str_format(ret, size, "%s%s", rows_text(lines, scan->row, "line"), scan->post ? " posts" : "");
	else
		str_copy(ret, size, scan->step == RECEIPT_STEP_PICK ? "pick" : "?");
}

static void try(const struct wanted *w, struct rows *lines)
{
	const struct receipt_typed typed = { w->quantity, w->lot, w->expiry, "", "", str_equal(w->odd, "note") };
	struct rows r = resolved_as(w->material, w->uom, w->factor);
	struct label label;
	struct receipt_seen seen = { lines, &r, "TEXT", false, &label, str_equal(w->odd, "doubt") };
	struct receipt_draft d;
	struct receipt_scan scan;
	struct err err;
	char result[64];

	read_label(w->label, &label);
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_take_order(&d, "PO-1");
	if (w->line != 0)
		receipt_draft_take_line(&d, lines, receipt_draft_line_row(lines, w->line));
	receipt_draft_scan(&d, &typed, &seen, &scan, &err);
	result_words(lines, &scan, &err, result, sizeof(result));
	if (!str_equal(result, w->result))
		fail_msg("%s as %s: %s, not %s", w->label, w->material, result, w->result);
	rows_done(&r);
}

static void test_labels_on_an_order(void **state)
{
	struct rows lines = order_lines();

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		try(&wanted[i], &lines);
	rows_done(&lines);
}

static void test_several_readings_never_post(void **state)
{
	struct rows lines = order_lines(), r = resolved_as("M-2", "pcs", "1");
	struct label label;
	struct receipt_seen seen = { &lines, &r, "TEXT", false, &label, false };
	struct receipt_draft d;
	struct receipt_scan scan;
	struct err err;

	(void)state;
	read_label(GTIN "(17)270131(30)25(10)L1", &label);
	label.n_readings = 2;
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_take_order(&d, "PO-1");
	assert_int_equal(receipt_draft_scan(&d, &nothing, &seen, &scan, &err), RECEIPT_STEP_LINE);
	assert_false(scan.post);
	assert_string_equal(scan.fill.lot, "L1");
	assert_string_equal(scan.fill.expiry, "2027-01-31");
	assert_string_equal(scan.fill.quantity, "25");
	rows_done(&r);
	rows_done(&lines);
}

static void test_parts_belong_to_the_chosen_goods(void **state)
{
	struct rows lines = order_lines(), none = { 0 };
	struct label label;
	struct receipt_seen seen = { &lines, &none, "TEXT", false, &label, false };
	struct receipt_draft d;
	struct receipt_scan scan;
	struct err err;

	(void)state;
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_take_order(&d, "PO-1");
	receipt_draft_take_line(&d, &lines, 1);
	read_label("(10)L1", &label);
	assert_int_equal(receipt_draft_scan(&d, &nothing, &seen, &scan, &err), RECEIPT_STEP_PART);
	assert_string_equal(scan.fill.lot, "L1");
	assert_false(scan.post);
	/* The case was scanned before; this label counts cases. */
	str_copy(d.unit.uom, sizeof(d.unit.uom), "CS");
	str_copy(d.unit.factor, sizeof(d.unit.factor), "24");
	read_label("(30)2", &label);
	assert_int_equal(receipt_draft_scan(&d, &nothing, &seen, &scan, &err), RECEIPT_STEP_PART);
	assert_string_equal(scan.fill.quantity, "48");
	rows_done(&lines);
}

/* Without a server an order can be known whose lines are not. */
static void test_lines_that_are_not_known(void **state)
{
	struct rows lines = { 0 }, r = resolved_as("M-2", "pcs", "1");
	struct label label;
	struct receipt_seen seen = { &lines, &r, "TEXT", false, &label, false };
	struct receipt_draft d;
	struct receipt_scan scan;
	struct err err;

	(void)state;
	read_label(GTIN "(30)25", &label);
	receipt_draft_start(&d, RECEIPT_ORDER);
	receipt_draft_take_order(&d, "PO-1");
	assert_int_equal(receipt_draft_scan(&d, &nothing, &seen, &scan, &err), RECEIPT_STEP_REFUSED);
	assert_string_equal(err.code, "LINES_UNKNOWN");
	rows_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels_on_an_order),
		cmocka_unit_test(test_several_readings_never_post),
		cmocka_unit_test(test_parts_belong_to_the_chosen_goods),
		cmocka_unit_test(test_lines_that_are_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
