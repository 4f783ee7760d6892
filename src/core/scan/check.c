/*
 * check - reading a test code: which key stands for what.
 */
#include "core/scan/check.h"

#include <string.h>

#include "core/base/str.h"

enum { GS = 0x1D, RS = 0x1E, EOT = 0x04, LF = '\n', AIM = 3, SYMBOLS = 7, DELETE = 0x7F };

/* One character of the label as it arrived. */
struct token {
	enum check_what what;
	uint32_t code;
	bool alt; /* typed on the keypad */
	size_t key;
};

struct tokens {
	struct token t[CHECK_KEYS];
	size_t n;
	const struct check_key *keys;
};

const char *check_control_name(uint32_t code)
{
	static const char *const names[] = { "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL",
					     "BS",  "TAB", "LF",  "VT",	 "FF",	"CR",  "SO",  "SI",
					     "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
					     "CAN", "EM",  "SUB", "ESC", "FS",	"GS",  "RS",  "US" };

	if (code == DELETE)
		return "DEL";
	return code < sizeof(names) / sizeof(names[0]) ? names[code] : NULL;
}

/* ---- characters ---- */

static bool is_keypad_digit(const struct check_key *keys, size_t n, size_t i)
{
	return i + 1 < n && keys[i].what == CHECK_ESC && keys[i + 1].what == CHECK_CHAR && keys[i + 1].code >= '0' &&
	       keys[i + 1].code <= '9';
}

/* Esc 0 Esc 2 Esc 9: keys it takes; 0: no such thing there. */
static size_t keypad_code(const struct check_key *keys, size_t n, size_t i, uint32_t *ret)
{
	size_t digits = 0;

	*ret = 0;
	while (digits < 3 && is_keypad_digit(keys, n, i + 2 * digits)) {
		*ret = *ret * 10 + keys[i + 2 * digits + 1].code - '0';
		digits++;
	}
	return digits > 1 ? 2 * digits : 0;
}

static void read_tokens(const struct check_key *keys, size_t n, struct tokens *ret)
{
	size_t i = 0;

	ret->keys = keys;
	ret->n = 0;
	while (i < n && ret->n < CHECK_KEYS) {
		struct token *t = &ret->t[ret->n++];
		uint32_t code;
		size_t taken = keypad_code(keys, n, i, &code);

		*t = (struct token){ keys[i].what, keys[i].code, false, i };
		if (taken > 0)
			*t = (struct token){ CHECK_CHAR, code, true, i };
		i += taken > 0 ? taken : 1;
	}
}

static uint32_t lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* The character there is one of these, whatever its case. The second of a pair is that of a French keyboard. */
static bool is_one_of(const struct tokens *t, size_t i, const char *those)
{
	unsigned cp;

	if (i >= t->n || t->t[i].what != CHECK_CHAR)
		return false;
	for (size_t step; (step = utf8_next(those, &cp)) > 0; those += step)
		if (lower(t->t[i].code) == cp)
			return true;
	return false;
}

/* ---- the way through the text ---- */

/* Where "GEMBA" and its digit stand. */
static bool find_head(const struct tokens *t, size_t *ret_at, int *ret_code)
{
	for (size_t i = 0; i + 5 < t->n; i++) {
		if (!is_one_of(t, i, "g") || !is_one_of(t, i + 1, "e") || !is_one_of(t, i + 3, "b") ||
		    !is_one_of(t, i + 4, "aq"))
			continue;
		*ret_at = i;
		*ret_code = is_one_of(t, i + 5, "1&") ? 1 : is_one_of(t, i + 5, "2é") ? 2 : 0;
		if (*ret_code > 0)
			return true;
	}
	return false;
}

static bool find_letters(const struct tokens *t, size_t from, size_t *ret_at)
{
	for (size_t i = from; i + 3 < t->n; i++)
		if (is_one_of(t, i, "aq") && is_one_of(t, i + 1, "b") && is_one_of(t, i + 2, "c") &&
		    is_one_of(t, i + 3, "d")) {
			*ret_at = i;
			return true;
		}
	return false;
}

static bool find_digit(const struct tokens *t, size_t from, const char *digits, size_t *ret_at)
{
	for (size_t i = from; i < t->n; i++)
		if (!t->t[i].alt && is_one_of(t, i, digits)) {
			*ret_at = i;
			return true;
		}
	return false;
}

/* Text of the characters from..to. */
static void text_of(const struct tokens *t, size_t from, size_t to, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = from; i < to; i++) {
		const struct check_key *k = &t->keys[t->t[i].key];

		str_append(ret, size, k->name);
	}
}

/* ---- findings ---- */

