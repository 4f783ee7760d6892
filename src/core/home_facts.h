/*
 * home_facts - how the plant stands, counted from the lists.
 */
#ifndef GEMBA_CORE_HOME_FACTS_H
#define GEMBA_CORE_HOME_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/rows.h"

struct home_facts {
	int purchase_open;	       /* purchase orders; -1: not known */
	int purchase_lines;	       /* their open lines */
	int released, running, paused; /* work orders; -1: not known */
	int low;		       /* materials still low; -1: not known */
	int low_new;		       /* alerts nobody acknowledged */
	char low_material[80];	       /* the newest of them */
	bool value_known;
	int64_t value; /* stock, scaled by NUM_AMOUNT_SCALE */
	int materials;
};

void home_facts_init(struct home_facts *f);
/* Answers of po_list (open), order_list, alerts, stock_search. */
void home_facts_purchase(struct home_facts *f, const struct rows *rows);
void home_facts_orders(struct home_facts *f, const struct rows *rows);
void home_facts_alerts(struct home_facts *f, const struct rows *rows);
/* True for the newest alert of a material that is still low: each such material has one. */
bool home_facts_is_low(const struct rows *alerts, size_t row);
/* The value is not known when one of them is NULL (no cost.view) or the sum is beyond all bounds. */
void home_facts_stock(struct home_facts *f, const struct rows *rows);

#endif
