/*
 * sender_run - for verbs: step and poll until the line is empty.
 */
#include "core/session_own.h"
#include "core/spool/sender_own.h"

/* Nothing more happens by itself soon: the server is away, or the line waits for its next try. */
static bool stopped(const struct sender *s)
{
	return !s->flight.seq && session_link(s->session) != LINK_CONNECTING && !sender_can_send(s);
}

bool sender_run(struct sender *s, int64_t ms)
{
	int64_t end_ms = clock_mono_ms(s->clock) + ms;
	struct spool_count count;

	for (;;) {
		int64_t until_ms;

		session_step(s->session);
		sender_step(s);
		if (stopped(s) || (!sender_busy(s) && session_link(s->session) == LINK_LIVE) ||
		    clock_mono_ms(s->clock) >= end_ms)
			break;
		until_ms = sender_deadline_ms(s);
		session_sleep(s->session, until_ms < 0 || until_ms > end_ms ? end_ms : until_ms);
	}
	spool_count(s->spool, &count);
	return count.queued == 0;
}
