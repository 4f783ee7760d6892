/*
 * The session over a database made of answers: sign-on, tokens and op-ids, retries, lost connections, topics, news.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/session.h"
#include "support/fake_db.h"

#define OP "6f1c2d3e-0000-4000-8000-000000000001"

struct heard {
	int calls;
	bool ok;
	struct err err;
};

struct fixture {
	struct clock clock;
	int64_t now_ms;
	struct session *session;
	struct heard heard;
};

static int64_t test_mono(void *ctx)
{
	return ((struct fixture *)ctx)->now_ms;
}

static int64_t test_wall(void *ctx)
{
	return ((struct fixture *)ctx)->now_ms * 1000;
}

static uint64_t test_random(void *ctx)
{
	return 7;
}

static void hear(void *ctx, struct rows *rows, const struct err *err)
{
	struct heard *h = ctx;

	h->calls++;
	h->ok = rows != NULL;
	if (err)
		h->err = *err;
}

static void script_people(void)
{
	static const char *const hello[] = { NULL,     NULL,  NULL,  NULL,	  NULL,		 "5",
					     "kiosk1", "ORG", "RHO", "Plant Rho", "Europe/Rome", NULL };
	static const char *const on[] = { NULL,
					  NULL,
					  NULL,
					  NULL,
					  NULL,
					  "TOKEN",
					  "1",
					  "m.rossi",
					  "M. Rossi",
					  "storekeeper",
					  "{materials.view,materials.receive}",
					  "ORG",
					  "Org",
					  "RHO",
					  "Plant Rho",
					  "Europe/Rome",
					  "EUR",
					  "600" };
	static const char *const channel[] = { "stock", "stock_x" };
	static const char *const off[] = { "t" };

	fake_db_answer_cells(Q_HELLO, 1, hello);
	fake_db_answer_cells(Q_SIGN_ON, 1, on);
	fake_db_answer_cells(Q_LISTEN, 1, channel);
	fake_db_answer_cells(Q_SIGN_OFF, 1, off);
}

static int open_session(void **state)
{
	static struct fixture f;

	fake_db_reset();
	script_people();
	f = (struct fixture){ .now_ms = 1000 };
	f.clock = (struct clock){ .mono_ms = test_mono, .wall_us = test_wall, .random = test_random, .ctx = &f };
	f.session = session_new("", &f.clock, NULL);
	*state = &f;
	return 0;
}

static int close_session(void **state)
{
	struct fixture *f = *state;

	session_free(f->session);
	fake_db_reset();
	return 0;
}

static void steps(struct fixture *f)
{
	for (int i = 0; i < 8; i++)
		session_step(f->session);
}

static void sign_on(struct fixture *f)
{
	session_sign_on(f->session, "ROSSI", "1234", hear, &f->heard);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_true(f->heard.ok);
	f->heard = (struct heard){ 0 };
	(void)session_take_topics(f->session);
}

static void send_adjust(struct fixture *f, const char *op_id)
{
	struct err err;
	struct call c;

	call_init(&c, Q_STOCK_ADJUST);
	assert_true(call_set(&c, "material", "M-1", &err));
	assert_true(call_set(&c, "quantity", "5", &err));
	assert_true(call_set(&c, "reason", "found", &err));
	assert_true(call_set(&c, "op_id", op_id, &err));
	session_send(f->session, &c, hear, &f->heard);
	call_done(&c);
}

static uint64_t send_search(struct fixture *f)
{
	struct call c;
	uint64_t n;

	call_init(&c, Q_STOCK_SEARCH);
	n = session_send(f->session, &c, hear, &f->heard);
	call_done(&c);
	return n;
}

static void script_adjust(void)
{
	static const char *const done[] = { "7", "ADJUSTMENT", "M-1", "5", "1", "5", "5", "f" };

	fake_db_answer_cells(Q_STOCK_ADJUST, 1, done);
}

static void script_error(enum query_id id, enum err_kind kind, const char *code)
{
	struct err err;

	err_set(&err, kind, code, "", "scripted");
	fake_db_answer_err(id, &err);
}

/* ---- signing on ---- */

