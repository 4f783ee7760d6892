/*
 * The command line and the lines of a batch: options, values that look like options, quoting, what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "ui/cli/pairs.h"
#include "ui/cli/routing.h"
#include "ui/cli/split.h"
#include "ui/cli/verb.h"

/* ---- verbs of this test, in place of the real tables ---- */

static const struct verb_param take_params[] = {
	{ "THING", FORM_ARG, "thing", NULL, "", 0 },
	{ "QTY", FORM_ARG, "quantity", NULL, "", 0 },
	{ "ref-type", FORM_NEEDED, "ref_type", "T", "", FLAG_UPPER },
	{ "unit-cost", FORM_OPTION, "unit_cost", "C", "", 0 },
	{ "force", FORM_FLAG, "force", NULL, "", 0 },
	{ NULL, FORM_FLAG, NULL, NULL, NULL, 0 },
};
static const struct verb_param add_params[] = {
	{ "NO", FORM_ARG, "number", NULL, "", 0 },
	{ "line", FORM_MANY, "line", "L", "", 0 },
	{ "plant", FORM_OPTION, "plant", "P", "", 0 },
	{ NULL, FORM_FLAG, NULL, NULL, NULL, 0 },
};
static const struct verb_param receive_params[] = {
	{ "NO", FORM_ARG, "number", NULL, "", 0 },
	{ "LINE", FORM_ARG_MANY, "line", NULL, "", 0 },
	{ NULL, FORM_FLAG, NULL, NULL, NULL, 0 },
};
static const struct verb verbs[] = {
	{ .path = "take", .query = Q_COUNT, .params = take_params, .takes_op_id = true },
	{ .path = "po add", .query = Q_COUNT, .params = add_params },
	{ .path = "po receive", .query = Q_COUNT, .params = receive_params },
	{ .path = "list", .query = Q_COUNT },
};

const struct verb *verb_find(const char *path)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_equal(verbs[i].path, path))
			return &verbs[i];
	return NULL;
}

bool verb_is_group(const char *word)
{
	return str_equal(word, "po");
}

bool verb_writes(const struct verb *v)
{
	return v->takes_op_id;
}

bool verb_can_queue(const struct verb *v)
{
	return v->takes_op_id;
}

/* ---- the command line ---- */

enum { WORDS_MAX = 32 };

struct line {
	struct request req;
	struct globals globals;
	const char *group;
	struct err err;
	bool ok;
};

/* Words are separated by one blank; "~" stands for an empty word. */
static struct line parse(const char *text, bool in_batch)
{
	static char copy[512];
	const char *words[WORDS_MAX];
	struct line l = { 0 };
	char *rest = copy, *word;
	int n = 0;

	str_copy(copy, sizeof(copy), text);
	while ((word = strsep(&rest, " ")) != NULL && *word)
		words[n++] = str_equal(word, "~") ? "" : word;
	l.ok = words_parse(n, words, in_batch ? NULL : &l.globals, &l.req, &l.group, &l.err);
	return l;
}

static void is_refused(const char *text, const char *code)
{
	struct line l = parse(text, false);

	assert_false(l.ok);
	assert_int_equal(l.err.kind, ERR_USAGE);
	assert_string_equal(l.err.code, code);
	request_done(&l.req);
}

static void reads_positions_and_options(void **state)
{
	struct line l = parse("take M-1 5 --ref-type x --unit-cost=2.5 --force", false);

	assert_true(l.ok);
	assert_string_equal(l.req.verb->path, "take");
	assert_string_equal(request_get(&l.req, "thing"), "M-1");
	assert_string_equal(request_get(&l.req, "quantity"), "5");
	assert_string_equal(request_get(&l.req, "unit_cost"), "2.5");
	assert_true(request_has(&l.req, "force"));
	assert_false(request_has(&l.req, "op_id"));
	request_done(&l.req);
}

static void a_minus_and_a_digit_is_a_value(void **state)
{
	struct line l = parse("take M-1 -5 --ref-type x --unit-cost -.5 --op-id u", false);

	assert_true(l.ok);
	assert_string_equal(request_get(&l.req, "quantity"), "-5");
	assert_string_equal(request_get(&l.req, "unit_cost"), "-.5");
	assert_string_equal(request_get(&l.req, "op_id"), "u");
	request_done(&l.req);
	assert_true(words_is_option("-c"));
	assert_true(words_is_option("--x"));
	assert_true(words_is_option("-."));
	assert_false(words_is_option("-"));
	assert_false(words_is_option("-.5"));
	assert_false(words_is_option("-5x"));
}

