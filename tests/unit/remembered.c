/*
 * What a terminal remembers: read when it is due, answered in the columns of the server, never to another
 * organization, with what waits in the spool counted in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/remembered.h"
#include "support/unit_sender.h"

struct memory {
	struct unit_terminal *t;
	struct remembered *r;
	struct rows rows;
	struct err err;
};

/* ---- the server ---- */

static void script_memory(void)
{
	unit_script_rows(Q_MEMORY_CODES, "M-1|material|M-1|Bolt|M-1|pcs|pcs|1\n"
					 "m-1|lot|m-1|Bolt|M-1|~|~|~\n"
					 "4006381333931|material|M-1|Bolt|M-1|1 BOX = 12 pcs|BOX|12\n"
					 "PO-1|purchase_order|PO-1|Acme|~|OPEN|~|~\n"
					 "PO-1/10|purchase_order|PO-1/10|Bolt|M-1|OPEN|~|~\n"
					 "Straße-9|location|Straße-9|Plant Rho|~|RHO|~|~\n"
					 "00012345678905|material|00012345678905|Nut|00012345678905|pcs|pcs|1");
	unit_script_rows(Q_MEMORY_LINES,
			 "PO-1|ACME|Acme S.p.A.|OPEN|2026-11-20 10:00:00+01|10|M-1|Bolt|pcs|100|20|80|90|2.5|OPEN|f|f\n"
			 "PO-1|ACME|Acme S.p.A.|OPEN|2026-11-20 10:00:00+01|20|M-2|Nut|pcs|10|10|0|1|1|RECEIVED|t|f\n"
			 "A/7|BETA|Beta|OPEN|2026-11-19 10:00:00+01|10|M-1|Bolt|pcs|5|0|5|5|2|OPEN|f|f");
	unit_script_rows(Q_MEMORY_MATERIALS, "M-1|Bolt|pcs|FIFO|10|f|f|20|0|20|50.0000|2.5");
	unit_script_rows(Q_LOCATION_LIST, "A-1|RHO|t");
	unit_script_rows(Q_LABEL_RULES, "ACME|241|material");
}

static void script_other_organization(void)
{
	unit_script_rows(Q_SIGN_ON, "~|~|~|~|~|T2|5|x.other|X|storekeeper|{materials.view}|OTHER|Other|MI|Milano|"
				    "Europe/Rome|EUR|600");
}

static void steps(struct memory *m, topic_mask topics)
{
	for (int i = 0; i < 20; i++) {
		unit_turn(m->t);
		remembered_step(m->r, topics);
		topics = 0;
	}
}

static int open_memory(void **state)
{
	static struct memory m;
	void *terminal;

	unit_open_all(&terminal);
	m = (struct memory){ .t = terminal };
	script_memory();
	m.r = remembered_new(m.t->spool, m.t->session, &m.t->clock);
	*state = &m;
	return 0;
}

static int close_memory(void **state)
{
	struct memory *m = *state;

	void *terminal = m->t;

	rows_done(&m->rows);
	remembered_free(m->r);
	return unit_close_all(&terminal);
}

static bool ask(struct memory *m, enum query_id id, const char *param, const char *value)
{
	struct call c;
	struct err err;
	bool answered;

	rows_done(&m->rows);
	call_init(&c, id);
	if (param)
		assert_true(call_set(&c, param, value, &err));
	answered = remembered_answer(m->r, &c, &m->rows, &m->err);
	call_done(&c);
	if (answered && m->err.kind == ERR_NONE) {
		size_t n;
		const struct column *column = call_columns(id, &n);

		assert_int_equal(m->rows.n_columns, n);
		for (size_t i = 0; i < n; i++)
			assert_string_equal(m->rows.column[i].name, column[i].name);
	}
	return answered;
}

static void assert_cell(const struct memory *m, size_t row, const char *column, const char *expected)
{
	assert_string_equal(rows_text(&m->rows, row, column), expected);
}

/* Read all, then pull the cable. */
static void read_and_leave(struct memory *m)
{
	steps(m, 0);
	unit_go_offline(m->t);
	steps(m, 0);
}

static void queue_receipt(struct memory *m, const char *ref, const char *material, const char *quantity)
{
	struct call c;
	struct err err;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "material", material, &err));
	assert_true(call_set(&c, "quantity", quantity, &err));
	assert_true(call_set(&c, "ref_type", "PURCHASE_ORDER", &err));
	assert_true(call_set(&c, "ref", ref, &err));
	assert_true(sender_post(m->t->sender, &c, "", 0, NULL, NULL, NULL, &err));
	call_done(&c);
}