static void greets_then_signs_on_then_listens(void **state)
{
	struct fixture *f = *state;
	const struct person *p;

	assert_int_equal(session_link(f->session), LINK_CONNECTING);
	assert_null(session_person(f->session));
	session_sign_on(f->session, "ROSSI", "1234", hear, &f->heard);
	assert_int_equal(f->heard.calls, 0);
	steps(f);
	assert_int_equal(session_link(f->session), LINK_LIVE);
	assert_int_equal(f->heard.calls, 1);
	assert_true(f->heard.ok);
	assert_int_equal(fake_db_sent(0), Q_HELLO);
	assert_string_equal(fake_db_value(Q_HELLO, 0, "client_version"), "2");
	assert_int_equal(fake_db_sent(1), Q_SIGN_ON);
	assert_string_equal(fake_db_value(Q_SIGN_ON, 0, "pin"), "1234");
	assert_int_equal(fake_db_sent(2), Q_LISTEN);
	assert_string_equal(fake_db_value(Q_LISTEN, 0, "token"), "TOKEN");
	assert_string_equal(fake_db_time_zone(), "Europe/Rome");
	p = session_person(f->session);
	assert_string_equal(p->user_name, "m.rossi");
	assert_string_equal(p->plant_name, "Plant Rho");
	assert_string_equal(p->kiosk, "kiosk1");
	assert_true(session_may(f->session, "materials.view"));
	assert_true(session_may(f->session, "materials.receive"));
	assert_false(session_may(f->session, "materials"));
	assert_false(session_may(f->session, "view"));
	assert_false(session_may(f->session, "admin"));
	assert_int_equal(session_take_topics(f->session), TOPIC_ALL);
	assert_int_equal(session_take_topics(f->session), 0);
}

static void a_refused_sign_on_signs_nobody_on(void **state)
{
	struct fixture *f = *state;

	fake_db_forget_answers(Q_SIGN_ON);
	script_error(Q_SIGN_ON, ERR_UNAUTHORIZED, "BAD_CREDENTIALS");
	session_sign_on(f->session, "ROSSI", "9", hear, &f->heard);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_string_equal(f->heard.err.code, "BAD_CREDENTIALS");
	assert_null(session_person(f->session));
	assert_int_equal(fake_db_count(Q_LISTEN), 0);
	assert_int_equal(fake_db_count(Q_SIGN_ON), 1);
}

static void signing_off_tells_the_server_and_forgets(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	session_sign_off(f->session);
	assert_null(session_person(f->session));
	assert_false(session_may(f->session, "materials.view"));
	steps(f);
	assert_string_equal(fake_db_value(Q_SIGN_OFF, 0, "token"), "TOKEN");
	session_sign_off(f->session);
	steps(f);
	assert_int_equal(fake_db_count(Q_SIGN_OFF), 1);
}

static void an_older_server_is_refused(void **state)
{
	struct fixture *f = *state;

	fake_db_forget_answers(Q_HELLO);
	script_error(Q_HELLO, ERR_CONFLICT, "SERVER_TOO_OLD");
	send_search(f);
	steps(f);
	assert_int_equal(session_link(f->session), LINK_OFFLINE);
	assert_string_equal(session_trouble(f->session)->code, "SERVER_TOO_OLD");
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_CONFLICT);
	assert_int_equal(session_retry_in_s(f->session), 10);
	fake_db_forget_answers(Q_HELLO);
	script_people();
	f->now_ms += 10000;
	steps(f);
	assert_int_equal(session_link(f->session), LINK_LIVE);
	assert_int_equal(session_trouble(f->session)->kind, ERR_NONE);
}

/* ---- sending ---- */

