/*
 * The sender over a real spool in memory and a database made of answers: what is posted, queued and told.
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
#include "support/unit_sender.h"

/* ---- posted ---- */

static void posted_is_told_with_the_columns_of_its_statement(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);

	unit_answer_yes();
	assert_int_equal(f->told[0].calls, 0);
	assert_int_equal(unit_state_of(f, seq), SPOOL_QUEUED);
	assert_true(sender_busy(f->sender));
	unit_turns(f, 4);
	unit_assert_told(&f->told[0], SENT_POSTED);
	assert_int_equal(f->told[0].seq, seq);
	assert_string_equal(f->told[0].on_hand, "105");
	assert_string_equal(f->told[0].replayed, "f");
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_int_equal(sender_skew_s(f->sender), 2);
	assert_true(sender_changed(f->sender));
	assert_false(sender_changed(f->sender));
	assert_false(sender_busy(f->sender));
	unit_turns(f, 4);
	unit_assert_told(&f->told[0], SENT_POSTED);
}

static void the_values_say_who_what_and_when(void **state)
{
	struct unit_terminal *f = *state;

	f->now_ms = 5123;
	unit_answer_yes();
	unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);
	f->now_ms = 6000;
	unit_turns(f, 3);
	assert_int_equal(unit_sent(), 1);
	assert_string_equal(unit_value(0, "session"), "1");
	assert_string_equal(unit_value(0, "op_id"), OP);
	assert_string_equal(unit_value(0, "seq"), "1");
	assert_string_equal(unit_value(0, "kind"), "stock_receive");
	assert_non_null(strstr(unit_value(0, "payload"), "\"material\":\"M-1\""));
	assert_null(strstr(unit_value(0, "payload"), "\"at\""));
	assert_string_equal(unit_value(0, "captured_at"), "2027-01-15T08:00:05.123000Z");
	assert_string_equal(unit_value(0, "sent_at"), "2027-01-15T08:00:06.000000Z");
	assert_string_equal(unit_value(0, "offline"), "false");
}

static void several_lines_answer_with_several_rows(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	assert_true(sender_answer_rows(Q_STOCK_RECEIVE_LINES,
				       "{\"lines\":[{\"line\":10,\"quantity\":\"5\",\"replayed\":false},"
				       "{\"line\":20,\"quantity\":123456789012.123456}],\"replayed\":false}",
				       true, &rows));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows_int(&rows, 1, "line"), 20);
	assert_string_equal(rows_text(&rows, 1, "quantity"), "123456789012.123456");
	assert_null(rows_get(&rows, 0, "material"));
	assert_true(rows_bool(&rows, 0, "replayed") && rows_bool(&rows, 1, "replayed"));
	rows_done(&rows);
	assert_false(sender_answer_rows(Q_STOCK_RECEIVE, "[1]", false, &rows));
	rows_done(&rows);
	assert_false(sender_answer_rows(Q_STOCK_RECEIVE, "{\"a\":\"\\", false, &rows));
	rows_done(&rows);
	assert_true(sender_answer_rows(Q_STOCK_RECEIVE, "{\"material\":\"a \\\"1\\\" -2\"}", false, &rows));
	assert_string_equal(rows_text(&rows, 0, "material"), "a \"1\" -2");
	assert_string_equal(rows_text(&rows, 0, "replayed"), "f");
	rows_done(&rows);
}

static void an_unreadable_answer_is_a_bug_not_a_post(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	unit_answer_yes_with(NULL, "f", NULL);
	unit_turns(f, 4);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_state_of(f, seq), SPOOL_QUEUED);
}

