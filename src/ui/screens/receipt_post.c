/*
 * receipt_post - post what is filled in, exactly once.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/receipt.h"

struct receipt_typed receipt_typed_now(const struct receipt *r)
{
	const char *place = goods_typed(&r->g, "location");

	return (struct receipt_typed){
		.quantity = goods_typed(&r->g, "quantity"),
		.lot = goods_typed(&r->g, "lot"),
		.expiry = goods_typed(&r->g, "expiry"),
		.unit_cost = goods_typed(&r->g, "unit_cost"),
		.ref = goods_typed(&r->g, "ref"),
		.other = !str_empty(goods_typed(&r->g, "delivery_note")) || !str_empty(goods_typed(&r->g, "ref")) ||
			 (!str_empty(place) && !str_equal(place, r->bin)),
	};
}

bool receipt_filled(const struct receipt *r)
{
	struct receipt_typed typed = receipt_typed_now(r);

	return receipt_draft_filled(&typed);
}

const char *receipt_missing_now(const struct app *app, const struct receipt *r)
{
	struct receipt_typed typed = receipt_typed_now(r);

	return receipt_draft_missing(&r->d, &typed, app_may(app, "cost.view"));
}

const char *receipt_amount(const struct app *app, const struct receipt *r, char *ret, size_t size)
{
	struct receipt_typed typed = receipt_typed_now(r);
	char total[NUM_TEXT];

	return goods_amount(app, receipt_draft_quantity(&r->d, &typed, total) ? total : typed.quantity, r->d.uom, ret,
			    size);
}

/* "on hand 12 480 (reorder at 4 000)" */
static void stock_words(const struct app *app, const struct receipt *r, const char *on_hand, char *ret, size_t size)
{
	char hand[64], reorder[64] = "";

	goods_amount(app, on_hand, "", hand, sizeof(hand));
	if (rows_num(&r->g.show, 0, "reorder_point", NUM_QUANTITY_SCALE) > 0)
		goods_amount(app, rows_text(&r->g.show, 0, "reorder_point"), "", reorder, sizeof(reorder));
	if (reorder[0] != '\0' && !r->g.narrow)
		str_format(ret, size, "on hand %s (reorder at %s)", hand, reorder);
	else
		str_format(ret, size, "on hand %s", hand);
}

/* The form is free for the next goods. */
static void next(struct app *app, struct receipt *r)
{
	char ref[FIELD_SIZE];

	receipt_anew_kept(app, r);
	str_copy(ref, sizeof(ref), goods_typed(&r->g, "ref"));
	receipt_label_drop(r);
	receipt_draft_next(&r->d);
	goods_form_next(&r->g);
	receipt_follow(app, r);
	/* The next pallet of the same paper. */
	if (r->d.kind != RECEIPT_ORDER)
		form_set(&r->g.form, "ref", ref);
	r->g.ops->reread(app, r);
}

static void posted(struct app *app, struct receipt *r, int64_t seq, const struct rows *rows)
{
	char amount[96], stock[160];

	goods_amount(app, rows_text(rows, 0, "quantity"), r->d.uom, amount, sizeof(amount));
	stock_words(app, r, rows_text(rows, 0, "quantity_on_hand"), stock, sizeof(stock));
	goods_posted(&r->g, rows, seq, r->sscc, r->sent);
	app_message(app, MSG_GOOD, r->g.narrow ? "+%s %s, %s" : "received %s %s, %s", amount,
		    rows_text(rows, 0, "material"), stock);
	next(app, r);
}

static void queued(struct app *app, struct receipt *r, int64_t seq)
{
	char amount[96];

	goods_posted(&r->g, NULL, seq, r->sscc, r->sent);
	if (r->g.narrow)
		app_message(app, MSG_INFO, "QUEUED: +%s %s, no server", receipt_amount(app, r, amount, sizeof(amount)),
			    r->d.material);
	else
		app_message(app, MSG_INFO, "QUEUED: %s - no server; sent by itself", r->sent);
	app_bell(app, true);
	next(app, r);
}

static void on_posted(struct app *app, void *owner, enum post_outcome outcome, int64_t seq, struct rows *rows,
		      const struct err *err)
{
	struct receipt *r = owner;

	r->g.posting = false;
	if (outcome == POST_POSTED) {
		goods_result(&r->g, "posted", r->d.material);
		posted(app, r, seq, rows);
	} else if (outcome == POST_QUEUED) {
		goods_result(&r->g, "QUEUED", r->d.material);
		queued(app, r, seq);
	} else {
		goods_result(&r->g, "REFUSED", r->d.material);
		goods_read_queue(app, &r->g);
		goods_refused(app, &r->g, err);
	}
}

static bool send(struct app *app, struct receipt *r, struct err *err)
{
	struct receipt_typed typed = receipt_typed_now(r);
	struct call call;
	bool ok;

	call_init(&call, Q_STOCK_RECEIVE);
	ok = form_call(&r->g.form, &call, err) && receipt_draft_call(&r->d, &typed, &call, err) &&
	     call_set(&call, "sscc", r->sscc, err);
	if (ok) {
		r->g.posting = true;
		app_post(app, r, &call, r->sent, on_posted);
	}
	call_done(&call);
	return ok;
}

const char *receipt_question(const char *field)
{
	if (str_equal(field, "quantity"))
		return "how many? Type the quantity, then F2";
	if (str_equal(field, "lot"))
		return "lot needed: scan or type it, then F2";
	if (str_equal(field, "expiry"))
		return "expiry date needed: type it, then F2";
	if (str_equal(field, "unit_cost"))
		return "no order: type the unit cost, then F2";
	return "nothing to post yet: scan the order, then the material";
}

void receipt_post(struct app *app, struct receipt *r)
{
	const char *missing = receipt_missing_now(app, r);
	char amount[96], source[SCANNED_CODE + 24];
	struct err err = { 0 };

	if (goods_busy(app, &r->g))
		return;
	if (missing != NULL) {
		form_focus(&r->g.form, missing);
		app_message(app, MSG_INFO, "%s", receipt_question(missing));
		return;
	}
	receipt_amount(app, r, amount, sizeof(amount));
	receipt_draft_source(&r->d, goods_typed(&r->g, "ref"), source, sizeof(source));
	str_format(r->sent, sizeof(r->sent), "+%s %s from %s", amount, r->d.material, source);
	app_message(app, MSG_INFO, "posting %s ...", r->sent);
	if (!send(app, r, &err))
		goods_refused(app, &r->g, &err);
}