static void fills_token_and_op_id(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	script_adjust();
	send_adjust(f, OP);
	send_adjust(f, NULL);
	assert_true(session_busy(f->session));
	steps(f);
	assert_false(session_busy(f->session));
	assert_int_equal(f->heard.calls, 2);
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 0, "token"), "TOKEN");
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 0, "op_id"), OP);
	assert_true(uuid_valid(fake_db_value(Q_STOCK_ADJUST, 1, "op_id")));
}

static void a_busy_server_is_asked_again_with_the_same_values(void **state)
{
	struct fixture *f = *state;
	struct session_wait w;

	sign_on(f);
	script_error(Q_STOCK_ADJUST, ERR_RETRY, "40001");
	script_error(Q_STOCK_ADJUST, ERR_RETRY, "40P01");
	script_adjust();
	send_adjust(f, OP);
	steps(f);
	assert_int_equal(f->heard.calls, 0);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 1);
	session_wait(f->session, &w);
	assert_in_range(w.deadline_ms - f->now_ms, 10, 20); /* jitter */
	f->now_ms = w.deadline_ms;
	steps(f);
	session_wait(f->session, &w);
	f->now_ms = w.deadline_ms;
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_true(f->heard.ok);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 3);
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 2, "op_id"), OP);
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 2, "quantity"), "5");
}

static void patience_with_a_busy_server_ends(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	script_error(Q_STOCK_ADJUST, ERR_RETRY, "40001");
	send_adjust(f, OP);
	for (int i = 0; i < 20; i++) {
		steps(f);
		f->now_ms += 2000;
	}
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_RETRY);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 9);
}

static void other_errors_are_final(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	script_error(Q_STOCK_ADJUST, ERR_VALIDATION, "STOCK_SHORT");
	send_adjust(f, OP);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 1);
}

/* ---- lost connections ---- */

static void lose_in_flight(struct fixture *f)
{
	fake_db_hold(true);
	steps(f);
	fake_db_set_online(false);
	steps(f);
	fake_db_hold(false);
}

static void a_write_of_unknown_outcome_is_sent_again(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	script_adjust();
	send_adjust(f, OP);
	lose_in_flight(f);
	assert_int_equal(f->heard.calls, 0);
	assert_int_equal(session_link(f->session), LINK_OFFLINE);
	f->now_ms += 5000;
	fake_db_set_online(true);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_true(f->heard.ok);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 2);
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 1, "op_id"), OP);
	assert_string_equal(fake_db_value(Q_STOCK_ADJUST, 1, "token"), "TOKEN");
}

static void an_outcome_that_stays_unknown_is_told(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	send_adjust(f, OP);
	lose_in_flight(f);
	f->now_ms += 29000;
	steps(f);
	assert_int_equal(f->heard.calls, 0);
	f->now_ms += 2000;
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_OFFLINE);
	assert_string_equal(f->heard.err.code, "UNKNOWN_OUTCOME");
}

static void a_lost_read_fails_on_a_screen_and_repeats_in_a_verb(void **state)
{
	struct fixture *f = *state;

	sign_on(f);
	fake_db_answer_cells(Q_STOCK_SEARCH, 0, NULL);
	send_search(f);
	lose_in_flight(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_OFFLINE);
	fake_db_set_online(true);
	steps(f);
	f->heard = (struct heard){ 0 };
	session_headless(f->session, 10000);
	send_search(f);
	lose_in_flight(f);
	assert_int_equal(f->heard.calls, 0);
	fake_db_set_online(true);
	steps(f);
	assert_true(f->heard.ok);
}

/* A wrong PIN that was counted must not be counted twice. */
static void a_lost_sign_on_is_not_repeated(void **state)
{
	struct fixture *f = *state;

	session_headless(f->session, 10000);
	steps(f);
	session_sign_on(f->session, "ROSSI", "1234", hear, &f->heard);
	lose_in_flight(f);
	fake_db_set_online(true);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_OFFLINE);
	assert_int_equal(fake_db_count(Q_SIGN_ON), 1);
}

