/*
 * Two people at once on one board. Each case runs with either of them first:
 * whatever the first one did, the second one is told, and nothing is lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/str.h"
#include "support/db_pair.h"

/* 1 March 2030, midnight UTC. */
#define MIDNIGHT_S 1898553600

struct bar {
	char number[32], changes[256];
};

/* The drop that puts the order's operation on a lane at an hour, for an hour, as the board shows it now. */
static void bar_wish(struct plant *p, struct bar *bar, const char *lane, int hour)
{
	char operation[PLANT_CELL], lane_id[PLANT_CELL], version[PLANT_CELL];
	int start = MIDNIGHT_S + hour * 3600;

	plant_ask(p, "first_operation", bar->number, operation);
	plant_ask(p, "lane_id", lane, lane_id);
	plant_ask(p, "booking_version", bar->number, version);
	str_format(bar->changes, sizeof(bar->changes),
		   "[{\"operation_id\":%s,\"version\":%s,\"lane_id\":%s,\"start_s\":%d,\"end_s\":%d,\"work_s\":3600}]",
		   operation, version, lane_id, start, start + 3600);
}

static void bar_make(struct desk *d, struct bar *bar, const char *letter, int round, const char *lane, int hour)
{
	pair_name(bar->number, letter, round);
	order_make(d, bar->number, NULL);
	bar_wish(d->plant, bar, lane, hour);
	if (hour > 0)
		desk_do(d, Q_BOARD_RESCHEDULE, NULL, NULL, "gesture", "place it", "changes", bar->changes, NULL);
}

static void lane_make(struct desk *d, char lane[32], const char *letter, int round)
{
	desk_do(d, Q_LANE_ADD, NULL, NULL, "lane", pair_name(lane, letter, round), NULL);
}

