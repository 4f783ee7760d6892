/*
 * goods_label - from a scan to what it stands for, the same way on the
 * receipt and the issue screen: read the label, ask which reading when there
 * are several, resolve its keys one after the other.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/goods.h"

void goods_became(struct app *app, struct goods *g, const char *fmt, ...)
{
	char what[160], text[FIELD_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	utf8_cut(what);
	app_scan_became(app, what);
	str_format(text, sizeof(text), "%s  %s", what, g->shown);
	form_set(&g->form, "read", text);
}

void goods_result(struct goods *g, const char *word, const char *material)
{
	char text[FIELD_SIZE];

	if (g->shown[0] == '\0')
		return;
	str_format(text, sizeof(text), "%s %s  %s", word, material, g->shown);
	form_set(&g->form, "read", text);
}

void goods_scan_refused(struct app *app, struct goods *g, const struct err *err)
{
	goods_became(app, g, "refused: %s", err->code[0] != '\0' ? err->code : err_kind_name(err->kind));
	goods_refused(app, g, err);
}

bool goods_ready(const struct goods *g)
{
	return g->key == NULL && !g->posting;
}

bool goods_busy(struct app *app, const struct goods *g)
{
	if (g->key != NULL)
		app_message(app, MSG_INFO, "still looking up %s", g->shown[0] != '\0' ? g->shown : "that");
	else if (g->posting)
		app_message(app, MSG_INFO, "still posting");
	return !goods_ready(g);
}

/* ---- reading ---- */

static void on_reading(struct app *app, void *owner, const char *key)
{
	struct goods *g = owner;
	size_t i = key != NULL ? (size_t)(key[0] - '0') : g->n_readings;

	if (i >= g->n_readings) {
		g->n_readings = 0;
		goods_became(app, g, "dropped: several readings");
		app_message(app, MSG_INFO, "dropped: nothing of that label was taken");
		return;
	}
	g->label = g->readings[i];
	g->n_readings = 0;
	g->ops->label(app, g);
}

/* A separator seems to be lost: never stored silently. */
static void ask_reading(struct app *app, struct goods *g)
{
	struct menu_item items[SCAN_READINGS + 1] = { { NULL, NULL, NULL } };
	char words[SCAN_READINGS][200], keys[SCAN_READINGS][2];

	for (size_t i = 0; i < g->n_readings; i++) {
		label_words(g->readings, g->n_readings, i, words[i], sizeof(words[i]));
		keys[i][0] = (char)('0' + i);
		keys[i][1] = '\0';
		items[i] = (struct menu_item){ keys[i], words[i], NULL };
	}
	items[g->n_readings] = (struct menu_item){ NULL, NULL, NULL };
	app_bell(app, false);
	app_menu(app, g,
		 g->narrow ? "Two ways to read it: what is printed?"
			   : "This label can be read in several ways: which one is printed on it?",
		 items, on_reading);
}

static void read_scan(struct app *app, struct goods *g, const struct scan *scan)
{
	g->n_readings = scan->n_readings < SCAN_READINGS ? scan->n_readings : SCAN_READINGS;
	for (size_t i = 0; i < g->n_readings; i++)
		label_from(scan, i, &g->readings[i]);
	if (g->n_readings > 1) {
		ask_reading(app, g);
		return;
	}
	g->label = g->readings[0];
	g->n_readings = 0;
	/* Half of a sign-on: never shown. */
	if (g->label.kind == LABEL_BADGE)
		g->scanned[0] = g->shown[0] = '\0';
	g->ops->label(app, g);
}

void goods_scan(struct app *app, struct goods *g, const char *supplier, const char *text)
{
	struct scan scan = { 0 };
	struct err err = { 0 };

	g->in_lot = form_focused(&g->form, "lot");
	str_printable(g->scanned, sizeof(g->scanned), text, app->ascii);
	scan_show(text, strlen(text), app->ascii, g->shown, sizeof(g->shown));
	if (app_label(app, supplier, text, &scan, &err)) {
		read_scan(app, g, &scan);
	} else {
		err_hint(&err, "nothing was taken; scan it again, or type what is printed");
		goods_scan_refused(app, g, &err);
	}
	scan_done(&scan);
}

