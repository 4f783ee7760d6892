/*
 * Scans in the spool: byte by byte, along with the next operation, badges gone without a trace. What is remembered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "support/unit_spool.h"

static int setup(void **state)
{
	static struct spool_bench bench;

	bench_memory(&bench);
	*state = &bench;
	return 0;
}

static int teardown(void **state)
{
	bench_done(*state);
	return 0;
}

static int64_t scan(struct spool_bench *b, const char *text)
{
	int64_t id;

	assert_true(spool_scan(b->spool, text, strlen(text), "plain", bench_anna(), &id, &b->err));
	return id;
}

/* The scans of an operation's payload. Decref it. */
static json_t *scans_of(struct spool_bench *b, int64_t seq)
{
	struct spool_op op = { 0 };
	json_t *payload, *scans;

	assert_true(spool_get(b->spool, seq, &op, &b->err));
	payload = json_loads(op.payload, 0, NULL);
	scans = json_incref(json_object_get(payload, "scans"));
	json_decref(payload);
	spool_op_done(&op);
	return scans;
}

static size_t count_of(struct spool_bench *b, int64_t seq)
{
	json_t *scans = scans_of(b, seq);
	size_t n = json_array_size(scans);

	json_decref(scans);
	return n;
}

static const char *part(json_t *scans, size_t i, const char *key)
{
	return json_string_value(json_object_get(json_array_get(scans, i), key));
}

static void test_scans_go_along(void **state)
{
	struct spool_bench *b = *state;
	json_t *scans;
	int64_t id = scan(b, "M-1");

	assert_true(spool_scan_became(b->spool, id, "material M-1\x1d", &b->err));
	b->now_us += 1;
	scan(b, "x");
	bench_put(b, "1");
	scans = scans_of(b, 1);
	assert_int_equal(json_array_size(scans), 2);
	assert_string_equal(part(scans, 0, "at"), "2026-11-24T14:32:05.123456Z");
	assert_string_equal(part(scans, 0, "raw"), "TS0x");
	assert_string_equal(part(scans, 0, "verdict"), "plain");
	assert_string_equal(part(scans, 0, "became"), "material M-1\xef\xbf\xbd");
	assert_string_equal(part(scans, 1, "at"), "2026-11-24T14:32:05.123457Z");
	assert_string_equal(part(scans, 1, "raw"), "eA==");
	assert_null(part(scans, 1, "became"));
	json_decref(scans);
	bench_put(b, "2");
	assert_int_equal(count_of(b, 2), 0);
}

static void test_any_bytes(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *raw;
	} samples[] = {
		{ "", 0, "" },
		{ "\xff", 1, "/w==" },
		{ "\xfb\xff", 2, "+/8=" },
		{ "\x01\x1d\x1e\x04\xc3(\x80\xf5", 8, "AR0eBMMogPU=" },
		{ "a\0b", 3, "YQBi" },
	};
	struct spool_bench *b = *state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		json_t *scans;
		int64_t id;

		assert_true(spool_scan(b->spool, samples[i].bytes, samples[i].n, "unknown", NULL, &id, &b->err));
		scans = scans_of(b, bench_put(b, "1"));
		assert_int_equal(json_array_size(scans), 1);
		assert_string_equal(part(scans, 0, "raw"), samples[i].raw);
		json_decref(scans);
	}
}

static void test_at_most_200_go_along(void **state)
{
	struct spool_bench *b = *state;
	json_t *scans;
	char text[16];

	for (int i = 0; i < 205; i++) {
		snprintf(text, sizeof(text), "%03d", i);
		scan(b, text);
	}
	bench_put(b, "1");
	scans = scans_of(b, 1);
	assert_int_equal(json_array_size(scans), 200);
	assert_string_equal(part(scans, 199, "raw"), "MjA0"); /* the one that was just read is among them */
	json_decref(scans);
	bench_put(b, "2");
	assert_int_equal(count_of(b, 2), 5);
}

/* The server takes no payload of a megabyte. */
static void test_not_too_much_goes_along(void **state)
{
	struct spool_bench *b = *state;
	char *text = malloc(5001);
	json_t *scans;
	size_t n;

	memset(text, 'x', 5000);
	text[5000] = '\0';
	for (int i = 0; i < 150; i++)
		scan(b, text);
	free(text);
	bench_put(b, "1");
	scans = scans_of(b, 1);
	n = json_array_size(scans);
	assert_in_range(n, 90, 100);
	assert_int_equal(strlen(part(scans, 0, "raw")), 5464);
	json_decref(scans);
	bench_put(b, "2");
	assert_int_equal(count_of(b, 2), 150 - n);
}