static void lines_go_one_by_one_in_their_order(void **state)
{
	struct unit_terminal *f = *state;

	unit_answer_yes();
	fake_db_hold(true);
	for (int i = 0; i < 5; i++)
		unit_post(f, &f->told[i]);
	unit_turns(f, 6);
	assert_int_equal(unit_sent(), 1);
	fake_db_hold(false);
	unit_turns(f, 20);
	assert_int_equal(unit_sent(), 5);
	for (int i = 0; i < 5; i++) {
		char seq[24];

		str_format(seq, sizeof(seq), "%d", i + 1);
		assert_string_equal(unit_value((size_t)i, "seq"), seq);
		unit_assert_told(&f->told[i], SENT_POSTED);
	}
}

static void the_same_operation_again_gets_the_first_answer(void **state)
{
	struct unit_terminal *f = *state;
	int64_t first = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);

	unit_answer_yes();
	unit_turns(f, 4);
	assert_int_equal(unit_post_as(f, OP, PATIENCE_MS, &f->told[1]), first);
	assert_int_equal(f->told[1].calls, 0);
	unit_turns(f, 4);
	unit_assert_told(&f->told[1], SENT_POSTED);
	assert_string_equal(f->told[1].replayed, "t");
	assert_int_equal(unit_sent(), 1);
}

/* ---- without a server ---- */

static void without_a_server_it_is_queued_at_once_and_goes_later(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq;

	unit_go_offline(f);
	unit_answer_yes();
	seq = unit_post(f, &f->told[0]);
	assert_int_equal(f->told[0].calls, 0);
	unit_turn(f);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_sent(), 0);
	unit_pass(f, 300000);
	assert_int_equal(unit_sent(), 0);
	unit_go_online(f);
	unit_turns(f, 4);
	assert_int_equal(unit_sent(), 1);
	assert_string_equal(unit_value(0, "offline"), "true");
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	unit_assert_told(&f->told[0], SENT_QUEUED);
}

static void put_while_offline_it_is_offline_though_the_link_comes_back_at_once(void **state)
{
	struct unit_terminal *f = *state;

	unit_go_offline(f);
	unit_answer_yes();
	unit_post(f, &f->told[0]);
	fake_db_set_online(true);
	unit_turns(f, 8);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_string_equal(unit_value(0, "offline"), "true");
}

static void patience_ends_while_it_is_on_its_way(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	f->now_ms += PATIENCE_MS - 1;
	unit_turns(f, 2);
	assert_int_equal(f->told[0].calls, 0);
	assert_true(sender_deadline_ms(f->sender) == f->now_ms + 1);
	f->now_ms += 1;
	unit_turns(f, 2);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_string_equal(unit_value(0, "offline"), "false");
	fake_db_hold(false);
	unit_turns(f, 3);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_sent(), 1);
}

static void lost_on_its_way_it_goes_again_under_the_same_op_id(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);

	unit_answer_yes_with(POSTED_ANSWER, "t", NULL);
	fake_db_hold(true);
	unit_turns(f, 3);
	unit_go_offline(f);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_state_of(f, seq), SPOOL_QUEUED);
	fake_db_hold(false);
	f->now_ms += 5000;
	unit_go_online(f);
	unit_turns(f, 4);
	assert_int_equal(unit_sent(), 2);
	assert_string_equal(unit_value(1, "op_id"), OP);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	unit_assert_told(&f->told[0], SENT_QUEUED);
}

static void lost_for_long_it_goes_when_the_link_is_back(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]), later;

	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	unit_go_offline(f);
	fake_db_hold(false);
	unit_pass(f, 600000);
	assert_int_equal(unit_sent(), 1);
	later = unit_post(f, &f->told[1]);
	unit_turn(f);
	unit_assert_told(&f->told[1], SENT_QUEUED);
	unit_go_online(f);
	unit_turns(f, 8);
	assert_int_equal(unit_sent(), 3);
	assert_string_equal(unit_value(1, "op_id"), OP);
	assert_string_equal(unit_value(1, "offline"), "true");
	assert_string_equal(unit_value(2, "seq"), "2");
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_int_equal(unit_state_of(f, later), SPOOL_POSTED);
}

