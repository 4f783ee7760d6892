/*
 * Four people do a hundred random things each on the same few materials, all
 * at once. Then the books must hold what the answers said, no more, no less.
 *
 *   GEMBA_TEST_SEED=7 races_random      (the seed is printed when it fails)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "support/db_plant.h"

enum { ACTORS = 4, ACTIONS = 100, MATERIALS = 4, PAIRS = 14, HISTORY = 2 * ACTIONS, RETRIES = 50, VALUE = 240 };

static const char *const material_code[MATERIALS] = { "R-FIFO", "R-LIFO", "R-AVG", "R-AVG2" };
static const char *const material_method[MATERIALS] = { "FIFO", "LIFO", "WEIGHTED_AVERAGE", "WEIGHTED_AVERAGE" };

/* A call as it is sent, so that it can be sent again. */
struct action {
	enum query_id id;
	const char *name[PAIRS]; /* constants */
	char value[PAIRS][VALUE];
	size_t n;
	char op_id[40];
	bool again; /* it was answered before */
};

/* What was posted: what it did to stock, and what it may be undone by. */
struct posted {
	char id[24];
	size_t material;
	int64_t quantity, value; /* signed effect */
	bool to_order;
};

struct actor {
	struct desk desk;
	size_t number;
	uint64_t state; /* of its random numbers */
	struct action action, last;
	struct posted posted[HISTORY];
	size_t n_posted, done, retries, refused;
	size_t undoes; /* index into posted, for a reversal */
};

/* What the answers add up to. */
struct sums {
	int64_t quantity[MATERIALS], value[MATERIALS];
	size_t answers, replays, refusals, retries;
	uint64_t seed;
};

/* ---- random numbers: xorshift64* ---- */

static uint64_t draw(struct actor *a)
{
	a->state ^= a->state >> 12;
	a->state ^= a->state << 25;
	a->state ^= a->state >> 27;
	return a->state * UINT64_C(2685821657736338717);
}

static size_t below(struct actor *a, size_t n)
{
	return (size_t)((draw(a) >> 33) % n);
}

/* ---- making up an action ---- */

static char *add(struct action *x, const char *name)
{
	assert_true(x->n < PAIRS);
	x->name[x->n] = name;
	x->value[x->n][0] = '\0';
	return x->value[x->n++];
}

static void put(struct action *x, const char *name, const char *value)
{
	str_copy(add(x, name), VALUE, value);
}

static void put_quantity(struct actor *a, size_t most)
{
	str_format(add(&a->action, "quantity"), VALUE, "%zu.%zu", 1 + below(a, most), below(a, 10));
}

static void put_order(struct actor *a, const char *name)
{
	str_format(add(&a->action, name), VALUE, "R-WO%zu", below(a, 3));
}

static void make_receipt(struct actor *a)
{
	static const char *const lines[MATERIALS] = { "R-PO/10", "R-PO/20", "R-PO/30", "R-PO/40" };
	size_t m = below(a, MATERIALS);

	a->action.id = Q_STOCK_RECEIVE;
	put(&a->action, "material", material_code[m]);
	put_quantity(a, 20);
	if (below(a, 2)) {
		put(&a->action, "ref_type", "PURCHASE_ORDER");
		put(&a->action, "ref", lines[m]);
		return;
	}
	put(&a->action, "ref_type", "ADJUSTMENT");
	str_format(add(&a->action, "unit_cost"), VALUE, "%zu.%03zu", below(a, 9), below(a, 1000));
}

static void make_issue(struct actor *a)
{
	a->action.id = Q_STOCK_ISSUE;
	put(&a->action, "material", material_code[below(a, MATERIALS)]);
	put_quantity(a, 30);
	if (below(a, 3) == 0) {
		put(&a->action, "ref_type", "TRANSFER");
		put(&a->action, "ref", "7");
		return;
	}
	put(&a->action, "ref_type", "WORK_ORDER");
	put_order(a, "ref");
}

static void make_pick_list(struct actor *a)
{
	size_t one = below(a, MATERIALS), two = (one + 1 + below(a, MATERIALS - 1)) % MATERIALS;

	a->action.id = Q_STOCK_ISSUE_LINES;
	put_order(a, "work_order");
	str_format(add(&a->action, "lines"), VALUE,
		   "[{\"material\":\"%s\",\"quantity\":\"%zu\"},{\"material\":\"%s\",\"quantity\":\"%zu.5\"}]",
		   material_code[one], 1 + below(a, 9), material_code[two], below(a, 9));
}

