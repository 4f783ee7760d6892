/*
 * issue_scan - what a scan does on the issue screen: read by goods_label,
 * judged by issue_draft, carried out here. A label fills in what it tells;
 * it never posts by itself.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/issue.h"

bool issue_ready(const struct app *app, const void *state)
{
	const struct issue *s = state;

	/* A material can be judged only when the requirements of its order are there. */
	bool reading = s->d.order[0] != '\0' && !s->g.table.loaded && app_asking(app, s);

	return goods_ready(&s->g) && !reading;
}

void issue_scan(struct app *app, void *state, const char *text)
{
	struct issue *s = state;

	goods_scan(app, &s->g, "", text);
}

/* ---- carrying it out ---- */

/* What the label told goes into the form; what was typed there agrees with it. */
static void fill_in(struct app *app, struct issue *s, const struct issue_scan *scan)
{
	const struct label_fill *fill = &scan->fill;
	struct form *f = &s->g.form;

	s->d.unit = scan->unit;
	if (fill->quantity[0] != '\0') {
		s->d.unit = (struct label_unit){ .factor = "" };
		form_set(f, "quantity", fill->quantity);
	}
	if (fill->lot[0] != '\0' || scan->lot[0] != '\0') {
		form_show(f, "lot", true);
		form_set(f, "lot", fill->lot[0] != '\0' ? fill->lot : scan->lot);
	}
	issue_follow(app, s);
}

static void go_on(struct app *app, struct issue *s, const struct issue_scan *scan)
{
	issue_go_on(app, s);
	if (scan->fill.said[0] == '\0' || goods_typed(&s->g, "quantity")[0] != '\0')
		return;
	form_focus(&s->g.form, "quantity");
	goods_say_unit(app, scan->fill.said, s->d.material, s->d.uom);
}

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
		goods_became(app, &s->g, "work order %s", scan->code);
		return;
	case ISSUE_STEP_NEED:
		goods_became(app, &s->g, "material %s", scan->code);
		issue_take_need(app, s, scan->row);
		break;
	case ISSUE_STEP_MATERIAL:
		goods_became(app, &s->g, "material %s", scan->code);
		issue_take_material(app, s, scan->code, scan->name);
		break;
	case ISSUE_STEP_PART:
		goods_became(app, &s->g, "more about %s", s->d.material);
		break;
	case ISSUE_STEP_LOT:
		goods_became(app, &s->g, "lot of %s", s->d.material);
		take_text(app, s, "lot", scan->code);
		return;
	case ISSUE_STEP_LOCATION:
		goods_became(app, &s->g, "location %s", scan->code);
		take_text(app, s, "location", scan->code);
		return;
	case ISSUE_STEP_REFUSED:
		return;
	}
	fill_in(app, s, scan);
	go_on(app, s, scan);
}

/* ---- judging it ---- */

static void judge(struct app *app, struct issue *s, const struct rows *rows)
{
	struct issue_typed typed = issue_typed_now(s);
	struct issue_seen seen = { &s->g.table.rows, rows, s->g.scanned, &s->g.label };
	struct issue_scan scan;
	struct err why = { 0 };

	if (issue_draft_scan(&s->d, &typed, &seen, &scan, &why) != ISSUE_STEP_REFUSED)
		take_scan(app, s, &scan);
	else
		goods_scan_refused(app, &s->g, &why);
}

void issue_label(struct app *app, void *state)
{
	struct issue *s = state;
	struct err err;

	if (s->g.label.kind == LABEL_COMMAND) {
		goods_command(app, &s->g);
	} else if (s->g.label.kind == LABEL_PART && s->d.material[0] != '\0') {
		judge(app, s, &(struct rows){ 0 });
	} else if (s->g.label.n_keys > 0) {
		goods_look(app, &s->g, s->g.label.key, s->g.label.n_keys);
	} else {
		err_set(&err, ERR_VALIDATION, "NO_MATERIAL", "scan", "this label does not say which goods these are");
		err_hint(&err, "scan the material first, then this one");
		goods_scan_refused(app, &s->g, &err);
	}
}

void issue_resolved(struct app *app, void *state, const struct rows *rows, const struct err *err)
{
	struct issue *s = state;
	struct err why;

	if (err != NULL) {
		goods_scan_refused(app, &s->g, err);
	} else if (goods_took_badge(app, &s->g, rows)) {
		issue_follow(app, s);
	} else if (rows->n == 0) {
		label_refuse_unknown(&s->g.label, s->g.ops->wanted, &why);
		goods_scan_refused(app, &s->g, &why);
	} else {
		judge(app, s, rows);
	}
}
