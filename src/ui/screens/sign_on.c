/*
 * sign_on - who is at the terminal: badge or name, then the PIN.
 */
#include <string.h>

#include "core/base/rows.h"
#include "core/base/str.h"
#include "core/version.h"
#include "ui/app.h"
#include "ui/ask.h"
#include "ui/screens.h"
#include "ui/widgets/form.h"

struct sign_on {
	struct app *app; /* session's callback knows only the state */
	struct form form;
	struct rows hello;
	bool asking_hello, checking;
	char refusal[400]; /* why the last try was refused */
	struct rect box;
	bool small;
};

static const struct field_spec fields[] = {
	{ .name = "user", .label = "Badge or name", .kind = FIELD_CODE, .width = 28 },
	{ .name = "pin", .label = "PIN", .kind = FIELD_SECRET, .width = 12 },
};

/* ---- the server ---- */

static void on_hello(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct sign_on *s = owner;

	(void)app;
	s->asking_hello = false;
	if (err != NULL)
		return; /* session_trouble says why */
	rows_done(&s->hello);
	s->hello = *rows;
	*rows = (struct rows){ 0 };
	/* The clock is the plant's before anybody signs on. */
	app_use_zone(rows_text(&s->hello, 0, "time_zone"));
}

static void update(struct app *app, void *state, topic_mask topics)
{
	struct sign_on *s = state;
	char version[16];

	(void)topics;
	if (s->asking_hello || s->hello.n > 0 || app->session == NULL || session_link(app->session) != LINK_LIVE)
		return;
	str_format(version, sizeof(version), "%d", GEMBA_PROTOCOL);
	s->asking_hello = ask(app, s, Q_HELLO, on_hello, "client_version", version, NULL) != 0;
}

static void refused(struct sign_on *s, const struct err *err)
{
	struct err marked = *err;
	size_t n = strlen(err->message);
	bool stop = n > 0 && err->message[n - 1] == '.';

	/* Which of the two was wrong is nobody's business: the cursor goes where the next try begins. */
	if (!str_equal(err->field, "user") || err->kind == ERR_UNAUTHORIZED)
		str_copy(marked.field, sizeof(marked.field), "pin");
	/* The sentence has its own place below the fields. */
	str_copy(marked.message, sizeof(marked.message), err->kind == ERR_OFFLINE ? "" : "again");
	form_set(&s->form, "pin", "");
	form_mark(&s->form, &marked);
	str_format(s->refusal, sizeof(s->refusal), "%s%s%s", err->message,
		   err->hint[0] == '\0' ? ""
		   : stop		? " "
					: ". ",
		   err->hint);
	app_bell(s->app, false);
	app_dirty(s->app);
}

/* What a verb kept for this badge while nobody could be asked whose it is. */
static void adopt(struct sign_on *s)
{
	const struct person *who = session_person(s->app->session);
	char given[FIELD_SIZE];
	struct err err = { 0 };

	str_copy(given, sizeof(given), form_get(&s->form, "user"));
	if (who == NULL || s->app->sender == NULL)
		return;
	if (!spool_adopt(sender_spool(s->app->sender), str_trim(given), who->user_name, &err))
		log_line(s->app->log, LOG_LEVEL_ERROR, "spool: %s", err.message);
}

static void on_sign_on(void *ctx, struct rows *rows, const struct err *err)
{
	struct sign_on *s = ctx;

	(void)rows;
	s->checking = false;
	if (err != NULL) {
		refused(s, err);
		return;
	}
	adopt(s);
	app_signed_on(s->app); /* s is gone now */
}

static void ask_for(struct sign_on *s, const char *field, const char *what)
{
	struct err err = { 0 };

	err_set(&err, ERR_USAGE, "MISSING", field, "missing");
	form_mark(&s->form, &err);
	str_copy(s->refusal, sizeof(s->refusal), what);
}

static void edited(struct app *app, void *state)
{
	struct sign_on *s = state;

	(void)app;
	s->refusal[0] = '\0';
	form_unmark(&s->form);
}

/* A badge, with the prefix that says so or without. */
static void scan(struct app *app, void *state, const char *text)
{
	struct sign_on *s = state;
	struct scan label = { 0 };
	struct err unused = { 0 };
	const char *badge = NULL;

	if (app_label(app, "", text, &label, &unused))
		badge = scan_get(label.reading[0], "badge");
	edited(app, s);
	form_set(&s->form, "user", badge != NULL ? badge : text);
	form_set(&s->form, "pin", "");
	form_focus(&s->form, "pin");
	scan_done(&label);
}

