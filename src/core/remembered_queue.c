/*
 * remembered_queue - what this terminal has received since the lines of the
 * orders were read.
 *
 * What waits in the spool counts, and what was posted after the snapshot was
 * taken. Which line a receipt without a line number goes to is decided as the
 * server decides it: the material's only open line, else its only full one.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/exact_json.h"
#include "core/remembered_own.h"

enum { QUEUED_AT_MOST = 100000, POSTED_AT_MOST = 500 };

/* The lines that are looked at, of one order or of all. */
struct order_lines {
	struct order_line *line;
	size_t n;
	const struct rows *stored; /* all there are */
};

/* ---- one receipt on its line ---- */

static int64_t less(int64_t from, int64_t quantity)
{
	return from > quantity ? from - quantity : 0;
}

static void receive(struct order_line *l, int64_t quantity)
{
	int64_t received;

	if (num_add(l->received, quantity, &received))
		l->received = received;
	l->open = less(l->open, quantity);
	l->max_receivable = less(l->max_receivable, quantity);
	if (str_equal(l->status, "OPEN") && l->received >= l->ordered)
		l->status = "RECEIVED";
}

static bool has_order(const struct order_lines *all, const char *order)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_equal(all->line[i].order, order))
			return true;
	return false;
}

static struct order_line *line_numbered(const struct order_lines *all, const char *order, int64_t line)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->line[i].line == line && str_equal(all->line[i].order, order))
			return &all->line[i];
	return NULL;
}

static struct order_line *only_line(const struct order_lines *all, const char *order, const char *material,
				    const char *status)
{
	struct order_line *found = NULL;

	for (size_t i = 0; i < all->n; i++) {
		struct order_line *l = &all->line[i];

		if (!str_equal(l->order, order) || !str_equal(l->material, material) || !str_equal(l->status, status))
			continue;
		if (found)
			return NULL;
		found = l;
	}
	return found;
}

static struct order_line *line_for_material(const struct order_lines *all, const char *order, const char *material)
{
	struct order_line *open = only_line(all, order, material, "OPEN");

	return open ? open : only_line(all, order, material, "RECEIVED");
}

/* The number of an order that is not looked at. */
static bool is_other_order(const struct order_lines *all, const char *order)
{
	const struct rows *stored = all->stored;

	if (all->n == stored->n)
		return false;
	for (size_t i = 0; i < stored->n; i++)
		if (str_equal(stored->cell[i * stored->n_columns], order)) /* the first column of memory_lines */
			return true;
	return false;
}

/* ref is NUMBER or NUMBER/LINE; a number may itself contain a slash, and is one where there is such an order. */
static struct order_line *line_meant(const struct order_lines *all, const char *ref, const char *material)
{
	const char *slash = strrchr(ref, '/');
	struct arena mem = { 0 };
	struct order_line *found = NULL;
	struct err ignored;
	int64_t line;

	if (has_order(all, ref))
		return line_for_material(all, ref, material);
	if (slash && num_parse_int(slash + 1, "line", &line, &ignored))
		found = line_numbered(all, arena_strndup(&mem, ref, (size_t)(slash - ref)), line);
	arena_done(&mem);
	return found && !is_other_order(all, ref) ? found : NULL;
}

/* ---- what an operation received ---- */

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void receive_text(struct order_line *l, const char *quantity)
{
	struct err ignored;
	int64_t scaled;

	if (l && num_parse_positive(quantity, NUM_QUANTITY_SCALE, "quantity", &scaled, &ignored))
		receive(l, scaled);
}

static void take_receipt(const struct order_lines *all, const json_t *values)
{
	if (str_equal_fold(text_of(values, "ref_type"), "PURCHASE_ORDER"))
		receive_text(line_meant(all, text_of(values, "ref"), text_of(values, "material")),
			     text_of(values, "quantity"));
}

