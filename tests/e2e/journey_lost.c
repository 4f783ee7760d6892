/*
 * journey_lost - what a terminal does when something ends: the server, in the
 * middle of a draft or of a post, or the program itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "core/base/str.h"
#include "support/e2e_hands.h"

#define KEEPER "storekeeper"

static const struct hands usual = { 0 };

/* How many movements of the bolts have this quantity. */
static int posted(struct home *h, const char *quantity)
{
	assert_int_equal(home_verb(h, KEEPER, "moves", "M-1042", NULL), 0);
	return home_count("transactions", "quantity", quantity);
}

static struct term_box *draft(struct home *h, const char *quantity)
{
	struct term_box *t = hands_sign_on(h, &usual);

	hands_receipt(t, "PO-4500012");
	hands_bolts(t, quantity);
	return t;
}

/* ---- the server ---- */

static void a_stopped_server_queues_the_receipt(void **state)
{
	struct home *h = *state;
	struct term_box *t = draft(h, "3");

	home_stop(h);
	see(t, "OFFLINE");
	see(t, "Quantity   3 ");
	term_box_type(t, "1");
	see(t, "Quantity   31 ");
	term_box_key(t, "F2");
	see(t, "QUEUED: +31 pcs M-1042");
	see(t, "OFFLINE · 1 queued");
	see_line(t, "M-1042", "+31  QUEUED");
	home_start(h);
	see(t, "all that was QUEUED is posted now");
	see_line(t, "M-1042", "+31  posted");
	see_gone(t, "queued");
	assert_int_equal(posted(h, "31"), 1);
	hands_leave(t);
}

/* The post waits behind a lock when the server dies: the server never kept it, the spool did. */
static void a_server_killed_before_the_commit(void **state)
{
	struct home *h = *state;
	struct term_box *t = draft(h, "32");
	struct home_session holder = home_sql_begin(h, "hold_material.sql", "M-1042");

	assert_true(home_sql_until(h, "holds.sql", "", "t", 20));
	term_box_key(t, "F2");
	see(t, "posting +32 pcs M-1042");
	assert_true(home_sql_until(h, "waiting.sql", "Lock", "t", 20));
	home_kill(h);
	home_sql_end(holder);
	see(t, "OFFLINE");
	see(t, "QUEUED: +32 pcs M-1042");
	home_start(h);
	see_line(t, "M-1042", "+32  posted");
	assert_int_equal(posted(h, "32"), 1);
	hands_leave(t);
}

static void a_server_killed_after_the_commit(void **state)
{
	struct home *h = *state;
	struct term_box *t = draft(h, "33");

	home_hang_commits(h);
	term_box_key(t, "F2");
	see(t, "posting +33 pcs M-1042");
	assert_true(home_sql_until(h, "waiting.sql", "SyncRep", "t", 20));
	home_kill(h);
	see(t, "OFFLINE");
	home_settings(h, "");
	home_start(h);
	see_line(t, "M-1042", "+33  posted");
	assert_int_equal(posted(h, "33"), 1);
	assert_int_equal(home_verb(h, KEEPER, "check", "stock", NULL), 0);
	hands_leave(t);
}

/* ---- the program ---- */

static void assert_restored(struct term_box *t)
{
	assert_false(term_box_on_alternate(t));
	assert_true(term_box_echoes(t));
}

static void leaving_gives_the_terminal_back(void **state)
{
	struct term_box *t = hands_sign_on(*state, &usual);
	int status = -1;

	assert_true(term_box_on_alternate(t));
	assert_false(term_box_echoes(t));
	term_box_key(t, "F3");
	see(t, "Leave the program");
	term_box_key(t, "Enter");
	assert_true(term_box_wait_end(t, SEE_S, &status));
	assert_int_equal(status, 0);
	assert_restored(t);
	hands_free(t);
}

static void a_signal_gives_the_terminal_back(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct term_box *t = draft(*state, "5");
		int status = -1;

		assert_true(term_box_on_alternate(t));
		kill(term_box_pid(t), signals[i]);
		assert_true(term_box_wait_end(t, SEE_S, &status));
		if (signals[i] == SIGSEGV || signals[i] == SIGABRT) {
			assert_true(WIFSIGNALED(status));
			assert_int_equal(WTERMSIG(status), signals[i]);
		} else {
			assert_true(WIFEXITED(status));
			assert_int_equal(WEXITSTATUS(status), 128 + signals[i]);
		}
		assert_restored(t);
		hands_free(t);
	}
	assert_int_equal(posted(*state, "5"), 0);
}

static void a_lost_terminal_ends_the_program(void **state)
{
	struct term_box *t = draft(*state, "6");
	int status = -1;

	term_box_hang_up(t);
	assert_true(term_box_wait_end(t, SEE_S, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(posted(*state, "6"), 0);
	hands_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_stopped_server_queues_the_receipt, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(a_server_killed_before_the_commit, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(a_server_killed_after_the_commit, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(leaving_gives_the_terminal_back, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(a_signal_gives_the_terminal_back, home_settle, hands_drop_all),
		cmocka_unit_test_setup_teardown(a_lost_terminal_ends_the_program, home_settle, hands_drop_all),
	};

	return cmocka_run_group_tests_name("journey_lost", tests, home_open, home_close);
}