static void test_flush(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	bool any = true;

	assert_true(spool_scans_flush(b->spool, 0, bench_anna(), &any, &b->err));
	assert_false(any);
	for (int i = 0; i < 201; i++)
		scan(b, "old");
	b->now_us += 60000000;
	scan(b, "new");
	assert_true(spool_scans_flush(b->spool, 60, bench_anna(), &any, &b->err));
	assert_true(any);
	assert_true(spool_scans_flush(b->spool, 60, bench_anna(), &any, &b->err));
	assert_true(any);
	assert_true(spool_scans_flush(b->spool, 60, bench_anna(), &any, &b->err));
	assert_false(any);
	assert_int_equal(count_of(b, 1), 200);
	assert_int_equal(count_of(b, 2), 1);
	assert_true(spool_get(b->spool, 1, &op, &b->err));
	assert_string_equal(op.kind, "scans");
	assert_string_equal(op.words, "200 scans");
	assert_int_equal(op.actor.session_id, 7);
	assert_null(strstr(op.payload, "values"));
	spool_op_done(&op);
	bench_put(b, "1");
	assert_int_equal(count_of(b, 3), 1);
}

/* What was taken back before it went out takes no scan with it. */
static void test_scans_outlive_a_void(void **state)
{
	struct spool_bench *b = *state;

	scan(b, "one");
	bench_put(b, "1");
	assert_true(spool_void(b->spool, 1, "no", bench_anna(), &b->err));
	scan(b, "two");
	bench_put(b, "2");
	assert_int_equal(count_of(b, 2), 2);
}

/* The server keeps the scans of what it refuses. */
static void test_scans_of_refused_are_there(void **state)
{
	struct spool_bench *b = *state;

	scan(b, "one");
	bench_put(b, "1");
	bench_refuse(b, 1);
	assert_true(spool_void(b->spool, 1, "no", bench_anna(), &b->err));
	bench_put(b, "2");
	assert_int_equal(count_of(b, 3), 0);
}

static void test_badge(void **state)
{
	struct spool_bench *b = *state;
	json_t *scans;
	int64_t id = scan(b, "badge-4711");

	assert_true(spool_scan_was_badge(b->spool, id, "Anna Weber", &b->err));
	bench_put(b, "1");
	scans = scans_of(b, 1);
	assert_string_equal(part(scans, 0, "raw"), "");
	assert_string_equal(part(scans, 0, "verdict"), "badge");
	assert_string_equal(part(scans, 0, "became"), "Anna Weber");
	json_decref(scans);
}

/* Known only after a receipt took it along. */
static void test_badge_known_late(void **state)
{
	struct spool_bench *b = *state;
	json_t *scans;
	int64_t id = scan(b, "badge-4711");

	scan(b, "M-1");
	bench_put(b, "1");
	assert_true(spool_scan_was_badge(b->spool, id, "Anna Weber", &b->err));
	scans = scans_of(b, 1);
	assert_int_equal(json_array_size(scans), 2);
	assert_string_equal(part(scans, 0, "raw"), "");
	assert_string_equal(part(scans, 0, "became"), "Anna Weber");
	assert_string_equal(part(scans, 1, "raw"), "TS0x");
	json_decref(scans);
}

/* What was sent stays as it was sent. */
static void test_became_known_too_late(void **state)
{
	struct spool_bench *b = *state;
	json_t *scans;
	int64_t id = scan(b, "M-1");

	bench_put(b, "1");
	assert_true(spool_sending(b->spool, 1, &b->err));
	assert_true(spool_scan_became(b->spool, id, "material M-1", &b->err));
	scans = scans_of(b, 1);
	assert_null(part(scans, 0, "became"));
	json_decref(scans);
}

static bool holds(const char *path, const char *text)
{
	FILE *f = fopen(path, "r");
	char *bytes = malloc(1 << 20);
	size_t n = f ? fread(bytes, 1, 1 << 20, f) : 0;
	bool found = n > 0 && memmem(bytes, n, text, strlen(text)) != NULL;

	if (f)
		fclose(f);
	free(bytes);
	return found;
}

/* Neither in the file nor in its log, while it is open. */
static void test_badge_leaves_no_trace(void **state)
{
	struct spool_bench b;
	char wal[128];
	int64_t id;

	bench_dir(&b);
	bench_open(&b);
	snprintf(wal, sizeof(wal), "%s-wal", b.path);
	id = scan(&b, "badge-4711-of-anna");
	assert_true(holds(wal, "badge-4711-of-anna"));
	assert_true(spool_scan_was_badge(b.spool, id, "Anna Weber", &b.err));
	assert_false(holds(wal, "badge-4711-of-anna"));
	assert_false(holds(b.path, "badge-4711-of-anna"));
	assert_true(holds(b.path, "Anna Weber"));
	bench_done(&b);
}

static void test_no_such_scan(void **state)
{
	struct spool_bench *b = *state;

	assert_false(spool_scan_became(b->spool, 5, "x", &b->err));
	assert_string_equal(b->err.code, "NO_SUCH_SCAN");
	assert_false(spool_scan_was_badge(b->spool, 5, "x", &b->err));
	assert_int_equal(b->err.kind, ERR_NOT_FOUND);
	assert_null(spool_broken(b->spool));
}

