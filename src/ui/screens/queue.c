/*
 * queue - what this terminal keeps until the server has said yes: lines that
 * wait, lines the server refused and somebody has to deal with, and what was
 * posted lately.
 */
#include "ui/screens/queue.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/base/str.h"
#include "core/queued.h"
#include "ui/screens.h"

#define STATES_ALL ((1U << SPOOL_QUEUED) | (1U << SPOOL_REFUSED) | (1U << SPOOL_POSTED) | (1U << SPOOL_VOID))

/* ---- entered anew ---- */

bool queue_open_anew(struct app *app, int64_t seq)
{
	char arg[32];

	str_format(arg, sizeof(arg), "=%" PRId64, seq);
	return app_open(app, "receipt", arg);
}

bool queue_arg(const char *arg, int64_t *ret_seq)
{
	char *end;

	if (arg[0] != '=' || arg[1] < '1' || arg[1] > '9')
		return false;
	*ret_seq = strtoll(arg + 1, &end, 10);
	return *end == '\0';
}

bool queue_load(struct app *app, int64_t seq, struct spool_op *ret)
{
	struct err err = { 0 };

	*ret = (struct spool_op){ 0 };
	if (!app->sender)
		return false;
	if (spool_get(sender_spool(app->sender), seq, ret, &err))
		return true;
	app_error(app, &err);
	return false;
}

static const char *my_name(const struct app *app)
{
	const struct person *who = app->session ? session_person(app->session) : NULL;

	return who ? who->user_name : "";
}

bool queue_entered_anew(struct app *app, int64_t seq)
{
	struct err err = { 0 };
	struct spool_op op;
	bool may =
		queue_load(app, seq, &op) && queued_may_void(&op, my_name(app), app_may(app, QUEUED_PERMISSION), &err);

	spool_op_done(&op);
	return may && app_post_void(app, seq, "entered anew");
}

/* ---- the selected line ---- */

static void forget_line(struct queue *s)
{
	spool_op_done(&s->op);
	s->op = (struct spool_op){ 0 };
}

static void read_line(struct app *app, struct queue *s)
{
	int64_t seq = strtoll(table_get(&s->list, "seq"), NULL, 10);
	struct err gone = { 0 };

	forget_line(s);
	if (seq > 0 && app->sender && !spool_get(sender_spool(app->sender), seq, &s->op, &gone))
		forget_line(s);
}

static void follow_selection(struct app *app, void *state)
{
	struct queue *s = state;

	if (s->op.seq != strtoll(table_get(&s->list, "seq"), NULL, 10))
		read_line(app, s);
}

static void read_lines(struct app *app, struct queue *s)
{
	struct rows rows = { 0 };

	app_queue_lines(app, s->refused_only ? 1U << SPOOL_REFUSED : STATES_ALL, NULL, QUEUE_LINES, &rows);
	app_table_load(app, &s->list, &rows);
	if (app->sender)
		spool_count(sender_spool(app->sender), &s->count);
	read_line(app, s);
}

static void queue_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	read_lines(app, state);
}

/* ---- opening ---- */

static bool queue_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct queue *s = state;

	(void)arg;
	(void)err;
	table_init(&s->list, &queue_spec, app);
	return true;
}

static void queue_close(struct app *app, void *state)
{
	struct queue *s = state;

	(void)app;
	forget_line(s);
	table_done(&s->list);
}

static void queue_layout(void *state, struct rect body)
{
	struct queue *s = state;

	s->head = rect_cut_top(&body, body.rows > 12 ? 2 : 1);
	s->detail = rect_cut_bottom(&body, body.rows > 12 ? 8 : 3);
	s->top = body;
	table_layout(&s->list, s->top.rows);
}

/* ---- what can be done ---- */

static bool line_is(const void *state, enum spool_state wanted)
{
	const struct queue *s = state;

	return s->op.seq != 0 && s->op.state == wanted;
}

static bool is_refused(const void *state)
{
	return line_is(state, SPOOL_REFUSED);
}

static bool is_queued(const void *state)
{
	return line_is(state, SPOOL_QUEUED);
}

static bool is_open(const void *state)
{
	return is_refused(state) || is_queued(state);
}

/* Only a single receipt fits into the receipt screen. */
static bool can_enter_anew(const void *state)
{
	const struct queue *s = state;

	return is_refused(state) && str_equal(s->op.kind, "stock_receive");
}

static void try_now(struct app *app, struct queue *s)
{
	app_queue_now(app);
	table_apply(&s->list);
	read_lines(app, s);
	if (s->count.queued == 0)
		app_message(app, MSG_INFO, "Nothing waits for the server");
	else
		app_message(app, MSG_INFO, "Trying now: %d queued", s->count.queued);
}

