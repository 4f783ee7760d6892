/*
 * help - what the screen below is for, the keys that work there, and the
 * habits that hold everywhere. Up, Down and the page keys scroll.
 */
#include "core/base/str.h"
#include "ui/app.h"
#include "ui/screens.h"
#include "ui/text.h"

enum { KEY_COLS = 22, MARGIN = 2 };

struct help {
	const struct screen_ops *about;
	int top;   /* first line shown */
	int lines; /* of the whole text at the present width; from the last layout */
	struct rect body;
};

/* Where the text is written: all of it, the canvas shows a window. */
struct sheet {
	const struct canvas *canvas; /* NULL: only count */
	int top;
	int line;
	int col;
	enum role role;
};

static void put(struct sheet *sheet, int col, enum role role, const char *text)
{
	int row = sheet->line - sheet->top;

	if (sheet->canvas && row >= 0 && row < sheet->canvas->rect.rows)
		text_put(sheet->canvas, row, col, -1, role, text);
}

static void put_wrapped(void *ctx, int number, const char *text)
{
	struct sheet *sheet = ctx;

	(void)number;
	put(sheet, sheet->col, sheet->role, text);
	sheet->line++;
}

static void paragraph(struct sheet *sheet, int cols, enum role role, const char *text)
{
	sheet->col = MARGIN;
	sheet->role = role;
	text_wrap(text, cols - 2 * MARGIN, put_wrapped, sheet);
	sheet->line++;
}

static void heading(struct sheet *sheet, const char *text)
{
	put(sheet, MARGIN, ROLE_INFO, text);
	sheet->line++;
}

static void key_line(const struct app *app, struct sheet *sheet, int cols, enum action action, const char *help)
{
	const struct screen_ops *about = app_screen_below(app);
	char keys[64];
	int lines;

	keymap_all(&app->keymap, action, about && (about->flags & SCREEN_SCAN), keys, sizeof(keys));
	put(sheet, MARGIN, ROLE_VALUE, keys);
	sheet->col = MARGIN + KEY_COLS;
	sheet->role = ROLE_BODY;
	lines = text_wrap(help != NULL ? help : action_get(action)->help, cols - KEY_COLS - 2 * MARGIN, put_wrapped,
			  sheet);
	if (lines == 0)
		sheet->line++;
}

/* The keys the screen below shows come first, the rest after. */
static bool is_screen_key(const struct screen_ops *about, enum action action)
{
	for (const struct screen_key *k = about ? about->keys : NULL; k && k->action != ACT_NONE; k++) {
		if (k->action == action)
			return true;
	}
	return false;
}

static bool is_told(const struct screen_key *keys, const struct screen_key *key)
{
	for (const struct screen_key *k = keys; k != key; k++) {
		if (k->action == key->action)
			return true;
	}
	return false;
}

static void write_keys(const struct app *app, const struct help *s, struct sheet *sheet, int cols)
{
	heading(sheet, "Keys of this screen");
	for (const struct screen_key *k = s->about ? s->about->keys : NULL; k && k->action != ACT_NONE; k++) {
		if (!is_told(s->about->keys, k))
			key_line(app, sheet, cols, k->action, k->help);
	}
	sheet->line++;
	heading(sheet, "Everywhere");
	for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		if (!is_screen_key(s->about, (enum action)a))
			key_line(app, sheet, cols, (enum action)a, NULL);
	}
	sheet->line++;
}

static int write_all(const struct app *app, const struct help *s, const struct canvas *canvas, int cols)
{
	struct sheet sheet = { .canvas = canvas, .top = s->top, .line = 1 };

	heading(&sheet, s->about ? s->about->title : "gemba");
	paragraph(&sheet, cols, ROLE_BODY, s->about && s->about->help ? s->about->help : "");
	write_keys(app, s, &sheet, cols);
	heading(&sheet, "Good to know");
	paragraph(&sheet, cols, ROLE_BODY,
		  "A terminal without function keys: press Esc and then the digit, or the Ctrl key beside each.\n"
		  "Where scans are taken no letter is a command. An error stays until a key that no scanner sends "
		  "(Esc, an arrow, a function key) says that you saw it; what is scanned meanwhile is refused aloud.\n"
		  "What other terminals do appears by itself. While you work in a list it keeps its order and counts "
		  "what is new; F5 shows it.");
	return sheet.line;
}

static bool help_open(struct app *app, void *state, const char *arg, struct err *err)
{
	struct help *s = state;

	(void)arg;
	(void)err;
	s->about = app_screen(app); /* this one is not on the stack yet */
	return true;
}

static void help_layout(void *state, struct rect body)
{
	((struct help *)state)->body = body;
}

static void scroll(const struct app *app, struct help *s, int by)
{
	int last = write_all(app, s, NULL, s->body.cols) - s->body.rows;

	s->top += by;
	if (s->top > last)
		s->top = last;
	if (s->top < 0)
		s->top = 0;
}

static bool help_act(struct app *app, void *state, enum action action)
{
	struct help *s = state;
	int page = s->body.rows - 2;

	switch ((int)action) {
	case ACT_UP:
		return scroll(app, s, -1), true;
	case ACT_DOWN:
	case ACT_GO:
		return scroll(app, s, 1), true;
	case ACT_PAGE_UP:
		return scroll(app, s, -page), true;
	case ACT_PAGE_DOWN:
		return scroll(app, s, page), true;
	case ACT_HOME:
		return scroll(app, s, -s->top), true;
	case ACT_END:
		return scroll(app, s, 10000), true;
	case ACT_HELP:
		return app_back(app), true;
	default:
		return false;
	}
}

static void help_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct help *s = state;
	int lines = write_all(app, s, canvas, canvas->rect.cols);

	if (s->top + canvas->rect.rows < lines)
		text_put_in(canvas, canvas->rect.rows - 1, canvas->rect.cols - 18, 17, ALIGN_RIGHT, ROLE_DIM,
			    "more below ↓");
	canvas_cursor(canvas, 0, MARGIN);
}

static void help_subtitle(const void *state, char *ret, size_t size)
{
	const struct help *s = state;

	str_copy(ret, size, s->about ? s->about->title : "");
}

static const struct screen_key keys[] = {
	{ .action = ACT_PAGE_DOWN, .label = "More" },
	{ .action = ACT_PAGE_UP, .label = "Less" },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_help = {
	.name = "help",
	.title = "Help",
	.permission = NULL,
	.help = "This page.",
	.flags = SCREEN_HIDDEN | SCREEN_NARROW,
	.state_size = sizeof(struct help),
	.keys = keys,
	.open = help_open,
	.layout = help_layout,
	.act = help_act,
	.draw = help_draw,
	.subtitle = help_subtitle,
};
