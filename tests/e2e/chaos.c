/*
 * chaos - four terminals receive box after box while the server is killed,
 * connections are cut at random (also between COMMIT and answer) and the
 * terminals themselves are killed. In the end every scan is posted exactly
 * once and in order, and the books agree.
 *
 *   CHAOS_SCANS   scans of each terminal (12; make chaos: 2500)
 *   CHAOS_SEED    of the cuts and kills; printed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/str.h"
#include "support/e2e_hands.h"
#include "support/e2e_proxy.h"
#include "support/e2e_scanner.h"

enum {
	TERMINALS = 4,
	ATTEMPTS = 60,
	SHORT_SCANS = 12,
	SHORT_KILLS = 2,
	SCANS_A_KILL = 400,
	CUT_EVERY = 60,
	QUIET_LOOKS = 80
};

#define MATERIAL "CHAOS-1"
#define GTIN	 "04012345999990"

static const char *const kiosks[TERMINALS] = { "kiosk1", "kiosk3", "kiosk4", "kiosk5" };

struct teller {
	struct home *home;
	const char *kiosk;
	char order[32], db[1024];
	int scans, next;
	uint64_t seed;
	struct term_box *t;
	int told; /* a byte for each scan that is safe */
};

static unsigned chance(struct teller *w, unsigned of)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(w->seed >> 33) % of;
}

/* In a child no assertion of cmocka may be used: it would go on as a second test program. */
static _Noreturn void give_up(const struct teller *w, const char *why)
{
	printf("# %s at scan %d: %s\n", w->kiosk, w->next, why);
	if (w->t)
		for (const char *line = term_box_text(w->t); *line;) {
			int n = (int)strcspn(line, "\n");

			printf("# %s|%.*s\n", w->kiosk, n, line);
			line += n + (line[n] == '\n');
		}
	fflush(stdout);
	_exit(1);
}

/* ---- one terminal ---- */

static void open_terminal(struct teller *w)
{
	const char *argv[] = { w->home->program, "--kiosk", w->kiosk, "--db", w->db, NULL };

	w->t = term_box_new(24, 80, "xterm-256color", argv, NULL);
}

/* The number of the last scan in the spool; the terminal is closed. */
static int last_kept(struct teller *w)
{
	char path[64];

	if (home_verb(w->home, NULL, "spool", "list", "--limit", "50", "--kiosk", w->kiosk, "--db", w->db, NULL) != 0)
		give_up(w, "the spool cannot be read");
	for (int i = 0; i < 50; i++) {
		str_format(path, sizeof(path), "operations.%d.kind", i);
		if (!str_equal(home_value(path), "stock_receive"))
			continue;
		str_format(path, sizeof(path), "operations.%d.quantity", i);
		return (int)strtol(home_value(path), NULL, 10);
	}
	return 0;
}

/* As a power cut would; then what the spool holds is looked up, and the terminal comes back. */
static void power_cut(struct teller *w)
{
	int kept, status;

	kill(term_box_pid(w->t), SIGKILL);
	term_box_wait_end(w->t, SEE_S, &status);
	term_box_free(w->t);
	w->t = NULL;
	kept = last_kept(w);
	if (kept != w->next && kept != w->next - 1)
		give_up(w, "a scan that was shown is not in the spool");
	if (kept == w->next) {
		w->next++;
		if (write(w->told, "k", 1) != 1)
			give_up(w, "nobody listens");
	}
	open_terminal(w);
}

/* One step towards the receipt of the order; true when it is there and nothing is in the way. */
static bool step_to_receipt(struct teller *w)
{
	struct term_box *t = w->t;

	if (term_box_shows(t, "Esc goes on") || term_box_shows(t, "The same label again")) {
		term_box_key(t, "Esc");
	} else if (term_box_shows(t, "Badge or name")) {
		if (term_box_shows(t, "live")) {
			term_box_key(t, "Home");
			hands_scan(t, "STOREKEEPER");
			hands_scan(t, "1234");
			term_box_wait_gone(t, "Badge or name", 5);
		}
	} else if (term_box_shows(t, "Scan or number")) {
		hands_scan(t, w->order);
		term_box_wait(t, "lines open", 5);
	} else {
		return term_box_shows(t, "Goods receipt") && term_box_shows(t, w->order);
	}
	return false;
}

