/*
 * scan_to_posted - how long a person waits: from the last byte of a label
 * until the terminal says, with its sound, that the receipt is posted. The
 * spool on the disk, the door, all of it.
 *
 *   scan_to_posted GEMBA ORDER N     (GEMBA_HOME names a running home)
 *
 * The order has one open line of the material with GTIN 04012345999983.
 * Prints one line of microseconds a scan.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/str.h"
#include "support/e2e_term.h"

enum { PATIENCE_S = 20, WARM_UP = 20 };

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void must_show(struct term_box *t, const char *text)
{
	if (term_box_wait(t, text, PATIENCE_S))
		return;
	fprintf(stderr, "scan_to_posted: not seen: %s\n%s\n", text, term_box_text(t));
	exit(1);
}

static void scan(struct term_box *t, const char *text)
{
	term_box_type(t, text);
	term_box_type(t, "\r");
}

/* The quantity tells the scans apart. */
static long long one(struct term_box *t, int number)
{
	char label[80], words[48];
	long long began, took;

	str_format(label, sizeof(label), "]C1010401234599998330%d", number % 900 + 1);
	str_format(words, sizeof(words), "received %d pcs", number % 900 + 1);
	term_box_settle(t, 20);
	term_box_raw_forget(t);
	began = now_us();
	scan(t, label);
	term_box_wait_raw(t, "\a", PATIENCE_S);
	took = now_us() - began;
	must_show(t, words);
	return took;
}

int main(int argc, char **argv)
{
	const char *const run[] = { argc > 1 ? argv[1] : "", NULL };
	struct term_box *t;

	if (argc != 4) {
		fputs("usage: scan_to_posted GEMBA ORDER N\n", stderr);
		return 1;
	}
	t = term_box_new(24, 80, "xterm-256color", run, NULL);
	must_show(t, "live");
	scan(t, "STOREKEEPER");
	term_box_type(t, "1234\r");
	must_show(t, "Scan or number");
	scan(t, argv[2]);
	must_show(t, "lines open");
	for (int i = 0; i < WARM_UP; i++)
		(void)one(t, i);
	for (long i = 0; i < strtol(argv[3], NULL, 10); i++)
		printf("%lld\n", one(t, WARM_UP + (int)i));
	term_box_free(t);
	return 0;
}
