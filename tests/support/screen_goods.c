/*
 * screen_goods - answers of a small plant on the fake db.
 */
#include "support/screen_goods.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "support/fake_db.h"

#define CELLS(...) ((const char *const[]){ __VA_ARGS__ })
#define NOW	   "2026-11-24 14:31:05+00"
#define BEFORE	   "2026-11-20 09:12:00+00"

static void purchase(void)
{
	fake_db_answer_cells(Q_PO_LIST, 2,
			     CELLS("PO-4500012", "ACME", "ACME Fasteners", "OPEN", "4", "3", BEFORE, "PO-4500013", "DX",
				   "DX Steel", "OPEN", "1", "1", BEFORE));
	fake_db_answer_cells(Q_PO_SHOW, 1, CELLS("PO-4500012", "ACME", "ACME Fasteners", "OPEN", BEFORE));
	fake_db_answer_cells(Q_PO_LINES, 4,
			     CELLS("10", "M-1042", "Bolt M8x40 zinc", "pcs", "5000", "3000", "2000", "2000", "0.05",
				   "OPEN", "f", "f", /**/
				   "20", "M-1077", "Washer M8", "pcs", "10000", "0", "10000", "11000", "0.021", "OPEN",
				   "t", "t", /**/
				   "30", "M-2001", "Coil 1.5 mm DX51", "kg", "800", "800", "0", "0", "1.2", "RECEIVED",
				   "f", "f", /**/
				   "40", "M-1042", "Bolt M8x40 zinc", "pcs", "500", "0", "500", "500", "0.06", "OPEN",
				   "f", "f"));
}

static void orders(void)
{
	fake_db_answer_cells(
		Q_ORDER_LIST, 3,
		CELLS("WO-124", "IN_PROGRESS", "F-1", "Bracket left", "400", "0", "0", "1234.5",
		      "2026-11-26 12:00:00+00",									    /**/
		      "WO-125", "RELEASED", "F-2", "Bracket right", "200", "0", "0", "0", "2026-11-27 12:00:00+00", /**/
		      "WO-126", "PLANNED", "F-2", "Bracket right", "100", "0", "0", "0", "2026-11-28 12:00:00+00"));
	fake_db_answer_cells(Q_ORDER_SHOW, 1,
			     CELLS("WO-124", "IN_PROGRESS", "F-1", "Bracket left", "400", "0", "0", "0", "1234.5",
				   "2026-11-26 12:00:00+00", BEFORE, BEFORE, BEFORE, NULL));
	fake_db_answer_cells(Q_ORDER_MATERIALS, 3,
			     CELLS("M-1042", "Bolt M8x40 zinc", "pcs", "1600", "400", "1200", "1200", "9980", "60", /**/
				   "M-1077", "Washer M8", "pcs", "800", "0", "800", "500", "500", "0",		    /**/
				   "M-2001", "Coil 1.5 mm DX51", "kg", "50", "50", "0", "0", "750", "1174.5"));
}

static void stock(void)
{
	fake_db_answer_cells(Q_MATERIAL_SHOW, 1,
			     CELLS("M-1077", "Washer M8", "pcs", "FIFO", "4000", "t", "t", "9980", "300", "9680",
				   "209.58", "0.021"));
	fake_db_answer_cells(
		Q_STOCK_BALANCES, 2,
		CELLS("P1", "D2-04", "L2611-7", "2027-01-31", "9000", "P1", "A1-01", "L2610-1", "2026-12-31", "980"));
	fake_db_answer_cells(Q_STOCK_LAYERS, 2, CELLS(BEFORE, "980", "20.58", "0.021", NOW, "9000", "189", "0.021"));
	fake_db_answer_cells(Q_STOCK_MOVES, 2,
			     CELLS("12", "RECEIPT", "M-1042", "PURCHASE_ORDER", "1", "PO-4500012/10", "500", "500",
				   "0.05", "25", "25", NULL, "D2-04", NOW, NOW, "m.rossi", "kiosk1", NULL, "f", /**/
				   "11", "RECEIPT", "M-2001", "PURCHASE_ORDER", "1", "PO-4500012/30", "800", "800",
				   "1.2", "960", "960", NULL, "D2-04", BEFORE, BEFORE, "m.rossi", "kiosk1", NULL, "t"));
	fake_db_answer_cells(Q_STOCK_SEARCH, 2,
			     CELLS("M-1042", "Bolt M8x40 zinc", "pcs", "9980", "1200", "8780", "2000", "499", /**/
				   "M-1077", "Washer M8", "pcs", "9980", "300", "9680", "4000", "12345.678"));
	fake_db_answer_cells(
		Q_ALERTS, 1,
		CELLS("5", "LOW_STOCK", "M-2001", "Coil 1.5 mm DX51", "kg", "90", "100", "90", "t", NOW, NULL, NULL));
	fake_db_answer_cells(Q_LOCATION_LIST, 2, CELLS("D2-04", "P1", "t", "A1-01", "P1", "f"));
}

