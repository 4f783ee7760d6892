/*
 * cluster_lock - one starter or stopper of a home at a time.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/cluster_os.h"

enum { LOCK_LIMIT_MS = 180000, LOCK_POLL_MS = 50 };

/* A destroy deletes the lock's file under its lock; who waited then holds a file that has no name any more. */
static bool lock_is_current(int fd, const char *path)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
	       held.st_dev == named.st_dev;
}

int lock_take(const char *home, struct err *err)
{
	int64_t until = proc_now_ms() + LOCK_LIMIT_MS;
	char path[PATH_MAX];

	if (!files_join(path, sizeof(path), home, "lock", err))
		return -1;
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

		if (fd < 0) {
			files_err(err, "open", path);
			return -1;
		}
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 && lock_is_current(fd, path))
			return fd;
		close(fd);
		if (proc_now_ms() > until) {
			err_set(err, ERR_RETRY, "HOME_LOCKED", "home",
				"Another gemba is starting or stopping this home.");
			return -1;
		}
		proc_pause(LOCK_POLL_MS);
	}
}
