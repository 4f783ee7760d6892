/*
 * The planner in C and the door in SQL judge the same plans: thousands of
 * random changes of a board, each judged by plan_conflicts first and then
 * sent to api.reschedule, which must say the same. What it takes stays, so
 * that every step starts from another plan.
 *
 *   GEMBA_TEST_SEED=7 GEMBA_TEST_STEPS=5000 board_verdicts   (the seed is printed when it fails)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "core/board.h"
#include "db/query.h"
#include "db/rows.h"
#include "support/db_plant.h"

enum { LANES = 4, ORDERS = 18, STEPS = 800, HORIZON_S = 3 * 86400, QUARTER_S = 900, CHANGED_MAX = 4 };

struct walk {
	struct plant *plant;
	struct desk desk;
	uint64_t state;
	const char *seed;
	int64_t now;
	struct board board;
	struct arena mem; /* of one step */
	size_t taken, broken, overloaded, frozen, forced;
};

static uint64_t draw(struct walk *w)
{
	w->state ^= w->state >> 12;
	w->state ^= w->state << 25;
	w->state ^= w->state >> 27;
	return w->state * UINT64_C(2685821657736338717);
}

static int64_t below(struct walk *w, int64_t n)
{
	return (int64_t)((draw(w) >> 33) % (uint64_t)n);
}

/* ---- a plant with lanes, routings and dependencies ---- */

static void make_lanes(struct walk *w)
{
	char lane[16], capacity[16];

	for (int i = 0; i < LANES; i++) {
		str_format(lane, sizeof(lane), "V-%d", i);
		str_format(capacity, sizeof(capacity), "%d", i < 2 ? 1 : i);
		desk_do(&w->desk, Q_LANE_ADD, NULL, NULL, "lane", lane, "capacity", capacity, NULL);
	}
}

static void make_orders(struct walk *w)
{
	static const char *const routing[] = {
		"[{\"operation\":10,\"lane\":\"V-0\",\"minutes\":\"120\"}]",
		"[{\"operation\":10,\"lane\":\"V-1\",\"minutes\":\"60\"},{\"operation\":20,\"minutes\":\"90\"}]",
		"[{\"operation\":10,\"minutes\":\"45\"},{\"operation\":20,\"minutes\":\"60\"},"
		"{\"operation\":30,\"lane\":\"V-2|V-3\",\"minutes\":\"240\"}]",
	};
	char number[16], after[128];

	for (int i = 0; i < ORDERS; i++) {
		str_format(number, sizeof(number), "VO-%d", i);
		after[0] = '\0';
		if (i > 0 && below(w, 2) == 0)
			str_format(after, sizeof(after), "[{\"work_order\":\"VO-%d\",\"lag_minutes\":\"%d\"}]",
				   (int)below(w, i), (int)below(w, 9) * 15 - 30);
		desk_do(&w->desk, Q_ORDER_ADD, NULL, NULL, "work_order", number, "quantity", "10", "due",
			"2031-01-01T12:00:00Z", "operations", routing[below(w, 3)], "after", after[0] ? after : NULL,
			NULL);
		desk_do(&w->desk, Q_ORDER_RELEASE, NULL, NULL, "work_order", number, NULL);
	}
}

/* ---- one step ---- */

static void read_rows(struct walk *w, enum query_id id, struct rows *ret)
{
	struct reply r;
	struct err err = { 0 };

	if (id == Q_BOARD_LANES || id == Q_BOARD_LINKS)
		r = desk_ask(&w->desk, id, NULL);
	else
		r = desk_ask(&w->desk, id, "from", "2020-01-01T00:00:00Z", "to", "2040-01-01T00:00:00Z", NULL);
	reply_expect(&r, ERR_NONE, NULL);
	assert_true(rows_from_result(query_get(id), r.rows, ret, &err));
	reply_done(&r);
}

static void load(struct walk *w)
{
	static const enum query_id ids[] = { Q_BOARD_LANES, Q_BOARD_WINDOWS, Q_BOARD_BARS, Q_BOARD_LINKS };
	struct rows rows[4] = { 0 };

	for (size_t i = 0; i < 4; i++)
		read_rows(w, ids[i], &rows[i]);
	board_done(&w->board);
	w->board = (struct board){ 0 };
	board_load(&w->board, &rows[0], &rows[1], &rows[2], &rows[3], w->now - 86400 * 365, w->now + 86400 * 3650,
		   w->now);
	for (size_t i = 0; i < 4; i++)
		rows_done(&rows[i]);
}

static void change_one(struct walk *w, struct plan_place *at)
{
	switch (at->lane == PLAN_NO_LANE ? 9 : below(w, 12)) {
	case 0:
		if (at->status == PLAN_PLANNED || at->status == PLAN_FIRM)
			at->status = at->status == PLAN_FIRM ? PLAN_PLANNED : PLAN_FIRM;
		return;
	default:
		at->lane = (uint32_t)below(w, LANES);
		at->start = w->now + below(w, HORIZON_S / QUARTER_S) * QUARTER_S;
		at->work = (1 + below(w, 32)) * QUARTER_S;
		at->end = at->start + at->work;
	}
}