static void go_to_receipt(struct teller *w)
{
	for (int i = 0; i < ATTEMPTS * 10; i++) {
		term_box_settle(w->t, 20);
		if (step_to_receipt(w))
			return;
		term_box_settle(w->t, 100);
	}
	give_up(w, "the receipt does not come up");
}

static bool is_safe(const struct teller *w)
{
	char received[48], queued[48], amount[24];

	if (w->next < 1000)
		str_format(amount, sizeof(amount), "%d", w->next);
	else
		str_format(amount, sizeof(amount), "%d %03d", w->next / 1000, w->next % 1000);
	str_format(received, sizeof(received), "received %s pcs", amount);
	str_format(queued, sizeof(queued), "QUEUED: +%s pcs", amount);
	return term_box_shows(w->t, received) || term_box_shows(w->t, queued);
}

static void scan_next(struct teller *w)
{
	char label[128];

	str_format(label, sizeof(label),
		   "]C101" GTIN "30%d\x1d"
		   "10%s-%d",
		   w->next, w->kiosk, w->next);
	scanner_pull(&(struct scanner){ .gap_ms = 0 }, w->t, label);
	if (chance(w, 40) == 0) {
		term_box_settle(w->t, (int)chance(w, 12) + 1);
		power_cut(w);
		return;
	}
	for (int i = 0; i < 250; i++) {
		if (is_safe(w)) {
			w->next++;
			if (write(w->told, "k", 1) != 1)
				give_up(w, "nobody listens");
			return;
		}
		if (term_box_shows(w->t, "Esc goes on") || term_box_shows(w->t, "Badge or name"))
			break;
		term_box_settle(w->t, 20);
	}
	/* Nobody can tell by the picture whether it was kept. */
	power_cut(w);
}

/* What is only on its way is not told in the title bar: it is empty when nothing was queued for a while. */
static void wait_until_sent(struct teller *w)
{
	int quiet = 0;

	for (int i = 0; i < 3000 && quiet < QUIET_LOOKS; i++) {
		term_box_settle(w->t, 50);
		if (term_box_shows(w->t, "refused"))
			give_up(w, "the server refused something");
		quiet = term_box_shows(w->t, "live") && !term_box_shows(w->t, "queued") ? quiet + 1 : 0;
	}
	if (quiet < QUIET_LOOKS)
		give_up(w, "the queue does not get empty");
}

static _Noreturn void tell(struct teller *w)
{
	open_terminal(w);
	while (w->next <= w->scans) {
		go_to_receipt(w);
		scan_next(w);
		term_box_raw_forget(w->t);
	}
	go_to_receipt(w);
	wait_until_sent(w);
	term_box_free(w->t);
	_exit(0);
}

/* ---- the plant ---- */

static void prepare(struct home *h)
{
	char order[32], line[64];

	for (int i = 2; i < TERMINALS; i++)
		assert_int_equal(
			home_verb(h, NULL, "kiosk", "enrol", kiosks[i], "--org", "DEMO", "--plant", "RHO", NULL), 0);
	assert_int_equal(home_verb(h, "admin", "material", "add", MATERIAL, "--name", "Box", "--uom", "pcs", NULL), 0);
	assert_int_equal(home_verb(h, "admin", "barcode", "add", GTIN, "--material", MATERIAL, NULL), 0);
	for (int i = 0; i < TERMINALS; i++) {
		str_format(order, sizeof(order), "PO-CHAOS-%d", i + 1);
		str_format(line, sizeof(line), MATERIAL "=100000000@0.5");
		assert_int_equal(home_verb(h, "admin", "po", "add", order, "--supplier", "ACME", "--line", line, NULL),
				 0);
	}
}

