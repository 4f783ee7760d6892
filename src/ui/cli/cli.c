/*
 * cli - from the command line to an answer and an exit code.
 */
#include "ui/cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/num.h"
#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/place.h"
#include "core/version.h"

/* ---- open and close ---- */

/* An error in the words themselves must be written as JSON too when JSON was asked for. */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && !str_equal(argv[i], "--"); i++)
		if (str_equal(argv[i], "--json"))
			return true;
	return false;
}

static void globals_apply(struct cli *cli)
{
	struct config *c = &cli->config;

	if (cli->globals.home)
		c->home = cli->globals.home;
	if (cli->globals.db)
		c->db = str_empty(cli->globals.db) ? NULL : cli->globals.db;
	if (cli->globals.kiosk)
		c->kiosk = cli->globals.kiosk;
}

static enum log_level level_of(const char *name)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };

	for (int i = 0; i < 4; i++)
		if (str_equal(names[i], name))
			return (enum log_level)i;
	return LOG_LEVEL_WARNING;
}

bool cli_open(struct cli *cli, int argc, char **argv, struct err *err)
{
	*cli = (struct cli){ .clock = clock_system() };
	config_defaults(&cli->config);
	if (!words_parse(argc - 1, (const char *const *)argv + 1, &cli->globals, &cli->request, &cli->group, err)) {
		cli->globals.json = cli->globals.json || wants_json(argc, argv);
		return false;
	}
	cli->asks = !cli->globals.json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	cli->shows_progress = !cli->globals.json && isatty(STDERR_FILENO);
	if (cli->request.help || cli->globals.version)
		return true;
	if (!config_load(&cli->config, cli->globals.config, err))
		return false;
	globals_apply(cli);
	cli->log = log_new("gemba", level_of(cli->config.log_level), true);
	return true;
}

void cli_done(struct cli *cli)
{
	cli_queue_close(cli);
	explicit_bzero(cli->pin, sizeof(cli->pin));
	if (cli->session)
		session_run_sign_off(cli->session);
	session_free(cli->session);
	free(cli->office);
	json_decref(cli->conflicts);
	log_free(cli->log);
	request_done(&cli->request);
	config_done(&cli->config);
	*cli = (struct cli){ 0 };
}

/* ---- calls ---- */

