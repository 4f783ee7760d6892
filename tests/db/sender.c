/*
 * The spool's operations on a real server: posted once and in order wherever the connection ends, refused and taken
 * above tolerance as they should be; and what a terminal remembers is what the server says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/remembered.h"
#include "core/session_own.h"
#include "core/spool/sender.h"
#include "support/db_plant.h"

#define OP(n) "22222222-2222-4222-8222-22222222222" #n

enum { PATIENCE_MS = 15000, RUN_MS = 20000 };

struct told {
	int calls;
	enum sender_outcome outcome;
	char code[48], on_hand[40];
};

struct terminal {
	struct plant *p;
	struct desk chief;
	struct spool *spool;
	struct session *session;
	struct sender *sender;
	struct remembered *memory;
};

static void hear(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err)
{
	struct told *t = ctx;

	(void)seq;
	t->calls++;
	t->outcome = outcome;
	if (err)
		str_copy(t->code, sizeof(t->code), err->code);
	if (rows)
		str_copy(t->on_hand, sizeof(t->on_hand), rows_text(rows, 0, "quantity_on_hand"));
}

static void terminal_open(struct terminal *t, struct plant *p, const char *user)
{
	struct err err = { 0 };

	*t = (struct terminal){ .p = p };
	desk_open(&t->chief, p, "chief");
	assert_true(spool_open(NULL, clock_system(), &t->spool, &err));
	t->session = session_new(p->kiosk_url, clock_system(), NULL);
	t->sender = sender_new(t->spool, t->session, clock_system(), NULL);
	t->memory = remembered_new(t->spool, t->session, clock_system());
	if (!session_run_sign_on(t->session, user, "1234", &err))
		fail_msg("sign-on: %s", err.message);
}

static void terminal_close(struct terminal *t)
{
	plant_expect_sound(t->p, &t->chief);
	remembered_free(t->memory);
	sender_free(t->sender);
	session_free(t->session);
	spool_close(t->spool);
	desk_close(&t->chief);
}

static void turn(struct terminal *t)
{
	session_step(t->session);
	sender_step(t->sender);
	remembered_step(t->memory, session_take_topics(t->session));
}

/* A material without stock and an order of ten pieces of it, without tolerance. */
static void order_ten(struct terminal *t, const char *name)
{
	char lines[200], order[40];

	str_format(lines, sizeof(lines), "[{\"material\":\"%s\",\"quantity\":\"10\",\"unit_price\":\"2.5\"}]", name);
	str_format(order, sizeof(order), "PO-%s", name);
	stock_make(&t->chief, name, "FIFO", NULL);
	desk_do(&t->chief, Q_SUPPLIER_ADD, NULL, NULL, "supplier", order, "name", "Supplier", NULL);
	desk_do(&t->chief, Q_PO_ADD, NULL, NULL, "purchase_order", order, "supplier", order, "lines", lines,
		"tolerance", "0", NULL);
}

static int64_t post(struct terminal *t, const char *name, const char *quantity, const char *op_id, int64_t patience_ms,
		    struct told *told)
{
	struct call c;
	struct err err;
	char ref[60];
	int64_t seq;

	str_format(ref, sizeof(ref), "PO-%s/10", name);
	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "material", name, &err) && call_set(&c, "quantity", quantity, &err) &&
		    call_set(&c, "ref_type", "PURCHASE_ORDER", &err) && call_set(&c, "ref", ref, &err) &&
		    call_set(&c, "op_id", op_id, &err));
	if (!sender_post(t->sender, &c, "", patience_ms, hear, told, &seq, &err))
		fail_msg("post: %s", err.message);
	call_done(&c);
	return seq;
}

static enum spool_state state_of(struct terminal *t, int64_t seq)
{
	struct spool_op op = { 0 };
	enum spool_state state;
	struct err err;

	assert_true(spool_get(t->spool, seq, &op, &err));
	state = op.state;
	spool_op_done(&op);
	return state;
}

static void run_to_the_end(struct terminal *t)
{
	assert_true(sender_run(t->sender, RUN_MS));
}

/* ---- once ---- */

static void posted_in_order(void **state)
{
	struct terminal t;
	struct told told[5] = { 0 };

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SA");
	for (int i = 0; i < 5; i++)
		post(&t, "SA", "2", NULL, PATIENCE_MS, &told[i]);
	run_to_the_end(&t);
	for (int i = 0; i < 5; i++)
		assert_true(told[i].calls == 1 && told[i].outcome == SENT_POSTED);
	assert_string_equal(told[0].on_hand, "2");
	assert_string_equal(told[4].on_hand, "10");
	plant_expect(t.p, "moves", "SA", "5");
	plant_expect(t.p, "seqs_in_order", spool_uuid(t.spool), "1 2 3 4 5");
	plant_expect(t.p, "order_line_status", "PO-SA", "RECEIVED RECEIVED");
	assert_in_range(sender_skew_s(t.sender) + 1, 0, 2);
	terminal_close(&t);
}

