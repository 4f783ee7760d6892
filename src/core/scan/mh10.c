/*
 * mh10 - ISO/IEC 15434 envelopes with data identifiers of ANSI MH10.8.2, and the MAT-Label's "@" form.
 *
 * Labels and scanners are careless with the characters nobody sees: RS, GS and the trailer are missing, or arrive as
 * "^", "]" and "d". So it is split first, every pair is kept, and nothing is refused for one pair's form.
 */
#include <ctype.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan_own.h"

enum { GS = 0x1d, RS = 0x1e, EOT = 0x04, HEAD = 3, SEGMENTS = 32, SEPARATOR_SIZE = 5 };

enum envelope_format { FORMAT_GS1 = 5, FORMAT_DI = 6, FORMAT_TEXT = 12 };

struct segment {
	enum envelope_format format;
	struct scan_text text; /* behind the header */
};

struct envelope {
	struct segment segment[SEGMENTS];
	size_t n;
	char gs[SEPARATOR_SIZE]; /* what separates fields: one character, perhaps of several bytes */
	size_t gs_n;
	bool caret_is_rs;
	bool separated; /* a separator was seen */
};

static struct scan_text behind(struct scan_text t, size_t n)
{
	return (struct scan_text){ .bytes = t.bytes + n, .n = t.n - n, .at = t.at + n };
}

/* ---- which characters separate ---- */

static void use_separator(struct envelope *e, const char *bytes, size_t n)
{
	memcpy(e->gs, bytes, n);
	e->gs[n] = '\0';
	e->gs_n = n;
}