static void make_delivery(struct actor *a)
{
	size_t one = below(a, MATERIALS), two = (one + 1 + below(a, MATERIALS - 1)) % MATERIALS;

	a->action.id = Q_STOCK_RECEIVE_LINES;
	put(&a->action, "purchase_order", "R-PO");
	str_format(add(&a->action, "lines"), VALUE,
		   "[{\"line\":%zu,\"quantity\":\"%zu\"},{\"line\":%zu,\"quantity\":\"%zu.25\"}]", 10 * (one + 1),
		   1 + below(a, 9), 10 * (two + 1), below(a, 9));
}

static void make_correction(struct actor *a)
{
	put(&a->action, "material", material_code[below(a, MATERIALS)]);
	put(&a->action, "reason", "random");
	if (below(a, 3) == 0) {
		a->action.id = Q_STOCK_COUNT;
		str_format(add(&a->action, "quantity"), VALUE, "%zu", below(a, 60));
		put(&a->action, "location", below(a, 2) ? "MAIN" : "SHELF");
		return;
	}
	a->action.id = Q_STOCK_ADJUST;
	str_format(add(&a->action, "quantity"), VALUE, "%s%zu.125", below(a, 2) ? "-" : "", below(a, 12));
}

static void make_transfer(struct actor *a)
{
	bool back = below(a, 2);

	a->action.id = Q_STOCK_TRANSFER;
	put(&a->action, "material", material_code[below(a, MATERIALS)]);
	put_quantity(a, 10);
	put(&a->action, "from", back ? "SHELF" : "MAIN");
	put(&a->action, "to", back ? "MAIN" : "SHELF");
}

/* Undo something of one's own; without a past, receive. */
static void make_undo(struct actor *a)
{
	const struct posted *old;

	if (a->n_posted == 0) {
		make_receipt(a);
		return;
	}
	a->undoes = below(a, a->n_posted);
	old = &a->posted[a->undoes];
	if (old->to_order && below(a, 2)) {
		a->action.id = Q_STOCK_RETURN;
		put(&a->action, "material", material_code[old->material]);
		put_quantity(a, 5);
		put(&a->action, "ref_type", "WORK_ORDER");
		put(&a->action, "of", old->id);
		return;
	}
	a->action.id = Q_STOCK_REVERSE;
	put(&a->action, "transaction", old->id);
	put(&a->action, "reason", "random");
}

/* Orders of one's own come and go, and reserve on their way. */
static void make_order(struct actor *a)
{
	static const enum query_id steps[] = { Q_ORDER_ADD, Q_ORDER_RELEASE, Q_ORDER_RELEASE, Q_ORDER_CANCEL };

	a->action.id = steps[below(a, 4)];
	str_format(add(&a->action, "work_order"), VALUE, "R-OWN%zu-%zu", a->number, below(a, 4));
	if (a->action.id != Q_ORDER_ADD)
		return;
	put(&a->action, "quantity", "1");
	put(&a->action, "due", "2031-01-01T12:00:00Z");
	str_format(add(&a->action, "needs"), VALUE, "[{\"material\":\"%s\",\"quantity\":\"%zu\"}]",
		   material_code[below(a, MATERIALS)], 1 + below(a, 20));
}

static void make_action(struct actor *a)
{
	static void (*const makers[])(struct actor *) = { make_receipt,	   make_receipt,    make_issue,	   make_issue,
							  make_pick_list,  make_delivery,   make_undo,	   make_undo,
							  make_correction, make_correction, make_transfer, make_order };

	a->retries = 0;
	if (a->last.n > 0 && below(a, 10) == 0) {
		a->action = a->last;
		a->action.again = true;
		return;
	}
	a->action = (struct action){ 0 };
	plant_op_id(a->desk.plant, a->action.op_id);
	makers[below(a, sizeof(makers) / sizeof(makers[0]))](a);
}

static void send_action(struct actor *a)
{
	const char *pairs[2 * PAIRS + 3];
	size_t n = 0;

	for (size_t i = 0; i < a->action.n; i++) {
		pairs[n++] = a->action.name[i];
		pairs[n++] = a->action.value[i];
	}
	pairs[n++] = "op_id";
	pairs[n++] = a->action.op_id;
	pairs[n] = NULL;
	desk_send_pairs(&a->desk, a->action.id, pairs);
}

/* ---- reading the answer ---- */

