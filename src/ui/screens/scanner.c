/*
 * scanner - the scanner check: which bytes arrive, what they are taken for,
 * and what two test codes say about the setting.
 *
 * Keys of a burst are shown and mean nothing else; a key that comes alone is
 * a person's and acts as everywhere.
 */
#include "ui/screens/scanner.h"

#include <string.h>

#include "core/base/str.h"
#include "ui/screens.h"

enum { APART_MS = 1000, ESC_DIGIT_MS = 700, FAR_MS = 60000, HEAD_ROWS = 4 };

/* ---- what came ---- */

static void present_setting(const struct app *app, struct scan_setting *ret)
{
	scan_setting_of(app->config, app->sender != NULL ? sender_spool(app->sender) : NULL, ret);
}

static void set_name(struct check_key *k, key_code code)
{
	const char *control = check_control_name(code);

	if (code == KEYC_ENTER)
		control = "CR";
	else if (code == KEYC_TAB)
		control = "TAB";
	else if (code == KEYC_ESC)
		control = "ESC";
	if (control != NULL)
		str_copy(k->name, sizeof(k->name), control);
	else
		key_text(code, k->name);
}

static struct check_key check_key_of(const struct key *key)
{
	struct check_key k = { .what = CHECK_CHAR, .code = key->code, .at_ms = key->at_ms };

	if (key->code == KEYC_ENTER || key->code == '\r')
		k.what = CHECK_ENTER;
	else if (key->code == KEYC_TAB || key->code == '\t')
		k.what = CHECK_TAB;
	else if (key->code == KEYC_ESC)
		k.what = CHECK_ESC;
	else if (key->code >= KEYC_BASE)
		k.what = CHECK_OTHER;
	set_name(&k, key->code);
	return k;
}

static void forget_burst(struct scanner *s)
{
	memset(s->raw, 0, sizeof(s->raw));
	memset(s->keys, 0, sizeof(s->keys));
	memset(s->text, 0, sizeof(s->text));
	s->n = s->n_more = s->n_text = 0;
	s->badge = false;
	s->verdict[0] = s->taken[0] = '\0';
}

static void record(struct scanner *s, const struct key *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s->n + s->n_more > 0 && keys[i].at_ms - s->last_ms > APART_MS)
			forget_burst(s);
		s->last_ms = keys[i].at_ms;
		if (s->n == CHECK_KEYS) {
			s->n_more++;
			continue;
		}
		s->raw[s->n] = keys[i];
		s->keys[s->n++] = check_key_of(&keys[i]);
	}
}

/* ---- what it is taken for ---- */

struct verdict {
	struct scanner *s;
	unsigned scans, keys;
};

static void on_verdict(void *ctx, const struct wedge_event *e)
{
	struct verdict *v = ctx;

	if (e->kind == WEDGE_KEY) {
		v->keys++;
	} else if (e->kind == WEDGE_SCAN) {
		v->scans++;
		memcpy(v->s->text, e->text, e->n + 1);
		v->s->n_text = e->n;
	}
}

/* The last burst, played to a classifier with the present setting, as if silence followed. */
static void classify(const struct app *app, struct scanner *s)
{
	struct scan_setting setting;
	struct verdict v = { .s = s };
	struct wedge w;

	present_setting(app, &setting);
	wedge_init(&w, &setting.wedge);
	s->n_text = 0;
	wedge_keys(&w, s->raw, s->n, on_verdict, &v);
	wedge_time(&w, s->last_ms + FAR_MS, on_verdict, &v);
	if (v.scans == 0)
		str_format(s->verdict, sizeof(s->verdict), "typing: %u keys%s", v.keys,
			   v.keys > 5 ? ", too slow or without an end for a scan" : "");
	else if (v.scans > 1)
		str_format(s->verdict, sizeof(s->verdict), "%u scans; the last is shown", v.scans);
	else
		str_format(s->verdict, sizeof(s->verdict), "one scan%s", v.keys > 0 ? ", and keys beside it" : "");
	if (w.noise > 0) {
		char noise[48];

		str_format(noise, sizeof(noise), "; %u function keys in it dropped", w.noise);
		str_append(s->verdict, sizeof(s->verdict), noise);
	}
}

