/*
 * e2e_term - see e2e_term.h.
 */
#include "support/e2e_term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { KEYS_XTERM, KEYS_MONO, KEYS_LINUX, KEYS_VT220, KEYS_KINDS };

struct term_box {
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	int fd;	      /* master side */
	int slave_fd; /* kept open, so that the tty can be asked after the program ended */
	pid_t pid;
	int status;
	bool ended;
	bool alternate, titled;
	int keys; /* column of the table of keys */
	char *text;
	char *raw;
	size_t raw_bytes, raw_space;
	long long read_us; /* when the last bytes came */
	char foreign[64];
};

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static long long now_ms(void)
{
	return now_us() / 1000;
}

static int on_property(VTermProp prop, VTermValue *value, void *user)
{
	struct term_box *t = user;

	if (prop == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	if (prop == VTERM_PROP_TITLE || prop == VTERM_PROP_ICONNAME)
		t->titled = true;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

static void send_all(struct term_box *t, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(t->fd, bytes, n);

		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
}

/* What the terminal itself answers (cursor reports and the like). */
static void answer(const char *bytes, size_t n, void *user)
{
	send_all(user, bytes, n);
}

static void run_child(const char *slave, const char *term, const char *const argv[], const char *const env[])
{
	int fd;

	setsid();
	fd = open(slave, O_RDWR);
	if (fd < 0)
		_exit(126);
	ioctl(fd, TIOCSCTTY, 0);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
	setenv("TERM", term, 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	for (size_t i = 0; env && env[i]; i++)
		putenv(strdup(env[i]));
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

struct term_box *term_box_new(int rows, int cols, const char *term, const char *const argv[], const char *const env[])
{
	struct term_box *t = calloc(1, sizeof(*t));
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	char slave[128];

	if (!t || openpty(&t->fd, &t->slave_fd, slave, NULL, &size) != 0)
		abort();
	t->rows = rows;
	t->cols = cols;
	t->keys = strcmp(term, "xterm-mono") == 0 ? KEYS_MONO
		  : strcmp(term, "linux") == 0	  ? KEYS_LINUX
		  : strcmp(term, "vt220") == 0	  ? KEYS_VT220
						  : KEYS_XTERM;
	t->vt = vterm_new(rows, cols);
	vterm_set_utf8(t->vt, 1);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_output_set_callback(t->vt, answer, t);
	vterm_screen_reset(t->screen, 1);
	t->pid = fork();
	if (t->pid == 0) {
		close(t->fd);
		run_child(slave, term, argv, env);
	}
	return t;
}

void term_box_hang_up(struct term_box *t)
{
	if (t->fd < 0)
		return;
	close(t->fd);
	close(t->slave_fd);
	t->fd = t->slave_fd = -1;
}

void term_box_free(struct term_box *t)
{
	if (!t)
		return;
	if (!t->ended && t->pid > 0) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	term_box_hang_up(t);
	vterm_free(t->vt);
	free(t->text);
	free(t->raw);
	free(t);
}

static void keep_raw(struct term_box *t, const char *bytes, size_t n)
{
	if (t->raw_bytes + n > t->raw_space) {
		t->raw_space = (t->raw_bytes + n) * 2;
		t->raw = realloc(t->raw, t->raw_space);
		if (!t->raw)
			abort();
	}
	memcpy(t->raw + t->raw_bytes, bytes, n);
	t->raw_bytes += n;
}

/* Take what the program painted within wait_ms. False when nothing came. */
static bool pump(struct term_box *t, int wait_ms)
{
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	char buffer[16384];
	ssize_t n;

	if (!t->ended && waitpid(t->pid, &t->status, WNOHANG) == t->pid)
		t->ended = true;
	if (poll(&p, 1, wait_ms) <= 0 || !(p.revents & POLLIN))
		return false;
	n = read(t->fd, buffer, sizeof(buffer));
	if (n <= 0)
		return false;
	t->read_us = now_us();
	keep_raw(t, buffer, (size_t)n);
	vterm_input_write(t->vt, buffer, (size_t)n);
	return true;
}

void term_box_type(struct term_box *t, const char *text)
{
	send_all(t, text, strlen(text));
}

/* What a terminal of this kind sends for the key, "" when it has none. */
static const char *key_bytes(const struct term_box *t, const char *name)
{
	static const struct {
		const char *name;
		const char *bytes[KEYS_KINDS]; /* NULL: as xterm */
	} keys[] = {
		{ "Enter", { "\r" } },
		{ "Esc", { "\033" } },
		{ "Tab", { "\t" } },
		{ "Backspace", { "\177" } },
		{ "PageUp", { "\033[5~" } },
		{ "PageDown", { "\033[6~" } },
		{ "Up", { "\033OA", NULL, "\033[A", "\033[A" } },
		{ "Down", { "\033OB", NULL, "\033[B", "\033[B" } },
		{ "Right", { "\033OC", NULL, "\033[C", "\033[C" } },
		{ "Left", { "\033OD", NULL, "\033[D", "\033[D" } },
		{ "F1", { "\033OP", "\033[11~", "\033[[A" } },
		{ "F2", { "\033OQ", "\033[12~", "\033[[B" } },
		{ "F3", { "\033OR", "\033[13~", "\033[[C" } },
		{ "F4", { "\033OS", "\033[14~", "\033[[D" } },
		{ "F5", { "\033[15~", NULL, "\033[[E", "" } },
		{ "F6", { "\033[17~" } },
		{ "F7", { "\033[18~" } },
		{ "F8", { "\033[19~" } },
		{ "F9", { "\033[20~" } },
		{ "F10", { "\033[21~" } },
		{ "F11", { "\033[23~" } },
		{ "F12", { "\033[24~" } },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].bytes[t->keys] ? keys[i].bytes[t->keys] : keys[i].bytes[KEYS_XTERM];
	return "";
}

void term_box_key(struct term_box *t, const char *name)
{
	char control[2] = { 0 };

	if (strncmp(name, "Ctrl-", 5) == 0)
		control[0] = (char)(name[5] & 0x1f);
	else if (name[0] != '\0' && name[1] == '\0')
		control[0] = name[0];
	term_box_type(t, control[0] ? control : key_bytes(t, name));
}

long long term_box_time_key(struct term_box *t, const char *name, int patience_ms, int quiet_ms, size_t *ret_bytes)
{
	size_t before;
	long long began;

	(void)term_box_raw(t, &before);
	began = now_us();
	term_box_key(t, name);
	*ret_bytes = 0;
	if (!pump(t, patience_ms))
		return 0;
	while (pump(t, quiet_ms))
		;
	*ret_bytes = t->raw_bytes - before;
	return t->read_us - began;
}

void term_box_resize(struct term_box *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	t->rows = rows;
	t->cols = cols;
	vterm_set_size(t->vt, rows, cols);
	ioctl(t->fd, TIOCSWINSZ, &size);
}

static size_t put_utf8(char *at, uint32_t ch)
{
	if (ch < 0x80) {
		at[0] = (char)ch;
		return 1;
	}
	if (ch < 0x800) {
		at[0] = (char)(0xc0 | ch >> 6);
		at[1] = (char)(0x80 | (ch & 0x3f));
		return 2;
	}
	if (ch < 0x10000) {
		at[0] = (char)(0xe0 | ch >> 12);
		at[1] = (char)(0x80 | (ch >> 6 & 0x3f));
		at[2] = (char)(0x80 | (ch & 0x3f));
		return 3;
	}
	at[0] = (char)(0xf0 | ch >> 18);
	at[1] = (char)(0x80 | (ch >> 12 & 0x3f));
	at[2] = (char)(0x80 | (ch >> 6 & 0x3f));
	at[3] = (char)(0x80 | (ch & 0x3f));
	return 4;
}

static size_t put_row(struct term_box *t, int row, char *at)
{
	size_t n = 0, end = 0;

	for (int col = 0; col < t->cols; col++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(t->screen, (VTermPos){ row, col }, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0) {
			at[n++] = ' ';
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			n += put_utf8(at + n, cell.chars[i]);
		if (cell.chars[0] != ' ')
			end = n;
	}
	at[end] = '\n';
	return end + 1;
}

const char *term_box_text(struct term_box *t)
{
	size_t n = 0;

	free(t->text);
	t->text = calloc(1, (size_t)(t->rows * (t->cols * 4 * VTERM_MAX_CHARS_PER_CELL + 1)) + 1);
	if (!t->text)
		abort();
	for (int row = 0; row < t->rows; row++)
		n += put_row(t, row, t->text + n);
	t->text[n] = '\0';
	return t->text;
}

bool term_box_shows(struct term_box *t, const char *text)
{
	return strstr(term_box_text(t), text) != NULL;
}

/* Painted and quiet: a picture in the middle of an update is no picture. */
static bool wait_for(struct term_box *t, const char *text, bool shown, int deadline_s)
{
	long long deadline = now_ms() + deadline_s * 1000LL;

	while (now_ms() < deadline) {
		bool quiet = !pump(t, 30);

		if (quiet && term_box_shows(t, text) == shown)
			return true;
		if (quiet && t->ended)
			break;
	}
	return term_box_shows(t, text) == shown;
}

bool term_box_wait(struct term_box *t, const char *text, int deadline_s)
{
	return wait_for(t, text, true, deadline_s);
}

bool term_box_wait_gone(struct term_box *t, const char *text, int deadline_s)
{
	return wait_for(t, text, false, deadline_s);
}

void term_box_settle(struct term_box *t, int quiet_ms)
{
	while (pump(t, quiet_ms))
		;
}

bool term_box_wait_end(struct term_box *t, int deadline_s, int *ret_status)
{
	long long deadline = now_ms() + deadline_s * 1000LL;

	while (!t->ended && now_ms() < deadline)
		pump(t, 20);
	while (pump(t, 0))
		;
	if (t->ended)
		*ret_status = t->status;
	return t->ended;
}

bool term_box_on_alternate(const struct term_box *t)
{
	return t->alternate;
}

bool term_box_echoes(const struct term_box *t)
{
	struct termios state;

	return tcgetattr(t->slave_fd, &state) == 0 && (state.c_lflag & ECHO) && (state.c_lflag & ICANON);
}

pid_t term_box_pid(const struct term_box *t)
{
	return t->pid;
}

/* ---- what was sent ---- */

const char *term_box_raw(struct term_box *t, size_t *ret_bytes)
{
	while (pump(t, 0))
		;
	*ret_bytes = t->raw_bytes;
	return t->raw;
}

void term_box_raw_forget(struct term_box *t)
{
	while (pump(t, 0))
		;
	t->raw_bytes = 0;
}

bool term_box_wait_raw(struct term_box *t, const char *bytes, int deadline_s)
{
	long long deadline = now_ms() + deadline_s * 1000LL;

	while (!t->raw_bytes || !memmem(t->raw, t->raw_bytes, bytes, strlen(bytes))) {
		if (now_ms() >= deadline || (!pump(t, 30) && t->ended))
			return false;
	}
	return true;
}

/*
 * How long the sequence at an ESC is when a picture may hold it; 0: it may
 * not. Erasing everything is not here: curses does it only at the start, at a
 * change of size and on Ctrl-L, so a test forgets those bytes before.
 */
static size_t known_sequence(const char *at, size_t n)
{
	size_t i = 2;

	if (n < 2)
		return 0;
	if (at[1] == '7' || at[1] == '8' || at[1] == '=' || at[1] == '>' || at[1] == 'M')
		return 2;
	if ((at[1] == '(' || at[1] == ')') && n >= 3)
		return at[2] == 'B' || at[2] == '0' ? 3 : 0;
	if (at[1] != '[')
		return 0;
	while (i < n && ((at[i] >= '0' && at[i] <= '9') || at[i] == ';' || at[i] == '?' || at[i] == '>'))
		i++;
	/* xterm keeps its title while the alternate screen is up. */
	if (n >= 9 && (memcmp(at, "\033[22;0;0t", 9) == 0 || memcmp(at, "\033[23;0;0t", 9) == 0))
		return 10;
	if (i >= n || !strchr("ABCDGHIJKLMPSTXZ@bdfhlmr", at[i]))
		return 0;
	if (at[i] == 'J' && i > 2 && at[2] != '0' && at[2] != '1')
		return 0;
	return i + 1;
}

/* Marks, overrides and isolates of direction: U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069. */
static bool turns_text(const char *at, size_t n)
{
	unsigned char last = n >= 3 ? (unsigned char)at[2] : 0;

	if (n < 3 || (unsigned char)at[0] != 0xe2)
		return false;
	if ((unsigned char)at[1] == 0x80)
		return last == 0x8e || last == 0x8f || (last >= 0xaa && last <= 0xae);
	return (unsigned char)at[1] == 0x81 && last >= 0xa6 && last <= 0xa9;
}

const char *term_box_foreign(struct term_box *t)
{
	size_t n, step, out = 0;
	const char *raw = term_box_raw(t, &n);

	for (size_t i = 0; i < n; i += step) {
		unsigned char c = (unsigned char)raw[i], next = i + 1 < n ? (unsigned char)raw[i + 1] : 0;
		bool control = c < 0x20 || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0) ||
			       turns_text(raw + i, n - i);

		step = c == 033 ? known_sequence(raw + i, n - i) : !control || strchr("\a\b\t\n\r\016\017", c) ? 1 : 0;
		if (step > 0)
			continue;
		for (size_t k = i; k < n && k < i + 12; k++)
			out += (size_t)snprintf(t->foreign + out, sizeof(t->foreign) - out, "%02x ",
						(unsigned char)raw[k]);
		return t->foreign;
	}
	return NULL;
}

bool term_box_titled(const struct term_box *t)
{
	return t->titled;
}

bool term_box_coloured(struct term_box *t)
{
	for (int row = 0; row < t->rows; row++) {
		for (int col = 0; col < t->cols; col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(t->screen, (VTermPos){ row, col }, &cell);
			if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
				return true;
		}
	}
	return false;
}

static void mix(unsigned long long *hash, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;

	while (n-- > 0)
		*hash = (*hash ^ *at++) * 0x100000001b3ULL;
}

/* Of a blank only the background is seen. */
static void mix_cell(unsigned long long *hash, const VTermScreen *screen, VTermScreenCell *cell)
{
	bool is_blank = cell->chars[0] == 0 || cell->chars[0] == ' ';
	VTermColor *fg = cell->attrs.reverse ? &cell->bg : &cell->fg, *bg = cell->attrs.reverse ? &cell->fg : &cell->bg;
	unsigned attrs = cell->attrs.bold | cell->attrs.underline << 1 | cell->attrs.italic << 3 |
			 cell->attrs.blink << 4 | cell->attrs.strike << 5;

	vterm_screen_convert_color_to_rgb(screen, fg);
	vterm_screen_convert_color_to_rgb(screen, bg);
	mix(hash, (unsigned char[]){ bg->rgb.red, bg->rgb.green, bg->rgb.blue, is_blank }, 4);
	if (is_blank && !cell->attrs.underline)
		return;
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
		mix(hash, &cell->chars[i], sizeof(cell->chars[i]));
	mix(hash, &attrs, sizeof(attrs));
	mix(hash, (unsigned char[]){ fg->rgb.red, fg->rgb.green, fg->rgb.blue }, 3);
}

unsigned long long term_box_picture(struct term_box *t)
{
	unsigned long long hash = 0xcbf29ce484222325ULL;

	for (int row = 0; row < t->rows; row++) {
		for (int col = 0; col < t->cols; col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(t->screen, (VTermPos){ row, col }, &cell);
			mix_cell(&hash, t->screen, &cell);
		}
	}
	return hash;
}
