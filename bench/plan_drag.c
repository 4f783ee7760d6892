/*
 * plan_drag: what one key of a drag costs on a full board - move, cascade, conflicts, critical path. Prints
 * milliseconds, the median and the 99th of a hundred of many gestures, each played some times of which the quickest
 * counts, so that what else the machine does is not measured; the gate is 10 for the median of each cascade.
 *
 *   plan_drag [rounds]
 *
 * 10 000 bars, 30 000 links, 100 lanes of two shifts a day for a year, as tight as a plan without conflicts gets: every
 * bar went to the first place its predecessors and its lane left it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/plan/gesture.h"

enum { BARS = 10000, LANES = 100, LINKS = 3 * BARS, ROUNDS = 100, AGAIN = 3, ROUNDS_MAX = 1000, GATE_MS = 10 };
enum { HOUR = 3600, DAY = 24 * HOUR, DAYS = 730 };

struct board {
	struct arena mem;
	struct plan plan;
	struct plan_lane lane[LANES];
	struct plan_bar bar[BARS];
	struct plan_link link[LINKS];
	struct plan_window window[3 * DAYS];
	uint32_t state;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t draw(struct board *b, uint32_t below)
{
	b->state = b->state * 1664525u + 1013904223u;
	return (b->state >> 8) % below;
}

/* Two shifts with a break each, six days a week. */
static void make_lanes(struct board *b)
{
	size_t n = 0;

	for (int64_t day = 0; day < DAYS; day++) {
		if (day % 7 == 6)
			continue;
		b->window[n++] = (struct plan_window){ day * DAY + 6 * HOUR, day * DAY + 10 * HOUR };
		b->window[n++] = (struct plan_window){ day * DAY + 10 * HOUR + 1800, day * DAY + 18 * HOUR };
		b->window[n++] = (struct plan_window){ day * DAY + 18 * HOUR + 1800, day * DAY + 22 * HOUR };
	}
	for (size_t l = 0; l < LANES; l++) {
		b->lane[l] = (struct plan_lane){ .id = (int64_t)l, .code = "L", .capacity = l % 10 == 0 ? 2 : 1 };
		plan_calendar_make(&b->mem, b->window, n, NULL, 0, &b->lane[l].calendar);
	}
}

/* To bars not far behind, as the operations of orders and the parts of assemblies are. */
static void make_links(struct board *b)
{
	for (size_t i = 0; i < LINKS; i++) {
		uint32_t to = 1 + draw(b, BARS - 1), back = 1 + draw(b, 800);

		b->link[i] = (struct plan_link){ .from = to > back ? to - back : 0, .to = to };
	}
}

static void place_bars(struct board *b, struct plan_place *place)
{
	struct arena mem = { 0 };
	int64_t *free_at = arena_alloc(&mem, 2 * LANES * sizeof(*free_at));

	for (uint32_t i = 0; i < BARS; i++) {
		struct plan_bar *bar = &b->bar[i];
		uint32_t lane = draw(b, LANES);
		int64_t *slot = &free_at[2 * lane], start;

		if (b->lane[lane].capacity > 1 && slot[1] < slot[0])
			slot++;
		*bar = (struct plan_bar){ .operation = i, .order = i / 4, .number = "WO", .due = 60 * DAY };
		bar->at.work = HOUR / 2 + draw(b, 4 * HOUR);
		start = *slot;
		for (uint32_t j = b->plan.graph.pred_at[i]; j < b->plan.graph.pred_at[i + 1]; j++) {
			int64_t end = place[b->plan.graph.pred[j].to].end;

			start = end > start ? end : start;
		}
		if (!plan_put(&b->plan, &bar->at, lane, start))
			abort();
		place[i] = bar->at;
		*slot = bar->at.end;
	}
	arena_done(&mem);
}

static struct board *make_board(void)
{
	struct board *b = mem_alloc(sizeof(*b));
	struct plan_cycle cycle;

	b->state = 20;
	make_lanes(b);
	make_links(b);
	b->plan = (struct plan){ .lane = b->lane, .n_lanes = LANES, .bar = b->bar, .n_bars = BARS };
	if (!plan_graph_make(&b->mem, BARS, b->link, LINKS, &b->plan.graph, &cycle))
		abort();
	place_bars(b, arena_alloc(&b->mem, BARS * sizeof(struct plan_place)));
	return b;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct plan_gesture any_gesture(struct board *b, enum plan_cascade mode)
{
	struct plan_gesture g = { .bar = draw(b, BARS), .mode = mode };

	g.to = b->bar[g.bar].at;
	if (!plan_put(&b->plan, &g.to, g.to.lane, g.to.start + (int64_t)draw(b, 12) * HOUR))
		abort();
	return g;
}

static double play_ms(const struct board *b, const struct plan_gesture *g, struct arena *mem, size_t *moved)
{
	struct plan_outcome o;
	double start = now_ms();

	arena_empty(mem);
	plan_play(&b->plan, g, mem, &o);
	*moved += o.n_moved;
	return now_ms() - start;
}

static bool measure(struct board *b, const char *name, enum plan_cascade mode, size_t rounds)
{
	struct arena mem = { 0 };
	double ms[ROUNDS_MAX];
	size_t moved = 0;

	for (size_t i = 0; i < rounds; i++) {
		struct plan_gesture g = any_gesture(b, mode);

		ms[i] = play_ms(b, &g, &mem, &moved);
		for (int again = 1; again < AGAIN; again++) {
			size_t ignored = 0;
			double next = play_ms(b, &g, &mem, &ignored);

			ms[i] = next < ms[i] ? next : ms[i];
		}
	}
	arena_done(&mem);
	qsort(ms, rounds, sizeof(*ms), compare);
	printf("drag step, 10 000 bars, %-9s %8.2f ms   (p99 %.2f, below %d; %zu bars move)\n", name, ms[rounds / 2],
	       ms[(rounds * 99 + 99) / 100 - 1], GATE_MS, moved / rounds);
	return ms[rounds / 2] < GATE_MS;
}

int main(int argc, char **argv)
{
	long asked = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
	size_t rounds = asked < 1 || asked > ROUNDS_MAX ? ROUNDS : (size_t)asked;
	struct board *b = make_board();
	bool ok = measure(b, "alone", PLAN_CASCADE_NONE, rounds);

	ok = measure(b, "push", PLAN_CASCADE_PUSH, rounds) && ok;
	ok = measure(b, "keep", PLAN_CASCADE_KEEP, rounds) && ok;
	ok = measure(b, "close up", PLAN_CASCADE_CLOSE, rounds) && ok;
	arena_done(&b->mem);
	free(b);
	return ok ? 0 : 1;
}
