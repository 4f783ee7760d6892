/*
 * receipt_scan - what a scan does on the receipt screen: resolved by the
 * server, judged by receipt_draft, carried out here.
 */
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/receipt.h"

static void choose_among(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	size_t first, n = receipt_draft_fits(&r->g.table.rows, scan->code, &first);
	char key[32];

	receipt_draft_want(&r->d, scan->code, scan->name);
	str_copy(key, sizeof(key), rows_text(&r->g.table.rows, first, "line"));
	table_select(&r->g.table, key);
	receipt_follow(app, r);
	goods_about(app, &r->g, scan->code);
	app_message(app, MSG_INFO, "%zu lines of %s are open: choose with the arrows and Enter, or F4", n, scan->code);
}

static void take_material(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	if (!str_equal(r->d.material, scan->code))
		receipt_draft_want(&r->d, scan->code, scan->name);
	receipt_follow(app, r);
	goods_about(app, &r->g, scan->code);
	if (r->d.kind == RECEIPT_ORDER)
		app_message(app, MSG_INFO, "%s %s: of which order? Scan it, or F4 lists the open ones", scan->code,
			    scan->name);
	else
		receipt_go_on(app, r);
}

static void take_text(struct app *app, struct receipt *r, const char *field, const char *text)
{
	form_show(&r->g.form, field, true);
	form_set(&r->g.form, field, text);
	receipt_follow(app, r);
	receipt_go_on(app, r);
}

static void take_scan(struct app *app, struct receipt *r, const struct receipt_scan *scan)
{
	app_message_none(app);
	switch (scan->step) {
	case RECEIPT_STEP_ORDER:
		receipt_take_order(app, r, scan->code);
		r->d.wanted_line = scan->line;
		break;
	case RECEIPT_STEP_LINE:
		receipt_take_line(app, r, scan->row);
		break;
	case RECEIPT_STEP_PICK:
		choose_among(app, r, scan);
		break;
	case RECEIPT_STEP_MATERIAL:
		take_material(app, r, scan);
		break;
	case RECEIPT_STEP_LOT:
		take_text(app, r, "lot", scan->code);
		return;
	case RECEIPT_STEP_LOCATION:
		take_text(app, r, "location", scan->code);
		return;
	case RECEIPT_STEP_REFUSED:
		return;
	}
	if (scan->lot[0] != '\0')
		take_text(app, r, "lot", scan->lot);
	else if (scan->step == RECEIPT_STEP_LINE)
		receipt_go_on(app, r);
}

static void on_resolved(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;
	struct receipt_typed typed = receipt_typed_now(r);
	struct receipt_seen seen = {
		.lines = &r->g.table.rows, .resolved = rows, .text = r->scanned, .in_lot = r->scanned_in_lot
	};
	struct receipt_scan scan;
	struct err why = { 0 };

	if (err != NULL) {
		goods_refused(app, &r->g, err);
	} else if (receipt_draft_scan(&r->d, &typed, &seen, &scan, &why) != RECEIPT_STEP_REFUSED) {
		take_scan(app, r, &scan);
	} else {
		if (r->scanned_in_lot)
			str_copy(why.field, sizeof(why.field), "lot");
		goods_refused(app, &r->g, &why);
	}
	r->scanned[0] = '\0';
	receipt_scan_waiting(app, r);
}

/* A material can be judged only when the lines of its order are there. */
static bool has_to_wait(const struct app *app, const struct receipt *r)
{
	bool reading = r->d.order[0] != '\0' && !r->g.table.loaded && app_asking(app, r);

	return reading || r->g.posting || r->scanned[0] != '\0';
}

void receipt_scan(struct app *app, void *state, const char *text)
{
	struct receipt *r = state;

	if (has_to_wait(app, r)) {
		goods_wait(app, &r->g, text);
		return;
	}
	str_copy(r->scanned, sizeof(r->scanned), text);
	r->scanned_in_lot = form_focused(&r->g.form, "lot");
	if (ask(app, r, Q_RESOLVE, on_resolved, "text", text, NULL) == 0)
		r->scanned[0] = '\0';
}

void receipt_scan_waiting(struct app *app, struct receipt *r)
{
	char text[FIELD_SIZE];

	if (!has_to_wait(app, r) && goods_waited(&r->g, text))
		receipt_scan(app, r, text);
}