struct verdict {
	bool broken, overloaded, frozen;
	size_t changed;
};

/* A fixed bar may only become planned or firm where it stands. */
static bool is_frozen(const struct plan_place *from, const struct plan_place *to)
{
	struct plan_place same = *to;

	if (!plan_is_fixed(from))
		return false;
	same.status = from->status;
	return !plan_place_equal(from, &same) || from->status == PLAN_RUNNING || from->status == PLAN_DONE;
}

/* Rules are asked of what moves; whoever only makes a bar firm breaks none. */
static bool has_moved(const struct plan_place *from, const struct plan_place *to)
{
	struct plan_place same = *to;

	same.status = from->status;
	return !plan_place_equal(from, &same);
}

static struct verdict judge(struct walk *w, const struct plan_place *draft)
{
	struct verdict v = { 0 };
	struct plan_conflicts c;
	const struct plan *p = &w->board.plan;
	bool *is_moved = arena_alloc(&w->mem, p->n_bars * sizeof(*is_moved));

	for (size_t i = 0; i < p->n_bars; i++) {
		const struct plan_place *at = &p->bar[i].at;

		if (plan_place_equal(at, &draft[i]) || (at->lane == PLAN_NO_LANE && draft[i].lane == PLAN_NO_LANE))
			continue;
		v.changed++;
		is_moved[i] = has_moved(at, &draft[i]);
		v.frozen |= at->lane != PLAN_NO_LANE && is_frozen(at, &draft[i]);
	}
	plan_conflicts(p, draft, &w->mem, &c);
	for (size_t i = 0; i < c.n_broken; i++)
		v.broken |= is_moved[c.broken[i].from] || is_moved[c.broken[i].to];
	for (size_t i = 0; i < c.n_overloads; i++)
		for (size_t k = 0; k < c.overload[i].n; k++)
			v.overloaded |= is_moved[c.overload[i].bar[k]];
	return v;
}

static void hold_against(struct walk *w, const struct verdict *v, const char *changes, const char *accepted)
{
	struct reply r = desk_ask(&w->desk, Q_BOARD_RESCHEDULE, "gesture", "a random change", "changes", changes,
				  "accepted", accepted, "reason", accepted ? "because" : NULL, NULL);
	bool overloaded = v->overloaded && !accepted, same;
	char text[400];

	if (v->frozen || v->broken || overloaded)
		same = (v->frozen && reply_is(&r, ERR_CONFLICT, "FROZEN")) ||
		       (v->broken && reply_is(&r, ERR_CONFLICT, "DEPENDENCY")) ||
		       (overloaded && reply_is(&r, ERR_CONFLICT, "OVERLOAD"));
	else
		same = reply_ok(&r);
	if (!same)
		fail_msg("seed %s: C says frozen %d broken %d overloaded %d, SQL says %s\n%s", w->seed, v->frozen,
			 v->broken, overloaded, reply_text(&r, text, sizeof(text)), changes);
	w->taken += reply_ok(&r);
	w->frozen += v->frozen;
	w->broken += v->broken;
	w->overloaded += overloaded;
	w->forced += accepted && reply_ok(&r);
	reply_done(&r);
}

static void step(struct walk *w)
{
	struct plan_place *draft;
	struct verdict v;
	const char *changes;

	load(w);
	draft = plan_draft(&w->board.plan, &w->mem);
	/* What leaves the board leaves it alone: the links of a base are those of its bookings. */
	if (below(w, 12) == 0)
		draft[below(w, (int64_t)w->board.plan.n_bars)].lane = PLAN_NO_LANE;
	else
		for (int64_t n = 1 + below(w, CHANGED_MAX); n > 0; n--)
			change_one(w, &draft[below(w, (int64_t)w->board.plan.n_bars)]);
	v = judge(w, draft);
	changes = board_changes(&w->board, draft, &w->mem);
	if (v.changed > 0) {
		hold_against(w, &v, changes, NULL);
		if (v.overloaded && !v.frozen && !v.broken && below(w, 3) == 0)
			hold_against(w, &v, changes, "overload");
	}
	arena_done(&w->mem);
}

static void c_and_sql_say_the_same(void **state)
{
	const char *steps = getenv("GEMBA_TEST_STEPS");
	struct walk w = { .plant = *state };

	w.seed = getenv("GEMBA_TEST_SEED");
	if (!w.seed)
		w.seed = "20261124";
	w.state = strtoull(w.seed, NULL, 10) | 1;
	w.now = (int64_t)time(NULL) / QUARTER_S * QUARTER_S;
	desk_open(&w.desk, w.plant, "chief");
	make_lanes(&w);
	make_orders(&w);
	for (long n = steps ? strtol(steps, NULL, 10) : STEPS; n > 0; n--)
		step(&w);
	print_message("taken %zu, broken %zu, overloaded %zu, frozen %zu, forced %zu\n", w.taken, w.broken,
		      w.overloaded, w.frozen, w.forced);
	assert_true(w.taken > 0 && w.broken > 0 && w.overloaded > 0 && w.frozen > 0 && w.forced > 0);
	board_done(&w.board);
	desk_close(&w.desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLANT_TEST(c_and_sql_say_the_same),
	};

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
