/*
 * unit_spool - a spool for a test: in memory or in a directory of its own, with a clock that stands still.
 */
#ifndef GEMBA_TEST_UNIT_SPOOL_H
#define GEMBA_TEST_UNIT_SPOOL_H

#include "core/spool/spool.h"

struct spool_bench {
	struct clock clock;
	int64_t now_us;
	uint64_t random;
	char dir[64], path[96];
	struct spool *spool;
	struct err err;
};

/* In memory. What fails ends the test. */
void bench_memory(struct spool_bench *b);
/* In a new directory, as spool/k1.db of it; not opened. */
void bench_dir(struct spool_bench *b);
void bench_open(struct spool_bench *b);
void bench_close(struct spool_bench *b);
/* Closes, and takes the directory away. */
void bench_done(struct spool_bench *b);

/* A receipt of so many M-1; op_id NULL: the spool makes one. False: b->err. */
bool bench_receive(struct spool_bench *b, const char *op_id, const char *quantity, int64_t *ret_seq);
/* The same; its number. */
int64_t bench_put(struct spool_bench *b, const char *quantity);
enum spool_state bench_state(struct spool_bench *b, int64_t seq);
/* Refuse it as the server would. */
void bench_refuse(struct spool_bench *b, int64_t seq);
const struct spool_actor *bench_anna(void);
const struct spool_actor *bench_nobody_signed_on(void);

#endif
