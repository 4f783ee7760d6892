/*
 * home - what this person may do here, and how the plant stands.
 *
 * The cursor waits in one field that takes everything: a number of the list,
 * or a scan, which opens what it belongs to.
 */
#include <inttypes.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scanned.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/screens/home.h"

static const struct field_spec fields[] = {
	{ .name = "scan",
	  .label = "Scan or number",
	  .kind = FIELD_SCAN,
	  .hint = "an order, a material, or a number above" },
};

/* ---- facts ---- */

static void on_purchase(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;

	(void)app;
	if (err == NULL)
		home_facts_purchase(&h->facts, rows);
	else if (err->kind == ERR_UNAUTHORIZED)
		h->hidden |= HOME_PURCHASE;
}

static void on_orders(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;

	(void)app;
	if (err == NULL)
		home_facts_orders(&h->facts, rows);
	else if (err->kind == ERR_UNAUTHORIZED)
		h->hidden |= HOME_ORDERS;
}

static void on_alerts(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;

	(void)app;
	if (err != NULL) {
		if (err->kind == ERR_UNAUTHORIZED)
			h->hidden |= HOME_ALERTS;
		return;
	}
	home_facts_alerts(&h->facts, rows);
	rows_done(&h->alerts);
	h->alerts = *rows;
	*rows = (struct rows){ 0 };
}

static void on_stock(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;

	(void)app;
	if (err == NULL)
		home_facts_stock(&h->facts, rows);
	else if (err->kind == ERR_UNAUTHORIZED)
		h->hidden |= HOME_STOCK;
}

static void on_moves(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;

	(void)app;
	if (err != NULL) {
		if (err->kind == ERR_UNAUTHORIZED)
			h->hidden |= HOME_MOVES;
		return;
	}
	rows_done(&h->moves);
	h->moves = *rows;
	*rows = (struct rows){ 0 };
}

/* The whole stock is a long list; its sum need not be younger than this. */
enum { STOCK_EVERY_MS = 30000 };

static void read_stock(struct app *app, struct home *h)
{
	int64_t now = clock_mono_ms(app->clock);

	if (!app_may(app, "cost.view") || (h->stock_ms != 0 && now - h->stock_ms < STOCK_EVERY_MS))
		return;
	h->stock_ms = now;
	ask(app, h, Q_STOCK_SEARCH, on_stock, NULL);
}

static void update(struct app *app, void *state, topic_mask topics)
{
	struct home *h = state;
	bool see = app_may(app, "materials.view");

	if ((topics & TOPIC_PURCHASE) && see && !(h->hidden & HOME_PURCHASE))
		ask(app, h, Q_PO_LIST, on_purchase, "open", "true", NULL);
	if ((topics & TOPIC_ORDER) && !(h->hidden & HOME_ORDERS))
		ask(app, h, Q_ORDER_LIST, on_orders, NULL);
	if ((topics & (TOPIC_ALERT | TOPIC_STOCK)) && see && !(h->hidden & HOME_ALERTS))
		ask(app, h, Q_ALERTS, on_alerts, NULL);
	if ((topics & TOPIC_STOCK) && see && !(h->hidden & HOME_STOCK))
		read_stock(app, h);
	if ((topics & TOPIC_STOCK) && see && !(h->hidden & HOME_MOVES))
		ask(app, h, Q_STOCK_MOVES, on_moves, "limit", "20", NULL);
}

/* ---- opening ---- */

static void open_entry(struct app *app, const struct home *h, int i)
{
	if (i < h->n_entries)
		app_open(app, h->entry[i]->name, NULL);
	else
		app_offer_sign_off(app);
}

/* Number of a typed digit in the list; -1 when it is no such digit. */
static int entry_of(const struct home *h, const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] != '\0')
		return -1;
	if (text[0] == '0')
		return h->n_entries;
	return text[0] - '1' < h->n_entries ? text[0] - '1' : -1;
}

/* The screen that a scanned thing belongs to, by what this person may; NULL when there is none. */
static const char *screen_for(const struct app *app, enum scanned_what what)
{
	static const struct {
		enum scanned_what what;
		const char *screen;
	} homes[] = {
		{ SCANNED_PURCHASE_ORDER, "receipt" }, { SCANNED_PURCHASE_ORDER, "purchase" },
		{ SCANNED_WORK_ORDER, "issue" },       { SCANNED_WORK_ORDER, "orders" },
		{ SCANNED_MATERIAL, "stock" },	       { SCANNED_LOT, "stock" },
	};

	for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++) {
		const struct screen_ops *ops = screens_find(app_screens(app), homes[i].screen);

		if (homes[i].what == what && ops != NULL && app_may(app, ops->permission))
			return homes[i].screen;
	}
	return NULL;
}

/* The order of a label; the receipt screen takes the line behind a tab. */
static void order_arg(const struct rows *rows, size_t row, bool with_line, char *ret, size_t size)
{
	char order[SCANNED_CODE];
	int64_t line;

	scanned_order(rows, row, order, sizeof(order), &line);
	if (with_line && line != 0)
		str_format(ret, size, "%s\t%" PRId64, order, line);
	else
		str_copy(ret, size, order);
}

static void look_up(struct app *app, struct home *h);

/* Opens what a row belongs to; false when this person has no screen for it. */
static bool open_row(struct app *app, const struct rows *rows, size_t row)
{
	enum scanned_what what = scanned_what(rows, row);
	const char *screen = screen_for(app, what);
	char code[SCANNED_CODE + 24], became[SCANNED_CODE + 64];

	if (screen == NULL)
		return false;
	if (what == SCANNED_PURCHASE_ORDER)
		order_arg(rows, row, str_equal(screen, "receipt"), code, sizeof(code));
	else
		str_copy(code, sizeof(code), rows_text(rows, row, what == SCANNED_LOT ? "material" : "code"));
	str_format(became, sizeof(became), "%s %s", rows_text(rows, row, "what"), rows_text(rows, row, "code"));
	app_scan_became(app, became);
	app_open(app, screen, code);
	return true;
}

