/*
 * Arenas, result sets, errors and the log: what owns memory or cuts text.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/embedded.h"
#include "core/base/log.h"
#include "core/base/num.h"
#include "core/base/rows.h"
#include "core/base/str.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
	struct arena a = { 0 };
	char *block[200];

	for (size_t i = 0; i < 200; i++) {
		block[i] = arena_alloc(&a, i);
		assert_int_equal((uintptr_t)block[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < i; j++)
			assert_int_equal(block[i][j], 0);
		memset(block[i], (int)i, i);
	}
	for (size_t i = 0; i < 200; i++) /* nobody wrote over a neighbour */
		for (size_t j = 0; j < i; j++)
			assert_int_equal((unsigned char)block[i][j], i);
	assert_ptr_not_equal(block[0], block[1]);
	arena_done(&a);
	assert_null(a.head);
	assert_string_equal(arena_strdup(&a, "again"), "again");
	arena_done(&a);
	arena_done(&a);
}

static void arena_copies_strings(void **state)
{
	struct arena a = { 0 };
	char source[] = "stock";
	char *copy = arena_strdup(&a, source);

	source[0] = 'x';
	assert_string_equal(copy, "stock");
	assert_null(arena_strdup(&a, NULL));
	assert_null(arena_strndup(&a, NULL, 3));
	assert_string_equal(arena_strndup(&a, "stock", 2), "st");
	assert_string_equal(arena_strndup(&a, "stock", 99), "stock");
	assert_string_equal(arena_printf(&a, "%s-%d", "lot", 7), "lot-7");
	assert_int_equal(strlen(arena_printf(&a, "%5000s", "x")), 5000);
	arena_done(&a);
}

static void heap_helpers_work(void **state)
{
	char *p = mem_alloc(0);

	p = mem_grow(p, 10);
	memcpy(p, "123456789", 10);
	p = mem_grow(p, 1000);
	assert_string_equal(p, "123456789");
	free(p);
	p = mem_strdup("x");
	assert_string_equal(p, "x");
	free(p);
	assert_null(mem_strdup(NULL));
}

