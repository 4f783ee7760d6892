/*
 * Fuzz target: any bytes as a plan file. What was read keeps every link, and no task begins after its latest start;
 * what was refused says why.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/plan/cpm.h"
#include "core/plan/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

static void check_lanes(const struct plan_file *f)
{
	for (size_t i = 0; i < f->n_tasks; i++)
		for (size_t k = 0; k < f->level.task[i].n_choices; k++)
			check(f->level.task[i].choice[k].lane < f->n_lanes && f->level.task[i].choice[k].work >= 0);
}

static void check_times(const struct plan_file *f, const struct plan_times *t, int64_t length)
{
	const struct plan_graph *g = &f->graph;

	for (uint32_t v = 0; v < f->n_tasks; v++) {
		check(t[v].es >= 0 && t[v].es + f->duration[v] == t[v].ef && t[v].ef <= length);
		check(t[v].slack == t[v].ls - t[v].es && t[v].slack >= 0 && t[v].critical == (t[v].slack == 0));
		for (uint32_t i = g->pred_at[v]; i < g->pred_at[v + 1]; i++)
			check(t[v].es >= t[g->pred[i].to].ef + g->pred[i].lag &&
			      t[v].ls >= t[g->pred[i].to].lf + g->pred[i].lag);
	}
}

static void check_plan(struct plan_file *f)
{
	struct plan_task *task = arena_alloc(&f->mem, f->n_tasks * sizeof(*task));
	struct plan_times *times = arena_alloc(&f->mem, f->n_tasks * sizeof(*times));

	for (size_t i = 0; i < f->n_tasks; i++)
		task[i] = (struct plan_task){ .work = f->duration[i], .earliest = f->level.task[i].release };
	check_lanes(f);
	check_times(f, times, plan_cpm(&f->graph, task, 0, times));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct plan_file f;
	struct err err = { 0 };

	memcpy(text, data, size);
	text[size] = '\0';
	if (plan_file_parse(&f, text, &err))
		check_plan(&f);
	else
		check(err.kind == ERR_VALIDATION && err.code[0] && err.message[0] && utf8_valid(err.message));
	plan_file_done(&f);
	free(text);
	return 0;
}
