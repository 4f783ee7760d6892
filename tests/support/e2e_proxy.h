/*
 * e2e_proxy - a bad network between a program and the server: passes bytes
 * on between two unix sockets and cuts connections, also when the server has
 * done the work and its answer is on the way.
 */
#ifndef GEMBA_TESTS_E2E_PROXY_H
#define GEMBA_TESTS_E2E_PROXY_H

#include <stdint.h>
#include <sys/types.h>

struct proxy {
	pid_t pid;
	char dir[96]; /* host= of the conninfo */
};

/*
 * target_dir: where the server's socket is; port as usual 5432. every: one
 * connection is cut after about so many messages of the server, at random
 * by seed; half of them with the answer swallowed. 0: never.
 */
struct proxy proxy_begin(const char *dir, const char *target_dir, unsigned every, uint64_t seed);
void proxy_end(struct proxy *p);

#endif
