/*
 * plain - answers and errors for people: aligned tables, grouped numbers.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/cli/output.h"
#include "ui/text.h"

enum { CELL_SIZE = 512, TIME_SHOWN = 19 };

static bool is_number(enum value_kind kind)
{
	switch (kind) {
	case VAL_QUANTITY:
	case VAL_SIGNED:
	case VAL_COUNT:
	case VAL_COST:
	case VAL_AMOUNT:
	case VAL_INT:
	case VAL_RATIO:
		return true;
	case VAL_TEXT:
	case VAL_CODE:
	case VAL_BOOL:
	case VAL_TIME:
	case VAL_DATE:
	case VAL_UUID:
	case VAL_SECRET:
	case VAL_JSON:
	case VAL_ARRAY:
		break;
	}
	return false;
}

/* Ids are not grouped: they are typed back. */
static bool is_id(const struct column *c)
{
	size_t n = strlen(c->name);

	return c->kind == VAL_INT && n >= 2 && strcmp(c->name + n - 2, "id") == 0;
}

static void cell_text(const struct number_style *style, const struct column *c, const char *text, char *ret,
		      size_t size)
{
	char plain[CELL_SIZE];

	if (str_empty(text)) {
		str_copy(ret, size, "-");
	} else if (c->kind == VAL_SECRET) {
		str_copy(ret, size, "***");
	} else if (c->kind == VAL_BOOL) {
		str_copy(ret, size, str_equal(text, "t") || str_equal(text, "true") ? "yes" : "no");
	} else if (c->kind == VAL_TIME) {
		str_printable(ret, size < TIME_SHOWN + 1 ? size : TIME_SHOWN + 1, text, false);
	} else if (is_number(c->kind) && c->kind != VAL_RATIO && !is_id(c) && num_trim(text, plain, sizeof(plain))) {
		text_number(style, plain, ret, size);
	} else {
		str_printable(ret, size, text, false);
	}
}

static void heading(const char *name, char *ret, size_t size)
{
	str_copy(ret, size, name);
	for (char *p = ret; *p; p++)
		if (*p == '_')
			*p = ' ';
}

static void pad(FILE *f, int n)
{
	fprintf(f, "%*s", n > 0 ? n : 0, "");
}

/* ---- tables ---- */

static void column_widths(const struct number_style *style, const struct section *s, int *width)
{
	char text[CELL_SIZE];

	for (size_t c = 0; c < s->rows.n_columns; c++) {
		heading(s->rows.column[c].name, text, sizeof(text));
		width[c] = text_width(text);
		for (size_t row = 0; row < s->rows.n; row++) {
			int w;

			cell_text(style, &s->rows.column[c], s->rows.cell[row * s->rows.n_columns + c], text,
				  sizeof(text));
			w = text_width(text);
			if (w > width[c])
				width[c] = w;
		}
	}
}

/* The last column is not padded: no line ends in blanks. */
static void write_cell(FILE *f, const struct column *c, const char *text, int width, bool last)
{
	int gap = width - text_width(text);

	if (is_number(c->kind))
		pad(f, gap);
	fputs(text, f);
	if (!is_number(c->kind) && !last)
		pad(f, gap);
	fputs(last ? "\n" : "  ", f);
}

static size_t last_column(const struct section *s)
{
	size_t last = s->rows.n_columns - 1;

	return last > 0 && str_equal(s->rows.column[last].name, s->drop) ? last - 1 : last;
}

static void write_line(FILE *f, const struct number_style *style, const struct section *s, const int *width, size_t row)
{
	char text[CELL_SIZE];

	for (size_t c = 0; c < s->rows.n_columns; c++) {
		const struct column *column = &s->rows.column[c];

		if (str_equal(column->name, s->drop))
			continue;
		if (row == SIZE_MAX)
			heading(column->name, text, sizeof(text));
		else
			cell_text(style, column, s->rows.cell[row * s->rows.n_columns + c], text, sizeof(text));
		write_cell(f, column, text, width[c], c == last_column(s));
	}
}

static void write_table(FILE *f, const struct number_style *style, const struct section *s)
{
	char text[CELL_SIZE];
	int *width;

	if (s->rows.n == 0 || s->rows.n_columns == 0) {
		heading(s->key, text, sizeof(text));
		fprintf(f, "no %s\n", text);
		return;
	}
	width = mem_alloc(s->rows.n_columns * sizeof(*width));
	column_widths(style, s, width);
	write_line(f, style, s, width, SIZE_MAX);
	for (size_t row = 0; row < s->rows.n; row++)
		write_line(f, style, s, width, row);
	free(width);
}

