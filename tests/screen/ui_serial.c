/*
 * ui_serial - a scanner on a serial line, played on a pty: the device is
 * real, the clock is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "ui/serial.h"

enum { PATIENCE_MS = 5000 };

static int64_t now_ms;

static int64_t mono(void *ctx)
{
	return now_ms;
}

static int64_t wall(void *ctx)
{
	return 0;
}

static uint64_t chance(void *ctx)
{
	return 4;
}

static const struct clock test_clock = { mono, wall, chance, NULL };

/* A scanner: the other end of the line. The link keeps its name when it is plugged in again as another pty. */
struct gun {
	char dir[64], link[96];
	int fd;
	struct serial *serial;
};

static void plug(struct gun *g)
{
	g->fd = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(g->fd >= 0);
	assert_int_equal(grantpt(g->fd), 0);
	assert_int_equal(unlockpt(g->fd), 0);
	assert_int_equal(symlink(ptsname(g->fd), g->link), 0);
}

static void unplug(struct gun *g)
{
	close(g->fd);
	g->fd = -1;
	unlink(g->link);
}

static int before(void **state)
{
	static struct gun g;

	now_ms = 1000;
	snprintf(g.dir, sizeof(g.dir), "/tmp/gemba-serial.XXXXXX");
	if (mkdtemp(g.dir) == NULL)
		return -1;
	snprintf(g.link, sizeof(g.link), "%s/scanner", g.dir);
	plug(&g);
	g.serial = serial_new(g.link, 9600, &test_clock);
	*state = &g;
	return 0;
}

static int after(void **state)
{
	struct gun *g = *state;

	serial_free(g->serial);
	if (g->fd >= 0)
		close(g->fd);
	unlink(g->link);
	return rmdir(g->dir);
}

static void shoot(struct gun *g, const char *bytes, size_t n)
{
	struct pollfd p = { .fd = serial_fd(g->serial), .events = POLLIN };
	int there = 0;

	assert_int_equal(write(g->fd, bytes, n), n);
	/* The line may hand them over in pieces. */
	while (there < (int)n) {
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		assert_int_equal(ioctl(p.fd, FIONREAD, &there), 0);
	}
}

static bool take(struct gun *g, const char *wanted)
{
	char text[SCAN_BYTES + 1];
	size_t n;

	if (!serial_take(g->serial, text, &n))
		return false;
	assert_int_equal(n, strlen(text));
	assert_string_equal(text, wanted);
	return true;
}

static bool nothing(struct gun *g)
{
	char text[SCAN_BYTES + 1];
	size_t n;

	return !serial_take(g->serial, text, &n);
}

#define SHOOT(g, text) shoot((g), (text), sizeof(text) - 1)

static void the_line_is_raw(void **state)
{
	struct gun *g = *state;
	struct termios t;

	assert_int_equal(tcgetattr(serial_fd(g->serial), &t), 0);
	assert_int_equal(t.c_lflag & (ICANON | ECHO | ISIG), 0);
	assert_int_equal(t.c_iflag & (IXON | ICRNL), 0);
	assert_int_equal(t.c_cflag & CSIZE, CS8);
	assert_int_equal(t.c_cflag & (CSTOPB | CRTSCTS), 0);
	assert_int_equal(cfgetispeed(&t), B9600);
	assert_true(fcntl(serial_fd(g->serial), F_GETFL) & O_NONBLOCK);
	assert_int_equal(serial_trouble(g->serial)->kind, ERR_NONE);
	assert_int_equal(serial_deadline_ms(g->serial), -1);
}

static void bytes_arrive_as_they_are(void **state)
{
	struct gun *g = *state;
	const unsigned char *last;

	SHOOT(g, "]d2010950110153000310LOT\x1d\x13\x11\x03\x1a\x1c\xe9\r");
	assert_true(take(g, "]d2010950110153000310LOT\x1d\x13\x11\x03\x1a\x1c\xe9"));
	assert_true(nothing(g));
	assert_int_equal(serial_last(g->serial, &last), 32);
	assert_int_equal(last[31], '\r');
}

static void every_end_ends_a_scan(void **state)
{
	struct gun *g = *state;

	SHOOT(g, "A1\rB2\nC3\tD4\r\nE5\n\r\r[)>\x1e"
		 "06\x1dPX\x1e\x04"
		 "F6\r");
	assert_true(take(g, "A1"));
	assert_true(serial_deadline_ms(g->serial) >= 0);
	assert_true(take(g, "B2"));
	assert_true(take(g, "C3"));
	assert_true(take(g, "D4"));
	assert_true(take(g, "E5"));
	assert_true(take(g, "[)>\x1e"
			    "06\x1dPX\x1e\x04"));
	assert_true(take(g, "F6"));
	assert_true(nothing(g));
}

static void a_scan_comes_in_parts(void **state)
{
	struct gun *g = *state;

	SHOOT(g, "0109501101");
	assert_true(nothing(g));
	assert_int_equal(serial_deadline_ms(g->serial), now_ms + 100);
	now_ms += 99;
	SHOOT(g, "530003");
	assert_true(nothing(g));
	now_ms += 99;
	assert_true(nothing(g));
	SHOOT(g, "\r");
	assert_true(take(g, "0109501101530003"));
}

