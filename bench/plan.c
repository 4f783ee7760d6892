/*
 * plan: what planning costs. One line a figure, the median of some rounds; exits 1 when a gate is missed.
 *
 *   plan [rounds]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/plan/cpm.h"
#include "core/plan/file.h"

enum { ROUNDS = 21, ROUNDS_MAX = 1000, LINKS_A_TASK = 3, DAY = 86400, YEAR = 365 };

struct figure {
	const char *name;
	size_t n;
	double gate_ms; /* 0: none */
	/* Builds what it needs, measures one round, in ms. */
	double (*round)(size_t n);
};

/* Processor time: what else the machine does is not measured. */
static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint64_t random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* ---- critical path ---- */

/* Numbers say nothing of the order: links go along a shuffled line of the tasks, mostly to near ones. */
static void random_links(size_t n, struct plan_link *link)
{
	uint64_t state = 88172645463325252u;
	uint32_t *line = mem_alloc(n * sizeof(*line));

	for (size_t i = 0; i < n; i++) {
		size_t j = random_next(&state) % (i + 1);

		line[i] = line[j];
		line[j] = (uint32_t)i;
	}
	for (size_t i = 0; i < n * LINKS_A_TASK; i++) {
		size_t to = 1 + random_next(&state) % (n - 1);
		size_t near = to < 100 ? to : 100;

		link[i] = (struct plan_link){ .from = line[to - 1 - random_next(&state) % near], .to = line[to] };
	}
	free(line);
}

static double cpm_round(size_t n, const struct plan_calendar *calendar)
{
	struct plan_link *link = mem_alloc(n * LINKS_A_TASK * sizeof(*link));
	struct plan_task *task = mem_alloc(n * sizeof(*task));
	struct plan_times *times = mem_alloc(n * sizeof(*times));
	struct arena mem = { 0 };
	struct plan_graph graph;
	struct plan_cycle cycle;
	double start;

	random_links(n, link);
	for (size_t i = 0; i < n; i++)
		task[i] = (struct plan_task){ .work = (int64_t)(i * 7919 % 600),
					      .earliest = PLAN_ALWAYS,
					      .calendar = calendar };
	start = now_ms();
	if (!plan_graph_make(&mem, n, link, n * LINKS_A_TASK, &graph, &cycle) ||
	    plan_cpm(&graph, task, 0, times) == PLAN_NEVER)
		abort();
	start = now_ms() - start;
	arena_done(&mem);
	free(times);
	free(task);
	free(link);
	return start;
}

static double cpm(size_t n)
{
	return cpm_round(n, NULL);
}

/* Two shifts a day, forty years of them, so that no calendar runs out. */
static double cpm_calendar(size_t n)
{
	enum { DAYS = 40 * YEAR };
	struct plan_window *window = mem_alloc(DAYS * sizeof(*window));
	struct plan_calendar calendar;
	struct arena mem = { 0 };
	double ms;

	for (int64_t day = 0; day < DAYS; day++)
		window[day] = (struct plan_window){ day * DAY + DAY / 4, day * DAY + DAY / 12 * 11 };
	plan_calendar_make(&mem, window, DAYS, NULL, 0, &calendar);
	ms = cpm_round(n, &calendar);
	arena_done(&mem);
	free(window);
	return ms;
}

/* ---- levelling ---- */

enum { JOB_TASKS = 10, JOB_LANES = 50, JOB_WINDOWS = 400 };

/* Jobs of ten tasks, two lanes for each, shifts, a due date for each job. */
static void random_jobs(struct arena *mem, size_t n, struct level_input *ret)
{
	uint64_t state = 88172645463325252u;
	struct level_task *task = arena_alloc(mem, n * sizeof(*task));
	struct level_choice *choice = arena_alloc(mem, 2 * n * sizeof(*choice));
	struct level_lane *lane = arena_alloc(mem, JOB_LANES * sizeof(*lane));
	struct plan_link *link = arena_alloc(mem, n * sizeof(*link));
	struct plan_window *window = arena_alloc(mem, JOB_WINDOWS * sizeof(*window));
	struct plan_calendar *calendar = arena_alloc(mem, sizeof(*calendar));
	struct plan_graph *graph = arena_alloc(mem, sizeof(*graph));
	struct plan_cycle cycle;
	size_t n_links = 0;

	for (int64_t day = 0; day < JOB_WINDOWS; day++)
		window[day] = (struct plan_window){ day * DAY + DAY / 4, day * DAY + DAY / 12 * 11 };
	plan_calendar_make(mem, window, JOB_WINDOWS, NULL, 0, calendar);
	for (size_t l = 0; l < JOB_LANES; l++)
		lane[l] = (struct level_lane){ .capacity = l % 3 ? 1 : 2, .calendar = calendar };
	for (size_t v = 0; v < n; v++) {
		const uint32_t first = (uint32_t)(random_next(&state) % JOB_LANES);
		const int64_t work = 600 + (int64_t)(random_next(&state) % 14400);

		choice[2 * v] = (struct level_choice){ first, work };
		choice[2 * v + 1] = (struct level_choice){ (first + 1) % JOB_LANES, work + 600 };
		task[v] = (struct level_task){ .choice = &choice[2 * v],
					       .n_choices = 2,
					       .release = PLAN_ALWAYS,
					       .due = PLAN_NEVER,
					       .lane = UINT32_MAX };
		if (v % JOB_TASKS == JOB_TASKS - 1)
			task[v].due = DAY * (int64_t)(2 + random_next(&state) % 10);
		if (v % JOB_TASKS)
			link[n_links++] = (struct plan_link){ (uint32_t)v - 1, (uint32_t)v, 0 };
	}
	if (!plan_graph_make(mem, n, link, n_links, graph, &cycle))
		abort();
	*ret = (struct level_input){ lane, JOB_LANES, task, graph, 0 };
}

