/*
 * exact_json - JSON whose numbers keep every digit.
 *
 * A JSON library makes floats of numbers; quantities and costs must not pass
 * through one. So numbers are read as strings of their own text.
 */
#ifndef GEMBA_CORE_EXACT_JSON_H
#define GEMBA_CORE_EXACT_JSON_H

#include <jansson.h>

#include "core/base/arena.h"

/* NULL when text is NULL or no JSON object or list. The caller calls json_decref. */
json_t *exact_json(const char *text);
/* A value as PostgreSQL writes it: "t" and "f", no quotes, NULL for null; what is no scalar as JSON. In mem. */
const char *exact_json_cell(struct arena *mem, const json_t *value);

#endif
