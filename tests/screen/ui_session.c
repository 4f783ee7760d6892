/*
 * ui_session - what the frame does with the server's news: link, person,
 * topics, lock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "support/fake_db.h"
#include "support/screen_demo.h"
#include "support/screen_harness.h"

#define ORGANIZATION "0123456789abcdef0123456789abcdef"

static const char *const hello[] = { NULL,     NULL,   NULL,  NULL,	   NULL,  "1",
				     "kiosk1", "ACME", "RHO", "Plant Rho", "UTC", NULL };
static const char *const granted[] = { NULL,
				       NULL,
				       NULL,
				       NULL,
				       NULL,
				       "token-0123",
				       "7",
				       "m.rossi",
				       "M. Rossi",
				       "storekeeper",
				       "{materials.view,metrics.view}",
				       "ACME",
				       "Acme Ltd",
				       "RHO",
				       "Plant Rho",
				       "UTC",
				       "EUR",
				       "900" };
static const char *const channels[] = { "stock", "stock_" ORGANIZATION, "purchase", "purchase_" ORGANIZATION };

static struct session *new_session(const struct clock *clock)
{
	return session_new("host=/nowhere", clock, NULL);
}

static void short_lock(struct config *config)
{
	config->idle_lock_s = 60;
	config->live_poll_s = 0;
}

static void no_poll(struct config *config)
{
	config->idle_lock_s = 0;
	config->live_poll_s = 0;
}

static void signed_on(void *ctx, struct rows *rows, const struct err *err)
{
	(void)rows;
	assert_null(err);
	*(bool *)ctx = true;
}

static void script(void)
{
	fake_db_reset();
	fake_db_answer_cells(Q_HELLO, 1, hello);
	fake_db_answer_cells(Q_SIGN_ON, 1, granted);
	fake_db_answer_cells(Q_LISTEN, 2, channels);
}

/* Signed on, with the list open over the front page. */
static struct player *play(void (*configure)(struct config *))
{
	struct player *p;
	bool done = false;

	script();
	p = player_new(
		&(struct player_setup){ .screens = demo_screens, .session = new_session, .configure = configure });
	session_sign_on(player_app(p)->session, "m.rossi", "1234", signed_on, &done);
	player_step(p);
	assert_true(done);
	app_signed_on(player_app(p));
	app_open(player_app(p), "list", NULL);
	player_step(p);
	return p;
}

static struct demo_list *list_of(struct player *p)
{
	return app_state(player_app(p));
}

static void test_title_says_who_and_where(void **state)
{
	struct player *p = play(no_poll);

	(void)state;
	assert_string_equal(player_line(p, 0),
			    " gemba  Order lines              Plant Rho · kiosk1   M. Rossi   ● live   14:32");
	assert_int_equal(player_role_of(p, "● live"), 'L');
	player_free(p);
}

static void test_offline_is_seen(void **state)
{
	struct player *p = play(no_poll);

	(void)state;
	fake_db_set_online(false);
	player_advance_ms(p, 300);
	assert_shows(p, "■ OFFLINE");
	assert_int_equal(player_role_of(p, "■ OFFLINE"), 'O');
	player_advance_ms(p, 180000);
	assert_shows(p, "OFFLINE 3 min");
	fake_db_set_online(true);
	fake_db_reconnect();
	player_advance_ms(p, 20000);
	assert_shows(p, "● live");
	player_free(p);
}

static void test_topics_mark_the_screen(void **state)
{
	struct player *p = play(no_poll);
	int before;

	(void)state;
	player_advance_ms(p, 1000);
	before = list_of(p)->updates;
	fake_db_notify("stock_" ORGANIZATION, "{}");
	app_turn(player_app(p));
	assert_int_equal(list_of(p)->updates, before + 1);
	assert_int_equal(list_of(p)->topics, TOPIC_STOCK);
	/* The next one within 200 ms waits, and is not lost. */
	fake_db_notify("stock_" ORGANIZATION, "{}");
	fake_db_notify("purchase_" ORGANIZATION, "{}");
	app_turn(player_app(p));
	assert_int_equal(list_of(p)->updates, before + 1);
	assert_false(app_idle(player_app(p)));
	player_step(p);
	assert_int_equal(list_of(p)->updates, before + 2);
	assert_int_equal(list_of(p)->topics, TOPIC_STOCK | TOPIC_PURCHASE);
	player_free(p);
}

