/*
 * issue_post - post what is filled in, exactly once; when others have
 * reserved the goods, ask who may whether to go beyond.
 */
#include "core/base/num.h"
#include "core/base/str.h"
#include "ui/ask.h"
#include "ui/screens/issue.h"

/* The door's word for: there is stock, but it is held for other orders. */
#define CODE_RESERVED "RESERVED"

struct issue_typed issue_typed_now(const struct issue *s)
{
	return (struct issue_typed){
		.quantity = goods_typed(&s->g, "quantity"),
		.lot = goods_typed(&s->g, "lot"),
		.ref = goods_typed(&s->g, "ref"),
	};
}

bool issue_filled(const struct issue *s)
{
	struct issue_typed typed = issue_typed_now(s);

	return issue_draft_filled(&typed);
}

const char *issue_amount(const struct app *app, const struct issue *s, char *ret, size_t size)
{
	struct issue_typed typed = issue_typed_now(s);
	char total[NUM_TEXT];

	return goods_amount(app, issue_draft_quantity(&s->d, &typed, total) ? total : typed.quantity, s->d.uom, ret,
			    size);
}

/* " for 52.50 EUR", "" for who may not see costs. */
static void cost_words(const struct app *app, const struct rows *rows, char *ret, size_t size)
{
	const struct person *person = app->session != NULL ? session_person(app->session) : NULL;
	char money[64];

	ret[0] = '\0';
	if (rows_get(rows, 0, "total_cost") == NULL)
		return;
	goods_money(app, rows_text(rows, 0, "total_cost"), money, sizeof(money));
	str_format(ret, size, " for %s %s", money, person != NULL ? person->currency : "");
}

static void posted(struct app *app, struct issue *s, const struct rows *rows)
{
	char amount[96], hand[64], cost[96], ref[FIELD_SIZE];

	goods_amount(app, rows_text(rows, 0, "quantity"), s->d.uom, amount, sizeof(amount));
	goods_amount(app, rows_text(rows, 0, "quantity_on_hand"), "", hand, sizeof(hand));
	cost_words(app, rows, cost, sizeof(cost));
	goods_posted(&s->g, rows, 0, "", s->sent);
	app_message(app, MSG_GOOD, s->g.narrow ? "-%s %s%s, on hand %s" : "issued %s %s%s, on hand %s", amount,
		    rows_text(rows, 0, "material"), s->g.narrow ? "" : cost, hand);
	str_copy(ref, sizeof(ref), goods_typed(&s->g, "ref"));
	issue_draft_next(&s->d);
	goods_form_next(&s->g);
	issue_follow(app, s);
	/* The next goods of the same paper. */
	if (s->d.kind != ISSUE_ORDER)
		form_set(&s->g.form, "ref", ref);
	s->g.ops->reread(app, s);
}

static bool send(struct app *app, struct issue *s, const char *reason, struct err *err);

static void on_override(struct app *app, void *owner, const char *reason)
{
	struct issue *s = owner;
	struct err err = { 0 };

	if (reason == NULL) {
		app_message(app, MSG_INFO, "not issued: %s", s->refusal);
		form_focus(&s->g.form, "quantity");
		return;
	}
	if (!s->g.posting && !send(app, s, reason, &err))
		goods_refused(app, &s->g, &err);
}

static void offer_override(struct app *app, struct issue *s, const struct err *err)
{
	char text[480];

	str_copy(s->refusal, sizeof(s->refusal), err->message);
	str_format(text, sizeof(text), "%s\nYou may take it all the same; the others then lack it. Say why.",
		   err->message);
	app_bell(app, false);
	app_reason(app, s, "Take what others reserved?", text, on_override);
}

/* Goods given out are not queued: what is on the shelf only the server knows. */
static void not_posted(struct app *app, struct issue *s, const struct err *err)
{
	struct err shown = *err;

	if (err->kind == ERR_OFFLINE && s->d.uncertain)
		err_hint(&shown, "all stays filled in; F2 sends it again and cannot post it twice");
	else if (err->kind == ERR_OFFLINE)
		err_set(&shown, ERR_OFFLINE, err->code, "",
			"Issues need the server: nothing was posted, all stays filled in");
	goods_refused(app, &s->g, &shown);
}

static void on_posted(struct app *app, void *owner, struct rows *rows, const struct err *err)
{
	struct issue *s = owner;
	bool again = s->d.uncertain;

	s->g.posting = false;
	if (err == NULL) {
		posted(app, s, rows);
		return;
	}
	issue_draft_failed(&s->d, err);
	if (again && err->kind == ERR_DUPLICATE) {
		s->g.ops->reread(app, s);
		app_message(app, MSG_BAD,
			    "the first try was posted after all: look at \"last issued\" before F2 posts this too");
	} else if (str_equal(err->code, CODE_RESERVED) && app_may(app, "materials.override")) {
		offer_override(app, s, err);
	} else {
		not_posted(app, s, err);
	}
}

static bool send(struct app *app, struct issue *s, const char *reason, struct err *err)
{
	struct issue_typed typed = issue_typed_now(s);
	struct call call;
	bool ok;

	call_init(&call, Q_STOCK_ISSUE);
	ok = form_call(&s->g.form, &call, err) && issue_draft_call(&s->d, &typed, app->clock, &call, err);
	if (ok && reason != NULL)
		ok = call_set(&call, "force", "true", err) && call_set(&call, "reason", reason, err);
	ok = ok && call_complete(&call, err);
	if (ok)
		s->g.posting = app_ask(app, s, &call, on_posted) != 0;
	call_done(&call);
	return ok;
}

const char *issue_question(const char *field)
{
	if (str_equal(field, "quantity"))
		return "how many? Type the quantity, then F2";
	if (str_equal(field, "lot"))
		return "lot needed: scan or type it, then F2";
	if (str_equal(field, "ref"))
		return "which number has the paper? Type it, then F2";
	return "nothing to post yet: scan the work order, then the material";
}

void issue_post(struct app *app, struct issue *s)
{
	struct issue_typed typed = issue_typed_now(s);
	const char *missing = issue_draft_missing(&s->d, &typed);
	char amount[96], target[SCANNED_CODE + 24];
	struct err err = { 0 };

	if (goods_busy(app, &s->g))
		return;
	if (missing != NULL) {
		form_focus(&s->g.form, missing);
		app_message(app, MSG_INFO, "%s", issue_question(missing));
		return;
	}
	issue_amount(app, s, amount, sizeof(amount));
	issue_draft_target(&s->d, typed.ref, target, sizeof(target));
	str_format(s->sent, sizeof(s->sent), "-%s %s to %s", amount, s->d.material, target);
	if (!send(app, s, NULL, &err)) {
		goods_refused(app, &s->g, &err);
		return;
	}
	app_message(app, MSG_INFO, "posting %s ...", s->sent);
}
