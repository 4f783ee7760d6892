/*
 * help - from the table of verbs to text for people.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/cli/cli.h"

enum { PATH_COLUMN = 18, OPTION_COLUMN = 30 };

static const char global_help[] =
	"\n"
	"Everywhere, before or after the verb:\n"
	"  --home DIR        home of the private server (GEMBA_HOME)\n"
	"  -c FILE           config file\n"
	"  --db CONNINFO     a server in the network\n"
	"  --kiosk NAME      which kiosk this is\n"
	"  --user NAME       who does it; PIN by --pin-fd N or in GEMBA_PIN\n"
	"  --json            one JSON object on stdout; errors as JSON on stderr\n"
	"  --help, --version\n"
	"\n"
	"Exit codes: 0 done, 1 usage, 2 VALIDATION, 3 NOT_FOUND, 4 UNAUTHORIZED, 5 DUPLICATE,\n"
	"6 CONFLICT, 7 OFFLINE, 8 BUG (or a refused check), 9 RETRY\n";

static void line_of(FILE *f, const struct verb *v)
{
	fprintf(f, "  %-*s%s\n", PATH_COLUMN, v->path, v->help);
}

void help_all(FILE *f)
{
	fputs("gemba - the shop floor in a terminal\n\n"
	      "  gemba                opens the terminal\n"
	      "  gemba VERB ...       does one thing without it; gemba VERB --help\n\n",
	      f);
	for (const struct verb *const *list = verbs_all(); *list; list++) {
		for (const struct verb *v = *list; v->path; v++)
			line_of(f, v);
		fputc('\n', f);
	}
	fputs(global_help + 1, f);
}

void help_group(FILE *f, const char *group)
{
	size_t n = strlen(group);

	for (const struct verb *const *list = verbs_all(); *list; list++)
		for (const struct verb *v = *list; v->path; v++)
			if (str_starts(v->path, group) && v->path[n] == ' ')
				line_of(f, v);
}

static void synopsis(FILE *f, const struct verb_param *p)
{
	switch (p->form) {
	case FORM_ARG:
		fprintf(f, " %s", p->name);
		break;
	case FORM_ARG_MAY:
		fprintf(f, " [%s]", p->name);
		break;
	case FORM_ARG_MANY:
		fprintf(f, " %s..", p->name);
		break;
	case FORM_NEEDED:
		fprintf(f, " --%s %s", p->name, p->meta);
		break;
	case FORM_MANY:
		if (p->flags & FLAG_NEEDED)
			fprintf(f, " --%s %s..", p->name, p->meta);
		break;
	case FORM_OPTION:
	case FORM_FLAG:
		break;
	}
}

static bool is_option(const struct verb_param *p)
{
	return p->form >= FORM_OPTION;
}

static void describe(FILE *f, const struct verb_param *p)
{
	char left[80];

	if (is_option(p))
		str_format(left, sizeof(left), "--%s%s%s%s", p->name, p->meta ? " " : "", p->meta ? p->meta : "",
			   p->form == FORM_MANY ? ".." : "");
	else
		str_copy(left, sizeof(left), p->name);
	fprintf(f, "  %-*s%s\n", OPTION_COLUMN, left, p->help);
}

void help_verb(FILE *f, const struct verb *v)
{
	bool any = verb_writes(v);

	fprintf(f, "gemba %s", v->path);
	for (const struct verb_param *p = v->params; p && p->name; p++) {
		synopsis(f, p);
		any = any || p->form == FORM_OPTION || p->form == FORM_MANY || p->form == FORM_FLAG;
	}
	fprintf(f, "%s\n\n  %s\n", any ? " [options]" : "", v->help);
	if (v->params && v->params->name)
		fputc('\n', f);
	for (const struct verb_param *p = v->params; p && p->name; p++)
		describe(f, p);
	if (verb_writes(v))
		fprintf(f, "  %-*s%s\n", OPTION_COLUMN, "--op-id UUID",
			"the same id again returns the first result, \"replayed\": true");
	if (verb_can_queue(v))
		fprintf(f, "  %-*s%s\n", OPTION_COLUMN, "--queue",
			"without a server keep it in the kiosk's spool: posted when --user signs on here");
	fputs(global_help, f);
}
