/*
 * board_drop - what is sent: a drop is one change set with the versions it
 * saw. Whatever the server says, nothing that was typed is lost: refused or
 * offline it stays held, and when somebody else was quicker it is played
 * again on what they left.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/screens/board.h"

static void dropped(struct app *app, void *owner, struct rows *rows, const struct err *err);

/* ---- before and after ---- */

void desk_drop_done(struct desk *s)
{
	free(s->drop.changes);
	s->drop = (struct desk_drop){ 0 };
}

void desk_lower(struct desk *s)
{
	if (s->mode == DESK_HELD)
		desk_release(s, false);
	if (s->mode == DESK_LEVEL)
		desk_level_done(s);
	s->mode = DESK_BROWSE;
}

void desk_landed(struct app *app, struct desk *s, bool ok)
{
	enum action queue[DESK_QUEUE];
	size_t n = s->drop.n_queue;
	bool level_again = s->drop.stale && s->drop.errand == ERRAND_LEVEL && ok;

	s->drop.stale = false;
	if (level_again)
		desk_level(app, s);
	if (s->drop.wait != WAIT_BASE)
		return;
	memcpy(queue, s->drop.queue, sizeof(queue));
	desk_drop_done(s);
	if (!ok)
		desk_lower(s);
	for (size_t i = 0; ok && i < n && !app_has_overlay(app); i++)
		desk_act(app, s, queue[i]);
}

/* ---- sending ---- */

static bool fill(const struct desk *s, struct call *call, const char *reason, struct err *err)
{
	return call_set(call, "op_id", s->drop.op_id, err) && call_set(call, "gesture", s->drop.gesture, err) &&
	       call_set(call, "changes", s->drop.changes, err) && call_set(call, "accepted", s->drop.accepted, err) &&
	       call_set(call, "reason", reason, err);
}

static void send(struct app *app, struct desk *s, const char *reason)
{
	struct call call;
	struct err err = { 0 };

	call_init(&call, Q_BOARD_RESCHEDULE);
	if (fill(s, &call, reason, &err)) {
		s->drop.wait = WAIT_ANSWER;
		app_ask(app, s, &call, dropped);
	} else {
		app_error(app, &err);
	}
	call_done(&call);
}

static void reasoned(struct app *app, void *owner, const char *reason)
{
	struct desk *s = owner;

	if (reason)
		send(app, s, reason);
	else
		app_message(app, MSG_INFO, "not dropped%s", s->mode == DESK_HELD ? ": it is still held" : "");
}

static void ask_reason(struct app *app, struct desk *s, const char *what)
{
	char text[DESK_WORDS];

	str_format(text, sizeof(text), "%s\nDropping it all the same is written down with your name and the reason.",
		   what);
	app_reason(app, s, "Over the rules", text, reasoned);
}

/* The same gesture again keeps its op_id. */
static void use_op_id(struct app *app, struct desk *s, const char *gesture)
{
	struct desk_held *h = &s->held;
	bool held = s->drop.errand == ERRAND_DROP;

	if (!held || !str_equal(h->gesture, gesture)) {
		uuid_make(app->clock, s->drop.op_id);
		str_copy(h->op_id, sizeof(h->op_id), held ? s->drop.op_id : "");
		str_copy(h->gesture, sizeof(h->gesture), held ? gesture : "");
	} else {
		str_copy(s->drop.op_id, sizeof(s->drop.op_id), h->op_id);
	}
}

void desk_send_places(struct app *app, struct desk *s, enum desk_errand errand, const struct plan_place *place,
		      const char *gesture, const char *done)
{
	struct arena mem = { 0 };

	free(s->drop.changes);
	s->drop.errand = errand;
	s->drop.changes = mem_strdup(board_changes(&s->base, place, &mem));
	str_copy(s->drop.gesture, sizeof(s->drop.gesture), gesture);
	str_copy(s->drop.done, sizeof(s->drop.done), done);
	use_op_id(app, s, gesture);
	arena_done(&mem);
	if (s->drop.accepted[0])
		return;
	send(app, s, NULL);
}

