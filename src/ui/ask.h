/*
 * ask - one line for what screens do most: fill a call by name and send it.
 */
#ifndef GEMBA_UI_ASK_H
#define GEMBA_UI_ASK_H

#include <stdint.h>

#include "ui/app.h"

/*
 * The rest: parameter name and text in turn, ended by NULL; a NULL or blank
 * text means "not given". A text that breaks the parameter's kind is shown
 * like any error; then nothing is sent and the result is 0.
 */
uint64_t ask(struct app *app, void *owner, enum query_id id, app_answer answer, ...) __attribute__((sentinel));
/* The same, the answer into a table that is only shown. */
uint64_t ask_table(struct app *app, void *owner, struct table *table, enum query_id id, ...) __attribute__((sentinel));

#endif
