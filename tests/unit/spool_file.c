/*
 * The spool's file: whose it is, who may have it, which version it is of, and what is in it after the program was
 * killed at any moment.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "support/unit_spool.h"

static int setup(void **state)
{
	static struct spool_bench bench;

	bench_dir(&bench);
	*state = &bench;
	return 0;
}

static int teardown(void **state)
{
	bench_done(*state);
	return 0;
}

/* ---- the file ---- */

static void assert_mode(const char *path, mode_t wanted)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, wanted);
}

static void test_modes(void **state)
{
	struct spool_bench *b = *state;
	mode_t before = umask(0);
	char name[128];

	bench_open(b);
	bench_put(b, "1");
	umask(before);
	assert_mode(b->path, 0600);
	snprintf(name, sizeof(name), "%s/spool", b->dir);
	assert_mode(name, 0700);
	snprintf(name, sizeof(name), "%s.lock", b->path);
	assert_mode(name, 0600);
	snprintf(name, sizeof(name), "%s-wal", b->path);
	assert_mode(name, 0600);
	snprintf(name, sizeof(name), "%s-shm", b->path);
	assert_int_not_equal(access(name, F_OK), 0);
	bench_close(b);
	assert_int_equal(chmod(b->path, 0644), 0);
	bench_open(b);
	assert_mode(b->path, 0600);
}

static void test_kept_from_run_to_run(void **state)
{
	struct spool_bench *b = *state;
	struct arena mem = { 0 };
	char uuid[UUID_TEXT];

	bench_open(b);
	assert_true(uuid_valid(spool_uuid(b->spool)));
	snprintf(uuid, sizeof(uuid), "%s", spool_uuid(b->spool));
	assert_int_equal(bench_put(b, "1"), 1);
	bench_refuse(b, 1);
	assert_true(spool_set(b->spool, "k", "v", &b->err));
	bench_close(b);
	bench_open(b);
	assert_string_equal(spool_uuid(b->spool), uuid);
	assert_int_equal(bench_state(b, 1), SPOOL_REFUSED);
	assert_string_equal(spool_setting(b->spool, "k", &mem), "v");
	assert_int_equal(bench_put(b, "2"), 2);
	arena_done(&mem);
}

static void test_one_at_a_time(void **state)
{
	struct spool_bench *b = *state;
	struct spool *second;
	char wanted[64];

	bench_open(b);
	assert_false(spool_open(b->path, &b->clock, &second, &b->err));
	assert_null(second);
	assert_int_equal(b->err.kind, ERR_CONFLICT);
	assert_string_equal(b->err.code, "SPOOL_HELD");
	snprintf(wanted, sizeof(wanted), "Another gemba of this kiosk is open, process %d.", (int)getpid());
	assert_string_equal(b->err.message, wanted);
	assert_int_equal(bench_put(b, "1"), 1);
	bench_close(b);
	bench_open(b);
}

/* ---- files that are not ours ---- */

static void run_sql(struct spool_bench *b, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static size_t read_file(const char *path, char **ret)
{
	enum { MAX = 1 << 20 };
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	*ret = malloc(MAX);
	n = fread(*ret, 1, MAX, f);
	fclose(f);
	return n;
}

static void test_of_a_newer_program(void **state)
{
	struct spool_bench *b = *state;
	char *before, *after;
	size_t n;

	bench_open(b);
	bench_put(b, "1");
	bench_close(b);
	run_sql(b, "PRAGMA user_version = 2");
	n = read_file(b->path, &before);
	assert_false(spool_open(b->path, &b->clock, &b->spool, &b->err));
	assert_int_equal(b->err.kind, ERR_BUG);
	assert_string_equal(b->err.code, "SPOOL_TOO_NEW");
	assert_null(b->spool);
	assert_int_equal(read_file(b->path, &after), n);
	assert_memory_equal(before, after, n);
	free(before);
	free(after);
	run_sql(b, "PRAGMA user_version = 1");
	bench_open(b);
	assert_int_equal(bench_state(b, 1), SPOOL_QUEUED);
}

static void assert_damaged(struct spool_bench *b)
{
	assert_false(spool_open(b->path, &b->clock, &b->spool, &b->err));
	assert_int_equal(b->err.kind, ERR_RETRY);
	assert_string_equal(b->err.code, "SPOOL_BROKEN");
	assert_non_null(strstr(b->err.hint, "keep the file"));
}

static void overwrite(struct spool_bench *b, long at, size_t n)
{
	FILE *f = fopen(b->path, "r+");

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	while (n-- > 0)
		fputc('x', f);
	assert_int_equal(fclose(f), 0);
}

static void test_damaged(void **state)
{
	struct spool_bench *b = *state;

	bench_open(b);
	for (int i = 0; i < 100; i++)
		bench_put(b, "1");
	bench_close(b);
	overwrite(b, 4096 * 3, 4096);
	assert_damaged(b);
	overwrite(b, 0, 100);
	assert_damaged(b);
}

/* Somebody looks into it with a tool. */
static void test_open_elsewhere(void **state)
{
	struct spool_bench *b = *state;
	sqlite3 *db;

	bench_open(b);
	bench_put(b, "1");
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "SELECT * FROM operation", NULL, NULL, NULL), SQLITE_BUSY);
	bench_put(b, "1");
	bench_close(b);
	assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT * FROM operation", NULL, NULL, NULL), SQLITE_OK);
	assert_false(spool_open(b->path, &b->clock, &b->spool, &b->err));
	assert_string_equal(b->err.code, "SPOOL_BROKEN");
	assert_non_null(strstr(b->err.hint, "other program"));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	bench_open(b);
	assert_int_equal(bench_put(b, "1"), 3);
}

