/*
 * app_paint - the three bands and what lies over them.
 */
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "ui/app_own.h"
#include "ui/widgets/bars.h"

enum { ROOMY_ROWS = 16, ROOMY_COLS = 60, BAR_KEYS = 20 };

static bool too_small(const struct app *app)
{
	return app->own->grid.rows < LEAST_ROWS || app->own->grid.cols < LEAST_COLS;
}

static bool screen_too_small(const struct app *app)
{
	const struct screen_ops *ops = app_screen(app);

	if (ops == NULL || (ops->flags & SCREEN_NARROW))
		return false;
	return app->own->grid.rows < ROOMY_ROWS || app->own->grid.cols < ROOMY_COLS;
}

static struct rect body_rect(const struct app *app)
{
	return (struct rect){ 1, 0, app->own->grid.rows - 3, app->own->grid.cols };
}

void paint_layout(struct app *app)
{
	struct level *l = app->own->top;
	struct rect body = body_rect(app);

	if (too_small(app))
		return;
	if (l != NULL && l->ops->layout != NULL)
		l->ops->layout(l->state, (struct rect){ 0, 0, body.rows, body.cols });
	for (struct dialog *d = app->own->dialog; d != NULL; d = d->below)
		overlay_layout(d->overlay, body);
}

/* ---- title ---- */

static void clock_text(const struct app *app, char *ret, size_t size)
{
	time_t now = (time_t)(clock_wall_us(app->clock) / 1000000);
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(ret, size, "%H:%M", &tm);
}

/* " 4 min", "" below one; the oldest first. */
static void age_text(int64_t ms, bool narrow, char *ret, size_t size)
{
	int64_t minutes = ms / 60000;

	ret[0] = '\0';
	if (minutes >= 120)
		str_format(ret, size, narrow ? " %dh" : " %d h", (int)(minutes / 60));
	else if (minutes > 0)
		str_format(ret, size, narrow ? " %dm" : " %d min", (int)minutes);
}

/*
 * What is only on its way is no queue: it would come and go with every post. What waits longer than a person does, or
 * without a server, is.
 */
static bool queue_waits(const struct app *app)
{
	int64_t age_ms = (clock_wall_us(app->clock) - app->own->count.oldest_us) / 1000;

	return app->own->count.queued > 0 &&
	       (app->own->link != LINK_LIVE || app->own->told_queued || age_ms >= PATIENCE_MS);
}

/* What the spool holds: " · 17 queued 4 min · 1 refused". While offline the age is that of the link. */
static void queue_text(const struct app *app, bool narrow, char *ret, size_t size)
{
	const struct spool_count *n = &app->own->count;
	char age[24] = "", part[48];

	ret[0] = '\0';
	if (queue_waits(app)) {
		if (app->own->link == LINK_LIVE)
			age_text(clock_wall_us(app->clock) / 1000 - n->oldest_us / 1000, narrow, age, sizeof(age));
		str_format(ret, size, narrow ? " %dq%s" : " · %d queued%s", n->queued, age);
	}
	if (n->refused > 0) {
		str_format(part, sizeof(part), narrow ? " %d!" : " · %d refused", n->refused);
		str_append(ret, size, part);
	}
}

static void link_text(const struct app *app, char *ret, size_t size, enum role *ret_role)
{
	bool narrow = app->own->grid.cols < ROOMY_COLS;
	char age[24], queue[80];

	*ret_role = ROLE_TITLE_WAIT;
	ret[0] = '\0';
	if (app->session == NULL)
		return;
	queue_text(app, narrow, queue, sizeof(queue));
	if (app_queue_broken(app) != NULL) {
		*ret_role = ROLE_TITLE_OFFLINE;
		str_copy(ret, size, narrow ? "✗ PAPER" : "✗ CANNOT STORE: USE PAPER");
	} else if (app->own->link == LINK_LIVE) {
		*ret_role = app->own->count.refused > 0 ? ROLE_TITLE_WAIT : ROLE_TITLE_LIVE;
		str_format(ret, size, "● live%s", queue);
	} else if (app->own->link == LINK_CONNECTING) {
		str_format(ret, size, "○ connecting%s", queue);
	} else {
		*ret_role = ROLE_TITLE_OFFLINE;
		age_text(app_now_ms(app) - app->own->offline_ms, narrow, age, sizeof(age));
		str_format(ret, size, narrow ? "■ OFF%s%s" : "■ OFFLINE%s%s", age, queue);
	}
}

