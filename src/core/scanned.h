/*
 * scanned - what the server recognized in a scanned or typed text, in words.
 *
 * Works on the answer of the call "resolve": rows of what, code, name,
 * material, detail, best first. Screens use it to say which kind of thing
 * was scanned and which kind they wait for.
 */
#ifndef GEMBA_CORE_SCANNED_H
#define GEMBA_CORE_SCANNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/rows.h"

enum { SCANNED_CODE = 260 }; /* 64 characters of UTF-8 */

enum scanned_what {
	SCANNED_NOTHING,
	SCANNED_MATERIAL,
	SCANNED_LOT,
	SCANNED_LOCATION,
	SCANNED_PURCHASE_ORDER,
	SCANNED_WORK_ORDER,
	SCANNED_USER,
};

/* The kind of a row; SCANNED_NOTHING for "none", an unknown word and a row that is not there. */
enum scanned_what scanned_what(const struct rows *resolved, size_t row);
/*
 * The order of a purchase order's row, and the line when its label named one
 * ("PO-7/20": then material is given too); *ret_line 0 when it did not.
 */
void scanned_order(const struct rows *resolved, size_t row, char *ret, size_t size, int64_t *ret_line);
/* "a purchase order", "a material" ... for a sentence. */
const char *scanned_words(enum scanned_what what);
/*
 * Nothing acceptable was scanned: fills *err on field "scan" and returns
 * false. NOT_FOUND UNKNOWN_CODE when nobody knows text, else VALIDATION
 * WRONG_KIND; wanted completes "... is wanted here" ("an order or a material").
 */
bool scanned_refuse(const struct rows *resolved, const char *text, const char *wanted, struct err *err);

#endif
