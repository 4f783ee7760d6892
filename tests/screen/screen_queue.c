/*
 * The queue screen, the lock without a server, and what is said to who
 * leaves while something waits: played without a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

#include "core/queued.h"
#include "core/spool/spool.h"
#include "support/fake_db.h"
#include "support/screen_harness.h"
#include "support/screen_person.h"

static void start(const char *permissions)
{
	fake_db_reset();
	person_answers(permissions);
}

static int setup(void **state)
{
	(void)state;
	start(PERSON_STOREKEEPER);
	return 0;
}

static struct player *play_at(int rows, int cols)
{
	return player_new(
		&(struct player_setup){ .rows = rows, .cols = cols, .session = person_session, .start = "queue" });
}

static struct player *play(void)
{
	return play_at(24, 80);
}

static const struct person *who(struct player *p)
{
	return session_person(player_app(p)->session);
}

/* A receipt in the spool, as the terminal puts it; actor NULL: who is signed on. Nothing is sent: the link is down. */
static int64_t put(struct player *p, const char *material, const struct spool_actor *actor)
{
	const struct spool_actor me = { who(p)->session_id, who(p)->user_name, who(p)->display_name };
	char words[QUEUED_WORDS];
	struct err err = { 0 };
	struct call c;
	int64_t seq;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "material", material, &err) && call_set(&c, "quantity", "2500", &err) &&
		    call_set(&c, "ref_type", "PURCHASE_ORDER", &err) && call_set(&c, "ref", "PO-4500012/20", &err));
	queued_words(&c, words);
	assert_true(spool_put(player_spool(p), &c, words, actor ? actor : &me, &seq, &err));
	call_done(&c);
	return seq;
}

static void heard(struct app *app, void *owner, enum post_outcome outcome, int64_t seq, struct rows *rows,
		  const struct err *err)
{
	assert_true(outcome == POST_QUEUED || outcome == POST_POSTED);
}

/* By way of the app, so that it counts. */
static void post(struct player *p, const char *material)
{
	struct err err = { 0 };
	struct call c;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "material", material, &err) && call_set(&c, "quantity", "5", &err) &&
		    call_set(&c, "ref_type", "ADJUSTMENT", &err));
	app_post(player_app(p), app_state(player_app(p)), &c, "+5", heard);
	call_done(&c);
	player_step(p);
}

static void offline(struct player *p)
{
	fake_db_set_online(false);
	player_advance_ms(p, 300);
}

static void refuse(struct player *p, int64_t seq)
{
	struct err err, why = { 0 };

	err_set(&why, ERR_CONFLICT, "ORDER_CLOSED", "ref", "Order PO-4500012 is closed.");
	err_hint(&why, "Ask the buyer to open it.");
	assert_true(spool_sending(player_spool(p), seq, &err) && spool_refused(player_spool(p), seq, &why, &err));
}

static void reload(struct player *p)
{
	player_keys(p, "F5");
}

static enum spool_state state_of(struct player *p, int64_t seq)
{
	struct spool_op op = { 0 };
	enum spool_state state;
	struct err err;

	assert_true(spool_get(player_spool(p), seq, &op, &err));
	state = op.state;
	spool_op_done(&op);
	return state;
}

static void test_nothing_waits(void **state)
{
	struct player *p = play();

	(void)state;
	assert_shows(p, "Nothing waits here");
	assert_shows(p, "Nothing is kept here: all that was entered is posted.");
	player_keys(p, "F4");
	assert_shows(p, "No refused lines");
	player_free(p);
}

static void test_a_waiting_line_in_full(void **state)
{
	struct player *p = play();

	(void)state;
	offline(p);
	put(p, "M-1077", NULL);
	player_pass_ms(p, 4 * 60000);
	reload(p);
	assert_shows(p, "1 queued, oldest 4 min, no server now");
	assert_shows(p, "QUEUED");
	assert_int_equal(player_role_of(p, "QUEUED"), 'W');
	assert_shows(p, "+2500 M-1077 from PO-4500012/20");
	assert_shows(p, "14:32");
	assert_shows(p, "0 tries");
	assert_shows(p, "quantity 2500");
	player_free(p);
}

