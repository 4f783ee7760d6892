/*
 * app_post - what happened on the floor goes into the spool first, then to
 * the server; the screen hears what became of it.
 */
#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/app_own.h"

static void unlink_post(struct app *app, const struct post *post)
{
	for (struct post **p = &app->own->posts; *p != NULL; p = &(*p)->next)
		if (*p == post) {
			*p = post->next;
			return;
		}
}

/* sender_done: the post is gone before its owner hears, so that the owner may close or post again. */
static void on_sent(void *ctx, enum sender_outcome outcome, int64_t seq, struct rows *rows, const struct err *err)
{
	static const enum post_outcome outcomes[] = {
		[SENT_POSTED] = POST_POSTED,
		[SENT_REFUSED] = POST_REFUSED,
		[SENT_QUEUED] = POST_QUEUED,
	};
	struct post p = *(struct post *)ctx;

	unlink_post(p.app, ctx);
	free(ctx);
	p.app->own->told_queued |= outcome == SENT_QUEUED;
	p.done(p.app, p.owner, outcomes[outcome], seq, rows, err);
	app_dirty(p.app);
}

static bool put(struct app *app, struct post *p, const struct call *call, const char *words, struct err *err)
{
	const struct err *broken = app_queue_broken(app);
	int64_t seq;

	if (broken != NULL || app->sender == NULL) {
		if (broken != NULL)
			*err = *broken;
		else
			err_set(err, ERR_RETRY, "SPOOL_BROKEN", "", "Nothing can be kept on this terminal.");
		return false;
	}
	return sender_post(app->sender, call, words, PATIENCE_MS, on_sent, p, &seq, err);
}

void app_post(struct app *app, void *owner, const struct call *call, const char *words, app_posted done)
{
	struct post *p = mem_alloc(sizeof(*p));

	*p = (struct post){ .app = app, .owner = owner, .done = done, .since_ms = app_now_ms(app) };
	p->next = app->own->posts;
	app->own->posts = p;
	p->failed = !put(app, p, call, words, &p->err);
}

/* Those that could not be kept. */
static void answer_failed(struct app *app)
{
	struct post *p = app->own->posts, *next;

	for (; p != NULL; p = next) {
		next = p->next;
		if (!p->failed)
			continue;
		struct post gone = *p;

		unlink_post(app, p);
		free(p);
		gone.done(app, gone.owner, POST_REFUSED, 0, NULL, &gone.err);
		app_dirty(app);
		next = app->own->posts; /* the owner may have posted or closed */
	}
}

void posts_forget_owner(struct app *app, const void *owner)
{
	struct post *next;

	for (struct post *p = app->own->posts; p != NULL; p = next) {
		next = p->next;
		if (p->owner != owner)
			continue;
		if (app->sender != NULL)
			sender_forget(app->sender, p);
		unlink_post(app, p);
		free(p);
	}
}

int64_t posts_oldest_ms(const struct app *app)
{
	int64_t oldest = -1;

	for (const struct post *p = app->own->posts; p != NULL; p = p->next)
		if (oldest < 0 || p->since_ms < oldest)
			oldest = p->since_ms;
	return oldest;
}

bool posts_are_waited_for(const struct app *app)
{
	return app->own->posts != NULL;
}

/* ---- the queue ---- */

static bool done_or_shown(struct app *app, bool ok, const struct err *err)
{
	if (!ok)
		app_error(app, err);
	return ok;
}

bool app_post_void(struct app *app, int64_t seq, const char *reason)
{
	struct err err = { 0 };

	if (app->sender == NULL || !done_or_shown(app, sender_void(app->sender, seq, reason, &err), &err))
		return false;
	/* When the queue gets empty by this, nothing was posted that anybody has to be told of. */
	app->own->told_queued &= app->own->count.queued > 1;
	return true;
}

bool app_post_retry(struct app *app, int64_t seq)
{
	struct err err = { 0 };

	return app->sender != NULL && done_or_shown(app, sender_retry(app->sender, seq, &err), &err);
}

void app_queue_lines(struct app *app, unsigned which, const char *kind, int limit, struct rows *ret)
{
	struct err err = { 0 };

	if (app->sender != NULL && !spool_list(sender_spool(app->sender), which, kind, limit, ret, &err))
		app_error(app, &err);
}

void app_queue_count(const struct app *app, struct spool_count *ret)
{
	*ret = app->own->count;
}

void app_queue_now(struct app *app)
{
	if (app->sender != NULL)
		sender_now(app->sender);
}

const struct err *app_queue_broken(const struct app *app)
{
	if (app->sender == NULL)
		return app->own->no_spool;
	return spool_broken(sender_spool(app->sender));
}

/* Whoever was told QUEUED is told the end of it, when nothing newer must be read. */
static void tell_the_end(struct app *app, const struct spool_count *now)
{
	const struct spool_count *before = &app->own->count;

	if (now->refused > before->refused)
		str_format(app->own->news, sizeof(app->own->news), "%d refused by the server: F10, Queue",
			   now->refused);
	else if (before->queued > 0 && now->queued == 0 && app->own->told_queued)
		str_copy(app->own->news, sizeof(app->own->news), "all that was QUEUED is posted now");
	if (now->queued == 0)
		app->own->told_queued = false;
}

/* After a step of the sender: what changed there, for the title bar and the screens. */
topic_mask posts_step(struct app *app)
{
	struct spool_count count;
	topic_mask topics = 0;

	answer_failed(app);
	if (app->sender == NULL)
		return 0;
	sender_step(app->sender);
	if (sender_changed(app->sender))
		topics = TOPIC_QUEUE;
	if (topics != 0 || !app->own->counted) {
		spool_count(sender_spool(app->sender), &count);
		if (app->own->counted)
			tell_the_end(app, &count);
		app->own->count = count;
		app->own->counted = true;
		app_dirty(app);
	}
	return topics;
}
