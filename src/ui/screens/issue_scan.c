/*
 * issue_scan - what a scan does on the issue screen: resolved by the server,
 * judged by issue_draft, carried out here.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/issue.h"

static void take_text(struct app *app, struct issue *s, const char *field, const char *text)
{
	form_show(&s->g.form, field, true);
	form_set(&s->g.form, field, text);
	issue_follow(app, s);
	issue_go_on(app, s);
}

static void take_scan(struct app *app, struct issue *s, const struct issue_scan *scan)
{
	app_message_none(app);
	switch (scan->step) {
	case ISSUE_STEP_ORDER:
		issue_take_order(app, s, scan->code);
		return;
	case ISSUE_STEP_NEED:
		issue_take_need(app, s, scan->row);
		break;
	case ISSUE_STEP_MATERIAL:
		issue_take_material(app, s, scan->code, scan->name);
		break;
	case ISSUE_STEP_LOT:
		take_text(app, s, "lot", scan->code);
		return;
	case ISSUE_STEP_LOCATION:
		take_text(app, s, "location", scan->code);
		return;
	case ISSUE_STEP_REFUSED:
		return;
	}
	if (scan->lot[0] != '\0')
		take_text(app, s, "lot", scan->lot);
	else
		issue_go_on(app, s);
}

static void on_resolved(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	struct issue_typed typed = issue_typed_now(s);
	struct issue_seen seen = { .needs = &s->g.table.rows, .resolved = rows, .text = s->scanned };
	struct issue_scan scan;
	struct err why = { 0 };

	/* The lot just typed is what is judged; it is no unposted work. */
	if (form_focused(&s->g.form, "lot"))
		typed.lot = "";
	if (err != NULL) {
		goods_refused(app, &s->g, err);
	} else if (issue_draft_scan(&s->d, &typed, &seen, &scan, &why) != ISSUE_STEP_REFUSED) {
		take_scan(app, s, &scan);
	} else {
		if (form_focused(&s->g.form, "lot"))
			str_copy(why.field, sizeof(why.field), "lot");
		goods_refused(app, &s->g, &why);
	}
	s->scanned[0] = '\0';
	issue_scan_waiting(app, s);
}

/* A material can be judged only when the lines of its order are there. */
static bool has_to_wait(const struct app *app, const struct issue *s)
{
	bool reading = s->d.order[0] != '\0' && !s->g.table.loaded && app_asking(app, s);

	return reading || s->g.posting || s->scanned[0] != '\0';
}

void issue_scan(struct app *app, void *state, const char *text)
{
	struct issue *s = state;

	if (has_to_wait(app, s)) {
		goods_wait(app, &s->g, text);
		return;
	}
	str_copy(s->scanned, sizeof(s->scanned), text);
	if (ask(app, s, Q_RESOLVE, on_resolved, "text", text, NULL) == 0)
		s->scanned[0] = '\0';
}

void issue_scan_waiting(struct app *app, struct issue *s)
{
	char text[FIELD_SIZE];

	if (!has_to_wait(app, s) && goods_waited(&s->g, text))
		issue_scan(app, s, text);
}
