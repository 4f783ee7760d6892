/*
 * arena - one block of memory per result, replaced whole.
 *
 * Out of memory ends the program: one fixed line on stderr, then abort(); the
 * terminal's handler of SIGABRT restores the screen. No caller checks for NULL.
 */
#ifndef GEMBA_BASE_ARENA_H
#define GEMBA_BASE_ARENA_H

#include <stddef.h>

#include "core/base/attr.h"

struct arena_chunk;

/* Zeroed memory is a valid, empty arena. */
struct arena {
	struct arena_chunk *head;
};

/* Zeroed, aligned for any type; lives until arena_done. size 0 is allowed. */
void *arena_alloc(struct arena *a, size_t size);
/* Copies of strings; NULL gives NULL. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Free all. The arena may be used again. Accepts zeroed memory. */
void arena_done(struct arena *a);
/* The same, but its room stays with it: for what is made anew at every key. */
void arena_empty(struct arena *a);

/* calloc/realloc that never return NULL. */
void *mem_alloc(size_t size);
void *mem_grow(void *p, size_t size);
char *mem_strdup(const char *s);

#endif
