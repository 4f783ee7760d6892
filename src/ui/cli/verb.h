/*
 * verb - what a headless verb is: one const entry of a table, from which
 * parsing, help and the request to the server all follow.
 *
 * A parameter's name is the option's ("unit-cost") or, for a position, the
 * word of the help text ("MATERIAL"); its param is the name that the named
 * statement and every error use.
 */
#ifndef GEMBA_UI_CLI_VERB_H
#define GEMBA_UI_CLI_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "query_ids.h"

enum verb_form {
	FORM_ARG,      /* a position that must be there */
	FORM_ARG_MAY,  /* one that may be left out */
	FORM_ARG_MANY, /* the rest of the line, at least one */
	FORM_OPTION,   /* --name VALUE */
	FORM_NEEDED,   /* --name VALUE that must be there */
	FORM_MANY,     /* --name VALUE [VALUE..], may repeat */
	FORM_FLAG,     /* --name */
};

enum verb_flag {
	FLAG_UPPER = 1,	 /* a fixed word: any case is taken */
	FLAG_UNTIL = 2,	 /* the end of a window: a bare date includes that day */
	FLAG_NEEDED = 4, /* of FORM_MANY: at least one */
	FLAG_WHEN = 8,	 /* needed beside some other value: when the server misses it, it is a missing argument */
};

struct verb_param {
	const char *name;
	enum verb_form form;
	const char *param; /* "unit_cost" */
	const char *meta;  /* what stands for the value in the help: "C" */
	const char *help;
	unsigned flags;
};

struct cli;
struct request;
struct output;

struct verb {
	const char *path; /* "po receive" */
	const char *help;
	enum query_id query;		 /* Q_COUNT: none, or run knows */
	const struct verb_param *params; /* up to one without a name */
	bool (*run)(struct cli *cli, const struct request *req, struct output *out, struct err *err);
	const char *list; /* key of a list answer; NULL: one object */
	bool takes_op_id; /* for those whose query is found at run time */
	bool not_in_batch;
};

/* All verbs, ended by one without a path; in the order of the help. */
const struct verb *const *verbs_all(void);
/* The entry, or NULL. */
const struct verb *verb_find(const char *path);
/* True when longer paths begin with this word ("po"). */
bool verb_is_group(const char *word);
/* Does it take --op-id? */
bool verb_writes(const struct verb *v);
/* Does it take --queue? */
bool verb_can_queue(const struct verb *v);

/* ---- one verb with its values ---- */

struct given {
	const struct verb_param *param;
	const char *value; /* "" for a flag */
};

struct request {
	struct arena mem;
	const struct verb *verb;
	struct given *given;
	size_t n;
	bool help; /* --help stood on the line */
};

void request_done(struct request *r);
/* The last value by param name; NULL when not given. */
const char *request_get(const struct request *r, const char *param);
bool request_has(const struct request *r, const char *param);
/* All values of one param, in order; returns how many; ret may be NULL. */
size_t request_all(const struct request *r, const char *param, const char **ret, size_t max);

/* ---- words.c: from words to a request ---- */

/* Options that belong to the whole program; values are borrowed from argv. */
struct globals {
	const char *home, *config, *db, *kiosk, *user, *pin_fd;
	bool json, help, version;
};

/*
 * Read a line of words. globals NULL: none are allowed (inside a batch).
 * ret->verb stays NULL when no verb was named; *ret_group: a group's word for
 * the help. Errors are ERR_USAGE.
 */
MUSTUSE bool words_parse(int argc, const char *const *argv, struct globals *globals, struct request *ret,
			 const char **ret_group, struct err *err);

/* True for a word that is an option: "-x", "--xyz"; not "-5", "-.5" and "-". */
bool words_is_option(const char *word);

#endif
