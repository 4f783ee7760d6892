/*
 * cli - the headless verbs: the same calls as the screens, answered as JSON
 * or as tables for people.
 */
#ifndef GEMBA_UI_CLI_CLI_H
#define GEMBA_UI_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/log.h"
#include "core/call.h"
#include "core/config.h"
#include "core/office.h"
#include "core/session.h"
#include "core/spool/sender.h"
#include "ui/cli/answer.h"
#include "ui/cli/output.h"
#include "ui/cli/verb.h"

enum { PIN_SIZE = 160 };

struct cli {
	struct config config;
	struct globals globals;
	struct request request; /* request.verb NULL: open the terminal */
	const char *group;	/* "po", for "gemba po --help" */
	const struct clock *clock;
	struct log *log;
	bool asks; /* a person sits at it: a missing PIN is asked for */
	bool shows_progress;
	struct session *session; /* opened by the first call that needs it */
	struct office *office;
	char pin[PIN_SIZE];	/* of a batch that queues: it may sign on later; "": not read yet */
	bool queues, queue_all; /* the present verb may queue; all of a batch */
	struct spool *spool;	/* with its sender, by the first call that may queue */
	struct sender *sender;
	int64_t offline_until_ms; /* no server is looked for before */
	bool queued;		  /* by the present verb */
	char queued_op_id[UUID_TEXT];
	json_t *conflicts; /* what the present verb's error is about, beside its words; NULL: none are told */
};

/*
 * Command line and config file. On an error *err says what and cli_fail
 * writes it; cli_done in any case.
 */
MUSTUSE bool cli_open(struct cli *cli, int argc, char **argv, struct err *err);
void cli_done(struct cli *cli);
/* Run the verb, or write help or version, and answer on stdout. Returns the exit code. */
int cli_run(struct cli *cli);
/* Write the error on stderr; returns its exit code. */
int cli_fail(const struct cli *cli, const struct err *err);
/* The error's object with what belongs to it; line > 0: of a batch. A new reference. */
json_t *cli_error_json(const struct cli *cli, const struct err *err, long line);
/* True when there is something for cli_run to do; else the terminal is wanted. */
bool cli_is_headless(const struct cli *cli);

/* ---- for the verbs ---- */

/* Fill a call from the values that have the name of one of its parameters. */
MUSTUSE bool cli_fill(const struct request *req, struct call *c, struct err *err);
/* The same with only the values named by param; NULL when absent. */
MUSTUSE bool cli_set(struct call *c, const char *param, const char *value, struct err *err);
/* Sign on if need be, send, wait. */
MUSTUSE bool cli_ask(struct cli *cli, const struct call *c, struct rows *ret, struct err *err);
/* Init, fill, ask, done. */
MUSTUSE bool cli_ask_filled(struct cli *cli, const struct request *req, enum query_id id, struct rows *ret,
			    struct err *err);
/* The administrator's connection. */
MUSTUSE bool cli_office(struct cli *cli, const struct request *req, const struct office **ret, struct err *err);
MUSTUSE bool cli_sign_on(struct cli *cli, struct err *err);
/* Sign on, and make the plant's time zone the process's. */
MUSTUSE bool cli_zone(struct cli *cli, struct err *err);
/* UNAUTHORIZED for somebody who may not, as the server would say. Signs on. */
MUSTUSE bool cli_need(struct cli *cli, const char *permission, struct err *err);
/* Tell a list with the error that follows; takes the reference, replaces the list told before. */
void cli_tell_conflicts(struct cli *cli, json_t *list);
/* A number option or position; fallback when absent. */
MUSTUSE bool cli_int(const struct request *req, const char *param, int64_t fallback, int64_t min, int64_t max,
		     int64_t *ret, struct err *err);
/* A step of long work, on stderr of a terminal. */
void cli_progress(void *ctx, const char *step);
/* run of most verbs: the verb's statement, one row as the object or all rows under verb->list. */
bool cli_run_query(struct cli *cli, const struct request *req, struct output *out, struct err *err);
/* Read an order in all its parts. */
MUSTUSE bool cli_read(struct cli *cli, const struct answer *a, const char *number, struct output *out, struct err *err);
/* Is there an order of that number? */
MUSTUSE bool cli_order_exists(struct cli *cli, const char *number, bool *ret, struct err *err);
/* Send a write and tell what it answered, which a repeat tells again. */
MUSTUSE bool cli_write(struct cli *cli, const struct answer *a, const struct call *c, struct output *out,
		       struct err *err);
/* What the words ask for, alone or as a line of a batch. */
MUSTUSE bool cli_run_verb(struct cli *cli, const struct request *req, struct output *out, struct err *err);

/* ---- queue.c ---- */

/* How long a verb waits for the answer to a line of the spool. */
enum { CLI_QUEUE_MS = 10000 };
/* The kiosk's spool. CONFLICT SPOOL_HELD while its terminal is open. */
MUSTUSE bool cli_spool(struct cli *cli, struct err *err);
/* Is there one? Looking makes none. */
MUSTUSE bool cli_spool_exists(struct cli *cli, bool *ret, struct err *err);
/* The spool and a sender for it; signs on. */
MUSTUSE bool cli_sender(struct cli *cli, struct err *err);
/* Of the spool; spool_op_done in any case. */
MUSTUSE bool cli_queue_load(struct cli *cli, int64_t seq, struct spool_op *ret, struct err *err);
/* Send what can be sent now; then the line as it is. */
MUSTUSE bool cli_queue_send(struct cli *cli, int64_t seq, struct spool_op *ret, struct err *err);
/* As cli_ask, by way of the spool. True with cli->queued: it is kept, and *ret is empty. */
MUSTUSE bool cli_queue_ask(struct cli *cli, const struct call *c, struct rows *ret, struct err *err);
/* Add "queued" to the answer, or put {"queued":true,"op_id"} in its place. */
void cli_queue_tell(struct cli *cli, struct output *out);
void cli_queue_close(struct cli *cli);

/* ---- batch.c, help.c, pin.c ---- */

bool cli_batch(struct cli *cli, const struct request *req, struct output *out, struct err *err);
void help_all(FILE *f);
void help_group(FILE *f, const char *group);
void help_verb(FILE *f, const struct verb *v);

/*
 * From fd_text (a number) when given, else from the environment variable
 * (which is then removed), else asked on the terminal without echo.
 */
MUSTUSE bool pin_read(const char *fd_text, const char *variable, const char *prompt, bool may_ask, const char *field,
		      char ret[PIN_SIZE], struct err *err);

#endif
