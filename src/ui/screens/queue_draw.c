/*
 * queue_draw - the picture of the queue: the sum, the lines, the selected
 * one in full.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "core/queued.h"
#include "ui/screens/queue.h"

enum { SCANS_SHOWN = 8, LINE_SIZE = 400 };

/* ---- times ---- */

static int64_t captured_s(const char *utc)
{
	struct tm tm = { 0 };

	return strptime(utc, "%Y-%m-%d %H:%M:%S", &tm) ? (int64_t)timegm(&tm) : 0;
}

static const char *local_time(int64_t s, char *ret, size_t size)
{
	time_t t = (time_t)s;
	struct tm tm;

	localtime_r(&t, &tm);
	if (strftime(ret, size, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		ret[0] = '\0';
	return ret;
}

const char *queue_local_time(const char *utc, char *ret, size_t size)
{
	return local_time(captured_s(utc), ret, size);
}

static int64_t now_s(const struct app *app)
{
	return clock_wall_us(app->clock) / 1000000;
}

/* ---- the lines ---- */

static const struct table_column columns[] = {
	{ .title = "no", .name = "seq", .align = ALIGN_RIGHT, .min = 2, .role = ROLE_NUMBER },
	{ .title = "state", .name = "state", .min = 7, .max = 7, .role = ROLE_BODY },
	{ .title = "what", .name = "words", .min = 14, .grow = 1, .role = ROLE_VALUE },
	{ .title = "who", .name = "user", .min = 8, .max = 18, .priority = 4, .role = ROLE_BODY },
	{ .title = "when", .min = 5, .max = 12, .priority = 2, .role = ROLE_BODY },
	{ .title = "age", .align = ALIGN_RIGHT, .min = 6, .max = 8, .priority = 1, .role = ROLE_DIM },
	{ .title = "tries", .name = "tries", .align = ALIGN_RIGHT, .min = 5, .priority = 5, .role = ROLE_DIM },
};
enum { COLUMN_STATE = 1, COLUMN_WHEN = 4, COLUMN_AGE };

static enum role state_role(const char *state)
{
	if (str_equal(state, "REFUSED"))
		return ROLE_BAD;
	if (str_equal(state, "QUEUED"))
		return ROLE_WARN;
	return str_equal(state, "POSTED") ? ROLE_GOOD : ROLE_DIM;
}

static bool queue_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *at = rows_text(rows, row, "captured_at");
	char text[QUEUED_AGE];

	if (column == COLUMN_STATE) {
		ret->role = state_role(rows_text(rows, row, "state"));
		return false;
	}
	if (column == COLUMN_WHEN) {
		queue_local_time(at, text, sizeof(text));
		app_time(ctx, text, ret->text, sizeof(ret->text));
		return true;
	}
	if (column != COLUMN_AGE)
		return false;
	queued_age(now_s(ctx) - captured_s(at), text);
	str_copy(ret->text, sizeof(ret->text), text);
	return true;
}

const struct table_spec queue_spec = {
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.key = "seq",
	.format = queue_cell,
	.empty = "Nothing is kept here: all that was entered is posted.",
};

static const char no_refused[] = "No refused lines: nobody has to do anything. F4 shows all.";

/* ---- the sum ---- */

static void add_refused(const struct spool_count *count, char *ret, size_t size)
{
	char text[60];

	if (count->refused == 0)
		return;
	str_format(text, sizeof(text), "%s%d REFUSED: see to it", ret[0] ? ", " : "", count->refused);
	str_append(ret, size, text);
}

static void add_next_try(const struct app *app, char *ret, size_t size)
{
	int64_t due_ms = app->sender ? sender_deadline_ms(app->sender) : -1;
	char at[40], text[60];

	if (app->session && session_link(app->session) != LINK_LIVE) {
		str_append(ret, size, ", no server now");
	} else if (due_ms > clock_mono_ms(app->clock) + 1000) {
		/* A time of day stays true until the next paint; a countdown would not. */
		local_time(now_s(app) + (due_ms - clock_mono_ms(app->clock)) / 1000, at, sizeof(at));
		str_format(text, sizeof(text), ", next try %s", at + strlen("YYYY-MM-DD "));
		str_append(ret, size, text);
	}
}

static void sum_words(const struct app *app, const struct spool_count *count, char *ret, size_t size)
{
	char age[QUEUED_AGE], text[80];

	ret[0] = '\0';
	if (count->queued > 0) {
		queued_age(now_s(app) - count->oldest_us / 1000000, age);
		str_format(ret, size, "%d queued, oldest %s", count->queued, age);
		add_next_try(app, ret, size);
	}
	if (count->waiting_for_person > 0) {
		str_format(text, sizeof(text), ", %d until their people sign on", count->waiting_for_person);
		str_append(ret, size, text);
	}
	add_refused(count, ret, size);
	if (!ret[0])
		str_copy(ret, size, "Nothing waits here");
}

static enum role sum_role(const struct spool_count *count)
{
	if (count->refused > 0)
		return ROLE_BAD;
	return count->queued > 0 ? ROLE_WARN : ROLE_GOOD;
}

/* In s; 0 when the clocks agree well enough. */
static int skew_s(const struct app *app)
{
	int skew = app->sender ? sender_skew_s(app->sender) : 0;

	return abs(skew) > QUEUE_SKEW_S ? skew : 0;
}

static bool skew_words(const struct app *app, char *ret, size_t size)
{
	int skew = skew_s(app);
	char age[QUEUED_AGE];

	if (skew == 0)
		return false;
	queued_age(abs(skew), age);
	str_format(ret, size, "! This terminal's clock is %s %s the server's: have it set", age,
		   skew > 0 ? "behind" : "ahead of");
	return true;
}

static void draw_head(const struct app *app, const struct queue *s, const struct canvas *canvas)
{
	struct canvas c = canvas_sub(canvas, s->head);
	const struct err *broken = app_queue_broken(app);
	char text[LINE_SIZE];
	bool skewed;

	sum_words(app, &s->count, text, sizeof(text));
	if (broken && broken->kind != ERR_NONE)
		text_put(&c, 0, 1, c.rect.cols - 2, ROLE_BAD, broken->message);
	else
		text_put(&c, 0, 1, c.rect.cols - 2, sum_role(&s->count), text);
	skewed = skew_words(app, text, sizeof(text));
	if (skewed && c.rect.rows > 1)
		text_put(&c, 1, 1, c.rect.cols - 2, ROLE_WARN, text);
}

/* ---- the selected line in full ---- */

struct lines {
	const struct canvas *c;
	int row;
	enum role role;
};

static void put_line(void *ctx, int number, const char *text)
{
	struct lines *l = ctx;

	(void)number;
	if (l->row < l->c->rect.rows)
		text_put(l->c, l->row++, 1, l->c->rect.cols - 2, l->role, text);
}

static void add_line(struct lines *l, enum role role, const char *text)
{
	l->role = role;
	if (text && text[0])
		text_wrap(text, l->c->rect.cols - 2, put_line, l);
}

static void add_reason(struct lines *l, const struct spool_op *op)
{
	char text[LINE_SIZE];

	if (op->refusal.kind != ERR_NONE && op->state != SPOOL_POSTED) {
		str_format(text, sizeof(text), "%s: %s", err_kind_name(op->refusal.kind), op->refusal.message);
		add_line(l, ROLE_BAD, text);
		add_line(l, ROLE_BODY, op->refusal.hint);
	}
	if (op->state == SPOOL_VOID && op->reason) {
		str_format(text, sizeof(text), "Taken back: %s", op->reason);
		add_line(l, ROLE_DIM, text);
	}
	if (op->state == SPOOL_QUEUED && op->actor.session_id == 0) {
		str_format(text, sizeof(text), "Goes when %s signs on here.", op->actor.user_name);
		add_line(l, ROLE_WARN, text);
	} else if (op->state == SPOOL_QUEUED && op->depends_on != 0) {
		str_format(text, sizeof(text), "Goes after line %" PRId64 ".", op->depends_on);
		add_line(l, ROLE_BODY, text);
	}
}

/* Both clocks when they differ. */
static void add_times(const struct app *app, struct lines *l, const struct spool_op *op)
{
	const char *name = op->actor.display_name;
	char here[40], there[40], text[LINE_SIZE];
	int64_t at = op->captured_us / 1000000;

	local_time(at, here, sizeof(here));
	str_format(text, sizeof(text), "%s, %s, %d %s", !str_empty(name) ? name : op->actor.user_name, here, op->tries,
		   op->tries == 1 ? "try" : "tries");
	if (skew_s(app) != 0) {
		local_time(at + skew_s(app), there, sizeof(there));
		str_append(text, sizeof(text), "; by the server's clock ");
		str_append(text, sizeof(text), there + strlen("YYYY-MM-DD "));
	}
	add_line(l, ROLE_BODY, text);
}

static void add_payload(struct lines *l, const struct spool_op *op)
{
	struct queued_value values[24];
	const char *scans[SCANS_SHOWN];
	struct arena mem = { 0 };
	char text[LINE_SIZE] = "";
	size_t n = queued_values(op, &mem, values, 24), n_scans = queued_scans(op, &mem, scans, SCANS_SHOWN);

	for (size_t i = 0; i < n; i++)
		str_append(text, sizeof(text),
			   arena_printf(&mem, "%s%s %s", i ? ", " : "", values[i].name, values[i].text));
	add_line(l, ROLE_DIM, text);
	for (size_t i = 0; i < n_scans; i++)
		add_line(l, ROLE_DIM, arena_printf(&mem, "scan %s", scans[i]));
	arena_done(&mem);
}

static void draw_detail(const struct app *app, const struct queue *s, const struct canvas *canvas)
{
	struct rect r = s->detail, head = rect_cut_top(&r, s->detail.rows > 4 ? 1 : 0);
	struct canvas c = canvas_sub(canvas, r), line = canvas_sub(canvas, head);
	struct lines l = { .c = &c };

	canvas_line(&line, 0, 0, line.rect.cols, ROLE_BORDER);
	if (s->op.seq == 0)
		return;
	text_printf(&line, 0, 1, ROLE_LABEL, " Line %" PRId64 ": %s ", s->op.seq, s->op.words);
	if (rect_empty(head)) /* no room for its frame: the list cuts what it was */
		add_line(&l, ROLE_VALUE, s->op.words);
	add_reason(&l, &s->op);
	add_times(app, &l, &s->op);
	add_payload(&l, &s->op);
}

void queue_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct queue *s = state;
	struct canvas top = canvas_sub(canvas, s->top);

	draw_head(app, s, canvas);
	if (s->refused_only && s->list.loaded && s->list.rows.n == 0)
		text_put(&top, 1, 1, top.rect.cols - 2, ROLE_DIM, no_refused);
	else
		table_draw(&s->list, &top, true);
	draw_detail(app, s, canvas);
}