/* ---- fields ---- */

static int fields_width(const struct output *o)
{
	char text[CELL_SIZE];
	int width = 0;

	for (size_t i = 0; i < o->n; i++) {
		const struct section *s = &o->section[i];

		for (size_t c = 0; s->kind == SECTION_FIELDS && s->rows.n > 0 && c < s->rows.n_columns; c++) {
			heading(s->rows.column[c].name, text, sizeof(text));
			if (text_width(text) > width)
				width = text_width(text);
		}
	}
	return width;
}

static void write_field(FILE *f, const char *label, const char *text, int width)
{
	fputs(label, f);
	pad(f, width - text_width(label));
	fprintf(f, "  %s\n", text);
}

static void write_fields(FILE *f, const struct number_style *style, const struct section *s, int width)
{
	char label[CELL_SIZE], text[CELL_SIZE];

	for (size_t c = 0; s->rows.n > 0 && c < s->rows.n_columns; c++) {
		if (str_equal(s->rows.column[c].name, s->drop))
			continue;
		heading(s->rows.column[c].name, label, sizeof(label));
		cell_text(style, &s->rows.column[c], s->rows.cell[c], text, sizeof(text));
		write_field(f, label, text, width);
	}
}

static void write_words(FILE *f, const struct section *s)
{
	char text[CELL_SIZE];

	for (size_t row = 0; row < s->rows.n; row++) {
		str_printable(text, sizeof(text), s->rows.cell[row * s->rows.n_columns], false);
		fprintf(f, "%s  %s\n", s->key, text);
	}
}

static void write_map(FILE *f, const struct section *s)
{
	int width = 0;

	for (size_t row = 0; row < s->rows.n; row++) {
		int w = text_width(s->rows.cell[row * s->rows.n_columns]);

		if (w > width)
			width = w;
	}
	for (size_t row = 0; row < s->rows.n; row++) {
		const char *const *cell = s->rows.cell + row * s->rows.n_columns;

		write_field(f, cell[0], cell[1] ? cell[1] : "-", width);
	}
}

static bool write_single(FILE *f, const struct output *o)
{
	for (size_t i = 0; o->plain && i < o->n; i++) {
		const char *text = rows_get(&o->section[i].rows, 0, o->plain);

		if (text) {
			fprintf(f, "%s\n", text);
			return true;
		}
	}
	return false;
}

/* Nothing of it for people: no blank line either. */
static bool is_silent(const struct section *s)
{
	return s->kind == SECTION_JSON || (s->kind == SECTION_WORDS && s->rows.n == 0);
}

void output_write_plain(FILE *f, const struct output *o)
{
	const struct section *before = NULL;
	int width = fields_width(o);
	struct number_style style;

	if (write_single(f, o))
		return;
	number_style_init(&style);
	for (size_t i = 0; i < o->n; i++) {
		const struct section *s = &o->section[i];

		if (is_silent(s))
			continue;
		if (before && (s->kind != SECTION_FIELDS || before->kind != SECTION_FIELDS))
			fputc('\n', f);
		before = s;
		switch (s->kind) {
		case SECTION_FIELDS:
			write_fields(f, &style, s, width);
			break;
		case SECTION_LIST:
		case SECTION_TABLE:
			write_table(f, &style, s);
			break;
		case SECTION_WORDS:
			write_words(f, s);
			break;
		case SECTION_MAP:
			write_map(f, s);
			break;
		case SECTION_JSON:
			break;
		}
	}
}

void output_write_error(FILE *f, const struct err *err)
{
	const char *gap = err->hint[0] ? " - " : "";
	/* Without its field, "must not be below zero" says nothing; whole sentences name it themselves. */
	bool whole = !err->field[0] || err->kind == ERR_USAGE || err->message[0] < 'a' || err->message[0] > 'z' ||
		     str_starts(err->message, err->field);

	fprintf(f, "gemba: %s: %s%s%s%s%s\n", err_kind_name(err->kind), whole ? "" : err->field, whole ? "" : ": ",
		err->message, gap, err->hint);
}
