/*
 * Levelling of random shops: every plan keeps every rule, the search never
 * worsens what the rules gave, tiny shops are solved as well as trying all
 * plans does. A failure names the seed of the shop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/unit_level.h"

static const struct shop_wish everything = { .max_tasks = 16,
					     .max_lanes = 4,
					     .max_choices = 3,
					     .max_capacity = 3,
					     .calendars = 50,
					     .fixed = 15,
					     .due = 30,
					     .releases = 30,
					     .links = 30,
					     .leads = 20,
					     .lags = 30,
					     .no_lane = 10,
					     .no_work = 8 };

static void check(const struct shop *s, uint64_t seed, const char *what, const struct level_place *place,
		  const struct level_worth *worth)
{
	const char *fault = shop_judge(s, place, worth);

	if (fault)
		fail_msg("shop %llu, %s: %s", (unsigned long long)seed, what, fault);
}

static void level_one(uint64_t seed, const struct shop_wish *wish, int64_t iterations)
{
	struct shop s;
	struct level_place place[SHOP_TASKS];
	struct level_worth first, then;

	shop_random(&s, seed, wish);
	level_dispatch(&s.in, place, &first);
	check(&s, seed, "dispatch", place, &first);
	level_run(&s.in, &(struct level_limit){ .iterations = iterations, .seed = seed }, place, &then);
	check(&s, seed, "search", place, &then);
	if (shop_compare(&then, &first) > 0)
		fail_msg("shop %llu: the search made it worse", (unsigned long long)seed);
	shop_done(&s);
}

static void test_everything_at_once(void **state)
{
	for (uint64_t seed = 1; seed <= 2000; seed++)
		level_one(seed, &everything, 40);
}

/* Estimates instead of trials: no calendars, no due dates, nothing fixed. */
static void test_plain_shops(void **state)
{
	struct shop_wish wish = everything;

	wish.calendars = wish.fixed = wish.due = 0;
	wish.max_tasks = 40;
	for (uint64_t seed = 1; seed <= 500; seed++)
		level_one(seed, &wish, 300);
	wish.leads = wish.lags = wish.no_lane = wish.no_work = 0;
	wish.max_choices = wish.max_capacity = 1;
	for (uint64_t seed = 1; seed <= 500; seed++)
		level_one(seed, &wish, 300);
}

static void test_deep_leads(void **state)
{
	struct shop_wish wish = everything;

	wish.leads = 100;
	wish.lags = 0;
	wish.links = 60;
	for (uint64_t seed = 1; seed <= 500; seed++)
		level_one(seed, &wish, 60);
}

static void expect_best(uint64_t seed, const struct shop_wish *wish)
{
	struct shop s;
	struct level_place place[SHOP_TASKS];
	struct level_worth best, found;

	shop_random(&s, seed, wish);
	shop_best(&s, &best);
	level_run(&s.in, &(struct level_limit){ .iterations = 1500, .seed = seed }, place, &found);
	check(&s, seed, "search", place, &found);
	if (best.unplaced == 0 && shop_compare(&found, &best) != 0)
		fail_msg("shop %llu: %zu unplaced, broken %lld, late %lld, end %lld; best broken %lld, late %lld, end "
			 "%lld",
			 (unsigned long long)seed, found.unplaced, (long long)found.broken, (long long)found.tardiness,
			 (long long)found.end, (long long)best.broken, (long long)best.tardiness, (long long)best.end);
	shop_done(&s);
}

static void test_tiny_shops_are_solved(void **state)
{
	struct shop_wish wish = everything;

	wish.max_tasks = 6;
	wish.max_lanes = 3;
	wish.max_choices = 1;
	wish.leads = wish.fixed = 0;
	for (uint64_t seed = 1; seed <= 60; seed++)
		expect_best(seed, &wish);
	wish.calendars = wish.due = 0;
	for (uint64_t seed = 1; seed <= 60; seed++)
		expect_best(seed, &wish);
	wish.max_tasks = 5;
	wish.max_choices = 2;
	for (uint64_t seed = 1; seed <= 60; seed++)
		expect_best(seed, &wish);
	wish.calendars = wish.due = 40;
	wish.fixed = 25;
	wish.max_capacity = 1;
	for (uint64_t seed = 1; seed <= 60; seed++)
		expect_best(seed, &wish);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_at_once),
		cmocka_unit_test(test_plain_shops),
		cmocka_unit_test(test_deep_leads),
		cmocka_unit_test(test_tiny_shops_are_solved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
