/*
 * app_turn - one turn of the program: keys, session, topics, times, paint.
 */
#include "core/base/str.h"
#include "ui/app_own.h"

enum { KEY_BATCH = 256 };

static void read_keys(struct app *app)
{
	struct key keys[KEY_BATCH];
	bool gone = false;
	size_t n;

	while ((n = term_read(app->own->term, keys, KEY_BATCH, &gone)) > 0)
		input_keys(app, keys, n);
	if (gone)
		app_quit(app);
	input_serial(app);
	input_time(app);
}

/* ---- session ---- */

static void take_news(struct app *app)
{
	struct session_news news;

	/* Somebody else's change never covers what this person must still read: the last one waits for it. */
	while (session_take_news(app->session, &news))
		str_copy(app->own->news, sizeof(app->own->news), news.text);
	message_news(app);
}

static void watch_link(struct app *app)
{
	enum link_state link = session_link(app->session);

	if (link == app->own->link)
		return;
	app->own->link = link;
	app->own->offline_ms = link == LINK_OFFLINE ? app_now_ms(app) : 0;
	app_dirty(app);
}

/* The server ended the session (expiry, lock): back to the door. Unlocking may look like it for a moment. */
static void watch_person(struct app *app)
{
	const struct person *who = session_person(app->session);

	if (!app->own->signed_on || who != NULL || lock_is_on(app))
		return;
	app_sign_off(app);
	app_message(app, MSG_BAD, "signed off by the server: sign on again");
}

static void step_session(struct app *app)
{
	topic_mask topics;

	asks_answer_offline(app);
	if (app->session == NULL)
		return;
	session_step(app->session);
	watch_link(app);
	watch_person(app);
	topics = session_take_topics(app->session);
	if (app->remembered != NULL)
		remembered_step(app->remembered, topics);
	topics |= posts_step(app);
	for (struct level *l = app->own->top; l != NULL; l = l->below)
		l->pending |= topics & l->ops->topics;
	take_news(app);
}

/* ---- topics ---- */

static bool is_reachable(const struct app *app)
{
	return app->session == NULL || app->own->link == LINK_LIVE;
}

/* When the screen has to be told again at the latest; -1: only when something changes. */
static int64_t live_due_ms(const struct app *app, const struct level *l)
{
	if (!(l->ops->flags & SCREEN_LIVE) || !l->updated || !is_reachable(app) || app->config->live_poll_s <= 0)
		return -1;
	return l->updated_ms + (int64_t)app->config->live_poll_s * 1000;
}

/* What took long to read is read less often: a large board must not keep the server busy by itself. */
static int64_t update_gap_ms(const struct level *l)
{
	int64_t gap = l->took_ms * READING_SHARE;

	return gap < UPDATE_GAP_MS ? UPDATE_GAP_MS : gap > LONGEST_GAP_MS ? LONGEST_GAP_MS : gap;
}

static bool update_due(const struct app *app, const struct level *l)
{
	if (!l->updated)
		return true;
	return l->pending != 0 && !app_asking(app, l->state) && app_now_ms(app) - l->updated_ms >= update_gap_ms(l);
}

static void note_reading(const struct app *app, struct level *l)
{
	if (!l->reading || app_asking(app, l->state))
		return;
	l->reading = false;
	l->took_ms = app_now_ms(app) - l->updated_ms;
}

static void update_top(struct app *app)
{
	struct level *l = app->own->top;
	int64_t due = l != NULL ? live_due_ms(app, l) : -1;
	topic_mask pending;

	if (l == NULL)
		return;
	note_reading(app, l);
	if (due >= 0 && app_now_ms(app) >= due)
		l->pending |= l->ops->topics;
	if (!update_due(app, l))
		return;
	pending = l->pending;
	l->pending = 0;
	l->updated = true;
	l->updated_ms = app_now_ms(app);
	l->reading = true;
	app_dirty(app);
	if (l->ops->update != NULL)
		l->ops->update(app, l->state, pending);
}

static void work_top(struct app *app)
{
	struct level *l = app->own->top;

	if (l != NULL && l->ops->work != NULL)
		l->working = l->ops->work(app, l->state);
}

/* ---- times ---- */

static int64_t minute_now(const struct app *app)
{
	return clock_wall_us(app->clock) / INT64_C(60000000);
}

static int64_t lock_due_ms(const struct app *app)
{
	if (app->config->idle_lock_s <= 0 || !app->own->signed_on || lock_is_on(app))
		return -1;
	return app->own->last_key_ms + (int64_t)app->config->idle_lock_s * 1000;
}

static int64_t earlier(int64_t a, int64_t b)
{
	if (a < 0)
		return b;
	return b >= 0 && b < a ? b : a;
}

/* Since when somebody waits for the server. */
static int64_t waited_since_ms(const struct app *app)
{
	return earlier(asks_oldest_ms(app), posts_oldest_ms(app));
}

static void watch_times(struct app *app)
{
	int64_t due = lock_due_ms(app), asked = waited_since_ms(app), now = app_now_ms(app);
	bool hint = asked >= 0 && now - asked >= HINT_MS;

	if (due >= 0 && now >= due)
		lock_show(app);
	if (minute_now(app) != app->own->minute)
		app_dirty(app);
	if (hint != app->own->hint_shown) {
		app->own->hint_shown = hint;
		app_dirty(app);
	}
}

int64_t app_deadline_ms(const struct app *app)
{
	const struct level *l = app->own->top;
	int64_t now = app_now_ms(app), asked = waited_since_ms(app);
	int64_t to_minute = 60000 - clock_wall_us(app->clock) / 1000 % 60000;
	int64_t due = earlier(now + to_minute, earlier(lock_due_ms(app), input_deadline_ms(app)));

	due = earlier(due, message_news_due_ms(app));
	if (app->sender != NULL)
		due = earlier(due, sender_deadline_ms(app->sender));
	if (app->remembered != NULL)
		due = earlier(due, remembered_deadline_ms(app->remembered));
	if (app->own->dirty || asks_are_due(app))
		return now;
	if (l != NULL && (!l->updated || l->working))
		return now;
	if (l != NULL && l->pending != 0 && !app_asking(app, l->state))
		due = earlier(due, l->updated_ms + update_gap_ms(l));
	if (l != NULL)
		due = earlier(due, live_due_ms(app, l));
	if (asked >= 0 && !app->own->hint_shown)
		due = earlier(due, asked + HINT_MS);
	return due;
}

bool app_idle(const struct app *app)
{
	const struct level *l = app->own->top;

	if (app->own->dirty || app->own->asks != NULL || app->own->esc || wedge_holds(&app->own->wedge))
		return false;
	if (posts_are_waited_for(app) || (app->sender != NULL && sender_busy(app->sender)))
		return false;
	if (l != NULL && (!l->updated || l->pending != 0 || l->working))
		return false;
	return app->session == NULL || !session_busy(app->session);
}

/* ---- the turn ---- */

static void lay_out(struct app *app)
{
	if (!app->own->relayout)
		return;
	paint_layout(app);
	app->own->relayout = false;
}

bool app_turn(struct app *app)
{
	struct app_own *own = app->own;

	read_keys(app);
	step_session(app);
	scans_pump(app);
	/* What is read depends on what there is room for. */
	lay_out(app);
	update_top(app);
	work_top(app);
	watch_times(app);
	if (own->quit)
		return false;
	lay_out(app);
	if (own->dirty) {
		own->dirty = false;
		own->minute = minute_now(app);
		own->paints++;
		paint_all(app);
	}
	return true;
}
