/*
 * words - the command line by the rules of getopt_long, with one more: what
 * starts with "-" and a digit is a value.
 */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/cli/verb.h"

static const struct verb_param op_id_param = { "op-id", FORM_OPTION, "op_id", "UUID", "makes a repeated call harmless",
					       0 };

static const struct verb_param queue_param = {
	"queue", FORM_FLAG, "queue", NULL, "keep it when there is no server", 0
};

struct reader {
	const char *const *argv;
	int argc, at;
	bool only_values; /* behind "--" */
	struct globals *globals;
	struct request *req;
	const char *group;
	const struct verb_param *many; /* the repeated option that may go on */
	size_t n_args;		       /* positions read */
	struct err *err;
};

struct global_option {
	const char *name;
	size_t offset;
	bool flag;
};

static const struct global_option global_options[] = {
	{ "--home", offsetof(struct globals, home), false },	  { "-c", offsetof(struct globals, config), false },
	{ "--config", offsetof(struct globals, config), false },  { "--db", offsetof(struct globals, db), false },
	{ "--kiosk", offsetof(struct globals, kiosk), false },	  { "--user", offsetof(struct globals, user), false },
	{ "--pin-fd", offsetof(struct globals, pin_fd), false },  { "--json", offsetof(struct globals, json), true },
	{ "--version", offsetof(struct globals, version), true },
};

bool words_is_option(const char *word)
{
	if (word[0] != '-' || word[1] == '\0')
		return false;
	return !isdigit((unsigned char)word[1]) && !(word[1] == '.' && isdigit((unsigned char)word[2]));
}

static bool usage(struct reader *r, const char *code, const char *field, const char *message, const char *word)
{
	err_set(r->err, ERR_USAGE, code, field, "%s: %s", message, word);
	if (r->req->verb)
		return err_hint(r->err, "gemba %s --help", r->req->verb->path);
	return err_hint(r->err, "gemba --help");
}

static void give(struct reader *r, const struct verb_param *p, const char *value)
{
	struct request *req = r->req;

	/* Room for every word of the line was made at the start. */
	req->given[req->n++] = (struct given){ .param = p, .value = value };
}

/* ---- options ---- */

/* "--name" or "--name=value": the length of the name; *ret_value behind the "=". */
static size_t option_name(const char *word, const char **ret_value)
{
	const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;

	*ret_value = equals ? equals + 1 : NULL;
	return equals ? (size_t)(equals - word) : strlen(word);
}

static bool option_value(struct reader *r, const char *word, const char **value)
{
	if (*value)
		return true;
	if (r->at >= r->argc)
		return usage(r, "MISSING_VALUE", "", "a value must follow", word);
	*value = r->argv[r->at++];
	return true;
}

static const struct global_option *global_find(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(global_options) / sizeof(global_options[0]); i++)
		if (strlen(global_options[i].name) == length && memcmp(global_options[i].name, word, length) == 0)
			return &global_options[i];
	return NULL;
}

static bool read_global(struct reader *r, const struct global_option *g, const char *word, const char *value)
{
	void *at;

	if (!r->globals && str_equal(g->name, "--json")) /* a batch always answers so */
		return true;
	if (!r->globals)
		return usage(r, "NOT_IN_BATCH", "", "this option stands before the batch, not in it", word);
	at = (char *)r->globals + g->offset;
	if (g->flag) {
		if (value)
			return usage(r, "UNWANTED_VALUE", "", "this option takes no value", word);
		*(bool *)at = true;
		return true;
	}
	if (!option_value(r, word, &value))
		return false;
	*(const char **)at = value;
	return true;
}

static const struct verb_param *option_find(const struct verb *v, const char *word, size_t length)
{
	if (!v || length < 3 || memcmp(word, "--", 2) != 0)
		return NULL;
	for (const struct verb_param *p = v->params; p && p->name; p++)
		if (p->form >= FORM_OPTION && strlen(p->name) == length - 2 &&
		    memcmp(p->name, word + 2, length - 2) == 0)
			return p;
	if (verb_writes(v) && length == 7 && memcmp(word, "--op-id", 7) == 0)
		return &op_id_param;
	if (verb_can_queue(v) && length == 7 && memcmp(word, "--queue", 7) == 0)
		return &queue_param;
	return NULL;
}

static bool read_verb_option(struct reader *r, const struct verb_param *p, const char *word, const char *value)
{
	if (p->form == FORM_FLAG) {
		if (value)
			return usage(r, "UNWANTED_VALUE", p->param, "this option takes no value", word);
		give(r, p, "");
		return true;
	}
	if (!option_value(r, word, &value))
		return false;
	if (p->form != FORM_MANY && request_has(r->req, p->param))
		return usage(r, "TWICE", p->param, "this option stands twice", word);
	give(r, p, value);
	r->many = p->form == FORM_MANY ? p : NULL;
	return true;
}