/* The day after "2026-11-24", so that a window's end includes that day; other text is kept. */
static const char *until(struct arena *mem, const char *value)
{
	struct tm t = { .tm_hour = 12 };
	struct err ignored;
	time_t noon;

	if (!date_check(value, "to", &ignored))
		return value;
	t.tm_year = (int)strtol(value, NULL, 10) - 1900;
	t.tm_mon = (int)strtol(value + strlen("YYYY-"), NULL, 10) - 1;
	t.tm_mday = (int)strtol(value + strlen("YYYY-MM-"), NULL, 10) + 1;
	noon = timegm(&t);
	gmtime_r(&noon, &t);
	return arena_printf(mem, "%04d-%02d-%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

static const char *upper(struct arena *mem, const char *value)
{
	char *copy = arena_strdup(mem, value);

	for (char *p = copy; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return copy;
}

/* Several values of one option become one text: arrays are written with commas. */
static const char *joined(const struct request *req, struct arena *mem, const char *param)
{
	const char *text = "";

	for (size_t i = 0; i < req->n; i++)
		if (str_equal(req->given[i].param->param, param))
			text = arena_printf(mem, "%s%s%s", text, text[0] ? "," : "", req->given[i].value);
	return text;
}

static const char *given_value(const struct request *req, const struct given *g, struct arena *mem)
{
	if (g->param->form == FORM_FLAG)
		return "true";
	if (g->param->form == FORM_MANY)
		return joined(req, mem, g->param->param);
	if (g->param->flags & FLAG_UPPER)
		return upper(mem, g->value);
	if (g->param->flags & FLAG_UNTIL)
		return until(mem, g->value);
	return g->value;
}

bool cli_set(struct call *c, const char *param, const char *value, struct err *err)
{
	return !value || call_set(c, param, value, err);
}

bool cli_fill(const struct request *req, struct call *c, struct err *err)
{
	for (size_t i = 0; i < req->n; i++) {
		const struct given *g = &req->given[i];

		if (call_has(c->id, g->param->param) &&
		    !call_set(c, g->param->param, given_value(req, g, &c->mem), err))
			return false;
	}
	return true;
}

bool cli_sign_on(struct cli *cli, struct err *err)
{
	char url[PLACE_URL];
	int patience_ms;
	bool ok;

	if (cli->session)
		return true;
	if (str_empty(cli->globals.user)) {
		err_set(err, ERR_USAGE, "MISSING", "user", "Who does this? --user is missing.");
		return err_hint(err, "--user NAME, and the PIN by --pin-fd N or in GEMBA_PIN");
	}
	if (!cli->pin[0] && !pin_read(cli->globals.pin_fd, "GEMBA_PIN", "PIN", cli->asks, "pin", cli->pin, err))
		return false;
	ok = place_patience_ms(&cli->config, &patience_ms, err) &&
	     place_kiosk_url(&cli->config, cli->globals.kiosk != NULL, url, err);
	if (ok) {
		cli->session = session_new(url, cli->clock, cli->log);
		session_headless(cli->session, patience_ms);
		ok = session_run_sign_on(cli->session, cli->globals.user, cli->pin, err);
	}
	if (ok || !cli->queue_all)
		explicit_bzero(cli->pin, sizeof(cli->pin));
	if (!ok) {
		session_free(cli->session);
		cli->session = NULL;
	}
	return ok;
}

bool cli_zone(struct cli *cli, struct err *err)
{
	const char *zone;

	if (!cli_sign_on(cli, err))
		return false;
	zone = session_person(cli->session)->time_zone;
	if (zone_use(zone))
		return true;
	err_set(err, ERR_VALIDATION, "UNKNOWN_ZONE", "", "This machine does not know the plant's time zone, %s.", zone);
	return err_hint(err, "Install the package tzdata.");
}

bool cli_need(struct cli *cli, const char *permission, struct err *err)
{
	if (!cli_sign_on(cli, err))
		return false;
	if (session_may(cli->session, permission))
		return true;
	err_set(err, ERR_UNAUTHORIZED, "NOT_PERMITTED", "", "You may not do this: it needs %s.", permission);
	return err_hint(err, "Ask a supervisor.");
}

bool cli_ask(struct cli *cli, const struct call *c, struct rows *ret, struct err *err)
{
	if (cli->queues && call_is_queueable(c->id))
		return cli_queue_ask(cli, c, ret, err);
	return call_complete(c, err) && cli_sign_on(cli, err) && session_run(cli->session, c, ret, err);
}

bool cli_ask_filled(struct cli *cli, const struct request *req, enum query_id id, struct rows *ret, struct err *err)
{
	struct call c;
	bool ok;

	call_init(&c, id);
	ok = cli_fill(req, &c, err) && cli_ask(cli, &c, ret, err);
	call_done(&c);
	return ok;
}

bool cli_run_query(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };

	if (!cli_ask_filled(cli, req, req->verb->query, &rows, err))
		return false;
	if (req->verb->list)
		output_list(out, req->verb->list, &rows, NULL);
	else
		output_fields(out, &rows, NULL);
	return true;
}

static bool read_part(struct cli *cli, const struct answer *a, size_t i, const char *number, struct output *out,
		      struct err *err)
{
	struct rows rows = { 0 };
	struct call c;
	bool ok;

	call_init(&c, a->part[i].query);
	ok = call_set(&c, a->number, number, err) && cli_ask(cli, &c, &rows, err);
	call_done(&c);
	if (ok)
		answer_add(&a->part[i], &rows, out);
	return ok;
}

bool cli_read(struct cli *cli, const struct answer *a, const char *number, struct output *out, struct err *err)
{
	for (size_t i = 0; i < a->n; i++)
		if (!read_part(cli, a, i, number, out, err))
			return false;
	return true;
}

bool cli_order_exists(struct cli *cli, const char *number, bool *ret, struct err *err)
{
	struct rows rows = { 0 };
	struct call c;

	call_init(&c, Q_ORDER_SHOW);
	*ret = call_set(&c, "work_order", number, err) && cli_ask(cli, &c, &rows, err);
	call_done(&c);
	rows_done(&rows);
	return *ret || err->kind == ERR_NOT_FOUND;
}

bool cli_write(struct cli *cli, const struct answer *a, const struct call *c, struct output *out, struct err *err)
{
	struct rows written = { 0 };
	json_t *object;

	if (!cli_ask(cli, c, &written, err))
		return false;
	object = json_loads(rows_text(&written, 0, "answer"), 0, NULL);
	answer_tell(a, object, out);
	json_decref(object);
	output_field(out, "replayed", VAL_BOOL, rows_bool(&written, 0, "replayed") ? "true" : "false");
	rows_done(&written);
	return true;
}

bool cli_office(struct cli *cli, const struct request *req, const struct office **ret, struct err *err)
{
	struct office o;

	if (!cli->office) {
		if (!office_open(&o, &cli->config, cli->clock, request_get(req, "passfile"), err))
			return false;
		cli->office = mem_alloc(sizeof(*cli->office));
		*cli->office = o;
	}
	*ret = cli->office;
	return true;
}

bool cli_int(const struct request *req, const char *param, int64_t fallback, int64_t min, int64_t max, int64_t *ret,
	     struct err *err)
{
	const char *text = request_get(req, param);

	*ret = fallback;
	if (!text)
		return true;
	if (!num_parse_int(text, param, ret, err))
		return false;
	return (*ret >= min && *ret <= max) ||
	       err_set(err, ERR_VALIDATION, "OUT_OF_RANGE", param, "%s must be from %lld to %lld.", param,
		       (long long)min, (long long)max);
}

void cli_progress(void *ctx, const char *step)
{
	const struct cli *cli = ctx;

	if (cli->shows_progress)
		fprintf(stderr, "%s\n", step);
}

/* ---- run ---- */

/*
 * Core and server both say MISSING, for what is not there at all and for what is empty. Here the two differ: what was
 * given as "" is a value of wrong form, what is needed beside another argument is a missing one.
 */
static void sort_missing(const struct request *req, struct err *err)
{
	const char *value = request_get(req, err->field);

	if (value && value[strspn(value, " \t")] == '\0')
		err->kind = ERR_VALIDATION;
	for (const struct verb_param *p = req->verb->params; !value && p && p->name; p++)
		if ((p->flags & FLAG_WHEN) && str_equal(p->param, err->field))
			err->kind = ERR_USAGE;
}

void cli_tell_conflicts(struct cli *cli, json_t *list)
{
	json_decref(cli->conflicts);
	cli->conflicts = list;
}

bool cli_run_verb(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	bool queues = verb_can_queue(req->verb) && (cli->queue_all || request_has(req, "queue"));

	cli_tell_conflicts(cli, NULL);
	cli->queues = queues;
	cli->queued = false;
	if (req->verb->run(cli, req, out, err)) {
		if (queues)
			cli_queue_tell(cli, out);
		return true;
	}
	if (str_equal(err->code, "MISSING"))
		sort_missing(req, err);
	return false;
}

json_t *cli_error_json(const struct cli *cli, const struct err *err, long line)
{
	json_t *object = output_error_json(err, line);

	if (cli->conflicts)
		json_object_set(json_object_get(object, "error"), "conflicts", cli->conflicts);
	return object;
}

int cli_fail(const struct cli *cli, const struct err *err)
{
	json_t *object;

	if (cli->globals.json) {
		object = cli_error_json(cli, err, 0);
		output_write_json(stderr, object);
		json_decref(object);
	} else {
		output_write_error(stderr, err);
	}
	return (int)err->kind;
}

bool cli_is_headless(const struct cli *cli)
{
	return cli->request.verb || cli->request.help || cli->globals.version;
}

static int write_help(const struct cli *cli)
{
	if (cli->request.verb)
		help_verb(stdout, cli->request.verb);
	else if (cli->group)
		help_group(stdout, cli->group);
	else
		help_all(stdout);
	return 0;
}

static void write_output(const struct cli *cli, const struct output *out)
{
	json_t *object;

	if (out->n == 0)
		return;
	if (cli->globals.json) {
		object = output_json(out);
		output_write_json(stdout, object);
		json_decref(object);
	} else {
		output_write_plain(stdout, out);
	}
}

int cli_run(struct cli *cli)
{
	struct output out = { 0 };
	struct err err = { 0 };
	int code;

	if (cli->request.help)
		return write_help(cli);
	if (cli->globals.version) {
		printf("gemba %s\n", GEMBA_VERSION);
		return 0;
	}
	if (cli_run_verb(cli, &cli->request, &out, &err)) {
		code = out.exit_code;
		write_output(cli, &out);
	} else {
		code = cli_fail(cli, &err);
	}
	output_done(&out);
	if (fflush(stdout) != 0 && code == 0) {
		err_set(&err, ERR_BUG, "OUTPUT", "", "The answer could not be written.");
		code = cli_fail(cli, &err);
	}
	return code;
}
