/*
 * board_drag - what a key on the board costs: from the key to the last byte of the picture it makes, in a real terminal
 * of two sizes, and how many bytes that picture takes. Beside it the processor's time of the terminal, which does not
 * depend on what else the machine does.
 *
 *   board_drag GEMBA ORDER ROUNDS [with others]     (GEMBA_HOME names a running home)
 *
 * ORDER stands on the board, with room to move on all sides. Exits 1 when a gate is missed; with others changing the
 * board meanwhile the gate is another one.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/str.h"
#include "support/e2e_term.h"

enum { PATIENCE_S = 30, PATIENCE_MS = 1000, QUIET_MS = 6, KEYS_MAX = 20000 };
enum { GATE_US = 16000, GATE_OTHERS_US = 50000, GATE_BYTES = 4096 };

struct sample {
	long long us, cpu_us, bytes;
};

struct series {
	const char *name;
	size_t n, silent;
	struct sample key[KEYS_MAX];
};

static void must_show(struct term_box *t, const char *text)
{
	if (term_box_wait(t, text, PATIENCE_S))
		return;
	fprintf(stderr, "board_drag: not seen: %s\n%s\n", text, term_box_text(t));
	exit(2);
}

/* What the terminal's process has run so far; 0 where the system does not say. */
static long long cpu_us(const struct term_box *t)
{
	char path[64];
	long long ns = 0;
	FILE *f;

	str_format(path, sizeof(path), "/proc/%d/schedstat", (int)term_box_pid(t));
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (fscanf(f, "%lld", &ns) != 1)
		ns = 0;
	fclose(f);
	return ns / 1000;
}

static void press(struct term_box *t, const char *key, struct series *s)
{
	long long cpu = cpu_us(t), us;
	size_t bytes;

	us = term_box_time_key(t, key, PATIENCE_MS, QUIET_MS, &bytes);
	if (us == 0)
		s->silent++;
	else if (s->n < KEYS_MAX)
		s->key[s->n++] = (struct sample){ us, cpu_us(t) - cpu, (long long)bytes };
}

static void press_all(struct term_box *t, const char *const *keys, struct series *s)
{
	for (; *keys; keys++)
		press(t, *keys, s);
}

/* ---- figures ---- */

