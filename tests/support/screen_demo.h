/*
 * screen_demo - three small screens on which the framework is tested: a list,
 * a scan screen with a list, and a front page. They stand on rows made by
 * hand and need no server.
 */
#ifndef GEMBA_TESTS_SCREEN_DEMO_H
#define GEMBA_TESTS_SCREEN_DEMO_H

#include "ui/screen.h"
#include "ui/widgets/form.h"
#include "ui/widgets/table.h"

struct demo_list {
	struct app *app;
	struct table table;
	int updates;	  /* how often update was called */
	unsigned topics;  /* with what */
	char last[64];	  /* what was opened or picked */
	int rows_wanted;  /* rows of the next update; 0: a dozen */
	int first;	  /* number of the first row */
	bool keep_prompt; /* the prompt is not content */
	int closed;
};

struct demo_scan {
	struct app *app;
	struct table table;
	struct form form;
	struct rect top, bottom;
	char scanned[80];
	int scans, edits, saves;
};

extern const struct screen_ops demo_front, demo_list, demo_scan, demo_locked_door;
/* front, list, scan, locked door; ends with NULL. */
extern const struct screen_ops *const demo_screens[];

#endif
