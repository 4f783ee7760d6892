/*
 * output - the answer of a verb, before it becomes JSON or a table.
 *
 * Sections in the order they are written: fields of the object, lists of
 * rows. What a cell is follows from its column's kind.
 */
#ifndef GEMBA_UI_CLI_OUTPUT_H
#define GEMBA_UI_CLI_OUTPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/err.h"
#include "core/base/rows.h"

enum section_kind {
	SECTION_FIELDS, /* the first row's cells, in the object itself */
	SECTION_LIST,	/* "key": [ {row}, ... ] */
	SECTION_WORDS,	/* "key": [ first column, ... ] */
	SECTION_MAP,	/* "key": { first column: second column, ... } */
	SECTION_JSON,	/* "key": any JSON; not for people */
	SECTION_TABLE,	/* rows for people; not in the JSON */
};

enum { OUTPUT_SECTIONS = 12 };

struct section {
	enum section_kind kind;
	const char *key;  /* borrowed, static */
	const char *drop; /* a column left out, or NULL */
	struct rows rows;
	json_t *json; /* of SECTION_JSON */
};

struct output {
	struct section section[OUTPUT_SECTIONS];
	size_t n;
	int exit_code;	   /* of a success: not 0 for a refused check */
	const char *plain; /* a field whose value alone is written for people, or NULL */
};

void output_done(struct output *o);
/* Take *rows (it is empty afterwards). */
void output_fields(struct output *o, struct rows *rows, const char *drop);
void output_list(struct output *o, const char *key, struct rows *rows, const char *drop);
void output_map(struct output *o, const char *key, struct rows *rows);
/* Copies. */
void output_words(struct output *o, const char *key, const char *const *words, size_t n);
void output_field(struct output *o, const char *name, enum value_kind kind, const char *text);

/* Take the reference. */
void output_json_only(struct output *o, const char *key, json_t *value);
/* Take *rows: a table in place of what only programs are told. */
void output_people_list(struct output *o, const char *key, struct rows *rows);

/* A column of the table that people see in place of a list of objects; path: "from.start". */
struct output_path {
	const char *name, *path;
	enum value_kind kind;
};
/* Takes the reference: the list for programs, and a table of it, without the list's nothing when it is empty, for people. */
void output_objects(struct output *o, const char *key, json_t *list, const struct output_path *path, size_t n);

/* A new reference. */
json_t *output_json(const struct output *o);
/* The value of one cell; text NULL is null. */
json_t *output_cell_json(enum value_kind kind, const char *text);
/* {"error":{"kind","code","field","message","hint"}}; line > 0 adds it. A new reference. */
json_t *output_error_json(const struct err *err, long line);
/* One line. */
void output_write_json(FILE *f, json_t *object);
void output_write_plain(FILE *f, const struct output *o);
void output_write_error(FILE *f, const struct err *err);

#endif