static void draw_title(const struct app *app, const struct canvas *whole)
{
	const struct person *who = app->session != NULL ? session_person(app->session) : NULL;
	const struct level *l = app->own->top;
	char clock[16], state[120], place[120] = "", subtitle[120] = "";
	struct canvas bar = canvas_sub(whole, (struct rect){ 0, 0, 1, whole->rect.cols });
	struct title_bar t = { .screen = l != NULL ? l->ops->title : "", .subtitle = subtitle, .place = place };

	clock_text(app, clock, sizeof(clock));
	link_text(app, state, sizeof(state), &t.state_role);
	if (who != NULL)
		str_format(place, sizeof(place), "%s · %s", who->plant_name, who->kiosk);
	if (l != NULL && l->ops->subtitle != NULL)
		l->ops->subtitle(l->state, subtitle, sizeof(subtitle));
	t.person = who != NULL ? who->display_name : "";
	t.state = state;
	t.clock = clock;
	bars_title(&bar, &t);
}

/* ---- function keys ---- */

struct bar {
	struct key_label key[BAR_KEYS];
	size_t n;
};

static void add_key(struct bar *b, const struct app *app, enum action a, const char *label, bool keep)
{
	struct key_label *k = &b->key[b->n];

	if (b->n == BAR_KEYS)
		return;
	keymap_shown(&app->keymap, a, term_has_function_keys(app->own->term), k->key);
	k->label = label != NULL ? label : action_get(a)->label;
	k->keep = keep;
	b->n += k->key[0] != '\0';
}

static const char *own_label(const struct level *l, enum action a)
{
	for (const struct screen_key *k = l->ops->keys; k != NULL && k->action != ACT_NONE; k++)
		if (k->action == a && (k->enabled == NULL || k->enabled(l->state)))
			return k->label;
	return NULL;
}

static void screen_keys(struct bar *b, const struct app *app, const struct level *l)
{
	bool roomy = app->own->grid.cols >= ROOMY_COLS;

	add_key(b, app, ACT_HELP, own_label(l, ACT_HELP), false);
	for (const struct screen_key *k = l->ops->keys; k != NULL && k->action != ACT_NONE; k++)
		if (k->action != ACT_HELP && k->action != ACT_MENU && k->action != ACT_BACK &&
		    (k->enabled == NULL || k->enabled(l->state)))
			add_key(b, app, k->action, k->label, roomy && (k->action == ACT_UNDO || k->action == ACT_GO));
	/* The way to everything; where there is hardly room, Esc is more. */
	add_key(b, app, ACT_MENU, NULL, roomy);
	if (l->below != NULL)
		add_key(b, app, ACT_BACK, own_label(l, ACT_BACK), true);
	else
		add_key(b, app, ACT_EXIT, NULL, false);
}

static void draw_keys(const struct app *app, const struct canvas *whole)
{
	struct canvas line = canvas_sub(whole, (struct rect){ whole->rect.rows - 1, 0, 1, whole->rect.cols });
	const struct dialog *d = app->own->dialog;
	struct bar b = { .n = 0 };

	if (app->own->message.locked)
		add_key(&b, app, ACT_BACK, "Go on", true);
	else if (d != NULL)
		for (int i = 0; i < OVERLAY_KEYS && d->overlay->keys[i].action != ACT_NONE; i++)
			add_key(&b, app, d->overlay->keys[i].action, d->overlay->keys[i].label, true);
	else if (app->own->top != NULL)
		screen_keys(&b, app, app->own->top);
	bars_keys(&line, b.key, b.n);
}

/* ---- all ---- */

/* From the lowest to the topmost. */
static void draw_dialogs(const struct dialog *d, const struct canvas *body)
{
	if (d == NULL)
		return;
	draw_dialogs(d->below, body);
	canvas_tint(body, ROLE_DIM);
	overlay_draw(d->overlay, body);
}

static void draw_body(const struct app *app, const struct canvas *body)
{
	const struct level *l = app->own->top;

	if (l == NULL)
		return;
	if (screen_too_small(app)) {
		text_printf(body, 1, 1, ROLE_WARN, "%s needs %d x %d;", l->ops->title, ROOMY_COLS, ROOMY_ROWS);
		text_printf(body, 2, 1, ROLE_WARN, "this terminal is %d x %d.", app->own->grid.cols,
			    app->own->grid.rows);
		return;
	}
	l->ops->draw(app, l->state, body);
}

void paint_all(struct app *app)
{
	struct grid *g = &app->own->grid;
	struct canvas whole, body;

	grid_blank(g);
	whole = canvas_whole(g);
	if (too_small(app)) {
		text_printf(&whole, 0, 0, ROLE_WARN, "too small: %dx%d, needs %dx%d", g->cols, g->rows, LEAST_COLS,
			    LEAST_ROWS);
	} else {
		body = canvas_sub(&whole, body_rect(app));
		draw_body(app, &body);
		draw_dialogs(app->own->dialog, &body);
		draw_title(app, &whole);
		message_draw(app, &whole);
		draw_keys(app, &whole);
	}
	term_paint(app->own->term, g, &app->theme);
}