static void retry(struct app *app, struct queue *s)
{
	int64_t seq = s->op.seq;

	if (!app_post_retry(app, seq))
		return;
	app_message(app, MSG_INFO, "Line %" PRId64 " is QUEUED again", seq);
	read_lines(app, s);
}

static void on_reason(struct app *app, void *owner, const char *reason)
{
	struct queue *s = owner;
	int64_t seq = s->op.seq;

	if (!reason || seq == 0 || !app_post_void(app, seq, reason))
		return;
	app_message(app, MSG_GOOD, "Line %" PRId64 " is VOID", seq);
	read_lines(app, s);
}

static void take_back(struct app *app, struct queue *s)
{
	struct err err = { 0 };
	char text[300];

	read_line(app, s); /* it may have been sent meanwhile */
	if (!queued_may_void(&s->op, my_name(app), app_may(app, QUEUED_PERMISSION), &err)) {
		app_error(app, &err);
		return;
	}
	str_format(text, sizeof(text), "Line %" PRId64 ", %s: it will not be posted.", s->op.seq, s->op.words);
	app_reason(app, s, "Take back", text, on_reason);
}

static void toggle_refused(struct app *app, struct queue *s)
{
	s->refused_only = !s->refused_only;
	table_reset(&s->list);
	read_lines(app, s);
}

static void go(struct app *app, struct queue *s)
{
	if (is_refused(s))
		retry(app, s);
	else
		try_now(app, s);
}

static bool act_line(struct app *app, struct queue *s, enum action action)
{
	if (action == ACT_SAVE && is_refused(s))
		return retry(app, s), true;
	if (action == ACT_UNDO && is_open(s))
		return take_back(app, s), true;
	if (action == ACT_QUANTITY && can_enter_anew(s))
		return queue_open_anew(app, s->op.seq), true;
	return false;
}

static bool queue_act(struct app *app, void *state, enum action action)
{
	struct queue *s = state;

	if (action == ACT_RELOAD)
		return try_now(app, s), true;
	if (s->list.finding)
		return false;
	if (action == ACT_PICK)
		return toggle_refused(app, s), true;
	if (action == ACT_GO && s->op.seq != 0)
		return go(app, s), true;
	return act_line(app, s, action);
}

static struct table *queue_table(void *state)
{
	return &((struct queue *)state)->list;
}

static void subtitle(const void *state, char *ret, size_t size)
{
	str_copy(ret, size, ((const struct queue *)state)->refused_only ? "REFUSED" : "");
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE, .label = "Retry", .enabled = is_refused, .help = "Send the refused line again as it is" },
	{ .action = ACT_PICK, .label = "Refused", .help = "Show the refused lines only, or all again" },
	{ .action = ACT_RELOAD, .label = "Send", .help = "Send now what waits, whatever the pause says" },
	{ .action = ACT_QUANTITY,
	  .label = "Anew",
	  .enabled = can_enter_anew,
	  .help = "Enter a refused receipt anew, with what it held filled in" },
	{ .action = ACT_UNDO, .label = "Void", .enabled = is_open, .help = "Take the line back, with a reason" },
	{ .action = ACT_GO, .label = "Send", .enabled = is_queued, .help = "Try now; a refused line is sent again" },
	{ .action = ACT_FIND },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_queue = {
	.name = "queue",
	.title = "Queue",
	.purpose = "What this terminal keeps and sends",
	.help = "Whatever is received or counted here is kept on this terminal first and sent then. QUEUED waits for "
		"the server and goes by itself; POSTED is in the books; REFUSED was turned down by the server, and "
		"somebody has to deal with it; VOID was taken back.\n"
		"F5 tries now. On a refused line F2 sends it again as it is, once its reason is mended; F6 enters it "
		"anew with what it held; F8 takes it back with a reason. Taking back a refused line is for supervisors "
		"(materials.override); your own line that was not sent yet you may take back yourself.\n"
		"When this terminal's clock and the server's differ by more than a minute, both times are shown.",
	.topics = TOPIC_QUEUE | TOPIC_LINK,
	.flags = SCREEN_NARROW | SCREEN_LIVE,
	.state_size = sizeof(struct queue),
	.keys = keys,
	.open = queue_open,
	.close = queue_close,
	.layout = queue_layout,
	.update = queue_update,
	.act = queue_act,
	.draw = queue_draw,
	.table = queue_table,
	.selected = follow_selection,
	.subtitle = subtitle,
};
