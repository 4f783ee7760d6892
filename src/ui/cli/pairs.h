/*
 * pairs - "M-1=5@2.5", "M-1=5" and "10=5" as the JSON the server takes.
 */
#ifndef GEMBA_UI_CLI_PAIRS_H
#define GEMBA_UI_CLI_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

/* The parts of one, as text; price NULL when there was no "@". Borrowed from mem. */
struct pair {
	const char *key, *quantity, *price;
};

/* Errors: VALIDATION BAD_PAIR on field. What the parts are worth is not judged. */
MUSTUSE bool pair_split(struct arena *mem, const char *text, const char *field, struct pair *ret, struct err *err);

enum pair_kind {
	PAIR_PRICED, /* {"material","quantity","unit_price"} */
	PAIR_NEED,   /* {"material","quantity"} */
	PAIR_LINE,   /* {"line" (a number),"quantity"} */
};

/* A JSON array of all of them, judged like any quantity, cost or number. */
MUSTUSE bool pairs_json(struct arena *mem, enum pair_kind kind, const char *const *texts, size_t n, const char *field,
			const char **ret, struct err *err);

/* "NO/10" to "NO" and "10"; no number behind a slash: all of it and NULL. */
void split_slash(struct arena *mem, const char *text, const char **ret_code, const char **ret_number);

#endif
