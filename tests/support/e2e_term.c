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

struct term_box {
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	int fd;	      /* master side */
	int slave_fd; /* kept open, so that the tty can be asked after the program ended */
	pid_t pid;
	int status;
	bool ended;
	bool alternate;
	char *text;
};

static long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int on_property(VTermProp prop, VTermValue *value, void *user)
{
	if (prop == VTERM_PROP_ALTSCREEN)
		((struct term_box *)user)->alternate = value->boolean;
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

static void run_child(const char *slave, const char *term, char *const argv[], const char *const env[])
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
	execv(argv[0], argv);
	_exit(127);
}

struct term_box *term_box_new(int rows, int cols, const char *term, char *const argv[], const char *const env[])
{
	struct term_box *t = calloc(1, sizeof(*t));
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	char slave[128];

	if (!t || openpty(&t->fd, &t->slave_fd, slave, NULL, &size) != 0)
		abort();
	t->rows = rows;
	t->cols = cols;
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

void term_box_free(struct term_box *t)
{
	if (!t)
		return;
	if (!t->ended && t->pid > 0) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	close(t->fd);
	close(t->slave_fd);
	vterm_free(t->vt);
	free(t->text);
	free(t);
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
	vterm_input_write(t->vt, buffer, (size_t)n);
	return true;
}

void term_box_type(struct term_box *t, const char *text)
{
	send_all(t, text, strlen(text));
}

void term_box_key(struct term_box *t, const char *name)
{
	static const char *const keys[][2] = {
		{ "Enter", "\r" },     { "Esc", "\033" },     { "Tab", "\t" },	    { "Backspace", "\177" },
		{ "Up", "\033OA" },    { "Down", "\033OB" },  { "Right", "\033OC" }, { "Left", "\033OD" },
		{ "F1", "\033OP" },    { "F2", "\033OQ" },    { "F3", "\033OR" },    { "F4", "\033OS" },
		{ "F5", "\033[15~" },  { "F6", "\033[17~" },  { "F7", "\033[18~" },  { "F8", "\033[19~" },
		{ "F9", "\033[20~" },  { "F10", "\033[21~" }, { "F11", "\033[23~" }, { "F12", "\033[24~" },
		{ "PageUp", "\033[5~" }, { "PageDown", "\033[6~" },
	};
	char control[2] = { 0 };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i][0], name) == 0) {
			term_box_type(t, keys[i][1]);
			return;
		}
	}
	if (strncmp(name, "Ctrl-", 5) == 0)
		control[0] = (char)(name[5] & 0x1f);
	term_box_type(t, control);
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
