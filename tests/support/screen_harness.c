/*
 * screen_harness - plays a screen without a terminal.
 */
#include "support/screen_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/remembered.h"
#include "core/spool/sender.h"
#include "ui/term.h"
#include "ui/text.h"

/* The session greets a new connection without being "busy": rest means several quiet turns. */
enum { MAX_TURNS = 10000, QUIET_TURNS = 4, LINE_BYTES = 4096 };

struct player {
	struct player_setup setup;
	struct clock clock;
	int64_t now_ms;
	uint64_t random;
	struct config config;
	FILE *in, *out;
	struct terminal *term;
	struct app *app;
	struct session *session;
	struct spool *spool;
	struct sender *sender;
	struct remembered *remembered;
	char *text, *roles;
	char line[LINE_BYTES];
};

/* 2026-11-24 14:32 UTC */
#define PINNED_S INT64_C(1795530720)

static int64_t fake_mono(void *ctx)
{
	return 1000000 + ((struct player *)ctx)->now_ms;
}

static int64_t fake_wall(void *ctx)
{
	return PINNED_S * 1000000 + ((struct player *)ctx)->now_ms * 1000;
}

static uint64_t fake_random(void *ctx)
{
	return ((struct player *)ctx)->random++;
}

static void fail_with(const struct err *err)
{
	fail_msg("%s: %s", err->code, err->message);
}

static void open_terminal(struct player *p)
{
	struct err err = { 0 };
	struct term_setup setup = {
		.type = "xterm-256color",
		.ascii = p->setup.ascii,
		.clock = &p->clock,
		.rows = p->setup.rows > 0 ? p->setup.rows : 24,
		.cols = p->setup.cols > 0 ? p->setup.cols : 80,
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	unsetenv("NO_COLOR");
	p->in = setup.in = fopen("/dev/null", "r");
	p->out = setup.out = fopen("/dev/null", "w");
	p->term = term_open(&setup, &err);
	if (p->term == NULL)
		fail_with(&err);
}

/* In memory. What the terminal remembers is asked for by the tests that are about it. */
static void open_spool(struct player *p)
{
	struct err err = { 0 };

	if (p->session == NULL || p->setup.no_spool != NULL)
		return;
	if (!spool_open(NULL, &p->clock, &p->spool, &err))
		fail_with(&err);
	p->sender = sender_new(p->spool, p->session, &p->clock, NULL);
	if (p->setup.remembers)
		p->remembered = remembered_new(p->spool, p->session, &p->clock);
}

struct player *player_new(const struct player_setup *setup)
{
	struct player *p = mem_alloc(sizeof(*p));
	struct app_setup as = { 0 };
	struct err err = { 0 };

	p->setup = *setup;
	p->clock = (struct clock){ fake_mono, fake_wall, fake_random, p };
	p->random = 42;
	config_defaults(&p->config);
	p->config.theme = setup->theme != NULL ? setup->theme : "dark";
	p->config.ascii = setup->ascii;
	p->config.bell = BELL_OFF;
	if (setup->configure != NULL)
		setup->configure(&p->config);
	open_terminal(p);
	p->session = setup->session != NULL ? setup->session(&p->clock) : NULL;
	open_spool(p);
	as = (struct app_setup){
		.config = &p->config,
		.session = p->session,
		.clock = &p->clock,
		.term = p->term,
		.screens = setup->screens,
		.sender = p->sender,
		.remembered = p->remembered,
		.no_spool = setup->no_spool,
	};
	p->app = app_new(&as, &err);
	if (p->app == NULL)
		fail_with(&err);
	if (setup->start != NULL)
		app_open(p->app, setup->start, setup->arg);
	else
		app_start(p->app);
	player_step(p);
	return p;
}

void player_free(struct player *p)
{
	if (p == NULL)
		return;
	app_free(p->app);
	remembered_free(p->remembered);
	sender_free(p->sender);
	session_free(p->session);
	spool_close(p->spool);
	term_close(p->term);
	fclose(p->in);
	fclose(p->out);
	config_done(&p->config);
	free(p->text);
	free(p->roles);
	free(p);
}

struct app *player_app(struct player *p)
{
	return p->app;
}

struct spool *player_spool(struct player *p)
{
	return p->spool;
}

const struct clock *player_clock(struct player *p)
{
	return &p->clock;
}

/*
 * Turn until nothing is left to do. What waits for a short time (an Esc, the
 * gap between two updates) gets it from the fake clock at once.
 */
void player_step(struct player *p)
{
	int quiet = 0;

	for (int i = 0; i < MAX_TURNS; i++) {
		if (!app_turn(p->app))
			return;
		quiet = app_idle(p->app) ? quiet + 1 : 0;
		if (quiet == QUIET_TURNS)
			return;
		if (quiet > 0)
			continue;
		if (p->setup.busy != NULL)
			p->setup.busy(p->setup.ctx);
		if (i % 4 == 3)
			p->now_ms += 10;
	}
	fail_msg("the screen never comes to rest");
}

void player_pass_ms(struct player *p, int64_t ms)
{
	p->now_ms += ms;
}

void player_advance_ms(struct player *p, int64_t ms)
{
	p->now_ms += ms;
	player_step(p);
}

static void feed(struct player *p, const key_code *codes, size_t n)
{
	struct key keys[1024];

	if (n > 1024)
		fail_msg("too many keys at once");
	for (size_t i = 0; i < n; i++)
		keys[i] = (struct key){ codes[i], fake_mono(p) };
	app_feed(p->app, keys, n);
	player_step(p);
}

void player_keys(struct player *p, const char *names)
{
	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		char name[40];
		key_code code;

		str_format(name, sizeof(name), "%.*s", (int)n, names);
		if (!key_parse(name, &code))
			fail_msg("no key called %s", name);
		/* A person presses one key at a time. */
		p->now_ms += 50;
		feed(p, &code, 1);
		names += n;
		names += strspn(names, " ");
	}
}

