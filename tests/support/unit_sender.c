/*
 * unit_sender - a terminal for the tests of the sender.
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

static int64_t test_mono(void *ctx)
{
	return ((struct unit_terminal *)ctx)->now_ms;
}

static int64_t test_wall(void *ctx)
{
	return INT64_C(1800000000000000) + ((struct unit_terminal *)ctx)->now_ms * 1000;
}

/* Different each time, as an op_id must be. */
static uint64_t test_random(void *ctx)
{
	struct unit_terminal *f = ctx;

	f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return f->random >> 11;
}

void unit_hear(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err)
{
	struct unit_told *t = ctx;

	t->calls++;
	t->outcome = outcome;
	t->seq = seq;
	assert_true((rows != NULL) == (outcome == SENT_POSTED));
	assert_true((err != NULL) == (outcome == SENT_REFUSED));
	if (err)
		str_copy(t->code, sizeof(t->code), err->code);
	if (rows) {
		str_copy(t->on_hand, sizeof(t->on_hand), rows_text(rows, 0, "quantity_on_hand"));
		str_copy(t->replayed, sizeof(t->replayed), rows_text(rows, 0, "replayed"));
	}
}

/* ---- the server ---- */

void unit_script_rows(enum query_id id, const char *text)
{
	struct rows rows = { 0 };
	struct arena mem = { 0 };
	char *rest = arena_strdup(&mem, text), *line;
	size_t n;
	const struct column *column = call_columns(id, &n);

	rows_init(&rows, column, n);
	while ((line = strsep(&rest, "\n")) != NULL) {
		const char **cell = arena_alloc(&mem, n * sizeof(*cell));

		for (size_t i = 0; i < n; i++) {
			cell[i] = strsep(&line, "|");
			assert_non_null(cell[i]);
			cell[i] = str_equal(cell[i], "~") ? NULL : cell[i];
		}
		rows_append(&rows, cell);
	}
	fake_db_forget_answers(id);
	fake_db_answer(id, &rows);
	rows_done(&rows);
	arena_done(&mem);
}

void unit_script_person(const char *session_id, const char *user)
{
	char row[400];

	str_format(
		row, sizeof(row),
		"~|~|~|~|~|TOKEN|%s|%s|M. Rossi|storekeeper|{materials.view,materials.receive}|ORG|Org|RHO|Plant Rho|"
		"Europe/Rome|EUR|600",
		session_id, user);
	unit_script_rows(Q_SIGN_ON, row);
}

static void script_people(void)
{
	static const char *const hello[] = { NULL,     NULL,  NULL,  NULL,	  NULL,		 "5",
					     "kiosk1", "ORG", "RHO", "Plant Rho", "Europe/Rome", NULL };
	static const char *const channel[] = { "stock", "stock_x" };
	static const char *const off[] = { "t" };

	fake_db_answer_cells(Q_HELLO, 1, hello);
	fake_db_answer_cells(Q_LISTEN, 1, channel);
	fake_db_answer_cells(Q_SIGN_OFF, 1, off);
	unit_script_person("1", "m.rossi");
}

void unit_answer_yes_with(const char *answer, const char *replayed, const char *skew_s)
{
	const char *const cells[] = { NULL, NULL, NULL, NULL, NULL, answer, replayed, "{}", skew_s };

	fake_db_answer_cells(Q_REPLAY, 1, cells);
}

void unit_answer_yes(void)
{
	unit_answer_yes_with(POSTED_ANSWER, "f", "2");
}

void unit_answer_no(enum err_kind kind, const char *code)
{
	struct err err = { 0 };

	err_set(&err, kind, code, "", "No: %s.", code);
	fake_db_answer_err(Q_REPLAY, &err);
}

/* ---- the terminal ---- */

void unit_turn(struct unit_terminal *f)
{
	session_step(f->session);
	sender_step(f->sender);
}

void unit_turns(struct unit_terminal *f, int n)
{
	while (n-- > 0)
		unit_turn(f);
}