/* Until the server stands before the gate with what was sent. */
static void turn_until_blocked(struct terminal *t, char pid[PLANT_CELL])
{
	str_copy(pid, PLANT_CELL, "0");
	for (int64_t end_ms = clock_mono_ms(clock_system()) + PLANT_LIMIT_MS; str_equal(pid, "0");) {
		assert_true(clock_mono_ms(clock_system()) < end_ms);
		turn(t);
		plant_ask(t->p, "blocked_process", t->p->kiosk, pid);
	}
}

static void turn_until_told_by_the_server(struct terminal *t, int64_t seq)
{
	while (state_of(t, seq) == SPOOL_QUEUED) {
		turn(t);
		session_sleep(t->session, sender_deadline_ms(t->sender));
	}
	assert_int_equal(state_of(t, seq), SPOOL_POSTED);
}

/* The server process dies with the operation half done. */
static void lost_while_the_server_works(void **state)
{
	struct terminal t;
	struct told told = { 0 };
	char pid[PLANT_CELL];
	int64_t seq;

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SB");
	gate_close(t.p, "hold_material", "SB");
	seq = post(&t, "SB", "2", OP(2), PATIENCE_MS, &told);
	turn_until_blocked(&t, pid);
	plant_expect(t.p, "terminate", pid, "t");
	plant_wait_gone(t.p, (int)strtol(pid, NULL, 10));
	gate_open(t.p);
	turn_until_told_by_the_server(&t, seq);
	turn(&t);
	assert_int_equal(told.calls, 1);
	plant_expect(t.p, "moves", "SB", "1");
	terminal_close(&t);
}

