/*
 * The spool on a disk that fails: full, read-only, or unable to sync. Nothing is said to be stored that is not, and
 * nothing is stored that was said not to be.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "support/unit_spool.h"

/* ---- a disk whose sync can fail ---- */

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	bool sync_fails, write_fails;
} disk;

struct disk_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct disk_file *)f)->real;
}

static int disk_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int disk_read(sqlite3_file *f, void *bytes, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), bytes, n, at);
}

static int disk_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
	return disk.write_fails ? SQLITE_FULL : real_of(f)->pMethods->xWrite(real_of(f), bytes, n, at);
}

static int disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int disk_sync(sqlite3_file *f, int flags)
{
	return disk.sync_fails ? SQLITE_IOERR_FSYNC : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int disk_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), ret);
}

static int disk_lock(sqlite3_file *f, int lock)
{
	return real_of(f)->pMethods->xLock(real_of(f), lock);
}

static int disk_unlock(sqlite3_file *f, int lock)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), lock);
}

static int disk_reserved(sqlite3_file *f, int *ret)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}

static int disk_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int disk_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int disk_traits(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 1,
		.xClose = disk_close,
		.xRead = disk_read,
		.xWrite = disk_write,
		.xTruncate = disk_truncate,
		.xSync = disk_sync,
		.xFileSize = disk_size,
		.xLock = disk_lock,
		.xUnlock = disk_unlock,
		.xCheckReservedLock = disk_reserved,
		.xFileControl = disk_control,
		.xSectorSize = disk_sector,
		.xDeviceCharacteristics = disk_traits,
	};
	struct disk_file *file = (struct disk_file *)f;
	int rc;

	file->real = (sqlite3_file *)(file + 1);
	rc = disk.real->xOpen(disk.real, name, file->real, flags, ret_flags);
	f->pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

static int install_disk(void **state)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "failing";
	disk.vfs.szOsFile += (int)sizeof(struct disk_file);
	disk.vfs.xOpen = disk_open;
	return sqlite3_vfs_register(&disk.vfs, 1);
}

/* ---- helpers ---- */

static int setup(void **state)
{
	static struct spool_bench bench;

	disk.sync_fails = disk.write_fails = false;
	bench_dir(&bench);
	*state = &bench;
	return 0;
}

static void limit_files(rlim_t size)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static int teardown(void **state)
{
	disk.sync_fails = disk.write_fails = false;
	limit_files(RLIM_INFINITY);
	bench_done(*state);
	return 0;
}

static int open_lines(struct spool_bench *b)
{
	struct spool_count count;

	spool_count(b->spool, &count);
	return count.queued + count.refused;
}

static void assert_broken(struct spool_bench *b)
{
	assert_int_equal(b->err.kind, ERR_RETRY);
	assert_string_equal(b->err.code, "SPOOL_BROKEN");
	assert_non_null(strstr(b->err.message, "cannot be stored here any more"));
	assert_non_null(strstr(b->err.hint, "Use paper"));
	b->err = (struct err){ 0 };
}

#define REFUSED(call)               \
	do {                        \
		assert_false(call); \
		assert_broken(b);   \
	} while (0)

/* Every way to write, on a spool with line 1 QUEUED and line 2 REFUSED. */
static void assert_takes_nothing(struct spool_bench *b)
{
	static const struct column column = { "x", VAL_TEXT };
	struct err no = { .kind = ERR_CONFLICT, .code = "X" };
	struct rows rows;
	int64_t id;
	bool any;

	assert_non_null(spool_broken(b->spool));
	REFUSED(bench_receive(b, NULL, "1", &id));
	REFUSED(spool_sending(b->spool, 1, &b->err));
	REFUSED(spool_posted(b->spool, 1, "{}", &b->err));
	REFUSED(spool_refused(b->spool, 1, &no, &b->err));
	REFUSED(spool_void(b->spool, 1, "no", bench_anna(), &b->err));
	REFUSED(spool_retry(b->spool, 2, &b->err));
	REFUSED(spool_prune(b->spool, 0, &b->err));
	REFUSED(spool_scan(b->spool, "x", 1, "plain", NULL, &id, &b->err));
	REFUSED(spool_scan_became(b->spool, 1, "x", &b->err));
	REFUSED(spool_scan_was_badge(b->spool, 1, "x", &b->err));
	REFUSED(spool_scans_flush(b->spool, 0, bench_anna(), &any, &b->err));
	REFUSED(spool_set(b->spool, "a", "b", &b->err));
	rows_init(&rows, &column, 1);
	REFUSED(spool_remember(b->spool, "a", &rows, &b->err));
	rows_done(&rows);
}

static void assert_unchanged(struct spool_bench *b, int lines)
{
	assert_int_equal(open_lines(b), lines);
	assert_int_equal(bench_state(b, 1), SPOOL_QUEUED);
	assert_int_equal(bench_state(b, 2), SPOOL_REFUSED);
}

/* Line 1 QUEUED, line 2 REFUSED, scan 1. */
static void open_with_lines(struct spool_bench *b)
{
	int64_t id;

	bench_open(b);
	bench_put(b, "1");
	bench_put(b, "2");
	bench_refuse(b, 2);
	assert_true(spool_scan(b->spool, "x", 1, "plain", NULL, &id, &b->err));
}

