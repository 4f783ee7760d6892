/*
 * err - fill errors and name their kinds.
 */
#include "core/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"

#undef err_set
#undef err_hint

static void print_clean(char *dst, size_t size, const char *fmt, va_list args)
{
	char raw[1024];

	if (vsnprintf(raw, sizeof(raw), fmt, args) < 0)
		raw[0] = '\0';
	utf8_cut(raw);
	str_printable(dst, size, raw, false);
}

bool err_set(struct err *err, enum err_kind kind, const char *code, const char *field, const char *fmt, ...)
{
	struct err next = { .kind = kind }; /* code, field and arguments may point into *err */
	va_list args;

	str_copy(next.code, sizeof(next.code), code ? code : "");
	str_copy(next.field, sizeof(next.field), field ? field : "");
	va_start(args, fmt);
	print_clean(next.message, sizeof(next.message), fmt, args);
	va_end(args);
	*err = next;
	return false;
}

bool err_hint(struct err *err, const char *fmt, ...)
{
	char hint[sizeof(err->hint)];
	va_list args;

	va_start(args, fmt);
	print_clean(hint, sizeof(hint), fmt, args);
	va_end(args);
	memcpy(err->hint, hint, sizeof(hint));
	return false;
}

const char *err_kind_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return "";
	case ERR_USAGE:
		return "usage";
	case ERR_VALIDATION:
		return "VALIDATION";
	case ERR_NOT_FOUND:
		return "NOT_FOUND";
	case ERR_UNAUTHORIZED:
		return "UNAUTHORIZED";
	case ERR_DUPLICATE:
		return "DUPLICATE";
	case ERR_CONFLICT:
		return "CONFLICT";
	case ERR_OFFLINE:
		return "OFFLINE";
	case ERR_BUG:
		return "BUG";
	case ERR_RETRY:
		return "RETRY";
	}
	return "BUG";
}

enum err_kind err_kind_parse(const char *name)
{
	for (int kind = ERR_USAGE; kind <= ERR_RETRY; kind++)
		if (str_equal(name, err_kind_name((enum err_kind)kind)))
			return (enum err_kind)kind;
	return ERR_BUG;
}
