/*
 * Where files for people go.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/place.h"

static int a_directory(void **state)
{
	char name[] = "/tmp/gemba-export-XXXXXX";

	assert_non_null(mkdtemp(name));
	*state = strdup(name);
	unsetenv("GEMBA_HOME");
	unsetenv("XDG_STATE_HOME");
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return remove(path);
}

static int gone(void **state)
{
	assert_int_equal(nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	free(*state);
	return 0;
}

static void assert_made(const struct config *c, const char *wanted)
{
	char path[PLACE_PATH];
	struct stat st;
	struct err err = { 0 };

	assert_true(place_export_dir(c, path, &err));
	assert_string_equal(path, wanted);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_true(place_export_dir(c, path, &err));
}

static void the_home_that_was_named_comes_first(void **state)
{
	struct config c = { .home = *state };
	char wanted[PLACE_PATH];

	setenv("GEMBA_HOME", "/tmp/other", 1);
	snprintf(wanted, sizeof(wanted), "%s/exports", (char *)*state);
	assert_made(&c, wanted);
}

static void then_the_state_directory(void **state)
{
	struct config c = { .home = NULL };
	char wanted[PLACE_PATH];

	setenv("XDG_STATE_HOME", *state, 1);
	snprintf(wanted, sizeof(wanted), "%s/gemba/exports", (char *)*state);
	assert_made(&c, wanted);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", *state, 1);
	snprintf(wanted, sizeof(wanted), "%s/.local/state/gemba/exports", (char *)*state);
	assert_made(&c, wanted);
}

static void says_why_it_cannot_be_made(void **state)
{
	struct config c = { .home = "/proc/nothing" };
	char path[PLACE_PATH];
	struct err err = { 0 };

	(void)state;
	assert_false(place_export_dir(&c, path, &err));
	assert_string_equal(err.code, "NO_DIRECTORY");
	c.home = NULL;
	unsetenv("HOME");
	assert_false(place_export_dir(&c, path, &err));
	assert_string_equal(err.code, "NO_DIRECTORY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_home_that_was_named_comes_first, a_directory, gone),
		cmocka_unit_test_setup_teardown(then_the_state_directory, a_directory, gone),
		cmocka_unit_test_setup_teardown(says_why_it_cannot_be_made, a_directory, gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
