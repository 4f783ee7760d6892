/*
 * unit_spool - a spool for a test.
 */
#include "support/unit_spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int64_t wall(void *ctx)
{
	return ((struct spool_bench *)ctx)->now_us;
}

static int64_t mono(void *ctx)
{
	return ((struct spool_bench *)ctx)->now_us / 1000;
}

/* splitmix64: the same ids in each run. */
static uint64_t random64(void *ctx)
{
	uint64_t z = (((struct spool_bench *)ctx)->random += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void bench_init(struct spool_bench *b)
{
	*b = (struct spool_bench){ .now_us = INT64_C(1795530725123456) };
	b->clock = (struct clock){ .mono_ms = mono, .wall_us = wall, .random = random64, .ctx = b };
}

void bench_memory(struct spool_bench *b)
{
	bench_init(b);
	if (!spool_open(NULL, &b->clock, &b->spool, &b->err))
		fail_msg("%s: %s", b->err.code, b->err.message);
}

void bench_dir(struct spool_bench *b)
{
	bench_init(b);
	snprintf(b->dir, sizeof(b->dir), "/tmp/gemba-spool.XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	snprintf(b->path, sizeof(b->path), "%s/spool/k1.db", b->dir);
}

void bench_open(struct spool_bench *b)
{
	if (!spool_open(b->path, &b->clock, &b->spool, &b->err))
		fail_msg("%s: %s", b->err.code, b->err.message);
}

void bench_close(struct spool_bench *b)
{
	spool_close(b->spool);
	b->spool = NULL;
}

void bench_done(struct spool_bench *b)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".lock" };
	char name[128];

	bench_close(b);
	if (!b->dir[0])
		return;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", b->path, ends[i]);
		unlink(name);
	}
	snprintf(name, sizeof(name), "%s/spool", b->dir);
	rmdir(name);
	assert_int_equal(rmdir(b->dir), 0);
}

const struct spool_actor *bench_anna(void)
{
	static const struct spool_actor anna = { .session_id = 7, .user_name = "anna", .display_name = "Anna Weber" };

	return &anna;
}

const struct spool_actor *bench_nobody_signed_on(void)
{
	static const struct spool_actor ben = { .session_id = 0, .user_name = "ben", .display_name = "" };

	return &ben;
}

bool bench_receive(struct spool_bench *b, const char *op_id, const char *quantity, int64_t *ret_seq)
{
	struct call c;
	bool ok;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "token", "not to be stored", &b->err));
	assert_true(call_set(&c, "op_id", op_id, &b->err));
	assert_true(call_set(&c, "material", "M-1", &b->err));
	assert_true(call_set(&c, "quantity", quantity, &b->err));
	assert_true(call_set(&c, "ref_type", "ADJUSTMENT", &b->err));
	ok = spool_put(b->spool, &c, "received", bench_anna(), ret_seq, &b->err);
	call_done(&c);
	return ok;
}

int64_t bench_put(struct spool_bench *b, const char *quantity)
{
	int64_t seq;

	if (!bench_receive(b, NULL, quantity, &seq))
		fail_msg("%s: %s", b->err.code, b->err.message);
	return seq;
}

enum spool_state bench_state(struct spool_bench *b, int64_t seq)
{
	struct spool_op op = { 0 };
	enum spool_state state;

	assert_true(spool_get(b->spool, seq, &op, &b->err));
	state = op.state;
	spool_op_done(&op);
	return state;
}

void bench_refuse(struct spool_bench *b, int64_t seq)
{
	struct err no = { 0 };

	err_set(&no, ERR_CONFLICT, "ORDER_CLOSED", "ref", "PO-1 is closed.");
	err_hint(&no, "Ask purchasing");
	assert_true(spool_sending(b->spool, seq, &b->err));
	assert_true(spool_refused(b->spool, seq, &no, &b->err));
}