/* ---- what it stands for ---- */

static void look(struct app *app, struct goods *g);

static void on_resolved(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct goods *g = owner;
	struct rows sifted = { 0 };

	if (err == NULL && !label_sift(g->key, rows, &sifted) && g->n_keys > 1) {
		rows_done(&sifted);
		g->key++;
		g->n_keys--;
		look(app, g);
		return;
	}
	g->key = NULL;
	if (err != NULL && g->label.kind == LABEL_BADGE)
		app_scan_was_badge(app, "nobody could look");
	g->ops->resolved(app, g, err == NULL ? &sifted : NULL, err);
	rows_done(&sifted);
}

static void look(struct app *app, struct goods *g)
{
	if (ask(app, g, Q_RESOLVE, on_resolved, "text", g->key->text, NULL) == 0)
		g->key = NULL;
}

void goods_look(struct app *app, struct goods *g, const struct label_key *keys, size_t n)
{
	g->key = keys;
	g->n_keys = n;
	look(app, g);
}

bool goods_took_badge(struct app *app, struct goods *g, const struct rows *rows)
{
	bool known = scanned_what(rows, 0) == SCANNED_USER;
	struct err err;

	if (!known && (rows->n > 0 || g->label.kind != LABEL_BADGE))
		return false;
	app_scan_was_badge(app, known ? rows_text(rows, 0, "name") : "nobody known");
	/* Half of a sign-on: it stays nowhere. */
	memset(&g->label, 0, sizeof(g->label));
	g->scanned[0] = g->shown[0] = '\0';
	if (known)
		err_set(&err, ERR_VALIDATION, "WRONG_KIND", "scan", "that is the badge of %s",
			rows_text(rows, 0, "name"));
	else
		err_set(&err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "that is a badge of nobody here");
	err_hint(&err, "%s is wanted here", g->ops->wanted);
	form_set(&g->form, "read", "badge");
	goods_refused(app, g, &err);
	return true;
}

/* ---- command cards ---- */

static bool works_now(const struct goods *g, enum action action)
{
	for (const struct screen_key *k = g->ops->keys; k->action != ACT_NONE; k++)
		if (k->action == action)
			return k->enabled == NULL || k->enabled(g);
	return true;
}

void goods_command(struct app *app, struct goods *g)
{
	enum action action = action_parse(g->label.command);
	struct err err;

	if (action == ACT_NONE) {
		err_set(&err, ERR_VALIDATION, "UNKNOWN_COMMAND", "scan", "no key is called %s", g->label.command);
		err_hint(&err, "command cards say save, undo, back, quantity, lot ...");
		goods_scan_refused(app, g, &err);
		return;
	}
	goods_became(app, g, "command %s", g->label.command);
	if (!works_now(g, action)) {
		app_message(app, MSG_BAD, "%s does nothing now", action_get(action)->label);
	} else if (!g->ops->act(app, g, action)) {
		if (action == ACT_BACK || action == ACT_EXIT)
			app_back(app); /* *g is gone */
		else if (action == ACT_HELP)
			app_open(app, SCREEN_NAME_HELP, app_screen(app)->name);
		else
			app_message(app, MSG_BAD, "%s needs its key, not a card", action_get(action)->label);
	}
}

void goods_say_unit(struct app *app, const char *said, const char *material, const char *uom)
{
	if (uom[0] != '\0')
		app_message(app, MSG_BAD, "label says %s, %s is kept in %s: type the quantity", said, material, uom);
	else
		app_message(app, MSG_BAD, "label says %s, %s is kept in another unit: type the quantity", said,
			    material);
}