static void read_front(const struct tokens *t, size_t head, struct check_finding *ret)
{
	/* On another keyboard "]" may be another character; the letter and digit behind it tell. */
	ret->aim = head >= AIM && is_one_of(t, head - 2, "cd") && is_one_of(t, head - 1, "01&à") &&
		   t->t[head - AIM].what == CHECK_CHAR;
	if (ret->aim)
		head -= AIM;
	ret->prefix[0] = '\0';
	for (size_t i = 0; i < head; i++) {
		char one[2] = { (char)t->t[i].code, '\0' };

		if (t->t[i].what == CHECK_CHAR && t->t[i].code < DELETE)
			str_append(ret->prefix, sizeof(ret->prefix), one);
	}
}

/* How many tokens at the end are the suffix. */
static size_t read_suffix(const struct tokens *t, struct check_finding *ret)
{
	size_t n = 0;

	ret->suffix = CHECK_END_NONE;
	while (n < t->n) {
		const struct token *last = &t->t[t->n - 1 - n];

		if (last->what == CHECK_ENTER || (last->what == CHECK_CHAR && last->code == LF))
			ret->suffix = CHECK_END_ENTER;
		else if (last->what == CHECK_TAB && ret->suffix == CHECK_END_NONE)
			ret->suffix = CHECK_END_TAB;
		else
			break;
		n++;
	}
	return n;
}

static void read_letters(const struct tokens *t, size_t at, struct check_finding *ret)
{
	bool upper[4];

	for (size_t i = 0; i < 4; i++)
		upper[i] = t->t[at + i].code < 'a';
	ret->letters = CHECK_CASE_FLIPPED;
	if (!upper[0] && upper[1] && !upper[2] && upper[3])
		ret->letters = CHECK_CASE_SAME;
	else if (upper[0] && upper[1] && upper[2] && upper[3])
		ret->letters = CHECK_CASE_UPPER;
	else if (!upper[0] && !upper[1] && !upper[2] && !upper[3])
		ret->letters = CHECK_CASE_LOWER;
}

static void read_symbols(const struct tokens *t, size_t from, size_t to, struct check_finding *ret)
{
	static const char expected[] = "zy-/:+_";
	bool same = to - from == SYMBOLS;

	for (size_t i = 0; same && i < SYMBOLS; i++)
		same = t->t[from + i].what == CHECK_CHAR && lower(t->t[from + i].code) == (uint32_t)expected[i];
	text_of(t, from, to, ret->layout_as, sizeof(ret->layout_as));
	ret->layout = CHECK_LAYOUT_OTHER;
	if (same)
		ret->layout = CHECK_LAYOUT_SAME;
	else if (is_one_of(t, from, "y") && is_one_of(t, from + 1, "z"))
		ret->layout = CHECK_LAYOUT_SWAPPED;
}

static enum check_fate fate_of(const struct tokens *t, size_t from, size_t to, uint32_t wanted, uint32_t stand_in)
{
	const struct token *first = &t->t[from];

	if (from >= to)
		return CHECK_LOST;
	if (first->what != CHECK_CHAR)
		return CHECK_AS_KEY;
	if (to - from > 1)
		return CHECK_AS_TEXT;
	if (first->code == wanted)
		return first->alt ? CHECK_AS_ALT : CHECK_KEPT;
	return first->code == stand_in ? CHECK_AS_BRACKET : CHECK_AS_TEXT;
}

static void read_controls(const struct tokens *t, size_t letters, size_t end, struct check_finding *ret)
{
	size_t gs, rs, eot;

	if (!find_digit(t, letters + 4, "2é", &gs) || !find_digit(t, gs + 1, "3\"", &rs) ||
	    !find_digit(t, rs + 1, "4'", &eot))
		return;
	ret->gs = fate_of(t, gs + 1, rs, GS, ']');
	text_of(t, gs + 1, rs, ret->gs_as, sizeof(ret->gs_as));
	ret->rs = fate_of(t, rs + 1, eot, RS, '^');
	ret->eot = fate_of(t, eot + 1, end, EOT, 'd');
}

static int largest_gap(const struct check_key *keys, size_t from, size_t n)
{
	int64_t most = 0;

	for (size_t i = from + 1; i < n; i++)
		if (keys[i].at_ms - keys[i - 1].at_ms > most)
			most = keys[i].at_ms - keys[i - 1].at_ms;
	return (int)most;
}

bool check_read(const struct check_key *keys, size_t n, struct check_finding *ret)
{
	struct tokens t;
	size_t head, letters, end;

	*ret = (struct check_finding){ 0 };
	read_tokens(keys, n, &t);
	if (!find_head(&t, &head, &ret->code) || !find_letters(&t, head + 6, &letters))
		return false;
	end = t.n - read_suffix(&t, ret);
	read_front(&t, head, ret);
	read_symbols(&t, head + 6, letters, ret);
	read_letters(&t, letters, ret);
	read_controls(&t, letters, end, ret);
	ret->gap_ms = largest_gap(keys, 0, n < CHECK_KEYS ? n : CHECK_KEYS);
	return true;
}