static void write_fields(struct scanner *s, const struct scan *scan)
{
	const struct scan_reading *r = scan->reading[0];
	char value[160], field[200];

	str_format(s->taken, sizeof(s->taken), "%s%s%s", scan_format_name(scan->format),
		   scan->symbology[0] != '\0' ? " " : "", scan->symbology);
	for (size_t i = 0; i < r->n_fields; i++) {
		const struct scan_field *f = &r->field[i];

		/* The text of a plain one stands a line above. */
		if (str_equal(f->name, "text"))
			continue;
		/* For programs, not for eyes. */
		if (str_empty(f->value) || str_equal(f->name, "expiry_day_given"))
			continue;
		scan_show(f->value, strlen(f->value), true, value, sizeof(value));
		str_format(field, sizeof(field), "%s %s %s", i == 0 ? ":" : ",", f->name, value);
		str_append(s->taken, sizeof(s->taken), field);
	}
	if (scan->format == SCAN_PLAIN && scan_get(r, "text") != NULL)
		str_append(s->taken, sizeof(s->taken), ": text to search for");
	if (scan->n_readings > 1)
		str_append(s->taken, sizeof(s->taken), "; a GS may be lost");
}

/* A badge opens the house: its number is for nobody's eyes. */
static void hide_badge(struct scanner *s)
{
	size_t n = s->n;

	forget_burst(s);
	s->badge = true;
	str_format(s->verdict, sizeof(s->verdict), "a badge, %zu keys; they are not shown", n);
	str_copy(s->taken, sizeof(s->taken), "badge");
}

static void interpret(const struct app *app, struct scanner *s)
{
	struct scan scan = { 0 };
	struct err err;

	s->taken[0] = '\0';
	if (s->n_text == 0)
		return;
	if (!app_label(app, "", s->text, &scan, &err)) {
		str_format(s->taken, sizeof(s->taken), "%s: %s", err.code, err.message);
		return;
	}
	if (scan_get(scan.reading[0], "badge") != NULL)
		hide_badge(s);
	else
		write_fields(s, &scan);
	scan_done(&scan);
}

static void show(struct scanner *s, enum scanner_view view)
{
	s->view = view;
	s->top = 0;
	scanner_arrange(s);
}

static void conclude(struct scanner *s)
{
	struct check_finding found[SCANNER_CODES], f;
	size_t n = 0;

	if (!check_read(s->keys, s->n, &f))
		return;
	s->have[f.code - 1] = true;
	s->found[f.code - 1] = f;
	for (size_t i = 0; i < SCANNER_CODES; i++)
		if (s->have[i])
			found[n++] = s->found[i];
	check_advise(found, n, s->serial, &s->advice);
	s->used = false;
	show(s, n == SCANNER_CODES || s->body.cols < SCANNER_WIDE_COLS ? SCANNER_ADVICE : s->view);
}

/* ---- keys ---- */

/* Control characters that no action has: labels hold them. */
static bool is_of_labels(key_code c)
{
	return c == 0x04 || (c >= 0x1C && c <= 0x1F);
}

static bool is_digit(key_code c)
{
	return c >= '0' && c <= '9';
}

/* A person's: it came alone, and it is a key that acts. */
static bool acts(struct scanner *s, const struct key *keys, size_t n, int gap_ms)
{
	bool after_esc = s->esc_ms > 0 && keys[0].at_ms - s->esc_ms <= ESC_DIGIT_MS;
	bool alone = s->n + s->n_more == 0 || keys[0].at_ms - s->last_ms > gap_ms;
	key_code c = keys[0].code;

	s->esc_ms = 0;
	if (!alone)
		return false;
	/* "Esc 2" is F2 where there are no function keys. */
	if (n == 2 && c == KEYC_ESC && is_digit(keys[1].code))
		return true;
	if (n != 1)
		return false;
	if (c == KEYC_ESC)
		s->esc_ms = keys[0].at_ms;
	if (is_digit(c))
		return after_esc;
	return key_is_persons(c) || (c < ' ' && c != '\r' && c != '\t' && !is_of_labels(c));
}

static bool scanner_raw(struct app *app, void *state, const struct key *keys, size_t n)
{
	struct scanner *s = state;
	struct scan_setting setting;

	present_setting(app, &setting);
	if (acts(s, keys, n, setting.wedge.gap_ms))
		return false;
	s->serial = false;
	record(s, keys, n);
	classify(app, s);
	conclude(s);
	interpret(app, s);
	app_dirty(app);
	return true;
}

static bool scanner_raw_scan(struct app *app, void *state, const char *bytes, size_t n)
{
	struct scanner *s = state;
	int64_t now = clock_mono_ms(app->clock);

	forget_burst(s);
	s->serial = true;
	for (size_t i = 0; i < n; i++)
		record(s, &(struct key){ (unsigned char)bytes[i], now }, 1);
	memcpy(s->text, bytes, n);
	s->text[n] = '\0';
	s->n_text = n;
	str_format(s->verdict, sizeof(s->verdict), "a scan of the serial line, %zu bytes", n);
	conclude(s);
	interpret(app, s);
	app_dirty(app);
	return true;
}

