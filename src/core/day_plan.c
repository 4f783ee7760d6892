/*
 * day_plan - bars of a window by lane and start, written in two forms.
 */
#include "core/day_plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/zone.h"

enum { COLUMNS = 80, LINES = 60, HEAD_LINES = 3, BLOCK_HEAD_LINES = 2, FLAGS = 80, CELL = 96 };
enum { DATE = 10, MINUTE = 16 }; /* characters of a time */

struct writer {
	FILE *f;
	const struct day_plan *d;
	struct arena mem;
	struct plan_conflicts conflicts;
	uint32_t *bar; /* those in the window, by lane and start */
	size_t n;
	int line; /* of the page */
};

/* ---- what is in it ---- */

static bool is_wanted(const struct day_plan *d, const struct plan_place *at)
{
	const struct plan *p = &d->board->plan;

	if (at->lane == PLAN_NO_LANE || (d->lane && !d->lane[at->lane]))
		return false;
	return at->start < d->to && plan_end(p, at) > d->from;
}

static int place_compare(const void *a, const void *b, void *ctx)
{
	const struct plan_bar *bar = ctx, *x = &bar[*(const uint32_t *)a], *y = &bar[*(const uint32_t *)b];

	if (x->at.lane != y->at.lane)
		return x->at.lane < y->at.lane ? -1 : 1;
	if (x->at.start != y->at.start)
		return x->at.start < y->at.start ? -1 : 1;
	return strcmp(x->number, y->number);
}

static void writer_open(struct writer *w, FILE *f, const struct day_plan *d)
{
	const struct plan *p = &d->board->plan;

	*w = (struct writer){ .f = f, .d = d };
	w->bar = arena_alloc(&w->mem, p->n_bars * sizeof(*w->bar));
	for (uint32_t i = 0; i < p->n_bars; i++)
		if (is_wanted(d, &p->bar[i].at))
			w->bar[w->n++] = i;
	if (w->n > 0)
		qsort_r(w->bar, w->n, sizeof(*w->bar), place_compare, (void *)(uintptr_t)p->bar);
	plan_conflicts(p, plan_draft(p, &w->mem), &w->mem, &w->conflicts);
}

/* "overload late short" */
static void flag_words(const struct writer *w, uint32_t bar, char ret[FLAGS])
{
	static const struct {
		uint8_t flag;
		const char *word;
	} words[] = {
		{ PLAN_OVERLOADED, "overload" },   { PLAN_BROKEN, "too early" },      { PLAN_LATE, "late" },
		{ PLAN_OFF_CALENDAR, "off time" }, { PLAN_WRONG_LANE, "wrong lane" },
	};

	ret[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!(w->conflicts.flags[bar] & words[i].flag))
			continue;
		str_append(ret, FLAGS, ret[0] ? ", " : "");
		str_append(ret, FLAGS, words[i].word);
	}
	if (w->d->board->fact[bar].is_short) {
		str_append(ret, FLAGS, ret[0] ? ", " : "");
		str_append(ret, FLAGS, "short of material");
	}
}

/* "2026-11-24 06:00", or as many characters of it. */
static void local_time(int64_t t, int length, char ret[CELL])
{
	char rfc[ZONE_TEXT];

	zone_rfc3339(t, rfc);
	str_format(ret, CELL, "%.*s", length, rfc);
	if (length > DATE)
		ret[DATE] = ' ';
}

/* Hundredths of an hour. */
static void hours_text(int64_t work_s, char ret[NUM_TEXT])
{
	num_format((work_s + 18) / 36, 2, ret);
}

/* ---- CSV ---- */

static bool is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

static void csv_cell(FILE *f, const char *text, const char *end)
{
	bool quoted = strpbrk(text, "\",\r\n") != NULL;

	if (quoted)
		fputc('"', f);
	if (is_formula(text))
		fputc('\'', f);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	if (quoted)
		fputc('"', f);
	fputs(end, f);
}

static void csv_time(FILE *f, int64_t t)
{
	char text[CELL];

	local_time(t, MINUTE, text);
	csv_cell(f, text, ",");
}

static void csv_quantity(FILE *f, int64_t quantity)
{
	char text[NUM_TEXT];

	num_format(quantity, NUM_QUANTITY_SCALE, text);
	csv_cell(f, text, ",");
}

static void csv_line(const struct writer *w, uint32_t i)
{
	const struct board *b = w->d->board;
	const struct plan_place *at = &b->plan.bar[i].at;
	const struct board_fact *fact = &b->fact[i];
	char hours[NUM_TEXT], flags[FLAGS];

	hours_text(at->work, hours);
	flag_words(w, i, flags);
	csv_cell(w->f, b->plan.lane[at->lane].code, ",");
	csv_cell(w->f, fact->number, ",");
	fprintf(w->f, "%d,", fact->sequence);
	csv_cell(w->f, fact->product, ",");
	csv_cell(w->f, fact->name, ",");
	csv_time(w->f, at->start);
	csv_time(w->f, at->end);
	csv_cell(w->f, hours, ",");
	csv_quantity(w->f, fact->quantity);
	csv_quantity(w->f, fact->good);
	csv_cell(w->f, plan_status_word(at->status), ",");
	csv_cell(w->f, flags, "\r\n");
}

void day_plan_csv(FILE *f, const struct day_plan *d)
{
	struct writer w;

	writer_open(&w, f, d);
	fputs("lane,order,operation,product,name,start,end,hours,quantity,good,status,flags\r\n", f);
	for (size_t i = 0; i < w.n; i++)
		csv_line(&w, w.bar[i]);
	arena_done(&w.mem);
}

