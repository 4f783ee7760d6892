/*
 * wedge - scans told from typing.
 *
 * Keys of one run are held until it is known what they are. A run begins
 * with text (or GS, or the prefix); any other key with nothing held is a
 * person's and goes on at once.
 */
#include "ui/wedge.h"

#include <string.h>

#include "core/base/str.h"
#include "ui/text.h"

/* A scan that said by its first characters that it is one may stumble so long. */
enum { MARKED_GAP_MS = 400, QUIET_GAPS = 3 };
enum { GS = 0x1D, LF = '\n', NUL = 0, LEAST_GAP_MS = 1 };

enum mark { MARK_NONE, MARK_MAYBE, MARK_YES };

struct sink {
	wedge_out out;
	void *ctx;
};

static void take(struct wedge *w, const struct key *k, const struct sink *sink);

/* ---- what a key is ---- */

static bool is_enter(key_code c)
{
	return c == KEYC_ENTER || c == '\r' || c == LF;
}

static bool is_tab(key_code c)
{
	return c == KEYC_TAB || c == '\t';
}

static bool is_esc(key_code c)
{
	return c == KEYC_ESC || c == 0x1B;
}

static bool is_digit(key_code c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(key_code c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Part of a scan's text, control characters too. */
static bool is_data(key_code c)
{
	return c > NUL && c < KEYC_BASE && !is_esc(c);
}

static bool is_suffix(const struct wedge *w, key_code c)
{
	return is_enter(c) || (w->setting.suffix == WEDGE_TAB && is_tab(c));
}

/* Characters of the prefix as keys. */
static size_t prefix_codes(const struct wedge *w, key_code ret[WEDGE_AFFIX])
{
	const char *p = w->setting.prefix;
	size_t n = 0;
	unsigned cp;

	while (n < WEDGE_AFFIX && *p != '\0') {
		p += utf8_next(p, &cp);
		ret[n++] = cp;
	}
	return n;
}

/* ---- what a run is ---- */

static enum mark mark_by(const struct wedge *w, const key_code *codes, size_t n)
{
	size_t have = w->n_held < n ? w->n_held : n;

	if (n == 0 || have == 0)
		return MARK_NONE;
	for (size_t i = 0; i < have; i++)
		if (w->held[i].code != codes[i])
			return MARK_NONE;
	return have == n ? MARK_YES : MARK_MAYBE;
}

/* "]" letter digit */
static enum mark mark_by_symbology(const struct wedge *w)
{
	if (w->n_held == 0 || w->held[0].code != ']')
		return MARK_NONE;
	if (w->n_held > 1 && !is_letter(w->held[1].code))
		return MARK_NONE;
	if (w->n_held > 2)
		return is_digit(w->held[2].code) ? MARK_YES : MARK_NONE;
	return MARK_MAYBE;
}

static enum mark mark_of(const struct wedge *w)
{
	static const key_code envelope[] = { '[', ')', '>' };
	key_code prefix[WEDGE_AFFIX];
	enum mark by_prefix = mark_by(w, prefix, prefix_codes(w, prefix));
	enum mark by_envelope = mark_by(w, envelope, 3);
	enum mark mark = mark_by_symbology(w);

	mark = by_envelope > mark ? by_envelope : mark;
	return by_prefix > mark ? by_prefix : mark;
}

static int64_t marked_gap_ms(const struct wedge *w)
{
	int64_t gaps = (int64_t)QUIET_GAPS * w->setting.gap_ms;

	return gaps > MARKED_GAP_MS ? gaps : MARKED_GAP_MS;
}

/* Silence that ends the run. */
static int64_t quiet_ms(const struct wedge *w)
{
	if (w->overflowed || mark_of(w) != MARK_NONE)
		return marked_gap_ms(w);
	if (w->setting.suffix == WEDGE_NONE && w->n_text >= WEDGE_LEAST)
		return (int64_t)QUIET_GAPS * w->setting.gap_ms;
	return w->setting.gap_ms;
}

static bool is_wide(const struct wedge *w, size_t i)
{
	return w->held[i].at_ms - w->held[i - 1].at_ms > w->setting.gap_ms;
}

static bool all_close(const struct wedge *w)
{
	for (size_t i = 1; i < w->n_held; i++)
		if (is_wide(w, i))
			return false;
	return true;
}

/* Keys that only say that this is a scan, and are not part of it. */
static size_t prefix_held(const struct wedge *w)
{
	key_code prefix[WEDGE_AFFIX];
	size_t n = prefix_codes(w, prefix);

	return mark_by(w, prefix, n) == MARK_YES ? n : 0;
}

/* There is something in the run behind its first n keys. */
static bool has_data(const struct wedge *w, size_t n)
{
	for (; n < w->n_held; n++)
		if (is_data(w->held[n].code))
			return true;
	return false;
}

/* end_ms: of the suffix; of silence, when it began. */
static bool is_scan(const struct wedge *w, int64_t end_ms)
{
	size_t prefix = prefix_held(w);
	int64_t tail = end_ms - w->last_ms;
	int64_t most = w->setting.suffix == WEDGE_NONE ? QUIET_GAPS * (int64_t)w->setting.gap_ms : w->setting.gap_ms;

	if (prefix > 0)
		return has_data(w, prefix);
	if (mark_of(w) == MARK_YES)
		return has_data(w, 3);
	return w->n_text >= WEDGE_LEAST && tail <= most && all_close(w);
}

/* ---- giving out ---- */

static void give_key(const struct key *k, const struct sink *sink)
{
	struct wedge_event e = { .kind = WEDGE_KEY, .key = *k };

	sink->out(sink->ctx, &e);
}

static void forget(struct wedge *w)
{
	w->n_held = w->n_text = 0;
	w->overflowed = false;
}

static void give_too_long(struct wedge *w, const struct sink *sink)
{
	struct wedge_event e = { .kind = WEDGE_TOO_LONG };

	forget(w);
	sink->out(sink->ctx, &e);
}

/* The held keys as keys. They are copied first: out may come back to this wedge. */
static void give_keys(struct wedge *w, const struct sink *sink)
{
	struct key keys[WEDGE_KEYS];
	size_t n = w->n_held;

	memcpy(keys, w->held, n * sizeof(keys[0]));
	forget(w);
	for (size_t i = 0; i < n; i++)
		give_key(&keys[i], sink);
}

/* ---- the text of a scan ---- */

static bool put(struct wedge_event *e, key_code c)
{
	char utf8[5];
	size_t n = c < 0x80 ? 1 : text_encode(c, utf8);

	if (c < 0x80)
		utf8[0] = (char)c;
	if (e->n + n > SCAN_BYTES)
		return false;
	memcpy(e->text + e->n, utf8, n);
	e->n += n;
	return true;
}

/* How many keys from there on are Esc digit Esc digit ... */
static size_t alt_digits(const struct wedge *w, size_t at)
{
	size_t n = 0;

	while (at + 2 * n + 1 < w->n_held && is_esc(w->held[at + 2 * n].code) && is_digit(w->held[at + 2 * n + 1].code))
		n++;
	return n;
}

static unsigned alt_number(const struct wedge *w, size_t at, size_t width)
{
	unsigned value = 0;

	for (size_t i = 0; i < width; i++)
		value = value * 10 + (unsigned)(w->held[at + 2 * i + 1].code - '0');
	return value;
}

static bool alt_fits(const struct wedge *w, size_t at, size_t n, size_t width)
{
	if (n == 0 || n % width != 0)
		return false;
	for (size_t i = 0; i < n; i += width) {
		unsigned value = alt_number(w, at + 2 * i, width);

		if (value < 1 || value >= ' ')
			return false;
	}
	return true;
}

/*
 * Alt-029: three digits of the keypad, from some scanners four or two. Two
 * codes may stand side by side, so the width is one that all of them fit.
 */
static bool put_alt(struct wedge *w, size_t at, size_t n, struct wedge_event *e)
{
	static const size_t widths[] = { 3, 4, 2 };

	for (size_t k = 0; k < sizeof(widths) / sizeof(widths[0]); k++) {
		if (!alt_fits(w, at, n, widths[k]))
			continue;
		for (size_t i = 0; i < n; i += widths[k])
			if (!put(e, alt_number(w, at + 2 * i, widths[k])))
				return false;
		return true;
	}
	w->noise += (unsigned)n;
	return true;
}

static bool text_of_run(struct wedge *w, struct wedge_event *e)
{
	w->noise = 0;
	for (size_t i = prefix_held(w); i < w->n_held; i++) {
		size_t digits = alt_digits(w, i);

		/* One digit alone names nothing: the Esc is noise, the digit is not. */
		if (digits > 1) {
			if (!put_alt(w, i, digits, e))
				return false;
			i += 2 * digits - 1;
		} else if (!is_data(w->held[i].code)) {
			w->noise++;
		} else if (!put(e, w->held[i].code)) {
			return false;
		}
	}
	e->text[e->n] = '\0';
	return true;
}

static void give_scan(struct wedge *w, const struct sink *sink)
{
	struct wedge_event e = { .kind = WEDGE_SCAN };

	if (!text_of_run(w, &e)) {
		give_too_long(w, sink);
		return;
	}
	forget(w);
	sink->out(sink->ctx, &e);
}

/* ---- taking keys ---- */

static bool begins_run(const struct wedge *w, key_code c)
{
	key_code prefix[WEDGE_AFFIX];

	return key_is_text(c) || c == GS || (prefix_codes(w, prefix) > 0 && c == prefix[0]);
}

static void hold(struct wedge *w, const struct key *k)
{
	if (w->n_held == WEDGE_KEYS) {
		forget(w);
		w->overflowed = true;
	}
	w->last_ms = k->at_ms;
	if (w->overflowed)
		return;
	w->held[w->n_held++] = *k;
	if (key_is_text(k->code))
		w->n_text++;
}

/*
 * A run that could have said by its beginning that it is a scan was given
 * more time; now that it did not, what stands before a wide gap is typing.
 */
static void part(struct wedge *w, const struct sink *sink)
{
	struct key rest[WEDGE_AFFIX + 1];
	size_t at = 0, n = w->n_held;

	if (w->overflowed || n < 2 || mark_of(w) != MARK_NONE)
		return;
	if (is_wide(w, n - 1))
		at = n - 1;
	for (size_t i = n - 1; at == 0 && n <= WEDGE_AFFIX + 1 && i > 0; i--)
		if (is_wide(w, i))
			at = i;
	if (at == 0)
		return;
	n -= at;
	memcpy(rest, w->held + at, n * sizeof(rest[0]));
	w->n_held = at;
	give_keys(w, sink);
	for (size_t i = 0; i < n; i++)
		take(w, &rest[i], sink);
}

static void end_run(struct wedge *w, const struct key *suffix, const struct sink *sink)
{
	if (w->overflowed) {
		give_too_long(w, sink);
	} else if (is_scan(w, suffix->at_ms)) {
		if (suffix->code != LF)
			w->cr_ms = suffix->at_ms;
		give_scan(w, sink);
	} else {
		give_keys(w, sink);
		give_key(suffix, sink);
	}
}

static bool is_second_half_of_suffix(struct wedge *w, const struct key *k)
{
	bool is = w->cr_ms >= 0 && k->code == LF && k->at_ms - w->cr_ms <= w->setting.gap_ms;

	w->cr_ms = -1;
	return is;
}

static void take_paste(struct wedge *w, const struct key *k, const struct sink *sink)
{
	if (k->code == KEYC_PASTE_BEGIN) {
		wedge_release(w, sink->out, sink->ctx);
		w->pasting = true;
	} else if (k->code == KEYC_PASTE_END) {
		w->pasting = false;
	}
	give_key(k, sink);
}

static void take(struct wedge *w, const struct key *k, const struct sink *sink)
{
	bool runs = wedge_holds(w);

	if (w->pasting || k->code == KEYC_PASTE_BEGIN || k->code == KEYC_PASTE_END) {
		take_paste(w, k, sink);
	} else if (!runs && is_second_half_of_suffix(w, k)) {
		return;
	} else if (runs && is_suffix(w, k->code)) {
		end_run(w, k, sink);
	} else if (runs && is_tab(k->code)) {
		wedge_release(w, sink->out, sink->ctx);
		give_key(k, sink);
	} else if (runs || begins_run(w, k->code)) {
		hold(w, k);
		part(w, sink);
	} else {
		give_key(k, sink);
	}
}

/* Alt and a digit come as two keys at once; they may begin an Alt-029. A person's Esc comes alone. */
static bool begins_alt(const struct wedge *w, const struct key *keys, size_t n)
{
	return !w->pasting && !wedge_holds(w) && n > 1 && is_esc(keys[0].code) && is_digit(keys[1].code) &&
	       keys[0].at_ms == keys[1].at_ms;
}

void wedge_keys(struct wedge *w, const struct key *keys, size_t n, wedge_out out, void *ctx)
{
	struct sink sink = { out, ctx };

	for (size_t i = 0; i < n; i++) {
		wedge_time(w, keys[i].at_ms, out, ctx);
		if (begins_alt(w, keys + i, n - i))
			hold(w, &keys[i]);
		else
			take(w, &keys[i], &sink);
	}
}

/* ---- time ---- */

int64_t wedge_deadline_ms(const struct wedge *w)
{
	return wedge_holds(w) ? w->last_ms + quiet_ms(w) + 1 : -1;
}

void wedge_time(struct wedge *w, int64_t now_ms, wedge_out out, void *ctx)
{
	struct sink sink = { out, ctx };

	if (!wedge_holds(w) || now_ms < wedge_deadline_ms(w))
		return;
	if (w->overflowed)
		give_too_long(w, &sink);
	else if (w->setting.suffix == WEDGE_NONE && is_scan(w, w->last_ms))
		give_scan(w, &sink);
	else
		give_keys(w, &sink);
}

void wedge_release(struct wedge *w, wedge_out out, void *ctx)
{
	struct sink sink = { out, ctx };

	if (w->overflowed)
		give_too_long(w, &sink);
	else
		give_keys(w, &sink);
}

bool wedge_holds(const struct wedge *w)
{
	return w->n_held > 0 || w->overflowed;
}

/* ---- beginning ---- */

void wedge_init(struct wedge *w, const struct wedge_setting *setting)
{
	memset(w, 0, sizeof(*w));
	w->setting = *setting;
	if (w->setting.gap_ms < LEAST_GAP_MS)
		w->setting.gap_ms = LEAST_GAP_MS;
	w->setting.prefix[WEDGE_AFFIX - 1] = '\0';
	w->cr_ms = -1;
}