static void test_own_unsent_line_is_taken_back(void **state)
{
	struct player *p = play();
	int64_t seq;

	(void)state;
	offline(p);
	seq = put(p, "M-1077", NULL);
	reload(p);
	player_keys(p, "F8");
	assert_shows(p, "it will not be posted");
	player_type(p, "counted twice");
	player_keys(p, "Enter");
	assert_int_equal(state_of(p, seq), SPOOL_VOID);
	assert_shows(p, "Taken back: counted twice");
	assert_shows(p, "Nothing waits here");
	player_free(p);
}

static void test_a_refused_line_needs_a_supervisor(void **state)
{
	struct player *p = play();
	int64_t seq;

	(void)state;
	offline(p);
	seq = put(p, "M-1077", NULL);
	refuse(p, seq);
	reload(p);
	assert_shows(p, "1 REFUSED: see to it");
	assert_shows(p, "CONFLICT: Order PO-4500012 is closed.");
	assert_shows(p, "Ask the buyer to open it.");
	player_keys(p, "F8");
	assert_shows(p, "Taking line 1 back needs the permission materials.override");
	assert_int_equal(state_of(p, seq), SPOOL_REFUSED);
	player_free(p);

	start(PERSON_SUPERVISOR);
	p = play();
	offline(p);
	seq = put(p, "M-1077", NULL);
	refuse(p, seq);
	reload(p);
	player_keys(p, "F8");
	player_type(p, "never came");
	player_keys(p, "Enter");
	assert_int_equal(state_of(p, seq), SPOOL_VOID);
	player_free(p);
}

static void test_a_refused_line_goes_again(void **state)
{
	struct player *p = play();
	int64_t seq;

	(void)state;
	offline(p);
	put(p, "M-1042", NULL);
	seq = put(p, "M-1077", NULL);
	refuse(p, seq);
	reload(p);
	player_keys(p, "F4");
	assert_not_shows(p, "M-1042");
	assert_shows(p, "M-1077");
	player_keys(p, "F2");
	assert_int_equal(state_of(p, seq), SPOOL_QUEUED);
	player_keys(p, "F4");
	assert_shows(p, "2 queued");
	player_free(p);
}

static void test_somebody_elses_line_waits_for_him(void **state)
{
	const struct spool_actor other = { 0, "a.weber", "" };
	struct player *p = play();

	(void)state;
	offline(p);
	put(p, "M-1077", &other);
	reload(p);
	assert_shows(p, "1 until their people sign on");
	assert_shows(p, "Goes when a.weber signs on here.");
	player_keys(p, "F8");
	assert_shows(p, "needs the permission");
	player_free(p);
}

static void test_small_terminals(void **state)
{
	struct player *p = play_at(12, 40);
	int64_t seq;

	(void)state;
	offline(p);
	seq = put(p, "M-1077", NULL);
	put(p, "M-1042", NULL);
	refuse(p, seq);
	reload(p);
	assert_shows(p, "1 queued, oldest 0 s");
	assert_shows(p, "REFUSED");
	player_keys(p, "Down");
	assert_shows(p, "Order PO-4500012 is closed.");
	player_resize(p, 40, 120);
	assert_shows(p, "M. Rossi");
	player_free(p);
}

static struct player *play_from_home(void (*configure)(struct config *))
{
	struct player *p = player_new(&(struct player_setup){ .session = person_session, .configure = configure });

	app_open(player_app(p), "queue", NULL);
	player_step(p);
	offline(p);
	return p;
}

static void test_leaving_says_what_waits(void **state)
{
	struct player *p = play_from_home(NULL);

	(void)state;
	post(p, "M-1077");
	post(p, "M-1042");
	player_keys(p, "Ctrl-K");
	assert_shows(p, "2 lines are still QUEUED here;");
	player_keys(p, "Esc F3 F3");
	assert_shows(p, "Leave the program");
	assert_shows(p, "2 lines are still QUEUED here;");
	assert_shows(p, "they are sent when");
	player_free(p);
}

