/*
 * cluster_files - directories, atomic files, deleting a tree.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster_os.h"

/* Room for the longest name below a home. */
enum { HOME_MAX = 900 };

bool files_err(struct err *err, const char *what, const char *path)
{
	int number = errno;
	bool theirs = number == EACCES || number == EPERM || number == EROFS || number == ENOSPC || number == ENOTDIR ||
		      number == ELOOP;

	err_set(err, theirs ? ERR_VALIDATION : ERR_BUG, "SYSTEM", theirs ? "home" : "", "Cannot %s %s: %s.", what, path,
		strerror(number));
	return false;
}

bool files_join(char *ret, size_t size, const char *dir, const char *name, struct err *err)
{
	if (!str_format(ret, size, "%s/%s", dir, name))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
	return true;
}

bool files_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool files_home(const char *home, char *ret, size_t size, struct err *err)
{
	char absolute[PATH_MAX], real[PATH_MAX], cwd[PATH_MAX];
	size_t length;

	if (home[0] == '/')
		str_copy(absolute, sizeof(absolute), home);
	else if (!getcwd(cwd, sizeof(cwd)))
		return files_err(err, "find", "the working directory");
	else if (!files_join(absolute, sizeof(absolute), cwd, home, err))
		return false;
	if (realpath(absolute, real))
		str_copy(absolute, sizeof(absolute), real);
	length = strlen(absolute);
	while (length > 1 && absolute[length - 1] == '/')
		absolute[--length] = '\0';
	if (length > HOME_MAX || !str_copy(ret, size, absolute))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
	if (length == 1 || str_has_control(absolute))
		return err_set(err, ERR_VALIDATION, "BAD_HOME", "home", "This cannot be a home.");
	return true;
}

bool files_make_path(const char *path, mode_t mode, struct err *err)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (!str_copy(part, sizeof(part), path))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
	for (size_t i = 1; i <= length; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, mode) == 0) {
			if (chmod(part, mode) != 0)
				return files_err(err, "set the mode of", part);
		} else if (errno != EEXIST) {
			return files_err(err, "make", part);
		}
		if (i < length)
			part[i] = '/';
	}
	return true;
}

/* A mode that was opened up later is put right; the server itself would refuse it. */
static bool is_private(const char *path, const struct server_user *u)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == u->uid;

	ok = ok && ((st.st_mode & 07777) == 0700 || fchmod(fd, 0700) == 0);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool files_make_private(const char *path, const struct server_user *u, struct err *err)
{
	if (mkdir(path, 0700) == 0) {
		if (geteuid() == 0 && lchown(path, u->uid, u->gid) != 0)
			return files_err(err, "give away", path);
	} else if (errno != EEXIST) {
		return files_err(err, "make", path);
	}
	if (is_private(path, u))
		return true;
	err_set(err, ERR_CONFLICT, "FOREIGN_DIRECTORY", "home", "%s is not a directory of user %s.", path, u->name);
	return err_hint(err, "Look who made it, then remove it.");
}

static bool write_all(int fd, const char *text)
{
	size_t length = strlen(text), done = 0;

	while (done < length) {
		ssize_t n = write(fd, text + done, length - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

bool files_write(const char *dir, const char *name, const char *text, mode_t mode, uid_t uid, gid_t gid,
		 struct err *err)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	bool ok;
	int fd;

	if (!files_join(path, sizeof(path), dir, name, err))
		return false;
	if (!str_format(fresh, sizeof(fresh), "%s.new", path))
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "home", "The path of the home is too long.");
	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return files_err(err, "write", path);
	ok = write_all(fd, text) && fchmod(fd, mode) == 0 && (geteuid() != 0 || fchown(fd, uid, gid) == 0);
	ok = close(fd) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return true;
	files_err(err, "write", path);
	unlink(fresh);
	return false;
}

bool files_read(const char *path, char *ret, size_t size)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	size_t done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return false;
	while (n > 0 && done < size - 1) {
		n = read(fd, ret + done, size - 1 - done);
		if (n > 0)
			done += (size_t)n;
	}
	close(fd);
	ret[done] = '\0';
	return n >= 0;
}

static bool remove_at(int dir, const char *name);

static bool remove_entries(int fd)
{
	DIR *d = fdopendir(fd);
	struct dirent *e;
	bool ok = true;

	if (!d) {
		close(fd);
		return false;
	}
	while (ok && (e = readdir(d))) {
		if (!str_equal(e->d_name, ".") && !str_equal(e->d_name, ".."))
			ok = remove_at(dirfd(d), e->d_name);
	}
	closedir(d);
	return ok;
}

static bool remove_at(int dir, const char *name)
{
	int fd;

	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return false;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || !remove_entries(fd))
		return false;
	return unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

bool files_remove(const char *dir, const char *name, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && remove_at(fd, name);

	if (!ok)
		files_err(err, "remove", name);
	if (fd >= 0)
		close(fd);
	return ok;
}