static void without_a_server_a_screen_is_told_at_once_and_a_verb_waits(void **state)
{
	struct fixture *f = *state;

	fake_db_set_online(false);
	send_search(f);
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_OFFLINE);
	f->heard = (struct heard){ 0 };
	session_headless(f->session, 10000);
	send_search(f);
	steps(f);
	f->now_ms += 9000;
	steps(f);
	assert_int_equal(f->heard.calls, 0);
	f->now_ms += 1000;
	steps(f);
	assert_int_equal(f->heard.calls, 1);
	assert_int_equal(f->heard.err.kind, ERR_OFFLINE);
	assert_int_equal(fake_db_count(Q_STOCK_SEARCH), 0);
}

static void after_a_reconnect_it_listens_first_and_marks_all(void **state)
{
	struct fixture *f = *state;
	size_t n;

	sign_on(f);
	n = fake_db_count_all();
	fake_db_set_online(false);
	steps(f);
	assert_int_equal(session_take_topics(f->session), TOPIC_LINK);
	fake_db_set_online(true);
	fake_db_answer_cells(Q_STOCK_SEARCH, 0, NULL);
	session_step(f->session); /* connected, greeting under way */
	steps(f);
	send_search(f);
	steps(f);
	assert_int_equal(fake_db_sent(n), Q_HELLO);
	assert_int_equal(fake_db_sent(n + 1), Q_LISTEN);
	assert_int_equal(fake_db_sent(n + 2), Q_STOCK_SEARCH);
	assert_int_equal(session_take_topics(f->session), TOPIC_ALL);
}

/* ---- forgetting ---- */

static void a_forgotten_read_is_gone_and_a_forgotten_write_goes_on(void **state)
{
	struct fixture *f = *state;
	uint64_t n;

	sign_on(f);
	script_adjust();
	n = send_search(f);
	send_adjust(f, OP);
	session_forget(f->session, n);
	session_forget_ctx(f->session, &f->heard);
	assert_false(session_busy(f->session));
	steps(f);
	assert_int_equal(f->heard.calls, 0);
	assert_int_equal(fake_db_count(Q_STOCK_SEARCH), 0);
	assert_int_equal(fake_db_count(Q_STOCK_ADJUST), 1);
	session_forget(f->session, 4711);
}

/* ---- notifications ---- */

#define KEY "0123456789abcdef0123456789abcdef"

static void pokes_become_topics(void **state)
{
	struct fixture *f = *state;
	struct session_news news;

	sign_on(f);
	fake_db_notify("stock_" KEY, "{\"kind\":\"stock\",\"plant_id\":1}");
	fake_db_notify("floor_" KEY, "{}");
	fake_db_notify("stranger_" KEY, "{}");
	steps(f);
	assert_int_equal(session_take_topics(f->session), TOPIC_STOCK | TOPIC_FLOOR);
	assert_false(session_take_news(f->session, &news));
}

static void told_once_channels_become_news(void **state)
{
	struct fixture *f = *state;
	struct session_news news;

	sign_on(f);
	fake_db_notify("low_stock_alert_" KEY,
		       "{\"material_code\":\"M-1\",\"quantity\":3.5,\"reorder_point\":\"10\",\"organization_id\":1}");
	fake_db_notify(
		"work_order_status_changed_" KEY,
		"{\"work_order_number\":\"WO-\\u001b1\",\"old_status\":\"PLANNED\",\"new_status\":\"RELEASED\"}");
	fake_db_notify("low_stock_alert_" KEY, "{\"many\":25}");
	fake_db_notify("low_stock_alert_" KEY, "not JSON");
	steps(f);
	assert_int_equal(session_take_topics(f->session), TOPIC_ALERT | TOPIC_ORDER);
	assert_true(session_take_news(f->session, &news));
	assert_int_equal(news.kind, NEWS_LOW_STOCK);
	assert_string_equal(news.subject, "M-1");
	assert_string_equal(news.text, "M-1 is low: 3.5 on hand, reorder at 10");
	assert_true(session_take_news(f->session, &news));
	assert_int_equal(news.kind, NEWS_ORDER_STATUS);
	assert_string_equal(news.text, "WO-\xef\xbf\xbd"
				       "1 is RELEASED now, was PLANNED");
	assert_true(session_take_news(f->session, &news));
	assert_int_equal(news.many, 25);
	assert_false(session_take_news(f->session, &news));
}

