/*
 * place - where the spool of a kiosk is. Needs no server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/place.h"

static void path_is(const struct config *c, bool named, const char *wanted)
{
	struct err err = { 0 };
	char path[PLACE_PATH];

	if (!place_spool_path(c, named, path, &err))
		fail_msg("%s: %s", err.code, err.message);
	assert_string_equal(path, wanted);
}

static void is_refused(const struct config *c, const char *code)
{
	struct err err = { 0 };
	char path[PLACE_PATH];

	assert_false(place_spool_path(c, false, path, &err));
	assert_string_equal(err.code, code);
}

static void test_the_config_says_where(void **state)
{
	struct config c = { .spool = "/srv/spool", .kiosk = "kiosk7", .db = "host=x" };

	(void)state;
	path_is(&c, false, "/srv/spool/kiosk7.db");
	c.db = NULL;
	path_is(&c, true, "/srv/spool/kiosk7.db");
}

static void test_beside_a_server_in_the_network(void **state)
{
	const struct config c = { .kiosk = "kiosk7", .db = "host=x" };

	(void)state;
	setenv("XDG_STATE_HOME", "/var/state", 1);
	path_is(&c, false, "/var/state/gemba/spool/kiosk7.db");
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "/home/anna", 1);
	path_is(&c, false, "/home/anna/.local/state/gemba/spool/kiosk7.db");
	unsetenv("XDG_STATE_HOME");
	path_is(&c, false, "/home/anna/.local/state/gemba/spool/kiosk7.db");
	unsetenv("HOME");
	is_refused(&c, "NO_SPOOL");
}

/* Two kiosks that differ only in their connection strings keep two spools. */
static void test_who_signs_in_is_the_kiosk(void **state)
{
	struct config c = { .spool = "/s", .kiosk = "kiosk1", .db = "host=x user=kiosk2" };

	(void)state;
	path_is(&c, false, "/s/kiosk2.db");
	path_is(&c, true, "/s/kiosk1.db");
	c.db = "postgresql://kiosk3@host/gemba";
	path_is(&c, true, "/s/kiosk3.db");
	c.db = "postgresql://host/gemba";
	path_is(&c, false, "/s/kiosk1.db");
	c.db = "no such thing";
	path_is(&c, false, "/s/kiosk1.db");
}

static void test_a_kiosk_is_no_path(void **state)
{
	static const char *const bad[] = { "", ".", "..", "../x", "a/b", ".hidden", "a\nb" };
	struct config c = { .spool = "/s", .db = "host=x" };

	(void)state;
	is_refused(&c, "BAD_KIOSK");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		c.kiosk = bad[i];
		is_refused(&c, "BAD_KIOSK");
	}
}

static void test_below_a_home(void **state)
{
	char dir[] = "/tmp/gemba-place.XXXXXX", home[64], wanted[96];
	struct config c = { .kiosk = "kiosk1", .home = home };
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	str_format(home, sizeof(home), "%s/home", dir);
	str_format(wanted, sizeof(wanted), "%s/spool/kiosk1.db", home);
	path_is(&c, false, wanted);
	/* The server's user has to be able to enter it, should one be started there. */
	assert_int_equal(stat(home, &st), 0);
	assert_int_equal(st.st_mode & 0777, geteuid() == 0 ? 0755 : 0700);
	path_is(&c, true, wanted);
	rmdir(home);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_config_says_where),
		cmocka_unit_test(test_beside_a_server_in_the_network),
		cmocka_unit_test(test_who_signs_in_is_the_kiosk),
		cmocka_unit_test(test_a_kiosk_is_no_path),
		cmocka_unit_test(test_below_a_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
