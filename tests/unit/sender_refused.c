/*
 * Refusals, and what is forgotten, taken back or cannot be written down.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/spool/spool_own.h"
#include "support/unit_sender.h"

/* ---- refused ---- */

static void a_refusal_that_is_waited_for_is_told_and_closed(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);

	unit_answer_no(ERR_VALIDATION, "OVER_RECEIPT");
	unit_answer_yes_with("{\"replayed\":false}", "f", "0");
	unit_turns(f, 3);
	unit_assert_told(&f->told[0], SENT_REFUSED);
	assert_string_equal(f->told[0].code, "OVER_RECEIPT");
	assert_int_equal(unit_state_of(f, seq), SPOOL_VOID);
	unit_turns(f, 6);
	assert_int_equal(unit_sent(), 2);
	assert_string_equal(unit_value(1, "kind"), "void");
	assert_non_null(strstr(unit_value(1, "payload"), OP));
	assert_int_equal(unit_state_of(f, seq + 1), SPOOL_POSTED);
	unit_assert_told(&f->told[0], SENT_REFUSED);
}

static void a_refusal_nobody_waits_for_is_kept_and_the_line_goes_on(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq, next;
	struct spool_op op = { 0 };
	struct err err;

	unit_go_offline(f);
	seq = unit_post(f, &f->told[0]);
	next = unit_post(f, &f->told[1]);
	unit_turns(f, 2);
	unit_answer_no(ERR_UNAUTHORIZED, "USER_LOCKED");
	unit_answer_yes();
	unit_go_online(f);
	unit_turns(f, 6);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
	assert_int_equal(unit_state_of(f, next), SPOOL_POSTED);
	assert_true(spool_get(f->spool, seq, &op, &err));
	assert_string_equal(op.refusal.code, "USER_LOCKED");
	spool_op_done(&op);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	unit_assert_told(&f->told[1], SENT_QUEUED);
	assert_int_equal(unit_sent(), 2);
}

static void goods_above_tolerance_of_who_has_gone_are_taken(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post_as(f, OP, PATIENCE_MS, &f->told[0]);

	unit_answer_no(ERR_VALIDATION, "OVER_RECEIPT");
	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	f->now_ms += PATIENCE_MS;
	unit_turns(f, 2);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	fake_db_hold(false);
	unit_turns(f, 4);
	assert_int_equal(unit_sent(), 2);
	assert_string_equal(unit_value(0, "offline"), "false");
	assert_string_equal(unit_value(1, "offline"), "true");
	assert_string_equal(unit_value(1, "op_id"), OP);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
}

static void above_tolerance_twice_is_refused(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	unit_answer_no(ERR_VALIDATION, "OVER_RECEIPT");
	fake_db_hold(true);
	unit_turns(f, 3);
	sender_forget(f->sender, &f->told[0]);
	fake_db_hold(false);
	unit_turns(f, 8);
	assert_int_equal(f->told[0].calls, 0);
	assert_int_equal(unit_sent(), 2);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
}

static void refused_and_tried_again_by_a_supervisor(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, NULL);
	struct err err;

	unit_answer_no(ERR_NOT_FOUND, "UNKNOWN_PURCHASE_ORDER");
	unit_answer_yes();
	unit_turns(f, 4);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
	(void)sender_changed(f->sender);
	assert_true(sender_retry(f->sender, seq, &err));
	assert_true(sender_changed(f->sender));
	unit_turns(f, 4);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	assert_string_equal(unit_value(0, "op_id"), unit_value(1, "op_id"));
	assert_false(sender_retry(f->sender, seq, &err));
}

/* ---- forget and take back ---- */

static void who_was_forgotten_is_not_told(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	unit_answer_yes();
	unit_post(f, &f->told[1]);
	sender_forget(f->sender, &f->told[0]);
	unit_turns(f, 8);
	assert_int_equal(f->told[0].calls, 0);
	assert_int_equal(unit_state_of(f, seq), SPOOL_POSTED);
	unit_assert_told(&f->told[1], SENT_POSTED);
}

/* The answer came, the person has not seen it yet, the screen closes. */
static void a_refusal_nobody_saw_stays_on_the_list(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]);

	unit_answer_no(ERR_CONFLICT, "LOT_BLOCKED");
	unit_turns(f, 2);
	session_step(f->session);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
	sender_forget(f->sender, &f->told[0]);
	unit_turns(f, 3);
	assert_int_equal(f->told[0].calls, 0);
	assert_int_equal(unit_state_of(f, seq), SPOOL_REFUSED);
}