/* ---- when it is read ---- */

static size_t reads(enum query_id id)
{
	return fake_db_count(id);
}

static void all_is_read_after_a_sign_on_one_by_one(void **state)
{
	struct memory *m = *state;

	fake_db_hold(true);
	assert_int_equal(remembered_at_us(m->r), 0);
	steps(m, 0);
	assert_int_equal(fake_db_pending(), 1);
	fake_db_hold(false);
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_CODES), 1);
	assert_int_equal(reads(Q_MEMORY_LINES), 1);
	assert_int_equal(reads(Q_MEMORY_MATERIALS), 1);
	assert_int_equal(reads(Q_LOCATION_LIST), 1);
	assert_int_equal(reads(Q_LABEL_RULES), 1);
	assert_string_equal(fake_db_value(Q_MEMORY_CODES, 0, "token"), "TOKEN");
	assert_true(remembered_at_us(m->r) > 0);
	assert_true(remembered_deadline_ms(m->r) < 0);
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_LINES), 1);
}

static void topics_make_it_due_at_most_once_a_minute(void **state)
{
	struct memory *m = *state;

	steps(m, 0);
	steps(m, TOPIC_STOCK);
	assert_int_equal(reads(Q_MEMORY_LINES), 1);
	assert_int_equal(remembered_deadline_ms(m->r) - m->t->now_ms, 60000);
	m->t->now_ms += 59999;
	steps(m, TOPIC_PURCHASE);
	assert_int_equal(reads(Q_MEMORY_LINES), 1);
	m->t->now_ms += 1;
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_LINES), 2);
	assert_int_equal(reads(Q_MEMORY_CODES), 2);
	assert_int_equal(reads(Q_LOCATION_LIST), 1);
	assert_int_equal(reads(Q_MEMORY_MATERIALS), 1);
	steps(m, 0);
	m->t->now_ms += 120000;
	steps(m, TOPIC_ORDER);
	assert_int_equal(reads(Q_MEMORY_LINES), 2);
	m->t->now_ms += 600000;
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_MATERIALS), 2);
}

static int64_t stored_at_us(struct memory *m)
{
	struct rows rows = { 0 };
	int64_t at_us = 0;

	assert_true(spool_recall(m->t->spool, "memory_lines of ORG", &rows, &at_us));
	rows_done(&rows);
	return at_us;
}

static void the_same_is_not_written_each_minute(void **state)
{
	struct memory *m = *state;
	int64_t first_us;

	steps(m, 0);
	first_us = stored_at_us(m);
	m->t->now_ms += 60000;
	steps(m, TOPIC_STOCK);
	assert_int_equal(reads(Q_MEMORY_LINES), 2);
	assert_true(remembered_at_us(m->r) > 0 && stored_at_us(m) == first_us);
	unit_script_rows(Q_MEMORY_LINES,
			 "B-1|BETA|Beta|OPEN|2026-11-19 10:00:00+01|10|M-1|Bolt|pcs|5|0|5|5|2|OPEN|f|f");
	m->t->now_ms += 60000;
	steps(m, TOPIC_STOCK);
	assert_true(stored_at_us(m) > first_us);
	first_us = stored_at_us(m);
	m->t->now_ms += 600000;
	steps(m, TOPIC_STOCK);
	assert_true(stored_at_us(m) > first_us);
}

static void it_waits_for_a_pause_but_not_for_ever(void **state)
{
	struct memory *m = *state;

	struct call c;

	steps(m, 0);
	m->t->now_ms += 60000;
	fake_db_hold(true);
	call_init(&c, Q_SUPPLIER_LIST);
	session_send(m->t->session, &c, NULL, NULL);
	call_done(&c);
	unit_post(m->t, NULL); /* somebody waits for the server */
	unit_turns(m->t, 3);
	steps(m, TOPIC_PURCHASE);
	assert_int_equal(reads(Q_MEMORY_LINES), 1);
	assert_int_equal(remembered_deadline_ms(m->r) - m->t->now_ms, 250);
	m->t->now_ms += 5000;
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_LINES), 2);
	fake_db_hold(false);
}

