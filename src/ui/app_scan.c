/*
 * app_scan - what happens to a complete scan before a screen hears of it:
 * it waits while the screen is busy, the same label twice is asked about,
 * and it is logged verbatim before anybody acts on it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/app_own.h"
#include "ui/scan_setting.h"

enum { SAME_AGAIN_MS = 2000, SHOWN_LABEL = 200 };
#define VERDICT_BADGE "badge"

/* ---- reading a label ---- */

/* The rules of one supplier out of those of all; *ret is in mem. */
static size_t supplier_rules(const struct rows *all, const char *supplier, struct arena *mem,
			     const struct scan_rule **ret)
{
	struct scan_rule *rules;
	size_t n = 0;

	*ret = NULL;
	if (all == NULL || supplier[0] == '\0')
		return 0;
	rules = arena_alloc(mem, (all->n + 1) * sizeof(*rules));
	for (size_t i = 0; i < all->n; i++)
		if (str_equal(rows_text(all, i, "supplier"), supplier))
			rules[n++] =
				(struct scan_rule){ rows_text(all, i, "identifier"), rows_text(all, i, "label_field") };
	*ret = rules;
	return n;
}

static bool parse(const struct app *app, const char *supplier, const char *text, size_t n, struct scan *ret,
		  struct err *err)
{
	struct scan_rules rules = { 0 };
	struct arena mem = { 0 };
	bool ok;

	scan_rules_from(&app->own->scanner, app->config, app->clock, &mem, &rules);
	if (app->remembered != NULL)
		rules.n_rules = supplier_rules(remembered_label_rules(app->remembered), supplier, &mem, &rules.rule);
	ok = scan_parse(text, n, &rules, ret, err);
	arena_done(&mem);
	return ok;
}

/* Control characters in a text that is no label: nothing here is called so, and nobody could type it. */
static bool refuse_unreadable(const struct app *app, const char *text, struct err *err)
{
	char shown[SHOWN_LABEL];

	scan_show(text, strlen(text), app->ascii, shown, sizeof(shown));
	err_set(err, ERR_VALIDATION, "UNREADABLE", "text", "This label is of no known kind: %s", shown);
	return err_hint(err, "type what is printed on it; F10, Scanner check, if this happens often");
}

bool app_label(const struct app *app, const char *supplier, const char *text, struct scan *ret, struct err *err)
{
	if (!parse(app, supplier, text, strlen(text), ret, err))
		return false;
	if (ret->format != SCAN_PLAIN || !str_has_control(text))
		return true;
	scan_done(ret);
	*ret = (struct scan){ 0 };
	return refuse_unreadable(app, text, err);
}

/* ---- the log ---- */

/* "gs1", "plain", "badge", or the class of the mistake. */
static void verdict_of(const struct app *app, const char *text, char *ret, size_t size)
{
	struct scan scan = { 0 };
	struct err err = { 0 };

	if (!app_label(app, "", text, &scan, &err))
		str_copy(ret, size, err.code);
	else if (scan_get(scan.reading[0], "badge") != NULL)
		str_copy(ret, size, VERDICT_BADGE);
	else
		str_copy(ret, size, scan_format_name(scan.format));
	scan_done(&scan);
}

/* False: it could not be written, so it must not be acted on. */
static bool log_scan(struct app *app, const char *text, int64_t *ret_id)
{
	struct spool_actor actor;
	struct err err = { 0 };
	char verdict[48];

	*ret_id = 0;
	if (app->sender == NULL || !app->own->signed_on)
		return true;
	actor = sender_actor(app->sender);
	verdict_of(app, text, verdict, sizeof(verdict));
	/* Of a badge only that one was read: it is half of a sign-on. */
	if (str_equal(verdict, VERDICT_BADGE))
		text = "";
	if (spool_scan(sender_spool(app->sender), text, strlen(text), verdict, &actor, ret_id, &err))
		return true;
	app_error(app, &err);
	return false;
}

void app_scan_became(struct app *app, const char *what)
{
	struct err err = { 0 };

	if (app->sender == NULL || app->own->scan_id == 0)
		return;
	if (!spool_scan_became(sender_spool(app->sender), app->own->scan_id, what, &err))
		app_error(app, &err);
}

void app_scan_was_badge(struct app *app, const char *person)
{
	struct err err = { 0 };

	if (app->sender == NULL || app->own->scan_id == 0)
		return;
	if (!spool_scan_was_badge(sender_spool(app->sender), app->own->scan_id, person, &err))
		app_error(app, &err);
	app->own->scan_id = 0;
}

/* ---- waiting, and the same label twice ---- */

