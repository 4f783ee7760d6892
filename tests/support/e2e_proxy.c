/*
 * e2e_proxy - see e2e_proxy.h. One process, one poll loop.
 */
#include "support/e2e_proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/str.h"

enum { PAIRS = 64, PIECE = 16384 };

struct pair {
	int client, server; /* -1: free */
	unsigned left;	    /* pieces of the server until the cut */
	bool swallows;	    /* what comes then is not passed on before the cut */
};

struct work {
	int listener;
	struct sockaddr_un target;
	unsigned every;
	uint64_t seed;
	struct pair pair[PAIRS];
};

/* xorshift64* : the same cuts for the same seed. */
static uint64_t next_random(struct work *w)
{
	w->seed ^= w->seed >> 12;
	w->seed ^= w->seed << 25;
	w->seed ^= w->seed >> 27;
	return w->seed * UINT64_C(2685821657736338717);
}

static struct sockaddr_un address(const char *dir)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	str_format(a.sun_path, sizeof(a.sun_path), "%s/.s.PGSQL.5432", dir);
	return a;
}

static void cut(struct pair *p)
{
	close(p->client);
	close(p->server);
	p->client = p->server = -1;
}

static void take_in(struct work *w)
{
	int client = accept4(w->listener, NULL, NULL, SOCK_CLOEXEC), server;
	struct pair *p = w->pair;

	if (client < 0)
		return;
	while (p < w->pair + PAIRS && p->client >= 0)
		p++;
	server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p == w->pair + PAIRS || connect(server, (struct sockaddr *)&w->target, sizeof(w->target)) != 0) {
		close(client);
		close(server);
		return;
	}
	*p = (struct pair){ .client = client, .server = server, .swallows = next_random(w) % 2 == 0 };
	p->left = w->every ? 12 + (unsigned)(next_random(w) % (2 * w->every)) : 0;
}

static bool pass(int from, int to, bool swallow)
{
	static char piece[PIECE];
	ssize_t n = read(from, piece, sizeof(piece)), done = 0;

	if (n <= 0)
		return false;
	while (!swallow && done < n) {
		ssize_t put = write(to, piece + done, (size_t)(n - done));

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		done += put;
	}
	return true;
}

static void serve(struct work *w, struct pair *p, const struct pollfd *client, const struct pollfd *server)
{
	bool ok = true;

	if (client->revents)
		ok = pass(p->client, p->server, false);
	if (ok && server->revents) {
		bool last = w->every && --p->left == 0;

		ok = pass(p->server, p->client, last && p->swallows) && !last;
	}
	if (!ok)
		cut(p);
}

static void run(struct work *w)
{
	struct pollfd fds[1 + 2 * PAIRS];

	for (;;) {
		fds[0] = (struct pollfd){ .fd = w->listener, .events = POLLIN };
		for (size_t i = 0; i < PAIRS; i++) {
			fds[1 + 2 * i] = (struct pollfd){ .fd = w->pair[i].client, .events = POLLIN };
			fds[2 + 2 * i] = (struct pollfd){ .fd = w->pair[i].server, .events = POLLIN };
		}
		if (poll(fds, 1 + 2 * PAIRS, -1) < 0)
			continue;
		for (size_t i = 0; i < PAIRS; i++)
			if (w->pair[i].client >= 0)
				serve(w, &w->pair[i], &fds[1 + 2 * i], &fds[2 + 2 * i]);
		if (fds[0].revents)
			take_in(w);
	}
}

struct proxy proxy_begin(const char *dir, const char *target_dir, unsigned every, uint64_t seed)
{
	struct proxy p = { 0 };
	struct work *w = calloc(1, sizeof(*w));
	struct sockaddr_un own;

	str_copy(p.dir, sizeof(p.dir), dir);
	mkdir(dir, 0755);
	own = address(dir);
	unlink(own.sun_path);
	w->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	w->target = address(target_dir);
	w->every = every;
	w->seed = seed | 1;
	for (size_t i = 0; i < PAIRS; i++)
		w->pair[i].client = w->pair[i].server = -1;
	if (bind(w->listener, (struct sockaddr *)&own, sizeof(own)) != 0 || listen(w->listener, 32) != 0)
		abort();
	chmod(own.sun_path, 0777);
	fflush(stdout);
	p.pid = fork();
	if (p.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		run(w);
	}
	close(w->listener);
	free(w);
	return p;
}

void proxy_end(struct proxy *p)
{
	if (p->pid <= 0)
		return;
	kill(p->pid, SIGKILL);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
}
