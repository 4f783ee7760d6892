/*
 * verbs - all there are, and how one is found.
 */
#include "ui/cli/verbs.h"

#include <string.h>

#include "core/base/str.h"
#include "core/call.h"

static const struct verb *const all[] = {
	verbs_stock, verbs_purchase, verbs_order,  verbs_gantt, verbs_board, verbs_catalogue, verbs_lanes, verbs_scan,
	verbs_plan,  verbs_people,   verbs_office, verbs_local, verbs_jobs,  verbs_spool,     NULL,
};

const struct verb *const *verbs_all(void)
{
	return all;
}

const struct verb *verb_find(const char *path)
{
	for (const struct verb *const *list = all; *list; list++)
		for (const struct verb *v = *list; v->path; v++)
			if (str_equal(v->path, path))
				return v;
	return NULL;
}

bool verb_is_group(const char *word)
{
	size_t n = strlen(word);

	for (const struct verb *const *list = all; *list; list++)
		for (const struct verb *v = *list; v->path; v++)
			if (strncmp(v->path, word, n) == 0 && v->path[n] == ' ')
				return true;
	return false;
}

bool verb_writes(const struct verb *v)
{
	return v->takes_op_id || (v->query != Q_COUNT && call_is_write(v->query));
}

bool verb_can_queue(const struct verb *v)
{
	return v->query != Q_COUNT && call_is_queueable(v->query);
}
