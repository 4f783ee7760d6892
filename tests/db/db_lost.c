/*
 * Every way to lose the connection or not to get one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/admin.h"
#include "db/cluster.h"
#include "db/conn.h"
#include "support/db_bench.h"

/* ---- losing it ---- */

static void terminate(struct bench *b, const char *pid)
{
	assert_string_equal(admin_ask(b, "terminate", pid), "t");
}

static char *backend_pid(struct bench *b)
{
	return arena_strdup(&b->mem, rows_text(bench_ask(b, bench_query(b, "backend_pid", 0, "pid"), NULL), 0, "pid"));
}

static void an_idle_connection_that_dies_comes_back(void **state)
{
	struct bench *b = *state;
	const char *const channel[] = { "idle" };
	char *pid;

	db_set_time_zone(b->db, "Asia/Tokyo");
	pid = backend_pid(b);
	bench_ask(b, bench_query(b, "listen", 1, "listen"), channel);
	assert_int_equal(db_generation(b->db), 1);
	terminate(b, pid);
	while (db_state(b->db) == DB_READY)
		bench_turn(b->db, bench_until());
	assert_int_equal(db_state(b->db), DB_WAITING);
	assert_int_equal(db_last_error(b->db)->kind, ERR_OFFLINE);
	wait_generation(b, 2);
	assert_int_equal(db_last_error(b->db)->kind, ERR_NONE);
	assert_string_not_equal(backend_pid(b), pid);
	assert_string_equal(bench_setting(b, "TimeZone"), "Asia/Tokyo");
}

static void a_request_in_flight_has_an_unknown_outcome(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "two_rows", 0, "letter digit");
	int64_t until = bench_until();
	char *pid = backend_pid(b);

	bench_send(b, 1, bench_query(b, "wait_long", 0, "pg_sleep"), NULL);
	bench_send(b, 2, q, NULL);
	while (!str_equal(admin_ask(b, "is_asleep", pid), "1")) {
		if (clock_mono_ms(clock_system()) > until)
			fail_msg("never fell asleep");
		db_step(b->db);
	}
	terminate(b, pid);
	wait_answer(b, 2);
	assert_int_equal(b->answer[1].err.kind, ERR_OFFLINE);
	assert_string_equal(b->answer[1].err.code, "UNKNOWN_OUTCOME");
	assert_int_equal(b->answer[2].err.kind, ERR_OFFLINE);
	assert_string_equal(b->answer[2].err.code, "NOT_CONNECTED");
	assert_string_equal(db_last_error(b->db)->code, "57P01");
	wait_generation(b, 2);
	assert_int_equal(bench_ask(b, q, NULL)->n, 2);
}

static void forget_the_other(void *ctx, struct rows *rows, const struct err *err)
{
	const struct slot *slot = ctx;

	bench_done(ctx, rows, err);
	db_forget(slot->b->db, 2);
	bench_send(slot->b, 3, bench_query(slot->b, "two_rows", 0, "letter digit"), NULL);
}

static void offline_requests_fail_at_the_next_step(void **state)
{
	struct bench *b = *state;
	const struct query *q = bench_query(b, "two_rows", 0, "letter digit");
	struct slot slot = { .b = b, .i = 0 };
	struct db_wait wait;

	bench_reopen(b, "host=/nonexistent dbname=x user=y");
	db_send_query(b->db, q, NULL, forget_the_other, &slot);
	bench_send(b, 1, q, NULL);
	assert_false(b->answer[0].done);
	db_step(b->db);
	assert_true(b->answer[0].done);
	assert_false(b->answer[1].done);
	assert_false(b->answer[3].done);
	assert_int_equal(b->answer[0].err.kind, ERR_OFFLINE);
	assert_string_equal(b->answer[0].err.code, "NOT_CONNECTED");
	assert_null(strstr(b->answer[0].err.message, "nonexistent"));
	db_wait(b->db, &wait);
	assert_int_equal(wait.fd, -1);
	assert_true(wait.deadline_ms <= clock_mono_ms(clock_system()));
	db_step(b->db);
	assert_int_equal(b->answer[3].err.kind, ERR_OFFLINE);
	assert_int_equal(db_generation(b->db), 0);
}

/* ---- the clock of these tests goes when they say so ---- */

struct fake_clock {
	struct clock clock;
	int64_t now_ms;
	uint64_t random;
};

static int64_t fake_mono(void *ctx)
{
	return ((struct fake_clock *)ctx)->now_ms;
}

static uint64_t fake_random(void *ctx)
{
	return ((struct fake_clock *)ctx)->random;
}

static void fake_clock_init(struct fake_clock *c)
{
	*c = (struct fake_clock){ .clock = { .mono_ms = fake_mono, .random = fake_random, .ctx = c }, .now_ms = 1000 };
}

