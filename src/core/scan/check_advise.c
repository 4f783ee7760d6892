/*
 * check_advise - from what became of the test codes to settings and sentences.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/check.h"

enum { GAP_LEAST_MS = 40, GAP_STEP_MS = 10, GAP_MOST_MS = 2000 };

static void say(struct check_advice *a, enum check_weight weight, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void say(struct check_advice *a, enum check_weight weight, const char *fmt, ...)
{
	va_list args;

	if (a->n_lines == CHECK_LINES)
		return;
	va_start(args, fmt);
	vsnprintf(a->line[a->n_lines], CHECK_LINE, fmt, args);
	va_end(args);
	utf8_cut(a->line[a->n_lines]);
	a->weight[a->n_lines++] = weight;
}

/* Half as much again, rounded up. */
static int gap_for(int largest_ms)
{
	int gap = (largest_ms * 3 + 1) / 2;

	gap = (gap + GAP_STEP_MS - 1) / GAP_STEP_MS * GAP_STEP_MS;
	return gap < GAP_LEAST_MS ? GAP_LEAST_MS : gap > GAP_MOST_MS ? GAP_MOST_MS : gap;
}

/* Both codes in one; where they differ, the worse. */
static struct check_finding both(const struct check_finding *found, size_t n)
{
	struct check_finding f = found[0];
	const struct check_finding *g = &found[1];

	if (n < 2)
		return f;
	f.aim = f.aim && g->aim;
	if (g->suffix > f.suffix)
		f.suffix = g->suffix;
	if (g->gap_ms > f.gap_ms)
		f.gap_ms = g->gap_ms;
	if (strcmp(f.prefix, g->prefix) != 0)
		f.prefix[0] = '\0';
	if (g->gs > f.gs) {
		f.gs = g->gs;
		memcpy(f.gs_as, g->gs_as, sizeof(f.gs_as));
	}
	f.rs = g->rs > f.rs ? g->rs : f.rs;
	f.eot = g->eot > f.eot ? g->eot : f.eot;
	if (g->layout > f.layout) {
		f.layout = g->layout;
		memcpy(f.layout_as, g->layout_as, sizeof(f.layout_as));
	}
	f.letters = g->letters > f.letters ? g->letters : f.letters;
	return f;
}

/* ---- sentences ---- */

static void on_keyboard(const struct check_finding *f, struct check_advice *a)
{
	if (f->layout == CHECK_LAYOUT_SWAPPED)
		say(a, CHECK_BAD,
		    "y and z are exchanged: \"zy-/:+_\" arrives as \"%s\". The scanner types on a keyboard of another "
		    "country: set it to the one of this terminal, or the terminal to US.",
		    f->layout_as);
	else if (f->layout == CHECK_LAYOUT_OTHER)
		say(a, CHECK_BAD,
		    "\"zy-/:+_\" arrives as \"%s\". The scanner types on a keyboard of another country: set it to the "
		    "one of this terminal, or the terminal to US.",
		    f->layout_as);
	else
		say(a, CHECK_FINE, "The keyboard fits: z y - / : + _ arrive as they are.");
	if (f->letters == CHECK_CASE_FLIPPED)
		say(a, CHECK_BAD, "Capitals and small letters are exchanged: Caps Lock is on. Switch it off.");
	else if (f->letters == CHECK_CASE_UPPER)
		say(a, CHECK_BAD, "All letters arrive as capitals: switch \"convert case\" off at the scanner.");
	else if (f->letters == CHECK_CASE_LOWER)
		say(a, CHECK_BAD,
		    "All letters arrive small: switch \"convert case\" off at the scanner; look at Shift.");
}

/* In no GS1 value, so it can stand for GS and nothing else. */
static bool is_free(const char *text)
{
	unsigned cp;
	size_t n = utf8_next(text, &cp);

	if (n == 0 || text[n] != '\0' || cp < ' ')
		return false;
	return cp > '~' || strchr("#$@[\\^`{|}~", (int)cp) != NULL;
}

static const char remedy[] = "Set the scanner to send control characters as Ctrl keys or as Alt codes (\"function "
			     "code mapping\" in its manual).";