/* ---- a held bar ---- */

static void done_words(const struct desk *s, char *ret, size_t size)
{
	const struct desk_held *h = &s->held;
	char step[DESK_WORDS], carried[48] = "";

	desk_step_words(s, step, sizeof(step));
	if (h->out.n_moved > 1)
		str_format(carried, sizeof(carried), "; %zu %s", h->out.n_moved - 1,
			   s->look.cascade == PLAN_CASCADE_PUSH ? "pushed" : "moved along");
	/* "WO-125 placed on Paint" needs no other verb. */
	str_format(ret, size, "%s%s %s%s - u takes it back", s->plan.place[h->bar].lane == PLAN_NO_LANE ? "" : "moved ",
		   s->base.plan.bar[h->bar].number, step, carried);
}

static void what_is_broken(const struct desk *s, char *ret, size_t size)
{
	const struct desk_troubles *t = &desk_shown(s)->troubles;
	char one[DESK_WORDS];

	ret[0] = '\0';
	for (size_t i = 0; i < t->n && i < 4; i++) {
		desk_trouble_words(s, &t->item[i], one, sizeof(one));
		str_append(ret, size, i ? "\n" : "");
		str_append(ret, size, one);
	}
}

static void say_why_not(struct app *app, struct desk *s, const struct plan_outcome *o, struct err *err)
{
	struct err soft;

	if (!s->may_override && !board_refusal(&s->base, o, true, &soft) && !err->hint[0])
		err_hint(err, "somebody with scheduling.override may drop it with a reason");
	app_error(app, err);
}

void desk_drop_plan(struct app *app, struct desk *s, enum desk_errand errand, const struct plan_outcome *o,
		    const char *gesture, const char *done)
{
	char what[DESK_WORDS];
	struct err err = { 0 };

	if (board_refusal(&s->base, o, s->may_override, &err)) {
		say_why_not(app, s, o, &err);
		return;
	}
	board_accepted(board_soft_rules(&s->base, o), s->drop.accepted, sizeof(s->drop.accepted));
	desk_send_places(app, s, errand, o->place, gesture, done);
	if (s->drop.accepted[0]) {
		what_is_broken(s, what, sizeof(what));
		ask_reason(app, s, what);
	}
}

void desk_drop_held(struct app *app, struct desk *s)
{
	const struct plan_outcome *o = &s->held.out;
	struct plan_gesture g = { s->held.bar, s->held.to, s->look.cascade };
	char gesture[256], done[DESK_WORDS];

	if (s->held.unseen) {
		desk_say_replayed(app, s);
		return;
	}
	if (o->block == PLAN_BLOCK_NONE && o->n_moved == 0) {
		desk_release(s, false);
		app_message_none(app);
		return;
	}
	board_gesture_words(&s->base, &g, gesture, sizeof(gesture));
	done_words(s, done, sizeof(done));
	desk_drop_plan(app, s, ERRAND_DROP, o, gesture, done);
}

/* ---- firm, and back to the tray ---- */

static void send_one(struct app *app, struct desk *s, uint32_t bar, const struct plan_place *to,
		     enum desk_errand errand, const char *verb)
{
	struct arena mem = { 0 };
	struct plan_place *place = plan_draft(&s->base.plan, &mem);
	const char *number = s->base.plan.bar[bar].number;
	char gesture[160], done[160];

	place[bar] = *to;
	str_format(gesture, sizeof(gesture), "board-%s %s/%d", verb, s->base.fact[bar].number,
		   s->base.fact[bar].sequence);
	if (errand == ERRAND_UNBOOK && str_equal(s->base.fact[bar].order_status, "PLANNED"))
		str_format(done, sizeof(done), "%s is off the board until its order is released - u takes it back",
			   number);
	else if (errand == ERRAND_UNBOOK)
		str_format(done, sizeof(done), "%s went back to the tray - u takes it back", number);
	else
		str_format(done, sizeof(done), "%s is %s", number,
			   to->status == PLAN_FIRM ? "firm now: nothing moves it" : "planned again");
	s->drop.accepted[0] = '\0';
	desk_send_places(app, s, errand, place, gesture, done);
	arena_done(&mem);
}

