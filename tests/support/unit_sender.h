/*
 * unit_sender - a terminal for the tests of the sender: a spool in memory, a session over a database made of answers,
 * a clock of its own.
 */
#ifndef GEMBA_UNIT_SENDER_H
#define GEMBA_UNIT_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/spool/sender.h"
#include "support/fake_db.h"

#define OP "6f1c2d3e-0000-4000-8000-000000000001"
#define POSTED_ANSWER                                                                                      \
	"{\"transaction_id\":41,\"transaction_type\":\"RECEIPT\",\"material\":\"M-1\",\"quantity\":\"5\"," \
	"\"cost_per_unit\":\"2.5\",\"total_cost\":\"12.5\",\"quantity_on_hand\":\"105\",\"replayed\":false}"

enum { PATIENCE_MS = 3000, MANY = 64 };

struct unit_told {
	int calls;
	enum sender_outcome outcome;
	int64_t seq;
	char code[48];
	char on_hand[40];
	char replayed[8];
};

struct unit_terminal {
	struct clock clock;
	int64_t now_ms;
	uint64_t random;
	struct spool *spool;
	struct session *session;
	struct sender *sender;
	struct unit_told told[MANY];
};

/* A sender_done; ctx is a struct unit_told. */
void unit_hear(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err);
/* Rows of an answer as text: cells between "|", rows between newlines, "~" is NULL. In place of what was scripted. */
void unit_script_rows(enum query_id id, const char *text);
/* Who the next sign-on is. */
void unit_script_person(const char *session_id, const char *user);
/* What the server says to what is replayed; each in its turn, the last one for good. */
void unit_answer_yes_with(const char *answer, const char *replayed, const char *skew_s);
void unit_answer_yes(void);
void unit_answer_no(enum err_kind kind, const char *code);
/* One turn of the loop. */
void unit_turn(struct unit_terminal *f);
void unit_turns(struct unit_terminal *f, int n);
/* Time goes by, and the loop wakes up when anybody has asked for it. */
void unit_pass(struct unit_terminal *f, int64_t ms);
void unit_sign_on(struct unit_terminal *f);
/* Setup and teardown: connected, m.rossi signed on with session 1. */
int unit_open_all(void **state);
int unit_close_all(void **state);
void unit_fill_receipt(struct call *c, const char *op_id);
/* A receipt of five M-1; told NULL: nobody waits. */
int64_t unit_post_as(struct unit_terminal *f, const char *op_id, int64_t patience_ms, struct unit_told *told);
int64_t unit_post(struct unit_terminal *f, struct unit_told *told);
enum spool_state unit_state_of(struct unit_terminal *f, int64_t seq);
void unit_go_offline(struct unit_terminal *f);
void unit_go_online(struct unit_terminal *f);
/* How often something was replayed, and a value of the nth. */
size_t unit_sent(void);
const char *unit_value(size_t nth, const char *param);
void unit_assert_told(const struct unit_told *t, enum sender_outcome outcome);

#endif
