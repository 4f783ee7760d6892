/*
 * cluster_passfile - the kiosks' passwords of a home, in libpq's own format.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "db/cluster_os.h"

enum { PASSFILE_MAX = 65536, PASSFILE_LINE = 512 };

/* A colon or backslash inside a field gets a backslash. False when it is cut. */
static bool field_add(char *line, size_t size, const char *text)
{
	size_t at = strlen(line);

	for (; *text; text++) {
		if (at + 3 > size)
			return false;
		if (*text == ':' || *text == '\\')
			line[at++] = '\\';
		line[at++] = *text;
	}
	line[at] = '\0';
	return true;
}

/* "*:*:gemba:kiosk1:" */
static bool line_begin(char *line, size_t size, const char *kiosk)
{
	return str_copy(line, size, "*:*:gemba:") && field_add(line, size, kiosk) && str_append(line, size, ":");
}

/* All lines of old but those that begin with prefix. */
static void lines_keep(const char *old, const char *prefix, char *ret, size_t size)
{
	const char *end;

	for (; *old; old = end) {
		size_t used = strlen(ret), length;

		end = strchr(old, '\n');
		end = end ? end + 1 : old + strlen(old);
		length = (size_t)(end - old);
		if (str_starts(old, prefix) || used + length >= size)
			continue;
		memcpy(ret + used, old, length);
		ret[used + length] = '\0';
	}
}

static bool passfile_rewrite(const struct cluster *c, const char *prefix, const char *line, struct err *err)
{
	char *old = mem_alloc(PASSFILE_MAX), *fresh = mem_alloc(PASSFILE_MAX);
	struct stat st;
	bool ok;

	if (!files_read(c->passfile, old, PASSFILE_MAX))
		old[0] = '\0';
	fresh[0] = '\0';
	lines_keep(old, prefix, fresh, PASSFILE_MAX);
	ok = str_append(fresh, PASSFILE_MAX, line);
	if (!ok)
		err_set(err, ERR_BUG, "PASSFILE_FULL", "", "The password file of the home is full.");
	ok = ok && (stat(c->home, &st) == 0 || files_err(err, "look at", c->home));
	ok = ok && files_write(c->home, "passfile", fresh, 0600, st.st_uid, st.st_gid, err);
	explicit_bzero(old, PASSFILE_MAX);
	explicit_bzero(fresh, PASSFILE_MAX);
	free(old);
	free(fresh);
	return ok;
}

bool cluster_set_password(const struct cluster *c, const char *kiosk, const char *password, struct err *err)
{
	char prefix[PASSFILE_LINE], line[PASSFILE_LINE] = "";
	bool ok;
	int lock;

	if (str_empty(kiosk) || str_has_control(kiosk) || (password && str_has_control(password)))
		return err_set(err, ERR_VALIDATION, "BAD_KIOSK", "kiosk", "This is no name or password for a kiosk.");
	ok = line_begin(prefix, sizeof(prefix), kiosk);
	if (ok && password)
		ok = str_copy(line, sizeof(line), prefix) && field_add(line, sizeof(line), password) &&
		     str_append(line, sizeof(line), "\n");
	if (!ok)
		return err_set(err, ERR_VALIDATION, "TOO_LONG", "kiosk", "The kiosk's name or password is too long.");
	/* A kiosk of a distant server has a home without a cluster. */
	if (!files_make_path(c->home, geteuid() == 0 ? 0755 : 0700, err) || !cluster_adopt(c, err))
		return false;
	lock = lock_take(c->home, err);
	if (lock < 0)
		return false;
	ok = passfile_rewrite(c, prefix, line, err);
	explicit_bzero(line, sizeof(line));
	close(lock);
	return ok;
}