static int compare(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

/* The value below which so many of a hundred are. offset: of a long long in a sample. */
static long long percentile(const struct series *s, size_t offset, size_t percent)
{
	long long *value = malloc((s->n + 1) * sizeof(*value)), found;

	if (!value)
		abort();
	for (size_t i = 0; i < s->n; i++)
		memcpy(&value[i], (const char *)&s->key[i] + offset, sizeof(*value));
	qsort(value, s->n, sizeof(*value), compare);
	found = s->n == 0 ? 0 : value[(s->n * percent + 99) / 100 - 1];
	free(value);
	return found;
}

static double share_above(const struct series *s, long long bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->key[i].bytes > bytes;
	return s->n == 0 ? 0 : 100.0 * (double)n / (double)s->n;
}

/* Returns false when a gate (0: none) is missed. */
static bool report(const struct series *s, long long gate_us, long long gate_bytes)
{
	const size_t us = offsetof(struct sample, us), cpu = offsetof(struct sample, cpu_us),
		     bytes = offsetof(struct sample, bytes);
	long long p99 = percentile(s, us, 99), median = percentile(s, bytes, 50);

	printf("  %-24s %5zu keys   p50 %5.1f  p99 %5.1f ms   (processor %4.1f %5.1f)   %5lld bytes, most %lld",
	       s->name, s->n, (double)percentile(s, us, 50) / 1e3, (double)p99 / 1e3,
	       (double)percentile(s, cpu, 50) / 1e3, (double)percentile(s, cpu, 99) / 1e3, median,
	       percentile(s, bytes, 100));
	if (gate_us > 0)
		printf("   %.2f of %lld ms", (double)p99 / (double)gate_us, gate_us / 1000);
	if (gate_bytes > 0)
		printf(", %.2f of 4 kB (%.1f %% of them above it: the window moves)",
		       (double)median / (double)gate_bytes, share_above(s, gate_bytes));
	if (s->silent > 0)
		printf("   (%zu changed nothing)", s->silent);
	puts("");
	return (gate_us == 0 || p99 < gate_us) && (gate_bytes == 0 || median < gate_bytes);
}

/* ---- the board ---- */

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ret_us: from the key that opens the board until its lanes are there. */
static struct term_box *open_board(const char *gemba, int rows, int cols, const char *order, long long *ret_us)
{
	const char *const run[] = { gemba, NULL };
	struct term_box *t = term_box_new(rows, cols, "xterm-256color", run, NULL);

	must_show(t, "live");
	term_box_type(t, "SUPERVISOR\r");
	must_show(t, "PIN");
	term_box_type(t, "1234\r");
	must_show(t, "Scan or number");
	*ret_us = now_us();
	term_box_type(t, "5\r");
	if (!term_box_wait_raw(t, "Bench 1", PATIENCE_S))
		must_show(t, "Bench 1");
	*ret_us = now_us() - *ret_us;
	term_box_type(t, "/");
	must_show(t, "Go to an order");
	term_box_type(t, order);
	term_box_type(t, "\r");
	must_show(t, order);
	term_box_settle(t, 300);
	return t;
}

/* ---- what is pressed ---- */

/* Along the time and back, over the neighbours; to other lanes; to the next free place. */
static const char *const moves[] = { "Right", "Right", "Down", "Right", "Right", "Left", "Up",
				     "Left",  "Left",  "f",    "Left",	"Down",	 "Left", "b",
				     "Right", "Up",    ">",    "<",	"]",	 "[",	 NULL };
static const char *const others_of_held[] = { "c", "Tab", "s", "-", "+", NULL };
static const char *const browsing[] = { "Right", "Right", "Down", "Down", "Right", "Left",
					"Left",	 "Up",	  "Up",	  "Left", NULL };
static const char *const windows[] = { ">", ">", "-", "+", "<", "<", NULL };

enum { MOVES, HELD, BROWSE, WINDOW, SERIES };

static bool measure(const char *gemba, int rows, int cols, const char *order, long rounds, bool others)
{
	static const char *const names[SERIES] = { "move of a held bar", "cascade, conflict, zoom", "bar to bar",
						   "scroll, zoom" };
	long long opened_us;
	struct term_box *t = open_board(gemba, rows, cols, order, &opened_us);
	struct series *s = calloc(SERIES, sizeof(*s));
	bool ok = true;

	if (!s)
		abort();
	for (int i = 0; i < SERIES; i++)
		s[i].name = names[i];
	for (long i = 0; i < rounds; i++) {
		press_all(t, browsing, &s[BROWSE]);
		press_all(t, windows, &s[WINDOW]);
		term_box_key(t, " ");
		must_show(t, "Put back");
		for (int mode = 0; mode < 4; mode++) {
			press_all(t, moves, &s[MOVES]);
			press_all(t, others_of_held, &s[HELD]);
		}
		term_box_key(t, "Esc");
		must_show(t, "Grab");
	}
	printf("board of 10 000 bars, %dx%d%s, opened in %.0f ms\n", cols, rows,
	       others ? ", others change it five times a second" : "", (double)opened_us / 1e3);
	for (int i = 0; i < SERIES; i++)
		ok = report(&s[i], others ? GATE_OTHERS_US : GATE_US, i == MOVES ? GATE_BYTES : 0) && ok;
	free(s);
	term_box_free(t);
	return ok;
}

int main(int argc, char **argv)
{
	long rounds = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
	bool others = argc > 4, ok;

	if (argc < 4 || rounds < 1) {
		fputs("usage: board_drag GEMBA ORDER ROUNDS [others]\n", stderr);
		return 2;
	}
	ok = measure(argv[1], 40, 120, argv[2], rounds, others);
	ok = measure(argv[1], 60, 200, argv[2], rounds, others) && ok;
	return ok ? 0 : 1;
}
