/*
 * screen_goods - answers of a small plant on the fake db: two purchase
 * orders, two work orders, washers that need a lot and an expiry date. For
 * the tests of the receipt, issue and home screens.
 */
#ifndef GEMBA_TESTS_SCREEN_GOODS_H
#define GEMBA_TESTS_SCREEN_GOODS_H

#include <stddef.h>

#include "core/base/err.h"

/* All reading calls; resolve is scripted by each test with goods_resolve. */
void goods_answers(void);
/* What a terminal remembers of it: the first purchase order, the washers' barcode. */
void goods_memory(void);
/* What the next scan is. */
void goods_resolve(const char *what, const char *code, const char *name, const char *material);
void goods_resolve_nothing(void);
/* The same with a barcode's unit: one uom is factor of the material's own. */
void goods_resolve_barcode(const char *code, const char *name, const char *uom, const char *factor);
/* What the scan after that is; uom and factor may be NULL. */
void goods_resolve_next(const char *what, const char *code, const char *name, const char *material, const char *uom,
			const char *factor);
/* The answer of the next stock_receive (through the spool) or stock_issue (a movement). */
void goods_movement(int query, const char *transaction, const char *material, const char *quantity, const char *cost,
		    const char *on_hand);
/* Receipts that went out of the spool; a value of the nth of them, "" for none, until the next call. */
size_t goods_received(void);
const char *goods_received_value(size_t nth, const char *param);
/* The next one is refused. */
void goods_refuse_receipt(const struct err *err);

#endif
