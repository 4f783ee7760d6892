/*
 * ui_scan_setting - where a terminal's scanner setting comes from: the
 * config, and over it the spool.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/config.h"
#include "core/spool/spool.h"
#include "ui/scan_setting.h"

static int64_t no_time(void *ctx)
{
	return 0;
}

static int64_t in_2026(void *ctx)
{
	return 1795478400000000;
}

static uint64_t no_chance(void *ctx)
{
	return 1;
}

static const struct clock test_clock = { no_time, in_2026, no_chance, NULL };

static void the_spool_goes_before_the_config(void **state)
{
	struct scan_setting setting;
	struct scan_setting s;
	struct spool *spool;
	struct config c;
	struct err err;

	config_defaults(&c);
	c.scan_gap_ms = 90;
	c.scan_suffix = "tab";
	c.scan_prefix = "~";
	c.scan_gs = "|";
	scan_setting_of(&c, NULL, &setting);
	assert_int_equal(setting.wedge.gap_ms, 90);
	assert_int_equal(setting.wedge.suffix, WEDGE_TAB);
	assert_string_equal(setting.wedge.prefix, "~");
	assert_true(spool_open(NULL, &test_clock, &spool, &err));
	scan_setting_of(&c, spool, &setting);
	assert_int_equal(setting.wedge.gap_ms, 90);
	s = (struct scan_setting){ .wedge = { .gap_ms = 130, .suffix = WEDGE_NONE }, .gs = "{", .gs_kept = true };
	assert_true(scan_setting_store(spool, &s, &err));
	memset(&s, 0, sizeof(s));
	scan_setting_of(&c, spool, &s);
	assert_int_equal(s.wedge.gap_ms, 130);
	assert_int_equal(s.wedge.suffix, WEDGE_NONE);
	assert_string_equal(s.wedge.prefix, "");
	assert_string_equal(s.gs, "{");
	assert_true(s.gs_kept);
	assert_false(s.bare_gs1);
	assert_true(spool_set(spool, "scan.gap_ms", "soon", &err));
	assert_true(spool_set(spool, "scan.suffix", "bell", &err));
	scan_setting_of(&c, spool, &s);
	assert_int_equal(s.wedge.gap_ms, 90);
	assert_int_equal(s.wedge.suffix, WEDGE_TAB);
	spool_close(spool);
	config_done(&c);
}

static void rules_come_from_the_same_place(void **state)
{
	struct arena mem = { 0 };
	struct scan_rules rules;
	struct config c;

	config_defaults(&c);
	c.label_prefix[3] = "LOT:";
	c.scan_gs = "|";
	scan_rules_of(&c, NULL, &test_clock, &mem, &rules);
	assert_int_equal(rules.year, 2026);
	assert_string_equal(rules.gs, "|");
	assert_false(rules.gs_is_kept);
	assert_true(rules.bare_gs1);
	assert_int_equal(rules.n_prefixes, 7);
	assert_string_equal(rules.prefix[0].text, ".O.");
	assert_string_equal(rules.prefix[3].text, "LOT:");
	assert_string_equal(rules.prefix[3].field, "lot");
	arena_done(&mem);
	config_done(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_spool_goes_before_the_config),
		cmocka_unit_test(rules_come_from_the_same_place),
	};

	return cmocka_run_group_tests_name("scan setting", tests, NULL, NULL);
}
