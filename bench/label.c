/*
 * label: what reading a label costs. Prints microseconds for one, the slowest kind of label too; the gate is 20.
 *
 *   label [rounds]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/scan/scan.h"

enum { ROUNDS = 20000, GATE_US = 20 };

static const char *const labels[] = {
	"]C10109506000134352"
	"10L2611-7\x1d"
	"17270131"
	"30500",
	"]C100395011015300000011"
	"0209506000134352"
	"3712\x1d"
	"10L2611-7",
	"]d20109506000134352"
	"21SN00012345\x1d"
	"10L2611-7\x1d"
	"17270131"
	"240WASHER-8",
	"]d20109506000134352"
	"10L2611-717270131",
	"]e00109506000134352"
	"3103001250"
	"422276",
	"(01)09506000134352(10)L2611-7(17)270131(30)12",
	"https://id.gs1.org/01/09506000134352/10/L2611%2F7/21/SN1?17=270131&3103=000195",
	"[)>\x1e"
	"06\x1dPM-1077\x1d"
	"1PWASHER-8\x1dQ2500\x1dKPO-4500012\x1d"
	"14KPO-4500012+20\x1d"
	"1TL2611-7\x1d"
	"4LDE\x1d"
	"10D2615\x1d"
	"14D20271130\x1d"
	"3SS123\x1d"
	"VACME\x1d"
	"11KDN-9\x1e\x04",
	"[)>@06@12PGTL3@PM-1077@Q3000NAR000@1TL2611-7@@",
	"]E09506000134352",
	"]I109506000134352",
	".O.PO-4500012",
	"M-1077",
};
enum { LABELS = sizeof(labels) / sizeof(labels[0]) };

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double us_each(const char *label, long rounds)
{
	const struct scan_rules rules = { .year = 2026 };
	size_t n = strlen(label);
	double start = now_us();

	for (long i = 0; i < rounds; i++) {
		struct err err;
		struct scan s;

		if (!scan_parse(label, n, &rules, &s, &err)) {
			fprintf(stderr, "%s: %s\n", label, err.message);
			exit(1);
		}
		scan_done(&s);
	}
	return (now_us() - start) / (double)rounds;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
	double sum = 0, worst = 0;

	for (size_t i = 0; i < LABELS; i++) {
		double us = us_each(labels[i], rounds > 0 ? rounds : 1);

		sum += us;
		worst = us > worst ? us : worst;
	}
	printf("%-34s %8.2f us a label, %.2f us the slowest of %d kinds (below %d)\n", "parsing a label", sum / LABELS,
	       worst, (int)LABELS, GATE_US);
	return worst < GATE_US ? 0 : 1;
}