/* A PIN is digits. Anything else behind the PIN's cursor is the next person's badge. */
static bool is_badge(const char *pin)
{
	return pin[strspn(pin, "0123456789")] != '\0';
}

static void submit(struct app *app, struct sign_on *s)
{
	struct err err = { 0 };
	char user[FIELD_SIZE];

	if (s->checking)
		return;
	if (is_badge(form_get(&s->form, "pin"))) {
		str_copy(user, sizeof(user), form_get(&s->form, "pin"));
		scan(app, s, user);
		return;
	}
	str_copy(user, sizeof(user), form_get(&s->form, "user"));
	str_trim(user);
	if (user[0] == '\0') {
		ask_for(s, "user", "Scan the badge, or type the name");
	} else if (form_get(&s->form, "pin")[0] == '\0') {
		ask_for(s, "pin", "Type the PIN, then Enter");
	} else if (app->session == NULL || session_link(app->session) != LINK_LIVE) {
		err_set(&err, ERR_OFFLINE, "OFFLINE", "pin", "There is no server: nobody new can sign on now.");
		refused(s, &err);
	} else {
		form_unmark(&s->form);
		s->refusal[0] = '\0';
		s->checking = true;
		session_sign_on(app->session, user, form_get(&s->form, "pin"), on_sign_on, s);
	}
}

/* ---- keys ---- */

static bool act(struct app *app, void *state, enum action action)
{
	struct sign_on *s = state;

	if (action == ACT_SAVE || (action == ACT_GO && form_focused(&s->form, "pin"))) {
		submit(app, s);
		return true;
	}
	if (action != ACT_GO)
		return false;
	if (str_empty(form_get(&s->form, "user")))
		submit(app, s);
	else
		form_focus(&s->form, "pin");
	return true;
}

static bool open_sign_on(struct app *app, void *state, const char *arg, struct err *err)
{
	struct sign_on *s = state;

	(void)arg;
	(void)err;
	s->app = app;
	form_init(&s->form, fields, sizeof(fields) / sizeof(fields[0]));
	return true;
}

static void close_sign_on(struct app *app, void *state)
{
	struct sign_on *s = state;

	if (app->session != NULL)
		session_forget_ctx(app->session, s);
	form_set(&s->form, "pin", "");
	rows_done(&s->hello);
}

/* ---- the picture ---- */

static void layout(void *state, struct rect body)
{
	struct sign_on *s = state;

	s->small = body.rows < 15 || body.cols < 56;
	s->box = s->small ? rect_centre(body, 9, 40) : rect_centre(body, 14, 54);
}

struct words {
	const struct canvas *c;
	int row;
	enum role role;
};

static void put_line(void *ctx, int number, const char *text)
{
	const struct words *w = ctx;

	/* Never into the frame: it is what one sees first that tells. */
	if (w->row + number < w->c->rect.rows - 1)
		text_put(w->c, w->row + number, 2, w->c->rect.cols - 4, w->role, text);
}

/* What the server is up to, in words first. */
static void draw_link(const struct app *app, const struct sign_on *s, const struct canvas *c, int row)
{
	enum link_state link = app->session != NULL ? session_link(app->session) : LINK_OFFLINE;
	const struct err *trouble = app->session != NULL ? session_trouble(app->session) : NULL;
	struct words w = { c, row, ROLE_WARN };
	char text[400];

	if (trouble != NULL && trouble->kind != ERR_NONE && link != LINK_CONNECTING) {
		/* The little box has room for one sentence. */
		str_format(text, sizeof(text), "%s%s%s", trouble->message,
			   s->small || trouble->hint[0] == '\0' ? "" : " ", s->small ? "" : trouble->hint);
		text_wrap(text, c->rect.cols - 4, put_line, &w);
	} else if (link == LINK_LIVE) {
		text_put(c, row, c->rect.cols - 8, -1, ROLE_GOOD, "● live");
	} else if (link == LINK_CONNECTING) {
		text_put(c, row, 2, -1, ROLE_DIM, "○ connecting to the server ...");
	} else {
		text_put(c, row, 2, -1, ROLE_WARN, "○ offline: nobody new can sign on");
	}
}

