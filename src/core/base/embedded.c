/*
 * embedded - look up a file that was built into the program.
 */
#include "core/base/embedded.h"

#include <string.h>

const char *embedded_text(const char *path)
{
	for (size_t i = 0; i < embedded_files_n; i++)
		if (strcmp(embedded_files[i].path, path) == 0)
			return embedded_files[i].text;
	return NULL;
}