static void lost_before_it_left_it_stays_queued(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq;

	unit_answer_yes();
	fake_db_reconnect();
	seq = unit_post(f, &f->told[0]);
	fake_db_set_online(false);
	unit_turns(f, 3);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_state_of(f, seq), SPOOL_QUEUED);
	unit_go_online(f);
	unit_turns(f, 6);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
}

static void what_an_earlier_run_left_goes_first_and_as_offline(void **state)
{
	struct unit_terminal *f = *state;

	unit_go_offline(f);
	unit_post(f, NULL);
	sender_free(f->sender);
	f->sender = sender_new(f->spool, f->session, &f->clock, NULL);
	unit_answer_yes();
	fake_db_set_online(true);
	unit_turns(f, 3);
	unit_post(f, &f->told[0]);
	unit_turns(f, 8);
	assert_int_equal(unit_sent(), 2);
	assert_string_equal(unit_value(0, "seq"), "1");
	assert_string_equal(unit_value(0, "offline"), "true");
	assert_string_equal(unit_value(1, "offline"), "false");
	unit_assert_told(&f->told[0], SENT_POSTED);
}

/* ---- people ---- */

static void a_line_without_a_person_waits_for_that_person(void **state)
{
	struct unit_terminal *f = *state;
	struct spool_actor later = { .user_name = "A.Bianchi", .display_name = "" };
	struct call c;
	struct err err;
	int64_t seq, next;

	unit_fill_receipt(&c, OP);
	assert_true(spool_put(f->spool, &c, "+5", &later, &seq, &err));
	call_done(&c);
	unit_answer_yes();
	next = unit_post(f, &f->told[0]);
	unit_turns(f, 6);
	unit_assert_told(&f->told[0], SENT_POSTED);
	assert_int_equal(unit_state_of(f, next), SPOOL_POSTED);
	assert_int_equal(unit_state_of(f, seq), SPOOL_QUEUED);
	session_sign_off(f->session);
	unit_turns(f, 4);
	unit_script_person("9", "a.bianchi");
	f->now_ms += 60000;
	unit_sign_on(f);
	unit_turns(f, 4);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_string_equal(unit_value(1, "session"), "9");
	assert_string_equal(unit_value(1, "captured_at"), unit_value(1, "sent_at"));
	assert_non_null(strstr(unit_value(1, "payload"), "\"at\":\"2027-01-15T08:00:01.000000Z\""));
	assert_string_equal(unit_value(1, "offline"), "true");
}

static void a_given_time_is_not_touched(void **state)
{
	struct unit_terminal *f = *state;
	struct spool_actor rossi = { .user_name = "M.ROSSI", .display_name = "" };
	struct call c;
	struct err err;
	int64_t seq;

	unit_fill_receipt(&c, OP);
	assert_true(call_set(&c, "at", "2026-11-01T10:00:00Z", &err));
	assert_true(spool_put(f->spool, &c, "+5", &rossi, &seq, &err));
	call_done(&c);
	unit_answer_yes();
	unit_turns(f, 4);
	assert_int_equal(unit_sent(), 1);
	assert_string_equal(unit_value(0, "session"), "1");
	assert_non_null(strstr(unit_value(0, "payload"), "\"at\":\"2026-11-01T10:00:00Z\""));
}

static void signing_off_does_not_disturb_the_line(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]), next = unit_post(f, &f->told[1]);

	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	session_sign_off(f->session);
	unit_turns(f, 2);
	fake_db_hold(false);
	unit_turns(f, 8);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_int_equal(unit_state_of(f, next), SPOOL_POSTED);
	assert_string_equal(unit_value(1, "session"), "1");
}

static void nobody_can_put_when_nobody_is_signed_on(void **state)
{
	struct unit_terminal *f = *state;
	struct spool_count count;
	struct call c;
	struct err err;

	session_sign_off(f->session);
	unit_turns(f, 3);
	unit_fill_receipt(&c, OP);
	assert_false(sender_post(f->sender, &c, "", PATIENCE_MS, unit_hear, &f->told[0], NULL, &err));
	call_done(&c);
	assert_int_equal(err.kind, ERR_UNAUTHORIZED);
	assert_false(sender_void(f->sender, 1, "x", &err));
	assert_string_equal(sender_actor(f->sender).user_name, "");
	spool_count(f->spool, &count);
	assert_int_equal(count.queued, 0);
}