static void test_prune_drops_sent_scans_only(void **state)
{
	struct spool_bench *b = *state;
	int64_t sent = scan(b, "sent"), waits, loose;

	bench_put(b, "1");
	waits = scan(b, "waits");
	bench_put(b, "2");
	loose = scan(b, "loose");
	assert_true(spool_posted(b->spool, 1, "{}", &b->err));
	b->now_us += 2000000;
	assert_true(spool_prune(b->spool, 1, &b->err));
	assert_false(spool_scan_became(b->spool, sent, "x", &b->err));
	assert_true(spool_scan_became(b->spool, waits, "x", &b->err));
	assert_true(spool_scan_became(b->spool, loose, "x", &b->err));
}

/* ---- what is remembered ---- */

static void test_remember(void **state)
{
	static const struct column columns[] = { { "code", VAL_CODE }, { "quantity", VAL_QUANTITY } };
	static const char *const cells[][2] = { { "M-1", "5" },
						{ NULL, "" },
						{ "n", "Gr\xc3\xb6\xc3\x9f"
						       "e\n" } };
	struct spool_bench *b = *state;
	struct rows rows, got = { 0 };
	int64_t at;

	assert_false(spool_recall(b->spool, "codes", &got, &at));
	rows_init(&rows, columns, 2);
	assert_true(spool_remember(b->spool, "codes", &rows, &b->err));
	for (size_t i = 0; i < 3; i++)
		rows_append(&rows, cells[i]);
	assert_true(spool_recall(b->spool, "codes", &got, &at));
	assert_int_equal(got.n, 0);
	assert_int_equal(got.n_columns, 2);
	rows_done(&got);

	b->now_us += 10;
	assert_true(spool_remember(b->spool, "codes", &rows, &b->err));
	rows_done(&rows);
	assert_true(spool_recall(b->spool, "codes", &got, &at));
	assert_int_equal(at, b->now_us);
	assert_int_equal(got.n, 3);
	assert_string_equal(got.column[1].name, "quantity");
	assert_int_equal(got.column[1].kind, VAL_QUANTITY);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(rows_text(&got, i, "code"), cells[i][0] ? cells[i][0] : "");
		assert_string_equal(rows_text(&got, i, "quantity"), cells[i][1]);
	}
	assert_null(rows_get(&got, 1, "code"));
	rows_done(&got);
}

static void test_remember_much(void **state)
{
	static const struct column columns[] = { { "spelled", VAL_TEXT }, { "name", VAL_TEXT } };
	struct spool_bench *b = *state;
	struct rows rows, got = { 0 };
	int64_t at;

	rows_init(&rows, columns, 2);
	for (int i = 0; i < 20000; i++) {
		char spelled[16];

		snprintf(spelled, sizeof(spelled), "M-%d", i);
		rows_append(&rows, (const char *const[]){ spelled, "Washer, zinc plated" });
	}
	assert_true(spool_remember(b->spool, "codes", &rows, &b->err));
	rows_done(&rows);
	assert_true(spool_recall(b->spool, "codes", &got, &at));
	assert_int_equal(got.n, 20000);
	assert_string_equal(rows_text(&got, 19999, "spelled"), "M-19999");
	rows_done(&got);
}

static void test_settings(void **state)
{
	struct spool_bench *b = *state;
	struct arena mem = { 0 };

	assert_null(spool_setting(b->spool, "scan_gap_ms", &mem));
	assert_true(spool_set(b->spool, "scan_gap_ms", "60", &b->err));
	assert_true(spool_set(b->spool, "scan_gap_ms", "120", &b->err));
	assert_true(spool_set(b->spool, "empty", "", &b->err));
	assert_string_equal(spool_setting(b->spool, "scan_gap_ms", &mem), "120");
	assert_string_equal(spool_setting(b->spool, "empty", &mem), "");
	assert_true(spool_set(b->spool, "scan_gap_ms", NULL, &b->err));
	assert_null(spool_setting(b->spool, "scan_gap_ms", &mem));
	arena_done(&mem);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_scans_go_along),
		TEST(test_any_bytes),
		TEST(test_at_most_200_go_along),
		TEST(test_not_too_much_goes_along),
		TEST(test_flush),
		TEST(test_scans_outlive_a_void),
		TEST(test_scans_of_refused_are_there),
		TEST(test_badge),
		TEST(test_badge_known_late),
		TEST(test_became_known_too_late),
		cmocka_unit_test(test_badge_leaves_no_trace),
		TEST(test_no_such_scan),
		TEST(test_prune_drops_sent_scans_only),
		TEST(test_remember),
		TEST(test_remember_much),
		TEST(test_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
