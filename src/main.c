/*
 * gemba - the shop floor in a terminal. Command line and config first; then
 * one verb, or the terminal over the kiosk's session.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "core/base/clock.h"
#include "core/place.h"
#include "core/session.h"
#include "ui/app.h"
#include "ui/cli/cli.h"
#include "ui/loop.h"
#include "ui/term.h"

/* The loop over an open terminal; *ret_signal as loop_run. */
static bool run_app(const struct cli *cli, struct terminal *term, struct session *session, int *ret_signal,
		    struct err *err)
{
	const struct app_setup setup = {
		.config = &cli->config,
		.session = session,
		.clock = cli->clock,
		.log = cli->log,
		.term = term,
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
	struct session *session;
	struct err err = { 0 };
	char url[PLACE_URL];
	struct terminal *term;
	int signal_number = 0;
	bool ok;

	if (!place_kiosk_url(&cli->config, cli->globals.kiosk != NULL, url, &err))
		return cli_fail(cli, &err);
	loop_block_signals();
	term = term_open(&setup, &err);
	if (!term)
		return cli_fail(cli, &err);
	session = session_new(url, cli->clock, cli->log);
	ok = run_app(cli, term, session, &signal_number, &err);
	session_free(session);
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