static void a_failed_read_comes_again_in_a_minute(void **state)
{
	struct memory *m = *state;

	struct err err;

	fake_db_forget_answers(Q_MEMORY_LINES);
	err_set(&err, ERR_UNAUTHORIZED, "NOT_PERMITTED", "", "No.");
	fake_db_answer_err(Q_MEMORY_LINES, &err);
	steps(m, 0);
	assert_false(ask(m, Q_PO_LIST, NULL, NULL));
	assert_true(ask(m, Q_RESOLVE, "text", "M-1"));
	fake_db_forget_answers(Q_MEMORY_LINES);
	m->t->now_ms += 60000;
	steps(m, 0);
	assert_int_equal(reads(Q_MEMORY_LINES), 2);
}

/* ---- whose it is ---- */

static void it_outlives_the_program(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	remembered_free(m->r);
	m->r = remembered_new(m->t->spool, m->t->session, &m->t->clock);
	assert_true(ask(m, Q_MATERIAL_SHOW, "material", "M-1"));
	assert_cell(m, 0, "name", "Bolt");
	assert_int_equal(remembered_label_rules(m->r)->n, 1);
	assert_true(remembered_at_us(m->r) > 0);
}

static void nobody_and_other_organizations_get_no_answer(void **state)
{
	struct memory *m = *state;

	steps(m, 0);
	session_sign_off(m->t->session);
	steps(m, 0);
	assert_false(ask(m, Q_MATERIAL_SHOW, "material", "M-1"));
	assert_int_equal(remembered_label_rules(m->r)->n, 0);
	script_other_organization();
	unit_sign_on(m->t);
	unit_go_offline(m->t);
	steps(m, 0);
	assert_false(ask(m, Q_MATERIAL_SHOW, "material", "M-1"));
	assert_false(ask(m, Q_RESOLVE, "text", "M-1"));
	assert_int_equal(remembered_label_rules(m->r)->n, 0);
	assert_int_equal(remembered_at_us(m->r), 0);
}

static void an_answer_for_who_has_gone_stays_with_his_organization(void **state)
{
	struct memory *m = *state;

	remembered_step(m->r, 0);
	fake_db_hold(true);
	unit_turns(m->t, 2);
	session_sign_off(m->t->session);
	script_other_organization();
	session_sign_on(m->t->session, "X", "1", NULL, NULL);
	fake_db_hold(false);
	for (int i = 0; i < 3; i++)
		unit_turn(m->t);
	fake_db_set_online(false);
	steps(m, 0);
	assert_false(ask(m, Q_PO_LIST, NULL, NULL));
}

static void costs_only_for_who_may_see_them(void **state)
{
	struct memory *m = *state;

	steps(m, 0);
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_null(rows_get(&m->rows, 0, "unit_price"));
	assert_true(ask(m, Q_MATERIAL_SHOW, "material", "M-1"));
	assert_null(rows_get(&m->rows, 0, "value_on_hand"));
	assert_null(rows_get(&m->rows, 0, "last_unit_cost"));
	unit_script_rows(Q_SIGN_ON, "~|~|~|~|~|T2|5|boss|Boss|supervisor|{materials.view,cost.view}|ORG|Org|RHO|Rho|"
				    "Europe/Rome|EUR|600");
	unit_sign_on(m->t);
	read_and_leave(m);
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "unit_price", "2.5");
}

/* ---- what it answers ---- */

static void orders_come_with_computed_columns(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	assert_true(ask(m, Q_PO_LIST, NULL, NULL));
	assert_int_equal(m->rows.n, 2);
	assert_cell(m, 0, "purchase_order", "PO-1");
	assert_cell(m, 0, "supplier_name", "Acme S.p.A.");
	assert_cell(m, 0, "status", "OPEN");
	assert_cell(m, 0, "lines", "2");
	assert_cell(m, 0, "open_lines", "1");
	assert_true(ask(m, Q_PO_LIST, "query", "bET"));
	assert_int_equal(m->rows.n, 1);
	assert_cell(m, 0, "purchase_order", "A/7");
	assert_true(ask(m, Q_PO_LIST, "supplier", "ACME"));
	assert_int_equal(m->rows.n, 1);
	assert_true(ask(m, Q_PO_LIST, "query", "nothing"));
	assert_int_equal(m->rows.n, 0);
	assert_true(ask(m, Q_PO_SHOW, "purchase_order", "PO-1"));
	assert_cell(m, 0, "created_at", "2026-11-20 10:00:00+01");
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_int_equal(m->rows.n, 2);
	assert_cell(m, 1, "lot_required", "t");
	assert_cell(m, 0, "received", "20");
	assert_true(ask(m, Q_LOCATION_LIST, NULL, NULL));
	assert_cell(m, 0, "location", "A-1");
	assert_false(ask(m, Q_SUPPLIER_LIST, NULL, NULL));
}