static void test_a_busy_server_is_tried_again_later(void **state)
{
	const struct err busy = { .kind = ERR_RETRY, .code = "53300", .message = "Too many connections." };
	struct player *p;

	(void)state;
	fake_db_answer_err(Q_REPLAY, &busy);
	p = play();
	post(p, "M-1077");
	player_advance_ms(p, 60000);
	player_advance_ms(p, 100);
	assert_shows(p, "1 queued, oldest");
	assert_shows(p, ", next try 14:3");
	player_free(p);
}

/* The server's clock is 95 s ahead: both times are told. */
static void test_clocks_that_differ(void **state)
{
	static const char *const replay[] = {
		NULL, NULL, NULL, NULL, NULL, "{\"transaction_id\":12}", "f", "{}", "95"
	};
	struct player *p;

	(void)state;
	fake_db_answer_cells(Q_REPLAY, 1, replay);
	p = play();
	post(p, "M-1077");
	reload(p);
	assert_shows(p, "Nothing waits here");
	assert_shows(p, "This terminal's clock is 1 min behind the server's");
	assert_shows(p, "by the server's clock 14:33:3");
	assert_int_equal(player_role_of(p, "POSTED"), 'G');
	player_keys(p, "F8");
	assert_not_shows(p, "it will not be posted");
	player_free(p);
}

/* ---- the lock without a server ---- */

static void short_lock(struct config *config)
{
	config->idle_lock_s = 60;
}

static struct player *locked_offline(void)
{
	struct player *p = play_from_home(short_lock);

	player_advance_ms(p, 61000);
	assert_shows(p, "Locked");
	return p;
}

static void test_unlocking_without_a_server(void **state)
{
	struct player *p = locked_offline();

	(void)state;
	player_scan(p, "9999");
	assert_shows(p, "That is not the PIN; 4 more");
	assert_shows(p, "Locked");
	player_scan(p, "1234");
	assert_not_shows(p, "Locked");
	assert_int_equal(fake_db_count(Q_UNLOCK), 0);
	player_free(p);
}

static void test_five_wrong_pins_need_the_server(void **state)
{
	struct player *p = locked_offline();

	(void)state;
	for (int i = 0; i < 5; i++)
		player_scan(p, "9999");
	assert_shows(p, "wait until the server is back");
	player_scan(p, "1234");
	assert_shows(p, "wait until the server is back");
	assert_shows(p, "Locked");
	fake_db_set_online(true);
	fake_db_reconnect();
	player_advance_ms(p, 70000);
	player_scan(p, "1234");
	assert_not_shows(p, "Locked");
	assert_int_equal(fake_db_count(Q_UNLOCK), 1);
	player_free(p);
}

static void test_nobody_new_without_a_server(void **state)
{
	struct player *p = play();

	(void)state;
	offline(p);
	post(p, "M-1077");
	app_sign_off(player_app(p));
	player_step(p);
	assert_shows(p, "nobody new can sign on");
	assert_shows(p, "waits in the queue here.");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_nothing_waits, setup),
		cmocka_unit_test_setup(test_a_waiting_line_in_full, setup),
		cmocka_unit_test_setup(test_own_unsent_line_is_taken_back, setup),
		cmocka_unit_test_setup(test_a_refused_line_needs_a_supervisor, setup),
		cmocka_unit_test_setup(test_a_refused_line_goes_again, setup),
		cmocka_unit_test_setup(test_somebody_elses_line_waits_for_him, setup),
		cmocka_unit_test_setup(test_small_terminals, setup),
		cmocka_unit_test_setup(test_leaving_says_what_waits, setup),
		cmocka_unit_test_setup(test_a_busy_server_is_tried_again_later, setup),
		cmocka_unit_test_setup(test_clocks_that_differ, setup),
		cmocka_unit_test_setup(test_unlocking_without_a_server, setup),
		cmocka_unit_test_setup(test_five_wrong_pins_need_the_server, setup),
		cmocka_unit_test_setup(test_nobody_new_without_a_server, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
