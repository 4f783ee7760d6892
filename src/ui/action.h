/*
 * action - what a key means. The list stands in action.def.
 */
#ifndef GEMBA_UI_ACTION_H
#define GEMBA_UI_ACTION_H

enum action {
	ACT_NONE,
#define ACTION(id, name, keys, second, label, help) ACT_##id,
#include "ui/action.def"
#undef ACTION
	ACT_COUNT
};

struct action_info {
	const char *name;   /* in the config file */
	const char *keys;   /* default keys, names separated by blanks */
	const char *second; /* second way in, or "" */
	const char *label;  /* for the function-key bar */
	const char *help;   /* one sentence */
};

/* a is a real action or ACT_NONE (all strings ""). Never NULL. */
const struct action_info *action_get(enum action a);
/* ACT_NONE when there is no action of that config name. */
enum action action_parse(const char *name);

#endif