static void two_dashes_end_the_options(void **state)
{
	struct line l = parse("take --ref-type x -- --M-1 --", false);

	assert_true(l.ok);
	assert_string_equal(request_get(&l.req, "thing"), "--M-1");
	assert_string_equal(request_get(&l.req, "quantity"), "--");
	request_done(&l.req);
}

static void global_options_stand_anywhere(void **state)
{
	struct line l = parse("--json -c f po --user u add N --home /h --kiosk k --plant p --db d --pin-fd 3", false);

	assert_true(l.ok);
	assert_true(l.globals.json);
	assert_string_equal(l.globals.config, "f");
	assert_string_equal(l.globals.user, "u");
	assert_string_equal(l.globals.home, "/h");
	assert_string_equal(l.globals.kiosk, "k");
	assert_string_equal(l.globals.db, "d");
	assert_string_equal(l.globals.pin_fd, "3");
	assert_string_equal(request_get(&l.req, "plant"), "p");
	request_done(&l.req);
}

static void a_repeated_option_takes_several(void **state)
{
	const char *lines[4];
	struct line l = parse("po add --line A=1 N --line B=2 C=3 --plant p", false);

	assert_true(l.ok);
	assert_string_equal(request_get(&l.req, "number"), "N");
	assert_int_equal(request_all(&l.req, "line", lines, 4), 3);
	assert_string_equal(lines[0], "A=1");
	assert_string_equal(lines[2], "C=3");
	request_done(&l.req);
	l = parse("po receive N 10=5 20=6", false);
	assert_true(l.ok);
	assert_int_equal(request_all(&l.req, "line", NULL, 0), 2);
	request_done(&l.req);
}

static void empty_words_are_values(void **state)
{
	struct line l = parse("take ~ 5 --ref-type ~", false);

	assert_true(l.ok);
	assert_string_equal(request_get(&l.req, "thing"), "");
	request_done(&l.req);
}

static void refuses_what_it_does_not_know(void **state)
{
	is_refused("dance", "UNKNOWN_VERB");
	is_refused("po", "UNKNOWN_VERB");
	is_refused("po dance", "UNKNOWN_VERB");
	is_refused("take M-1 5 --ref-type x --bogus", "UNKNOWN_OPTION");
	is_refused("take M-1 5 --ref-type x -x", "UNKNOWN_OPTION");
	is_refused("--forc take M-1 5 --ref-type x", "UNKNOWN_OPTION");
	is_refused("list --op-id u", "UNKNOWN_OPTION");
	is_refused("list --queue", "UNKNOWN_OPTION");
	is_refused("take M-1 5 --ref-type x --queue=yes", "UNWANTED_VALUE");
	is_refused("list more", "TOO_MANY");
	is_refused("take M-1 5 6 --ref-type x", "TOO_MANY");
	is_refused("take M-1", "MISSING");
	is_refused("take M-1 5", "MISSING");
	is_refused("po receive N", "MISSING");
	is_refused("take M-1 5 --ref-type", "MISSING_VALUE");
	is_refused("list --user", "MISSING_VALUE");
	is_refused("take M-1 5 --ref-type x --force=1", "UNWANTED_VALUE");
	is_refused("list --json=1", "UNWANTED_VALUE");
	is_refused("take M-1 5 --ref-type x --ref-type y", "TWICE");
}

static void help_needs_nothing_else(void **state)
{
	struct line l = parse("take --help", false);

	assert_true(l.ok && l.req.help);
	assert_string_equal(l.req.verb->path, "take");
	request_done(&l.req);
	l = parse("po --help", false);
	assert_true(l.ok && l.req.help);
	assert_null(l.req.verb);
	assert_string_equal(l.group, "po");
	request_done(&l.req);
	l = parse("", false);
	assert_true(l.ok);
	assert_null(l.req.verb);
	request_done(&l.req);
}

static void a_batch_line_has_no_global_options(void **state)
{
	struct line l = parse("list --json", true);

	assert_true(l.ok);
	request_done(&l.req);
	l = parse("list --user u", true);
	assert_false(l.ok);
	assert_string_equal(l.err.code, "NOT_IN_BATCH");
	request_done(&l.req);
}