static size_t codes_of(const char *text, key_code *codes, size_t max)
{
	size_t n = 0, used;
	unsigned cp;

	while (n < max && (used = utf8_next(text, &cp)) > 0) {
		codes[n++] = cp == '\r' || cp == '\n' ? KEYC_ENTER : cp == '\t' ? KEYC_TAB : cp;
		text += used;
	}
	return n;
}

void player_type(struct player *p, const char *text)
{
	key_code codes[1024];

	p->now_ms += 50;
	feed(p, codes, codes_of(text, codes, 1024));
}

void player_scan(struct player *p, const char *text)
{
	key_code codes[1024];
	size_t n = codes_of(text, codes, 1023);

	codes[n++] = KEYC_ENTER;
	p->now_ms += 50;
	feed(p, codes, n);
}

void player_resize(struct player *p, int rows, int cols)
{
	term_resize(p->term, rows, cols);
	app_resized(p->app);
	player_step(p);
}

/* ---- the picture ---- */

static size_t encode_cell(const struct cell *cell, char *out)
{
	size_t n = 0;

	for (int i = 0; i < CELL_CHARS && cell->ch[i] != 0; i++) {
		char one[5];
		size_t len = text_encode(cell->ch[i], one);

		memcpy(out + n, one, len);
		n += len;
	}
	return n;
}

/* One row without trailing blanks; returns its bytes. */
static size_t row_text(const struct grid *g, int row, char *out)
{
	size_t n = 0, end = 0;

	for (int col = 0; col < g->cols; col++) {
		const struct cell *cell = grid_cell(g, row, col);

		n += encode_cell(cell, out + n);
		if (cell->ch[0] != ' ' && cell->ch[0] != 0)
			end = n;
	}
	out[end] = '\0';
	return end;
}

const char *player_text(struct player *p)
{
	const struct grid *g = app_grid(p->app);
	size_t n = 0;

	p->text = mem_grow(p->text, (size_t)g->rows * ((size_t)g->cols * 4 * CELL_CHARS + 1) + 1);
	for (int row = 0; row < g->rows; row++) {
		n += row_text(g, row, p->text + n);
		p->text[n++] = '\n';
	}
	p->text[n] = '\0';
	return p->text;
}

const char *player_roles(struct player *p)
{
	const struct grid *g = app_grid(p->app);
	size_t n = 0;

	p->roles = mem_grow(p->roles, (size_t)g->rows * ((size_t)g->cols + 1) + 1);
	for (int row = 0; row < g->rows; row++) {
		for (int col = 0; col < g->cols; col++) {
			const struct cell *cell = grid_cell(g, row, col);
			enum role role =
				cell->surface < ROLE_COUNT && cell->role == ROLE_BODY ? cell->surface : cell->role;

			p->roles[n++] = role_letter(role);
		}
		p->roles[n++] = '\n';
	}
	p->roles[n] = '\0';
	return p->roles;
}

const char *player_line(struct player *p, int row)
{
	const struct grid *g = app_grid(p->app);

	if (row < 0)
		row += g->rows;
	p->line[0] = '\0';
	if (row >= 0 && row < g->rows && (size_t)g->cols * 4 * CELL_CHARS < sizeof(p->line))
		row_text(g, row, p->line);
	return p->line;
}

bool player_find(struct player *p, const char *text, int *ret_row, int *ret_col)
{
	const struct grid *g = app_grid(p->app);

	for (int row = 0; row < g->rows; row++) {
		const char *line = player_line(p, row), *hit = strstr(line, text);

		if (hit == NULL)
			continue;
		p->line[hit - line] = '\0';
		*ret_row = row;
		*ret_col = text_width(p->line);
		return true;
	}
	return false;
}

bool player_shows(struct player *p, const char *text)
{
	int row, col;

	return player_find(p, text, &row, &col);
}

char player_role_of(struct player *p, const char *text)
{
	int row, col;
	const struct cell *cell;

	if (!player_find(p, text, &row, &col))
		return 0;
	cell = grid_cell(app_grid(p->app), row, col);
	return role_letter((enum role)cell->role);
}

char player_surface_of(struct player *p, const char *text)
{
	int row, col;
	const struct cell *cell;

	if (!player_find(p, text, &row, &col))
		return 0;
	cell = grid_cell(app_grid(p->app), row, col);
	return cell->surface < ROLE_COUNT ? role_letter((enum role)cell->surface) : ' ';
}

void player_cursor(struct player *p, int *ret_row, int *ret_col)
{
	*ret_row = app_grid(p->app)->cursor_row;
	*ret_col = app_grid(p->app)->cursor_col;
}

unsigned player_paints(const struct player *p)
{
	return app_paints(p->app);
}

unsigned player_terminal_cell(const struct player *p, int row, int col)
{
	return term_cell(p->term, row, col);
}

void player_assert_shows(struct player *p, const char *text, bool wanted, const char *file, int line)
{
	if (player_shows(p, text) == wanted)
		return;
	print_error("%s:%d: \"%s\" %s:\n%s", file, line, text, wanted ? "is not shown" : "is shown", player_text(p));
	_fail(file, line);
}
