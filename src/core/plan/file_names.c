/*
 * file_names - a table of names by hash, open addressing.
 */
#include <string.h>

#include "core/plan/file_own.h"

void file_names_init(struct arena *mem, size_t max, struct file_names *ret)
{
	size_t slots = 16;

	while (slots < 2 * max)
		slots *= 2;
	*ret = (struct file_names){ .name = arena_alloc(mem, max * sizeof(*ret->name)),
				    .slot = arena_alloc(mem, slots * sizeof(*ret->slot)),
				    .mask = slots - 1 };
}

/* FNV-1a */
static uint64_t hash(const char *text, size_t length)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return h ^ h >> 32;
}

/* Where the name stands, or the free slot where it would. */
static uint32_t *place(const struct file_names *names, const char *text, size_t length)
{
	for (size_t at = hash(text, length) & names->mask;; at = (at + 1) & names->mask) {
		uint32_t number = names->slot[at];

		if (number == 0 ||
		    (strncmp(names->name[number - 1], text, length) == 0 && names->name[number - 1][length] == '\0'))
			return &names->slot[at];
	}
}

uint32_t file_names_find(const struct file_names *names, const char *text, size_t length)
{
	uint32_t number = *place(names, text, length);

	return number == 0 ? FILE_NO_NAME : number - 1;
}

uint32_t file_names_add(struct file_names *names, const char *text)
{
	names->name[names->n++] = text;
	*place(names, text, strlen(text)) = (uint32_t)names->n;
	return (uint32_t)names->n - 1;
}
