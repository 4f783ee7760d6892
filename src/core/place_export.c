/*
 * place_export - where files for people go. Without db, so that a screen can
 * ask for it: the home is the one that was named, not the one that runs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/str.h"
#include "core/place.h"

static bool is_absolute(const char *path)
{
	return path && path[0] == '/';
}

static bool choose(const struct config *c, char *ret)
{
	const char *named = getenv("GEMBA_HOME"), *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (c->home)
		return str_format(ret, PLACE_PATH, "%s/" PLACE_EXPORT_DIR, c->home);
	if (is_absolute(named))
		return str_format(ret, PLACE_PATH, "%s/" PLACE_EXPORT_DIR, named);
	if (is_absolute(state))
		return str_format(ret, PLACE_PATH, "%s/gemba/" PLACE_EXPORT_DIR, state);
	return is_absolute(home) && str_format(ret, PLACE_PATH, "%s/.local/state/gemba/" PLACE_EXPORT_DIR, home);
}

static bool make_dir(const char *path, struct err *err)
{
	if (mkdir(path, 0750) == 0 || errno == EEXIST)
		return true;
	err_set(err, ERR_VALIDATION, "NO_DIRECTORY", "", "The directory %s cannot be made: %s", path, strerror(errno));
	return err_hint(err, "name another home in the configuration");
}

static bool make_path(char *path, struct err *err)
{
	for (char *p = path + 1; *p; p++) {
		bool made;

		if (*p != '/')
			continue;
		*p = '\0';
		made = make_dir(path, err);
		*p = '/';
		if (!made)
			return false;
	}
	return make_dir(path, err);
}

bool place_export_dir(const struct config *c, char ret[PLACE_PATH], struct err *err)
{
	if (!choose(c, ret))
		return err_set(err, ERR_VALIDATION, "NO_DIRECTORY", "",
			       "There is no place for files: HOME is not set.");
	return make_path(ret, err);
}
