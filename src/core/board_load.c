/*
 * board_load - from the server's rows to lanes, bars and links.
 *
 * Columns are looked up once a result set, ids by a sorted index: ten
 * thousand bars are read in a few milliseconds.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/board_own.h"

enum { LAST_NUMBER, LAST_NAME, LAST_PRODUCT, LAST_STATUS, LAST_TEXTS };

struct loader {
	struct board *b;
	struct id_index lanes;
	struct plan_lane *lane;
	struct board_lane_fact *lane_fact;
	struct plan_bar *bar;
	struct board_fact *fact;
	size_t n;
	/* What the row before said and what was made of it: much of a board repeats itself. */
	const char *last_text[LAST_TEXTS];
	const char *last_lanes_text;
	const uint32_t *last_lanes;
	size_t n_last_lanes;
};

static const char *text_of(struct arena *mem, const struct rows *r, size_t row, size_t column)
{
	const char *text = board_cell(r, row, column);

	return text ? arena_strdup(mem, text) : "";
}

/* The same; a text that the row before had there is one with it. */
static const char *text_again(struct loader *l, int which, const struct rows *r, size_t row, size_t column)
{
	const char *text = board_cell(r, row, column), **last = &l->last_text[which];

	if (!text)
		return "";
	if (!*last || strcmp(*last, text) != 0)
		*last = arena_strdup(&l->b->mem, text);
	return *last;
}

static bool is_true(const char *text)
{
	return text && (text[0] == 't' || text[0] == 'T');
}

static void columns_find(const struct rows *r, const char *const *names, size_t n, size_t *ret)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = rows_column(r, names[i]);
}

/* ---- lanes ---- */

enum { L_ID, L_CODE, L_NAME, L_CAPACITY, L_CENTER, L_CALENDAR, L_ALWAYS, L_MACHINES, L_DOWN, L_SINCE, L_COUNT };
static const char *const lane_columns[L_COUNT] = { "lane_id",	      "lane",	     "name",
						   "capacity",	      "work_center", "calendar",
						   "round_the_clock", "machines",    "down",
						   "down_since" };

/* "{PRESS-1,"PRESS 2"}" to "PRESS-1, PRESS 2". */
static const char *machine_words(struct arena *mem, const char *array)
{
	size_t n = array ? strlen(array) : 0, at = 0;
	char *words;

	if (n < 2 || array[0] != '{')
		return "";
	words = arena_alloc(mem, 2 * n + 1);
	for (const char *p = array + 1; *p && p[1]; p++) {
		if (*p == '"')
			continue;
		if (*p == '\\' && p[2])
			p++;
		words[at++] = *p;
		if (*p == ',' && p[-1] != '\\')
			words[at++] = ' ';
	}
	return words;
}

static int64_t instant_of(const char *pg)
{
	struct err ignored;
	int64_t t;

	return pg && zone_instant(pg, "", &t, &ignored) ? t : 0;
}

static void lane_read(struct loader *l, const struct rows *r, size_t row, const size_t *c)
{
	struct plan_lane *lane = &l->lane[row];
	struct board_lane_fact *fact = &l->lane_fact[row];
	struct arena *mem = &l->b->mem;
	int64_t capacity = board_cell_int(r, row, c[L_CAPACITY], 1);

	lane->id = board_cell_int(r, row, c[L_ID], 0);
	lane->code = text_of(mem, r, row, c[L_CODE]);
	lane->capacity = capacity > 0 ? (int)capacity : 1;
	fact->name = text_of(mem, r, row, c[L_NAME]);
	fact->work_center = text_of(mem, r, row, c[L_CENTER]);
	fact->calendar = text_of(mem, r, row, c[L_CALENDAR]);
	fact->machines = machine_words(mem, board_cell(r, row, c[L_MACHINES]));
	fact->down = text_of(mem, r, row, c[L_DOWN]);
	fact->down_since = instant_of(board_cell(r, row, c[L_SINCE]));
}

static void lanes_read(struct loader *l, const struct rows *r)
{
	struct arena *mem = &l->b->mem;
	struct id_at *entry = arena_alloc(mem, r->n * sizeof(*entry));
	size_t c[L_COUNT];

	columns_find(r, lane_columns, L_COUNT, c);
	l->lane = arena_alloc(mem, r->n * sizeof(*l->lane));
	l->lane_fact = arena_alloc(mem, r->n * sizeof(*l->lane_fact));
	for (size_t row = 0; row < r->n; row++) {
		lane_read(l, r, row, c);
		entry[row] = (struct id_at){ l->lane[row].id, (uint32_t)row };
	}
	board_index_make(entry, r->n, &l->lanes);
	l->b->plan.lane = l->lane;
	l->b->plan.n_lanes = r->n;
	l->b->lane_fact = l->lane_fact;
}

/* ---- windows ---- */