/* ---- lines of a batch ---- */

static void is_split(const char *line, size_t n, const char *const *wanted)
{
	struct arena mem = { 0 };
	const char *const *words;
	struct err err;
	size_t got;

	assert_true(split_line(&mem, line, &words, &got, &err));
	assert_int_equal(got, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(words[i], wanted[i]);
	arena_done(&mem);
}

#define SPLIT(line, ...) \
	is_split(line, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ })

static void splits_as_a_shell_does(void **state)
{
	is_split("", 0, NULL);
	is_split(" \t\r\n", 0, NULL);
	is_split("# all of it", 0, NULL);
	SPLIT("a b\tc\r\n", "a", "b", "c");
	SPLIT("a #b c", "a");
	SPLIT("a#b", "a#b");
	SPLIT("'a b' \"c d\"", "a b", "c d");
	SPLIT("a'b'\"c\"d", "abcd");
	SPLIT("'' \"\"", "", "");
	SPLIT("'a\\b' \"a\\b\\\"\\\\\\$\"", "a\\b", "a\\b\"\\$");
	SPLIT("a\\ b \\# \\'", "a b", "#", "'");
	SPLIT("'a#b' $HOME *", "a#b", "$HOME", "*");
	SPLIT("\"1' OR '1'='1\"", "1' OR '1'='1");
	SPLIT("a", "a");
}

static void refuses_open_quotes(void **state)
{
	static const char *const lines[] = { "'", "\"", "a 'b", "a \"b", "\\", "a \"b\\\"" };
	const char *const *words;
	size_t n;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct arena mem = { 0 };
		struct err err = { 0 };

		assert_false(split_line(&mem, lines[i], &words, &n, &err));
		assert_string_equal(err.code, "BAD_QUOTING");
		arena_done(&mem);
	}
}

/* ---- M=QTY@PRICE ---- */

static void pair_is(enum pair_kind kind, const char *text, const char *json, const char *code)
{
	struct arena mem = { 0 };
	struct err err = { 0 };
	const char *got;
	bool ok = pairs_json(&mem, kind, &text, 1, "line", &got, &err);

	if (json) {
		if (!ok)
			fail_msg("%s: %s", text, err.message);
		assert_string_equal(got, json);
	} else {
		assert_false(ok);
		assert_int_equal(err.kind, ERR_VALIDATION);
		assert_string_equal(err.code, code);
		assert_string_equal(err.field, "line");
	}
	arena_done(&mem);
}

static void pairs_become_json(void **state)
{
	pair_is(PAIR_PRICED, "M-1=5@2.50", "[{\"material\":\"M-1\",\"quantity\":\"5\",\"unit_price\":\"2.5\"}]", NULL);
	pair_is(PAIR_PRICED, "a=b=5@0", "[{\"material\":\"a=b\",\"quantity\":\"5\",\"unit_price\":\"0\"}]", NULL);
	pair_is(PAIR_NEED, "M\"1=0.5", "[{\"material\":\"M\\\"1\",\"quantity\":\"0.5\"}]", NULL);
	pair_is(PAIR_LINE, "10=5", "[{\"line\":10,\"quantity\":\"5\"}]", NULL);
	pair_is(PAIR_PRICED, "M-1=5", NULL, "BAD_PAIR");
	pair_is(PAIR_PRICED, "M-1", NULL, "BAD_PAIR");
	pair_is(PAIR_PRICED, "=5@1", NULL, "BAD_PAIR");
	pair_is(PAIR_PRICED, "M=", NULL, "BAD_PAIR");
	pair_is(PAIR_PRICED, "M=0@1", NULL, "NOT_POSITIVE");
	pair_is(PAIR_PRICED, "M=NaN@1", NULL, "NOT_A_NUMBER");
	pair_is(PAIR_PRICED, "M=1@-1", NULL, "NEGATIVE");
	pair_is(PAIR_PRICED, "M=1@", NULL, "NOT_A_NUMBER");
	pair_is(PAIR_PRICED, "M\033=1@1", NULL, "CONTROL_CHARACTER");
	pair_is(PAIR_NEED, "M=1@1", NULL, "BAD_PAIR");
	pair_is(PAIR_LINE, "x=5", NULL, "NOT_A_NUMBER");
	pair_is(PAIR_LINE, "10=-5", NULL, "NOT_POSITIVE");
}

