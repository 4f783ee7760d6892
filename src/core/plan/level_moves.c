/*
 * level_moves - where a plan can be bettered: only on the way that makes it
 * late. Within a block of such tasks on one slot, a task goes to the block's
 * front or rear, or the first or the last one into it; and a task with other
 * slots goes there.
 */
#include "core/plan/level_own.h"

enum {
	MAX_MOVES = 8192,
	MAX_SOURCES = 3,   /* late tasks looked at in one go */
	MAX_ELSEWHERE = 8, /* tasks of one way that are tried on other slots */
	PLACES_A_SLOT = 3,
};

void level_moves_make(struct level_moves *ret, struct arena *mem, const struct level_shop *shop)
{
	const size_t n = shop->n + 1;

	*ret = (struct level_moves){
		.move = arena_alloc(mem, MAX_MOVES * sizeof(*ret->move)),
		.worth = arena_alloc(mem, MAX_MOVES * sizeof(*ret->worth)),
		.size = MAX_MOVES,
		.path = arena_alloc(mem, 2 * n * sizeof(*ret->path)),
		.head = arena_alloc(mem, n * sizeof(*ret->head)),
		.behind = arena_alloc(mem, n * sizeof(*ret->behind)),
	};
}

static void add(struct level_moves *m, const struct level_move *move, int64_t end)
{
	if (m->n == m->size)
		return;
	m->move[m->n] = *move;
	m->worth[m->n++] = (struct level_worth){ .end = end };
}

/* One of those it waited for to the end; LEVEL_NONE: it could not start earlier by anyone's move. */
static uint32_t waited_for(const struct level_state *s, uint32_t v, uint64_t *rng)
{
	const struct level_shop *shop = s->shop;
	const uint32_t before = s->prev[v];
	const int64_t by_slot = before == LEVEL_NONE ? PLAN_ALWAYS : s->used[before];
	const int64_t bound = level_max(s->ready[v], by_slot);
	uint32_t found = LEVEL_NONE;
	size_t n = 0;

	if (by_slot == bound) {
		found = before;
		n = 1;
	}
	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		if (level_later(s->end[shop->pred[k].to], shop->pred[k].lag) == bound &&
		    (n++ == 0 || level_pick(rng, n) == 0))
			found = shop->pred[k].to;
	return found;
}

static size_t trace(struct level_moves *m, const struct level_state *s, uint32_t v, uint64_t *rng)
{
	size_t n = 0;

	for (; v != LEVEL_NONE; v = waited_for(s, v, rng))
		m->path[n++] = v;
	return n;
}

/* No way leads from a successor of u to v, so u may go behind v. Not sure: false, but with leads true. */
static bool may_go_behind(const struct level_state *s, uint32_t u, uint32_t v)
{
	const struct level_shop *shop = s->shop;

	for (uint32_t k = shop->succ_at[u]; !shop->leads && k < shop->succ_at[u + 1]; k++)
		if (s->at[shop->succ[k].to] <= s->at[v] && s->end[shop->succ[k].to] <= s->start[v])
			return false;
	return true;
}

static bool may_go_before(const struct level_state *s, uint32_t v, uint32_t u)
{
	const struct level_shop *shop = s->shop;

	for (uint32_t k = shop->pred_at[v]; !shop->leads && k < shop->pred_at[v + 1]; k++)
		if (s->at[shop->pred[k].to] >= s->at[u] && s->start[shop->pred[k].to] >= s->end[u])
			return false;
	return true;
}

static void add_in_slot(struct level_moves *m, const struct level_state *s, const struct level_move *move)
{
	add(m, move, s->shop->plain ? level_estimate_in_slot(m, s, move) : level_guess(s, move));
}

static void add_behind(struct level_moves *m, const struct level_state *s, uint32_t u, uint32_t v)
{
	if (may_go_behind(s, u, v))
		add_in_slot(m, s, &(struct level_move){ u, s->option[u], s->slot[u], v });
}

static void add_before(struct level_moves *m, const struct level_state *s, uint32_t v, uint32_t u)
{
	if (may_go_before(s, v, u))
		add_in_slot(m, s, &(struct level_move){ v, s->option[v], s->slot[v], s->prev[u] });
}

/* path[low] is the rear of the block, path[high] its front. */
static void add_block(struct level_moves *m, const struct level_state *s, size_t low, size_t high, bool front,
		      bool rear)
{
	const uint32_t *path = m->path;

	if (high - low == 1) {
		add_behind(m, s, path[high], path[low]);
		return;
	}
	for (size_t i = low + 1; rear && i <= high; i++)
		add_behind(m, s, path[i], path[low]);
	for (size_t i = low; front && i < high; i++)
		add_before(m, s, path[i], path[high]);
	for (size_t i = low + 1; front && i < high; i++)
		add_behind(m, s, path[high], path[i]);
	for (size_t i = low + 1; rear && i < high; i++)
		add_before(m, s, path[low], path[i]);
}

