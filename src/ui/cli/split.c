/*
 * split - one pass over the line, one copy of its text.
 */
#include "ui/cli/split.h"

#include <stdint.h>
#include <string.h>

struct splitter {
	const char *at;
	char *to;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the opening quote. False: there is no closing one. */
static bool single_quoted(struct splitter *s)
{
	for (; *s->at && *s->at != '\''; s->at++)
		*s->to++ = *s->at;
	return *s->at++ == '\'';
}

static bool double_quoted(struct splitter *s)
{
	for (; *s->at && *s->at != '"'; s->at++) {
		if (*s->at == '\\' && s->at[1] && strchr("\"\\$`", s->at[1]))
			s->at++;
		*s->to++ = *s->at;
	}
	return *s->at++ == '"';
}

static bool word(struct splitter *s)
{
	while (*s->at && !is_blank(*s->at)) {
		char c = *s->at++;

		if (c == '\'' || c == '"') {
			if (!(c == '\'' ? single_quoted(s) : double_quoted(s)))
				return false;
		} else if (c == '\\') {
			if (!*s->at)
				return false;
			*s->to++ = *s->at++;
		} else {
			*s->to++ = c;
		}
	}
	*s->to++ = '\0';
	return true;
}

bool split_line(struct arena *mem, const char *line, const char *const **ret, size_t *ret_n, struct err *err)
{
	size_t length = strlen(line), n = 0;
	struct splitter s = { .at = line, .to = arena_alloc(mem, length + 2) };
	const char **words = arena_alloc(mem, (length / 2 + 2) * sizeof(*words));

	for (;;) {
		while (is_blank(*s.at))
			s.at++;
		if (*s.at == '\0' || *s.at == '#')
			break;
		words[n++] = s.to;
		if (!word(&s))
			return err_set(err, ERR_USAGE, "BAD_QUOTING", "",
				       "A quote is not closed, or a backslash ends the line.");
	}
	*ret = words;
	*ret_n = n;
	return true;
}
