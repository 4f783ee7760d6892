/*
 * verbs_people - users, and the channels of their organization.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define NAME { "NAME", FORM_ARG, "user", NULL, "user name", 0 }
#define NEW_PIN { "new-pin-fd", FORM_OPTION, "new_pin_fd", "N", "read the new PIN there; else GEMBA_NEW_PIN", 0 }
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
/* clang-format on */

static const struct verb_param add_params[] = {
	NAME,
	{ "role", FORM_MANY, "roles", "R", "storekeeper, operator, supervisor, manager or admin", FLAG_NEEDED },
	{ "badge", FORM_OPTION, "badge", "B", "what the badge holds", 0 },
	{ "display-name", FORM_OPTION, "display_name", "TEXT", "how screens greet the person", 0 },
	{ "org", FORM_OPTION, "organization", "O", "on the administrator's connection: the organization", 0 },
	NEW_PIN,
	END,
};
static const struct verb_param pin_params[] = { NAME, NEW_PIN, END };
static const struct verb_param lock_params[] = {
	NAME,
	{ "unlock", FORM_FLAG, "unlock", NULL, "take the lock off again", 0 },
	END,
};

static bool set_new_pin(const struct cli *cli, const struct request *req, struct call *c, struct err *err)
{
	char pin[PIN_SIZE];
	bool ok =
		pin_read(request_get(req, "new_pin_fd"), "GEMBA_NEW_PIN", "New PIN", cli->asks, "new_pin", pin, err) &&
		call_set(c, "new_pin", pin, err);

	explicit_bzero(pin, sizeof(pin));
	return ok;
}

/* An organization's first people have nobody who could let them in. */
static bool ask_office(struct cli *cli, const struct request *req, const struct call *c, struct rows *ret,
		       struct err *err)
{
	const struct office *o;

	return call_complete(c, err) && cli_office(cli, req, &o, err) && office_run(o, c, ret, err);
}

static bool run_with_pin(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	bool office = request_has(req, "organization");
	struct rows rows = { 0 };
	struct call c;
	bool ok;

	/* Who acts is the administrator: a name beside it would be believed, but not checked. */
	if (office && cli->globals.user) {
		err_set(err, ERR_USAGE, "UNWANTED", "organization", "--org and --user do not go together.");
		return err_hint(err,
				"With --org it is the administrator who acts; a person adds to his own organization.");
	}
	if (office && request_has(req, "op_id"))
		return err_set(err, ERR_USAGE, "UNKNOWN_OPTION", "op_id", "--op-id does not go with --org.");
	call_init(&c, office ? Q_ADMIN_USER_ADD : req->verb->query);
	ok = cli_fill(req, &c, err) && set_new_pin(cli, req, &c, err) &&
	     (office ? ask_office(cli, req, &c, &rows, err) : cli_ask(cli, &c, &rows, err));
	call_done(&c);
	if (ok)
		output_fields(out, &rows, NULL);
	return ok;
}

static bool run_channels(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };

	if (!cli_ask_filled(cli, req, Q_CHANNELS, &rows, err))
		return false;
	output_map(out, "channels", &rows);
	return true;
}

const struct verb verbs_people[] = {
	{ .path = "user add", .help = "a person", .query = Q_USER_ADD, .params = add_params, .run = run_with_pin },
	{ .path = "user pin", .help = "a new PIN", .query = Q_USER_PIN, .params = pin_params, .run = run_with_pin },
	{ .path = "user lock",
	  .help = "shut a person out",
	  .query = Q_USER_LOCK,
	  .params = lock_params,
	  .run = cli_run_query },
	{ .path = "user list", .help = "people", .query = Q_USER_LIST, .run = cli_run_query, .list = "users" },
	{ .path = "channels", .help = "names of the notification channels", .query = Q_CHANNELS, .run = run_channels },
	{ .path = NULL },
};
