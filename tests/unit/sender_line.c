/*
 * The line: when it stops and goes on, and that its order and its op_ids hold whatever the connection does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_sender.h"

/* ---- back-off ---- */

static void pauses_double_between_one_and_sixty_seconds(void **state)
{
	struct unit_terminal *f = *state;
	int64_t last = f->now_ms;

	unit_answer_no(ERR_OFFLINE, "57P03");
	unit_post(f, NULL);
	unit_turns(f, 3);
	assert_int_equal(unit_sent(), 1);
	for (int i = 0; i < 40; i++) {
		int64_t ceiling = i < 5 ? INT64_C(2000) << i : 60000, at = sender_deadline_ms(f->sender);

		if (ceiling > 60000)
			ceiling = 60000;
		assert_in_range(at - last, ceiling / 2, ceiling);
		assert_in_range(at - last, 1000, 60000);
		f->now_ms = at - 1;
		unit_turns(f, 3);
		assert_int_equal(unit_sent(), i + 1);
		assert_false(sender_busy(f->sender));
		f->now_ms = last = at;
		unit_turns(f, 3);
		assert_int_equal(unit_sent(), i + 2);
	}
}

static void who_comes_while_the_line_is_stopped_is_told_at_once(void **state)
{
	struct unit_terminal *f = *state;

	unit_answer_no(ERR_OFFLINE, "53300");
	unit_post(f, &f->told[0]);
	unit_turns(f, 3);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	unit_post(f, &f->told[1]);
	unit_turn(f);
	unit_assert_told(&f->told[1], SENT_QUEUED);
	assert_int_equal(unit_sent(), 1);
}

static void a_busy_server_stops_the_line(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	for (int i = 0; i < 9; i++)
		unit_answer_no(ERR_RETRY, "40001");
	unit_answer_yes();
	unit_pass(f, 60000);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_int_equal(f->told[0].calls, 1);
	assert_int_equal(unit_sent(), 10);
}

static void a_link_that_comes_back_ends_the_pause(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, NULL);

	for (int i = 0; i < 4; i++)
		unit_answer_no(ERR_OFFLINE, "57P01");
	unit_answer_yes();
	unit_turns(f, 3);
	for (int i = 0; i < 3; i++) {
		f->now_ms = sender_deadline_ms(f->sender);
		unit_turns(f, 3);
	}
	assert_int_equal(unit_sent(), 4);
	unit_go_offline(f);
	assert_true(sender_deadline_ms(f->sender) < 0);
	unit_go_online(f);
	unit_turns(f, 3);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
}

static void a_person_ends_the_pause(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, NULL);

	unit_answer_no(ERR_OFFLINE, "57P01");
	unit_answer_yes();
	unit_turns(f, 5);
	assert_int_equal(unit_sent(), 1);
	sender_now(f->sender);
	unit_turns(f, 3);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
}

static void success_makes_the_next_pause_short_again(void **state)
{
	struct unit_terminal *f = *state;

	for (int i = 0; i < 6; i++)
		unit_answer_no(ERR_OFFLINE, "57P01");
	unit_answer_yes();
	unit_answer_no(ERR_OFFLINE, "57P01");
	unit_post(f, NULL);
	unit_pass(f, 200000);
	assert_int_equal(unit_sent(), 7);
	unit_post(f, NULL);
	unit_turns(f, 3);
	assert_int_equal(unit_sent(), 8);
	assert_in_range(sender_deadline_ms(f->sender) - f->now_ms, 1000, 2000);
}

static void a_bug_is_tried_three_times_more_and_then_refused(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]), next = unit_post(f, NULL);

	for (int i = 0; i < 4; i++)
		unit_answer_no(ERR_BUG, "42883");
	unit_answer_yes();
	unit_pass(f, 120000);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
	assert_int_equal(unit_state_of(f, next), SPOOL_POSTED);
	assert_int_equal(unit_sent(), 5);
}

/* ---- whatever happens ---- */

/* Everybody told once; every line again and again under its op_id until it is posted, then the next. */
static void assert_once_and_in_order(struct unit_terminal *f, int posts)
{
	int64_t last = 0;

	for (int i = 0; i < posts; i++) {
		assert_int_equal(f->told[i].calls, 1);
		assert_int_equal(unit_state_of(f, i + 1), SPOOL_POSTED);
	}
	for (size_t i = 0; i < unit_sent(); i++) {
		struct spool_op op = { 0 };
		struct err err;
		int64_t seq = strtoll(unit_value(i, "seq"), NULL, 10);

		assert_true(seq == last || seq == last + 1);
		last = seq;
		assert_true(spool_get(f->spool, seq, &op, &err));
		assert_string_equal(op.op_id, unit_value(i, "op_id"));
		spool_op_done(&op);
	}
	assert_int_equal(last, posts);
}

/* Every line once and in order, everybody told once, whatever the connection does. */
static void chaos(struct unit_terminal *f, int posts)
{
	unit_answer_yes();
	for (int i = 0; i < posts;) {
		switch (clock_random(&f->clock) % 10) {
		case 0:
			fake_db_set_online(false);
			break;
		case 1:
		case 2:
			fake_db_set_online(true);
			break;
		case 3:
			fake_db_hold(true);
			break;
		case 4:
		case 5:
			fake_db_hold(false);
			break;
		case 6:
			fake_db_reconnect();
			break;
		case 7:
			f->now_ms += (int64_t)(clock_random(&f->clock) % 40000);
			break;
		default:
			unit_post(f, &f->told[i++]);
		}
		unit_turns(f, (int)(clock_random(&f->clock) % 4));
		assert_true(fake_db_pending() <= 2); /* one line, and at most a greeting */
	}
	fake_db_set_online(true);
	fake_db_hold(false);
	unit_pass(f, 120000);
	assert_once_and_in_order(f, posts);
}

static void whatever_the_connection_does(void **state)
{
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct unit_terminal *f;

		unit_close_all(state);
		unit_open_all(state);
		f = *state;
		f->random = seed * 7919;
		chaos(f, 40);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, unit_open_all, unit_close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pauses_double_between_one_and_sixty_seconds),
		TEST(who_comes_while_the_line_is_stopped_is_told_at_once),
		TEST(a_busy_server_stops_the_line),
		TEST(a_link_that_comes_back_ends_the_pause),
		TEST(a_person_ends_the_pause),
		TEST(success_makes_the_next_pause_short_again),
		TEST(a_bug_is_tried_three_times_more_and_then_refused),
		TEST(whatever_the_connection_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