/* The bar under the cursor, when its status lets it be changed; PLAN_NO_BAR, and it is said why. */
static uint32_t bar_to_change(struct app *app, struct desk *s)
{
	uint32_t bar = desk_bar(s);

	if (!desk_may_change(app, s))
		return PLAN_NO_BAR;
	if (bar == PLAN_NO_BAR)
		app_message(app, MSG_INFO, "no bar is under the cursor");
	else if (s->base.plan.bar[bar].at.status == PLAN_RUNNING || s->base.plan.bar[bar].at.status == PLAN_DONE)
		app_message(app, MSG_BAD, "%s has begun already", s->base.plan.bar[bar].number);
	else
		return bar;
	return PLAN_NO_BAR;
}

void desk_toggle_firm(struct app *app, struct desk *s)
{
	uint32_t bar = bar_to_change(app, s);
	struct plan_place to;

	if (bar == PLAN_NO_BAR)
		return;
	to = s->base.plan.bar[bar].at;
	to.status = to.status == PLAN_FIRM ? PLAN_PLANNED : PLAN_FIRM;
	send_one(app, s, bar, &to, ERRAND_PIN, to.status == PLAN_FIRM ? "firm" : "planned");
}

void desk_unbook(struct app *app, struct desk *s)
{
	uint32_t bar = bar_to_change(app, s);
	struct plan_place to;

	if (bar == PLAN_NO_BAR)
		return;
	to = s->base.plan.bar[bar].at;
	if (to.status == PLAN_FIRM) {
		app_message(app, MSG_BAD, "%s is firm; p makes it planned again", s->base.plan.bar[bar].number);
		return;
	}
	to.lane = PLAN_NO_LANE;
	send_one(app, s, bar, &to, ERRAND_UNBOOK, "unbook");
}

/* ---- the answer ---- */

static void read_again(struct app *app, struct desk *s)
{
	s->drop.stale = true;
	if (s->mode == DESK_LEVEL)
		desk_level_done(s);
	desk_ask(app, s, PARTS_BARS | 1U << PART_HISTORY);
	if (s->drop.errand == ERRAND_DROP)
		app_message(app, MSG_INFO, "somebody changed these bars meanwhile; looking again ...");
	else if (s->drop.errand == ERRAND_LEVEL)
		app_message(app, MSG_BAD, "somebody changed the plan meanwhile: here is a proposal for the new one");
	else
		app_message(app, MSG_BAD, "somebody changed this meanwhile: look, and try again");
}

static bool is_overridable(const struct desk *s, const struct err *err)
{
	return s->may_override && str_equal(err->code, "OVERLOAD") && !strstr(s->drop.accepted, "overload");
}

static void refused(struct app *app, struct desk *s, const struct err *err)
{
	s->drop.wait = WAIT_NONE;
	s->drop.n_queue = 0;
	if (str_equal(err->code, "STALE")) {
		read_again(app, s);
	} else if (is_overridable(s, err)) {
		str_append(s->drop.accepted, sizeof(s->drop.accepted), s->drop.accepted[0] ? ",overload" : "overload");
		ask_reason(app, s, err->message);
	} else if (err->kind == ERR_OFFLINE && s->mode == DESK_HELD) {
		app_message(app, MSG_BAD, "no server: %s is still held, Enter tries again",
			    s->base.plan.bar[s->held.bar].number);
	} else {
		app_error(app, err);
	}
}

static void dropped(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct desk *s = owner;

	(void)rows;
	if (err) {
		refused(app, s, err);
		desk_settle(s);
		return;
	}
	s->drop.wait = WAIT_BASE;
	app_message(app, MSG_GOOD, "%s", s->drop.done);
	desk_ask(app, s, PARTS_BARS);
}
