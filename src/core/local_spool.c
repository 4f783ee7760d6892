/*
 * local_spool - the spools of a home that is to be destroyed: what waits in
 * one for the server, or for a person, is nowhere else.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/local.h"
#include "core/place.h"
#include "core/spool/spool.h"

enum { SPOOL_FILE = 1400 };

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static bool not_empty(const char *name, const struct spool_count *count, struct err *err)
{
	err_set(err, ERR_CONFLICT, "SPOOL_NOT_EMPTY", "", "The spool %s holds %d lines not sent and %d refused ones.",
		name, count->queued, count->refused);
	return err_hint(err, "Send or void them first: gemba spool list, retry, void. Nothing was deleted.");
}

static bool file_is_done(const char *dir, const char *name, struct err *err)
{
	char path[SPOOL_FILE];
	struct spool_count count;
	struct spool *spool;

	if (!str_format(path, sizeof(path), "%s/%s", dir, name))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
	if (!spool_open(path, clock_system(), &spool, err))
		return false;
	spool_count(spool, &count);
	spool_close(spool);
	return (count.queued == 0 && count.refused == 0) || not_empty(name, &count, err);
}

/* Root may destroy the home of another user: nothing here follows a link of his. */
static DIR *dir_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (fd >= 0 && !d)
		close(fd);
	return d;
}

static bool is_plain_file(DIR *d, const char *name)
{
	struct stat st;

	return fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* True when every spool there is done with. A missing directory is. */
static bool all_are_done(const char *path, struct err *err)
{
	DIR *d = dir_open(path);
	struct dirent *e;
	bool ok = true;

	if (!d)
		return errno == ENOENT ||
		       err_set(err, ERR_VALIDATION, "SYSTEM", "home", "Cannot read %s: %s.", path, strerror(errno));
	while (ok && (e = readdir(d)))
		if (ends_with(e->d_name, ".db") && is_plain_file(d, e->d_name))
			ok = file_is_done(path, e->d_name, err);
	closedir(d);
	return ok;
}

static bool spool_dir(const struct local *l, char *ret, struct err *err)
{
	return str_format(ret, SPOOL_FILE, "%s/" PLACE_SPOOL_DIR, l->home) ||
	       err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
}

bool local_spools_are_done(const struct local *l, struct err *err)
{
	char dir[SPOOL_FILE];

	return spool_dir(l, dir, err) && all_are_done(dir, err);
}

void local_spools_remove(const struct local *l)
{
	struct err ignored;
	char path[SPOOL_FILE];
	struct dirent *e;
	DIR *d;

	/* Answers of a database that is gone would be told to whoever repeats an op_id. */
	if (!spool_dir(l, path, &ignored) || !(d = dir_open(path)))
		return;
	while ((e = readdir(d)))
		if (is_plain_file(d, e->d_name))
			(void)unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	(void)rmdir(path);
	/* Empty now, unless it holds what is not ours. */
	(void)rmdir(l->home);
}