/* Out of memory is a fixed line and SIGABRT, which the terminal catches to restore the screen. */
static void out_of_memory_aborts(void **state)
{
	struct arena a = { 0 };
	char said[64] = "";
	int status = 0;
	int out[2];
	pid_t child;

	assert_int_equal(pipe(out), 0);
	child = fork();
	if (child == 0) {
		const struct rlimit no_core = { 0 };

		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		dup2(out[1], STDERR_FILENO);
		arena_alloc(&a, SIZE_MAX - 8);
		_exit(0);
	}
	close(out[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_true(read(out[0], said, sizeof(said) - 1) > 0);
	assert_string_equal(said, "gemba: out of memory\n");
	close(out[0]);
}

static const struct column columns[] = {
	{ "material", VAL_CODE }, { "quantity", VAL_QUANTITY }, { "open", VAL_BOOL },
	{ "id", VAL_INT },	  { "cost", VAL_COST },
};

static void rows_read_by_name(void **state)
{
	const char *const first[] = { "M1", "12.500000", "t", "9007199254740993", "0.12345678" };
	const char *const second[] = { NULL, NULL, NULL, NULL, NULL };
	struct rows r;

	rows_init(&r, columns, 5);
	assert_int_equal(r.n, 0);
	rows_append(&r, first);
	rows_append(&r, second);
	assert_int_equal(r.n, 2);
	assert_int_equal(rows_column(&r, "open"), 2);
	assert_true(rows_column(&r, "nothing") == SIZE_MAX);
	assert_string_equal(rows_get(&r, 0, "material"), "M1");
	assert_int_equal(rows_num(&r, 0, "quantity", 6), 12500000);
	assert_int_equal(rows_num(&r, 0, "cost", 4), 1235); /* rounded to the scale asked for */
	assert_true(rows_bool(&r, 0, "open"));
	assert_true(rows_int(&r, 0, "id") == INT64_C(9007199254740993)); /* no double on the way */
	assert_null(rows_get(&r, 1, "material"));
	assert_string_equal(rows_text(&r, 1, "material"), "");
	assert_int_equal(rows_num(&r, 1, "quantity", 6), 0);
	assert_false(rows_bool(&r, 1, "open"));
	assert_int_equal(rows_int(&r, 1, "id"), 0);
	assert_null(rows_get(&r, 2, "material"));
	assert_null(rows_get(&r, 0, "nothing"));
	assert_string_equal(rows_text(&r, 9, "nothing"), "");
	rows_done(&r);
	rows_done(&r);
	assert_null(rows_get(&r, 0, "material"));
}

static void rows_grow_and_copy_deeply(void **state)
{
	struct rows r;
	struct rows copy;
	char text[16];

	rows_init(&r, columns, 2);
	for (int i = 0; i < 1000; i++) {
		const char *const cells[] = { text, i % 3 ? "1" : NULL };

		str_format(text, sizeof(text), "M%d", i);
		rows_append(&r, cells);
	}
	rows_copy(&copy, &r);
	rows_done(&r);
	assert_int_equal(copy.n, 1000);
	for (size_t i = 0; i < 1000; i++) {
		str_format(text, sizeof(text), "M%zu", i);
		assert_string_equal(rows_get(&copy, i, "material"), text);
		assert_int_equal(rows_get(&copy, i, "quantity") == NULL, i % 3 == 0);
	}
	assert_int_equal(copy.column[1].kind, VAL_QUANTITY);
	rows_append(&copy, (const char *const[]){ "last", NULL }); /* a copy can be added to */
	assert_string_equal(rows_get(&copy, 1000, "material"), "last");
	assert_string_equal(rows_get(&copy, 999, "material"), "M999");
	rows_done(&copy);
}

static void rows_without_columns(void **state)
{
	struct rows none = { 0 };
	struct rows copy;

	rows_copy(&copy, &none);
	assert_int_equal(copy.n, 0);
	assert_true(rows_column(&copy, "x") == SIZE_MAX);
	rows_append(&copy, NULL); /* a function that returns void */
	assert_int_equal(copy.n, 1);
	rows_done(&copy);
	rows_done(&none);
}

static void err_is_filled_once_and_clean(void **state)
{
	struct err err = { .hint = "old" };
	char long_text[600];

	assert_false(err_set(&err, ERR_CONFLICT, "STALE", "quantity", "version %d\n\033[2J", 3));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_string_equal(err.code, "STALE");
	assert_string_equal(err.field, "quantity");
	assert_string_equal(err.message, "version 3 \ufffd[2J");
	assert_string_equal(err.hint, "");
	assert_false(err_hint(&err, "load again, %s", "then save"));
	assert_string_equal(err.hint, "load again, then save");
	assert_string_equal(err.message, "version 3 \ufffd[2J");

	for (size_t i = 0; i + 2 < sizeof(long_text); i += 2)
		memcpy(long_text + i, "\u00e9", 3);
	err_set(&err, ERR_BUG, "", "", "x%s", long_text);
	assert_true(utf8_valid(err.message));
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	err_hint(&err, "%s", long_text);
	assert_true(utf8_valid(err.hint));
	err_set(&err, ERR_BUG, NULL, NULL, "%s", "");
	assert_string_equal(err.code, "");
}

static void err_may_be_built_from_itself(void **state)
{
	struct err err = { 0 };

	err_set(&err, ERR_VALIDATION, "A", "f", "first");
	err_set(&err, ERR_BUG, err.code, err.field, "wrapped: %s", err.message);
	assert_string_equal(err.code, "A");
	assert_string_equal(err.field, "f");
	assert_string_equal(err.message, "wrapped: first");
}

static void err_kinds_have_names(void **state)
{
	for (int kind = ERR_USAGE; kind <= ERR_RETRY; kind++)
		assert_int_equal(err_kind_parse(err_kind_name((enum err_kind)kind)), kind);
	assert_string_equal(err_kind_name(ERR_NONE), "");
	assert_string_equal(err_kind_name(ERR_USAGE), "usage");
	assert_string_equal(err_kind_name(ERR_NOT_FOUND), "NOT_FOUND");
	assert_int_equal(err_kind_parse("whatever"), ERR_BUG);
	assert_int_equal(err_kind_parse(""), ERR_BUG);
	assert_int_equal(err_kind_parse(NULL), ERR_BUG);
}

static void log_keeps_the_last_lines(void **state)
{
	struct log *log = log_new("gemba-test", LOG_LEVEL_INFO, false);
	char text[32];

	assert_null(log_recent(log, 0));
	log_line(log, LOG_LEVEL_DEBUG, "too fine");
	assert_null(log_recent(log, 0));
	log_line(log, LOG_LEVEL_ERROR, "one\n\033[2J");
	assert_string_equal(log_recent(log, 0), "one \ufffd[2J");
	for (int i = 0; i < 1000; i++)
		log_line(log, LOG_LEVEL_INFO, "line %d", i);
	for (unsigned i = 0; i < 100; i++) {
		str_format(text, sizeof(text), "line %u", 999 - i);
		assert_string_equal(log_recent(log, i), text);
	}
	assert_null(log_recent(log, 100));
	log_free(log);
	log_free(NULL);
	log_line(NULL, LOG_LEVEL_ERROR, "nowhere");
	assert_null(log_recent(NULL, 0));
}

/* Each embedded file equals the file it was made from, byte by byte. */
static void embedded_files_are_faithful(void **state)
{
	assert_null(embedded_text("no/such/file"));
	for (size_t i = 0; i < embedded_files_n; i++) {
		const char *root = getenv("GEMBA_TEST_SOURCE");
		char path[1024];
		char *text;
		size_t n;
		FILE *file;

		str_format(path, sizeof(path), "%s/%s", root ? root : ".", embedded_files[i].path);
		file = fopen(path, "r");
		if (!file)
			fail_msg("%s is not there", path);
		n = strlen(embedded_files[i].text);
		text = mem_alloc(n + 2);
		assert_int_equal(fread(text, 1, n + 1, file), n);
		assert_string_equal(text, embedded_text(embedded_files[i].path));
		fclose(file);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_aligned_memory),
		cmocka_unit_test(arena_copies_strings),
		cmocka_unit_test(heap_helpers_work),
		cmocka_unit_test(out_of_memory_aborts),
		cmocka_unit_test(rows_read_by_name),
		cmocka_unit_test(rows_grow_and_copy_deeply),
		cmocka_unit_test(rows_without_columns),
		cmocka_unit_test(err_is_filled_once_and_clean),
		cmocka_unit_test(err_may_be_built_from_itself),
		cmocka_unit_test(err_kinds_have_names),
		cmocka_unit_test(log_keeps_the_last_lines),
		cmocka_unit_test(embedded_files_are_faithful),
	};

	return cmocka_run_group_tests_name("base_memory", tests, NULL, NULL);
}