static void what_is_on_its_way_cannot_be_taken_back(void **state)
{
	struct unit_terminal *f = *state;
	int64_t seq = unit_post(f, &f->told[0]), waiting = unit_post(f, &f->told[1]);
	struct err err;

	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	assert_false(sender_void(f->sender, seq, "wrong box", &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_string_equal(err.code, "ON_ITS_WAY");
	assert_true(sender_void(f->sender, waiting, "wrong box", &err));
	unit_turns(f, 2);
	unit_assert_told(&f->told[1], SENT_REFUSED);
	assert_string_equal(f->told[1].code, "TAKEN_BACK");
	fake_db_hold(false);
	unit_turns(f, 6);
	unit_assert_told(&f->told[0], SENT_POSTED);
	assert_int_equal(unit_sent(), 1);
	assert_int_equal(unit_state_of(f, waiting), SPOOL_VOID);
	assert_false(sender_void(f->sender, seq, "wrong box", &err));
}

struct chain {
	struct unit_terminal *f;
	int left, calls;
};

static void post_another(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err)
{
	struct chain *c = ctx;
	struct call call;
	struct err e;

	(void)outcome;
	(void)seq;
	(void)rows;
	(void)err;
	c->calls++;
	if (c->left-- <= 0)
		return;
	unit_fill_receipt(&call, NULL);
	assert_true(sender_post(c->f->sender, &call, "", PATIENCE_MS, post_another, c, NULL, &e));
	call_done(&call);
	if (c->left == 1)
		sender_forget(c->f->sender, c);
}

static void callbacks_may_put_and_forget(void **state)
{
	struct unit_terminal *f = *state;
	struct chain c = { .f = f, .left = 5 };
	struct call call;
	struct err err;

	unit_go_offline(f);
	unit_fill_receipt(&call, NULL);
	assert_true(sender_post(f->sender, &call, "", PATIENCE_MS, post_another, &c, NULL, &err));
	call_done(&call);
	unit_turn(f);
	assert_int_equal(c.calls, 1); /* what a callback puts is told in a later step */
	unit_turns(f, 20);
	assert_int_equal(c.calls, 4); /* the one that was forgotten is not told */
}

/* ---- a spool that cannot be written ---- */

static void a_broken_spool_sends_nothing_more(void **state)
{
	struct unit_terminal *f = *state;
	struct call c;
	struct err err;

	unit_post(f, &f->told[0]);
	unit_post(f, &f->told[1]);
	unit_answer_yes();
	fake_db_hold(true);
	unit_turns(f, 3);
	spool_break(f->spool, SQLITE_FULL);
	fake_db_hold(false);
	unit_turns(f, 6);
	unit_assert_told(&f->told[0], SENT_POSTED); /* the server has it, whatever the disk says */
	unit_assert_told(&f->told[1], SENT_QUEUED); /* it goes at the next start */
	assert_int_equal(unit_sent(), 1);
	unit_fill_receipt(&c, NULL);
	assert_false(sender_post(f->sender, &c, "", PATIENCE_MS, unit_hear, &f->told[2], NULL, &err));
	call_done(&c);
	assert_string_equal(err.code, "SPOOL_BROKEN");
	unit_pass(f, 300000);
	assert_int_equal(unit_sent(), 1);
	assert_int_equal(f->told[2].calls, 0);
	assert_true(sender_deadline_ms(f->sender) < 0);
	assert_false(sender_busy(f->sender));
}

/* It goes off again at the next start, then as the work of somebody who has gone: the no is no final one. */
static void a_refusal_that_cannot_be_kept_is_told_as_queued(void **state)
{
	struct unit_terminal *f = *state;

	unit_post(f, &f->told[0]);
	unit_answer_no(ERR_VALIDATION, "OVER_RECEIPT");
	fake_db_hold(true);
	unit_turns(f, 3);
	spool_break(f->spool, SQLITE_IOERR);
	f->spool->broken.hint[0] = '\0';
	fake_db_hold(false);
	session_step(f->session);
	sender_step(f->sender);
	unit_assert_told(&f->told[0], SENT_QUEUED);
	unit_turns(f, 4);
	assert_int_equal(unit_sent(), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, unit_open_all, unit_close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_refusal_that_is_waited_for_is_told_and_closed),
		TEST(a_refusal_nobody_waits_for_is_kept_and_the_line_goes_on),
		TEST(goods_above_tolerance_of_who_has_gone_are_taken),
		TEST(above_tolerance_twice_is_refused),
		TEST(refused_and_tried_again_by_a_supervisor),
		TEST(who_was_forgotten_is_not_told),
		TEST(a_refusal_nobody_saw_stays_on_the_list),
		TEST(what_is_on_its_way_cannot_be_taken_back),
		TEST(callbacks_may_put_and_forget),
		TEST(a_broken_spool_sends_nothing_more),
		TEST(a_refusal_that_cannot_be_kept_is_told_as_queued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