/* The verb's own options go before the program's. */
static bool read_option(struct reader *r, const char *word)
{
	const struct global_option *g;
	const struct verb_param *p;
	const char *value;
	size_t length = option_name(word, &value);

	if (str_equal(word, "--help") || str_equal(word, "-h")) {
		r->req->help = true;
		return true;
	}
	p = option_find(r->req->verb, word, length);
	if (p)
		return read_verb_option(r, p, word, value);
	g = global_find(word, length);
	if (g)
		return read_global(r, g, word, value);
	return usage(r, "UNKNOWN_OPTION", "", "unknown option", word);
}

/* ---- the verb ---- */

static bool read_verb(struct reader *r, const char *word)
{
	char path[80];

	if (r->group)
		str_format(path, sizeof(path), "%s %s", r->group, word);
	else
		str_copy(path, sizeof(path), word);
	r->req->verb = verb_find(path);
	if (r->req->verb)
		return true;
	if (!r->group && verb_is_group(word)) {
		r->group = word;
		return true;
	}
	return usage(r, "UNKNOWN_VERB", "", "unknown verb", path);
}

/* ---- positions ---- */

static const struct verb_param *arg_at(const struct verb *v, size_t n)
{
	size_t i = 0;

	for (const struct verb_param *p = v->params; p && p->name; p++) {
		if (p->form >= FORM_OPTION)
			continue;
		if (i++ == n || p->form == FORM_ARG_MANY)
			return p;
	}
	return NULL;
}

static bool read_arg(struct reader *r, const char *word)
{
	const struct verb_param *p = arg_at(r->req->verb, r->n_args);

	if (!p && r->many) { /* --line A=1 B=2 */
		give(r, r->many, word);
		return true;
	}
	if (!p)
		return usage(r, "TOO_MANY", "", "one word too many", word);
	give(r, p, word);
	r->n_args++;
	return true;
}

static bool read_word(struct reader *r, const char *word)
{
	if (!r->only_values && str_equal(word, "--")) {
		r->only_values = true;
		return true;
	}
	if (!r->only_values && words_is_option(word))
		return read_option(r, word);
	return r->req->verb ? read_arg(r, word) : read_verb(r, word);
}

static bool nothing_missing(struct reader *r)
{
	for (const struct verb_param *p = r->req->verb->params; p && p->name; p++) {
		bool option = p->form == FORM_NEEDED || (p->flags & FLAG_NEEDED);
		bool must = option || p->form == FORM_ARG || p->form == FORM_ARG_MANY;

		if (must && !request_has(r->req, p->param)) {
			char word[80];

			str_format(word, sizeof(word), option ? "--%s %s" : "%s", p->name, p->meta ? p->meta : "");
			return usage(r, "MISSING", p->param, "missing", word);
		}
	}
	return true;
}

bool words_parse(int argc, const char *const *argv, struct globals *globals, struct request *ret,
		 const char **ret_group, struct err *err)
{
	struct reader r = { .argv = argv, .argc = argc, .globals = globals, .req = ret, .err = err };
	struct globals none = { 0 };

	*ret = (struct request){ 0 };
	ret->given = arena_alloc(&ret->mem, (size_t)argc * sizeof(*ret->given));
	while (r.at < argc)
		if (!read_word(&r, argv[r.at++]))
			return false;
	*ret_group = r.group;
	if (ret->help || (globals ? globals : &none)->version)
		return true;
	if (r.group && !ret->verb)
		return usage(&r, "UNKNOWN_VERB", "", "a second word must follow", r.group);
	return !ret->verb || nothing_missing(&r);
}

/* ---- requests ---- */

void request_done(struct request *r)
{
	arena_done(&r->mem);
	*r = (struct request){ 0 };
}

const char *request_get(const struct request *r, const char *param)
{
	const char *value = NULL;

	for (size_t i = 0; i < r->n; i++)
		if (str_equal(r->given[i].param->param, param))
			value = r->given[i].value;
	return value;
}

bool request_has(const struct request *r, const char *param)
{
	return request_get(r, param) != NULL;
}

size_t request_all(const struct request *r, const char *param, const char **ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (!str_equal(r->given[i].param->param, param))
			continue;
		if (ret && n < max)
			ret[n] = r->given[i].value;
		n++;
	}
	return n;
}
