/*
 * migrate_list - the migrations a program brings along.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "db/migrate_run.h"

static const char dir[] = "sql/migrations/";
static const char up_suffix[] = ".up.sql";
static const char down_suffix[] = ".down.sql";

static bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), k = strlen(suffix);

	return n >= k && str_equal(s + n - k, suffix);
}

const struct embedded *source_find(const struct migrate_source *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++) {
		if (str_equal(s->file[i].path, path))
			return &s->file[i];
	}
	return NULL;
}

bool source_is_api(const struct embedded *e)
{
	return str_starts(e->path, "sql/api/");
}

static bool migration_read(struct migrator *m, const struct embedded *up)
{
	const char *file = up->path + strlen(dir);
	long version = strtol(file, NULL, 10);
	struct migration g = { .version = (int)version, .up = up };

	if (version <= 0 || version > 99999)
		return err_set(m->err, ERR_BUG, "BAD_MIGRATION", "", "%s has no number.", up->path);
	g.name = arena_strndup(&m->mem, file, strlen(file) - strlen(up_suffix));
	g.down = source_find(&m->source, arena_printf(&m->mem, "%s%s%s", dir, g.name, down_suffix));
	if (m->n > 0 && m->list[m->n - 1].version >= g.version)
		return err_set(m->err, ERR_BUG, "BAD_MIGRATION", "", "Two migrations have the number %d.", g.version);
	m->list[m->n++] = g;
	return true;
}

bool list_read(struct migrator *m)
{
	m->list = arena_alloc(&m->mem, m->source.n * sizeof(*m->list));
	for (size_t i = 0; i < m->source.n; i++) {
		const struct embedded *e = &m->source.file[i];

		if (str_starts(e->path, dir) && str_ends(e->path, up_suffix) && !migration_read(m, e))
			return false;
	}
	return true;
}

const struct migration *list_find(const struct migrator *m, int version)
{
	for (size_t i = 0; i < m->n; i++) {
		if (m->list[i].version == version)
			return &m->list[i];
	}
	return NULL;
}

size_t applied_row(const struct migrator *m, int version)
{
	for (size_t row = 0; row < m->applied.n; row++) {
		if (rows_int(&m->applied, row, "version") == version)
			return row;
	}
	return SIZE_MAX;
}

int applied_version(const struct migrator *m)
{
	return m->applied.n > 0 ? (int)rows_int(&m->applied, m->applied.n - 1, "version") : 0;
}

bool script_is_administrators(const struct embedded *script)
{
	const char *end = strchr(script->text, '\n');
	const char *mark = strstr(script->text, "-- run as: administrator");

	return mark && end && mark < end;
}

static bool hash_text(struct migrator *m, const char *text, const char **ret)
{
	const char *const values[] = { text };
	struct rows rows = { 0 };

	if (!run_query(m, Q_MIGRATE_HASH, values, &rows))
		return false;
	*ret = arena_strdup(&m->mem, rows_text(&rows, 0, "hash"));
	rows_done(&rows);
	return true;
}

bool migration_hash(struct migrator *m, const struct migration *g, const char **ret)
{
	return hash_text(m, arena_printf(&m->mem, "%s%s", g->up->text, g->down ? g->down->text : ""), ret);
}

bool api_hash(struct migrator *m, const char **ret)
{
	const char *all = "";

	for (size_t i = 0; i < m->source.n; i++) {
		const struct embedded *e = &m->source.file[i];

		if (source_is_api(e))
			all = arena_printf(&m->mem, "%s%s\n%s", all, e->path, e->text);
	}
	return hash_text(m, all, ret);
}