/* ---- the page ---- */

/* So many characters, cut or filled up, and a blank behind. */
static void put_cell(FILE *f, const char *text, int width)
{
	char printable[CELL * 2];
	const char *p = printable;
	unsigned codepoint;
	size_t step;
	int n = 0;

	str_printable(printable, sizeof(printable), text, false);
	for (; n < width && (step = utf8_next(p, &codepoint)) > 0; n++, p += step)
		fwrite(p, 1, step, f);
	fprintf(f, "%*s", width - n + 1, "");
}

static void end_line(struct writer *w)
{
	fputc('\n', w->f);
	w->line++;
}

static void page_head(struct writer *w)
{
	char day[CELL], until[CELL], printed[CELL];

	local_time(w->d->from, DATE, day);
	local_time(w->d->to - 1, DATE, until);
	local_time(w->d->printed_at, MINUTE, printed);
	if (strcmp(day, until) != 0) {
		str_append(day, sizeof(day), " - ");
		str_append(day, sizeof(day), until);
	}
	put_cell(w->f, w->d->plant, 26);
	put_cell(w->f, day, 27);
	fprintf(w->f, " printed %s", printed);
	w->line = 0;
	end_line(w);
	for (int i = 0; i < COLUMNS; i++)
		fputc('=', w->f);
	end_line(w);
	end_line(w);
}

static void page_break(struct writer *w)
{
	fputc('\f', w->f);
	page_head(w);
}

static void lane_head(struct writer *w, uint32_t lane, bool goes_on)
{
	const struct board *b = w->d->board;
	const struct plan_place *place = plan_draft(&b->plan, &w->mem);
	char words[CELL];

	str_format(words, sizeof(words), "%s  %s%s", b->plan.lane[lane].code, b->lane_fact[lane].name,
		   goes_on ? "  (goes on)" : "");
	put_cell(w->f, words, 51);
	str_format(words, sizeof(words), "capacity %d, load %d %%", b->plan.lane[lane].capacity,
		   plan_lane_load(&b->plan, place, lane, w->d->from, w->d->to));
	fprintf(w->f, "%28s", words);
	end_line(w);
	fputs("  start      end        order          name                pieces  state", w->f);
	end_line(w);
}

/* "06:00" on the day itself, "Mon 06:00" on another. */
static void put_time(const struct writer *w, int64_t t)
{
	char words[CELL];

	board_time_words(t, words, sizeof(words));
	if (t >= w->d->from && t < w->d->to)
		put_cell(w->f, words + strlen(words) - strlen("06:00"), 10);
	else
		fprintf(w->f, "%.3s %-7s", words, words + strlen(words) - strlen("06:00"));
}

static void put_quantity(FILE *f, int64_t quantity)
{
	char text[NUM_TEXT];

	num_format(quantity, NUM_QUANTITY_SCALE, text);
	fprintf(f, "%7s  ", text);
}

/* Flags have a line of their own. */
static void page_bar(struct writer *w, uint32_t i)
{
	const struct board *b = w->d->board;
	const struct plan_bar *bar = &b->plan.bar[i];
	char flags[FLAGS];

	flag_words(w, i, flags);
	fputs("  ", w->f);
	put_time(w, bar->at.start);
	put_time(w, bar->at.end);
	put_cell(w->f, bar->number, 14);
	put_cell(w->f, b->fact[i].name[0] ? b->fact[i].name : b->fact[i].product, 18);
	put_quantity(w->f, b->fact[i].quantity);
	fputs(plan_status_word(bar->at.status), w->f);
	end_line(w);
	if (!flags[0])
		return;
	fprintf(w->f, "%24s! %s", "", flags);
	end_line(w);
}

static size_t lane_end(const struct writer *w, size_t first)
{
	const struct plan_bar *bar = w->d->board->plan.bar;
	size_t i = first;

	while (i < w->n && bar[w->bar[i]].at.lane == bar[w->bar[first]].at.lane)
		i++;
	return i;
}

static int bar_lines(const struct writer *w, uint32_t i)
{
	char flags[FLAGS];

	flag_words(w, i, flags);
	return flags[0] ? 2 : 1;
}

static int block_lines(const struct writer *w, size_t first, size_t end)
{
	int lines = BLOCK_HEAD_LINES;

	for (size_t i = first; i < end; i++)
		lines += bar_lines(w, w->bar[i]);
	return lines;
}

static void page_lane(struct writer *w, size_t first, size_t end)
{
	uint32_t lane = w->d->board->plan.bar[w->bar[first]].at.lane;

	if (w->line > HEAD_LINES && w->line + block_lines(w, first, end) > LINES)
		page_break(w);
	lane_head(w, lane, false);
	for (size_t i = first; i < end; i++) {
		if (w->line + bar_lines(w, w->bar[i]) > LINES) {
			page_break(w);
			lane_head(w, lane, true);
		}
		page_bar(w, w->bar[i]);
	}
	if (w->line < LINES)
		end_line(w);
}

void day_plan_page(FILE *f, const struct day_plan *d)
{
	struct writer w;

	writer_open(&w, f, d);
	page_head(&w);
	for (size_t i = 0; i < w.n; i = lane_end(&w, i))
		page_lane(&w, i, lane_end(&w, i));
	if (w.n == 0) {
		fputs("Nothing is booked.", f);
		end_line(&w);
	}
	fputc('\f', f);
	arena_done(&w.mem);
}