static void refuse(struct app *app, struct home *h, const struct rows *rows)
{
	struct err why = { 0 };

	if (scanned_what(rows, 0) == SCANNED_USER)
		app_scan_was_badge(app, rows_text(rows, 0, "name"));
	else
		app_scan_became(app, rows->n > 0 ? "nothing for this screen" : "unknown");
	scanned_refuse(rows, h->scanned, "an order, a material or a number above", &why);
	app_error(app, &why);
}

static void on_resolved(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct home *h = owner;
	struct rows meant = { 0 };
	bool opened = false;

	h->resolving = false;
	if (err != NULL) {
		app_error(app, err);
		return;
	}
	if (!label_sift(&h->label.key[h->tried - 1], rows, &meant) && h->tried < h->label.n_keys) {
		look_up(app, h);
		return;
	}
	for (size_t i = 0; i < meant.n && !opened; i++)
		opened = open_row(app, &meant, i);
	if (!opened)
		refuse(app, h, rows);
	rows_done(&meant);
}

/* The next key of the label. */
static void look_up(struct app *app, struct home *h)
{
	const char *text = h->label.key[h->tried].text;

	h->tried++;
	h->resolving = ask(app, h, Q_RESOLVE, on_resolved, "text", text, NULL) != 0;
}

/* A label that names nothing: a command, or only a lot or a date. */
static void nothing_to_look_up(struct app *app, const struct label *label)
{
	struct err why = { 0 };

	err_set(&why, ERR_VALIDATION, "WRONG_KIND", "scan", "This is %s; an order or a material is wanted here.",
		label_kind_words(label->kind));
	app_scan_became(app, "nothing for this screen");
	app_error(app, &why);
}

static void scan(struct app *app, void *state, const char *text)
{
	struct home *h = state;
	int i = entry_of(h, text);
	struct scan scan = { 0 };
	struct err err = { 0 };

	if (i >= 0) {
		h->selected = i;
		open_entry(app, h, i);
		return;
	}
	scan_show(text, strlen(text), app->ascii, h->scanned, sizeof(h->scanned));
	if (!app_label(app, "", text, &scan, &err)) {
		str_copy(err.field, sizeof(err.field), "scan");
		app_error(app, &err);
		return;
	}
	label_from(&scan, 0, &h->label);
	scan_done(&scan);
	if (h->label.kind == LABEL_BADGE)
		str_copy(h->scanned, sizeof(h->scanned), "that badge");
	h->tried = 0;
	if (h->label.n_keys == 0)
		nothing_to_look_up(app, &h->label);
	else
		look_up(app, h);
}

static bool ready(const struct app *app, const void *state)
{
	(void)app;
	return !((const struct home *)state)->resolving;
}

/* ---- keys ---- */

static bool act(struct app *app, void *state, enum action action)
{
	struct home *h = state;
	int n = h->n_entries + 1; /* sign off */

	if (action == ACT_UP)
		h->selected = (h->selected + n - 1) % n;
	else if (action == ACT_DOWN)
		h->selected = (h->selected + 1) % n;
	else if (action == ACT_GO && form_get(&h->form, "scan")[0] == '\0')
		open_entry(app, h, h->selected);
	else if (action == ACT_RELOAD) {
		h->stock_ms = 0;
		update(app, h, TOPIC_ALL);
	} else {
		return false;
	}
	return true;
}

static bool open_home(struct app *app, void *state, const char *arg, struct err *err)
{
	struct home *h = state;

	(void)arg;
	(void)err;
	form_init(&h->form, fields, sizeof(fields) / sizeof(fields[0]));
	home_facts_init(&h->facts);
	for (const struct screen_ops *const *s = app_screens(app); *s != NULL; s++) {
		bool self = str_equal((*s)->name, SCREEN_NAME_HOME) || str_equal((*s)->name, SCREEN_NAME_SIGN_ON);

		if (!self && !((*s)->flags & (SCREEN_HIDDEN | SCREEN_SELDOM)) && app_may(app, (*s)->permission) &&
		    h->n_entries < HOME_ENTRIES)
			h->entry[h->n_entries++] = *s;
	}
	return true;
}

static void close_home(struct app *app, void *state)
{
	struct home *h = state;

	(void)app;
	rows_done(&h->moves);
	rows_done(&h->alerts);
}

static struct form *form_of(void *state)
{
	return &((struct home *)state)->form;
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },	  { .action = ACT_GO, .label = "Open" },
	{ .action = ACT_RELOAD }, { .action = ACT_SIGN_OFF },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_home = {
	.name = SCREEN_NAME_HOME,
	.title = "Home",
	.help = "Everything you may do. Choose with the arrows and Enter, or type the number and Enter.\n"
		"Scan anything: a purchase order opens the goods receipt, a work order the issue, a material its "
		"stock.\n"
		"The figures at the right follow the plant by themselves.",
	.topics = TOPIC_STOCK | TOPIC_ORDER | TOPIC_PURCHASE | TOPIC_ALERT,
	.flags = SCREEN_SCAN | SCREEN_NARROW | SCREEN_LIVE | SCREEN_HIDDEN,
	.state_size = sizeof(struct home),
	.keys = keys,
	.open = open_home,
	.close = close_home,
	.layout = home_layout,
	.update = update,
	.act = act,
	.draw = home_draw,
	.form = form_of,
	.scan = scan,
	.ready = ready,
};
