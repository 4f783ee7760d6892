/*
 * split - a line of a batch into words, quoted as in a shell.
 */
#ifndef GEMBA_UI_CLI_SPLIT_H
#define GEMBA_UI_CLI_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

/*
 * Blanks separate; '...' takes all as it is; "..." knows \" \\ \$ \`; a
 * backslash outside takes the next character; "#" at the start of a word
 * begins a comment. No variables, no patterns. Words live in mem; *ret has
 * *ret_n of them, none for a blank line. Error: USAGE BAD_QUOTING.
 */
MUSTUSE bool split_line(struct arena *mem, const char *line, const char *const **ret, size_t *ret_n, struct err *err);

#endif
