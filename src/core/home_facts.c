/*
 * home_facts - how the plant stands, counted from the lists.
 */
#include "core/home_facts.h"

#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

void home_facts_init(struct home_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->purchase_open = f->released = f->running = f->paused = f->low = -1;
}

void home_facts_purchase(struct home_facts *f, const struct rows *rows)
{
	f->purchase_open = (int)rows->n;
	f->purchase_lines = 0;
	for (size_t i = 0; i < rows->n; i++)
		f->purchase_lines += (int)rows_int(rows, i, "open_lines");
}

void home_facts_orders(struct home_facts *f, const struct rows *rows)
{
	f->released = f->running = f->paused = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const char *status = rows_text(rows, i, "order_status");

		f->released += str_equal(status, "RELEASED");
		f->running += str_equal(status, "IN_PROGRESS");
		f->paused += str_equal(status, "PAUSED");
	}
}

/* Goods above their order wait for somebody too, but are not low. */
static bool still_low(const struct rows *alerts, size_t row)
{
	return rows_bool(alerts, row, "still_low") && !str_equal(rows_text(alerts, row, "kind"), "OVER_RECEIPT");
}

bool home_facts_is_low(const struct rows *alerts, size_t row)
{
	if (!still_low(alerts, row))
		return false;
	/* One material can have crossed its reorder point several times. */
	for (size_t i = 0; i < row; i++)
		if (still_low(alerts, i) &&
		    str_equal(rows_text(alerts, i, "material"), rows_text(alerts, row, "material")))
			return false;
	return true;
}

void home_facts_alerts(struct home_facts *f, const struct rows *rows)
{
	f->low = f->low_new = 0;
	f->low_material[0] = '\0';
	for (size_t i = 0; i < rows->n; i++) {
		if (rows_get(rows, i, "acknowledged_at") == NULL)
			f->low_new++;
		if (!home_facts_is_low(rows, i))
			continue;
		if (f->low++ == 0)
			str_copy(f->low_material, sizeof(f->low_material), rows_text(rows, i, "material"));
	}
}

void home_facts_stock(struct home_facts *f, const struct rows *rows)
{
	int64_t sum = 0;

	f->value_known = false;
	f->materials = (int)rows->n;
	for (size_t i = 0; i < rows->n; i++) {
		if (rows_get(rows, i, "value_on_hand") == NULL ||
		    !num_add(sum, rows_num(rows, i, "value_on_hand", NUM_AMOUNT_SCALE), &sum))
			return;
	}
	f->value = sum;
	f->value_known = true;
}
