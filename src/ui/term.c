/*
 * term - opening and closing the terminal, its size, its keys, its sound.
 */
#include "ui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/term_caps.h"
#include "ui/term_crash.h"
#include "ui/term_own.h"

enum { ESCAPE_DELAY_MS = 25 };

/* Codes above curses' own for sequences that terminfo does not name. */
enum { CODE_PASTE_BEGIN = KEY_MAX + 1, CODE_PASTE_END };

/* ---- opening ---- */

/* A UTF-8 locale of the environment, else C.UTF-8, else none: then only ASCII is painted. */
static bool set_locale(void)
{
	if (setlocale(LC_ALL, "") == NULL)
		setlocale(LC_ALL, "C");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return true;
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return false;
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* newterm ends the program or fails without a word for types it cannot use, so they are tried before. */
static bool check_type(const char *type, int fd, struct err *err)
{
	if (type == NULL || type[0] == '\0')
		return err_set(err, ERR_USAGE, "UNKNOWN_TERMINAL", "", "TERM is not set");
	switch (term_caps_try(type, fd)) {
	case TYPE_GOOD:
		return true;
	case TYPE_POOR:
		return err_set(err, ERR_USAGE, "POOR_TERMINAL", "", "terminal type %s cannot place the cursor", type);
	case TYPE_UNKNOWN:
		break;
	}
	err_set(err, ERR_USAGE, "UNKNOWN_TERMINAL", "", "this machine has no description of terminal type %s", type);
	return err_hint(err, "set TERM to what the terminal is, often xterm-256color, linux or vt220");
}

static bool check_devices(const struct term_setup *setup, struct terminal *t, struct err *err)
{
	t->in = setup->in != NULL ? setup->in : stdin;
	t->out = setup->out != NULL ? setup->out : stdout;
	if (setup->rows > 0)
		return true;
	if (!isatty(fileno(t->in)) || !isatty(fileno(t->out))) {
		err_set(err, ERR_USAGE, "NOT_A_TERMINAL", "", "the screen needs a terminal");
		return err_hint(err, "without one use a verb: gemba --help");
	}
	return true;
}

static void set_modes(struct terminal *t)
{
	/* raw, not cbreak: scanned ^S, ^Q, ^C, ^Z must arrive as data. nonl: CR stays CR. */
	raw();
	nonl();
	noecho();
	set_escdelay(ESCAPE_DELAY_MS);
	/* Reading on a pad does not paint the screen behind our back. */
	t->pad = newpad(1, 1);
	keypad(t->pad, TRUE);
	nodelay(t->pad, TRUE);
	leaveok(stdscr, FALSE);
	curs_set(1);
	define_key("\033[200~", CODE_PASTE_BEGIN);
	define_key("\033[201~", CODE_PASTE_END);
}

static void set_colours(struct terminal *t)
{
	const char *no_colour = getenv("NO_COLOR");

	t->colours = 0;
	if ((no_colour != NULL && no_colour[0] != '\0') || !has_colors() || start_color() != OK || COLORS < 8)
		return;
	t->default_colours = use_default_colors() == OK;
	t->colours = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
}

/* Bracketed paste, where the terminal is of a kind that knows it. */
static void bracketed_paste(struct terminal *t, bool on)
{
	if (t->fixed || !t->pastes)
		return;
	fputs(on ? "\033[?2004h" : "\033[?2004l", t->out);
	fflush(t->out);
}

struct terminal *term_open(const struct term_setup *setup, struct err *err)
{
	struct terminal *t = mem_alloc(sizeof(*t));
	const char *type = setup->type != NULL ? setup->type : getenv("TERM");

	t->fixed = setup->rows > 0;
	t->clock = setup->clock;
	t->bell = setup->bell;
	t->ascii = !set_locale() || setup->ascii;
	if (!check_devices(setup, t, err) || !check_type(type, fileno(t->out), err)) {
		free(t);
		return NULL;
	}
	/* Set in the environment they would forbid every later change of size. */
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (setup->handle_crash)
		term_crash_arm(fileno(t->in), fileno(t->out));
	t->screen = newterm(type, t->out, t->in);
	if (t->screen == NULL) {
		term_crash_disarm();
		free(t);
		err_set(err, ERR_USAGE, "UNKNOWN_TERMINAL", "", "the terminal cannot be used as %s", type);
		return NULL;
	}
	t->pastes = term_caps_has("kmous") || str_starts(type, "xterm") || str_starts(type, "tmux");
	t->has_function_keys = term_caps_has("kf1") && term_caps_has("kf5");
	set_modes(t);
	set_colours(t);
	bracketed_paste(t, true);
	term_resize(t, setup->rows, setup->cols);
	return t;
}

void term_close(struct terminal *t)
{
	if (t == NULL)
		return;
	bracketed_paste(t, false);
	delwin(t->pad);
	endwin();
	delscreen(t->screen);
	term_crash_disarm();
	free(t);
}

/* ---- facts ---- */

int term_fd(const struct terminal *t)
{
	return fileno(t->in);
}

bool term_ascii(const struct terminal *t)
{
	return t->ascii;
}

bool term_has_function_keys(const struct terminal *t)
{
	return t->has_function_keys;
}

void term_size(const struct terminal *t, int *ret_rows, int *ret_cols)
{
	(void)t;
	getmaxyx(stdscr, *ret_rows, *ret_cols);
}

bool term_resize(struct terminal *t, int rows, int cols)
{
	struct winsize size = { 0 };
	int old_rows, old_cols;

	term_size(t, &old_rows, &old_cols);
	if (rows <= 0 && !t->fixed && ioctl(fileno(t->out), TIOCGWINSZ, &size) == 0) {
		rows = size.ws_row;
		cols = size.ws_col;
	}
	if (rows <= 0 || cols <= 0 || (rows == old_rows && cols == old_cols))
		return false;
	resizeterm(rows, cols);
	return true;
}

/* ---- keys ---- */

static key_code special_key(int code)
{
	static const struct {
		int curses;
		key_code code;
	} table[] = {
		{ KEY_ENTER, KEYC_ENTER },
		{ KEY_BACKSPACE, KEYC_BACKSPACE },
		{ KEY_DC, KEYC_DELETE },
		{ KEY_IC, KEYC_INSERT },
		{ KEY_UP, KEYC_UP },
		{ KEY_DOWN, KEYC_DOWN },
		{ KEY_LEFT, KEYC_LEFT },
		{ KEY_RIGHT, KEYC_RIGHT },
		{ KEY_HOME, KEYC_HOME },
		{ KEY_END, KEYC_END },
		{ KEY_A1, KEYC_HOME },
		{ KEY_C1, KEYC_END },
		{ KEY_FIND, KEYC_HOME },
		{ KEY_SELECT, KEYC_END },
		{ KEY_LL, KEYC_END },
		{ KEY_PPAGE, KEYC_PAGE_UP },
		{ KEY_NPAGE, KEYC_PAGE_DOWN },
		{ KEY_A3, KEYC_PAGE_UP },
		{ KEY_C3, KEYC_PAGE_DOWN },
		{ KEY_BTAB, KEYC_SHIFT_TAB },
		{ CODE_PASTE_BEGIN, KEYC_PASTE_BEGIN },
		{ CODE_PASTE_END, KEYC_PASTE_END },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].curses == code)
			return table[i].code;
	if (code > KEY_F0 && code <= KEY_F(24))
		return KEYC_F0 + (key_code)(code - KEY_F0);
	return KEYC_OTHER;
}

