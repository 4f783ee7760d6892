/*
 * conninfo - libpq's connection parameters with gemba's defaults filled in.
 */
#include "db/conninfo.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"

enum { EXTRA = 16 };

/*
 * A kiosk hangs on a wall for months: a firewall that forgets the connection
 * or a switch that dies must show within seconds, not with the kernel's two hours.
 */
static const char *const defaults[][2] = {
	{ "application_name", "gemba" }, { "connect_timeout", "10" },	 { "keepalives", "1" },
	{ "keepalives_idle", "30" },	 { "keepalives_interval", "5" }, { "keepalives_count", "3" },
	{ "tcp_user_timeout", "15000" },
};

/* How long past the server's own statement_timeout an answer may be out before the connection counts as dead. */
enum { STATEMENT_MS = 30000, STATEMENT_GRACE_MS = 15000 };

static size_t conninfo_find(const struct conninfo *ci, const char *keyword)
{
	size_t i = 0;

	while (i < ci->n && !str_equal(ci->keyword[i], keyword))
		i++;
	return i;
}

const char *conninfo_get(const struct conninfo *ci, const char *keyword)
{
	size_t i = conninfo_find(ci, keyword);

	return i < ci->n ? ci->value[i] : NULL;
}

static void value_free(char *value)
{
	if (value)
		explicit_bzero(value, strlen(value));
	free(value);
}

static void conninfo_set(struct conninfo *ci, const char *keyword, const char *value)
{
	size_t i = conninfo_find(ci, keyword);

	if (i < ci->n) {
		value_free(ci->value[i]);
	} else {
		ci->keyword[i] = mem_strdup(keyword);
		ci->n++;
	}
	ci->value[i] = mem_strdup(value);
}

static void option_add(char *options, size_t size, const char *name, const char *value)
{
	if (strstr(options, name))
		return;
	str_append(options, size, " -c ");
	str_append(options, size, name);
	str_append(options, size, "=");
	str_append(options, size, value);
}

/* The times a screen reads are ISO whatever the server's default is. */
static void conninfo_options(struct conninfo *ci, enum conninfo_use use)
{
	char options[2048];
	const char *given = conninfo_get(ci, "options");

	if (!given)
		given = getenv("PGOPTIONS");
	str_copy(options, sizeof(options), given ? given : "");
	option_add(options, sizeof(options), "datestyle", "ISO,YMD");
	if (use == CONNINFO_SCREEN) {
		ci->statement_ms = strstr(options, "statement_timeout") ? 0 : STATEMENT_MS + STATEMENT_GRACE_MS;
		option_add(options, sizeof(options), "lock_timeout", "5000");
		option_add(options, sizeof(options), "statement_timeout", "30000");
	}
	conninfo_set(ci, "options", options);
}

static void conninfo_defaults(struct conninfo *ci, enum conninfo_use use)
{
	long seconds;

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		if (!conninfo_get(ci, defaults[i][0]))
			conninfo_set(ci, defaults[i][0], defaults[i][1]);
	}
	conninfo_set(ci, "client_encoding", "UTF8");
	conninfo_options(ci, use);
	seconds = strtol(conninfo_get(ci, "connect_timeout"), NULL, 10);
	if (seconds == 1)
		seconds = 2; /* as libpq does */
	ci->connect_ms = seconds > 0 && seconds < 86400 ? seconds * 1000 : 0;
}

bool conninfo_parse(struct conninfo *ci, const char *text, enum conninfo_use use, struct err *err)
{
	char *why = NULL;
	PQconninfoOption *given = PQconninfoParse(text ? text : "", &why);
	size_t n = 0;

	*ci = (struct conninfo){ 0 };
	PQfreemem(why); /* it quotes the text, which may hold a password */
	if (!given)
		return err_set(err, ERR_VALIDATION, "BAD_CONNINFO", "db", "The connection string is not well formed.");
	while (given[n].keyword)
		n++;
	ci->keyword = mem_alloc((n + EXTRA) * sizeof(*ci->keyword));
	ci->value = mem_alloc((n + EXTRA) * sizeof(*ci->value));
	for (size_t i = 0; i < n; i++) {
		if (given[i].val)
			conninfo_set(ci, given[i].keyword, given[i].val);
	}
	PQconninfoFree(given);
	conninfo_defaults(ci, use);
	return true;
}

void conninfo_done(struct conninfo *ci)
{
	for (size_t i = 0; i < ci->n; i++) {
		free((char *)ci->keyword[i]);
		value_free(ci->value[i]);
	}
	free(ci->keyword);
	free(ci->value);
	*ci = (struct conninfo){ 0 };
}

static void list_rotate(char *list)
{
	char *comma = strchr(list, ',');
	size_t first, rest;
	char *copy;

	if (!comma)
		return;
	first = (size_t)(comma - list);
	rest = strlen(comma + 1);
	copy = mem_strdup(list);
	memcpy(list, copy + first + 1, rest);
	list[rest] = ',';
	memcpy(list + rest + 1, copy, first);
	free(copy);
}

void conninfo_rotate(struct conninfo *ci)
{
	static const char *const lists[] = { "host", "hostaddr", "port" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size_t at = conninfo_find(ci, lists[i]);

		if (at < ci->n)
			list_rotate(ci->value[at]);
	}
}
