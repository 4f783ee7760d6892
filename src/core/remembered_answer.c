/*
 * remembered_answer - orders, materials and places out of memory, in the
 * columns of the statements they stand for.
 */
#include <string.h>
#include <wctype.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/remembered_own.h"
#include "db/query.h"

enum { ORDERS_AT_MOST = 500 };

/* The next character without its case; 0 at the end. */
static wint_t next_folded(const char **s)
{
	unsigned codepoint = 0;

	*s += utf8_next(*s, &codepoint);
	return towlower((wint_t)codepoint);
}

bool remembered_same_fold(const char *a, const char *b)
{
	while (*a && *b)
		if (next_folded(&a) != next_folded(&b))
			return false;
	return !*a && !*b;
}

static bool starts_fold(const char *s, const char *prefix)
{
	while (*s && *prefix)
		if (next_folded(&s) != next_folded(&prefix))
			return false;
	return !*prefix;
}

static bool contains_fold(const char *s, const char *part)
{
	unsigned ignored;

	for (;;) {
		if (starts_fold(s, part))
			return true;
		if (!*s)
			return false;
		s += utf8_next(s, &ignored);
	}
}

static bool unknown(struct err *err, const char *code, const char *field, const char *what)
{
	err_set(err, ERR_NOT_FOUND, code, field, "%s is not known here; the server is away.", what);
	return err_hint(err, "Look again when the server is back.");
}

static void start(struct rows *ret, enum query_id id)
{
	rows_init(ret, query_get(id)->column, query_get(id)->n_columns);
}

static const char *number(struct arena *mem, int64_t scaled)
{
	char text[NUM_TEXT];

	num_format(scaled, NUM_QUANTITY_SCALE, text);
	return arena_strdup(mem, text);
}

/* Cells of a stored row by the names of the answer's columns; costs only for those who may see them. */
static const char **cells_of(const struct remembered *r, struct arena *mem, const struct rows *to,
			     const struct rows *from, size_t row)
{
	const char **cell = arena_alloc(mem, to->n_columns * sizeof(*cell));
	bool cost = session_may(r->session, "cost.view");

	for (size_t i = 0; i < to->n_columns; i++)
		if (cost || (to->column[i].kind != VAL_COST && to->column[i].kind != VAL_AMOUNT))
			cell[i] = rows_get(from, row, to->column[i].name);
	return cell;
}

static void put(const struct rows *rows, const char **cell, const char *column, const char *value)
{
	size_t i = rows_column(rows, column);

	if (i != SIZE_MAX)
		cell[i] = value;
}

/* ---- purchase orders ---- */

/* As the server: received when nothing is open any more. line: those of one order. */
static const char *order_status(const struct rows *stored, const struct order_line *line, size_t n)
{
	const char *status = rows_text(stored, line[0].row, "order_status");

	for (size_t i = 0; i < n; i++)
		if (str_equal(line[i].status, "OPEN"))
			return status;
	return str_equal(status, "OPEN") ? "RECEIVED" : status;
}

static bool answer_po_show(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	const struct rows *stored = &r->snapshot[MEMORY_LINES].rows;
	const char *order = call_get(call, "purchase_order"), **cell;
	struct arena mem = { 0 };
	size_t n;
	const struct order_line *line = remembered_lines(r, order ? order : "", &mem, &n);

	if (n > 0) {
		start(ret, call->id);
		cell = cells_of(r, &mem, ret, stored, line[0].row);
		put(ret, cell, "status", order_status(stored, line, n));
		rows_append(ret, cell);
	}
	arena_done(&mem);
	return n > 0 || unknown(err, "UNKNOWN_PURCHASE_ORDER", "purchase_order", order ? order : "");
}

static void append_line(struct remembered *r, struct arena *mem, struct rows *ret, const struct order_line *l)
{
	const char **cell = cells_of(r, mem, ret, &r->snapshot[MEMORY_LINES].rows, l->row);

	put(ret, cell, "received", number(mem, l->received));
	put(ret, cell, "open", number(mem, l->open));
	put(ret, cell, "max_receivable", number(mem, l->max_receivable));
	put(ret, cell, "status", l->status);
	rows_append(ret, cell);
}

static bool answer_po_lines(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	const char *order = call_get(call, "purchase_order");
	struct arena mem = { 0 };
	size_t n;
	const struct order_line *line = remembered_lines(r, order ? order : "", &mem, &n);

	if (n > 0)
		start(ret, call->id);
	for (size_t i = 0; i < n; i++)
		append_line(r, &mem, ret, &line[i]);
	arena_done(&mem);
	return n > 0 || unknown(err, "UNKNOWN_PURCHASE_ORDER", "purchase_order", order ? order : "");
}