/* ---- settings ---- */

static enum wedge_suffix suffix_of(enum check_suffix suffix)
{
	if (suffix == CHECK_END_TAB)
		return WEDGE_TAB;
	return suffix == CHECK_END_NONE ? WEDGE_NONE : WEDGE_ENTER;
}

static void use(struct app *app, struct scanner *s)
{
	const struct check_advice *a = &s->advice;
	struct scan_setting setting;
	struct err err;

	if (app->sender == NULL) {
		app_message(app, MSG_BAD,
			    "this terminal cannot keep settings now; copy the lines into gemba.conf instead");
		return;
	}
	present_setting(app, &setting);
	if (!s->serial) {
		setting.wedge.gap_ms = a->gap_ms;
		setting.wedge.suffix = suffix_of(a->suffix);
		str_copy(setting.wedge.prefix, sizeof(setting.wedge.prefix), a->prefix);
	}
	str_copy(setting.gs, sizeof(setting.gs), a->gs);
	setting.gs_kept = a->gs_kept;
	setting.bare_gs1 = a->bare_gs1;
	if (!scan_setting_store(sender_spool(app->sender), &setting, &err)) {
		app_error(app, &err);
		return;
	}
	app_scanner_changed(app);
	s->used = true;
	app_message(app, MSG_GOOD, "this terminal uses it from now on, after a new start too");
}

static void start_again(struct scanner *s)
{
	struct rect head = s->head, body = s->body;

	memset(s, 0, sizeof(*s));
	s->head = head;
	s->body = body;
	scanner_arrange(s);
}

static void next_view(struct scanner *s)
{
	bool narrow = s->body.cols < SCANNER_WIDE_COLS;

	if (s->view == SCANNER_ADVICE)
		show(s, narrow ? SCANNER_BOTH : SCANNER_KEYS);
	else
		show(s, s->view == SCANNER_KEYS && !narrow ? SCANNER_BOTH : SCANNER_ADVICE);
}

static void scroll(struct scanner *s, int by)
{
	int most = rect_empty(s->right) ? 0 : scanner_last_top(s);

	s->top += by;
	if (s->top > most)
		s->top = most;
	if (s->top < 0)
		s->top = 0;
}

static bool scanner_act(struct app *app, void *state, enum action action)
{
	struct scanner *s = state;

	switch ((int)action) {
	case ACT_SAVE:
		return use(app, s), true;
	case ACT_RELOAD:
		return start_again(s), true;
	case ACT_MORE:
		return next_view(s), true;
	case ACT_UP:
		return scroll(s, -1), true;
	case ACT_DOWN:
		return scroll(s, 1), true;
	case ACT_PAGE_UP:
		return scroll(s, 1 - s->right.rows), true;
	case ACT_PAGE_DOWN:
		return scroll(s, s->right.rows - 1), true;
	default:
		return false;
	}
}

static void scanner_layout(void *state, struct rect body)
{
	struct scanner *s = state;

	s->head = rect_cut_top(&body, HEAD_ROWS);
	s->body = body;
	scanner_arrange(s);
}

static const struct screen_key keys[] = {
	{ .action = ACT_HELP },
	{ .action = ACT_SAVE,
	  .label = "Use it",
	  .enabled = scanner_has_advice,
	  .help = "Use on this terminal what the test codes showed, now and after later starts" },
	{ .action = ACT_MORE, .label = "View", .help = "Show the keys, what follows from them, or both" },
	{ .action = ACT_RELOAD, .label = "Again", .help = "Forget what was scanned and start again" },
	{ .action = ACT_MENU },
	{ .action = ACT_BACK },
	{ .action = ACT_NONE },
};

const struct screen_ops screen_scanner = {
	.name = "scanner",
	.title = "Scanner check",
	.purpose = "What does the scanner send?",
	.help = "Scan anything: every key it types is shown with its number, its name and the pause before it in "
		"milliseconds, then what gemba takes it for.\n"
		"Scan the two test codes of doc/scanner-check.md: what has to be set for this scanner is said in plain "
		"words, as lines for gemba.conf, and F2 uses it on this terminal. Nothing scanned here is posted or "
		"logged.\n"
		"Function keys, arrows and Esc act when they come alone; between characters of a scan they are shown.",
	.flags = SCREEN_NARROW | SCREEN_SELDOM,
	.state_size = sizeof(struct scanner),
	.keys = keys,
	.layout = scanner_layout,
	.act = scanner_act,
	.draw = scanner_draw,
	.raw = scanner_raw,
	.raw_scan = scanner_raw_scan,
};