/* The line after so many, and that no number is missing. */
static void assert_goes_on(struct spool_bench *b, int lines)
{
	assert_unchanged(b, lines);
	assert_int_equal(bench_put(b, "1"), lines + 1);
}

/* ---- tests ---- */

static void test_full_disk(void **state)
{
	struct spool_bench *b = *state;
	int lines = 2;
	int64_t seq;

	open_with_lines(b);
	signal(SIGXFSZ, SIG_IGN);
	limit_files(256 * 1024);
	while (lines < 10000 && bench_receive(b, NULL, "1", &seq))
		assert_int_equal(seq, ++lines);
	assert_broken(b);
	assert_in_range(lines, 10, 9999);
	assert_takes_nothing(b);
	limit_files(RLIM_INFINITY);
	assert_takes_nothing(b); /* for good */
	assert_unchanged(b, lines);
	bench_close(b);
	bench_open(b);
	assert_null(spool_broken(b->spool));
	assert_goes_on(b, lines);
}

static void test_no_space(void **state)
{
	struct spool_bench *b = *state;
	int64_t seq;

	open_with_lines(b);
	disk.write_fails = true;
	assert_false(bench_receive(b, NULL, "1", &seq));
	assert_non_null(strstr(b->err.message, "(disk full?)"));
	assert_takes_nothing(b);
	disk.write_fails = false;
	assert_takes_nothing(b);
	assert_unchanged(b, 2);
	bench_close(b);
	bench_open(b);
	assert_goes_on(b, 2);
}

static void copy(const char *from, const char *to)
{
	char bytes[4096];
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

/* As the program would find it after being killed now. */
static void open_as_left(struct spool_bench *b, struct spool_bench *ret)
{
	char from[128], to[128];

	bench_dir(ret);
	ret->random = 1; /* ids of its own */
	snprintf(to, sizeof(to), "%s/spool", ret->dir);
	assert_int_equal(mkdir(to, 0700), 0);
	copy(b->path, ret->path);
	snprintf(from, sizeof(from), "%s-wal", b->path);
	snprintf(to, sizeof(to), "%s-wal", ret->path);
	copy(from, to);
	bench_open(ret);
}

/*
 * The pages of the commit are in the file, only the sync failed: the person was told to use paper, so the line must
 * not come back.
 */
static void test_failed_sync(void **state)
{
	struct spool_bench *b = *state, left;
	int64_t seq;

	open_with_lines(b);
	disk.sync_fails = true;
	assert_false(bench_receive(b, NULL, "1", &seq));
	assert_broken(b);
	assert_takes_nothing(b);
	assert_unchanged(b, 2);
	disk.sync_fails = false;
	assert_takes_nothing(b);
	open_as_left(b, &left);
	assert_goes_on(&left, 2);
	bench_done(&left);
	bench_close(b);
	bench_open(b);
	assert_goes_on(b, 2);
}

/* What can be read is still shown. */
static void test_broken_can_be_read(void **state)
{
	struct spool_bench *b = *state;
	struct spool_op op = { 0 };
	struct rows rows = { 0 };
	int64_t seq;

	open_with_lines(b);
	disk.write_fails = true;
	assert_false(bench_receive(b, NULL, "1", &seq));
	assert_true(spool_list(b->spool, ~0u, NULL, 10, &rows, &b->err));
	assert_int_equal(rows.n, 2);
	rows_done(&rows);
	assert_true(spool_next(b->spool, 0, NULL, &op));
	spool_op_done(&op);
}

static void assert_cannot_open(struct spool_bench *b, const char *path, const char *words)
{
	assert_false(spool_open(path, &b->clock, &b->spool, &b->err));
	assert_null(b->spool);
	assert_int_equal(b->err.kind, ERR_RETRY);
	assert_string_equal(b->err.code, "SPOOL_BROKEN");
	if (!strstr(b->err.message, words))
		fail_msg("no \"%s\" in: %s", words, b->err.message);
	assert_true(b->err.hint[0]);
}

static void test_full_when_opened(void **state)
{
	struct spool_bench *b = *state;

	disk.write_fails = true;
	assert_cannot_open(b, b->path, "disk full?");
	disk.write_fails = false;
	bench_open(b);
	assert_int_equal(bench_put(b, "1"), 1);
}

static void test_directory_cannot_be_made(void **state)
{
	struct spool_bench *b = *state;

	assert_cannot_open(b, "/dev/null/spool/k1.db", "Not a directory");
	assert_cannot_open(b, "/proc/gemba/k1.db", "/proc/gemba");
	assert_cannot_open(b, "/tmp", "/tmp");
}

/* Root may write everywhere, so it is somebody else for a while. */
static void test_read_only_directory(void **state)
{
	struct spool_bench *b = *state;
	bool is_root = geteuid() == 0;

	assert_int_equal(chmod(b->dir, 0500), 0);
	if (is_root) {
		assert_int_equal(chown(b->dir, 65534, 65534), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	assert_cannot_open(b, b->path, "Permission denied");
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(b->dir, 0700), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_full_disk),		TEST(test_no_space),	     TEST(test_failed_sync),
		TEST(test_broken_can_be_read),	TEST(test_full_when_opened), TEST(test_directory_cannot_be_made),
		TEST(test_read_only_directory),
	};

	return cmocka_run_group_tests(tests, install_disk, NULL);
}
