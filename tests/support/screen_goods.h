/*
 * screen_goods - answers of a small plant on the fake db: two purchase
 * orders, two work orders, washers that need a lot and an expiry date. For
 * the tests of the receipt, issue and home screens.
 */
#ifndef GEMBA_TESTS_SCREEN_GOODS_H
#define GEMBA_TESTS_SCREEN_GOODS_H

#include <stddef.h>

/* All reading calls; resolve is scripted by each test with goods_resolve. */
void goods_answers(void);
/* What the next scan is. */
void goods_resolve(const char *what, const char *code, const char *name, const char *material);
void goods_resolve_nothing(void);
/* The answer of the next stock_receive or stock_issue (a movement). */
void goods_movement(int query, const char *transaction, const char *material, const char *quantity, const char *cost,
		    const char *on_hand);

#endif
