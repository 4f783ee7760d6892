/*
 * action - the table made from action.def.
 */
#include "ui/action.h"

#include <string.h>

static const struct action_info table[ACT_COUNT] = {
	[ACT_NONE] = { "", "", "", "", "" },
#define ACTION(id, name, keys, second, label, help) [ACT_##id] = { name, keys, second, label, help },
#include "ui/action.def"
#undef ACTION
};

const struct action_info *action_get(enum action a)
{
	return &table[a < ACT_COUNT ? a : ACT_NONE];
}

enum action action_parse(const char *name)
{
	for (int i = ACT_NONE + 1; i < ACT_COUNT; i++)
		if (strcmp(table[i].name, name) == 0)
			return (enum action)i;
	return ACT_NONE;
}
