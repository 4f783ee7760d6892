/*
 * rows - a result set without a database: named, typed columns of text.
 *
 * db fills it, core and ui read it, tests write it by hand. All cells stand
 * in one arena and die together. NULL is explicit.
 */
#ifndef GEMBA_BASE_ROWS_H
#define GEMBA_BASE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

/*
 * What a value is, for parameters and columns alike. The names in brackets
 * are the words in sql/queries ("-- in:" and "-- out:").
 */
enum value_kind {
	VAL_TEXT,     /* [text]    free text */
	VAL_CODE,     /* [code]    an identifier a person types: trimmed, 1..64 characters, no control characters */
	VAL_QUANTITY, /* [qty]     numeric(18,6); as a parameter > 0 */
	VAL_SIGNED,   /* [signed]  numeric(18,6), any sign, not 0 as a parameter */
	VAL_COUNT,    /* [count]   numeric(18,6) >= 0 */
	VAL_COST,     /* [cost]    numeric(18,8) >= 0 */
	VAL_AMOUNT,   /* [amount]  numeric(18,4) */
	VAL_INT,      /* [int]     bigint or integer */
	VAL_RATIO,    /* [ratio]   double precision */
	VAL_BOOL,     /* [bool]    */
	VAL_TIME,     /* [time]    timestamptz */
	VAL_DATE,     /* [date]    */
	VAL_UUID,     /* [uuid]    */
	VAL_SECRET,   /* [secret]  text never shown or logged: token, PIN */
	VAL_JSON,     /* [json]    jsonb */
	VAL_ARRAY,    /* [array]   text[] (column: shown as a JSON array of strings) */
};

struct column {
	const char *name;
	enum value_kind kind;
};

struct rows {
	struct arena mem;	     /* owns everything below */
	const struct column *column; /* n_columns of them; borrowed from the query, or in mem */
	size_t n_columns;
	size_t n;	   /* rows */
	const char **cell; /* n * n_columns, NULL is SQL NULL */
};

void rows_done(struct rows *r); /* accepts zeroed memory */
/* Column number by name; SIZE_MAX when there is none. */
size_t rows_column(const struct rows *r, const char *name);
/* Cell by name; NULL for SQL NULL and for an unknown column or row. Borrowed until rows_done. */
const char *rows_get(const struct rows *r, size_t row, const char *name);
/* The same with "" instead of NULL. */
const char *rows_text(const struct rows *r, size_t row, const char *name);
int64_t rows_int(const struct rows *r, size_t row, const char *name); /* 0 for NULL */
bool rows_bool(const struct rows *r, size_t row, const char *name);   /* false for NULL */
/* Scaled decimal of a numeric cell; 0 for NULL. */
int64_t rows_num(const struct rows *r, size_t row, const char *name, int scale);
/* Deep copy of from into an empty *to. */
void rows_copy(struct rows *to, const struct rows *from);
/* Build by hand: set columns (copied), then append rows of n_columns cells (copied). */
void rows_init(struct rows *r, const struct column *columns, size_t n_columns);
void rows_append(struct rows *r, const char *const *cells);

#endif
