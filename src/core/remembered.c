/*
 * remembered - what is read when, and where it is kept.
 */
#include "core/remembered.h"

#include <stdlib.h>

#include "core/base/str.h"
#include "core/remembered_own.h"
#include "db/query.h"

enum { MINUTE_MS = 60 * 1000, WAIT_AT_MOST_MS = 5000, LOOK_AGAIN_MS = 250, WRITE_AGAIN_US = 600 * 1000000 };

/* How much of a material there is changes all day, and nothing is decided by it while the server is away. */
static const struct {
	enum query_id id;
	topic_mask topics; /* what makes it old; beside a sign-on */
	int64_t not_again_ms;
} sources[MEMORY_COUNT] = {
	[MEMORY_LINES] = { Q_MEMORY_LINES, TOPIC_PURCHASE | TOPIC_STOCK, MINUTE_MS },
	[MEMORY_CODES] = { Q_MEMORY_CODES, TOPIC_PURCHASE, MINUTE_MS },
	[MEMORY_MATERIALS] = { Q_MEMORY_MATERIALS, TOPIC_PURCHASE | TOPIC_STOCK, 10 * MINUTE_MS },
	[MEMORY_RULES] = { Q_LABEL_RULES, 0, MINUTE_MS },
	[MEMORY_LOCATIONS] = { Q_LOCATION_LIST, 0, MINUTE_MS },
};

struct remembered *remembered_new(struct spool *spool, struct session *session, const struct clock *clock)
{
	struct remembered *r = mem_alloc(sizeof(*r));

	*r = (struct remembered){ .spool = spool, .session = session, .clock = clock, .asked = MEMORY_COUNT };
	return r;
}

static void forget_all(struct remembered *r)
{
	for (int i = 0; i < MEMORY_COUNT; i++) {
		rows_done(&r->snapshot[i].rows);
		r->snapshot[i] = (struct snapshot){ 0 };
	}
	r->organization[0] = '\0';
}

void remembered_free(struct remembered *r)
{
	if (!r)
		return;
	session_forget_ctx(r->session, r);
	forget_all(r);
	free(r);
}

/* ---- in the spool ---- */

/* Statements differ from version to version, organizations from person to person. */
static const char *stored_name(struct arena *mem, int i, const char *organization)
{
	return arena_printf(mem, "%s of %s", query_get(sources[i].id)->name, organization);
}

static bool columns_fit(const struct rows *rows, const struct query *q)
{
	if (rows->n_columns != q->n_columns)
		return false;
	for (size_t i = 0; i < q->n_columns; i++)
		if (!str_equal(rows->column[i].name, q->column[i].name))
			return false;
	return true;
}

static void recall(struct remembered *r, int i)
{
	struct snapshot *snapshot = &r->snapshot[i];
	struct arena mem = { 0 };

	if (!spool_recall(r->spool, stored_name(&mem, i, r->organization), &snapshot->rows, &snapshot->at_us) ||
	    !columns_fit(&snapshot->rows, query_get(sources[i].id))) {
		rows_done(&snapshot->rows);
		snapshot->at_us = 0;
	}
	snapshot->stored_us = snapshot->at_us;
	arena_done(&mem);
}

bool remembered_follow(struct remembered *r)
{
	const struct person *p = session_person(r->session);

	if (!p || str_empty(p->organization))
		return false;
	if (str_equal(p->organization, r->organization))
		return true;
	forget_all(r);
	str_copy(r->organization, sizeof(r->organization), p->organization);
	for (int i = 0; i < MEMORY_COUNT; i++)
		recall(r, i);
	return true;
}

/* ---- reading again ---- */

static bool rows_same(const struct rows *a, const struct rows *b)
{
	if (a->n != b->n || a->n_columns != b->n_columns)
		return false;
	for (size_t i = 0; i < a->n * a->n_columns; i++)
		if (!str_equal(a->cell[i], b->cell[i]))
			return false;
	return true;
}

/* A spool that cannot be written has said so already; the memory of this run is still good. */
static bool store(struct remembered *r, int i, const struct rows *rows)
{
	struct arena mem = { 0 };
	struct err ignored;
	bool ok = spool_remember(r->spool, stored_name(&mem, i, r->asked_for), rows, &ignored);

	arena_done(&mem);
	return ok;
}