static bool order_wanted(const struct rows *stored, size_t row, const struct call *call)
{
	const char *supplier = call_get(call, "supplier"), *query = call_get(call, "query");

	if (supplier && !str_equal(rows_text(stored, row, "supplier"), supplier))
		return false;
	return !query || contains_fold(rows_text(stored, row, "purchase_order"), query) ||
	       contains_fold(rows_text(stored, row, "supplier"), query) ||
	       contains_fold(rows_text(stored, row, "supplier_name"), query);
}

/* line: those of one order. */
static void append_order(struct remembered *r, struct arena *mem, struct rows *ret, const struct order_line *line,
			 size_t n, bool only_open)
{
	const struct rows *stored = &r->snapshot[MEMORY_LINES].rows;
	const char **cell = cells_of(r, mem, ret, stored, line[0].row);
	const char *status = order_status(stored, line, n);
	size_t open = 0;

	for (size_t i = 0; i < n; i++)
		open += str_equal(line[i].status, "OPEN");
	if (only_open && !str_equal(status, "OPEN"))
		return;
	put(ret, cell, "status", status);
	put(ret, cell, "lines", arena_printf(mem, "%zu", n));
	put(ret, cell, "open_lines", arena_printf(mem, "%zu", open));
	rows_append(ret, cell);
}

static size_t lines_of_same_order(const struct order_line *line, size_t n)
{
	size_t same = 1;

	while (same < n && str_equal(line[same].order, line[0].order))
		same++;
	return same;
}

static bool answer_po_list(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	bool only_open = str_equal(call_get(call, "open"), "true");
	struct arena mem = { 0 };
	size_t n, same;
	const struct order_line *line = remembered_lines(r, NULL, &mem, &n);

	(void)err;
	start(ret, call->id);
	for (size_t i = 0; i < n && ret->n < ORDERS_AT_MOST; i += same) {
		same = lines_of_same_order(line + i, n - i);
		if (order_wanted(&r->snapshot[MEMORY_LINES].rows, line[i].row, call))
			append_order(r, &mem, ret, line + i, same, only_open);
	}
	arena_done(&mem);
	return true;
}

/* ---- materials and places ---- */

static bool answer_material(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	const struct rows *stored = &r->snapshot[MEMORY_MATERIALS].rows;
	const char *material = call_get(call, "material");
	struct arena mem = { 0 };

	for (size_t i = 0; i < stored->n; i++) {
		if (!str_equal(rows_get(stored, i, "material"), material))
			continue;
		start(ret, call->id);
		rows_append(ret, cells_of(r, &mem, ret, stored, i));
		arena_done(&mem);
		return true;
	}
	return unknown(err, "UNKNOWN_MATERIAL", "material", material ? material : "");
}

static bool answer_locations(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	(void)call;
	(void)err;
	rows_copy(ret, &r->snapshot[MEMORY_LOCATIONS].rows);
	return true;
}

static bool answer_resolve(struct remembered *r, const struct call *call, struct rows *ret, struct err *err)
{
	const char *text = call_get(call, "text");

	(void)err;
	start(ret, call->id);
	remembered_resolve(r, text ? text : "", ret);
	return true;
}

/* ---- which ---- */

static const struct {
	enum query_id id;
	enum snapshot_id from;
	bool (*answer)(struct remembered *r, const struct call *call, struct rows *ret, struct err *err);
} answers[] = {
	{ Q_RESOLVE, MEMORY_CODES, answer_resolve },
	{ Q_PO_LIST, MEMORY_LINES, answer_po_list },
	{ Q_PO_SHOW, MEMORY_LINES, answer_po_show },
	{ Q_PO_LINES, MEMORY_LINES, answer_po_lines },
	{ Q_MATERIAL_SHOW, MEMORY_MATERIALS, answer_material },
	{ Q_LOCATION_LIST, MEMORY_LOCATIONS, answer_locations },
};

bool remembered_answer(struct remembered *r, const struct call *call, struct rows *ret, struct err *ret_err)
{
	*ret_err = (struct err){ 0 };
	if (!remembered_follow(r) || !session_may(r->session, "materials.view"))
		return false;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].id != call->id || !r->snapshot[answers[i].from].at_us)
			continue;
		(void)!answers[i].answer(r, call, ret, ret_err);
		return true;
	}
	return false;
}