static void test_hidden_screen_keeps_its_topics(void **state)
{
	struct player *p = play(no_poll);
	struct demo_list *list = list_of(p);
	int before;

	(void)state;
	player_advance_ms(p, 1000);
	before = list->updates;
	player_keys(p, "Enter");
	fake_db_notify("stock_" ORGANIZATION, "{}");
	player_step(p);
	assert_int_equal(list->updates, before);
	player_keys(p, "Esc");
	assert_int_equal(list->updates, before + 1);
	assert_int_equal(list->topics, TOPIC_STOCK);
	player_free(p);
}

static void test_permissions(void **state)
{
	struct player *p = play(no_poll);

	(void)state;
	assert_true(app_may(player_app(p), "materials.view"));
	assert_false(app_may(player_app(p), "admin"));
	player_keys(p, "F10");
	assert_shows(p, "Goods receipt");
	assert_not_shows(p, "Door");
	player_free(p);
}

static void wrong_pin(void)
{
	const struct err err = { .kind = ERR_UNAUTHORIZED, .code = "PIN", .field = "pin", .message = "wrong PIN" };
	static const char *const fine[] = { NULL, NULL, "", NULL, NULL };

	fake_db_answer_err(Q_UNLOCK, &err);
	fake_db_answer_cells(Q_UNLOCK, 1, fine);
}

static void test_lock_keeps_the_draft(void **state)
{
	struct player *p = play(short_lock);

	(void)state;
	player_keys(p, "Enter");
	player_type(p, "draft");
	player_advance_ms(p, 59000);
	assert_not_shows(p, "Locked");
	player_advance_ms(p, 1500);
	assert_shows(p, "Locked");
	assert_shows(p, "M. Rossi is signed on");
	player_keys(p, "Esc");
	assert_shows(p, "Locked");
	/* A label is no try: five boxes would lock the person. */
	player_scan(p, "]C1010401234567890110L2611");
	assert_shows(p, "a PIN is wanted here: type it, a label is none");
	assert_int_equal(fake_db_count(Q_UNLOCK), 0);
	wrong_pin();
	player_scan(p, "9999");
	assert_shows(p, "✗ UNAUTHORIZED: wrong PIN");
	assert_string_equal(fake_db_value(Q_UNLOCK, 0, "pin"), "9999");
	player_scan(p, "1234");
	assert_not_shows(p, "Locked");
	assert_shows(p, "draft");
	player_free(p);
}

static void test_lock_after_the_session_ran_out(void **state)
{
	const struct err gone = { .kind = ERR_UNAUTHORIZED, .code = "TOKEN", .message = "the session ran out" };
	struct player *p = play(short_lock);

	(void)state;
	player_keys(p, "Enter");
	player_type(p, "draft");
	player_advance_ms(p, 61000);
	fake_db_answer_err(Q_UNLOCK, &gone);
	player_scan(p, "1234");
	assert_string_equal(fake_db_value(Q_SIGN_ON, 1, "user"), "m.rossi");
	assert_not_shows(p, "Locked");
	assert_shows(p, "draft");
	player_free(p);
}

static void test_sign_off_at_the_lock(void **state)
{
	struct player *p = play(short_lock);

	(void)state;
	player_advance_ms(p, 61000);
	player_keys(p, "F3");
	assert_shows(p, "Sign off? What was begun and not saved is lost.");
	player_keys(p, "Enter");
	assert_not_shows(p, "Locked");
	assert_not_shows(p, "M. Rossi");
	assert_null(session_person(player_app(p)->session));
	player_free(p);
}

static struct {
	int answers;
	bool good;
} heard;

