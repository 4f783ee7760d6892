/*
 * queue - the screen that shows what this terminal keeps. Its state, for
 * queue.c and queue_draw.c; and "enter it anew" for the receipt screen.
 */
#ifndef GEMBA_UI_SCREENS_QUEUE_H
#define GEMBA_UI_SCREENS_QUEUE_H

#include "core/spool/spool.h"
#include "ui/app.h"
#include "ui/widgets/table.h"

enum { QUEUE_LINES = 1000, QUEUE_SKEW_S = 60 };

struct queue {
	struct table list;
	struct spool_count count; /* as the lines were read */
	bool refused_only;
	struct spool_op op; /* the selected line; seq 0: none */
	struct rect head, top, detail;
};

extern const struct table_spec queue_spec; /* ctx: the app */
void queue_draw(const struct app *app, const void *state, const struct canvas *canvas);
/* The column captured_at (UTC) in the zone of this terminal, as app_time takes it. */
const char *queue_local_time(const char *utc, char *ret, size_t size);

/* ---- a refused line entered anew: "=SEQ" as argument of a screen ---- */

/* Open the receipt screen on it. */
bool queue_open_anew(struct app *app, int64_t seq);
/* Is arg one of those, and which line? */
bool queue_arg(const char *arg, int64_t *ret_seq);
/* That line, for queued_values; false (shown) when it is not there any more. spool_op_done in any case. */
bool queue_load(struct app *app, int64_t seq, struct spool_op *ret);
/* The new operation is kept: the refused one is taken back, when this person may. False: a supervisor has to. */
bool queue_entered_anew(struct app *app, int64_t seq);

#endif