static size_t material_index(const char *code)
{
	size_t i = 0;

	while (i < MATERIALS && !str_equal(code, material_code[i]))
		i++;
	assert_true(i < MATERIALS);
	return i;
}

static int64_t cell_num(const PGresult *res, int row, const char *column, int scale)
{
	struct err err;
	int64_t n;

	if (!num_parse(PQgetvalue(res, row, PQfnumber(res, column)), scale, column, &n, &err))
		fail_msg("%s: %s", column, err.message);
	return n;
}

/* What a movement does to stock by its type: the answer says quantities without a sign. */
static int64_t effect_sign(const struct actor *a, const char *type)
{
	if (str_equal(type, "ISSUE"))
		return -1;
	if (str_equal(type, "TRANSFER"))
		return 0;
	if (str_equal(type, "REVERSAL"))
		return (a->posted[a->undoes].quantity < 0) - (a->posted[a->undoes].quantity > 0);
	return 1; /* RECEIPT, RETURN from the floor, and ADJUSTMENT with its own sign */
}

static void count_row(struct actor *a, struct sums *sums, const PGresult *res, int row)
{
	const char *type = PQgetvalue(res, row, PQfnumber(res, "transaction_type"));
	const char *id = PQgetvalue(res, row, PQfnumber(res, "transaction_id"));
	size_t m = material_index(PQgetvalue(res, row, PQfnumber(res, "material")));
	int64_t sign = effect_sign(a, type);
	struct posted *p = &a->posted[a->n_posted];

	if (!id[0])
		return;
	*p = (struct posted){ .material = m,
			      .quantity = sign * cell_num(res, row, "quantity", NUM_QUANTITY_SCALE),
			      .value = sign * cell_num(res, row, "total_cost", NUM_AMOUNT_SCALE),
			      .to_order = str_equal(type, "ISSUE") };
	str_copy(p->id, sizeof(p->id), id);
	a->n_posted++;
	sums->quantity[m] += p->quantity;
	sums->value[m] += p->value;
}

static void count_answer(struct actor *a, struct sums *sums, const struct reply *r)
{
	bool replayed = str_equal(reply_get(r, "replayed"), "t");

	if (replayed != a->action.again)
		fail_msg("seed %llu: %s answers replayed=%d", (unsigned long long)sums->seed,
			 query_get(a->action.id)->name, replayed);
	sums->answers++;
	sums->replays += replayed;
	if (!replayed && PQfnumber(r->rows, "transaction_id") >= 0) {
		for (int i = 0; i < PQntuples(r->rows); i++)
			count_row(a, sums, r->rows, i);
	}
	a->last = a->action;
}

/* True when the actor goes on to the next action. */
static bool take_answer(struct actor *a, struct sums *sums)
{
	struct reply r = desk_take(&a->desk);
	bool next = r.err.kind != ERR_RETRY;
	char text[300];

	if (!next) {
		sums->retries++;
		if (++a->retries > RETRIES)
			fail_msg("seed %llu: busy without end", (unsigned long long)sums->seed);
	} else if (reply_ok(&r)) {
		count_answer(a, sums, &r);
	} else if (r.err.kind == ERR_VALIDATION || r.err.kind == ERR_CONFLICT || r.err.kind == ERR_DUPLICATE ||
		   (r.err.kind == ERR_NOT_FOUND && str_equal(r.err.code, "UNKNOWN_WORK_ORDER"))) {
		sums->refusals++;
	} else {
		fail_msg("seed %llu: %s: %s", (unsigned long long)sums->seed, query_get(a->action.id)->name,
			 reply_text(&r, text, sizeof(text)));
	}
	reply_done(&r);
	return next;
}

/* ---- all at once ---- */

static void wait_any(struct actor *actors)
{
	struct pollfd p[ACTORS];
	nfds_t n = 0;

	for (size_t i = 0; i < ACTORS; i++) {
		if (actors[i].done < ACTIONS)
			p[n++] = (struct pollfd){ .fd = PQsocket(actors[i].desk.pg), .events = POLLIN };
	}
	if (n > 0 && poll(p, n, PLANT_LIMIT_MS) <= 0)
		fail_msg("no answer in %d ms", PLANT_LIMIT_MS);
}

static void storm(struct actor *actors, struct sums *sums)
{
	size_t running = ACTORS;

	for (size_t i = 0; i < ACTORS; i++) {
		make_action(&actors[i]);
		send_action(&actors[i]);
	}
	while (running > 0) {
		wait_any(actors);
		for (size_t i = 0; i < ACTORS; i++) {
			struct actor *a = &actors[i];

			if (a->done == ACTIONS || !desk_ready(&a->desk))
				continue;
			if (take_answer(a, sums)) {
				if (++a->done == ACTIONS) {
					running--;
					continue;
				}
				make_action(a);
			}
			send_action(a);
		}
	}
}

