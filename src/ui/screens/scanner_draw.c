/*
 * scanner_draw - the picture of the scanner check.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/screens/scanner.h"

enum { MARGIN = 1, LABEL_COLS = 11, CELL_COLS = 20, NAME_COLS = 8, GAP_COLS = 7 };

/* Lines that scroll: painted, or counted when canvas is NULL. */
struct sheet {
	const struct canvas *canvas;
	int top, line, cols;
	enum role role;
};

static void put_line(void *ctx, int number, const char *text)
{
	struct sheet *s = ctx;
	int row = s->line++ - s->top;

	(void)number;
	if (s->canvas != NULL && row >= 0 && row < s->canvas->rect.rows)
		text_put(s->canvas, row, MARGIN, s->cols - MARGIN, s->role, text);
}

static void put_text(struct sheet *s, enum role role, const char *text)
{
	s->role = role;
	if (text_wrap(text, s->cols - 2 * MARGIN, put_line, s) == 0)
		s->line++;
}

bool scanner_has_advice(const void *state)
{
	return ((const struct scanner *)state)->advice.n_lines > 0;
}

void scanner_arrange(struct scanner *s)
{
	bool narrow = s->body.cols < SCANNER_WIDE_COLS;
	struct rect body = s->body;

	s->left = s->right = (struct rect){ 0 };
	/* A line below the head, where there is room. */
	if (!narrow)
		rect_cut_top(&body, 1);
	if (s->view == SCANNER_ADVICE) {
		s->right = body;
	} else if (s->view == SCANNER_KEYS || narrow) {
		s->left = body;
	} else {
		s->left = rect_cut_left(&body, 2 * CELL_COLS);
		s->right = body;
	}
}

static void write_how(struct sheet *sheet)
{
	put_text(sheet, ROLE_BODY, "Scan anything to see what arrives.");
	put_text(sheet, ROLE_BODY,
		 "Scan both test codes of doc/scanner-check.md, and here stands what to set for this scanner.");
}

static void write_advice(const struct scanner *s, struct sheet *sheet)
{
	static const char *const marks[] = { "✓", "·", "✗" };
	static const enum role roles[] = { ROLE_BODY, ROLE_INFO, ROLE_WARN };
	const struct check_advice *a = &s->advice;

	/* What is wrong comes first. */
	for (int weight = CHECK_BAD; weight >= CHECK_FINE; weight--)
		for (size_t i = 0; i < a->n_lines; i++) {
			char line[CHECK_LINE + 8];

			if ((int)a->weight[i] != weight)
				continue;
			str_format(line, sizeof(line), "%s %s", marks[weight], a->line[i]);
			put_text(sheet, roles[weight], line);
		}
	sheet->line++;
	put_text(sheet, ROLE_LABEL, s->used ? "In use here; for gemba.conf:" : "F2 uses this here; for gemba.conf:");
	for (size_t i = 0; i < a->n_conf; i++) {
		sheet->role = ROLE_VALUE;
		put_line(sheet, 0, a->conf[i]);
	}
}

static int write_findings(const struct scanner *s, const struct canvas *canvas, int cols)
{
	struct sheet sheet = { .canvas = canvas, .top = s->top, .cols = cols };

	if (scanner_has_advice(s))
		write_advice(s, &sheet);
	else
		write_how(&sheet);
	return sheet.line;
}

int scanner_last_top(const struct scanner *s)
{
	int lines = write_findings(s, NULL, s->right.cols);

	/* The last row says that there is more. */
	return lines > s->right.rows ? lines - s->right.rows + 1 : 0;
}

static void draw_findings(const struct scanner *s, const struct canvas *c)
{
	struct rect text = { 0, 0, c->rect.rows, c->rect.cols }, note = { 0 };
	struct canvas part, line;

	if (scanner_last_top(s) > 0)
		note = rect_cut_bottom(&text, 1);
	part = canvas_sub(c, text);
	line = canvas_sub(c, note);
	write_findings(s, &part, c->rect.cols);
	if (!rect_empty(note))
		text_put_in(&line, 0, 0, c->rect.cols - MARGIN, ALIGN_RIGHT, ROLE_DIM,
			    s->top < scanner_last_top(s) ? "more below ↓" : "more above ↑");
}

/* ---- the head ---- */

static void draw_prompt(const struct scanner *s, const struct canvas *c)
{
	bool narrow = c->rect.cols < SCANNER_WIDE_COLS;
	int col = MARGIN;

	col += text_put(c, 0, col, -1, ROLE_LABEL, narrow ? "Codes: " : "Scan both test codes: ");
	col += text_put(c, 0, col, -1, s->have[0] ? ROLE_GOOD : ROLE_VALUE, s->have[0] ? "Code 128 ✓" : "Code 128 …");
	col += text_put(c, 0, col, -1, ROLE_DIM, "  ");
	text_put(c, 0, col, -1, s->have[1] ? ROLE_GOOD : ROLE_VALUE, s->have[1] ? "Data Matrix ✓" : "Data Matrix …");
}