static pid_t begin(struct teller *w, const int told[2])
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	close(told[0]);
	w->told = told[1];
	tell(w);
}

/* Kill the server each time so many scans are safe, until all terminals are done. */
static void kill_the_server(struct home *h, int told, int scans, int kills)
{
	int done = 0, killed = 0, all = scans * TERMINALS;
	char bytes[64];
	ssize_t n;

	while ((n = read(told, bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR)) {
		done += n > 0 ? (int)n : 0;
		if (killed < kills && done >= (killed + 1) * all / (kills + 1)) {
			home_kill(h);
			home_start(h);
			killed++;
		}
	}
	print_message("# %d scans kept, server killed %d times\n", done, killed);
	assert_int_equal(done, all);
}

static int number(const char *name, int fallback)
{
	return getenv(name) ? (int)strtol(getenv(name), NULL, 10) : fallback;
}

/* The kiosk's own conninfo, by way of the proxy. */
static void kiosk_url(struct home *h, const char *kiosk, const struct proxy *proxy, char *ret, size_t size,
		      char target[128])
{
	const char *url, *host;
	size_t n;

	assert_int_equal(home_verb(h, NULL, "local", "url", "--kiosk", kiosk, NULL), 0);
	url = home_value("url");
	host = strstr(url, "host=");
	assert_non_null(host);
	host += strlen("host=");
	if (*host == '\'')
		host++;
	n = strcspn(host, " '");
	str_format(target, 128, "%.*s", (int)n, host);
	/* The last one counts; the proxy is nobody the server's own user would be. */
	str_format(ret, size, "%s host=%s requirepeer=''", url, proxy ? proxy->dir : target);
}

static void every_scan_is_posted_exactly_once(void **state)
{
	struct home *h = *state;
	int scans = number("CHAOS_SCANS", SHORT_SCANS), seed = number("CHAOS_SEED", 20261124), told[2], status;
	int kills = scans > SHORT_SCANS ? scans * TERMINALS / SCANS_A_KILL : SHORT_KILLS, failed = 0;
	struct teller w[TERMINALS] = { 0 };
	char dir[128], target[128], cell[HOME_CELL], count[32];
	struct proxy proxy;
	pid_t pid[TERMINALS];

	print_message("# seed %d, %d scans at each of %d terminals\n", seed, scans, TERMINALS);
	prepare(h);
	str_format(dir, sizeof(dir), "%s/state", h->dir);
	setenv("XDG_STATE_HOME", dir, 1);
	str_format(dir, sizeof(dir), "%s/proxy", h->dir);
	kiosk_url(h, kiosks[0], NULL, w[0].db, sizeof(w[0].db), target);
	proxy = proxy_begin(dir, target, CUT_EVERY, (uint64_t)seed);
	assert_int_equal(pipe(told), 0);
	for (int i = 0; i < TERMINALS; i++) {
		w[i].home = h;
		w[i].kiosk = kiosks[i];
		w[i].scans = scans;
		w[i].next = 1;
		w[i].seed = (uint64_t)(seed + i);
		str_format(w[i].order, sizeof(w[i].order), "PO-CHAOS-%d", i + 1);
		kiosk_url(h, kiosks[i], &proxy, w[i].db, sizeof(w[i].db), target);
	}
	for (int i = 0; i < TERMINALS; i++)
		pid[i] = begin(&w[i], told);
	close(told[1]);
	kill_the_server(h, told[0], scans, kills);
	for (int i = 0; i < TERMINALS; i++) {
		while (waitpid(pid[i], &status, 0) < 0 && errno == EINTR)
			;
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	close(told[0]);
	proxy_end(&proxy);
	assert_int_equal(failed, 0);
	str_format(count, sizeof(count), "%d", scans);
	home_sql(h, "chaos.sql", count, cell);
	assert_string_equal(cell, "exactly once, in order");
	assert_int_equal(home_verb(h, "storekeeper", "check", "stock", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scan_is_posted_exactly_once),
	};

	return cmocka_run_group_tests_name("chaos", tests, home_open, home_close);
}
