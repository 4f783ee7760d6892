/*
 * remembered_own - what the files of the memory share. Private to src/core.
 *
 *   remembered.c         what is read when, and where it is kept
 *   remembered_answer.c  orders, materials and places out of memory
 *   remembered_resolve.c what a text stands for, out of memory
 *   remembered_queue.c   what this terminal has received since
 */
#ifndef GEMBA_CORE_REMEMBERED_OWN_H
#define GEMBA_CORE_REMEMBERED_OWN_H

#include "core/remembered.h"

enum snapshot_id { MEMORY_LINES, MEMORY_CODES, MEMORY_MATERIALS, MEMORY_RULES, MEMORY_LOCATIONS, MEMORY_COUNT };

struct snapshot {
	struct rows rows;  /* in the columns of its statement */
	int64_t at_us;	   /* 0: not known */
	int64_t stored_us; /* when these rows were last written to the spool */
	bool due;
	int64_t not_before_ms;
};

struct remembered {
	struct spool *spool;
	struct session *session;
	const struct clock *clock;
	char organization[80]; /* whose snapshots these are; "": none yet */
	int64_t session_id;    /* the sign-on they were last asked for */
	struct snapshot snapshot[MEMORY_COUNT];
	enum snapshot_id asked; /* on its way; MEMORY_COUNT: none */
	char asked_for[80];	/* the organization it was asked for */
	int64_t waiting_ms;	/* since when it waits for a pause in what people ask; 0: it does not */
};

/* A line of memory_lines as it is with what was received since. */
struct order_line {
	size_t row;
	const char *order; /* number */
	int64_t line;
	const char *material;
	int64_t ordered, received, open, max_receivable; /* scaled */
	const char *status;
};

/* Those of an order, NULL: of all, in the order of the snapshot: an order's lines stand together. In mem. */
struct order_line *remembered_lines(struct remembered *r, const char *order, struct arena *mem, size_t *ret_n);
/* The snapshots are those of the organization of who is signed on. False: nobody is. */
bool remembered_follow(struct remembered *r);
/* Whether two texts are the same but for case. */
bool remembered_same_fold(const char *a, const char *b);
/* What the text stands for, appended to ret: columns of resolve. */
void remembered_resolve(struct remembered *r, const char *text, struct rows *ret);

#endif