static double dispatch(size_t n)
{
	struct level_place *place = mem_alloc(n * sizeof(*place));
	struct arena mem = { 0 };
	struct level_input in;
	struct level_worth worth;
	double start;

	random_jobs(&mem, n, &in);
	start = now_ms();
	level_dispatch(&in, place, &worth);
	start = now_ms() - start;
	arena_done(&mem);
	free(place);
	return start;
}

static bool past(void *ctx)
{
	return now_ms() >= *(const double *)ctx;
}

static const struct shop {
	const char *name;
	int64_t best; /* known, in minutes */
} shops[] = {
	{ "ft06", 55 },	   { "ft10", 930 },  { "ft20", 1165 }, { "la01", 666 },	 { "la02", 655 },
	{ "la16", 945 },   { "la21", 1046 }, { "la26", 1218 }, { "la36", 1268 }, { "abz7", 656 },
	{ "swv01", 1407 }, { "mk01", 40 },   { "mk04", 60 },   { "mk05", 172 },
};

static bool load_shop(const char *name, struct plan_file *ret)
{
	char text[65536], path[64];
	struct err err = { 0 };
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "tests/data/plan/%s.plan", name);
	file = fopen(path, "re");
	if (!file)
		return false;
	n = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[n] = '\0';
	return plan_file_parse(ret, text, &err);
}

/* How far from the best known plan one second of one core comes; at most 5 %. */
static bool measure_gap(const struct shop *shop)
{
	struct plan_file file = { 0 };
	struct level_worth worth = { 0 };
	struct level_place *place;
	double stop_ms, gap;

	if (!load_shop(shop->name, &file)) {
		printf("levelling %s: cannot read its plan file\n", shop->name);
		plan_file_done(&file);
		return false;
	}
	place = mem_alloc(file.n_tasks * sizeof(*place));
	stop_ms = now_ms() + 1000;
	level_run(&file.level, &(struct level_limit){ .iterations = -1, .seed = 1, .stop = past, .ctx = &stop_ms },
		  place, &worth);
	gap = 100.0 * ((double)worth.end / PLAN_FILE_MINUTE / (double)shop->best - 1);
	printf("levelling %-5s, %3zu tasks, 1 s    %8.2f %%    (%lld min, best known %lld, below 5)\n", shop->name,
	       file.n_tasks, gap, (long long)(worth.end / PLAN_FILE_MINUTE), (long long)shop->best);
	free(place);
	plan_file_done(&file);
	return gap < 5;
}

/* ---- report ---- */

static const struct figure figures[] = {
	{ "critical path, 10 000 tasks", 10000, 5, cpm },     { "same with shift calendars", 10000, 0, cpm_calendar },
	{ "critical path, 100 000 tasks", 100000, 100, cpm }, { "same with shift calendars", 100000, 0, cpm_calendar },
	{ "dispatch, 1 000 tasks", 1000, 20, dispatch },
};

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static bool measure(const struct figure *f, size_t rounds)
{
	double ms[ROUNDS_MAX];

	for (size_t i = 0; i < rounds; i++)
		ms[i] = f->round(f->n);
	qsort(ms, rounds, sizeof(*ms), compare);
	printf("%-34s %8.2f ms   (rounds %.2f .. %.2f", f->name, ms[rounds / 2], ms[0], ms[rounds - 1]);
	if (f->gate_ms > 0)
		printf(", below %g", f->gate_ms);
	puts(")");
	return f->gate_ms == 0 || ms[rounds / 2] < f->gate_ms;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
	bool ok = true;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		rounds = ROUNDS;
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		ok = measure(&figures[i], (size_t)rounds) && ok;
	for (size_t i = 0; i < sizeof(shops) / sizeof(shops[0]); i++)
		ok = measure_gap(&shops[i]) && ok;
	return ok ? 0 : 1;
}
