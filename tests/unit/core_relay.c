/*
 * The relay's child process: what it gets, what of it is kept, and that it ends in time. Passwords in a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/office.h"
#include "core/relay.h"
#include "core/ticker.h"

static char dir[64];

static int make_dir(void **state)
{
	snprintf(dir, sizeof(dir), "/tmp/gemba-relay.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int drop_dir(void **state)
{
	static const char *const names[] = { "program", "got", "passfile", "passfile.new" };
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

static const char *script(const char *body)
{
	static char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/program", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\ncd %s\n%s\n", dir, body);
	fclose(f);
	assert_int_equal(chmod(path, 0700), 0);
	return path;
}

static bool run(const char *body, const char *text, char said[200])
{
	struct ticker t = { .fd = -1 };

	sigemptyset(&t.before);
	return relay_child(script(body), text, 5, &t, said, 200);
}

static void gives_the_message_and_believes_the_exit_code(void **state)
{
	char said[200], got[64] = "", path[128];
	FILE *f;

	assert_true(run("cat >got", "{\"kind\":\"x\"}", said));
	snprintf(path, sizeof(path), "%s/got", dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fread(got, 1, sizeof(got) - 1, f), 12);
	fclose(f);
	assert_string_equal(got, "{\"kind\":\"x\"}");
	assert_true(run("exit 0", "unread", said));
	assert_false(run("exit 3", "", said));
	assert_string_equal(said, "exit 3");
}

static void keeps_the_last_line_of_what_it_says(void **state)
{
	char said[200];

	assert_false(run("echo first >&2; printf 'no \\033[31mroute\\n' >&2; exit 1", "", said));
	assert_string_equal(said, "no \xef\xbf\xbd[31mroute");
	assert_false(run("i=0; while [ $i -lt 2000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1", "", said));
	assert_string_equal(said, "line 1999");
	assert_true(run("echo loud >&2", "", said));
}

/* A message larger than a pipe, to a program that reads none of it. */
static void survives_a_program_that_does_not_read(void **state)
{
	size_t n = 300000;
	char said[200], *text = malloc(n + 1);

	memset(text, 'x', n);
	text[n] = '\0';
	assert_true(run("exit 0", text, said));
	assert_true(run("cat >/dev/null", text, said));
	free(text);
}

static void ends_one_that_does_not_end(void **state)
{
	struct ticker t = { .fd = -1 };
	char said[200];

	sigemptyset(&t.before);
	assert_false(relay_child(script("exec tail -f /dev/null"), "", 1, &t, said, sizeof(said)));
	assert_string_equal(said, "did not end within 1 seconds");
	assert_false(relay_child("/nonexistent/program", "", 1, &t, said, sizeof(said)));
	assert_non_null(strstr(said, "cannot be run"));
}

static void a_passfile_keeps_one_line_a_role(void **state)
{
	char path[128], password[64];
	struct stat st;
	struct err err;

	snprintf(path, sizeof(path), "%s/passfile", dir);
	assert_false(passfile_get(path, "k1", password, sizeof(password)));
	assert_true(passfile_set(path, "k1", "one", &err));
	assert_true(passfile_set(path, "k2", "t:w\\o", &err));
	assert_true(passfile_set(path, "k1", "three", &err));
	assert_true(passfile_get(path, "k1", password, sizeof(password)));
	assert_string_equal(password, "three");
	assert_true(passfile_get(path, "k2", password, sizeof(password)));
	assert_string_equal(password, "t:w\\o");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(passfile_set(path, "k1", NULL, &err));
	assert_false(passfile_get(path, "k1", password, sizeof(password)));
	assert_true(passfile_get(path, "k2", password, sizeof(password)));
	assert_false(passfile_set("/nonexistent/passfile", "k1", "x", &err));
	assert_int_equal(err.kind, ERR_VALIDATION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_message_and_believes_the_exit_code),
		cmocka_unit_test(keeps_the_last_line_of_what_it_says),
		cmocka_unit_test(survives_a_program_that_does_not_read),
		cmocka_unit_test(ends_one_that_does_not_end),
		cmocka_unit_test(a_passfile_keeps_one_line_a_role),
	};

	return cmocka_run_group_tests_name("relay", tests, make_dir, drop_dir);
}