static void on_answer(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	(void)app;
	(void)owner;
	(void)rows;
	heard.answers++;
	heard.good = err == NULL;
}

static void ask_something(struct app *app, void *owner)
{
	struct call call;

	call_init(&call, Q_CHANNELS);
	app_ask(app, owner, &call, on_answer);
	call_done(&call);
}

static void test_answers(void **state)
{
	struct player *p = play(no_poll);
	struct app *app = player_app(p);

	(void)state;
	memset(&heard, 0, sizeof(heard));
	fake_db_answer_cells(Q_CHANNELS, 2, channels);
	ask_something(app, app_state(app));
	assert_true(app_asking(app, app_state(app)));
	player_step(p);
	assert_int_equal(heard.answers, 1);
	assert_true(heard.good);
	/* A screen that closed hears nothing. */
	fake_db_hold(true);
	ask_something(app, app_state(app));
	app_turn(app);
	app_back(app);
	fake_db_hold(false);
	player_step(p);
	assert_int_equal(heard.answers, 1);
	player_free(p);
}

static void test_slow_answers_are_said(void **state)
{
	struct player *p = play(no_poll);
	struct app *app = player_app(p);
	int64_t due;

	(void)state;
	memset(&heard, 0, sizeof(heard));
	fake_db_answer_cells(Q_CHANNELS, 2, channels);
	fake_db_hold(true);
	ask_something(app, app_state(app));
	app_turn(app);
	due = app_deadline_ms(app) - clock_mono_ms(player_clock(p));
	assert_true(due > 0 && due <= 400);
	assert_not_shows(p, "asking the server");
	player_pass_ms(p, 500);
	app_turn(app);
	assert_shows(p, "asking the server …");
	fake_db_hold(false);
	player_step(p);
	assert_not_shows(p, "asking the server");
	player_free(p);
}

/* What this person did stays readable; what others tell comes a little later and is not lost. */
static void test_news_wait_for_the_own_success(void **state)
{
	static const char low[] = "{\"material_code\":\"M-1\",\"quantity\":3.5,\"reorder_point\":\"10\"}";
	struct player *p = play(no_poll);
	struct app *app = player_app(p);
	int64_t due;

	(void)state;
	app_message(app, MSG_GOOD, "issued 5 pcs");
	fake_db_notify("low_stock_alert_" ORGANIZATION, low);
	player_advance_ms(p, 500);
	assert_shows(p, "issued 5 pcs");
	due = app_deadline_ms(app) - clock_mono_ms(player_clock(p));
	assert_true(due > 0 && due < 6000);
	player_advance_ms(p, 6000);
	assert_shows(p, "M-1 is low: 3.5 on hand");
	/* Behind an error it waits for the key that acknowledges it. */
	app_message(app, MSG_BAD, "not that");
	fake_db_notify("low_stock_alert_" ORGANIZATION, low);
	player_advance_ms(p, 20000);
	assert_shows(p, "not that");
	player_keys(p, "Down");
	assert_shows(p, "M-1 is low: 3.5 on hand");
	player_free(p);
}

static void test_a_new_screen_starts_without_words(void **state)
{
	struct player *p = play(no_poll);

	(void)state;
	app_message(player_app(p), MSG_GOOD, "issued 5 pcs");
	app_open(player_app(p), "list", NULL);
	player_step(p);
	assert_not_shows(p, "issued 5 pcs");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_title_says_who_and_where),
		cmocka_unit_test(test_offline_is_seen),
		cmocka_unit_test(test_topics_mark_the_screen),
		cmocka_unit_test(test_hidden_screen_keeps_its_topics),
		cmocka_unit_test(test_permissions),
		cmocka_unit_test(test_lock_keeps_the_draft),
		cmocka_unit_test(test_lock_after_the_session_ran_out),
		cmocka_unit_test(test_sign_off_at_the_lock),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_slow_answers_are_said),
		cmocka_unit_test(test_news_wait_for_the_own_success),
		cmocka_unit_test(test_a_new_screen_starts_without_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