static void back_off_grows_to_ten_seconds(void **state)
{
	static const uint64_t chances[] = { 0, UINT64_MAX, 12345678901 };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct fake_clock c;
		struct db *db;
		struct db_wait wait;
		int64_t last = 0;

		fake_clock_init(&c);
		c.random = chances[k];
		db = db_new("host=/nonexistent", &c.clock);
		for (int i = 0; i < 12; i++) {
			int64_t pause;

			assert_int_equal(db_state(db), DB_WAITING);
			db_wait(db, &wait);
			pause = wait.deadline_ms - c.now_ms;
			assert_in_range(pause, 250, 10000);
			assert_true(pause >= last);
			last = pause;
			c.now_ms = wait.deadline_ms - 1;
			db_step(db);
			db_wait(db, &wait);
			assert_int_equal(wait.deadline_ms, c.now_ms + 1);
			c.now_ms++;
			db_step(db);
		}
		assert_true(last >= 6000);
		db_free(db);
	}
}

/* A socket that takes connections and never says a word. */
static int silent_server(int *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static void a_silent_host_is_passed_over(void **state)
{
	struct bench *b = *state;
	struct fake_clock c;
	struct db_wait wait;
	char conninfo[2048];
	int port, fd = silent_server(&port);
	int64_t until = bench_until();

	fake_clock_init(&c);
	str_format(conninfo, sizeof(conninfo),
		   "host=127.0.0.1,%s port=%d,5432 dbname=gemba user=postgres connect_timeout=3",
		   bench_url_part(b, "host"), port);
	db_free(b->db);
	b->db = db_new(conninfo, &c.clock);
	bench_send(b, 1, bench_query(b, "two_rows", 0, "letter digit"), NULL);
	db_step(b->db);
	assert_int_equal(db_state(b->db), DB_CONNECTING);
	db_wait(b->db, &wait);
	assert_int_equal(wait.deadline_ms, c.now_ms + 3000);
	c.now_ms = wait.deadline_ms;
	db_step(b->db);
	assert_int_equal(db_state(b->db), DB_WAITING);
	assert_string_equal(b->answer[1].err.code, "NOT_CONNECTED");
	db_wait(b->db, &wait);
	c.now_ms = wait.deadline_ms;
	while (db_generation(b->db) == 0) {
		if (clock_mono_ms(clock_system()) > until)
			fail_msg("never connected");
		db_step(b->db);
	}
	close(fd);
}

static void a_silent_server_is_given_up(void **state)
{
	struct bench *b = *state;
	struct fake_clock c;
	struct db_wait wait;
	int64_t until = bench_until();

	fake_clock_init(&c);
	db_free(b->db);
	b->db = db_new(bench_url(), &c.clock);
	while (db_generation(b->db) == 0 && clock_mono_ms(clock_system()) < until)
		db_step(b->db);
	bench_send(b, 1, bench_query(b, "wait_long", 0, "pg_sleep"), NULL);
	do {
		db_step(b->db);
	} while (b->db->stage != STAGE_EXECUTE && clock_mono_ms(clock_system()) < until);
	db_wait(b->db, &wait);
	assert_int_equal(wait.deadline_ms, c.now_ms + 45000);
	c.now_ms = wait.deadline_ms;
	db_step(b->db);
	assert_string_equal(b->answer[1].err.code, "UNKNOWN_OUTCOME");
	assert_int_equal(db_state(b->db), DB_WAITING);
}

/* ---- who may connect ---- */

static void a_malformed_conninfo_is_final(void **state)
{
	struct bench *b = *state;
	struct db_wait wait;
	const struct err *err;

	bench_reopen(b, "host=x password='top secret");
	err = bench_ask_err(b, bench_query(b, "two_rows", 0, "letter digit"), NULL);
	assert_int_equal(err->kind, ERR_VALIDATION);
	assert_string_equal(err->code, "BAD_CONNINFO");
	assert_null(strstr(err->message, "secret"));
	db_wait(b->db, &wait);
	assert_int_equal(wait.fd, -1);
	assert_int_equal(wait.deadline_ms, -1);
}

static void refused(struct bench *b, const char *conninfo, enum err_kind kind, const char *code)
{
	const struct err *err;

	bench_reopen(b, conninfo);
	err = bench_ask_err(b, bench_query(b, "two_rows", 0, "letter digit"), NULL);
	assert_int_equal(err->kind, kind);
	assert_string_equal(err->code, code);
	assert_null(strstr(err->message, "gemba_test_kiosk"));
	assert_null(strstr(err->message, "xyzzy"));
	assert_int_equal(db_last_error(b->db)->kind, kind);
}

static void who_is_refused_learns_it(void **state)
{
	struct bench *b = *state;
	char conninfo[1024];
	const char *host = bench_url_part(b, "host");

	admin_do(b, "drop_kiosk");
	admin_do(b, "make_kiosk");
	str_format(conninfo, sizeof(conninfo), "host=%s dbname=gemba user=gemba_test_kiosk password=xyzzy", host);
	refused(b, conninfo, ERR_UNAUTHORIZED, "28P01");
	str_format(conninfo, sizeof(conninfo), "host=%s dbname=gemba user=gemba_nobody password=xyzzy", host);
	refused(b, conninfo, ERR_UNAUTHORIZED, "28P01");
	str_format(conninfo, sizeof(conninfo), "host=%s dbname=gemba user=gemba_test_kiosk passfile=/nonexistent",
		   host);
	refused(b, conninfo, ERR_UNAUTHORIZED, "NO_PASSWORD");
	str_format(conninfo, sizeof(conninfo), "host=%s dbname=gemba_nowhere user=postgres", host);
	refused(b, conninfo, ERR_OFFLINE, "NOT_CONNECTED");
	assert_string_equal(db_last_error(b->db)->code, "3D000");
	admin_do(b, "drop_kiosk");
}

static void the_passfile_lets_a_kiosk_in(void **state)
{
	struct bench *b = *state;
	struct cluster c;
	struct err err;
	char conninfo[2048];

	assert_true(cluster_open(NULL, &c, &err));
	admin_do(b, "drop_kiosk");
	admin_do(b, "make_kiosk");
	assert_true(cluster_set_password(&c, "gemba_test_kiosk", "wrong", &err));
	assert_true(cluster_set_password(&c, "gemba_test_kiosk", "right : one \\ here", &err));
	cluster_kiosk_url(&c, "gemba_test_kiosk", conninfo, sizeof(conninfo));
	bench_reopen(b, conninfo);
	/* No CONNECT on the database unless it is a kiosk of ours: refused by the database, not by the password. */
	bench_send(b, 0, bench_query(b, "two_rows", 0, "letter digit"), NULL);
	wait_answer(b, 0);
	if (b->answer[0].err.kind != ERR_NONE)
		assert_string_equal(b->answer[0].err.code, "42501");
	assert_true(cluster_set_password(&c, "gemba_test_kiosk", NULL, &err));
	refused(b, conninfo, ERR_UNAUTHORIZED, "NO_PASSWORD");
	admin_do(b, "drop_kiosk");
}

static void the_administrator_makes_verifiers(void **state)
{
	char verifier[ADMIN_SCRAM_TEXT], small[8] = "";
	struct err err = { 0 };

	(void)state;
	assert_true(admin_scram(bench_url(), "kiosk1", "pw", verifier, sizeof(verifier), &err));
	assert_true(str_starts(verifier, "SCRAM-SHA-256$4096:"));
	assert_false(admin_scram(bench_url(), "kiosk1", "pw", small, sizeof(small), &err));
	assert_false(admin_scram("host=/nonexistent", "kiosk1", "pw", verifier, sizeof(verifier), &err));
	assert_int_equal(err.kind, ERR_OFFLINE);
}

static void the_administrator_runs_a_query(void **state)
{
	const char *const zone[] = { "Asia/Tokyo" }, *const nowhere[] = { "Nowhere" };
	struct rows rows = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_true(admin_run(bench_url(), Q_SESSION_TIME_ZONE, zone, &rows, &err));
	assert_string_equal(rows_get(&rows, 0, "set_config"), "Asia/Tokyo");
	rows_done(&rows);
	assert_false(admin_run(bench_url(), Q_SESSION_TIME_ZONE, nowhere, &rows, &err));
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_false(admin_run("host=/nonexistent", Q_SESSION_TIME_ZONE, zone, &rows, &err));
	assert_int_equal(err.kind, ERR_OFFLINE);
}

#define WITH_BENCH(f) cmocka_unit_test_setup_teardown(f, bench_open, bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(an_idle_connection_that_dies_comes_back),
		WITH_BENCH(a_request_in_flight_has_an_unknown_outcome),
		WITH_BENCH(offline_requests_fail_at_the_next_step),
		cmocka_unit_test(back_off_grows_to_ten_seconds),
		WITH_BENCH(a_silent_host_is_passed_over),
		WITH_BENCH(a_silent_server_is_given_up),
		WITH_BENCH(a_malformed_conninfo_is_final),
		WITH_BENCH(who_is_refused_learns_it),
		WITH_BENCH(the_passfile_lets_a_kiosk_in),
		cmocka_unit_test(the_administrator_makes_verifiers),
		cmocka_unit_test(the_administrator_runs_a_query),
	};

	return cmocka_run_group_tests(tests, bench_schema_make, bench_schema_drop);
}