static void take_delivery(const struct order_lines *all, const json_t *values)
{
	json_t *lines = exact_json(text_of(values, "lines"));
	struct err ignored;
	int64_t number;

	for (size_t i = 0; i < json_array_size(lines); i++) {
		const json_t *line = json_array_get(lines, i);

		if (num_parse_int(text_of(line, "line"), "line", &number, &ignored))
			receive_text(line_numbered(all, text_of(values, "purchase_order"), number),
				     text_of(line, "quantity"));
	}
	json_decref(lines);
}

static void take(const struct order_lines *all, const struct spool_op *op)
{
	json_t *payload = exact_json(op->payload);
	const json_t *values = json_object_get(payload, "values");

	if (str_equal(op->kind, "stock_receive"))
		take_receipt(all, values);
	else if (str_equal(op->kind, "stock_receive_lines"))
		take_delivery(all, values);
	json_decref(payload);
}

/* Newest first as they come; applied oldest first. What was done before since_us is in the snapshot already. */
static void take_state(struct remembered *r, const struct order_lines *all, enum spool_state state, int at_most,
		       int64_t since_us)
{
	struct rows list = { 0 };
	struct err ignored;

	if (!spool_list(r->spool, 1u << state, NULL, at_most, &list, &ignored))
		list.n = 0;
	for (size_t i = list.n; i-- > 0;) {
		struct spool_op op = { 0 };

		if (str_starts(rows_text(&list, i, "kind"), "stock_receive") &&
		    spool_get(r->spool, rows_int(&list, i, "seq"), &op, &ignored) && op.captured_us > since_us)
			take(all, &op);
		spool_op_done(&op);
	}
	rows_done(&list);
}

/* ---- the lines ---- */

/* Columns of memory_lines that are looked at, found once for up to twenty thousand rows. */
enum { ORDER, LINE, MATERIAL, ORDERED, RECEIVED, OPEN, MAX_RECEIVABLE, STATUS, N_LOOKED_AT };

static const char *const looked_at[] = { "purchase_order", "line", "material",	     "ordered",
					 "received",	   "open", "max_receivable", "status" };

static const char *cell(const struct rows *rows, size_t row, size_t column)
{
	const char *text = column == SIZE_MAX ? NULL : rows->cell[row * rows->n_columns + column];

	return text ? text : "";
}

static int64_t quantity(const char *text)
{
	int64_t value;

	return num_round(text, NUM_QUANTITY_SCALE, &value) ? value : 0;
}

static struct order_line line_of(const struct rows *rows, size_t row, const size_t column[N_LOOKED_AT])
{
	struct order_line l = { .row = row };
	struct err ignored;

	l.order = cell(rows, row, column[ORDER]);
	if (!num_parse_int(cell(rows, row, column[LINE]), "line", &l.line, &ignored))
		l.line = 0;
	l.material = cell(rows, row, column[MATERIAL]);
	l.ordered = quantity(cell(rows, row, column[ORDERED]));
	l.received = quantity(cell(rows, row, column[RECEIVED]));
	l.open = quantity(cell(rows, row, column[OPEN]));
	l.max_receivable = quantity(cell(rows, row, column[MAX_RECEIVABLE]));
	l.status = cell(rows, row, column[STATUS]);
	return l;
}

struct order_line *remembered_lines(struct remembered *r, const char *order, struct arena *mem, size_t *ret_n)
{
	const struct snapshot *snapshot = &r->snapshot[MEMORY_LINES];
	const struct rows *rows = &snapshot->rows;
	struct order_lines all = { .stored = rows };
	size_t column[N_LOOKED_AT];

	for (int i = 0; i < N_LOOKED_AT; i++)
		column[i] = rows_column(rows, looked_at[i]);
	all.line = arena_alloc(mem, (rows->n + 1) * sizeof(*all.line));
	for (size_t i = 0; i < rows->n; i++)
		if (!order || str_equal(cell(rows, i, column[ORDER]), order))
			all.line[all.n++] = line_of(rows, i, column);
	if (all.n > 0) {
		take_state(r, &all, SPOOL_POSTED, POSTED_AT_MOST, snapshot->at_us);
		take_state(r, &all, SPOOL_QUEUED, QUEUED_AT_MOST, 0);
	}
	*ret_n = all.n;
	return all.line;
}