/* Committed, and the answer never arrives. */
static void lost_between_commit_and_answer(void **state)
{
	struct terminal t;
	struct told told = { 0 };
	char pid[PLANT_CELL], dropped[4096];
	struct session_wait w;
	struct pollfd p;
	int64_t seq;

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SC");
	gate_close(t.p, "hold_material", "SC");
	seq = post(&t, "SC", "2", OP(3), PATIENCE_MS, &told);
	turn_until_blocked(&t, pid);
	session_wait(t.session, &w);
	p = (struct pollfd){ .fd = w.fd, .events = POLLIN };
	gate_open(t.p);
	assert_int_equal(poll(&p, 1, PLANT_LIMIT_MS), 1);
	while (recv(w.fd, dropped, sizeof(dropped), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(shutdown(w.fd, SHUT_RDWR), 0);
	plant_expect(t.p, "moves", "SC", "1");
	turn_until_told_by_the_server(&t, seq);
	turn(&t);
	assert_int_equal(told.calls, 1);
	plant_expect(t.p, "moves", "SC", "1");
	plant_expect(t.p, "claims", OP(3), "1");
	terminal_close(&t);
}

/* ---- above tolerance ---- */

static void who_waits_is_told_and_nothing_is_posted(void **state)
{
	struct terminal t;
	struct told told = { 0 };
	int64_t seq;

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SD");
	seq = post(&t, "SD", "11", OP(4), PATIENCE_MS, &told);
	run_to_the_end(&t);
	assert_true(told.calls == 1 && told.outcome == SENT_REFUSED);
	assert_string_equal(told.code, "OVER_RECEIPT");
	assert_int_equal(state_of(&t, seq), SPOOL_VOID);
	assert_int_equal(state_of(&t, seq + 1), SPOOL_POSTED); /* the server knows how it ended */
	plant_expect(t.p, "moves", "SD", "0");
	terminal_close(&t);
}

static void who_has_gone_had_it_on_the_floor(void **state)
{
	struct terminal t;
	struct told told = { 0 };

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SE");
	post(&t, "SE", "11", OP(5), 0, &told);
	run_to_the_end(&t);
	assert_true(told.calls == 1 && told.outcome == SENT_QUEUED);
	plant_expect(t.p, "moves", "SE", "1");
	plant_expect(t.p, "flagged", OP(5), "1");
	terminal_close(&t);
}

/* He left while the server was at it: the no he would have been told is not the last word. */
static void who_leaves_meanwhile_had_it_on_the_floor(void **state)
{
	struct terminal t;
	struct told told = { 0 };

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SF");
	post(&t, "SF", "11", OP(6), PATIENCE_MS, &told);
	turn(&t); /* off it goes, as the work of somebody who waits */
	sender_forget(t.sender, &told);
	run_to_the_end(&t);
	assert_int_equal(told.calls, 0);
	plant_expect(t.p, "flagged", OP(6), "1");
	terminal_close(&t);
}

static void what_is_wrong_is_kept_and_the_line_goes_on(void **state)
{
	struct terminal t;
	struct told told[2] = { 0 };
	int64_t wrong;

	terminal_open(&t, *state, "keeper");
	order_ten(&t, "SG");
	wrong = post(&t, "SNONE", "1", OP(7), 0, &told[0]);
	post(&t, "SG", "1", OP(8), 0, &told[1]);
	run_to_the_end(&t);
	assert_int_equal(state_of(&t, wrong), SPOOL_REFUSED);
	assert_int_equal(state_of(&t, wrong + 1), SPOOL_POSTED);
	plant_expect(t.p, "moves", "SG", "1");
	terminal_close(&t);
}

/* ---- memory ---- */

static void same_cell(const struct column *column, const char *memory, const char *server, const char *asked)
{
	char a[NUM_TEXT], b[NUM_TEXT];

	/* 1.000000 of the server is 1 of the memory. */
	if (column->kind == VAL_QUANTITY && memory && server && num_trim(memory, a, sizeof(a)) &&
	    num_trim(server, b, sizeof(b)) && str_equal(a, b))
		return;
	if (!str_equal(memory, server))
		fail_msg("%s of %s: %s, the server says %s", column->name, asked ? asked : "", memory ? memory : "NULL",
			 server ? server : "NULL");
}

/* The server and the memory, asked the same; and they say the same. */
static void same_answer(struct terminal *t, enum query_id id, const char *param, const char *text)
{
	struct rows server = { 0 }, memory = { 0 };
	struct err err = { 0 }, memory_err = { 0 };
	struct call c;
	bool ok;

	call_init(&c, id);
	assert_true(!param || call_set(&c, param, text, &err));
	ok = session_run(t->session, &c, &server, &err);
	assert_true(remembered_answer(t->memory, &c, &memory, &memory_err));
	assert_int_equal(memory_err.kind, ok ? ERR_NONE : err.kind);
	assert_string_equal(memory_err.code, ok ? "" : err.code);
	assert_int_equal(memory.n, server.n);
	for (size_t i = 0; i < server.n * server.n_columns; i++)
		same_cell(&server.column[i % server.n_columns], memory.cell[i], server.cell[i], text);
	rows_done(&server);
	rows_done(&memory);
	call_done(&c);
}

/* The places are read last. */
static bool has_read_all(struct terminal *t)
{
	struct rows rows = { 0 };
	struct err err;
	struct call c;
	bool known;

	call_init(&c, Q_LOCATION_LIST);
	known = remembered_answer(t->memory, &c, &rows, &err);
	rows_done(&rows);
	call_done(&c);
	return known;
}

static void memory_says(void **state, const char *user)
{
	static const char *const texts[] = { "SH",	 "sh",	     "PO-SH",	"po-sh",	 "PO-SH/10",
					     "po-sh/10", "PO-SH/20", "nothing", "4006381333931", "04006381333931",
					     "L-7",	 "l-7",	     "MAIN",	"main" };
	struct terminal t;

	terminal_open(&t, *state, user);
	/* Looked at before the sleep: with the last answer nothing is left to wake up for. */
	for (turn(&t); !has_read_all(&t); turn(&t))
		session_sleep(t.session, remembered_deadline_ms(t.memory));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		same_answer(&t, Q_RESOLVE, "text", texts[i]);
	same_answer(&t, Q_PO_LIST, "open", "true");
	same_answer(&t, Q_PO_LINES, "purchase_order", "PO-SH");
	same_answer(&t, Q_PO_LINES, "purchase_order", "PO-NONE");
	same_answer(&t, Q_PO_SHOW, "purchase_order", "PO-SH");
	same_answer(&t, Q_MATERIAL_SHOW, "material", "SH");
	same_answer(&t, Q_MATERIAL_SHOW, "material", "NONE");
	same_answer(&t, Q_LOCATION_LIST, NULL, NULL);
	terminal_close(&t);
}

static void memory_says_what_the_server_says(void **state)
{
	struct terminal t;

	terminal_open(&t, *state, "chief");
	order_ten(&t, "SH");
	desk_do(&t.chief, Q_BARCODE_ADD, NULL, NULL, "barcode", "4006381333931", "material", "SH", "uom", "BOX",
		"factor", "12", NULL);
	desk_do(&t.chief, Q_STOCK_RECEIVE, NULL, NULL, "material", "SH", "quantity", "1", "ref_type", "PURCHASE_ORDER",
		"ref", "PO-SH/10", "lot", "L-7", NULL);
	terminal_close(&t);
	memory_says(state, "keeper");
	memory_says(state, "chief");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(posted_in_order),
		PLANT_TEST(lost_while_the_server_works),
		PLANT_TEST(lost_between_commit_and_answer),
		PLANT_TEST(who_waits_is_told_and_nothing_is_posted),
		PLANT_TEST(who_has_gone_had_it_on_the_floor),
		PLANT_TEST(who_leaves_meanwhile_had_it_on_the_floor),
		PLANT_TEST(what_is_wrong_is_kept_and_the_line_goes_on),
		PLANT_TEST(memory_says_what_the_server_says),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
