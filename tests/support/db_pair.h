/*
 * db_pair - two desks that do something at the same moment. A gate (a third
 * connection) holds the lock that both need, so that they really meet.
 */
#ifndef GEMBA_DB_PAIR_H
#define GEMBA_DB_PAIR_H

#include "support/db_plant.h"

/* Two desks and what they were told. */
struct pair {
	struct plant *plant;
	struct desk a, b;
	struct reply of_a, of_b;
};

void pair_open(struct pair *r, struct plant *p);
/* The books must be sound. */
void pair_close(struct pair *r);

/*
 * Close the gate (a hold_... statement of plant.sql, and what), send a's and
 * b's call and wait until both stand before it, b first in the queue if so
 * wanted; open it; wait for both answers. Pairs as for desk_send_pairs.
 */
void pair_meet(struct pair *r, const char *hold, const char *what, int b_first, enum query_id id_a,
	       const char *const *pairs_a, enum query_id id_b, const char *const *pairs_b);
void pair_replies_done(struct pair *r);

/* A letter and the number of the round: each round has things of its own. */
const char *pair_name(char name[32], const char *letter, int number);

#endif
