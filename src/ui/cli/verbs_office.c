/*
 * verbs_office - on the administrator's connection: organizations, plants,
 * kiosks, the demo plant, the doctor.
 */
#include "core/base/str.h"
#include "core/office.h"
#include "ui/cli/cli.h"
#include "ui/cli/verbs.h"

/* clang-format off */
#define END { NULL, FORM_FLAG, NULL, NULL, NULL, 0 }
#define ORG { "org", FORM_NEEDED, "organization", "O", "code of the organization", 0 }
#define PASSFILE { "passfile", FORM_OPTION, "passfile", "FILE", "where the password goes; default: the home's", 0 }
/* clang-format on */

static const struct verb_param org_params[] = {
	{ "CODE", FORM_ARG, "organization", NULL, "code of the new organization", 0 },
	{ "name", FORM_NEEDED, "name", "TEXT", "its name", 0 },
	{ "currency", FORM_OPTION, "currency", "CUR", "three letters, default EUR", FLAG_UPPER },
	{ "method", FORM_OPTION, "method", "M", "FIFO, LIFO or WEIGHTED_AVERAGE for its materials", FLAG_UPPER },
	END,
};
static const struct verb_param plant_params[] = {
	{ "CODE", FORM_ARG, "plant", NULL, "code of the new plant", 0 },
	ORG,
	{ "tz", FORM_NEEDED, "time_zone", "ZONE", "IANA name, as Europe/Rome", 0 },
	{ "name", FORM_OPTION, "name", "TEXT", "its name", 0 },
	END,
};
static const struct verb_param enrol_params[] = {
	{ "NAME", FORM_ARG, "kiosk", NULL, "name of the kiosk, also of its database role", 0 },
	ORG,
	{ "plant", FORM_NEEDED, "plant", "P", "where it stands", 0 },
	PASSFILE,
	END,
};
static const struct verb_param retire_params[] = {
	{ "NAME", FORM_ARG, "kiosk", NULL, "name of the kiosk", 0 },
	PASSFILE,
	END,
};
static const struct verb_param demo_params[] = { PASSFILE, END };

static bool run_admin(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	const struct office *o;
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && call_complete(&c, err) && cli_office(cli, req, &o, err) &&
	     office_run(o, &c, &rows, err);
	call_done(&c);
	if (!ok)
		return false;
	if (req->verb->list)
		output_list(out, req->verb->list, &rows, NULL);
	else
		output_fields(out, &rows, NULL);
	return true;
}

static bool run_kiosk(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	const struct office *o;
	struct call c;
	bool ok;

	call_init(&c, req->verb->query);
	ok = cli_fill(req, &c, err) && cli_office(cli, req, &o, err);
	if (ok && c.id == Q_ADMIN_KIOSK_ENROL)
		ok = office_kiosk_enrol(o, &c, &rows, err);
	else if (ok)
		ok = office_kiosk_retire(o, &c, &rows, err);
	call_done(&c);
	if (!ok)
		return false;
	output_fields(out, &rows, NULL);
	output_field(out, "passfile", VAL_TEXT, o->passfile);
	return true;
}

static bool run_demo(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	const struct office *o;

	if (!cli_office(cli, req, &o, err))
		return false;
	cli_progress(cli, "load the demo plant");
	if (!office_demo(o, &rows, err))
		return false;
	output_list(out, "demo", &rows, NULL);
	output_field(out, "passfile", VAL_TEXT, o->passfile);
	return true;
}

static bool run_doctor(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct rows rows = { 0 };
	bool ok = true;

	(void)req;
	(void)err;
	office_doctor(&cli->config, cli->globals.config, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		bool wrong = str_equal(rows_get(&rows, i, "state"), "wrong");

		ok = ok && !wrong;
		if (wrong && str_equal(rows_get(&rows, i, "name"), "connection"))
			out->exit_code = ERR_OFFLINE;
	}
	output_field(out, "ok", VAL_BOOL, ok ? "true" : "false");
	output_list(out, "findings", &rows, NULL);
	return true;
}

const struct verb verbs_office[] = {
	{ .path = "org add",
	  .help = "an organization",
	  .query = Q_ADMIN_ORG_ADD,
	  .params = org_params,
	  .run = run_admin },
	{ .path = "plant add",
	  .help = "a plant",
	  .query = Q_ADMIN_PLANT_ADD,
	  .params = plant_params,
	  .run = run_admin },
	{ .path = "kiosk enrol",
	  .help = "let a terminal in",
	  .query = Q_ADMIN_KIOSK_ENROL,
	  .params = enrol_params,
	  .run = run_kiosk },
	{ .path = "kiosk retire",
	  .help = "shut a terminal out",
	  .query = Q_ADMIN_KIOSK_RETIRE,
	  .params = retire_params,
	  .run = run_kiosk },
	{ .path = "kiosk list", .help = "terminals", .query = Q_ADMIN_KIOSK_LIST, .run = run_admin, .list = "kiosks" },
	{ .path = "demo", .help = "load the demo plant", .query = Q_COUNT, .params = demo_params, .run = run_demo },
	{ .path = "doctor", .help = "what is wrong, and what to do", .query = Q_COUNT, .run = run_doctor },
	{ .path = NULL },
};