static void what_is_unknown_is_not_known_here(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	assert_true(ask(m, Q_PO_SHOW, "purchase_order", "PO-9"));
	assert_int_equal(m->err.kind, ERR_NOT_FOUND);
	assert_string_equal(m->err.message, "PO-9 is not known here; the server is away.");
	assert_string_equal(m->err.field, "purchase_order");
	assert_int_equal(m->rows.n, 0);
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-9"));
	assert_int_equal(m->err.kind, ERR_NOT_FOUND);
	assert_true(ask(m, Q_MATERIAL_SHOW, "material", "M-9"));
	assert_int_equal(m->err.kind, ERR_NOT_FOUND);
	assert_true(ask(m, Q_RESOLVE, "text", "M-9"));
	assert_int_equal(m->err.kind, ERR_NONE);
	assert_int_equal(m->rows.n, 0);
}

static void nothing_remembered_is_no_answer(void **state)
{
	struct memory *m = *state;

	unit_go_offline(m->t);
	assert_false(ask(m, Q_RESOLVE, "text", "M-1"));
	assert_false(ask(m, Q_PO_LIST, NULL, NULL));
	assert_false(ask(m, Q_LOCATION_LIST, NULL, NULL));
}

/* ---- resolve ---- */

static void resolve(struct memory *m, const char *text, size_t n, const char *what, const char *code)
{
	assert_true(ask(m, Q_RESOLVE, "text", text));
	assert_int_equal(m->rows.n, n);
	if (n > 0) {
		assert_cell(m, 0, "what", what);
		assert_cell(m, 0, "code", code);
	}
}

static void a_text_is_what_the_server_would_say(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	resolve(m, "M-1", 2, "material", "M-1"); /* the lot is spelled in lower case: the second usual spelling */
	assert_cell(m, 1, "what", "lot");
	resolve(m, "m-1", 2, "material", "M-1");
	resolve(m, "po-1", 1, "purchase_order", "PO-1");
	resolve(m, "STRASSE-9", 0, NULL, NULL);
	resolve(m, "straße-9", 1, "location", "Straße-9");
	resolve(m, "PO-", 0, NULL, NULL);
	resolve(m, "PO-11", 0, NULL, NULL);
}

static void a_trade_item_number_is_found_with_and_without_zeros(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	resolve(m, "04006381333931", 1, "material", "M-1");
	assert_cell(m, 0, "uom", "BOX");
	assert_cell(m, 0, "factor", "12");
	assert_cell(m, 0, "detail", "1 BOX = 12 pcs");
	resolve(m, "4006381333931", 1, "material", "M-1");
	resolve(m, "4006381333932", 0, NULL, NULL);
	resolve(m, "12345678905", 0, NULL, NULL); /* a code is no barcode: its zeros count */
	resolve(m, "00012345678905", 1, "material", "00012345678905");
}

static void a_line_of_an_order_is_found(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	resolve(m, "PO-1/20", 1, "purchase_order", "PO-1/20");
	assert_cell(m, 0, "material", "M-2");
	assert_cell(m, 0, "name", "Nut");
	assert_cell(m, 0, "detail", "RECEIVED");
	resolve(m, "po-1/10", 1, "purchase_order", "PO-1/10");
	resolve(m, "PO-1/30", 0, NULL, NULL);
	resolve(m, "PO-1/", 0, NULL, NULL);
	resolve(m, "/10", 0, NULL, NULL);
	resolve(m, "PO-1/99999999999999999999", 0, NULL, NULL);
	resolve(m, "A/7/10", 1, "purchase_order", "A/7/10");
}

/* ---- the spool counts ---- */