static void silence_ends_a_scan(void **state)
{
	struct gun *g = *state;

	SHOOT(g, "PO-4500012");
	assert_true(nothing(g));
	now_ms += 100;
	assert_true(take(g, "PO-4500012"));
	assert_true(nothing(g));
	assert_int_equal(serial_deadline_ms(g->serial), -1);
}

static void zero_bytes_are_kept_out(void **state)
{
	struct gun *g = *state;

	SHOOT(g, "\0A\0B\0\r\0\r");
	assert_true(take(g, "AB"));
	assert_true(nothing(g));
}

static void what_is_too_long_is_thrown_away_whole(void **state)
{
	struct gun *g = *state;
	char part[500];

	memset(part, 'x', sizeof(part));
	for (int i = 0; i < 10; i++) {
		shoot(g, part, sizeof(part));
		assert_true(nothing(g));
	}
	assert_string_equal(serial_trouble(g->serial)->code, "TOO_LONG");
	SHOOT(g, "tail\r");
	assert_true(nothing(g));
	assert_string_equal(serial_trouble(g->serial)->code, "TOO_LONG");
	SHOOT(g, "PO-4500012\r");
	assert_true(take(g, "PO-4500012"));
	assert_int_equal(serial_trouble(g->serial)->kind, ERR_NONE);
	/* Its end may be silence, too. */
	for (int i = 0; i < 10; i++) {
		shoot(g, part, sizeof(part));
		assert_true(nothing(g));
	}
	now_ms += 100;
	assert_true(nothing(g));
	SHOOT(g, "PO-1\r");
	assert_true(take(g, "PO-1"));
}

static void the_longest_scan_fits(void **state)
{
	struct gun *g = *state;
	char text[SCAN_BYTES + 1], got[SCAN_BYTES + 1];
	size_t n;

	memset(text, 'y', SCAN_BYTES);
	for (size_t at = 0; at < SCAN_BYTES; at += 512) {
		shoot(g, text + at, 512);
		assert_true(nothing(g));
	}
	SHOOT(g, "\r");
	assert_true(serial_take(g->serial, got, &n));
	assert_int_equal(n, SCAN_BYTES);
}

static void unplugged_and_plugged_in_again(void **state)
{
	struct gun *g = *state;
	struct pollfd p = { .fd = serial_fd(g->serial), .events = POLLIN };

	SHOOT(g, "half a lab");
	assert_true(nothing(g));
	unplug(g);
	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	assert_true(nothing(g));
	assert_int_equal(serial_fd(g->serial), -1);
	assert_string_equal(serial_trouble(g->serial)->code, "SCANNER_GONE");
	assert_int_equal(serial_deadline_ms(g->serial), now_ms + 1000);
	now_ms += 999;
	assert_true(nothing(g));
	assert_int_equal(serial_deadline_ms(g->serial), now_ms + 1);
	now_ms += 1;
	assert_true(nothing(g));
	assert_int_equal(serial_deadline_ms(g->serial), now_ms + 1000);
	plug(g);
	now_ms += 1000;
	assert_true(nothing(g));
	assert_true(serial_fd(g->serial) >= 0);
	assert_int_equal(serial_trouble(g->serial)->kind, ERR_NONE);
	SHOOT(g, "PO-4500012\r");
	assert_true(take(g, "PO-4500012"));
}

static void what_was_whole_before_it_was_unplugged_is_kept(void **state)
{
	struct gun *g = *state;

	SHOOT(g, "A1\rB2\rhalf");
	assert_true(take(g, "A1"));
	unplug(g);
	assert_true(take(g, "B2"));
	assert_true(nothing(g));
	assert_true(nothing(g));
	now_ms += 100;
	assert_true(nothing(g));
}

static void a_device_that_is_none(void **state)
{
	struct gun *g = *state;
	struct serial *s = serial_new("/nonexistent/scanner", 9600, &test_clock);
	const unsigned char *last;

	assert_int_equal(serial_fd(s), -1);
	assert_string_equal(serial_trouble(s)->code, "SCANNER_GONE");
	assert_non_null(strstr(serial_trouble(s)->message, "/nonexistent/scanner"));
	assert_int_equal(serial_deadline_ms(s), now_ms + 1000);
	assert_int_equal(serial_last(s, &last), 0);
	serial_free(s);
	s = serial_new("/dev/null", 115200, &test_clock);
	assert_int_equal(serial_fd(s), -1);
	assert_non_null(strstr(serial_trouble(s)->message, "no serial line"));
	serial_free(s);
	serial_free(NULL);
	/* A speed that the config refuses is 9600 here. */
	s = serial_new(g->link, 1234, &test_clock);
	serial_free(s);
}

#define LINE_TEST(f) cmocka_unit_test_setup_teardown(f, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINE_TEST(the_line_is_raw),
		LINE_TEST(bytes_arrive_as_they_are),
		LINE_TEST(every_end_ends_a_scan),
		LINE_TEST(a_scan_comes_in_parts),
		LINE_TEST(silence_ends_a_scan),
		LINE_TEST(zero_bytes_are_kept_out),
		LINE_TEST(what_is_too_long_is_thrown_away_whole),
		LINE_TEST(the_longest_scan_fits),
		LINE_TEST(unplugged_and_plugged_in_again),
		LINE_TEST(what_was_whole_before_it_was_unplugged_is_kept),
		LINE_TEST(a_device_that_is_none),
	};

	return cmocka_run_group_tests_name("serial", tests, NULL, NULL);
}