enum { W_LANE, W_KIND, W_START, W_END, W_COUNT };
static const char *const window_columns[W_COUNT] = { "lane_id", "kind", "start_s", "end_s" };

/* The windows of one lane and kind; first counted, then filled. */
struct window_list {
	struct plan_window *window;
	size_t n;
};

/* Two lists a lane: working time, maintenance. SIZE_MAX: of no lane of ours. */
static size_t list_of(const struct loader *l, const struct rows *r, size_t row, const size_t *c)
{
	const char *kind = board_cell(r, row, c[W_KIND]);
	uint32_t lane = board_index_find(&l->lanes, board_cell_int(r, row, c[W_LANE], 0));

	return lane == UINT32_MAX ? SIZE_MAX : 2 * (size_t)lane + (kind && kind[0] == 'm');
}

/* of: the list of each row. */
static void windows_count(const struct loader *l, const struct rows *r, const size_t *c, size_t *of,
			  struct window_list *list)
{
	for (size_t row = 0; row < r->n; row++) {
		of[row] = list_of(l, r, row, c);
		if (of[row] != SIZE_MAX)
			list[of[row]].n++;
	}
	for (size_t i = 0; i < 2 * l->b->plan.n_lanes; i++) {
		list[i].window = arena_alloc(&l->b->mem, list[i].n * sizeof(struct plan_window));
		list[i].n = 0;
	}
}

static void windows_fill(const struct rows *r, const size_t *c, const size_t *of, struct window_list *list)
{
	for (size_t row = 0; row < r->n; row++) {
		struct window_list *to = of[row] == SIZE_MAX ? NULL : &list[of[row]];

		if (to)
			to->window[to->n++] = (struct plan_window){ board_cell_int(r, row, c[W_START], 0),
								    board_cell_int(r, row, c[W_END], 0) };
	}
}

/* Round the clock only as long as nothing closes the lane. */
static void calendar_read(struct loader *l, size_t lane, bool always, const struct window_list *work)
{
	struct plan_calendar *calendar = &l->lane[lane].calendar;

	if (always && work->n == 0)
		plan_calendar_always(calendar);
	else
		plan_calendar_make(&l->b->mem, work->window, work->n, NULL, 0, calendar);
}

static void windows_read(struct loader *l, const struct rows *lanes, const struct rows *r)
{
	struct window_list *list = arena_alloc(&l->b->mem, 2 * l->b->plan.n_lanes * sizeof(*list));
	size_t always = rows_column(lanes, lane_columns[L_ALWAYS]), c[W_COUNT];
	struct arena scratch = { 0 };
	size_t *of = arena_alloc(&scratch, r->n * sizeof(*of));

	columns_find(r, window_columns, W_COUNT, c);
	windows_count(l, r, c, of, list);
	windows_fill(r, c, of, list);
	arena_done(&scratch);
	for (size_t i = 0; i < l->b->plan.n_lanes; i++) {
		calendar_read(l, i, is_true(board_cell(lanes, i, always)), &list[2 * i]);
		l->lane_fact[i].maintenance = list[2 * i + 1].window;
		l->lane_fact[i].n_maintenance = list[2 * i + 1].n;
	}
}

/* ---- bars ---- */

enum {
	B_BOOKING,
	B_VERSION,
	B_OPERATION,
	B_ORDER,
	B_NUMBER,
	B_SEQUENCE,
	B_OPERATIONS,
	B_NAME,
	B_PRODUCT,
	B_HOME,
	B_LANES,
	B_LANE,
	B_START,
	B_END,
	B_WORK,
	B_OVERTIME,
	B_STATUS,
	B_ORDER_STATUS,
	B_DUE,
	B_QUANTITY,
	B_GOOD,
	B_SCRAP,
	B_SHORT,
	B_COUNT
};
static const char *const bar_columns[B_COUNT] = {
	"booking_id", "version",	"operation_id", "work_order_id", "work_order_number",
	"operation",  "operations",	"name",		"product",	 "home_lane_id",
	"lanes",      "lane_id",	"start_s",	"end_s",	 "work_s",
	"overtime",   "booking_status", "order_status", "due_s",	 "quantity",
	"good",	      "scrap",		"is_short",
};

static enum plan_status status_of(const char *text)
{
	for (int i = PLAN_FIRM; i <= PLAN_DONE; i++)
		if (str_equal(text, plan_status_word((enum plan_status)i)))
			return (enum plan_status)i;
	return PLAN_PLANNED;
}

static int64_t quantity_of(const char *text)
{
	int64_t value;

	return text && num_round(text, NUM_QUANTITY_SCALE, &value) ? value : 0;
}

