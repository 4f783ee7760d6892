/*
 * receipt_post - post what is filled in, exactly once.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/receipt.h"

struct receipt_typed receipt_typed_now(const struct receipt *r)
{
	return (struct receipt_typed){
		.quantity = goods_typed(&r->g, "quantity"),
		.lot = goods_typed(&r->g, "lot"),
		.expiry = goods_typed(&r->g, "expiry"),
		.unit_cost = goods_typed(&r->g, "unit_cost"),
		.ref = goods_typed(&r->g, "ref"),
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

static void posted(struct app *app, struct receipt *r, const struct rows *rows)
{
	char amount[96], stock[160], ref[FIELD_SIZE];

	goods_amount(app, rows_text(rows, 0, "quantity"), r->d.uom, amount, sizeof(amount));
	stock_words(app, r, rows_text(rows, 0, "quantity_on_hand"), stock, sizeof(stock));
	goods_posted(&r->g, rows, r->sent);
	app_message(app, MSG_GOOD, r->g.narrow ? "+%s %s, %s" : "received %s %s, %s", amount,
		    rows_text(rows, 0, "material"), stock);
	str_copy(ref, sizeof(ref), goods_typed(&r->g, "ref"));
	receipt_draft_next(&r->d);
	goods_form_next(&r->g);
	receipt_follow(app, r);
	/* The next pallet of the same paper. */
	if (r->d.kind != RECEIPT_ORDER)
		form_set(&r->g.form, "ref", ref);
	r->g.ops->reread(app, r);
}

/* The first try was posted after all, and what is typed now differs from it. */
static void posted_before(struct app *app, struct receipt *r)
{
	r->g.ops->reread(app, r);
	app_message(app, MSG_BAD,
		    "the first try was posted after all: look at \"last received\" before F2 posts this too");
}

static void on_posted(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct receipt *r = owner;
	bool again = r->d.uncertain;

	r->g.posting = false;
	if (err == NULL) {
		posted(app, r, rows);
		receipt_scan_waiting(app, r);
		return;
	}
	r->g.n_waiting = 0;
	receipt_draft_failed(&r->d, err);
	if (again && err->kind == ERR_DUPLICATE)
		posted_before(app, r);
	else
		goods_not_posted(app, &r->g, err, r->d.uncertain);
}

static bool send(struct app *app, struct receipt *r, struct err *err)
{
	struct call call;
	bool ok;

	call_init(&call, Q_STOCK_RECEIVE);
	ok = form_call(&r->g.form, &call, err) && receipt_draft_call(&r->d, app->clock, &call, err) &&
	     call_complete(&call, err);
	if (ok)
		r->g.posting = app_ask(app, r, &call, on_posted) != 0;
	call_done(&call);
	return ok;
}

const char *receipt_question(const char *field)
{
	if (str_equal(field, "quantity"))
		return "how many? Type the quantity, then F2";
	if (str_equal(field, "lot"))
		return "this material needs its lot: scan or type it, then F2";
	if (str_equal(field, "expiry"))
		return "this material needs its expiry date, then F2";
	if (str_equal(field, "unit_cost"))
		return "what is one unit worth? Without an order the cost is asked, then F2";
	return "nothing to post yet: scan the order, then the material";
}

void receipt_post(struct app *app, struct receipt *r)
{
	const char *missing = receipt_missing_now(app, r);
	char amount[96], source[SCANNED_CODE + 24];
	struct err err = { 0 };

	if (r->g.posting)
		return;
	if (missing != NULL) {
		form_focus(&r->g.form, missing);
		app_message(app, MSG_INFO, "%s", receipt_question(missing));
		return;
	}
	goods_amount(app, goods_typed(&r->g, "quantity"), r->d.uom, amount, sizeof(amount));
	receipt_draft_source(&r->d, goods_typed(&r->g, "ref"), source, sizeof(source));
	str_format(r->sent, sizeof(r->sent), "+%s %s from %s", amount, r->d.material, source);
	if (!send(app, r, &err)) {
		goods_refused(app, &r->g, &err);
		return;
	}
	app_message(app, MSG_INFO, "posting %s ...", r->sent);
}
