/*
 * unit_random - the same random numbers on every machine, for property tests. The seed is not 0.
 */
#ifndef GEMBA_TEST_UNIT_RANDOM_H
#define GEMBA_TEST_UNIT_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* 0 .. n - 1 */
static inline uint64_t random_below(uint64_t *state, uint64_t n)
{
	return random_next(state) % n;
}

#endif
