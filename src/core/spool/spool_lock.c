/*
 * spool_lock - the spool's place on the disk: its directory, its file, and
 * the one process that may have it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/spool/spool_own.h"

enum { PATH_SIZE = 4096 };

static bool cannot(const char *path, struct err *err)
{
	err_set(err, ERR_RETRY, "SPOOL_BROKEN", "", "Scans and receipts cannot be stored here: %s: %s", path,
		strerror(errno));
	return err_hint(err, "Use paper, and call for help: the directory must be there and writable");
}

/* The directory of that path, in a buffer. */
static void parent_of(const char *path, char ret[PATH_SIZE])
{
	char *slash;

	str_copy(ret, PATH_SIZE, path);
	slash = strrchr(ret, '/');
	if (!slash)
		str_copy(ret, PATH_SIZE, ".");
	else if (slash == ret)
		slash[1] = '\0';
	else
		*slash = '\0';
}

/* A name in a directory is on the disk when the directory is. */
static bool sync_parent(const char *path)
{
	char parent[PATH_SIZE];
	bool ok;
	int fd;

	parent_of(path, parent);
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* dir and what is missing above it; dir is a buffer that comes back as it was. */
static bool make_dirs(char *dir)
{
	for (char *at = dir + 1;; at++) {
		char kept = *at;
		bool made;

		if (kept != '/' && kept != '\0')
			continue;
		*at = '\0';
		made = mkdir(dir, 0700) == 0;
		if (!made && errno != EEXIST)
			return false;
		if (made && !sync_parent(dir))
			return false;
		*at = kept;
		if (kept == '\0')
			return true;
	}
}

/* Open or make a file that only its owner may read, whatever the umask and whoever made it. */
static int open_own(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && fchmod(fd, 0600) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool held(int fd, struct err *err)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? strspn(pid, "0123456789") : 0] = '\0';
	err_set(err, ERR_CONFLICT, "SPOOL_HELD", "", "Another gemba of this kiosk is open%s%s.",
		pid[0] ? ", process " : "", pid);
	return err_hint(err, "Use that one, or close it first; a second terminal needs a kiosk of its own");
}

/* The number only helps to find the other one: when it cannot be written, the lock is as good. */
static void sign_lock(int fd)
{
	char pid[16];
	int n = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());

	if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) != n)
		(void)!ftruncate(fd, 0);
}

static bool take_lock(const char *path, int *ret, struct err *err)
{
	char name[PATH_SIZE];
	int fd;

	if (!str_format(name, sizeof(name), "%s.lock", path)) {
		errno = ENAMETOOLONG;
		return cannot(path, err);
	}
	fd = open_own(name);
	if (fd < 0)
		return cannot(name, err);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			held(fd, err);
		else
			cannot(name, err);
		close(fd);
		return false;
	}
	sign_lock(fd);
	*ret = fd;
	return true;
}

bool spool_lock(const char *path, int *ret_lock, struct err *err)
{
	char parent[PATH_SIZE];
	int lock = -1, file;

	parent_of(path, parent);
	if (!make_dirs(parent))
		return cannot(parent, err);
	if (!take_lock(path, &lock, err))
		return false;
	file = open_own(path);
	if (file < 0 || !sync_parent(path)) {
		cannot(path, err);
		if (file >= 0)
			close(file);
		close(lock);
		return false;
	}
	close(file);
	*ret_lock = lock;
	return true;
}