static void what_is_queued_is_received(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	queue_receipt(m, "PO-1/10", "M-1", "30.25");
	queue_receipt(m, "PO-1", "M-1", "9.75");
	queue_receipt(m, "PO-2", "M-1", "7");
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "received", "60");
	assert_cell(m, 0, "open", "40");
	assert_cell(m, 0, "max_receivable", "50");
	assert_cell(m, 0, "status", "OPEN");
	assert_cell(m, 1, "received", "10");
	queue_receipt(m, "PO-1", "M-1", "45");
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "received", "105");
	assert_cell(m, 0, "open", "0");
	assert_cell(m, 0, "max_receivable", "5");
	assert_cell(m, 0, "status", "RECEIVED");
	assert_true(ask(m, Q_PO_SHOW, "purchase_order", "PO-1"));
	assert_cell(m, 0, "status", "RECEIVED");
	assert_true(ask(m, Q_PO_LIST, "open", "true"));
	assert_int_equal(m->rows.n, 1);
	assert_cell(m, 0, "purchase_order", "A/7");
	assert_true(ask(m, Q_PO_LIST, NULL, NULL));
	assert_cell(m, 0, "open_lines", "0");
	resolve(m, "PO-1/10", 1, "purchase_order", "PO-1/10");
	assert_cell(m, 0, "detail", "RECEIVED");
}

static void a_number_with_a_slash_is_a_number_first(void **state)
{
	struct memory *m = *state;

	read_and_leave(m);
	queue_receipt(m, "A/7", "M-1", "0.000001");
	queue_receipt(m, "A/7/10", "M-1", "1");
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "A/7"));
	assert_cell(m, 0, "received", "1.000001");
	assert_cell(m, 0, "open", "3.999999");
}

static void a_delivery_counts_on_its_lines(void **state)
{
	struct memory *m = *state;

	struct call c;
	struct err err;

	read_and_leave(m);
	call_init(&c, Q_STOCK_RECEIVE_LINES);
	assert_true(call_set(&c, "purchase_order", "PO-1", &err));
	assert_true(call_set(&c, "lines", "[{\"line\":10,\"quantity\":2.000001},{\"line\":\"20\",\"quantity\":\"1\"}]",
			     &err));
	assert_true(sender_post(m->t->sender, &c, "", 0, NULL, NULL, NULL, &err));
	call_done(&c);
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "received", "22.000001");
	assert_cell(m, 1, "received", "11");
	assert_cell(m, 1, "max_receivable", "0");
}

static void what_was_posted_since_counts_and_what_was_before_does_not(void **state)
{
	struct memory *m = *state;

	unit_answer_yes();
	queue_receipt(m, "PO-1/10", "M-1", "1");
	unit_turns(m->t, 4);
	m->t->now_ms += 10;
	steps(m, 0);
	m->t->now_ms += 10;
	queue_receipt(m, "PO-1/10", "M-1", "4");
	unit_turns(m->t, 4);
	assert_int_equal(unit_state_of(m->t, 2), SPOOL_POSTED);
	unit_go_offline(m->t);
	steps(m, 0);
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "received", "24");
}

static void what_was_taken_back_does_not_count(void **state)
{
	struct memory *m = *state;

	struct err err;

	read_and_leave(m);
	queue_receipt(m, "PO-1/10", "M-1", "4");
	assert_true(sender_void(m->t->sender, 1, "wrong box", &err));
	assert_true(ask(m, Q_PO_LINES, "purchase_order", "PO-1"));
	assert_cell(m, 0, "received", "20");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_memory, close_memory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_is_read_after_a_sign_on_one_by_one),
		TEST(topics_make_it_due_at_most_once_a_minute),
		TEST(the_same_is_not_written_each_minute),
		TEST(it_waits_for_a_pause_but_not_for_ever),
		TEST(a_failed_read_comes_again_in_a_minute),
		TEST(it_outlives_the_program),
		TEST(nobody_and_other_organizations_get_no_answer),
		TEST(an_answer_for_who_has_gone_stays_with_his_organization),
		TEST(costs_only_for_who_may_see_them),
		TEST(orders_come_with_computed_columns),
		TEST(what_is_unknown_is_not_known_here),
		TEST(nothing_remembered_is_no_answer),
		TEST(a_text_is_what_the_server_would_say),
		TEST(a_trade_item_number_is_found_with_and_without_zeros),
		TEST(a_line_of_an_order_is_found),
		TEST(what_is_queued_is_received),
		TEST(a_number_with_a_slash_is_a_number_first),
		TEST(a_delivery_counts_on_its_lines),
		TEST(what_was_posted_since_counts_and_what_was_before_does_not),
		TEST(what_was_taken_back_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