static key_code plain_key(unsigned c)
{
	switch (c) {
	case '\r':
		return KEYC_ENTER;
	case '\t':
		return KEYC_TAB;
	case 0x1B:
		return KEYC_ESC;
	case 0x7F:
		return KEYC_BACKSPACE;
	default:
		return c;
	}
}

/*
 * One more byte. True when it ends a character. Not wget_wch: that throws
 * away all that waits behind a byte which is no UTF-8, an Enter too. Here
 * only the broken character is left out.
 */
static bool take_byte(struct terminal *t, unsigned char byte, key_code *ret)
{
	unsigned char first;
	size_t length;
	unsigned cp;

	if (byte < 0x80) {
		t->n_part = 0;
		*ret = plain_key(byte);
		return true;
	}
	if (byte >= 0xC0)
		t->n_part = 0;
	else if (t->n_part == 0)
		return false;
	t->part[t->n_part++] = (char)byte;
	t->part[t->n_part] = '\0';
	first = (unsigned char)t->part[0];
	length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
	if (t->n_part < length)
		return false;
	t->n_part = 0;
	*ret = KEYC_OTHER;
	if (utf8_next(t->part, &cp) == length)
		*ret = cp;
	return true;
}

/* curses says ERR both for "nothing there" and for "hung up". */
static bool hung_up(const struct terminal *t)
{
	char unused;

	if (t->fixed)
		return false;
	errno = 0;
	return read(fileno(t->in), &unused, 0) < 0 && errno != EAGAIN && errno != EINTR;
}

size_t term_read(struct terminal *t, struct key *keys, size_t max, bool *ret_gone)
{
	int64_t now = clock_mono_ms(t->clock);
	size_t n = 0;

	*ret_gone = false;
	while (n < max) {
		int c = wgetch(t->pad);

		if (c == ERR)
			break;
		if (c == KEY_RESIZE)
			continue; /* our own resizeterm; the app was told already */
		if (c > 0xFF)
			keys[n].code = special_key(c);
		else if (!take_byte(t, (unsigned char)c, &keys[n].code))
			continue;
		keys[n++].at_ms = now;
	}
	if (n == 0)
		*ret_gone = hung_up(t);
	return n;
}

/* ---- sound ---- */

void term_bell(struct terminal *t, bool good)
{
	/* Scanners sound for a good read themselves; one bell is enough. Bad is two, and the flash. */
	if (t->bell == BELL_OFF || t->fixed)
		return;
	if (t->bell == BELL_SOUND || t->bell == BELL_BOTH) {
		fputs(good ? "\a" : "\a\a", t->out);
		fflush(t->out);
	}
	if (!good && (t->bell == BELL_FLASH || t->bell == BELL_BOTH))
		flash();
}