static void slashes_lead_to_a_line(void **state)
{
	struct arena mem = { 0 };
	const char *code, *number;

	split_slash(&mem, "PO-1/20", &code, &number);
	assert_string_equal(code, "PO-1");
	assert_string_equal(number, "20");
	split_slash(&mem, "PO/1/2", &code, &number);
	assert_string_equal(code, "PO/1");
	split_slash(&mem, "PO/A", &code, &number);
	assert_string_equal(code, "PO/A");
	assert_null(number);
	split_slash(&mem, "/1", &code, &number);
	assert_null(number);
	split_slash(&mem, "PO/", &code, &number);
	assert_null(number);
	arena_done(&mem);
}

/* ---- operations and what they wait for ---- */

static const char *routed(struct arena *mem, const char *text, struct err *err)
{
	const char *json = "";

	return routing_json(mem, &text, 1, &json, err) ? json : err->code;
}

static void operations_become_json(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{ "10:L1:240", "[{\"operation\":10,\"lane\":\"L1\",\"minutes\":\"240\"}]" },
		{ "20:L1|L2:0.5", "[{\"operation\":20,\"lane\":\"L1|L2\",\"minutes\":\"0.5\"}]" },
		{ "10:A:B:60", "[{\"operation\":10,\"lane\":\"A:B\",\"minutes\":\"60\"}]" },
		{ "10::60", "[{\"operation\":10,\"minutes\":\"60\"}]" },
		{ "10:L1", "[{\"operation\":10,\"lane\":\"L1\"}]" },
		{ "10:L1:", "[{\"operation\":10,\"lane\":\"L1\"}]" },
		{ "10", "[{\"operation\":10}]" },
		{ "", "BAD_OPERATION" },
		{ ":L1:60", "BAD_OPERATION" },
		{ "L1:10:60", "BAD_OPERATION" },
		{ "10:L1:0", "NOT_POSITIVE" },
		{ "10:L1:-5", "NOT_POSITIVE" },
		{ "10:L1:1.0001", "TOO_MANY_DECIMALS" },
		{ "10:L1:an hour", "NOT_A_NUMBER" },
		{ "10:\x01:60", "BAD_OPERATION" },
	};
	struct arena mem = { 0 };
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(routed(&mem, cases[i].text, &err), cases[i].json);
	assert_string_equal(err.field, "operations");
	arena_done(&mem);
}

static void a_lag_stands_behind_an_order(void **state)
{
	static const struct {
		const char *text, *number, *lag;
	} cases[] = {
		{ "WO-1+30", "WO-1", "30" }, { "WO-1-10", "WO-1", "-10" }, { "WO-1", "WO", "-1" },
		{ "A+1.5", "A", "1.5" },     { "WO", NULL, NULL },	   { "12", NULL, NULL },
		{ "+5", NULL, NULL },	     { "WO+", NULL, NULL },	   { "WO-1x", NULL, NULL },
	};
	struct arena mem = { 0 };
	struct after after[2] = { { 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool split = after_split(&mem, cases[i].text, &after[0]);

		assert_true(split == (cases[i].lag != NULL));
		if (!split)
			continue;
		assert_string_equal(after[0].work_order, cases[i].number);
		assert_string_equal(after[0].lag_minutes, cases[i].lag);
	}
	after[1] = (struct after){ .work_order = "WO-2" };
	assert_string_equal(after_json(&mem, after, 2),
			    "[{\"work_order\":\"A\",\"lag_minutes\":\"1.5\"},{\"work_order\":\"WO-2\"}]");
	arena_done(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_positions_and_options),
		cmocka_unit_test(a_minus_and_a_digit_is_a_value),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(global_options_stand_anywhere),
		cmocka_unit_test(a_repeated_option_takes_several),
		cmocka_unit_test(empty_words_are_values),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(help_needs_nothing_else),
		cmocka_unit_test(a_batch_line_has_no_global_options),
		cmocka_unit_test(splits_as_a_shell_does),
		cmocka_unit_test(refuses_open_quotes),
		cmocka_unit_test(pairs_become_json),
		cmocka_unit_test(slashes_lead_to_a_line),
		cmocka_unit_test(operations_become_json),
		cmocka_unit_test(a_lag_stands_behind_an_order),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