static void scene_make(struct desk *d, struct sums *sums)
{
	char wo[16];

	desk_do(d, Q_LOCATION_ADD, NULL, NULL, "location", "SHELF", NULL);
	for (size_t i = 0; i < MATERIALS; i++) {
		stock_make(d, material_code[i], material_method[i], "50");
		sums->quantity[i] = 50 * INT64_C(1000000);
		sums->value[i] = 100 * INT64_C(10000);
	}
	for (int i = 0; i < 3; i++) {
		str_format(wo, sizeof(wo), "R-WO%d", i);
		order_make(
			d, wo,
			"[{\"material\":\"R-FIFO\",\"quantity\":\"10\"},{\"material\":\"R-AVG\",\"quantity\":\"15\"}]");
	}
	desk_do(d, Q_SUPPLIER_ADD, NULL, NULL, "supplier", "R-S", "name", "Supplier", NULL);
	desk_do(d, Q_PO_ADD, NULL, NULL, "purchase_order", "R-PO", "supplier", "R-S", "lines",
		"[{\"material\":\"R-FIFO\",\"quantity\":\"100\",\"unit_price\":\"1.1\"},"
		"{\"material\":\"R-LIFO\",\"quantity\":\"100\",\"unit_price\":\"2.22\"},"
		"{\"material\":\"R-AVG\",\"quantity\":\"100\",\"unit_price\":\"3.333\"},"
		"{\"material\":\"R-AVG2\",\"quantity\":\"100\",\"unit_price\":\"0.07\"}]",
		NULL);
}

static void sums_compare(struct plant *p, const struct sums *sums)
{
	char quantity[NUM_TEXT], value[NUM_TEXT], found[PLANT_CELL];

	for (size_t i = 0; i < MATERIALS; i++) {
		num_format(sums->quantity[i], NUM_QUANTITY_SCALE, quantity);
		num_format(sums->value[i], NUM_AMOUNT_SCALE, value);
		plant_ask(p, "on_hand", material_code[i], found);
		if (!str_equal(found, quantity))
			fail_msg("seed %llu: %s: on hand %s, answered %s", (unsigned long long)sums->seed,
				 material_code[i], found, quantity);
		plant_ask(p, "value_on_hand", material_code[i], found);
		if (!str_equal(found, value))
			fail_msg("seed %llu: %s: worth %s, answered %s", (unsigned long long)sums->seed,
				 material_code[i], found, value);
	}
	for (size_t i = 2; i < MATERIALS; i++) {
		plant_ask(p, "open_layers", material_code[i], found);
		if (!str_equal(found, "1") && !str_equal(found, "0"))
			fail_msg("seed %llu: %s has %s open layers", (unsigned long long)sums->seed, material_code[i],
				 found);
	}
}

static void the_books_hold_what_the_answers_said(void **state)
{
	struct plant *p = *state;
	struct actor *actors = calloc(ACTORS, sizeof(*actors));
	const char *given = getenv("GEMBA_TEST_SEED");
	struct sums sums = { .seed = given ? strtoull(given, NULL, 10) : 20261124 };

	for (size_t i = 0; i < ACTORS; i++) {
		desk_open(&actors[i].desk, p, "chief");
		actors[i].number = i;
		actors[i].state = (sums.seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + i;
	}
	scene_make(&actors[0].desk, &sums);
	storm(actors, &sums);
	print_message("# seed %llu: %zu answered (%zu again), %zu refused, %zu tried again\n",
		      (unsigned long long)sums.seed, sums.answers, sums.replays, sums.refusals, sums.retries);
	sums_compare(p, &sums);
	plant_expect_sound(p, &actors[0].desk);
	plant_expect(p, "orders_astray", NULL, "0");
	assert_true(sums.answers > ACTORS * ACTIONS / 3);
	assert_true(sums.replays > 0);
	for (size_t i = 0; i < ACTORS; i++)
		desk_close(&actors[i].desk);
	free(actors);
}

int main(void)
{
	const struct CMUnitTest tests[] = { PLANT_TEST(the_books_hold_what_the_answers_said) };

	return cmocka_run_group_tests(tests, plant_open, plant_close);
}
