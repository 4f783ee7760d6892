/*
 * screens - the one table of all screens.
 */
#include "ui/screens.h"

#include <string.h>

static const struct screen_ops *const all_screens[] = {
#define SCREEN(id) &screen_##id,
#include "ui/screens.def"
#undef SCREEN
	NULL,
};

const struct screen_ops *const *screens_all(void)
{
	return all_screens;
}

const struct screen_ops *screens_find(const struct screen_ops *const *all, const char *name)
{
	for (; *all != NULL; all++)
		if (strcmp((*all)->name, name) == 0)
			return *all;
	return NULL;
}
