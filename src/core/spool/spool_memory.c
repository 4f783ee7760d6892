/*
 * spool_memory - answers and settings that outlive the program.
 *
 * An answer is written as bytes, for it may hold 20 000 rows and is written
 * while somebody works: a mark, the number of columns, for each its kind and
 * name, then the cells; 'n' is NULL, 's' a text; each ends with NUL.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"

static const char mark[4] = { 'g', 'm', 'b', '1' };

enum { COLUMNS_MAX = 100, KINDS = VAL_ARRAY + 1, KIND_BASE = 'A' };

/* ---- to bytes ---- */

struct out {
	char *bytes;
	size_t n, room;
};

static void out_put(struct out *o, const void *bytes, size_t n)
{
	if (n > o->room - o->n) {
		o->room = (o->room + n) * 2;
		o->bytes = mem_grow(o->bytes, o->room);
	}
	memcpy(o->bytes + o->n, bytes, n);
	o->n += n;
}

static void out_field(struct out *o, char tag, const char *text)
{
	out_put(o, &tag, 1);
	out_put(o, text, strlen(text) + 1);
}

static void write_rows(struct out *o, const struct rows *rows)
{
	unsigned char n = (unsigned char)rows->n_columns;

	out_put(o, mark, sizeof(mark));
	out_put(o, &n, 1);
	for (size_t i = 0; i < rows->n_columns; i++)
		out_field(o, (char)(KIND_BASE + (int)rows->column[i].kind), rows->column[i].name);
	for (size_t i = 0; i < rows->n * rows->n_columns; i++)
		out_field(o, rows->cell[i] ? 's' : 'n', rows->cell[i] ? rows->cell[i] : "");
}

/* ---- from bytes ---- */

struct in {
	const char *at, *end;
};

/* False at the end, and for what does not end with NUL. */
static bool in_field(struct in *in, char *ret_tag, const char **ret_text)
{
	const char *nul;

	if (in->end - in->at < 2)
		return false;
	nul = memchr(in->at + 1, '\0', (size_t)(in->end - in->at) - 1);
	if (!nul)
		return false;
	*ret_tag = in->at[0];
	*ret_text = in->at + 1;
	in->at = nul + 1;
	return true;
}

static bool read_columns(struct in *in, size_t n, struct rows *ret)
{
	struct column column[COLUMNS_MAX];

	for (size_t i = 0; i < n; i++) {
		char tag;

		if (!in_field(in, &tag, &column[i].name) || tag < KIND_BASE || tag >= KIND_BASE + KINDS)
			return false;
		column[i].kind = (enum value_kind)(tag - KIND_BASE);
	}
	rows_init(ret, column, n);
	return true;
}

static bool read_row(struct in *in, struct rows *ret)
{
	const char *cell[COLUMNS_MAX];

	for (size_t i = 0; i < ret->n_columns; i++) {
		char tag;

		if (!in_field(in, &tag, &cell[i]))
			return false;
		if (tag == 'n')
			cell[i] = NULL;
	}
	rows_append(ret, cell);
	return true;
}

static bool read_rows(const char *bytes, size_t size, struct rows *ret)
{
	struct in in = { .at = bytes + sizeof(mark) + 1, .end = bytes + size };
	size_t n;

	if (size <= sizeof(mark) || memcmp(bytes, mark, sizeof(mark)) != 0)
		return false;
	n = (unsigned char)bytes[sizeof(mark)];
	if (n == 0 || n > COLUMNS_MAX || !read_columns(&in, n, ret))
		return false;
	while (in.at < in.end)
		if (!read_row(&in, ret))
			return false;
	return true;
}

/* ---- answers ---- */

bool spool_remember(struct spool *s, const char *name, const struct rows *rows, struct err *err)
{
	struct out o = { 0 };
	bool ok;

	if (rows->n_columns == 0 || rows->n_columns > COLUMNS_MAX)
		return err_set(err, ERR_BUG, "COLUMNS", "", "%s has %zu columns.", name, rows->n_columns);
	if (!spool_begin(s, err))
		return false;
	write_rows(&o, rows);
	ok = spool_exec(s, SPOOL_SQL_MEMORY_SET,
			ARGS(arg_text(name), arg_int(spool_now_us(s)), arg_bytes(o.bytes, o.n)), err);
	free(o.bytes);
	return spool_end(s, ok, err);
}

bool spool_recall(struct spool *s, const char *name, struct rows *ret, int64_t *ret_at_us)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_MEMORY_GET, ARGS(arg_text(name)));
	const char *bytes;
	bool ok;

	if (!st)
		return false;
	*ret_at_us = sqlite3_column_int64(st, 0);
	bytes = sqlite3_column_blob(st, 1);
	ok = bytes && read_rows(bytes, (size_t)sqlite3_column_bytes(st, 1), ret);
	spool_release(st);
	if (!ok)
		rows_done(ret);
	return ok;
}

/* ---- settings ---- */

bool spool_set(struct spool *s, const char *name, const char *value, struct err *err)
{
	bool ok;

	if (!spool_begin(s, err))
		return false;
	ok = value ? spool_exec(s, SPOOL_SQL_SETTING_SET, ARGS(arg_text(name), arg_text(value)), err)
		   : spool_exec(s, SPOOL_SQL_SETTING_DROP, ARGS(arg_text(name)), err);
	return spool_end(s, ok, err);
}

const char *spool_setting(struct spool *s, const char *name, struct arena *mem)
{
	sqlite3_stmt *st = spool_select(s, SPOOL_SQL_SETTING_GET, ARGS(arg_text(name)));
	const char *value = st ? spool_column(st, 0, mem) : NULL;

	spool_release(st);
	return value;
}
