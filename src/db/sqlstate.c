/*
 * sqlstate - from the server's error codes to the errors of the product.
 */
#include "db/sqlstate.h"

#include <ctype.h>
#include <string.h>

#include "core/base/str.h"

enum { SQLSTATE_LENGTH = 5 };

/* A prefix of the code, longest first within a class. */
struct rule {
	const char *prefix;
	enum err_kind kind;
	const char *message;
	const char *hint;
};

static const struct rule rules[] = {
	{ "08", ERR_OFFLINE, "The connection to the server was lost.", "" },
	{ "22003", ERR_VALIDATION, "A number, or what it would add up to, is too large to be kept.",
	  "Check what was entered." },
	{ "22", ERR_VALIDATION, "The server refused a value: it is malformed or out of range.",
	  "Check what was entered." },
	{ "23505", ERR_DUPLICATE, "This exists already.", "Choose another code or number." },
	{ "23", ERR_VALIDATION, "The server refused a value: it breaks a rule of the data.",
	  "Check what was entered." },
	{ "25006", ERR_OFFLINE, "The server takes no changes at the moment: it is a standby.",
	  "Try again in a minute." },
	{ "25P03", ERR_OFFLINE, "The server closed an idle connection.", "" },
	{ "28", ERR_UNAUTHORIZED,
	  "The server does not let this kiosk in: its name or password is wrong, or it was retired.",
	  "Enrol the kiosk: gemba kiosk enrol." },
	{ "3D000", ERR_OFFLINE, "The server has no database of that name.",
	  "Check the connection string, or run gemba local start." },
	{ "40003", ERR_OFFLINE, "The connection was lost before the server's answer came.", "" },
	{ "40", ERR_RETRY, "Somebody else worked on the same data at the same moment.", "Try again." },
	{ "42501", ERR_UNAUTHORIZED, "The server does not permit this.", "Ask an administrator." },
	{ "42", ERR_BUG, "The server's schema and this program differ.", "Run gemba migrate status as administrator." },
	{ "53300", ERR_OFFLINE, "The server has no connection free.", "Try again in a minute." },
	{ "53", ERR_RETRY, "The server has run out of memory or disk.", "Tell an administrator." },
	{ "55P03", ERR_RETRY, "Somebody else holds the same data for too long.", "Try again." },
	{ "57014", ERR_RETRY, "The server took too long and stopped.", "Try again, or ask for a shorter period." },
	{ "57P01", ERR_OFFLINE, "The server is shutting down.", "" },
	{ "57P02", ERR_OFFLINE, "The server restarts after a crash.", "" },
	{ "57P03", ERR_OFFLINE, "The server is starting up.", "Try again in a minute." },
	{ "57P", ERR_OFFLINE, "The server closed the connection.", "" },
};

static const struct rule unreachable = { "", ERR_OFFLINE, "The server cannot be reached.",
					 "Check the network, or run gemba local start for a private server." };
static const struct rule unknown = { "", ERR_BUG, "The server reported an error this program does not expect.",
				     "Tell an administrator; the server's log has the details." };

static const struct rule *rule_find(const char *sqlstate)
{
	if (str_empty(sqlstate))
		return &unreachable;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (str_starts(sqlstate, rules[i].prefix))
			return &rules[i];
	}
	return &unknown;
}

/* GM001..GM009: the last digit is the exit code. 7 is for the network alone, so no function may raise it. */
static enum err_kind kind_of_ours(const char *sqlstate)
{
	char digit = sqlstate[SQLSTATE_LENGTH - 1];

	if (!str_starts(sqlstate, "GM00") || digit < '1' || digit > '9' || digit == '7')
		return ERR_BUG;
	return (enum err_kind)(digit - '0');
}

static bool is_ours(const char *sqlstate)
{
	return sqlstate && str_starts(sqlstate, "GM") && strlen(sqlstate) == SQLSTATE_LENGTH;
}

enum err_kind sqlstate_kind(const char *sqlstate)
{
	return is_ours(sqlstate) ? kind_of_ours(sqlstate) : rule_find(sqlstate)->kind;
}

static bool rule_err(const struct rule *rule, const char *sqlstate, struct err *err)
{
	err_set(err, rule->kind, str_empty(sqlstate) ? "NOT_CONNECTED" : sqlstate, "", "%s", rule->message);
	return rule->hint[0] ? err_hint(err, "%s", rule->hint) : false;
}

bool sqlstate_plain(const char *sqlstate, struct err *err)
{
	return rule_err(rule_find(sqlstate), sqlstate, err);
}

static const char *field_text(const PGresult *res, int field)
{
	const char *text = PQresultErrorField(res, field);

	return text ? text : "";
}

bool sqlstate_err(const PGresult *res, struct err *err)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *code;

	if (!is_ours(sqlstate))
		return sqlstate_plain(sqlstate, err);
	code = field_text(res, PG_DIAG_CONSTRAINT_NAME);
	err_set(err, kind_of_ours(sqlstate), code[0] ? code : sqlstate, field_text(res, PG_DIAG_COLUMN_NAME), "%s",
		field_text(res, PG_DIAG_MESSAGE_PRIMARY));
	code = field_text(res, PG_DIAG_MESSAGE_HINT);
	return code[0] ? err_hint(err, "%s", code) : false;
}

/* The last word of "... failed: FATAL:  28P01\n" when it has the form of a code. */
static bool trailing_sqlstate(const char *message, char ret[SQLSTATE_LENGTH + 1])
{
	size_t end = strlen(message);

	while (end > 0 && isspace((unsigned char)message[end - 1]))
		end--;
	if (end <= SQLSTATE_LENGTH || message[end - SQLSTATE_LENGTH - 1] != ' ')
		return false;
	for (size_t i = end - SQLSTATE_LENGTH; i < end; i++) {
		if (!isdigit((unsigned char)message[i]) && !isupper((unsigned char)message[i]))
			return false;
	}
	memcpy(ret, message + end - SQLSTATE_LENGTH, SQLSTATE_LENGTH);
	ret[SQLSTATE_LENGTH] = '\0';
	return true;
}

bool sqlstate_connect_err(const PGconn *pg, struct err *err)
{
	char sqlstate[SQLSTATE_LENGTH + 1] = "";

	if (PQconnectionNeedsPassword(pg)) {
		err_set(err, ERR_UNAUTHORIZED, "NO_PASSWORD", "",
			"The server wants a password and none is kept here for this kiosk.");
		return err_hint(err, "Enrol the kiosk: gemba kiosk enrol.");
	}
	trailing_sqlstate(PQerrorMessage(pg), sqlstate);
	return sqlstate_plain(sqlstate, err);
}
