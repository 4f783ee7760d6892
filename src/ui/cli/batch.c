/*
 * batch - one verb a line, one sign-on, one JSON object a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "ui/cli/cli.h"
#include "ui/cli/split.h"

enum { PROGRESS_EVERY = 1000 };

struct batch {
	struct cli *cli;
	FILE *in;
	long line;
	bool keep_going;
	int code; /* of the first error */
};

/* False: an error; *out is empty then. */
static bool line_run(struct batch *b, const struct request *req, struct output *out, struct err *err)
{
	if (req->help || !req->verb)
		return err_set(err, ERR_USAGE, "NOT_IN_BATCH", "",
			       "A line of a batch begins with a verb and asks for no help.");
	if (req->verb->not_in_batch)
		return err_set(err, ERR_USAGE, "NOT_IN_BATCH", "", "%s does not work inside a batch.", req->verb->path);
	return cli_run_verb(b->cli, req, out, err);
}

/* An answer that nobody can read ends the batch: see lines_run. */
static void write_now(json_t *object)
{
	output_write_json(stdout, object);
	json_decref(object);
	(void)fflush(stdout);
}

static bool line_answer(struct batch *b, int argc, const char *const *argv)
{
	struct request req = { 0 };
	struct output out = { 0 };
	struct err err = { 0 };
	const char *group;
	bool ok = words_parse(argc, argv, NULL, &req, &group, &err) && line_run(b, &req, &out, &err);
	int code = ok ? out.exit_code : (int)err.kind;

	write_now(ok ? output_json(&out) : cli_error_json(b->cli, &err, b->line));
	output_done(&out);
	request_done(&req);
	if (b->code == 0)
		b->code = code;
	return code == 0;
}

/* True: go on. */
static bool line_take(struct batch *b, const char *text, size_t length)
{
	struct arena mem = { 0 };
	const char *const *argv = NULL;
	struct err err;
	size_t argc = 0;
	bool ok = true;

	b->line++;
	if (strlen(text) != length) {
		ok = err_set(&err, ERR_VALIDATION, "CONTROL_CHARACTER", "", "The line holds a NUL character.");
	} else {
		ok = split_line(&mem, text, &argv, &argc, &err);
	}
	if (!ok) {
		write_now(output_error_json(&err, b->line));
		if (b->code == 0)
			b->code = (int)err.kind;
	} else if (argc > 0) {
		ok = line_answer(b, (int)argc, argv);
	}
	arena_done(&mem);
	return ok || b->keep_going;
}

static bool lines_run(struct batch *b, struct err *err)
{
	char *text = NULL;
	size_t size = 0;
	bool go_on = true;
	ssize_t n;

	while (go_on && !ferror(stdout) && (n = getline(&text, &size, b->in)) >= 0) {
		go_on = line_take(b, text, (size_t)n);
		if (b->cli->shows_progress && b->line % PROGRESS_EVERY == 0)
			fprintf(stderr, "\r%ld lines ", b->line);
	}
	if (b->cli->shows_progress && b->line >= PROGRESS_EVERY)
		fputc('\n', stderr);
	free(text);
	if (ferror(stdout))
		return err_set(err, ERR_BUG, "OUTPUT", "", "Line %ld was done, but its answer could not be written.",
			       b->line);
	return !ferror(b->in) ||
	       err_set(err, ERR_VALIDATION, "UNREADABLE", "file", "The batch could not be read to its end.");
}

/* A wrong PIN ends it before the first line. Without a server, what can be queued goes on. */
static bool begin(struct cli *cli, struct err *err)
{
	if (cli_sign_on(cli, err))
		return true;
	return cli->queue_all && (err->kind == ERR_OFFLINE || err->kind == ERR_RETRY) &&
	       !str_equal(err->code, "NO_SERVER");
}

bool cli_batch(struct cli *cli, const struct request *req, struct output *out, struct err *err)
{
	struct batch b = { .cli = cli, .in = stdin, .keep_going = request_has(req, "keep_going") };
	const char *path = request_get(req, "file");
	bool ok;

	if (path && !str_equal(path, "-"))
		b.in = fopen(path, "re");
	if (!b.in)
		return err_set(err, ERR_VALIDATION, "UNREADABLE", "file", "%s cannot be read.", path);
	cli->queue_all = request_has(req, "queue");
	ok = str_empty(cli->globals.user) || begin(cli, err);
	ok = ok && lines_run(&b, err);
	if (b.in != stdin)
		fclose(b.in);
	out->exit_code = b.code;
	return ok;
}
