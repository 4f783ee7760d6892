/*
 * serial - a scanner on a serial line.
 */
#include "ui/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/arena.h"

enum { SILENCE_MS = 100, TRY_AGAIN_MS = 1000, CHUNK = 512, EOT = 0x04 };

struct serial {
	char *path;
	int baud;
	const struct clock *clock;
	int fd;
	int64_t try_ms; /* when to open again */
	struct err trouble;

	unsigned char in[CHUNK]; /* read and not yet looked at */
	size_t in_at, in_n;

	char text[SCAN_BYTES + 1]; /* of the scan that is coming */
	size_t n;
	bool too_long;	 /* what comes is thrown away up to its end */
	int64_t byte_ms; /* of the last byte */

	unsigned char last[SCAN_BYTES + 1]; /* the last scan and what ended it */
	size_t n_last;
};

static const struct {
	int baud;
	speed_t speed;
} speeds[] = {
	{ 1200, B1200 },   { 2400, B2400 },   { 4800, B4800 },	 { 9600, B9600 },
	{ 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 },
};

static speed_t speed_of(int baud)
{
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++)
		if (speeds[i].baud == baud)
			return speeds[i].speed;
	return B9600;
}

/* ---- the device ---- */

static void close_line(struct serial *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->try_ms = clock_mono_ms(s->clock) + TRY_AGAIN_MS;
	/* Half a label is worse than none. */
	s->n = 0;
	s->too_long = false;
}

static void gone(struct serial *s, const char *why)
{
	close_line(s);
	err_set(&s->trouble, ERR_RETRY, "SCANNER_GONE", "scanner", "no scanner at %s: %s", s->path, why);
	err_hint(&s->trouble, "plug it in, or use another terminal; it is looked for every second");
}

static bool set_line(int fd, int baud)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return false;
	cfmakeraw(&t);
	t.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | PARENB);
	t.c_cflag |= CLOCAL | CREAD | CS8;
	/* With 0 "nothing there" and "hung up" would read alike. */
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	cfsetispeed(&t, speed_of(baud));
	cfsetospeed(&t, speed_of(baud));
	return tcsetattr(fd, TCSANOW, &t) == 0;
}

static void open_line(struct serial *s)
{
	s->fd = open(s->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (s->fd < 0) {
		gone(s, strerror(errno));
		return;
	}
	if (!isatty(s->fd) || !set_line(s->fd, s->baud)) {
		gone(s, "it is no serial line");
		return;
	}
	/* Two programs would share the bytes between them. Not all drivers know how; then it goes without. */
	(void)ioctl(s->fd, TIOCEXCL);
	s->try_ms = -1;
	s->trouble = (struct err){ 0 };
}

struct serial *serial_new(const char *path, int baud, const struct clock *clock)
{
	struct serial *s = mem_alloc(sizeof(*s));

	s->path = mem_strdup(path);
	s->baud = baud;
	s->clock = clock;
	open_line(s);
	return s;
}

void serial_free(struct serial *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
	free(s);
}

int serial_fd(const struct serial *s)
{
	return s->fd;
}

const struct err *serial_trouble(const struct serial *s)
{
	return &s->trouble;
}

int64_t serial_deadline_ms(const struct serial *s)
{
	if (s->in_at < s->in_n)
		return clock_mono_ms(s->clock);
	if (s->fd < 0)
		return s->try_ms;
	return s->n > 0 || s->too_long ? s->byte_ms + SILENCE_MS : -1;
}

/* ---- bytes ---- */

/* False: nothing there now. */
static bool next_byte(struct serial *s, unsigned char *ret)
{
	ssize_t n;

	if (s->in_at == s->in_n) {
		if (s->fd < 0)
			return false;
		n = read(s->fd, s->in, sizeof(s->in));
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		if (n <= 0) {
			gone(s, n == 0 ? "unplugged" : strerror(errno));
			return false;
		}
		s->in_at = 0;
		s->in_n = (size_t)n;
		s->byte_ms = clock_mono_ms(s->clock);
	}
	*ret = s->in[s->in_at++];
	return true;
}

static bool ends(unsigned char c)
{
	return c == '\r' || c == '\n' || c == '\t' || c == EOT;
}

static void add(struct serial *s, unsigned char c)
{
	if (c == '\0' || s->too_long)
		return;
	if (s->n == SCAN_BYTES) {
		s->too_long = true;
		s->n = 0;
		err_set(&s->trouble, ERR_VALIDATION, "TOO_LONG", "scanner",
			"the scanner sent more than %d characters in one piece; they were thrown away", SCAN_BYTES);
		err_hint(&s->trouble, "is the speed set right (scan.baud)? Scan again");
		return;
	}
	s->text[s->n++] = (char)c;
}

/* What came is one scan. end: the byte that ended it, 0: silence. False: there was nothing in it. */
static bool finish(struct serial *s, unsigned char end, char ret[SCAN_BYTES + 1], size_t *ret_n)
{
	bool thrown_away = s->too_long;

	s->too_long = false;
	if (thrown_away || s->n == 0)
		return false;
	memcpy(ret, s->text, s->n);
	ret[s->n] = '\0';
	*ret_n = s->n;
	memcpy(s->last, s->text, s->n);
	s->n_last = s->n;
	/* EOT is part of an envelope, so it stands in the text already. */
	if (end != '\0' && end != EOT)
		s->last[s->n_last++] = end;
	s->n = 0;
	s->trouble = (struct err){ 0 };
	return true;
}

bool serial_take(struct serial *s, char ret[SCAN_BYTES + 1], size_t *ret_n)
{
	unsigned char c;

	if (s->fd < 0 && s->in_at == s->in_n && clock_mono_ms(s->clock) >= s->try_ms)
		open_line(s);
	while (next_byte(s, &c)) {
		if (!ends(c) || (c == EOT && s->n > 0))
			add(s, c);
		if (ends(c) && finish(s, c, ret, ret_n))
			return true;
	}
	if ((s->n > 0 || s->too_long) && clock_mono_ms(s->clock) >= s->byte_ms + SILENCE_MS)
		return finish(s, '\0', ret, ret_n);
	return false;
}

size_t serial_last(const struct serial *s, const unsigned char **ret_bytes)
{
	*ret_bytes = s->last;
	return s->n_last;
}