static void drop_first(struct app_own *own)
{
	free(own->scans[0].text);
	own->n_scans--;
	memmove(&own->scans[0], &own->scans[1], own->n_scans * sizeof(own->scans[0]));
}

void scans_drop(struct app *app)
{
	while (app->own->n_scans > 0)
		drop_first(app->own);
}

/* What was scanned behind a mistake builds on it: it is refused, with the sound and a line in the log. */
void scans_refuse(struct app *app)
{
	struct app_own *own = app->own;
	struct err err = { 0 };
	int64_t id;

	while (own->n_scans > 0) {
		if (log_scan(app, own->scans[0].text, &id) && id != 0 &&
		    !spool_scan_became(sender_spool(app->sender), id, "refused: it came behind a mistake", &err))
			log_line(app->log, LOG_LEVEL_ERROR, "scan log: %s", err.code);
		app_bell(app, false);
		drop_first(own);
	}
}

static void remember(struct app_own *own, const struct waiting_scan *scan)
{
	str_copy(own->last_scan, sizeof(own->last_scan), scan->text);
	own->last_scan_ms = scan->at_ms;
	own->last_scan_screen = own->top;
}

static bool is_same_again(const struct app_own *own, const struct waiting_scan *scan)
{
	return !scan->typed && own->last_scan[0] != '\0' && own->last_scan_screen == own->top &&
	       str_equal(own->last_scan, scan->text) && scan->at_ms - own->last_scan_ms < SAME_AGAIN_MS;
}

/* Typed, and far too short for a label: a number of a list. It is no scan. */
static bool is_menu_number(const struct waiting_scan *scan)
{
	return scan->typed && strlen(scan->text) <= 2;
}

static void deliver(struct app *app)
{
	struct app_own *own = app->own;
	struct waiting_scan scan = own->scans[0];
	struct level *l = own->top;

	/* Off the queue before the screen hears of it: it may close, open a dialog, scan again. */
	own->scans[0].text = mem_strdup("");
	drop_first(own);
	remember(own, &scan);
	app_dirty(app);
	own->scan_id = 0;
	if (is_menu_number(&scan) || log_scan(app, scan.text, &own->scan_id))
		l->ops->scan(app, l->state, scan.text);
	free(scan.text);
}

static void on_again(struct app *app, void *owner, bool yes)
{
	struct app_own *own = owner;

	if (own->n_scans == 0)
		return;
	if (yes) {
		own->last_scan[0] = '\0';
	} else {
		/* The clock starts anew, so that a third pull asks too. */
		remember(own, &own->scans[0]);
		drop_first(own);
	}
	scans_pump(app);
}

static void ask_again(struct app *app)
{
	char shown[SHOWN_LABEL], text[SHOWN_LABEL + 80];

	scan_show(app->own->scans[0].text, strlen(app->own->scans[0].text), app->ascii, shown, sizeof(shown));
	str_format(text, sizeof(text), "%s\nIt was read a moment ago. Is it another box with the same label?", shown);
	app_bell(app, false);
	app_confirm(app, app->own, "The same label again", text, "Count again", on_again);
}

void scans_pump(struct app *app)
{
	struct app_own *own = app->own;

	while (own->n_scans > 0 && own->dialog == NULL) {
		struct level *l = own->top;

		if (own->message.locked) {
			scans_refuse(app);
		} else if (l == NULL || l->ops->scan == NULL) {
			/* The scan before it led to a screen that takes none. */
			scans_refuse(app);
			app_message(app, MSG_BAD, "nothing can be scanned here: go back and scan it again");
		} else if (l->ops->ready != NULL && !l->ops->ready(app, l->state)) {
			return;
		} else if (is_same_again(own, &own->scans[0])) {
			ask_again(app);
		} else {
			deliver(app);
		}
	}
}

void scans_take(struct app *app, const char *text, bool typed)
{
	struct app_own *own = app->own;
	const struct err *broken = app_queue_broken(app);
	char shown[SHOWN_LABEL];

	if (str_empty(text))
		return;
	if (broken != NULL && own->signed_on && (own->top->ops->flags & SCREEN_SCAN)) {
		app_error(app, broken);
		return;
	}
	if (own->n_scans == SCANS_WAITING) {
		scan_show(text, strlen(text), app->ascii, shown, sizeof(shown));
		app_message(app, MSG_BAD, "too fast: %s was not taken, scan it again", shown);
		return;
	}
	own->scans[own->n_scans++] = (struct waiting_scan){
		.text = mem_strdup(text),
		.at_ms = app_now_ms(app),
		.typed = typed,
	};
	scans_pump(app);
}
