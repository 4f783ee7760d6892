/*
 * status - is everything well: the connection, the server, its optional
 * extensions with the reason where one is not used, jobs, cache, ERP outbox.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens.h"

struct status {
	struct table list;
	struct rect head, body;
};

static const struct table_column columns[] = {
	{ .title = "area", .name = "area", .min = 9, .max = 14, .priority = 1, .role = ROLE_DIM },
	{ .title = "what", .name = "name", .min = 10, .max = 24, .role = ROLE_VALUE },
	{ .title = "state", .name = "state", .min = 5, .max = 10, .role = ROLE_BODY },
	{ .title = "in words", .name = "detail", .min = 20, .max = 120, .priority = 2, .grow = 1, .role = ROLE_BODY },
};
enum { COLUMN_STATE = 2 };

static bool status_cell(const void *ctx, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const char *state = rows_text(rows, row, "state");

	(void)ctx;
	if (column != COLUMN_STATE)
		return false;
	if (str_equal(state, "ok")) {
		str_copy(ret->text, sizeof(ret->text), "ok ✓");
		ret->role = ROLE_GOOD;
	} else if (str_equal(state, "wrong")) {
		str_copy(ret->text, sizeof(ret->text), "WRONG ✗");
		ret->role = ROLE_BAD;
	} else if (str_equal(state, "warning")) {
		str_copy(ret->text, sizeof(ret->text), "warning !");
		ret->role = ROLE_WARN;
	} else {
		return false;
	}
	return true;
}

static const struct table_spec list_spec = {
	.columns = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.key = "area name",
	.format = status_cell,
	.empty = "The server told nothing. F5 asks again.",
};

static bool status_open(struct app *app, void *state, const char *arg, struct err *err)
{
	(void)arg;
	(void)err;
	table_init(&((struct status *)state)->list, &list_spec, app);
	return true;
}

static void status_close(struct app *app, void *state)
{
	(void)app;
	table_done(&((struct status *)state)->list);
}

static void status_layout(void *state, struct rect body)
{
	struct status *s = state;

	s->head = rect_cut_top(&body, 3);
	s->body = body;
	table_layout(&s->list, body.rows);
}

static void status_update(struct app *app, void *state, topic_mask topics)
{
	(void)topics;
	if (app->session && session_link(app->session) == LINK_LIVE)
		ask_table(app, state, &((struct status *)state)->list, Q_STATUS, NULL);
}

static bool status_act(struct app *app, void *state, enum action action)
{
	if (action != ACT_RELOAD)
		return false;
	status_update(app, state, TOPIC_ALL);
	return true;
}

static void draw_link(const struct app *app, const struct canvas *c)
{
	const struct err *trouble;

	if (!app->session)
		return;
	trouble = session_trouble(app->session);
	if (session_link(app->session) == LINK_LIVE) {
		text_put(c, 0, 1, -1, ROLE_GOOD, "Connected ✓");
		text_put(c, 0, 14, -1, ROLE_BODY, "What other terminals do appears here as it happens.");
	} else {
		text_printf(c, 0, 1, ROLE_BAD, "OFFLINE ✗ next try in %d s", session_retry_in_s(app->session));
	}
	if (trouble->kind != ERR_NONE)
		text_printf(c, 1, 1, ROLE_WARN, "%s", trouble->message);
	else
		text_put(c, 1, 1, -1, ROLE_DIM, "What is below is what the server says of itself.");
}

static void status_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct status *s = state;
	struct canvas head = canvas_sub(canvas, s->head);
	struct canvas body = canvas_sub(canvas, s->body);

	draw_link(app, &head);
	table_draw(&s->list, &body, true);
}

static struct table *status_table(void *state)
{
	return &((struct status *)state)->list;
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP }, { .action = ACT_FIND }, { .action = ACT_RELOAD },
	{ .action = ACT_MENU }, { .action = ACT_BACK }, { .action = ACT_NONE },
};

const struct screen_ops screen_status = {
	.name = "status",
	.title = "Status",
	.purpose = "Is the server well?",
	.permission = "materials.view",
	.help = "Whether terminal, server and its helpers are well. An optional extension that is not used says why; "
		"everything works without it. What is WRONG is for the administrator: gemba doctor says what to do.",
	.topics = TOPIC_LINK,
	.flags = SCREEN_LIVE | SCREEN_SELDOM,
	.state_size = sizeof(struct status),
	.keys = keys,
	.open = status_open,
	.close = status_close,
	.layout = status_layout,
	.update = status_update,
	.act = status_act,
	.draw = status_draw,
	.table = status_table,
};