/* The schema itself refuses what the program must never write. */
static void test_schema_is_strict(void **state)
{
	static const char *const wrong[] = {
		"UPDATE operation SET state = 'DONE'",
		"UPDATE operation SET state = 'POSTED'",
		"UPDATE operation SET state = 'VOID'",
		"UPDATE operation SET state = 'REFUSED'",
		"UPDATE operation SET op_id = 'short'",
		"UPDATE operation SET payload = 'no JSON'",
		"UPDATE operation SET session_id = 0",
		"UPDATE operation SET tries = 'many'",
		"UPDATE operation SET depends_on = seq",
		"PRAGMA foreign_keys = ON; UPDATE scan SET seq = 99",
		"UPDATE scan SET verdict = 'badge'",
		"INSERT INTO spool (one, uuid, made_us) SELECT 2, uuid, made_us FROM spool",
	};
	struct spool_bench *b = *state;
	sqlite3 *db;
	int64_t id;

	bench_open(b);
	bench_put(b, "1");
	assert_true(spool_scan(b->spool, "x", 1, "plain", NULL, &id, &b->err));
	bench_close(b);
	assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if ((sqlite3_exec(db, wrong[i], NULL, NULL, NULL) & 0xff) != SQLITE_CONSTRAINT)
			fail_msg("taken: %s", wrong[i]);
	sqlite3_close(db);
}

/* ---- killed ---- */

enum { ROUNDS = 50, MOST = 30 };

static uint64_t mix(uint64_t *at)
{
	uint64_t z = (*at += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return z ^ z >> 31;
}

/* In the child: put and tell, until killed. */
static void put_and_tell(struct spool_bench *b, int fd)
{
	int64_t seq, id;

	if (!spool_open(b->path, clock_system(), &b->spool, &b->err))
		_exit(2);
	for (;;) {
		if (!spool_scan(b->spool, "M-1", 3, "plain", NULL, &id, &b->err) ||
		    !bench_receive(b, NULL, "1", &seq) || write(fd, &seq, sizeof(seq)) != sizeof(seq))
			_exit(3);
	}
}

/* Kills it some while after so many were told; the last that was told. */
static int64_t kill_after(pid_t child, int fd, uint64_t told, uint64_t spins)
{
	int64_t last = 0, seq;
	int status;

	for (uint64_t i = 0; i < told; i++)
		assert_int_equal(read(fd, &last, sizeof(last)), sizeof(last));
	for (volatile uint64_t i = 0; i < spins; i++)
		;
	assert_int_equal(kill(child, SIGKILL), 0);
	while (read(fd, &seq, sizeof(seq)) == sizeof(seq))
		last = seq;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status)); /* else it had failed by itself */
	return last;
}

static int64_t one_round(struct spool_bench *b, uint64_t told, uint64_t spins)
{
	int fd[2];
	int64_t last;
	pid_t child;

	assert_int_equal(pipe(fd), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(fd[0]);
		put_and_tell(b, fd[1]);
	}
	close(fd[1]);
	last = kill_after(child, fd[0], told, spins);
	close(fd[0]);
	return last;
}

/* Every line from 1 on is there, each with its one scan, and at most one more than was told. */
static int64_t check_lines(struct spool_bench *b, int64_t told)
{
	struct spool_count count;
	struct spool_op op = { 0 };

	spool_count(b->spool, &count);
	assert_in_range(count.queued, told, told + 1);
	for (int64_t seq = 1; seq <= count.queued; seq++) {
		assert_true(spool_get(b->spool, seq, &op, &b->err));
		assert_non_null(strstr(op.payload, "\"raw\":\"TS0x\""));
		spool_op_done(&op);
	}
	return count.queued;
}

static void test_killed_at_any_moment(void **state)
{
	struct spool_bench *b = *state;
	uint64_t random = 20261124;
	int64_t lines = 0;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t told = mix(&random) % MOST, spins = mix(&random) % 2000000;
		int64_t last = one_round(b, told, spins);

		bench_open(b);
		lines = check_lines(b, last ? last : lines);
		bench_close(b);
	}
	assert_true(lines >= ROUNDS);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_modes),
		TEST(test_kept_from_run_to_run),
		TEST(test_one_at_a_time),
		TEST(test_of_a_newer_program),
		TEST(test_damaged),
		TEST(test_open_elsewhere),
		TEST(test_schema_is_strict),
		TEST(test_killed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
