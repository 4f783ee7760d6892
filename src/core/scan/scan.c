/*
 * scan - which format a text has, decided by how it begins.
 */
#include "core/scan/scan.h"

#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan_own.h"

const char *scan_format_name(enum scan_format format)
{
	switch (format) {
	case SCAN_GS1:
		return "gs1";
	case SCAN_DIGITAL_LINK:
		return "digital_link";
	case SCAN_MH10:
		return "mh10";
	case SCAN_EAN:
		return "ean";
	case SCAN_PLAIN:
		break;
	}
	return "plain";
}

const char *scan_get(const struct scan_reading *r, const char *field)
{
	for (size_t i = 0; i < r->n_fields; i++)
		if (strcmp(r->field[i].name, field) == 0)
			return r->field[i].value;
	return NULL;
}

bool scan_check_digit_ok(const char *digits, size_t n)
{
	unsigned sum = 0;

	if (n < 2 || n > 18)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		sum += (unsigned)(digits[i] - '0') * ((n - 1 - i) % 2 ? 3 : 1);
	}
	return sum % 10 == 0;
}

static const char *control_name(unsigned c)
{
	static const char *const names[] = { "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL",
					     "BS",  "HT",  "LF",  "VT",	 "FF",	"CR",  "SO",  "SI",
					     "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
					     "CAN", "EM",  "SUB", "ESC", "FS",	"GS",  "RS",  "US" };

	return c < sizeof(names) / sizeof(names[0]) ? names[c] : "DEL";
}

/* The first character of s, of which the rest is n bytes, for a person. Returns the bytes it took. */
static size_t show_one(const char *s, size_t n, bool ascii, char ret[16])
{
	unsigned char c = (unsigned char)*s;
	char copy[5] = "";
	unsigned codepoint = 0;
	size_t taken;

	if (c < 0x20 || c == 0x7f) {
		/* Not U+2400 and on, the pictures of the control characters: many fonts have none of them. */
		(void)str_format(ret, 16, "<%s>", control_name(c));
		return 1;
	}
	memcpy(copy, s, n < 4 ? n : 4);
	taken = utf8_next(copy, &codepoint);
	copy[taken] = '\0';
	if (c < 0x80 || (!ascii && !utf8_is_unsafe(codepoint) && utf8_valid(copy)))
		(void)str_copy(ret, 16, copy);
	else if (taken == 1)
		(void)str_format(ret, 16, "<%02X>", c);
	else
		(void)str_format(ret, 16, "<U+%04X>", codepoint);
	return taken;
}

void scan_show(const char *bytes, size_t n, bool ascii, char *ret, size_t size)
{
	char one[16];

	(void)str_copy(ret, size, "");
	for (size_t i = 0; i < n;) {
		i += show_one(bytes + i, n - i, ascii, one);
		if (strlen(ret) + strlen(one) >= size)
			return;
		(void)str_append(ret, size, one);
	}
}

/* ---- which format ---- */

/* ISO/IEC 15424: a letter for the kind of symbol. */
static bool is_known_symbology(const char *s, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUXZcdehopsz";

	return n >= 3 && s[1] && strchr(letters, s[1]) &&
	       ((s[2] >= '0' && s[2] <= '9') || (s[2] >= 'A' && s[2] <= 'F'));
}

/* FNC1 in the first place: what follows are AIs. d5 and Q4: the same with another character set announced. */
static bool is_gs1_symbology(const char *s)
{
	static const char gs1[] = "]C1]d2]Q3]e0]J1]d5]Q4";

	for (size_t i = 0; i + 3 <= strlen(gs1); i += 3)
		if (memcmp(gs1 + i, s, 3) == 0)
			return true;
	return false;
}

/* EAN, UPC, and ITF-14; other texts in an ITF symbol are what they are. I0 promises no check digit. */
static bool is_ean_symbology(const char *s, struct scan_text text)
{
	if (s[1] == 'E')
		return s[2] == '0' || s[2] == '3' || s[2] == '4';
	return s[1] == 'I' && text.n == 14 && (s[2] == '1' || (s[2] == '0' && scan_check_digit_ok(text.bytes, 14)));
}

static bool begins(struct scan_text text, const char *with)
{
	size_t n = strlen(with);

	return text.n >= n && memcmp(text.bytes, with, n) == 0;
}

static bool is_bracketed(struct scan_text text)
{
	return text.n >= 2 && text.bytes[0] == '(' && text.bytes[1] >= '0' && text.bytes[1] <= '9';
}