/* At the very start and end of the way only one side of a block can help, where nothing but the end counts. */
static void add_blocks(struct level_moves *m, const struct level_state *s, size_t n_path)
{
	for (size_t low = 0, high; low < n_path; low = high + 1) {
		for (high = low; high + 1 < n_path && m->path[high + 1] == s->prev[m->path[high]];)
			high++;
		if (high > low && (!s->shop->plain || high - low + 1 < n_path))
			add_block(m, s, low, high, !s->shop->plain || high + 1 < n_path, !s->shop->plain || low > 0);
	}
}

/* Between its predecessors and successors in the present order: no circle can come of it. */
struct between {
	int64_t low, high;
};

static struct between between_links(const struct level_state *s, uint32_t v)
{
	const struct level_shop *shop = s->shop;
	struct between b = { -1, (int64_t)shop->n_free };

	for (uint32_t k = shop->pred_at[v]; k < shop->pred_at[v + 1]; k++)
		b.low = level_max(b.low, s->at[shop->pred[k].to]);
	for (uint32_t k = shop->succ_at[v]; k < shop->succ_at[v + 1]; k++)
		if (s->at[shop->succ[k].to] < b.high)
			b.high = s->at[shop->succ[k].to];
	return b;
}

/* The best place of one slot by the estimate. */
static void add_best_place(struct level_moves *m, const struct level_state *s, struct level_move move, struct between b,
			   int64_t without)
{
	struct level_move best = move;
	int64_t best_end = PLAN_NEVER;

	for (uint32_t y = s->first[move.slot];; move.after = y, y = s->next[y]) {
		if (move.after != LEVEL_NONE && s->at[move.after] >= b.high)
			break;
		if (y == LEVEL_NONE || s->at[y] > b.low) {
			const int64_t end = level_estimate_there(m, s, &move);

			if (end < best_end) {
				best_end = end;
				best = move;
			}
		}
		if (y == LEVEL_NONE)
			break;
	}
	if (best_end < PLAN_NEVER)
		add(m, &best, level_max(best_end, without));
}

/* The first places of the slot where it need not stand idle before its turn. */
static void add_first_places(struct level_moves *m, const struct level_state *s, struct level_move move,
			     struct between b)
{
	const uint32_t u = move.task;
	int left = PLACES_A_SLOT;

	for (uint32_t y = s->first[move.slot]; left > 0; move.after = y, y = s->next[y]) {
		if (move.after != LEVEL_NONE && s->at[move.after] >= b.high)
			break;
		if ((y == LEVEL_NONE || (s->at[y] > b.low && s->end[y] > s->ready[u])) && y != u && move.after != u) {
			add(m, &move, level_guess(s, &move));
			left--;
		}
		if (y == LEVEL_NONE)
			break;
	}
}

/* As empty as the slot before it on the lane: going to either is the same. */
static bool is_like_previous(const struct level_state *s, uint32_t slot)
{
	const uint32_t *block_at = s->shop->block_at;

	return s->first[slot] == LEVEL_NONE && s->first[slot - 1] == LEVEL_NONE &&
	       block_at[slot - 1] == block_at[slot + 1];
}

static void add_elsewhere(struct level_moves *m, struct level_state *s, uint32_t u)
{
	const struct level_shop *shop = s->shop;
	const struct between b = between_links(s, u);
	const int64_t without = shop->plain ? level_estimate_without(m, s, u) : 0;

	s->effort += (int64_t)shop->n_free * (shop->plain ? 2 : 0);
	for (uint32_t o = shop->option_at[u]; o < shop->option_at[u + 1]; o++) {
		const struct level_option *option = &shop->option[o];

		if (!option->n_slots && o != s->option[u])
			add(m, &(struct level_move){ u, o, LEVEL_NONE, LEVEL_NONE },
			    shop->plain ? without : PLAN_ALWAYS);
		for (uint32_t k = option->slot; k < option->slot + option->n_slots && option->n_slots; k++) {
			const struct level_move move = { u, o, k, LEVEL_NONE };

			if (k > option->slot && is_like_previous(s, k))
				continue;
			if (!shop->plain)
				add_first_places(m, s, move, b);
			else if (k != s->slot[u])
				add_best_place(m, s, move, b, without);
		}
	}
}

static void add_some_elsewhere(struct level_moves *m, struct level_state *s, size_t n_path, uint64_t *rng)
{
	for (size_t i = 0; i < n_path && i < MAX_ELSEWHERE; i++) {
		const size_t k = i + level_pick(rng, n_path - i);
		const uint32_t v = m->path[k];

		m->path[k] = m->path[i];
		m->path[i] = v;
		if (s->slot[v] != LEVEL_NONE || s->shop->option_at[v + 1] - s->shop->option_at[v] > 1)
			add_elsewhere(m, s, v);
	}
}

static void add_source(struct level_moves *m, struct level_state *s, uint32_t v, uint64_t *rng)
{
	const size_t n_path = trace(m, s, v, rng);

	add_blocks(m, s, n_path);
	if (s->shop->flexible || !s->shop->plain)
		add_some_elsewhere(m, s, n_path, rng);
}

