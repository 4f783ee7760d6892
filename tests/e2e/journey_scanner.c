/*
 * journey_scanner - receipts and issues by the label gun alone, at every pace
 * and with everything that keyboards do to a separator. The verbs say whether
 * what was posted is what stood on the label.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "support/e2e_hands.h"
#include "support/e2e_scanner.h"

#define KEEPER "storekeeper"
/* GTIN of M-1077, which is kept by lot and expiry. */
#define WASHER "0104012345678901"
#define GS     "\x1d"

struct variant {
	struct scanner scanner;
	const char *config; /* NULL: the program's own */
	bool aim;	    /* the symbology identifier is sent */
};

/* ---- one box ---- */

/* The lot is unique, so the books can be asked for it. */
static void label_of(const struct variant *v, const char *lot, const char *quantity, char ret[256])
{
	str_format(ret, 256,
		   "%s" WASHER "10%s" GS "17271130"
		   "30%s",
		   v->aim ? "]d2" : "", lot, quantity);
}

static void is_posted_once(struct home *h, const char *lot, const char *quantity)
{
	assert_int_equal(home_verb(h, KEEPER, "moves", "M-1077", "--lot", lot, NULL), 0);
	assert_int_equal(home_count("transactions", NULL, NULL), 1);
	assert_string_equal(home_value("transactions.0.quantity"), quantity);
	assert_string_equal(home_value("transactions.0.transaction_type"), "RECEIPT");
	assert_string_equal(home_value("transactions.0.reference_type"), "PURCHASE_ORDER");
}

static void receive_a_box(struct term_box *t, struct home *h, const struct variant *v, const char *lot, int quantity)
{
	char label[256], amount[16], words[64];

	str_format(amount, sizeof(amount), "%d", quantity);
	label_of(v, lot, amount, label);
	scanner_pull(&v->scanner, t, label);
	if (v->scanner.gs == SCANNER_GS_DROPPED) {
		/* Two readings: the one that stands there swallowed the expiry; a person says which. */
		see(t, "2027-11-30");
		see(t, lot);
		term_box_key(t, "Down");
		term_box_key(t, "Enter");
		see(t, "ready: F2 posts");
		term_box_key(t, "F2");
	}
	str_format(words, sizeof(words), "received %d pcs M-1077", quantity);
	see(t, words);
	is_posted_once(h, lot, amount);
}

static void order_and_boxes(struct home *h, const struct variant *v, size_t n, const char *name)
{
	struct hands hands = { .config = v->config ? home_config(h, v->config) : NULL };
	struct term_box *t = hands_sign_on(h, &hands);
	char lot[24];

	scanner_pull(&v->scanner, t, "PO-4500012");
	see(t, "lines open");
	for (size_t i = 0; i < n; i++) {
		str_format(lot, sizeof(lot), "%s%zu", name, i);
		receive_a_box(t, h, v + i, lot, (int)(11 + i));
	}
	hands_leave(t);
}

/* ---- the paces ---- */

static void at_pace(struct home *h, int gap_ms, const char *config, bool aim)
{
	static const enum scanner_gs ways[] = { SCANNER_GS_KEPT, SCANNER_GS_BRACKET, SCANNER_GS_ALT, SCANNER_GS_NOISE,
						SCANNER_GS_DROPPED };
	struct variant v[sizeof(ways) / sizeof(ways[0])];
	char name[24];

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		v[i] = (struct variant){ .scanner = { .gap_ms = gap_ms, .gs = ways[i] }, .config = config, .aim = aim };
	str_format(name, sizeof(name), "G%d%s-", gap_ms, aim ? "A" : "B");
	order_and_boxes(h, v, sizeof(ways) / sizeof(ways[0]), name);
}

static void all_at_once(void **state)
{
	at_pace(*state, 0, NULL, true);
}

static void all_at_once_without_symbology(void **state)
{
	at_pace(*state, 0, NULL, false);
}

static void two_milliseconds(void **state)
{
	at_pace(*state, 2, NULL, true);
}

static void twelve_milliseconds(void **state)
{
	at_pace(*state, 12, NULL, false);
}

static void fifty_milliseconds_by_radio(void **state)
{
	at_pace(*state, 50, "scan = { gap_ms = 90; };\n", true);
}

static void a_hundred_and_twenty_by_radio(void **state)
{
	at_pace(*state, 120, "scan = { gap_ms = 180; };\n", true);
}

/* The scanner's setting was never touched: the symbology identifier is enough. */
static void slow_and_never_set_up(void **state)
{
	const struct variant v = { .scanner = { .gap_ms = 120, .gs = SCANNER_GS_KEPT }, .aim = true };

	order_and_boxes(*state, &v, 1, "SLOW");
}

static void a_stand_in_and_a_tab(void **state)
{
	const struct variant v = { .scanner = { .gap_ms = 2, .gs = SCANNER_GS_TILDE, .tab = true },
				   .config = "scan = { gs = \"~\"; suffix = \"tab\"; };\n",
				   .aim = true };

	order_and_boxes(*state, &v, 1, "TILDE");
}

/* ---- issue ---- */

static void an_issue_by_labels(void **state)
{
	static const int gaps[] = { 0, 2, 12, 50, 120 };
	struct home *h = *state;

	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		struct scanner scanner = { .gap_ms = gaps[i] };
		struct hands hands = { .config = home_config(h, "scan = { gap_ms = 180; };\n") };
		struct term_box *t = hands_sign_on(h, &hands);
		char label[64], words[64];

		scanner_pull(&scanner, t, "WO-124");
		see(t, "material");
		str_format(label, sizeof(label), "]C1010401234567891830%d", (int)(3 + i));
		scanner_pull(&scanner, t, label);
		see(t, "for this order");
		/* Goods go out only by a person's hand. */
		term_box_key(t, "F2");
		str_format(words, sizeof(words), "issued %d pcs M-1042", (int)(3 + i));
		see(t, words);
		hands_leave(t);
	}
	assert_int_equal(home_verb(h, KEEPER, "check", "stock", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(all_at_once, hands_drop_all),
		cmocka_unit_test_teardown(all_at_once_without_symbology, hands_drop_all),
		cmocka_unit_test_teardown(two_milliseconds, hands_drop_all),
		cmocka_unit_test_teardown(twelve_milliseconds, hands_drop_all),
		cmocka_unit_test_teardown(fifty_milliseconds_by_radio, hands_drop_all),
		cmocka_unit_test_teardown(a_hundred_and_twenty_by_radio, hands_drop_all),
		cmocka_unit_test_teardown(slow_and_never_set_up, hands_drop_all),
		cmocka_unit_test_teardown(a_stand_in_and_a_tab, hands_drop_all),
		cmocka_unit_test_teardown(an_issue_by_labels, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey_scanner", tests, home_open, home_close);
}