/* Where this terminal stands. */
static void draw_place(const struct app *app, const struct sign_on *s, const struct canvas *c, int row)
{
	const char *plant = rows_text(&s->hello, 0, "plant_name");
	const char *kiosk = rows_text(&s->hello, 0, "kiosk");
	char text[300];

	if (plant[0] == '\0')
		plant = rows_text(&s->hello, 0, "plant");
	if (kiosk[0] == '\0')
		kiosk = app->config->kiosk != NULL ? app->config->kiosk : "";
	str_format(text, sizeof(text), "%s%s%s", plant, plant[0] != '\0' && kiosk[0] != '\0' ? " · " : "", kiosk);
	text_put_in(c, row, 2, c->rect.cols - 4, ALIGN_LEFT, ROLE_LABEL, text);
}

/* Without a server: that nobody can come in, and that nothing is lost meanwhile. "": there is a server. */
static const char *offline_words(const struct app *app, bool small, char *ret, size_t size)
{
	struct spool_count count = { 0 };
	char waits[80] = "";

	ret[0] = '\0';
	if (app->session == NULL || session_link(app->session) != LINK_OFFLINE)
		return ret;
	app_queue_count(app, &count);
	if (count.queued > 0)
		str_format(waits, sizeof(waits), "%d %s in the queue here.", count.queued,
			   count.queued == 1 ? "line waits" : "lines wait");
	str_format(ret, size, "%s%s%s", small ? "" : "Without the server nobody new can sign on.",
		   small || !waits[0] ? "" : " ", waits);
	return ret;
}

static void draw_refusal(const struct app *app, const struct sign_on *s, const struct canvas *c, int row)
{
	struct words w = { c, row, ROLE_BAD };
	char offline[160];

	if (s->checking)
		text_put(c, row, 2, -1, ROLE_DIM, "checking ...");
	else if (s->refusal[0] != '\0')
		text_wrap(s->refusal, c->rect.cols - 4, put_line, &w);
	else if (rows_text(&s->hello, 0, "notice")[0] != '\0') {
		w.role = ROLE_INFO;
		text_wrap(rows_text(&s->hello, 0, "notice"), c->rect.cols - 4, put_line, &w);
	} else if (offline_words(app, s->small, offline, sizeof(offline))[0] != '\0') {
		w.role = ROLE_WARN;
		text_wrap(offline, c->rect.cols - 4, put_line, &w);
	} else if (!s->small) {
		text_put(c, row, 2, -1, ROLE_DIM, "Scan your badge or type your name, then the PIN.");
	}
}

static void draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct sign_on *s = state;
	struct canvas c = canvas_sub(canvas, s->box), inside;
	struct rect in = { 0, 0, c.rect.rows, c.rect.cols };
	int row = s->small ? 1 : 2;

	canvas_box(&c, in, ROLE_BORDER, NULL);
	in = rect_inside(in, 1);
	text_put_in(&c, row++, 1, c.rect.cols - 2, ALIGN_CENTRE, ROLE_VALUE, s->small ? "gemba" : "g e m b a");
	if (!s->small)
		text_put_in(&c, row++, 1, c.rect.cols - 2, ALIGN_CENTRE, ROLE_DIM, "the real place");
	row += s->small ? 0 : 1;
	in.row = row;
	in.rows = 2;
	inside = canvas_sub(&c, in);
	form_draw(&s->form, &inside, true);
	draw_refusal(app, s, &c, row + (s->small ? 2 : 3));
	row = c.rect.rows - (s->small ? 3 : 4);
	if (app->session != NULL && session_link(app->session) == LINK_LIVE)
		row++;
	draw_place(app, s, &c, row);
	draw_link(app, s, &c, app->session != NULL && session_link(app->session) == LINK_LIVE ? row : row + 1);
}

static struct form *form_of(void *state)
{
	return &((struct sign_on *)state)->form;
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_GO, .label = "Sign on" },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_sign_on = {
	.name = SCREEN_NAME_SIGN_ON,
	.title = "Sign on",
	.help = "Scan your badge or type your name, then type your PIN and Enter. After several wrong tries the name "
		"is locked for a while; an administrator can unlock it.\n"
		"Without the server nobody new can sign on: it alone knows the PINs. Whoever was signed on before it "
		"went "
		"away goes on, and unlocks the terminal with the own PIN.",
	.topics = TOPIC_LINK | TOPIC_QUEUE,
	.flags = SCREEN_NARROW | SCREEN_HIDDEN,
	.state_size = sizeof(struct sign_on),
	.keys = keys,
	.open = open_sign_on,
	.close = close_sign_on,
	.layout = layout,
	.update = update,
	.act = act,
	.draw = draw,
	.form = form_of,
	.scan = scan,
	.edited = edited,
};