static bool is_link(struct scan_text text)
{
	return begins(text, "http://") || begins(text, "https://") || begins(text, "HTTP://") ||
	       begins(text, "HTTPS://");
}

/* The key every element string in a bare text is believed by: 00, 01 or 02 with a sound check digit. */
static bool begins_with_key(struct scan_text text)
{
	size_t n = begins(text, "00") ? 18 : 14;

	if (!begins(text, "00") && !begins(text, "01") && !begins(text, "02"))
		return false;
	return text.n >= 2 + n && scan_check_digit_ok(text.bytes + 2, n);
}

static void forget(struct scan *s)
{
	s->n_readings = 0;
	s->n_warnings = 0;
}

/* A text that says nothing of its format: GS1 when it is all sound and rules say so. */
static bool parse_bare(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct scan_text inner = text;
	struct err ignored;
	bool looks_gs1;

	while (inner.n > 0 && (inner.bytes[0] == '\x1d' || inner.bytes[0] == ']'))
		inner = (struct scan_text){ inner.bytes + 1, inner.n - 1, inner.at + 1 };
	/* From the text as it is: a separator in front shows that this scanner sends them. */
	looks_gs1 = begins_with_key(inner) && gs1_parse(s, text, rules, &ignored);
	if (looks_gs1 && rules->bare_gs1) {
		s->format = SCAN_GS1;
		return true;
	}
	forget(s);
	if (looks_gs1)
		scan_warn(s, "It looks like GS1, but no symbology identifier says so.");
	return plain_parse(s, text, rules, err);
}

static bool parse_text(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	if (is_bracketed(text)) {
		s->format = SCAN_GS1;
		return gs1_parse_bracketed(s, text, rules, err);
	}
	if (begins(text, "[)>")) {
		s->format = SCAN_MH10;
		return mh10_parse(s, text, rules, err);
	}
	if (is_link(text)) {
		s->format = SCAN_DIGITAL_LINK;
		err->kind = ERR_NONE;
		if (digital_link_parse(s, text, rules, err))
			return true;
		if (err->kind != ERR_NONE)
			return false;
		forget(s);
	}
	s->format = SCAN_PLAIN;
	return parse_bare(s, text, rules, err);
}

static bool parse_symbol(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	const char *id = text.bytes;

	memcpy(s->symbology, id, 3);
	text = (struct scan_text){ text.bytes + 3, text.n - 3, text.at + 3 };
	if (text.n == 0)
		return scan_fail(err, "EMPTY", "Nothing follows the symbology identifier %.3s.", id);
	if (is_ean_symbology(id, text)) {
		s->format = SCAN_EAN;
		return ean_parse(s, text, rules, err);
	}
	/* Brackets printed into a GS1 symbol: a common mistake, and no AI begins so. */
	if (is_gs1_symbology(id) && !is_bracketed(text)) {
		s->format = SCAN_GS1;
		return gs1_parse(s, text, rules, err);
	}
	return parse_text(s, text, rules, err);
}

static bool parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	char shown[32];

	if (text.n == 0)
		return scan_fail(err, "EMPTY", "There is nothing to read.");
	if (text.n > SCAN_BYTES)
		return scan_fail(err, "TOO_LONG", "%zu characters are more than a label holds (%d).", text.n,
				 SCAN_BYTES);
	if (text.bytes[0] != ']')
		return parse_text(s, text, rules, err);
	if (is_known_symbology(text.bytes, text.n))
		return parse_symbol(s, text, rules, err);
	/* A scanner may send "]" for the FNC1 in front. */
	if (rules->bare_gs1 && begins_with_key((struct scan_text){ text.bytes + 1, text.n - 1, text.at + 1 }))
		return parse_bare(s, text, rules, err);
	scan_show(text.bytes, text.n < 3 ? text.n : 3, true, shown, sizeof(shown));
	return scan_fail(err, "UNKNOWN_SYMBOLOGY", "%s at 1 is the identifier of no known kind of symbol.", shown);
}

bool scan_parse(const char *bytes, size_t n, const struct scan_rules *rules, struct scan *ret, struct err *err)
{
	memset(ret, 0, sizeof(*ret));
	while (n > 0 && (bytes[n - 1] == '\r' || bytes[n - 1] == '\n' || bytes[n - 1] == '\t'))
		n--;
	if (parse(ret, (struct scan_text){ bytes, n, 0 }, rules, err))
		return true;
	scan_done(ret);
	return false;
}

void scan_done(struct scan *s)
{
	arena_done(&s->mem);
	memset(s, 0, sizeof(*s));
}