/* The same again is not written each minute: up to some megabytes, for a time of reading that is ten minutes newer. */
static void keep(struct remembered *r, int i, struct rows *rows)
{
	struct snapshot *snapshot = &r->snapshot[i];
	int64_t now_us = clock_wall_us(r->clock);

	if (!str_equal(r->asked_for, r->organization)) {
		(void)store(r, i, rows);
		return;
	}
	if (now_us - snapshot->stored_us >= WRITE_AGAIN_US || !rows_same(rows, &snapshot->rows))
		snapshot->stored_us = store(r, i, rows) ? now_us : 0;
	rows_done(&snapshot->rows);
	snapshot->rows = *rows;
	*rows = (struct rows){ 0 };
	snapshot->at_us = now_us;
}

static void answered(void *ctx, struct rows *rows, const struct err *err)
{
	struct remembered *r = ctx;
	enum snapshot_id i = r->asked;

	(void)err; /* it is due again in a minute, and until then the older one is as good as it was */
	r->asked = MEMORY_COUNT;
	if (rows) {
		keep(r, i, rows);
	} else {
		r->snapshot[i].due = true;
		r->snapshot[i].not_before_ms = clock_mono_ms(r->clock) + MINUTE_MS;
	}
}

static void ask(struct remembered *r, int i)
{
	struct call c;

	r->asked = (enum snapshot_id)i;
	str_copy(r->asked_for, sizeof(r->asked_for), r->organization);
	r->snapshot[i].due = false;
	r->snapshot[i].not_before_ms = clock_mono_ms(r->clock) + sources[i].not_again_ms;
	r->waiting_ms = 0;
	call_init(&c, sources[i].id);
	session_send(r->session, &c, answered, r);
	call_done(&c);
}

static int next_due(const struct remembered *r, int64_t now)
{
	for (int i = 0; i < MEMORY_COUNT; i++)
		if (r->snapshot[i].due && now >= r->snapshot[i].not_before_ms)
			return i;
	return MEMORY_COUNT;
}

/* There is one connection, and a scan must not queue behind twenty thousand codes. */
static void ask_next(struct remembered *r)
{
	int64_t now = clock_mono_ms(r->clock);
	int i = next_due(r, now);

	if (i == MEMORY_COUNT || r->asked != MEMORY_COUNT || session_link(r->session) != LINK_LIVE)
		return;
	if (!r->waiting_ms)
		r->waiting_ms = now;
	if (!session_busy(r->session) || now - r->waiting_ms >= WAIT_AT_MOST_MS)
		ask(r, i);
}

static void mark(struct remembered *r, topic_mask topics)
{
	const struct person *p = session_person(r->session);
	bool anew = p->session_id != r->session_id;

	for (int i = 0; i < MEMORY_COUNT; i++) {
		if (anew)
			r->snapshot[i].not_before_ms = 0;
		if (anew || (topics & sources[i].topics))
			r->snapshot[i].due = true;
	}
	r->session_id = p->session_id;
}

void remembered_step(struct remembered *r, topic_mask topics)
{
	if (!remembered_follow(r))
		return;
	mark(r, topics);
	ask_next(r);
}

int64_t remembered_deadline_ms(const struct remembered *r)
{
	int64_t now = clock_mono_ms(r->clock), earliest = -1;

	if (r->asked != MEMORY_COUNT || session_link(r->session) != LINK_LIVE || !session_person(r->session))
		return -1;
	for (int i = 0; i < MEMORY_COUNT; i++) {
		int64_t at = r->snapshot[i].not_before_ms;

		if (r->snapshot[i].due && (earliest < 0 || at < earliest))
			earliest = at;
	}
	if (earliest < 0 || earliest > now)
		return earliest;
	return r->waiting_ms && session_busy(r->session) ? now + LOOK_AGAIN_MS : now;
}

/* ---- what is known ---- */

int64_t remembered_at_us(const struct remembered *r)
{
	const enum snapshot_id read[] = { MEMORY_LINES, MEMORY_CODES, MEMORY_MATERIALS };
	int64_t oldest = 0;

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		int64_t at = r->snapshot[read[i]].at_us;

		if (at && (!oldest || at < oldest))
			oldest = at;
	}
	return oldest;
}

const struct rows *remembered_label_rules(const struct remembered *r)
{
	static const struct rows none = { 0 };
	const struct person *p = session_person(r->session);

	return p && str_equal(p->organization, r->organization) ? &r->snapshot[MEMORY_RULES].rows : &none;
}
