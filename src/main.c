/*
 * gemba - the shop floor in a terminal. Command line and config first; then
 * one verb, or the terminal over the kiosk's session.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/place.h"
#include "core/remembered.h"
#include "core/session.h"
#include "core/spool/sender.h"
#include "ui/app.h"
#include "ui/cli/cli.h"
#include "ui/loop.h"
#include "ui/serial.h"
#include "ui/term.h"

#define SERIAL "serial:"

/* What the terminal works with. */
struct post_office {
	struct session *session;
	struct spool *spool;
	struct err no_spool; /* why there is none: the screen says "use paper" */
	struct sender *sender;
	struct remembered *remembered;
	struct serial *serial;
};

/* A disk that cannot be written is no reason not to look at things; a second terminal of this kiosk is one. */
static bool open_spool(const struct cli *cli, struct spool **ret, struct err *ret_why, struct err *err)
{
	char path[PLACE_PATH];

	if (!place_spool_path(&cli->config, cli->globals.kiosk != NULL, path, err))
		return false;
	if (spool_open(path, cli->clock, ret, ret_why))
		return true;
	*err = *ret_why;
	return ret_why->kind == ERR_RETRY;
}

static void post_office_open(struct post_office *o, const struct cli *cli, const char *url)
{
	const char *scanner = cli->config.scanner;

	o->session = session_new(url, cli->clock, cli->log);
	if (o->spool) {
		o->sender = sender_new(o->spool, o->session, cli->clock, cli->log);
		o->remembered = remembered_new(o->spool, o->session, cli->clock);
	}
	if (scanner && str_starts(scanner, SERIAL))
		o->serial = serial_new(scanner + sizeof(SERIAL) - 1, cli->config.scan_baud, cli->clock);
}

static void post_office_close(struct post_office *o)
{
	serial_free(o->serial);
	remembered_free(o->remembered);
	sender_free(o->sender);
	session_free(o->session);
	spool_close(o->spool);
}

/* The loop over an open terminal; *ret_signal as loop_run. */
static bool run_app(const struct cli *cli, struct terminal *term, const struct post_office *o, int *ret_signal,
		    struct err *err)
{
	const struct app_setup setup = {
		.config = &cli->config,
		.session = o->session,
		.clock = cli->clock,
		.log = cli->log,
		.term = term,
		.sender = o->sender,
		.remembered = o->remembered,
		.no_spool = o->spool ? NULL : &o->no_spool,
		.serial = o->serial,
	};
	struct app *app = app_new(&setup, err);
	bool ok = app != NULL;

	if (ok && !app_start(app))
		ok = err_set(err, ERR_BUG, "NO_SCREEN", "", "The first screen did not open.");
	ok = ok && loop_run(app, term, ret_signal, err);

	app_free(app);
	return ok;
}

/* The exit code: 0, that of an error, or 128 and the signal that ended it. */
static int run_terminal(const struct cli *cli)
{
	const struct term_setup setup = {
		.ascii = cli->config.ascii,
		.bell = cli->config.bell,
		.clock = cli->clock,
		.handle_crash = true,
	};
	struct post_office office = { 0 };
	struct err err = { 0 };
	char url[PLACE_URL];
	struct terminal *term;
	int signal_number = 0;
	bool ok;

	if (!place_kiosk_url(&cli->config, cli->globals.kiosk != NULL, url, &err) ||
	    !open_spool(cli, &office.spool, &office.no_spool, &err))
		return cli_fail(cli, &err);
	loop_block_signals();
	term = term_open(&setup, &err);
	if (!term) {
		spool_close(office.spool);
		return cli_fail(cli, &err);
	}
	post_office_open(&office, cli, url);
	ok = run_app(cli, term, &office, &signal_number, &err);
	post_office_close(&office);
	term_close(term);
	if (!ok)
		return cli_fail(cli, &err);
	return signal_number ? 128 + signal_number : 0;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	struct cli cli;
	int code;

	setlocale(LC_ALL, "");
	signal(SIGPIPE, SIG_IGN);
	if (!cli_open(&cli, argc, argv, &err))
		code = cli_fail(&cli, &err);
	else if (cli_is_headless(&cli))
		code = cli_run(&cli);
	else
		code = run_terminal(&cli);
	cli_done(&cli);
	return code;
}
