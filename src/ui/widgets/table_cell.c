/*
 * table_cell - what one cell shows.
 */
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/widgets/table_own.h"

static bool is_number(enum value_kind kind)
{
	return kind == VAL_QUANTITY || kind == VAL_SIGNED || kind == VAL_COUNT || kind == VAL_COST ||
	       kind == VAL_AMOUNT || kind == VAL_INT;
}

/* At least two decimals for money; the server's zeros behind that say nothing. */
static void number_text(const struct table *t, enum value_kind kind, const char *text, char *ret, size_t size)
{
	char plain[NUM_TEXT + 4];
	size_t whole, decimals;
	char grouped[NUM_TEXT];
	int64_t value;

	/* Money under money: two decimals, so that the points stand in one line. */
	if (kind == VAL_AMOUNT && num_round(text, 2, &value)) {
		num_format_grouped(value, 2, 2, t->numbers.group, t->numbers.point, grouped);
		str_copy(ret, size, grouped);
		return;
	}
	if (!num_trim(text, plain, NUM_TEXT)) {
		str_copy(ret, size, text);
		return;
	}
	whole = strcspn(plain, ".");
	decimals = plain[whole] == '.' ? strlen(plain + whole + 1) : 0;
	if ((kind == VAL_AMOUNT || kind == VAL_COST) && decimals < 2)
		str_append(plain, sizeof(plain), decimals == 0 ? ".00" : "0");
	text_number(&t->numbers, plain, ret, size);
}

static void default_text(const struct table *t, const struct rows *rows, size_t row, const char *name, char *ret,
			 size_t size)
{
	size_t column = name != NULL ? rows_column(rows, name) : SIZE_MAX;
	const char *text;

	ret[0] = '\0';
	if (column == SIZE_MAX)
		return;
	text = rows_text(rows, row, name);
	if (is_number(rows->column[column].kind))
		number_text(t, rows->column[column].kind, text, ret, size);
	else if (rows->column[column].kind == VAL_BOOL)
		str_copy(ret, size, strcmp(text, "t") == 0 ? "yes" : text[0] != '\0' ? "no" : "");
	else if (rows->column[column].kind == VAL_TIME)
		str_format(ret, size, "%.16s", text); /* to the minute */
	else
		str_copy(ret, size, text);
}

void table_cell_get(const struct table *t, const struct rows *rows, size_t row, size_t column, struct table_cell *ret)
{
	const struct table_column *spec = &t->spec->columns[column];

	ret->text[0] = '\0';
	ret->role = spec->role;
	ret->bar = -1;
	if (t->spec->format != NULL && t->spec->format(t->ctx, rows, row, column, ret))
		return;
	default_text(t, rows, row, spec->name, ret->text, sizeof(ret->text));
}

void table_row_key(const struct table *t, const struct rows *rows, size_t row, char ret[TABLE_KEY])
{
	const char *names = t->spec->key;

	ret[0] = '\0';
	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		char name[64];

		str_format(name, sizeof(name), "%.*s", (int)(n < sizeof(name) ? n : sizeof(name) - 1), names);
		if (ret[0] != '\0')
			str_append(ret, TABLE_KEY, " ");
		str_append(ret, TABLE_KEY, rows_text(rows, row, name));
		names += n;
		names += strspn(names, " ");
	}
}