/* ---- scans ---- */

static void scans_that_went_along_with_nothing_go_by_themselves(void **state)
{
	struct unit_terminal *f = *state;
	struct spool_actor actor = sender_actor(f->sender);
	struct err err;
	int64_t id;

	unit_answer_yes_with("{\"scans\":3,\"replayed\":false}", "f", "0");
	for (int i = 0; i < 3; i++)
		assert_true(spool_scan(f->spool, "ABC", 3, "plain", &actor, &id, &err));
	unit_pass(f, 50000);
	assert_int_equal(unit_sent(), 0);
	unit_pass(f, 80000);
	assert_int_equal(unit_sent(), 1);
	assert_string_equal(unit_value(0, "kind"), "scans");
	unit_pass(f, 600000);
	assert_int_equal(unit_sent(), 1);
}

static void many_scans_go_in_several_lines(void **state)
{
	struct unit_terminal *f = *state;
	struct spool_actor actor = sender_actor(f->sender);
	struct err err;
	int64_t id;

	unit_answer_yes_with("{}", "f", "0");
	for (int i = 0; i < 450; i++)
		assert_true(spool_scan(f->spool, "ABC", 3, "plain", &actor, &id, &err));
	unit_pass(f, 125000);
	assert_int_equal(unit_sent(), 3);
}

/* ---- verbs ---- */

static void a_verb_runs_until_the_line_is_empty(void **state)
{
	struct unit_terminal *f = *state;

	unit_answer_yes();
	unit_post(f, &f->told[0]);
	unit_post(f, &f->told[1]);
	assert_true(sender_run(f->sender, 10000));
	unit_assert_told(&f->told[0], SENT_POSTED);
	unit_assert_told(&f->told[1], SENT_POSTED);
	assert_int_equal(unit_sent(), 2);
}

static void a_verb_does_not_wait_for_what_is_stopped(void **state)
{
	struct unit_terminal *f = *state;

	unit_answer_no(ERR_OFFLINE, "57P03");
	unit_post(f, &f->told[0]);
	assert_false(sender_run(f->sender, 10000));
	assert_int_equal(unit_sent(), 1);
	unit_go_offline(f);
	assert_false(sender_run(f->sender, 10000));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, unit_open_all, unit_close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(posted_is_told_with_the_columns_of_its_statement),
		TEST(the_values_say_who_what_and_when),
		TEST(several_lines_answer_with_several_rows),
		TEST(an_unreadable_answer_is_a_bug_not_a_post),
		TEST(lines_go_one_by_one_in_their_order),
		TEST(the_same_operation_again_gets_the_first_answer),
		TEST(without_a_server_it_is_queued_at_once_and_goes_later),
		TEST(put_while_offline_it_is_offline_though_the_link_comes_back_at_once),
		TEST(patience_ends_while_it_is_on_its_way),
		TEST(lost_on_its_way_it_goes_again_under_the_same_op_id),
		TEST(lost_for_long_it_goes_when_the_link_is_back),
		TEST(lost_before_it_left_it_stays_queued),
		TEST(what_an_earlier_run_left_goes_first_and_as_offline),
		TEST(a_line_without_a_person_waits_for_that_person),
		TEST(a_given_time_is_not_touched),
		TEST(signing_off_does_not_disturb_the_line),
		TEST(nobody_can_put_when_nobody_is_signed_on),
		TEST(scans_that_went_along_with_nothing_go_by_themselves),
		TEST(many_scans_go_in_several_lines),
		TEST(a_verb_runs_until_the_line_is_empty),
		TEST(a_verb_does_not_wait_for_what_is_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