static void on_gs(const struct check_finding *f, struct check_advice *a)
{
	a->gs_kept = f->gs >= CHECK_KEPT && f->gs <= CHECK_AS_BRACKET;
	switch (f->gs) {
	case CHECK_UNKNOWN:
		say(a, CHECK_BAD, "What became of GS cannot be seen: put the keyboard right first.");
		break;
	case CHECK_KEPT:
		say(a, CHECK_FINE, "GS arrives as it is.");
		break;
	case CHECK_AS_ALT:
		say(a, CHECK_FINE, "GS arrives as Alt-029 of the keypad; it is read as GS.");
		break;
	case CHECK_AS_BRACKET:
		say(a, CHECK_FINE, "GS arrives as \"]\"; in GS1 labels that is read as GS.");
		break;
	case CHECK_AS_TEXT:
		if (is_free(f->gs_as)) {
			str_copy(a->gs, sizeof(a->gs), f->gs_as);
			a->gs_kept = true;
			say(a, CHECK_FINE, "GS arrives as \"%s\"; no GS1 value holds that, so it can stand for GS.",
			    a->gs);
		} else {
			say(a, CHECK_BAD, "GS arrives as \"%s\", which labels hold too. %s", f->gs_as, remedy);
		}
		break;
	case CHECK_AS_KEY:
		say(a, CHECK_BAD, "GS arrives as the key %s, which is dropped. %s", f->gs_as, remedy);
		break;
	case CHECK_LOST:
		say(a, CHECK_BAD, "GS is lost: a lot can swallow what follows it, and you will be asked. %s", remedy);
		break;
	}
}

static void on_envelope(const struct check_finding *f, struct check_advice *a)
{
	if (f->rs > CHECK_AS_BRACKET)
		say(a, CHECK_NOTE, "RS does not arrive; labels in envelopes \"[)>\" are read without it.");
	if (f->eot > CHECK_AS_ALT)
		say(a, CHECK_NOTE, "EOT does not arrive; it is not needed.");
}

static void on_aim(const struct check_finding *f, struct check_advice *a)
{
	a->bare_gs1 = !f->aim;
	if (f->aim)
		say(a, CHECK_FINE, "The scanner says which kind of code it read (\"]C1\"): nothing has to be guessed.");
	else
		say(a, CHECK_NOTE,
		    "The scanner does not say which kind of code it read. Switch \"transmit AIM id\" on, then scan "
		    "again: it removes guessing.");
}

static void on_typing(const struct check_finding *f, struct check_advice *a)
{
	static const char *const ends[] = { "Enter", "Tab", "nothing" };

	str_copy(a->prefix, sizeof(a->prefix), f->prefix);
	a->suffix = f->suffix;
	a->gap_ms = gap_for(f->gap_ms);
	say(a, f->suffix == CHECK_END_NONE ? CHECK_NOTE : CHECK_FINE, "Behind a code comes %s%s.", ends[f->suffix],
	    f->suffix == CHECK_END_NONE ? "; Enter would be surer and faster" : "");
	if (a->prefix[0] != '\0')
		say(a, CHECK_FINE, "In front of a code comes a prefix; it is cut off.");
	say(a, CHECK_FINE, "The longest pause was %d ms; up to %d ms will be one scan.", f->gap_ms, a->gap_ms);
}

/* ---- lines to copy ---- */

static void conf_line(struct check_advice *a, const char *text)
{
	if (a->n_conf < CHECK_CONF)
		str_copy(a->conf[a->n_conf++], CHECK_LINE, text);
}

static void conf_text(struct check_advice *a, const char *name, const char *text)
{
	char line[CHECK_LINE], one[8];
	unsigned cp;

	str_format(line, sizeof(line), "  %s = \"", name);
	for (size_t step; (step = utf8_next(text, &cp)) > 0; text += step) {
		if (cp < ' ' || cp == 0x7F)
			str_format(one, sizeof(one), "\\x%02x", cp);
		else
			str_format(one, sizeof(one), "%s%.*s", cp == '"' || cp == '\\' ? "\\" : "", (int)step, text);
		str_append(line, sizeof(line), one);
	}
	str_append(line, sizeof(line), "\";");
	conf_line(a, line);
}

static void conf_bool(struct check_advice *a, const char *name, bool value)
{
	char line[CHECK_LINE];

	str_format(line, sizeof(line), "  %s = %s;", name, value ? "true" : "false");
	conf_line(a, line);
}

static void write_conf(struct check_advice *a, bool serial)
{
	static const char *const suffixes[] = { "enter", "tab", "none" };
	char gap[CHECK_LINE];

	conf_line(a, "scan = {");
	if (!serial) {
		str_format(gap, sizeof(gap), "  gap_ms = %d;", a->gap_ms);
		conf_line(a, gap);
		conf_text(a, "prefix", a->prefix);
		conf_text(a, "suffix", suffixes[a->suffix]);
	}
	conf_text(a, "gs", a->gs);
	conf_bool(a, "gs_kept", a->gs_kept);
	conf_bool(a, "bare_gs1", a->bare_gs1);
	conf_line(a, "};");
}

void check_advise(const struct check_finding *found, size_t n, bool serial, struct check_advice *ret)
{
	struct check_finding f = both(found, n);

	*ret = (struct check_advice){ 0 };
	if (!serial)
		on_keyboard(&f, ret);
	on_gs(&f, ret);
	on_envelope(&f, ret);
	on_aim(&f, ret);
	if (!serial)
		on_typing(&f, ret);
	write_conf(ret, serial);
}
