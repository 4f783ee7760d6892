/*
 * arena - chunks that only grow, freed together.
 */
#include "core/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Tests walk the borders of a chunk all the time. */
#ifdef GEMBA_SMALL_CHUNKS
enum { CHUNK_SIZE = 16, CHUNK_SIZE_MAX = 64 };
#else
enum { CHUNK_SIZE = 4096, CHUNK_SIZE_MAX = 1 << 20 };
#endif

enum { ALIGNMENT = _Alignof(max_align_t) };

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	size_t used;
	max_align_t data[]; /* the type makes the compiler align it */
};

static void out_of_memory(void) __attribute__((noreturn));
static void out_of_memory(void)
{
	static const char text[] = "gemba: out of memory\n";
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)written;
	abort();
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *mem_grow(void *p, size_t size)
{
	void *grown = realloc(p, size ? size : 1);

	if (!grown)
		out_of_memory();
	return grown;
}

char *mem_strdup(const char *s)
{
	size_t size;

	if (!s)
		return NULL;
	size = strlen(s) + 1;
	return memcpy(mem_alloc(size), s, size);
}

static struct arena_chunk *chunk_new(size_t size)
{
	struct arena_chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		out_of_memory();
	chunk = mem_alloc(sizeof(*chunk) + size);
	chunk->size = size;
	return chunk;
}

/* Chunks double, so that a large result costs few of them. */
static size_t next_chunk_size(const struct arena *a, size_t needed)
{
	size_t size = a->head ? a->head->size * 2 : CHUNK_SIZE;

	if (size > CHUNK_SIZE_MAX)
		size = CHUNK_SIZE_MAX;
	return size > needed ? size : needed;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_chunk *chunk = a->head;
	void *p;

	if (size > SIZE_MAX - ALIGNMENT)
		out_of_memory();
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size == 0)
		size = ALIGNMENT;
	if (!chunk || size > chunk->size - chunk->used) {
		chunk = chunk_new(next_chunk_size(a, size));
		chunk->next = a->head;
		a->head = chunk;
	}
	p = (char *)chunk->data + chunk->used;
	chunk->used += size;
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy;

	if (!s)
		return NULL;
	n = strnlen(s, n);
	copy = arena_alloc(a, n + 1);
	memcpy(copy, s, n);
	return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, fmt);
	length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (length < 0)
		return arena_strdup(a, "");
	text = arena_alloc(a, (size_t)length + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)length + 1, fmt, args);
	va_end(args);
	return text;
}

void arena_done(struct arena *a)
{
	while (a->head) {
		struct arena_chunk *next = a->head->next;

		free(a->head);
		a->head = next;
	}
}

/* Tests do not keep the room, so that what still points into it is found. */
void arena_empty(struct arena *a)
{
	size_t size = 0;

#ifndef GEMBA_SMALL_CHUNKS
	if (a->head && !a->head->next) {
		memset(a->head->data, 0, a->head->used);
		a->head->used = 0;
		return;
	}
	for (const struct arena_chunk *chunk = a->head; chunk; chunk = chunk->next)
		size += chunk->size;
#endif
	arena_done(a);
	if (size > 0)
		a->head = chunk_new(size);
}
