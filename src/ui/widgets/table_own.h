/*
 * table_own - what the files of table share; nobody else includes it.
 */
#ifndef GEMBA_UI_TABLE_OWN_H
#define GEMBA_UI_TABLE_OWN_H

#include "ui/widgets/table.h"

/* Text, role and bar of one cell, by the screen's formatter or the default. */
void table_cell_get(const struct table *t, const struct rows *rows, size_t row, size_t column, struct table_cell *ret);
/* The key of a row: its key columns with a blank between. */
void table_row_key(const struct table *t, const struct rows *rows, size_t row, char ret[TABLE_KEY]);
/* Rebuild view from the find text; the selection stays on its key, or near its place. */
void table_view(struct table *t);
/* First line to paint when page lines fit. */
size_t table_top(const struct table *t, size_t page);
/* True when the last line of the table is taken by find text or count of changes. */
bool table_has_status(const struct table *t);

#endif
