/*
 * term_crash - gives the terminal back when the program dies.
 */
#include "ui/term_crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

enum { STACK_BYTES = 64 * 1024 };

/* lint: mutable - a signal handler gets no argument */
static struct {
	volatile sig_atomic_t armed;
	int in_fd, out_fd;
	bool has_modes;
	struct termios modes;
	char stack[STACK_BYTES]; /* a stack that overflowed cannot run the handler */
} crash;

static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

enum { FATALS = sizeof(fatal) / sizeof(fatal[0]) };

/*
 * Plain attributes, no bracketed paste, numeric keypad, visible cursor, leave
 * the alternate screen. Fixed text: terminfo's functions are not safe here.
 */
static const char reset_text[] = "\033[0m\033[?2004l\033[?1l\033>\033[?25h\033[?1049l\r\n";

static void on_fatal(int signo)
{
	if (crash.armed) {
		ssize_t n = write(crash.out_fd, reset_text, sizeof(reset_text) - 1);

		(void)n;
		if (crash.has_modes)
			tcsetattr(crash.in_fd, TCSANOW, &crash.modes);
	}
	/* SA_RESETHAND put the default action back: now the signal does what it means. */
	raise(signo);
}

void term_crash_arm(int in_fd, int out_fd)
{
	struct sigaction action = { .sa_handler = on_fatal, .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK) };
	stack_t stack = { .ss_sp = crash.stack, .ss_size = sizeof(crash.stack) };

	crash.in_fd = in_fd;
	crash.out_fd = out_fd;
	crash.has_modes = tcgetattr(in_fd, &crash.modes) == 0;
	crash.armed = 1;
	sigaltstack(&stack, NULL);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < FATALS; i++)
		sigaction(fatal[i], &action, NULL);
}

void term_crash_disarm(void)
{
	if (!crash.armed)
		return;
	crash.armed = 0;
	for (size_t i = 0; i < FATALS; i++)
		signal(fatal[i], SIG_DFL);
}
