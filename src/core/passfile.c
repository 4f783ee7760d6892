/*
 * passfile - the kiosks' passwords in libpq's own format.
 *
 * The home's file is written by db, which knows whose it is; this one serves
 * a server in the network, and reads both.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/office.h"

enum { FIELDS = 5, LINE_SIZE = 1024 };

/* Split at colons; a backslash takes the next character as it is. In place. False: not five fields. */
static bool line_split(char *line, char *field[FIELDS])
{
	size_t n = 0;
	char *to = line;

	field[n++] = line;
	for (const char *from = line; *from && *from != '\n'; from++) {
		if (*from == ':' && n < FIELDS) {
			*to++ = '\0';
			field[n++] = to;
			continue;
		}
		if (*from == '\\' && from[1] && from[1] != '\n')
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return n == FIELDS;
}

bool passfile_get(const char *path, const char *role, char *ret, size_t size)
{
	FILE *f = fopen(path, "re");
	char line[LINE_SIZE], *field[FIELDS];
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		if (line[0] != '#' && line_split(line, field) && str_equal(field[3], role))
			found = str_copy(ret, size, field[4]);
	if (f)
		fclose(f);
	explicit_bzero(line, sizeof(line));
	return found;
}

static void write_field(FILE *f, const char *text)
{
	for (; *text; text++) {
		if (*text == ':' || *text == '\\')
			fputc('\\', f);
		fputc(*text, f);
	}
}

/* All lines but that role's. */
static void copy_others(FILE *from, FILE *to, const char *role)
{
	char line[LINE_SIZE], copy[LINE_SIZE], *field[FIELDS];

	while (from && fgets(line, sizeof(line), from)) {
		str_copy(copy, sizeof(copy), line);
		if (line[0] != '#' && line_split(copy, field) && str_equal(field[3], role))
			continue;
		fputs(line, to);
	}
	explicit_bzero(line, sizeof(line));
	explicit_bzero(copy, sizeof(copy));
}

static bool failed(const char *path, struct err *err)
{
	return err_set(err, ERR_VALIDATION, "PASSFILE", "passfile", "%s cannot be written: %s.", path, strerror(errno));
}

bool passfile_set(const char *path, const char *role, const char *password, struct err *err)
{
	char fresh[1200];
	FILE *old, *f;
	int fd;
	bool ok;

	if (!str_format(fresh, sizeof(fresh), "%s.new", path))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "passfile", "The file's path is too long.");
	(void)unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		return failed(path, err);
	old = fopen(path, "re");
	copy_others(old, f, role);
	if (old)
		fclose(old);
	if (password) {
		fputs("*:*:*:", f);
		write_field(f, role);
		fputc(':', f);
		write_field(f, password);
		fputc('\n', f);
	}
	ok = fflush(f) == 0 && fsync(fd) == 0;
	ok = fclose(f) == 0 && ok;
	return (ok && rename(fresh, path) == 0) || failed(path, err);
}
