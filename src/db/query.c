/*
 * query - look up a named statement and its parameters.
 */
#include "db/query.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* static const struct query query_table[], made by sql/embed.awk. */
#include "queries.c"

const struct query *query_get(enum query_id id)
{
	assert((size_t)id < (size_t)Q_COUNT);
	return &query_table[id];
}

size_t query_param_index(const struct query *q, const char *name)
{
	for (size_t i = 0; i < q->n_params; i++)
		if (strcmp(q->param[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}