void goods_answers(void)
{
	purchase();
	orders();
	stock();
}

void goods_memory(void)
{
	fake_db_answer_cells(Q_MEMORY_CODES, 3,
			     CELLS("PO-4500012", "purchase_order", "PO-4500012", "ACME Fasteners", NULL, "OPEN", NULL,
				   NULL,								     /**/
				   "M-1077", "material", "M-1077", "Washer M8", "M-1077", "pcs", "pcs", "1", /**/
				   "04012345678901", "material", "M-1077", "Washer M8", "M-1077", "pcs", "pcs", "1"));
	fake_db_answer_cells(Q_MEMORY_LINES, 1,
			     CELLS("PO-4500012", "ACME", "ACME Fasteners", "OPEN", BEFORE, "20", "M-1077", "Washer M8",
				   "pcs", "10000", "0", "10000", "11000", "0.021", "OPEN", "t", "t"));
	fake_db_answer_cells(Q_MEMORY_MATERIALS, 1,
			     CELLS("M-1077", "Washer M8", "pcs", "FIFO", "4000", "t", "t", "9980", "300", "9680",
				   "209.58", "0.021"));
	fake_db_answer_cells(Q_LABEL_RULES, 0, NULL);
}

void goods_resolve(const char *what, const char *code, const char *name, const char *material)
{
	fake_db_forget_answers(Q_RESOLVE);
	fake_db_answer_cells(Q_RESOLVE, 1, CELLS(what, code, name, material, NULL, NULL, NULL));
}

void goods_resolve_barcode(const char *code, const char *name, const char *uom, const char *factor)
{
	fake_db_forget_answers(Q_RESOLVE);
	fake_db_answer_cells(Q_RESOLVE, 1, CELLS("material", code, name, code, NULL, uom, factor));
}

void goods_resolve_next(const char *what, const char *code, const char *name, const char *material, const char *uom,
			const char *factor)
{
	fake_db_answer_cells(Q_RESOLVE, 1, CELLS(what, code, name, material, NULL, uom, factor));
}

void goods_resolve_nothing(void)
{
	fake_db_forget_answers(Q_RESOLVE);
	fake_db_answer_cells(Q_RESOLVE, 0, NULL);
}

static void replay(const char *transaction, const char *material, const char *quantity, const char *cost,
		   const char *on_hand)
{
	char answer[400];

	snprintf(answer, sizeof(answer),
		 "{\"transaction_id\":%s,\"transaction_type\":\"RECEIPT\",\"material\":\"%s\",\"quantity\":\"%s\","
		 "\"cost_per_unit\":\"0.021\",\"total_cost\":\"%s\",\"quantity_on_hand\":\"%s\"}",
		 transaction, material, quantity, cost != NULL ? cost : "0", on_hand);
	fake_db_forget_answers(Q_REPLAY);
	fake_db_answer_cells(Q_REPLAY, 1, CELLS(NULL, NULL, NULL, NULL, NULL, answer, "f", NULL, "0"));
}

void goods_movement(int query, const char *transaction, const char *material, const char *quantity, const char *cost,
		    const char *on_hand)
{
	if (query == Q_STOCK_RECEIVE) {
		replay(transaction, material, quantity, cost, on_hand);
		return;
	}
	fake_db_forget_answers((enum query_id)query);
	fake_db_answer_cells((enum query_id)query, 1,
			     CELLS(transaction, query == Q_STOCK_ISSUE ? "ISSUE" : "RECEIPT", material, quantity,
				   "0.021", cost, on_hand, "f"));
}

/* The nth replay that is a receipt; scans go the same way. */
static size_t nth_receipt(size_t nth)
{
	for (size_t i = 0; i < fake_db_count(Q_REPLAY); i++)
		if (strcmp(fake_db_value(Q_REPLAY, i, "kind"), "stock_receive") == 0 && nth-- == 0)
			return i;
	return SIZE_MAX;
}

size_t goods_received(void)
{
	size_t n = 0;

	while (nth_receipt(n) != SIZE_MAX)
		n++;
	return n;
}

const char *goods_received_value(size_t nth, const char *param)
{
	static char ret[200];
	size_t i = nth_receipt(nth);
	json_t *payload = i != SIZE_MAX ? json_loads(fake_db_value(Q_REPLAY, i, "payload"), 0, NULL) : NULL;
	const char *text = json_string_value(json_object_get(json_object_get(payload, "values"), param));

	snprintf(ret, sizeof(ret), "%s", text != NULL ? text : "");
	json_decref(payload);
	return ret;
}

void goods_refuse_receipt(const struct err *err)
{
	fake_db_forget_answers(Q_REPLAY);
	fake_db_answer_err(Q_REPLAY, err);
}
