/*
 * doctor - what the server says of itself, and what can be seen from here.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/str.h"
#include "core/local.h"
#include "core/office.h"
#include "core/place.h"
#include "core/version.h"
#include "db/admin.h"

static const struct column columns[] = {
	{ "area", VAL_TEXT },	{ "name", VAL_TEXT },	{ "state", VAL_TEXT },
	{ "detail", VAL_TEXT }, { "advice", VAL_TEXT },
};

static void finding(struct rows *r, const char *area, const char *name, const char *state, const char *detail,
		    const char *advice)
{
	const char *const cells[] = { area, name, state, detail, advice };

	rows_append(r, cells);
}

/* A file that others may read or write, when it must be private. */
static void file_mode(struct rows *r, const char *name, const char *path, mode_t forbidden, const char *advice)
{
	char detail[1400];
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	str_format(detail, sizeof(detail), "%s mode %04o", path, (unsigned)(st.st_mode & 07777));
	finding(r, "files", name, st.st_mode & forbidden ? "wrong" : "ok", detail,
		st.st_mode & forbidden ? advice : NULL);
}

static void files_private(struct rows *r, const struct config *config)
{
	struct err err;
	struct local l;

	if (!local_look(config->home, &l, &err)) {
		finding(r, "files", "home", "wrong", err.message, err.hint);
		return;
	}
	file_mode(r, "home", l.home, 0022, "chmod go-w: others may replace the server's files.");
	file_mode(r, "data", l.data_dir, 0077, "chmod 0700: others may read the database.");
	file_mode(r, "passfile", l.passfile, 0077, "chmod 0600: libpq ignores it as it is.");
	finding(r, "jobs", "maintenance loop", beside_runs(&l) ? "ok" : "warning",
		beside_runs(&l) ? "runs beside the private server" : "does not run beside the private server",
		beside_runs(&l) ? NULL : "gemba local start, unless pg_cron does the work.");
}

/* A name is looked up by a call that blocks, so a kiosk names the address too. */
static void addresses(struct rows *r, const char *db)
{
	const char *host = strstr(db, "host="), *address = strstr(db, "hostaddr=");
	bool by_name = host && host[5] != '/' && (!address || host < address || strstr(address + 9, "host="));

	if (!by_name)
		return;
	finding(r, "network", "hostaddr", address ? "ok" : "warning",
		address ? "the server is named by host and hostaddr" : "the server is named by host alone",
		address ? NULL : "Give hostaddr beside host: looking up a name can block the terminal.");
}

static void program(struct rows *r)
{
	char target[1024];
	ssize_t n = readlink("/proc/self/exe", target, sizeof(target) - 1);

	target[n > 0 ? n : 0] = '\0';
	finding(r, "client", "gemba", "ok", GEMBA_VERSION, NULL);
	finding(r, "client", "binary", "ok", target, NULL);
	finding(r, "client", "terminal", "ok", getenv("TERM") ? getenv("TERM") : "none", NULL);
}

static void relay_program(struct rows *r, const struct config *config)
{
	bool usable;

	if (!config->relay_program)
		return;
	usable = access(config->relay_program, X_OK) == 0;
	finding(r, "client", "relay.program", usable ? "ok" : "wrong", config->relay_program,
		usable ? NULL : "It is missing or may not be executed.");
}

static void server(struct rows *r, const struct config *config)
{
	struct rows facts = { 0 };
	char url[PLACE_URL];
	struct err err;

	if (!place_admin_url(config, url, &err) || !admin_run(url, Q_ADMIN_DOCTOR, NULL, &facts, &err)) {
		finding(r, "server", "connection", "wrong", err.message, err.hint[0] ? err.hint : NULL);
		return;
	}
	for (size_t i = 0; i < facts.n; i++)
		finding(r, rows_get(&facts, i, "area"), rows_get(&facts, i, "name"), rows_get(&facts, i, "state"),
			rows_get(&facts, i, "detail"), rows_get(&facts, i, "advice"));
	rows_done(&facts);
}

void office_doctor(const struct config *config, const char *config_path, struct rows *ret)
{
	rows_init(ret, columns, sizeof(columns) / sizeof(columns[0]));
	program(ret);
	if (config_path)
		file_mode(ret, "config", config_path, 0022, "chmod go-w: others may change what this kiosk runs.");
	relay_program(ret, config);
	if (place_is_private(config))
		files_private(ret, config);
	else
		addresses(ret, config->db);
	server(ret, config);
}