enum want { WANT_PLACE, WANT_LINK, WANT_DUE, WANT_END };

static bool is_wrong(const struct level_state *s, enum want want)
{
	const struct level_worth *w = &s->worth, *bound = &s->shop->bound;

	switch (want) {
	case WANT_PLACE:
		return w->unplaced > bound->unplaced;
	case WANT_LINK:
		return w->broken > bound->broken;
	case WANT_DUE:
		return w->tardiness > bound->tardiness;
	case WANT_END:
		break;
	}
	return true;
}

/* It ends after "limit", and could do better. */
static bool is_late(const struct level_state *s, uint32_t v, int64_t limit)
{
	return s->end[v] > limit && s->end[v] > s->shop->soonest[v] && s->end[v] < PLAN_NEVER;
}

/* The i-th task that might be the reason; LEVEL_NONE: it is not. */
static uint32_t reason_at(const struct level_state *s, enum want want, size_t i)
{
	const struct level_shop *shop = s->shop;
	uint32_t v = s->order[i < shop->n_free ? i : 0];

	switch (want) {
	case WANT_PLACE:
		return s->end[v] >= PLAN_NEVER && s->ready[v] < PLAN_NEVER && shop->soonest[v] < PLAN_NEVER
			       ? v
			       : LEVEL_NONE;
	case WANT_LINK:
		v = shop->deadline[i].task;
		return is_late(s, v, shop->deadline[i].at) ? v : LEVEL_NONE;
	case WANT_DUE:
		v = shop->with_due[i];
		return is_late(s, v, shop->in->task[v].due) ? v : LEVEL_NONE;
	case WANT_END:
		break;
	}
	return s->end[v] == s->worth.end ? v : LEVEL_NONE;
}

static size_t n_reasons(const struct level_shop *shop, enum want want)
{
	if (want == WANT_LINK)
		return shop->n_deadlines;
	return want == WANT_DUE ? shop->n_due : shop->n_free;
}

/* Some of the tasks that are the reason, each as likely; returns how many. */
static size_t choose_reasons(const struct level_state *s, enum want want, uint32_t *ret, size_t size, uint64_t *rng)
{
	size_t seen = 0;

	for (size_t i = 0; i < n_reasons(s->shop, want); i++) {
		const uint32_t v = reason_at(s, want, i);
		size_t k;

		if (v == LEVEL_NONE)
			continue;
		k = seen < size ? seen : level_pick(rng, seen + 1);
		seen++;
		if (k < size)
			ret[k] = v;
	}
	return seen < size ? seen : size;
}

static void add_reasons(struct level_moves *m, struct level_state *s, enum want want, size_t most, uint64_t *rng)
{
	uint32_t reason[MAX_SOURCES];
	const size_t n = choose_reasons(s, want, reason, most, rng);

	for (size_t i = 0; i < n; i++)
		add_source(m, s, reason[i], rng);
}

static void swap_moves(struct level_moves *m, size_t a, size_t b)
{
	const struct level_move move = m->move[a];
	const struct level_worth worth = m->worth[a];

	m->move[a] = m->move[b];
	m->worth[a] = m->worth[b];
	m->move[b] = move;
	m->worth[b] = worth;
}

/* The n that promise most go to the front; the last of them is any. */
static void put_best_first(struct level_moves *m, size_t n, uint64_t *rng)
{
	for (size_t i = 0; i + 1 < n; i++) {
		size_t best = i, ties = 1;

		for (size_t k = i + 1; k < m->n; k++) {
			if (m->worth[k].end < m->worth[best].end)
				ties = 0;
			if (m->worth[k].end <= m->worth[best].end && level_pick(rng, ++ties) == 0)
				best = k;
		}
		swap_moves(m, i, best);
	}
	swap_moves(m, n - 1, n - 1 + level_pick(rng, m->n - n + 1));
	m->n = n;
}

static void drop_move(struct level_moves *m, size_t i)
{
	m->n--;
	m->move[i] = m->move[m->n];
	m->worth[i] = m->worth[m->n];
}

void level_moves_try(struct level_moves *m, struct level_state *s, uint64_t *rng, size_t n)
{
	const struct level_worth worth = s->worth;
	struct level_undo undo;

	if (m->n > n)
		put_best_first(m, n, rng);
	for (size_t i = 0; i < m->n;) {
		if (!level_apply(s, &m->move[i], &undo)) {
			drop_move(m, i);
			continue;
		}
		level_state_try(s, &undo);
		m->worth[i++] = s->worth;
		level_state_untry(s, &undo);
	}
	s->worth = worth;
}

void level_moves_find(struct level_moves *m, struct level_state *s, uint64_t *rng)
{
	size_t most = MAX_SOURCES;

	s->effort += (int64_t)s->shop->n_free / 2;

	m->n = 0;
	for (int want = WANT_PLACE; want <= WANT_END; want++)
		if (is_wrong(s, (enum want)want)) {
			add_reasons(m, s, (enum want)want, want == WANT_END ? 1 : most, rng);
			most = 1;
		}
}
