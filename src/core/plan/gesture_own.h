/*
 * gesture_own - what a play works on: seats of the lanes, the queue of bars
 * whose turn comes, and how far each bar is.
 *
 * Bars are looked at in order of start. One that must move waits until all
 * before it that move have found their places; then it goes to the first
 * place where its links hold and its lane, with what is there before it,
 * carries it. What its new place touches is looked at in turn.
 */
#ifndef GEMBA_CORE_PLAN_GESTURE_OWN_H
#define GEMBA_CORE_PLAN_GESTURE_OWN_H

#include "core/plan/gesture.h"

/* ---- seats: the bars of a lane, sorted by start ---- */

struct seat {
	int64_t start, end;
	int64_t max_end; /* of this and all before: where a search back may stop */
	uint32_t bar;
};

struct lane_seats {
	struct seat *seat;
	size_t n;
};

struct edges; /* scratch of a search */

/* Which seats count. */
struct seat_filter {
	bool (*counts)(const void *context, const struct seat *seat);
	const void *context;
};

/* n: as many as a lane can hold. Lives in mem. */
struct edges *gesture_edges(struct arena *mem, size_t n);
/* Index of the first seat that starts at or after t. */
size_t gesture_seat_at(const struct lane_seats *lane, int64_t t);
/* There must be room. */
void gesture_seat_add(struct lane_seats *lane, uint32_t bar, int64_t start, int64_t end);
/* The bar sits at "from". */
void gesture_seat_remove(struct lane_seats *lane, uint32_t bar, int64_t from);
/*
 * Is there no room for one more in [start, end)? Then from, until are the
 * first stretch that is full: whoever needs it must end by from or start at
 * until at the earliest.
 */
bool gesture_is_full(const struct lane_seats *lane, int capacity, int64_t start, int64_t end,
		     const struct seat_filter *filter, struct edges *edges, int64_t *ret_from, int64_t *ret_until);

/* ---- queue: bars by key, then floor, then number ---- */

struct turns {
	uint32_t *heap;
	size_t n;
	uint32_t *at; /* one a bar: index in heap + 1; 0: not there */
	int64_t *key;
	const int64_t *floor;
};

void gesture_turns_make(struct turns *t, size_t n_bars, const int64_t *floor, struct arena *mem);
/* A bar that is there already gets the new key. */
void gesture_turns_put(struct turns *t, uint32_t bar, int64_t key);
bool gesture_turns_take(struct turns *t, uint32_t *ret_bar, int64_t *ret_key);

/* ---- play ---- */

enum gait {
	GAIT_STANDS, /* where the base has it */
	GAIT_MOVES,  /* must move; its place is the earliest that is known so far */
	GAIT_PLACED, /* has moved */
	GAIT_STUCK,  /* its calendar ran out: stands */
};

struct play {
	const struct plan *p;
	const struct plan_gesture *g;
	struct arena *mem;
	struct plan_place *place; /* the draft */
	uint8_t *gait;
	bool *is_still;	  /* never moves: fixed, or before the held one */
	int64_t *floor;	  /* never to the left of it */
	int64_t *sits_at; /* start of its seat */
	struct lane_seats *lane;
	struct edges *edges;
	struct turns turns;
	int64_t turn;	/* key of the bar whose turn it is: all that start earlier are done with */
	uint32_t *news; /* bars that changed their gait and whose successors do not know yet */
	size_t n_news;
	bool *is_news;
	uint32_t *suspect; /* still bars that perhaps must give way */
	size_t n_suspects;
	bool *is_suspect;
	enum plan_block block; /* the first */
	uint32_t who, by;
};

void gesture_block(struct play *play, enum plan_block block, uint32_t who, uint32_t by);
/* The earliest start that the ends of its predecessors allow; PLAN_ALWAYS: any. */
int64_t gesture_link_bound(const struct play *play, uint32_t bar);
/* Give a bar the seat of its place. */
void gesture_sit(struct play *play, uint32_t bar);

/* ---- cascades ---- */

/* The held bar sits; bars that the caller made GAIT_MOVES are taken along from where they are. */
void gesture_push(struct play *play);
/* Make what follows move by the working time the held bar moved. Before push. */
void gesture_keep(struct play *play);
/* Move what follows to the left. After push. */
void gesture_close(struct play *play);

/* What moved bars do wrong that they did not before, or not so much. */
uint8_t gesture_caused(const struct plan *p, const struct plan_outcome *o, struct arena *mem);

#endif