static void the_oldest_news_gives_way(void **state)
{
	struct fixture *f = *state;
	struct session_news news;
	int n = 0;

	sign_on(f);
	for (int i = 1; i <= 10; i++) {
		char payload[64];

		snprintf(payload, sizeof(payload), "{\"many\":%d}", i);
		fake_db_notify("low_stock_alert_" KEY, payload);
	}
	steps(f);
	while (session_take_news(f->session, &news))
		assert_int_equal(news.many, 3 + n++);
	assert_int_equal(n, 8);
}

/* ---- for verbs ---- */

static void runs_to_the_answer(void **state)
{
	struct fixture *f = *state;
	struct rows rows = { 0 };
	struct err err = { 0 };
	struct call c;

	session_headless(f->session, 10000);
	assert_true(session_run_sign_on(f->session, "ROSSI", "1234", &err));
	assert_int_equal(fake_db_count(Q_LISTEN), 0);
	call_init(&c, Q_STOCK_SEARCH);
	fake_db_answer_cells(Q_STOCK_SEARCH, 1,
			     (const char *const[]){ "M-1", "Bolt", "pcs", "5", "0", "5", "0", NULL });
	assert_true(session_run(f->session, &c, &rows, &err));
	assert_string_equal(rows_text(&rows, 0, "name"), "Bolt");
	rows_done(&rows);
	fake_db_forget_answers(Q_STOCK_SEARCH);
	script_error(Q_STOCK_SEARCH, ERR_UNAUTHORIZED, "NOT_PERMITTED");
	assert_false(session_run(f->session, &c, &rows, &err));
	assert_string_equal(err.code, "NOT_PERMITTED");
	call_done(&c);
	session_run_sign_off(f->session);
	assert_int_equal(fake_db_count(Q_SIGN_OFF), 1);
}

#define SESSION_TEST(f) cmocka_unit_test_setup_teardown(f, open_session, close_session)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(greets_then_signs_on_then_listens),
		SESSION_TEST(a_refused_sign_on_signs_nobody_on),
		SESSION_TEST(signing_off_tells_the_server_and_forgets),
		SESSION_TEST(an_older_server_is_refused),
		SESSION_TEST(fills_token_and_op_id),
		SESSION_TEST(a_busy_server_is_asked_again_with_the_same_values),
		SESSION_TEST(patience_with_a_busy_server_ends),
		SESSION_TEST(other_errors_are_final),
		SESSION_TEST(a_write_of_unknown_outcome_is_sent_again),
		SESSION_TEST(an_outcome_that_stays_unknown_is_told),
		SESSION_TEST(a_lost_read_fails_on_a_screen_and_repeats_in_a_verb),
		SESSION_TEST(a_lost_sign_on_is_not_repeated),
		SESSION_TEST(without_a_server_a_screen_is_told_at_once_and_a_verb_waits),
		SESSION_TEST(after_a_reconnect_it_listens_first_and_marks_all),
		SESSION_TEST(a_forgotten_read_is_gone_and_a_forgotten_write_goes_on),
		SESSION_TEST(pokes_become_topics),
		SESSION_TEST(told_once_channels_become_news),
		SESSION_TEST(the_oldest_news_gives_way),
		SESSION_TEST(runs_to_the_answer),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
