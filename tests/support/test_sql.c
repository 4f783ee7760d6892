/*
 * test_sql - the SQL of tests, from files of named statements like those of sql/queries.
 */
#include "support/test_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char mark[] = "-- name: ";

static void give_up(const char *what, const char *name)
{
	printf("Bail out! %s %s\n", what, name);
	exit(1);
}

char *test_file(const char *path)
{
	const char *root = getenv("GEMBA_TEST_SOURCE");
	char full[4096], *text = calloc(1, 1 << 20);
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root ? root : ".", path);
	f = fopen(full, "r");
	if (!f || !text || fread(text, 1, (1 << 20) - 1, f) == 0)
		give_up("cannot read", full);
	fclose(f);
	return text;
}

char *test_sql(const char *file, const char *name)
{
	char path[512], heading[256], *all, *begin, *end, *text;

	snprintf(path, sizeof(path), "tests/db/sql/%s", file);
	snprintf(heading, sizeof(heading), "%s%s\n", mark, name);
	all = test_file(path);
	begin = strstr(all, heading);
	if (!begin)
		give_up("no statement", name);
	begin += strlen(heading);
	end = strstr(begin, mark);
	text = end ? strndup(begin, (size_t)(end - begin)) : strdup(begin);
	free(all);
	return text;
}
