/*
 * verbs - the tables of verbs, one a subject; verbs.c lists them.
 */
#ifndef GEMBA_UI_CLI_VERBS_H
#define GEMBA_UI_CLI_VERBS_H

#include "ui/cli/verb.h"

extern const struct verb verbs_local[];
extern const struct verb verbs_office[];
extern const struct verb verbs_people[];
extern const struct verb verbs_catalogue[];
extern const struct verb verbs_purchase[];
extern const struct verb verbs_stock[];
extern const struct verb verbs_order[];
extern const struct verb verbs_gantt[];
extern const struct verb verbs_board[];
extern const struct verb verbs_lanes[];
extern const struct verb verbs_scan[];
extern const struct verb verbs_plan[];
extern const struct verb verbs_jobs[];
extern const struct verb verbs_spool[];

#endif
