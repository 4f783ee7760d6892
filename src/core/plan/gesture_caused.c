/*
 * gesture_caused - what a gesture is answerable for: the moved bars before and after.
 */
#include "core/plan/conflict_own.h"
#include "core/plan/gesture_own.h"

struct before {
	const struct plan *p;
	const struct plan_outcome *o;
	struct plan_place *place;
	struct arena *mem;
};

static bool any_moved_is(const struct plan_outcome *o, enum plan_flag flag)
{
	for (size_t i = 0; i < o->n_moved; i++)
		if (o->conflicts.flags[o->moved[i]] & flag)
			return true;
	return false;
}

/* It only became firm, or planned again: of that no rule is asked. */
static bool stands(const struct plan_place *was, const struct plan_place *is)
{
	struct plan_place same = *is;

	same.status = was->status;
	return plan_place_equal(was, &same);
}

/* The rules the database judges too, and as it does: whatever a bar that moved takes part in. */
static uint8_t caused_together(const struct before *b)
{
	uint8_t caused = 0;

	for (size_t i = 0; i < b->o->n_moved; i++) {
		uint32_t v = b->o->moved[i];

		if (!stands(&b->place[v], &b->o->place[v]))
			caused |= b->o->conflicts.flags[v] & (PLAN_OVERLOADED | PLAN_BROKEN);
	}
	return caused;
}

static bool caused_late(const struct before *b)
{
	struct plan_order_ends old;

	if (!any_moved_is(b->o, PLAN_LATE))
		return false;
	plan_order_ends(b->p, b->place, b->mem, &old);
	for (size_t i = 0; i < b->o->n_moved; i++) {
		uint32_t v = b->o->moved[i];
		uint32_t last = plan_order_last(&old, b->p->bar[v].order);
		int64_t ended = last == PLAN_NO_BAR ? PLAN_ALWAYS : plan_end(b->p, &b->place[last]);

		if (b->o->conflicts.flags[v] & PLAN_LATE && plan_end(b->p, &b->o->place[v]) > ended)
			return true;
	}
	return false;
}

/* Flags that a bar has alone. */
static uint8_t caused_alone(const struct before *b, uint32_t v)
{
	const struct plan_place *was = &b->place[v], *is = &b->o->place[v];
	uint8_t flags = b->o->conflicts.flags[v], caused = 0;
	bool is_new = was->lane == PLAN_NO_LANE;

	if (flags & PLAN_OFF_CALENDAR && (is_new || plan_off_time(b->p, is) > plan_off_time(b->p, was)))
		caused |= PLAN_OFF_CALENDAR;
	if (flags & PLAN_PAST && (is_new || is->start < was->start || was->start >= b->p->now))
		caused |= PLAN_PAST;
	if (flags & PLAN_WRONG_LANE && is->lane != was->lane)
		caused |= PLAN_WRONG_LANE;
	return caused;
}

uint8_t gesture_caused(const struct plan *p, const struct plan_outcome *o, struct arena *mem)
{
	struct before b = { .p = p, .o = o, .place = plan_draft(p, mem), .mem = mem };
	uint8_t caused = caused_together(&b);

	for (size_t i = 0; i < o->n_moved; i++)
		caused |= caused_alone(&b, o->moved[i]);
	if (caused_late(&b))
		caused |= PLAN_LATE;
	return caused;
}