/* As the loop does it: sleep until the next deadline of anybody, for so long in all. */
void unit_pass(struct unit_terminal *f, int64_t ms)
{
	int64_t end = f->now_ms + ms;

	for (int i = 0; i < 100000; i++) {
		struct session_wait w;
		int64_t next = end, at = sender_deadline_ms(f->sender);

		unit_turn(f);
		session_wait(f->session, &w);
		at = sender_deadline_ms(f->sender);
		if (w.deadline_ms >= 0 && w.deadline_ms < next)
			next = w.deadline_ms;
		if (at >= 0 && at < next)
			next = at;
		if (next >= end && f->now_ms >= end)
			return;
		/* What is due now is done by another turn; time goes on a little, or nothing would ever be late. */
		f->now_ms = next > f->now_ms ? next : f->now_ms + 1;
		if (f->now_ms > end)
			f->now_ms = end;
	}
}

void unit_sign_on(struct unit_terminal *f)
{
	session_sign_on(f->session, "ROSSI", "1234", NULL, NULL);
	unit_turns(f, 8);
	assert_non_null(session_person(f->session));
}

int unit_open_all(void **state)
{
	static struct unit_terminal f;
	struct err err;

	fake_db_reset();
	script_people();
	f = (struct unit_terminal){ .now_ms = 1000, .random = 7 };
	f.clock = (struct clock){ .mono_ms = test_mono, .wall_us = test_wall, .random = test_random, .ctx = &f };
	assert_true(spool_open(NULL, &f.clock, &f.spool, &err));
	f.session = session_new("", &f.clock, NULL);
	f.sender = sender_new(f.spool, f.session, &f.clock, NULL);
	unit_sign_on(&f);
	*state = &f;
	return 0;
}

int unit_close_all(void **state)
{
	struct unit_terminal *f = *state;

	sender_free(f->sender);
	session_free(f->session);
	spool_close(f->spool);
	fake_db_reset();
	return 0;
}

void unit_fill_receipt(struct call *c, const char *op_id)
{
	struct err err;

	call_init(c, Q_STOCK_RECEIVE);
	assert_true(call_set(c, "material", "M-1", &err));
	assert_true(call_set(c, "quantity", "5", &err));
	assert_true(call_set(c, "ref_type", "PURCHASE_ORDER", &err));
	assert_true(call_set(c, "ref", "PO-1/10", &err));
	assert_true(call_set(c, "op_id", op_id, &err));
}

int64_t unit_post_as(struct unit_terminal *f, const char *op_id, int64_t patience_ms, struct unit_told *told)
{
	struct call c;
	struct err err;
	int64_t seq = 0;

	unit_fill_receipt(&c, op_id);
	assert_true(sender_post(f->sender, &c, "+5 pcs M-1", patience_ms, told ? unit_hear : NULL, told, &seq, &err));
	call_done(&c);
	assert_true(seq > 0);
	return seq;
}

int64_t unit_post(struct unit_terminal *f, struct unit_told *told)
{
	return unit_post_as(f, NULL, PATIENCE_MS, told);
}

enum spool_state unit_state_of(struct unit_terminal *f, int64_t seq)
{
	struct spool_op op = { 0 };
	enum spool_state state;
	struct err err;

	assert_true(spool_get(f->spool, seq, &op, &err));
	state = op.state;
	spool_op_done(&op);
	return state;
}

void unit_go_offline(struct unit_terminal *f)
{
	fake_db_set_online(false);
	unit_turns(f, 2);
	assert_int_equal(session_link(f->session), LINK_OFFLINE);
}

void unit_go_online(struct unit_terminal *f)
{
	fake_db_set_online(true);
	unit_turns(f, 4);
	assert_int_equal(session_link(f->session), LINK_LIVE);
}

size_t unit_sent(void)
{
	return fake_db_count(Q_REPLAY);
}

const char *unit_value(size_t nth, const char *param)
{
	return fake_db_value(Q_REPLAY, nth, param);
}

void unit_assert_told(const struct unit_told *t, enum sender_outcome outcome)
{
	assert_int_equal(t->calls, 1);
	assert_int_equal(t->outcome, outcome);
}
