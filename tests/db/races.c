/*
 * Two people at once: stock, names and PINs. Each case runs with either of
 * them first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/str.h"
#include "support/db_pair.h"

#define OP "22222222-2222-4222-8222-22222222222"

/* ---- stock ---- */

static void of_ten_only_one_takes_eight_or_seven(void **state)
{
	static const char *const methods[] = { "FIFO", "LIFO", "WEIGHTED_AVERAGE" };
	struct pair r;
	char m[32];

	pair_open(&r, *state);
	for (int i = 0; i < 6; i++) {
		const char *const eight[] = { "material", pair_name(m, "A", i), "quantity", "8",
					      "ref_type", "ADJUSTMENT",		"ref",	    "1",
					      NULL };
		const char *const seven[] = {
			"material", m, "quantity", "7", "ref_type", "TRANSFER", "ref", "2", NULL
		};

		stock_make(&r.a, m, methods[i / 2], "10");
		pair_meet(&r, "hold_material", m, i % 2, Q_STOCK_ISSUE, eight, Q_STOCK_ISSUE, seven);
		reply_expect(i % 2 ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i % 2 ? &r.of_a : &r.of_b, ERR_VALIDATION, "STOCK_SHORT");
		plant_expect(r.plant, "on_hand", m, i % 2 ? "3" : "2");
		plant_expect(r.plant, "value_on_hand", m, i % 2 ? "6" : "4");
		plant_expect(r.plant, "moves", m, "2");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

static void an_operation_sent_twice_is_posted_once(void **state)
{
	struct pair r;
	char m[32], first[PLANT_CELL];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const three[] = { "material", pair_name(m, "B", i), "quantity", "3",
					      "ref_type", "ADJUSTMENT",		"ref",	    "1",
					      "op_id",	  i ? OP "2" : OP "1",	NULL };

		stock_make(&r.a, m, "FIFO", "10");
		pair_meet(&r, "hold_material", m, i, Q_STOCK_ISSUE, three, Q_STOCK_ISSUE, three);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		str_copy(first, sizeof(first), reply_get(&r.of_a, "transaction_id"));
		assert_string_equal(reply_get(&r.of_b, "transaction_id"), first);
		assert_string_equal(reply_get(&r.of_a, "replayed"), i ? "t" : "f");
		assert_string_equal(reply_get(&r.of_b, "replayed"), i ? "f" : "t");
		assert_string_equal(reply_get(&r.of_a, "quantity_on_hand"), reply_get(&r.of_b, "quantity_on_hand"));
		plant_expect(r.plant, "on_hand", m, "7");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* The first one is refused: the one that waited for it is the first now, and is judged by itself. */
static void an_operation_refused_is_free_for_the_next(void **state)
{
	struct pair r;
	const char *const much[] = { "material", "B9", "quantity", "11",   "ref_type", "ADJUSTMENT",
				     "ref",	 "1",  "op_id",	   OP "3", NULL };
	const char *const some[] = { "material", "B9", "quantity", "10",   "ref_type", "ADJUSTMENT",
				     "ref",	 "1",  "op_id",	   OP "3", NULL };

	pair_open(&r, *state);
	stock_make(&r.a, "B9", "FIFO", "10");
	pair_meet(&r, "hold_material", "B9", 0, Q_STOCK_ISSUE, much, Q_STOCK_ISSUE, some);
	reply_expect(&r.of_a, ERR_VALIDATION, "STOCK_SHORT");
	reply_expect(&r.of_b, ERR_NONE, NULL);
	assert_string_equal(reply_get(&r.of_b, "replayed"), "f");
	plant_expect(r.plant, "on_hand", "B9", "0");
	pair_replies_done(&r);
	pair_close(&r);
}

static void one_transaction_is_reversed_once(void **state)
{
	struct pair r;
	char m[32], id[PLANT_CELL];

	pair_open(&r, *state);
	for (int i = 0; i < 4; i++) {
		const char *const undo[] = { "transaction", id, "reason", "mistake", NULL };

		stock_make(&r.a, pair_name(m, "E", i), i < 2 ? "FIFO" : "WEIGHTED_AVERAGE", "10");
		desk_do(&r.a, Q_STOCK_ISSUE, "transaction_id", id, "material", m, "quantity", "4", "ref_type",
			"ADJUSTMENT", "ref", "1", NULL);
		pair_meet(&r, "hold_material", m, i % 2, Q_STOCK_REVERSE, undo, Q_STOCK_REVERSE, undo);
		reply_expect(i % 2 ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i % 2 ? &r.of_a : &r.of_b, ERR_DUPLICATE, "ALREADY_REVERSED");
		plant_expect(r.plant, "on_hand", m, "10");
		plant_expect(r.plant, "value_on_hand", m, "20");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Goods come back from the floor while the issue itself is taken back: never both. */
static void what_is_returned_is_not_reversed(void **state)
{
	struct pair r;
	char m[32], wo[32], id[PLANT_CELL];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const undo[] = { "transaction", id, "reason", "mistake", NULL };
		const char *const back[] = { "material", pair_name(m, "K", i), "quantity", "1",
					     "ref_type", "WORK_ORDER",	       "of",	   id,
					     NULL };

		stock_make(&r.a, m, "FIFO", "10");
		order_make(&r.a, pair_name(wo, "WO-K", i), NULL);
		desk_do(&r.a, Q_STOCK_ISSUE, "transaction_id", id, "material", m, "quantity", "4", "ref_type",
			"WORK_ORDER", "ref", wo, NULL);
		pair_meet(&r, "hold_material", m, i, Q_STOCK_REVERSE, undo, Q_STOCK_RETURN, back);
		reply_expect(&r.of_a, i ? ERR_CONFLICT : ERR_NONE, i ? "RETURNED" : NULL);
		reply_expect(&r.of_b, i ? ERR_NONE : ERR_CONFLICT, i ? NULL : "REVERSED");
		plant_expect(r.plant, "on_hand", m, i ? "7" : "10");
		plant_expect(r.plant, "order_cost", wo, i ? "6" : "0");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Two first receipts at once must not make two layers. */
static void a_weighted_average_keeps_one_layer(void **state)
{
	struct pair r;
	char m[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const dear[] = { "material",   pair_name(m, "H", i), "quantity", "10", "ref_type",
					     "ADJUSTMENT", "unit_cost",		 "3",	     NULL };
		const char *const cheap[] = { "material",   m,		 "quantity", "5", "ref_type",
					      "ADJUSTMENT", "unit_cost", "1.5",	     NULL };
		const char *const out[] = {
			"material", m, "quantity", "15", "ref_type", "ADJUSTMENT", "ref", "1", NULL
		};

		stock_make(&r.a, m, "WEIGHTED_AVERAGE", NULL);
		pair_meet(&r, "hold_material", m, i, Q_STOCK_RECEIVE, dear, Q_STOCK_RECEIVE, cheap);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		pair_replies_done(&r);
		plant_expect(r.plant, "open_layers", m, "1");
		plant_expect(r.plant, "value_on_hand", m, "37.5");
		/* All goes out while more comes in. */
		pair_meet(&r, "hold_material", m, i, Q_STOCK_ISSUE, out, Q_STOCK_RECEIVE, cheap);
		reply_expect(&r.of_a, ERR_NONE, NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		pair_replies_done(&r);
		plant_expect(r.plant, "open_layers", m, "1");
		plant_expect(r.plant, "on_hand", m, "5");
		plant_expect(r.plant, "value_on_hand", m, i ? "11.25" : "7.5");
	}
	pair_close(&r);
}

/* ---- names and PINs ---- */

/* Without a gate: the index itself lets only one in, whoever it is. */
static void a_code_is_given_once(void **state)
{
	struct pair r;
	char m[32];

	pair_open(&r, *state);
	for (int i = 0; i < 10; i++) {
		const char *const material[] = {
			"material", pair_name(m, "TWICE", i), "name", "x", "uom", "pcs", NULL
		};

		desk_send_pairs(&r.a, Q_MATERIAL_ADD, material);
		desk_send_pairs(&r.b, Q_MATERIAL_ADD, material);
		r.of_a = desk_take(&r.a);
		r.of_b = desk_take(&r.b);
		assert_int_equal(reply_ok(&r.of_a) + reply_ok(&r.of_b), 1);
		reply_expect(reply_ok(&r.of_a) ? &r.of_b : &r.of_a, ERR_DUPLICATE, "CODE_EXISTS");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Guessing on two connections at once is no faster than on one. */
static void wrong_pins_at_once_count_each(void **state)
{
	struct pair r;
	const char *const guess[] = { "user", "keeper", "pin", "0000", NULL };

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		desk_send_pairs(&r.a, Q_SIGN_ON, guess);
		desk_send_pairs(&r.b, Q_SIGN_ON, guess);
		r.of_a = desk_take(&r.a);
		r.of_b = desk_take(&r.b);
		reply_expect(&r.of_a, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
		reply_expect(&r.of_b, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
		pair_replies_done(&r);
		plant_expect(r.plant, "failures", "user", i ? "4" : "2");
		plant_expect(r.plant, "failures", "kiosk", i ? "4" : "2");
	}
	pair_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(of_ten_only_one_takes_eight_or_seven),
		PLANT_TEST(an_operation_sent_twice_is_posted_once),
		PLANT_TEST(an_operation_refused_is_free_for_the_next),
		PLANT_TEST(one_transaction_is_reversed_once),
		PLANT_TEST(what_is_returned_is_not_reversed),
		PLANT_TEST(a_weighted_average_keeps_one_layer),
		PLANT_TEST(a_code_is_given_once),
		PLANT_TEST(wrong_pins_at_once_count_each),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
