/*
 * answer - an order as its verbs tell it: read from the server part by part,
 * or as the write told it that changed it. Keys, their order and their kinds
 * are the columns of the statements that read it, both ways.
 */
#ifndef GEMBA_UI_CLI_ANSWER_H
#define GEMBA_UI_CLI_ANSWER_H

#include <stddef.h>

#include "query_ids.h"
#include "ui/cli/output.h"

struct answer_part {
	const char *list; /* key of a list; NULL: fields of the object itself */
	enum query_id query;
};

struct answer {
	const char *number; /* the parameter that names the order */
	const struct answer_part *part;
	size_t n;
};

/* Add a part as it was read; takes *rows. */
void answer_add(const struct answer_part *part, struct rows *rows, struct output *out);
/*
 * Add all parts from the object a write answered. What it leaves out, because who asks may not look, is left out.
 */
void answer_tell(const struct answer *a, const json_t *object, struct output *out);

#endif