/* Both move it, both saw it where it was: the second one is told that it moved. */
static void one_bar_is_moved_once(void **state)
{
	struct pair r;
	struct bar bar, other;
	char lane[32];

	pair_open(&r, *state);
	for (int i = 0; i < 4; i++) {
		const char *const first[] = { "gesture", "to ten", "changes", bar.changes, NULL };
		const char *const second[] = { "gesture", "to twelve", "changes", other.changes, NULL };

		lane_make(&r.a, lane, "BL", i);
		bar_make(&r.a, &bar, "BM", i, lane, i / 2 ? 8 : 0); /* placed, or moved */
		other = bar;
		bar_wish(r.plant, &bar, lane, 10);
		bar_wish(r.plant, &other, lane, 12);
		pair_meet(&r, "hold_order", bar.number, i % 2, Q_BOARD_RESCHEDULE, first, Q_BOARD_RESCHEDULE, second);
		reply_expect(i % 2 ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i % 2 ? &r.of_a : &r.of_b, ERR_CONFLICT, "STALE");
		plant_expect(r.plant, "booking_hour", bar.number, i % 2 ? "12" : "10");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Two bars to one place, each alone would be right. */
static void a_lane_takes_one_of_two(void **state)
{
	struct pair r;
	struct bar one, two;
	char lane[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const first[] = { "gesture", "one", "changes", one.changes, NULL };
		const char *const second[] = { "gesture", "two", "changes", two.changes, NULL };

		lane_make(&r.a, lane, "CL", i);
		bar_make(&r.a, &one, "CA", i, lane, 8);
		bar_make(&r.a, &two, "CB", i, lane, 9);
		bar_wish(r.plant, &one, lane, 12);
		bar_wish(r.plant, &two, lane, 12);
		pair_meet(&r, "hold_plant", "P", i, Q_BOARD_RESCHEDULE, first, Q_BOARD_RESCHEDULE, second);
		reply_expect(i ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i ? &r.of_a : &r.of_b, ERR_CONFLICT, "OVERLOAD");
		plant_expect(r.plant, "booking_hour", one.number, i ? "8" : "12");
		plant_expect(r.plant, "booking_hour", two.number, i ? "12" : "9");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* A successor comes closer while its predecessor goes away. */
static void a_link_holds_against_both_ends(void **state)
{
	struct pair r;
	struct bar before, after;
	char lane[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const first[] = { "gesture", "later", "changes", before.changes, NULL };
		const char *const second[] = { "gesture", "earlier", "changes", after.changes, NULL };

		lane_make(&r.a, lane, "DL", i);
		bar_make(&r.a, &before, "DA", i, lane, 8);
		bar_make(&r.a, &after, "DB", i, lane, 14);
		desk_do(&r.a, Q_ORDER_LINK, NULL, NULL, "work_order", after.number, "after", before.number, NULL);
		bar_wish(r.plant, &before, lane, 12);
		bar_wish(r.plant, &after, lane, 10);
		pair_meet(&r, "hold_plant", "P", i, Q_BOARD_RESCHEDULE, first, Q_BOARD_RESCHEDULE, second);
		reply_expect(i ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i ? &r.of_a : &r.of_b, ERR_CONFLICT, "DEPENDENCY");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* A bar is moved while its order is started or cancelled. */
static void a_move_meets_the_life_of_its_order(void **state)
{
	static const enum query_id steps[] = { Q_ORDER_START, Q_ORDER_CANCEL };
	struct pair r;
	struct bar bar;
	char lane[32];

	pair_open(&r, *state);
	for (int i = 0; i < 8; i++) {
		const char *const move[] = { "gesture", "to ten", "changes", bar.changes, NULL };
		const char *const step[] = { "work_order", bar.number, NULL };
		bool late = i % 2, started = i / 2 % 2 == 0;

		lane_make(&r.a, lane, "EL", i);
		bar_make(&r.a, &bar, "EA", i, lane, 8);
		bar_wish(r.plant, &bar, lane, 10);
		pair_meet(&r, i < 4 ? "hold_order" : "hold_plant", i < 4 ? bar.number : "P", late, Q_BOARD_RESCHEDULE,
			  move, steps[!started], step);
		reply_expect(&r.of_a, late ? ERR_CONFLICT : ERR_NONE, late ? "STALE" : NULL);
		reply_expect(&r.of_b, ERR_NONE, NULL);
		plant_expect(r.plant, "booking_status", bar.number, started ? "running" : "");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* Each of two links is right, both would be a circle. */
static void two_links_close_no_circle(void **state)
{
	struct pair r;
	char one[32], two[32];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const first[] = { "work_order", pair_name(two, "FB", i), "after", pair_name(one, "FA", i),
					      NULL };
		const char *const second[] = { "work_order", one, "after", two, NULL };

		order_make(&r.a, one, NULL);
		order_make(&r.a, two, NULL);
		pair_meet(&r, "hold_plant", "P", i, Q_ORDER_LINK, first, Q_ORDER_LINK, second);
		reply_expect(i ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i ? &r.of_a : &r.of_b, ERR_CONFLICT, "CYCLE");
		plant_expect(r.plant, "links", one, "1");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

/* One change set is taken back by two people: once. */
static void a_change_is_undone_once(void **state)
{
	struct pair r;
	struct bar bar;
	char lane[32], set[PLANT_CELL];

	pair_open(&r, *state);
	for (int i = 0; i < 2; i++) {
		const char *const undo[] = { "change_set", set, NULL };

		lane_make(&r.a, lane, "GL", i);
		bar_make(&r.a, &bar, "GA", i, lane, 8);
		bar_wish(r.plant, &bar, lane, 10);
		desk_do(&r.a, Q_BOARD_RESCHEDULE, "change_set", set, "gesture", "to ten", "changes", bar.changes, NULL);
		pair_meet(&r, i ? "hold_plant" : "hold_order", i ? "P" : bar.number, i, Q_BOARD_UNDO, undo,
			  Q_BOARD_UNDO, undo);
		reply_expect(i ? &r.of_b : &r.of_a, ERR_NONE, NULL);
		reply_expect(i ? &r.of_a : &r.of_b, ERR_CONFLICT, "ALREADY_UNDONE");
		plant_expect(r.plant, "booking_hour", bar.number, "8");
		pair_replies_done(&r);
	}
	pair_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(one_bar_is_moved_once),	    PLANT_TEST(a_lane_takes_one_of_two),
		PLANT_TEST(a_link_holds_against_both_ends), PLANT_TEST(a_move_meets_the_life_of_its_order),
		PLANT_TEST(two_links_close_no_circle),	    PLANT_TEST(a_change_is_undone_once),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