static void draw_pair(const struct canvas *c, int row, const char *label, enum role role, const char *text)
{
	text_put(c, row, MARGIN, LABEL_COLS, ROLE_LABEL, label);
	text_put(c, row, MARGIN + LABEL_COLS, c->rect.cols - LABEL_COLS - 2 * MARGIN, role, text);
}

static void draw_head(const struct scanner *s, const struct canvas *c)
{
	char shown[512];

	draw_prompt(s, c);
	/* Words: many fonts lack the pictures of control characters, and here they matter most. */
	scan_show(s->text, s->n_text, true, shown, sizeof(shown));
	draw_pair(c, 1, "last scan", ROLE_VALUE, s->n_text > 0 ? shown : "-");
	draw_pair(c, 2, "read as", ROLE_BODY, s->taken[0] != '\0' ? s->taken : "-");
	draw_pair(c, 3, "came as", ROLE_BODY, s->verdict[0] != '\0' ? s->verdict : "-");
}

/* ---- keys ---- */

static void hex_of(const struct check_key *k, char *ret, size_t size)
{
	if (k->what == CHECK_ENTER)
		str_copy(ret, size, "0D");
	else if (k->what == CHECK_TAB)
		str_copy(ret, size, "09");
	else if (k->what == CHECK_ESC)
		str_copy(ret, size, "1B");
	else if (k->what == CHECK_OTHER)
		str_copy(ret, size, "--");
	else
		str_format(ret, size, "%02X", k->code);
}

static bool is_keypad(const struct scanner *s, size_t i)
{
	return i > 0 && s->keys[i - 1].what == CHECK_ESC && s->keys[i].code >= '0' && s->keys[i].code <= '9';
}

/* "1D GS       +12 ms" */
static void draw_key(const struct scanner *s, const struct canvas *c, size_t i)
{
	const struct check_key *k = &s->keys[i];
	char hex[12], gap[24], name[32];

	hex_of(k, hex, sizeof(hex));
	str_format(name, sizeof(name), "%s%s", is_keypad(s, i) ? "Alt-" : "", k->name);
	if (i == 0)
		str_copy(gap, sizeof(gap), "first");
	else
		str_format(gap, sizeof(gap), "+%d ms", (int)(k->at_ms - s->keys[i - 1].at_ms));
	text_put_in(c, 0, MARGIN, 2, ALIGN_LEFT, ROLE_DIM, hex);
	text_put_in(c, 0, MARGIN + 3, NAME_COLS, ALIGN_LEFT,
		    k->what == CHECK_CHAR && k->code >= ' ' ? ROLE_VALUE : ROLE_INFO, name);
	text_put_in(c, 0, MARGIN + 3 + NAME_COLS, GAP_COLS, ALIGN_RIGHT, ROLE_NUMBER, gap);
}

/* Columns from top to bottom; of too many the last. */
static void draw_keys(const struct scanner *s, const struct canvas *c)
{
	size_t rows = (size_t)c->rect.rows, columns = (size_t)(c->rect.cols / CELL_COLS), first = 0;

	if (s->n == 0)
		text_put(c, 0, MARGIN, -1, ROLE_DIM, s->badge ? "not shown" : "no keys yet");
	if (rows == 0 || columns == 0)
		return;
	while (s->n - first > rows * columns)
		first += rows;
	for (size_t i = first; i < s->n; i++) {
		size_t at = i - first;
		struct canvas cell =
			canvas_sub(c, (struct rect){ (int)(at % rows), (int)(at / rows) * CELL_COLS, 1, CELL_COLS });

		draw_key(s, &cell, i);
	}
}

void scanner_draw(const struct app *app, const void *state, const struct canvas *canvas)
{
	const struct scanner *s = state;
	struct canvas head = canvas_sub(canvas, s->head);
	struct canvas left = canvas_sub(canvas, s->left);
	struct canvas right = canvas_sub(canvas, s->right);

	(void)app;
	draw_head(s, &head);
	if (canvas->rect.cols >= SCANNER_WIDE_COLS)
		canvas_line(canvas, s->head.rows, 0, canvas->rect.cols, ROLE_BORDER);
	if (!rect_empty(s->left))
		draw_keys(s, &left);
	if (!rect_empty(s->right))
		draw_findings(s, &right);
	canvas_cursor(canvas, 1, MARGIN + LABEL_COLS);
}