static int number_compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* "3,7" to lanes, sorted. */
static void lanes_of(struct loader *l, const char *text)
{
	uint32_t *lanes, lane;
	size_t n = 1;
	char *end;

	for (const char *p = text; *p; p++)
		n += *p == ',';
	lanes = arena_alloc(&l->b->mem, n * sizeof(*lanes));
	n = 0;
	for (const char *p = text; *p; p = *end ? end + 1 : end) {
		lane = board_index_find(&l->lanes, strtoll(p, &end, 10));
		if (lane != UINT32_MAX)
			lanes[n++] = lane;
		end += strcspn(end, ",");
	}
	qsort(lanes, n, sizeof(*lanes), number_compare);
	l->last_lanes_text = text;
	l->last_lanes = lanes;
	l->n_last_lanes = n;
}

static void eligible_read(struct loader *l, struct plan_bar *bar, const char *text)
{
	if (str_empty(text))
		return;
	if (!str_equal(l->last_lanes_text, text))
		lanes_of(l, text);
	bar->lanes = l->last_lanes;
	bar->n_lanes = l->n_last_lanes;
}

static void place_read(struct plan_place *at, const struct rows *r, size_t row, const size_t *c, uint32_t lane)
{
	*at = (struct plan_place){
		.lane = lane,
		.start = board_cell_int(r, row, c[B_START], 0),
		.end = board_cell_int(r, row, c[B_END], 0),
		.work = board_cell_int(r, row, c[B_WORK], 0),
		.overtime = is_true(board_cell(r, row, c[B_OVERTIME])),
		.status = status_of(board_cell(r, row, c[B_STATUS])),
	};
}

static void fact_read(struct loader *l, struct board_fact *f, const struct rows *r, size_t row, const size_t *c)
{
	*f = (struct board_fact){
		.booking = board_cell_int(r, row, c[B_BOOKING], 0),
		.version = board_cell_int(r, row, c[B_VERSION], 0),
		.number = text_again(l, LAST_NUMBER, r, row, c[B_NUMBER]),
		.sequence = (int)board_cell_int(r, row, c[B_SEQUENCE], 10),
		.operations = (int)board_cell_int(r, row, c[B_OPERATIONS], 1),
		.name = text_again(l, LAST_NAME, r, row, c[B_NAME]),
		.product = text_again(l, LAST_PRODUCT, r, row, c[B_PRODUCT]),
		.order_status = text_again(l, LAST_STATUS, r, row, c[B_ORDER_STATUS]),
		.quantity = quantity_of(board_cell(r, row, c[B_QUANTITY])),
		.good = quantity_of(board_cell(r, row, c[B_GOOD])),
		.scrap = quantity_of(board_cell(r, row, c[B_SCRAP])),
		.is_short = is_true(board_cell(r, row, c[B_SHORT])),
	};
}

/* A bar on a lane that is not ours is left out. */
static void bar_read(struct loader *l, const struct rows *r, size_t row, const size_t *c)
{
	bool booked = board_cell(r, row, c[B_LANE]) != NULL && board_cell(r, row, c[B_BOOKING]) != NULL;
	uint32_t lane = booked ? board_index_find(&l->lanes, board_cell_int(r, row, c[B_LANE], 0)) : PLAN_NO_LANE;
	struct plan_bar *bar = &l->bar[l->n];
	struct board_fact *fact = &l->fact[l->n];

	if (booked && lane == UINT32_MAX)
		return;
	fact_read(l, fact, r, row, c);
	bar->operation = board_cell_int(r, row, c[B_OPERATION], 0);
	bar->order = board_cell_int(r, row, c[B_ORDER], 0);
	bar->number =
		fact->operations > 1 ? arena_printf(&l->b->mem, "%s/%d", fact->number, fact->sequence) : fact->number;
	bar->due = board_cell_int(r, row, c[B_DUE], PLAN_NEVER);
	bar->home = board_index_find(&l->lanes, board_cell_int(r, row, c[B_HOME], 0));
	eligible_read(l, bar, board_cell(r, row, c[B_LANES]));
	place_read(&bar->at, r, row, c, lane);
	l->n++;
}

static void bars_read(struct loader *l, const struct rows *r)
{
	size_t c[B_COUNT];

	columns_find(r, bar_columns, B_COUNT, c);
	l->bar = arena_alloc(&l->b->mem, r->n * sizeof(*l->bar));
	l->fact = arena_alloc(&l->b->mem, r->n * sizeof(*l->fact));
	for (size_t row = 0; row < r->n; row++)
		bar_read(l, r, row, c);
	l->b->plan.bar = l->bar;
	l->b->plan.n_bars = l->n;
	l->b->fact = l->fact;
}

void board_load(struct board *ret, const struct rows *lanes, const struct rows *windows, const struct rows *bars,
		const struct rows *links, int64_t from, int64_t to, int64_t now)
{
	struct loader l = { .b = ret };

	*ret = (struct board){ .from = from, .to = to };
	ret->plan.now = now;
	lanes_read(&l, lanes);
	windows_read(&l, lanes, windows);
	bars_read(&l, bars);
	board_link(ret, links);
}
