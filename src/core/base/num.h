/*
 * num - exact decimals as scaled int64, one parser, one printer.
 *
 * Quantity numeric(18,6), unit cost numeric(18,8), amount numeric(18,4):
 * eighteen digits in all, so every one of them fits an int64 scaled by
 * 10^6, 10^8 or 10^4. Never float. Rounding is half away from zero.
 */
#ifndef GEMBA_BASE_NUM_H
#define GEMBA_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

enum { NUM_QUANTITY_SCALE = 6, NUM_COST_SCALE = 8, NUM_AMOUNT_SCALE = 4 };
/* One past the largest magnitude of numeric(18,s), scaled: 10^18. */
#define NUM_LIMIT INT64_C(1000000000000000000)
/* Enough for any num_format output. */
enum { NUM_TEXT = 48 };

/*
 * Parse plain decimal text: [+-]digits[.digits], surrounding blanks allowed,
 * no exponent, no grouping, no NaN. Errors (all ERR_VALIDATION on field):
 * NOT_A_NUMBER, TOO_MANY_DECIMALS (digits after scale other than trailing
 * zeros), TOO_LARGE. Sign is not judged.
 */
MUSTUSE bool num_parse(const char *text, int scale, const char *field, int64_t *ret, struct err *err);
/* The same and > 0 (code NOT_POSITIVE) / >= 0 (code NEGATIVE). */
MUSTUSE bool num_parse_positive(const char *text, int scale, const char *field, int64_t *ret, struct err *err);
MUSTUSE bool num_parse_not_negative(const char *text, int scale, const char *field, int64_t *ret, struct err *err);
/* A plain integer in int64. Errors: NOT_A_NUMBER, TOO_LARGE. */
MUSTUSE bool num_parse_int(const char *text, const char *field, int64_t *ret, struct err *err);

/* Plain digits, no trailing zeros: "12.5", "500", "0", "-3.25". */
void num_format(int64_t value, int scale, char ret[NUM_TEXT]);
/* For people: digits grouped by sep ("" for none), decimal point point, at least min_decimals. */
void num_format_grouped(int64_t value, int scale, int min_decimals, const char *sep, const char *point,
			char ret[NUM_TEXT]);
/* The text of a PostgreSQL numeric to plain digits without trailing zeros. False: not finite or not a number. */
MUSTUSE bool num_trim(const char *numeric, char *ret, size_t size);
/* The text of a PostgreSQL numeric, rounded half away from zero to scale. False: not a number, not finite, too large. */
MUSTUSE bool num_round(const char *numeric, int scale, int64_t *ret);

/* a*b rounded half away from zero to out_scale; false on overflow. */
MUSTUSE bool num_mul(int64_t a, int a_scale, int64_t b, int b_scale, int out_scale, int64_t *ret);
MUSTUSE bool num_add(int64_t a, int64_t b, int64_t *ret); /* false on overflow or beyond NUM_LIMIT */

#endif
