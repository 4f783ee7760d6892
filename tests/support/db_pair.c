/*
 * db_pair - two desks that do something at the same moment.
 */
#include "support/db_pair.h"

#include "core/base/str.h"

void pair_open(struct pair *r, struct plant *p)
{
	*r = (struct pair){ .plant = p };
	desk_open(&r->a, p, "chief");
	desk_open(&r->b, p, "chief");
}

void pair_close(struct pair *r)
{
	plant_expect_sound(r->plant, &r->a);
	desk_close(&r->a);
	desk_close(&r->b);
}

/* A call that is about to be made. */
struct wish {
	struct desk *desk;
	enum query_id id;
	const char *const *pairs;
};

/* Send both while the gate is closed, the first one first in the queue; let both go; wait for both. */
static void meet(struct pair *r, const char *hold, const char *what, const struct wish *first,
		 const struct wish *second)
{
	struct desk *const both[] = { first->desk, second->desk };

	gate_close(r->plant, hold, what);
	desk_send_pairs(first->desk, first->id, first->pairs);
	plant_wait_blocked(r->plant, both, 2, 1);
	desk_send_pairs(second->desk, second->id, second->pairs);
	plant_wait_blocked(r->plant, both, 2, 2);
	gate_open(r->plant);
	r->of_a = desk_take(&r->a);
	r->of_b = desk_take(&r->b);
}

void pair_meet(struct pair *r, const char *hold, const char *what, int b_first, enum query_id id_a,
	       const char *const *pairs_a, enum query_id id_b, const char *const *pairs_b)
{
	const struct wish a = { &r->a, id_a, pairs_a }, b = { &r->b, id_b, pairs_b };

	meet(r, hold, what, b_first ? &b : &a, b_first ? &a : &b);
}

void pair_replies_done(struct pair *r)
{
	reply_done(&r->of_a);
	reply_done(&r->of_b);
}

const char *pair_name(char name[32], const char *letter, int number)
{
	str_format(name, 32, "%s%d", letter, number);
	return name;
}
