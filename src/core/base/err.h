/*
 * err - why a call failed, for the person at the screen.
 *
 * The callee fills it once; nobody below ui prints or logs it. The kinds and
 * the exit codes of the verbs are one list, so that a rule broken in SQL, in
 * a parser or by the network ends in the same place.
 */
#ifndef GEMBA_BASE_ERR_H
#define GEMBA_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"

/* The number is the exit code of a verb. */
enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE = 1,
	ERR_VALIDATION = 2,
	ERR_NOT_FOUND = 3,
	ERR_UNAUTHORIZED = 4,
	ERR_DUPLICATE = 5,
	ERR_CONFLICT = 6,
	ERR_OFFLINE = 7,
	ERR_BUG = 8,
	ERR_RETRY = 9,
};

struct err {
	enum err_kind kind;
	char code[48];	   /* stable word for programs: "STOCK_SHORT", or a SQLSTATE */
	char field[40];	   /* form field or option the cursor belongs in, or "" */
	char message[256]; /* what happened, one line, printable UTF-8 */
	char hint[192];	   /* what to do, or "" */
};

/*
 * Fill *err and return false, so that a caller can write
 * "return err_set(err, ...)". err is never NULL; field and code may be "".
 * Control characters of the formatted text are replaced; it is cut at a
 * UTF-8 boundary.
 */
bool err_set(struct err *err, enum err_kind kind, const char *code, const char *field, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* Set the hint of an error already filled. Returns false, like err_set. */
bool err_hint(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The analyzer does not look into err.c, and without the result sees paths that are none. */
#ifdef __clang_analyzer__
#define err_set(...)  ((void)err_set(__VA_ARGS__), false)
#define err_hint(...) ((void)err_hint(__VA_ARGS__), false)
#endif

/* "usage" | "VALIDATION" | ... : the word VERBS names; "" for ERR_NONE. */
const char *err_kind_name(enum err_kind kind);

/* The kind of that name; ERR_BUG when unknown. */
enum err_kind err_kind_parse(const char *name);

#endif
