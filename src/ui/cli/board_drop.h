/*
 * board_drop - the gesture of a verb: read from its words, played on the
 * board, sent; played again when the board had changed meanwhile.
 */
#ifndef GEMBA_UI_CLI_BOARD_DROP_H
#define GEMBA_UI_CLI_BOARD_DROP_H

#include "ui/cli/board_view.h"

enum { DROP_GESTURE = 500, DROP_TRIES = 5 };

struct drop_wish {
	const char *work_order; /* "WO-124" or "WO-124/20" */
	const char *lane;	/* NULL: where it is */
	bool has_start;		/* else: when it is */
	int64_t start;
	int64_t work_s; /* 0: as long as it is */
	enum plan_cascade mode;
	bool dry_run, force;
	const char *reason, *op_id;
	char gesture[DROP_GESTURE]; /* the words as typed: what an op_id is bound to */
};

struct drop_answer {
	json_t *change_set; /* null when nothing was saved */
	json_t *changed, *conflicts, *late;
	char number[80]; /* of the held bar's order; "" of a replay */
	bool replayed;
	bool sent; /* the server judged it, not only we */
};

/* Parameters work_order, lane, start, minutes, cascade, dry_run, force, reason, op_id, all but the first may be absent. */
MUSTUSE bool drop_read(struct cli *cli, const struct request *req, struct drop_wish *ret, struct err *err);
/* An error of what it breaks is told with its conflicts. drop_answer_done in any case. */
MUSTUSE bool drop_run(struct cli *cli, const struct drop_wish *wish, struct drop_answer *ret, struct err *err);
void drop_answer_done(struct drop_answer *a); /* accepts zeroed memory */
/* Tell it; takes the references. */
void drop_tell(struct drop_answer *a, struct output *out);

/* For other drops: --force wants its reason, and both a permission. */
MUSTUSE bool drop_read_force(struct cli *cli, const struct request *req, bool *ret_force, const char **ret_reason,
			     struct err *err);
/* What was answered to that op_id, if it was; *ret_found. */
MUSTUSE bool drop_answered(struct cli *cli, const char *op_id, const char *gesture, struct drop_answer *ret,
			   bool *ret_found, struct err *err);
/* Send the changes of a draft. accepted: soft rules, "" none. */
MUSTUSE bool drop_send(struct cli *cli, const struct drop_wish *wish, const char *changes, const char *accepted,
		       struct drop_answer *ret, struct err *err);
/* Somebody else was faster, or saw more: worth reading the board again. */
bool drop_is_stale(const struct err *err);
/* From "changed" of a server's answer; what it lacks is empty. */
void drop_take_answer(const struct rows *rows, struct drop_answer *ret);

#endif