/* Bytes of the character t begins with. */
static size_t character(struct scan_text t)
{
	size_t n = 1;

	while ((unsigned char)t.bytes[0] >= 0xc0 && n < t.n && n < SEPARATOR_SIZE - 1 &&
	       ((unsigned char)t.bytes[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/*
 * What stands behind the format is the separator, whatever the scanner made of it: no identifier begins with such a
 * character. Where it is missing, one that is known to stand for GS and is there.
 */
static void find_separator(struct envelope *e, struct scan_text t, const struct scan_rules *rules)
{
	use_separator(e, "\x1d", 1);
	if (t.n == 0 || memchr(t.bytes, GS, t.n))
		return;
	if (!isalnum((unsigned char)t.bytes[0]) && t.bytes[0] != RS) {
		use_separator(e, t.bytes, character(t));
		return;
	}
	for (const char *c = rules->gs; c && *c; c++)
		if (memchr(t.bytes, *c, t.n)) {
			use_separator(e, c, 1);
			return;
		}
	if (memchr(t.bytes, ']', t.n))
		use_separator(e, "]", 1);
}

static size_t find_gs(const struct envelope *e, struct scan_text t)
{
	const char *at = t.n > 0 ? memmem(t.bytes, t.n, e->gs, e->gs_n) : NULL;

	return at ? (size_t)(at - t.bytes) : t.n;
}

static size_t find_rs(const struct envelope *e, struct scan_text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.bytes[i] == RS || (e->caret_is_rs && t.bytes[i] == '^'))
			return i;
	return t.n;
}

static bool begins_with_gs(const struct envelope *e, struct scan_text t)
{
	return t.n > 0 && find_gs(e, t) == 0;
}

/* ---- segments ---- */

static bool read_format(struct scan_text t, enum envelope_format *ret)
{
	int number;

	if (t.n < 2 || !isdigit((unsigned char)t.bytes[0]) || !isdigit((unsigned char)t.bytes[1]))
		return false;
	number = (t.bytes[0] - '0') * 10 + t.bytes[1] - '0';
	if (number != FORMAT_GS1 && number != FORMAT_DI && number != FORMAT_TEXT)
		return false;
	*ret = (enum envelope_format)number;
	return true;
}

/* "d" is the EOT of a scanner whose Ctrl got lost. */
static bool is_trailer(struct scan_text t, bool last)
{
	return t.n == 0 || (last && t.n == 1 && (t.bytes[0] | 0x20) == 'd');
}

/* What an RS cuts off: another envelope, or more of the same where RS stands for GS. */
static bool add_segment(struct envelope *e, struct scan_text t, enum envelope_format *format, struct err *err)
{
	enum envelope_format named;

	if (e->n == SEGMENTS)
		return scan_fail(err, "TOO_LONG", "At %zu: more than %d envelopes.", t.at + 1, SEGMENTS);
	if (e->n > 0 && read_format(t, &named) && (t.n == 2 || begins_with_gs(e, behind(t, 2)))) {
		*format = named;
		t = behind(t, 2);
	}
	e->segment[e->n++] = (struct segment){ .format = *format, .text = t };
	return true;
}

static bool split_segments(struct envelope *e, struct scan_text t, enum envelope_format format, struct err *err)
{
	for (bool last = false; !last;) {
		size_t n = find_rs(e, t);
		struct scan_text segment = { .bytes = t.bytes, .n = n, .at = t.at };

		last = n == t.n;
		if (!last)
			t = behind(t, n + 1);
		if (!(e->n > 0 && is_trailer(segment, last)) && !add_segment(e, segment, &format, err))
			return false;
	}
	return true;
}

/* The header: "[)>", perhaps an RS or what became of it, two digits. */
static bool read_envelope(struct envelope *e, struct scan_text t, const struct scan_rules *rules, struct err *err)
{
	const char *eot = memchr(t.bytes, EOT, t.n);
	enum envelope_format format;
	size_t n = HEAD;

	if (eot)
		t.n = (size_t)(eot - t.bytes);
	while (n < t.n && n < HEAD + SEPARATOR_SIZE && !isalnum((unsigned char)t.bytes[n])) {
		e->caret_is_rs = e->caret_is_rs || t.bytes[n] == '^';
		n++;
	}
	if (t.n < n || !read_format(behind(t, n), &format)) {
		scan_fail(err, "BAD_ENVELOPE", "At %zu: \"[)>\" is not followed by an envelope of format 05, 06 or 12.",
			  t.at + n + 1);
		return err_hint(err, "Scan again; a second code on the label may be readable.");
	}
	t = behind(t, n + 2);
	find_separator(e, t, rules);
	e->caret_is_rs = e->caret_is_rs || e->gs[0] == ']';
	return split_segments(e, t, format, err);
}

/* ---- pairs ---- */

bool mh10_split(struct scan_text field, char ret_id[MH10_ID_SIZE], struct scan_text *ret_value)
{
	size_t n = 0;

	while (n < field.n && n < MH10_ID_SIZE - 2 && isdigit((unsigned char)field.bytes[n]))
		n++;
	if (n == field.n || !isalpha((unsigned char)field.bytes[n]))
		return false;
	memcpy(ret_id, field.bytes, n);
	ret_id[n] = (char)toupper((unsigned char)field.bytes[n]);
	ret_id[n + 1] = '\0';
	*ret_value = behind(field, n + 1);
	return true;
}

/* Format 12: a word of three letters, a blank, the value. */
static bool split_text(struct scan_text field, char ret_id[MH10_ID_SIZE], struct scan_text *ret_value)
{
	for (size_t i = 0; i < 3; i++) {
		if (i >= field.n || !isalpha((unsigned char)field.bytes[i]))
			return false;
		ret_id[i] = (char)toupper((unsigned char)field.bytes[i]);
	}
	if (field.n < 4 || field.bytes[3] != ' ')
		return false;
	ret_id[3] = '\0';
	*ret_value = behind(field, 4);
	return true;
}

static bool add_pair(struct scan *s, struct scan_reading *r, enum envelope_format format, struct scan_text field,
		     struct err *err)
{
	struct scan_text value = field;
	char id[MH10_ID_SIZE] = "";

	if (!(format == FORMAT_TEXT && split_text(field, id, &value)) && !mh10_split(field, id, &value))
		scan_warn(s, "What stands at %zu has no identifier.", field.at + 1);
	if (!scan_add_element(s, r, id, value, err))
		return false;
	r->element[r->n_elements - 1].at = field.at;
	return true;
}

static bool add_pairs(struct scan *s, struct scan_reading *r, struct envelope *e, const struct segment *segment,
		      struct err *err)
{
	struct scan_text t = segment->text;

	while (t.n > 0) {
		size_t n = find_gs(e, t);
		struct scan_text field = { .bytes = t.bytes, .n = n, .at = t.at };

		e->separated = e->separated || n < t.n;
		t = behind(t, n < t.n ? n + e->gs_n : n);
		if (field.n > 0 && !add_pair(s, r, segment->format, field, err))
			return false;
	}
	return true;
}

/* ---- the whole ---- */

/* AIs in an envelope are element strings; they come first, because they may have more than one reading. */
static bool add_element_strings(struct scan *s, const struct envelope *e, const struct scan_rules *rules,
				struct err *err)
{
	struct scan_rules own = *rules;

	if (e->gs_n == 1)
		own.gs = e->gs;
	for (size_t i = 0; i < e->n; i++) {
		struct scan_text t = e->segment[i].text;

		if (e->segment[i].format != FORMAT_GS1)
			continue;
		while (begins_with_gs(e, t))
			t = behind(t, e->gs_n);
		if (t.n == 0)
			continue;
		if (s->n_readings > 0)
			scan_warn(s, "The second envelope of AIs, at %zu, was left out.", t.at + 1);
		else if (!gs1_parse(s, t, &own, err))
			return false;
	}
	return true;
}

/* Pairs in the order of the label, where the envelopes were not read in it. */
static void sort_pairs(struct scan_reading *r)
{
	for (size_t i = 1; i < r->n_elements; i++)
		for (size_t k = i; k > 0 && r->element[k].at < r->element[k - 1].at; k--) {
			struct scan_element swapped = r->element[k];

			r->element[k] = r->element[k - 1];
			r->element[k - 1] = swapped;
		}
}

static bool fill_reading(struct scan *s, struct scan_reading *r, struct envelope *e, const struct scan_rules *rules,
			 struct err *err)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->segment[i].format != FORMAT_GS1 && !add_pairs(s, r, e, &e->segment[i], err))
			return false;
	sort_pairs(r);
	mh10_fields(s, r, rules);
	return true;
}

bool mh10_parse(struct scan *s, struct scan_text text, const struct scan_rules *rules, struct err *err)
{
	struct envelope e = { .n = 0 };

	if (!read_envelope(&e, text, rules, err) || !add_element_strings(s, &e, rules, err))
		return false;
	s->format = SCAN_MH10;
	if (s->n_readings == 0)
		scan_add_reading(s);
	for (size_t i = 0; i < s->n_readings; i++)
		if (!fill_reading(s, s->reading[i], &e, rules, err))
			return false;
	if (s->reading[0]->n_elements == 0)
		return scan_fail(err, "EMPTY", "The envelope holds nothing.");
	if (!e.separated && e.n == 1 && e.segment[0].format != FORMAT_GS1)
		scan_warn(s, "No separator was found: the one value may hold more than it should.");
	return true;
}
