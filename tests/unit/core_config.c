/*
 * Config: every option, defaults, where files are looked for, and errors that name file and line.
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

#include "core/config.h"
#include "core/scan/scan.h"

static char dir[64];

static int make_dir(void **state)
{
	snprintf(dir, sizeof(dir), "/tmp/gemba-config.XXXXXX");
	assert_non_null(mkdtemp(dir));
	unsetenv("GEMBA_CONFIG");
	unsetenv("GEMBA_HOME");
	setenv("XDG_CONFIG_HOME", dir, 1);
	return 0;
}

static int drop_dir(void **state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/a.conf", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/gemba/gemba.conf", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/gemba", dir);
	rmdir(path);
	return rmdir(dir);
}

static const char *put(const char *name, const char *text)
{
	static char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

static void refused(const char *text, const char *code, const char *message_part)
{
	struct err err = { 0 };
	struct config c;

	config_defaults(&c);
	assert_false(config_load(&c, put("a.conf", text), &err));
	assert_int_equal(err.kind, ERR_VALIDATION);
	assert_string_equal(err.code, code);
	if (!strstr(err.message, message_part))
		fail_msg("\"%s\" does not hold \"%s\"", err.message, message_part);
	config_done(&c);
}

static void reads_every_option(void **state)
{
	struct err err;
	struct config c;

	config_defaults(&c);
	assert_true(config_load(
		&c,
		put("a.conf", "home = \"/srv/g\"; db = \"host=x\"; kiosk = \"k7\"; theme = \"mono\";\n"
			      "ascii = true; bell = \"both\"; idle_lock_s = 0; live_poll_s = 7;\n"
			      "receipt = { autopost = false; }; relay = { program = \"/bin/true\"; timeout_s = 3; };\n"
			      "log_level = \"debug\"; keys = { save = \"F2 Ctrl-S\"; find = \"/\"; };\n"),
		&err));
	assert_string_equal(c.home, "/srv/g");
	assert_string_equal(c.db, "host=x");
	assert_string_equal(c.kiosk, "k7");
	assert_string_equal(c.theme, "mono");
	assert_true(c.ascii);
	assert_int_equal(c.bell, BELL_BOTH);
	assert_int_equal(c.idle_lock_s, 0);
	assert_int_equal(c.live_poll_s, 7);
	assert_false(c.receipt_autopost);
	assert_string_equal(c.relay_program, "/bin/true");
	assert_int_equal(c.relay_timeout_s, 3);
	assert_string_equal(c.log_level, "debug");
	assert_int_equal(c.n_keys, 2);
	assert_string_equal(c.keys[0].action, "save");
	assert_string_equal(c.keys[0].keys, "F2 Ctrl-S");
	config_done(&c);
	config_done(&c);
}

static void reads_the_options_of_scanners_and_labels(void **state)
{
	struct err err;
	struct config c;

	config_defaults(&c);
	assert_null(c.scanner);
	assert_int_equal(c.scan_gap_ms, 60);
	assert_string_equal(c.scan_suffix, "enter");
	assert_true(c.scan_bare_gs1);
	assert_true(config_load(
		&c,
		put("a.conf",
		    "scanner = \"serial:/dev/ttyACM0\"; spool = \"/var/spool/g\";\n"
		    "scan = { gap_ms = 130; prefix = \"\\x02~\"; suffix = \"tab\"; gs = \"|\"; gs_kept = true;\n"
		    "bare_gs1 = false; baud = 115200; };\n"
		    "labels = { order = \"PO:\"; work_order = \"WO:\"; material = \"IT:\"; lot = \"LOT:\";\n"
		    "location = \"BIN:\"; badge = \"ME:\"; command = \"DO:\"; };\n"),
		&err));
	assert_string_equal(c.scanner, "serial:/dev/ttyACM0");
	assert_string_equal(c.spool, "/var/spool/g");
	assert_int_equal(c.scan_gap_ms, 130);
	assert_string_equal(c.scan_prefix, "\x02~");
	assert_string_equal(c.scan_suffix, "tab");
	assert_string_equal(c.scan_gs, "|");
	assert_true(c.scan_gs_kept);
	assert_false(c.scan_bare_gs1);
	assert_int_equal(c.scan_baud, 115200);
	assert_string_equal(c.label_prefix[0], "PO:");
	assert_string_equal(c.label_prefix[1], "WO:");
	assert_string_equal(c.label_prefix[2], "IT:");
	assert_string_equal(c.label_prefix[3], "LOT:");
	assert_string_equal(c.label_prefix[4], "BIN:");
	assert_string_equal(c.label_prefix[5], "ME:");
	assert_string_equal(c.label_prefix[6], "DO:");
	config_done(&c);
}

static void the_word_keyboard_and_empty_texts_are_the_default(void **state)
{
	struct err err;
	struct config c;

	config_defaults(&c);
	assert_true(config_load(&c, put("a.conf", "scanner = \"keyboard\"; scan = { prefix = \"\"; gs = \"\"; };\n"),
				&err));
	assert_null(c.scanner);
	assert_null(c.scan_prefix);
	assert_null(c.scan_gs);
	config_done(&c);
}

static void labels_may_change_places(void **state)
{
	struct err err;
	struct config c;

	config_defaults(&c);
	assert_true(config_load(&c, put("a.conf", "labels = { order = \".L.\"; lot = \".O.\"; };\n"), &err));
	config_done(&c);
}

static void scanner_options_are_refused_with_their_place(void **state)
{
	refused("scanner = \"usb\";\n", "BAD_VALUE", "a.conf:1: scanner");
	refused("scanner = \"serial:ttyS0\";\n", "BAD_VALUE", "path of a device");
	refused("scanner = 1;\n", "BAD_VALUE", "scanner");
	refused("scan = { gap_ms = 0; };\n", "BAD_VALUE", "scan.gap_ms");
	refused("scan = { gap_ms = 5000; };\n", "BAD_VALUE", "1 to 2000");
	refused("scan = { gap_ms = \"60\"; };\n", "BAD_VALUE", "scan.gap_ms");
	refused("scan = { prefix = \"12345678\"; };\n", "BAD_VALUE", "scan.prefix");
	refused("scan = { prefix = \"\\r\"; };\n", "BAD_VALUE", "Enter");
	refused("scan = { gs = 5; };\n", "BAD_VALUE", "scan.gs");
	refused("scan = { suffix = \"return\"; };\n", "BAD_VALUE", "\"enter\", \"tab\", \"none\"");
	refused("scan = { gs_kept = 1; };\n", "BAD_VALUE", "true or false");
	refused("scan = { baud = 1234; };\n", "BAD_VALUE", "9600");
	refused("scan = { baud = \"9600\"; };\n", "BAD_VALUE", "scan.baud");
	refused("scan = { gap = 5; };\n", "UNKNOWN_OPTION", "scan.gap");
	refused("labels = { order = \"\"; };\n", "BAD_VALUE", "labels.order");
	refused("labels = { order = \"a-very-long-prefix\"; };\n", "BAD_VALUE", "1 to 15");
	refused("labels = { order = \"P\"; lot = \"PL\"; };\n", "BAD_VALUE", "a.conf:1: labels: labels of");
	refused("labels = { lot = \"PL\"; order = \"P\"; };\n", "BAD_VALUE", "begin alike");
	refused("labels = { order = \".L.\"; };\n", "BAD_VALUE", "order and lot begin alike");
	refused("labels = { orders = \"P\"; };\n", "UNKNOWN_OPTION", "labels.orders");
}

static void a_missing_default_file_is_fine(void **state)
{
	struct err err;
	struct config c;

	config_defaults(&c);
	assert_true(config_load(&c, NULL, &err));
	assert_string_equal(c.kiosk, "kiosk1");
	assert_null(c.db);
	config_done(&c);
	config_defaults(&c);
	assert_false(config_load(&c, "/nonexistent/gemba.conf", &err));
	assert_string_equal(err.code, "UNREADABLE");
	config_done(&c);
}

static void looks_in_the_users_directory_and_takes_the_home_of_the_environment(void **state)
{
	char sub[128];
	struct err err;
	struct config c;

	snprintf(sub, sizeof(sub), "%s/gemba", dir);
	assert_int_equal(mkdir(sub, 0700), 0);
	put("gemba/gemba.conf", "kiosk = \"k9\"; home = \"/one\";\n");
	setenv("GEMBA_HOME", "/two", 1);
	config_defaults(&c);
	assert_true(config_load(&c, NULL, &err));
	assert_string_equal(c.kiosk, "k9");
	assert_string_equal(c.home, "/two");
	config_done(&c);
	unsetenv("GEMBA_HOME");
}

static void errors_name_file_and_line(void **state)
{
	refused("kiosk = \"k\";\n\nkisok = \"k\";\n", "UNKNOWN_OPTION", "a.conf:3: kisok");
	refused("relay = { programm = \"x\"; };\n", "UNKNOWN_OPTION", "a.conf:1: relay.programm");
	refused("receipts = { autopost = true; };\n", "UNKNOWN_OPTION", "receipts");
	refused("kiosk = \n", "SYNTAX", "a.conf:");
	refused("kiosk = 5;\n", "BAD_VALUE", "a.conf:1: kiosk");
	refused("ascii = \"yes\";\n", "BAD_VALUE", "ascii");
	refused("bell = \"loud\";\n", "BAD_VALUE", "bell");
	refused("log_level = \"all\";\n", "BAD_VALUE", "log_level");
	refused("live_poll_s = 0;\n", "BAD_VALUE", "live_poll_s");
	refused("idle_lock_s = -1;\n", "BAD_VALUE", "idle_lock_s");
	refused("relay = { timeout_s = 999999; };\n", "BAD_VALUE", "relay.timeout_s");
	refused("keys = \"F2\";\n", "BAD_VALUE", "keys");
	refused("keys = { save = 2; };\n", "BAD_VALUE", "save");
	refused("theme = \"a\\x1b[0m\";\n", "BAD_VALUE", "theme");
}

/* The example is documentation that must not lie. */
static void the_example_loads_and_shows_the_defaults(void **state)
{
	const char *root = getenv("GEMBA_TEST_SOURCE");
	char path[512];
	struct config c, d;
	struct err err = { 0 };

	snprintf(path, sizeof(path), "%s/doc/gemba.conf.example", root ? root : ".");
	config_defaults(&c);
	config_defaults(&d);
	if (!config_load(&c, path, &err))
		fail_msg("%s", err.message);
	assert_string_equal(c.kiosk, d.kiosk);
	assert_string_equal(c.theme, d.theme);
	assert_int_equal(c.bell, d.bell);
	assert_int_equal(c.idle_lock_s, d.idle_lock_s);
	assert_int_equal(c.live_poll_s, d.live_poll_s);
	assert_int_equal(c.receipt_autopost, d.receipt_autopost);
	assert_int_equal(c.relay_timeout_s, d.relay_timeout_s);
	assert_string_equal(c.log_level, d.log_level);
	assert_null(c.relay_program);
	assert_null(c.scanner);
	assert_null(c.spool);
	assert_int_equal(c.scan_gap_ms, d.scan_gap_ms);
	assert_null(c.scan_prefix);
	assert_null(c.scan_gs);
	assert_string_equal(c.scan_suffix, d.scan_suffix);
	assert_int_equal(c.scan_gs_kept, d.scan_gs_kept);
	assert_int_equal(c.scan_bare_gs1, d.scan_bare_gs1);
	assert_int_equal(c.scan_baud, d.scan_baud);
	assert_int_equal(scan_default_prefixes_n, 7);
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(c.label_prefix[i], scan_default_prefixes[i].text);
	config_done(&c);
	config_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_option),
		cmocka_unit_test(reads_the_options_of_scanners_and_labels),
		cmocka_unit_test(the_word_keyboard_and_empty_texts_are_the_default),
		cmocka_unit_test(labels_may_change_places),
		cmocka_unit_test(scanner_options_are_refused_with_their_place),
		cmocka_unit_test(a_missing_default_file_is_fine),
		cmocka_unit_test(looks_in_the_users_directory_and_takes_the_home_of_the_environment),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(the_example_loads_and_shows_the_defaults),
	};

	return cmocka_run_group_tests_name("config", tests, make_dir, drop_dir);
}
