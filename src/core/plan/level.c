/*
 * level - the whole of it in one call.
 */
#include "core/plan/level_own.h"

void level_dispatch(const struct level_input *in, struct level_place *place, struct level_worth *ret)
{
	struct level_search *s = level_search_new(in, 0);

	level_search_best(s, place, ret);
	level_search_free(s);
}

void level_run(const struct level_input *in, const struct level_limit *limit, struct level_place *place,
	       struct level_worth *ret)
{
	struct level_search *s = level_search_new(in, limit->seed);

	level_search_run(s, limit);
	level_search_best(s, place, ret);
	level_search_free(s);
}
